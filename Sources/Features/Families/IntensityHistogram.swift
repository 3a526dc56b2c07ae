import Foundation

/// Intensity histogram features (IBSI ZVCW): statistics of the discretised intensities of the intensity mask.
public enum IntensityHistogram {
  /// The values of the family in catalogue order for grey levels from 1 to `levelCount`.
  public static func values(of discretised: DiscretisedValues, image: String = "original") -> [FeatureValue] {
    var counts = [Int](repeating: 0, count: discretised.levelCount)
    for level in discretised.levels { counts[Int(level) - 1] += 1 }
    let h = Histogram(counts)
    func key(_ tag: String) -> FeatureKey { FeatureKey(image: image, tag: tag) }
    func number(_ tag: String, _ value: Double) -> FeatureValue { FeatureValue(key(tag), value) }
    let oneBin = "the histogram has a single bin, so it has no gradient"
    let gradient = h.gradient
    func extreme(_ tag: String, _ value: Double?) -> FeatureValue {
      value.map { number(tag, $0) } ?? FeatureValue(key(tag), missing: oneBin)
    }
    let steepest = gradient.indices.max { (gradient[$0], -$0) < (gradient[$1], -$1) }
    let lowest = gradient.indices.min { (gradient[$0], $0) < (gradient[$1], $1) }
    return [
      number("ih_mean", h.mean), number("ih_var", h.variance), number("ih_skew", h.skewness),
      number("ih_kurt", h.kurtosis), number("ih_median", h.percentile(50)), number("ih_min", h.minimum),
      number("ih_p10", h.percentile(10)), number("ih_p90", h.percentile(90)), number("ih_max", h.maximum),
      number("ih_mode", h.mode), number("ih_iqr", h.percentile(75) - h.percentile(25)),
      number("ih_range", h.maximum - h.minimum), number("ih_mad", h.meanDistance(from: h.mean)),
      h.robustDeviation.map { number("ih_rmad", $0) }
        ?? FeatureValue(key("ih_rmad"), missing: IntensityStatistics.noneBetweenPercentiles),
      number("ih_medad", h.meanDistance(from: h.percentile(50))),
      number("ih_cov", h.variance.squareRoot() / h.mean),
      number(
        "ih_qcod", (h.percentile(75) - h.percentile(25)) / (h.percentile(75) + h.percentile(25))),
      number("ih_entropy", h.entropy), number("ih_uniformity", h.uniformity),
      extreme("ih_max_grad", steepest.map { gradient[$0] }),
      extreme("ih_max_grad_g", steepest.map { Double($0 + 1) }),
      extreme("ih_min_grad", lowest.map { gradient[$0] }), extreme("ih_min_grad_g", lowest.map { Double($0 + 1) }),
    ]
  }

  /// Counts of the levels 1, 2, …; at least one voxel.
  struct Histogram {
    let counts: [Int]
    let total: Int

    init(_ counts: [Int]) {
      self.counts = counts
      total = counts.reduce(0, +)
    }

    private func sum(_ term: (Double) -> Double) -> Double {
      var sum = 0.0
      for (k, count) in counts.enumerated() where count > 0 { sum += Double(count) * term(Double(k + 1)) }
      return sum
    }

    private func moment(_ order: Int) -> Double {
      let mean = mean
      return sum { level in
        var power = 1.0
        for _ in 0..<order { power *= level - mean }
        return power
      } / Double(total)
    }

    var mean: Double { sum { $0 } / Double(total) }
    var variance: Double { moment(2) }

    var skewness: Double {
      let m2 = moment(2)
      return m2 == 0 ? 0 : moment(3) / (m2 * m2.squareRoot())
    }

    var kurtosis: Double {
      let m2 = moment(2)
      return m2 == 0 ? 0 : moment(4) / (m2 * m2) - 3
    }

