import Foundation

/// The gamma distribution with shape a > 0 and scale θ > 0: f(x) = xᵃ⁻¹ e^(−x/θ) / (Γ(a) θᵃ).
public struct GammaDistribution: ContinuousDistribution, Codable {
  public let shape: Double
  public let scale: Double

  public init(shape: Double, scale: Double = 1) {
    self.shape = shape
    self.scale = scale
  }

  public func density(_ x: Double) -> Double {
    if !(shape > 0 && scale > 0) || x.isNaN { return .nan }
    if x < 0 || x == .infinity { return 0 }
    if x == 0 { return shape < 1 ? .infinity : (shape == 1 ? 1 / scale : 0) }
    let z = x / scale
    if shape < 1 { return SpecialFunctions.poissonTerm(shape, z) * shape / x }
    return SpecialFunctions.poissonTerm(shape - 1, z) / scale
  }

  public func cumulative(_ x: Double) -> Double {
    if !(scale > 0) { return .nan }
    return SpecialFunctions.incompleteGamma(shape, x / scale).lower
  }

  public func upperTail(_ x: Double) -> Double {
    if !(scale > 0) { return .nan }
    return SpecialFunctions.incompleteGamma(shape, x / scale).upper
  }

  public func quantile(_ p: Double) -> Double {
    if p > 0.5 && p <= 1 { return quantile(upperTail: 1 - p) }
    return solve(p, isUpper: false)
  }

  public func quantile(upperTail p: Double) -> Double {
    if p > 0.5 && p <= 1 { return solve(1 - p, isUpper: false) }
    return solve(p, isUpper: true)
  }

  private func solve(_ p: Double, isUpper: Bool) -> Double {
    if !(shape > 0 && scale > 0) || !(p >= 0 && p <= 1) { return .nan }
    if p == 0 { return isUpper ? .infinity : 0 }
    // Wilson and Hilferty's cube root as the start; for a small lower tail the leading term of the series.
    let z = NormalDistribution.standard.quantile(upperTail: p) * (isUpper ? 1 : -1)
    let root = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
    var start = shape * root * root * root
    if !(start > 0) || (!isUpper && shape < 1) {
      start = exp((log(p) + SpecialFunctions.logGamma(shape + 1)) / shape)
    }
    let unit = GammaDistribution(shape: shape)
    let x = positiveQuantile(
      tail: p, increasing: !isUpper, start: max(start, 1e-300),
      tail: { isUpper ? unit.upperTail($0) : unit.cumulative($0) }, density: { unit.density($0) })
    return x * scale
  }
}

/// The χ² distribution with ν > 0 degrees of freedom.
public struct ChiSquaredDistribution: ContinuousDistribution, Codable {
  public let degreesOfFreedom: Double

  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  private var gamma: GammaDistribution { GammaDistribution(shape: degreesOfFreedom / 2, scale: 2) }

  public func density(_ x: Double) -> Double { gamma.density(x) }
  public func cumulative(_ x: Double) -> Double { gamma.cumulative(x) }
  public func upperTail(_ x: Double) -> Double { gamma.upperTail(x) }
  public func quantile(_ p: Double) -> Double { gamma.quantile(p) }
  public func quantile(upperTail p: Double) -> Double { gamma.quantile(upperTail: p) }
}
