/// Distributions of groups below each other. A box goes from the lower to the upper quartile, with the median, whiskers to the
/// last value within 1.5 box lengths (Tukey), and points beyond; a violin is the kernel density on both sides of its axis.
public struct BoxPlot: Figure, Equatable {
  /// The numbers of one box.
  public struct Summary: Equatable, Sendable {
    public let count: Int
    public let lowWhisker: Double
    public let lowerQuartile: Double
    public let median: Double
    public let upperQuartile: Double
    public let highWhisker: Double
    public let outliers: [Double]

    /// nil without a finite value. Quartiles are linear between order statistics (R's type 7).
    public init?(_ values: [Double]) {
      let sorted = values.filter(\.isFinite).sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      func quantile(_ p: Double) -> Double {
        let place = p * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return sorted[below] }
        return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
      }
      count = sorted.count
      lowerQuartile = quantile(0.25)
      median = quantile(0.5)
      upperQuartile = quantile(0.75)
      let reach = 1.5 * (upperQuartile - lowerQuartile)
      let (low, high) = (lowerQuartile - reach, upperQuartile + reach)
      lowWhisker = sorted.first { $0 >= low } ?? first
      highWhisker = sorted.last { $0 <= high } ?? last
      outliers = sorted.filter { $0 < low || $0 > high }
    }
  }

  /// What is drawn for a group.
  public enum Shape: Equatable, Sendable { case box, violin }

  public var shape: Shape
  public var title: String
  public var measure: String
  public var groups: [(name: String, values: [Double])]
  /// Right end of the title line, for example a p value.
  public var subtitle: String
  /// Where the read-out line stands.
  public var cursor: Double?

  public init(
    title: String, measure: String, groups: [(name: String, values: [Double])], subtitle: String = "",
    shape: Shape = .box
  ) {
    self.shape = shape
    self.title = title
    self.measure = measure
    self.groups = groups
    self.subtitle = subtitle
  }

  public static func == (left: BoxPlot, right: BoxPlot) -> Bool {
    left.shape == right.shape && left.title == right.title && left.measure == right.measure
      && left.subtitle == right.subtitle && left.cursor == right.cursor
      && left.groups.map(\.name) == right.groups.map(\.name) && left.groups.map(\.values) == right.groups.map(\.values)
  }

  public var table: FigureTable {
    var table = FigureTable(columns: ["group", "n", "low_whisker", "q1", "median", "q3", "high_whisker", "outliers"])
    for (name, values) in groups {
      guard let box = Summary(values) else {
        table.append([.text(name), .number(0)] + Array(repeating: .number(.nan), count: 6))
        continue
      }
      table.append([
        .text(name), .number(Double(box.count)), .number(box.lowWhisker), .number(box.lowerQuartile),
        .number(box.median), .number(box.upperQuartile), .number(box.highWhisker),
        .number(Double(box.outliers.count)),
      ])
    }
    return table
  }

  /// From the lowest to the highest value; a little wider.
  var axis: PlotAxis {
    let all = groups.flatMap(\.values).filter(\.isFinite)
    let low = all.min() ?? 0
    let high = all.max() ?? 1
    var margin = (high - low) * 0.02
    // A density reaches beyond the values it is made of.
    if shape == .violin { margin = max(margin, groups.compactMap { KernelDensity($0.values)?.bandwidth }.max() ?? 0) }
    return PlotAxis(measure, from: low - margin, to: high + margin)
  }

  public func draw(in rect: Rect, on canvas: inout Canvas, look: Look) {
    guard !rect.isEmpty else { return }
    let (title, subtitle, measure) = (look.words(title), look.words(subtitle), look.words(measure))
    let groups = groups.map { (name: look.words($0.name), values: $0.values) }
    canvas.within(rect) { canvas in
      var top = 0
      if !title.isEmpty, rect.rows >= 4 {
        let end = canvas.draw(title, column: 0, row: 0, style: Style.role(.title).bold, width: rect.columns)
        if rect.columns - end > 6 {
          canvas.draw(
            DisplayWidth.clipped(subtitle, to: rect.columns - end - 2), endColumn: rect.columns, row: 0,
            style: .role(.dim))
        }
        top = 1
      }
      let labels = min(groups.map { DisplayWidth.of($0.name) }.max() ?? 0, rect.columns * 30 / 100)
      let names = DisplayWidth.toldApart(groups.map(\.name), to: labels)
      let notes = rect.columns >= 50 ? 12 : 0
      let graph = Rect(
        column: labels + 1, row: top, columns: max(0, rect.columns - labels - 1 - notes), rows: rect.rows - top)
      let axis = axis
      func column(_ value: Double) -> Int { graph.column + PlotScale.cell(axis.fraction(value), count: graph.columns) }
      let hasAxis = graph.rows >= groups.count + 2 && graph.columns >= 16
      let rows = max(0, graph.rows - (hasAxis ? 2 : 0))
      // Three rows make a box, one row a bar; a violin takes what there is, an odd number of rows.
      var height = rows >= groups.count * 4 ? 4 : rows >= groups.count * 3 ? 3 : 1
      let isViolin = shape == .violin && height >= 3
      if isViolin { height = min(14, rows / max(1, groups.count)) }
      let violins =
        isViolin
        ? Violins(groups.map(\.values), axis: axis, size: Size(columns: graph.columns, rows: height - 1 + height % 2))
        : nil
      for (index, group) in groups.enumerated() where (index + 1) * height <= rows {
        let middle = top + index * height + (isViolin ? (height - 1) / 2 : height >= 3 ? 1 : 0)
        let style: Style = .role(.series(index))
        canvas.draw(names[index], column: 0, row: middle, style: style)
        guard let box = Summary(group.values), graph.columns > 0 else { continue }
        if notes > 0 {
          canvas.draw("n \(box.count)", column: graph.endColumn + 2, row: middle, width: notes - 2)
        }
        let places = [box.lowWhisker, box.lowerQuartile, box.median, box.upperQuartile, box.highWhisker].map(column)
        if let violins {
          canvas.within(Rect(column: graph.column, row: top + index * height, columns: graph.columns, rows: height)) {
            violins.draw(index, style: style, look: look, on: &$0)
          }
          for place in Set([places[1], places[3]]) {
            canvas.put(Cell(look.isASCII ? "|" : "│", style: .plain), column: place, row: middle)
          }
          canvas.put(Cell(look.isASCII ? "#" : "┃", style: Style.plain.bold), column: places[2], row: middle)
          continue
        }
        Self.drawBox(places, row: middle, isTall: height >= 3, style: style, look: look, on: &canvas)
        for outlier in box.outliers {
          canvas.put(Cell(look.isASCII ? "o" : "∘", style: style), column: column(outlier), row: middle)
        }
      }
      guard hasAxis else { return }
      let row = top + groups.count * height
      if let cursor, cursor >= axis.low, cursor <= axis.high {
        for line in top..<row where [" ", "·"].contains(canvas[column(cursor), line].scalar) {
          canvas.put(Cell(look.isASCII ? "|" : "┊", style: .role(.crosshair)), column: column(cursor), row: line)
        }
      }
      for place in graph.column..<graph.endColumn {
        canvas.put(Cell("─", style: .role(.border)), column: place, row: row)
      }
      var free = 0
      for (value, label) in axis.ticks(atMost: max(2, graph.columns / 10)) {
        canvas.put(Cell("┬", style: .role(.border)), column: column(value), row: row)
        let start = max(0, column(value) - (DisplayWidth.of(label) - 1) / 2)
        if start >= free, start + DisplayWidth.of(label) <= rect.columns {
          canvas.draw(label, column: start, row: row + 1, style: .role(.dim))
          free = start + DisplayWidth.of(label) + 1
        }
      }
      if free + DisplayWidth.of(measure) + 2 <= rect.columns {
        canvas.draw(measure, column: free + 1, row: row + 1, style: .role(.dim))
      }
    }
  }

  /// Draws `├──┤▐█┃█▌├──┤` in one row, or a frame in three.
  private static func drawBox(
    _ places: [Int], row: Int, isTall: Bool, style: Style, look: Look, on canvas: inout Canvas
  ) {
    func put(_ glyph: Unicode.Scalar, _ ascii: Unicode.Scalar, _ column: Int, _ row: Int, bold: Bool = false) {
      canvas.put(Cell(look.isASCII ? ascii : glyph, style: bold ? style.bold : style), column: column, row: row)
    }
    let (low, q1, median, q3, high) = (places[0], places[1], places[2], places[3], places[4])
    for column in low...max(low, q1) { put("─", "-", column, row) }
    for column in min(q3, high)...high { put("─", "-", column, row) }
    put("├", "|", low, row)
    put("┤", "|", high, row)
    if isTall, q3 - q1 >= 2 {
      for column in q1...q3 {
        put("─", "-", column, row - 1)
        put("─", "-", column, row + 1)
        put(" ", " ", column, row)
      }
      for (line, left, right) in [(row - 1, "┌", "┐"), (row, "┤", "├"), (row + 1, "└", "┘")] {
        put(left.unicodeScalars.first ?? "+", line == row ? "|" : "+", q1, line)
        put(right.unicodeScalars.first ?? "+", line == row ? "|" : "+", q3, line)
      }
      for line in row - 1...row + 1 { put("┃", "#", median, line, bold: true) }
    } else {
      for column in q1...max(q1, q3) { put("▒", "=", column, row) }
      put("┃", "#", median, row, bold: true)
    }
  }

  public func svg(width: Int, height: Int) -> String {
    let width = Double(min(max(width, 320), 8000))
    let line = 44.0
    let height = min(100 + line * Double(groups.count), 20000)
    var document = SVGDocument(width: Int(width), height: Int(height), title: title)
    document.text(title, 12, 22, size: 15, isBold: true)
    document.text(subtitle, width - 12, 22, anchor: .end, size: 12, colour: "#555555")
    let x = width * 0.24
    let span = width * 0.62
    let axis = axis
    let greatest = Violins.greatestDensity(groups.map(\.values), axis: axis)
    func place(_ value: Double) -> Double { x + min(max(axis.fraction(value), 0), 1) * span }
    for (index, group) in groups.enumerated() {
      let y = 58 + line * Double(index)
      let colour = SVGDocument.colour(index)
      document.text(DisplayWidth.clipped(group.name, to: 24), x - 10, y + 4, anchor: .end)
      guard let box = Summary(group.values) else { continue }
      if shape == .violin, let kernel = KernelDensity(group.values) {
        let xs = (0...120).map { axis.low + (axis.high - axis.low) * Double($0) / 120 }
        let extents = xs.map { kernel($0) / greatest * 19 }
        document.polygon(
          zip(xs, extents).map { (place($0.0), y - $0.1) }
            + zip(xs, extents).reversed().map { (place($0.0), y + $0.1) }, fill: colour, opacity: 0.35)
        for quartile in [box.lowerQuartile, box.upperQuartile] {
          document.line(place(quartile), y - 8, place(quartile), y + 8, colour: colour)
        }
        document.line(place(box.median), y - 13, place(box.median), y + 13, colour: colour, width: 2.5)
        document.text("n \(box.count)", x + span + 12, y + 4, size: 12)
        continue
      }
      document.line(place(box.lowWhisker), y, place(box.highWhisker), y, colour: colour)
      document.rect(
        place(box.lowerQuartile), y - 13, place(box.upperQuartile) - place(box.lowerQuartile), 26, fill: "#ffffff",
        stroke: colour)
      document.line(place(box.median), y - 13, place(box.median), y + 13, colour: colour, width: 2.5)
      for outlier in box.outliers { document.circle(place(outlier), y, radius: 2.5, fill: "none", stroke: colour) }
      document.text("n \(box.count)", x + span + 12, y + 4, size: 12)
    }
    let bottom = 58 + line * Double(groups.count) - 10
    document.line(x, bottom, x + span, bottom)
    for (value, label) in axis.ticks(atMost: 7) {
      document.line(place(value), bottom, place(value), bottom + 5)
      document.text(label, place(value), bottom + 18, anchor: .middle, size: 12)
    }
    document.text(measure, x + span / 2, bottom + 36, anchor: .middle)
    return document.text
  }
}
