/// How columns are made ready for a model. Everything a step needs it learns on training rows, and only there.
public enum PreparationStep: Sendable, Equatable, Codable {
  /// Missing and infinite values become the column's median or mean; a column without any finite value is left out.
  case impute(Imputation)
  /// Mean 0 and standard deviation 1 (n − 1) of the known values; missing ones stay missing, constant columns are left
  /// out.
  case standardise
  /// Leaves out columns with one value only, apart from missing ones.
  case dropConstant
  /// Leaves out columns whose commonest value is more than `ratio` times as frequent as the next one while at most
  /// `distinct` of the rows (as a part of 1) have different values. The usual choice is 19 and 0.1.
  case dropNearZeroVariance(ratio: Double, distinct: Double)
  /// Leaves out one of two columns whose |ρ| exceeds the limit.
  case dropCorrelated(above: Double, method: CorrelationMethod, keeping: CorrelatedChoice = .earlier)
  /// Yeo and Johnson's power transform with the exponent that makes each column most normal (maximum likelihood).
  case yeoJohnson

  public enum Imputation: String, Sendable, Codable, CaseIterable { case median, mean }
  public enum CorrelationMethod: String, Sendable, Codable, CaseIterable { case spearman, pearson }

  /// Which of two correlated columns stays.
  public enum CorrelatedChoice: String, Sendable, Codable, CaseIterable {
    /// The earlier one: columns are visited in order, and each is compared with those kept before it.
    case earlier
    /// The one with the smaller mean |ρ| with all columns, of equals the earlier; pairs are visited from the strongest
    /// down while both columns are there.
    case lessCorrelated
  }

  func learn(_ design: Design) throws(ModelError) -> (step: FittedStep, cautions: [Caution]) {
    switch self {
    case .impute(let rule): return learnImputation(design, rule)
    case .standardise:
      var kept: [Int] = []
      var centres: [Double] = []
      var scales: [Double] = []
      for j in 0..<design.columnCount {
        let (mean, deviation) = Self.moments(design.column(j))
        guard deviation > 1e-12 * abs(mean), deviation > 0 else { continue }
        kept.append(j)
        centres.append(mean)
        scales.append(deviation)
      }
      return (
        .scale(names: kept.map { design.names[$0] }, centres: centres, scales: scales), Self.dropped(design, kept)
      )
    case .dropConstant:
      let kept = (0..<design.columnCount).filter { j in
        let known = design.column(j).filter { !$0.isNaN }
        return known.contains { $0 != known.first }
      }
      return (.keep(kept.map { design.names[$0] }), Self.dropped(design, kept))
    case .dropNearZeroVariance(let ratio, let distinct):
      let kept = (0..<design.columnCount).filter { j in
        var counts: [Double: Int] = [:]
        for value in design.column(j) { counts[value, default: 0] += 1 }
        let sorted = counts.values.sorted(by: >)
        guard sorted.count > 1 else { return false }
        let isSkewed = Double(sorted[0]) / Double(sorted[1]) > ratio
        return !(isSkewed && Double(sorted.count) / Double(design.rowCount) <= distinct)
      }
      return (.keep(kept.map { design.names[$0] }), [])
    case .dropCorrelated(let limit, let method, let choice):
      guard limit > 0, limit <= 1 else {
        throw .badParameter(name: "the correlation limit", value: "\(limit)", allowed: "above 0 and at most 1")
      }
      try design.requireFinite()
      let kept =
        switch choice {
        case .earlier: Self.uncorrelated(design, limit: limit, method: method)
        case .lessCorrelated: Self.leastCorrelated(design, limit: limit, method: method)
        }
      return (.keep(kept.map { design.names[$0] }), [])
    case .yeoJohnson:
      try design.requireFinite()
      let exponents = (0..<design.columnCount).map { Self.bestExponent(Array(design.column($0))) }
      return (.power(names: design.names, exponents: exponents), [])
    }
  }

  private func learnImputation(_ design: Design, _ rule: Imputation) -> (step: FittedStep, cautions: [Caution]) {
    var names: [String] = []
    var values: [Double] = []
    var empty: [String] = []
    for j in 0..<design.columnCount {
      var known = design.column(j).filter(\.isFinite)
      guard !known.isEmpty else {
        empty.append(design.names[j])
        continue
      }
      names.append(design.names[j])
      switch rule {
      case .mean: values.append(known.reduce(0, +) / Double(known.count))
      case .median: values.append(Self.median(&known))
      }
    }
    return (.fill(names: names, values: values), Caution.emptyColumns(empty))
  }

