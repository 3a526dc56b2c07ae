/// Where frames go: a real terminal or memory.
@MainActor public protocol Display: AnyObject {
  /// Current size in cells.
  var size: Size { get }
  /// What can be shown.
  var look: Look { get }
  /// Shows a frame. Sends nothing when it equals the one before.
  func present(_ canvas: Canvas, theme: Theme)
  /// Puts text on the clipboard of the person at the terminal, and says where it went.
  func copy(_ text: String) -> CopyOutcome
  /// Mouse reports on or off.
  func setMouse(_ isOn: Bool)
}

/// A display without a terminal: it keeps the last frame and what was copied. For tests and `radish play`.
@MainActor public final class MemoryDisplay: Display {
  public var size: Size
  public let look: Look
  /// The frame shown last.
  public private(set) var canvas: Canvas
  /// Frames shown so far.
  public private(set) var frameCount = 0
  /// What was copied last.
  public private(set) var clipboard: String?
  public private(set) var isMouseOn = true

  public init(size: Size = Size(columns: 80, rows: 24), look: Look = .standard) {
    self.size = size
    self.look = look
    canvas = Canvas(size: size)
  }

  public func present(_ canvas: Canvas, theme: Theme) {
    self.canvas = canvas
    frameCount += 1
  }

  public func copy(_ text: String) -> CopyOutcome {
    clipboard = text
    return .clipboard
  }

  public func setMouse(_ isOn: Bool) { isMouseOn = isOn }

  /// The screen as text, as a person at this terminal would read it.
  public var text: String { look.isASCII ? canvas.asciiText : canvas.text }
}

extension Canvas {
  /// The grid as text of ASCII only.
  public var asciiText: String {
    var text = String.UnicodeScalarView()
    for row in 0..<gridSize.rows {
      var line = String.UnicodeScalarView()
      for column in 0..<gridSize.columns {
        let cell = cells[row * gridSize.columns + column]
        if cell.width > 0 { line.append(ASCIIFallback.of(cell.scalar)) }
        if cell.width == 2 { line.append(ASCIIFallback.of(cell.scalar)) }
      }
      while line.last == " " { line.removeLast() }
      text.append(contentsOf: line)
      text.append("\n")
    }
    return String(text)
  }
}
