/// What is inside the axes of a plot, drawn with the glyphs a terminal has.
struct PlotInk {
  let plot: Plot
  let size: Size
  let look: Look
  /// The series with their numbers of colour and line, in the order in which they are drawn: the one that is picked out comes
  /// last, over all others.
  private let ordered: [(number: Int, series: PlotSeries)]
  /// Numbers of what is picked out.
  private let picked: Set<Int>

  init(_ plot: Plot, size: Size, look: Look) {
    self.plot = plot
    self.size = size
    self.look = look
    let all = plot.series.enumerated().map { (number: $0.element.styleIndex ?? $0.offset, series: $0.element) }
    ordered = all.filter { !$0.series.isPicked } + all.filter(\.series.isPicked)
    picked = Set(all.filter(\.series.isPicked).map(\.number))
  }

  func draw(on canvas: inout Canvas) {
    guard !size.isEmpty else { return }
    drawBands(on: &canvas)
    drawGuides(on: &canvas)
    if look.plots == .braille { drawDots(on: &canvas) } else { drawCells(on: &canvas) }
    drawPoints(on: &canvas)
    drawMarks(on: &canvas)
    drawAnnotations(on: &canvas)
    drawNames(on: &canvas)
    drawCursor(on: &canvas)
  }

  private func column(_ x: Double) -> Int { PlotScale.cell(plot.xAxis.fraction(x), count: size.columns) }
  private func row(_ y: Double) -> Int { PlotScale.cell(1 - plot.yAxis.fraction(y), count: size.rows) }

  private func isInside(_ point: PlotPoint) -> Bool {
    guard point.isFinite else { return false }
    let x = plot.xAxis.fraction(point.x)
    let y = plot.yAxis.fraction(point.y)
    return x >= -1e-9 && x <= 1 + 1e-9 && y >= -1e-9 && y <= 1 + 1e-9
  }

  private func style(_ index: Int, isFaded: Bool = false) -> Style {
    let style = Style.role(.series(index), isFaded ? .dim : [])
    return picked.contains(index) ? style.bold : style
  }

  /// Puts a glyph and keeps the background that a band gave the cell.
  private func put(_ glyph: Unicode.Scalar, _ style: Style, _ column: Int, _ row: Int, _ canvas: inout Canvas) {
    canvas.put(Cell(glyph, style: style.on(canvas[column, row].style.background)), column: column, row: row)
  }

  /// Bands are grey backgrounds, lighter where several lie over each other, so that the curves keep the colours; without
  /// colour their edges are rows of points.
  private func drawBands(on canvas: inout Canvas) {
    for (index, series) in plot.series.enumerated() where !series.band.isEmpty && series.shape != .points {
      let number = series.styleIndex ?? index
      for column in 0..<size.columns {
        let fraction = size.columns > 1 ? Double(column) / Double(size.columns - 1) : 0
        let x = plot.xAxis.low + fraction * (plot.xAxis.high - plot.xAxis.low)
        guard let limits = series.limits(at: x), limits.low.isFinite, limits.high.isFinite else { continue }
        let top = row(max(limits.low, limits.high))
        let bottom = row(min(limits.low, limits.high))
        if look.color >= .indexed256 {
          for row in top...bottom {
            canvas.restyle(column: column, row: row) { style in
              style.background = .role(Role.band(over: style.background.role))
            }
          }
        } else {
          for row in Set([top, bottom]) where canvas[column, row].scalar == " " {
            put(look.isASCII ? "." : "·", style(number, isFaded: true), column, row, &canvas)
          }
        }
      }
    }
  }

  private func drawGuides(on canvas: inout Canvas) {
    let faint: Style = .role(.faint)
    let horizontal: Unicode.Scalar = look.isASCII ? "." : "┄"
    let vertical: Unicode.Scalar = look.isASCII ? ":" : "┊"
    for guide in plot.guides {
      switch guide {
      case .horizontal(let y):
        guard isInside(PlotPoint(plot.xAxis.low, y)) else { continue }
        for column in 0..<size.columns { put(horizontal, faint, column, row(y), &canvas) }
      case .vertical(let x, let name):
        guard isInside(PlotPoint(x, plot.yAxis.low)) else { continue }
        for line in 0..<size.rows { put(vertical, faint, column(x), line, &canvas) }
        let width = DisplayWidth.of(name)
        // To the right of its line, or to the left of it where another line or the border is near.
        let starts = [column(x) + 1, column(x) - width]
        let start = starts.first { start in
          start >= 0 && start + width <= size.columns
            && (start..<start + width).allSatisfy { canvas[$0, 0].scalar == " " }
        }
        if let start, width > 0 { canvas.draw(name, column: start, row: 0, style: faint) }
      case .median(let x, let y):
        guard isInside(PlotPoint(x, y)) else { continue }
        for column in 0...column(x) { put(horizontal, faint, column, row(y), &canvas) }
        for line in row(y)..<size.rows { put(vertical, faint, column(x), line, &canvas) }
      case .diagonal:
        let low = max(plot.xAxis.low, plot.yAxis.low)
        let high = min(plot.xAxis.high, plot.yAxis.high)
        guard high > low else { continue }
        for line in 0..<size.rows {
          let fraction = size.rows > 1 ? 1 - Double(line) / Double(size.rows - 1) : 0
          let y = plot.yAxis.low + fraction * (plot.yAxis.high - plot.yAxis.low)
          guard y >= low - 1e-12, y <= high + 1e-12 else { continue }
          put(look.isASCII ? "." : "·", faint, column(y), line, &canvas)
        }
      }
    }
  }

