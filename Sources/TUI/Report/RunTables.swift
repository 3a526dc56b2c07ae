public import Cohort
public import Stats

/// The numbers of a run as tables: what `radish run` prints and what a report is made of.
public struct RunTables: Sendable {
  public let result: RunResult

  public init(_ result: RunResult) { self.result = result }

  /// The part that models are judged in: the validation part, or all of a cross-validation.
  public var judged: String? {
    for name in ["validation", "cross-validation"] where result.parts.contains(where: { $0.name == name }) {
      return name
    }
    return result.parts.last?.name
  }

  /// One row per model, part and measure.
  public var results: ReportTable {
    ReportTable(
      "results",
      columns: [
        .init("model"), .init("part"), .init("metric"), .init("value", .decimals(3)), .init("low", .decimals(3)),
        .init("high", .decimals(3)), .init("method"),
      ],
      rows: result.results.flatMap { one in
        one.metrics.sorted { $0.key < $1.key }.map { name, metric in
          [
            .text(one.model), .text(one.part), .text(name), .number(metric.value), .init(metric.low),
            .init(metric.high), .text(metric.method),
          ]
        }
      })
  }

  public var comparisons: ReportTable {
    ReportTable(
      "comparisons", title: "Differences between models",
      columns: [
        .init("a"), .init("b"), .init("part"), .init("metric"), .init("difference", .decimals(3)),
        .init("low", .decimals(3)), .init("high", .decimals(3)), .init("p", .p), .init("test"),
      ],
      rows: result.comparisons.map {
        [
          .text($0.a), .text($0.b), .text($0.part), .text($0.metric), .number($0.difference), .init($0.low),
          .init($0.high), .init($0.p), .text($0.test),
        ]
      })
  }

  /// Rows by true and called class, one table per model in the judged part.
  public var confusions: [ReportTable] {
    result.results.filter { $0.part == judged }.compactMap { one in
      one.classes.map { classes in
        ReportTable(
          "confusion", title: "\(one.model), \(one.part): true (down) and called (across) class",
          columns: [.init("true")] + classes.names.map { .init($0) },
          rows: zip(classes.names, classes.counts).map { name, counts in
            [.text(name)] + counts.map { .integer($0) }
          })
      }
    }
  }

  /// Predicted against observed shares. Of several classes a model has a block for each that is told from the others, of levels
  /// one for each that is reached or not: `clinical: ≥ 2`.
  public var calibration: ReportTable {
    var all = result.results.map { (model: $0.model, part: $0.part, found: $0.calibration ?? []) }
    for one in result.classRisks { all.append((one.model, one.part, one.calibration.map { [$0] } ?? [])) }
    return ReportTable(
      "calibration",
      columns: [
        .init("model"), .init("part"), .init("time"), .init("n"), .init("predicted"), .init("observed"), .init("low"),
        .init("high"),
      ],
      rows: all.flatMap { one in
        one.found.flatMap { calibration in
          calibration.groups.map {
            [
              .text(one.model), .text(one.part), .init(calibration.time), .integer($0.n), .number($0.predicted),
              .init($0.observed), .init($0.low), .init($0.high),
            ]
          }
        }
      })
  }

  /// The groups of the judged part as people read them: the observed share with its limits, and by when.
  var printedCalibration: ReportTable {
    let unit: String
    if case .survival(let time, _, _) = result.outcome {
      let found = Plot.timeUnit(ofColumn: time)
      unit = found.isEmpty ? "" : " " + found
    } else {
      unit = ""
    }
    let isSurvival = result.outcome.isSurvival
    return ReportTable(
      "calibration",
      title: "Calibration in groups, \(judged ?? ""): observed share with its 95 % CI, "
        + (isSurvival ? "by Kaplan–Meier" : "by Wilson"),
      columns: [.init("model")] + (isSurvival ? [.init("event by")] : [])
        + [.init("n"), .init("predicted", .decimals(3)), .init("observed")],
      keyCount: isSurvival ? 2 : 1,
      rows: result.results.filter { $0.part == judged }.flatMap { one in
        (one.calibration ?? []).flatMap { calibration in
          calibration.groups.map { group in
            let time = calibration.time.map { [ReportTable.Value.text(NumberText.short($0) + unit)] } ?? []
            let observed = group.observed.map { NumberText.interval($0, group.low, group.high, decimals: 3) }
            return [.text(one.model)] + time
              + [.integer(group.n), .number(group.predicted), observed.map { .text($0) } ?? .missing]
          }
        }
      })
  }

