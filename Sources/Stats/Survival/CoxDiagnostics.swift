/// The clock on which a coefficient's change is tested.
public enum HazardTransform: String, Sendable, Codable, CaseIterable {
  /// 1 − Kaplan–Meier just before the time; the default, as in R.
  case km
  /// The rank of the time among all times, censored ones too (ties: their mean rank).
  case rank
  case identity
  case log
}

/// What a fitted Cox model says about single rows.
public struct CoxResiduals: Sendable, Equatable {
  /// Event minus expected events, per row of the data.
  public let martingale: [Double]
  /// sign(M)·√(−2(M + δ ln(δ − M))), per row of the data.
  public let deviance: [Double]
  /// x − x̄(t) of each event, ascending in time; events × columns.
  public let schoenfeld: Matrix
  public let schoenfeldTimes: [Double]
}

extension CoxFit {
  /// Grambsch and Therneau's test of proportional hazards, as the score test of a coefficient β + θ·g(t)
  /// (Biometrika 1994;81:515; the exact form of R's survival 3): one line per term and one named GLOBAL.
  ///
  /// - Parameters:
  ///   - data: the data the model was fitted on.
  ///   - terms: columns tested together; each column is a term of its own by default.
  public func proportionalHazards(
    _ data: CoxData, transform: HazardTransform = .km, terms: [Term]? = nil
  ) throws(ModelError) -> [ChiSquaredTest] {
    let data = try data.selecting(columns: names)
    let sample = CoxSample(data)
    let p = sample.p
    let scaled = zip(beta, sample.scale).map { $0 * $1 }
    let table = CoxEventTable(sample, beta: scaled, ties: ties == .exact ? .breslow : ties, hasInformation: true)
    let clock = Self.clock(table, sample: sample, transform: transform)
    var score = [Double](repeating: 0, count: p)
    var ibb = Matrix(rowCount: p, columnCount: p)
    var ibt = ibb
    var itt = ibb
    for (event, g) in zip(table.times, clock) {
      for row in event.deaths {
        for a in 0..<p { score[a] += sample.weight[row] * g * (sample.x[row * p + a] - event.mean[a]) }
      }
      for a in 0..<p {
        for b in 0..<p {
          ibb[a, b] += event.information[a, b]
          ibt[a, b] += g * event.information[a, b]
          itt[a, b] += g * g * event.information[a, b]
        }
      }
    }
    // The information about θ that is left once β is free.
    let inverse = Cholesky(ibb).inverse
    let explained = ibt.transposed.times(inverse).times(ibt)
    var remaining = itt
    for a in 0..<p { for b in 0..<p { remaining[a, b] -= explained[a, b] } }
    let estimable = Set(coefficients.indices.filter { coefficients[$0].estimate != nil })
    func test(_ name: String, _ columns: [Int]) -> ChiSquaredTest {
      let columns = columns.filter { estimable.contains($0) }
      let part = Matrix(rows: columns.map { a in columns.map { b in remaining[a, b] } })
      let u = columns.map { score[$0] }
      let chiSquared = zip(u, Cholesky(part).solve(u)).reduce(0) { $0 + $1.0 * $1.1 }
      return ChiSquaredTest(name: name, chiSquared: chiSquared, degreesOfFreedom: columns.count)
    }
    let terms = terms ?? names.map { Term(name: $0, columns: [$0]) }
    var tests: [ChiSquaredTest] = []
    for term in terms {
      var columns: [Int] = []
      for column in term.columns {
        guard let j = names.firstIndex(of: column) else { throw .unknownColumn(name: column, known: names) }
        columns.append(j)
      }
      tests.append(test(term.name, columns))
    }
    return tests + [test("GLOBAL", Array(0..<p))]
  }

  /// g(t) of each event time of the table; centring it would change nothing, because the score of β is zero.
  private static func clock(_ table: CoxEventTable, sample: CoxSample, transform: HazardTransform) -> [Double] {
    switch transform {
    case .identity: return table.times.map(\.time)
    case .log: return table.times.map { logarithm($0.time) }
    case .rank:
      let ordered = sample.stop.sorted()
      var rank: [Double: Double] = [:]
      var i = 0
      while i < ordered.count {
        var j = i
        while j < ordered.count, ordered[j] == ordered[i] { j += 1 }
        rank[ordered[i]] = 0.5 * Double(i + 1 + j)
        i = j
      }
      return table.times.map { rank[$0.time] ?? 0 }
    case .km:
      // One Kaplan–Meier curve over all strata, unweighted, read just before each event time.
      let order = (0..<sample.n).sorted { sample.stop[$0] < sample.stop[$1] }
      let starts = sample.start?.sorted()
      var entered = 0
      var before: [Double: Double] = [:]
      var survival = 1.0
      var i = 0
      while i < order.count {
        let time = sample.stop[order[i]]
        var j = i
        var deaths = 0
        while j < order.count, sample.stop[order[j]] == time {
          if sample.isEvent[order[j]] { deaths += 1 }
          j += 1
        }
        before[time] = survival
        var atRisk = sample.n - i
        if let starts {
          while entered < starts.count, starts[entered] < time { entered += 1 }
          atRisk = entered - i
        }
        if deaths > 0 { survival *= 1 - Double(deaths) / Double(atRisk) }
        i = j
      }
      return table.times.map { before[$0.time] ?? 1 }
    }
  }

  /// Martingale, deviance and Schoenfeld residuals on the data the model was fitted on.
  public func residuals(_ data: CoxData) throws(ModelError) -> CoxResiduals {
    let data = try data.selecting(columns: names)
    let sample = CoxSample(data)
    let scaled = zip(beta, sample.scale).map { $0 * $1 }
    let table = CoxEventTable(sample, beta: scaled, ties: ties == .exact ? .breslow : ties)
    var martingale = [Double](repeating: 0, count: sample.n)
    for (row, value) in table.martingaleResiduals(sample, beta: scaled).enumerated() {
      martingale[sample.source[row]] = value
    }
    let deviance = zip(martingale, data.times).map { m, time in
      let logPart = time.isEvent ? logarithm(1 - m) : 0
      let size = max(0, -2 * (m + logPart)).squareRoot()
      return m < 0 ? -size : size
    }
    let events = table.times.flatMap { event in event.deaths.map { (event, $0) } }.sorted {
      ($0.0.stratum, $0.0.time, sample.source[$0.1]) < ($1.0.stratum, $1.0.time, sample.source[$1.1])
    }
    return CoxResiduals(
      martingale: martingale, deviance: deviance,
      schoenfeld: Matrix(
        rows: events.map { event, row in
          (0..<sample.p).map { (sample.x[row * sample.p + $0] - event.mean[$0]) * sample.scale[$0] }
        }),
      schoenfeldTimes: events.map { $0.0.time })
  }
}

extension CoxData {
  func selecting(columns: [String]) throws(ModelError) -> CoxData {
    try CoxData(
      design: design.selecting(columns: columns), times: times, starts: starts, weights: weights, strata: strata,
      clusters: clusters)
  }
}
