internal import Foundation
internal import Stats

extension RunResult.ModelResult {
  /// What follows for two classes from a cut-off: counts, and shares with exact intervals.
  mutating func judge(_ classes: [Bool], isHigh: [Bool], prevalences: [Double], at cutoff: String) throws {
    let table = try DiagnosticTable(isPositive: classes, isTestPositive: isHigh)
    confusion = RunResult.Confusion(table)
    let found = try RunResult.Metric.all(of: table, prevalences: prevalences, at: " at the \(cutoff)")
    metrics = metrics.filter { name, _ in !["ppv", "npv", "lr_"].contains(where: name.hasPrefix) }
    metrics.merge(found) { _, new in new }
  }

  /// What follows for survival: how the groups below and above a cut-off differ.
  mutating func judge(_ times: [SurvivalTime], isHigh: [Bool], at cutoff: String) throws {
    for name in ["logrank_p", "hazard_ratio", "median_low", "median_high"] { metrics[name] = nil }
    var known: [Caution] = []
    let found = try RunResult.Metric.all(of: times, isHigh: isHigh, at: " at the \(cutoff)", cautions: &known)
    cautions += known.filter { !cautions.contains($0) }
    metrics.merge(found) { _, new in new }
  }
}

extension RunResult {
  /// The same result with another cut-off for one model: scores, curves and comparisons stay, what follows from the cut-off
  /// changes in every part, and the first caution says on which part it was chosen.
  public func withCutoff(_ threshold: Double, of model: String, chosenOn part: String) throws -> RunResult {
    var result = self
    for index in result.predictions.indices where result.predictions[index].model == model {
      let prediction = result.predictions[index]
      let isHigh = prediction.scores.map { $0 >= threshold }
      result.predictions[index].isHigh = isHigh
      guard let place = result.results.firstIndex(where: { $0.model == model && $0.part == prediction.part }) else {
        continue
      }
      result.results[place].cutoff = threshold
      if let classes = prediction.isPositive {
        try result.results[place].judge(
          classes, isHigh: isHigh, prevalences: evaluation?.asked.prevalences ?? [], at: "chosen cut-off")
      } else if let times = prediction.times {
        try result.results[place].judge(times, isHigh: isHigh, at: "chosen cut-off")
      }
    }
    result.reevaluate(model, threshold: threshold)
    result.chosenCutoffs = (chosenCutoffs ?? [:]).merging([model: ChosenCutoff(threshold: threshold, part: part)]) {
      $1
    }
    let isHonest = part == "training"
    result.cautions.removeAll { $0.code == "chosen_cutoff" && $0.message.hasPrefix("\(model): ") }
    // First of all: nothing else that is said of these numbers weighs as much.
    result.cautions.insert(
      Caution(
        code: "chosen_cutoff",
        message: "\(model): the cut-off was chosen by hand on the \(part) part; "
          + (isHonest
            ? "judge it in the validation part only."
            : "there it looks better than it is. Confirm it on patients who had no part in choosing it.")), at: 0)
    return result
  }
}

extension CohortDatabase {
  /// Keeps a result that was made from a run without fitting anything anew, with the plan and the inputs of that run;
  /// returns the number of the new run.
  @discardableResult
  public func keep(_ result: RunResult, like run: StoredRun) throws -> Int64 {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    var result = result
    result.provenance.step = "cutoff"
    result.provenance.createdAt = Date()
    return try storeRun(
      study: run.study, plan: run.plan, result: String(decoding: try encoder.encode(result), as: UTF8.self),
      provenance: result.provenance)
  }
}
