internal import Foundation

extension Plot {
  /// How coefficients enter a penalised model as the penalty falls: one curve per covariate over ln λ, the chosen
  /// penalties as vertical lines.
  ///
  /// The legend names the covariates with the largest coefficients at one penalty, with those coefficients; where fewer enter
  /// there, those that are largest at the smallest penalty follow. Only named curves have lines of their own.
  ///
  /// - Parameters:
  ///   - place: the penalty whose coefficients the legend tells, by its place among `lambdas`; nil for the smallest.
  ///   - per: what the coefficients are told per, such as `SD`.
  ///   - picked: the covariate that is picked out: it is named first.
  public static func penaltyPath(
    lambdas: [Double], coefficients: [(name: String, values: [Double])], chosen: [(name: String, lambda: Double)],
    title: String = "Coefficient path", named count: Int = 6, at place: Int? = nil, per: String? = nil,
    picked: String? = nil
  ) -> Plot {
    let x = lambdas.map { logarithm($0) }
    func value(_ index: Int) -> Double? {
      let values = coefficients[index].values
      guard let place else { return values.last }
      return values.indices.contains(place) ? values[place] : nil
    }
    let order = coefficients.indices.sorted {
      let last = (magnitude(coefficients[$0].values.last), magnitude(coefficients[$1].values.last))
      return last.0 == last.1 ? $0 < $1 : last.0 > last.1
    }
    // In the order of the smallest penalty where they are equal at this one.
    var rank = [Int](repeating: 0, count: coefficients.count)
    for (position, index) in order.enumerated() { rank[index] = position }
    let here = order.sorted { a, b in
      let isPicked = (coefficients[a].name == picked, coefficients[b].name == picked)
      if isPicked.0 != isPicked.1 { return isPicked.0 }
      let sizes = (magnitude(value(a)), magnitude(value(b)))
      return sizes.0 == sizes.1 ? rank[a] < rank[b] : sizes.0 > sizes.1
    }
    let named = Array(here.prefix(count))
    // A curve keeps its line while the cursor moves, as long as no other named one has it.
    var lines: [Int: Int] = [:]
    for index in named.sorted(by: { rank[$0] < rank[$1] }) where rank[index] < count { lines[index] = rank[index] }
    for index in named where lines[index] == nil {
      lines[index] = (0..<count).first { !lines.values.contains($0) } ?? count
    }
    var series: [PlotSeries] = []
    for index in named + order.filter({ lines[$0] == nil }) {
      let points = zip(x, coefficients[index].values).map { PlotPoint($0.0, $0.1) }.sorted { $0.x < $1.x }
      let isNamed = lines[index] != nil
      var one = PlotSeries(
        isNamed ? coefficients[index].name : "", points,
        detail: isNamed ? NumberText.significant(value(index) ?? .nan, digits: 3) : "",
        styleIndex: lines[index] ?? count)
      one.isPicked = isNamed && coefficients[index].name == picked
      series.append(one)
    }
    let window = PenaltyWindow(lambdas, chosen.map(\.lambda))
    let limits = window.limits(
      coefficients.flatMap { zip(x, $0.values).map { PlotPoint($0.0, $0.1) } } + [PlotPoint(window.least, 0)])
    return Plot(
      title: title, xAxis: window.axis,
      yAxis: PlotAxis(per.map { "coefficient per \($0)" } ?? "coefficient", from: limits.low, to: limits.high),
      series: series, guides: [.horizontal(0)] + chosen.map { .vertical(logarithm($0.lambda), $0.name) },
      notes: chosen.map { "┊ \($0.name): λ \(NumberText.significant($0.lambda, digits: 3))" } + window.notes,
      table: FigureTable(
        columns: ["variable", "ln_lambda", "coefficient"] + (per == nil ? [] : ["per"]),
        rows: order.flatMap { index in
          zip(x, coefficients[index].values).map {
            [.text(coefficients[index].name), .number($0.0), .number($0.1)] + (per.map { [.text($0)] } ?? [])
          }
        }))
  }

  /// Cross-validated deviance (or 1 − C …) over ln λ with one standard error on either side.
  public static func penaltyCurve(
    lambdas: [Double], mean: [Double], standardError: [Double], chosen: [(name: String, lambda: Double)],
    measure: String, title: String = "Cross-validated penalty"
  ) -> Plot {
    var points: [PlotPoint] = []
    var band: [PlotLimits] = []
    for index in 0..<min(lambdas.count, mean.count, standardError.count) {
      let x = logarithm(lambdas[index])
      points.append(PlotPoint(x, mean[index]))
      band.append(PlotLimits(x, low: mean[index] - standardError[index], high: mean[index] + standardError[index]))
    }
    points.sort { $0.x < $1.x }
    band.sort { $0.x < $1.x }
    let window = PenaltyWindow(lambdas, chosen.map(\.lambda))
    let limits = window.limits(band.flatMap { [PlotPoint($0.x, $0.low), PlotPoint($0.x, $0.high)] })
    return Plot(
      title: title, xAxis: window.axis, yAxis: PlotAxis(measure, from: limits.low, to: limits.high),
      series: [PlotSeries(measure, points, band: band)],
      guides: chosen.map { .vertical(logarithm($0.lambda), $0.name) },
      notes: chosen.map { "┊ \($0.name): λ \(NumberText.significant($0.lambda, digits: 3))" } + ["band: ± 1 SE"]
        + window.notes,
      columns: Columns("measure", x: "ln_lambda", y: measure.lowercased().replacing(" ", with: "_")))
  }

  private static func magnitude(_ value: Double?) -> Double {
    guard let value, value.isFinite else { return 0 }
    return abs(value)
  }

  fileprivate static func logarithm(_ value: Double) -> Double { value > 0 ? log(value) : .nan }
}

/// The part of a penalised path that is drawn: from the largest penalty to as far beyond the least of the chosen ones as
/// half the way to it. Beyond, where a model follows its noise, coefficients and deviance grow out of all proportion to what was
/// chosen; the table has them.
private struct PenaltyWindow {
  let axis: PlotAxis
  /// ln λ of the least penalty that was chosen.
  let least: Double
  /// What is not drawn.
  let notes: [String]

  init(_ lambdas: [Double], _ chosen: [Double]) {
    let places = lambdas.map(Plot.logarithm).filter(\.isFinite)
    let (first, last) = (places.min() ?? 0, places.max() ?? 1)
    least = chosen.map(Plot.logarithm).filter(\.isFinite).min() ?? first
    let wanted = least - max(0.5, (last - least) / 2)
    // A little more is not worth a note.
    let start = wanted - first > 0.15 * (last - first) ? wanted : first
    axis = PlotAxis("ln λ", from: start, to: last)
    notes = start > first ? ["below ln λ \(NumberText.fixed(start, 1)): only in the CSV"] : []
  }

  /// From the lowest to the highest of the points down to the least chosen penalty, and half as much more for those beyond it,
  /// where they need it.
  func limits(_ points: [PlotPoint]) -> (low: Double, high: Double) {
    let drawn = points.filter { $0.isFinite && $0.x >= axis.low - 1e-9 }.map(\.y)
    let near = points.filter { $0.isFinite && $0.x >= least - 1e-9 }.map(\.y)
    guard let low = drawn.min(), let high = drawn.max() else { return (0, 1) }
    guard let nearLow = near.min(), let nearHigh = near.max(), nearHigh > nearLow else { return (low, high) }
    let more = (nearHigh - nearLow) / 2
    return (max(low, nearLow - more), min(high, nearHigh + more))
  }
}
