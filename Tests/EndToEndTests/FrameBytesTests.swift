import CTerminal
import Foundation
import Testing

/// What a frame's bytes do on a terminal that knows only the codes that every xterm knows.
@Suite struct `The bytes of a frame` {
  /// The width of a glyph is the C library's to say, which knows it in UTF-8 only.
  init() { setlocale(LC_CTYPE, "C.UTF-8") }

  private static let columns = 24
  private static let rows = 7

  private static let blank = cell(" ")

  private static func cell(
    _ scalar: Unicode.Scalar, _ foreground: UInt32 = 0, on background: UInt32 = 0, attributes: Int32 = 0,
    width: UInt8 = 1, mark: UInt32 = 0
  ) -> radish_cell {
    radish_cell(
      scalar: scalar.value, mark1: mark, mark2: 0, foreground: foreground, background: background,
      attributes: UInt8(attributes), width: width, reserved: (0, 0))
  }

  private static func bytes(_ now: [radish_cell], after before: [radish_cell], isDirect: Bool = false) -> [UInt8] {
    var out = radish_bytes(bytes: nil, count: 0, capacity: 0)
    radish_frame_bytes(now, before, Int32(columns), Int32(rows), isDirect ? 1 : 0, &out)
    defer { free(out.bytes) }
    return Array(UnsafeBufferPointer(start: out.bytes, count: out.count))
  }

  private static func isSeenAlike(_ a: radish_cell, _ b: radish_cell) -> Bool {
    // A blank shows nothing of its foreground.
    let isBlank = a.scalar == 32 && a.mark1 == 0 && Int32(a.attributes) & (RADISH_REVERSE | RADISH_UNDERLINE) == 0
    return a.scalar == b.scalar && a.mark1 == b.mark1 && a.background == b.background && a.attributes == b.attributes
      && a.width == b.width && (isBlank || a.foreground == b.foreground)
  }

  private static let colours: [UInt32] = [
    RADISH_COLOR_TERMINAL, RADISH_COLOR_INDEXED | 1, RADISH_COLOR_INDEXED | 9, RADISH_COLOR_INDEXED | 16,
    RADISH_COLOR_INDEXED | 231, RADISH_COLOR_INDEXED | 244, RADISH_COLOR_RGB | 0x01_FF80,
  ]

  /// A frame of text, pictures, wide glyphs and marks; some cells stay as they were.
  private static func frame(after before: [radish_cell], using source: inout Dice) -> [radish_cell] {
    var cells = before
    for row in 0..<rows {
      let kind = Int.random(in: 0..<4, using: &source)
      if kind == 0 { continue }
      var column = 0
      while column < columns {
        let at = row * columns + column
        let background = colours.randomElement(using: &source) ?? 0
        let foreground = colours.randomElement(using: &source) ?? 0
        let attributes = kind == 1 ? Int32.random(in: 0..<16, using: &source) : 0
        let choice = Int.random(in: 0..<10, using: &source)
        // The second half of a wide glyph may not stay alone.
        let isAlone = cells[at].width == 0
        if choice < 4, !isAlone, cells[at].width == 1 {
          column += 1
          continue
        }
        if choice == 4, column + 1 < columns {
          cells[at] = cell("像", foreground, on: background, attributes: attributes, width: 2)
          cells[at + 1] = cell(" ", foreground, on: background, attributes: attributes, width: 0)
          if column + 2 < columns, cells[at + 2].width == 0 { cells[at + 2] = blank }
          column += 2
          continue
        }
        cells[at] =
          kind == 3
          ? blank
          : choice == 5
            ? cell("e", foreground, on: background, attributes: attributes, mark: 0x301)
            : cell(["▚", "a", " ", "▄"][choice % 4], foreground, on: background, attributes: attributes)
        if column + 1 < columns, cells[at + 1].width == 0 { cells[at + 1] = blank }
        column += 1
      }
    }
    return cells
  }

