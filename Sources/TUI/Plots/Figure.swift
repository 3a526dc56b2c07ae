internal import Cohort

/// Something drawn from numbers: on a screen of any size, as lines of text, as SVG, and as the table of its numbers.
///
/// Screens, `--svg`, `--csv` and the plain output of commands all come from the same value, so that they cannot differ.
public protocol Figure: Sendable {
  var title: String { get }
  /// The numbers that are drawn.
  var table: FigureTable { get }
  /// Draws inside `rect`; any size down to 0×0 is fine.
  func draw(in rect: Rect, on canvas: inout Canvas, look: Look)
  /// The same as a picture of a size in pixels, for a paper.
  func svg(width: Int, height: Int) -> String
}

extension Figure {
  public func canvas(size: Size, look: Look = .standard) -> Canvas {
    var canvas = Canvas(size: size)
    draw(in: canvas.bounds, on: &canvas, look: look)
    return canvas
  }

  /// The figure as lines for a terminal or a file, without empty lines at its end.
  public func lines(size: Size, look: Look = .standard, theme: Theme.Name? = .dark) -> [String] {
    var lines = canvas(size: size, look: look).ansiLines(look: look, theme: theme)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private static var svgWidth: Int { 760 }

  public func svg() -> String { svg(width: Self.svgWidth, height: 520) }

  /// The picture with sentences below it, such as the cautions that belong to its numbers.
  public func svg(caption: [String]) -> String {
    let picture = svg()
    let lines = caption.flatMap { Paragraph.lines(of: $0, columns: 112) }
    // A figure of many rows is as high as they need.
    guard !lines.isEmpty, let height = SVGDocument.height(of: picture) else { return picture }
    var document = SVGDocument(width: Self.svgWidth, height: height + 24 + 16 * lines.count, title: title)
    document.picture(picture)
    for (index, line) in lines.enumerated() {
      document.text(line, 12, Double(height + 12 + 16 * index), size: 12, colour: "#555555")
    }
    return document.text
  }

  /// The numbers as CSV (RFC 4180, lines end in LF).
  public var csv: String { table.csv }
}

/// The numbers of a figure: named columns of text and numbers.
public struct FigureTable: Equatable, Sendable {
  public enum Value: Equatable, Sendable {
    case text(String)
    /// Written with full precision; a number that is not finite is an empty field.
    case number(Double)

    var field: String {
      switch self {
      case .text(let text): CSV.field(text)
      case .number(let value): value.isFinite ? Self.number(value) : ""
      }
    }

    private static func number(_ value: Double) -> String {
      value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }
  }

  public let columns: [String]
  public private(set) var rows: [[Value]]

  public init(columns: [String], rows: [[Value]] = []) {
    self.columns = columns
    self.rows = rows
  }

  public mutating func append(_ row: [Value]) { rows.append(row) }

  public var csv: String {
    ([columns.map { Value.text($0).field }] + rows.map { $0.map(\.field) })
      .map { $0.joined(separator: ",") + "\n" }.joined()
  }
}

/// A figure as a pane of a screen.
public struct FigurePane<Shown: Figure>: Pane {
  public var figure: Shown
  public var look: Look

  public init(_ figure: Shown, look: Look) {
    self.figure = figure
    self.look = look
  }

  public func draw(in rect: Rect, on canvas: inout Canvas) { figure.draw(in: rect, on: &canvas, look: look) }
}
