/// The distribution of survival times in an accelerated failure time model.
public enum SurvivalDistribution: String, Sendable, Codable, CaseIterable {
  case weibull, exponential, lognormal, loglogistic

  /// Log density of the standard error W (for an event) or log survival (for a censoring), with the first and second
  /// derivative in z.
  func term(_ z: Double, isEvent: Bool) -> (value: Double, first: Double, second: Double) {
    switch self {
    case .weibull, .exponential:
      let e = Stats.exponential(z)
      return isEvent ? (z - e, 1 - e, -e) : (-e, -e, -e)
    case .loglogistic:
      let p = logistic(z)
      let curve = p * logistic(-z)
      return isEvent ? (z - 2 * softplus(z), 1 - 2 * p, -2 * curve) : (-softplus(z), -p, -curve)
    case .lognormal:
      let normal = NormalDistribution.standard
      if isEvent { return (logarithm(normal.density(z)), -z, -1) }
      let tail = normal.upperTail(z)
      // Beyond z = 30 the hazard of the normal distribution is z + 1/z to double precision.
      let hazard = tail > 1e-190 ? normal.density(z) / tail : z + 1 / z
      let value = tail > 1e-190 ? logarithm(tail) : -0.5 * z * z - logarithm(hazard) - 0.918_938_533_204_672_8
      return (value, -hazard, -hazard * (hazard - z))
    }
  }

  /// P(W > z).
  func survival(_ z: Double) -> Double {
    switch self {
    case .weibull, .exponential: Stats.exponential(-Stats.exponential(z))
    case .loglogistic: logistic(-z)
    case .lognormal: NormalDistribution.standard.upperTail(z)
    }
  }

  /// z with P(W ≤ z) = p.
  func quantile(_ p: Double) -> Double {
    switch self {
    case .weibull, .exponential: logarithm(-logarithm(1 - p))
    case .loglogistic: logarithm(p / (1 - p))
    case .lognormal: NormalDistribution.standard.quantile(p)
    }
  }
}

/// Accelerated failure time regression: log T = β₀ + xᵀβ + σ·W, with W extreme-value (Weibull; σ = 1 for exponential),
/// normal (log-normal) or logistic (log-logistic), by maximum likelihood with right censoring.
/// A positive coefficient means a longer time: e^β is the time ratio. For the Weibull, −β/σ is the log hazard ratio.
public struct ParametricSurvival: Sendable, Equatable, Codable {
  public var distribution: SurvivalDistribution
  public var maximumIterations: Int

  public init(_ distribution: SurvivalDistribution = .weibull, maximumIterations: Int = 100) {
    self.distribution = distribution
    self.maximumIterations = maximumIterations
  }

  /// - Throws: `ModelError.badTime` for a time that is not above zero, `.noEvents` without an event.
  public func fit(_ design: Design, _ times: [SurvivalTime]) throws(ModelError) -> ParametricSurvivalFit {
    let n = design.rowCount
    guard n > 0 else { throw .noRows }
    guard times.count == n else { throw .rowsDiffer(design: n, other: times.count, what: "times") }
    if let bad = times.firstIndex(where: { !($0.time > 0 && $0.time.isFinite) }) { throw .badTime(row: bad) }
    try design.requireFinite()
    guard times.contains(where: \.isEvent) else { throw .noEvents(model: "Parametric survival", rows: n) }
    let null = solve(Design(names: [], rowCount: n, values: []), times)
    return ParametricSurvivalFit(
      distribution: distribution, design: design, times: times, solution: solve(design, times),
      nullLogLikelihood: null.logLikelihood)
  }

  struct Solution {
    /// Intercept, columns (centred and scaled), log σ.
    var parameters: [Double]
    var logLikelihood: Double
    var information: Matrix
    var isAliased: [Bool]
    var centre: [Double]
    var scale: [Double]
    var iterations: Int
    var isConverged: Bool
  }

