public import Stats

extension Plot {
  /// ROC curves of one or more scores on one square: sensitivity against 1 − specificity, chance as the diagonal, the
  /// area with its interval in the legend and the Youden point of the first score.
  ///
  /// - Parameters:
  ///   - readers: sensitivity and specificity of people or published cut-offs, drawn as points.
  ///   - marked: the operating point to mark instead of the Youden point of the first curve.
  ///   - intervals: those of the areas where they are not the curves' own, such as of rows that come in clusters; in the
  ///     order of the curves.
  ///   - notes: comparisons and cautions, below the legend.
  public static func roc(
    _ curves: [(name: String, curve: ROCCurve)], title: String = "ROC", subtitle: String = "",
    readers: [(name: String, sensitivity: Double, specificity: Double)] = [], marked: ROCCutoff? = nil,
    intervals: [(low: Double?, high: Double?)] = [], notes: [String] = []
  ) -> Plot {
    var series: [PlotSeries] = []
    var table = FigureTable(columns: ["score", "threshold", "sensitivity", "specificity"])
    for (index, (name, curve)) in curves.enumerated() {
      let own: (low: Double?, high: Double?) = (curve.auc.low, curve.auc.high)
      let limits = intervals.indices.contains(index) ? intervals[index] : own
      let auc = "AUC " + NumberText.interval(curve.auc.value, limits.low, limits.high)
      let points = curve.points.reversed().map { PlotPoint(1 - $0.specificity, $0.sensitivity) }
      series.append(PlotSeries(name, points, detail: auc).thinned())
      for point in curve.points {
        table.append([
          .text(name), .number(point.threshold ?? .nan), .number(point.sensitivity), .number(point.specificity),
        ])
      }
    }
    for reader in readers {
      let point = PlotPoint(1 - reader.specificity, reader.sensitivity)
      series.append(PlotSeries(reader.name, [point], shape: .points))
    }
    var annotations: [PlotAnnotation] = []
    var lines: [String] = []
    if let first = curves.first {
      if let cutoff = marked ?? first.curve.youden.first, let sensitivity = cutoff.table.sensitivity,
        let specificity = cutoff.table.specificity
      {
        let text =
          (marked == nil ? "Youden " : "cut-off ") + (cutoff.threshold.map { NumberText.significant($0) } ?? "–")
        annotations.append(PlotAnnotation(PlotPoint(1 - specificity, sensitivity), text: text, styleIndex: 0))
        lines.append(
          "◆ sens \(NumberText.fixed(sensitivity, 2)) spec \(NumberText.fixed(specificity, 2))"
            + " (\(first.name))")
      }
      lines.append("\(first.curve.positiveCount) positive, \(first.curve.negativeCount) negative")
    }
    lines.append("·  chance 0.50")
    return Plot(
      title: title, subtitle: subtitle, xAxis: .unit("1 − specificity"), yAxis: .unit("sensitivity"), series: series,
      guides: [.diagonal], annotations: annotations, notes: lines + notes, isSquare: true, table: table)
  }

  /// Precision against recall; the dotted level is the prevalence, what chance achieves.
  ///
  /// Between two points the curve is level at the precision of the one of larger recall, as average precision sums it:
  /// Σ (Rₖ₊₁ − Rₖ)Pₖ₊₁. Straight lines would promise precisions that no cut-off has (Davis & Goadrich 2006). The table holds
  /// the points of the cut-offs alone, without corners.
  ///
  /// - Parameters:
  ///   - curves: points with ascending recall, of the same recall the most precise first.
  ///   - baselines: shares of positives, one per question that is asked: its name is empty where there is one.
  public static func precisionRecall(
    _ curves: [(name: String, points: [PlotPoint], averagePrecision: Double)],
    baselines: [(name: String, prevalence: Double)], title: String = "Precision–recall", notes: [String] = []
  ) -> Plot {
    var table = FigureTable(columns: ["model", "recall", "precision"])
    for curve in curves {
      for point in curve.points { table.append([.text(curve.name), .number(point.x), .number(point.y)]) }
    }
    return Plot(
      title: title, xAxis: .unit("recall (sensitivity)"), yAxis: .unit("precision (ppv)"),
      series: curves.map {
        PlotSeries(
          $0.name, $0.points, shape: .stepBack, detail: "AP \(NumberText.fixed($0.averagePrecision, 2))"
        ).thinned()
      }, guides: baselines.map { .horizontal($0.prevalence) },
      notes: baselines.map {
        ($0.name.isEmpty ? "" : "\($0.name): ") + "prevalence \(NumberText.fixed($0.prevalence, 2))"
      } + notes, isSquare: true, columns: Columns("model", x: "recall", y: "precision"), table: table)
  }

