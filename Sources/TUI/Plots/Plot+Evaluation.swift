public import Stats

extension Plot {
  /// Calibration of one or more models: the smooth curve of each, and the groups of the first with exact intervals.
  public static func calibration(
    _ models: [(name: String, calibration: Calibration)], title: String = "Calibration", notes: [String] = []
  ) -> Plot {
    var lines: [String] = []
    for (name, calibration) in models {
      let slope = calibration.slope.map { NumberText.fixed($0.value, 2) } ?? "–"
      let intercept = calibration.intercept.map { NumberText.fixed($0.value, 2) } ?? "–"
      lines.append("\(name): slope \(slope), intercept \(intercept)")
      lines.append("  Brier \(NumberText.fixed(calibration.brier, 3))")
    }
    if models.contains(where: { !$0.calibration.groups.isEmpty }) { lines.append("groups: 95 % CI by Wilson") }
    let all = models.map { name, calibration in
      (
        name: name, smooth: zip(calibration.curve.x, calibration.curve.y).map { PlotPoint($0.0, $0.1) },
        groups: calibration.groups.map { group in
          CalibrationGroup(
            predicted: group.meanPredicted, observed: group.observed.value ?? .nan,
            low: group.observed.low ?? .nan, high: group.observed.high ?? .nan, count: group.count)
        }
      )
    }
    var plot = calibration(
      all.enumerated().map { index, model in
        (name: model.name, smooth: model.smooth, groups: index > 0 ? [] : model.groups)
      }, title: title, notes: lines + notes, table: calibrationTable(all))
    plot.guides = [.diagonal]
    return plot
  }

  /// Net benefit of one or more models over the thresholds at which treating anybody still pays.
  ///
  /// - Parameter shown: thresholds beyond it are left out; nil shows all.
  public static func decisionCurve(
    _ models: [(name: String, curve: DecisionCurve)], title: String = "Decision curve", upTo shown: Double? = nil,
    showsBands: Bool = false, notes: [String] = []
  ) -> Plot {
    let limit = shown ?? 1
    let treatAll = models.first?.curve.points.filter { $0.threshold <= limit } ?? []
    let prevalence = models.first.map { "prevalence \(NumberText.fixed($0.curve.prevalence, 2))" }
    return decisionCurve(
      models.map { name, curve in
        let points = curve.points.filter { $0.threshold <= limit }
        return (
          name: name, points: points.map { PlotPoint($0.threshold, $0.netBenefit.value) },
          band: showsBands
            ? points.compactMap { point in
              guard let low = point.netBenefit.low, let high = point.netBenefit.high else { return nil }
              return PlotLimits(point.threshold, low: low, high: high)
            } : []
        )
      }, treatAll: treatAll.map { PlotPoint($0.threshold, $0.treatAll.value) }, title: title,
      notes: (prevalence.map { [$0] } ?? []) + notes)
  }
}
