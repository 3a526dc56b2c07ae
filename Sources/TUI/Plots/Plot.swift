/// An axis of a plot.
public struct PlotAxis: Equatable, Sendable {
  public var title: String
  public var low: Double
  public var high: Double
  /// Positions of ticks; nil chooses round numbers that fit.
  public var ticks: [Double]?
  /// Positions to choose from, finest first: the first of them that fit are drawn in place of `ticks`.
  public var tickChoices: [[Double]] = []
  /// Decimals of the tick labels; nil takes what tells the ticks apart.
  public var decimals: Int?
  /// Labels are percentages: 0.25 is written `25`.
  public var isPercent: Bool

  /// Makes an axis. Limits that are not finite or not in order become 0 and 1.
  public init(
    _ title: String, from low: Double, to high: Double, ticks: [Double]? = nil, decimals: Int? = nil,
    isPercent: Bool = false
  ) {
    self.title = title
    let isUsable = low.isFinite && high.isFinite && high > low
    self.low = isUsable ? low : low.isFinite && low == high ? low - 0.5 : 0
    self.high = isUsable ? high : low.isFinite && low == high ? low + 0.5 : 1
    self.ticks = ticks
    self.decimals = decimals
    self.isPercent = isPercent
  }

  /// From 0 to 1 with ticks at quarters.
  public static func unit(_ title: String) -> PlotAxis {
    PlotAxis(title, from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], decimals: 2)
  }

  /// Place of a value from 0 at the low end to 1 at the high end; a value far outside stays finite.
  ///
  /// Halves, because from the lowest to the highest number is more than a number can hold.
  func fraction(_ value: Double) -> Double {
    let place = (0.5 * value - 0.5 * low) / (0.5 * high - 0.5 * low)
    return place.isNaN ? place : min(max(place, -1e9), 1e9)
  }

  /// At most `count` ticks with their labels: the finest of the choices that fit; else every second of given ones is left out
  /// until they fit. An axis without given ticks has two of them at least, where it has round numbers.
  func ticks(atMost count: Int) -> [(value: Double, label: String)] {
    let count = max(2, count)
    var values: [Double]
    var digits: Int
    if let ticks = tickChoices.first(where: { $0.count <= count }) ?? tickChoices.last ?? ticks {
      values = ticks.filter { $0.isFinite && fraction($0) > -1e-9 && fraction($0) < 1 + 1e-9 }
      while values.count > count { values = values.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) }
      digits = decimals ?? values.filter { $0 != 0 }.map { AxisTicks.decimals(of: abs($0)) }.max() ?? 0
    } else {
      var chosen = AxisTicks(from: low, to: high, count: count)
      for more in 1...3 where chosen.positions.count < 2 {
        chosen = AxisTicks(from: low, to: high, count: count + more)
      }
      values = chosen.positions
      digits = decimals ?? chosen.decimals
    }
    if isPercent { digits = max(0, digits - 2) }
    return values.map { ($0, NumberText.fixed(isPercent ? $0 * 100 : $0, digits)) }
  }
}

/// A faint line for the eye.
public enum PlotGuide: Equatable, Sendable {
  case horizontal(Double)
  /// With a name at its upper end, where there is room.
  case vertical(Double, String = "")
  /// From (low, low) to (high, high): chance on a ROC, perfection on a calibration plot.
  case diagonal
  /// A short drop from a curve to the axis and across, as median lines are.
  case median(x: Double, y: Double)
}

/// A glyph with a few words at a place, such as the Youden point.
public struct PlotAnnotation: Equatable, Sendable {
  public var point: PlotPoint
  public var glyph: Unicode.Scalar
  public var text: String
  public var styleIndex: Int?

  public init(_ point: PlotPoint, glyph: Unicode.Scalar = "◆", text: String = "", styleIndex: Int? = nil) {
    self.point = point
    self.glyph = glyph
    self.text = text
    self.styleIndex = styleIndex
  }
}

/// Numbers under the ticks of a survival plot.
public struct RiskTable: Equatable, Sendable {
  public struct Entry: Equatable, Sendable {
    public var atRisk: Int
    public var censored: Int
    public var events: Int

    public init(atRisk: Int, censored: Int, events: Int) {
      self.atRisk = atRisk
      self.censored = censored
      self.events = events
    }
  }

  public struct Row: Equatable, Sendable {
    public var name: String
    public var styleIndex: Int
    /// One per time of the table.
    public var entries: [Entry]

    public init(_ name: String, styleIndex: Int, entries: [Entry]) {
      self.name = name
      self.styleIndex = styleIndex
      self.entries = entries
    }
  }

  /// The times of the entries, ascending: all that may become ticks.
  public var times: [Double]
  public var rows: [Row]

  public init(times: [Double], rows: [Row]) {
    self.times = times
    self.rows = rows
  }

