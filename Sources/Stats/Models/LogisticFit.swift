/// A fitted logistic model: immutable, Codable, and free of the rows it learned from.
public struct LogisticFit: Sendable, Equatable, Codable {
  /// The columns, without the intercept.
  public let names: [String]
  public let rowCount: Int
  /// Rows with a positive outcome.
  public let positives: Int
  /// “(Intercept)” first, then one per column.
  public let coefficients: [Coefficient]
  /// β̂ with the intercept first; 0 where a coefficient is `nil`.
  public let beta: [Double]
  /// Inverse information, intercept first; zero where a coefficient is `nil`.
  public let covariance: Matrix
  public let logLikelihood: Double
  /// Of the model with an intercept only.
  public let nullLogLikelihood: Double
  /// −2·logLikelihood.
  public var deviance: Double { -2 * logLikelihood }
  public var nullDeviance: Double { -2 * nullLogLikelihood }
  public let likelihoodRatioTest: ChiSquaredTest
  public let pseudoR2: PseudoR2
  /// Mean squared difference of outcome and fitted probability on the training rows.
  public let brier: Double
  public let iterations: Int
  public let cautions: [Caution]

  /// Ways to say how much of the outcome a model explains, each between 0 and 1.
  public struct PseudoR2: Sendable, Equatable, Codable {
    /// 1 − ln L / ln L₀.
    public let mcFadden: Double
    /// 1 − (L₀/L)^(2/n).
    public let coxSnell: Double
    /// Cox and Snell's, divided by its maximum.
    public let nagelkerke: Double
    /// Difference of the mean fitted probabilities of the two classes.
    public let tjur: Double
  }

  public var degreesOfFreedom: Int { coefficients.lazy.filter { $0.estimate != nil }.count }
  public var aic: Double { deviance + 2 * Double(degreesOfFreedom) }
  public var bic: Double { deviance + logarithm(Double(rowCount)) * Double(degreesOfFreedom) }
  /// 1 − Brier / (ȳ(1 − ȳ)).
  public var scaledBrier: Double {
    let mean = Double(positives) / Double(rowCount)
    return 1 - brier / (mean * (1 - mean))
  }

  init(design: Design, problem: LogisticProblem, solution: LogisticProblem.Solution) {
    let p = design.columnCount
    let n = problem.n
    names = design.names
    rowCount = n
    positives = problem.y.lazy.filter { $0 > 0 }.count
    let aliased = solution.isAliased
    // x_scaled = (x − centre) / scale, so that β_j = b_j / s_j and β₀ = b₀ − Σ b_j c_j / s_j.
    var transform = Matrix.identity(p + 1)
    for j in 0..<p {
      let s = problem.scale[j]
      transform[j + 1, j + 1] = s > 0 ? 1 / s : 0
      transform[0, j + 1] = s > 0 ? -problem.centre[j] / s : 0
    }
    var scaled = solution.beta
    for j in 0...p where aliased[j] { scaled[j] = 0 }
    let beta = transform.times(scaled)
    self.beta = beta
    let covariance = transform.times(solution.cholesky.inverse).times(transform.transposed)
    self.covariance = covariance
    coefficients = (0...p).map { j in
      Coefficient(
        name: j == 0 ? "(Intercept)" : design.names[j - 1], estimate: aliased[j] ? nil : beta[j],
        standardError: aliased[j] ? nil : max(0, covariance[j, j]).squareRoot())
    }
    logLikelihood = solution.logLikelihood
    let total = problem.weight.reduce(0, +)
    let mean = BLAS.dot(problem.y, problem.weight) / total
    let null = total * (mean * logarithm(mean) + (1 - mean) * logarithm(1 - mean))
    nullLogLikelihood = null
    let degrees = aliased.dropFirst().lazy.filter { !$0 }.count
    likelihoodRatioTest = ChiSquaredTest(
      name: "likelihood ratio", chiSquared: 2 * (solution.logLikelihood - null), degreesOfFreedom: degrees)
    var sums = (positive: 0.0, negative: 0.0, squares: 0.0)
    for i in 0..<n {
      let fitted = logistic(solution.eta[i])
      sums.squares += problem.weight[i] * (problem.y[i] - fitted) * (problem.y[i] - fitted)
      if problem.y[i] > 0 { sums.positive += fitted } else { sums.negative += fitted }
    }
    brier = sums.squares / total
    let coxSnell = 1 - exponential(2 / total * (null - solution.logLikelihood))
    pseudoR2 = PseudoR2(
      mcFadden: 1 - solution.logLikelihood / null, coxSnell: coxSnell,
      nagelkerke: coxSnell / (1 - exponential(2 / total * null)),
      tjur: sums.positive / Double(positives) - sums.negative / Double(n - positives))
    iterations = solution.iterations
    var cautions = Caution.eventsPerVariable(
      events: min(positives, n - positives), variables: degrees, what: "row of the rarer class")
    for j in 0..<p where aliased[j + 1] {
      cautions.append(problem.scale[j] > 0 ? .collinear(design.names[j]) : .constant(design.names[j]))
    }
    if solution.isDiverging {
      let growing = (0..<p).filter {
        !aliased[$0 + 1] && abs(solution.lastStep[$0 + 1]) > 1e-4 * max(1, abs(solution.beta[$0 + 1]))
      }
      let grown = growing.isEmpty ? Array(0..<p).filter { !aliased[$0 + 1] } : growing
      cautions.append(.separation(grown.count <= 3 ? grown.map { design.names[$0] } : []))
    } else if !solution.isConverged {
      cautions.append(.notConverged("Logistic regression", iterations: solution.iterations))
    }
    self.cautions = cautions + Caution.imbalance(min(positives, n - positives), of: n)
  }
}

