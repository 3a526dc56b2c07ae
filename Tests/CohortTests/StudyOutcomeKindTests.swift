import Foundation
import Stats
import Testing

@testable import Cohort

/// Studies whose outcome has several classes, ordered levels, or times at which risks are judged. One marker carries all.
@Suite struct StudyOutcomeKindTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// 240 patients with a marker, a class and a level that follow it, follow-up shortened by it, and an age that says nothing.
  private func cohort() throws -> CohortDatabase {
    let count = 240
    var generator = SeededGenerator(seed: 5)
    let database = try CohortDatabase(path: folder.file("c.sqlite"), mode: .create)
    let markers = (0..<count).map { _ in generator.normal() }
    let others = (0..<count).map { _ in generator.normal() }
    let ages = (0..<count).map { _ in (60 + 8 * generator.normal()).rounded() }
    let grades = markers.map { marker in
      let seen = marker + 0.5 * generator.normal()
      return seen < -0.8 ? "F0" : seen < 0 ? "F1" : seen < 0.8 ? "F2" : "F3"
    }
    let types = markers.indices.map { row in
      markers[row] + 0.4 * generator.normal() > 0.5 ? "c" : others[row] > 0 ? "a" : "b"
    }
    var times: [Double] = []
    var events: [Double] = []
    for marker in markers {
      let event = -20 * log(1 - generator.uniform()) * exp(-marker)
      let end = 10 + 40 * generator.uniform()
      times.append(min(event, end))
      events.append(event <= end ? 1 : 0)
    }
    try database.update { cohort in
      let ids = try (0..<count).map { try cohort.patient("P\($0 + 1)").rawValue }
      func number(_ name: String, _ values: [Double]) throws {
        try cohort.setCells(level: .patient, name: name, units: ids, values: .number(values))
      }
      func text(_ name: String, _ values: [String]) throws {
        try cohort.setCells(level: .patient, name: name, units: ids, values: .text(TextColumn(values)))
      }
      try number("marker", markers)
      try number("other", others)
      try number("age", ages)
      try number("months", times)
      try number("progressed", events)
      try text("fibrosis", grades)
      try text("type", types)
    }
    return database
  }

  private func run(_ outcome: String, model: String, split: String = "stratified") async throws -> RunResult {
    let plan = try StudyPlan(
      text: """
        study: kinds
        outcome: \(outcome)
        split: \(split)
        blocks: {good: [marker, other], poor: [age]}
        models:
          good: {block: good, pipeline: [\(model)]}
          poor: {block: poor, pipeline: [\(model)]}
        compare: [[good, poor]]
        seed: 4
        """)
    return try await StudyRunner(plan).run(try cohort(), jobs: 2)
  }

  private func validation(_ result: RunResult, _ model: String = "good") throws -> RunResult.ModelResult {
    try #require(result.results.first { $0.model == model && $0.part == "validation" })
  }

  @Test func `ordered levels are judged at every threshold and by the order of all`() async throws {
    let result = try await run("{ordinal: fibrosis, levels: [F0, F1, F2, F3]}", model: "logistic")
    let good = try validation(result)
    #expect(Set(good.metrics.keys) == ["auc_F1", "auc_F2", "auc_F3", "c_index", "kappa_quadratic"])
    for key in ["auc_F1", "auc_F2", "auc_F3", "c_index"] {
      #expect(good.metrics[key].map { $0.value > 0.75 && ($0.low ?? 1) < $0.value } == true, "\(key)")
    }
    let counts = try #require(good.classes)
    #expect(counts.names == ["F0", "F1", "F2", "F3"])
    #expect(counts.counts.flatMap(\.self).reduce(0, +) == result.parts.first { $0.name == "validation" }?.n)
    let comparison = try #require(result.comparisons.first { $0.metric == "c_index" && $0.part == "validation" })
    let poor = try validation(result, "poor")
    let difference = (good.metrics["c_index"]?.value ?? 0) - (poor.metrics["c_index"]?.value ?? 0)
    #expect(abs(comparison.difference - difference) < 1e-12 && (comparison.p ?? 1) < 0.05)
    #expect(result.comparisons.contains { $0.metric == "auc_F2" })
  }

  @Test func `every threshold of ordered levels has its cut-offs and tests`() async throws {
    let plan = try StudyPlan(
      text: """
        study: kinds
        outcome: {ordinal: fibrosis, levels: [F0, F1, F2, F3]}
        split: stratified
        blocks: {good: [marker, other], poor: [age]}
        models:
          good: {block: good, pipeline: [logistic]}
          poor: {block: poor, pipeline: [logistic]}
        compare: [[good, poor]]
        evaluation: {cutoffs: [{specificity: 0.9}], tests: [idi, mcnemar], prevalence: 0.3}
        seed: 4
        """)
    let result = try await StudyRunner(plan).run(try cohort(), jobs: 2)
    let found = try #require(result.evaluation)
    for level in ["F1", "F2", "F3"] {
      for part in ["training", "validation"] {
        let rows = found.cutoffs.filter { $0.model == "good: ≥ \(level)" && $0.part == part }
        #expect(rows.map(\.rule) == ["Youden", "specificity ≥ 0.9"], "\(level), \(part)")
        #expect(rows.allSatisfy { $0.metrics["sensitivity"] != nil && $0.metrics["npv_at_0.3"] != nil })
      }
      for metric in ["auc", "idi", "sensitivity", "specificity"] {
        #expect(
          result.comparisons.contains { $0.metric == "\(metric)_\(level)" && $0.part == "validation" }, "\(metric)")
      }
    }
    // The calls at a threshold are those of its own model.
    let own = try #require(result.predictions.first { $0.model == "good: ≥ F2" && $0.part == "validation" })
    let row = try #require(found.cutoffs.first { $0.model == "good: ≥ F2" && $0.part == "validation" && $0.isFrozen })
    let threshold = try #require(row.threshold)
    #expect(own.isHigh == own.scores.map { $0 >= threshold } && row.n == own.scores.count)
    // A cut-off chosen by hand for one threshold changes the tests at that threshold, and no other.
    let changed = try result.withCutoff(100, of: "good: ≥ F2", chosenOn: "validation")
    func specificity(_ result: RunResult, _ level: String) -> RunResult.Comparison? {
      result.comparisons.first { $0.metric == "specificity_\(level)" && $0.part == "validation" }
    }
    #expect((specificity(changed, "F2")?.difference ?? -1) > 0, "nobody is called positive")
    #expect(specificity(changed, "F1") == specificity(result, "F1") && specificity(changed, "F1") != nil)
  }

  @Test(arguments: ["{ordinal: fibrosis, levels: [F0, F1, F2, F3]}", "{classes: type}", "{binary: progressed}"])
  func `a part says how many are of each class, and events only where there are any`(outcome: String) async throws {
    let result = try await run(outcome, model: "logistic")
    let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(result)) as? [String: Any]
    let parts = try #require(encoded?["parts"] as? [[String: Any]])
    #expect(parts.count == 2)
    for part in parts {
      let n = try #require(part["n"] as? Int)
      #expect(part["n_patients"] as? Int == n)
      if outcome.contains("binary") {
        #expect((part["events"] as? Int).map { $0 > 0 && $0 < n } == true && part["classes"] == nil)
        continue
      }
      #expect(part["events"] == nil)
      let classes = try #require(part["classes"] as? [[String: Any]])
      #expect(classes.map { $0["name"] as? String ?? "" } == (try validation(result).classes?.names))
      #expect(classes.reduce(0) { $0 + ($1["n"] as? Int ?? 0) } == n)
      // The same as the rows of the tables of classes, which are counted of predictions.
      let counted = result.classCounts(in: part["name"] as? String ?? "").map(\.count)
      #expect(classes.map { $0["n"] as? Int } == counted)
    }
  }

  @Test func `classes are judged one against the others and put together again`() async throws {
    let result = try await run("{classes: type}", model: "logistic")
    let good = try validation(result)
    for key in ["auc_a", "auc_b", "auc_c", "auc_macro", "auc_weighted", "auc_hand_till", "accuracy", "kappa"] {
      #expect(good.metrics[key] != nil, "\(key)")
    }
    #expect(good.metrics["auc_hand_till"].map { $0.value > 0.8 } == true)
    let counts = try #require(good.classes)
    let right = counts.names.indices.reduce(0) { $0 + counts.counts[$1][$1] }
    let all = counts.counts.flatMap(\.self).reduce(0, +)
    #expect(good.metrics["accuracy"]?.value == Double(right) / Double(all))
    #expect(result.coefficients["good: a"]?.map(\.name) == ["(Intercept)", "marker", "other"])
  }

  @Test(arguments: ["stratified", "{by: kfold, folds: 3, repeats: 2}"])
  func `the probability of a class is its share of all, in every number`(split: String) async throws {
    let result = try await run("{classes: type}", model: "logistic", split: split)
    let part = split == "stratified" ? "validation" : "cross-validation"
    let good = try #require(result.results.first { $0.model == "good" && $0.part == part })
    let classes = ["a", "b", "c"]
    let own = try classes.map { name in
      try #require(result.predictions.first { $0.model == "good: \(name)" && $0.part == part })
    }
    let probabilities = try own.map { try #require($0.probabilities) }
    if split == "stratified" {
      for unit in probabilities[0].indices {
        #expect(abs(probabilities.reduce(0) { $0 + $1[unit] } - 1) < 1e-12)
      }
    }
    // By hand: how often a member of the class has the larger probability of it than one of the others.
    var mean = 0.0
    for (place, name) in classes.enumerated() {
      let isMember = try #require(own[place].isPositive)
      var (wins, pairs) = (0.0, 0.0)
      for member in isMember.indices where isMember[member] {
        for other in isMember.indices where !isMember[other] {
          let difference = probabilities[place][member] - probabilities[place][other]
          wins += difference > 0 ? 1 : difference == 0 ? 0.5 : 0
          pairs += 1
        }
      }
      let area = try #require(good.metrics["auc_\(name)"]?.value)
      #expect(abs(area - wins / pairs) < 1e-12, "\(name)")
      mean += area / 3
    }
    #expect(abs((good.metrics["auc_macro"]?.value ?? 0) - mean) < 1e-12)
    #expect(result.nomograms?.isEmpty == true)
    // A cut-off of the training part is one of the shares there.
    if split == "stratified" {
      let cutoff = try #require(result.evaluation?.cutoffs.first { $0.model == "good: a" && $0.isFrozen }?.threshold)
      let training = try #require(result.predictions.first { $0.model == "good: a" && $0.part == "training" })
      #expect(training.isHigh == training.scores.map { $0 >= cutoff } && Set(training.isHigh).count == 2)
    }
  }

  @Test func `shares of three classes are those of their odds`() {
    // Probabilities of ½, ¼ and ¼ by themselves are shares of ½, ¼ and ¼; of ½, ½ and ½ each is a third.
    func logit(_ p: Double) -> Double { log(p / (1 - p)) }
    func probability(_ score: Double) -> Double { 1 / (1 + exp(-score)) }
    let shares = StudyRunner.shares([[logit(0.5), 0, 800], [logit(0.25), 0, -800], [logit(0.25), 0, -800]])
    let first = shares.map { probability($0[0]) }
    #expect(zip(first, [0.5, 0.25, 0.25]).allSatisfy { abs($0 - $1) < 1e-12 }, "\(first)")
    #expect(shares.map { probability($0[1]) }.allSatisfy { abs($0 - 1.0 / 3) < 1e-12 })
    #expect(shares.allSatisfy { $0[2].isFinite } && probability(shares[0][2]) == 1)
  }

  @Test func `a result of classes survives the way into the cohort and back`() async throws {
    let database = try cohort()
    let plan = try StudyPlan(
      text: """
        study: kinds
        outcome: {classes: type}
        blocks: {good: [marker]}
        models: {good: {block: good, pipeline: [logistic]}}
        """)
    let result = try await StudyRunner(plan).run(database, jobs: 2)
    let stored = try #require(try database.runs().last?.decoded)
    #expect(stored.results == result.results)
  }

  @Test func `two classes have calibration and a decision curve`() async throws {
    let result = try await run("{binary: progressed}", model: "logistic")
    let good = try validation(result)
    let training = try #require(result.results.first { $0.model == "good" && $0.part == "training" })
    // Logistic regression is calibrated where it was fitted.
    #expect(abs((training.metrics["calibration_slope"]?.value ?? 0) - 1) < 1e-6)
    #expect(abs(training.metrics["calibration_intercept"]?.value ?? 1) < 1e-6)
    #expect(good.metrics["brier"].map { $0.value < 0.25 } == true)
    #expect(good.calibration?.first?.groups.isEmpty == false)
    #expect(good.decisionCurves?.first?.points.count == 99)
  }

  @Test func `survival is judged at the times that are asked for`() async throws {
    let result = try await run("{survival: {time: months, event: progressed}, at: [24, 12]}", model: "cox")
    let good = try validation(result)
    for key in ["auc_at_12", "auc_at_24"] { #expect(good.metrics[key].map { $0.value > 0.65 } == true, "\(key)") }
    for key in ["brier_at_12", "brier_at_24"] { #expect(good.metrics[key].map { $0.value < 0.25 } == true, "\(key)") }
    let average = ["brier_at_12", "brier_at_24"].reduce(0) { $0 + (good.metrics[$1]?.value ?? 0) } / 2
    #expect(abs((good.metrics["integrated_brier"]?.value ?? 0) - average) < 1e-12)
    #expect(good.calibration?.map(\.time) == [12, 24])
    #expect(good.decisionCurves?.map(\.time) == [12, 24])
    let plain = try await run("{survival: {time: months, event: progressed}}", model: "cox")
    #expect(try validation(plain).metrics["auc_at_12"] == nil)
  }

  @Test func `cross-validation has areas and risks at times`() async throws {
    let result = try await run(
      "{survival: {time: months, event: progressed}, at: 12}", model: "cox", split: "{by: kfold, folds: 3}")
    let found = try #require(result.results.first { $0.model == "good" })
    #expect(found.metrics["auc_at_12"] != nil && found.metrics["brier_at_12"].map { $0.value < 0.25 } == true)
    #expect(found.calibration?.map(\.time) == [12] && found.decisionCurves?.map(\.time) == [12])
  }

  @Test(arguments: [
    ("{binary: progressed, at: 12}", "\"at\" is for a survival outcome"),
    ("{survival: {time: months, event: progressed}, at: 0}", "\"at\" needs times after 0"),
    ("{ordinal: fibrosis, levels: [F0]}", "\"levels\" are at least two different values, lowest first"),
  ])
  func `what an outcome cannot mean is named with its line`(outcome: String, sentence: String) async {
    let model = outcome.hasPrefix("{survival") ? "cox" : "logistic"
    let error = await #expect(throws: PlanError.self) { try await run(outcome, model: model) }
    #expect(
      error.map { String(describing: $0).contains("line 2") && String(describing: $0).contains(sentence) } == true)
  }

  @Test func `a level that the file does not name is an error`() async {
    let error = await #expect(throws: StudyError.self) {
      try await run("{ordinal: fibrosis, levels: [F0, F1, F2]}", model: "logistic")
    }
    #expect(
      error?.description
        == "\"fibrosis\" holds \"F3\", which is none of F0 < F1 < F2. Add it to outcome.levels, or exclude its units.")
  }
}
