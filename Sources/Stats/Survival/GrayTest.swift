/// Gray's (1988, Ann Stat 16:1141) test of equal cumulative incidence of one cause in k groups.
///
/// The log-rank test of the subdistribution hazard: with Y the number at risk, S the survival of all causes and F the
/// incidence in group r, the risk set is R = Y(1 − F(t−))/S(t−), and the score Σ (d − R·d./R.). Its covariance under
/// the common incidence F⁰ is Gray's: with h = Y/S(t−), a(i,r) = h(i)(δ(ir) − h(r)/h.) and
/// c(i,r)(t) = ∫₀ᵗ a dΓ⁰, the integrals of [a + (1 − (1−F⁰)/S)(c(τ) − c)]² dF⁰/h over own and of
/// [((1−F⁰)/S)(c(τ) − c)]² dF₂/h over competing events.
public enum GrayTest {
  /// - Parameters:
  ///   - cause: the cause that is compared, 1 …
  ///   - strata: scores and covariances are summed over strata.
  /// - Throws: `SurvivalDataError` for lengths that differ, a bad time, an unknown cause or a single group.
  public static func compare(
    _ subjects: [CompetingTime], by grouping: Grouping, cause: Int, causeCount: Int, strata: Grouping? = nil
  ) throws(SurvivalDataError) -> TestResult {
    let k = grouping.groupCount
    guard k > 1 else { throw .oneGroup(grouping.names.first ?? "none") }
    guard grouping.rowCount == subjects.count else {
      throw .lengthsDiffer(subjects: subjects.count, found: grouping.rowCount, what: "groups")
    }
    if let strata, strata.rowCount != subjects.count {
      throw .lengthsDiffer(subjects: subjects.count, found: strata.rowCount, what: "strata")
    }
    guard cause >= 1, cause <= causeCount else { throw .unknownCause(row: 0, causes: causeCount) }
    var score = [Double](repeating: 0, count: k)
    var covariance = Matrix(rowCount: k, columnCount: k)
    for rows in strata?.rows ?? [Array(subjects.indices)] where !rows.isEmpty {
      let table = try CompetingTable.grouped(
        rows.map { subjects[$0] }, groups: rows.map { grouping.codes[$0] }, groupCount: k, causeCount: causeCount)
      add(table, cause: cause - 1, score: &score, covariance: &covariance)
    }
    let free = k - 1
    let name = "Gray's test"
    let matrix = Matrix(rows: (0..<free).map { i in (0..<free).map { covariance[i, $0] } })
    let factor = Cholesky(matrix)
    guard factor.rank == free else { return TestResult(name: name, statistic: nil, p: nil) }
    let part = Array(score[..<free])
    let statistic = zip(part, factor.solve(part)).reduce(0) { $0 + $1.0 * $1.1 }
    return TestResult(
      name: name, statistic: statistic, degreesOfFreedom: [Double(free)],
      p: ChiSquaredDistribution(degreesOfFreedom: Double(free)).upperTail(statistic))
  }

  private static func add(
    _ table: (times: [Double], atRisk: [[Int]], events: [[[Int]]]), cause: Int, score: inout [Double],
    covariance: inout Matrix
  ) {
    let k = score.count
    /// What the covariance needs of one event time, kept until c(τ) is known.
    struct Step {
      var a: [Double]
      var c: [Double]
      var own: [Double]
      var ownWeight: [Double]
      var other: [Double]
      var otherWeight: [Double]
    }
    var steps: [Step] = []
    var survival = [Double](repeating: 1, count: k)
    var incidence = [Double](repeating: 0, count: k)
    var common = 0.0
    var c = [Double](repeating: 0, count: k * k)
    for t in table.times.indices {
      var y = [Double](repeating: 0, count: k)
      var own = y
      var other = y
      var h = y
      var risk = y
      var after = survival
      for r in 0..<k {
        y[r] = Double(table.atRisk[r][t])
        for j in table.events[r].indices {
          let count = Double(table.events[r][j][t])
          if j == cause { own[r] += count } else { other[r] += count }
        }
        guard y[r] > 0 else { continue }
        if survival[r] > 0 { h[r] = y[r] / survival[r] }
        risk[r] = h[r] * (1 - incidence[r])
        after[r] = survival[r] * (y[r] - own[r] - other[r]) / y[r]
      }
      let d = own.reduce(0, +)
      guard d + other.reduce(0, +) > 0 else { continue }
      let total = h.reduce(0, +)
      let allRisk = risk.reduce(0, +)
      let hazard = total > 0 ? d / (total * (1 - common)) : 0
      var step = Step(
        a: [Double](repeating: 0, count: k * k), c: [], own: [Double](repeating: 0, count: k),
        ownWeight: [Double](repeating: 0, count: k), other: [Double](repeating: 0, count: k),
        otherWeight: [Double](repeating: 0, count: k))
      let newCommon = total > 0 ? common + d / total : common
      for i in 0..<k where y[i] > 0 {
        if allRisk > 0 { score[i] += own[i] - d * risk[i] / allRisk }
        for r in 0..<k where y[r] > 0 {
          step.a[i * k + r] = h[i] * ((i == r ? 1 : 0) - h[r] / total)
          c[i * k + r] += step.a[i * k + r] * hazard
        }
      }
      step.c = c
      for r in 0..<k where y[r] > 0 {
        if d > 0 {
          step.own[r] = after[r] > 0 ? 1 - (1 - newCommon) / after[r] : 1
          // Under the hypothesis group r has h(r)·dF⁰ events: ties are corrected in the risk set they come from.
          let ties = d > 1 ? 1 - (d - 1) / (total * survival[r] - 1) : 1
          step.ownWeight[r] = ties * d / (total * h[r])
        }
        if other[r] > 0, after[r] > 0 {
          step.other[r] = -(1 - newCommon) / after[r]
          let ties = other[r] > 1 ? 1 - (other[r] - 1) / (y[r] - 1) : 1
          step.otherWeight[r] = ties * survival[r] * survival[r] * other[r] / (y[r] * y[r])
        }
      }
      steps.append(step)
      for r in 0..<k where y[r] > 0 { incidence[r] += survival[r] * own[r] / y[r] }
      survival = after
      common = newCommon
    }
    for step in steps {
      for r in 0..<k {
        func ownTerm(_ i: Int) -> Double {
          step.a[i * k + r] + step.own[r] * (c[i * k + r] - step.c[i * k + r])
        }
        func otherTerm(_ i: Int) -> Double { step.other[r] * (c[i * k + r] - step.c[i * k + r]) }
        for i in 0..<k {
          for j in 0..<k {
            covariance[i, j] +=
              ownTerm(i) * ownTerm(j) * step.ownWeight[r] + otherTerm(i) * otherTerm(j) * step.otherWeight[r]
          }
        }
      }
    }
  }
}
