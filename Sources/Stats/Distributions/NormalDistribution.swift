import Foundation

/// The normal distribution N(μ, σ²).
public struct NormalDistribution: ContinuousDistribution, Codable {
  public let mean: Double
  public let standardDeviation: Double

  /// N(0, 1).
  public static let standard = NormalDistribution(mean: 0, standardDeviation: 1)

  public init(mean: Double, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The two-sided p value of a z statistic: 2 P(Z > |z|).
  public static func twoSidedP(_ z: Double) -> Double { min(1, 2 * standard.upperTail(abs(z))) }

  /// z with a central probability of `level`: 1.959963984540054 for 0.95.
  public static func criticalValue(level: Double) -> Double { standard.quantile(upperTail: (1 - level) / 2) }

  private func standardised(_ x: Double) -> Double {
    standardDeviation > 0 ? (x - mean) / standardDeviation : .nan
  }

  public func density(_ x: Double) -> Double {
    let z = standardised(x)
    return exp(-0.5 * z * z) / (standardDeviation * (2 * Double.pi).squareRoot())
  }

  public func cumulative(_ x: Double) -> Double { Self.tail(-standardised(x)) }

  public func upperTail(_ x: Double) -> Double { Self.tail(standardised(x)) }

  public func quantile(_ p: Double) -> Double { mean + standardDeviation * Self.lowerQuantile(p) }

  public func quantile(upperTail p: Double) -> Double { mean - standardDeviation * Self.lowerQuantile(p) }

  /// ½ erfc(z/√2), with the rounding error of z/√2 carried on: at z = 30 it would cost three digits.
  private static func tail(_ z: Double) -> Double {
    let high = 0.707106781186547524400844362105
    let low = -4.833646656726457e-17
    let y = z * high
    if !y.isFinite { return 0.5 * erfc(y) }
    let rest = (-y).addingProduct(z, high) + z * low
    return 0.5 * (erfc(y) - 2 / Double.pi.squareRoot() * exp(-y * y) * rest)
  }

  /// Rational approximation (Acklam's form) polished by two Halley steps on the better conditioned tail.
  private static func lowerQuantile(_ p: Double) -> Double {
    if !(p >= 0 && p <= 1) { return .nan }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    if p > 0.5 { return -lowerHalf(1 - p) }
    return lowerHalf(p)
  }

  private static func lowerHalf(_ p: Double) -> Double {
    if p == 0.5 { return 0 }
    var z: Double
    if p < 0.02425 {
      let q = (-2 * log(p)).squareRoot()
      let top =
        ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q
          - 2.549732539343734e+00) * q + 4.374664141464968e+00) * q + 2.938163982698783e+00
      let bottom =
        (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q
          + 3.754408661907416e+00) * q + 1
      z = top / bottom
    } else {
      let q = p - 0.5
      let r = q * q
      let top =
        (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
          + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239e+00) * q
      let bottom =
        ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
          + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1
      z = top / bottom
    }
    for _ in 0..<3 {
      let value = tail(-z)
      if value <= 0 { break }
      let densityAtZ = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      if densityAtZ <= 0 { break }
      // Halley's step on log Φ, with (log Φ)″/(log Φ)′ = −(z + φ/Φ): three suffice from 1e-9.
      let ratio = value / densityAtZ
      let step = ratio * log(value / p)
      z -= step / (1 + 0.5 * step * (z + 1 / ratio))
      if abs(step) < 1e-16 * max(1, abs(z)) { break }
    }
    return z
  }
}
