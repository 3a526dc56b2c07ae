import Stats
import TUI

/// What `radish dca` says: net benefit over thresholds.
struct DecisionCurveAnswer {
  let models: [(name: String, curve: DecisionCurve)]
  let outcome: BinaryOutcome
  let rows: CompleteRows

  var answer: Answer {
    var answer = Answer("dca")
    answer.lines = [outcome.sentence]
    answer.add(rows)
    answer.add("outcome", .string(outcome.column))
    answer.add("positive", .string(outcome.positive))
    answer.add("prevalence", JSON(models.first?.curve.prevalence))
    var all = table(models)
    all.isPrinted = false
    answer.tables = [all, excerpt]
    answer.add(
      "models",
      .array(
        models.map { ["name": .string($0.name), "points": table([$0]).dropping(columns: 1).json] }))
    answer.plots = [Plot.decisionCurve(models, showsBands: true)]
    answer.cautions = models.first?.curve.cautions ?? []
    return answer
  }

  /// The thresholds that a reader asks for, where they were computed.
  private var excerpt: Table {
    var table = table(
      models.map { name, curve in
        (name, curve.points.filter { Self.isShown($0.threshold) })
      })
    table.isPrinted = true
    return Table("excerpt", columns: table.columns, rows: table.rows)
  }

  static func isShown(_ threshold: Double) -> Bool {
    [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75].contains { abs($0 - threshold) < 1e-9 }
  }

  private func table(_ models: [(name: String, curve: DecisionCurve)]) -> Table {
    table(models.map { ($0.name, $0.curve.points) })
  }

  private func table(_ models: [(name: String, points: [DecisionPoint])]) -> Table {
    Table(
      "points",
      columns: [
        .init("model"), .init("threshold", "threshold", .decimals(2)),
        .init("net_benefit", "net benefit", .decimals(4)), .init("low", "low", .decimals(4)),
        .init("high", "high", .decimals(4)), .init("treat_all", "treat all", .decimals(4)),
        .init("true_positives", "TP"), .init("false_positives", "FP"),
        .init("standardised", printed: false), .init("interventions_avoided", "avoided/100", .decimals(1)),
      ],
      rows: models.flatMap { name, points in
        points.map { point in
          [
            .text(name), .number(point.threshold), .number(point.netBenefit.value), .init(point.netBenefit.low),
            .init(point.netBenefit.high), .number(point.treatAll.value), .integer(point.truePositives),
            .integer(point.falsePositives), .number(point.standardised), .init(point.interventionsAvoided),
          ]
        }
      })
  }
}
