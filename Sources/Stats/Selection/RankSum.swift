/// The rank sum of two groups in one pass over their sorted values: what the area under the ROC curve and the
/// Mann–Whitney test of a thousand features need, without a rank vector.
struct RankSum {
  let positives: Int
  let negatives: Int
  /// Pairs in which the positive has the higher score; ties count one half.
  let u: Double
  /// Σ (t³ − t) over groups of tied values.
  let tieTerm: Double

  /// `nil` when a class is empty or a score is not a number.
  init?(scores: [Double], isPositive: [Bool]) {
    var a: [Double] = []
    var b: [Double] = []
    for (score, positive) in zip(scores, isPositive) {
      guard !score.isNaN else { return nil }
      if positive { a.append(score) } else { b.append(score) }
    }
    self.init(positive: &a, negative: &b)
  }

  /// Sorts both groups in place.
  init?(positive a: inout [Double], negative b: inout [Double]) {
    guard !a.isEmpty, !b.isEmpty else { return nil }
    a.sort()
    b.sort()
    positives = a.count
    negatives = b.count
    var u = 0.0
    var ties = 0.0
    var i = 0
    var j = 0
    // Walk distinct values upwards: every positive beats the negatives already passed.
    while i < a.count || j < b.count {
      let value = i < a.count ? (j < b.count ? min(a[i], b[j]) : a[i]) : b[j]
      let passed = j
      let firstA = i
      while i < a.count, a[i] == value { i += 1 }
      while j < b.count, b[j] == value { j += 1 }
      u += Double(i - firstA) * (Double(passed) + 0.5 * Double(j - passed))
      let t = Double(i - firstA + j - passed)
      ties += t * t * t - t
    }
    self.u = u
    tieTerm = ties
  }

  var auc: Double { u / (Double(positives) * Double(negatives)) }

  /// Two-sided p of the Mann–Whitney test by the normal approximation with tie and continuity corrections
  /// (R's `wilcox.test(exact = FALSE)`); `nil` when all values are equal.
  var normalP: Double? {
    let m = Double(positives)
    let k = Double(negatives)
    let n = m + k
    let variance = m * k / 12 * (n + 1 - tieTerm / (n * (n - 1)))
    guard variance > 0 else { return nil }
    let difference = u - m * k / 2
    let correction = difference > 0 ? 0.5 : difference < 0 ? -0.5 : 0
    return NormalDistribution.twoSidedP((difference - correction) / variance.squareRoot())
  }
}
