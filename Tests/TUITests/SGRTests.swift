import Testing

@testable import TUI

/// Looks that travel as text and come back.
@Suite struct `Looks as sequences` {
  @Test(arguments: [
    Style.role(.header), .role(.warning).on(.role(.band2)), .role(.series3, .bold), Style(foreground: .indexed(3)),
    Style(foreground: .indexed(12)), Style(foreground: .indexed(203), background: .indexed(9), attributes: .underline),
    Style(foreground: .rgb(1, 20, 255), background: .rgb(0, 0, 0)), Style(attributes: [.reverse, .dim]),
  ])
  func `come back as they were`(style: Style) {
    let line = StyledLine([.init("a"), .init("βγ", style), .init(" 陈", .role(.dim)), .init("z", style)])
    #expect(SGR.line(SGR.text(line)) == line)
  }

  @Test func `are written in as few bytes as they need`() {
    let line = StyledLine([.init("term", .role(.header)), .init("  x")])
    #expect(SGR.text(line) == "\u{1B}[38:0:5mterm\u{1B}[0m  x")
    #expect(SGR.text(StyledLine("plain")) == "plain")
  }

  @Test(arguments: [
    // Other sequences, roles there are not, colours out of range, an open end, other numbers of values.
    "\u{1B}]0;title\u{7}", "\u{1B}[2J", "\u{1B}[38:0:200mx", "\u{1B}[38;5;256mx", "\u{1B}[31", "\u{1B}[38;5mx",
    "\u{1B}[38;2;1;2mx", "\u{1B}[1;99mx", "\u{1B}[38:2:1:2:3mx", "\u{1B}[?25lm", "\u{1B}[99999999999999999999mx",
    "\u{1B}", "\u{1B}[" + String(repeating: "1;", count: 100) + "m", "\u{9B}31mx",
  ])
  func `that are not understood are text and do nothing`(text: String) {
    let line = SGR.line(text + "é")
    #expect(line.pieces.map(\.style) == [.plain])
    #expect(line.text == DisplayWidth.harmless(text + "é"))
    #expect(!line.text.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) })
  }

  @Test func `of one line do not reach into another text`() {
    let line = SGR.line("\u{1B}[1ma\u{1B}[31mb\u{1B}[mc")
    #expect(line.pieces.map(\.text) == ["a", "b", "c"])
    #expect(line.pieces[1].style == Style(foreground: .indexed(1), attributes: .bold))
    #expect(line.pieces[2].style == .plain)
  }

  @Test func `of a drawing keep its roles where the theme is still to be chosen`() {
    var canvas = Canvas(columns: 3, rows: 1)
    canvas.draw("ab", column: 0, row: 0, style: .role(.series2))
    #expect(canvas.ansiLines(look: .standard, theme: nil) == ["\u{1B}[38:0:19mab\u{1B}[0m"])
    #expect(canvas.ansiLines(look: .plain, theme: nil) == ["ab"])
  }
}

/// A line in pieces on a canvas.
@Suite struct `Lines in pieces` {
  private let line = StyledLine([.init("abc", .role(.header)), .init("陈d", .role(.dim)), .init("ef")])

  @Test func `are cut where the room ends, with an ellipsis`() {
    func drawn(_ width: Int) -> String {
      var canvas = Canvas(columns: 12, rows: 1)
      canvas.draw(line, column: 1, row: 0, width: width)
      return canvas.text(row: 0)
    }
    #expect(drawn(8) == " abc陈def   ")
    #expect(drawn(7) == " abc陈d…    ")
    #expect(drawn(5) == " abc…       ")
    #expect(drawn(4) == " abc…       ")
    #expect(drawn(3) == " ab…        ")
    #expect(drawn(1) == " …          ")
    #expect(drawn(0) == "            ")
  }

  @Test func `keep their looks when their beginning is passed over`() {
    #expect(line.dropping(0) == line)
    #expect(line.dropping(2).pieces == [.init("c", .role(.header)), .init("陈d", .role(.dim)), .init("ef")])
    #expect(line.dropping(4).pieces == [.init(" d", .role(.dim)), .init("ef")])
    #expect(line.dropping(7).pieces == [.init("f")])
    #expect(line.dropping(80).isEmpty)
  }

  @Test func `of one look are one piece, and end without blanks`() {
    var line = StyledLine("a")
    line.append("b")
    line.append("  ", .role(.dim))
    line.append(" ")
    #expect(line.pieces.count == 3)
    line.trim()
    #expect(line.pieces == [.init("ab")])
  }
}
