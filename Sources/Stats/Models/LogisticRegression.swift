/// Logistic regression by maximum likelihood: P(y = 1 | x) = 1 / (1 + exp(−β₀ − xᵀβ)).
///
/// Fitted by iteratively reweighted least squares with step halving, on centred and scaled columns, which changes no
/// result. A constant or collinear column has no coefficient (`nil`); of collinear columns the earlier stays, as in R.
public struct LogisticRegression: Sendable, Equatable, Codable {
  public var maximumIterations: Int

  public init(maximumIterations: Int = 100) { self.maximumIterations = maximumIterations }

  /// - Parameter weights: case weights above zero; they count as that many rows.
  /// - Throws: `ModelError.oneClass` when all rows have the same outcome; separation is a caution.
  public func fit(_ design: Design, _ outcome: [Bool], weights: [Double]? = nil) throws(ModelError) -> LogisticFit {
    let n = design.rowCount
    guard n > 0 else { throw .noRows }
    guard outcome.count == n else { throw .rowsDiffer(design: n, other: outcome.count, what: "outcomes") }
    if let weights {
      guard weights.count == n else { throw .rowsDiffer(design: n, other: weights.count, what: "weights") }
      if let bad = weights.firstIndex(where: { !($0 > 0 && $0.isFinite) }) { throw .badWeights(row: bad) }
    }
    try design.requireFinite()
    let positives = outcome.lazy.filter { $0 }.count
    guard positives > 0, positives < n else { throw .oneClass(model: "Logistic regression", rows: n) }
    let problem = LogisticProblem(design, outcome, weights: weights ?? [Double](repeating: 1, count: n))
    return LogisticFit(design: design, problem: problem, solution: problem.solve(maximumIterations: maximumIterations))
  }
}

/// The likelihood of a logistic model on standardised columns, the first of which is the intercept.
struct LogisticProblem {
  let n: Int
  /// Columns with the intercept.
  let q: Int
  /// Column-major n × q.
  let x: [Double]
  let y: [Double]
  let weight: [Double]
  let centre: [Double]
  /// 0 for a constant column.
  let scale: [Double]

  struct Solution {
    var beta: [Double]
    var eta: [Double]
    var logLikelihood: Double
    var cholesky: Cholesky
    var lastStep: [Double]
    var iterations: Int
    var isConverged: Bool
    /// The steps did not shrink while the likelihood stood still: a coefficient runs to infinity.
    var isDiverging: Bool
    var isAliased: [Bool]
  }

  init(_ design: Design, _ outcome: [Bool], weights: [Double]) {
    n = design.rowCount
    let p = design.columnCount
    q = p + 1
    y = outcome.map { $0 ? 1 : 0 }
    weight = weights
    let total = weights.reduce(0, +)
    var x = [Double](repeating: 1, count: n)
    x.reserveCapacity(n * q)
    var centre: [Double] = []
    var scale: [Double] = []
    for j in 0..<p {
      let column = Array(design.column(j))
      let mean = BLAS.dot(column, weights) / total
      var spread = 0.0
      for i in 0..<n { spread += weights[i] * (column[i] - mean) * (column[i] - mean) }
      let deviation = (spread / total).squareRoot()
      let isConstant = !(deviation > 1e-12 * abs(mean) && deviation > 0)
      centre.append(mean)
      scale.append(isConstant ? 0 : deviation)
      for value in column { x.append(isConstant ? 0 : (value - mean) / deviation) }
    }
    self.x = x
    self.centre = centre
    self.scale = scale
  }

  func linearPredictor(_ beta: [Double]) -> [Double] {
    Matrix(rowCount: n, columnCount: q, values: x).times(beta)
  }

  func logLikelihood(_ eta: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<n { sum -= weight[i] * softplus(y[i] > 0 ? -eta[i] : eta[i]) }
    return sum
  }

