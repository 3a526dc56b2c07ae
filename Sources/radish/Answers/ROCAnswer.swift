import Stats
import TUI

/// What `radish roc` says about each score.
struct ROCAnswer {
  let names: [String]
  let curves: [ROCCurve]
  /// The areas with the interval asked for, DeLong's or the clustered one.
  let areas: [AUCEstimate]
  let outcome: BinaryOutcome
  let rows: CompleteRows

  var answer: Answer {
    var answer = Answer("roc")
    let directions = zip(names, curves).map { "\($1.direction == .higher ? "higher" : "lower") \($0)" }
    answer.lines = [outcome.sentence + " Speaks for positive: \(directions.joined(separator: ", "))."]
    answer.add(rows)
    answer.add("outcome", .string(outcome.column))
    answer.add("positive", .string(outcome.positive))
    answer.add("conf_level", .number(areas.first?.level ?? 0.95))
    let scores = scoreTable
    answer.tables = [scores, pointTable, youdenTable]
    answer.add(
      "scores",
      .array(
        zip(scores.objects, curves).map { object, curve in
          object.appending([
            "points": Self.table(of: [("", curve)]).json,
            "youden": Self.youden(of: [("", curve)]).json,
          ])
        }))
    answer.plots = [Plot.roc(Array(zip(names, curves)), title: "ROC · \(outcome.column) = \(outcome.positive)")]
    answer.cautions = zip(names, curves).flatMap { name, curve in curve.cautions.map { $0.about(name) } }
    return answer
  }

  private var scoreTable: Table {
    Table(
      "scores",
      columns: [
        .init("name", "score"), .init("auc", "AUC", .decimals(3)), .init("se", "SE", .decimals(3)),
        .init("ci_low", "low", .decimals(3)), .init("ci_high", "high", .decimals(3)),
        .init("n_positive", "positive"), .init("n_negative", "negative"), .init("direction", printed: false),
      ],
      rows: zip(names, zip(areas, curves)).map { name, found in
        let (area, curve) = found
        return [
          .text(name), .number(area.value), .number(area.standardError), .number(area.low), .number(area.high),
          .integer(area.positiveCount), .integer(area.negativeCount), .text(curve.direction.rawValue),
        ]
      })
  }

  private var pointTable: Table {
    var table = Self.table(of: Array(zip(names, curves)))
    table.isPrinted = false
    return table
  }

  private var youdenTable: Table { Self.youden(of: Array(zip(names, curves))) }

  /// Every point of the curves, with the score's name in front where there is one.
  private static func table(of curves: [(name: String, curve: ROCCurve)]) -> Table {
    named(
      Table(
        "points",
        columns: [
          .init("score"), .init("threshold", "threshold", .significant(5)),
          .init("sensitivity", "sensitivity", .decimals(3)), .init("specificity", "specificity", .decimals(3)),
        ],
        rows: curves.flatMap { name, curve in
          curve.points.map {
            [.text(name), .init($0.threshold), .number($0.sensitivity), .number($0.specificity)]
          }
        }))
  }

  private static func youden(of curves: [(name: String, curve: ROCCurve)]) -> Table {
    named(
      Table(
        "youden", title: "Cut-offs of the largest sensitivity + specificity (Youden)",
        columns: [
          .init("score"), .init("threshold", "threshold", .significant(5)),
          .init("sensitivity", "sensitivity", .decimals(3)), .init("specificity", "specificity", .decimals(3)),
          .init("ppv", "PPV", .decimals(3)), .init("npv", "NPV", .decimals(3)),
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
}
