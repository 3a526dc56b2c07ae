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

  @Test func `values that are all alike, or none, draw nothing and do not trap`() {
    for values in [[], [3, 3, 3], [.nan, .infinity]] as [[Double]] {
      #expect(Plot.density([("a", values)], title: "", xTitle: "").series.isEmpty)
    }
  }
}
