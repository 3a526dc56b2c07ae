internal import Cohort
internal import Foundation
internal import Stats

extension ResultsScreen {
  /// The plot of the tab in a part; nil on a tab of tables, and where there is nothing to draw.
  static func plot(_ state: State, _ part: String?) -> Plot? {
    guard let result = state.result else { return nil }
    var plot: Plot?
    switch state.tab {
    case .roc: plot = rocPlot(state, part)
    case .precisionRecall:
      let curves = result.precisionRecall.filter { $0.part == part && state.isShown($0.model) }
      if !curves.isEmpty {
        plot = Plot.precisionRecall(
          curves.map { one in
            (
              one.model,
              one.curve.points.map { PlotPoint($0.recall, $0.precision) }.sorted { ($0.x, $1.y) < ($1.x, $0.y) },
              one.curve.averagePrecision
            )
          }, baselines: byTarget(curves, state, \.model).map { ($0.target, $0.first.curve.baseline) }, title: "")
      }
    case .calibration: plot = calibrationPlot(state, part)
    case .decision: plot = decisionPlot(state, part)
    case .survival: plot = state.plot(part).map { survivalPlot($0, state: state) }
    case .areaOverTime: plot = timePlots(state, part).first
    case .path: plot = pathPlots(state).first
    case .confusion, .concordance, .comparison, .coefficients, .nomogram, .tables, .runs: plot = nil
    }
    guard var plot else { return nil }
    // Its plots have lines, names and cursor of their own.
    if state.tab == .areaOverTime { return plot }
    // A model keeps its line through all tabs, whichever models are drawn.
    if state.tab != .survival, state.tab != .path {
      var others = 0
      for index in plot.series.indices {
        let name = plot.series[index].name
        if let model = state.models.first(where: { name == $0 || name == $0 + " groups" }) {
          plot.series[index].styleIndex = state.style(of: model)
        } else {
          plot.series[index].styleIndex = state.rivals(of: state.modelName).count + others
          others += 1
        }
      }
    }
    plot.namesCurves = state.tab != .path
    pickOut(in: &plot, state)
    if state.tab != .roc, state.tab != .path { plot.cursor = state.x ?? (plot.xAxis.low + plot.xAxis.high) / 2 }
    return plot
  }

  /// The first curve of every question that is asked: of one class each, or of all curves the same.
  private static func byTarget<Curve>(
    _ curves: [Curve], _ state: State, _ model: (Curve) -> String
  ) -> [(target: String, first: Curve)] {
    var found: [(target: String, first: Curve)] = []
    for curve in curves {
      let target = state.result?.target(of: model(curve)) ?? ""
      if !found.contains(where: { $0.target == target }) { found.append((target, curve)) }
    }
    return found
  }

  // MARK: Risks

  /// Observed against predicted risk. The groups with their intervals are those of the model that is read, or of all where no
  /// smooth curve is known.
  private static func calibrationPlot(_ state: State, _ part: String?) -> Plot? {
    let curves = (state.result?.calibration ?? [])
      .filter { $0.part == part && $0.time == state.time && state.isShown($0.model) }
      .sorted {
        ($0.model == state.modelName ? 0 : 1, state.style(of: $0.model)) < (
          $1.model == state.modelName ? 0 : 1, state.style(of: $1.model)
        )
      }
    guard !curves.isEmpty else { return nil }
    guard let time = state.time else {
      return Plot.calibration(
        curves.compactMap { one in one.calibration.map { (name: one.model, calibration: $0) } }, title: "")
    }
    let models = curves.map { (name: $0.model, smooth: [PlotPoint](), groups: $0.groups) }
    return Plot.calibration(
      models, title: "",
      notes: ["risk by \(words(time, state))", "observed: Kaplan–Meier, 95 % CI"]
        + curves.compactMap { one in one.brier.map { "\(one.model): Brier \(NumberText.fixed($0, 3))" } },
      table: Plot.calibrationTable(models, time: time))
  }

