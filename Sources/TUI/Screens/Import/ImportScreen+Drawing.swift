internal import Cohort

extension ImportScreen {
  static func lineCount(_ state: State) -> Int {
    if state.request != nil {
      return state.preview.map { PreviewLine.count(of: $0) } ?? 0
    }
    return (state.folder?.entries.count ?? 0) + 2
  }

  static func listRows(_ state: State, _ context: ScreenContext) -> Int {
    max(
      0, context.size.rows - (state.request == nil ? 3 : 5 + detailRows(state, context)) - (state.entry == nil ? 0 : 1))
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    if let entry = state.entry {
      let label =
        switch entry.kind {
        case .path: " path "
        case .target: " cohort file "
        case .idColumn: " column that names the patient "
        }
      entry.prompt.draw(label: label, row: canvas.rows - 1, on: &canvas)
    }
    let parts = canvas.bounds.cut(bottom: state.entry == nil ? 0 : 1)
    canvas.within(parts.rest) { canvas in
      if state.request == nil { drawPicker(state, on: &canvas) } else { drawPreview(state, on: &canvas) }
    }
  }

  private static func drawPicker(_ state: State, on canvas: inout Canvas) {
    canvas.draw("Where are your images or tables?", column: 2, row: 0, style: .role(.title))
    guard let folder = state.folder else {
      canvas.draw(
        state.failure ?? "Looking …", column: 2, row: 2, style: .role(state.failure == nil ? .dim : .bad))
      return
    }
    canvas.draw(folder.path, column: 2, row: 1, style: .role(.accent), width: max(0, canvas.columns - 4))
    let bottom = state.failure == nil ? 0 : 2
    let visible = max(0, canvas.rows - 2 - bottom)
    let count = folder.entries.count + 2
    let top = TablePane.top(state.cursor.top, cursor: state.cursor.row, visibleRows: visible, rowCount: count)
    for line in 0..<max(0, min(visible, count - top)) {
      let index = top + line
      let row = line + 2
      switch index {
      case 0: canvas.draw("..", column: 4, row: row, style: .role(.dim))
      case 1:
        let images =
          folder.imageCount > 0
          ? "\(folder.imageCount) \(folder.imageCount == 1 ? "image" : "images") here" : "its folders are the patients"
        canvas.draw(
          [("import this folder", .plain.bold), ("   \(images)", .role(.dim))], column: 4, row: row)
      default:
        let entry = folder.entries[index - 2]
        let isFolder = entry.kind == .folder
        let place = canvas.draw(
          entry.name + (isFolder ? "/" : ""), column: 4, row: row, style: isFolder ? .plain : .role(.accent),
          width: max(0, canvas.columns - 30))
        let kind =
          switch entry.kind {
          case .folder: ""
          case .table: "table: manifest or clinical values"
          case .dataset: "nnU-Net or Decathlon dataset"
          case .cohort: "cohort: opens it"
          }
        canvas.draw(kind, column: max(place + 2, 34), row: row, style: .role(.dim))
      }
      if index == state.cursor.row {
        canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
        canvas.draw("▸", column: 2, row: row, style: .role(.focus).on(.role(.selection)))
      }
    }
    if let failure = state.failure {
      canvas.draw(
        paragraph: failure, in: Rect(column: 2, row: canvas.rows - 2, columns: canvas.columns - 4, rows: 2),
        style: .role(.bad))
    }
  }

