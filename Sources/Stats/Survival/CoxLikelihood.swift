/// How events at one time enter the partial likelihood.
public enum Ties: String, Sendable, Codable, CaseIterable {
  /// Efron (1977): tied events leave the risk set by equal parts. The default, as in R.
  case efron
  /// Breslow (1974): every tied event sees the whole risk set.
  case breslow
  /// The discrete-time conditional likelihood: all choices of the tied events among those at risk.
  case exact
}

/// Value, gradient and information of the Cox partial log-likelihood at one β (on the scaled covariates).
struct CoxLikelihood {
  var value = 0.0
  var gradient: [Double]
  var information: Matrix

  /// Sums over risk sets, latest time first. With weights w and r = w·e^η, at a time with events D and risk set R:
  /// S0 = Σ_R r, S1 = Σ_R r·x, S2 = Σ_R r·xxᵀ; Efron's k-th of d denominators is S0 − (k/d)·Σ_D r.
  init(_ sample: CoxSample, beta: [Double], ties: Ties) {
    let p = sample.p
    gradient = [Double](repeating: 0, count: p)
    information = Matrix(rowCount: p, columnCount: p)
    if ties == .exact {
      evaluateExact(sample, beta: beta)
      return
    }
    let eta = sample.linearPredictor(beta)
    let highest = eta.max() ?? 0
    let risk = zip(eta, sample.weight).map { $1 * exponential($0 - highest) }
    // One block: S1, events' S1, then S2 and events' S2 (lower triangles stored full).
    var work = [Double](repeating: 0, count: 2 * p + 2 * p * p)
    var value = 0.0
    work.withUnsafeMutableBufferPointer { work in
      sample.x.withUnsafeBufferPointer { x in
        gradient.withUnsafeMutableBufferPointer { gradient in
          information.values.withUnsafeMutableBufferPointer { information in
            guard let block = work.baseAddress else { return }
            let s1 = block
            let d1 = block + p
            let s2 = block + 2 * p
            let d2 = s2 + p * p
            for stratum in sample.strata {
              var s0 = 0.0
              for a in 0..<(2 * p) { block[a] = 0 }
              for a in 0..<(2 * p * p) { s2[a] = 0 }
              var i = stratum.lowerBound
              var leaving = stratum.lowerBound
              while i < stratum.upperBound {
                let time = sample.stop[i]
                if let start = sample.start {
                  while leaving < stratum.upperBound, start[sample.byStart[leaving]] >= time {
                    let k = sample.byStart[leaving]
                    // Rows are only taken out when they were put in: their stop lies after this time.
                    let r = risk[k]
                    s0 -= r
                    for a in 0..<p {
                      let ra = r * x[k * p + a]
                      s1[a] -= ra
                      for b in 0...a { s2[a * p + b] -= ra * x[k * p + b] }
                    }
                    leaving += 1
                  }
                }
                var d0 = 0.0
                var deaths = 0
                var deathWeight = 0.0
                while i < stratum.upperBound, sample.stop[i] == time {
                  let r = risk[i]
                  s0 += r
                  for a in 0..<p {
                    let ra = r * x[i * p + a]
                    s1[a] += ra
                    for b in 0...a { s2[a * p + b] += ra * x[i * p + b] }
                  }
                  if sample.isEvent[i] {
                    deaths += 1
                    d0 += r
                    deathWeight += sample.weight[i]
                    value += sample.weight[i] * (eta[i] - highest)
                    for a in 0..<p {
                      gradient[a] += sample.weight[i] * x[i * p + a]
                      if ties == .efron {
                        let ra = r * x[i * p + a]
                        d1[a] += ra
                        for b in 0...a { d2[a * p + b] += ra * x[i * p + b] }
                      }
                    }
                  }
                  i += 1
                }
                guard deaths > 0 else { continue }
                // All denominators of a time share S and D: sums of their powers are all that differs from event to
                // event, so that a time costs p² whatever the number of its events.
                let parts = ties == .efron ? deaths : 1
                let share = deathWeight / Double(parts)
                var whole = (first: 0.0, second: 0.0)
                var mixed = whole
                var part = 0.0
                for k in 0..<parts {
                  let fraction = Double(k) / Double(parts)
                  let denominator = s0 - fraction * d0
                  value -= share * logarithm(denominator)
                  let inverse = 1 / denominator
                  let square = inverse * inverse
                  whole.first += share * inverse
                  whole.second += share * square
                  mixed.first += share * fraction * inverse
                  mixed.second += share * fraction * square
                  part += share * fraction * fraction * square
                }
                for a in 0..<p {
                  gradient[a] -= whole.first * s1[a] - mixed.first * d1[a]
                  // Σ (S1 − f·D1)(S1 − f·D1)ᵀ/denominator², row a.
                  let alongS = whole.second * s1[a] - mixed.second * d1[a]
                  let alongD = part * d1[a] - mixed.second * s1[a]
                  for b in 0...a {
                    information[a + p * b] +=
                      whole.first * s2[a * p + b] - mixed.first * d2[a * p + b] - alongS * s1[b] - alongD * d1[b]
                  }
                }
                if ties == .efron {
                  for a in 0..<p { d1[a] = 0 }
                  for a in 0..<(p * p) { d2[a] = 0 }
                }
              }
            }
            for b in 0..<p { for a in b..<p { information[b + p * a] = information[a + p * b] } }
          }
        }
      }
    }
    self.value = value
  }