  private static func decisionPlot(_ state: State, _ part: String?) -> Plot? {
    let curves = (state.result?.decision ?? [])
      .filter { $0.part == part && $0.time == state.time && state.isShown($0.model) }
    guard !curves.isEmpty else { return nil }
    let limit = lastUsefulThreshold(curves)
    let showsBands = curves.count == 1 && state.showsBands
    let targets = byTarget(curves, state, \.model)
    var notes = targets.compactMap { target, first in
      first.prevalence.map { (target.isEmpty ? "" : "\(target): ") + "prevalence \(NumberText.fixed($0, 2))" }
    }
    if let time = state.time { notes.append("risk by \(words(time, state))") }
    let treatAll = targets.map { target, first in
      (
        name: target.isEmpty ? "treat all" : "treat all, \(target)",
        points: first.points.filter { $0.threshold <= limit }.map { PlotPoint($0.threshold, $0.treatAll) }
      )
    }
    return Plot.decisionCurve(
      curves.map { one in
        let points = one.points.filter { $0.threshold <= limit }
        let band = points.compactMap { point -> PlotLimits? in
          guard showsBands, let low = point.low, let high = point.high else { return nil }
          return PlotLimits(point.threshold, low: low, high: high)
        }
        return (name: one.model, points: points.map { PlotPoint($0.threshold, $0.netBenefit) }, band: band)
      }, treatAll: treatAll, title: "", notes: notes,
      table: decisionTable(curves, treatAll: treatAll, upTo: limit, time: state.time))
  }

  /// The net benefit of every model with its limits, and that of treating all, at every threshold that is drawn.
  private static func decisionTable(
    _ curves: [StudyResult.DecisionPlot], treatAll: [(name: String, points: [PlotPoint])], upTo limit: Double,
    time: Double?
  ) -> FigureTable {
    let times: [FigureTable.Value] = time.map { [.number($0)] } ?? []
    var table = FigureTable(
      columns: ["model"] + (time == nil ? [] : ["time"]) + ["threshold", "net_benefit", "low", "high"])
    for curve in curves {
      for point in curve.points where point.threshold <= limit {
        table.append(
          [.text(curve.model)] + times
            + [.number(point.threshold), .number(point.netBenefit), .number(point.low ?? .nan)]
            + [.number(point.high ?? .nan)])
      }
    }
    for (name, points) in treatAll {
      for point in points {
        table.append([.text(name)] + times + [.number(point.x), .number(point.y), .text(""), .text("")])
      }
    }
    return table
  }

  /// Beyond the threshold at which every model's benefit is at or below zero, the plot says nothing more.
  private static func lastUsefulThreshold(_ curves: [StudyResult.DecisionPlot]) -> Double {
    let useful = curves.flatMap(\.points).filter { $0.netBenefit > 0 }.map(\.threshold).max() ?? 0.5
    return min(0.99, max(0.3, useful + 0.05))
  }

  /// `24 months`, or `os = 24` where nothing tells the unit of the column.
  private static func words(_ time: Double, _ state: State) -> String {
    TimeWords.of(time, unit: state.result?.timeUnit ?? "")
  }

  // MARK: ROC

  /// The curves of a part; the mark is the cursor's point of the model that is read.
  static func rocPlot(_ state: State, _ part: String?) -> Plot? {
    let curves = (state.result?.roc ?? []).filter { $0.part == part && state.isShown($0.model) }
    guard !curves.isEmpty else { return nil }
    var series = curves.map { curve in
      PlotSeries(
        curve.model,
        curve.points.map { PlotPoint(1 - $0.specificity, $0.sensitivity) }.sorted { ($0.x, $0.y) < ($1.x, $1.y) },
        detail: "AUC \(NumberText.interval(curve.auc, curve.low, curve.high))", styleIndex: state.style(of: curve.model)
      ).thinned()
    }
    series += (state.result?.readers ?? []).filter { $0.part == part }.map { reader in
      PlotSeries(
        reader.reader, [PlotPoint(1 - reader.specificity, reader.sensitivity)],
        shape: .points,
        detail: "sens \(NumberText.fixed(reader.sensitivity, 2)) spec \(NumberText.fixed(reader.specificity, 2))")
    }
    var annotations: [PlotAnnotation] = []
    var notes: [String] = []
    if let (curve, point) = rocCursor(state, part) {
      annotations.append(
        PlotAnnotation(
          PlotPoint(1 - point.specificity, point.sensitivity), styleIndex: state.style(of: curve.model)))
      let others = rocOthers(state, part)
      annotations =
        others.map {
          PlotAnnotation(
            PlotPoint(1 - $0.point.specificity, $0.point.sensitivity), glyph: "◇",
            styleIndex: state.style(of: $0.curve.model))
        } + annotations
      let here = "◆ \(isAtCursor(state, part) ? "cut-off" : "Youden point") of \(curve.model)"
      if let (frozen, cutoff) = frozenPoint(state, part) {
        // Below the cursor, which may stand on it and hides it then.
        annotations.insert(
          PlotAnnotation(frozen, glyph: "▣", styleIndex: state.style(of: curve.model)), at: 0)
        let words = "frozen at \(NumberText.short(cutoff))"
        let isSame = abs(frozen.x - (1 - point.specificity)) < 1e-9 && abs(frozen.y - point.sensitivity) < 1e-9
        notes += isSame ? [here, "  and \(words): the same point"] : ["▣ \(words)", here]
      } else {
        notes.append(here)
      }
      if !others.isEmpty { notes.append("◇ the others there") }
      notes.append("\(curve.positives) positive, \(curve.negatives) negative")
    }
    for row in state.result?.comparisons ?? [] where row.part == part && row.metric == "ΔAUC" {
      notes.append("\(row.first) − \(row.second) \(NumberText.fixed(row.difference, 2)), p \(NumberText.p(row.p))")
    }
    return Plot(
      title: "", xAxis: .unit("1 − specificity"), yAxis: .unit("sensitivity"), series: series, guides: [.diagonal],
      annotations: annotations, notes: notes, isSquare: true, table: rocTable(curves))
  }

