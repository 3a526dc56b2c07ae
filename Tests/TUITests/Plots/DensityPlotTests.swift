import Foundation
import Testing

@testable import TUI

@Suite struct DensityPlotTests {
  /// Source: R, `bw.nrd0(c(1, 2, 4, 7, 11, 11.5))`; without a range between quartiles the deviation counts.
  @Test func `the bandwidth is that of R`() throws {
    let bandwidth = try #require(KernelDensity([1, 2, 4, 7, 11, 11.5])?.bandwidth)
    #expect(abs(bandwidth - 2.829667415) < 1e-6)
    let skewed = try #require(KernelDensity([3, 3, 3, 3, 9])?.bandwidth)
    #expect(abs(skewed - 1.750309124) < 1e-6)
    #expect(KernelDensity([2, 2, 2]) == nil && KernelDensity([1]) == nil)
  }

  @Test func `the area under a density is one`() throws {
    let plot = Plot.density([("a", [1, 2, 4, 7, 11, 11.5]), ("none", [])], title: "", xTitle: "")
    let points = try #require(plot.series.first?.points)
    var area = 0.0
    for (a, b) in zip(points, points.dropFirst()) { area += (b.x - a.x) * (a.y + b.y) / 2 }
    #expect(abs(area - 1) < 0.01)
    #expect(plot.series.count == 1)
  }

  @Test func `many values are counted in bins, which changes nothing that is seen`() throws {
    // Two humps, and the sum over all values written out.
    let values = (0..<6000).map { index -> Double in
      let place = Double(index * 7919 % 1000) / 100
      return index % 3 == 0 ? place + 12 : place
    }
    let kernel = try #require(KernelDensity(values))
    for x in stride(from: -2.0, through: 24, by: 0.5) {
      var direct = 0.0
      for value in values {
        let z = (value - x) / kernel.bandwidth
        direct += exp(-z * z / 2)
      }
      let expected = direct / (6000 * kernel.bandwidth * (2 * Double.pi).squareRoot())
      #expect(abs(kernel(x) - expected) < 1e-4)
    }
  }

  @Test func `values that are all alike, or none, draw nothing and do not trap`() {
    let extremes = (0..<3000).map { $0 % 2 == 0 ? 1.7e308 : -1.7e308 }
    let tiny = (0..<3000).map { $0 % 2 == 0 ? 0 : Double.leastNonzeroMagnitude }
    for values in [[], [3, 3, 3], [.nan, .infinity], extremes, tiny] as [[Double]] {
      #expect(Plot.density([("a", values)], title: "", xTitle: "").series.isEmpty)
    }
  }
}
