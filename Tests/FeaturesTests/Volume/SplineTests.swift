import Foundation
import Testing

@testable import Features

@Suite struct `Coefficients of the cubic spline` {
  /// Different at every place, and nowhere near 0 at the ends.
  private func values(_ count: Int) -> [Double] { (0..<count).map { 300 + 200 * sin(Double(5 * $0 * $0 + 3)) } }

  /// (c₍ₖ₋₁₎ + 4 c₍ₖ₎ + c₍ₖ₊₁₎) / 6, beyond both ends mirrored.
  private func spline(_ c: [Double], at k: Int) -> Double {
    let (before, after) = (k > 0 ? c[k - 1] : c[1], k < c.count - 1 ? c[k + 1] : c[c.count - 2])
    return (before + 4 * c[k] + after) / 6
  }

  @Test(arguments: [2, 3, 4, 5, 8, 17, 39, 40, 41, 90])
  func `make a curve that passes through every value, however few there are`(count: Int) {
    let values = values(count)
    for axis in 0..<3 {
      var size = SIMD3(1, 1, 1)
      size[axis] = count
      var coefficients = values
      filterSpline(&coefficients, size: size, axis: axis)
      for k in 0..<count { #expect(abs(spline(coefficients, at: k) - values[k]) < 1e-9) }
    }
  }

  @Test func `of two values are those of a line bent at both ends`() {
    // c₀ = 2a − b and c₁ = 2b − a by hand: (4(2a − b) + 2(2b − a))/6 = a.
    var coefficients = [10.0, 40]
    filterSpline(&coefficients, size: [1, 1, 2], axis: 2)
    #expect(abs(coefficients[0] + 20) < 1e-12 && abs(coefficients[1] - 70) < 1e-12)
  }

  @Test func `of one value are that value`() {
    var coefficients = [7.0]
    filterSpline(&coefficients, size: [1, 1, 1], axis: 0)
    #expect(coefficients == [7])
  }
}