  private static func median(_ values: inout [Double]) -> Double {
    values.sort()
    let n = values.count
    return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2])
  }

  private static func moments(_ all: ArraySlice<Double>) -> (mean: Double, deviation: Double) {
    let column = all.filter(\.isFinite)
    guard !column.isEmpty else { return (0, 0) }
    let n = Double(column.count)
    let mean = column.reduce(0, +) / n
    let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, n > 1 ? (squares / (n - 1)).squareRoot() : 0)
  }

  private static func dropped(_ design: Design, _ kept: [Int]) -> [Caution] {
    let keep = Set(kept)
    return Caution.constant((0..<design.columnCount).filter { !keep.contains($0) }.map { design.names[$0] })
  }

  /// Greedy in column order: a column stays when its |ρ| with every kept one is at most the limit.
  /// A constant column correlates with nothing and stays.
  static func uncorrelated(_ design: Design, limit: Double, method: CorrelationMethod) -> [Int] {
    let n = design.rowCount
    var kept: [Int] = []
    var scaled: [Double] = []
    var products = [Double](repeating: 0, count: design.columnCount)
    for j in 0..<design.columnCount {
      let column = Self.normalised(Array(design.column(j)), method: method)
      if !kept.isEmpty {
        products.withUnsafeMutableBufferPointer { products in
          scaled.withUnsafeBufferPointer { scaled in
            guard let a = scaled.baseAddress, let y = products.baseAddress else { return }
            BLAS.transposedProduct(rows: n, columns: kept.count, a, column, into: y)
          }
        }
      }
      if products.prefix(kept.count).contains(where: { abs($0) > limit }) { continue }
      kept.append(j)
      scaled += column
    }
    return kept
  }

  /// All pairs are compared before any column goes.
  static func leastCorrelated(_ design: Design, limit: Double, method: CorrelationMethod) -> [Int] {
    let n = design.rowCount
    let p = design.columnCount
    guard p > 1 else { return Array(0..<p) }
    var scaled: [Double] = []
    scaled.reserveCapacity(n * p)
    for j in 0..<p { scaled += normalised(Array(design.column(j)), method: method) }
    var products = [Double](repeating: 0, count: p)
    var totals = products
    // Single precision: equal columns stay equal in every sum, whatever the order of additions.
    var pairs: [(strength: Float, i: Int, j: Int)] = []
    scaled.withUnsafeBufferPointer { scaled in
      products.withUnsafeMutableBufferPointer { products in
        guard let a = scaled.baseAddress, let y = products.baseAddress else { return }
        for i in 0..<(p - 1) {
          BLAS.transposedProduct(rows: n, columns: p - i - 1, a + n * (i + 1), a + n * i, into: y)
          for j in (i + 1)..<p {
            let strength = Float(abs(products[j - i - 1]))
            totals[i] += Double(strength)
            totals[j] += Double(strength)
            if Double(strength) > limit { pairs.append((strength, i, j)) }
          }
        }
      }
    }
    pairs.sort { $0.strength != $1.strength ? $0.strength > $1.strength : ($0.i, $0.j) < ($1.i, $1.j) }
    var isKept = [Bool](repeating: true, count: p)
    for pair in pairs where isKept[pair.i] && isKept[pair.j] {
      isKept[totals[pair.i] > totals[pair.j] ? pair.i : pair.j] = false
    }
    return (0..<p).filter { isKept[$0] }
  }

  /// Centred to mean 0 and length 1, so that a product of two columns is their correlation.
  static func normalised(_ column: [Double], method: CorrelationMethod) -> [Double] {
    let values = method == .spearman ? averageRanks(column) : column
    let mean = values.reduce(0, +) / Double(values.count)
    let length = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    return values.map { length > 0 ? ($0 - mean) / length : 0 }
  }

  /// Ranks from 1; ties have their mean rank.
  static func averageRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var i = 0
    while i < order.count {
      var j = i
      while j < order.count, values[order[j]] == values[order[i]] { j += 1 }
      for k in i..<j { ranks[order[k]] = 0.5 * Double(i + 1 + j) }
      i = j
    }
    return ranks
  }

  /// The exponent in [−5, 5] of highest profile likelihood, by golden section.
  private static func bestExponent(_ values: [Double]) -> Double {
    let n = Double(values.count)
    let slope = values.reduce(0) { $0 + ($1 < 0 ? -1 : 1) * logarithm(1 + abs($1)) }
    func likelihood(_ lambda: Double) -> Double {
      let transformed = values.map { Stats.yeoJohnson($0, lambda) }
      let mean = transformed.reduce(0, +) / n
      let variance = transformed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      guard variance > 0, variance.isFinite else { return -.infinity }
      return -0.5 * n * logarithm(variance) + (lambda - 1) * slope
    }
    guard likelihood(1) > -.infinity else { return 1 }
    let ratio = 0.5 * (5.0.squareRoot() - 1)
    var low = -5.0
    var high = 5.0
    while high - low > 1e-6 {
      let a = high - ratio * (high - low)
      let b = low + ratio * (high - low)
      if likelihood(a) > likelihood(b) { high = b } else { low = a }
    }
    return 0.5 * (low + high)
  }
}
