extension AUCEstimate {
  /// The area with a standard error for rows that come in clusters (lesions or exams of one patient).
  ///
  /// Obuchowski (1997, Biometrics 53:567): with V₁₀ and V₀₁ DeLong's components, mᵢ and nᵢ the positives and negatives
  /// of cluster i and A the area over all pairs, the squares are taken of sums over clusters,
  /// S₁₀ = I₁₀/((I₁₀−1)M) Σ(V₁₀ᵢ − mᵢA)², S₀₁ alike, S₁₁ = I/(I−1) Σ(V₁₀ᵢ − mᵢA)(V₀₁ᵢ − nᵢA), and the variance is
  /// S₁₀/M + S₀₁/N + 2S₁₁/(MN). With one row per cluster this is DeLong's variance.
  ///
  /// - Parameter clusters: the number of the cluster of each row.
  /// - Throws: `EvaluationError` for lengths that differ, fewer than two clusters with positives or with negatives.
  public static func clustered(
    _ scored: ScoredOutcomes, clusters: [Int], level: Double = 0.95
  ) throws(EvaluationError) -> AUCEstimate {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    let sums = try ClusterSums(scored, clusters: clusters)
    return AUCEstimate(
      value: sums.auc, variance: ClusterSums.covariance(sums, sums), level: level,
      positiveCount: scored.positiveCount, negativeCount: scored.negativeCount)
  }
}

extension AUCComparison {
  /// The paired test of two scores of the same clustered rows (Obuchowski 1997).
  ///
  /// - Throws: `EvaluationError` as `paired` and `AUCEstimate.clustered`.
  public static func pairedClustered(
    _ a: ScoredOutcomes, _ b: ScoredOutcomes, clusters: [Int], level: Double = 0.95
  ) throws(EvaluationError) -> AUCComparison {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard a.isPositive == b.isPositive else {
      throw .notPaired("their outcomes differ. Evaluate both on the same rows in the same order")
    }
    let first = try ClusterSums(a, clusters: clusters)
    let second = try ClusterSums(b, clusters: clusters)
    let covariance = ClusterSums.covariance(first, second)
    let variance =
      ClusterSums.covariance(first, first) + ClusterSums.covariance(second, second) - 2 * covariance
    return AUCComparison(
      first: first.auc, second: second.auc, covariance: covariance, variance: variance, level: level,
      degreesOfFreedom: nil, method: "Obuchowski, paired, clustered")
  }
}

/// The centred sums of DeLong's components over clusters.
private struct ClusterSums {
  let auc: Double
  /// Σ (V₁₀ − A) over the positives of each cluster, and whether it has any.
  var positive: [Double]
  var negative: [Double]
  let positiveClusters: Int
  let negativeClusters: Int
  let positiveCount: Int
  let negativeCount: Int

  init(_ scored: ScoredOutcomes, clusters: [Int]) throws(EvaluationError) {
    guard clusters.count == scored.rowCount else {
      throw .lengthsDiffer(expected: scored.rowCount, found: clusters.count, what: "clusters")
    }
    var number: [Int: Int] = [:]
    var index: [Int] = []
    index.reserveCapacity(clusters.count)
    for cluster in clusters {
      if let known = number[cluster] {
        index.append(known)
      } else {
        index.append(number.count)
        number[cluster] = number.count
      }
    }
    let auc = scored.auc
    let placements = scored.placements
    var positive = [Double](repeating: 0, count: number.count)
    var negative = positive
    var hasPositive = [Bool](repeating: false, count: number.count)
    var hasNegative = hasPositive
    for row in index.indices {
      let g = Int(scored.group[row])
      let c = index[row]
      if scored.isPositive[row] {
        positive[c] += placements.positive[g] - auc
        hasPositive[c] = true
      } else {
        negative[c] += placements.negative[g] - auc
        hasNegative[c] = true
      }
    }
    self.auc = auc
    self.positive = positive
    self.negative = negative
    positiveClusters = hasPositive.lazy.filter { $0 }.count
    negativeClusters = hasNegative.lazy.filter { $0 }.count
    positiveCount = scored.positiveCount
    negativeCount = scored.negativeCount
    guard positiveClusters > 1 else { throw .fewClusters(found: positiveClusters) }
    guard negativeClusters > 1 else { throw .fewClusters(found: negativeClusters) }
  }

  static func covariance(_ a: ClusterSums, _ b: ClusterSums) -> Double {
    var s10 = 0.0
    var s01 = 0.0
    var s11 = 0.0
    var s11Mirrored = 0.0
    for c in a.positive.indices {
      s10 += a.positive[c] * b.positive[c]
      s01 += a.negative[c] * b.negative[c]
      s11 += a.positive[c] * b.negative[c]
      s11Mirrored += b.positive[c] * a.negative[c]
    }
    let m = Double(a.positiveCount)
    let n = Double(a.negativeCount)
    func correction(_ count: Int) -> Double { Double(count) / Double(count - 1) }
    return correction(a.positiveClusters) * s10 / (m * m) + correction(a.negativeClusters) * s01 / (n * n)
      + correction(a.positive.count) * (s11 + s11Mirrored) / (m * n)
  }
}