    var minimum: Double { Double((counts.firstIndex { $0 > 0 } ?? 0) + 1) }
    var maximum: Double { Double((counts.lastIndex { $0 > 0 } ?? 0) + 1) }

    /// The level of a rank of the sorted voxels (0 is the lowest).
    private func level(atRank rank: Int) -> Double {
      var below = 0
      for (k, count) in counts.enumerated() {
        below += count
        if rank < below { return Double(k + 1) }
      }
      return maximum
    }

    /// Interpolated as for continuous intensities.
    func percentile(_ percent: Double) -> Double {
      let rank = Double(total - 1) * percent / 100
      let floor = rank.rounded(.down)
      let below = level(atRank: Int(floor))
      guard rank > floor else { return below }
      return below + (rank - floor) * (level(atRank: Int(floor) + 1) - below)
    }

    /// The fullest bin; of several the one nearest to the mean, of two equally near the lower one.
    var mode: Double {
      let mean = mean
      let most = counts.max() ?? 0
      let candidates = counts.indices.filter { counts[$0] == most }.map { Double($0 + 1) }
      return candidates.min { (abs($0 - mean), $0) < (abs($1 - mean), $1) } ?? 1
    }

    func meanDistance(from centre: Double) -> Double { sum { abs($0 - centre) } / Double(total) }

    /// nil where no level lies between the percentiles, which are interpolated.
    var robustDeviation: Double? {
      let (low, high) = (percentile(10), percentile(90))
      let inside = sum { $0 >= low && $0 <= high ? 1 : 0 }
      guard inside > 0 else { return nil }
      let mean = sum { $0 >= low && $0 <= high ? $0 : 0 } / inside
      return sum { $0 >= low && $0 <= high ? abs($0 - mean) : 0 } / inside
    }

    /// In bits.
    var entropy: Double {
      var entropy = 0.0
      for count in counts where count > 0 && count < total {
        let p = Double(count) / Double(total)
        entropy -= p * log2(p)
      }
      return entropy
    }

    var uniformity: Double {
      var sum = 0.0
      for count in counts {
        let p = Double(count) / Double(total)
        sum += p * p
      }
      return sum
    }

    /// Central differences of the counts, one-sided at both ends; empty for a single bin.
    var gradient: [Double] {
      guard counts.count > 1 else { return [] }
      return counts.indices.map { k in
        if k == 0 { return Double(counts[1] - counts[0]) }
        if k == counts.count - 1 { return Double(counts[k] - counts[k - 1]) }
        return Double(counts[k + 1] - counts[k - 1]) / 2
      }
    }
  }
}

