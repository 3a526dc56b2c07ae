import Foundation

/// A continuous probability distribution, evaluated to about thirteen significant digits in both tails.
///
/// Parameters outside their range make every answer NaN rather than a trap, so that a degenerate estimate
/// (a variance of zero, no degrees of freedom) shows as "not estimable" where it is used.
public protocol ContinuousDistribution: Sendable, Equatable {
  /// f(x), 0 outside the support.
  func density(_ x: Double) -> Double
  /// P(X ≤ x).
  func cumulative(_ x: Double) -> Double
  /// P(X > x), computed directly: never as 1 − P(X ≤ x) where that would lose digits.
  func upperTail(_ x: Double) -> Double
  /// The x with P(X ≤ x) = p; NaN for p outside 0 … 1.
  func quantile(_ p: Double) -> Double
  /// The x with P(X > x) = p: keeps its digits where p is tiny.
  func quantile(upperTail p: Double) -> Double
}

/// Solves tail(x) = p for a positive x by Newton steps on the logarithms, kept inside a bracket.
///
/// log tail as a function of log x is smooth and monotone for every distribution here, so that Newton converges in a
/// few steps even at p = 1e-300; where a step leaves the bracket, the bracket is halved instead.
func positiveQuantile(
  tail p: Double, increasing: Bool, start: Double, upperLimit: Double = .infinity,
  tail: (Double) -> Double, density: (Double) -> Double
) -> Double {
  let target = log(p)
  let sign = increasing ? 1.0 : -1.0
  let top = upperLimit.isFinite ? log(upperLimit) : 709.0
  let bottom = -744.0
  var y = min(max(log(start), bottom), top)
  if y.isNaN { y = min(0, top) }
  /// Positive where x is too large.
  func excess(_ y: Double) -> Double {
    let value = tail(exp(y))
    if value <= 0 { return sign * -1e300 }
    return sign * (log(value) - target)
  }
  var low = bottom
  var high = top
  // Bracket the root by doubling steps from the start.
  var step = 0.5
  var e = excess(y)
  if e == 0 { return exp(y) }
  if e > 0 {
    high = y
    while true {
      let next = max(y - step, bottom)
      let at = excess(next)
      if at <= 0 || next == bottom {
        low = next
        break
      }
      high = next
      y = next
      step *= 2
    }
  } else {
    low = y
    while true {
      let next = min(y + step, top)
      let at = excess(next)
      if at >= 0 || next == top {
        high = next
        break
      }
      low = next
      y = next
      step *= 2
    }
  }
  y = min(max(y, low), high)
  for _ in 0..<200 {
    e = excess(y)
    if e == 0 { break }
    if e > 0 { high = y } else { low = y }
    let x = exp(y)
    let slope = density(x) * x / tail(x)
    var next = y - e / slope
    if !(next > low && next < high) { next = 0.5 * (low + high) }
    let moved = abs(next - y)
    y = next
    if moved <= 1e-16 * max(1, abs(y)) || high - low <= 1e-16 * max(1, abs(y)) { break }
  }
  return min(exp(y), upperLimit)
}
