/// Elastic net paths by cyclic coordinate descent on the quadratic approximation of the likelihood at the current
/// solution (Friedman, Hastie & Tibshirani 2010; Simon et al., J Stat Softw 2011;39:5), with warm starts where the last
/// solutions point to, active sets and the strong rules of Tibshirani et al. (J R Stat Soc B 2012;74:245), whose
/// discards are always verified.
///
/// The approximation uses the whole second derivative H in η, for Cox too: H·xⱼ of a column that moves is computed once
/// per Newton step in O(n) and kept, so that a coordinate's update is one dot product and one addition of vectors, and
/// two or three Newton steps suffice where the usual diagonal of H needs dozens.
///
/// Design n × p, column after column, centred, each column of unit variance (or as it is). Deterministic and
/// single-threaded.
struct CoordinateDescent {
  let n: Int
  let p: Int
  private let x: [Double]
  private let centre: [Double]
  /// Divisor of each column; 0 for a constant column, which never enters.
  private let scale: [Double]
  private let penalty: [Double]
  private let net: ElasticNet
  private let names: [String]

  init(_ design: Design, net: ElasticNet) throws(ModelError) {
    try net.validate()
    try design.requireFinite()
    let n = design.rowCount
    let p = design.columnCount
    guard n > 0 else { throw .noRows }
    guard p > 0 else { throw .noColumns(model: "A penalised model") }
    let known = Set(design.names)
    for name in net.penaltyFactors.keys.sorted() where !known.contains(name) {
      throw .unknownColumn(name: name, known: design.names)
    }
    var x = design.values
    var centre = [Double](repeating: 0, count: p)
    var scale = [Double](repeating: 0, count: p)
    x.withUnsafeMutableBufferPointer { x in
      for j in 0..<p {
        var sum = 0.0
        for i in 0..<n { sum += x[i + n * j] }
        let mean = sum / Double(n)
        var squares = 0.0
        for i in 0..<n {
          let d = x[i + n * j] - mean
          x[i + n * j] = d
          squares += d * d
        }
        let deviation = (squares / Double(n)).squareRoot()
        centre[j] = mean
        guard deviation > 1e-12 * abs(mean), deviation > 0 else { continue }
        scale[j] = net.isStandardised ? deviation : 1
        if net.isStandardised {
          let inverse = 1 / deviation
          for i in 0..<n { x[i + n * j] *= inverse }
        }
      }
    }
    self.n = n
    self.p = p
    self.x = x
    self.centre = centre
    self.scale = scale
    self.net = net
    names = design.names
    let factors = design.names.map { net.penaltyFactors[$0] ?? 1 }
    let total = factors.reduce(0, +)
    guard total > 0 else {
      throw .badParameter(name: "the penalty factors", value: "all 0", allowed: "above 0 for at least one column")
    }
    penalty = factors.map { $0 * Double(p) / total }
  }

