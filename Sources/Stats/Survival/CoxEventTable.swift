/// Everything one event time of one stratum contributes once β is known; on the scaled covariates.
/// With Efron's ties the d tied events share the time in d parts, so "own" sums weigh part k by 1 − k/d.
struct CoxEventTime {
  let time: Double
  let stratum: Int
  /// Rows of the sample that had their event then.
  let deaths: [Int]
  /// dΛ for a subject at risk, and for one of the tied events itself.
  let hazard: Double
  let ownHazard: Double
  /// Σ share / denominator², for the variance of Λ.
  let variance: Double
  /// Σ x̄ₖ·dΛₖ, and the same for one of the tied events itself.
  let meanHazard: [Double]
  let ownMeanHazard: [Double]
  /// Mean over the parts of x̄ₖ.
  let mean: [Double]
  /// This time's part of the information.
  let information: Matrix
}

struct CoxEventTable {
  /// Stratum by stratum, ascending in time.
  let times: [CoxEventTime]
  private let origin: Double

  /// - Parameter hasInformation: whether each time keeps its p × p part (proportional hazards tests need it).
  init(_ sample: CoxSample, beta: [Double], ties: Ties, hasInformation: Bool = false) {
    let p = sample.p
    let eta = sample.linearPredictor(beta)
    let origin = eta.max() ?? 0
    self.origin = origin
    let risk = zip(eta, sample.weight).map { $1 * exponential($0 - origin) }
    let back = exponential(-origin)
    var all: [CoxEventTime] = []
    for (stratum, range) in sample.strata.enumerated() {
      var s0 = 0.0
      var s1 = [Double](repeating: 0, count: p)
      var s2 = [Double](repeating: 0, count: hasInformation ? p * p : 0)
      var found: [CoxEventTime] = []
      var i = range.lowerBound
      var leaving = range.lowerBound
      func add(_ row: Int, _ sign: Double) {
        let r = sign * risk[row]
        s0 += r
        for a in 0..<p {
          let ra = r * sample.x[row * p + a]
          s1[a] += ra
          if hasInformation { for b in 0..<p { s2[a * p + b] += ra * sample.x[row * p + b] } }
        }
      }
      while i < range.upperBound {
        let time = sample.stop[i]
        if let start = sample.start {
          while leaving < range.upperBound, start[sample.byStart[leaving]] >= time {
            add(sample.byStart[leaving], -1)
            leaving += 1
          }
        }
        var deaths: [Int] = []
        while i < range.upperBound, sample.stop[i] == time {
          add(i, 1)
          if sample.isEvent[i] { deaths.append(i) }
          i += 1
        }
        guard !deaths.isEmpty else { continue }
        var d0 = 0.0
        var weight = 0.0
        var d1 = [Double](repeating: 0, count: p)
        var d2 = [Double](repeating: 0, count: hasInformation ? p * p : 0)
        for k in deaths {
          weight += sample.weight[k]
          d0 += risk[k]
          for a in 0..<p {
            let ra = risk[k] * sample.x[k * p + a]
            d1[a] += ra
            if hasInformation { for b in 0..<p { d2[a * p + b] += ra * sample.x[k * p + b] } }
          }
        }
        let parts = ties == .efron ? deaths.count : 1
        let share = weight / Double(parts)
        var hazard = 0.0
        var ownHazard = 0.0
        var variance = 0.0
        var meanHazard = [Double](repeating: 0, count: p)
        var ownMeanHazard = meanHazard
        var mean = meanHazard
        var information = Matrix(rowCount: hasInformation ? p : 0, columnCount: hasInformation ? p : 0)
        for k in 0..<parts {
          let fraction = Double(k) / Double(parts)
          let denominator = s0 - fraction * d0
          let increment = share / denominator
          hazard += increment
          ownHazard += (1 - fraction) * increment
          variance += increment / denominator
          let part = (0..<p).map { (s1[$0] - fraction * d1[$0]) / denominator }
          for a in 0..<p {
            meanHazard[a] += part[a] * increment
            ownMeanHazard[a] += (1 - fraction) * part[a] * increment
            mean[a] += part[a] / Double(parts)
            if hasInformation {
              for b in 0..<p {
                let second = (s2[a * p + b] - fraction * d2[a * p + b]) / denominator
                information[a, b] += share * (second - part[a] * part[b])
              }
            }
          }
        }
        found.append(
          CoxEventTime(
            time: time, stratum: stratum, deaths: deaths, hazard: hazard * back, ownHazard: ownHazard * back,
            variance: variance * back * back, meanHazard: meanHazard.map { $0 * back },
            ownMeanHazard: ownMeanHazard.map { $0 * back }, mean: mean, information: information))
      }
      all += found.reversed()
    }
    times = all
  }

