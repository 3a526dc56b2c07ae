import Foundation
import TestSupport
import Testing

@testable import Stats

/// A small synthetic cohort: column 0 carries the outcome, the rest is noise; three rows per patient.
enum Example {
  static func binary(_ n: Int = 90, columns p: Int = 12, seed: UInt64 = 3, groups: Bool = false) throws -> Observations
  {
    let data = PenalisedPathTests.random(n, p, seed: seed)
    return try Observations(
      design: data.design, outcome: data.binary, groups: groups ? (0..<n).map { $0 / 3 } : nil)
  }
  static func survival(_ n: Int = 90, columns p: Int = 12, seed: UInt64 = 3) throws -> Observations {
    let data = PenalisedPathTests.random(n, p, seed: seed)
    return try Observations(design: data.design, outcome: data.survival)
  }

  static let radiomics = Pipeline(
    steps: [
      .prepare(.impute(.median)), .prepare(.standardise), .prepare(.dropCorrelated(above: 0.9, method: .spearman)),
      .select(.univariate(.automatic, keep: .init(top: 8))),
    ],
    estimator: PenalisedModel(
      ElasticNet(lambdaCount: 20), strength: .crossValidated(folds: 5, measure: .deviance, rule: .minimum)))
  static let clinical = Pipeline(
    columns: ["f1", "f2"], steps: [.prepare(.impute(.median))], estimator: LogisticRegression())

  static var estimators: [(name: String, estimator: any Estimator)] {
    [
      ("logistic", LogisticRegression()), ("radiomics", radiomics), ("clinical", clinical),
      (
        "combined",
        StackedModel(
          members: [
            .init(name: "radscore", estimator: radiomics, stream: 0),
            .init(name: "clinical", estimator: clinical, stream: 1),
          ],
          columns: ["f3"], combiner: LogisticRegression(), scores: .outOfFold(folds: 4))
      ),
    ]
  }
}

/// Laws that hold for every estimator.
@Suite struct EstimatorLaws {
  @Test(arguments: Example.estimators.indices)
  func `held-out rows never change what is learned`(k: Int) throws {
    let observations = try Example.binary()
    let split = try Split.random(rowCount: 90, trainingFraction: 0.7, strata: observations.outcome.strata, seed: 5)
    let estimator = Example.estimators[k].estimator
    let model = try estimator.fit(observations.partitioned(by: split, seed: 1).training)
    // Every held-out cell becomes an oracle of its outcome, and every held-out outcome is turned over.
    var values = observations.design.values
    guard case .binary(var classes) = observations.outcome else { return }
    for i in split.heldOut {
      for j in 0..<12 { values[i + 90 * j] = classes[i] ? 1e6 : -1e6 }
      classes[i].toggle()
    }
    let poisoned = try Observations(
      design: Design(names: observations.design.names, rowCount: 90, values: values), outcome: .binary(classes))
    let again = try estimator.fit(poisoned.partitioned(by: split, seed: 1).training)
    #expect(model == again)
  }

  @Test(arguments: Example.estimators.indices)
  func `a model scores alike after a trip through JSON`(k: Int) throws {
    let observations = try Example.binary()
    let model = try Example.estimators[k].estimator.fit(observations.asTraining(seed: 1))
    let copy = try JSONDecoder().decode(FittedModel.self, from: JSONEncoder().encode(model))
    #expect(copy == model)
    #expect(try copy.scores(observations.design) == model.scores(observations.design))
  }

  @Test(arguments: Example.estimators.indices)
  func `the order of columns a model is given does not matter`(k: Int) throws {
    let observations = try Example.binary()
    let model = try Example.estimators[k].estimator.fit(observations.asTraining(seed: 1))
    let turned = try observations.design.selecting(columns: observations.design.names.reversed())
    #expect(try model.scores(turned) == model.scores(observations.design))
  }

  @Test(arguments: Example.estimators.indices)
  func `a missing column is named`(k: Int) throws {
    let observations = try Example.binary()
    let model = try Example.estimators[k].estimator.fit(observations.asTraining(seed: 1))
    let fewer = try observations.design.selecting(columns: ["f0", "f2"])
    #expect(throws: ModelError.self) { try model.scores(fewer) }
  }

