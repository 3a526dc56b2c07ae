import Cohort
import Foundation
import Stats
import TUI

/// What `radish run` says about a study.
struct RunAnswer {
  let result: RunResult

  private var tables: RunTables { RunTables(result) }

  func answer() throws -> Answer {
    var answer = Answer("run")
    answer.lines = [
      "\(result.study): \(result.counted)"
        + (result.missing > 0 ? ", \(result.missing) left out" : "") + "; "
        + result.parts.map { result.words(of: $0) }.joined(separator: ", ") + "."
    ]
    answer.tables = ([tables.results, tables.comparisons] + tables.confusions).map { Table($0) }
    answer.tables += tables.printedEvaluation.map { Table($0) }
    answer.tables += [
      tables.predictions, tables.calibration, tables.decisionCurves, tables.timeDependentROC,
      tables.timeDependentPoints,
    ].map { table in
      var table = Table(table)
      table.isPrinted = false
      return table
    }
    answer.plots = [plot].compactMap { $0 }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    answer.written = String(decoding: try encoder.encode(result), as: UTF8.self)
    answer.notes = result.leftOut.map { "Left out: \(Caution.count($0.n, "unit")), \($0.reason)." }
    answer.notes += result.selectedFeatures.sorted { $0.key < $1.key }.map { model, names in
      "\(model) uses \(names.count): \(names.prefix(6).joined(separator: ", "))\(names.count > 6 ? ", …" : "")."
    }
    answer.cautions = tables.cautions
    return answer
  }

  /// The frozen cut-off of a model, which is what was learned; the best one of the judged part is not.
  private func frozen(_ model: String, _ part: String) -> ROCCutoff? {
    guard let own = result.results.first(where: { $0.model == model && $0.part == part }), let cutoff = own.cutoff,
      let counts = own.confusion
    else { return nil }
    return ROCCutoff(
      threshold: cutoff,
      table: DiagnosticTable(
        truePositives: counts.truePositives, falsePositives: counts.falsePositives,
        falseNegatives: counts.falseNegatives, trueNegatives: counts.trueNegatives))
  }

  /// ROC curves of the models for two classes, else their concordances or areas with intervals.
  private var plot: (any Figure)? {
    guard let judged = tables.judged else { return nil }
    if case .binary = result.outcome {
      let curves = result.predictions.filter { $0.part == judged }.compactMap { one in
        one.roc.map { (name: one.model, curve: $0) }
      }
      let readers = (result.evaluation?.readers ?? []).filter { $0.part == judged }.compactMap { one in
        one.metrics["sensitivity"].flatMap { sensitivity in
          one.metrics["specificity"].map {
            (name: one.reader, sensitivity: sensitivity.value, specificity: $0.value)
          }
        }
      }
      return curves.isEmpty
        ? nil
        : Plot.roc(
          curves, title: "ROC · \(result.outcome) · \(judged)", readers: readers,
          marked: frozen(curves[0].name, judged),
          intervals: curves.map { curve in
            let own = result.results.first { $0.model == curve.name && $0.part == judged }?.metrics["auc"]
            return (own?.low ?? curve.curve.auc.low, own?.high ?? curve.curve.auc.high)
          })
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
}

extension Table {
  /// A table of a run as commands print it: the same values, columns and digits.
  init(_ table: ReportTable) {
    self.init(
      table.name, title: table.title,
      columns: table.columns.map { column in
        let style: Style =
          switch column.style {
          case .text: .text
          case .decimals(let digits): .decimals(digits)
          case .significant(let digits): .significant(digits)
          case .p: .p
          }
        return Column(column.name, column.name, style)
      },
      rows: table.rows.map { row in
        row.map { value in
          switch value {
          case .text(let text): .text(text)
          case .number(let number): .number(number)
          case .integer(let integer): .integer(integer)
          case .missing: .missing
          }
        }
      })
  }
}