extension LogisticFit {
  /// β₀ + xᵀβ of each row: the log odds.
  public func linearPredictor(_ design: Design) throws(ModelError) -> [Double] {
    let design = try design.selecting(columns: names)
    try design.requireFinite()
    let product = Matrix(rowCount: design.rowCount, columnCount: design.columnCount, values: design.values)
      .times(Array(beta.dropFirst()))
    return product.map { $0 + beta[0] }
  }

  /// The probability of the positive class of each row.
  public func probabilities(_ design: Design) throws(ModelError) -> [Double] {
    try linearPredictor(design).map(logistic)
  }

  /// Standard error of the log odds of each row.
  public func standardErrors(_ design: Design) throws(ModelError) -> [Double] {
    let design = try design.selecting(columns: names)
    return (0..<design.rowCount).map { i in
      let row = [1] + (0..<design.columnCount).map { design[i, $0] }
      return max(0, covariance.form(row, row)).squareRoot()
    }
  }

  /// Diagnostics of single training rows.
  public struct Residuals: Sendable, Equatable {
    public let fitted: [Double]
    /// sign(y − p)·√(−2 ln P(y)).
    public let deviance: [Double]
    /// (y − p) / √(p(1 − p)).
    public let pearson: [Double]
    /// Diagonal of the hat matrix.
    public let leverage: [Double]
    /// Cook's distance.
    public let cooks: [Double]
  }

  public func residuals(_ design: Design, _ outcome: [Bool]) throws(ModelError) -> Residuals {
    let eta = try linearPredictor(design)
    let errors = try standardErrors(design)
    var deviance: [Double] = []
    var pearson: [Double] = []
    var leverage: [Double] = []
    var cooks: [Double] = []
    for (i, value) in eta.enumerated() {
      let p = logistic(value)
      let variance = p * logistic(-value)
      let size = (2 * softplus(outcome[i] ? -value : value)).squareRoot()
      deviance.append(outcome[i] ? size : -size)
      pearson.append(((outcome[i] ? 1 : 0) - p) / variance.squareRoot())
      let hat = variance * errors[i] * errors[i]
      leverage.append(hat)
      cooks.append(pearson[i] * pearson[i] * hat / ((1 - hat) * (1 - hat) * Double(degreesOfFreedom)))
    }
    return Residuals(
      fitted: eta.map(logistic), deviance: deviance, pearson: pearson, leverage: leverage, cooks: cooks)
  }