  @Test(arguments: Example.estimators.indices)
  func `one and two jobs give the same cross-validation`(k: Int) async throws {
    let observations = try Example.binary(groups: true)
    let folds = try (0..<2).map {
      try Folds.random(
        count: 4, rowCount: 90, strata: observations.outcome.strata, groups: observations.groups, seed: $0)
    }
    let estimator = Example.estimators[k].estimator
    let one = try await estimator.outOfFold(observations, folds: folds, seed: 7, jobs: 1)
    let two = try await estimator.outOfFold(observations, folds: folds, seed: 7, jobs: 2)
    #expect(one == two)
    #expect(one.models.count == 8)
  }
}

@Suite struct PipelineTests {
  @Test func `every learned step uses the median of training rows only`() throws {
    let design = Design(columns: [(name: "a", values: [1, .nan, 3, 100, .nan]), (name: "b", values: [1, 2, 3, 4, 5])])
    let (step, _) = try PreparationStep.impute(.median).learn(design.selecting(rows: [0, 1, 2]))
    #expect(step == .fill(names: ["a", "b"], values: [2, 2]))
    #expect(try step.apply(design.selecting(rows: [4])).values == [2, 5])
  }

  @Test func `a column without any value in training is left out and named`() throws {
    let design = Design(columns: [(name: "empty", values: [.nan, .nan]), (name: "b", values: [1, 2])])
    let (step, cautions) = try PreparationStep.impute(.mean).learn(design)
    #expect(step.names == ["b"])
    #expect(cautions.map(\.code) == ["empty_column"])
  }

  @Test func `standardised columns have mean 0 and standard deviation 1`() throws {
    let design = Design(columns: [(name: "a", values: [1, 2, 3]), (name: "same", values: [7, 7, 7])])
    let (step, cautions) = try PreparationStep.standardise.learn(design)
    #expect(try step.apply(design).values == [-1, 0, 1])
    #expect(cautions.map(\.code) == ["constant_column"])
  }

  @Test func `constant and nearly constant columns are left out`() throws {
    let rare = [Double](repeating: 0, count: 39) + [1]
    let design = Design(columns: [
      (name: "rare", values: rare), (name: "same", values: rare.map { _ in 2 }),
      (name: "good", values: (0..<40).map { Double($0 % 7) }),
    ])
    #expect(try PreparationStep.dropConstant.learn(design).step.names == ["rare", "good"])
    #expect(try PreparationStep.dropNearZeroVariance(ratio: 19, distinct: 0.1).learn(design).step.names == ["good"])
  }

  @Test func `columns with a missing value are constant if their known values are`() throws {
    let design = Design(columns: [(name: "same", values: [2, .nan, 2]), (name: "two", values: [1, .nan, 2])])
    #expect(try PreparationStep.dropConstant.learn(design).step.names == ["two"])
  }

