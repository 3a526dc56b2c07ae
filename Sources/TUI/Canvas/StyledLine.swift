/// A line of text in pieces of different looks.
public struct StyledLine: Equatable, Sendable {
  public struct Piece: Equatable, Sendable {
    public var text: String
    public var style: Style

    public init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }
  }

  public private(set) var pieces: [Piece]

  public init(_ pieces: [Piece] = []) { self.pieces = pieces.filter { !$0.text.isEmpty } }

  public init(_ text: String, _ style: Style = .plain) { self.init([Piece(text, style)]) }

  /// The line without its looks.
  public var text: String { pieces.count == 1 ? pieces[0].text : pieces.map(\.text).joined() }

  public var isEmpty: Bool { pieces.isEmpty }

  /// Columns that it takes.
  public var width: Int { pieces.reduce(0) { $0 + DisplayWidth.of($1.text) } }

  /// Adds text at the end; of the look that the end has, it becomes one piece with it.
  public mutating func append(_ text: String, _ style: Style = .plain) {
    if text.isEmpty { return }
    if let last = pieces.indices.last, pieces[last].style == style {
      pieces[last].text += text
    } else {
      pieces.append(Piece(text, style))
    }
  }

  /// Takes away blanks at the end.
  public mutating func trim() {
    while let last = pieces.indices.last {
      while pieces[last].text.last == " " { pieces[last].text.removeLast() }
      if !pieces[last].text.isEmpty { return }
      pieces.removeLast()
    }
  }

  /// The line without its first columns; a wide glyph that is cut in two becomes a blank.
  func dropping(_ columns: Int) -> StyledLine {
    var rest = columns
    var kept: [Piece] = []
    for piece in pieces {
      let width = rest > 0 ? DisplayWidth.of(piece.text) : 0
      if rest > 0, width <= rest {
        rest -= width
        continue
      }
      kept.append(rest > 0 ? Piece(DisplayWidth.dropping(rest, from: piece.text), piece.style) : piece)
      rest = 0
    }
    return StyledLine(kept)
  }
}

extension Canvas {
  /// Draws a line from a place to the right, at most `width` columns, with an ellipsis where it is cut.
  public mutating func draw(_ line: StyledLine, column: Int, row: Int, width: Int? = nil) {
    let line = StyledLine(line.pieces.map { StyledLine.Piece(worded($0.text), $0.style) })
    let room = max(0, min(width ?? Int.max, columns - column))
    let isCut = line.width > room
    var place = column
    for piece in line.pieces {
      let left = column + room - (isCut ? 1 : 0) - place
      let isWhole = DisplayWidth.of(piece.text) <= left
      let text = isWhole ? piece.text : DisplayWidth.clipped(piece.text, to: left, ellipsis: "")
      place = draw(text, column: place, row: row, style: piece.style)
      if !isWhole { break }
    }
    if isCut, room > 0 { draw("…", column: min(place, column + room - 1), row: row, style: .role(.dim)) }
  }
}