extension IntensityHistogram {
  public static let definitions: [FeatureDefinition] = {
    func define(
      _ tag: String, _ name: String, _ code: String, _ formula: String, _ meaning: String,
      unit: String = "", _ pitfalls: [FeatureDefinition.Pitfall] = []
    ) -> FeatureDefinition {
      FeatureDefinition(
        tag: tag, name: name, family: .intensityHistogram, ibsiCode: code, unit: unit, formula: formula,
        meaning: meaning, pitfalls: [.binning] + pitfalls)
    }
    return [
      define("ih_mean", "Mean discretised intensity", "X6K6", "μ = Σᵢ i·pᵢ", "The average grey level."),
      define(
        "ih_var", "Discretised intensity variance", "CH89", "σ² = Σᵢ (i − μ)² pᵢ",
        "How widely grey levels spread around their mean.", [.outliers]),
      define(
        "ih_skew", "Discretised intensity skewness", "88K1", "Σᵢ (i − μ)³ pᵢ / σ³; 0 when σ = 0",
        "Whether the tail of the grey levels lies towards high (positive) or low (negative) levels.", [.outliers]),
      define(
        "ih_kurt", "(Excess) discretised intensity kurtosis", "C3I7", "Σᵢ (i − μ)⁴ pᵢ / σ⁴ − 3; 0 when σ = 0",
        "How heavy the tails of the grey levels are compared with a normal distribution.", [.outliers]),
      define("ih_median", "Median discretised intensity", "WIFQ", "P₅₀", "The grey level in the middle of the voxels."),
      define(
        "ih_min", "Minimum discretised intensity", "1PR8", "min i with nᵢ > 0",
        "The lowest grey level; 1 by definition with a fixed bin count."),
      define(
        "ih_p10", "10th discretised intensity percentile", "GPMT", "P₁₀",
        "The grey level that one voxel in ten falls below."),
      define(
        "ih_p90", "90th discretised intensity percentile", "OZ0C", "P₉₀",
        "The grey level that one voxel in ten exceeds."),
      define(
        "ih_max", "Maximum discretised intensity", "3NCY", "max i with nᵢ > 0",
        "The highest grey level; the bin count by definition with a fixed bin count.", [.outliers]),
      define(
        "ih_mode", "Intensity histogram mode", "AMMC", "argmaxᵢ nᵢ, nearest to μ when several",
        "The most common grey level."),
      define(
        "ih_iqr", "Discretised intensity interquartile range", "WR0O", "P₇₅ − P₂₅",
        "The width of the middle half of the grey levels."),
      define(
        "ih_range", "Discretised intensity range", "5Z3W", "max i − min i",
        "The number of bins between the lowest and the highest grey level.", [.outliers]),
      define(
        "ih_mad", "Intensity histogram mean absolute deviation", "D2ZX", "Σᵢ |i − μ| pᵢ",
        "The average distance of grey levels from their mean."),
      define(
        "ih_rmad", "Intensity histogram robust mean absolute deviation", "WRZB",
        "mean of |i − μ₁₀₋₉₀| over P₁₀ ≤ i ≤ P₉₀",
        "The average distance from the mean among the middle four fifths of the voxels."),
      define(
        "ih_medad", "Intensity histogram median absolute deviation", "4RNL", "Σᵢ |i − P₅₀| pᵢ",
        "The average distance of grey levels from their median."),
      define(
        "ih_cov", "Intensity histogram coefficient of variation", "CWYJ", "σ / μ",
        "The spread of grey levels relative to their mean."),
      define(
        "ih_qcod", "Intensity histogram quartile coefficient of dispersion", "SLWD", "(P₇₅ − P₂₅) / (P₇₅ + P₂₅)",
        "The width of the middle half of the grey levels relative to its centre."),
      define(
        "ih_entropy", "Discretised intensity entropy", "TLU2", "−Σᵢ pᵢ log₂ pᵢ",
        "How evenly voxels are spread over the grey levels: 0 for one level, log₂ N for N equally full ones.",
        unit: "bit"),
      define(
        "ih_uniformity", "Discretised intensity uniformity", "BJ5W", "Σᵢ pᵢ²",
        "How much the voxels gather in few grey levels: 1 for a single level."),
      define(
        "ih_max_grad", "Maximum histogram gradient", "12CE",
        "max H′ᵢ with H′ᵢ = (nᵢ₊₁ − nᵢ₋₁)/2, H′₁ = n₂ − n₁, H′_N = n_N − n_N₋₁",
        "The steepest rise of the histogram, in voxels per bin.", [.volume]),
      define(
        "ih_max_grad_g", "Maximum histogram gradient intensity", "8E6O", "argmaxᵢ H′ᵢ",
        "The grey level at which the histogram rises most."),
      define(
        "ih_min_grad", "Minimum histogram gradient", "VQB3",
        "min H′ᵢ with H′ᵢ = (nᵢ₊₁ − nᵢ₋₁)/2, H′₁ = n₂ − n₁, H′_N = n_N − n_N₋₁",
        "The steepest fall of the histogram, in voxels per bin.", [.volume]),
      define(
        "ih_min_grad_g", "Minimum histogram gradient intensity", "RHQZ", "argminᵢ H′ᵢ",
        "The grey level at which the histogram falls most."),
    ]
  }()
}