  @Test func `many constant columns make one caution`() throws {
    let design = Design(columns: (0..<5).map { (name: "c\($0)", values: [1, 1]) } + [(name: "x", values: [1, 2])])
    #expect(
      try PreparationStep.standardise.learn(design).cautions.map(\.message) == [
        "“c0”, “c1”, “c2” and 2 more have the same value in every training row and have no coefficient. Leave them out."
      ])
    #expect(
      try PreparationStep.standardise.learn(design.selecting(columns: ["c0", "c1", "x"])).cautions.map(\.message) == [
        "“c0” and “c1” have the same value in every training row and have no coefficient. Leave them out."
      ])
  }

  @Test func `standardising leaves missing values missing`() throws {
    let design = Design(columns: [(name: "a", values: [1, .nan, 3])])
    let (step, cautions) = try PreparationStep.standardise.learn(design)
    let deviation = 2.0.squareRoot()
    #expect(step == .scale(names: ["a"], centres: [2], scales: [deviation]) && cautions.isEmpty)
    #expect(try step.apply(design)[1, 0].isNaN)
  }

  @Test func `infinite values are imputed like missing ones`() throws {
    let design = Design(columns: [(name: "a", values: [1, .infinity, 3])])
    #expect(try PreparationStep.impute(.median).learn(design).step.apply(design).values == [1, 2, 3])
  }

  @Test func `of two correlated columns the earlier one stays, or the one less correlated with all`() throws {
    // ρ(a, b) = ρ(b, c) = 0.9, ρ(a, c) = 0.7: b is the one most correlated with the others.
    let design = Design(columns: [
      (name: "a", values: [1, 2, 3, 4, 5]), (name: "b", values: [2, 1, 3, 4, 5]), (name: "c", values: [2, 1, 3, 5, 4]),
    ])
    func kept(_ choice: PreparationStep.CorrelatedChoice, above limit: Double) throws -> [String] {
      try PreparationStep.dropCorrelated(above: limit, method: .spearman, keeping: choice).learn(design).step.names
    }
    #expect(try kept(.earlier, above: 0.85) == ["a", "c"])
    #expect(try kept(.lessCorrelated, above: 0.85) == ["a", "c"])
    // With b first, the earlier rule keeps it and loses both others.
    let turned = try design.selecting(columns: ["b", "a", "c"])
    let earlier = PreparationStep.dropCorrelated(above: 0.85, method: .spearman)
    #expect(try earlier.learn(turned).step.names == ["b"])
    let less = PreparationStep.dropCorrelated(above: 0.85, method: .spearman, keeping: .lessCorrelated)
    #expect(try less.learn(turned).step.names == ["a", "c"])
    #expect(try kept(.lessCorrelated, above: 0.95) == ["a", "b", "c"])
  }

  @Test func `events per variable count what a selection was offered`() throws {
    let observations = try Example.binary()
    let events = observations.outcome.limitingEvents
    let chosen = Pipeline(
      steps: [.select(.univariate(.automatic, keep: .init(top: 1)))], estimator: LogisticRegression())
    let model = try chosen.fit(observations.asTraining(seed: 1))
    let messages = model.cautions.filter { $0.code == "few_events" }.map(\.message)
    let ratio = (Double(events) / 12 * 10).rounded() / 10
    #expect(
      messages == [
        "Only \(events) rows of the rarer class for 12 candidate variables (\(ratio) per candidate), of which 1 is in the "
          + "model: other patients may lead to another choice, and training figures are too optimistic. "
          + "Offer fewer variables, and judge on held-out rows only."
      ])
    // One variable that nobody chose is fine with as many events.
    let alone = try Pipeline(columns: ["f0"], steps: [], estimator: LogisticRegression())
      .fit(observations.asTraining(seed: 1))
    #expect(!alone.cautions.contains { $0.code == "few_events" })
  }

  @Test func `a penalty offered few columns for its events has no caution about them`() throws {
    let observations = try Example.binary(columns: 2)
    #expect(observations.outcome.limitingEvents >= 20)
    let model = try PenalisedModel(strength: .lambda(0.01)).fit(observations.asTraining(seed: 1))
    #expect(!model.cautions.contains { $0.code == "few_events" })
  }

  @Test func `a member of a combined model is the model that it is alone`() throws {
    let training = try Example.binary().asTraining(seed: 9)
    let combined = StackedModel(
      members: [.init(name: "radscore", estimator: Example.radiomics, stream: 5)], combiner: LogisticRegression())
    let alone = try Example.radiomics.fit(training.reseeded(stream: 5))
    let model = try combined.fit(training)
    guard case .stacked(let members, _, _) = model.core else {
      Issue.record("not a model of models")
      return
    }
    #expect(members.map(\.model) == [alone])
    #expect(try combined.fit(training, members: [alone]) == model)
  }

  @Test func `a penalty is never chosen on more folds than there are events`() throws {
    var isPositive = [Bool](repeating: false, count: 90)
    for i in [3, 40, 77] { isPositive[i] = true }
    let observations = try Observations(design: Example.binary().design, outcome: .binary(isPositive))
    let model = try PenalisedModel(ElasticNet(lambdaCount: 5)).fit(observations.asTraining(seed: 1))
    guard case .penalised(let fit) = model.core else { return }
    #expect(fit.validation?.mean.allSatisfy(\.isFinite) == true)
    #expect(try observations.asTraining(seed: 1).folds(atMost: 10, seed: 1).count == 3)
  }

  @Test func `Yeo and Johnson's transform straightens a log-normal column`() throws {
    #expect(abs(yeoJohnson(3, 0.5) - 2) < 1e-12)  // (√4 − 1)/0.5
    #expect(abs(yeoJohnson(-3, 2) + log(4)) < 1e-12)
    #expect(yeoJohnson(-1.5, 1) == -1.5)
    var g = SeededGenerator(seed: 8)
    let values = (0..<2_000).map { _ in 20 * exp(0.3 * g.normal()) }
    let (step, _) = try PreparationStep.yeoJohnson.learn(Design(columns: [(name: "x", values: values)]))
    guard case .power(_, let exponents) = step else { return }
    // ln(1 + x) is nearly normal, so the exponent is near 0: its standard error is about 0.05.
    #expect(abs(exponents[0]) < 0.2)
  }

  @Test func `treatment contrasts take the first level in alphabetical order as reference`() throws {
    let contrasts = TreatmentContrasts(column: "sex", values: ["Male", "Female", nil, "Male"])
    #expect(contrasts.names == ["sex=Male"])
    let design = try contrasts.encode(["Female", "Male", nil])
    #expect(design.values[..<2] == [0, 1] && design.values[2].isNaN)
    let error = ModelError.unknownLevel(column: "sex", level: "X", known: ["Female", "Male"])
    #expect(throws: error) { try contrasts.encode(["X"]) }
    #expect(
      error.description
        == "Column “sex” has the level “X”, which the training rows do not have (they have Female, Male). "
        + "Merge rare levels before the split.")
  }

  @Test func `a selection that keeps nothing gives everybody the same score and says so`() throws {
    let observations = try Example.binary()
    let pipeline = Pipeline(
      steps: [.select(.univariate(.welch, keep: .init(p: 0)))], estimator: LogisticRegression())
    let model = try pipeline.fit(observations.asTraining(seed: 1))
    #expect(Set(try model.scores(observations.design)).count == 1)
    #expect(model.cautions.map(\.code).contains("nothing_selected"))
    #expect(model.selected.isEmpty)
  }

  @Test func `missing values without imputation are refused by column`() throws {
    let observations = try Observations(
      design: Design(columns: [(name: "x", values: [1, .nan, 2, 3])]), outcome: .binary([true, false, true, false]))
    let error = ModelError.missingValues(column: "x", count: 1)
    #expect(throws: error) {
      try Pipeline(steps: [.prepare(.standardise)], estimator: LogisticRegression())
        .fit(observations.asTraining(seed: 1))
    }
    #expect(
      error.description
        == "Column “x” has 1 missing or infinite value. Impute them or leave the rows out before fitting.")
  }

  @Test func `a combined model in sample carries its caution`() throws {
    let observations = try Example.binary()
    let combined = StackedModel(
      members: [.init(name: "radscore", estimator: Example.radiomics, stream: 0)], columns: ["f1"],
      combiner: LogisticRegression(), scores: .inSample)
    let model = try combined.fit(observations.asTraining(seed: 1))
    #expect(model.cautions.map(\.code).contains("stacked_in_sample"))
    #expect(model.coefficients.map(\.name) == ["(Intercept)", "radscore", "f1"])
  }

  @Test func `a survival pipeline predicts survival that falls with time and score`() throws {
    let observations = try Example.survival()
    let model = try Pipeline(
      steps: [.prepare(.standardise)],
      estimator: PenalisedModel(ElasticNet(lambdaCount: 20), strength: .lambda(0.05))
    ).fit(observations.asTraining(seed: 2))
    let scores = try model.scores(observations.design)
    let survival = try model.survival(observations.design, at: [0.1, 0.5, 1])
    #expect(survival.allSatisfy { $0[0] >= $0[1] && $0[1] >= $0[2] && $0[2] >= 0 && $0[0] <= 1 })
    let best = try #require(scores.indices.min { scores[$0] < scores[$1] })
    #expect(survival.allSatisfy { $0[1] <= survival[best][1] })
    #expect(throws: ModelError.noProbability(model: "A survival model")) {
      try model.probabilities(observations.design)
    }
  }

  @Test func `a penalised Cox model without a penalty worth the name has the baseline of Cox regression`() throws {
    let observations = try Example.survival(120, columns: 2)
    guard case .survival(let times) = observations.outcome else { return }
    let plain = try CoxRegression(ties: .breslow).fit(CoxData(design: observations.design, times: times))
    let model = try PenalisedModel(ElasticNet(threshold: 1e-13), strength: .lambda(1e-9))
      .fit(observations.asTraining(seed: 2))
    guard case .penalised(let fit) = model.core else { return }
    #expect(zip(fit.coefficients, plain.beta).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(zip(fit.baseline, plain.baseline).allSatisfy { abs($0.hazard - $1.hazard) < 1e-4 * $1.hazard + 1e-9 })
  }

  @Test func `a wrong outcome is refused with a sentence`() throws {
    let observations = try Example.survival()
    let error = ModelError.wrongOutcome(model: "Logistic regression", needs: "binary", found: .survival)
    #expect(throws: error) { try LogisticRegression().fit(observations.asTraining(seed: 1)) }
    #expect(
      error.description
        == "Logistic regression needs a binary outcome but the study's outcome is survival. Choose another model.")
  }

  @Test func `a model of survival tells non-proportional hazards`() throws {
    // x speeds up early events and slows late ones.
    var g = SeededGenerator(seed: 12)
    let x = (0..<300).map { Double($0 % 2) }
    let times = x.map { x in
      SurvivalTime(time: x == 1 ? (g.uniform() < 0.5 ? g.uniform() : 9 + g.uniform()) : 10 * g.uniform(), isEvent: true)
    }
    let observations = try Observations(
      design: Design(columns: [(name: "arm", values: x)]), outcome: .survival(times))
    let model = try CoxRegression().fit(observations.asTraining(seed: 1))
    #expect(model.cautions.map(\.code).contains("non_proportional_hazards"))
  }
}

