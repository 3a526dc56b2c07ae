import Foundation

/// The beta distribution on 0 … 1 with shapes a, b > 0: f(x) = xᵃ⁻¹(1−x)ᵇ⁻¹ / B(a, b).
public struct BetaDistribution: ContinuousDistribution, Codable {
  public let a: Double
  public let b: Double

  public init(a: Double, b: Double) {
    self.a = a
    self.b = b
  }

  public func density(_ x: Double) -> Double {
    if !(a > 0 && b > 0) || x.isNaN { return .nan }
    if x < 0 || x > 1 { return 0 }
    if x == 0 { return a < 1 ? .infinity : (a == 1 ? b : 0) }
    if x == 1 { return b < 1 ? .infinity : (b == 1 ? a : 0) }
    return SpecialFunctions.binomialTerm(a, b, x, 1 - x) * a * b / ((a + b) * x * (1 - x))
  }

  public func cumulative(_ x: Double) -> Double { SpecialFunctions.incompleteBeta(a, b, x, 1 - x).lower }
  public func upperTail(_ x: Double) -> Double { SpecialFunctions.incompleteBeta(a, b, x, 1 - x).upper }

  public func quantile(_ p: Double) -> Double {
    if p > 0.5 && p <= 1 { return solve(1 - p, isUpper: true) }
    return solve(p, isUpper: false)
  }

  public func quantile(upperTail p: Double) -> Double {
    if p > 0.5 && p <= 1 { return solve(1 - p, isUpper: false) }
    return solve(p, isUpper: true)
  }

  private func solve(_ p: Double, isUpper: Bool) -> Double {
    if !(a > 0 && b > 0) || !(p >= 0 && p <= 1) { return .nan }
    if p == 0 { return isUpper ? 1 : 0 }
    // Solve for the coordinate that is small (x or 1 − x), so that neither end loses digits.
    let middle = a / (a + b)
    let atMiddle = isUpper ? upperTail(middle) : cumulative(middle)
    let isBelowMiddle = isUpper ? p > atMiddle : p < atMiddle
    if isBelowMiddle || middle <= 0.5 {
      return positiveQuantile(
        tail: p, increasing: !isUpper, start: middle, upperLimit: 1,
        tail: {
          let both = SpecialFunctions.incompleteBeta(a, b, $0, 1 - $0)
          return isUpper ? both.upper : both.lower
        }, density: { density($0) })
    }
    let mirrored = BetaDistribution(a: b, b: a)
    let y = positiveQuantile(
      tail: p, increasing: isUpper, start: 1 - middle, upperLimit: 1,
      tail: {
        let both = SpecialFunctions.incompleteBeta(b, a, $0, 1 - $0)
        return isUpper ? both.lower : both.upper
      }, density: { mirrored.density($0) })
    return 1 - y
  }
}

/// Fisher's F distribution with ν₁, ν₂ > 0 degrees of freedom.
public struct FDistribution: ContinuousDistribution, Codable {
  public let numerator: Double
  public let denominator: Double

  public init(numerator: Double, denominator: Double) {
    self.numerator = numerator
    self.denominator = denominator
  }

  public func density(_ x: Double) -> Double {
    if !(numerator > 0 && denominator > 0) || x.isNaN { return .nan }
    if x < 0 { return 0 }
    if x == 0 { return numerator < 2 ? .infinity : (numerator == 2 ? 1 : 0) }
    if denominator == .infinity {
      return ChiSquaredDistribution(degreesOfFreedom: numerator).density(x * numerator) * numerator
    }
    let sum = denominator + numerator * x
    let y = numerator * x / sum
    let q = denominator / sum
    let a = numerator / 2
    let b = denominator / 2
    return SpecialFunctions.binomialTerm(a, b, y, q) * a * b / ((a + b) * x)
  }

  private func tails(_ x: Double) -> (lower: Double, upper: Double) {
    if !(numerator > 0 && denominator > 0) || x.isNaN { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    if denominator == .infinity { return SpecialFunctions.incompleteGamma(numerator / 2, x * numerator / 2) }
    let sum = denominator + numerator * x
    return SpecialFunctions.incompleteBeta(
      numerator / 2, denominator / 2, numerator * x / sum, denominator / sum)
  }

  public func cumulative(_ x: Double) -> Double { tails(x).lower }
  public func upperTail(_ x: Double) -> Double { tails(x).upper }

  public func quantile(_ p: Double) -> Double {
    if p > 0.5 && p <= 1 { return solve(1 - p, isUpper: true) }
    return solve(p, isUpper: false)
  }

  public func quantile(upperTail p: Double) -> Double {
    if p > 0.5 && p <= 1 { return solve(1 - p, isUpper: false) }
    return solve(p, isUpper: true)
  }

  private func solve(_ p: Double, isUpper: Bool) -> Double {
    if !(numerator > 0 && denominator > 0) || !(p >= 0 && p <= 1) { return .nan }
    if p == 0 { return isUpper ? .infinity : 0 }
    return positiveQuantile(
      tail: p, increasing: !isUpper, start: 1,
      tail: { isUpper ? tails($0).upper : tails($0).lower }, density: { density($0) })
  }
}
