import ArgumentParser
import Glibc
import Stats
import TUI

/// How an answer is written: the options that every command with an answer has.
struct OutputOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json }

  @Option(help: "table for people, csv for spreadsheets, json for programs.") var format: Format?
  @Flag(help: "Short for --format json.") var json = false
  @Flag(help: "Short for --format csv.") var csv = false
  @Option(
    name: .customLong("table"),
    help: ArgumentHelp("With csv: which table of the answer to write.", valueName: "name"))
  var tableName: String?
  @OptionGroup(title: "Terminal") var terminal: DisplayOptions

  /// The format that was asked for; nil for none.
  var asked: Format? { format ?? (json ? .json : csv ? .csv : nil) }

  func validate() throws {
    if Set([format, json ? .json : nil, csv ? .csv : nil].compactMap { $0 }).count > 1 {
      throw ValidationError("--format, --json and --csv contradict each other; give one.")
    }
    if tableName != nil, asked != .csv { throw ValidationError("--table chooses a table of --format csv.") }
  }

  /// The format asked for; without one, tables.
  func chosen(offTerminal: Format = .table) -> Format {
    asked ?? (Terminal.isTerminal(STDOUT_FILENO) ? .table : offTerminal)
  }

  /// Writes an answer to standard output, and its cautions to standard error where the format has no place for them.
  func write(_ answer: Answer, offTerminal: Format = .table) throws {
    switch chosen(offTerminal: offTerminal) {
    case .json: answer.writeJSON()
    case .csv: try answer.writeCSV(table: tableName)
    case .table:
      let isForWorkbench = CommandProcess.workbenchSize != nil
      Terminal.write(answer.text(look: terminal.look, size: terminal.size, isForWorkbench: isForWorkbench))
      AnswerFolder.own?.keep(answer)
    }
  }
}

extension Answer {
  func writeJSON() {
    Terminal.write(written.map { $0 + "\n" } ?? document.text)
  }

  /// Writes the table of that name, without one the first.
  func writeCSV(table name: String? = nil) throws {
    let table = name.map { name in tables.first { $0.name == name } } ?? tables.first
    guard let table else {
      let names = tables.map(\.name).joined(separator: ", ")
      throw ValidationError(
        name.map { "This answer has no table \"\($0)\"; it has \(names)." } ?? "This answer has no table.")
    }
    // A spreadsheet gets every byte; a terminal must not be driven by text from a file.
    Terminal.write(Terminal.isTerminal(STDOUT_FILENO) ? Terminal.harmless(table.csv) : table.csv)
    for line in notes + cautions.map({ "caution \($0.code): \($0.message)" }) { Messages.say(line) }
  }
}
