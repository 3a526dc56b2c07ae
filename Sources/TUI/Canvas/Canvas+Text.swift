extension Canvas {
  /// Draws a text from a place to the right, at most `width` columns, with an ellipsis where it is cut.
  ///
  /// Text from outside is safe here: controls are made visible and harmless, width is display width. Returns the
  /// first column after the text.
  @discardableResult
  public mutating func draw(
    _ text: String, column: Int, row: Int, style: Style = .plain, width: Int? = nil
  ) -> Int {
    let room = max(0, min(width ?? Int.max, columns - column))
    guard room > 0, row >= 0, row < rows else { return column }
    var shown = worded(text)
    if shown.utf8.count > room { shown = DisplayWidth.clipped(shown, to: room) }
    var place = column
    var last: Int?
    for scalar in shown.unicodeScalars {
      guard let scalar = DisplayWidth.harmless(scalar) else { continue }
      let width = DisplayWidth.of(scalar)
      if width == 0 {
        if let last {
          var cell = self[last, row]
          cell.combine(scalar)
          put(cell, column: last, row: row)
        }
        continue
      }
      put(Cell(scalar, style: style), column: place, row: row)
      last = place
      place += width
    }
    return place
  }

  /// A text in the letters that will be shown. Signs without letters are marks, such as the arrows of keys: they stay.
  func worded(_ text: String, isWhole: Bool = false) -> String {
    let text = keymap.naming(text)
    guard isASCII, text.utf8.contains(where: { $0 >= 0x80 }),
      text.utf8.contains(where: { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x30 && $0 <= 0x39 })
    else { return text }
    return ASCIIWords.of(text, isWhole: isWhole)
  }

  /// Draws a text that ends before `endColumn`.
  public mutating func draw(_ text: String, endColumn: Int, row: Int, style: Style = .plain) {
    let text = worded(text)
    draw(text, column: endColumn - DisplayWidth.of(text), row: row, style: style)
  }

  /// Draws pieces of text of different style one after the other.
  @discardableResult
  public mutating func draw(_ pieces: [(String, Style)], column: Int, row: Int) -> Int {
    var place = column
    for (text, style) in pieces { place = draw(text, column: place, row: row, style: style) }
    return place
  }

  /// Draws a text broken at spaces into lines of `rect`'s width; returns the number of rows used.
  @discardableResult
  public mutating func draw(paragraph text: String, in rect: Rect, style: Style = .plain) -> Int {
    let lines = Paragraph.lines(of: worded(text, isWhole: true), columns: rect.columns)
    for (offset, line) in lines.enumerated() where offset < rect.rows {
      draw(line, column: rect.column, row: rect.row + offset, style: style, width: rect.columns)
    }
    return min(lines.count, rect.rows)
  }

  /// Draws a frame with an optional title in its upper edge.
  public mutating func frame(_ rect: Rect, title: String = "", style: Style = .role(.border)) {
    guard rect.columns >= 2, rect.rows >= 2 else { return }
    let right = rect.endColumn - 1
    let bottom = rect.endRow - 1
    for column in rect.column...right {
      put(Cell("─", style: style), column: column, row: rect.row)
      put(Cell("─", style: style), column: column, row: bottom)
    }
    for row in rect.row...bottom {
      put(Cell("│", style: style), column: rect.column, row: row)
      put(Cell("│", style: style), column: right, row: row)
    }
    put(Cell("┌", style: style), column: rect.column, row: rect.row)
    put(Cell("┐", style: style), column: right, row: rect.row)
    put(Cell("└", style: style), column: rect.column, row: bottom)
    put(Cell("┘", style: style), column: right, row: bottom)
    if !title.isEmpty, rect.columns > 4 {
      draw(" \(title) ", column: rect.column + 1, row: rect.row, style: style.bold, width: rect.columns - 2)
    }
  }

  /// Draws a horizontal rule.
  public mutating func rule(row: Int, style: Style = .role(.border)) {
    for column in 0..<columns { put(Cell("─", style: style), column: column, row: row) }
  }
}

/// Text broken into lines.
public enum Paragraph {
  /// Lines of at most `columns` columns made of whole pieces, two spaces between them; only a piece that is wider than a line
  /// is longer.
  public static func lines(ofPieces pieces: [String], columns: Int) -> [String] {
    var lines: [String] = []
    for piece in pieces {
      if let last = lines.last, DisplayWidth.of(last) + 2 + DisplayWidth.of(piece) <= columns {
        lines[lines.count - 1] = last + "  " + piece
      } else {
        lines.append(piece)
      }
    }
    return lines
  }

  /// Lines of at most `columns` columns, broken at spaces; a longer word is broken where it must.
  public static func lines(of text: String, columns: Int) -> [String] {
    guard columns > 0 else { return [] }
    var lines: [String] = []
    for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for word in part.split(separator: " ") {
        var word = String(word)
        let joined = line.isEmpty ? word : line + " " + word
        if DisplayWidth.of(joined) <= columns {
          line = joined
          continue
        }
        if !line.isEmpty { lines.append(line) }
        while DisplayWidth.of(word) > columns {
          var head = DisplayWidth.clipped(word, to: columns, ellipsis: "")
          // A wide glyph in one column cannot be drawn at all: drop it rather than loop.
          if head.isEmpty { head = String(word.prefix(1)) }
          lines.append(head)
          word = String(word.unicodeScalars.dropFirst(max(1, head.unicodeScalars.count)))
        }
        line = word
      }
      lines.append(line)
    }
    return lines
  }
}
