public import Stats

extension Plot {
  /// ROC curves at fixed times, cumulative cases against dynamic controls, on one square with chance as the diagonal.
  ///
  /// - Parameter unit: of time, such as `months`.
  public static func timeDependentROC(
    _ curves: [(name: String, curve: TimeDependentROC)], unit: String = "", notes: [String] = []
  ) -> Plot {
    let times = Set(curves.map(\.curve.time)).sorted().map { PlotNumber.short($0) }.joined(separator: ", ")
    let counts = curves.first.map { ["\($0.curve.caseCount) cases, \($0.curve.controlCount) controls"] } ?? []
    return Plot(
      title: "ROC at \(times)" + (unit.isEmpty ? "" : " \(unit)"), xAxis: .unit("1 − specificity"),
      yAxis: .unit("sensitivity"),
      series: curves.map { name, curve in
        let area = curve.auc.map {
          "AUC " + PlotNumber.interval($0.value, $0.low ?? .nan, $0.high ?? .nan)
        }
        return PlotSeries(
          name, curve.points.reversed().map { PlotPoint(1 - $0.specificity, $0.sensitivity) }, detail: area ?? "AUC –"
        ).thinned()
      }, guides: [.diagonal], notes: counts + ["·  chance 0.50"] + notes, isSquare: true)
  }

  /// The area under the time-dependent ROC curve over time, with its band; one half is chance.
  public static func areaOverTime(
    _ scores: [(name: String, curves: [TimeDependentROC])], unit: String = "", notes: [String] = []
  ) -> Plot {
    let times = scores.flatMap { $0.curves.map(\.time) }
    return Plot(
      title: "AUC over time",
      xAxis: PlotAxis(unit.isEmpty ? "time" : unit, from: times.min() ?? 0, to: times.max() ?? 1),
      yAxis: .unit("AUC"),
      series: scores.map { name, curves in
        PlotSeries(
          name, curves.map { PlotPoint($0.time, $0.auc?.value ?? .nan) },
          band: curves.compactMap { curve in
            guard let low = curve.auc?.low, let high = curve.auc?.high else { return nil }
            return PlotLimits(curve.time, low: low, high: high)
          })
      }, guides: [.horizontal(0.5)], notes: ["┄  chance 0.50"] + notes)
  }
}