  /// Net benefit over thresholds; of several classes as `calibration`.
  public var decisionCurves: ReportTable {
    var all = result.results.map { (model: $0.model, part: $0.part, found: $0.decisionCurves ?? []) }
    for one in result.classRisks { all.append((one.model, one.part, one.decisionCurve.map { [$0] } ?? [])) }
    return ReportTable(
      "decision_curves",
      columns: [
        .init("model"), .init("part"), .init("time"), .init("threshold"), .init("net_benefit"), .init("low"),
        .init("high"), .init("treat_all"),
      ],
      rows: all.flatMap { one in
        one.found.flatMap { curve in
          curve.points.map {
            [
              .text(one.model), .text(one.part), .init(curve.time), .number($0.threshold), .number($0.netBenefit),
              .init($0.low), .init($0.high), .number($0.treatAll),
            ]
          }
        }
      })
  }

  /// The area at each time, with the curves' points in a table of their own.
  public var timeDependentROC: ReportTable {
    ReportTable(
      "time_dependent_roc", title: "Areas under time-dependent ROC curves",
      columns: [
        .init("model"), .init("part"), .init("time"), .init("n_cases"), .init("n_controls"), .init("auc", .decimals(3)),
        .init("low", .decimals(3)), .init("high", .decimals(3)),
      ],
      rows: result.results.flatMap { one in
        (one.timeDependentROC ?? []).map {
          [
            .text(one.model), .text(one.part), .number($0.time), .integer($0.cases), .integer($0.controls),
            .init($0.auc?.value), .init($0.auc?.low), .init($0.auc?.high),
          ]
        }
      })
  }

  public var timeDependentPoints: ReportTable {
    ReportTable(
      "time_dependent_roc_points",
      columns: [
        .init("model"), .init("part"), .init("time"), .init("threshold"), .init("sensitivity"), .init("specificity"),
      ],
      rows: result.results.flatMap { one in
        (one.timeDependentROC ?? []).flatMap { curve in
          curve.points.map {
            [
              .text(one.model), .text(one.part), .number(curve.time), .init($0.threshold), .number($0.sensitivity),
              .number($0.specificity),
            ]
          }
        }
      })
  }

  /// The scores behind the results, by unit: the only table that names patients.
  public var predictions: ReportTable {
    ReportTable(
      "predictions", columns: [.init("model"), .init("part"), .init("unit"), .init("score")],
      rows: result.predictions.flatMap { one in
        zip(one.units, one.scores).map { [.text(one.model), .text(one.part), .text($0), .number($1)] }
      })
  }

  public var coefficients: ReportTable {
    ReportTable(
      "coefficients", title: "Coefficients",
      columns: [
        .init("model"), .init("variable"), .init("coefficient", .significant(4)), .init("low", .significant(4)),
        .init("high", .significant(4)), .init("p", .p), .init("per"), .init("sd", .significant(4)),
      ],
      rows: result.coefficients.sorted { $0.key < $1.key }.flatMap { model, values in
        values.map {
          [
            .text(model), .text($0.name), .number($0.value), .init($0.low), .init($0.high), .init($0.p),
            $0.per.map { .text($0.word) } ?? .missing, .init($0.sd),
          ]
        }
      })
  }

