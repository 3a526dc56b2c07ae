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
    var place = Place()
  }

  /// Where a line begins in the document, whatever its width: the text of it can be found again in lines of another width.
  struct Place: Equatable {
    /// The piece of the document; the title is before the first.
    var piece = -1
    /// The item of a list, the first column of a block of a table. Behind all of them lies the empty line after the piece.
    var part = 0
    /// Letters of a text that stand before, rows of a table.
    var offset = 0
  }

  /// The line in which a place lies.
  static func row(of place: Place, in lines: [Line]) -> Int {
    let piece = lines.indices.filter { lines[$0].place.piece == place.piece }
    let parts = piece.map { lines[$0].place.part }
    guard let part = parts.filter({ $0 <= place.part }).max() ?? parts.min() else {
      return lines.firstIndex { $0.place.piece > place.piece } ?? max(0, lines.count - 1)
    }
    let rows = piece.filter { lines[$0].place.part == part }
    return rows.last { lines[$0].place.offset <= place.offset } ?? rows.first ?? 0
  }

  /// Text broken into lines, each with its place.
  private static func lines(_ text: String, columns: Int, role: Role, at place: Place) -> [Line] {
    var place = place
    return Paragraph.lines(of: text, columns: columns).map { text in
      defer { place.offset += text.unicodeScalars.count { $0 != " " } }
      return Line(text: text, role: role, place: place)
    }
  }

  /// The document in lines of a width, in the letters that the terminal has.
  func lines(columns: Int, look: Look = .standard) -> [Line] {
    let room = max(20, columns)
    var lines: [Line] = [Line(text: look.sentence(title), role: .title, isBold: true), Line(text: "", role: .text)]
    lines[1].place.part = .max
    for (number, piece) in pieces.enumerated() {
      let next = number + 1 < pieces.count ? pieces[number + 1] : nil
      let place = Place(piece: number)
      switch piece {
      case .heading(let heading):
        lines.append(Line(text: heading, role: .header, isBold: true, place: place))
        continue
      case .paragraph(let sentence):
        lines += Self.lines(look.sentence(sentence), columns: room, role: .text, at: place)
        if case .paragraph = next { continue }
      case .list(let items):
        for (part, item) in items.enumerated() {
          let mark = ["✓", "△", "○"].contains(String(item.prefix(1))) ? "" : "· "
          let role: Role = item.hasPrefix("△") ? .warning : item.hasPrefix("○") ? .dim : .text
          var own = Self.lines(
            look.sentence(mark + item), columns: room - 2, role: role, at: Place(piece: number, part: part))
          for index in own.indices.dropFirst() { own[index].text = "  " + own[index].text }
          lines += own
        }
      case .table(let table): lines += Self.lines(table, columns: room, piece: number, look: look)
      case .figure(let figure):
        lines.append(
          Line(
            text: look.sentence("▦ \(figures[figure].caption) → \(figures[figure].file)"), role: .accent,
            figure: figure,
            place: place)
        )
        if case .figure = next { continue }
      }
      lines.append(Line(text: "", role: .text, place: Place(piece: number, part: .max)))
    }
    while lines.last?.text.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// A table in columns. Where they do not fit beside each other, the last ones follow below with the key repeated. Words that
  /// are longer than their column go on in the next line of it.
  static func lines(
    _ table: ReportTable, columns room: Int, piece: Int = 0, look: Look = .standard
  ) -> [Line] {
    let cells = table.printed.map { $0.map(look.words) }
    let headings = table.columns.map { look.words($0.name) }
    let fitted = FittedColumns(
      widths: headings.indices.map { column in
        cells.reduce(DisplayWidth.of(headings[column])) { max($0, DisplayWidth.of($1[column])) }
      }, yields: headings.indices.map { !table.isTrailing($0) }, keys: table.keyCount, room: room)
    var lines: [Line] = []
    func add(_ text: String, _ role: Role, part: Int, offset: Int) {
      lines.append(Line(text: text, role: role, place: Place(piece: piece, part: part, offset: offset)))
    }
    for (line, text) in Paragraph.lines(of: look.words(table.title ?? ""), columns: room).enumerated()
    where table.title != nil {
      add(text, .header, part: -1, offset: line)
    }
    for (number, block) in fitted.blocks.enumerated() {
      let part = block.dropFirst(table.keyCount).first?.column ?? 0
      if number > 0 { add("", .text, part: part, offset: 0) }
      // Lines of a row are counted within it: a place in a table is a row whatever the width.
      let most = 1000
      func addRow(_ row: [String], _ role: Role, offset: Int) {
        let cells = block.map { place in
          table.isTrailing(place.column)
            ? [row[place.column]] : Paragraph.lines(of: row[place.column], columns: max(1, place.width))
        }
        for line in 0..<min(most, max(1, cells.map(\.count).max() ?? 1)) {
          let text = zip(block, cells).map { place, cell in
            DisplayWidth.fitted(
              cell.indices.contains(line) ? cell[line] : "", to: place.width, trailing: table.isTrailing(place.column))
          }.joined(separator: "  ")
          add(text, role, part: part, offset: offset * most + line)
        }
      }
      addRow(headings, .dim, offset: 1)
      // A table of hundreds of rows is read as a file.
      for (row, own) in cells.prefix(60).enumerated() { addRow(own, .text, offset: row + 2) }
      if cells.count > 60 {
        add(look.sentence("… \(cells.count - 60) more in \(table.name).csv"), .dim, part: part, offset: 62 * most)
      }
    }
    return lines
  }
}
