/// Adjustment of p values for having made several tests.
public enum Multiplicity: String, Sendable, Codable, CaseIterable {
  case none
  case bonferroni
  /// Holm's (1979) step-down procedure: controls the chance of any false finding, never worse than Bonferroni.
  case holm
  /// Hochberg's (1988) step-up procedure, for independent or positively dependent tests.
  case hochberg
  /// Benjamini & Hochberg (1995): controls the share of false findings.
  case benjaminiHochberg = "BH"
  /// Benjamini & Yekutieli (2001): the same under any dependence.
  case benjaminiYekutieli = "BY"

  /// The adjusted p values in the given order; missing ones stay missing and do not count.
  public func adjusted(_ p: [Double?]) -> [Double?] {
    let present = p.indices.filter { index in p[index].map { !$0.isNaN } ?? false }
    let m = Double(present.count)
    let values = present.map { p[$0] ?? .nan }
    var adjusted = values
    switch self {
    case .none: break
    case .bonferroni: adjusted = values.map { min(1, m * $0) }
    case .holm:
      var largest = 0.0
      for (i, index) in SortedOrder.ascending(values).enumerated() {
        largest = max(largest, (m - Double(i)) * values[Int(index)])
        adjusted[Int(index)] = min(1, largest)
      }
    case .hochberg, .benjaminiHochberg, .benjaminiYekutieli:
      var harmonic = 1.0
      if self == .benjaminiYekutieli { harmonic = (1...max(1, present.count)).reduce(0) { $0 + 1 / Double($1) } }
      var smallest = Double.infinity
      for (i, index) in SortedOrder.ascending(values).enumerated().reversed() {
        let factor = self == .hochberg ? m - Double(i) : harmonic * m / Double(i + 1)
        smallest = min(smallest, factor * values[Int(index)])
        adjusted[Int(index)] = min(1, smallest)
      }
    }
    var result = [Double?](repeating: nil, count: p.count)
    for (i, index) in present.enumerated() { result[index] = adjusted[i] }
    return result
  }
}
