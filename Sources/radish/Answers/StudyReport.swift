import Cohort
import Foundation
import Stats
import TUI

/// A run as a document: the question, who took part, what came out, what to beware of, and where it came from.
struct StudyReport {
  let result: RunResult
  /// The same run as `radish run` answers it: the numbers of the report are those.
  let answer: Answer

  /// One piece of the document.
  private enum Piece {
    case heading(String)
    case paragraph(String)
    case list([String])
    case table(Table)
    case figure
  }

  /// Every file by its name. Tables that name patients are only there when asked for.
  func files(identifiers: Bool) -> [(name: String, contents: String)] {
    var files = [(name: "report.md", contents: markdown), (name: "report.html", contents: html)]
    if let figure { files.append((name: "figure.svg", contents: figure)) }
    for table in tables where !table.rows.isEmpty && (identifiers || table.name != "predictions") {
      files.append((name: "\(table.name).csv", contents: table.csv))
    }
    return files
  }

  private var figure: String? { answer.plots.first?.svg() }

  /// The tables of the answer, and the coefficients of the models. Tables of one name become one file each.
  private var tables: [Table] {
    var counts: [String: Int] = [:]
    return (answer.tables + [coefficients]).map { table in
      let count = counts[table.name, default: 0] + 1
      counts[table.name] = count
      return count == 1
        ? table : Table("\(table.name)-\(count)", title: table.title, columns: table.columns, rows: table.rows)
    }
  }

  private var coefficients: Table {
    Table(
      "coefficients", title: "Coefficients",
      columns: [
        .init("model"), .init("variable"), .init("coefficient", "coefficient", .significant(4)),
        .init("low", "low", .significant(4)), .init("high", "high", .significant(4)), .init("p", "p", .p),
      ],
      rows: result.coefficients.sorted { $0.key < $1.key }.flatMap { model, values in
        values.map { [.text(model), .text($0.name), .number($0.value), .init($0.low), .init($0.high), .init($0.p)] }
      })
  }

  private var pieces: [Piece] {
    var pieces: [Piece] = [
      .paragraph("Research use only, not for diagnosis."), .heading("Question and units"),
      .paragraph("Outcome: \(result.outcome)."), .paragraph(answer.lines.joined(separator: " ")),
    ]
    if !result.leftOut.isEmpty {
      pieces.append(.list(result.leftOut.map { "Left out: \($0.n) units, \($0.reason)." }))
    }
    pieces.append(.heading("Results"))
    if figure != nil { pieces.append(.figure) }
    for table in tables where table.isPrinted && !table.rows.isEmpty && table.name != "coefficients" {
      pieces.append(.table(table))
    }
    pieces.append(.heading("Models"))
    if !coefficients.rows.isEmpty { pieces.append(.table(coefficients)) }
    pieces.append(.heading("Cautions"))
    pieces.append(
      answer.cautions.isEmpty
        ? .paragraph("None was raised. That is no proof that there is nothing to beware of.")
        : .list(answer.cautions.map { "\($0.code): \($0.message)" }))
    let made = result.provenance
    pieces += [
      .heading("Provenance"),
      .list([
        "Radish \(made.version)", "seed \(made.seed.map(String.init) ?? "none")",
        "digest of the inputs \(made.inputDigest)", "made \(made.createdAt.formatted(.iso8601))",
      ]),
    ]
    return pieces
  }

  private var title: String { "Study \(result.study)" }

  // MARK: Markdown

  private var markdown: String {
    var text = "# \(Self.plain(title))\n"
    for piece in pieces {
      text += "\n"
      switch piece {
      case .heading(let heading): text += "## \(heading)\n"
      case .paragraph(let sentence): text += Self.plain(sentence) + "\n"
      case .list(let items): text += items.map { "- \(Self.plain($0))\n" }.joined()
      case .table(let table): text += Self.markdown(table)
      case .figure: text += "![The judged part](figure.svg)\n"
      }
    }
    return text
  }

  /// Text without what Markdown or a page would take for its own.
  private static func plain(_ text: String) -> String {
    Terminal.harmless(text).replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("<", with: "&lt;")
      .replacing("`", with: "\\`").replacing("*", with: "\\*").replacing("\n", with: " ")
  }

  private static func markdown(_ table: Table) -> String {
    let columns = table.columns.indices.filter { table.columns[$0].isPrinted }
    func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }
    var text = table.title.map { "**\(plain($0))**\n\n" } ?? ""
    text += line(columns.map { plain(table.columns[$0].heading) })
    text += "|" + String(repeating: "--|", count: columns.count) + "\n"
    for row in table.rows { text += line(columns.map { plain(row[$0].printed(table.columns[$0].style)) }) }
    return text
  }

  // MARK: HTML

  private var html: String {
    var body = "<h1>\(Self.escaped(title))</h1>\n"
    for piece in pieces {
      switch piece {
      case .heading(let heading): body += "<h2>\(Self.escaped(heading))</h2>\n"
      case .paragraph(let sentence): body += "<p>\(Self.escaped(sentence))</p>\n"
      case .list(let items): body += "<ul>\(items.map { "<li>\(Self.escaped($0))</li>" }.joined())</ul>\n"
      case .table(let table): body += Self.html(table)
      case .figure: body += "<figure>\(figure ?? "")</figure>\n"
      }
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(Self.escaped(title))</title>
      <style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}\
      td,th{border-bottom:1px solid #ccc;padding:.2em .8em;text-align:left}figure{max-width:40em;margin:1em 0}</style>
      </head><body>
      \(body)</body></html>

      """
  }

  private static func escaped(_ text: String) -> String {
    Terminal.harmless(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  private static func html(_ table: Table) -> String {
    let columns = table.columns.indices.filter { table.columns[$0].isPrinted }
    func line(_ cells: [String], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>\n"
    }
    var text = table.title.map { "<h3>\(escaped($0))</h3>\n" } ?? ""
    text += "<table>\n" + line(columns.map { table.columns[$0].heading }, "th")
    for row in table.rows { text += line(columns.map { row[$0].printed(table.columns[$0].style) }, "td") }
    return text + "</table>\n"
  }
}
