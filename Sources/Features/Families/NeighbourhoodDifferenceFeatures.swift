/// Features of the neighbourhood grey tone difference matrix (NGTDM, IBSI IPET).
///
/// Let n_i and s_i be the matrix, N_v,c = Σ n_i, p_i = n_i / N_v,c, and N_g,p the number of levels with p_i > 0. Sums run
/// over those levels.
enum NeighbourhoodDifferenceFeatures {
  /// The largest coarseness: that of a region in which no voxel differs from its neighbours (IBSI QCDE).
  static let largestCoarseness = 1e6

  /// Coarseness, contrast, busyness, complexity, strength.
  ///
  /// - Parameter matrix: not empty.
  static func values(of matrix: NeighbourhoodDifferenceMatrix) -> [Double] { values(of: matrix.rows) }

  /// - Parameter rows: levels ascending, not empty.
  static func values(of rows: [NeighbourhoodDifferenceMatrix.Row]) -> [Double] {
    let total = Double(rows.reduce(0) { $0 + $1.count })
    let levelCount = Double(rows.count)
    var weighted = 0.0
    var differences = 0.0
    var mean = 0.0
    var meanSquare = 0.0
    var levelSum = 0.0
    var levelSquares = 0.0
    for row in rows {
      let (i, p) = (Double(row.level), Double(row.count) / total)
      weighted += p * row.difference
      differences += row.difference
      mean += p * i
      meanSquare += p * i * i
      levelSum += i
      levelSquares += i * i
    }
    let coarseness = weighted > 0 ? min(1 / weighted, largestCoarseness) : largestCoarseness
    guard rows.count > 1 else { return [coarseness, 0, 0, 0, 0] }

    // ΣᵢΣⱼ pᵢpⱼ(i−j)² = 2 (E[i²] − E[i]²); written with deviations from the mean so that nothing cancels.
    var variance = 0.0
    // ΣᵢΣⱼ (pᵢ+pⱼ)(i−j)² = 2 Σᵢ pᵢ Σⱼ (i−j)².
    var spread = 0.0
    let centre = levelSum / levelCount
    var centred = 0.0
    for row in rows { centred += (Double(row.level) - centre) * (Double(row.level) - centre) }
    for row in rows {
      let (i, p) = (Double(row.level), Double(row.count) / total)
      variance += p * (i - mean) * (i - mean)
      spread += p * (centred + levelCount * (i - centre) * (i - centre))
    }
    let contrast = 2 * variance / (levelCount * (levelCount - 1)) * differences / total

    // ΣᵢΣⱼ |i pᵢ − j pⱼ| over sorted values: the k-th smallest is subtracted n−1−k times and added k times, twice.
    var gaps = 0.0
    for (rank, value) in rows.map({ Double($0.level) * Double($0.count) / total }).sorted().enumerated() {
      gaps += value * Double(2 * rank - rows.count + 1)
    }
    let busyness = gaps > 0 ? weighted / (2 * gaps) : 0
    let strength = differences > 0 ? 2 * spread / differences : 0
    return [coarseness, contrast, busyness, complexity(rows, total: total), strength]
  }

  /// ΣᵢΣⱼ |i − j| (pᵢsᵢ + pⱼsⱼ) / (pᵢ + pⱼ) / N_v,c.
  private static func complexity(_ rows: [NeighbourhoodDifferenceMatrix.Row], total: Double) -> Double {
    let levels = rows.map { Double($0.level) }
    let counts = rows.map { Double($0.count) }
    let weights = rows.map { Double($0.count) * $0.difference }
    var sum = 0.0
    for i in rows.indices {
      for j in 0..<i { sum += (levels[i] - levels[j]) * (weights[i] + weights[j]) / (counts[i] + counts[j]) }
    }
    return 2 * sum / total
  }

  static let definitions: [FeatureDefinition] = [
    FeatureDefinition(
      tag: "ngt_coarseness", name: "Coarseness", family: .neighbourhoodDifference, ibsiCode: "QCDE", unit: "",
      formula: "1 / Σᵢ pᵢ sᵢ, at most 10⁶",
      meaning: "High when voxels resemble their neighbours over wide stretches.",
      pitfalls: [.volume, .binning, .spacing]),
    FeatureDefinition(
      tag: "ngt_contrast", name: "Contrast", family: .neighbourhoodDifference, ibsiCode: "65HE", unit: "",
      formula: "Σᵢⱼ pᵢ pⱼ (i − j)² / (N_g,p (N_g,p − 1)) · Σᵢ sᵢ / N_v,c; 0 for one level",
      meaning: "High when grey levels differ widely and change from voxel to voxel.", pitfalls: [.binning, .spacing]),
    FeatureDefinition(
      tag: "ngt_busyness", name: "Busyness", family: .neighbourhoodDifference, ibsiCode: "NQ30", unit: "",
      formula: "Σᵢ pᵢ sᵢ / Σᵢⱼ |i pᵢ − j pⱼ|; 0 for one level",
      meaning: "High when the grey level changes quickly between neighbours.", pitfalls: [.volume, .binning, .spacing]),
    FeatureDefinition(
      tag: "ngt_complexity", name: "Complexity", family: .neighbourhoodDifference, ibsiCode: "HDEZ", unit: "",
      formula: "Σᵢⱼ |i − j| (pᵢ sᵢ + pⱼ sⱼ) / (pᵢ + pⱼ) / N_v,c",
      meaning: "High when there are many quick changes between many grey levels.", pitfalls: [.binning, .spacing]),
    FeatureDefinition(
      tag: "ngt_strength", name: "Strength", family: .neighbourhoodDifference, ibsiCode: "1X9X", unit: "",
      formula: "Σᵢⱼ (pᵢ + pⱼ) (i − j)² / Σᵢ sᵢ; 0 when Σᵢ sᵢ = 0",
      meaning: "High when the building blocks of the texture stand out from each other.",
      pitfalls: [.volume, .binning, .spacing]),
  ]
}
