/// A position in a plot, in the units of its axes.
public struct PlotPoint: Equatable, Sendable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// The limits of a confidence band at an x.
public struct PlotLimits: Equatable, Sendable {
  public var x: Double
  public var low: Double
  public var high: Double

  public init(_ x: Double, low: Double, high: Double) {
    self.x = x
    self.low = low
    self.high = high
  }
}

/// One curve or cloud of a plot.
public struct PlotSeries: Equatable, Sendable {
  public enum Shape: Equatable, Sendable {
    /// Straight between points.
    case line
    /// Level until the next point, as survival curves are: right-continuous.
    case step
    /// Level at the value of the next point, as average precision sums a precision–recall curve: left-continuous.
    case stepBack
    /// Points only.
    case points
  }

  public var name: String
  /// What the legend says after the name: `AUC 0.83 (0.71–0.95)`.
  public var detail: String
  /// Ascending in x for lines and steps; a point that is not finite interrupts the curve.
  public var points: [PlotPoint]
  public var shape: Shape
  /// Confidence limits; they follow the shape of the series.
  public var band: [PlotLimits]
  /// Places on the curve marked by a real glyph, such as censorings.
  public var marks: [PlotPoint]
  /// From this x on the curve is dimmed, because few subjects carry it.
  public var fadesFrom: Double?
  /// Number of the colour and of the line style; by default the place in the plot.
  public var styleIndex: Int?
  /// Whether it is picked out among the others: drawn over them, bold, and marked by a sign wherever its name stands.
  public var isPicked = false

  public init(
    _ name: String, _ points: [PlotPoint], shape: Shape = .line, detail: String = "", band: [PlotLimits] = [],
    marks: [PlotPoint] = [], fadesFrom: Double? = nil, styleIndex: Int? = nil
  ) {
    self.name = name
    self.detail = detail
    self.points = points
    self.shape = shape
    self.band = band
    self.marks = marks
    self.fadesFrom = fadesFrom
    self.styleIndex = styleIndex
  }

  /// The value at an x: that of the last point not after it for steps, of the first not before it for steps back, linear
  /// between neighbours for lines; nil outside and for points.
  public func value(at x: Double) -> Double? { Self.value(at: x, points, shape) }

  /// The first point not before an x, whose value steps back have there; nil beyond the last one.
  func point(from x: Double) -> PlotPoint? { points.first { $0.x >= x - 1e-12 } }

  /// The corner of a curve of steps between two neighbouring points; nil where none is needed.
  func corner(from: PlotPoint, to: PlotPoint) -> PlotPoint? {
    guard from.y != to.y else { return nil }
    switch shape {
    case .step: return PlotPoint(to.x, from.y)
    case .stepBack: return PlotPoint(from.x, to.y)
    case .line, .points: return nil
    }
  }

  /// The confidence limits at an x.
  public func limits(at x: Double) -> (low: Double, high: Double)? {
    guard let low = Self.value(at: x, band.map { PlotPoint($0.x, $0.low) }, shape),
      let high = Self.value(at: x, band.map { PlotPoint($0.x, $0.high) }, shape)
    else { return nil }
    return (low, high)
  }

  private static func value(at x: Double, _ points: [PlotPoint], _ shape: Shape) -> Double? {
    guard shape != .points, let first = points.first, let last = points.last, x >= first.x, x <= last.x else {
      return nil
    }
    if shape == .stepBack {
      let next = points.first { $0.x >= x - 1e-12 } ?? last
      return next.y.isFinite ? next.y : nil
    }
    // The last point with an x not above the wanted one.
    var low = 0
    var high = points.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle].x <= x { low = middle } else { high = middle }
    }
    let here = points[low]
    guard shape == .line, low + 1 < points.count, points[low + 1].x > here.x else {
      return here.y.isFinite ? here.y : nil
    }
    let next = points[low + 1]
    let value = here.y + (next.y - here.y) * (x - here.x) / (next.x - here.x)
    return value.isFinite ? value : nil
  }

  /// The same curve with at most about four points for each of `columns` parts of the x range: first, lowest, highest
  /// and last. What a plot shows does not change, a million points cost no more than a thousand.
  func thinned(columns: Int = 1000) -> PlotSeries {
    guard shape != .points, points.count > columns * 6, let first = points.first?.x, let last = points.last?.x,
      last > first
    else { return self }
    var thin: [PlotPoint] = []
    var start = 0
    func bin(_ point: PlotPoint) -> Int { Int((point.x - first) / (last - first) * Double(columns)) }
    while start < points.count {
      guard points[start].isFinite else {
        thin.append(points[start])
        start += 1
        continue
      }
      let here = bin(points[start])
      var end = start + 1
      while end < points.count, points[end].isFinite, bin(points[end]) == here { end += 1 }
      let lowest = (start..<end).min { points[$0].y < points[$1].y } ?? start
      let highest = (start..<end).max { points[$0].y < points[$1].y } ?? start
      for index in Set([start, lowest, highest, end - 1]).sorted() { thin.append(points[index]) }
      start = end
    }
    var series = self
    series.points = thin
    return series
  }
}

