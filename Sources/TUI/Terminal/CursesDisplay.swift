internal import CTerminal

/// The real terminal. One per process; everything happens on the main actor.
@MainActor public final class CursesDisplay: Display {
  public private(set) var look: Look
  /// What was found out, for `radish doctor`.
  public let capabilities: TerminalCapabilities
  private var cells: [radish_cell] = []
  private let isInsideTmux: Bool
  /// Asked once, when something is copied for the first time.
  private lazy var tmuxTakesClipboard = TmuxBuffer.takesClipboard

  /// Takes the terminal, or says why that is not possible. `close` gives it back; so does every end of the process.
  public init(options: TerminalOptions, environment: [String: String], logPath: String?) throws(TerminalError) {
    let wantsDirect = options.wantsTruecolor(environment: environment)
    var found = radish_capabilities()
    let result: radish_open_result
    if let logPath {
      result = radish_terminal_open(logPath, options.isMouseOn ? 1 : 0, wantsDirect ? 1 : 0, &found)
    } else {
      result = radish_terminal_open(nil, options.isMouseOn ? 1 : 0, wantsDirect ? 1 : 0, &found)
    }
    let name = environment["TERM"] ?? ""
    switch result {
    case RADISH_OPENED: break
    case RADISH_NOT_A_TERMINAL: throw .notATerminal
    case RADISH_NO_CURSOR_ADDRESSING: throw .noCursorAddressing(name: name)
    case RADISH_ALREADY_OPEN: throw .alreadyOpen
    default: throw .unknown(name: name)
    }
    capabilities = TerminalCapabilities(
      name: name, colors: Int(found.colors), isUTF8: found.is_utf8 != 0, isDirect: found.is_direct != 0,
      hasMouse: found.has_mouse != 0,
      cellAspect: found.cell_width_pixels > 0 && found.cell_height_pixels > 0
        ? Double(found.cell_height_pixels) / Double(found.cell_width_pixels) : nil)
    look = options.look(on: capabilities, environment: environment)
    isInsideTmux = environment["TMUX"] != nil
  }

  public var size: Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    radish_terminal_size(&columns, &rows)
    return Size(columns: Int(columns), rows: Int(rows))
  }

  public func present(_ canvas: Canvas, theme: Theme) {
    let count = canvas.cells.count
    if cells.count != count { cells = Array(repeating: radish_cell(), count: count) }
    var lastStyle = Style.plain
    var resolved = theme.resolve(.plain)
    var foreground = Self.code(resolved.foreground)
    var background = Self.code(resolved.background)
    let isASCII = look.isASCII
    for index in 0..<count {
      let cell = canvas.cells[index]
      if cell.style != lastStyle {
        lastStyle = cell.style
        resolved = theme.resolve(cell.style)
        foreground = Self.code(resolved.foreground)
        background = Self.code(resolved.background)
      }
      var out = radish_cell()
      out.scalar = cell.scalar.value
      out.width = cell.width
      if isASCII {
        out.scalar = ASCIIFallback.of(cell.scalar).value
        // Both halves of a wide glyph get a character of their own.
        if cell.width == 0 { out.scalar = index > 0 ? cells[index - 1].scalar : 0x3F }
        out.width = 1
      } else {
        out.mark1 = cell.firstMark
        out.mark2 = cell.secondMark
      }
      out.foreground = foreground
      out.background = background
      out.attributes = resolved.attributes.rawValue
      cells[index] = out
    }
    let cursor = canvas.cursor
    cells.withUnsafeBufferPointer { cells in
      _ = radish_terminal_present(
        cells.baseAddress, Int32(canvas.gridSize.columns), Int32(canvas.gridSize.rows), Int32(cursor?.column ?? -1),
        Int32(cursor?.row ?? -1))
    }
  }

  private static func code(_ color: Color) -> UInt32 {
    switch color.kind {
    case .terminal, .role: RADISH_COLOR_TERMINAL
    case .indexed: RADISH_COLOR_INDEXED | color.value
    case .rgb: RADISH_COLOR_RGB | color.value
    }
  }

  public func copy(_ text: String) -> CopyOutcome {
    if isInsideTmux, !tmuxTakesClipboard { return TmuxBuffer.load(text) ? .tmuxBuffer : .refusedByTmux }
    let bytes = Array(Clipboard.sequence(for: text, isInsideTmux: isInsideTmux).utf8)
    // Most terminals refuse longer sequences, and would show the rest as typed text.
    guard bytes.count <= 100_000 else {
      return isInsideTmux && TmuxBuffer.load(text) ? .tmuxBuffer : .tooLong
    }
    guard capabilities.hasMouse else { return .refused }
    return bytes.withUnsafeBufferPointer { radish_terminal_send($0.baseAddress, $0.count) == 1 } ? .clipboard : .refused
  }

  public func setMouse(_ isOn: Bool) { radish_terminal_mouse(isOn ? 1 : 0) }

  /// Draws everything anew at the next frame, as after another program wrote over the screen.
  public func redraw() { radish_terminal_redraw() }

  /// Stops the process as Ctrl-Z does; returns when it goes on, with the terminal taken again.
  public func suspend() { radish_terminal_suspend() }

  public func resume() { radish_terminal_resume() }

  /// Gives the terminal back as it was.
  public func close() { radish_terminal_close() }

  /// Bytes typed so far; nil when the terminal is gone.
  func read() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBufferPointer { radish_terminal_read($0.baseAddress, $0.count) }
    if count < 0 { return nil }
    return Array(bytes.prefix(Int(count)))
  }

  /// What signals arrived since the last call.
  func signals() -> TerminalSignals { TerminalSignals(rawValue: radish_terminal_signals()) }

  /// The descriptor that becomes readable when a signal arrived.
  var signalDescriptor: Int32 { radish_terminal_signal_descriptor() }
}

/// Signals that reached the process while it had the terminal.
struct TerminalSignals: OptionSet, Sendable {
  let rawValue: Int32
  static let resized = TerminalSignals(rawValue: RADISH_RESIZED)
  static let terminate = TerminalSignals(rawValue: RADISH_TERMINATE)
  static let hangup = TerminalSignals(rawValue: RADISH_HANGUP)
  static let interrupt = TerminalSignals(rawValue: RADISH_INTERRUPT)
  static let suspend = TerminalSignals(rawValue: RADISH_SUSPEND)
  static let continued = TerminalSignals(rawValue: RADISH_CONTINUED)
}

/// Why the terminal cannot be taken.
public enum TerminalError: Error, Equatable, Sendable, CustomStringConvertible {
  case notATerminal
  case unknown(name: String)
  case noCursorAddressing(name: String)
  case alreadyOpen

  public var description: String {
    switch self {
    case .notATerminal:
      "Radish's screens need a terminal, but input or output is a file or a pipe. "
        + "Run it in a terminal, or use a command such as `radish show` or `radish play`."
    case .unknown(let name):
      name.isEmpty
        ? "The variable TERM is not set, so Radish does not know this terminal. Try: TERM=xterm-256color radish"
        : "The terminal type TERM=\(name) is not known on this machine. Try: TERM=xterm-256color radish"
    case .noCursorAddressing(let name):
      "A terminal of type TERM=\(name) cannot place text freely, which Radish's screens need. "
        + "Try TERM=xterm-256color, or use a command such as `radish show` or `radish play`."
    case .alreadyOpen: "The terminal is already in use by this process."
    }
  }

  /// The exit status of a program that ends for this reason: wrong usage.
  public var exitStatus: Int32 { 2 }
}
