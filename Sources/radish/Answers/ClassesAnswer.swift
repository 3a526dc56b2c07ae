import Stats
import TUI

/// What `radish classes` says.
struct ClassesAnswer {
  let outcome: ClassOutcome
  /// The class each row is called.
  let calls: [Int]
  /// The column of the calls; nil where they are the highest score.
  let calledBy: String?
  /// One column per class, or none.
  let scores: [[Double]]
  let costs: [[Double]]?
  /// Whether the classes were given in order, so that weighted κ means something.
  let isOrdered: Bool
  let level: Double
  let rows: CompleteRows

  func answer() throws -> Answer {
    let matrix = try ConfusionMatrix(truth: outcome.codes, predicted: calls, classes: outcome.classes)
    var answer = Answer("classes")
    answer.lines = [
      outcome.sentence(joinedBy: isOrdered ? " < " : ", ") + " Called by: \(calledBy ?? "the highest score")."
    ]
    answer.add(rows)
    answer.add("outcome", .string(outcome.column))
    answer.add("classes", .array(outcome.classes.map { .string($0) }))
    answer.add("conf_level", .number(level))
    answer.add(averages(matrix))
    answer.add(confusion(matrix))
    let accuracy = matrix.accuracy(level: level)
    answer.add(
      "accuracy", ["value": JSON(accuracy.value), "low": JSON(accuracy.low), "high": JSON(accuracy.high)])
    answer.add("balanced_accuracy", .number(matrix.balancedAccuracy))
    answer.add("matthews", JSON(matrix.matthews))
    answer.add(try perClass(matrix))
    answer.add(try agreement(matrix))
    if let costs { answer.add("mean_cost", JSON(try matrix.meanCost(costs, level: level))) }
    answer.notes.insert("Accuracy \(Figures.interval(accuracy.value, accuracy.low, accuracy.high)), exact.", at: 0)
    if let costs {
      let cost = try matrix.meanCost(costs, level: level)
      answer.notes.insert("Mean cost of a row \(Figures.interval(cost.value, cost.low, cost.high)).", at: 1)
    }
    answer.plots = [heatMap(matrix)]
    if !scores.isEmpty { try addAreas(to: &answer) }
    answer.cautions = cautions
    return answer
  }

  private var cautions: [Caution] {
    zip(outcome.classes, outcome.sizes).filter { $0.1 < 10 }.map { name, count in
      Caution(
        code: "few_in_class",
        message:
          "Only \(Caution.count(count, "row")) \(count == 1 ? "is" : "are") \(name): what is said of this class rests on them. Collect more, or merge it "
          + "with a neighbour.")
    }
  }

  private func heatMap(_ matrix: ConfusionMatrix) -> HeatMap {
    HeatMap(
      title: "Called (across) against true (down)", rowLabels: outcome.classes, columnLabels: outcome.classes,
      values: matrix.counts.map { $0.map(Double.init) },
      scale: .sequential(low: 0, high: Double(matrix.counts.flatMap(\.self).max() ?? 1)), decimals: 0)
  }

  private func confusion(_ matrix: ConfusionMatrix) -> Table {
    Table(
      "confusion", title: "Rows by true (down) and called (across) class",
      columns: [.init("true")] + outcome.classes.map { .init($0) } + [.init("all")],
      rows: zip(outcome.classes, matrix.counts).map { name, counts in
        [.text(name)] + counts.map { .integer($0) } + [.integer(counts.reduce(0, +))]
      })
  }

  private func perClass(_ matrix: ConfusionMatrix) throws -> Table {
    Table(
      "per_class", title: "Each class against the others",
      columns: [.init("class"), .init("n"), .init("precision", "precision", .decimals(3))]
        + .limits(low: "precision_low", high: "precision_high") + [.init("recall", "recall", .decimals(3))]
        + .limits(low: "recall_low", high: "recall_high") + [
          .init("f1", "F1", .decimals(3)), .init("specificity", "specificity", .decimals(3)),
        ],
      rows: outcome.classes.indices.map { index in
        let table = matrix.table(for: index)
        let found = table.intervals(level: level)
        return [
          .text(outcome.classes[index]), .integer(outcome.sizes[index]), .init(found.positivePredictiveValue.value),
          .init(found.positivePredictiveValue.low), .init(found.positivePredictiveValue.high),
          .init(found.sensitivity.value), .init(found.sensitivity.low), .init(found.sensitivity.high),
          .init(table.f1), .init(table.specificity),
        ]
      })
  }

  private func averages(_ matrix: ConfusionMatrix) -> Table {
    Table(
      "averages", title: "Averages over classes",
      columns: [
        .init("average"), .init("precision", "precision", .decimals(3)), .init("recall", "recall", .decimals(3)),
        .init("f1", "F1", .decimals(3)), .init("specificity", "specificity", .decimals(3)),
      ],
      rows: [("macro", matrix.macro), ("micro", matrix.micro), ("weighted", matrix.weighted)].map { name, one in
        [.text(name), .number(one.precision), .number(one.recall), .number(one.f1), .number(one.specificity)]
      })
  }

  /// Cohen's κ; weighted only where the classes have an order.
  private func agreement(_ matrix: ConfusionMatrix) throws -> Table {
    let weights: [CategoryAgreement.Weights] = isOrdered ? [.unweighted, .linear, .quadratic] : [.unweighted]
    return Table.kappa(try weights.map { try matrix.kappa($0, level: level) })
  }

  private func addAreas(to answer: inout Answer) throws {
    let areas = try MultiClassAUC(truth: outcome.codes, scores: scores, classes: outcome.classes, level: level)
    answer.add(
      Table(
        "areas", title: "Areas under the ROC curve of each class against the others",
        columns: [
          .init("class"), .init("auc", "AUC", .decimals(3)), .init("se", "SE", .decimals(3)),
        ] + .limits(low: "ci_low", high: "ci_high"),
        rows: zip(outcome.classes, areas.oneVersusRest).map { name, area in
          [.text(name), .init(area?.value), .init(area?.standardError), .init(area?.low), .init(area?.high)]
        }))
    answer.add(
      "auc",
      ["macro": JSON(areas.macro), "weighted": JSON(areas.weighted), "hand_till": JSON(areas.handTill)])
    func text(_ value: Double?) -> String { value.map { Figures.decimals($0, 3) } ?? "–" }
    answer.notes.insert(
      "AUC: macro \(text(areas.macro)), weighted \(text(areas.weighted)), Hand–Till \(text(areas.handTill)).", at: 0)
    let curves = outcome.classes.indices.compactMap { index -> (name: String, curve: ROCCurve)? in
      let isPositive = outcome.codes.map { $0 == index }
      return (try? ROCCurve(isPositive: isPositive, scores: scores[index], level: level)).map {
        (outcome.classes[index], $0)
      }
    }
    answer.plots = [Plot.roc(curves, title: "ROC · each class of \(outcome.column) against the others")]
  }
}