  /// The corners of a curve in the plot, steps expanded; an interruption starts a new stroke.
  private func strokes(_ series: PlotSeries) -> [[PlotPoint]] {
    var strokes: [[PlotPoint]] = []
    var stroke: [PlotPoint] = []
    for point in series.points {
      guard point.isFinite else {
        if stroke.count > 1 { strokes.append(stroke) }
        stroke = []
        continue
      }
      if let last = stroke.last, let corner = series.corner(from: last, to: point) { stroke.append(corner) }
      stroke.append(point)
    }
    if !stroke.isEmpty { strokes.append(stroke) }
    return strokes
  }

  private func drawDots(on canvas: inout Canvas) {
    var grid = DotGrid(columns: size.columns, rows: size.rows)
    let scale = SIMD2(Double(grid.width - 1), Double(grid.height - 1))
    func place(_ point: PlotPoint) -> SIMD2<Double> {
      [plot.xAxis.fraction(point.x) * scale.x, (1 - plot.yAxis.fraction(point.y)) * scale.y]
    }
    for (number, series) in ordered where series.shape != .points {
      let rhythm = LineStyle.of(number).rhythm
      for stroke in strokes(series) {
        var pen = Pen(rhythm: rhythm)
        if stroke.count == 1, isInside(stroke[0]) {
          let dot = place(stroke[0])
          grid.set(Int(dot.x.rounded()), Int(dot.y.rounded()), owner: number, hidesOthers: series.isPicked)
        }
        for (from, to) in zip(stroke, stroke.dropFirst()) {
          guard
            let (a, b) = clippedSegment(place(from), place(to), low: [-0.49, -0.49], high: scale + [0.49, 0.49])
          else { continue }
          let isFaded = series.fadesFrom.map { from.x >= $0 } ?? false
          pen.move(from: a, to: b) { x, y in
            grid.set(x, y, owner: number, isFaded: isFaded, hidesOthers: series.isPicked)
          }
        }
      }
    }
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = row * size.columns + column
        guard let glyph = grid.glyph(cell) else { continue }
        put(glyph, style(Int(grid.owner[cell]) - 1, isFaded: grid.isFaded[cell]), column, row, &canvas)
      }
    }
  }

  /// Draws straight lines of dots, some of them left out in the rhythm of a line style.
  private struct Pen {
    let rhythm: [Int]
    private var phase = 0
    private var last: SIMD2<Int>?

    init(rhythm: [Int]) { self.rhythm = rhythm }

    mutating func move(from: SIMD2<Double>, to: SIMD2<Double>, dot: (Int, Int) -> Void) {
      let start = SIMD2(Int(from.x.rounded()), Int(from.y.rounded()))
      let end = SIMD2(Int(to.x.rounded()), Int(to.y.rounded()))
      let count = max(abs(end.x - start.x), abs(end.y - start.y))
      for step in 0...count {
        let fraction = count == 0 ? 0 : Double(step) / Double(count)
        let place = SIMD2(
          Int((Double(start.x) + Double(end.x - start.x) * fraction).rounded()),
          Int((Double(start.y) + Double(end.y - start.y) * fraction).rounded()))
        if place == last { continue }
        last = place
        if isDown { dot(place.x, place.y) }
        phase += 1
      }
    }

    private var isDown: Bool {
      guard !rhythm.isEmpty else { return true }
      var rest = phase % rhythm.reduce(0, +)
      for (place, length) in rhythm.enumerated() {
        if rest < length { return place % 2 == 0 }
        rest -= length
      }
      return true
    }
  }

  private func drawCells(on canvas: inout Canvas) {
    var path = CellPath(columns: size.columns, rows: size.rows)
    let scale = SIMD2(Double(size.columns - 1), Double(size.rows - 1))
    func place(_ point: PlotPoint) -> SIMD2<Double> {
      [plot.xAxis.fraction(point.x) * scale.x, (1 - plot.yAxis.fraction(point.y)) * scale.y]
    }
    for (number, series) in ordered where series.shape != .points {
      for stroke in strokes(series) {
        for (from, to) in zip(stroke, stroke.dropFirst()) {
          guard
            let (a, b) = clippedSegment(place(from), place(to), low: [-0.49, -0.49], high: scale + [0.49, 0.49])
          else { continue }
          path.walk(
            from: (Int(a.x.rounded()), Int(a.y.rounded())), to: (Int(b.x.rounded()), Int(b.y.rounded())),
            owner: number, isFaded: series.fadesFrom.map { from.x >= $0 } ?? false)
        }
      }
    }
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = row * size.columns + column
        guard path.directions[cell] > 0, path.owner[cell] > 0 else { continue }
        let number = Int(path.owner[cell]) - 1
        let glyphs = look.isASCII ? LineStyle.of(number).ascii : LineStyle.of(number).box
        put(
          glyphs[Int(path.directions[cell])], style(number, isFaded: path.isFaded[cell]), column, row, &canvas)
      }
    }
  }

  private func drawPoints(on canvas: inout Canvas) {
    for (number, series) in ordered where series.shape == .points {
      let key = LineStyle.of(number)
      // Intervals of points are bars under them, where nothing else is drawn.
      for limits in series.band where limits.low.isFinite && limits.high.isFinite {
        let low = max(min(limits.low, limits.high), plot.yAxis.low)
        let high = min(max(limits.low, limits.high), plot.yAxis.high)
        guard high >= low, isInside(PlotPoint(limits.x, low)) else { continue }
        for line in row(high)...row(low) where [" ", "·", "┄", "."].contains(canvas[column(limits.x), line].scalar) {
          put(look.isASCII ? "|" : "│", style(number, isFaded: true), column(limits.x), line, &canvas)
        }
      }
      for point in series.points where isInside(point) {
        put(look.isASCII ? key.asciiMarker : key.marker, style(number), column(point.x), row(point.y), &canvas)
      }
    }
  }

  /// Censorings: a real glyph, because a dot of braille looks like noise. Of neighbouring cells every second one is
  /// marked, so that the line itself stays visible; of a great many, every eighth.
  private func drawMarks(on canvas: inout Canvas) {
    for (number, series) in ordered {
      var last: (column: Int, row: Int)?
      let least = series.marks.count > 2 * size.columns ? 8 : 2
      for mark in series.marks where isInside(mark) {
        let place = (column: column(mark.x), row: row(mark.y))
        if let last, least > 2 || last.row == place.row, place.column - last.column < least { continue }
        let isFaded = series.fadesFrom.map { mark.x >= $0 } ?? false
        put("+", style(number, isFaded: isFaded), place.column, place.row, &canvas)
        last = place
      }
    }
  }

  private func drawAnnotations(on canvas: inout Canvas) {
    for annotation in plot.annotations where isInside(annotation.point) {
      let place = (column: column(annotation.point.x), row: row(annotation.point.y))
      let style = annotation.styleIndex.map { self.style($0).bold } ?? .role(.accent, .bold)
      put(annotation.glyph, style, place.column, place.row, &canvas)
      let width = DisplayWidth.of(annotation.text)
      guard width > 0 else { continue }
      let start = place.column + 2
      let fits = start + width <= size.columns
      let isFree = fits && (start..<start + width).allSatisfy { canvas[$0, place.row].scalar == " " }
      // Beside the point if nothing is there, otherwise the row below.
      let line = isFree ? place.row : min(place.row + 1, size.rows - 1)
      canvas.draw(
        annotation.text, column: fits ? start : max(0, size.columns - width), row: line, style: style)
    }
  }

  private func drawCursor(on canvas: inout Canvas) {
    guard let x = plot.cursor, isInside(PlotPoint(x, plot.yAxis.low)) else { return }
    let column = column(x)
    let style: Style = .role(.crosshair)
    // A line of its own: those that mark medians and chosen penalties are dashed.
    for line in 0..<size.rows where [" ", "┄", "·", ".", "┊", ":"].contains(canvas[column, line].scalar) {
      put(look.isASCII ? "|" : "▏", style, column, line, &canvas)
    }
    for series in plot.series {
      guard let y = series.value(at: x), isInside(PlotPoint(x, y)) else { continue }
      canvas.restyle(column: column, row: row(y)) { $0.attributes.insert(.reverse) }
    }
  }
}
