import Cohort
import Stats
import TUI

/// What `radish roc` says about each score.
struct ROCAnswer {
  struct Score {
    let name: String
    let scored: ScoredOutcomes
    let curve: ROCCurve
    /// With the interval asked for, DeLong's or the clustered one.
    let area: AUCEstimate
    let partial: PartialArea?
    let bootstrap: BootstrapInterval?
    /// Youden's first.
    let points: [OperatingPoint]
  }

  struct PartialArea {
    let axis: ROCCurve.PartialAxis
    let range: ClosedRange<Double>
    let area: Double
    let corrected: Double?
    let bootstrap: BootstrapInterval?
  }

  let scores: [Score]
  /// The interval of the areas was asked for on the logit scale.
  let isOnLogitScale: Bool
  let outcome: BinaryOutcome
  /// The cluster of each row.
  let clusters: [Int]?
  let readers: [ReaderCalls]
  let groups: ROCGroups?
  let diagnostics: DiagnosticColumns
  let showsPrecisionRecall: Bool
  let rows: CompleteRows

  func answer() throws -> Answer {
    var answer = Answer("roc")
    let directions = scores.map { "\($0.curve.direction == .higher ? "higher" : "lower") \($0.name)" }
    answer.lines = [outcome.sentence + " Speaks for positive: \(directions.joined(separator: ", "))."]
    answer.add(rows)
    answer.add("outcome", .string(outcome.column))
    answer.add("positive", .string(outcome.positive))
    answer.add("conf_level", .number(diagnostics.level))
    let areas = scoreTable
    let readings = try readerRows()
    answer.tables = [areas, Self.hidden(pointTable), Self.hidden(youdenTable), try printedOperatingPoints()]
    answer.tables.append(Self.hidden(try operatingPoints(of: scores)))
    answer.add(
      "scores",
      .array(
        try zip(areas.objects, scores).map { object, score in
          try object.appending([
            "points": Self.points(of: [("", score.curve)]).json, "youden": Self.youden(of: [("", score.curve)]).json,
            "operating_points": operatingPoints(of: [score]).dropping(columns: 1).json,
            "partial_auc": json(score.partial), "bootstrap": json(score.bootstrap),
          ])
        }))
    if scores.contains(where: { $0.partial != nil || $0.bootstrap != nil }) { answer.tables.append(furtherAreas) }
    answer.add(try comparisons())
    if let groups {
      answer.add(groups.table)
      answer.add(try groups.comparisons())
    }
    if !readers.isEmpty {
      answer.tables.append(readings.printed)
      answer.add(Self.hidden(readings.full))
    }
    if showsPrecisionRecall { addPrecisionRecall(to: &answer) } else { answer.plots = [plot] }
    answer.cautions = scores.flatMap { score in score.curve.cautions.map { $0.about(score.name) } }
    answer.cautions +=
      groups?.all.flatMap { one in one.curve.cautions.map { $0.about("\(one.score), \(one.group)") } } ?? []
    if let clusters, Set(clusters).count < clusters.count {
      answer.cautions.append(
        .clusteredRows(
          aware: "Areas and bootstraps take", unaware: "intervals of sensitivity, specificity and predictive values"))
    }
    if isOnLogitScale { answer.cautions.removeAll { $0.code == "interval_near_edge" } }
    return answer
  }

  private static func hidden(_ table: Table) -> Table {
    var table = table
    table.isPrinted = false
    return table
  }

  // MARK: Plots

  /// The curves of the scores, or of the groups of a single score.
  private var plot: Plot {
    let title = "ROC · \(outcome.column) = \(outcome.positive)"
    let points = readers.compactMap { reader -> (name: String, sensitivity: Double, specificity: Double)? in
      guard let table = try? DiagnosticTable(isPositive: outcome.isPositive, isTestPositive: reader.complete),
        let sensitivity = table.sensitivity, let specificity = table.specificity
      else { return nil }
      return (reader.name, sensitivity, specificity)
    }
    if let groups, scores.count == 1 {
      return Plot.roc(
        groups.all.map { ("\(groups.column) \($0.group)", $0.curve) }, title: "\(title) · \(scores[0].name)",
        readers: points, intervals: groups.all.map { ($0.area.low, $0.area.high) })
    }
    // The point of a cut-off that was asked for is marked instead of Youden's.
    let marked = scores.first?.points.first { $0.rule != "Youden" }
    return Plot.roc(
      scores.map { ($0.name, $0.curve) }, title: title, readers: points,
      marked: marked.map { ROCCutoff(threshold: $0.threshold, table: $0.table) },
      intervals: scores.map { ($0.area.low, $0.area.high) })
  }

