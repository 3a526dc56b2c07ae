extension PlotInk {
  /// Writes the name of every curve beside it, where there is room: curves are then told apart without colour and without
  /// looking back to the legend.
  ///
  /// A name stands in blank cells at a corner of its curve, below or above it, where the other curves are farthest away, and
  /// along its whole length nearer to its own curve than to any other: a name that has no such place is left to the legend.
  func drawNames(on canvas: inout Canvas) {
    let curves = plot.series.enumerated().filter { $0.element.shape != .points && $0.element.points.count > 1 }
    guard plot.namesCurves, curves.count > 1, size.rows >= 6, size.columns >= 24 else { return }
    let lines = curves.map { rows(of: $0.element) }
    let names = DisplayWidth.toldApart(curves.map(\.element.name), to: min(14, size.columns / 2))
    // The one that is picked out has the first choice of a place.
    let order =
      curves.indices.filter { curves[$0].element.isPicked } + curves.indices.filter { !curves[$0].element.isPicked }
    for place in order {
      let curve = curves[place]
      let name = (curve.element.isPicked ? "▸" : "") + names[place]
      let width = DisplayWidth.of(name)
      guard width > 0 else { continue }
      var best: (column: Int, row: Int, score: Int)?
      for column in 1..<size.columns {
        guard let own = lines[place][column] else { continue }
        // The nearest other curve, in rows; far ones are all alike.
        var distance = 8
        for other in lines.indices where other != place {
          for near in [column - width, column, column + width] where lines[other].indices.contains(near) {
            if let row = lines[other][near] { distance = min(distance, abs(row - own)) }
          }
        }
        // Of equal places the one nearest to the middle.
        let score = distance * size.columns * 2 - abs(column - size.columns / 2)
        let corners = [
          (column + 1, own + 1), (column - width, own - 1), (column + 1, own - 1), (column - width, own + 1),
        ]
        for start in corners where best.map({ score > $0.score }) ?? true {
          let isBesideAnother = (max(0, start.0)..<max(0, start.0 + width)).contains { column in
            guard lines[place].indices.contains(column) else { return true }
            let away = abs((lines[place][column] ?? own) - start.1)
            return lines.indices.contains { other in
              other != place && lines[other][column].map { abs($0 - start.1) <= max(1, away) } ?? false
            }
          }
          if !isBesideAnother, isFree(start.0 - 1, start.1, width + 2, canvas) { best = (start.0, start.1, score) }
        }
      }
      guard let best else { continue }
      var column = best.column
      for character in name {
        let cell = canvas[column, best.row].style.background
        column = canvas.draw(
          String(character), column: column, row: best.row,
          style: Style.role(.series(curve.element.styleIndex ?? curve.offset), curve.element.isPicked ? .bold : [])
            .on(cell))
      }
    }
  }

  /// The row of a curve in every column of the graph; nil where it has no value.
  private func rows(of series: PlotSeries) -> [Int?] {
    (0..<size.columns).map { column in
      let fraction = size.columns > 1 ? Double(column) / Double(size.columns - 1) : 0
      guard let y = series.value(at: plot.xAxis.low + fraction * (plot.xAxis.high - plot.xAxis.low)) else { return nil }
      let place = plot.yAxis.fraction(y)
      guard place >= 0, place <= 1 else { return nil }
      return PlotScale.cell(1 - place, count: size.rows)
    }
  }

  private func isFree(_ start: Int, _ row: Int, _ width: Int, _ canvas: Canvas) -> Bool {
    guard row >= 0, row < size.rows, start >= 0, start + width <= size.columns else { return false }
    return (start..<start + width).allSatisfy { [" ", "·", "."].contains(canvas[$0, row].scalar) }
  }
}
