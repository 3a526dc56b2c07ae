/// How much too good a model looks on the rows it learned from, by the bootstrap (Harrell, Stat Med 1996;15:361):
/// each replicate is fitted on a sample with replacement; its measure there minus its measure on all rows, averaged, is
/// the optimism, and apparent − optimism is corrected.
public struct BootstrapOptimism: Sendable, Equatable, Codable {
  public let measures: [Measure]
  public let replicates: Int
  /// Replicates whose sample could not be fitted (one class, no event) and that count nowhere.
  public let failed: Int

  public struct Measure: Sendable, Equatable, Codable {
    /// `auc` or `c_index`, `dxy` (2·(C − ½)), `slope` (of the outcome on the score) and, for a binary outcome, `brier`.
    public let name: String
    /// On all rows, of the model fitted on all rows.
    public let apparent: Double
    public let optimism: Double
    public var corrected: Double { apparent - optimism }
  }
}

extension Estimator {
  /// - Parameter replicates: 200 or more for a stable second digit. Groups are drawn as wholes.
  @concurrent
  public func bootstrapOptimism(
    _ observations: Observations, replicates: Int, seed: UInt64, jobs: Int = 1,
    progress: (@Sendable (Int) -> Void)? = nil
  ) async throws -> BootstrapOptimism {
    guard replicates > 0 else {
      throw ModelError.badParameter(name: "the number of replicates", value: "\(replicates)", allowed: "at least 1")
    }
    let model = try fit(observations.asTraining(seed: SeededGenerator.seed(seed, stream: .max)))
    let apparent = try Self.judge(model, observations)
    let units = Units(rowCount: observations.rowCount, strata: nil, groups: observations.groups)
    let optimism = try await Replicates.map(replicates, jobs: jobs, progress: progress) { k -> [Double]? in
      var generator = SeededGenerator(seed: seed, stream: UInt64(k))
      let rows = generator.sampledWithReplacement(units.count, from: units.count).flatMap { units.rows[$0] }
      let sample = observations.selecting(rows: rows)
      do {
        let model = try self.fit(sample.asTraining(seed: SeededGenerator.seed(seed, stream: UInt64(k))))
        let inside = try Self.judge(model, sample)
        let outside = try Self.judge(model, observations)
        return zip(inside, outside).map { $0.value - $1.value }
      } catch let error as ModelError {
        switch error {
        case .oneClass, .noEvents, .badFolds: return nil
        default: throw error
        }
      }
    }
    let valid = optimism.compactMap { $0 }
    return BootstrapOptimism(
      measures: apparent.enumerated().map { m, measure in
        .init(
          name: measure.name, apparent: measure.value,
          optimism: valid.reduce(0) { $0 + $1[m] } / Double(max(valid.count, 1)))
      }, replicates: replicates, failed: replicates - valid.count)
  }

  private static func judge(
    _ model: FittedModel, _ observations: Observations
  ) throws(ModelError) -> [(name: String, value: Double)] {
    let scores = try model.scores(observations.design)
    let slopeDesign = Design(names: ["score"], rowCount: scores.count, values: scores)
    switch observations.outcome {
    case .binary(let classes):
      guard let auc = RankSum(scores: scores, isPositive: classes)?.auc else {
        throw .oneClass(model: "An AUC", rows: classes.count)
      }
      var squares = 0.0
      for (score, isPositive) in zip(scores, classes) {
        let difference = (isPositive ? 1 : 0) - logistic(score)
        squares += difference * difference
      }
      let slope = try LogisticRegression().fit(slopeDesign, classes).beta[1]
      return [
        ("auc", auc), ("dxy", 2 * auc - 1), ("slope", slope), ("brier", squares / Double(classes.count)),
      ]
    case .survival(let times):
      guard let c = try? Concordance(times, scores: scores).value else {
        throw .noEvents(model: "A C-index", rows: times.count)
      }
      let slope = try CoxRegression().fit(CoxData(design: slopeDesign, times: times)).beta[0]
      return [("c_index", c), ("dxy", 2 * c - 1), ("slope", slope)]
    case .classes, .ordinal:
      throw .wrongOutcome(model: "Bootstrap optimism", needs: "binary or survival", found: observations.outcome.kind)
    }
  }
}
