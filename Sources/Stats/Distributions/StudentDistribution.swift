import Foundation

/// Student's t distribution with ν > 0 degrees of freedom (ν need not be whole).
public struct StudentDistribution: ContinuousDistribution, Codable {
  public let degreesOfFreedom: Double

  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// The two-sided p value: 2 P(T > |t|).
  public func twoSidedP(_ t: Double) -> Double { min(1, 2 * upperTail(abs(t))) }

  public func density(_ t: Double) -> Double {
    let n = degreesOfFreedom
    if !(n > 0) { return .nan }
    if n == .infinity { return NormalDistribution.standard.density(t) }
    // The ratio of gamma functions by Stirling's formula with its error: no difference of large logarithms.
    let constant =
      SpecialFunctions.stirlingError((n + 1) / 2) - SpecialFunctions.stirlingError(n / 2)
      - SpecialFunctions.deviancePart(n / 2, (n + 1) / 2)
    let logKernel = log1p(t * t / n)
    return exp(constant - n / 2 * logKernel - 0.5 * logKernel) / (2 * Double.pi).squareRoot()
  }

  public func cumulative(_ t: Double) -> Double { tail(-t) }

  public func upperTail(_ t: Double) -> Double { tail(t) }

  public func quantile(_ p: Double) -> Double { -quantile(upperTail: p) }

  public func quantile(upperTail p: Double) -> Double {
    let n = degreesOfFreedom
    if !(n > 0) || !(p >= 0 && p <= 1) { return .nan }
    if p == 0 { return .infinity }
    if p == 1 { return -.infinity }
    if n == .infinity { return NormalDistribution.standard.quantile(upperTail: p) }
    if p == 0.5 { return 0 }
    if p > 0.5 { return -quantile(upperTail: 1 - p) }
    let start = max(NormalDistribution.standard.quantile(upperTail: p), 1e-3)
    return positiveQuantile(
      tail: p, increasing: false, start: start, tail: { tail($0) }, density: { density($0) })
  }

  private func tail(_ t: Double) -> Double {
    let n = degreesOfFreedom
    if !(n > 0) || t.isNaN { return .nan }
    if n == .infinity { return NormalDistribution.standard.upperTail(t) }
    if t == .infinity { return 0 }
    if t == -.infinity { return 1 }
    let square = t * t
    // x = ν/(ν+t²); the incomplete beta function at x is the two-sided tail.
    let x = square.isFinite ? n / (n + square) : 0
    let y = square.isFinite ? square / (n + square) : 1
    if x == 0 { return t > 0 ? 0 : 1 }
    let halves = SpecialFunctions.incompleteBeta(n / 2, 0.5, x, y)
    return t >= 0 ? 0.5 * halves.lower : 0.5 + 0.5 * halves.upper
  }
}
