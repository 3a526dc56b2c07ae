import Stats
import TUI

/// What `radish ordinal` says about each score.
struct OrdinalAnswer {
  struct Score {
    let name: String
    let direction: ScoreDirection
    let values: [Double]
    let evaluation: OrdinalEvaluation
  }

  let scores: [Score]
  let outcome: ClassOutcome
  let level: Double
  let rows: CompleteRows

  func answer() throws -> Answer {
    var answer = Answer("ordinal")
    let directions = scores.map { "\($0.direction == .higher ? "higher" : "lower") \($0.name)" }
    answer.lines = [
      outcome.sentence(joinedBy: " < ") + " Speaks for a higher level: \(directions.joined(separator: ", "))."
    ]
    answer.add(rows)
    answer.add("outcome", .string(outcome.column))
    answer.add("levels", .array(outcome.classes.map { .string($0) }))
    answer.add("conf_level", .number(level))
    let concordances = scoreTable
    answer.tables = [concordances]
    answer.add(
      "scores",
      .array(
        zip(concordances.objects, scores).map { object, score in
          object.appending(["thresholds": thresholdTable([score]).dropping(columns: 1).json])
        }))
    answer.tables.append(thresholdTable(scores))
    answer.add(try comparisons())
    answer.plots = [plot]
    answer.cautions = scores.flatMap { score in score.evaluation.cautions.map { $0.about(score.name) } }
    return answer
  }

  /// The ROC curves of the thresholds of one score, or the concordances of several.
  private var plot: any Figure {
    guard scores.count == 1, let score = scores.first else {
      return ForestPlot(
        title: "Ordinal concordance", measure: "C", null: 0.5, isLogarithmic: false,
        rows: scores.map {
          let found = $0.evaluation.concordance
          return .init($0.name, estimate: found.value, low: found.low ?? .nan, high: found.high ?? .nan)
        })
    }
    let curves = outcome.classes.indices.dropFirst().compactMap { cut -> (name: String, curve: ROCCurve)? in
      let isPositive = outcome.codes.map { $0 >= cut }
      return
        (try? ROCCurve(isPositive: isPositive, scores: score.values, direction: score.direction, level: level))
        .map { ("≥ \(outcome.classes[cut])", $0) }
    }
    return Plot.roc(curves, title: "ROC · \(score.name) at every threshold of \(outcome.column)")
  }

  private var scoreTable: Table {
    Table(
      "scores", title: "Concordance: how often the higher level has the higher score",
      columns: [
        .init("name", "score"), .init("c", "C", .decimals(3)), .init("se", "SE", .decimals(3)),
      ] + .limits() + [.init("direction", printed: false)],
      rows: scores.map { score in
        let found = score.evaluation.concordance
        return [
          .text(score.name), .init(found.value), .init(found.standardError), .init(found.low), .init(found.high),
          .text(score.direction.rawValue),
        ]
      })
  }

  private func thresholdTable(_ scores: [Score]) -> Table {
    Table(
      "thresholds", title: "The outcome cut at every level",
      columns: [
        .init("score"), .init("level", "positive from"), .init("n_positive", "positive"),
        .init("n_negative", "negative"), .init("auc", "AUC", .decimals(3)), .init("se", "SE", .decimals(3)),
      ] + .limits(low: "ci_low", high: "ci_high"),
      rows: scores.flatMap { score in
        score.evaluation.thresholds.map { one in
          [
            .text(score.name), .text(one.level), .integer(one.positiveCount),
            .integer(outcome.codes.count - one.positiveCount), .init(one.auc?.value), .init(one.auc?.standardError),
            .init(one.auc?.low), .init(one.auc?.high),
          ]
        }
      })
  }

  private func comparisons() throws -> Table {
    var found: [[Table.Value]] = []
    for (position, first) in scores.enumerated() {
      for second in scores[(position + 1)...] {
        let test = try Concordance.difference(first.evaluation.concordance, second.evaluation.concordance)?.test
        found.append([
          .text(first.name), .text(second.name), .init(test?.difference), .init(test?.standardError), .init(test?.z),
          .init(test?.p), .init(test?.low), .init(test?.high),
        ])
      }
    }
    return Table(
      "comparisons", title: "Differences of concordance", columns: [.init("a"), .init("b")] + .difference(),
      rows: found)
  }
}
