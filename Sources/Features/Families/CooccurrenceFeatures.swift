import Foundation

/// Features of the grey level co-occurrence matrix (GLCM, IBSI LFYI).
///
/// Let pᵢⱼ be the matrix divided by its sum, pᵢ its marginal (rows and columns agree, it is symmetric), p₋(k) the chance
/// that two neighbours differ by k levels and p₊(k) that their levels add up to k.
enum CooccurrenceFeatures {
  /// Values in the order of `definitions`; NaN where the matrix does not define one.
  ///
  /// - Parameters:
  ///   - matrix: symmetric and not empty; counted, or merged with weights.
  ///   - levelCount: N_g, for the two normalised features.
  static func values<Matrix: TextureCounts>(of matrix: Matrix, levelCount: Int) -> [Double] {
    typealias Count = Matrix.Cell.Count
    let lowest = matrix.cells.first?.level ?? 1
    let highest = matrix.cells.last?.level ?? 1
    let span = highest - lowest + 1
    let total = matrix.total.real
    // Marginals as counts: exact, whatever the order.
    var single = [Count](repeating: .zero, count: span)
    var difference = [Count](repeating: .zero, count: span)
    var sum = [Count](repeating: .zero, count: 2 * span - 1)
    var largest = Count.zero
    var squares = 0.0
    var entropy = 0.0
    for cell in matrix.cells {
      let (i, j) = (cell.level - lowest, cell.column - lowest)
      single[i] += cell.count
      difference[abs(i - j)] += cell.count
      sum[i + j] += cell.count
      largest = max(largest, cell.count)
      let p = cell.count.real / total
      squares += p * p
      entropy -= p * log2(p)
    }

    var mean = 0.0
    var marginalEntropy = 0.0
    for (index, count) in single.enumerated() where count > .zero {
      let p = count.real / total
      mean += Double(index + lowest) * p
      marginalEntropy -= p * log2(p)
    }
    var variance = 0.0
    for (index, count) in single.enumerated() where count > .zero {
      let deviation = Double(index + lowest) - mean
      variance += deviation * deviation * count.real / total
    }

    let normal = Double(levelCount)
    var differenceMean = 0.0
    var differenceEntropy = 0.0
    var contrast = 0.0
    var inverse = 0.0
    var inverseNormal = 0.0
    var inverseSquare = 0.0
    var inverseSquareNormal = 0.0
    var inverseVariance = 0.0
    for (step, count) in difference.enumerated() where count > .zero {
      let (k, p) = (Double(step), count.real / total)
      differenceMean += k * p
      differenceEntropy -= p * log2(p)
      contrast += k * k * p
      inverse += p / (1 + k)
      inverseNormal += p / (1 + k / normal)
      inverseSquare += p / (1 + k * k)
      inverseSquareNormal += p / (1 + k * k / (normal * normal))
      if step > 0 { inverseVariance += p / (k * k) }
    }
    var differenceVariance = 0.0
    for (step, count) in difference.enumerated() where count > .zero {
      let deviation = Double(step) - differenceMean
      differenceVariance += deviation * deviation * count.real / total
    }

    var sumEntropy = 0.0
    var tendency = 0.0
    var shade = 0.0
    var prominence = 0.0
    var sumSquare = 0.0
    for (index, count) in sum.enumerated() where count > .zero {
      let (k, p) = (Double(index + 2 * lowest), count.real / total)
      let deviation = k - 2 * mean
      let square = deviation * deviation
      sumEntropy -= p * log2(p)
      tendency += square * p
      shade += square * deviation * p
      prominence += square * square * p
      sumSquare += k * k * p
    }
    // i j = ((i + j)² − (i − j)²) / 4, and the covariance likewise from deviations.
    let autocorrelation = (sumSquare - contrast) / 4
    let correlation = span > 1 ? (tendency - contrast) / (4 * variance) : .nan

    // Both reference entropies of the information correlations equal 2 H(pᵢ) for a symmetric matrix.
    let reference = 2 * marginalEntropy
    let information1 = span > 1 ? (entropy - reference) / marginalEntropy : .nan
    let information2 = (1 - exp(-2 * max(0, reference - entropy))).squareRoot()
    return [
      largest.real / total, mean, variance, entropy, differenceMean, differenceVariance, differenceEntropy,
      2 * mean, tendency, sumEntropy, squares, contrast, differenceMean, inverse, inverseNormal, inverseSquare,
      inverseSquareNormal, inverseVariance, correlation, autocorrelation, tendency, shade, prominence, information1,
      information2,
    ]
  }

  static func reason(isEmpty: Bool) -> String {
    isEmpty
      ? "no two voxels of the region are neighbours"
      : "the region has a single grey level, so the value would be 0/0"
  }

