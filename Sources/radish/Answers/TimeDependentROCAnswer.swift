import Stats
import TUI

/// What `radish tdroc` says about each score at each time.
struct TimeDependentROCAnswer {
  struct Score {
    let name: String
    let direction: ScoreDirection
    /// One per time, ascending.
    let curves: [TimeDependentROC]
  }

  let scores: [Score]
  let followUp: FollowUp
  let level: Double
  let rows: CompleteRows

  var answer: Answer {
    var answer = Answer("tdroc")
    let directions = scores.map { "\($0.direction == .higher ? "higher" : "lower") \($0.name)" }
    answer.lines = [followUp.sentence + " Speaks for an earlier event: \(directions.joined(separator: ", "))."]
    answer.add(rows)
    answer.add("n_events", .integer(followUp.eventCount))
    answer.add("conf_level", .number(level))
    answer.tables = [table(scores)]
    answer.add(
      "scores",
      .array(
        scores.map { score in
          let times = zip(table([score]).dropping(columns: 1).objects, score.curves).map { object, curve in
            object.appending(["points": points([(score.name, curve)]).dropping(columns: 2).json])
          }
          return [
            "name": .string(score.name), "direction": .string(score.direction.rawValue), "times": .array(times),
          ]
        }))
    var all = points(scores.flatMap { score in score.curves.map { (score.name, $0) } })
    all.isPrinted = false
    answer.tables.append(all)
    answer.add(comparisons)
    answer.plots = [plot]
    var known: Set<Caution> = []
    answer.cautions = scores.flatMap { score in score.curves.flatMap(\.cautions) }.filter { known.insert($0).inserted }
    return answer
  }

  /// The curves at up to two times; for more of them, the area over time.
  private var plot: Plot {
    let times = scores.first?.curves.count ?? 0
    let unit = followUp.unit
    return times > 2
      ? Plot.areaOverTime(scores.map { (name: $0.name, curves: $0.curves) }, unit: unit)
      : Plot.timeDependentROC(
        scores.flatMap { score in
          score.curves.map { curve in
            (name: times == 1 ? score.name : "\(score.name), \(Figures.shortest(curve.time))", curve: curve)
          }
        }, unit: unit)
  }

  private func table(_ scores: [Score]) -> Table {
    Table(
      "scores",
      columns: [
        .init("name", "score"), .init("time", "time", .short), .init("auc", "AUC", .decimals(3)),
        .init("se", "SE", .decimals(3)),
      ] + .limits() + [.init("n_cases", "cases"), .init("n_controls", "controls")],
      rows: scores.flatMap { score in
        score.curves.map { curve in
          [
            .text(score.name), .number(curve.time), .init(curve.auc?.value), .init(curve.auc?.standardError),
            .init(curve.auc?.low), .init(curve.auc?.high), .integer(curve.caseCount), .integer(curve.controlCount),
          ]
        }
      })
  }

  private func points(_ curves: [(name: String, curve: TimeDependentROC)]) -> Table {
    Table(
      "points",
      columns: [.init("score"), .init("time"), .init("threshold"), .init("sensitivity"), .init("specificity")],
      rows: curves.flatMap { name, curve in
        curve.points.map {
          [
            .text(name), .number(curve.time), .init($0.threshold), .number($0.sensitivity), .number($0.specificity),
          ]
        }
      })
  }

  private var comparisons: Table {
    var found: [[Table.Value]] = []
    for (position, first) in scores.enumerated() {
      for second in scores[(position + 1)...] {
        for (a, b) in zip(first.curves, second.curves) {
          let test = TimeDependentROC.difference(a, b)
          found.append([
            .text(first.name), .text(second.name), .number(a.time), .init(test?.difference), .init(test?.standardError),
            .init(test?.z), .init(test?.p), .init(test?.low), .init(test?.high),
          ])
        }
      }
    }
    return Table(
      "comparisons", title: "Differences of AUC at the same time",
      columns: [.init("a"), .init("b"), .init("time", "time", .short)] + .difference(), rows: found)
  }
}
