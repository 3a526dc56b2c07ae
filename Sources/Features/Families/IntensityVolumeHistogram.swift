/// Intensity–volume histogram features (IBSI P88C): which fraction ν of the intensity mask has at least intensity i.
public enum IntensityVolumeHistogram {
  /// The values of the family in catalogue order, or missing with the reason the discretisation failed for.
  public static func values(
    of region: Region, discretisation: Discretisation, image: String = "original"
  ) -> [FeatureValue] {
    func key(_ tag: String) -> FeatureKey { FeatureKey(image: image, tag: tag) }
    let curve: Curve
    do {
      curve = try Curve(region, discretisation)
    } catch {
      return definitions.map { FeatureValue(key($0.tag), missing: error.description) }
    }
    let flat = "all voxels have the same intensity, so intensity fractions are not defined"
    func volume(_ tag: String, _ value: Double?) -> FeatureValue {
      value.map { FeatureValue(key(tag), $0) } ?? FeatureValue(key(tag), missing: flat)
    }
    let (v10, v90) = (curve.volume(atIntensityFraction: 0.1), curve.volume(atIntensityFraction: 0.9))
    let (i10, i90) = (curve.intensity(atVolumeFraction: 0.1), curve.intensity(atVolumeFraction: 0.9))
    return [
      volume("ivh_v10", v10), volume("ivh_v90", v90), FeatureValue(key("ivh_i10"), i10),
      FeatureValue(key("ivh_i90"), i90),
      volume("ivh_diff_v10_v90", v10.flatMap { a in v90.map { a - $0 } }),
      FeatureValue(key("ivh_diff_i10_i90"), i10 - i90),
      FeatureValue(key("ivh_auc"), curve.area),
    ]
  }

  /// ν over the discretised intensities of the total range G, in steps of w.
  struct Curve {
    /// Intensity i of each point: first + k·step.
    let first: Double
    let step: Double
    /// ν of each point, and one more: what lies above the last point.
    let fractions: [Double]
    /// Width of G; 0 when there is a single intensity.
    let width: Double
    let hasOneIntensity: Bool
    private static let mostPoints = 1 << 20

    init(_ region: Region, _ discretisation: Discretisation) throws(DiscretisationError) {
      var (low, high) = (region.values[0], region.values[0])
      for value in region.values {
        low = min(low, value)
        high = max(high, value)
      }
      hasOneIntensity = low == high
      switch discretisation {
      case .none:
        // Discrete calibrated intensities: G is the re-segmentation range, the step is 1.
        first = region.lowerBound ?? low
        step = 1
        width = (region.upperBound ?? high) - first
      case .fixedBinWidth(let binWidth, let start):
        guard binWidth.isFinite, binWidth > 0 else { throw .binWidth(binWidth) }
        let origin = start ?? region.lowerBound ?? low
        first = origin + 0.5 * binWidth
        step = binWidth
        width = (region.upperBound ?? high) - origin - binWidth
      case .multiplesOfWidth(let binWidth):
        guard binWidth.isFinite, binWidth > 0 else { throw .binWidth(binWidth) }
        let origin = (low / binWidth).rounded(.down) * binWidth
        first = origin + 0.5 * binWidth
        step = binWidth
        width = (high / binWidth).rounded(.down) * binWidth - origin
      case .fixedBinCount(let count):
        guard (1...65535).contains(count) else { throw .binCount(count) }
        first = 1
        step = 1
        width = Double(count - 1)
      }
      let top =
        switch discretisation {
        case .fixedBinCount(let count): Double(count - 1)
        default: max(0, (max(width, high - first) / step).rounded(.up))
        }
      guard top < Double(Self.mostPoints) else { throw .tooManyLevels(top < 1e15 ? Int(top) : .max) }
      let points = Int(top) + 1
      // counts[k]: voxels whose discretised intensity is the k-th point, or lies between it and the next.
      var counts = [Int](repeating: 0, count: points + 1)
      switch discretisation {
      case .none:
        for value in region.values {
          counts[Int(max(0, min(Double(points), (value - first).rounded(.down))))] += 1
        }
      case .fixedBinWidth, .multiplesOfWidth:
        let origin = first - 0.5 * step
        for value in region.values {
          counts[Int(max(0, min(Double(points), ((value - origin) / step).rounded(.down))))] += 1
        }
      case .fixedBinCount(let count):
        for level in try region.levels(by: .fixedBinCount(count)).levels { counts[Int(level) - 1] += 1 }
      }
      var fractions: [Double] = []
      fractions.reserveCapacity(points)
      var below = 0
      let total = Double(region.values.count)
      for k in 0..<points {
        fractions.append(Double(region.values.count - below) / total)
        below += counts[k]
      }
      self.fractions = fractions
    }

