internal import Foundation

extension StudyReport {
  // MARK: Markdown

  var markdown: String {
    var text = "# \(Self.plain(title))\n"
    for piece in pieces {
      text += "\n"
      switch piece {
      case .heading(let heading): text += "## \(heading)\n"
      case .paragraph(let sentence): text += Self.plain(sentence) + "\n"
      case .list(let items): text += items.map { "- \(Self.plain($0))\n" }.joined()
      case .table(let table): text += Self.markdown(table)
      case .figure(let place): text += "![\(Self.plain(figures[place].caption))](\(figures[place].file))\n"
      }
    }
    return text
  }

  /// Text without what Markdown or a page would take for its own.
  private static func plain(_ text: String) -> String {
    DisplayWidth.harmless(text).replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("<", with: "&lt;")
      .replacing("`", with: "\\`").replacing("*", with: "\\*")
  }

  private static func markdown(_ table: ReportTable) -> String {
    func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }
    var text = table.title.map { "**\(plain($0))**\n\n" } ?? ""
    text += line(table.columns.map { plain($0.name) })
    text += "|" + table.columns.indices.map { table.isTrailing($0) ? "--:|" : "--|" }.joined() + "\n"
    for row in table.printed { text += line(row.map(plain)) }
    return text
  }

  // MARK: HTML

  var html: String {
    var body = "<h1>\(SVGDocument.escaped(title))</h1>\n"
    for piece in pieces {
      switch piece {
      case .heading(let heading): body += "<h2>\(SVGDocument.escaped(heading))</h2>\n"
      case .paragraph(let sentence): body += "<p>\(SVGDocument.escaped(sentence))</p>\n"
      case .list(let items):
        body += "<ul>\(items.map { "<li>\(SVGDocument.escaped($0))</li>" }.joined())</ul>\n"
      case .table(let table): body += Self.html(table)
      case .figure(let place):
        body +=
          "<figure>\(SVGDocument.element(of: figures[place].svg))<figcaption>\(SVGDocument.escaped(figures[place].caption))</figcaption></figure>\n"
      }
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(SVGDocument.escaped(title))</title>
      <style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}\
      td,th{border-bottom:1px solid #ccc;padding:.2em .8em;text-align:left}td.number{text-align:right}\
      figure{max-width:48em;margin:1em 0}figure>svg{max-width:100%;height:auto}</style>
      </head><body>
      \(body)</body></html>

      """
  }

  private static func html(_ table: ReportTable) -> String {
    func line(_ cells: [String], _ tag: String, _ isTrailing: [Bool]) -> String {
      "<tr>"
        + zip(cells, isTrailing).map { cell, isTrailing in
          "<\(tag)\(isTrailing ? " class=\"number\"" : "")>\(SVGDocument.escaped(cell))</\(tag)>"
        }.joined() + "</tr>\n"
    }
    let isTrailing = table.columns.indices.map { table.isTrailing($0) }
    var text = table.title.map { "<h3>\(SVGDocument.escaped($0))</h3>\n" } ?? ""
    text += "<table>\n" + line(table.columns.map(\.name), "th", isTrailing.map { _ in false })
    for row in table.printed { text += line(row, "td", isTrailing) }
    return text + "</table>\n"
  }

  // MARK: Lines for a screen

  /// A line of the document with the meaning that gives it its colour.
  struct Line: Equatable {
    var text: String
    var role: Role
    var isBold = false
    /// The figure that the line stands for.
    var figure: Int?
  }

  /// The document in lines of a width.
  func lines(columns: Int) -> [Line] {
    let room = max(20, columns)
    var lines: [Line] = [Line(text: title, role: .title, isBold: true), Line(text: "", role: .text)]
    for (place, piece) in pieces.enumerated() {
      let next = place + 1 < pieces.count ? pieces[place + 1] : nil
      switch piece {
      case .heading(let heading):
        lines.append(Line(text: heading, role: .header, isBold: true))
        continue
      case .paragraph(let sentence):
        lines += Paragraph.lines(of: sentence, columns: room).map { Line(text: $0, role: .text) }
        if case .paragraph = next { continue }
      case .list(let items):
        for item in items {
          let mark = ["✓", "△", "○"].contains(String(item.prefix(1))) ? "" : "· "
          let role: Role = item.hasPrefix("△") ? .warning : item.hasPrefix("○") ? .dim : .text
          for (index, line) in Paragraph.lines(of: mark + item, columns: room - 2).enumerated() {
            lines.append(Line(text: (index == 0 ? "" : "  ") + line, role: role))
          }
        }
      case .table(let table): lines += Self.lines(table, columns: room)
      case .figure(let place):
        lines.append(
          Line(text: "▦ \(figures[place].caption) → \(figures[place].file)", role: .accent, figure: place))
        if case .figure = next { continue }
      }
      lines.append(Line(text: "", role: .text))
    }
    while lines.last?.text.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// A table in columns. Where they do not fit beside each other, the last ones follow below with the key repeated.
  static func lines(_ table: ReportTable, columns room: Int) -> [Line] {
    let cells = table.printed
    var widths = table.columns.indices.map { column in
      cells.reduce(DisplayWidth.of(table.columns[column].name)) { max($0, DisplayWidth.of($1[column])) }
    }
    func total(_ columns: [Int]) -> Int { columns.reduce(0) { $0 + widths[$1] + 2 } - 2 }
    // Long words give way before columns do.
    while total(Array(widths.indices)) > room,
      let widest = widths.indices.filter({ !table.isTrailing($0) && widths[$0] > 24 }).max(by: {
        widths[$0] < widths[$1]
      })
    {
      widths[widest] -= 1
    }
    let key = Array(widths.indices.prefix(table.keyCount))
    var blocks = [key]
    for column in widths.indices.dropFirst(table.keyCount) {
      if total(blocks[blocks.count - 1] + [column]) <= room || blocks[blocks.count - 1] == key {
        blocks[blocks.count - 1].append(column)
      } else {
        blocks.append(key + [column])
      }
    }
    var lines: [Line] = []
    if let title = table.title { lines.append(Line(text: DisplayWidth.clipped(title, to: room), role: .header)) }
    for (number, block) in blocks.enumerated() {
      if number > 0 { lines.append(Line(text: "", role: .text)) }
      func line(_ row: [String]) -> String {
        block.map { DisplayWidth.fitted(row[$0], to: widths[$0], trailing: table.isTrailing($0)) }.joined(
          separator: "  ")
      }
      lines.append(Line(text: line(table.columns.map(\.name)), role: .dim))
      // A table of hundreds of rows is read as a file.
      for row in cells.prefix(60) { lines.append(Line(text: line(row), role: .text)) }
      if cells.count > 60 { lines.append(Line(text: "… \(cells.count - 60) more in \(table.name).csv", role: .dim)) }
    }
    return lines
  }
}
