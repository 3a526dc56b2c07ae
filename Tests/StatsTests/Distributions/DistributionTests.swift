import Foundation
import Testing

@testable import Stats

@Suite struct DistributionTests {
  static func value(_ row: DistributionReference.Row) -> Double? {
    let parts = row.name.split(separator: ".")
    let method = parts[1]
    func of(_ d: some ContinuousDistribution) -> Double? {
      switch method {
      case "density": d.density(row.x)
      case "cumulative": d.cumulative(row.x)
      case "upperTail": d.upperTail(row.x)
      case "quantile": d.quantile(row.x)
      case "upperQuantile": d.quantile(upperTail: row.x)
      default: nil
      }
    }
    switch parts[0] {
    case "normal": return of(NormalDistribution(mean: row.a, standardDeviation: row.b))
    case "t": return of(StudentDistribution(degreesOfFreedom: row.a))
    case "chisq": return of(ChiSquaredDistribution(degreesOfFreedom: row.a))
    case "f": return of(FDistribution(numerator: row.a, denominator: row.b))
    case "beta": return of(BetaDistribution(a: row.a, b: row.b))
    case "gamma": return of(GammaDistribution(shape: row.a, scale: row.b))
    case "binomial":
      let d = BinomialDistribution(trials: Int(row.a), probability: row.b)
      switch method {
      case "mass": return d.mass(Int(row.x))
      case "cumulative": return d.cumulative(Int(row.x))
      case "upperTail": return d.upperTail(Int(row.x))
      default: return nil
      }
    default: return nil
    }
  }

  @Test(arguments: DistributionReference.rows)
  func `a value agrees with R to twelve digits also in the tails`(_ row: DistributionReference.Row) throws {
    let value = try #require(Self.value(row))
    let scale = max(abs(row.expected), 1e-300)
    #expect(
      abs(value - row.expected) <= 1e-12 * scale,
      "got \(value), R has \(row.expected), relative \((value - row.expected) / scale)")
  }

  @Test func `a quantile undoes the distribution function at both ends`() {
    let t = StudentDistribution(degreesOfFreedom: 7)
    for p in [1e-200, 1e-20, 0.3, 0.5] {
      #expect(abs(t.upperTail(t.quantile(upperTail: p)) / p - 1) < 1e-12)
      #expect(t.quantile(p) == -t.quantile(upperTail: p))
    }
    let b = BetaDistribution(a: 0.7, b: 40)
    for p in [1e-12, 0.2, 0.9] { #expect(abs(b.cumulative(b.quantile(p)) / p - 1) < 1e-12) }
  }

  @Test func `probabilities outside 0 to 1 and impossible parameters give NaN instead of a trap`() {
    #expect(NormalDistribution.standard.quantile(1.5).isNaN)
    #expect(NormalDistribution(mean: 0, standardDeviation: 0).cumulative(1).isNaN)
    #expect(StudentDistribution(degreesOfFreedom: 0).upperTail(1).isNaN)
    #expect(ChiSquaredDistribution(degreesOfFreedom: -1).quantile(0.5).isNaN)
    #expect(FDistribution(numerator: 0, denominator: 3).upperTail(1).isNaN)
    #expect(BetaDistribution(a: 0, b: 1).quantile(0.5).isNaN)
    #expect(BinomialDistribution(trials: -1, probability: 0.5).mass(0).isNaN)
  }

  @Test func `the ends of the scale are exact`() {
    #expect(NormalDistribution.standard.quantile(0) == -.infinity)
    #expect(NormalDistribution.standard.quantile(0.5) == 0)
    #expect(ChiSquaredDistribution(degreesOfFreedom: 3).upperTail(0) == 1)
    #expect(ChiSquaredDistribution(degreesOfFreedom: 3).quantile(upperTail: 0) == .infinity)
    #expect(FDistribution(numerator: 2, denominator: 3).cumulative(.infinity) == 1)
    #expect(BetaDistribution(a: 2, b: 3).quantile(1) == 1)
    #expect(BinomialDistribution(trials: 4, probability: 0).mass(0) == 1)
  }

  @Test func `the exact interval of no success in ten is that of the rule of three`() throws {
    // 1 − (α/2)^(1/n), by hand.
    let none = Proportion.exact(0, of: 10)
    #expect(none.low == 0)
    #expect(abs(try #require(none.high) - (1 - pow(0.025, 0.1))) < 1e-14)
    #expect(Proportion.exact(0, of: 0).value == nil)
  }

  @Test func `a two-sided binomial p adds every outcome no more likely`() {
    // 2 of 8 at ½: (1 + 8 + 28)·2 / 256.
    #expect(abs(BinomialDistribution(trials: 8, probability: 0.5).twoSidedP(2) - 74.0 / 256) < 1e-14)
  }
}
