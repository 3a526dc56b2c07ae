import Cohort
import Foundation
import Stats

/// What `radish run` says about a study.
struct RunAnswer {
  let result: RunResult

  func answer() throws -> Answer {
    var answer = Answer("run")
    answer.lines = [
      "\(result.study): \(result.n) units"
        + (result.missing > 0 ? ", \(result.missing) left out" : "") + "; "
        + result.parts.map { "\($0.name) \($0.n) (\($0.events) events)" }.joined(separator: ", ") + "."
    ]
    answer.tables = [metricTable, comparisonTable, predictionTable]
    answer.tables[2].isPrinted = false
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