  /// The event times of each stratum.
  private func ranges(_ sample: CoxSample) -> [ArraySlice<CoxEventTime>] {
    var result: [ArraySlice<CoxEventTime>] = []
    var first = 0
    for stratum in sample.strata.indices {
      var last = first
      while last < times.count, times[last].stratum == stratum { last += 1 }
      result.append(times[first..<last])
      first = last
    }
    return result
  }

  /// Λ at every distinct time (censor-only times too) for a subject at the centre.
  func cumulativeHazards(_ sample: CoxSample) -> [CoxFit.BaselineStep] {
    var result: [CoxFit.BaselineStep] = []
    for (index, events) in ranges(sample).enumerated() {
      var sum = 0.0
      var next = events.startIndex
      var previous = -Double.infinity
      for row in sample.strata[index].reversed() where sample.stop[row] != previous {
        previous = sample.stop[row]
        while next < events.endIndex, events[next].time <= previous {
          sum += events[next].hazard
          next += 1
        }
        result.append(.init(stratum: sample.stratumNames[index], time: previous, hazard: sum))
      }
    }
    return result
  }

  /// Cumulative sums for predicted survival, with means back on the scale of the covariates (around the centre).
  func profile(_ sample: CoxSample) -> [CoxFit.ProfileStep] {
    var result: [CoxFit.ProfileStep] = []
    for (index, events) in ranges(sample).enumerated() {
      var hazard = 0.0
      var variance = 0.0
      var mean = [Double](repeating: 0, count: sample.p)
      for event in events {
        hazard += event.hazard
        variance += event.variance
        for a in 0..<sample.p { mean[a] += event.meanHazard[a] * sample.scale[a] }
        result.append(
          .init(
            stratum: sample.stratumNames[index], time: event.time, hazard: hazard, variance: variance, mean: mean))
      }
    }
    return result
  }

  /// Per row of the sample: Λ over its interval, and Σ x̄ dΛ over it; a tied event counts its own time by parts.
  private func exposures(_ sample: CoxSample, visit: (Int, Double, [Double]) -> Void) {
    let p = sample.p
    for (index, slice) in ranges(sample).enumerated() {
      let events = Array(slice)
      var hazard = [0.0]
      var means: [[Double]] = [[Double](repeating: 0, count: p)]
      for event in events {
        hazard.append((hazard.last ?? 0) + event.hazard)
        means.append(zip(means.last ?? [], event.meanHazard).map { $0 + $1 })
      }
      /// The number of event times at or before a time.
      func upTo(_ time: Double) -> Int {
        var low = 0
        var high = events.count
        while low < high {
          let middle = (low + high) / 2
          if events[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        return low
      }
      for row in sample.strata[index] {
        let last = upTo(sample.stop[row])
        var sum = hazard[last]
        var mean = means[last]
        if sample.isEvent[row], last > 0 {
          sum += events[last - 1].ownHazard - events[last - 1].hazard
          for a in 0..<p { mean[a] += events[last - 1].ownMeanHazard[a] - events[last - 1].meanHazard[a] }
        }
        if let start = sample.start {
          let first = upTo(start[row])
          sum -= hazard[first]
          for a in 0..<p { mean[a] -= means[first][a] }
        }
        visit(row, sum, mean)
      }
    }
  }

  /// Per row of the sample: event − expected number of events.
  func martingaleResiduals(_ sample: CoxSample, beta: [Double]) -> [Double] {
    let eta = sample.linearPredictor(beta)
    var result = [Double](repeating: 0, count: sample.n)
    exposures(sample) { row, hazard, _ in
      result[row] = (sample.isEvent[row] ? 1 : 0) - exponential(eta[row]) * hazard
    }
    return result
  }

  /// Per row of the sample and column: ∫ (x − x̄(t)) dM(t), unweighted, on the scaled covariates.
  func scoreResiduals(_ sample: CoxSample, beta: [Double]) -> Matrix {
    let p = sample.p
    let eta = sample.linearPredictor(beta)
    var meanAtEvent = [Int: [Double]]()
    for event in times { for row in event.deaths { meanAtEvent[row] = event.mean } }
    var result = Matrix(rowCount: sample.n, columnCount: p)
    exposures(sample) { row, hazard, mean in
      let r = exponential(eta[row])
      for a in 0..<p {
        let x = sample.x[row * p + a]
        result[row, a] = -r * (x * hazard - mean[a])
        if let at = meanAtEvent[row] { result[row, a] += x - at[a] }
      }
    }
    return result
  }
}
