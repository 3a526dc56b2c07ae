/// The family of log-rank tests: do groups differ in survival?
///
/// At every event time the events observed in a group are set against those expected if all groups shared one hazard,
/// E = d·nⱼ/n, with the hypergeometric covariance; a weight decides which times count most. The statistic is
/// (O − E)ᵀ V⁻ (O − E) with one degree of freedom less than there are groups with expected events. With strata, O, E
/// and V are summed over them. O(n): a merge of the groups' event tables.
public struct LogRank: Sendable, Equatable, Codable {
  public let weight: Weight
  public let groups: [String]
  /// Subjects per group.
  public let counts: [Int]
  /// Weighted numbers of events.
  public let observed: [Double]
  public let expected: [Double]
  /// Groups × groups, row after row.
  public let variance: [[Double]]
  public let chiSquared: Double?
  public let degreesOfFreedom: Int
  public let p: Double?
  public let cautions: [Caution]

  /// Which times count most.
  public enum Weight: Sendable, Equatable, Codable {
    /// 1 at every time: most power when hazards are proportional.
    case logRank
    /// The number at risk (Gehan 1965, Breslow 1970): early times; depends on the censoring.
    case gehan
    /// √(number at risk) (Tarone & Ware 1977).
    case taroneWare
    /// S(t−)^ρ of all groups together (Harrington & Fleming 1982): ρ = 1 is Peto and Peto's test.
    case fleming(rho: Double)

    public static let peto = Weight.fleming(rho: 1)

    public var name: String {
      switch self {
      case .logRank: "log-rank"
      case .gehan: "Gehan–Wilcoxon"
      case .taroneWare: "Tarone–Ware"
      case .fleming(let rho): rho == 1 ? "Peto–Peto" : "Fleming–Harrington ρ = \(rho)"
      }
    }
  }

  /// - Parameter strata: compared within, summed over.
  /// - Throws: `SurvivalDataError` for lengths that differ, a bad time, or a single group.
  public init(
    _ subjects: [SurvivalTime], by grouping: Grouping, strata: Grouping? = nil, weight: Weight = .logRank
  ) throws(SurvivalDataError) {
    let k = grouping.groupCount
    guard grouping.rowCount == subjects.count else {
      throw .lengthsDiffer(subjects: subjects.count, found: grouping.rowCount, what: "groups")
    }
    if let strata, strata.rowCount != subjects.count {
      throw .lengthsDiffer(subjects: subjects.count, found: strata.rowCount, what: "strata")
    }
    try EventTable.check(subjects)
    guard k > 1 else { throw .oneGroup(grouping.names.first ?? "none") }
    let stratumCount = strata?.groupCount ?? 1
    let cells = strata.map { strata in zip(grouping.codes, strata.codes).map { $0 + k * $1 } } ?? grouping.codes
    let tables = try EventTable.tables(subjects, groups: cells, groupCount: k * stratumCount)
    var sums = Sums(k)
    for s in 0..<stratumCount { sums.add(Array(tables[(s * k)..<((s + 1) * k)]), weight: weight) }
    self.weight = weight
    groups = grouping.names
    counts = grouping.sizes
    observed = sums.observed
    expected = sums.expected
    variance = (0..<k).map { i in (0..<k).map { j in sums.variance[i * k + j] } }
    let used = (0..<k).filter { sums.expected[$0] > 0 }
    degreesOfFreedom = max(0, used.count - 1)
    // One group is redundant: the differences add up to zero.
    let free = Array(used.dropFirst())
    if free.isEmpty {
      chiSquared = nil
      p = nil
    } else {
      let differences = free.map { sums.observed[$0] - sums.expected[$0] }
      let matrix = Matrix(rows: free.map { i in free.map { j in sums.variance[i * k + j] } })
      let factor = Cholesky(matrix)
      let solved = factor.solve(differences)
      if factor.rank == free.count {
        let statistic = zip(differences, solved).reduce(0) { $0 + $1.0 * $1.1 }
        chiSquared = statistic
        p = ChiSquaredDistribution(degreesOfFreedom: Double(free.count)).upperTail(statistic)
      } else {
        chiSquared = nil
        p = nil
      }
    }
    var cautions: [Caution] = []
    if !subjects.contains(where: \.isEvent) {
      cautions.append(
        Caution(
          code: "all_censored",
          message:
            "No event was observed, so that the groups cannot be compared. "
            + "Check which value of the event column means that the event happened."))
    } else if let few = sums.expected.firstIndex(where: { $0 < 5 }), case .logRank = weight {
      cautions.append(
        Caution(
          code: "few_events",
          message:
            "Fewer than 5 events are expected in group \(grouping.names[few]): the χ² approximation is poor."))
    }
    self.cautions = cautions
  }

  /// (O₁/E₁)/(O₂/E₂), a quick estimate of the hazard ratio of two groups; nil for other numbers of groups.
  public var hazardRatio: Double? {
    guard groups.count == 2, expected[0] > 0, expected[1] > 0, observed[1] > 0 else { return nil }
    return (observed[0] / expected[0]) / (observed[1] / expected[1])
  }

