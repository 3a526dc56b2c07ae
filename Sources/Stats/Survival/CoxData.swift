/// What a Cox model sees: n rows of covariates with their follow-up.
public struct CoxData: Sendable {
  public let design: Design
  public let times: [SurvivalTime]
  /// Start of the interval (start, stop] of each row, for delayed entry and time-dependent covariates.
  public let starts: [Double]?
  /// Case weights, above zero.
  public let weights: [Double]?
  /// Rows with different numbers have baseline hazards of their own.
  public let strata: [Int]?
  /// Rows with the same number are correlated: the variance is then the grouped jackknife ("sandwich").
  public let clusters: [Int]?

  /// - Throws: `ModelError` when a length differs, a covariate is missing, a time is not a non-negative number, an
  ///   interval is empty or a weight is not above zero.
  public init(
    design: Design, times: [SurvivalTime], starts: [Double]? = nil, weights: [Double]? = nil,
    strata: [Int]? = nil, clusters: [Int]? = nil
  ) throws(ModelError) {
    let n = design.rowCount
    guard n > 0 else { throw .noRows }
    for (count, what) in [
      (times.count, "times"), (starts?.count ?? n, "start times"), (weights?.count ?? n, "weights"),
      (strata?.count ?? n, "strata"), (clusters?.count ?? n, "clusters"),
    ] where count != n {
      throw .rowsDiffer(design: n, other: count, what: what)
    }
    try design.requireFinite()
    for (i, time) in times.enumerated() {
      guard time.time.isFinite, starts != nil || time.time >= 0 else { throw .badTime(row: i) }
      if let starts, !(starts[i] < time.time) { throw .badInterval(row: i) }
      if let weights, !(weights[i] > 0 && weights[i].isFinite) { throw .badWeights(row: i) }
    }
    self.design = design
    self.times = times
    self.starts = starts
    self.weights = weights
    self.strata = strata
    self.clusters = clusters
  }

  public var events: Int { times.lazy.filter(\.isEvent).count }
}

/// Times that differ by less than rounding noise become equal, as in R's survival: a gap counts as none when it is at
/// most 2⁻²⁶ (√ε), absolutely or relative to the mean absolute time.
func mergingNearlyEqualTimes(_ times: [Double]) -> [Double] {
  let tolerance = 0x1p-26
  let sorted = Set(times).sorted()
  guard sorted.count > 1 else { return times }
  let scale = sorted.reduce(0) { $0 + abs($1) } / Double(sorted.count)
  var merged: [Double: Double] = [:]
  var current = sorted[0]
  var previous = sorted[0]
  var isChanged = false
  for time in sorted.dropFirst() {
    let gap = time - previous
    if gap <= tolerance || gap / scale <= tolerance {
      merged[time] = current
      isChanged = true
    } else {
      current = time
    }
    previous = time
  }
  return isChanged ? times.map { merged[$0] ?? $0 } : times
}

/// The rows of a `CoxData` in the order the likelihood walks them: stratum after stratum, latest stop first and, at
/// one time, events before censorings; covariates centred, scaled and stored row after row.
struct CoxSample {
  let n: Int
  let p: Int
  /// Row-major n × p: (x − centre) / scale.
  let x: [Double]
  let centre: [Double]
  let scale: [Double]
  let stop: [Double]
  let start: [Double]?
  let isEvent: [Bool]
  let weight: [Double]
  /// Ranges of rows, one per stratum in ascending order of its number.
  let strata: [Range<Int>]
  let stratumNames: [Int]
  /// For rows in order: the row in the data they came from.
  let source: [Int]
  /// For delayed entry: rows of a stratum by start, latest first (indices into the sorted rows).
  let byStart: [Int]

  init(_ data: CoxData) {
    let n = data.design.rowCount
    let p = data.design.columnCount
    var all = data.times.map(\.time)
    if let starts = data.starts { all += starts }
    all = mergingNearlyEqualTimes(all)
    let stopOf = Array(all[..<n])
    let stratumOf = data.strata ?? [Int](repeating: 0, count: n)
    let event = data.times.map(\.isEvent)
    let order = (0..<n).sorted { a, b in
      if stratumOf[a] != stratumOf[b] { return stratumOf[a] < stratumOf[b] }
      if stopOf[a] != stopOf[b] { return stopOf[a] > stopOf[b] }
      if event[a] != event[b] { return event[a] }
      return a < b
    }
    let weightOf = data.weights ?? [Double](repeating: 1, count: n)
    var centre = [Double](repeating: 0, count: p)
    var scale = [Double](repeating: 1, count: p)
    var x = [Double](repeating: 0, count: n * p)
    data.design.values.withUnsafeBufferPointer { values in
      for j in 0..<p {
        var sum = 0.0
        var total = 0.0
        for i in 0..<n {
          sum += weightOf[i] * values[i + n * j]
          total += weightOf[i]
        }
        let mean = sum / total
        var spread = 0.0
        for i in 0..<n { spread += weightOf[i] * (values[i + n * j] - mean) * (values[i + n * j] - mean) }
        let deviation = (spread / total).squareRoot()
        centre[j] = mean
        // A spread at the level of rounding noise is none: the column stays zero and is aliased.
        scale[j] = deviation > 1e-12 * abs(mean) && deviation > 0 ? deviation : 0
        guard scale[j] > 0 else { continue }
        for (k, i) in order.enumerated() { x[k * p + j] = (values[i + n * j] - mean) / deviation }
      }
    }
    self.n = n
    self.p = p
    self.x = x
    self.centre = centre
    self.scale = scale
    stop = order.map { stopOf[$0] }
    isEvent = order.map { event[$0] }
    weight = order.map { weightOf[$0] }
    source = order
    var ranges: [Range<Int>] = []
    var names: [Int] = []
    var first = 0
    while first < n {
      var last = first
      while last < n, stratumOf[order[last]] == stratumOf[order[first]] { last += 1 }
      ranges.append(first..<last)
      names.append(stratumOf[order[first]])
      first = last
    }
    strata = ranges
    stratumNames = names
    if data.starts != nil {
      let startOf = order.map { all[n + $0] }
      start = startOf
      byStart = ranges.flatMap { range in
        range.sorted { (startOf[$1], $0) < (startOf[$0], $1) }
      }
    } else {
      start = nil
      byStart = []
    }
  }
}
