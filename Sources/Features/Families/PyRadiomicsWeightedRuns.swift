import Foundation

/// The glrlm class of PyRadiomics 3.0.1 with `weightingNorm`: the run length matrices of all directions added with the
/// length of a step as weight, so that counts r(i, j) are not whole numbers.
struct PyRadiomicsWeightedRuns {
  private let cells: [(i: Double, j: Double, r: Double)]
  private let total: Double

  /// nil when there are no runs.
  init?(_ matrices: [TextureMatrix], weights: [Double]) {
    var sums: [SIMD2<Int>: Double] = [:]
    for (matrix, weight) in zip(matrices, weights) {
      for cell in matrix.cells { sums[[cell.level, cell.column], default: 0] += weight * Double(cell.count) }
    }
    cells = sums.sorted { ($0.key.x, $0.key.y) < ($1.key.x, $1.key.y) }
      .map { (Double($0.key.x), Double($0.key.y), $0.value) }
    total = cells.reduce(0) { $0 + $1.r }
    guard total > 0 else { return nil }
  }

  var values: [String: Double] {
    func mean(_ weight: (Double, Double) -> Double) -> Double {
      cells.reduce(0) { $0 + $1.r * weight($1.i, $1.j) } / total
    }
    func squares(_ key: ((i: Double, j: Double, r: Double)) -> Double) -> Double {
      var sums: [Double: Double] = [:]
      for cell in cells { sums[key(cell), default: 0] += cell.r }
      return sums.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    }
    let (level, length) = (mean { i, _ in i }, mean { _, j in j })
    let (levels, lengths) = (squares { $0.i }, squares { $0.j })
    let entropy = cells.reduce(0) { $0 - $1.r / total * log2($1.r / total + 0x1p-52) }
    return [
      "ShortRunEmphasis": mean { _, j in 1 / (j * j) }, "LongRunEmphasis": mean { _, j in j * j },
      "LowGrayLevelRunEmphasis": mean { i, _ in 1 / (i * i) }, "HighGrayLevelRunEmphasis": mean { i, _ in i * i },
      "ShortRunLowGrayLevelEmphasis": mean { i, j in 1 / (i * i * j * j) },
      "ShortRunHighGrayLevelEmphasis": mean { i, j in i * i / (j * j) },
      "LongRunLowGrayLevelEmphasis": mean { i, j in j * j / (i * i) },
      "LongRunHighGrayLevelEmphasis": mean { i, j in i * i * j * j },
      "GrayLevelNonUniformity": levels / total, "GrayLevelNonUniformityNormalized": levels / (total * total),
      "RunLengthNonUniformity": lengths / total, "RunLengthNonUniformityNormalized": lengths / (total * total),
      "RunPercentage": 1 / length, "GrayLevelVariance": mean { i, _ in (i - level) * (i - level) },
      "RunVariance": mean { _, j in (j - length) * (j - length) }, "RunEntropy": entropy,
    ]
  }
}