  private static func rocTable(_ curves: [StudyResult.ROCCurve]) -> FigureTable {
    var table = FigureTable(columns: ["model", "part", "threshold", "sensitivity", "specificity"])
    for curve in curves {
      for point in curve.points {
        table.append([
          .text(curve.model), .text(curve.part), .number(point.threshold ?? .nan), .number(point.sensitivity),
          .number(point.specificity),
        ])
      }
    }
    return table
  }

  /// Where the frozen cut-off of the model that is read lies in a part: by its counts, as Confusion shows them.
  private static func frozenPoint(_ state: State, _ part: String?) -> (point: PlotPoint, cutoff: Double)? {
    guard
      let table = state.result?.confusion.first(where: { $0.part == part && $0.model == state.modelName }),
      let cutoff = table.cutoff
    else { return nil }
    let positives = table.truePositives + table.falseNegatives
    let negatives = table.falsePositives + table.trueNegatives
    guard positives > 0, negatives > 0 else { return nil }
    return (
      PlotPoint(
        Double(table.falsePositives) / Double(negatives), Double(table.truePositives) / Double(positives)), cutoff
    )
  }

  private static func isAtCursor(_ state: State, _ part: String?) -> Bool {
    state.point != nil && part == state.partName
  }

  /// The curve and the point under the cursor. In a part that is only shown beside, the point is that of the same cut-off.
  static func rocCursor(_ state: State, _ part: String?) -> (
    curve: StudyResult.ROCCurve, point: StudyResult.ROCCurve.Point
  )? {
    guard let curve = state.curve(part) else { return nil }
    var index = curve.youdenIndex
    if let point = state.point {
      if part == state.partName {
        index = point
      } else if let own = state.curve(state.partName), own.points.indices.contains(point),
        let threshold = own.points[point].threshold, let same = curve.index(at: threshold)
      {
        index = same
      }
    }
    return curve.points.indices.contains(index) ? (curve, curve.points[index]) : nil
  }

  /// The other models that are drawn, each at the point of largest sensitivity whose specificity is no less than that under
  /// the cursor: what they would find at the same price.
  static func rocOthers(_ state: State, _ part: String?) -> [(
    curve: StudyResult.ROCCurve, point: StudyResult.ROCCurve.Point
  )] {
    guard let (_, point) = rocCursor(state, part) else { return [] }
    return (state.result?.roc ?? []).compactMap { curve in
      guard curve.part == part, curve.model != state.modelName, state.isShown(curve.model) else { return nil }
      let same = curve.points.filter { $0.specificity >= point.specificity - 1e-12 }
      return same.max { $0.sensitivity < $1.sensitivity }.map { (curve, $0) }
    }
  }

  // MARK: Read-outs

