import ArgumentParser
import Cohort
import Foundation

/// The table a command reads and the rows of it that are asked for.
struct TableInput: ParsableArguments {
  @Argument(help: ArgumentHelp("A CSV or TSV file with a header; - reads standard input.", valueName: "csv"))
  var file: String

  @Option(
    name: .customLong("where"), help: ArgumentHelp("Use only rows such as 'age>60 & centre=A'.", valueName: "expr"))
  var filter: String?

  /// A file, or for - standard input.
  static func text(of file: String) throws -> DelimitedText {
    guard file == "-" else { return try DelimitedText(path: file) }
    let bytes = try FileHandle.standardInput.readToEnd().map { [UInt8]($0) } ?? []
    return try DelimitedText(bytes: bytes, name: "standard input")
  }

  func read() throws -> InputTable {
    let text = try Self.text(of: file)
    let table = try text.table()
    var notes: [String] = []
    if let first = text.shortRows.first {
      notes.append(
        "\(text.name), line \(first.line): has \(first.found) cells but the header names \(text.columnCount) columns; "
          + "the others count as missing\(text.shortRows.count > 1 ? " (\(text.shortRows.count) such rows)" : "").")
    }
    for (name, became) in text.repeatedNames {
      notes.append(
        "\(text.name) has several columns \"\(name)\"; the first has that name, another is \"\(became)\" here.")
    }
    guard table.rowCount > 0 else { throw InputError.noRows(file: text.name, filter: nil) }
    guard let filter else {
      return InputTable(name: text.name, table: table, rows: Array(0..<table.rowCount), filter: nil, notes: notes)
    }
    let rows = try FilterExpression(filter).rows(in: table)
    guard !rows.isEmpty else { throw InputError.noRows(file: text.name, filter: filter) }
    return InputTable(name: text.name, table: table, rows: rows, filter: filter, notes: notes)
  }
}

/// A table as read, and the rows that the filter leaves.
struct InputTable {
  /// How messages name it.
  let name: String
  let table: DataTable
  /// Positions in the table, ascending.
  let rows: [Int]
  let filter: String?
  /// What was odd about the file.
  let notes: [String]

  /// The column names behind `A,B` or repeated options; a name that itself contains commas is taken whole.
  func columns(_ asked: [String]) throws -> [String] {
    var names: [String] = []
    for text in asked {
      let parts = table.column(named: text) == nil ? text.split(separator: ",").map(String.init) : [text]
      for part in parts {
        let name = try table.requireColumn(part.trimmingCharacters(in: .whitespaces)).name
        if names.contains(name) { throw InputError.repeatedColumn(name) }
        names.append(name)
      }
    }
    return names
  }
}
