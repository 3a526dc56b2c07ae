internal import Cohort

/// What the program answered to a command typed after `:`, as a text to read, search, copy and save.
public enum AnswerScreen: Screen {
  public struct State: Sendable {
    /// The question; nil before the first.
    var call: ProgramCall?
    var answer: ProgramAnswer?
    /// Why there is no answer.
    var failure: String?
    var lines: [StyledLine] = []
    /// The widest line in columns.
    var width = 0
    var top = 0
    var left = 0
    /// The line that was looked for.
    var found: Int?
    /// How far the command is.
    var progress: JobProgress?
    /// Whether it was told to end: it finishes what it has in hand.
    var isEnding = false
    /// Steps of the sign that turns while the command runs.
    var turns = 0

    public init() {}

    init(asking call: ProgramCall) {
      self.call = call
      progress = JobProgress("")
    }

    /// The words of the question.
    var title: String { call?.path.joined(separator: " ") ?? "" }
  }

  public enum Action: Sendable {
    case progress(JobProgress)
    case answered(ProgramAnswer)
    case failed(String)
    case cancelled
    case scroll(ListCursor.Move)
    case aside(Int)
    case show(line: Int)
    case cancel
    case again
    case change
    case copy
    case export
  }

  public static let explanation =
    "The answer of a command, in the words of the command line. The rows that were shown when it was asked are its table, so "
    + "that a filter is a subgroup, and features are columns of it too; the first line says which. "
    + "\(KeyName.askAgain) asks again, with the "
    + "rows shown now; \(KeyName.changeQuestion) changes the question."

  /// How much text a page holds: what the command is told.
  static func pageSize(_ context: ScreenContext) -> Size {
    Size(columns: context.size.columns - 2, rows: context.size.rows + context.messageRows - 3)
  }