  private func solve(_ design: Design, _ times: [SurvivalTime]) -> Solution {
    let problem = LogisticProblem(
      design, times.map(\.isEvent), weights: [Double](repeating: 1, count: design.rowCount))
    let n = problem.n
    let q = problem.q
    let isFree = distribution != .exponential
    let logTimes = times.map { logarithm($0.time) }
    // Columns that are collinear with each other are left out once and for all.
    let columns = Cholesky(Matrix(rowCount: n, columnCount: q, values: problem.x).crossProduct)
    let aliased = columns.isAliased
    // From the line of least squares, as if nobody were censored.
    var parameters = columns.solve(
      (0..<q).map { a in (0..<n).reduce(0) { $0 + problem.x[$1 + n * a] * logTimes[$1] } })
    let line = problem.linearPredictor(parameters)
    let spread = (zip(logTimes, line).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(n)).squareRoot()
    parameters[0] += isFree ? 0 : 0.5
    parameters.append(isFree ? logarithm(max(spread, 1e-3)) : 0)

    func evaluate(_ theta: [Double]) -> (value: Double, gradient: [Double], information: Matrix) {
      let sigma = exponential(theta[q])
      let eta = problem.linearPredictor(Array(theta[..<q]))
      var value = 0.0
      var gradient = [Double](repeating: 0, count: q + 1)
      var information = Matrix(rowCount: q + 1, columnCount: q + 1)
      for i in 0..<n {
        let z = (logTimes[i] - eta[i]) / sigma
        let isEvent = times[i].isEvent
        let term = distribution.term(z, isEvent: isEvent)
        value += term.value - (isEvent ? theta[q] + logTimes[i] : 0)
        for a in 0..<q {
          let xa = problem.x[i + n * a] / sigma
          gradient[a] -= term.first * xa
          information[a, q] -= (term.second * z + term.first) * xa
          for b in 0...a { information[a, b] -= term.second * xa * problem.x[i + n * b] / sigma }
        }
        gradient[q] -= term.first * z + (isEvent ? 1 : 0)
        information[q, q] -= term.second * z * z + term.first * z
      }
      for a in 0..<q {
        information[q, a] = information[a, q]
        for b in 0..<a { information[b, a] = information[a, b] }
      }
      if !isFree {
        gradient[q] = 0
        for a in 0...q {
          information[a, q] = 0
          information[q, a] = 0
        }
      }
      return (value, gradient, information)
    }

    let isFixed = aliased + [!isFree]
    var current = evaluate(parameters)
    var iterations = 0
    var isConverged = false
    while !isConverged, iterations < maximumIterations {
      iterations += 1
      var next = current
      var candidate = parameters
      var isBetter = false
      var largest = 0.0
      var damping = 0.0
      for _ in 0..<30 {
        var information = current.information
        var gradient = current.gradient
        for a in 0...q where isFixed[a] {
          gradient[a] = 0
          for b in 0...q {
            information[a, b] = 0
            information[b, a] = 0
          }
        }
        for a in 0...q where !isFixed[a] { information[a, a] += damping * max(abs(information[a, a]), 1e-6) }
        let factor = Cholesky(information, tolerance: 1e-13)
        // Away from the maximum the information may be indefinite: then, too, lean towards the gradient.
        if factor.isAliased == isFixed {
          let step = factor.solve(gradient)
          candidate = zip(parameters, step).map { $0 + $1 }
          next = evaluate(candidate)
          largest = step.map { abs($0) }.max() ?? 0
          if next.value.isFinite, next.value >= current.value - 1e-12 * (abs(current.value) + 1) {
            isBetter = true
            break
          }
        }
        damping = damping == 0 ? 0.1 : damping * 4
      }
      guard isBetter else { break }
      parameters = candidate
      current = next
      // A step is small at the maximum, or because it was held back: only the former is an end.
      isConverged = largest < 1e-10 && damping == 0
    }
    return Solution(
      parameters: parameters, logLikelihood: current.value, information: current.information,
      isAliased: aliased, centre: problem.centre, scale: problem.scale, iterations: iterations,
      isConverged: isConverged)
  }
}

