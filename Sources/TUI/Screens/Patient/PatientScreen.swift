internal import Cohort

/// The page of one patient: exams in time, values, images, exclusions, and what is missing.
public enum PatientScreen: Screen {
  public struct State: Sendable {
    var label = ""
    /// Patients in the order of the table, for going to the next.
    var patients: [String] = []
    var page: PatientPage?
    /// Of the patient and of the exams.
    var values: [PatientRecord.Value] = []
    var notes: [String] = []
    var failure: String?
    var cursor = ListCursor()
    /// The first value shown, where not all have room.
    var firstValue = 0
    /// The value that was looked for.
    var value: Int?
    var prompt: Prompt?
    var reasonHistory: [String] = []

    public init() {}

    /// Images in their order, each with its exam.
    var images: [(exam: PatientRecord.Exam, image: PatientRecord.Image)] {
      (page?.record.exams ?? []).flatMap { exam in exam.images.map { (exam, $0) } }
    }

    mutating func open(_ label: String, patients: [String]) {
      // The next patient is read at the same values.
      if label != self.label {
        cursor = ListCursor()
        value = nil
      }
      self.label = label
      self.patients = patients
      failure = nil
      prompt = nil
    }
  }

  public enum Action: Sendable {
    case loaded(PatientPage)
    case failed(String)
    case move(ListCursor.Move)
    /// Values by pages.
    case turn(Int)
    case showValue(Int)
    case view
    case patient(Int)
    case toggleExclusion
    case type(InputEvent)
    case commit, leave
    case copy
    case clicked(row: Int)
  }