  /// More lines than anyone reads; the rest is left to a file.
  static let lineLimit = 100_000

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    let visible = max(1, context.size.rows - 2)
    let last = max(0, state.lines.count - visible)
    switch action {
    case .progress(let progress):
      state.progress = progress
      state.turns += 1
    case .answered(let answer):
      state.answer = answer
      state.failure = nil
      state.progress = nil
      state.lines = lines(
        of: answer, saysRoles: state.call?.saysRoles == true, columns: pageSize(context).columns,
        keys: context.keymap)
      state.width = state.lines.reduce(0) { max($0, $1.width) }
      state.top = 0
      state.left = 0
      state.found = nil
    case .failed(let sentence):
      state.progress = nil
      state.failure = sentence
    case .cancelled:
      state.progress = nil
      state.failure = "It was ended before it had an answer; \(KeyName.askAgain) asks again."
    case .scroll(let move):
      state.found = nil
      switch move {
      case .by(let step): state.top += max(-lineLimit, min(lineLimit, step))
      case .pageUp: state.top -= max(1, visible - 1)
      case .pageDown: state.top += max(1, visible - 1)
      case .first: state.top = 0
      case .last: state.top = last
      case .to(let row): state.top = row
      }
      state.top = max(0, min(state.top, last))
    case .aside(let step): state.left = max(0, min(state.left + step, state.width - context.size.columns + 2))
    case .show(let line):
      state.found = line
      if line < state.top || line >= state.top + visible { state.top = max(0, min(line - visible / 2, last)) }
    case .cancel:
      state.isEnding = true
      return [.cancel(.program)]
    case .again: return state.call.map { [.askAgain($0.typed)] } ?? []
    case .change: return state.call.map { [.typeCommand($0.typed)] } ?? []
    case .copy: return [.copy(text(state), what: "answer")]
    case .export: return [.write(exports(state, in: context))]
    }
    return []
  }

  /// Output first where it worked, what went wrong first where it did not. Output is laid out already; sentences are broken
  /// where the page ends.
  static func lines(
    of answer: ProgramAnswer, saysRoles: Bool, columns: Int, keys: Keymap = Keymap()
  ) -> [StyledLine] {
    func split(_ text: String) -> [Substring] {
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      while lines.last?.isEmpty == true { lines.removeLast() }
      return lines
    }
    let output = split(answer.output).map { line in
      saysRoles ? SGR.line(String(line)) : StyledLine(DisplayWidth.harmless(String(line)))
    }
    let isWrong = answer.status != 0
    func messages(_ text: String, _ role: Role) -> [StyledLine] {
      split(text).flatMap { line in
        let sentence = DisplayWidth.harmless(String(line.hasPrefix("radish: ") ? line.dropFirst(8) : line))
        let broken =
          DisplayWidth.of(sentence) > columns ? Paragraph.lines(of: sentence, columns: max(1, columns)) : [sentence]
        return broken.map { StyledLine($0, .role(role)) }
      }
    }
    let told = messages(answer.messages, isWrong ? .bad : .dim)
    var lines = isWrong ? told : output
    let rest = isWrong ? output : told
    if !lines.isEmpty, !rest.isEmpty { lines.append(StyledLine()) }
    lines += rest
    if lines.isEmpty {
      lines = messages(isWrong ? "It ended with status \(answer.status) and said nothing." : "Done.", .dim)
    }
    if answer.isCut || lines.count > lineLimit {
      lines = Array(lines.prefix(lineLimit)) + messages("… more than fits here: write it into a file.", .warning)
    }
    if answer.isTableTooLarge {
      lines += messages(
        keys.naming(
          "The table is too large to be kept: \(KeyName.answerExport) saves the text alone. In a shell, --format csv > FILE "
            + "writes all of it."), .warning)
    }
    return lines
  }

  private static func text(_ state: State) -> String {
    state.lines.map { $0.text + "\n" }.joined()
  }

  /// What the answer is as files: what was said, byte by byte where it is for programs, and beside what is for people its
  /// table as CSV and its plot as SVG. All of it came with the answer: nothing is asked a second time.
  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    guard !state.lines.isEmpty else { return [] }
    let words = state.call?.words ?? []
    let name = FileWord.of(state.title, else: "answer")
    func asked(_ format: String) -> Bool {
      words.contains("--\(format)") || words.contains("--format=\(format)")
        || zip(words, words.dropFirst()).contains { $0 == "--format" && $1 == format }
    }
    if let answer = state.answer, answer.status == 0, !answer.isCut,
      let format = ["json", "csv"].first(where: asked)
    {
      return [ExportFile("\(name).\(format)", answer.output)]
    }
    return [ExportFile("\(name).txt", text(state))]
      + [("csv", state.answer?.table), ("svg", state.answer?.picture)].compactMap { ending, contents in
        contents.map { ExportFile("\(name).\(ending)", $0) }
      }
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let nothing = state.lines.isEmpty ? "There is no answer yet." : nil
    let none = state.call == nil ? "Nothing has been asked; : asks." : nil
    var commands: [Command<Action>] = []
    if state.progress != nil {
      commands.append(
        Command(
          "answer.cancel", "End the command", keys: [.escape, .character("x"), .control("c")], footer: "end it",
          disabledReason: state.isEnding ? "It is ending; it finishes what it has in hand." : nil, action: .cancel))
    }
    commands += [
      Command(
        "answer.change", "Change the question", keys: [.character("c"), .enter], footer: "change", disabledReason: none,
        action: .change),
      Command(
        "answer.again", "Ask again, with the rows shown now", keys: [.character("r")], footer: "again",
        disabledReason: none, action: .again),
      Command(
        "answer.export", "Save the answer: as text, its table as CSV, its plot as SVG",
        keys: [.character("e"), .character("w")], footer: "export", disabledReason: nothing, action: .export),
      Command(
        "answer.copy", "Copy the answer", keys: [.character("y")], footer: "copy", disabledReason: nothing,
        action: .copy),
    ]
    if state.width > context.size.columns - 2 {
      commands += [
        Command(
          "answer.right", "Look further to the right", keys: [.right, .character("l")], footer: "aside",
          footerKeys: "←→", action: .aside(8)),
        Command("answer.left", "Look further to the left", keys: [.left, .character("h")], action: .aside(-8)),
      ]
    }
    let isLong = state.lines.count > max(1, context.size.rows - 2)
    return commands + ListCursor.commands("answer", footer: isLong ? "scroll" : nil) { .scroll($0) }
  }

  public static func listing(_ state: State, in context: ScreenContext) -> Listing<Action>? {
    guard !state.lines.isEmpty else { return nil }
    let lines = state.lines
    return Listing(
      count: lines.count, row: state.found ?? state.top, text: { lines[$0].text }, go: { .show(line: $0) })
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    guard case .mouse(let mouse) = event else { return nil }
    switch mouse.kind {
    case .wheelUp: return .scroll(.by(-3))
    case .wheelDown: return .scroll(.by(3))
    default: return nil
    }
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    ["Answer"] + (state.title.isEmpty ? [] : [state.title])
  }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    let visible = max(1, context.size.rows - 2)
    guard state.lines.count > visible else { return "" }
    return "lines \(state.top + 1)–\(min(state.lines.count, state.top + visible)) of \(state.lines.count)"
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    guard let call = state.call else {
      canvas.draw(
        paragraph: "Nothing has been asked yet. : and a verb of the command line, such as :doctor, asks.",
        in: canvas.bounds.inset(columns: 2, rows: 1), style: .role(.dim))
      return
    }
    let room = max(0, canvas.columns - 2)
    canvas.draw(":" + call.typed, column: 1, row: 0, style: .role(.accent), width: room)
    canvas.rule(row: 1)
    if !call.remark.isEmpty, room > 12 {
      canvas.draw(
        " " + DisplayWidth.clipped(call.remark, to: room - 4) + " ", endColumn: canvas.columns - 1, row: 1,
        style: .role(.dim))
    }
    let body = canvas.bounds.cut(top: 2).rest
    if let progress = state.progress {
      let sign = ["◐", "◓", "◑", "◒"][state.turns % 4]
      canvas.within(body) { canvas in
        canvas.draw(
          "\(sign) " + (state.isEnding ? "Ending it …" : "Asking … Esc ends it"), column: 1, row: 0,
          style: .role(.running))
        canvas.draw(progress.text, column: 3, row: 1, style: .role(.dim), width: max(0, canvas.columns - 4))
      }
      return
    }
    if let failure = state.failure {
      canvas.draw(paragraph: failure, in: body.inset(columns: 1, rows: 0), style: .role(.bad))
      return
    }
    canvas.within(body) { canvas in
      for row in 0..<canvas.rows where state.lines.indices.contains(state.top + row) {
        let line = state.lines[state.top + row]
        canvas.draw(
          state.left > 0 ? line.dropping(state.left) : line, column: 1, row: row, width: max(0, canvas.columns - 1))
        if state.found == state.top + row {
          canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
        }
      }
    }
  }
}