  static let definitions: [FeatureDefinition] = [
    make(
      "cm_joint_max", "Joint maximum", "GYBY", "maxᵢⱼ pᵢⱼ", "The share of the most frequent pair of levels."),
    make("cm_joint_avg", "Joint average", "60VM", "Σᵢⱼ i pᵢⱼ", "The mean level of voxels that have neighbours."),
    make(
      "cm_joint_var", "Joint variance", "UR99", "Σᵢⱼ (i − μ)² pᵢⱼ, μ = joint average",
      "How far the levels of neighbours lie from their mean."),
    make(
      "cm_joint_entr", "Joint entropy", "TU9B", "−Σᵢⱼ pᵢⱼ log₂ pᵢⱼ",
      "How unpredictable the pair of levels of two neighbours is.", [.binning, .spacing, .smallRegions], unit: "bit"),
    make(
      "cm_diff_avg", "Difference average", "TF7R", "Σₖ k p₋(k)",
      "The mean difference between the levels of neighbours."),
    make(
      "cm_diff_var", "Difference variance", "D3YU", "Σₖ (k − μ)² p₋(k), μ = difference average",
      "How much the differences between neighbours vary."),
    make(
      "cm_diff_entr", "Difference entropy", "NTRS", "−Σₖ p₋(k) log₂ p₋(k)",
      "How unpredictable the difference between neighbours is.", [.binning, .spacing], unit: "bit"),
    make("cm_sum_avg", "Sum average", "ZGXS", "Σₖ k p₊(k)", "Twice the joint average: it says the same."),
    make(
      "cm_sum_var", "Sum variance", "OEEB", "Σₖ (k − μ)² p₊(k), μ = sum average",
      "How much the summed levels of neighbours vary; equal to cluster tendency."),
    make(
      "cm_sum_entr", "Sum entropy", "P6QZ", "−Σₖ p₊(k) log₂ p₊(k)",
      "How unpredictable the summed level of two neighbours is.", [.binning, .spacing], unit: "bit"),
    make(
      "cm_energy", "Angular second moment", "8ZQL", "Σᵢⱼ pᵢⱼ²",
      "High when few pairs of levels prevail; also called energy or uniformity."),
    make("cm_contrast", "Contrast", "ACUI", "Σᵢⱼ (i − j)² pᵢⱼ", "High when neighbours differ strongly in level."),
    make(
      "cm_dissimilarity", "Dissimilarity", "8S9J", "Σᵢⱼ |i − j| pᵢⱼ",
      "The mean difference between neighbours; equal to difference average."),
    make("cm_inv_diff", "Inverse difference", "IB1Z", "Σᵢⱼ pᵢⱼ / (1 + |i − j|)", "High when neighbours are alike."),
    make(
      "cm_inv_diff_norm", "Normalised inverse difference", "NDRX", "Σᵢⱼ pᵢⱼ / (1 + |i − j| / N_g)",
      "High when neighbours are alike, relative to the number of levels."),
    make(
      "cm_inv_diff_mom", "Inverse difference moment", "WF0Z", "Σᵢⱼ pᵢⱼ / (1 + (i − j)²)",
      "High when neighbours are alike; also called homogeneity."),
    make(
      "cm_inv_diff_mom_norm", "Normalised inverse difference moment", "1QCO", "Σᵢⱼ pᵢⱼ / (1 + (i − j)² / N_g²)",
      "High when neighbours are alike, relative to the number of levels."),
    make(
      "cm_inv_var", "Inverse variance", "E8JP", "2 Σᵢ Σⱼ₍ⱼ﹥ᵢ₎ pᵢⱼ / (i − j)²",
      "High when neighbours differ, but only by little."),
    make(
      "cm_corr", "Correlation", "NI2N", "Σᵢⱼ (i − μ)(j − μ) pᵢⱼ / σ²",
      "The correlation between the levels of neighbours: 1 when one follows from the other, 0 when unrelated.",
      [.binning, .spacing, .smallRegions]),
    make(
      "cm_auto_corr", "Autocorrelation", "QWB0", "Σᵢⱼ i j pᵢⱼ",
      "High when neighbours both have high levels: mostly a matter of brightness."),
    make(
      "cm_clust_tend", "Cluster tendency", "DG8W", "Σᵢⱼ (i + j − 2μ)² pᵢⱼ",
      "High when voxels of like level lie together, in groups far from the mean."),
    make(
      "cm_clust_shade", "Cluster shade", "7NFM", "Σᵢⱼ (i + j − 2μ)³ pᵢⱼ",
      "Above 0 when small groups are brighter than the rest, below 0 when darker.", [.binning, .spacing, .outliers]),
    make(
      "cm_clust_prom", "Cluster prominence", "AE86", "Σᵢⱼ (i + j − 2μ)⁴ pᵢⱼ",
      "High when groups of neighbours lie far from the mean level, on either side.", [.binning, .spacing, .outliers]),
    make(
      "cm_info_corr1", "Information correlation 1", "R8DG", "(HXY − HXY₁) / HX",
      "How much a level tells of its neighbour's: 0 nothing, −1 everything.",
      [.binning, .spacing, .smallRegions]),
    make(
      "cm_info_corr2", "Information correlation 2", "JN9H", "√(1 − exp(−2 (HXY₂ − HXY)))",
      "How much a level tells of its neighbour's: 0 nothing, near 1 much.",
      [.binning, .spacing, .smallRegions]),
  ]

  private static func make(
    _ tag: String, _ name: String, _ code: String, _ formula: String, _ meaning: String,
    _ pitfalls: [FeatureDefinition.Pitfall] = [.binning, .spacing], unit: String = ""
  ) -> FeatureDefinition {
    FeatureDefinition(
      tag: tag, name: name, family: .cooccurrence, ibsiCode: code, unit: unit, formula: formula, meaning: meaning,
      pitfalls: pitfalls)
  }
}
