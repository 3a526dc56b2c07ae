extension ResultsScreen {
  // MARK: ROC

  /// The curves of a part as a plot; the mark is the cursor's point of the chosen curve.
  static func rocPlot(_ state: State) -> Plot {
    let curves = state.curves
    let series = curves.map { curve in
      PlotSeries(
        curve.model,
        curve.points.map { PlotPoint(1 - $0.specificity, $0.sensitivity) }.sorted { ($0.x, $0.y) < ($1.x, $1.y) },
        detail: "AUC \(NumberText.interval(curve.auc, curve.low, curve.high))"
      ).thinned()
    }
    var annotations: [PlotAnnotation] = []
    var notes: [String] = []
    if let (curve, point) = rocCursor(state) {
      annotations.append(
        PlotAnnotation(PlotPoint(1 - point.specificity, point.sensitivity), styleIndex: state.curve))
      notes.append("◆ \(state.point == nil ? "Youden point" : "cut-off") of \(curve.model)")
      notes.append("\(curve.positives) positive, \(curve.negatives) negative")
    }
    for row in state.result?.comparisons ?? [] where row.part == state.partName {
      notes.append("\(row.first) − \(row.second) \(NumberText.fixed(row.difference, 2)), p \(NumberText.p(row.p))")
    }
    return Plot(
      title: "", xAxis: .unit("1 − specificity"), yAxis: .unit("sensitivity"), series: series, guides: [.diagonal],
      annotations: annotations, notes: notes, isSquare: true)
  }

  /// The curve and the point under the cursor.
  static func rocCursor(_ state: State) -> (curve: StudyResult.ROCCurve, point: StudyResult.ROCCurve.Point)? {
    guard state.curves.indices.contains(state.curve) else { return nil }
    let curve = state.curves[state.curve]
    let index = state.point ?? youdenIndex(curve)
    guard curve.points.indices.contains(index) else { return nil }
    return (curve, curve.points[index])
  }

  static func drawROC(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    let parts = canvas.bounds.cut(bottom: 1)
    rocPlot(state).draw(in: parts.rest, on: &canvas, look: context.look)
    guard let (curve, point) = rocCursor(state) else { return }
    // Predictive values at the prevalence of this part.
    let truePositives = point.sensitivity * Double(curve.positives)
    let falsePositives = (1 - point.specificity) * Double(curve.negatives)
    let trueNegatives = point.specificity * Double(curve.negatives)
    let falseNegatives = (1 - point.sensitivity) * Double(curve.positives)
    func share(_ part: Double, _ other: Double) -> String {
      part + other > 0 ? NumberText.fixed(part / (part + other), 2) : "–"
    }
    let threshold = point.threshold.map { NumberText.short($0) } ?? "–"
    let text =
      "\(curve.model) ≥ \(threshold): sens \(NumberText.fixed(point.sensitivity, 2))"
      + " spec \(NumberText.fixed(point.specificity, 2)) ppv \(share(truePositives, falsePositives))"
      + " npv \(share(trueNegatives, falseNegatives))"
    canvas.draw(text, column: 1, row: parts.bottom.row, style: .role(.accent))
  }

  // MARK: Survival

  static func survivalPlot(_ shown: StudyResult.SurvivalPlot, state: State) -> Plot {
    let last = shown.groups.compactMap { $0.steps.last?.time }.max() ?? 1
    let ticks = Plot.survivalTicks(upTo: last, unit: shown.timeUnit)
    var rows: [RiskTable.Row] = []
    var series: [PlotSeries] = []
    for (index, group) in shown.groups.enumerated() {
      var points = [PlotPoint(0, 1)]
      var band = [PlotLimits(0, low: 1, high: 1)]
      var marks: [PlotPoint] = []
      for step in group.steps {
        points.append(PlotPoint(step.time, step.survival))
        let isUntouched = step.survival == 1
        band.append(
          PlotLimits(
            step.time, low: step.low ?? (isUntouched ? 1 : .nan), high: step.high ?? (isUntouched ? 1 : .nan)))
        if step.censored > 0 { marks.append(PlotPoint(step.time, step.survival)) }
      }
      let few = min(10, (group.count + 9) / 10)
      series.append(
        PlotSeries(
          group.name, points, shape: .step,
          detail: "n \(group.count), events \(group.steps.reduce(0) { $0 + $1.events })",
          band: state.showsBands ? band : [], marks: marks, fadesFrom: group.steps.first { $0.atRisk < few }?.time,
          styleIndex: index
        ).thinned())
      rows.append(RiskTable.Row(group.name, styleIndex: index, entries: ticks.map { counts(group, at: $0) }))
    }
    var notes = shown.notes
    if shown.groups.contains(where: { !$0.median.isEmpty }) {
      notes.append("median, \(shown.timeUnit) (95 % CI)")
      notes += shown.groups.map { "  \($0.name) \($0.median)" }
    }
    notes.append("+ censored")
    var plot = Plot(
      title: "", xAxis: PlotAxis(shown.timeUnit, from: 0, to: max(last, ticks.last ?? 0), ticks: ticks),
      yAxis: .unit("survival"), series: series, guides: [.horizontal(0.5)], notes: notes,
      riskTable: RiskTable(rows: rows))
    plot.cursor = last * Double(state.time) / 40
    return plot
  }

  /// Everybody with a time at or after the tick is at risk there; events and censorings are counted up to it.
  static func counts(_ group: StudyResult.SurvivalPlot.Group, at time: Double) -> RiskTable.Entry {
    var events = 0
    var censored = 0
    for step in group.steps where step.time < time {
      events += step.events
      censored += step.censored
    }
    return RiskTable.Entry(atRisk: group.count - events - censored, censored: censored, events: events)
  }

  static func drawSurvival(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    guard let shown = state.plot else { return }
    let plot = survivalPlot(shown, state: state)
    let head = canvas.bounds.cut(top: 1)
    canvas.draw(shown.title, column: 1, row: 0, style: .role(.dim))
    let parts = head.rest.cut(bottom: 1)
    plot.draw(in: parts.rest, on: &canvas, look: context.look)
    guard let time = plot.cursor else { return }
    var text = "at \(NumberText.short((time * 10).rounded() / 10)) \(shown.timeUnit):"
    for (group, reading) in zip(shown.groups, plot.readings(at: time)) {
      text += "  \(reading.text), \(counts(group, at: time).atRisk) at risk"
    }
    canvas.draw(text, column: 1, row: parts.bottom.row, style: .role(.accent))
  }

  /// The figure of the tab, for export as SVG.
  static func figure(_ state: State) -> (any Figure)? {
    switch state.tab {
    case .roc: state.curves.isEmpty ? nil : rocPlot(state)
    case .survival: state.plot.map { survivalPlot($0, state: state) }
    case .coefficients, .concordance, .comparison: nil
    }
  }
}
