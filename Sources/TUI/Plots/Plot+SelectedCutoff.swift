public import Stats

extension Plot {
  /// The standardised log-rank statistic at every cut-off of a marker that was searched, the best one marked.
  public static func selectedCutoff(
    _ found: MaximallySelectedCutoff, marker: String, notes: [String] = []
  ) -> Plot {
    selectedCutoff(
      found.curve.map { PlotPoint($0.cutoff, abs($0.statistic)) },
      best: PlotPoint(found.cutoff, abs(found.statistic)), correctedP: found.correctedP, naiveP: found.naiveP,
      marker: marker, notes: notes)
  }

  /// The same from its points: cut-offs with the absolute statistic at each.
  public static func selectedCutoff(
    _ points: [PlotPoint], best: PlotPoint, correctedP: Double, naiveP: Double, marker: String, notes: [String] = []
  ) -> Plot {
    let cutoffs = points.map(\.x)
    return Plot(
      title: "Every cut-off of \(marker)",
      xAxis: PlotAxis(marker, from: cutoffs.min() ?? 0, to: cutoffs.max() ?? 1),
      yAxis: PlotAxis("|standardised statistic|", from: 0, to: max(1, (points.map(\.y).max() ?? 1) * 1.1)),
      series: [PlotSeries("statistic", points).thinned()],
      annotations: [PlotAnnotation(best, text: "best: low up to \(NumberText.significant(best.x))", styleIndex: 0)],
      notes: [
        "corrected \(NumberText.pValue(correctedP))", "naive \(NumberText.pValue(naiveP)): not to report",
      ] + notes)
  }
}
