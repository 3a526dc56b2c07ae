import Stats
import Testing

@testable import TUI

/// Precision is not interpolated between cut-offs.
@Suite struct `Precision–recall curves` {
  /// Ten units with ties; cut-offs at 5, 4, 3, 2, 1.
  private static let isPositive = [true, true, false, true, false, false, true, false, true, false]
  private static let scores: [Double] = [5, 4, 4, 3, 3, 3, 2, 2, 1, 1]

  private func plot() throws -> (curve: PrecisionRecall, plot: Plot) {
    let curve = PrecisionRecall(try ScoredOutcomes(isPositive: Self.isPositive, scores: Self.scores))
    let points = curve.points.map { PlotPoint($0.recall, $0.precision) }.sorted { ($0.x, $1.y) < ($1.x, $0.y) }
    return (
      curve,
      Plot.precisionRecall([(name: "m", points: points, averagePrecision: curve.averagePrecision)], prevalence: 0.5)
    )
  }

  @Test func `are level at the precision of the point of larger recall`() {
    let series = PlotSeries("m", [PlotPoint(0, 1), PlotPoint(0.5, 0.8), PlotPoint(1, 0.4)], shape: .stepBack)
    let read = [0.0, 0.25, 0.5, 0.51, 1].map { series.value(at: $0) }
    #expect(read == [1, 0.8, 0.8, 0.4, 0.4])
    #expect(series.corner(from: PlotPoint(0, 1), to: PlotPoint(0.5, 0.8)) == PlotPoint(0, 0.8))
    #expect(series.value(at: 1.1) == nil && series.point(from: 1.1) == nil)
  }

  @Test func `have the average precision as the area below what is drawn`() throws {
    let (curve, plot) = try plot()
    let recalls = Set(curve.points.map(\.recall)).sorted()
    let series = try #require(plot.series.first)
    var area = 0.0
    for (from, to) in zip(recalls, recalls.dropFirst()) {
      area += (to - from) * (try #require(series.value(at: 0.5 * (from + to))))
    }
    // By hand, Σ ΔR·P: 0.2·1 + 0.2·2/3 + 0.2·3/6 + 0.2·4/8 + 0.2·5/10.
    let expected = 0.2 * (1 + 2.0 / 3 + 0.5 + 0.5 + 0.5)
    #expect(abs(area - expected) < 1e-12)
    #expect(abs(area - curve.averagePrecision) < 1e-12)
    #expect(curve.trapezoidArea > area, "straight lines promise more")
  }

  @Test func `are drawn of level and upright lines only`() throws {
    let svg = try plot().plot.svg(width: 600, height: 500)
    let path = try #require(svg.firstMatch(of: /<path d="([^"]+)" fill="none" stroke="#0072b2"/))
    let corners = path.1.split { "ML".contains($0) }.map { $0.split(separator: " ").compactMap { Double($0) } }
    #expect(corners.count > 6)
    for (from, to) in zip(corners, corners.dropFirst()) { #expect(from[0] == to[0] || from[1] == to[1]) }
  }

  @Test func `export the cut-offs' points without corners`() throws {
    let (curve, plot) = try plot()
    #expect(plot.table.columns == ["model", "recall", "precision"])
    #expect(plot.table.rows.count == curve.points.count)
  }
}
