public import Stats

extension Plot {
  /// Differences of two measurements against their means, with bias and limits of agreement (Bland & Altman 1986).
  public static func blandAltman(
    _ first: [Double], _ second: [Double], _ agreement: MeasurementAgreement, names: (String, String),
    notes: [String] = []
  ) -> Plot {
    let points = zip(first, second).map { PlotPoint(($0 + $1) / 2, $0 - $1) }
    let (bias, low, high) = (agreement.bias.value, agreement.lowerLimit.value, agreement.upperLimit.value)
    let heights = points.map(\.y) + [low, high]
    let margin = max(1e-9, ((heights.max() ?? 1) - (heights.min() ?? 0)) * 0.08)
    let xs = points.map(\.x)
    return Plot(
      title: "Bland–Altman",
      xAxis: PlotAxis("mean of \(names.0) and \(names.1)", from: xs.min() ?? 0, to: xs.max() ?? 1),
      yAxis: PlotAxis(
        "\(names.0) − \(names.1)", from: (heights.min() ?? 0) - margin, to: (heights.max() ?? 1) + margin),
      series: [PlotSeries("subjects", points, shape: .points)],
      guides: [.horizontal(bias), .horizontal(low), .horizontal(high)],
      notes: [
        "bias \(NumberText.significant(bias))",
        "limits \(NumberText.significant(low)) to \(NumberText.significant(high))",
      ] + notes)
  }
}
