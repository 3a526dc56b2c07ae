extension Plot {
  /// Kernel densities of one or more groups over each other: what a violin shows on both sides of its axis.
  ///
  /// A group of fewer than two different values has no curve.
  public static func density(_ groups: [(name: String, values: [Double])], title: String, xTitle: String) -> Plot {
    let kernels = groups.map { KernelDensity($0.values) }
    let finite = groups.flatMap(\.values).filter(\.isFinite)
    let low = (kernels.compactMap { $0.map { $0.low - 3 * $0.bandwidth } } + finite).min() ?? 0
    let high = (kernels.compactMap { $0.map { $0.high + 3 * $0.bandwidth } } + finite).max() ?? 0
    guard low < high else {
      return Plot(
        title: title, xAxis: PlotAxis(xTitle, from: 0, to: 1), yAxis: PlotAxis("density", from: 0, to: 1), series: [])
    }
    let steps = 200
    var series: [PlotSeries] = []
    for (index, kernel) in kernels.enumerated() {
      guard let kernel else { continue }
      let points = (0...steps).map { step -> PlotPoint in
        let x = low + (high - low) * Double(step) / Double(steps)
        return PlotPoint(x, kernel(x))
      }
      series.append(PlotSeries(groups[index].name, points, detail: "n \(kernel.count)", styleIndex: index))
    }
    let highest = series.flatMap(\.points).map(\.y).max() ?? 0
    return Plot(
      title: title, xAxis: PlotAxis(xTitle, from: low, to: high),
      yAxis: PlotAxis("density", from: 0, to: highest > 0 ? highest * 1.05 : 1), series: series, namesCurves: true,
      columns: Columns("group", x: "value", y: "density"))
  }
}
