import Foundation

/// The glcm class of PyRadiomics 3.0.1 on one distribution of pairs, which need not be symmetric.
///
/// Where IBSI has 0/0, PyRadiomics has a value: correlation 1, the first information correlation 0. Logarithms are taken
/// of p + ε, ε = 2⁻⁵², which matters where weights make p that small.
enum PyRadiomicsCooccurrence {
  /// Values by name; NaN where a direction has none and is left out of the mean.
  ///
  /// - Parameter highest: N_g, the highest level of the region.
  static func values(of pairs: PairDistribution, highest: Int) -> [String: Double] {
    var first = [Double](repeating: 0, count: highest + 1)
    var second = first
    var difference = first
    var sum = [Double](repeating: 0, count: 2 * highest + 1)
    var (energy, entropy, largest, autocorrelation) = (0.0, 0.0, 0.0, 0.0)
    for cell in pairs.cells {
      first[cell.i] += cell.p
      second[cell.j] += cell.p
      difference[abs(cell.i - cell.j)] += cell.p
      sum[cell.i + cell.j] += cell.p
      energy += cell.p * cell.p
      entropy += information(cell.p)
      largest = max(largest, cell.p)
      autocorrelation += cell.p * Double(cell.i) * Double(cell.j)
    }
    let (meanFirst, varianceFirst) = moments(first)
    let (meanSecond, varianceSecond) = moments(second)
    let (meanDifference, varianceDifference) = moments(difference)
    let centre = meanFirst + meanSecond
    var (tendency, shade, prominence, meanSum) = (0.0, 0.0, 0.0, 0.0)
    for (k, p) in sum.enumerated() where p > 0 {
      let deviation = Double(k) - centre
      meanSum += Double(k) * p
      tendency += p * deviation * deviation
      shade += p * deviation * deviation * deviation
      prominence += p * deviation * deviation * deviation * deviation
    }
    var (covariance, crossEntropy) = (0.0, 0.0)
    for cell in pairs.cells {
      covariance += cell.p * (Double(cell.i) - meanFirst) * (Double(cell.j) - meanSecond)
      crossEntropy -= cell.p * log2(first[cell.i] * second[cell.j] + epsilon)
    }
    let normal = Double(highest)
    var (contrast, inverse, inverseNormal, inverseSquare, inverseSquareNormal, inverseVariance) =
      (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for (step, p) in difference.enumerated() where p > 0 {
      let k = Double(step)
      contrast += k * k * p
      inverse += p / (1 + k)
      inverseNormal += p / (1 + k / normal)
      inverseSquare += p / (1 + k * k)
      inverseSquareNormal += p / (1 + k * k / (normal * normal))
      if step > 0 { inverseVariance += p / (k * k) }
    }
    let (entropyFirst, entropySecond) = (total(first), total(second))
    let spread = varianceFirst.squareRoot() * varianceSecond.squareRoot()
    let largerEntropy = max(entropyFirst, entropySecond)
    let shared = entropyFirst + entropySecond - entropy
    return [
      "Autocorrelation": autocorrelation, "JointAverage": meanFirst, "ClusterProminence": prominence,
      "ClusterShade": shade, "ClusterTendency": tendency, "Contrast": contrast,
      "Correlation": spread == 0 ? 1 : covariance / (spread + epsilon), "DifferenceAverage": meanDifference,
      "DifferenceEntropy": total(difference), "DifferenceVariance": varianceDifference, "JointEnergy": energy,
      "JointEntropy": entropy, "Imc1": largerEntropy == 0 ? 0 : (entropy - crossEntropy) / largerEntropy,
      // Rounding may leave less shared information than none.
      "Imc2": abs(shared) < 1e-15 ? 0 : (1 - exp(-2 * shared)).squareRoot(), "Idm": inverseSquare,
      "MCC": MaximalCorrelation.value(of: pairs), "Idmn": inverseSquareNormal, "Id": inverse, "Idn": inverseNormal,
      "InverseVariance": inverseVariance, "MaximumProbability": largest, "SumAverage": meanSum,
      "SumEntropy": total(sum), "SumSquares": varianceFirst,
    ]
  }

  private static let epsilon = 0x1p-52

  private static func information(_ p: Double) -> Double { -p * log2(p + epsilon) }

  private static func total(_ distribution: [Double]) -> Double {
    distribution.reduce(0) { $1 > 0 ? $0 + information($1) : $0 }
  }

  /// Mean and variance of the places of a distribution.
  private static func moments(_ distribution: [Double]) -> (mean: Double, variance: Double) {
    var mean = 0.0
    for (place, p) in distribution.enumerated() { mean += Double(place) * p }
    var variance = 0.0
    for (place, p) in distribution.enumerated() where p > 0 {
      variance += p * (Double(place) - mean) * (Double(place) - mean)
    }
    return (mean, variance)
  }
}
