/// The first-order class of PyRadiomics 3.0.1 by its definitions and names: kurtosis is not excess, energy is shifted and
/// comes also times the voxel volume, entropy and uniformity are of the discretised intensities.
public enum PyRadiomicsFirstOrder {
  public static let names = [
    "10Percentile", "90Percentile", "Energy", "Entropy", "InterquartileRange", "Kurtosis", "Maximum",
    "MeanAbsoluteDeviation", "Mean", "Median", "Minimum", "Range", "RobustMeanAbsoluteDeviation",
    "RootMeanSquared", "Skewness", "TotalEnergy", "Uniformity", "Variance", "StandardDeviation",
  ]

  /// Values in PyRadiomics' order, the deprecated one at the end; tags such as `firstorder_Energy`.
  ///
  /// - Parameter levels: the discretised intensities; nil when discretisation failed for the reason given.
  public static func values(
    of region: Region, levels: DiscretisedValues?, failure: String = "", shift: Double = 0, image: String = "original"
  ) -> [FeatureValue] {
    let s = IntensityStatistics.Summary(region.values)
    let n = Double(region.values.count)
    let energy = region.values.reduce(0) { $0 + ($1 + shift) * ($1 + shift) }
    func key(_ name: String) -> FeatureKey { FeatureKey(image: image, tag: "firstorder_" + name) }
    func number(_ name: String, _ value: Double) -> FeatureValue { FeatureValue(key(name), value) }
    var histogram: IntensityHistogram.Histogram?
    if let levels {
      var counts = [Int](repeating: 0, count: levels.levelCount)
      for level in levels.levels { counts[Int(level) - 1] += 1 }
      histogram = IntensityHistogram.Histogram(counts)
    }
    func discretised(_ name: String, _ value: Double?) -> FeatureValue {
      value.map { number(name, $0) } ?? FeatureValue(key(name), missing: failure)
    }
    return [
      number("10Percentile", s.p10), number("90Percentile", s.p90), number("Energy", energy),
      discretised("Entropy", histogram?.entropy), number("InterquartileRange", s.p75 - s.p25),
      number("Kurtosis", s.variance == 0 ? 0 : s.kurtosis + 3), number("Maximum", s.maximum),
      number("MeanAbsoluteDeviation", s.meanAbsoluteDeviation), number("Mean", s.mean), number("Median", s.median),
      number("Minimum", s.minimum), number("Range", s.maximum - s.minimum),
      s.robustMeanAbsoluteDeviation.map { number("RobustMeanAbsoluteDeviation", $0) }
        ?? FeatureValue(
          key("RobustMeanAbsoluteDeviation"), missing: IntensityStatistics.noneBetweenPercentiles),
      number("RootMeanSquared", (energy / n).squareRoot()), number("Skewness", s.skewness),
      number("TotalEnergy", energy * region.geometry.voxelVolume), discretised("Uniformity", histogram?.uniformity),
      number("Variance", s.variance), number("StandardDeviation", s.variance.squareRoot()),
    ]
  }
}
