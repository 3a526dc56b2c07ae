import Foundation
import TestSupport
import Testing

@testable import Stats

/// multiclass.json (scikit-learn 1.9.1): the probabilities follow from the coefficients of the file.
enum MultiClassReference {
  static let table = OracleTable(
    "multiclass",
    excluded: [
      "*/coef": "the penalised multinomial fit is a model's own test",
      "*/intercept_up_to_common_shift": "the penalised multinomial fit is a model's own test",
    ]
  ) { item in
    let data = StatsReference.table("wine")
    let columns = data.names.prefix(13).map { name -> [Double] in
      let x = data.numbers(name)
      let moments = SampleMoments(x)
      let sd = (moments.squares / moments.count).squareRoot()
      return x.map { ($0 - moments.mean) / sd }
    }
    let coefficients = item.expected["coef"].items.map(\.numbers)
    let intercepts = item.expected["intercept_up_to_common_shift"].numbers
    let truth = data.numbers("cultivar").map { Int($0) }
    var probabilities: [[Double]] = []
    for i in truth.indices {
      var scores = intercepts
      for c in scores.indices { for j in columns.indices { scores[c] += coefficients[c][j] * columns[j][i] } }
      let sum = scores.reduce(0) { $0 + exp($1) }
      probabilities.append(scores.map { exp($0) / sum })
    }
    let predicted = probabilities.map { row in row.firstIndex(of: row.max() ?? 0) ?? 0 }
    let classes = ["0", "1", "2"]
    let matrix = try ConfusionMatrix(truth: truth, predicted: predicted, classes: classes)
    let byClass = classes.indices.map { c in probabilities.map { $0[c] } }
    let auc = try MultiClassAUC(truth: truth, scores: byClass, classes: classes)
    let loss = truth.indices.reduce(0.0) { $0 - log(probabilities[$1][truth[$1]]) } / Double(truth.count)
    let first: [JSONValue] = probabilities.prefix(5).map { JSONValue.numbers($0) }
    return [
      "logloss": .some(loss), "accuracy": .some(matrix.accuracy().value),
      "confusion_rows_true": .array(matrix.counts.map { JSONValue.integers($0) }),
      "auc_ovr": [
        "0": .some(auc.oneVersusRest[0]?.value), "1": .some(auc.oneVersusRest[1]?.value),
        "2": .some(auc.oneVersusRest[2]?.value),
      ], "auc_ovr_macro": .some(auc.macro), "auc_ovr_weighted": .some(auc.weighted),
      "auc_ovo_hand_till": .some(auc.handTill), "auc_hand_till_direct": .some(auc.handTill),
      "prob_first5": .array(first),
    ]
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct MultiClassReferenceTests {
  @Test(arguments: MultiClassReference.table.rows)
  func `a multi-class measure agrees with scikit-learn`(_ row: OracleRow) {
    #expect(row.agrees(), "expected \(row.expected), found \(String(describing: row.found))")
  }
}