  /// - Parameter lambdas: strengths to use, descending; by default they are derived from the data, and the path ends
  ///   where the likelihood says that there is nothing more to gain.
  func path(_ likelihood: some PathLikelihood, lambdas given: [Double]? = nil) -> RegularisationPath {
    return x.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress else { return RegularisationPath(names: names, points: [], nullDeviance: 0) }
      var walk = Walk(descent: self, likelihood: likelihood, x: x)
      defer { walk.deallocate() }
      return walk.run(given: given)
    }
  }

  /// The working memory and state of one path.
  private struct Walk<Likelihood: PathLikelihood> {
    let n: Int
    let p: Int
    let descent: CoordinateDescent
    var likelihood: Likelihood
    let x: UnsafePointer<Double>
    let eta: UnsafeMutablePointer<Double>
    /// ∂l/∂η; during a descent that of the quadratic approximation.
    let score: UnsafeMutablePointer<Double>
    let beta: UnsafeMutablePointer<Double>
    let before: UnsafeMutablePointer<Double>
    /// The solution at the strength before the last.
    let solved: UnsafeMutablePointer<Double>
    let gradient: UnsafeMutablePointer<Double>
    /// H·xⱼ and xⱼᵀHxⱼ of columns that moved, valid where `stamp` is that of the current Newton step.
    var curved: [UnsafeMutablePointer<Double>?]
    let square: UnsafeMutablePointer<Double>
    let stamp: UnsafeMutablePointer<Int>
    var step = 0
    /// Linear systems solved at the present strength.
    var solves = 0
    var intercept = 0.0
    let curvedIntercept: UnsafeMutablePointer<Double>
    var interceptSquare = 0.0
    let ones: [Double]
    private var system = ActiveSystem()
    /// Columns under consideration, and whether a column is one of them.
    var strong: [Int] = []
    var isStrong: [Bool]
    let tolerance: Double
    /// The size of a Newton step after which there is no need of another.
    let finalStep: Double
    let nullDeviance: Double

    init(descent: CoordinateDescent, likelihood: Likelihood, x: UnsafePointer<Double>) {
      self.descent = descent
      self.likelihood = likelihood
      self.x = x
      n = descent.n
      p = descent.p
      func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
        let pointer = UnsafeMutablePointer<Double>.allocate(capacity: count)
        pointer.initialize(repeating: 0, count: count)
        return pointer
      }
      eta = zeros(n)
      score = zeros(n)
      curvedIntercept = zeros(n)
      beta = zeros(p)
      before = zeros(p)
      solved = zeros(p)
      gradient = zeros(p)
      square = zeros(p)
      stamp = .allocate(capacity: p)
      stamp.initialize(repeating: 0, count: p)
      curved = [UnsafeMutablePointer<Double>?](repeating: nil, count: p)
      isStrong = [Bool](repeating: false, count: p)
      ones = [Double](repeating: 1, count: n)
      // The null model: the intercept alone, by Newton's method.
      if likelihood.hasIntercept {
        for _ in 0..<100 {
          _ = self.likelihood.evaluate(eta, score: score)
          self.likelihood.curve(ones, into: curvedIntercept)
          var u = 0.0
          var h = 0.0
          for i in 0..<n {
            u += score[i]
            h += curvedIntercept[i]
          }
          intercept += u / h
          for i in 0..<n { eta[i] = intercept }
          if abs(u / h) < 1e-14 * max(1, abs(intercept)) { break }
        }
      }
      nullDeviance = likelihood.deviance(eta)
      tolerance = descent.net.threshold * nullDeviance / Double(n)
      finalStep = 0.01 * descent.net.threshold.squareRoot() * nullDeviance / Double(n)
    }

    func deallocate() {
      for pointer in [eta, score, curvedIntercept, beta, before, solved, gradient, square] { pointer.deallocate() }
      for pointer in curved { pointer?.deallocate() }
      system.deallocate()
      stamp.deallocate()
    }

    mutating func run(given: [Double]?) -> RegularisationPath {
      let net = descent.net
      for j in 0..<p where descent.penalty[j] == 0 && descent.scale[j] > 0 { include(j) }
      // Unpenalised columns alone decide where penalised ones begin to enter.
      solve(lambda: .infinity)
      updateGradient()
      var largest = 0.0
      for j in 0..<p where descent.penalty[j] > 0 && descent.scale[j] > 0 {
        largest = max(largest, abs(gradient[j]) / descent.penalty[j])
      }
      largest /= max(net.alpha, 1e-3)
      let lambdas: [Double]
      if let given {
        lambdas = given
      } else {
        let ratio = net.lambdaMinimumRatio ?? (n < p ? 0.01 : 1e-4)
        let step = logarithm(ratio) / Double(net.lambdaCount - 1)
        lambdas = (0..<net.lambdaCount).map { largest * exponential(Double($0) * step) }
      }
      var points: [RegularisationPath.Point] = []
      var previous = largest
      for (k, lambda) in lambdas.enumerated() {
        if k > 0 || given != nil {
          let bound = net.alpha * (2 * lambda - previous)
          for j in 0..<p where !isStrong[j] && descent.scale[j] > 0 {
            if abs(gradient[j]) >= bound * descent.penalty[j] { include(j) }
          }
          if k > 1 { anticipate(lambda, after: previous, and: lambdas[k - 2]) }
          solveVerified(lambda: lambda)
        }
        previous = lambda
        let ratio = 1 - likelihood.deviance(eta) / nullDeviance
        points.append(point(lambda, ratio))
        if given == nil, Likelihood.isFinished(points.map(\.devianceRatio)) { break }
      }
      return RegularisationPath(names: descent.names, points: points, nullDeviance: nullDeviance)
    }

    /// Starts at a weaker penalty where the last two solutions point to: between the penalties at which columns come and go
    /// a path is nearly straight in λ. What is left to descend is a fraction of the way from the last solution. A
    /// coefficient that has just entered, or would change its sign, stays where it is; all stay where the start would be a
    /// worse one, as on a path that runs away to infinity.
    private mutating func anticipate(_ lambda: Double, after previous: Double, and earlier: Double) {
      let isDescending = earlier > previous && previous > lambda
      let part = isDescending ? (lambda - previous) / (previous - earlier) : 0
      let objective = 0.5 * likelihood.deviance(eta) / Double(n) + penaltyTerm(lambda)
      // The score is made anew where a descent begins; until then its memory holds the way back.
      score.update(from: eta, count: n)
      for j in strong {
        let last = solved[j]
        let step = part * (beta[j] - last)
        before[j] = beta[j]
        solved[j] = beta[j]
        guard step != 0, beta[j] * last > 0, beta[j] * (beta[j] + step) > 0 else { continue }
        beta[j] += step
        BLAS.add(n, step, x + n * j, to: eta)
      }
      // A comparison with what is not a number is false as well.
      if !(0.5 * likelihood.deviance(eta) / Double(n) + penaltyTerm(lambda) <= objective) {
        for j in strong { beta[j] = before[j] }
        eta.update(from: score, count: n)
      }
    }

    private mutating func include(_ j: Int) {
      isStrong[j] = true
      strong.append(j)
    }

    private func updateGradient() {
      BLAS.transposedProduct(rows: n, columns: p, x, score, into: gradient)
    }

    /// Solves on the columns under consideration until no other column violates its optimality condition.
    private mutating func solveVerified(lambda: Double) {
      while true {
        solve(lambda: lambda)
        updateGradient()
        var isComplete = true
        for j in 0..<p where !isStrong[j] && descent.scale[j] > 0 {
          if abs(gradient[j]) > lambda * descent.net.alpha * descent.penalty[j] {
            include(j)
            isComplete = false
          }
        }
        if isComplete { return }
      }
    }

    private func penaltyTerm(_ lambda: Double) -> Double {
      guard lambda.isFinite else { return 0 }
      var sum = 0.0
      let alpha = descent.net.alpha
      for j in strong {
        sum += descent.penalty[j] * (alpha * abs(beta[j]) + 0.5 * (1 - alpha) * beta[j] * beta[j])
      }
      return lambda * sum
    }

    /// Newton steps, each a penalised least squares problem, until no coefficient moves.
    /// On return `score` is that of the solution.
    private mutating func solve(lambda: Double) {
      solves = 0
      var deviance = likelihood.evaluate(eta, score: score)
      if strong.isEmpty, !likelihood.hasIntercept { return }
      for _ in 0..<200 {
        let objective = 0.5 * deviance / Double(n) + penaltyTerm(lambda)
        step += 1
        for j in strong { before[j] = beta[j] }
        let interceptBefore = intercept
        if likelihood.hasIntercept {
          for i in 0..<n { eta[i] -= intercept }
          likelihood.curve(ones, into: curvedIntercept)
          interceptSquare = 0
          for i in 0..<n { interceptSquare += curvedIntercept[i] }
        }
        descend(lambda: lambda)
        var largest = interceptSquare * (intercept - interceptBefore) * (intercept - interceptBefore)
        for j in strong {
          let change = beta[j] - before[j]
          if change != 0 {
            largest = max(largest, square[j] * change * change)
            BLAS.add(n, change, x + n * j, to: eta)
          }
        }
        if likelihood.hasIntercept { for i in 0..<n { eta[i] += intercept } }
        deviance = likelihood.evaluate(eta, score: score)
        // The quadratic may overshoot: go back half way until the objective does not rise.
        var halvings = 0
        while !(0.5 * deviance / Double(n) + penaltyTerm(lambda) <= objective + 1e-9 * abs(objective)), halvings < 20 {
          halvings += 1
          for j in strong where beta[j] != before[j] {
            let change = 0.5 * (before[j] - beta[j])
            beta[j] += change
            BLAS.add(n, change, x + n * j, to: eta)
          }
          let change = 0.5 * (interceptBefore - intercept)
          intercept += change
          for i in 0..<n { eta[i] += change }
          deviance = likelihood.evaluate(eta, score: score)
        }
        // Newton's steps shrink quadratically: after one whose square is negligible the next would not be seen.
        if largest <= tolerance || (halvings == 0 && largest <= finalStep) { break }
      }
    }

    /// Cyclic descent on the quadratic. Where coordinates creep, as they do among correlated columns, the active
    /// set is solved as a linear system instead, as soon as the sweeps have cost as much as that would.
    ///
    /// A small step is no small distance among correlated columns. While the active columns are few for the information
    /// in the data, the end is therefore the solution itself; with a weak penalty on many columns, where the data hardly
    /// determine one, it is a small step, unless the threshold is fine.
    private mutating func descend(lambda: Double) {
      curveActive()
      var active: [Int] = []
      var isSettled = false
      for _ in 0..<1_000 {
        let change = sweep(strong, lambda: lambda)
        active.removeAll(keepingCapacity: true)
        for j in strong where beta[j] != 0 { active.append(j) }
        let isFine = solves < 50 && (descent.net.threshold <= 1e-9 || 5 * active.count <= 2 * likelihood.rank)
        if change <= tolerance, isSettled || change == 0 || !isFine { return }
        isSettled = creep(active, from: change, isFine: isFine, lambda: lambda)
        while !isSettled {
          active.removeAll { beta[$0] == 0 }
          // The system cannot let a column back in: the sweep over all strong columns does.
          isSettled =
            solveActive(active, lambda: lambda) || creep(active, from: .infinity, isFine: isFine, lambda: lambda)
        }
      }
    }

    /// Sweeps over the active columns for as long as they pay.
    /// - Returns: whether what is left of the way is negligible. Where that is wanted, it is the rest of a geometric
    ///   series: the steps shrink by some factor, and all steps still to come are left.
    private mutating func creep(_ active: [Int], from change: Double, isFine: Bool, lambda: Double) -> Bool {
      var last = change
      for _ in 0..<(5 + active.count / 8) {
        let change = sweep(active, lambda: lambda)
        if change == 0 { return true }
        let factor = (change / last).squareRoot()
        last = change
        if change > tolerance { continue }
        if descent.net.threshold <= 1e-9, isFine { return false }
        let rest = isFine ? factor / max(1 - factor, 0.01) : 0
        if change * rest * rest <= tolerance { return true }
      }
      return false
    }

    /// The memory in which active columns and their images stand side by side; it grows with the active set.
    private struct ActiveSystem {
      private(set) var columns = UnsafeMutablePointer<Double>.allocate(capacity: 1)
      private(set) var images = UnsafeMutablePointer<Double>.allocate(capacity: 1)
      private(set) var gram = UnsafeMutablePointer<Double>.allocate(capacity: 1)
      private var capacity = 0

      mutating func reserve(rows: Int, size: Int) {
        guard size > capacity else { return }
        deallocate()
        capacity = size + size / 2
        columns = .allocate(capacity: rows * capacity)
        images = .allocate(capacity: rows * capacity)
        gram = .allocate(capacity: capacity * capacity)
      }

      func deallocate() {
        columns.deallocate()
        images.deallocate()
        gram.deallocate()
      }
    }

    /// Moves the active coefficients towards the minimum of the quadratic for their present signs: all the way, or to
    /// where the first of them reaches zero.
    /// - Returns: whether it went all the way.
    private mutating func solveActive(_ active: [Int], lambda: Double) -> Bool {
      let a = active.count
      guard a > 0 else { return true }
      solves += 1
      let alpha = descent.net.alpha
      let extra = likelihood.hasIntercept ? 1 : 0
      let size = a + extra
      system.reserve(rows: n, size: size)
      var residual = [Double](repeating: 0, count: size)
      for (k, j) in active.enumerated() {
        let image = curvedColumn(j)
        (system.columns + n * k).initialize(from: x + n * j, count: n)
        (system.images + n * k).initialize(from: image, count: n)
        let factor = descent.penalty[j]
        residual[k] = BLAS.dot(n, x + n * j, score)
        if factor > 0, lambda.isFinite {
          residual[k] -= lambda * factor * (alpha * (beta[j] > 0 ? 1 : -1) + (1 - alpha) * beta[j])
        }
      }
      if extra == 1 {
        for i in 0..<n {
          system.columns[i + n * a] = 1
          system.images[i + n * a] = curvedIntercept[i]
          residual[a] += score[i]
        }
      }
      let gram = system.gram
      BLAS.symmetricProduct(rows: n, columns: size, system.columns, system.images, into: gram)
      if lambda.isFinite {
        for (k, j) in active.enumerated() { gram[k + size * k] += lambda * (1 - alpha) * descent.penalty[j] }
      }
      var matrix = Matrix(rowCount: size, columnCount: size)
      for k in 0..<size { for i in k..<size { matrix.values[i + size * k] = gram[i + size * k] } }
      var move = Cholesky(matrix, tolerance: 1e-10).solve(residual)
      var part = 1.0
      var stop: Int?
      for (k, j) in active.enumerated() where descent.penalty[j] > 0 && beta[j] * (beta[j] + move[k]) < 0 {
        let reach = -beta[j] / move[k]
        if reach < part {
          part = reach
          stop = j
        }
      }
      if stop != nil { for k in 0..<size { move[k] *= part } }
      for (k, j) in active.enumerated() where move[k] != 0 { beta[j] = j == stop ? 0 : beta[j] + move[k] }
      if extra == 1 { intercept += move[a] }
      BLAS.subtractProduct(rows: n, columns: size, system.images, move, from: score)
      return stop == nil
    }

    /// H·x of every column that has a coefficient, four at a time.
    private mutating func curveActive() {
      let stale = strong.filter { beta[$0] != 0 && stamp[$0] != step }
      for start in stride(from: 0, to: stale.count - 3, by: 4) {
        let j = (stale[start], stale[start + 1], stale[start + 2], stale[start + 3])
        let images = (image(j.0), image(j.1), image(j.2), image(j.3))
        likelihood.curve((x + n * j.0, x + n * j.1, x + n * j.2, x + n * j.3), into: images)
        for (j, image) in [(j.0, images.0), (j.1, images.1), (j.2, images.2), (j.3, images.3)] {
          stamp[j] = step
          square[j] = BLAS.dot(n, x + n * j, image)
        }
      }
    }

    /// Where H·xⱼ is kept.
    private mutating func image(_ j: Int) -> UnsafeMutablePointer<Double> {
      if let known = curved[j] { return known }
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: n)
      curved[j] = pointer
      return pointer
    }

    /// H·xⱼ at this Newton step.
    private mutating func curvedColumn(_ j: Int) -> UnsafeMutablePointer<Double> {
      let pointer = image(j)
      if stamp[j] != step {
        stamp[j] = step
        likelihood.curve(x + n * j, into: pointer)
        square[j] = BLAS.dot(n, x + n * j, pointer)
      }
      return pointer
    }

    /// One pass; the largest squared change of a coefficient, weighted by its curvature.
    private mutating func sweep(_ columns: [Int], lambda: Double) -> Double {
      var largest = 0.0
      let alpha = descent.net.alpha
      for j in columns {
        let old = beta[j]
        let factor = descent.penalty[j]
        let slope = BLAS.dot(n, x + n * j, score)
        if old == 0, factor > 0, abs(slope) <= lambda * alpha * factor { continue }
        let image = curvedColumn(j)
        let h = square[j]
        guard h > 0 else { continue }
        let g = slope + h * old
        var new = 0.0
        if factor == 0 {
          new = g / h
        } else if lambda.isFinite {
          let excess = abs(g) - lambda * alpha * factor
          if excess > 0 { new = (g > 0 ? excess : -excess) / (h + lambda * (1 - alpha) * factor) }
        }
        let change = new - old
        if change == 0 { continue }
        beta[j] = new
        largest = max(largest, h * change * change)
        BLAS.add(n, -change, image, to: score)
      }
      if likelihood.hasIntercept {
        var u = 0.0
        for i in 0..<n { u += score[i] }
        let change = u / interceptSquare
        intercept += change
        largest = max(largest, interceptSquare * change * change)
        BLAS.add(n, -change, curvedIntercept, to: score)
      }
      return largest
    }

    /// The current solution on the original scale.
    private func point(_ lambda: Double, _ ratio: Double) -> RegularisationPath.Point {
      let used = strong.filter { beta[$0] != 0 }.sorted()
      let values = used.map { beta[$0] / descent.scale[$0] }
      var shift = intercept
      for (j, value) in zip(used, values) { shift -= value * descent.centre[j] }
      return .init(
        lambda: lambda, intercept: likelihood.hasIntercept ? shift : 0, columns: used, values: values,
        devianceRatio: ratio)
    }
  }
}
