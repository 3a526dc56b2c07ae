/// Kernel densities of several groups as filled shapes, all on one scale: equal areas are equal shares.
struct Violins {
  /// Density over the greatest of all groups, per column and group: 0…1; nil for a group without a density.
  private let extents: [[Double]?]
  /// Of one violin.
  let size: Size

  /// The density is taken at two places per column, as braille has them.
  init(_ groups: [[Double]], axis: PlotAxis, size: Size) {
    self.size = size
    let greatest = Self.greatestDensity(groups, axis: axis)
    let count = max(2, size.columns * 2)
    extents = groups.map { values in
      KernelDensity(values).map { kernel in
        (0..<count).map { kernel(axis.low + (axis.high - axis.low) * Double($0) / Double(count - 1)) / greatest }
      }
    }
  }

  /// The highest point of all densities along an axis; 1 where there is none.
  static func greatestDensity(_ groups: [[Double]], axis: PlotAxis) -> Double {
    let kernels = groups.compactMap { KernelDensity($0) }
    let highest = (0...120).flatMap { step in
      kernels.map { $0(axis.low + (axis.high - axis.low) * Double(step) / 120) }
    }.max()
    return highest.map { $0 > 0 ? $0 : 1 } ?? 1
  }

  /// Draws one violin around the middle row of its rectangle.
  func draw(_ index: Int, style: Style, look: Look, on canvas: inout Canvas) {
    guard extents.indices.contains(index), let extents = extents[index], !size.isEmpty else { return }
    guard look.plots == .braille else {
      // A cell is inked where the shape fills more than half of it; the axis is always there.
      for column in 0..<size.columns {
        let reach = Int((extents[column * 2] * Double(size.rows) / 2).rounded())
        for row in 0..<size.rows where abs(row - size.rows / 2) <= reach {
          let isAxis = reach == 0
          canvas.put(
            Cell(look.isASCII ? isAxis ? "-" : "=" : isAxis ? "─" : "▒", style: style), column: column, row: row)
        }
      }
      return
    }
    var grid = DotGrid(columns: size.columns, rows: size.rows)
    let middle = Double(grid.height - 1) / 2
    for x in 0..<grid.width {
      let reach = max(0.5, extents[min(x, extents.count - 1)] * Double(grid.height) / 2)
      for y in 0..<grid.height where abs(Double(y) - middle) <= reach { grid.set(x, y, owner: 0) }
    }
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        if let glyph = grid.glyph(row * size.columns + column) {
          canvas.put(Cell(glyph, style: style), column: column, row: row)
        }
      }
    }
  }
}