  /// What the cursor reads in a part, in words and exact numbers; with intervals where they fit in a line.
  ///
  /// - Parameter drawn: the plot, where it has been made already; its cursor is what is read.
  static func reading(_ state: State, _ part: String?, columns: Int = .max, of drawn: Plot? = nil) -> String {
    switch state.tab {
    case .roc:
      let whole = rocReading(state, part, showsIntervals: true)
      let own = DisplayWidth.of(whole) <= columns ? whole : rocReading(state, part, showsIntervals: false)
      let others = rocOthers(state, part)
      guard !others.isEmpty, let (_, point) = rocCursor(state, part) else { return own }
      let words = others.map { "\($0.curve.model) sens \(NumberText.fixed($0.point.sensitivity, 2))" }
      return own + "; at spec \(NumberText.fixed(point.specificity, 2)): " + words.joined(separator: ", ")
    case .survival:
      guard let shown = state.plot(part), let plot = drawn ?? plot(state, part), let time = plot.cursor else {
        return ""
      }
      // Of many groups with long names what is read matters more than the whole name.
      let most = columns == .max ? Int.max : max(10, columns / 3)
      let names = DisplayWidth.toldApart(plot.series.map(\.name), to: most)
      let all = Array(zip(shown.curves.groups.indices, plot.series))
      let groups = (all.filter(\.1.isPicked) + all.filter { !$0.1.isPicked }).map { place, series -> String in
        let group = shown.curves.groups[place]
        let name = (series.isPicked ? "▸" : "") + names[place]
        let atRisk = Plot.riskEntries(group.estimate.table, at: [time]).first?.atRisk ?? 0
        // Beyond its last time a curve has nothing to say; the group is not forgotten for that.
        guard let value = series.value(at: time) else { return "\(name) –, \(atRisk) at risk" }
        let limits = series.limits(at: time)
        let text =
          limits.map { NumberText.interval(value, $0.low, $0.high) } ?? NumberText.fixed(value, 2)
        return "\(name) \(text), \(atRisk) at risk"
      }
      return (shown.timeUnit == "time" ? "at time " : "at ")
        + TimeWords.of(NumberText.rounded(time, 1), unit: shown.timeUnit) + ": " + groups.joined(separator: "; ")
    case .path: return pathReading(state)
    case .areaOverTime: return timeReading(state, part)
    case .calibration where state.time != nil: return groupReading(state, part, of: drawn)
    case .precisionRecall: return recallReading(state, part, of: drawn)
    case .calibration, .decision:
      guard let plot = drawn ?? plot(state, part), let x = plot.cursor else { return "" }
      let words = readings(of: plot, at: x)
      let axes: (x: String, y: String)
      switch state.tab {
      case .calibration: axes = ("predicted", "observed")
      default: axes = ("threshold", "net benefit")
      }
      return "\(axes.x) \(NumberText.fixed(x, 2)): \(axes.y) " + words.joined(separator: ", ")
    case .confusion, .concordance, .comparison, .coefficients, .nomogram, .tables, .runs: return ""
    }
  }

  /// The value of every curve at an x, that of the curve which is picked out first.
  private static func readings(of plot: Plot, at x: Double) -> [String] {
    let all = plot.readings(at: x)
    let picked = plot.series.first { $0.isPicked && $0.shape != .points }?.name
    func text(_ reading: Plot.Reading) -> String { "\(reading.name) \(NumberText.fixed(reading.value, 3))" }
    guard let picked else { return all.map(text) }
    return ["▸" + (all.first { $0.name == picked }.map(text) ?? "\(picked) –")]
      + all.filter { $0.name != picked }.map(text)
  }

  /// Of every curve the cut-off of least recall that finds as many positives as the cursor asks for: points of the curve, not
  /// places between them. `recall ≥ 0.50: ▸radiomics precision 0.81 at 0.53, clinical …`.
  private static func recallReading(_ state: State, _ part: String?, of drawn: Plot?) -> String {
    guard let plot = drawn ?? plot(state, part), let x = plot.cursor else { return "" }
    let curves = plot.series.filter(\.isPicked) + plot.series.filter { !$0.isPicked }
    let words = curves.enumerated().map { place, series -> String in
      let name = (series.isPicked ? "▸" : "") + series.name + (place == 0 ? " precision" : "")
      guard let point = series.point(from: x), point.isFinite else { return "\(name) –" }
      return "\(name) \(NumberText.fixed(point.y, 3)) at \(NumberText.fixed(point.x, 2))"
    }
    return "recall ≥ \(NumberText.fixed(x, 2)): " + words.joined(separator: ", ")
  }

