import Testing

@testable import TUI

@Suite struct `What a terminal shows` {
  private func terminal(_ name: String = "xterm-256color", colors: Int = 256, utf8: Bool = true, direct: Bool = false)
    -> TerminalCapabilities
  { TerminalCapabilities(name: name, colors: colors, isUTF8: utf8, isDirect: direct) }

  @Test func `a UTF-8 terminal of 256 colours gets blocks and braille`() {
    let look = TerminalOptions().look(on: terminal(), environment: [:])
    #expect(look == Look(pictures: .blocks, plots: .braille, color: .indexed256))
  }

  @Test func `a locale without UTF-8 gets ASCII`() {
    #expect(TerminalOptions().look(on: terminal(utf8: false), environment: [:]).isASCII)
  }

  @Test func `few colours get shades and the console gets boxes`() {
    let look = TerminalOptions().look(on: terminal("linux", colors: 8), environment: [:])
    #expect(look == Look(pictures: .shade, plots: .box, color: .sixteen))
  }

  @Test func `NO_COLOR is honoured unless a colour is asked for`() {
    #expect(TerminalOptions().look(on: terminal(), environment: ["NO_COLOR": "1"]).color == .mono)
    #expect(TerminalOptions().look(on: terminal(), environment: ["NO_COLOR": ""]).color == .indexed256)
    #expect(
      TerminalOptions(color: .indexed256).look(on: terminal(), environment: ["NO_COLOR": "1"]).color == .indexed256)
  }

  @Test func `24-bit colour is tried where it is announced`() {
    #expect(TerminalOptions().wantsTruecolor(environment: ["COLORTERM": "truecolor"]))
    #expect(!TerminalOptions().wantsTruecolor(environment: [:]))
    #expect(!TerminalOptions().wantsTruecolor(environment: ["COLORTERM": "truecolor", "NO_COLOR": "1"]))
    #expect(TerminalOptions().look(on: terminal(colors: 1 << 24, direct: true), environment: [:]).color == .truecolor)
  }

  @Test func `the theme follows the background the terminal reports`() {
    #expect(TerminalOptions().theme(depth: .indexed256, environment: ["COLORFGBG": "0;15"]).name == .light)
    #expect(TerminalOptions().theme(depth: .indexed256, environment: ["COLORFGBG": "15;default;0"]).name == .dark)
    #expect(TerminalOptions().theme(depth: .mono, environment: ["COLORFGBG": "0;15"]).name == .mono)
  }

  @Test(arguments: Theme.Name.allCases, Look.ColorDepth.allCases)
  func `a theme leaves no role unresolved and keeps the terminal's own background`(
    name: Theme.Name, depth: Look.ColorDepth
  ) {
    let theme = Theme(name, depth: depth)
    for role in Role.allCases {
      let style = theme.resolve(Style(foreground: .role(role), background: .role(role)))
      #expect(style.foreground.role == nil && style.background.role == nil)
      if depth == .sixteen, let index = style.foreground.index { #expect(index < 16) }
    }
    #expect(theme.resolve(.plain).background == .terminal)
    #expect(theme.resolve(.role(.text)).foreground == .terminal)
  }

  @Test func `curves keep seven different colours on dark and light ground`() {
    for name in [Theme.Name.dark, .light] {
      #expect(Set((0..<7).map { Theme(name).color(.series($0)) }).count == 7)
    }
  }

  @Test func `without colour selection is reversed and trouble is bold`() {
    let theme = Theme(.mono)
    #expect(theme.resolve(Style.plain.on(.role(.selection))).attributes.contains(.reverse))
    #expect(theme.resolve(.role(.bad)).attributes.contains(.bold))
  }

  @Test func `every glyph has an ASCII stand-in`() {
    for value in UInt32(0x20)...0x2FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(ASCIIFallback.of(scalar).value < 0x7F || ASCIIFallback.of(scalar) == "?")
    }
    #expect(String(String.UnicodeScalarView("Müller │ ● →".unicodeScalars.map(ASCIIFallback.of))) == "Muller | * >")
  }

  @Test func `the clipboard takes Base64 with padding`() {
    #expect(Clipboard.base64(Array("radish".utf8)) == "cmFkaXNo")
    #expect(Clipboard.base64(Array("ab".utf8)) == "YWI=")
    #expect(Clipboard.base64([]) == "")
    #expect(Clipboard.sequence(for: "a", isInsideTmux: false) == "\u{1B}]52;c;YQ==\u{7}")
  }

  @Test func `the sentences of a terminal that cannot be used say what to do`() {
    #expect(TerminalError.unknown(name: "foo").description.contains("TERM=foo"))
    #expect(TerminalError.unknown(name: "").description.contains("TERM is not set"))
    #expect(TerminalError.noCursorAddressing(name: "dumb").description.contains("TERM=dumb"))
    #expect(TerminalError.notATerminal.exitStatus == 2)
  }

  @Test func `a terminal that draws ambiguous glyphs wide gets ASCII`() {
    let terminal = TerminalCapabilities(name: "xterm-256color", colors: 256, isUTF8: true)
    let look = TerminalOptions(isAmbiguousWide: true).look(on: terminal, environment: [:])
    #expect(look.isASCII && look.pictures == .ascii && look.color == .indexed256)
    #expect(!TerminalOptions().look(on: terminal, environment: [:]).isASCII)
  }
}
