import Cohort
import Foundation
import Stats
import TUI

/// What `radish run` says about a study.
struct RunAnswer {
  let result: RunResult

  func answer() throws -> Answer {
    var answer = Answer("run")
    answer.lines = [
      "\(result.study): \(result.n) units"
        + (result.missing > 0 ? ", \(result.missing) left out" : "") + "; "
        + result.parts.map { part in
          "\(part.name) \(part.n)" + (part.events > 0 ? " (\(part.events) events)" : "")
        }.joined(separator: ", ") + "."
    ]
    answer.tables = [metricTable, comparisonTable] + confusionTables
    answer.tables += [predictionTable, calibrationTable, decisionTable].map { table in
      var table = table
      table.isPrinted = false
      return table
    }
    answer.plots = [plot].compactMap { $0 }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    answer.written = String(decoding: try encoder.encode(result), as: UTF8.self)
    answer.notes = result.leftOut.map { "Left out: \($0.n) units, \($0.reason)." }
    answer.notes += result.selectedFeatures.sorted { $0.key < $1.key }.map { model, names in
      "\(model) uses \(names.count): \(names.prefix(6).joined(separator: ", "))\(names.count > 6 ? ", …" : "")."
    }
    answer.cautions =
      result.cautions
      + result.results.flatMap { one in
        one.cautions.map { $0.about("\(one.model), \(one.part)") }
      }
    return answer
  }

  /// The part that models are judged in: the validation part, or all of a cross-validation.
  private var judged: String? {
    result.parts.first { $0.name == "validation" }?.name ?? result.parts.last?.name
  }

  /// ROC curves of the models for two classes, else their concordances or areas with intervals.
  private var plot: (any Figure)? {
    guard let judged else { return nil }
    if case .binary = result.outcome {
      let curves = result.predictions.filter { $0.part == judged }.compactMap { one in
        one.roc.map { (name: one.model, curve: $0) }
      }
      return curves.isEmpty ? nil : Plot.roc(curves, title: "ROC · \(result.outcome) · \(judged)")
    }
    let key = result.results.contains { $0.metrics["c_index"] != nil } ? "c_index" : "auc_macro"
    let rows = result.results.filter { $0.part == judged }.compactMap { one in
      one.metrics[key].map {
        ForestPlot.Row(one.model, estimate: $0.value, low: $0.low ?? .nan, high: $0.high ?? .nan)
      }
    }
    return rows.isEmpty
      ? nil
      : ForestPlot(
        title: "\(key == "c_index" ? "Concordance" : "Mean AUC") · \(judged)", measure: key == "c_index" ? "C" : "AUC",
        null: 0.5, isLogarithmic: false, rows: rows)
  }

  /// Rows by true and called class, one table per model in the judged part.
  private var confusionTables: [Table] {
    result.results.filter { $0.part == judged }.compactMap { one in
      one.classes.map { classes in
        Table(
          "confusion", title: "\(one.model), \(one.part): true (down) and called (across) class",
          columns: [.init("true")] + classes.names.map { .init($0) },
          rows: zip(classes.names, classes.counts).map { name, counts in
            [.text(name)] + counts.map { .integer($0) }
          })
      }
    }
  }

  private var calibrationTable: Table {
    Table(
      "calibration",
      columns: [
        .init("model"), .init("part"), .init("time"), .init("n"), .init("predicted"), .init("observed"), .init("low"),
        .init("high"),
      ],
      rows: result.results.flatMap { one in
        (one.calibration ?? []).flatMap { calibration in
          calibration.groups.map {
            [
              .text(one.model), .text(one.part), .init(calibration.time), .integer($0.n), .number($0.predicted),
              .init($0.observed), .init($0.low), .init($0.high),
            ]
          }
        }
      })
  }

  private var decisionTable: Table {
    Table(
      "decision_curves",
      columns: [
        .init("model"), .init("part"), .init("time"), .init("threshold"), .init("net_benefit"), .init("low"),
        .init("high"), .init("treat_all"),
      ],
      rows: result.results.flatMap { one in
        (one.decisionCurves ?? []).flatMap { curve in
          curve.points.map {
            [
              .text(one.model), .text(one.part), .init(curve.time), .number($0.threshold), .number($0.netBenefit),
              .init($0.low), .init($0.high), .number($0.treatAll),
            ]
          }
        }
      })
  }

  private var metricTable: Table {
    Table(
      "results",
      columns: [
        .init("model"), .init("part"), .init("metric"), .init("value", "value", .decimals(3)),
        .init("low", "low", .decimals(3)), .init("high", "high", .decimals(3)), .init("method"),
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

  private var comparisonTable: Table {
    Table(
      "comparisons", title: "Differences between models",
      columns: [
        .init("a"), .init("b"), .init("part"), .init("metric"), .init("difference", "difference", .decimals(3)),
        .init("low", "low", .decimals(3)), .init("high", "high", .decimals(3)), .init("p", "p", .p), .init("test"),
      ],
      rows: result.comparisons.map {
        [
          .text($0.a), .text($0.b), .text($0.part), .text($0.metric), .number($0.difference), .init($0.low),
          .init($0.high), .init($0.p), .text($0.test),
        ]
      })
  }

  /// The scores behind the results, for other programs.
  private var predictionTable: Table {
    Table(
      "predictions", columns: [.init("model"), .init("part"), .init("unit"), .init("score")],
      rows: result.predictions.flatMap { one in
        zip(one.units, one.scores).map { [.text(one.model), .text(one.part), .text($0), .number($1)] }
      })
  }
}
