/// Cox regression on one column at a time: the follow-up is sorted once for all columns. Efron's ties.
struct UnivariateCox {
  private let order: [Int]
  /// Ends of runs of equal times (latest first), with the number of events, which come first in the run.
  private let blocks: [(end: Int, events: Int)]

  struct Fit {
    /// Log hazard ratio per standard deviation (1/n).
    let coefficient: Double
    let standardError: Double
    var z: Double { coefficient / standardError }
    var p: Double { NormalDistribution.twoSidedP(z) }
  }

  init(_ times: [SurvivalTime]) {
    let merged = mergingNearlyEqualTimes(times.map(\.time))
    let order = times.indices.sorted {
      if merged[$0] != merged[$1] { return merged[$0] > merged[$1] }
      if times[$0].isEvent != times[$1].isEvent { return times[$0].isEvent }
      return $0 < $1
    }
    self.order = order
    var blocks: [(end: Int, events: Int)] = []
    var first = 0
    while first < order.count {
      var last = first
      var events = 0
      while last < order.count, merged[order[last]] == merged[order[first]] {
        if times[order[last]].isEvent { events += 1 }
        last += 1
      }
      blocks.append((last, events))
      first = last
    }
    self.blocks = blocks
  }

  /// `nil` for a constant column, without events, or where the likelihood has no maximum.
  func fit(_ column: [Double]) -> Fit? {
    let n = order.count
    guard n > 1 else { return nil }
    let mean = column.reduce(0, +) / Double(n)
    let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)).squareRoot()
    guard deviation > 1e-12 * abs(mean), deviation > 0 else { return nil }
    let x = order.map { (column[$0] - mean) / deviation }
    var beta = 0.0
    var current = evaluate(x, beta)
    for _ in 0..<30 {
      guard current.information > 1e-12 else { return nil }
      var step = current.score / current.information
      var next = evaluate(x, beta + step)
      var halvings = 0
      while !(next.value >= current.value - 1e-12 * abs(current.value)), halvings < 20 {
        step /= 2
        next = evaluate(x, beta + step)
        halvings += 1
      }
      beta += step
      current = next
      if abs(beta) > 30 { return nil }
      if abs(step) < 1e-8 { return Fit(coefficient: beta, standardError: (1 / current.information).squareRoot()) }
    }
    return nil
  }

  private func evaluate(_ x: [Double], _ beta: Double) -> (value: Double, score: Double, information: Double) {
    var value = 0.0
    var score = 0.0
    var information = 0.0
    var s0 = 0.0
    var s1 = 0.0
    var s2 = 0.0
    var i = 0
    x.withUnsafeBufferPointer { x in
      for block in blocks {
        var d0 = 0.0
        var d1 = 0.0
        var d2 = 0.0
        let lastEvent = i + block.events
        while i < block.end {
          let r = exponential(beta * x[i])
          let rx = r * x[i]
          s0 += r
          s1 += rx
          s2 += rx * x[i]
          if i < lastEvent {
            d0 += r
            d1 += rx
            d2 += rx * x[i]
            value += beta * x[i]
            score += x[i]
          }
          i += 1
        }
        for k in 0..<block.events {
          let fraction = Double(k) / Double(block.events)
          let denominator = s0 - fraction * d0
          let mean = (s1 - fraction * d1) / denominator
          value -= logarithm(denominator)
          score -= mean
          information += (s2 - fraction * d2) / denominator - mean * mean
        }
      }
    }
    return (value, score, information)
  }
}