  /// Σ over event times of Σ_D η − ln e_d(R), where e_d is the sum over all d-subsets of the risk set of Π e^η, with
  /// its derivatives, by the recursion e_k(R ∪ {i}) = e_k(R) + e^{η_i}·e_{k−1}(R) (Gail, Lubin & Rubinstein 1981).
  private mutating func evaluateExact(_ sample: CoxSample, beta: [Double]) {
    let p = sample.p
    let eta = sample.linearPredictor(beta)
    let highest = eta.max() ?? 0
    for stratum in sample.strata {
      var i = stratum.lowerBound
      while i < stratum.upperBound {
        let time = sample.stop[i]
        let first = i
        while i < stratum.upperBound, sample.stop[i] == time { i += 1 }
        let deaths = (first..<i).filter { sample.isEvent[$0] }
        guard !deaths.isEmpty else { continue }
        let d = deaths.count
        for k in deaths {
          value += eta[k] - highest
          for a in 0..<p { gradient[a] += sample.x[k * p + a] }
        }
        var e0 = [Double](repeating: 0, count: d + 1)
        var e1 = [Double](repeating: 0, count: (d + 1) * p)
        var e2 = [Double](repeating: 0, count: (d + 1) * p * p)
        e0[0] = 1
        for row in stratum.lowerBound..<i {
          if let start = sample.start, start[row] >= time { continue }
          let r = exponential(eta[row] - highest)
          for k in stride(from: d, through: 1, by: -1) {
            for a in 0..<p {
              let xa = sample.x[row * p + a]
              for b in 0..<p {
                let xb = sample.x[row * p + b]
                let below = (k - 1) * p
                e2[k * p * p + a * p + b] +=
                  r
                  * (e2[below * p + a * p + b] + xa * e1[below + b] + xb * e1[below + a] + xa * xb * e0[k - 1])
              }
            }
            for a in 0..<p {
              e1[k * p + a] += r * (e1[(k - 1) * p + a] + sample.x[row * p + a] * e0[k - 1])
            }
            e0[k] += r * e0[k - 1]
          }
        }
        value -= logarithm(e0[d])
        for a in 0..<p {
          let mean = e1[d * p + a] / e0[d]
          gradient[a] -= mean
          for b in 0..<p {
            information[a, b] += e2[d * p * p + a * p + b] / e0[d] - mean * e1[d * p + b] / e0[d]
          }
        }
      }
    }
  }
}

extension CoxSample {
  /// η of each row in the sample's order, on the centred and scaled covariates.
  func linearPredictor(_ beta: [Double]) -> [Double] {
    var eta = [Double](repeating: 0, count: n)
    x.withUnsafeBufferPointer { x in
      for i in 0..<n {
        var sum = 0.0
        for j in 0..<p { sum += beta[j] * x[i * p + j] }
        eta[i] = sum
      }
    }
    return eta
  }
}