  /// The group of the model that is read whose predicted risk is nearest to the cursor.
  private static func groupReading(_ state: State, _ part: String?, of drawn: Plot?) -> String {
    let all = (state.result?.calibration ?? []).filter { $0.part == part && $0.time == state.time }
    guard let own = all.first(where: { $0.model == state.modelName }) ?? all.first,
      let x = (drawn ?? plot(state, part))?.cursor,
      let group = own.groups.min(by: { abs($0.predicted - x) < abs($1.predicted - x) })
    else { return "" }
    return "\(own.model): predicted \(NumberText.fixed(group.predicted, 3)), observed "
      + NumberText.interval(group.observed, group.low, group.high, decimals: 3)
  }

  /// Sensitivity and specificity with exact limits, and the predictive values at the prevalence of this part.
  private static func rocReading(_ state: State, _ part: String?, showsIntervals: Bool) -> String {
    guard let (curve, point) = rocCursor(state, part) else { return "" }
    let truePositives = Int((point.sensitivity * Double(curve.positives)).rounded())
    let trueNegatives = Int((point.specificity * Double(curve.negatives)).rounded())
    let table = DiagnosticTable(
      truePositives: truePositives, falsePositives: curve.negatives - trueNegatives,
      falseNegatives: curve.positives - truePositives, trueNegatives: trueNegatives)
    let limits = table.intervals()
    func words(_ name: String, _ share: Proportion, _ hasInterval: Bool) -> String {
      guard let value = share.value else { return "\(name) –" }
      return "\(name) "
        + (hasInterval ? NumberText.interval(value, share.low, share.high) : NumberText.fixed(value, 2))
    }
    let threshold = point.threshold.map { NumberText.short($0) } ?? "–"
    // What is asked of levels has a ≥ of its own: clinical: ≥ G2, score ≥ 0.344.
    let isOfTarget = state.result?.target(of: curve.model).isEmpty == false
    return "\(curve.model)\(isOfTarget ? ", score" : "") ≥ \(threshold): "
      + [
        words("sens", limits.sensitivity, showsIntervals), words("spec", limits.specificity, showsIntervals),
        words("ppv", limits.positivePredictiveValue, false), words("npv", limits.negativePredictiveValue, false),
      ].joined(separator: " ")
  }

  // MARK: Survival

  static func survivalPlot(_ shown: StudyResult.SurvivalPlot, state: State) -> Plot {
    var plot = Plot.kaplanMeier(
      shown.curves, title: "", unit: shown.timeUnit, summary: shown.summary, showsBands: state.showsBands,
      upTo: state.isSideBySide ? state.lastTime : nil)
    plot.cursor = state.x ?? plot.xAxis.high / 2
    return plot
  }

  // MARK: Discrimination at times

  /// The curves of the models drawn in a part, at the time that is read.
  private static func timeCurves(_ state: State, _ part: String?) -> [StudyResult.TimeDependentCurve] {
    (state.result?.timeDependentROC ?? [])
      .filter { $0.part == part && $0.time == state.time && state.isShown($0.model) }
  }

  /// The areas over the times at which the study judges, and the ROC curves at the time of the cursor; the second alone where
  /// it judges at one time.
  static func timePlots(_ state: State, _ part: String?) -> [Plot] {
    guard let result = state.result, let time = state.time else { return [] }
    let all = result.timeDependentROC.filter { $0.part == part && state.isShown($0.model) }
    let times = Set(all.map(\.time)).sorted()
    var plots: [Plot] = []
    if times.count > 1 {
      let models = state.models.filter { name in all.contains { $0.model == name } }
      var areas = Plot.areaOverTime(
        models.map { name in
          (
            name: name,
            areas: all.filter { $0.model == name }.sorted { $0.time < $1.time }
              .map { (time: $0.time, auc: $0.auc, low: $0.low, high: $0.high) }
          )
        }, unit: result.timeUnit)
      if times.count <= 6 { areas.xAxis.ticks = times }
      areas.cursor = time
      areas.annotations = all.compactMap { curve in
        curve.auc.map { PlotAnnotation(PlotPoint(curve.time, $0), styleIndex: state.style(of: curve.model)) }
      }
      if !state.showsBands { for index in areas.series.indices { areas.series[index].band = [] } }
      plots.append(areas)
    }
    let curves = timeCurves(state, part).filter { !$0.points.isEmpty }
    if !curves.isEmpty {
      let differences = result.comparisons.filter {
        $0.part == part && $0.metric == MeasureName.difference("auc_at_\(NumberText.significant(time))")
      }
      plots.append(
        Plot.timeDependentROC(
          curves, unit: result.timeUnit,
          notes: differences.map {
            "\($0.first) − \($0.second) \(NumberText.fixed($0.difference, 2)), p \(NumberText.p($0.p))"
          }))
    }
    return plots.map { plot in
      var plot = plot
      for index in plot.series.indices { plot.series[index].styleIndex = state.style(of: plot.series[index].name) }
      plot.namesCurves = true
      pickOut(in: &plot, state)
      return plot
    }
  }

