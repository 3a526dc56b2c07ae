/// What coordinate descent needs to know of a likelihood l, as a function of the linear predictor η of n rows.
/// Everything is divided by n.
protocol PathLikelihood {
  var hasIntercept: Bool { get }
  /// The largest rank that the second derivative can have: how many coefficients the data can determine.
  var rank: Int { get }
  /// Whether a path with these deviance ratios has nothing more to gain, by glmnet's rules.
  static func isFinished(_ ratios: [Double]) -> Bool
  /// −2·(l − that of the saturated model) at η, not divided.
  func deviance(_ eta: UnsafePointer<Double>) -> Double
  /// The deviance at η, with ∂l/∂η in `score`; `curve` then refers to this η.
  mutating func evaluate(_ eta: UnsafePointer<Double>, score: UnsafeMutablePointer<Double>) -> Double
  /// −∂²l/∂η∂ηᵀ · v, in O(n).
  func curve(_ v: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>)
  /// The same of four vectors at once.
  func curve(_ v: FourColumns, into result: FourImages)
}

typealias FourColumns = (UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>)
typealias FourImages = (
  UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>,
  UnsafeMutablePointer<Double>
)

extension PathLikelihood {
  func curve(_ v: FourColumns, into result: FourImages) {
    curve(v.0, into: result.0)
    curve(v.1, into: result.1)
    curve(v.2, into: result.2)
    curve(v.3, into: result.3)
  }
}

/// Bernoulli outcomes with a logistic link.
struct BinomialPathLikelihood: PathLikelihood {
  private let y: [Double]
  private var curvature: [Double]
  var hasIntercept: Bool { true }
  var rank: Int { y.count }

  static func isFinished(_ ratios: [Double]) -> Bool {
    let k = ratios.count - 1
    return k >= 4 && (ratios[k] > 0.999 || ratios[k] - ratios[k - 1] < 1e-5)
  }

  init(_ outcome: [Bool]) {
    y = outcome.map { $0 ? 1 : 0 }
    curvature = [Double](repeating: 0, count: outcome.count)
  }

  func deviance(_ eta: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    for i in y.indices { sum += softplus(y[i] > 0 ? -eta[i] : eta[i]) }
    return 2 * sum
  }

  mutating func evaluate(_ eta: UnsafePointer<Double>, score: UnsafeMutablePointer<Double>) -> Double {
    let share = 1 / Double(y.count)
    return curvature.withUnsafeMutableBufferPointer { curvature in
      y.withUnsafeBufferPointer { y in
        var sum = 0.0
        for i in y.indices {
          // One exponential gives the probability, its complement and the likelihood.
          let e = exponential(-abs(eta[i]))
          let large = 1 / (1 + e)
          let small = e * large
          let p = eta[i] >= 0 ? large : small
          score[i] = (y[i] - p) * share
          // The floor only shortens steps where the fit is already certain.
          curvature[i] = max(large * small, 1e-9) * share
          let isRight = (eta[i] >= 0) == (y[i] > 0)
          sum -= logarithm(isRight ? large : max(small, 1e-300))
        }
        return 2 * sum
      }
    }
  }

  func curve(_ v: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>) {
    curvature.withUnsafeBufferPointer { curvature in
      for i in curvature.indices { result[i] = curvature[i] * v[i] }
    }
  }
}

/// Cox's partial likelihood with Breslow's ties; a row censored at the time of an event is still at risk then.
/// Rows must come latest first, which makes every risk set a prefix and every sum over risk sets a running one.
struct CoxPathLikelihood: PathLikelihood {
  let n: Int
  /// The number of times with an event.
  let rank: Int
  var hasIntercept: Bool { false }

  static func isFinished(_ ratios: [Double]) -> Bool {
    let k = ratios.count - 1
    return k >= 4 && (ratios[k] > 0.99 || ratios[k] - ratios[k - 4] < 1e-3 * ratios[k])
  }

  /// Ranges of rows with equal times, latest first, with their number of events.
  private let blocks: [(range: Range<Int>, events: Double)]
  private let isEvent: [Bool]
  /// −Σ d·ln d over event times: the saturated log-likelihood.
  private let saturated: Double
  /// e^η, e^η·Λ and, per block, d/S0² at the last evaluation, the latter two divided by n.
  private var risk: [Double]
  private var expected: [Double]
  private var inverseSquares: [Double]

  /// The order this likelihood needs: latest first, ties in their given order.
  static func order(_ times: [SurvivalTime]) -> [Int] {
    let merged = mergingNearlyEqualTimes(times.map(\.time))
    return times.indices.sorted { (merged[$1], $0) < (merged[$0], $1) }
  }