  @Test func `turn any frame into any other`() throws {
    var source = Dice(seed: 20)
    var before = Array(repeating: Self.blank, count: Self.columns * Self.rows)
    let terminal = PaperTerminal(columns: Self.columns, rows: Self.rows, blank: Self.blank)
    for number in 0..<300 {
      let now = Self.frame(after: before, using: &source)
      try terminal.write(Self.bytes(now, after: before))
      let wrong = now.indices.first { !Self.isSeenAlike(now[$0], terminal.cells[$0]) }
      try #require(wrong == nil, "frame \(number), cell \(wrong ?? 0)")
      #expect(terminal.isPlain, "every frame leaves the terminal in its plain style")
      before = now
    }
  }

  @Test func `are none where nothing changed`() {
    var source = Dice(seed: 3)
    let frame = Self.frame(after: Array(repeating: Self.blank, count: Self.columns * Self.rows), using: &source)
    #expect(Self.bytes(frame, after: frame).isEmpty)
  }

  @Test func `are few for one cell`() {
    let before = Array(repeating: Self.blank, count: Self.columns * Self.rows)
    var now = before
    now[2 * Self.columns + 4] = Self.cell("x", RADISH_COLOR_INDEXED | 200)
    #expect(String(decoding: Self.bytes(now, after: before), as: UTF8.self) == "\u{1B}[3;5H\u{1B}[38;5;200mx\u{1B}[39m")
  }

  @Test func `say colours by red, green and blue where the terminal's description knows no palette`() {
    let before = Array(repeating: Self.blank, count: Self.columns * Self.rows)
    var now = before
    now[0] = Self.cell("x", RADISH_COLOR_INDEXED | 200, on: RADISH_COLOR_INDEXED | 244)
    now[1] = Self.cell("y", RADISH_COLOR_INDEXED | 9, on: RADISH_COLOR_INDEXED | 3)
    now[2] = Self.cell("z", RADISH_COLOR_RGB | 0x01_FF80)
    // 200 is (5, 0, 4) in the cube of six steps, 244 the grey 8 + 10·12; the eight colours of ANSI keep their numbers.
    #expect(
      String(decoding: Self.bytes(now, after: before, isDirect: true), as: UTF8.self)
        == "\u{1B}[1H\u{1B}[38:2::255:0:215;48:2::128:128:128mx\u{1B}[38:2::255:0:0;43my"
        + "\u{1B}[38:2::1:255:128;49mz\u{1B}[39m")
    #expect(
      radish_rgb_of_index(16) == 0 && radish_rgb_of_index(231) == 0xFF_FFFF && radish_rgb_of_index(232) == 0x08_0808)
  }

  @Test func `say a colour once for neighbours that share it`() {
    let before = Array(repeating: Self.blank, count: Self.columns * Self.rows)
    var now = before
    for column in 0..<4 {
      now[column] = Self.cell("▌", RADISH_COLOR_INDEXED | 240, on: RADISH_COLOR_INDEXED | 233 + UInt32(column / 2))
    }
    #expect(
      String(decoding: Self.bytes(now, after: before), as: UTF8.self)
        == "\u{1B}[1H\u{1B}[38;5;240;48;5;233m▌▌\u{1B}[48;5;234m▌▌\u{1B}[39;49m")
  }

  @Test func `empty a row's end at once`() {
    var before = Array(repeating: Self.blank, count: Self.columns * Self.rows)
    for column in 0..<Self.columns { before[column] = Self.cell("x") }
    var now = before
    for column in 3..<Self.columns { now[column] = Self.blank }
    #expect(String(decoding: Self.bytes(now, after: before), as: UTF8.self) == "\u{1B}[1;4H\u{1B}[K")
  }

  @Test func `show a question mark where the system thinks a glyph narrower than we do`() {
    let before = Array(repeating: Self.blank, count: Self.columns * Self.rows)
    var now = before
    now[0] = Self.cell("a", width: 1)
    now[1] = Self.cell("像", width: 1)
    #expect(String(decoding: Self.bytes(now, after: before), as: UTF8.self) == "\u{1B}[1Ha?")
  }
}

/// Frames that are the same at every run: the splitmix64 generator of Steele, Lea and Flood.
private struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A terminal of paper: it knows places, colours, attributes and how to empty the end of a row, and refuses all else.
private final class PaperTerminal {
  enum Refusal: Error { case unknown(String) }

  private let columns: Int
  private let blank: radish_cell
  private(set) var cells: [radish_cell]
  private var pen: radish_cell
  private var row = 0
  /// nil after the last column, where terminals differ.
  private var column: Int? = 0

