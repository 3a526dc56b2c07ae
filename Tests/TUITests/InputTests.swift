import Testing

@testable import TUI

@Suite struct `Keys` {
  private func keys(_ bytes: String, flush: Bool = true) -> [InputEvent] {
    var parser = KeyParser()
    var events = parser.feed(Array(bytes.utf8))
    if flush { events += parser.flush() }
    return events
  }

  @Test(arguments: [
    ("j", Key.character("j")), ("é", .character("é")), ("陈", .character("陈")), ("\r", .enter), ("\n", .enter),
    ("\t", .tab), ("\u{7F}", .backspace), ("\u{1B}", .escape), ("\u{10}", .control("p")), ("\u{1B}[A", .up),
    ("\u{1B}OA", .up), ("\u{1B}[1;2B", .shiftDown), ("\u{1B}[5~", .pageUp), ("\u{1B}[H", .home), ("\u{1B}[4~", .end),
    ("\u{1B}[Z", .backTab), ("\u{1B}OP", .function(1)), ("\u{1B}[[B", .function(2)), ("\u{1B}[15~", .function(5)),
    ("\u{1B}[24~", .function(12)), ("\u{1B}x", .alt("x")), ("\u{1B}[3~", .delete),
  ])
  func `a byte sequence is one key`(bytes: String, key: Key) {
    #expect(keys(bytes) == [.key(key)])
  }

  @Test func `a sequence may arrive in pieces`() {
    var parser = KeyParser()
    #expect(parser.feed([0x1B]).isEmpty)
    #expect(parser.isPending)
    #expect(parser.feed([0x5B]).isEmpty)
    #expect(parser.feed([0x42, 0x6A]) == [.key(.down), .key(.character("j"))])
    #expect(!parser.isPending)
    #expect(parser.feed([0xE9]).isEmpty)
    #expect(parser.feed([0x99, 0x88]) == [.key(.character("陈"))])
  }

  @Test func `a lone Escape is a key after the pause`() {
    var parser = KeyParser()
    #expect(parser.feed([0x1B]).isEmpty)
    #expect(parser.flush() == [.key(.escape)])
    #expect(keys("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
  }

  @Test func `pasted text is one event whatever it contains`() {
    #expect(
      keys("a\u{1B}[200~q\u{1B}[A\rx\u{1B}[201~b") == [
        .key(.character("a")), .paste("q\u{1B}[A\rx"), .key(.character("b")),
      ])
    var parser = KeyParser()
    #expect(parser.feed(Array("\u{1B}[200~ab\u{1B}[20".utf8)).isEmpty)
    #expect(parser.feed(Array("1~".utf8)) == [.paste("ab")])
  }

  @Test func `the mouse reports in both dialects`() {
    #expect(keys("\u{1B}[<0;11;6M") == [.mouse(MouseEvent(.press, column: 10, row: 5))])
    #expect(keys("\u{1B}[<0;11;6m") == [.mouse(MouseEvent(.release, column: 10, row: 5))])
    #expect(keys("\u{1B}[<65;1;1M") == [.mouse(MouseEvent(.wheelDown, button: .none, column: 0, row: 0))])
    #expect(keys("\u{1B}[<34;3;3M") == [.mouse(MouseEvent(.drag, button: .right, column: 2, row: 2))])
    #expect(keys("\u{1B}[M !!") == [.mouse(MouseEvent(.press, column: 0, row: 0))])
  }

  @Test func `answers of the terminal and unknown sequences are swallowed`() {
    #expect(keys("\u{1B}]11;rgb:0000/0000/0000\u{7}j") == [.key(.character("j"))])
    #expect(keys("\u{1B}P1$r0m\u{1B}\\j") == [.key(.character("j"))])
    #expect(keys("\u{1B}[?62;4cj") == [.key(.character("j"))])
  }

  @Test func `any bytes are survived`() {
    var state: UInt64 = 42
    func next() -> UInt8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    }
    let lively: [UInt8] = [0x1B, 0x5B, 0x3C, 0x4D, 0x3B, 0x7E, 0x32, 0x30, 0xE9, 0x4F, 0x5D]
    var parser = KeyParser()
    for round in 0..<20_000 {
      let bytes = (0..<5).map { _ in next() & 1 == 0 ? next() : lively[Int(next()) % lively.count] }
      _ = parser.feed(bytes)
      if round % 3 == 0 { _ = parser.flush() }
    }
    _ = parser.feed(KeyParserEnd.paste)
    _ = parser.flush()
    #expect(parser.feed([0x6A]) == [.key(.character("j"))])
  }

  private enum KeyParserEnd { static let paste = Array("\u{1B}[201~".utf8) }
}

@Suite struct `Key scripts` {
  @Test func `characters are themselves and names stand in brackets`() throws {
    let script = try KeyScript("j/age>60<Enter>\n# a remark\n<C-p><resize 100x30><wait><lt>")
    #expect(script.steps.count == 13)
    #expect(script.steps[1] == .event(.key(.character("/"))))
    #expect(script.steps[8] == .event(.key(.enter)))
    #expect(
      Array(script.steps[9...]) == [
        .event(.key(.control("p"))), .resize(Size(columns: 100, rows: 30)), .wait, .event(.key(.character("<"))),
      ])
  }

  @Test func `a comparison with less than is text`() throws {
    let script = try KeyScript("age<60")
    #expect(script.steps[3] == .event(.key(.character("<"))))
  }

  @Test func `an unknown key is an error that names it`() throws {
    #expect(throws: KeyScriptError.unknownKey("Entr", line: 2)) { try KeyScript("j\n<Entr>") }
    for word in ["resize axb", "resize 10", "click 3", "right-click a,b"] {
      #expect(throws: KeyScriptError.unknownKey(word, line: 1)) { try KeyScript("<\(word)>") }
    }
    // Text may hold brackets.
    #expect(try KeyScript("a<3 & b>2").steps.count == 9)
    #expect(
      KeyScriptError.unknownKey("Entr", line: 2).description
        == "Line 2: there is no key <Entr>. Keys are <Enter>, <Esc>, <Tab>, <Up>, <PgDn>, <C-p>, <F1> …; "
        + "write <lt> for a plain <.")
  }

  @Test(arguments: [Key.enter, .escape, .control("p"), .alt("x"), .function(7), .space, .shiftUp, .character("<")])
  func `every key's name reads back as the key`(key: Key) throws {
    #expect(try KeyScript(key.name).steps == [.event(.key(key))])
  }
}
