internal import Foundation

extension Plot {
  /// How coefficients enter a penalised model as the penalty falls: one curve per covariate over ln λ, the chosen
  /// penalties as vertical lines.
  ///
  /// The legend names the covariates with the largest coefficients at the smallest penalty.
  public static func penaltyPath(
    lambdas: [Double], coefficients: [(name: String, values: [Double])], chosen: [(name: String, lambda: Double)],
    title: String = "Coefficient path", named count: Int = 6
  ) -> Plot {
    let x = lambdas.map { logarithm($0) }
    let order = coefficients.indices.sorted {
      magnitude(coefficients[$0].values.last) > magnitude(coefficients[$1].values.last)
    }
    var series: [PlotSeries] = []
    for (place, index) in order.enumerated() {
      let values = coefficients[index].values
      let points = zip(x, values).map { PlotPoint($0.0, $0.1) }.sorted { $0.x < $1.x }
      series.append(
        PlotSeries(
          place < count ? coefficients[index].name : "", points,
          detail: place < count ? NumberText.significant(values.last ?? .nan, digits: 3) : "", styleIndex: place))
    }
    let all = coefficients.flatMap(\.values).filter(\.isFinite)
    let reach = max(1e-9, max(all.max() ?? 0, 0) - min(all.min() ?? 0, 0))
    return Plot(
      title: title, xAxis: PlotAxis("ln λ", from: x.min() ?? 0, to: x.max() ?? 1),
      yAxis: PlotAxis(
        "coefficient", from: min(all.min() ?? 0, 0) - 0.05 * reach, to: max(all.max() ?? 1, 0) + 0.05 * reach),
      series: series, guides: [.horizontal(0)] + chosen.map { .vertical(logarithm($0.lambda)) },
      notes: chosen.map { "┊ \($0.name): λ \(NumberText.significant($0.lambda, digits: 3))" },
      table: FigureTable(
        columns: ["variable", "ln_lambda", "coefficient"],
        rows: order.flatMap { index in
          zip(x, coefficients[index].values).map { [.text(coefficients[index].name), .number($0.0), .number($0.1)] }
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
