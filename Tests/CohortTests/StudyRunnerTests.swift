import Features
import Foundation
import Stats
import Synchronization
import TestSupport
import Testing

@testable import Cohort

/// Studies on a cohort whose features are made up, so that the truth is known and nothing has to be extracted.
@Suite struct StudyRunnerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func cohort() throws -> CohortDatabase { try SignalCohort.make(folder.file("c.sqlite")) }

  private func binary(_ split: String, cutoff: String = "youden-on-training") -> String {
    """
    study: mets
    outcome: {binary: mets, positive: yes}
    split: \(split)
    blocks:
      clinical: [age, sex]
      radiomics: {extraction: ct}
    models:
      radscore: {block: radiomics, pipeline: [{impute: median}, standardise, {correlation: 0.9}, {lasso: logistic}]}
      clinical: {block: clinical, pipeline: [{impute: median}, logistic]}
      combined: {of: [radscore, clinical], pipeline: [logistic]}
    compare: [[radscore, clinical], [combined, radscore]]
    cutoff: \(cutoff)
    seed: 3
    """
  }

  @Test func `a diagnostic study finds the signal and nothing in the noise`() async throws {
    let database = try cohort()
    let plan = try StudyPlan(text: binary("{by: centre, column: centre, training: [A]}"))
    let result = try await StudyRunner(plan).run(database, jobs: 2)
    #expect(result.n == 158 && result.missing == 2)
    #expect(result.leftOut.map(\.reason) == ["outcome is missing", "no features of extraction ct"])
    #expect(result.parts.map(\.name) == ["training", "validation"])
    #expect(result.parts.map(\.n) == [79, 79])
    func auc(_ model: String) -> Double {
      result.results.first { $0.model == model && $0.part == "validation" }?.metrics["auc"]?.value ?? 0
    }
    // The true model's AUC is about 0.85 here; the clinical columns carry nothing.
    #expect(auc("radscore") > 0.75 && auc("combined") > 0.75, "\(auc("radscore")) \(auc("combined"))")
    #expect(abs(auc("clinical") - 0.5) < 0.2, "\(auc("clinical"))")
    #expect(result.selectedFeatures["radscore"]?.contains("original_signal") == true)
    #expect(result.coefficients["clinical"]?.map(\.name) == ["(Intercept)", "age", "sex=M"])
    let comparison = try #require(result.comparisons.first { $0.a == "radscore" && $0.part == "validation" })
    #expect(comparison.difference == auc("radscore") - auc("clinical") && (comparison.p ?? 1) < 0.05)
    let validation = try #require(result.results.first { $0.model == "radscore" && $0.part == "validation" })
    let confusion = try #require(validation.confusion)
    let total = confusion.truePositives + confusion.falsePositives + confusion.falseNegatives + confusion.trueNegatives
    #expect(total == 79)
    // The cut-off of the validation part is the one of the training part.
    let training = try #require(result.results.first { $0.model == "radscore" && $0.part == "training" })
    #expect(validation.cutoff == training.cutoff && validation.cutoff != nil)
    #expect(result.cautions.contains { $0.code == "failed_cases" })
  }

  @Test func `events per variable count the candidates, in cross-validation too`() async throws {
    let database = try cohort()
    for split in ["{by: centre, column: centre, training: [A]}", "{by: kfold, folds: 4}"] {
      let result = try await StudyRunner(StudyPlan(text: binary(split))).run(database, jobs: 2)
      let message = try #require(result.cautions.first { $0.message.hasPrefix("radscore: Only") })
      #expect(message.code == "few_events" && message.message.contains(" for 21 candidate variables ("))
      // A regression on two columns nobody chose from has more than ten events for each.
      #expect(!result.cautions.contains { $0.code == "few_events" && $0.message.hasPrefix("clinical") })
    }
  }

  @Test func `a feature of two extractions is two columns`() async throws {
    let database = try cohort()
    let settings = try SettingsFile.read("ct")
    let second = try database.beginExtraction(
      named: "other", settings: settings.canonical, settingsDigest: settings.digest)
    var generator = SeededGenerator(seed: 77)
    for index in 0..<159 {
      try database.store(
        StoredVector(
          lesion: LesionID(rawValue: Int64(index) + 1), numbers: [generator.normal()], reasons: [:], inputDigest: "",
          seconds: 0), features: [FeatureKey(tag: "signal")], in: second.id)
    }
    try database.store(CaseFailure(lesion: LesionID(rawValue: 160), message: "the mask is empty"), in: second.id)
    let text = """
      study: two
      outcome: {binary: mets, positive: yes}
      split: {by: centre, column: centre, training: [A]}
      blocks:
        ct: {extraction: ct, features: [original_signal]}
        pet: {extraction: other}
        again: {extraction: ct, features: [original_signal]}
      models:
        both: {blocks: [ct, pet], pipeline: [logistic]}
        first: {block: ct, pipeline: [logistic]}
        same: {blocks: [ct, again], pipeline: [logistic]}
      """
    let result = try await StudyRunner(StudyPlan(text: text)).run(database)
    #expect(result.selectedFeatures["both"] == ["ct_original_signal", "pet_original_signal"])
    let values = try #require(result.coefficients["both"])
    #expect(values.count == 3 && values[1].value > 1 && abs(values[2].value) < 1)
    // What two blocks share is one column.
    #expect(result.selectedFeatures["same"] == ["ct_original_signal"])
  }

  @Test func `equal seeds give equal results on any number of cores, and the run is kept`() async throws {
    let database = try cohort()
    let plan = try StudyPlan(text: binary("{by: kfold, folds: 4, repeats: 2}"))
    let first = try await StudyRunner(plan).run(database, jobs: 1)
    let second = try await StudyRunner(plan).run(database, jobs: 4)
    #expect(first.results == second.results && first.predictions == second.predictions)
    #expect(first.comparisons == second.comparisons && first.provenance.inputDigest == second.provenance.inputDigest)
    #expect(first.parts.map(\.name) == ["cross-validation"] && first.parts[0].n == 158)
    let stored = try #require(try database.runs(of: "mets").last)
    #expect(stored.decoded?.results == second.results)
    #expect(try database.provenance().last?.step == "run")
    #expect(try database.splits().map(\.name) == ["mets"])
    #expect(try !StudyRunner(plan).isStale(stored, in: database))
    try database.setCell(.number(99), level: .patient, unit: 1, variable: "age")
    #expect(try StudyRunner(plan).isStale(stored, in: database))
  }

  /// Five fits: four folds and all rows. Each has two models of its own and a combined one, for which either member is
  /// fitted on ten inner folds.
  @Test func `a run tells every fit of a model, and never goes back`() async throws {
    let database = try cohort()
    let told = Mutex<[StudyRunner.Progress]>([])
    let plan = try StudyPlan(text: binary("{by: kfold, folds: 4}"))
    _ = try await StudyRunner(plan).run(database, jobs: 2) { one in told.withLock { $0.append(one) } }
    let models = told.withLock { $0 }.filter { $0.step.hasPrefix("models") }
    let fractions = models.compactMap(\.fraction)
    #expect(fractions.first == 0 && fractions.last == 1)
    #expect(zip(fractions, fractions.dropFirst()).allSatisfy { $0 < $1 })
    #expect(models.last?.step == "models: 115 of 115 fits")
    #expect(models.count == 116)
  }

  @Test func `a cancelled run stops between two fits`() async throws {
    let database = try cohort()
    let plan = try StudyPlan(text: binary("{by: centre, column: centre, training: [A]}"))
    let steps = Mutex(0)
    let run = Task {
      try await StudyRunner(plan).run(database, jobs: 1) { one in
        guard one.step.hasPrefix("models:") else { return }
        steps.withLock { $0 += 1 }
        withUnsafeCurrentTask { $0?.cancel() }
      }
    }
    await #expect(throws: CancellationError.self) { _ = try await run.value }
    // The model in hand is finished; of the twenty-three fits nearly all are spared.
    #expect(steps.withLock { $0 } < 4)
  }

  @Test func `a given score is judged as it is, with nothing learned and no probability claimed`() async throws {
    let database = try cohort()
    let text = """
      study: given
      outcome: {binary: mets, positive: yes}
      split: {by: centre, column: centre, training: [A]}
      blocks:
        reading: [age]
        radiomics: {extraction: ct, features: ["original_signal"]}
      models:
        reader: {block: reading, pipeline: [{score: lower}]}
        radscore: {block: radiomics, pipeline: [{impute: median}, logistic]}
        both: {of: [reader, radscore], pipeline: [logistic]}
      compare: [[radscore, reader]]
      """
    let result = try await StudyRunner(StudyPlan(text: text)).run(database)
    let validation = try #require(result.results.first { $0.model == "reader" && $0.part == "validation" })
    let prediction = try #require(result.predictions.first { $0.model == "reader" && $0.part == "validation" })
    let ages = try #require(try database.tableOfPatients().column(named: "age")?.values.numbers)
    #expect(prediction.scores.allSatisfy { score in ages.contains { $0 == -score } })
    let scored = try ScoredOutcomes(isPositive: try #require(prediction.isPositive), scores: prediction.scores)
    #expect(validation.metrics["auc"]?.value == scored.auc)
    #expect(validation.metrics["brier"] == nil && validation.metrics["calibration_slope"] == nil)
    #expect(prediction.probabilities == nil && prediction.calibration == nil && prediction.decisionCurve == nil)
    #expect(result.coefficients["reader"] == [] && result.selectedFeatures["reader"] == ["age"])
    #expect(result.results.contains { $0.model == "radscore" && $0.metrics["brier"] != nil })
    #expect(result.comparisons.contains { $0.a == "radscore" && $0.b == "reader" && $0.part == "validation" })
    #expect(result.coefficients["both"]?.map(\.name) == ["(Intercept)", "reader", "radscore"])
  }

  @Test(arguments: [
    ("[{score: probability}]", "survival: {time: months, event: progressed}", "a probability is for two classes"),
    ("[{score: up}]", "binary: mets, positive: yes", "one of higher, lower, probability"),
  ])
  func `a given score that cannot be judged is refused`(pipeline: String, outcome: String, words: String) throws {
    let text = """
      study: given
      outcome: {\(outcome)}
      blocks:
        reading: [age]
      models:
        reader: {block: reading, pipeline: \(pipeline)}
      """
    let error = #expect(throws: PlanError.self) { try StudyPlan(text: text) }
    #expect("\(try #require(error))".contains(words), "\(String(describing: error))")
  }

  /// In cross-validation the risk of each unit is that of the fold that had not seen it; without information in the
  /// score all risks are near that of everybody.
  @Test func `risks at times are judged in cross-validation too`() async throws {
    let database = try cohort()
    let text = """
      study: risks
      outcome: {survival: {time: months, event: progressed}, at: [6, 12]}
      split: {by: kfold, folds: 4}
      blocks:
        radiomics: {extraction: ct, features: ["original_signal"]}
      models:
        signal: {block: radiomics, pipeline: [{impute: median}, cox]}
      """
    let result = try await StudyRunner(StudyPlan(text: text)).run(database)
    let prediction = try #require(result.predictions.first)
    let risks = try #require(prediction.risks)
    #expect(risks.count == 2 && risks.allSatisfy { $0.count == prediction.units.count })
    #expect(zip(risks[0], risks[1]).allSatisfy { 0 <= $0 && $0 <= $1 && $1 <= 1 })
    let subjects = try #require(prediction.times)
    for (k, time) in [6.0, 12].enumerated() {
      let expected = try SurvivalBrier(subjects, risks: risks[k], at: time)
      let found = result.results[0].metrics.filter {
        $0.key.hasPrefix("brier") && $0.value.value == expected.score.value
      }
      #expect(found.count == 1, "\(result.results[0].metrics.keys.sorted())")
      #expect((expected.accuracy ?? 0) > 0.05)
    }
  }

  @Test func `curves at times are kept with their areas, and models are compared at each time`() async throws {
    let database = try cohort()
    let text = """
      study: times
      outcome: {survival: {time: months, event: progressed}, at: [6, 12]}
      split: {by: centre, column: centre, training: [A]}
      blocks:
        clinical: [age]
        radiomics: {extraction: ct, features: ["original_signal"]}
      models:
        signal: {block: radiomics, pipeline: [{impute: median}, cox]}
        clinical: {block: clinical, pipeline: [cox]}
      compare: [[signal, clinical]]
      """
    let result = try await StudyRunner(StudyPlan(text: text)).run(database)
    let own = try #require(result.results.first { $0.model == "signal" && $0.part == "validation" })
    let subjects = try #require(result.predictions.first { $0.model == "signal" && $0.part == "validation" }?.times)
    let curves = try #require(own.timeDependentROC)
    #expect(curves.map(\.time) == [6, 12])
    for curve in curves {
      #expect(curve.cases == subjects.count { $0.isEvent && $0.time <= curve.time })
      #expect(curve.controls == subjects.count { $0.time > curve.time })
      #expect(curve.auc == own.metrics["auc_at_\(Int(curve.time))"])
      let ends = try #require(curve.points.first.flatMap { first in curve.points.last.map { (first, $0) } })
      #expect(
        ends.0.sensitivity == 1 && ends.0.specificity == 0 && ends.1.sensitivity < 1e-12 && ends.1.specificity == 1)
      // Trapezoids under the points are the area.
      var area = 0.0
      for (a, b) in zip(curve.points, curve.points.dropFirst()) {
        area += (b.specificity - a.specificity) * (a.sensitivity + b.sensitivity) / 2
      }
      #expect(abs(area - (curve.auc?.value ?? 0)) < 1e-12)
    }
    let other = try #require(result.results.first { $0.model == "clinical" && $0.part == "validation" })
    let difference = try #require(
      result.comparisons.first { $0.metric == "auc_at_12" && $0.part == "validation" }?.difference)
    let areas = [own, other].compactMap { $0.metrics["auc_at_12"]?.value }
    #expect(abs(difference - (areas[0] - areas[1])) < 1e-12)
  }

  @Test func `shuffled outcomes give a cross-validated AUC of one half`() async throws {
    let database = try cohort()
    let labels = try #require(try database.tableOfPatients().column(named: "mets")).values.texts
    var generator = SeededGenerator(seed: 4)
    let shuffled = generator.shuffled(labels)
    for (index, label) in shuffled.enumerated() {
      try database.setCell(
        label.map { .text($0) } ?? .missing, level: .patient, unit: Int64(index) + 1, variable: "mets")
    }
    let plan = try StudyPlan(text: binary("{by: kfold, folds: 5}"))
    let result = try await StudyRunner(plan).run(database)
    for model in result.results {
      let auc = try #require(model.metrics["auc"])
      // Four standard errors of an AUC with these numbers.
      #expect(abs(auc.value - 0.5) < 0.19, "\(model.model) \(auc.value)")
    }
  }

  @Test func `a prognostic study gives C, hazard ratio and medians at the frozen cut-off`() async throws {
    let database = try cohort()
    let plan = try StudyPlan(
      text: """
        study: pfs
        outcome: {survival: {time: months, event: progressed}}
        split: {by: centre, column: centre, training: [A]}
        blocks:
          clinical: [age, sex]
          radiomics: {extraction: ct, features: ["original_*"]}
        models:
          radscore: {block: radiomics, pipeline: [{impute: median}, standardise, {lasso: cox}]}
          clinical: {block: clinical, pipeline: [cox]}
          combined: {of: [radscore, clinical], pipeline: [cox]}
        compare: [[radscore, clinical]]
        """)
    #expect(plan.cutoff == .medianOnTraining)
    let result = try await StudyRunner(plan).run(database)
    let validation = try #require(result.results.first { $0.model == "radscore" && $0.part == "validation" })
    #expect(try #require(validation.metrics["c_index"]).value > 0.65)
    let ratio = try #require(validation.metrics["hazard_ratio"])
    #expect(ratio.value > 1.5 && (ratio.low ?? 0) > 1)
    #expect(validation.metrics["median_low"]?.value ?? .infinity > validation.metrics["median_high"]?.value ?? 0)
    #expect(result.comparisons.first?.metric == "c_index")
  }

  @Test(arguments: [
    ("[age, sex]", "[agee, sex]", "there is no column \"agee\". Did you mean \"age\"?"),
    ("binary: mets", "binary: metz", "there is no column \"metz\". Did you mean \"mets\"?"),
  ])
  func `a column that the cohort does not have is told with its line`(
    found: String, replacement: String, sentence: String
  ) async throws {
    let database = try cohort()
    let text = binary("{by: centre, column: centre, training: [A]}").replacing(found, with: replacement)
    let file = try folder.write("study.yaml", text)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains(replacement) }) + 1
    do {
      _ = try await StudyRunner.run(file: file, cohort: database.path)
      Issue.record("\(replacement) was accepted")
    } catch {
      #expect("\(error)" == "\(file), line \(line): \(sentence)")
    }
  }

  @Test func `a key that occurs twice is told with its line`() {
    #expect(throws: PlanError(file: "study.yaml", line: 2, problem: "the key \"study\" occurs twice")) {
      try StudyPlan(text: "# a study\nstudy: a\noutcome: {binary: y, positive: 1}\nstudy: b\n")
    }
  }

  @Test func `what counts as negative beside two values is told`() throws {
    let table =
      "patient,y,age\n" + (1...12).map { "P\($0),\([0, 1, 9][$0 % 3]),\(40 + $0)" }.joined(separator: "\n") + "\n"
    let path = folder.file("y.sqlite")
    _ = try CohortImport.run(source: folder.write("y.csv", table), into: path)
    func cautions(_ more: String) throws -> [Caution] {
      let plan = try StudyPlan(
        text: "study: y\noutcome: {binary: y, positive: 1}\nblocks: {c: [age]}\n"
          + "models: {m: {block: c, pipeline: [logistic]}}\n" + more)
      return try StudyUnits(plan, in: CohortDatabase(path: path, mode: .readOnly)).cautions
    }
    let found = try #require(cautions("").first { $0.code == "other_levels" })
    #expect(
      found.message
        == "Of \"y\", \"1\" is positive and all of \"0\", \"9\" count as negative. "
        + "If one of them means unknown, exclude it.")
    #expect(try !cautions("exclude: [y = 9]\n").contains { $0.code == "other_levels" })
  }

  @Test(arguments: [
    ("[age, sex]", "[agee, sex]", "There is no column \"agee\". Did you mean \"age\"?"),
    ("[age, sex]", "[age, mets]", "Block \"clinical\" contains \"mets\", which is the outcome itself. Take it out."),
    (
      "positive: yes", "positive: \"1\"",
      "No row of \"mets\" has the positive value \"1\"; it has no, yes. Set outcome.positive."
    ),
    (
      "{extraction: ct}", "{extraction: ct, features: [original_signl]}",
      "Block \"radiomics\": no feature is called \"original_signl\". Did you mean \"original_signal\"?"
    ),
    ("training: [A]", "training: [C]", "The split leaves no unit for training. Change the split."),
  ])
  func `what cannot be run says why`(found: String, replacement: String, sentence: String) async throws {
    let database = try cohort()
    let text = binary("{by: centre, column: centre, training: [A]}").replacing(found, with: replacement)
    do {
      _ = try await StudyRunner(StudyPlan(text: text)).run(database)
      Issue.record("\(replacement) was accepted")
    } catch {
      #expect(String(describing: error) == sentence)
    }
  }

  @Test func `a penalised model keeps its path and the curve on which its strength was chosen`() async throws {
    let plan = try StudyPlan(text: binary("{by: centre, column: centre, training: [A]}"))
    let result = try await StudyRunner(plan).run(try cohort(), jobs: 2)
    let path = try #require(result.penaltyPaths?["radscore"])
    #expect(
      result.penaltyPaths?["combined"] == nil && result.penaltyPaths?["clinical"] == nil, "regressions have no path")
    #expect(path.lambdas.count == path.mean.count && path.mean.count == path.standardError.count)
    #expect(zip(path.lambdas, path.lambdas.dropFirst()).allSatisfy { $0 > $1 }, "from the strongest penalty down")
    #expect(path.oneStandardError >= path.minimum && path.lambdas.contains(path.chosen))
    let best = try #require(path.mean.min())
    #expect(path.lambdas[try #require(path.mean.firstIndex(of: best))] == path.minimum)
    // At the chosen strength the path holds the model's coefficients.
    let place = try #require(path.lambdas.firstIndex(of: path.chosen))
    let used = path.coefficients.filter { $0.values[place] != 0 }.map(\.name)
    #expect(Set(used) == Set(result.selectedFeatures["radscore"] ?? []))
  }

  @Test func `a cut-off chosen by hand changes what follows from it, in every part, and is warned of`() async throws {
    let database = try cohort()
    let plan = try StudyPlan(text: binary("{by: centre, column: centre, training: [A]}"))
    let result = try await StudyRunner(plan).run(database, jobs: 2)
    let changed = try result.withCutoff(100, of: "radscore", chosenOn: "validation")
    // Nobody scores 100: nobody is test-positive.
    for part in ["training", "validation"] {
      let own = try #require(changed.results.first { $0.model == "radscore" && $0.part == part })
      let before = try #require(result.results.first { $0.model == "radscore" && $0.part == part })
      #expect(own.cutoff == 100 && own.confusion?.truePositives == 0 && own.confusion?.falsePositives == 0)
      #expect(own.metrics["sensitivity"]?.value == 0 && own.metrics["specificity"]?.value == 1)
      #expect(own.metrics["ppv"] == nil, "nobody is test-positive: there is no predictive value")
      #expect(own.metrics["auc"] == before.metrics["auc"])
    }
    let other = changed.results.filter { $0.model != "radscore" }
    #expect(other == result.results.filter { $0.model != "radscore" })
    #expect(changed.cautions.contains { $0.code == "chosen_cutoff" && $0.message.contains("validation part") })
    let run = try #require(try database.runs().last)
    try database.keep(changed, like: run)
    #expect(try database.runs().last?.decoded?.results == changed.results)
    #expect(try StudyFreshness(of: database).runs[run.id + 1] == [])
  }
}