  /// `at 24 months, 12 cases and 20 controls: clinical 0.71 (0.60–0.82), radiomics …`.
  private static func timeReading(_ state: State, _ part: String?) -> String {
    guard let time = state.time else { return "" }
    let all = timeCurves(state, part)
    let curves = all.filter { $0.model == state.modelName } + all.filter { $0.model != state.modelName }
    guard let first = curves.first else { return "Nothing is judged at \(words(time, state)) in this part." }
    return "at \(words(time, state)), \(first.cases) cases and \(first.controls) controls: "
      + curves.map { curve in
        (curves.count > 1 && curve.model == state.modelName ? "▸" : "") + "\(curve.model) AUC "
          + (curve.auc.map { NumberText.interval($0, curve.low, curve.high) } ?? "– (a case and a control are needed)")
      }.joined(separator: ", ")
  }

  // MARK: Coefficients

  /// The model whose coefficients or path are shown: the one that is read, or the first that has any.
  private static func model(_ state: State, among names: [String]) -> String? {
    names.contains(state.modelName) ? state.modelName : names.first
  }

  static func coefficientRows(_ state: State) -> [StudyResult.CoefficientRow] {
    let all = state.result?.coefficients ?? []
    guard let name = model(state, among: all.map(\.model)) else { return [] }
    return all.filter { $0.model == name }
  }

  /// Ratios with their intervals, largest first. The scale is named where all are told per the same step.
  static func forestPlot(_ state: State) -> ForestPlot? {
    let rows = coefficientRows(state).filter { $0.name != "(Intercept)" }
    guard let first = rows.first else { return nil }
    let steps = Set(rows.map(\.per))
    let measure = state.result?.isSurvival == true ? "HR" : "OR"
    let common = steps.count == 1 ? first.per?.word : nil
    var plot = ForestPlot(
      title: first.model, measure: common.map { "\(measure) per \($0)" } ?? measure,
      rows: rows.map { row in
        ForestPlot.Row(
          steps.count > 1 ? row.name + (row.per.map { ", per \($0.word)" } ?? "") : row.name, estimate: row.ratio,
          low: row.low ?? .nan, high: row.high ?? .nan, note: row.p.map { "p " + NumberText.p($0) } ?? "",
          per: row.per?.word ?? "", step: row.sd)
      })
    plot.column = measure
    return plot
  }

  /// What is said below a forest: which scale the ratios are on, why some have no interval and where to look instead, and
  /// whose they are where the model that is read has none.
  static func forestWords(_ state: State) -> [String] {
    let rows = coefficientRows(state).filter { $0.name != "(Intercept)" }
    guard let first = rows.first, let result = state.result else { return [] }
    var words: [String] = []
    if !state.modelName.isEmpty, result.modelNames.contains(state.modelName), first.model != state.modelName {
      words.append(
        "\(state.modelName) has no coefficients: its score is given, or no variable was kept. These are of \(first.model)."
      )
    }
    let steps = RunResult.Coefficient.Step.allCases.filter { step in rows.contains { $0.per == step } }
    if result.isAsked {
      words.append("Per unit of the column; of words, against the first level.")
    } else if steps.isEmpty {
      words.append("An older version made this and did not keep the scale: per SD if the pipeline standardises.")
    } else {
      words.append(
        "Per " + steps.map(\.words).joined(separator: "; ")
          + (steps.contains(.sd) ? " (\(KeyName.resultsNumbers): each SD)." : "."))
    }
    if rows.contains(where: { $0.low == nil }) {
      let hasPath = result.paths.contains { $0.model == first.model }
      words.append(
        "Penalised: shrunken estimates have no valid standard errors, so no intervals. "
          + "See " + (hasPath ? "Path, " : "") + "\(KeyName.resultsNumbers).")
    }
    return words
  }

