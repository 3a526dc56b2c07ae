import Foundation

// Foundation's functions under names that read as mathematics and cannot be shadowed by a member.
@inline(__always) func logarithm(_ x: Double) -> Double { log(x) }
@inline(__always) func exponential(_ x: Double) -> Double { exp(x) }

/// 1 / (1 + e⁻ˣ), exact in both tails.
@inline(__always) func logistic(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let e = exp(x)
  return e / (1 + e)
}

/// ln(1 + eˣ) without overflow.
@inline(__always) func softplus(_ x: Double) -> Double {
  x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
}