  /// The same with one level.
  public static func precisionRecall(
    _ curves: [(name: String, points: [PlotPoint], averagePrecision: Double)], prevalence: Double,
    title: String = "Precision–recall", notes: [String] = []
  ) -> Plot {
    precisionRecall(curves, baselines: [("", prevalence)], title: title, notes: notes)
  }

  /// A calibration group: mean prediction, observed fraction and its limits.
  public struct CalibrationGroup: Equatable, Sendable {
    public var predicted: Double
    public var observed: Double
    public var low: Double
    public var high: Double
    /// Units in it; nil where that is not known.
    public var count: Int?

    public init(predicted: Double, observed: Double, low: Double, high: Double, count: Int? = nil) {
      self.count = count
      self.predicted = predicted
      self.observed = observed
      self.low = low
      self.high = high
    }
  }

  /// Observed against predicted risk: groups as points, those of the first model with intervals, smooth curves as lines,
  /// perfection as the diagonal.
  public static func calibration(
    _ models: [(name: String, smooth: [PlotPoint], groups: [CalibrationGroup])], title: String = "Calibration",
    notes: [String] = [], table: FigureTable? = nil
  ) -> Plot {
    var series: [PlotSeries] = []
    for (index, model) in models.enumerated() {
      if !model.smooth.isEmpty { series.append(PlotSeries(model.name, model.smooth, styleIndex: index).thinned()) }
      if !model.groups.isEmpty {
        series.append(
          PlotSeries(
            model.smooth.isEmpty ? model.name : model.name + " groups",
            model.groups.map { PlotPoint($0.predicted, $0.observed) }, shape: .points,
            band: index > 0 ? [] : model.groups.map { PlotLimits($0.predicted, low: $0.low, high: $0.high) },
            styleIndex: index))
      }
    }
    return Plot(
      title: title, xAxis: .unit("predicted risk"), yAxis: .unit("observed fraction"), series: series,
      guides: [.diagonal], notes: notes, isSquare: true, columns: Columns("model", x: "predicted", y: "observed"),
      table: table)
  }

  /// Every group of every model with the limits of its observed share, then the smooth curves, which have no limits.
  ///
  /// - Parameter time: of a survival outcome, the time by which the event is foreseen: a column of its own.
  public static func calibrationTable(
    _ models: [(name: String, smooth: [PlotPoint], groups: [CalibrationGroup])], time: Double? = nil
  ) -> FigureTable {
    var table = FigureTable(
      columns: ["model"] + (time == nil ? [] : ["time"]) + ["predicted", "observed", "low", "high", "n", "what"])
    let times: [FigureTable.Value] = time.map { [.number($0)] } ?? []
    for model in models {
      for group in model.groups {
        table.append(
          [.text(model.name)] + times
            + [.number(group.predicted), .number(group.observed), .number(group.low), .number(group.high)]
            + [group.count.map { .number(Double($0)) } ?? .text(""), .text("group")])
      }
    }
    for model in models {
      for point in model.smooth {
        table.append(
          [.text(model.name)] + times
            + [.number(point.x), .number(point.y), .text(""), .text(""), .text(""), .text("smooth")])
      }
    }
    return table
  }

  /// Net benefit over threshold probabilities (Vickers and Elkin, 2006) for models, for treating all and for none.
  public static func decisionCurve(
    _ models: [(name: String, points: [PlotPoint], band: [PlotLimits])], treatAll: [PlotPoint],
    title: String = "Decision curve", notes: [String] = []
  ) -> Plot {
    decisionCurve(models, treatAll: [(name: "treat all", points: treatAll)], title: title, notes: notes)
  }

  /// The same for models that are asked different things, such as one class each: what treating all brings depends on how
  /// many have what is asked for, so that each question has a curve of its own.
  public static func decisionCurve(
    _ models: [(name: String, points: [PlotPoint], band: [PlotLimits])],
    treatAll: [(name: String, points: [PlotPoint])], title: String = "Decision curve", notes: [String] = [],
    table: FigureTable? = nil
  ) -> Plot {
    let benefits = (models.flatMap(\.points) + treatAll.flatMap(\.points)).filter(\.isFinite)
    let highest = max(0.02, benefits.map(\.y).max() ?? 1)
    let last = benefits.map(\.x).max() ?? 1
    let first = min(benefits.map(\.x).min() ?? 0, last)
    var series = models.map { PlotSeries($0.name, $0.points, band: $0.band) }
    series += treatAll.map { PlotSeries($0.name, $0.points) }
    return Plot(
      title: title, xAxis: PlotAxis("threshold probability", from: first, to: last),
      yAxis: PlotAxis("net benefit", from: -highest * 0.15, to: highest * 1.05), series: series,
      guides: [.horizontal(0)], notes: ["┄  treat none"] + notes,
      columns: Columns("model", x: "threshold", y: "net_benefit"), table: table)
  }
}
