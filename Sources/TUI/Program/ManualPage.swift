/// The manual of a verb as lines: what it does, what it takes, what each option means.
struct ManualPage {
  enum Line: Equatable {
    case heading(String)
    case text(String)
    case entry(String, String)
  }

  let title: String
  let lines: [Line]

  private static let keyWidth = 26

  /// The page of a word that may be typed after `:`; of none, the list of all.
  init(of word: String, _ state: AppState, columns: Int) {
    let manual = state.manual ?? ProgramManual()
    let room = max(20, columns)
    var lines: [Line] = []
    func text(_ text: String) { lines += Paragraph.lines(of: text, columns: room).map { .text($0) } }
    func entry(_ name: String, _ help: String) {
      let parts = Paragraph.lines(of: help, columns: max(10, room - Self.keyWidth))
      lines.append(.entry(name, parts.first ?? ""))
      lines += parts.dropFirst().map { .entry("", $0) }
    }
    let words = ShellWords(word).words
    let verb = words.first.flatMap { CommandLine.verb($0) }
    let line = ProgramLine(words, manual)
    guard verb != nil || line != nil else {
      title = "what can be typed after :"
      for verb in Verb.all { entry(":\(verb.name) \(verb.argument)", verb.help) }
      let others = manual.commands.filter { command in command.refusal == nil && CommandLine.verb(command.name) == nil }
      if !others.isEmpty {
        lines += [.text(""), .heading("As on the command line; the rows shown are the table")]
        for command in others { entry(":\(command.name)", command.abstract) }
        text("Verbs of the command line that have a short form above take the long one too: :km --time …")
      }
      self.lines = lines
      return
    }
    title = ":" + (line?.path.joined(separator: " ") ?? words[0])
    if let verb {
      entry(":\(verb.name) \(verb.argument)", verb.help)
      if line != nil { lines.append(.text("")) }
    }
    if let line {
      let command = line.command
      let path = line.path.joined(separator: " ")
      if verb != nil { lines.append(.heading("As on the command line")) }
      let needed = command.arguments.filter { !$0.isOptional && !ProgramCall.isFilled($0, of: command, state) }
      let usage = ([":\(path)"] + needed.map(\.usage) + (command.options.isEmpty ? [] : ["…"])).joined(separator: " ")
      text(usage)
      text(command.abstract)
      if !command.discussion.isEmpty { text(command.discussion) }
      if let refusal = command.refusal { text(refusal) }
      for part in command.parts { entry("\(path) \(part.name)", part.abstract) }
      let filled = command.arguments.filter { ProgramCall.isFilled($0, of: command, state) }
      if filled.contains(where: { $0.value == .table }) {
        text("The rows shown are its table: a filter is a subgroup. Features, once extracted, are columns of it too.")
      }
      func list(_ title: String, _ arguments: [ProgramManual.Argument]) {
        guard !arguments.isEmpty else { return }
        lines += [.text(""), .heading(title)]
        for argument in arguments {
          let values = argument.values.isEmpty ? "" : " " + argument.values.joined(separator: ", ") + "."
          let standard = argument.standard.map { " Else \($0)." } ?? ""
          entry(argument.usage, argument.help + values + standard)
        }
      }
      list("It needs", needed)
      list(
        "It may have", command.options.filter { !needed.contains($0) && !$0.isOfTerminal })
    }
    self.lines = lines
  }

  func draw(top: Int, on canvas: inout Canvas) {
    let rect = canvas.bounds.inset(columns: 2, rows: 1)
    canvas.fill(Rect(column: 0, row: rect.row, columns: canvas.columns, rows: rect.rows))
    canvas.frame(rect, title: title, style: .role(.focus))
    canvas.within(rect.inset()) { canvas in
      let top = max(0, min(top, lines.count - canvas.rows))
      for row in 0..<max(0, min(canvas.rows, lines.count - top)) {
        switch lines[top + row] {
        case .heading(let text): canvas.draw(text, column: 1, row: row, style: .role(.header))
        case .text(let text): canvas.draw(text, column: 1, row: row)
        case .entry(let name, let help):
          let end = canvas.draw(name, column: 1, row: row, style: .role(.key))
          canvas.draw(help, column: max(end + 2, Self.keyWidth), row: row, style: .role(.dim))
        }
      }
    }
    let more = lines.count > Help.visibleRows(canvas.gridSize) ? "↑↓ more · " : ""
    canvas.draw(
      " \(more)any other key goes on typing ", endColumn: rect.endColumn - 1, row: rect.endRow - 1, style: .role(.dim))
  }
}