  private static func drawPreview(_ state: State, on canvas: inout Canvas) {
    guard let request = state.request else { return }
    if let failure = state.failure {
      canvas.draw(paragraph: failure, in: canvas.bounds.inset(columns: 2, rows: 1), style: .role(.bad))
      return
    }
    guard let preview = state.preview else {
      canvas.draw("Reading \(request.source) …", column: 2, row: 1, style: .role(.dim))
      return
    }
    let summary = preview.summary
    let counts = [
      (summary.patients, "patient"), (summary.exams, "exam"), (summary.images, "image"),
      (summary.lesions, "region"), (summary.variables, "variable"),
    ]
    canvas.draw(
      counts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " · "), column: 2, row: 0,
      style: summary.patients > 0 ? .role(.title) : .role(.bad))
    let verdict = verdict(summary.issues)
    canvas.draw(verdict.words, endColumn: canvas.columns - 2, row: 1, style: .role(verdict.role))
    canvas.draw(
      "read as: \(layoutWords(summary.layout))", column: 2, row: 1, style: .role(.dim),
      width: max(0, canvas.columns - 6 - DisplayWidth.of(verdict.words)))
    let known = preview.known.map { known in
      "△ it has \(known.count) \(known.count == 1 ? "patient" : "patients"), "
        + (known.shared == 0 ? "none of these" : "\(known.shared) of these")
    }
    let target = "\(preview.isUpdate ? "added to" : "written to")  "
    let end = canvas.draw(
      target
        + DisplayWidth.clippedAtStart(
          request.target, to: max(8, canvas.columns - 6 - DisplayWidth.of(target) - DisplayWidth.of(known ?? ""))),
      column: 2, row: 2, style: .role(preview.isUpdate ? .warning : .dim))
    if let known { canvas.draw(known, column: end + 2, row: 2, style: .role(.warning)) }
    let names = preview.patients.prefix(5).joined(separator: ", ") + (summary.patients > 5 ? ", …" : "")
    canvas.draw("patients  \(names)", column: 2, row: 3, style: .role(.dim), width: max(0, canvas.columns - 3))
    canvas.rule(row: 4)
    let lines = PreviewLine.all(of: preview, keys: canvas.keymap)
    let detail = detail(lines, state, columns: canvas.columns)
    let visible = max(0, canvas.rows - 5 - detail.count)
    for (place, text) in detail.enumerated() {
      canvas.draw(text, column: 2, row: 5 + visible + place, style: .role(.accent))
    }
    let top = TablePane.top(state.cursor.top, cursor: state.cursor.row, visibleRows: visible, rowCount: lines.count)
    for line in 0..<max(0, min(visible, lines.count - top)) {
      let row = line + 5
      draw(lines[top + line], row: row, on: &canvas)
      if top + line == state.cursor.row {
        canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
      }
    }
    if state.isWriting { canvas.draw(" writing … ", endColumn: canvas.columns - 1, row: 0, style: .role(.running)) }
  }

  private static func layoutWords(_ layout: ImportLayout) -> String {
    switch layout {
    case .auto: "not known yet"
    case .manifest: "a manifest of images and masks"
    case .folder: "a folder per patient with images and masks"
    case .pyradiomics: "a PyRadiomics batch file"
    case .nnunet: "an nnU-Net or Decathlon dataset"
    case .bids: "a BIDS folder"
    case .table: "a table with one row per patient or exam"
    }
  }

  /// The sentence under the cursor, where a line does not hold it.
  private static func detail(_ lines: [PreviewLine], _ state: State, columns: Int) -> [String] {
    guard lines.indices.contains(state.cursor.row) else { return [] }
    let line = lines[state.cursor.row]
    guard case .issue = line.kind else { return [] }
    let text = (line.name.isEmpty ? "" : line.name + ": ") + line.becomes
    guard DisplayWidth.of(text) > columns - 5 else { return [] }
    return Array(Paragraph.lines(of: text, columns: max(1, columns - 4)).prefix(4))
  }

  private static func detailRows(_ state: State, _ context: ScreenContext) -> Int {
    guard let preview = state.preview else { return 0 }
    return detail(
      PreviewLine.all(of: preview, keys: context.keymap), state, columns: context.size.columns
    ).count
  }

  /// How much is wrong with the source.
  static func verdict(_ issues: [ImportIssue]) -> (words: String, role: Role) {
    func count(_ severity: ImportIssue.Severity) -> Int { issues.count { $0.severity == severity } }
    func words(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    let (errors, warnings) = (count(.error), count(.warning))
    return errors > 0
      ? ("✗ " + words(errors, "error") + (warnings > 0 ? ", " + words(warnings, "warning") : ""), .bad)
      : warnings > 0 ? ("△ " + words(warnings, "warning"), .warning) : ("✓ nothing wrong", .good)
  }

  private static func draw(_ line: PreviewLine, row: Int, on canvas: inout Canvas) {
    let room = max(0, canvas.columns - 5)
    let (sign, role): (String, Role) =
      switch line.kind {
      case .table(let isJoined): (isJoined ? "[✓]" : "[ ]", isJoined ? .good : .dim)
      case .issue(.error): ("✗", .bad)
      case .issue(.warning): ("△", .warning)
      case .issue(.note): ("·", .dim)
      case .column: ("·", .accent)
      case .image: ("▣", .accent)
      }
    canvas.draw(sign, column: 2, row: row, style: .role(role))
    if case .issue = line.kind {
      let name = line.name.isEmpty ? "" : line.name + ": "
      canvas.draw(name + line.becomes, column: 4, row: row, style: .role(role), width: room)
      return
    }
    let start = if case .table = line.kind { 6 } else { 4 }
    let name = max(18, room * 28 / 100)
    let becomes = max(22, room / 3)
    canvas.draw(line.name, column: start, row: row, style: Style.plain.bold, width: name)
    if case .table = line.kind {
      canvas.draw(line.becomes, column: 4 + name + 3, row: row, style: .role(.dim), width: max(0, room - name - 3))
      return
    }
    canvas.draw(line.becomes, column: 4 + name + 1, row: row, width: becomes)
    let note = 4 + name + becomes + 2
    canvas.draw(
      (line.isGap ? "△ " : "") + line.note, column: note, row: row, style: .role(line.isGap ? .warning : .dim),
      width: max(0, canvas.columns - note - 1))
  }
}