@Suite struct CutoffTests {
  let outcome = Outcome.binary([false, false, true, false, true, true])
  let scores = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
  var training: Partition<Training> {
    get throws {
      try Observations(design: Design(names: ["x"], rowCount: 6, values: scores), outcome: outcome).asTraining(seed: 1)
    }
  }

  @Test func `Youden's cut-off lies between the classes and carries its caution`() throws {
    let cutoff = try Cutoff.learned(.youden, scores: scores, on: training)
    // Sensitivity 1, specificity 2/3 at 0.25; sensitivity 2/3, specificity 1 at 0.45: the lower of the two.
    #expect(abs(cutoff.threshold - 0.25) < 1e-12)
    #expect(cutoff.isHigh(scores) == [false, false, true, true, true, true])
    #expect(cutoff.cautions.map(\.code) == ["optimised_cutoff"])
  }

  @Test func `a median cut-off halves the training rows`() throws {
    let cutoff = try Cutoff.learned(.median, scores: scores, on: training)
    #expect(cutoff.isHigh(scores).filter { $0 }.count == 3)
  }

  private func survival(_ scores: [Double]) throws -> Partition<Training> {
    try Observations(
      design: Design(names: ["x"], rowCount: scores.count, values: scores),
      outcome: .survival(scores.indices.map { SurvivalTime(time: Double(20 - $0), isEvent: $0 > 3) })
    ).asTraining(seed: 1)
  }

