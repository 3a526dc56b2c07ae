import Testing

@testable import TUI

@Suite struct `Drawing on a canvas` {
  @Test func `a canvas of no size takes any drawing`() {
    var canvas = Canvas(columns: 0, rows: 0)
    canvas.draw("hello", column: -3, row: 2)
    canvas.frame(Rect(column: 0, row: 0, columns: 5, rows: 5))
    canvas.fill(Rect(column: -10, row: -10, columns: 100, rows: 100), with: Cell("x"))
    #expect(canvas.cells.isEmpty)
  }

  @Test func `drawing outside is dropped`() {
    var canvas = Canvas(columns: 4, rows: 1)
    canvas.draw("abcdef", column: -1, row: 0)
    canvas.draw("zz", column: 0, row: 1)
    #expect(canvas.text == "bcd…\n")
  }

  @Test func `a part has its own coordinates and cannot be left`() {
    var canvas = Canvas(columns: 5, rows: 3)
    canvas.within(Rect(column: 1, row: 1, columns: 3, rows: 1)) { part in
      #expect(part.size == Size(columns: 3, rows: 1))
      part.fill(Rect(column: -9, row: -9, columns: 99, rows: 99), with: Cell("x"))
      part.within(Rect(column: 1, row: 0, columns: 9, rows: 9)) { $0.put(Cell("y"), column: 0, row: 0) }
    }
    #expect(canvas.text == "\n xyx\n\n")
  }

  @Test func `a picture is clipped on every side, and no wide glyph is halved by its edges`() {
    var picture = Canvas(columns: 4, rows: 2)
    picture.draw("陈小", column: 0, row: 0)
    picture.draw("abcd", column: 0, row: 1)
    for column in -5...7 {
      for row in -3...4 {
        var canvas = Canvas(columns: 6, rows: 3)
        for line in 0..<3 { canvas.draw("红红红", column: 0, row: line) }
        var slow = canvas
        canvas.within(Rect(column: 1, row: 1, columns: 4, rows: 2)) { $0.draw(picture, column: column, row: row) }
        slow.within(Rect(column: 1, row: 1, columns: 4, rows: 2)) { part in
          for line in 0..<2 {
            for place in 0..<4 { part.put(picture.cells[line * 4 + place], column: column + place, row: row + line) }
          }
        }
        for line in 0..<3 { #expect(DisplayWidth.of(canvas.text(row: line)) == 6) }
        // What is left of a glyph cut at the left edge may differ: nothing of it was put cell by cell.
        if column >= 1 || column <= -4 { #expect(canvas.text == slow.text, "at \(column), \(row)") }
      }
    }
  }

  @Test func `a wide glyph takes two columns and is never halved`() {
    var canvas = Canvas(columns: 5, rows: 1)
    canvas.draw("陈小红", column: 0, row: 0)
    #expect(canvas.text == "陈小…\n")
    canvas.put(Cell("x"), column: 1, row: 0)
    #expect(canvas.text == " x小…\n")
    canvas.put(Cell("红"), column: 4, row: 0)
    #expect(canvas[4, 0].text == " ")
  }

  @Test func `combining marks join the letter before them`() {
    var canvas = Canvas(columns: 4, rows: 1)
    canvas.draw("e\u{301}a\u{302}\u{323}x", column: 0, row: 0)
    #expect(canvas.text(row: 0) == "e\u{301}a\u{302}\u{323}x ")
    #expect(DisplayWidth.of("e\u{301}a") == 2)
  }

  @Test func `text from a file cannot drive the terminal`() {
    var canvas = Canvas(columns: 30, rows: 1)
    canvas.draw("a\u{1B}[31mb\u{7}\u{9B}2J\nc\u{202E}d\u{200B}", column: 0, row: 0)
    #expect(canvas.text == "a␛[31mb␇·2J cd\n")
  }

  @Test func `selectors of variants and Hangul finals take no column`() {
    var canvas = Canvas(columns: 8, rows: 1)
    canvas.draw("❤\u{FE0F}x", column: 0, row: 0)
    #expect(canvas.text(row: 0).hasPrefix("❤x "))
    #expect(DisplayWidth.of("\u{1112}\u{1161}\u{11AB}") == 2)
    #expect(DisplayWidth.of("葛\u{E0100}") == 2)
  }

  @Test func `text is cut by display width with an ellipsis`() {
    #expect(DisplayWidth.clipped("STS_001", to: 7) == "STS_001")
    #expect(DisplayWidth.clipped("STS_001", to: 5) == "STS_…")
    #expect(DisplayWidth.clipped("abc", to: 0) == "")
    #expect(DisplayWidth.clippedAtStart("/data/sarcoma/cohort.sqlite", to: 14) == "…cohort.sqlite")
    #expect(DisplayWidth.clippedAtStart("陈小红", to: 4) == "…红" && DisplayWidth.clippedAtStart("abc", to: 3) == "abc")
    #expect(DisplayWidth.fitted("陈小红", to: 4) == "陈… ")
    #expect(DisplayWidth.fitted("7", to: 3, trailing: true) == "  7")
  }

  @Test func `a paragraph breaks at spaces and inside long words`() {
    #expect(Paragraph.lines(of: "one two three", columns: 7) == ["one two", "three"])
    #expect(Paragraph.lines(of: "abcdefgh", columns: 3) == ["abc", "def", "gh"])
    #expect(Paragraph.lines(of: "陈", columns: 1).count <= 2)
    #expect(Paragraph.lines(of: "x", columns: 0).isEmpty)
    #expect(
      Paragraph.lines(ofPieces: ["a 0.5 (0.4–0.6)", "b 1", "c 0.25"], columns: 22) == [
        "a 0.5 (0.4–0.6)  b 1", "c 0.25",
      ])
  }
}
