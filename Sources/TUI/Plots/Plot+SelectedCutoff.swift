public import Stats

extension Plot {
  /// The standardised log-rank statistic at every cut-off of a marker that was searched, the best one marked.
  public static func selectedCutoff(
    _ found: MaximallySelectedCutoff, marker: String, notes: [String] = []
  ) -> Plot {
    let cutoffs = found.curve.map(\.cutoff)
    let heights = found.curve.map { abs($0.statistic) }
    return Plot(
      title: "Every cut-off of \(marker)",
      xAxis: PlotAxis(marker, from: cutoffs.min() ?? 0, to: cutoffs.max() ?? 1),
      yAxis: PlotAxis("|standardised statistic|", from: 0, to: max(1, (heights.max() ?? 1) * 1.1)),
      series: [
        PlotSeries("statistic", zip(cutoffs, heights).map { PlotPoint($0, $1) }).thinned()
      ],
      annotations: [
        PlotAnnotation(
          PlotPoint(found.cutoff, abs(found.statistic)), text: "best \(PlotNumber.short(found.cutoff))", styleIndex: 0)
      ],
      notes: [
        "corrected \(PlotNumber.pValue(found.correctedP))", "naive \(PlotNumber.pValue(found.naiveP)): not to report",
      ] + notes)
  }
}