  private func gradientAndInformation(_ eta: [Double]) -> ([Double], Matrix) {
    var residual = [Double](repeating: 0, count: n)
    var root = [Double](repeating: 0, count: n)
    for i in 0..<n {
      let p = logistic(eta[i])
      residual[i] = weight[i] * (y[i] - p)
      root[i] = (weight[i] * p * logistic(-eta[i])).squareRoot()
    }
    var weighted = x
    for j in 0..<q { for i in 0..<n { weighted[i + n * j] *= root[i] } }
    var gradient = [Double](repeating: 0, count: q)
    gradient.withUnsafeMutableBufferPointer { gradient in
      x.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let gradient = gradient.baseAddress else { return }
        BLAS.transposedProduct(rows: n, columns: q, x, residual, into: gradient)
      }
    }
    return (gradient, Matrix(rowCount: n, columnCount: q, values: weighted).crossProduct)
  }

  /// - Parameters:
  ///   - fixed: coefficients held at a value (on the standardised scale), for profile likelihoods.
  ///   - start: where to begin, for a sequence of similar problems.
  func solve(
    maximumIterations: Int, fixed: [Int: Double] = [:], excluded: Set<Int> = [], start: [Double]? = nil
  ) -> Solution {
    var beta = start ?? [Double](repeating: 0, count: q)
    if start == nil {
      let mean = BLAS.dot(y, weight) / weight.reduce(0, +)
      beta[0] = logarithm(mean / (1 - mean))
    }
    for (j, value) in fixed { beta[j] = value }
    for j in excluded { beta[j] = 0 }
    var held = Set(fixed.keys).union(excluded)
    var eta = linearPredictor(beta)
    var value = logLikelihood(eta)
    // Collinearity is judged where it starts: under separation the weights vanish and would look like it.
    var tolerance = 1e-11
    func direction(_ eta: [Double]) -> (step: [Double], cholesky: Cholesky) {
      var (gradient, information) = gradientAndInformation(eta)
      for j in held {
        gradient[j] = 0
        for k in 0..<q {
          information[j, k] = 0
          information[k, j] = 0
        }
      }
      let cholesky = Cholesky(information, tolerance: tolerance)
      return (cholesky.solve(gradient), cholesky)
    }
    var (step, cholesky) = direction(eta)
    let aliased = cholesky.isAliased
    held.formUnion(aliased.indices.filter { aliased[$0] })
    tolerance = 1e-15
    var iterations = 0
    var isDiverging = false
    var isConverged = false
    while !isConverged, iterations < maximumIterations {
      iterations += 1
      var scale = 1.0
      var next = beta
      var nextEta = eta
      var nextValue = value
      var isBetter = false
      for _ in 0..<30 {
        for j in 0..<q { next[j] = beta[j] + scale * step[j] }
        nextEta = linearPredictor(next)
        nextValue = logLikelihood(nextEta)
        if nextValue.isFinite, nextValue >= value - 1e-12 * (abs(value) + 1) {
          isBetter = true
          break
        }
        scale /= 2
      }
      guard isBetter else { break }
      let change = abs(nextValue - value)
      let largest = step.map { abs($0 * scale) }.max() ?? 0
      beta = next
      eta = nextEta
      value = nextValue
      (step, cholesky) = direction(eta)
      // A likelihood of 1 is complete separation: there is nothing left to gain. (Damped steps may be small while
      // the likelihood stands still, but a whole step of that size at a standing likelihood goes to infinity.)
      isDiverging = value > -1e-8 || change <= 1e-9 * (abs(value) + 1) && largest > 0.01
      isConverged = largest < 1e-10 || change <= 1e-14 * (abs(value) + 1) && largest < 1e-5 || isDiverging
    }
    return Solution(
      beta: beta, eta: eta, logLikelihood: value, cholesky: cholesky, lastStep: step, iterations: iterations,
      isConverged: isConverged, isDiverging: isDiverging, isAliased: aliased)
  }
}
