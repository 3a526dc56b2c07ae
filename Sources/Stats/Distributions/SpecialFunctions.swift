import Foundation

/// Gamma and beta functions in the forms the distributions need, written for relative accuracy in both tails.
///
/// The prefixes xᵃe⁻ˣ/Γ(a+1) and xᵃ(1−x)ᵇ/B(a,b) are formed by the saddle-point method (Loader 2000, "Fast and
/// accurate computation of binomial probabilities"), because the difference of large logarithms would lose digits;
/// the rest are the classical series and continued fractions (Abramowitz & Stegun 6.5.29, 6.5.31, 26.5.8).
enum SpecialFunctions {
  static let halfLogTwoPi = 0.918938533204672741780329736406

  /// log Γ(x), x > 0.
  static func logGamma(_ x: Double) -> Double { lgamma(x).0 }

  /// log B(a, b).
  static func logBeta(_ a: Double, _ b: Double) -> Double { logGamma(a) + logGamma(b) - logGamma(a + b) }

  /// The error of Stirling's formula: log Γ(n+1) − (n+½) log n + n − ½ log 2π.
  static func stirlingError(_ n: Double) -> Double {
    if n <= 15 { return logGamma(n + 1) - (n + 0.5) * log(n) + n - halfLogTwoPi }
    let nn = n * n
    let s0 = 1.0 / 12
    let s1 = 1.0 / 360
    let s2 = 1.0 / 1260
    let s3 = 1.0 / 1680
    let s4 = 1.0 / 1188
    let s5 = 691.0 / 360360
    return (s0 - (s1 - (s2 - (s3 - (s4 - s5 / nn) / nn) / nn) / nn) / nn) / n
  }

  /// x log(x/m) + m − x without cancellation near x = m.
  static func deviancePart(_ x: Double, _ m: Double) -> Double {
    if x == 0 { return m }
    if m == 0 || !x.isFinite { return .infinity }
    if abs(x - m) < 0.1 * (x + m) {
      let v = (x - m) / (x + m)
      var s = (x - m) * v
      var power = 2 * x * v
      let vv = v * v
      for j in 1..<1000 {
        power *= vv
        let next = s + power / Double(2 * j + 1)
        if next == s { return next }
        s = next
      }
      return s
    }
    return x * log(x / m) + m - x
  }

  /// xᵃ e⁻ˣ / Γ(a+1).
  static func poissonTerm(_ a: Double, _ x: Double) -> Double {
    if x == 0 { return a == 0 ? 1 : 0 }
    if a == 0 { return exp(-x) }
    if a < 1e-3 { return exp(a * log(x) - x - logGamma(a + 1)) }
    return exp(-stirlingError(a) - deviancePart(a, x)) / (2 * Double.pi * a).squareRoot()
  }

  /// Γ(n+1)/(Γ(k+1)Γ(n−k+1)) pᵏ qⁿ⁻ᵏ for real 0 ≤ k ≤ n; p + q = 1, both given to keep the digits of the smaller.
  static func binomialTerm(_ k: Double, _ rest: Double, _ p: Double, _ q: Double) -> Double {
    let n = k + rest
    if p == 0 { return k == 0 ? 1 : 0 }
    if q == 0 { return rest == 0 ? 1 : 0 }
    if k == 0 { return exp(n * (p < 0.1 ? log1p(-p) : log(q))) }
    if rest == 0 { return exp(n * (q < 0.1 ? log1p(-q) : log(p))) }
    let exponent =
      stirlingError(n) - stirlingError(k) - stirlingError(rest) - deviancePart(k, n * p) - deviancePart(rest, n * q)
    return exp(exponent) * (n / (2 * Double.pi * k * rest)).squareRoot()
  }

  /// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x).
  static func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    if !(a > 0) || x.isNaN { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    let prefix = poissonTerm(a, x)
    if x < a + 1 {
      var term = 1.0
      var sum = 1.0
      var n = a
      repeat {
        n += 1
        term *= x / n
        sum += term
      } while term > sum * 1e-17
      let p = prefix * sum
      return (p, 1 - p)
    }
    // Lentz's evaluation of the continued fraction of Γ(a, x) / (xᵃ e⁻ˣ).
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    var i = 1.0
    while i < 1e7 {
      let an = -i * (i - a)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      h *= factor
      if abs(factor - 1) < 1e-16 { break }
      i += 1
    }
    let q = prefix * a * h
    return (1 - q, q)
  }

  /// The regularised incomplete beta function I_x(a, b) and its complement; `y` is 1 − x, given apart to keep its digits.
  static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> (lower: Double, upper: Double) {
    if !(a > 0 && b > 0) || x.isNaN || y.isNaN { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    if y <= 0 { return (1, 0) }
    let n = a + b
    let prefix = binomialTerm(a, b, x, y) * a * b / n
    if x < (a + 1) / (n + 2) {
      let lower = prefix / betaFraction(a, b, x, y)
      return (lower, 1 - lower)
    }
    let upper = prefix / betaFraction(b, a, y, x)
    return (1 - upper, upper)
  }

  /// The continued fraction of DiDonato & Morris (1992, ACM TOMS 18:360, BFRAC), by Lentz's method: its terms hold
  /// λ = a − (a + b)x, which is formed from the smaller of x and y so that nothing cancels for a ≫ b.
  private static func betaFraction(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let tiny = 1e-300
    let lambda = a > b ? (a + b) * y - b : a - (a + b) * x
    let c = 1 + lambda
    let c0 = b / a
    let c1 = 1 + 1 / a
    var f = c / c1
    if abs(f) < tiny { f = tiny }
    var numerator = f
    var denominator = 0.0
    var p = 1.0
    var s = a + 1
    var n = 0.0
    while n < 1e7 {
      n += 1
      let t = n / a
      let w = n * (b - n) * x
      let e = a / s
      let alpha = (p * (p + c0) * e * e) * (w * x)
      let beta = n + w / s + (t + 1) / (c1 + t + t) * (c + n * (y + 1))
      p = t + 1
      s += 2
      denominator = beta + alpha * denominator
      if abs(denominator) < tiny { denominator = tiny }
      numerator = beta + alpha / numerator
      if abs(numerator) < tiny { numerator = tiny }
      denominator = 1 / denominator
      let factor = numerator * denominator
      f *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return f
  }
}