  private func addPrecisionRecall(to answer: inout Answer) {
    let found = scores.map { (name: $0.name, curve: PrecisionRecall($0.scored)) }
    answer.plots = [
      Plot.precisionRecall(
        found.map { name, curve in
          // From recall 0 to 1: a curve ascends in x.
          (name, curve.points.reversed().map { PlotPoint($0.recall, $0.precision) }, curve.averagePrecision)
        }, prevalence: found.first?.curve.baseline ?? 0,
        title: "Precision–recall · \(outcome.column) = \(outcome.positive)")
    ]
    answer.add(
      Table(
        "precision_recall", title: "Precision–recall (chance: the prevalence)",
        columns: [
          .init("name", "score"), .init("average_precision", "average precision", .decimals(3)),
          .init("trapezoid_area", "trapezoid area", .decimals(3)), .init("prevalence", "prevalence", .decimals(3)),
        ],
        rows: found.map {
          [
            .text($0.name), .number($0.curve.averagePrecision), .number($0.curve.trapezoidArea),
            .number($0.curve.baseline),
          ]
        }))
    answer.add(
      Self.hidden(
        Table(
          "precision_recall_points",
          columns: [.init("score"), .init("threshold"), .init("precision"), .init("recall")],
          rows: found.flatMap { name, curve in
            curve.points.map { [.text(name), .init($0.threshold), .number($0.precision), .number($0.recall)] }
          })))
  }

  // MARK: Areas

  private var scoreTable: Table {
    Table(
      "scores",
      columns: [
        .init("name", "score"), .init("auc", "AUC", .decimals(3)), .init("se", "SE", .decimals(3)),
      ] + .limits(low: "ci_low", high: "ci_high") + [
        .init("n_positive", "positive"), .init("n_negative", "negative"), .init("direction", printed: false),
        .init("interval", printed: false),
      ],
      rows: scores.map { score in
        let area = score.area
        return [
          .text(score.name), .number(area.value), .number(area.standardError), .number(area.low), .number(area.high),
          .integer(area.positiveCount), .integer(area.negativeCount), .text(score.curve.direction.rawValue),
          .text((clusters == nil ? "DeLong" : "Obuchowski, clustered") + (isOnLogitScale ? ", logit scale" : "")),
        ]
      })
  }

  /// Bootstrap intervals and partial areas, where they were asked for.
  private var furtherAreas: Table {
    let rows: [[Table.Value]] = scores.flatMap { score -> [[Table.Value]] in
      var rows: [[Table.Value]] = []
      if let found = score.bootstrap {
        rows.append([
          .text(score.name), .text("bootstrap, \(found.replicates) replicates, seed \(found.seed)"),
          .number(score.area.value), .number(found.standardError), .number(found.low), .number(found.high), .missing,
        ])
      }
      if let part = score.partial {
        let range = "\(Figures.shortest(part.range.lowerBound))–\(Figures.shortest(part.range.upperBound))"
        rows.append([
          .text(score.name), .text("partial, \(part.axis.rawValue) \(range)"), .number(part.area),
          .init(part.bootstrap?.standardError), .init(part.bootstrap?.low), .init(part.bootstrap?.high),
          .init(part.corrected),
        ])
      }
      return rows
    }
    return Table(
      "areas", title: "Further areas (corrected: McClish)",
      columns: [
        .init("score"), .init("area", "area of"), .init("value", "value", .decimals(4)),
        .init("se", "SE", .decimals(3)),
      ] + .limits() + [.init("corrected", "corrected", .decimals(3))], rows: rows)
  }

  private func json(_ part: PartialArea?) -> JSON {
    guard let part else { return .null }
    return [
      "axis": .string(part.axis.rawValue), "low": .number(part.range.lowerBound),
      "high": .number(part.range.upperBound),
      "area": .number(part.area), "corrected": JSON(part.corrected), "bootstrap": json(part.bootstrap),
    ]
  }