  init(columns: Int, rows: Int, blank: radish_cell) {
    self.columns = columns
    self.blank = blank
    cells = Array(repeating: blank, count: columns * rows)
    pen = blank
  }

  var isPlain: Bool { pen.foreground == 0 && pen.background == 0 && pen.attributes == 0 }

  func write(_ bytes: [UInt8]) throws {
    // A new frame does not know where the last one ended.
    column = nil
    var rest = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\u{1B}" else {
        try put(scalar)
        continue
      }
      guard rest.popFirst() == "[" else { throw Refusal.unknown("escape") }
      var text = ""
      while let next = rest.first, next == ";" || (next >= "0" && next <= "9") {
        text.unicodeScalars.append(next)
        rest = rest.dropFirst()
      }
      let numbers = text.split(separator: ";").compactMap { Int($0) }
      switch rest.popFirst() {
      case "H":
        row = (numbers.first ?? 1) - 1
        column = (numbers.count > 1 ? numbers[1] : 1) - 1
      case "C":
        guard let place = column else { throw Refusal.unknown("a move from nowhere") }
        column = place + (numbers.first ?? 1)
      case "K":
        guard let place = column, pen.background == 0 else { throw Refusal.unknown("emptied in colour") }
        for other in place..<columns { cells[row * columns + other] = blank }
      case "m": try style(numbers.isEmpty ? [0] : numbers)
      case let other: throw Refusal.unknown("\(text)\(other.map(String.init) ?? "")")
      }
    }
  }

  private func put(_ scalar: Unicode.Scalar) throws {
    if scalar.properties.generalCategory == .nonspacingMark {
      guard let place = column, place > 0 else { throw Refusal.unknown("a mark on nothing") }
      cells[row * columns + place - 1].mark1 = scalar.value
      return
    }
    guard let place = column, place < columns else { throw Refusal.unknown("a glyph past the edge") }
    let isWide = scalar.value >= 0x1100 && scalar.value < 0xFFFF && scalar.properties.isIdeographic
    let at = row * columns + place
    // Half of a wide glyph takes the other half with it.
    if cells[at].width == 0, place > 0 { cells[at - 1] = blank }
    let last = isWide ? at + 1 : at
    if last + 1 < (row + 1) * columns, cells[last + 1].width == 0 { cells[last + 1] = blank }
    cells[at] = pen
    cells[at].scalar = scalar.value
    cells[at].width = isWide ? 2 : 1
    if isWide {
      cells[at + 1] = pen
      cells[at + 1].scalar = 32
      cells[at + 1].width = 0
    }
    column = place + (isWide ? 2 : 1)
  }

  private func style(_ numbers: [Int]) throws {
    var rest = numbers[...]
    while let code = rest.popFirst() {
      switch code {
      case 0: (pen.foreground, pen.background, pen.attributes) = (0, 0, 0)
      case 1: pen.attributes |= UInt8(RADISH_BOLD)
      case 2: pen.attributes |= UInt8(RADISH_DIM)
      case 4: pen.attributes |= UInt8(RADISH_UNDERLINE)
      case 7: pen.attributes |= UInt8(RADISH_REVERSE)
      case 30...37, 90...97: pen.foreground = RADISH_COLOR_INDEXED | UInt32(code < 90 ? code - 30 : code - 82)
      case 40...47, 100...107: pen.background = RADISH_COLOR_INDEXED | UInt32(code < 100 ? code - 40 : code - 92)
      case 39: pen.foreground = 0
      case 49: pen.background = 0
      case 38, 48:
        let colour: UInt32
        switch rest.popFirst() {
        case 5: colour = RADISH_COLOR_INDEXED | UInt32(rest.popFirst() ?? 0)
        case 2:
          colour = (0..<3).reduce(RADISH_COLOR_RGB) { sum, part in
            sum | UInt32(rest.popFirst() ?? 0) << UInt32(16 - 8 * part)
          }
        default: throw Refusal.unknown("a colour")
        }
        if code == 38 { pen.foreground = colour } else { pen.background = colour }
      default: throw Refusal.unknown("style \(code)")
      }
    }
  }
}
