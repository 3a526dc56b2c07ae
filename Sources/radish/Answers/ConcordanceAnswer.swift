import Stats
import TUI

/// What `radish cindex` says about each score.
struct ConcordanceAnswer {
  struct Score {
    let name: String
    let direction: ScoreDirection
    let harrell: Concordance
    let uno: Concordance
  }

  let scores: [Score]
  let followUp: FollowUp
  let tau: Double?
  let rows: CompleteRows

  func answer() throws -> Answer {
    var answer = Answer("cindex")
    let directions = scores.map { "\($0.direction == .higher ? "higher" : "lower") \($0.name)" }
    answer.lines = [followUp.sentence + " Speaks for an earlier event: \(directions.joined(separator: ", "))."]
    answer.add(rows)
    answer.add("n_events", .integer(followUp.eventCount))
    answer.add("tau", JSON(tau))
    answer.add("conf_level", JSON(scores.first?.harrell.level))
    answer.tables = [scoreTable]
    answer.add(
      "scores",
      .array(
        scores.map { score in
          [
            "name": .string(score.name), "direction": .string(score.direction.rawValue),
            "harrell": [
              "c": JSON(score.harrell.value), "se": JSON(score.harrell.standardError), "low": JSON(score.harrell.low),
              "high": JSON(score.harrell.high),
            ],
            "uno": ["c": JSON(score.uno.value), "se": JSON(score.uno.standardError)],
            "concordant": .number(score.harrell.concordant), "discordant": .number(score.harrell.discordant),
            "tied_score": .number(score.harrell.tiedScore), "tied_time": .number(score.harrell.tiedTime),
          ]
        }))
    answer.add(try comparisons())
    answer.plots = [forest]
    answer.cautions = scores.flatMap { score in score.harrell.cautions.map { $0.about(score.name) } }
    if followUp.eventCount == 0 {
      answer.cautions.append(
        Caution(code: "no_events", message: InputError.allCensored(column: followUp.eventColumn).description))
    }
    return answer
  }

  private var forest: ForestPlot {
    ForestPlot(
      title: "Harrell's C", measure: "C", null: 0.5, isLogarithmic: false,
      rows: scores.map {
        .init($0.name, estimate: $0.harrell.value, low: $0.harrell.low ?? .nan, high: $0.harrell.high ?? .nan)
      })
  }

  private var scoreTable: Table {
    Table(
      "scores",
      columns: [
        .init("name", "score"), .init("c", "Harrell C", .decimals(3)), .init("se", "SE", .decimals(3)),
        .init("low", "low", .decimals(3)), .init("high", "high", .decimals(3)),
        .init("uno_c", "Uno C", .decimals(3)), .init("uno_se", "SE", .decimals(3)),
      ],
      rows: scores.map { score in
        [
          .text(score.name), .init(score.harrell.value), .init(score.harrell.standardError), .init(score.harrell.low),
          .init(score.harrell.high), .init(score.uno.value), .init(score.uno.standardError),
        ]
      })
  }

  private func comparisons() throws -> Table {
    var found: [[Table.Value]] = []
    for first in scores.indices {
      for second in scores.indices where second > first {
        let test = try Concordance.difference(scores[first].harrell, scores[second].harrell)?.test
        found.append([
          .text(scores[first].name), .text(scores[second].name), .init(test?.difference), .init(test?.standardError),
          .init(test?.z), .init(test?.p), .init(test?.low), .init(test?.high),
        ])
      }
    }
    return Table(
      "comparisons", title: "Differences of Harrell's C",
      columns: [
        .init("a"), .init("b"), .init("difference", "difference", .decimals(3)), .init("se", "SE", .decimals(3)),
        .init("z", "z", .decimals(2)), .init("p", "p", .p), .init("low", "low", .decimals(3)),
        .init("high", "high", .decimals(3)),
      ], rows: found)
  }
}
