/// How columns are made ready for a model. Everything a step needs it learns on training rows, and only there.
public enum PreparationStep: Sendable, Equatable, Codable {
  /// Missing values become the column's median or mean; a column without any value is left out.
  case impute(Imputation)
  /// Mean 0 and standard deviation 1 (n − 1); constant columns are left out.
  case standardise
  /// Leaves out columns with one value only.
  case dropConstant
  /// Leaves out columns whose commonest value is more than `ratio` times as frequent as the next one while at most
  /// `distinct` of the rows (as a part of 1) have different values. The usual choice is 19 and 0.1.
  case dropNearZeroVariance(ratio: Double, distinct: Double)
  /// Leaves out a column whose |ρ| with an earlier, kept column exceeds the limit.
  case dropCorrelated(above: Double, method: CorrelationMethod)
  /// Yeo and Johnson's power transform with the exponent that makes each column most normal (maximum likelihood).
  case yeoJohnson

  public enum Imputation: String, Sendable, Codable, CaseIterable { case median, mean }
  public enum CorrelationMethod: String, Sendable, Codable, CaseIterable { case spearman, pearson }

  func learn(_ design: Design) throws(ModelError) -> (step: FittedStep, cautions: [Caution]) {
    switch self {
    case .impute(let rule): return learnImputation(design, rule)
    case .standardise:
      var kept: [Int] = []
      var centres: [Double] = []
      var scales: [Double] = []
      try design.requireFinite()
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
        let column = design.column(j)
        return column.contains { $0 != column.first }
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
    case .dropCorrelated(let limit, let method):
      guard limit > 0, limit <= 1 else {
        throw .badParameter(name: "the correlation limit", value: "\(limit)", allowed: "above 0 and at most 1")
      }
      try design.requireFinite()
      return (.keep(Self.uncorrelated(design, limit: limit, method: method).map { design.names[$0] }), [])
    case .yeoJohnson:
      try design.requireFinite()
      let exponents = (0..<design.columnCount).map { Self.bestExponent(Array(design.column($0))) }
      return (.power(names: design.names, exponents: exponents), [])
    }
  }

  private func learnImputation(_ design: Design, _ rule: Imputation) -> (step: FittedStep, cautions: [Caution]) {
    var names: [String] = []
    var values: [Double] = []
    var cautions: [Caution] = []
    for j in 0..<design.columnCount {
      var known = design.column(j).filter { !$0.isNaN }
      guard !known.isEmpty else {
        cautions.append(.emptyColumn(design.names[j]))
        continue
      }
      names.append(design.names[j])
      switch rule {
      case .mean: values.append(known.reduce(0, +) / Double(known.count))
      case .median:
        // Most columns of features are complete: no value is ever looked up.
        guard known.count < design.rowCount else {
          values.append(Self.median(&known))
          continue
        }
        values.append(Self.median(&known))
      }
    }
    return (.fill(names: names, values: values), cautions)
  }

  private static func median(_ values: inout [Double]) -> Double {
    values.sort()
    let n = values.count
    return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2])
  }

  private static func moments(_ column: ArraySlice<Double>) -> (mean: Double, deviation: Double) {
    let n = Double(column.count)
    let mean = column.reduce(0, +) / n
    let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, n > 1 ? (squares / (n - 1)).squareRoot() : 0)
  }

  private static func dropped(_ design: Design, _ kept: [Int]) -> [Caution] {
    let keep = Set(kept)
    return (0..<design.columnCount).filter { !keep.contains($0) }.map { .constant(design.names[$0]) }
  }

  /// Greedy in column order: a column stays when its |ρ| with every kept one is at most the limit.
  /// A constant column correlates with nothing and stays.
  static func uncorrelated(_ design: Design, limit: Double, method: CorrelationMethod) -> [Int] {
    let n = design.rowCount
    BLAS.start()
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
