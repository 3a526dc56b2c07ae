extension Plot {
  public func svg(width: Int, height: Int) -> String {
    let width = min(max(width, 240), 8000)
    let height = min(max(height, 200), 8000)
    var document = SVGDocument(width: width, height: height, title: title)
    let area = SVGArea(self, width: Double(width), height: Double(height))
    document.text(title, 12, 22, size: 15, isBold: true)
    if !subtitle.isEmpty {
      document.text(subtitle, Double(width) - 12, 22, anchor: .end, size: 12, colour: "#555555")
    }
    drawAxes(area, in: &document)
    document.clip("plot", area.x, area.y, area.width, area.height)
    for (index, series) in series.enumerated() { drawBand(series, index, area, in: &document) }
    drawGuides(area, in: &document)
    for (index, series) in series.enumerated() { drawSeries(series, index, area, in: &document) }
    for annotation in annotations where annotation.point.isFinite {
      let colour = annotation.styleIndex.map(SVGDocument.colour) ?? "#222222"
      let x = area.place(annotation.point).x
      let y = area.place(annotation.point).y
      draw(annotation.glyph, x, y, colour, in: &document)
      document.text(annotation.text, x + 9, y + 14, size: 12, colour: colour)
    }
    drawLegend(area, in: &document)
    drawRiskTable(area, in: &document)
    return document.text
  }

  /// The marks of the legend: a diamond, filled or open, or a square in a square; any other is a dot.
  private func draw(
    _ glyph: Unicode.Scalar, _ x: Double, _ y: Double, _ colour: String, in document: inout SVGDocument
  ) {
    switch glyph {
    case "◆", "◇":
      let corners = [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)]
      document.polygon(corners, fill: glyph == "◆" ? colour : "#ffffff", stroke: glyph == "◆" ? "#ffffff" : colour)
    case "▣":
      document.polygon(
        [(x - 6, y - 6), (x + 6, y - 6), (x + 6, y + 6), (x - 6, y + 6)], fill: "#ffffff", stroke: colour)
      document.rect(x - 3, y - 3, 6, 6, fill: colour)
    default: document.circle(x, y, radius: 4.5, fill: colour, stroke: "#ffffff")
    }
  }

  private func drawAxes(_ area: SVGArea, in document: inout SVGDocument) {
    let bottom = area.y + area.height
    document.line(area.x, area.y, area.x, bottom)
    document.line(area.x, bottom, area.x + area.width, bottom)
    for (value, label) in xTicks(area) {
      let x = area.place(PlotPoint(value, yAxis.low)).x
      document.line(x, bottom, x, bottom + 5)
      document.text(label, x, bottom + 18, anchor: .middle, size: 12)
    }
    for (value, label) in yAxis.ticks(atMost: max(2, Int(area.height / 45))) {
      let y = area.place(PlotPoint(xAxis.low, value)).y
      document.line(area.x - 5, y, area.x, y)
      document.text(label, area.x - 8, y + 4, anchor: .end, size: 12)
    }
    document.text(xAxis.title, area.x + area.width / 2, bottom + 36, anchor: .middle)
    document.text(yAxis.title, 16, area.y + area.height / 2, anchor: .middle, turned: true)
  }

  /// The ticks of the x axis, which are the times of the table below them: as many as leave room for its numbers.
  private func xTicks(_ area: SVGArea) -> [(value: Double, label: String)] {
    let longest = riskTable?.rows.flatMap(\.entries).map(\.text.count).max() ?? 0
    return xAxis.ticks(atMost: max(2, 1 + Int(area.width / max(56, 8 + 5.8 * Double(longest)))))
  }

  private func drawBand(_ series: PlotSeries, _ index: Int, _ area: SVGArea, in document: inout SVGDocument) {
    let limits = series.band.filter { $0.x.isFinite && $0.low.isFinite && $0.high.isFinite }
    let colour = SVGDocument.colour(series.styleIndex ?? index)
    if series.shape == .points {
      for limit in limits {
        let low = area.place(PlotPoint(limit.x, limit.low))
        let high = area.place(PlotPoint(limit.x, limit.high))
        document.line(low.x, low.y, high.x, high.y, colour: colour)
      }
      return
    }
    var upper: [(x: Double, y: Double)] = []
    var lower: [(x: Double, y: Double)] = []
    for limit in limits {
      let high = area.place(PlotPoint(limit.x, limit.high))
      let low = area.place(PlotPoint(limit.x, limit.low))
      if series.shape == .step, let u = upper.last, let l = lower.last {
        upper.append((high.x, u.y))
        lower.append((low.x, l.y))
      }
      upper.append(high)
      lower.append(low)
    }
    document.polygon(upper + lower.reversed(), fill: colour, opacity: 0.15, clip: "plot")
  }

  private func drawGuides(_ area: SVGArea, in document: inout SVGDocument) {
    func line(_ from: PlotPoint, _ to: PlotPoint) {
      let a = area.place(from)
      let b = area.place(to)
      document.path([[a, b]], colour: "#999999", width: 1, dashes: "3 4", clip: "plot")
    }
    for guide in guides {
      switch guide {
      case .horizontal(let y): line(PlotPoint(xAxis.low, y), PlotPoint(xAxis.high, y))
      case .vertical(let x, let name):
        line(PlotPoint(x, yAxis.low), PlotPoint(x, yAxis.high))
        guard x >= xAxis.low, x <= xAxis.high, !name.isEmpty else { continue }
        document.text(name, area.place(PlotPoint(x, yAxis.low)).x + 4, area.y + 12, size: 11, colour: "#777777")
      case .diagonal:
        let low = max(xAxis.low, yAxis.low)
        let high = min(xAxis.high, yAxis.high)
        line(PlotPoint(low, low), PlotPoint(high, high))
      case .median(let x, let y):
        line(PlotPoint(xAxis.low, y), PlotPoint(x, y))
        line(PlotPoint(x, y), PlotPoint(x, yAxis.low))
      }
    }
  }

  private func drawSeries(_ series: PlotSeries, _ index: Int, _ area: SVGArea, in document: inout SVGDocument) {
    let number = series.styleIndex ?? index
    let colour = SVGDocument.colour(number)
    if series.shape == .points {
      for point in series.points where point.isFinite {
        let place = area.place(point)
        document.circle(place.x, place.y, radius: 3.5, fill: colour)
      }
    } else {
      var strokes: [[(x: Double, y: Double)]] = [[]]
      var last: PlotPoint?
      for point in series.points {
        guard point.isFinite else {
          strokes.append([])
          last = nil
          continue
        }
        if let last, let corner = series.corner(from: last, to: point) {
          strokes[strokes.count - 1].append(area.place(corner))
        }
        strokes[strokes.count - 1].append(area.place(point))
        last = point
      }
      document.path(strokes, colour: colour, dashes: LineStyle.of(number).svgDashes, clip: "plot")
    }
    for mark in series.marks where mark.isFinite {
      let place = area.place(mark)
      document.line(place.x - 4, place.y, place.x + 4, place.y, colour: colour, width: 1.2)
      document.line(place.x, place.y - 4, place.x, place.y + 4, colour: colour, width: 1.2)
    }
  }

  private func drawLegend(_ area: SVGArea, in document: inout SVGDocument) {
    var y = area.y + 10
    let x = area.legendX
    for (index, series) in series.enumerated() where !series.name.isEmpty {
      let number = series.styleIndex ?? index
      let colour = SVGDocument.colour(number)
      if series.shape == .points {
        document.circle(x + 12, y - 4, radius: 3.5, fill: colour)
      } else {
        document.line(x, y - 4, x + 26, y - 4, colour: colour, width: 2, dashes: LineStyle.of(number).svgDashes)
      }
      document.text(series.name, x + 32, y, size: 12)
      y += 16
      if !series.detail.isEmpty {
        document.text(series.detail, x + 32, y, size: 12, colour: "#555555")
        y += 18
      }
    }
    y += 6
    let ofSeries = medians.map { found in
      [found.title] + zip(series, found.values).map { "  \($0.name) \($1)" }
    }
    for note in notes.dropLast() + (ofSeries ?? []) + notes.suffix(1) {
      for line in Paragraph.lines(of: note, columns: max(12, Int(area.legendWidth / 6.4))) {
        document.text(line, x, y, size: 12)
        y += 16
      }
    }
  }

  private func drawRiskTable(_ area: SVGArea, in document: inout SVGDocument) {
    guard let riskTable else { return }
    let ticks = xTicks(area)
    let names = DisplayWidth.toldApart(riskTable.rows.map(\.name), to: 14)
    var y = area.y + area.height + 58
    document.text("at risk (censored/events)", 12, y, size: 12, colour: "#555555")
    for (row, name) in zip(riskTable.rows, names) {
      y += 17
      document.text(
        name, 12, y, size: 12, colour: SVGDocument.colour(row.styleIndex),
        isBold: true)
      for (tick, _) in ticks {
        guard let entry = riskTable.entry(of: row, at: tick) else { continue }
        let x = area.place(PlotPoint(tick, yAxis.low)).x
        document.text(entry.text, x, y, anchor: .middle, size: 11)
      }
    }
  }
}

/// The rectangle of the axes in an SVG picture.
private struct SVGArea {
  let plot: Plot
  let x: Double
  let y = 42.0
  let width: Double
  let height: Double
  let legendX: Double
  let legendWidth: Double

  init(_ plot: Plot, width: Double, height: Double) {
    self.plot = plot
    let tableHeight = plot.riskTable.map { 30 + 17 * Double($0.rows.count) } ?? 0
    let hasLegend = !plot.notes.isEmpty || plot.series.contains { !$0.detail.isEmpty } || plot.series.count > 1
    legendWidth = hasLegend ? min(260, width * 0.36) : 12
    x = plot.riskTable == nil ? 64 : 110
    var w = max(40, width - x - legendWidth - 20)
    var h = max(40, height - y - 48 - tableHeight)
    if plot.isSquare {
      w = min(w, h)
      h = w
    }
    self.width = w
    self.height = h
    legendX = x + w + 20
  }

  func place(_ point: PlotPoint) -> (x: Double, y: Double) {
    (
      x + min(max(plot.xAxis.fraction(point.x), -10), 10) * width,
      y + (1 - min(max(plot.yAxis.fraction(point.y), -10), 10)) * height
    )
  }
}
