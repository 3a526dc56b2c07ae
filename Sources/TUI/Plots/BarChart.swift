/// Horizontal bars: missingness, importances, univariate AUCs, counts per class.
public struct BarChart: Figure, Equatable {
  public struct Bar: Equatable, Sendable {
    public var label: String
    public var value: Double
    /// Right of the bar; empty writes the value.
    public var note: String
    public var styleIndex: Int

    public init(_ label: String, _ value: Double, note: String = "", styleIndex: Int = 0) {
      self.label = label
      self.value = value
      self.note = note
      self.styleIndex = styleIndex
    }
  }

  public var title: String
  public var measure: String
  public var bars: [Bar]
  /// Length of a full bar; nil is the largest value. Bars begin at 0; negative ones run to the left.
  public var limit: Double?

  public init(title: String, measure: String = "value", bars: [Bar], limit: Double? = nil) {
    self.title = title
    self.measure = measure
    self.bars = bars
    self.limit = limit
  }

  public var table: FigureTable {
    FigureTable(
      columns: ["label", measure, "note"], rows: bars.map { [.text($0.label), .number($0.value), .text($0.note)] })
  }

  private func text(_ bar: Bar) -> String { bar.note.isEmpty ? NumberText.significant(bar.value) : bar.note }

  /// Values of the ends of the scale; 0 is always between them.
  private var range: (low: Double, high: Double) {
    let values = bars.map(\.value).filter(\.isFinite)
    let low = min(0, values.min() ?? 0)
    let high = max(0, limit ?? values.max() ?? 1)
    return high > low ? (low, high) : (0, 1)
  }

  public func draw(in rect: Rect, on canvas: inout Canvas, look: Look) {
    guard !rect.isEmpty else { return }
    canvas.within(rect) { canvas in
      var top = 0
      if !title.isEmpty, rect.rows >= 3 {
        canvas.draw(title, column: 0, row: 0, style: Style.role(.title).bold, width: rect.columns)
        top = 1
      }
      let labels = min(bars.map { DisplayWidth.of($0.label) }.max() ?? 0, rect.columns * 40 / 100)
      let notes = min(bars.map { DisplayWidth.of(text($0)) }.max() ?? 0, rect.columns * 35 / 100)
      let columns = max(0, rect.columns - labels - notes - 2)
      let (low, high) = range
      let zero = columns * Int((-low / (high - low) * 8).rounded()) / 8
      for (offset, bar) in bars.enumerated() where top + offset < rect.rows {
        let row = top + offset
        canvas.draw(DisplayWidth.clipped(bar.label, to: labels), column: 0, row: row)
        canvas.draw(DisplayWidth.clipped(text(bar), to: notes), column: labels + columns + 2, row: row)
        guard bar.value.isFinite, columns > 0 else { continue }
        let style: Style = .role(.series(bar.styleIndex))
        let clamped = min(max(bar.value, low), high)
        let room = clamped < 0 ? zero : columns - zero
        let scale = clamped < 0 ? low : high
        let eighths = scale == 0 ? 0 : Int((clamped / scale * Double(room * 8)).rounded())
        for cell in 0..<max(0, (eighths + 7) / 8) {
          let filled = min(8, eighths - cell * 8)
          let column = labels + 1 + (clamped < 0 ? zero - 1 - cell : zero + cell)
          // A bar to the left ends in whole cells: there are no glyphs that fill from the right.
          let glyph: Unicode.Scalar =
            look.isASCII ? "#" : filled == 8 || clamped < 0 ? "█" : BlockCut.left(eighths: filled).glyph
          canvas.put(Cell(glyph, style: style), column: column, row: row)
        }
      }
    }
  }

  public func svg(width: Int, height: Int) -> String {
    let width = Double(min(max(width, 320), 8000))
    let height = min(60 + 22 * Double(bars.count), 20000)
    var document = SVGDocument(width: Int(width), height: Int(height), title: title)
    document.text(title, 12, 22, size: 15, isBold: true)
    let x = width * 0.32
    let span = width * 0.45
    let (low, high) = range
    let zero = x - low / (high - low) * span
    for (index, bar) in bars.enumerated() {
      let y = 52 + 22 * Double(index)
      document.text(DisplayWidth.clipped(bar.label, to: 32), x - 8, y, anchor: .end)
      document.text(text(bar), x + span + 8, y)
      guard bar.value.isFinite else { continue }
      let length = min(max(bar.value, low), high) / (high - low) * span
      document.rect(
        min(zero, zero + length), y - 11, abs(length), 14, fill: SVGDocument.colour(bar.styleIndex), opacity: 0.85)
    }
    return document.text
  }
}

/// Values counted in bins of equal width between their extremes.
public struct HistogramBins: Equatable, Sendable {
  public let low: Double
  public let high: Double
  public let counts: [Int]

  /// nil when no value is finite or no bin is wanted. Equal values all fall into the middle bin.
  public init?(_ values: [Double], count: Int, low: Double? = nil, high: Double? = nil) {
    let finite = values.filter(\.isFinite)
    guard count > 0, let smallest = finite.min(), let largest = finite.max() else { return nil }
    let from = low ?? smallest
    let to = high ?? largest
    var counts = [Int](repeating: 0, count: count)
    for value in finite {
      let bin = to > from ? Int(min(max((value - from) / (to - from), 0), 1) * Double(count)) : count / 2
      counts[min(bin, count - 1)] += 1
    }
    self.low = from
    self.high = to
    self.counts = counts
  }

  /// The middle of a bin.
  public func middle(_ bin: Int) -> Double {
    low + (high - low) * (Double(bin) + 0.5) / Double(max(1, counts.count))
  }
}

extension Plot {
  /// Histograms of one or more groups as steps over the same bins, each as a share of its group.
  public static func histogram(
    _ groups: [(name: String, values: [Double])], title: String, xTitle: String, bins: Int = 24
  ) -> Plot {
    let all = groups.flatMap(\.values).filter(\.isFinite)
    let low = all.min() ?? 0
    let high = all.max() ?? 1
    var series: [PlotSeries] = []
    var highest = 0.0
    for group in groups {
      guard let counted = HistogramBins(group.values, count: max(1, bins), low: low, high: high) else { continue }
      let total = Double(max(1, counted.counts.reduce(0, +)))
      let width = (high - low) / Double(counted.counts.count)
      var points = counted.counts.enumerated().map {
        PlotPoint(low + Double($0.offset) * width, Double($0.element) / total)
      }
      points.append(PlotPoint(high, points.last?.y ?? 0))
      highest = max(highest, points.map(\.y).max() ?? 0)
      series.append(PlotSeries(group.name, points, shape: .step, detail: "n \(Int(total))"))
    }
    return Plot(
      title: title, xAxis: PlotAxis(xTitle, from: low, to: high),
      yAxis: PlotAxis("share", from: 0, to: highest > 0 ? highest * 1.05 : 1), series: series,
      columns: Columns("group", x: "value", y: "share"))
  }
}
