import Stats
import TUI

/// What `radish calibration` says about predicted risks of an event by a time.
struct SurvivalCalibrationAnswer {
  struct Model {
    let name: String
    let time: Double
    let calibration: SurvivalCalibration
    let brier: SurvivalBrier
  }

  let models: [Model]
  /// The integrated Brier score of one model over its times, and that of the Kaplan–Meier estimate.
  let integrated: (score: Double, null: Double)?
  let followUp: FollowUp
  let level: Double
  let rows: CompleteRows

  var answer: Answer {
    var answer = Answer("calibration")
    answer.lines = [followUp.sentence]
    answer.add(rows)
    answer.add("n_events", .integer(followUp.eventCount))
    answer.add("conf_level", .number(level))
    let summary = summaryTable
    answer.tables = [summary, groupTable(models)]
    answer.add(
      "models",
      .array(
        zip(summary.objects, models).map { object, model in
          object.appending(["groups": groupTable([model]).dropping(columns: 2).json])
        }))
    if let integrated {
      let times = models.map(\.time)
      answer.add(
        "integrated_brier",
        [
          "value": .number(integrated.score), "null": .number(integrated.null),
          "from": JSON(times.first), "to": JSON(times.last),
        ])
      answer.notes.insert(
        "Integrated Brier score from \(Figures.shortest(times.first ?? 0)) to \(Figures.shortest(times.last ?? 0)): "
          + "\(Figures.decimals(integrated.score, 4)) (Kaplan–Meier alone: \(Figures.decimals(integrated.null, 4))).",
        at: 0)
    }
    answer.plots = [plot]
    var known: Set<Caution> = []
    answer.cautions = models.flatMap { model in
      (model.calibration.cautions + model.brier.cautions).map { $0.about(model.name) }
    }.filter { known.insert($0).inserted }
    return answer
  }

  private var plot: Plot {
    let times = Set(models.map(\.time))
    let unit = followUp.unit.isEmpty ? "" : " \(followUp.unit)"
    return Plot.calibration(
      models.map { model in
        (
          name: times.count > 1 ? "\(model.name), \(Figures.shortest(model.time))" : model.name, smooth: [],
          groups: model.calibration.groups.map { group in
            Plot.CalibrationGroup(
              predicted: group.meanPredicted, observed: group.observed?.value ?? .nan,
              low: group.observed?.low ?? .nan, high: group.observed?.high ?? .nan)
          }
        )
      },
      title: "Calibration at \(times.sorted().map(Figures.shortest).joined(separator: ", "))\(unit)",
      notes: models.map { "\($0.name): Brier \(Figures.decimals($0.brier.score.value, 3))" })
  }

  private var summaryTable: Table {
    Table(
      "models",
      columns: [
        .init("name", "model"), .init("time", "time", .short), .init("brier", "Brier", .decimals(4)),
        .init("brier_se", "SE", .decimals(4)),
      ] + .limits(4, low: "brier_low", high: "brier_high") + [
        .init("brier_null", "KM alone", .decimals(4)), .init("accuracy", "accuracy", .decimals(3)),
        .init("observed_to_expected", "O/E", .decimals(3)),
      ],
      rows: models.map { model in
        let score = model.brier.score
        return [
          .text(model.name), .number(model.time), .number(score.value), .init(score.standardError), .init(score.low),
          .init(score.high), .number(model.brier.null), .init(model.brier.accuracy),
          .init(model.calibration.observedToExpected),
        ]
      })
  }

  private func groupTable(_ models: [Model]) -> Table {
    Table(
      "groups", title: "Observed (Kaplan–Meier) against predicted risk in groups of equal size",
      columns: [
        .init("model"), .init("time", "time", .short), .init("n"), .init("predicted", "predicted", .decimals(3)),
        .init("observed", "observed", .decimals(3)), .init("se", "SE", .decimals(3)),
      ] + .limits(),
      rows: models.flatMap { model in
        model.calibration.groups.map { group in
          let observed = group.observed
          return [
            .text(model.name), .number(model.time), .integer(group.count), .number(group.meanPredicted),
            .init(observed?.value), .init(observed?.standardError), .init(observed?.low), .init(observed?.high),
          ]
        }
      })
  }
}
