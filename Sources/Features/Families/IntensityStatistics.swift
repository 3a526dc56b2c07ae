/// Intensity-based statistical features (IBSI UHIW): how the intensities of the intensity mask are distributed, without
/// discretisation.
public enum IntensityStatistics {
  /// The eighteen values of the family in catalogue order. Skewness and kurtosis of equal intensities are 0 by
  /// definition; ratios with a zero denominator and means of no voxel are missing.
  public static func values(of region: Region, image: String = "original") -> [FeatureValue] {
    let s = Summary(region.values)
    func number(_ tag: String, _ value: Double) -> FeatureValue {
      FeatureValue(FeatureKey(image: image, tag: tag), value)
    }
    func ratio(_ tag: String, _ a: Double, _ b: Double, _ reason: String) -> FeatureValue {
      b == 0 ? FeatureValue(FeatureKey(image: image, tag: tag), missing: reason) : number(tag, a / b)
    }
    return [
      number("stat_mean", s.mean), number("stat_var", s.variance), number("stat_skew", s.skewness),
      number("stat_kurt", s.kurtosis), number("stat_median", s.median), number("stat_min", s.minimum),
      number("stat_p10", s.p10), number("stat_p90", s.p90), number("stat_max", s.maximum),
      number("stat_iqr", s.p75 - s.p25), number("stat_range", s.maximum - s.minimum),
      number("stat_mad", s.meanAbsoluteDeviation),
      s.robustMeanAbsoluteDeviation.map { number("stat_rmad", $0) }
        ?? FeatureValue(FeatureKey(image: image, tag: "stat_rmad"), missing: noneBetweenPercentiles),
      number("stat_medad", s.medianAbsoluteDeviation),
      ratio("stat_cov", s.variance.squareRoot(), s.mean, "the mean intensity is 0"),
      ratio("stat_qcod", s.p75 - s.p25, s.p75 + s.p25, "the 25th and 75th percentiles add up to 0"),
      number("stat_energy", s.energy), number("stat_rms", (s.energy / Double(region.values.count)).squareRoot()),
    ]
  }

  /// Why there is no robust deviation: of two or three voxels none lies between the interpolated percentiles.
  static let noneBetweenPercentiles = "no voxel lies between the 10th and the 90th percentile"

  /// Everything the family and its PyRadiomics counterpart derive values from. Sums are taken about the mean in a second
  /// pass, so large offsets cost no digits.
  struct Summary {
    let mean: Double
    /// Without bias correction.
    let variance: Double
    let skewness: Double
    /// Excess: 0 for a normal distribution.
    let kurtosis: Double
    let minimum: Double
    let maximum: Double
    let energy: Double
    let p10: Double
    let p25: Double
    let median: Double
    let p75: Double
    let p90: Double
    let meanAbsoluteDeviation: Double
    /// nil where no value lies between the percentiles, which are interpolated.
    let robustMeanAbsoluteDeviation: Double?
    /// Mean distance from the median (IBSI N72L).
    let medianAbsoluteDeviation: Double

    init(_ values: [Double]) {
      let n = Double(values.count)
      var (sums, squares) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      var (lows, highs) = (SIMD8(repeating: values[0]), SIMD8(repeating: values[0]))
      Self.forEight(values) { x, weight in
        sums += x * weight
        squares += x * x * weight
        lows.replace(with: x, where: x .< lows)
        highs.replace(with: x, where: x .> highs)
      }
      let (low, high) = (lows.min(), highs.max())
      let mean = low == high ? low : sums.sum() / n
      var (second, third, fourth) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
      var absolute = SIMD8<Double>.zero
      Self.forEight(values) { x, weight in
        let d = x - mean
        let d2 = d * d * weight
        second += d2
        third += d2 * d
        fourth += d2 * d * d
        absolute += d.replacing(with: -d, where: d .< 0) * weight
      }
      let (m2, m3, m4) = (second.sum(), third.sum(), fourth.sum())
      self.mean = mean
      minimum = low
      maximum = high
      energy = squares.sum()
      variance = m2 / n
      skewness = m2 == 0 ? 0 : (m3 / n) / (m2 / n * (m2 / n).squareRoot())
      kurtosis = m2 == 0 ? 0 : (m4 / n) / (m2 / n * (m2 / n)) - 3
      meanAbsoluteDeviation = absolute.sum() / n
      let p = Percentiles(values, low: low, high: high)([10, 25, 50, 75, 90])
      (p10, p25, median, p75, p90) = (p[0], p[1], p[2], p[3], p[4])
      let (lower, middle, upper) = (p[0], p[2], p[4])
      var (inner, innerSum, fromMedian) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
      Self.forEight(values) { x, weight in
        let d = x - middle
        fromMedian += d.replacing(with: -d, where: d .< 0) * weight
        let isInner = weight.replacing(with: 0, where: (x .< lower) .| (x .> upper))
        inner += isInner
        innerSum += x * isInner
      }
      medianAbsoluteDeviation = fromMedian.sum() / n
      var deviation = SIMD8<Double>.zero
      let innerCount = inner.sum()
      let innerMean = innerSum.sum() / innerCount
      Self.forEight(values) { x, weight in
        let d = x - innerMean
        let isInner = weight.replacing(with: 0, where: (x .< lower) .| (x .> upper))
        deviation += d.replacing(with: -d, where: d .< 0) * isInner
      }
      robustMeanAbsoluteDeviation = innerCount > 0 ? deviation.sum() / innerCount : nil
    }

