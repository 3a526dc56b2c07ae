internal import Features

/// What a reader of the picture has to know: beside it as far as there is room, and all of it in full behind a key.
extension ViewerScreen {
  static func warnings(_ state: State) -> [String] {
    guard let image = state.loaded else { return [] }
    var warnings: [String] = []
    if let note = state.base?.obliquityNote { warnings.append("\(note): slices are those of the scanner") }
    if let pair = state.pairWarning { warnings.append(pair) }
    for layer in image.layers where layer.extent.outsideCount > 0 {
      warnings.append("part of \(layer.name.isEmpty ? "the region" : layer.name) lies outside the image")
    }
    return warnings + image.warnings
  }

  static func warningLines(_ state: State, columns: Int) -> [String] {
    warnings(state).flatMap { Paragraph.lines(of: "△ \($0)", columns: max(1, columns)) }
  }

  /// Beside the picture: every line of them, or as many as there is room for and the key that shows all.
  static func drawWarnings(_ state: State, _ lines: inout PanelLines, on canvas: inout Canvas) {
    let all = warningLines(state, columns: lines.columns - lines.margin)
    guard !all.isEmpty, canvas.rows > 0 else { return }
    // Where what stands above has taken all rows, the last one is theirs.
    lines.row = min(lines.row, canvas.rows - 1)
    let room = canvas.rows - lines.row
    for line in all.prefix(all.count <= room ? all.count : room - 1) {
      lines.add(line, .role(.warning), on: &canvas)
    }
    guard all.count > room else { return }
    canvas.fill(Rect(column: 0, row: lines.row, columns: canvas.columns, rows: 1))
    let count = warnings(state).count
    lines.add(
      [
        ("\(KeyName.viewerWarnings) ", .role(.key)),
        (count == 1 ? "the whole warning" : "all \(count) warnings", .role(.warning)),
      ], on: &canvas)
  }

  /// In place of the picture: all of them, from the line to which the keys have moved.
  static func drawAllWarnings(_ state: State, on canvas: inout Canvas) {
    canvas.draw(
      "What to know of this picture (\(KeyName.viewerWarnings) goes back)", column: 1, row: 0, style: .role(.header))
    let lines = warningLines(state, columns: canvas.columns - 2)
    for (row, line) in lines.dropFirst(state.warning.row).prefix(max(0, canvas.rows - 1)).enumerated() {
      canvas.draw(line, column: 1, row: row + 1, style: .role(.warning))
    }
  }

  /// The keys while all warnings are shown.
  static func warningCommands() -> [Command<Action>] {
    ListCursor.commands("viewer.warnings", footer: "scroll") { .moveWarnings($0) } + [
      Command(
        "viewer.warnings", "Back to the picture", keys: [.character("!"), .escape], footer: "picture",
        action: .warnings)
    ]
  }

  static func warningCommand(_ state: State, _ noImage: String?) -> Command<Action> {
    let isEmpty = warnings(state).isEmpty
    return Command(
      "viewer.warnings", "All warnings in full", keys: [.character("!")], footer: isEmpty ? nil : "warnings",
      help: "Such as that image and mask lie on different grids.",
      disabledReason: noImage ?? (isEmpty ? "Nothing is to be warned of here." : nil), action: .warnings)
  }
}