  // MARK: Nomogram

  static func nomogramPlot(_ state: State) -> NomogramPlot? {
    guard let shown = state.nomogram, let result = state.result else { return nil }
    return NomogramPlot(
      title: "\(shown.model): points and risk of \(result.event)", nomogram: shown.nomogram, event: result.event,
      timeUnit: result.timeUnit, values: state.nomogramValues,
      chosen: min(state.variable, shown.nomogram.variables.count - 1))
  }

  // MARK: Penalty

  /// The path of the coefficients and the curve of cross-validation under it, on the same axis. The legend is that of the
  /// cursor's λ.
  static func pathPlots(_ state: State) -> [Plot] {
    guard let shown = penaltyPath(state) else { return [] }
    let path = shown.path
    let chosen: [(name: String, lambda: Double)] = [("min", path.minimum), ("1 SE", path.oneStandardError)]
    let cursor = state.x ?? (path.chosen > 0 ? log(path.chosen) : 0)
    let step = (path.per ?? coefficientRows(state).first { $0.model == shown.model && $0.per != nil }?.per)?.word
    var coefficients = Plot.penaltyPath(
      lambdas: path.lambdas, coefficients: path.coefficients.map { ($0.name, $0.values) }, chosen: chosen,
      title: "\(shown.model): coefficients\(step.map { " per \($0)" } ?? "") over the penalty", named: 5,
      at: pathPlace(path, cursor), per: step, picked: state.picksOut ? state.group : nil)
    var curve = Plot.penaltyCurve(
      lambdas: path.lambdas, mean: path.mean, standardError: path.standardError, chosen: chosen, measure: path.measure,
      title: "\(shown.model): \(path.measure) by cross-validation inside the training part")
    coefficients.cursor = cursor
    curve.cursor = cursor
    return [coefficients, curve]
  }

  static func penaltyPath(_ state: State) -> StudyResult.PenaltyPlot? {
    let all = state.result?.paths ?? []
    guard let name = model(state, among: all.map(\.model)) else { return nil }
    return all.first { $0.model == name }
  }

  /// The place of the λ that is nearest to the cursor.
  private static func pathPlace(_ path: RunResult.PenaltyPath, _ x: Double) -> Int? {
    path.lambdas.indices.min { abs(log(path.lambdas[$0]) - x) < abs(log(path.lambdas[$1]) - x) }
  }

  /// `λ 0.125 (ln −2.08), used: 2 of 30 not zero: joint entropy 0.30, volume −0.10; deviance 1.000 ± 0.120`.
  private static func pathReading(_ state: State) -> String {
    guard let path = penaltyPath(state)?.path, let x = pathPlots(state).first?.cursor, let place = pathPlace(path, x)
    else { return "" }
    func value(_ one: RunResult.PenaltyPath.Path) -> Double {
      one.values.indices.contains(place) && one.values[place].isFinite ? one.values[place] : 0
    }
    let present = path.coefficients.filter { value($0) != 0 }.sorted { abs(value($0)) > abs(value($1)) }
    let picked = state.picksOut ? path.coefficients.first { $0.name == state.group } : nil
    let named = [picked].compactMap(\.self) + present.filter { $0.name != picked?.name }.prefix(picked == nil ? 3 : 2)
    let words = named.map { one in
      (one.name == picked?.name ? "▸" : "") + one.name + " " + NumberText.significant(value(one), digits: 3)
    }
    let rest = present.count - named.count { value($0) != 0 }
    let isUsed = path.lambdas[place] == path.chosen
    return
      "λ \(NumberText.significant(path.lambdas[place], digits: 3)) (ln \(NumberText.fixed(log(path.lambdas[place]), 2)))"
      + (isUsed ? ", used" : "") + ": \(present.count) not zero"
      + (words.isEmpty ? "" : ": " + words.joined(separator: ", ") + (rest > 0 ? ", \(rest) more" : ""))
      + "; \(path.measure) \(NumberText.fixed(path.mean[place], 3)) ± \(NumberText.fixed(path.standardError[place], 3))"
  }

