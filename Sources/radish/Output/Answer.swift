import Stats
import TUI

/// What a command found: said to people as lines, plots and tables, to programs as one JSON document.
struct Answer {
  /// The command's name; the schema is `radish/<name>/1`.
  let name: String
  /// Sentences above everything: what was asked, how many rows, which class is positive.
  var lines: [String] = []
  /// Plots, drawn when printed for people.
  var plots: [any Figure] = []
  /// The first one is the answer as CSV; `--table` names another.
  var tables: [Table] = []
  /// Members of the document after `schema`.
  var json: [JSON.Member] = []
  var cautions: [Caution] = []
  /// The whole document, where something else has written it already.
  var written: String?
  /// Lines under the tables.
  var notes: [String] = []

  init(_ name: String) { self.name = name }

  /// Adds a member to the document.
  mutating func add(_ key: String, _ value: JSON) { json.append(JSON.Member(key: key, value: value)) }

  /// Adds a table that is a member of the document under its own name.
  mutating func add(_ table: Table) {
    tables.append(table)
    add(table.name, table.json)
  }

  /// The document: schema first, cautions last.
  var document: JSON {
    .object(
      [JSON.Member(key: "schema", value: .string("radish/\(name)/1"))] + json + [
        JSON.Member(
          key: "cautions",
          value: .array(cautions.map(\.json)))
      ])
  }
}

extension Caution {
  /// Code and message, and all columns where the message names the first ones alone.
  fileprivate var json: JSON {
    let said: JSON = ["code": .string(code), "message": .string(message)]
    return columns.isEmpty ? said : said.appending(["columns": .array(columns.map { .string($0) })])
  }
}