/// The look of a curve that needs no colour: a rhythm of dots, box glyphs and letters.
struct LineStyle {
  /// Dots drawn and left out in turn; empty is solid.
  let rhythm: [Int]
  /// Glyph of the cells a curve crosses, by the sum of the directions it leaves them: 1 up, 2 down, 4 left, 8 right.
  let box: [Unicode.Scalar]
  let ascii: [Unicode.Scalar]
  /// Sample in a legend.
  let sample: String
  let asciiSample: String
  /// Dashes of an SVG path.
  let svgDashes: String
  let marker: Unicode.Scalar
  let asciiMarker: Unicode.Scalar

  static func of(_ index: Int) -> LineStyle { all[((index % all.count) + all.count) % all.count] }

  private static let lightCorners: [Unicode.Scalar] = Array(" ││││┘┐┤─└┌├─┴┬┼".unicodeScalars)
  private static let doubleCorners: [Unicode.Scalar] = Array(" ║║║═╝╗╣═╚╔╠═╩╦╬".unicodeScalars)

  private static func box(_ horizontal: Unicode.Scalar, _ vertical: Unicode.Scalar) -> [Unicode.Scalar] {
    var glyphs = lightCorners
    for mask in [1, 2, 3] { glyphs[mask] = vertical }
    for mask in [4, 8, 12] { glyphs[mask] = horizontal }
    return glyphs
  }

  /// A solid line turns in `.` and `'`, as in drawings of text: a `+` on a survival curve is a censoring and nothing else.
  private static let asciiSolid: [Unicode.Scalar] = Array(" |||-'.|-'.|----".unicodeScalars)

  private static func ascii(_ horizontal: Unicode.Scalar, _ vertical: Unicode.Scalar, _ corner: Unicode.Scalar)
    -> [Unicode.Scalar]
  {
    var glyphs = [Unicode.Scalar](repeating: corner, count: 16)
    glyphs[0] = " "
    for mask in [1, 2, 3] { glyphs[mask] = vertical }
    for mask in [4, 8, 12] { glyphs[mask] = horizontal }
    return glyphs
  }

  static let all: [LineStyle] = [
    LineStyle(
      rhythm: [], box: box("─", "│"), ascii: asciiSolid, sample: "──", asciiSample: "--", svgDashes: "",
      marker: "●", asciiMarker: "*"),
    LineStyle(
      rhythm: [4, 3], box: box("╌", "╎"), ascii: ascii("=", "\"", "#"), sample: "╌╌", asciiSample: "==",
      svgDashes: "8 5", marker: "○", asciiMarker: "o"),
    LineStyle(
      rhythm: [1, 2], box: box("┈", "┊"), ascii: ascii(".", ":", "."), sample: "┈┈", asciiSample: "..",
      svgDashes: "2 3", marker: "◆", asciiMarker: "x"),
    LineStyle(
      rhythm: [6, 2, 1, 2], box: doubleCorners, ascii: ascii("~", "!", "%"), sample: "══", asciiSample: "~~",
      svgDashes: "10 4 2 4", marker: "◇", asciiMarker: "v"),
    LineStyle(
      rhythm: [2, 4], box: box("╍", "╏"), ascii: ascii("_", "I", "L"), sample: "╍╍", asciiSample: "__",
      svgDashes: "4 6", marker: "▲", asciiMarker: "^"),
    LineStyle(
      rhythm: [1, 5], box: box("━", "┃"), ascii: ascii("^", "/", "^"), sample: "━━", asciiSample: "^^",
      svgDashes: "1 6", marker: "■", asciiMarker: "s"),
  ]
}