  // MARK: Export

  /// The figures of the tab, for export as SVG.
  static func figures(_ state: State, _ part: String?) -> [any Figure] {
    switch state.tab {
    case .path: return pathPlots(state)
    case .areaOverTime: return timePlots(state, part)
    case .coefficients: return forestPlot(state).map { [$0] } ?? []
    case .nomogram: return nomogramPlot(state).map { [$0] } ?? []
    case .confusion:
      return classTables(state, part).map { classMap($0) }
        + confusionTables(state, part).map { table in
          HeatMap(
            title: "\(table.model), \(table.part)", rowLabels: ["test +", "test −"],
            columnLabels: ["positive", "negative"],
            values: [
              [Double(table.truePositives), Double(table.falsePositives)],
              [Double(table.falseNegatives), Double(table.trueNegatives)],
            ], scale: .sequential(low: 0, high: Double(max(1, table.count))), decimals: 0)
        }
    default: return plot(state, part).map { [$0] } ?? []
    }
  }
}

extension ResultsScreen {
  /// True against called classes.
  ///
  /// - Parameter read: the cell that is read.
  static func classMap(_ table: StudyResult.ClassTable, read: (row: Int, column: Int)? = nil) -> HeatMap {
    var map = HeatMap(
      title: "\(table.model) · rows are true, columns called", rowLabels: table.names, columnLabels: table.names,
      values: table.counts.map { $0.map(Double.init) },
      scale: .sequential(low: 0, high: Double(max(1, table.counts.flatMap { $0 }.max() ?? 1))), decimals: 0)
    map.mostCellWidth = 20
    map.cursor = read
    return map
  }

  /// A cell of the tables of classes of the part that is read: true class down, called class across.
  struct ClassCell: Equatable, Sendable {
    /// The table, by its place among those of the part.
    var table = 0
    var row = 0
    var column = 0
  }

  /// The tables of classes in a part, one per model.
  static func classTables(_ state: State, _ part: String?) -> [StudyResult.ClassTable] {
    (state.result?.classes ?? []).filter { $0.part == part }
  }

  /// The cell that is read, within what there is.
  static func classCell(_ state: State) -> ClassCell? {
    let tables = classTables(state, state.partName)
    guard let last = tables.indices.last else { return nil }
    var cell = state.cell
    cell.table = min(max(0, cell.table), last)
    let count = tables[cell.table].names.count
    guard count > 0 else { return nil }
    cell.row = min(max(0, cell.row), count - 1)
    cell.column = min(max(0, cell.column), count - 1)
    return cell
  }

  /// Moves the cell that is read; below the last class of one model comes the first of the next.
  static func moveCell(across: Int, down: Int, _ state: inout State) {
    guard var cell = classCell(state) else { return }
    let tables = classTables(state, state.partName)
    cell.column = min(max(0, cell.column + across), tables[cell.table].names.count - 1)
    cell.row += down
    if cell.row >= tables[cell.table].names.count, cell.table + 1 < tables.count {
      cell.table += 1
      cell.row = 0
    } else if cell.row < 0, cell.table > 0 {
      cell.table -= 1
      cell.row = tables[cell.table].names.count - 1
    }
    state.cell = cell
    if let kept = classCell(state) { state.cell = kept }
  }

  /// `clinical: true adenocarcinoma in situ, called minimally invasive: 4 of 23 (17 %)`, with whole names.
  static func classReading(_ state: State, at cell: ClassCell) -> String {
    let tables = classTables(state, state.partName)
    guard tables.indices.contains(cell.table) else { return "" }
    let table = tables[cell.table]
    guard table.counts.indices.contains(cell.row), table.counts[cell.row].indices.contains(cell.column),
      table.names.indices.contains(max(cell.row, cell.column))
    else { return "" }
    let count = table.counts[cell.row][cell.column]
    let all = table.counts[cell.row].reduce(0, +)
    let share = all > 0 ? " (\(NumberText.fixed(Double(count) / Double(all) * 100, 0)) %)" : ""
    return
      "◆ \(table.model): true \(table.names[cell.row]), called \(table.names[cell.column]): \(count) of \(all)\(share)"
  }
}

extension StudyResult.ConfusionTable {
  var count: Int { truePositives + falsePositives + falseNegatives + trueNegatives }
}
