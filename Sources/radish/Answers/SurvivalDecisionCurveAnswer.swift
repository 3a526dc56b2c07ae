import Stats
import TUI

/// What `radish dca` says about predicted risks of an event by a time.
struct SurvivalDecisionCurveAnswer {
  let models: [(name: String, curve: SurvivalDecisionCurve)]
  let followUp: FollowUp
  let rows: CompleteRows

  var answer: Answer {
    var answer = Answer("dca")
    let horizon = models.first?.curve.horizon ?? 0
    let unit = followUp.unit.isEmpty ? "" : " \(followUp.unit)"
    answer.lines = [followUp.sentence + " Risk by \(Figures.shortest(horizon))\(unit)."]
    answer.add(rows)
    answer.add("n_events", .integer(followUp.eventCount))
    answer.add("horizon", .number(horizon))
    answer.add("conf_level", JSON(models.first?.curve.level))
    var all = table(models.map { ($0.name, $0.curve.points) })
    all.isPrinted = false
    let excerpt = table(
      models.map { name, curve in (name, curve.points.filter { DecisionCurveAnswer.isShown($0.threshold) }) })
    answer.tables = [all, Table("excerpt", columns: excerpt.columns, rows: excerpt.rows)]
    answer.add(
      "models",
      .array(
        models.map {
          ["name": .string($0.name), "points": table([($0.name, $0.curve.points)]).dropping(columns: 1).json]
        }))
    answer.plots = [plot]
    answer.cautions = models.flatMap { model in model.curve.cautions.map { $0.about(model.name) } }
    return answer
  }

  private var plot: Plot {
    Plot.decisionCurve(
      models.map { name, curve in
        (
          name: name, points: curve.points.map { PlotPoint($0.threshold, $0.netBenefit.value) },
          band: curve.points.map {
            PlotLimits($0.threshold, low: $0.netBenefit.low ?? .nan, high: $0.netBenefit.high ?? .nan)
          }
        )
      },
      treatAll: models.first?.curve.points.map { PlotPoint($0.threshold, $0.treatAll.value) } ?? [])
  }

  private func table(_ models: [(name: String, points: [SurvivalDecisionPoint])]) -> Table {
    Table(
      "points",
      columns: [
        .init("model"), .init("threshold", "threshold", .decimals(2)),
        .init("net_benefit", "net benefit", .decimals(4)),
      ] + .limits(4) + [
        .init("treat_all", "treat all", .decimals(4)), .init("share", "share treated", .decimals(3)),
        .init("risk", "their risk", .decimals(3)),
      ],
      rows: models.flatMap { name, points in
        points.map { point in
          [
            .text(name), .number(point.threshold), .number(point.netBenefit.value), .init(point.netBenefit.low),
            .init(point.netBenefit.high), .number(point.treatAll.value), .number(point.share), .init(point.risk),
          ]
        }
      })
  }
}
