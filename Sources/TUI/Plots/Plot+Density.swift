internal import Foundation

extension Plot {
  /// Gaussian kernel densities of one or more groups over each other: what a violin shows on both sides of its axis.
  ///
  /// The bandwidth is Silverman's rule of thumb, 0.9 · min(s, IQR / 1.34) · n^(−1/5) (Silverman, 1986, p. 48; R's `bw.nrd0`).
  /// A group of fewer than two different values has no curve.
  public static func density(_ groups: [(name: String, values: [Double])], title: String, xTitle: String) -> Plot {
    var series: [PlotSeries] = []
    var low = Double.infinity
    var high = -Double.infinity
    let kernels = groups.map { group -> (values: [Double], bandwidth: Double?) in
      let values = group.values.filter(\.isFinite).sorted()
      return (values, bandwidth(values))
    }
    for (values, bandwidth) in kernels {
      guard let first = values.first, let last = values.last else { continue }
      low = min(low, first - 3 * (bandwidth ?? 0))
      high = max(high, last + 3 * (bandwidth ?? 0))
    }
    guard low < high else {
      return Plot(
        title: title, xAxis: PlotAxis(xTitle, from: 0, to: 1), yAxis: PlotAxis("density", from: 0, to: 1), series: [])
    }
    let steps = 200
    var highest = 0.0
    for (index, kernel) in kernels.enumerated() {
      guard let bandwidth = kernel.bandwidth else { continue }
      let scale = 1 / (Double(kernel.values.count) * bandwidth * (2 * Double.pi).squareRoot())
      let points = (0...steps).map { step -> PlotPoint in
        let x = low + (high - low) * Double(step) / Double(steps)
        let sum = kernel.values.reduce(0.0) { sum, value in
          let z = (x - value) / bandwidth
          return sum + exp(-z * z / 2)
        }
        return PlotPoint(x, sum * scale)
      }
      highest = max(highest, points.map(\.y).max() ?? 0)
      series.append(
        PlotSeries(groups[index].name, points, detail: "n \(kernel.values.count)", styleIndex: index))
    }
    return Plot(
      title: title, xAxis: PlotAxis(xTitle, from: low, to: high),
      yAxis: PlotAxis("density", from: 0, to: highest > 0 ? highest * 1.05 : 1), series: series)
  }

  /// nil for fewer than two different values; `values` in ascending order.
  static func bandwidth(_ values: [Double]) -> Double? {
    guard values.count > 1, let first = values.first, let last = values.last, first < last else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
    func quantile(_ share: Double) -> Double {
      let place = share * (count - 1)
      let below = Int(place)
      let above = min(values.count - 1, below + 1)
      return values[below] + (place - Double(below)) * (values[above] - values[below])
    }
    let range = (quantile(0.75) - quantile(0.25)) / 1.34
    return 0.9 * (range > 0 ? min(deviation, range) : deviation) * pow(count, -0.2)
  }
}
