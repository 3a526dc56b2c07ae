/// How columns are chosen by the outcome. It is learned on training rows, and only there.
public enum SelectionStep: Sendable, Equatable, Codable {
  /// The best columns of a univariate ranking that pass every limit given, in their own order.
  case univariate(UnivariateTest, keep: Limits)
  /// Minimum redundancy, maximum relevance: `count` columns, each in turn the one with the highest ratio of its
  /// relevance (F statistic of a binary outcome, squared Wald z of a Cox model) to its mean |Pearson r| with those already
  /// chosen (at least 0.001); Ding & Peng, J Bioinform Comput Biol 2005;3:185.
  case minimumRedundancy(count: Int)
  /// Leaves out, or flags, columns that repeat the volume of the region.
  case volumeCorrelation(VolumeCorrelation)
  /// Leaves out columns that something other than the outcome has found wanting, such as perturbations; `of` is how many
  /// were judged. Nothing is learned from the rows.
  case leaveOut([String], of: Int)

  /// Limits of a univariate selection; all that are given hold.
  public struct Limits: Sendable, Equatable, Codable {
    /// At most so many, smallest p first.
    public var top: Int?
    /// p below.
    public var p: Double?
    /// Benjamini–Hochberg adjusted p below.
    public var falseDiscoveryRate: Double?

    public init(top: Int? = nil, p: Double? = nil, falseDiscoveryRate: Double? = nil) {
      self.top = top
      self.p = p
      self.falseDiscoveryRate = falseDiscoveryRate
    }
  }

  func learn(_ design: Design, _ outcome: Outcome) throws(ModelError) -> (step: FittedStep, cautions: [Caution]) {
    let kept: [Int]
    switch self {
    case .univariate(let test, let limits):
      let results = try UnivariateRanking.results(design, outcome, test: test)
      var candidates = results.indices.filter { j in
        guard let p = results[j].p else { return false }
        if let limit = limits.p, p >= limit { return false }
        if let limit = limits.falseDiscoveryRate, (results[j].adjustedP ?? 1) >= limit { return false }
        return true
      }
      if let top = limits.top {
        candidates.sort { (results[$0].p ?? 1, $0) < (results[$1].p ?? 1, $1) }
        candidates = candidates.prefix(max(top, 0)).sorted()
      }
      kept = candidates
    case .minimumRedundancy(let count):
      kept = try Self.minimumRedundancy(design, outcome, count: count)
    case .volumeCorrelation(let correlation):
      let found = try correlation.kept(design)
      return (
        .keep(found.kept.map { design.names[$0] }),
        Caution.relatedToVolume(found.related, limit: correlation.limit, dropped: !correlation.onlyFlags)
      )
    case .leaveOut(let names, let judged):
      let unwanted = Set(names)
      let rest = design.names.filter { !unwanted.contains($0) }
      return (
        .keep(rest),
        Caution.notRobust(design.names.filter(unwanted.contains), of: judged)
          + (rest.isEmpty ? [.nothingSelected] : [])
      )
    }
    let names = kept.map { design.names[$0] }
    return (.keep(names), names.isEmpty ? [.nothingSelected] : [])
  }

  /// The chosen columns in the order they were chosen.
  static func minimumRedundancy(_ design: Design, _ outcome: Outcome, count: Int) throws(ModelError) -> [Int] {
    try design.requireFinite()
    let relevance = try relevance(design, outcome)
    let n = design.rowCount
    let p = design.columnCount
    var scaled: [Double] = []
    scaled.reserveCapacity(n * p)
    for j in 0..<p { scaled += PreparationStep.normalised(Array(design.column(j)), method: .pearson) }
    var chosen: [Int] = []
    var isChosen = [Bool](repeating: false, count: p)
    var redundancy = [Double](repeating: 0, count: p)
    var products = redundancy
    while chosen.count < min(count, p) {
      var best: Int?
      var bestScore = -Double.infinity
      for j in 0..<p where !isChosen[j] {
        let mean = chosen.isEmpty ? 1 : max(redundancy[j] / Double(chosen.count), 0.001)
        let score = relevance[j] / mean
        if score > bestScore {
          best = j
          bestScore = score
        }
      }
      guard let best else { break }
      chosen.append(best)
      isChosen[best] = true
      scaled.withUnsafeBufferPointer { scaled in
        products.withUnsafeMutableBufferPointer { products in
          guard let a = scaled.baseAddress, let y = products.baseAddress else { return }
          BLAS.transposedProduct(rows: n, columns: p, a, a + n * best, into: y)
        }
      }
      for j in 0..<p { redundancy[j] += abs(products[j]) }
    }
    return chosen
  }

  /// F statistic of each column between the classes, or the squared Wald z of its Cox model; 0 where undefined.
  static func relevance(_ design: Design, _ outcome: Outcome) throws(ModelError) -> [Double] {
    switch outcome {
    case .binary(let classes):
      let positives = Double(classes.lazy.filter { $0 }.count)
      let n = Double(classes.count)
      return (0..<design.columnCount).map { j in
        let column = design.column(j)
        var sums = (positive: 0.0, all: 0.0)
        for (value, isPositive) in zip(column, classes) {
          sums.all += value
          if isPositive { sums.positive += value }
        }
        let a = sums.positive / positives
        let b = (sums.all - sums.positive) / (n - positives)
        let mean = sums.all / n
        let between = positives * (a - mean) * (a - mean) + (n - positives) * (b - mean) * (b - mean)
        var within = 0.0
        for (value, isPositive) in zip(column, classes) {
          let d = value - (isPositive ? a : b)
          within += d * d
        }
        return within > 0 ? between / (within / (n - 2)) : 0
      }
    case .survival(let times):
      let cox = UnivariateCox(times)
      return (0..<design.columnCount).map { j in
        let z = cox.fit(Array(design.column(j)))?.z ?? 0
        return z * z
      }
    case .classes, .ordinal:
      throw .wrongOutcome(
        model: "Minimum redundancy selection", needs: "binary or survival", found: outcome.kind)
    }
  }
}
