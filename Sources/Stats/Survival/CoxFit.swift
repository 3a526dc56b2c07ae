/// A fitted Cox model: immutable, Codable, and free of the rows it learned from.
public struct CoxFit: Sendable, Equatable, Codable {
  public let ties: Ties
  public let rowCount: Int
  public let events: Int
  public let coefficients: [Coefficient]
  /// β̂ per column, 0 where the coefficient is `nil`.
  public let beta: [Double]
  /// Inverse information (columns × columns); rows and columns without coefficient are zero.
  public let naiveCovariance: Matrix
  /// Grouped jackknife covariance, when clusters were given.
  public let robustCovariance: Matrix?
  public let logLikelihood: Double
  /// At β = 0.
  public let nullLogLikelihood: Double
  /// Likelihood ratio, Wald and score test of all coefficients; with clusters the Wald test uses the robust covariance.
  public let tests: [ChiSquaredTest]
  /// The reference point of `baseline(at: .means)`: the weighted mean of each column, 0 for a column of −1, 0 and 1 only.
  public let means: [Double]
  /// Cumulative baseline hazard at covariates 0, at every distinct time of each stratum.
  public let baseline: [BaselineStep]
  public let iterations: Int
  public let cautions: [Caution]
  /// What predicted standard errors need, per event time.
  let profile: [ProfileStep]

  public struct BaselineStep: Sendable, Equatable, Codable {
    public let stratum: Int
    public let time: Double
    public let hazard: Double
  }

  /// Cumulative sums over event times of one stratum, for a subject with η = `CoxFit.origin`.
  struct ProfileStep: Sendable, Equatable, Codable {
    let stratum: Int
    let time: Double
    let hazard: Double
    let variance: Double
    /// Σ x̄ dΛ on the original covariates, minus the centre.
    let mean: [Double]
  }

  /// The centre the profile refers to.
  let centre: [Double]

  public var names: [String] { coefficients.map(\.name) }
  public var covariance: Matrix { robustCovariance ?? naiveCovariance }
  public var degreesOfFreedom: Int { coefficients.lazy.filter { $0.estimate != nil }.count }
  /// −2·logLikelihood + 2·degreesOfFreedom.
  public var aic: Double { 2 * Double(degreesOfFreedom) - 2 * logLikelihood }
  public var likelihoodRatioTest: ChiSquaredTest { tests[0] }
  public var waldTest: ChiSquaredTest { tests[1] }
  public var scoreTest: ChiSquaredTest { tests[2] }

  init(
    data: CoxData, sample: CoxSample, ties: Ties, beta scaled: [Double], likelihood: CoxLikelihood,
    nullLikelihood: Double, scoreTest: Double, aliased: [Bool], lastStep: [Double], iterations: Int,
    isConverged: Bool
  ) {
    let p = sample.p
    let names = data.design.names
    let unscale = sample.scale.map { $0 > 0 ? 1 / $0 : 0 }
    let scaledInverse = Cholesky(likelihood.information).inverse
    var naive = scaledInverse
    for a in 0..<p { for b in 0..<p { naive[a, b] *= unscale[a] * unscale[b] } }
    let beta = (0..<p).map { aliased[$0] ? 0 : scaled[$0] * unscale[$0] }
    self.beta = beta
    self.ties = ties
    rowCount = sample.n
    events = data.events
    naiveCovariance = naive
    logLikelihood = likelihood.value
    nullLogLikelihood = nullLikelihood
    self.iterations = iterations
    centre = sample.centre
    means = Self.referencePoint(data, centre: sample.centre)

    let table = CoxEventTable(sample, beta: scaled, ties: ties == .exact ? .breslow : ties)
    var robust: Matrix?
    var robustScore: ChiSquaredTest?
    let degrees = aliased.filter { !$0 }.count
    if let clusters = data.clusters, ties != .exact {
      let score = table.scoreResiduals(sample, beta: scaled)
      let grouped = Self.collapsed(score, sample: sample, clusters: clusters)
      var influence = grouped.times(scaledInverse).crossProduct
      for a in 0..<p { for b in 0..<p { influence[a, b] *= unscale[a] * unscale[b] } }
      robust = influence
      // The robust score test uses the score residuals at β = 0 (Lin & Wei 1989).
      let zero = [Double](repeating: 0, count: p)
      let atZero = CoxEventTable(sample, beta: zero, ties: ties)
      let scores = Self.collapsed(atZero.scoreResiduals(sample, beta: zero), sample: sample, clusters: clusters)
      let total = (0..<p).map { j in scores.column(j).reduce(0, +) }
      let solved = Cholesky(scores.crossProduct).solve(total)
      robustScore = ChiSquaredTest(
        name: "robust score", chiSquared: zip(total, solved).reduce(0) { $0 + $1.0 * $1.1 },
        degreesOfFreedom: degrees)
    }
    robustCovariance = robust
    let used = robust ?? naive
    coefficients = (0..<p).map { j in
      Coefficient(
        name: names[j], estimate: aliased[j] ? nil : beta[j],
        standardError: aliased[j] ? nil : used[j, j].squareRoot())
    }
    let wald = zip(beta, Cholesky(used).solve(beta)).reduce(0) { $0 + $1.0 * $1.1 }
    tests =
      [
        ChiSquaredTest(
          name: "likelihood ratio", chiSquared: 2 * (likelihood.value - nullLikelihood), degreesOfFreedom: degrees),
        ChiSquaredTest(name: "Wald", chiSquared: wald, degreesOfFreedom: degrees),
        ChiSquaredTest(name: "score", chiSquared: scoreTest, degreesOfFreedom: degrees),
      ] + (robustScore.map { [$0] } ?? [])

    let atZero = exponential(-zip(beta, sample.centre).reduce(0) { $0 + $1.0 * $1.1 })
    baseline = table.cumulativeHazards(sample).map {
      BaselineStep(stratum: $0.stratum, time: $0.time, hazard: $0.hazard * atZero)
    }
    profile = table.profile(sample)

    var cautions = Caution.eventsPerVariable(events: events, variables: degrees)
    for j in 0..<p where aliased[j] {
      cautions.append(sample.scale[j] > 0 ? .collinear(names[j]) : .constant(names[j]))
    }
    var isMonotone = false
    for j in 0..<p where !aliased[j] && abs(lastStep[j]) > 1e-4 * max(abs(scaled[j]), 1e-3) && abs(scaled[j]) > 1 {
      cautions.append(.monotoneLikelihood(names[j]))
      isMonotone = true
    }
    if !isConverged, !isMonotone { cautions.append(.notConverged("Cox regression", iterations: iterations)) }
    self.cautions = cautions
  }