  public static let explanation =
    "Everything the cohort knows of one patient: exams along time, clinical values, images with their regions, and at the "
    + "end what is missing. \(KeyName.patientImage) shows the image under the cursor; \(KeyName.patientPrevious) and "
    + "\(KeyName.patientNext) go to the patients before and after."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .loaded(let page):
      guard page.record.patient.label == state.label else { return [] }
      state.page = page
      state.values = page.values
      state.notes = page.notes(usual: usualModalities(context))
      state.cursor.move(.by(0), count: state.images.count, visible: state.images.count)
    case .failed(let sentence): state.failure = sentence
    case .turn(let step):
      let page = shownValues(state, context.size).count
      state.firstValue = max(0, state.firstValue + step * max(1, page))
      clampValues(&state, context.size)
    case .showValue(let index):
      state.value = index
      let page = max(1, valueRows(state, context.size) * valueColumns(context.size))
      state.firstValue = index / page * page
      clampValues(&state, context.size)
    case .move(let move):
      state.value = nil
      state.cursor.move(move, count: state.images.count, visible: max(1, state.images.count))
    case .view:
      guard state.images.indices.contains(state.cursor.row) else { return [] }
      return [.viewImage(patient: state.label, path: state.images[state.cursor.row].image.series.path)]
    case .patient(let step):
      guard let place = state.patients.firstIndex(of: state.label), state.patients.indices.contains(place + step) else {
        return [
          .announce(Message(step > 0 ? "This is the last patient shown." : "This is the first patient shown."))
        ]
      }
      return [.showPatient(state.patients[place + step])]
    case .toggleExclusion:
      guard let record = state.page?.record else { return [] }
      if record.exclusion != nil {
        return [.edit(.exclusions(.patient, [record.patient.id.rawValue: nil]), .person)]
      }
      state.prompt = Prompt("", history: state.reasonHistory)
    case .type(let event): _ = state.prompt?.edit(event)
    case .commit:
      guard let reason = state.prompt?.text, let record = state.page?.record else { return [] }
      guard !reason.allSatisfy(\.isWhitespace) else {
        return [.announce(Message("Write a reason: it goes into the report. Esc leaves.", .warning))]
      }
      state.prompt = nil
      if state.reasonHistory.last != reason { state.reasonHistory.append(reason) }
      return [.edit(.exclusions(.patient, [record.patient.id.rawValue: reason]), .person)]
    case .leave: state.prompt = nil
    case .copy: return [.copy(text(state), what: "patient's values")]
    case .clicked(let row):
      guard let index = imageRows(state, context.size).first(where: { $0.row == row })?.index else { return [] }
      if index == state.cursor.row { return update(&state, .view, in: context) }
      state.cursor.row = index
    }
    return []
  }

  private static func clampValues(_ state: inout State, _ size: Size) {
    state.firstValue = shownValues(state, size).lowerBound
  }

  /// The values that have room, from the first that was asked for on.
  private static func shownValues(_ state: State, _ size: Size) -> Range<Int> {
    let count = state.values.count
    let room = valueRows(state, size) * valueColumns(size)
    let first = max(0, min(state.firstValue, count - room))
    return first..<min(count, first + room)
  }

  /// Modalities that more than half of the patients with images have.
  private static func usualModalities(_ context: ScreenContext) -> [String] {
    var patients: Set<String> = []
    var having: [String: Set<String>] = [:]
    for image in context.cohort?.images.entries ?? [] where !image.modality.isEmpty {
      patients.insert(image.patient)
      having[image.modality, default: []].insert(image.patient)
    }
    return having.filter { $0.value.count * 2 > patients.count }.keys.sorted()
  }

  private static func text(_ state: State) -> String {
    state.values.map { value in
      "\(value.name)\t\(value.value.text ?? "")\(value.unit.isEmpty ? "" : "\t" + value.unit)"
    }.joined(separator: "\n")
  }

  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    guard let record = state.page?.record else { return [] }
    var rows = record.values.map { ["", $0.name, $0.value.text ?? "", $0.unit] }
    for exam in record.exams { rows += exam.values.map { [exam.label, $0.name, $0.value.text ?? "", $0.unit] } }
    return [
      ExportFile(
        "\(FileWord.of(state.label, else: "patient")).csv",
        CSV.text(header: ["exam", "variable", "value", "unit"], rows: rows))
    ]
  }

  // MARK: Commands

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let isOut = state.page?.record.exclusion != nil
    let waiting = state.page == nil ? "The patient is still being read." : nil
    let hasMore = shownValues(state, context.size).count < (state.values.count)
    return [
      Command(
        "patient.view", "View the image", keys: [.enter], footer: "image",
        disabledReason: waiting ?? (state.images.isEmpty ? "This patient has no images." : nil), action: .view),
      Command(
        "patient.previous", "Go to the patient before", keys: [.character("[")], footer: "patient",
        footerKeys: "[ ]", action: .patient(-1)),
      Command("patient.next", "Go to the next patient", keys: [.character("]")], action: .patient(1)),
      Command(
        "patient.exclude", isOut ? "Take the patient back in" : "Leave the patient out, with a reason",
        keys: [.character("x")], footer: isOut ? "include" : "exclude",
        help: "Left out of every analysis. The reason is kept and reported.",
        disabledReason: waiting ?? CohortScreen.writeReason(context), action: .toggleExclusion),
      Command(
        "patient.more-values", "The values after these", keys: [.pageDown, .control("f")],
        footer: hasMore ? "values" : nil, footerKeys: "PgUp/PgDn",
        disabledReason: waiting ?? (hasMore ? nil : "All values are shown."), action: .turn(1)),
      Command(
        "patient.values-before", "The values before these", keys: [.pageUp, .control("b")],
        disabledReason: waiting ?? (hasMore ? nil : "All values are shown."), action: .turn(-1)),
      Command(
        "patient.copy", "Copy the values", keys: [.character("y")], footer: "copy", disabledReason: waiting,
        action: .copy),
    ] + ListCursor.commands("patient") { .move($0) }.filter { !$0.id.hasPrefix("patient.page") }
  }

  public static func typing(_ state: State, in context: ScreenContext) -> Typing? {
    state.prompt == nil
      ? nil : Typing(enter: "leave out", escape: "keep in", hasHistory: !state.reasonHistory.isEmpty)
  }

  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    let values = state.values.map { "\($0.name) \(CellText.of($0.value))" }
    let images = state.images.map { "\($0.exam.label) \($0.image.title)" }
    guard !values.isEmpty || !images.isEmpty else { return nil }
    // Images first: the cursor is among them.
    return Listing(images + values, row: state.value.map { images.count + $0 } ?? state.cursor.row) { row in
      row < images.count ? .move(.to(row)) : .showValue(row - images.count)
    }
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    if state.prompt != nil {
      switch event {
      case .key(.enter): return .commit
      case .key(.escape), .key(.control("c")): return .leave
      case .key(.tab): return nil
      case .key, .paste: return .type(event)
      case .mouse: return nil
      }
    }
    guard case .mouse(let mouse) = event else { return nil }
    switch mouse.kind {
    case .press: return .clicked(row: mouse.row)
    case .wheelUp: return .move(.by(-1))
    case .wheelDown: return .move(.by(1))
    default: return nil
    }
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] { [state.label] }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    guard let record = state.page?.record, record.patient.label == state.label else { return "" }
    let exams = record.exams.count
    let images = state.images.count
    return "\(exams) \(exams == 1 ? "exam" : "exams") · \(images) \(images == 1 ? "image" : "images")"
      + (record.exclusion == nil ? "" : " · excluded")
  }

  // MARK: Drawing

  /// Lines above the list of images: values in columns, timeline.
  private static func valueRows(_ state: State, _ size: Size) -> Int {
    let count = state.values.count
    let across = valueColumns(size)
    let needed = (count + across - 1) / across
    // A third of the page, and whatever headings, exams, images and remarks leave.
    let left =
      size.rows - 6 - state.images.count - max(1, noteLines(state, size.columns).count)
      - (state.prompt == nil ? 0 : 1)
    return min(needed, max(1, size.rows / 3, left))
  }

  private static func valueColumns(_ size: Size) -> Int { max(1, size.columns / 38) }

  private static func imageRows(_ state: State, _ size: Size) -> [(row: Int, index: Int)] {
    let top = 1 + valueRows(state, size) + 4
    let room = max(0, size.rows - top - noteLines(state, size.columns).count - (state.prompt == nil ? 1 : 2))
    let first = TablePane.top(0, cursor: state.cursor.row, visibleRows: room, rowCount: state.images.count)
    return (0..<max(0, min(room, state.images.count - first))).map { (top + $0, first + $0) }
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    if let failure = state.failure {
      canvas.draw(paragraph: failure, in: canvas.bounds.inset(columns: 2, rows: 1), style: .role(.bad))
      return
    }
    guard let page = state.page, page.record.patient.label == state.label else {
      canvas.draw("Reading \(state.label) …", column: 2, row: 1, style: .role(.dim))
      return
    }
    drawValues(state, on: &canvas)
    let below = 1 + valueRows(state, canvas.size)
    drawTimeline(page.record, row: below, on: &canvas)
    let end = canvas.draw("images", column: 1, row: below + 3, style: .role(.header))
    if state.images.isEmpty { canvas.draw("none", column: end + 1, row: below + 3, style: .role(.dim)) }
    drawImages(state, page, on: &canvas)
    drawNotes(state, on: &canvas)
    if let prompt = state.prompt {
      canvas.fill(Rect(column: 0, row: canvas.rows - 1, columns: canvas.columns, rows: 1))
      prompt.draw(label: " why leave out \(state.label)? ", row: canvas.rows - 1, on: &canvas)
    }
  }

  private static func drawValues(_ state: State, on canvas: inout Canvas) {
    let rows = valueRows(state, canvas.size)
    let across = valueColumns(canvas.size)
    let shown = shownValues(state, canvas.size)
    canvas.draw("values", column: 1, row: 0, style: .role(.header))
    if shown.count < state.values.count {
      canvas.draw(
        "\(shown.lowerBound + 1)–\(shown.upperBound) of \(state.values.count)", endColumn: canvas.columns - 1, row: 0,
        style: .role(.dim))
    }
    let width = canvas.columns / across
    for (place, value) in state.values[shown].enumerated() {
      let isFound = state.value == shown.lowerBound + place
      let column = 2 + place / max(1, rows) * width
      let row = 1 + place % max(1, rows)
      let nameWidth = min(18, width / 2)
      canvas.draw(
        value.name, column: column, row: row, style: isFound ? Style.role(.accent).bold : .role(.dim), width: nameWidth)
      let isMissing = value.value == .missing
      let text = isMissing ? "· missing" : valueText(value.value) + (value.unit.isEmpty ? "" : " \(value.unit)")
      canvas.draw(
        text, column: column + nameWidth + 1, row: row, style: isMissing ? .role(.warning) : .plain,
        width: max(0, width - nameWidth - 3))
    }
  }

  private static func valueText(_ value: CellValue) -> String {
    if case .number(let number) = value { return NumberText.significant(number, digits: 6) }
    return CellText.of(value)
  }

  /// Exams along time: `●───────●──●`, each with its name below; evenly where no dates are known.
  private static func drawTimeline(_ record: PatientRecord, row: Int, on canvas: inout Canvas) {
    canvas.draw("exams", column: 1, row: row, style: .role(.header))
    guard !record.exams.isEmpty else {
      canvas.draw("none", column: 8, row: row, style: .role(.dim))
      return
    }
    let start = 3
    let width = max(1, canvas.columns - 20)
    let dates = record.exams.map(\.date)
    let days = dates.compactMap { $0.map { Int($0.daysSince1970) } }
    let isDated = days.count == record.exams.count && (days.max() ?? 0) > (days.min() ?? 0)
    let order = isDated ? record.exams.indices.sorted { days[$0] < days[$1] } : Array(record.exams.indices)
    let low = days.min() ?? 0
    let span = max(1, (days.max() ?? 0) - low)
    var labelEnd = 0
    var line = Array(repeating: Character("─"), count: width)
    if record.exams.count == 1 { line = [" "] }
    let places = order.enumerated().map { place, index -> Int in
      let fraction =
        isDated
        ? Double(days[index] - low) / Double(span)
        : order.count > 1 ? Double(place) / Double(order.count - 1) : 0
      return min(width - 1, max(0, Int(fraction * Double(width - 1))))
    }
    for (place, index) in order.enumerated() {
      let exam = record.exams[index]
      let column = places[place]
      if line.indices.contains(column) { line[column] = exam.images.isEmpty ? "○" : "●" }
      // Where the next exam follows soon its name has the room of this one's date.
      let whole = exam.title + (dates[index].map { " \($0)" } ?? "")
      let room = place + 1 < places.count ? places[place + 1] - column - 1 : Int.max
      let label = DisplayWidth.of(whole) <= room || DisplayWidth.of(exam.title) > room ? whole : exam.title
      if start + column >= labelEnd {
        labelEnd =
          canvas.draw(
            label, column: start + column, row: row + 2,
            style: exam.exclusion == nil ? .plain : .role(.faint), width: max(0, canvas.columns - start - column)) + 1
      }
    }
    canvas.draw(String(line), column: start, row: row + 1, style: .role(.accent))
  }

  private static func drawImages(_ state: State, _ page: PatientPage, on canvas: inout Canvas) {
    for (row, index) in imageRows(state, canvas.size) {
      let (exam, image) = state.images[index]
      var place = canvas.draw(
        [exam.label, image.title].filter { !$0.isEmpty }.joined(separator: " · "), column: 3, row: row,
        style: Style.plain.bold, width: 28)
      place = max(place + 2, 30)
      if page.lostFiles.contains(image.series.path) {
        canvas.draw("the file is not there", column: place, row: row, style: .role(.bad))
      } else {
        let regions = image.regions.map { region in
          [region.lesion.role, region.lesion.name].filter { !$0.isEmpty }.joined(separator: " ")
            + (region.lesion.label.map { " (label \($0))" } ?? "") + (region.exclusion == nil ? "" : " ×")
        }
        canvas.draw(
          regions.isEmpty ? "no region" : regions.joined(separator: ", "), column: place, row: row,
          style: regions.isEmpty ? .role(.warning) : .role(.dim), width: max(0, canvas.columns - place - 1))
      }
      if index == state.cursor.row {
        canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
        canvas.draw("▸", column: 1, row: row, style: .role(.focus).on(.role(.selection)))
      }
    }
  }

  /// Remarks, each whole as far as four lines hold it; what they do not hold is counted.
  static func noteLines(_ state: State, _ columns: Int) -> [String] {
    let notes = state.notes.map { Paragraph.lines(of: "△ " + $0, columns: max(1, columns - 2)) }
    let all = notes.flatMap(\.self)
    guard all.count > 4 else { return all }
    // The first is shown at any rate, as far as it goes.
    var lines = Array((notes.first ?? []).prefix(notes.count == 1 ? 4 : 3))
    var shown = 1
    for note in notes.dropFirst() {
      guard lines.count + note.count <= 3 else { break }
      lines += note
      shown += 1
    }
    let more = notes.count - shown
    if more > 0 { lines.append("△ \(more) more \(more == 1 ? "remark" : "remarks"); make the window taller") }
    return lines
  }

  private static func drawNotes(_ state: State, on canvas: inout Canvas) {
    let bottom = canvas.rows - (state.prompt == nil ? 0 : 1)
    let lines = noteLines(state, canvas.columns)
    for (line, note) in lines.enumerated() {
      canvas.draw(note, column: 1, row: bottom - lines.count + line, style: .role(.warning))
    }
    if state.notes.isEmpty {
      canvas.draw("Nothing is missing.", column: 1, row: bottom - 1, style: .role(.good))
    }
  }
}