/// A fitted accelerated failure time model.
public struct ParametricSurvivalFit: Sendable, Equatable, Codable {
  public let distribution: SurvivalDistribution
  public let rowCount: Int
  public let events: Int
  /// “(Intercept)” first, then one per column, on the scale of log time.
  public let coefficients: [Coefficient]
  /// β̂ with the intercept first; 0 where a coefficient is `nil`.
  public let beta: [Double]
  /// σ; 1 for the exponential.
  public let scale: Double
  /// Log σ with its standard error; `nil` for the exponential.
  public let logScale: Coefficient?
  /// Of the coefficients and, last, log σ (zero for the exponential).
  public let covariance: Matrix
  public let logLikelihood: Double
  /// Of the model with an intercept (and σ) only.
  public let nullLogLikelihood: Double
  public let likelihoodRatioTest: ChiSquaredTest
  public let cautions: [Caution]

  public var names: [String] { coefficients.dropFirst().map(\.name) }

  init(
    distribution: SurvivalDistribution, design: Design, times: [SurvivalTime],
    solution: ParametricSurvival.Solution, nullLogLikelihood: Double
  ) {
    let p = design.columnCount
    self.distribution = distribution
    rowCount = design.rowCount
    let events = times.lazy.filter(\.isEvent).count
    self.events = events
    var transform = Matrix.identity(p + 2)
    for j in 0..<p {
      let s = solution.scale[j]
      transform[j + 1, j + 1] = s > 0 ? 1 / s : 0
      transform[0, j + 1] = s > 0 ? -solution.centre[j] / s : 0
    }
    var scaled = solution.parameters
    var information = solution.information
    let aliased = solution.isAliased
    for a in 0...p where aliased[a] {
      scaled[a] = 0
      for b in 0...(p + 1) {
        information[a, b] = 0
        information[b, a] = 0
      }
    }
    let beta = transform.times(scaled)
    self.beta = Array(beta[...p])
    let covariance = transform.times(Cholesky(information, tolerance: 1e-14).inverse).times(transform.transposed)
    self.covariance = covariance
    coefficients = (0...p).map { j in
      Coefficient(
        name: j == 0 ? "(Intercept)" : design.names[j - 1], estimate: aliased[j] ? nil : beta[j],
        standardError: aliased[j] ? nil : max(0, covariance[j, j]).squareRoot())
    }
    scale = exponential(beta[p + 1])
    logScale =
      distribution == .exponential
      ? nil
      : Coefficient(
        name: "Log(scale)", estimate: beta[p + 1], standardError: max(0, covariance[p + 1, p + 1]).squareRoot())
    logLikelihood = solution.logLikelihood
    self.nullLogLikelihood = nullLogLikelihood
    let degrees = aliased.dropFirst().lazy.filter { !$0 }.count
    likelihoodRatioTest = ChiSquaredTest(
      name: "likelihood ratio", chiSquared: 2 * (solution.logLikelihood - nullLogLikelihood),
      degreesOfFreedom: degrees)
    var cautions = Caution.eventsPerVariable(events: events, variables: degrees)
    for j in 0..<p where aliased[j + 1] {
      cautions.append(solution.scale[j] > 0 ? .collinear(design.names[j]) : .constant(design.names[j]))
    }
    if !solution.isConverged {
      cautions.append(.notConverged("Parametric survival", iterations: solution.iterations))
    }
    self.cautions = cautions
  }

  /// β₀ + xᵀβ of each row: the location of log time. Higher means a later event.
  public func linearPredictor(_ design: Design) throws(ModelError) -> [Double] {
    let design = try design.selecting(columns: names)
    try design.requireFinite()
    return Matrix(rowCount: design.rowCount, columnCount: design.columnCount, values: design.values)
      .times(Array(beta.dropFirst())).map { $0 + beta[0] }
  }

  /// S(t | x) of each row at each time above zero; 1 at zero.
  public func survival(_ design: Design, at times: [Double]) throws(ModelError) -> [[Double]] {
    try linearPredictor(design).map { eta in
      times.map { $0 > 0 ? distribution.survival((logarithm($0) - eta) / scale) : 1 }
    }
  }

  /// The time by which a part p of such subjects has had the event; p = 0.5 is the median.
  public func quantile(_ design: Design, _ p: Double) throws(ModelError) -> [Double] {
    guard p > 0, p < 1 else { throw .badParameter(name: "the part", value: "\(p)", allowed: "between 0 and 1") }
    let z = distribution.quantile(p)
    return try linearPredictor(design).map { exponential($0 + scale * z) }
  }
}
