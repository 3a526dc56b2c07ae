/// Cox's proportional hazards regression: λ(t | x) = λ₀(t)·exp(xᵀβ), with β maximising the partial likelihood
/// (Cox, J R Stat Soc B 1972;34:187) by Newton's method with step halving.
///
/// Covariates are centred and scaled while fitting, which changes no result but keeps every exponential and every
/// pivot in range. A collinear or constant column has no coefficient (`nil`); the earlier of two collinear columns
/// stays, as in R.
public struct CoxRegression: Sendable, Equatable, Codable {
  public var ties: Ties
  public var maximumIterations: Int

  public init(ties: Ties = .efron, maximumIterations: Int = 50) {
    self.ties = ties
    self.maximumIterations = maximumIterations
  }

  /// - Throws: `ModelError.noEvents` without an event; non-convergence and monotone likelihood are cautions.
  public func fit(_ data: CoxData) throws(ModelError) -> CoxFit {
    guard data.events > 0 else { throw .noEvents(model: "Cox regression", rows: data.design.rowCount) }
    if ties == .exact, data.weights != nil {
      throw .badParameter(name: "ties", value: "exact", allowed: "efron or breslow when rows have weights")
    }
    let sample = CoxSample(data)
    let p = sample.p
    var beta = [Double](repeating: 0, count: p)
    var current = CoxLikelihood(sample, beta: beta, ties: ties)
    let null = current
    var cholesky = Cholesky(current.information)
    let aliased = cholesky.isAliased
    let scoreTest = zip(null.gradient, cholesky.solve(null.gradient)).reduce(0) { $0 + $1.0 * $1.1 }
    var step = cholesky.solve(current.gradient)
    var iterations = 0
    var isConverged = p == 0
    while !isConverged, iterations < maximumIterations {
      iterations += 1
      var scale = 1.0
      var next = beta
      var candidate = current
      var isBetter = false
      for _ in 0..<30 {
        for j in 0..<p { next[j] = beta[j] + scale * step[j] }
        candidate = CoxLikelihood(sample, beta: next, ties: ties)
        if candidate.value.isFinite, candidate.value >= current.value - 1e-12 * abs(current.value) {
          isBetter = true
          break
        }
        scale /= 2
      }
      guard isBetter else { break }
      let change = abs(candidate.value - current.value)
      beta = next
      current = candidate
      cholesky = Cholesky(current.information)
      let largest = step.map { abs($0 * scale) }.max() ?? 0
      step = cholesky.solve(current.gradient)
      isConverged =
        largest < 1e-10 || change <= 1e-14 * (abs(current.value) + 1) && largest < 1e-6
        || change <= 1e-12 * (abs(current.value) + 1) && iterations > 20
    }
    return CoxFit(
      data: data, sample: sample, ties: ties, beta: beta, likelihood: current, nullLikelihood: null.value,
      scoreTest: scoreTest, aliased: zip(aliased, cholesky.isAliased).map { $0 || $1 }, lastStep: step,
      iterations: iterations, isConverged: isConverged)
  }
}
