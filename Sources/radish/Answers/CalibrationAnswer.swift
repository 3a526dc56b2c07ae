import Stats
import TUI

/// What `radish calibration` says about each model.
struct CalibrationAnswer {
  let models: [(name: String, calibration: Calibration)]
  let outcome: BinaryOutcome
  let rows: CompleteRows

  var answer: Answer {
    var answer = Answer("calibration")
    answer.lines = [outcome.sentence]
    answer.add(rows)
    answer.add("outcome", .string(outcome.column))
    answer.add("positive", .string(outcome.positive))
    answer.tables = [summaryTable, groupTable(models)]
    answer.add("models", .array(models.map { json($0.name, $0.calibration) }))
    answer.plots = [Plot.calibration(models)]
    answer.cautions = models.flatMap { model in model.calibration.cautions.map { $0.about(model.name) } }
    return answer
  }

  private var summaryTable: Table {
    Table(
      "models",
      columns: [
        .init("name", "model"), .init("slope", "slope", .decimals(3)), .init("intercept", "intercept", .decimals(3)),
        .init("intercept_in_the_large", "in the large", .decimals(3)), .init("brier", "Brier", .decimals(4)),
        .init("scaled_brier", "scaled", .decimals(3)), .init("hosmer_lemeshow_p", "HL p", .p),
        .init("spiegelhalter_p", "Spiegelhalter p", .p),
      ],
      rows: models.map { name, found in
        [
          .text(name), .init(found.slope?.value), .init(found.intercept?.value),
          .init(found.interceptInTheLarge?.value),
          .number(found.brier), .number(found.scaledBrier), .init(found.hosmerLemeshow.p), .init(found.spiegelhalter.p),
        ]
      })
  }

  private func groupTable(_ models: [(name: String, calibration: Calibration)]) -> Table {
    Table(
      "groups", title: "Observed against predicted in groups of equal size",
      columns: [
        .init("model"), .init("n"), .init("events"), .init("predicted", "predicted", .decimals(3)),
        .init("observed", "observed", .decimals(3)), .init("low", "low", .decimals(3)),
        .init("high", "high", .decimals(3)),
      ],
      rows: models.flatMap { name, found in
        found.groups.map { group in
          [
            .text(name), .integer(group.count), .integer(group.events), .number(group.meanPredicted),
            .init(group.observed.value), .init(group.observed.low), .init(group.observed.high),
          ]
        }
      })
  }

  private func json(_ name: String, _ found: Calibration) -> JSON {
    [
      "name": .string(name), "slope": JSON(found.slope), "intercept": JSON(found.intercept),
      "intercept_in_the_large": JSON(found.interceptInTheLarge), "unreliability": JSON(found.unreliability),
      "brier": .number(found.brier), "scaled_brier": .number(found.scaledBrier), "log_loss": JSON(found.logLoss),
      "observed_to_expected": JSON(found.observedToExpected), "spiegelhalter": JSON(found.spiegelhalter),
      "hosmer_lemeshow": JSON(found.hosmerLemeshow),
      "decomposition": [
        "reliability": .number(found.decomposition.reliability), "resolution": .number(found.decomposition.resolution),
        "uncertainty": .number(found.decomposition.uncertainty), "remainder": .number(found.decomposition.remainder),
      ],
      "expected_calibration_error": .number(found.expectedCalibrationError), "e_max": .number(found.largestError),
      "e_90": .number(found.error90), "e_avg": .number(found.meanError),
      "groups": groupTable([(name, found)]).dropping(columns: 1).json,
      "curve": .array(
        zip(found.curve.x, found.curve.y).map { ["predicted": .number($0), "observed": .number($1)] }),
    ]
  }
}

extension JSON {
  /// An estimate with its standard error and limits; null where there is none.
  init(_ estimate: Estimate?) {
    guard let estimate else {
      self = .null
      return
    }
    self = [
      "value": .number(estimate.value), "se": JSON(estimate.standardError), "low": JSON(estimate.low),
      "high": JSON(estimate.high),
    ]
  }

  /// A test with the words of its name.
  init(_ test: TestResult) {
    self = [
      "test": .string(test.name), "statistic": JSON(test.statistic),
      "df": .array(test.degreesOfFreedom.map { .number($0) }), "p": JSON(test.p),
    ]
  }
}