  private func json(_ found: BootstrapInterval?) -> JSON {
    guard let found else { return .null }
    return [
      "low": .number(found.low), "high": .number(found.high), "se": .number(found.standardError),
      "replicates": .integer(found.replicates), "seed": .integer(Int(clamping: found.seed)),
    ]
  }

  private func comparisons() throws -> Table {
    var found: [[Table.Value]] = []
    for (position, first) in scores.enumerated() {
      for second in scores[(position + 1)...] {
        let test =
          try clusters.map {
            try AUCComparison.pairedClustered(first.scored, second.scored, clusters: $0, level: diagnostics.level)
          } ?? AUCComparison.paired(first.scored, second.scored, level: diagnostics.level)
        found.append([
          .text(first.name), .text(second.name), .number(test.difference), .number(test.standardError),
          .init(test.statistic), .init(test.p), .number(test.low), .number(test.high), .text(test.method),
        ])
      }
    }
    return Table(
      "comparisons", title: "Differences of AUC",
      columns: [.init("a"), .init("b")] + .difference(low: "ci_low", high: "ci_high") + [.init("method")], rows: found)
  }

  // MARK: Points

  private var pointTable: Table { Self.points(of: scores.map { ($0.name, $0.curve) }) }
  private var youdenTable: Table { Self.youden(of: scores.map { ($0.name, $0.curve) }) }

  /// Every point of the curves, with the score's name in front where there is one.
  private static func points(of curves: [(name: String, curve: ROCCurve)]) -> Table {
    named(
      Table(
        "points",
        columns: [.init("score"), .init("threshold"), .init("sensitivity"), .init("specificity")],
        rows: curves.flatMap { name, curve in
          curve.points.map {
            [.text(name), .init($0.threshold), .number($0.sensitivity), .number($0.specificity)]
          }
        }))
  }

  private static func youden(of curves: [(name: String, curve: ROCCurve)]) -> Table {
    named(
      Table(
        "youden",
        columns: [
          .init("score"), .init("threshold"), .init("sensitivity"), .init("specificity"), .init("ppv"), .init("npv"),
        ],
        rows: curves.flatMap { name, curve in
          curve.youden.map {
            [
              .text(name), .init($0.threshold), .init($0.table.sensitivity), .init($0.table.specificity),
              .init($0.table.positivePredictiveValue), .init($0.table.negativePredictiveValue),
            ]
          }
        }))
  }

  /// Without its first column where no row has a name: inside one score's object the name stands outside.
  private static func named(_ table: Table) -> Table {
    table.rows.allSatisfy { $0.first == .text("") } ? table.dropping(columns: 1) : table
  }

  private func operatingPoints(of scores: [Score]) throws -> Table {
    Table(
      "operating_points",
      columns: [.init("score"), .init("rule"), .init("threshold")] + diagnostics.columns,
      rows: try scores.flatMap { score in
        try score.points.map { point in
          try [.text(score.name), .text(point.rule), .init(point.threshold)] + diagnostics.cells(point.table)
        }
      })
  }

  private func printedOperatingPoints() throws -> Table {
    Table(
      "cutoffs", title: "Operating points, exact intervals (Youden: most sens + spec)",
      columns: [.init("cutoff", "positive when")] + diagnostics.printedColumns,
      rows: try scores.flatMap { score in
        let sign = score.curve.direction == .higher ? "≥" : "≤"
        return try score.points.map { point in
          let threshold = point.threshold.map { Figures.significant($0, 4) } ?? "–"
          return try [.text("\(score.name) \(sign) \(threshold) (\(point.rule))")]
            + diagnostics.printedCells(point.table)
        }
      })
  }

  private func readerRows() throws -> (printed: Table, full: Table) {
    let tables = try readers.map {
      (name: $0.name, table: try DiagnosticTable(isPositive: outcome.isPositive, isTestPositive: $0.complete))
    }
    return (
      Table(
        "reader_points", title: "Readers", columns: [.init("reader")] + diagnostics.printedColumns,
        rows: try tables.map { try [.text($0.name)] + diagnostics.printedCells($0.table) }),
      Table(
        "readers", columns: [.init("name", "reader")] + diagnostics.columns,
        rows: try tables.map { try [.text($0.name)] + diagnostics.cells($0.table) })
    )
  }
}