  @Test func `a maximally selected cut-off lies between its score and the next one`() throws {
    let scores = [0.1, 0.4, 0.2, 0.3, 0.8, 0.7, 0.9, 0.6, 0.95, 0.5]
    let training = try survival(scores)
    guard case .survival(let times) = training.outcome else {
      Issue.record("the outcome is no survival")
      return
    }
    let cutoff = try Cutoff.learned(.maximallySelected(smallestShare: 0.1), scores: scores, on: training)
    let found = try #require(try MaximallySelectedCutoff.search(times, marker: scores))
    let next = try #require(scores.filter { $0 > found.cutoff }.min())
    #expect(abs(cutoff.threshold - (found.cutoff + next) / 2) < 1e-12)
    #expect(cutoff.isHigh(scores) == scores.map { $0 > found.cutoff })
    #expect(cutoff.cautions.map(\.code) == ["optimised_cutoff"])
  }

  @Test func `scores that cannot be divided are all high`() throws {
    let scores = [Double](repeating: 0.5, count: 10)
    let cutoff = try Cutoff.learned(.maximallySelected(smallestShare: 0.1), scores: scores, on: survival(scores))
    #expect(cutoff.isHigh(scores) == scores.map { _ in true } && cutoff.cautions.isEmpty)
  }

  @Test func `a maximally selected cut-off needs survival with an event`() throws {
    #expect(
      throws: ModelError.wrongOutcome(model: "This cut-off rule", needs: "survival", found: .binary)
    ) { try Cutoff.learned(.maximallySelected(smallestShare: 0.1), scores: scores, on: training) }
    let censored = try Observations(
      design: Design(names: ["x"], rowCount: 6, values: scores),
      outcome: .survival(scores.map { SurvivalTime(time: $0, isEvent: false) })
    ).asTraining(seed: 1)
    #expect(throws: ModelError.noEvents(model: "A cut-off", rows: 6)) {
      try Cutoff.learned(.maximallySelected(smallestShare: 0.1), scores: scores, on: censored)
    }
  }

  @Test func `a value too large to be squared is refused by name`() {
    let design = Design(names: ["suv", "age"], rowCount: 2, values: [1, 2, 3, 1e308])
    #expect(throws: ModelError.tooLarge(column: "age")) {
      try CoxData(design: design, times: [SurvivalTime(time: 1, isEvent: true), SurvivalTime(time: 2, isEvent: true)])
    }
  }
}

