public import Stats

extension Plot {
  /// ROC curves at fixed times, cumulative cases against dynamic controls, on one square with chance as the diagonal.
  ///
  /// - Parameter unit: of time, such as `months`.
  public static func timeDependentROC(
    _ curves: [(name: String, curve: TimeDependentROC)], unit: String = "", notes: [String] = []
  ) -> Plot {
    timeDependentROC(
      curves.map { name, curve in
        StudyResult.TimeDependentCurve(
          model: name, part: "", time: curve.time, cases: curve.caseCount, controls: curve.controlCount,
          auc: curve.auc?.value, low: curve.auc?.low, high: curve.auc?.high,
          points: curve.points.map {
            .init(threshold: $0.threshold, sensitivity: $0.sensitivity, specificity: $0.specificity)
          })
      }, unit: unit, notes: notes)
  }

  /// The same from what a result keeps; each curve carries the name of its model.
  public static func timeDependentROC(
    _ curves: [StudyResult.TimeDependentCurve], unit: String = "", notes: [String] = []
  ) -> Plot {
    let times = Set(curves.map(\.time)).sorted().map { NumberText.significant($0) }.joined(separator: ", ")
    let counts = curves.first.map { ["\($0.cases) cases, \($0.controls) controls"] } ?? []
    return Plot(
      title: "ROC at \(TimeWords.of(times, unit: unit))", xAxis: .unit("1 − specificity"),
      yAxis: .unit("sensitivity"),
      series: curves.map { curve in
        let area = curve.auc.map { "AUC " + NumberText.interval($0, curve.low ?? .nan, curve.high ?? .nan) }
        return PlotSeries(
          curve.model, curve.points.reversed().map { PlotPoint(1 - $0.specificity, $0.sensitivity) },
          detail: area ?? "AUC –"
        ).thinned()
      }, guides: [.diagonal], notes: counts + ["·  chance 0.50"] + notes, isSquare: true)
  }

  /// The area under the time-dependent ROC curve over time, with its band; one half is chance.
  public static func areaOverTime(
    _ scores: [(name: String, curves: [TimeDependentROC])], unit: String = "", notes: [String] = []
  ) -> Plot {
    areaOverTime(
      scores.map { name, curves in
        (name: name, areas: curves.map { (time: $0.time, auc: $0.auc?.value, low: $0.auc?.low, high: $0.auc?.high) })
      }, unit: unit, notes: notes)
  }

  /// The same from areas with their limits.
  public static func areaOverTime(
    _ scores: [(name: String, areas: [(time: Double, auc: Double?, low: Double?, high: Double?)])], unit: String = "",
    notes: [String] = []
  ) -> Plot {
    let times = scores.flatMap { $0.areas.map(\.time) }
    return Plot(
      title: "AUC over time",
      xAxis: PlotAxis(unit.isEmpty ? "time" : unit, from: times.min() ?? 0, to: times.max() ?? 1),
      yAxis: .area(holding: scores.flatMap { $0.areas.flatMap { [$0.auc, $0.low] } }.compactMap(\.self)),
      series: scores.map { name, areas in
        PlotSeries(
          name, areas.map { PlotPoint($0.time, $0.auc ?? .nan) },
          band: areas.compactMap { one in
            guard let low = one.low, let high = one.high else { return nil }
            return PlotLimits(one.time, low: low, high: high)
          })
      }, guides: [.horizontal(0.5)], notes: ["┄  chance 0.50"] + notes)
  }
}

extension PlotAxis {
  /// Areas under curves up to 1, from the tenth below chance and below all of the values. An axis that does not begin at 0
  /// says so in its title.
  static func area(holding values: [Double]) -> PlotAxis {
    let lowest = values.filter(\.isFinite).reduce(0.45) { min($0, $1) }
    let low = max(0, (lowest * 10 - 1e-9).rounded(.down) / 10)
    return PlotAxis(low > 0 ? "AUC, axis from \(NumberText.fixed(low, 1))" : "AUC", from: low, to: 1)
  }
}
