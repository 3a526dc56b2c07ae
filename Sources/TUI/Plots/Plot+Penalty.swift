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
    let all = coefficients.flatMap(\.values).filter(\.isFinite)
    let reach = max(1e-9, max(all.max() ?? 0, 0) - min(all.min() ?? 0, 0))
    return Plot(
      title: title, xAxis: PlotAxis("ln λ", from: x.min() ?? 0, to: x.max() ?? 1),
      yAxis: PlotAxis(
        per.map { "coefficient per \($0)" } ?? "coefficient", from: min(all.min() ?? 0, 0) - 0.05 * reach,
        to: max(all.max() ?? 1, 0) + 0.05 * reach),
      series: series, guides: [.horizontal(0)] + chosen.map { .vertical(logarithm($0.lambda)) },
      notes: chosen.map { "┊ \($0.name): λ \(NumberText.significant($0.lambda, digits: 3))" },
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
    let values = band.flatMap { [$0.low, $0.high] }.filter(\.isFinite)
    return Plot(
      title: title, xAxis: PlotAxis("ln λ", from: points.first?.x ?? 0, to: points.last?.x ?? 1),
      yAxis: PlotAxis(measure, from: values.min() ?? 0, to: values.max() ?? 1),
      series: [PlotSeries(measure, points, band: band)],
      guides: chosen.map { .vertical(logarithm($0.lambda)) },
      notes: chosen.map { "┊ \($0.name): λ \(NumberText.significant($0.lambda, digits: 3))" } + ["band: ± 1 SE"],
      columns: Columns("measure", x: "ln_lambda", y: measure.lowercased().replacing(" ", with: "_")))
  }

  private static func magnitude(_ value: Double?) -> Double {
    guard let value, value.isFinite else { return 0 }
    return abs(value)
  }

  private static func logarithm(_ value: Double) -> Double { value > 0 ? log(value) : .nan }
}