  private static func referencePoint(_ data: CoxData, centre: [Double]) -> [Double] {
    (0..<data.design.columnCount).map { j in
      data.design.column(j).allSatisfy { $0 == 0 || $0 == 1 || $0 == -1 } ? 0 : centre[j]
    }
  }

  /// Weighted residuals summed within clusters, in order of first appearance.
  private static func collapsed(_ residuals: Matrix, sample: CoxSample, clusters: [Int]) -> Matrix {
    var position: [Int: Int] = [:]
    let rows = sample.source.map { source in
      let cluster = clusters[source]
      if let at = position[cluster] { return at }
      position[cluster] = position.count
      return position.count - 1
    }
    var result = Matrix(rowCount: position.count, columnCount: sample.p)
    for j in 0..<sample.p {
      for i in 0..<sample.n { result[rows[i], j] += sample.weight[i] * residuals[i, j] }
    }
    return result
  }
}

extension CoxFit {
  /// The likelihood ratio test against a smaller model nested in this one, fitted to the same rows. It knows nothing of
  /// clusters: with a robust variance use Wald's test.
  public func likelihoodRatioTest(against smaller: CoxFit) -> ChiSquaredTest {
    ChiSquaredTest(
      name: "likelihood ratio", chiSquared: 2 * (logLikelihood - smaller.logLikelihood),
      degreesOfFreedom: max(0, degreesOfFreedom - smaller.degreesOfFreedom))
  }

  /// xᵀβ of each row; higher means an earlier event.
  public func linearPredictor(_ design: Design) throws(ModelError) -> [Double] {
    let design = try design.selecting(columns: names)
    try design.requireFinite()
    return Matrix(rowCount: design.rowCount, columnCount: design.columnCount, values: design.values).times(beta)
  }

  /// The cumulative baseline hazard at the `means`.
  public var baselineAtMeans: [BaselineStep] {
    let factor = exponential(zip(beta, means).reduce(0) { $0 + $1.0 * $1.1 })
    return baseline.map { BaselineStep(stratum: $0.stratum, time: $0.time, hazard: $0.hazard * factor) }
  }

  /// A predicted survival probability with its standard error and log-transformed limits.
  public struct SurvivalPrediction: Sendable, Equatable, Codable {
    public let time: Double
    public let survival: Double
    public let standardError: Double
    public let low: Double
    /// Cut at 1.
    public let high: Double
  }

  /// S(t | x) = exp(−Λ₀(t)·e^{xᵀβ}) for each row of `design` at each time, with the standard error of Tsiatis (1981) and
  /// Link (1984). The limits are those of log S, as R's default.
  /// - Returns: one array per row, in the order of `times`.
  public func survival(
    _ design: Design, at times: [Double], stratum: Int? = nil, level: Double = 0.95
  ) throws(ModelError) -> [[SurvivalPrediction]] {
    let design = try design.selecting(columns: names)
    try design.requireFinite()
    let wanted = stratum ?? profile.first?.stratum ?? baseline.first?.stratum ?? 0
    let steps = profile.filter { $0.stratum == wanted }
    let z = NormalDistribution.criticalValue(level: level)
    var result: [[SurvivalPrediction]] = []
    for i in 0..<design.rowCount {
      let offset = (0..<design.columnCount).map { design[i, $0] - centre[$0] }
      let risk = exponential(zip(beta, offset).reduce(0) { $0 + $1.0 * $1.1 })
      result.append(
        times.map { time in
          guard let step = steps.last(where: { $0.time <= time }) else {
            return SurvivalPrediction(time: time, survival: 1, standardError: 0, low: 1, high: 1)
          }
          let gap = zip(offset, step.mean).map { $0 * step.hazard - $1 }
          let variance = risk * risk * (step.variance + naiveCovariance.form(gap, gap))
          let error = max(0, variance).squareRoot()
          let survival = exponential(-risk * step.hazard)
          return SurvivalPrediction(
            time: time, survival: survival, standardError: survival * error,
            low: exponential(-risk * step.hazard - z * error),
            high: min(1, exponential(-risk * step.hazard + z * error)))
        })
    }
    return result
  }
}