  /// The test for trend over ordered groups (Tarone 1975): (Σ sⱼ(Oⱼ − Eⱼ))² / sᵀVs with one degree of freedom.
  ///
  /// - Parameter scores: by default 1, 2, …, k.
  /// - Throws: `SurvivalDataError.badScores`.
  public func trend(
    scores: [Double]? = nil
  ) throws(SurvivalDataError) -> (chiSquared: Double, degreesOfFreedom: Int, p: Double)? {
    let scores = scores ?? groups.indices.map { Double($0 + 1) }
    guard scores.count == groups.count else { throw .badScores(expected: groups.count, found: scores.count) }
    var numerator = 0.0
    var denominator = 0.0
    for i in scores.indices {
      numerator += scores[i] * (observed[i] - expected[i])
      for j in scores.indices { denominator += scores[i] * scores[j] * variance[i][j] }
    }
    guard denominator > 0 else { return nil }
    let statistic = numerator * numerator / denominator
    return (statistic, 1, ChiSquaredDistribution(degreesOfFreedom: 1).upperTail(statistic))
  }

  /// The test of every pair of groups on their own subjects, first group first.
  ///
  /// - Throws: as the initialiser.
  public static func pairwise(
    _ subjects: [SurvivalTime], by grouping: Grouping, strata: Grouping? = nil, weight: Weight = .logRank
  ) throws(SurvivalDataError) -> [(first: String, second: String, test: LogRank)] {
    guard grouping.rowCount == subjects.count else {
      throw .lengthsDiffer(subjects: subjects.count, found: grouping.rowCount, what: "groups")
    }
    if let strata, strata.rowCount != subjects.count {
      throw .lengthsDiffer(subjects: subjects.count, found: strata.rowCount, what: "strata")
    }
    let rows = grouping.rows
    var result: [(first: String, second: String, test: LogRank)] = []
    for i in 0..<grouping.groupCount {
      for j in (i + 1)..<max(i + 1, grouping.groupCount) {
        let names = [grouping.names[i], grouping.names[j]]
        let both = rows[i] + rows[j]
        let codes = rows[i].map { _ in 0 } + rows[j].map { _ in 1 }
        let within = strata.map { strata in Grouping(codes: both.map { strata.codes[$0] }, names: strata.names) }
        let test = try LogRank(
          both.map { subjects[$0] }, by: Grouping(codes: codes, names: names), strata: within, weight: weight)
        result.append((names[0], names[1], test))
      }
    }
    return result
  }

  private struct Sums {
    let k: Int
    var observed: [Double]
    var expected: [Double]
    var variance: [Double]

    init(_ k: Int) {
      self.k = k
      observed = [Double](repeating: 0, count: k)
      expected = observed
      variance = [Double](repeating: 0, count: k * k)
    }

    /// Adds one stratum: walks the groups' tables in step over their union of times.
    mutating func add(_ tables: [EventTable], weight: Weight) {
      let k = k
      var next = [Int](repeating: 0, count: k)
      var atRisk = tables.map { Double($0.subjectCount) }
      var events = [Double](repeating: 0, count: k)
      var leaving = [Double](repeating: 0, count: k)
      var total = atRisk.reduce(0, +)
      var survival = 1.0
      while true {
        var time = Double.infinity
        for j in 0..<k where next[j] < tables[j].times.count { time = min(time, tables[j].times[next[j]]) }
        if time == .infinity { break }
        var d = 0.0
        for j in 0..<k {
          let row = next[j]
          if row < tables[j].times.count, tables[j].times[row] == time {
            events[j] = Double(tables[j].events[row])
            leaving[j] = events[j] + Double(tables[j].censored[row])
            d += events[j]
            next[j] = row + 1
          } else {
            events[j] = 0
            leaving[j] = 0
          }
        }
        if d > 0 {
          let w: Double
          switch weight {
          case .logRank: w = 1
          case .gehan: w = total
          case .taroneWare: w = total.squareRoot()
          case .fleming(let rho): w = rho == 0 ? 1 : power(survival, rho)
          }
          for j in 0..<k {
            observed[j] += w * events[j]
            expected[j] += w * d * atRisk[j] / total
          }
          if total > 1 {
            let scale = w * w * d * (total - d) / (total - 1) / total
            for i in 0..<k where atRisk[i] > 0 {
              variance[i * k + i] += scale * atRisk[i]
              for j in 0..<k { variance[i * k + j] -= scale * atRisk[i] * atRisk[j] / total }
            }
          }
          survival *= (total - d) / total
        }
        for j in 0..<k {
          atRisk[j] -= leaving[j]
          total -= leaving[j]
        }
      }
    }

    private func power(_ x: Double, _ y: Double) -> Double {
      if y == 1 { return x }
      return x > 0 ? exponential(y * logarithm(x)) : 0
    }
  }
}