    /// The largest ν among points whose intensity fraction γ is at least x; nil when G has no width.
    func volume(atIntensityFraction x: Double) -> Double? {
      guard width > 0 else { return nil }
      // γ of a point that equals x but for rounding is x.
      let k = max(0, Int((x * width / step - 1e-9).rounded(.up)))
      return k < fractions.count ? fractions[k] : 0
    }

    /// The lowest intensity present in at most the fraction x of the volume. When even the highest point of the range
    /// is more common than that, the next point above holds nothing and is taken.
    func intensity(atVolumeFraction x: Double) -> Double {
      let k = fractions.firstIndex { $0 <= x + 1e-12 } ?? fractions.count
      return first + Double(k) * step
    }

    /// Trapezoidal area under ν(γ) for γ from 0 to 1; 0 for a single intensity. Where the highest bin reaches beyond the
    /// range, its part up to γ = 1 counts.
    var area: Double {
      guard !hasOneIntensity, width > 0 else { return 0 }
      var sum = 0.0
      for k in 1..<max(1, fractions.count) {
        let part = min(1, width / step - Double(k - 1))
        guard part > 0 else { break }
        let (from, to) = (fractions[k - 1], fractions[k])
        sum += part * (from + part * (to - from) / 2)
      }
      return sum * step / width
    }
  }
}

extension IntensityVolumeHistogram {
  public static let definitions: [FeatureDefinition] = {
    func define(
      _ tag: String, _ name: String, _ code: String, _ unit: String, _ formula: String, _ meaning: String
    ) -> FeatureDefinition {
      // Fractions of the range move with its ends alone.
      FeatureDefinition(
        tag: tag, name: name, family: .intensityVolumeHistogram, ibsiCode: code, unit: unit, formula: formula,
        meaning: meaning, pitfalls: unit.isEmpty ? [.binning, .outliers] : [.binning, .intensityUnits])
    }
    return [
      define(
        "ivh_v10", "Volume fraction at 10% intensity", "BC2M", "", "max νᵢ with γᵢ ≥ 0.1",
        "The part of the region brighter than a tenth of the intensity range."),
      define(
        "ivh_v90", "Volume fraction at 90% intensity", "BC2M", "", "max νᵢ with γᵢ ≥ 0.9",
        "The part of the region brighter than nine tenths of the intensity range."),
      define(
        "ivh_i10", "Intensity at 10% volume", "GBPN", "intensity", "min i with νᵢ ≤ 0.1",
        "The intensity that at most a tenth of the region reaches; of a fixed number of bins the number of the bin."),
      define(
        "ivh_i90", "Intensity at 90% volume", "GBPN", "intensity", "min i with νᵢ ≤ 0.9",
        "The intensity that at most nine tenths of the region reach; of a fixed number of bins the number of the bin."),
      define(
        "ivh_diff_v10_v90", "Volume fraction difference between 10% and 90% intensity", "DDTU", "", "V₁₀ − V₉₀",
        "The part of the region between a tenth and nine tenths of the intensity range."),
      define(
        "ivh_diff_i10_i90", "Intensity difference between 10% and 90% volume", "CNV2", "intensity", "I₁₀ − I₉₀",
        "How far apart the intensities of the brightest tenth and the darkest tenth are; of a fixed number of bins in bins."
      ),
      define(
        "ivh_auc", "Area under the IVH curve", "9CMM", "", "∫ ν dγ by the trapezoidal rule; 0 for a single intensity",
        "The mean height of the intensity–volume curve: high when most of the region is bright."),
    ]
  }()
}