@Suite struct StackHonestyTests {
  /// With noise only, in-sample member scores look predictive to the combiner; out-of-fold scores do not.
  @Test func `out-of-fold scores keep the combiner from trusting noise`() throws {
    var g = SeededGenerator(seed: 21)
    let n = 100
    let design = Design(
      columns: (0..<30).map { j in (name: "f\(j)", values: (0..<n).map { _ in g.normal() }) })
    let observations = try Observations(design: design, outcome: .binary((0..<n).map { _ in g.uniform() < 0.5 }))
    func slope(_ scores: StackedModel.Scores) throws -> Double {
      let model = try StackedModel(
        members: [.init(name: "score", estimator: LogisticRegression(), stream: 0)], combiner: LogisticRegression(),
        scores: scores
      ).fit(observations.asTraining(seed: 4))
      return model.coefficients[1].estimate ?? 0
    }
    #expect(abs(try slope(.inSample) - 1) < 1e-6)
    #expect(try slope(.outOfFold(folds: 5)) < 0.4)
  }

  /// A member that keeps nothing gives every row the base rate of its fold, which is low where the rows left out have many
  /// events: without one level for all folds the combiner would learn that a low score means an event.
  @Test func `a member that knows nothing tells the combiner nothing`() throws {
    var g = SeededGenerator(seed: 5)
    // 31 events in 5 folds: the base rates of the folds differ.
    let observations = try Observations(
      design: Design(columns: [(name: "noise", values: (0..<97).map { _ in g.normal() })]),
      outcome: .binary((0..<97).map { $0 < 31 }))
    let model = try StackedModel(
      members: [.init(name: "score", estimator: PenalisedModel(strength: .lambda(10)), stream: 0)],
      combiner: LogisticRegression(), scores: .outOfFold(folds: 5)
    ).fit(observations.asTraining(seed: 4))
    #expect(Set(try model.scores(observations.design)).count == 1)
    #expect(model.coefficients.last?.estimate ?? 0 == 0)
  }
}