  /// What stands under a tick.
  func entry(of row: Row, at time: Double) -> Entry? {
    let reach = 1e-9 * max(1, times.last ?? 1)
    return times.firstIndex { abs($0 - time) <= reach }.flatMap {
      row.entries.indices.contains($0) ? row.entries[$0] : nil
    }
  }
}

/// A short text for every series of a plot under a common heading: `median, months (95 % CI)`.
public struct SeriesNotes: Equatable, Sendable {
  public var title: String
  /// One per series, in their order.
  public var values: [String]

  public init(_ title: String, _ values: [String]) {
    self.title = title
    self.values = values
  }
}

/// A plot with two axes as a value: what is drawn, not how.
public struct Plot: Figure, Equatable {
  public var title: String
  /// Right end of the title line.
  public var subtitle: String
  public var xAxis: PlotAxis
  public var yAxis: PlotAxis
  public var series: [PlotSeries]
  public var guides: [PlotGuide]
  public var annotations: [PlotAnnotation]
  /// Lines of text beside or below the plot.
  public var notes: [String]
  /// What is said of each series under one heading, such as its median; before the last of the notes.
  public var medians: SeriesNotes?
  public var riskTable: RiskTable?
  /// One unit across is as long as one unit up, with the true proportions of the cells.
  public var isSquare: Bool
  /// Whether names stand beside their curves, where there is room.
  public var namesCurves: Bool
  /// Where the read-out line stands, in units of the x axis.
  public var cursor: Double?
  /// What the columns of the exported numbers are called.
  public var columns: Columns
  private var ownTable: FigureTable?

  /// Names of what a plot is made of: of its curves, of what is across and of what is up.
  public struct Columns: Equatable, Sendable {
    public var series: String
    public var x: String
    public var y: String

    public init(_ series: String, x: String, y: String) {
      self.series = series
      self.x = x
      self.y = y
    }
  }

  public init(
    title: String, subtitle: String = "", xAxis: PlotAxis, yAxis: PlotAxis, series: [PlotSeries],
    guides: [PlotGuide] = [], annotations: [PlotAnnotation] = [], notes: [String] = [],
    riskTable: RiskTable? = nil, isSquare: Bool = false, namesCurves: Bool = false, columns: Columns? = nil,
    table: FigureTable? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.series = series
    self.guides = guides
    self.annotations = annotations
    self.notes = notes
    self.riskTable = riskTable
    self.isSquare = isSquare
    self.namesCurves = namesCurves
    self.columns =
      columns
      ?? Columns("series", x: Self.columnName(xAxis.title, else: "x"), y: Self.columnName(yAxis.title, else: "y"))
    ownTable = table
  }

  /// The numbers: those given, or the points of all series with their limits.
  public var table: FigureTable {
    if let ownTable { return ownTable }
    let hasBands = series.contains { !$0.band.isEmpty }
    var table = FigureTable(columns: [columns.series, columns.x, columns.y] + (hasBands ? ["low", "high"] : []))
    for series in series {
      for point in series.points {
        var row: [FigureTable.Value] = [.text(series.name), .number(point.x), .number(point.y)]
        if hasBands {
          let limits = series.limits(at: point.x)
          row += [.number(limits?.low ?? .nan), .number(limits?.high ?? .nan)]
        }
        table.append(row)
      }
    }
    return table
  }

  /// `threshold probability` becomes `threshold_probability`.
  private static func columnName(_ title: String, else name: String) -> String {
    let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
    return words.isEmpty ? name : words
  }

  /// What the cursor reads: every curve's value and limits at its x.
  public struct Reading: Equatable, Sendable {
    public let name: String
    public let styleIndex: Int
    public let value: Double
    public let low: Double?
    public let high: Double?

    /// `High 0.39 (0.24–0.55)`.
    public var text: String {
      guard let low, let high else { return "\(name) \(NumberText.fixed(value, 2))" }
      return "\(name) \(NumberText.interval(value, low, high))"
    }
  }

  public func readings(at x: Double) -> [Reading] {
    series.enumerated().compactMap { index, series in
      guard let value = series.value(at: x) else { return nil }
      let limits = series.limits(at: x)
      return Reading(
        name: series.name, styleIndex: series.styleIndex ?? index, value: value, low: limits?.low,
        high: limits?.high)
    }
  }

  /// The next or previous x at which any curve has a point: where the cursor keys stop.
  public func cursorStop(after x: Double?, forward: Bool) -> Double? {
    let stops = series.flatMap(\.points).map(\.x).filter { $0.isFinite && $0 >= xAxis.low && $0 <= xAxis.high }
    guard let x else { return forward ? stops.min() : stops.max() }
    let next = forward ? stops.filter { $0 > x }.min() : stops.filter { $0 < x }.max()
    return next ?? x
  }
}