  /// - Parameter times: latest first, as `order(_:)` puts them.
  init(sorted times: [SurvivalTime]) {
    n = times.count
    let merged = mergingNearlyEqualTimes(times.map(\.time))
    isEvent = times.map(\.isEvent)
    var blocks: [(range: Range<Int>, events: Double)] = []
    var first = 0
    var saturated = 0.0
    while first < merged.count {
      var last = first
      var events = 0.0
      while last < merged.count, merged[last] == merged[first] {
        if times[last].isEvent { events += 1 }
        last += 1
      }
      precondition(last == merged.count || merged[last] < merged[first], "times must come latest first")
      blocks.append((first..<last, events))
      if events > 0 { saturated -= events * logarithm(events) }
      first = last
    }
    self.blocks = blocks
    self.saturated = saturated
    rank = blocks.count { $0.events > 0 }
    risk = [Double](repeating: 0, count: n)
    expected = risk
    inverseSquares = [Double](repeating: 0, count: blocks.count)
  }

  func deviance(_ eta: UnsafePointer<Double>) -> Double {
    var highest = -Double.infinity
    for i in 0..<n { highest = max(highest, eta[i]) }
    var value = 0.0
    var s0 = 0.0
    for block in blocks {
      for i in block.range {
        s0 += exponential(eta[i] - highest)
        if isEvent[i] { value += eta[i] - highest }
      }
      if block.events > 0 { value -= block.events * logarithm(s0) }
    }
    return 2 * (saturated - value)
  }

  mutating func evaluate(_ eta: UnsafePointer<Double>, score: UnsafeMutablePointer<Double>) -> Double {
    let share = 1 / Double(n)
    var highest = -Double.infinity
    for i in 0..<n { highest = max(highest, eta[i]) }
    var value = 0.0
    var s0 = 0.0
    for (b, block) in blocks.enumerated() {
      for i in block.range {
        risk[i] = exponential(eta[i] - highest)
        s0 += risk[i]
        if isEvent[i] { value += eta[i] - highest }
      }
      // Until the second pass this holds S0.
      inverseSquares[b] = s0
      if block.events > 0 { value -= block.events * logarithm(s0) }
    }
    var hazard = 0.0
    for b in blocks.indices.reversed() {
      let block = blocks[b]
      let s0 = inverseSquares[b]
      hazard += block.events / s0
      inverseSquares[b] = block.events / (s0 * s0) * share
      for i in block.range {
        expected[i] = risk[i] * hazard * share
        score[i] = (isEvent[i] ? share : 0) - expected[i]
      }
    }
    return 2 * (saturated - value)
  }

  func curve(_ v: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>) {
    risk.withUnsafeBufferPointer { risk in
      expected.withUnsafeBufferPointer { expected in
        inverseSquares.withUnsafeBufferPointer { inverseSquares in
          // Σ over a risk set of r·v, kept in the first row of the block until the way back.
          var sum = 0.0
          for block in blocks {
            for i in block.range { sum += risk[i] * v[i] }
            result[block.range.lowerBound] = sum
          }
          var total = 0.0
          for b in stride(from: blocks.count - 1, through: 0, by: -1) {
            let range = blocks[b].range
            total += inverseSquares[b] * result[range.lowerBound]
            for i in range { result[i] = expected[i] * v[i] - risk[i] * total }
          }
        }
      }
    }
  }

  /// Each running sum waits for its last addition: four side by side take hardly longer than one.
  func curve(_ v: FourColumns, into result: FourImages) {
    risk.withUnsafeBufferPointer { risk in
      expected.withUnsafeBufferPointer { expected in
        inverseSquares.withUnsafeBufferPointer { inverseSquares in
          blocks.withUnsafeBufferPointer { blocks in
            var sum = SIMD4<Double>()
            for block in blocks {
              for i in block.range { sum += risk[i] * SIMD4(v.0[i], v.1[i], v.2[i], v.3[i]) }
              let first = block.range.lowerBound
              result.0[first] = sum[0]
              result.1[first] = sum[1]
              result.2[first] = sum[2]
              result.3[first] = sum[3]
            }
            var total = SIMD4<Double>()
            for b in stride(from: blocks.count - 1, through: 0, by: -1) {
              let range = blocks[b].range
              let first = range.lowerBound
              total += inverseSquares[b] * SIMD4(result.0[first], result.1[first], result.2[first], result.3[first])
              for i in range {
                let value = expected[i] * SIMD4(v.0[i], v.1[i], v.2[i], v.3[i]) - risk[i] * total
                result.0[i] = value[0]
                result.1[i] = value[1]
                result.2[i] = value[2]
                result.3[i] = value[3]
              }
            }
          }
        }
      }
    }
  }
}