    /// Hands over eight values at a time with weights of 1; beyond the last one the first with a weight of 0.
    @inline(__always)
    private static func forEight(_ values: [Double], _ body: (SIMD8<Double>, SIMD8<Double>) -> Void) {
      let whole = values.count / 8
      values.withUnsafeBytes { bytes in
        for k in 0..<whole {
          body(bytes.loadUnaligned(fromByteOffset: 64 * k, as: SIMD8<Double>.self), SIMD8(repeating: 1))
        }
      }
      guard whole * 8 < values.count else { return }
      var (x, weight) = (SIMD8(repeating: values[0]), SIMD8<Double>.zero)
      for k in whole * 8..<values.count {
        x[k % 8] = values[k]
        weight[k % 8] = 1
      }
      body(x, weight)
    }
  }
}

extension IntensityStatistics {
  public static let definitions: [FeatureDefinition] = {
    func define(
      _ tag: String, _ name: String, _ code: String, _ unit: String, _ formula: String, _ meaning: String,
      _ pitfalls: [FeatureDefinition.Pitfall], dependsOnUnit: Bool = true
    ) -> FeatureDefinition {
      FeatureDefinition(
        tag: tag, name: name, family: .intensityStatistics, ibsiCode: code, unit: unit, formula: formula,
        meaning: meaning, pitfalls: (dependsOnUnit ? [.intensityUnits] : []) + pitfalls)
    }
    return [
      define(
        "stat_mean", "Mean intensity", "Q4LE", "intensity", "μ = (1/N) Σₖ xₖ", "The average intensity of the region.",
        []),
      define(
        "stat_var", "Intensity variance", "ECT3", "intensity²", "σ² = (1/N) Σₖ (xₖ − μ)²",
        "How widely intensities spread around their mean.", [.outliers]),
      define(
        "stat_skew", "Intensity skewness", "KE2A", "", "(1/N) Σₖ (xₖ − μ)³ / σ³; 0 when σ = 0",
        "Whether the tail of the distribution lies towards high (positive) or low (negative) intensities.",
        [.outliers, .smallRegions],
        dependsOnUnit: false),
      define(
        "stat_kurt", "(Excess) intensity kurtosis", "IPH6", "", "(1/N) Σₖ (xₖ − μ)⁴ / σ⁴ − 3; 0 when σ = 0",
        "How heavy the tails are compared with a normal distribution, which has 0.", [.outliers, .smallRegions],
        dependsOnUnit: false),
      define(
        "stat_median", "Median intensity", "Y12H", "intensity", "P₅₀", "The intensity that half of the voxels exceed.",
        []),
      define(
        "stat_min", "Minimum intensity", "1GSF", "intensity", "min xₖ", "The lowest intensity in the region.",
        [.outliers, .volume]),
      define(
        "stat_p10", "10th intensity percentile", "QG58", "intensity", "P₁₀",
        "The intensity that one voxel in ten falls below; a sturdier minimum.", []),
      define(
        "stat_p90", "90th intensity percentile", "8DWT", "intensity", "P₉₀",
        "The intensity that one voxel in ten exceeds; a sturdier maximum.", []),
      define(
        "stat_max", "Maximum intensity", "84IY", "intensity", "max xₖ",
        "The highest intensity in the region; SUVmax in PET.", [.outliers, .volume]),
      define(
        "stat_iqr", "Intensity interquartile range", "SALO", "intensity", "P₇₅ − P₂₅",
        "The width of the middle half of the intensities.", []),
      define(
        "stat_range", "Intensity range", "2OJQ", "intensity", "max xₖ − min xₖ",
        "The distance between the lowest and the highest intensity.", [.outliers, .volume]),
      define(
        "stat_mad", "Intensity-based mean absolute deviation", "4FUA", "intensity", "(1/N) Σₖ |xₖ − μ|",
        "The average distance of intensities from their mean.", []),
      define(
        "stat_rmad", "Intensity-based robust mean absolute deviation", "1128", "intensity",
        "(1/N₁₀₋₉₀) Σ |x − μ₁₀₋₉₀| over P₁₀ ≤ x ≤ P₉₀",
        "The average distance from the mean among the middle four fifths of the voxels.", []),
      define(
        "stat_medad", "Intensity-based median absolute deviation", "N72L", "intensity", "(1/N) Σₖ |xₖ − P₅₀|",
        "The average distance of intensities from their median.", []),
      define(
        "stat_cov", "Intensity-based coefficient of variation", "7TET", "", "σ / μ",
        "The spread of intensities relative to their mean; meaningless where the mean is near 0, as in CT.",
        [.zeroPoint, .outliers], dependsOnUnit: false),
      define(
        "stat_qcod", "Intensity-based quartile coefficient of dispersion", "9S40", "", "(P₇₅ − P₂₅) / (P₇₅ + P₂₅)",
        "The width of the middle half relative to its centre; meaningless where that is near 0, as in CT.",
        [.zeroPoint], dependsOnUnit: false),
      define(
        "stat_energy", "Intensity-based energy", "N8CA", "intensity²", "Σₖ xₖ²",
        "The sum of squared intensities: large for large, bright regions.", [.volume, .spacing, .outliers]),
      define(
        "stat_rms", "Root mean square intensity", "5ZWQ", "intensity", "√((1/N) Σₖ xₖ²)",
        "The quadratic mean of the intensities.", [.outliers]),
    ]
  }()
}