  /// Variance inflation of each column with a coefficient: det(R₋ⱼ)/det(R)-form, where R is the correlation matrix of
  /// the estimates (Fox & Monette 1992), as `rms` and `car` do for a model without multi-column terms.
  public var varianceInflation: [Double?] {
    let estimable = (1..<coefficients.count).filter { coefficients[$0].estimate != nil }
    let correlation = Matrix(
      rows: estimable.map { a in
        estimable.map { covariance[a, $0] / (covariance[a, a] * covariance[$0, $0]).squareRoot() }
      })
    let inflation = Cholesky(correlation).inverse.diagonal
    var result = [Double?](repeating: nil, count: names.count)
    for (k, j) in estimable.enumerated() { result[j - 1] = inflation[k] }
    return result
  }
}

extension LogisticRegression {
  /// The likelihood ratio test of leaving each term out of the model.
  public func dropOne(_ design: Design, _ outcome: [Bool], terms: [Term]? = nil) throws(ModelError)
    -> [ChiSquaredTest]
  {
    let full = try fit(design, outcome)
    let terms = terms ?? design.names.map { Term(name: $0, columns: [$0]) }
    var tests: [ChiSquaredTest] = []
    for term in terms {
      let rest = design.names.filter { !term.columns.contains($0) }
      let reduced = try fit(design.selecting(columns: rest), outcome)
      tests.append(
        ChiSquaredTest(
          name: term.name, chiSquared: 2 * (full.logLikelihood - reduced.logLikelihood),
          degreesOfFreedom: full.degreesOfFreedom - reduced.degreesOfFreedom))
    }
    return tests
  }

  /// Profile likelihood limits of each coefficient, intercept first: where twice the fall of the maximised
  /// log-likelihood reaches the χ²₁ quantile. `nil` where a limit is infinite or a coefficient not estimable.
  public func profileIntervals(
    _ design: Design, _ outcome: [Bool], level: Double = 0.95
  ) throws(ModelError) -> [(low: Double?, high: Double?)] {
    let fit = try fit(design, outcome)
    // The intercept of the original scale is not a coordinate of the centred problem, so columns stay uncentred here.
    let n = design.rowCount
    var problem = LogisticProblem(design, outcome, weights: [Double](repeating: 1, count: n))
    problem = problem.uncentred()
    let scale = [1] + problem.scale
    let z = NormalDistribution.criticalValue(level: level)
    let best = fit.beta.indices.map { fit.beta[$0] * scale[$0] }
    return fit.coefficients.indices.map { j in
      guard fit.coefficients[j].estimate != nil, let error = fit.coefficients[j].standardError else {
        return (nil, nil)
      }
      func limit(_ sign: Double) -> Double? {
        // Signed root deviance minus its target grows with the distance; bracket it, then halve.
        var warm = best
        func excess(_ distance: Double) -> Double {
          let value = best[j] + sign * distance
          var start = warm
          start[j] = value
          let solution = problem.solve(maximumIterations: maximumIterations, fixed: [j: value], start: start)
          warm = solution.beta
          return max(0, 2 * (fit.logLikelihood - solution.logLikelihood)).squareRoot() - z
        }
        var low = 0.0
        var high = z * error * scale[j]
        var tries = 0
        while excess(high) < 0 {
          low = high
          high *= 1.6
          tries += 1
          if tries > 20 { return nil }
        }
        for _ in 0..<60 where high - low > 1e-10 * high {
          let middle = 0.5 * (low + high)
          if excess(middle) < 0 { low = middle } else { high = middle }
        }
        return (best[j] + sign * 0.5 * (low + high)) / scale[j]
      }
      return (limit(-1), limit(1))
    }
  }
}

extension LogisticProblem {
  private init(n: Int, q: Int, x: [Double], y: [Double], weight: [Double], centre: [Double], scale: [Double]) {
    self.n = n
    self.q = q
    self.x = x
    self.y = y
    self.weight = weight
    self.centre = centre
    self.scale = scale
  }

  /// The same problem with columns scaled but not centred.
  func uncentred() -> LogisticProblem {
    var shifted = x
    for j in 1..<max(q, 1) where scale[j - 1] > 0 {
      for i in 0..<n { shifted[i + n * j] += centre[j - 1] / scale[j - 1] }
    }
    return LogisticProblem(
      n: n, q: q, x: shifted, y: y, weight: weight, centre: [Double](repeating: 0, count: q - 1), scale: scale)
  }
}