  /// What the coefficients of the run are told per, and why some have no interval.
  var coefficientWords: String {
    let all = result.coefficients.values.joined()
    let steps = Set(all.compactMap(\.per))
    var sentences: [String] = []
    if steps.contains(.sd) {
      sentences.append(
        "Coefficients per SD are told for one standard deviation of the training part (column sd): divide by it for one unit."
      )
    }
    if steps.contains(.unit) { sentences.append("Those per unit are told for one unit of the column.") }
    if steps.contains(.score) {
      sentences.append("Those per score are told for one unit of another model's score (log odds or log hazard).")
    }
    if all.contains(where: { $0.name != "(Intercept)" && $0.low == nil }) {
      sentences.append(RunResult.Coefficient.noIntervals)
    }
    return sentences.joined(separator: " ")
  }

  /// How coefficients entered penalised models as the penalty fell: one row per model, strength and variable.
  public var penaltyPaths: ReportTable {
    ReportTable(
      "penalty_paths", columns: [.init("model"), .init("lambda"), .init("variable"), .init("coefficient")],
      rows: paths.flatMap { model, path in
        path.lambdas.indices.flatMap { place in
          path.coefficients.compactMap { one -> [ReportTable.Value]? in
            guard one.values.indices.contains(place) else { return nil }
            return [.text(model), .number(path.lambdas[place]), .text(one.name), .number(one.values[place])]
          }
        }
      })
  }

  /// The error that cross-validation inside the training part found at each strength of the penalty.
  public var penaltyErrors: ReportTable {
    ReportTable(
      "penalty_errors",
      columns: [
        .init("model"), .init("lambda"), .init("measure"), .init("mean"), .init("se"), .init("variables"),
        .init("chosen_by"), .init("used"),
      ],
      rows: paths.flatMap { model, path in
        path.lambdas.indices.map { place in
          let lambda = path.lambdas[place]
          let rules = [("min", path.minimum), ("1se", path.oneStandardError)].filter { $0.1 == lambda }.map(\.0)
          return [
            .text(model), .number(lambda), .text(path.measure), .number(path.mean[place]),
            .number(path.standardError[place]),
            .integer(path.coefficients.count { $0.values.indices.contains(place) && $0.values[place] != 0 }),
            .text(rules.joined(separator: " ")), .text(path.chosen == lambda ? "yes" : "no"),
          ]
        }
      })
  }

  /// By name of the model; those whose lists do not fit together are left out.
  private var paths: [(String, RunResult.PenaltyPath)] {
    (result.penaltyPaths ?? [:]).sorted { $0.key < $1.key }.filter { _, path in
      path.mean.count == path.lambdas.count && path.standardError.count == path.lambdas.count
    }
  }

  /// One row per model and part with the measures that are read first.
  public var summary: ReportTable {
    let measures = [
      ("AUC", "auc"), ("C", "c_index"), ("mean AUC", "auc_macro"), ("HR", "hazard_ratio"), ("Brier", "brier"),
      ("sensitivity", "sensitivity"), ("specificity", "specificity"), ("accuracy", "accuracy"),
    ].filter { _, key in result.results.contains { $0.metrics[key] != nil } }
    return ReportTable(
      "summary", title: "Models",
      columns: [.init("model"), .init("part"), .init("n")] + measures.map { .init($0.0) },
      rows: result.results.map { one in
        let count = result.parts.first { $0.name == one.part }?.n
        return [.text(one.model), .text(one.part), count.map { .integer($0) } ?? .missing]
          + measures.map { _, key in
            one.metrics[key].map { .text(NumberText.interval($0.value, $0.low, $0.high)) } ?? .missing
          }
      })
  }

  /// Every caution of the run, saying which model and part it is about.
  public var cautions: [Caution] {
    result.cautions + result.results.flatMap { one in one.cautions.map { $0.about("\(one.model), \(one.part)") } }
  }
}
