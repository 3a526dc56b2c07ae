import Testing

@testable import Stats

@Suite struct HierarchicalClusteringTests {
  private func distances(_ places: [Double]) -> [[Double]] {
    places.map { a in places.map { b in (a - b).magnitude } }
  }

  @Test func `three items are joined by hand`() {
    let clustering = HierarchicalClustering(distances: [[0, 1, 6], [1, 0, 5], [6, 5, 0]])
    // 0 and 1 at 1; then item 2 at (6 + 5) / 2.
    #expect(clustering.merges == [.init(left: 0, right: 1, height: 1), .init(left: 2, right: 3, height: 5.5)])
    #expect(clustering.order == [2, 0, 1])
  }

  /// Source: R 4.2, `hclust(dist(c(1, 2, 4, 7, 11, 11.5)), "average")` and `cutree(…, h = 3)`.
  @Test func `heights, leaves and clusters are those of R`() {
    let clustering = HierarchicalClustering(distances: distances([1, 2, 4, 7, 11, 11.5]))
    let heights = [0.5, 1, 2.5, 4.25, 7.5]
    for (found, wanted) in zip(clustering.merges.map(\.height), heights) { #expect(abs(found - wanted) < 1e-12) }
    #expect(clustering.order.map { $0 + 1 } == [3, 1, 2, 4, 5, 6])
    #expect(clustering.clusters(below: 3) == [0, 0, 0, 1, 2, 2])
  }

  /// Source: R 4.2, `hclust(dist(c(3, 9, 1, 14, 2, 8, 20, 13.5)), "average")`.
  @Test func `ties are joined in the order of the items, as R does`() {
    let clustering = HierarchicalClustering(distances: distances([3, 9, 1, 14, 2, 8, 20, 13.5]))
    let heights = [0.5, 1, 1, 1.5, 5.25, 8.875, 10.9]
    for (found, wanted) in zip(clustering.merges.map(\.height), heights) { #expect(abs(found - wanted) < 1e-12) }
  }

  @Test func `none, one and items at no known distance are clustered too`() {
    #expect(HierarchicalClustering(distances: []).order == [])
    #expect(HierarchicalClustering(distances: [[0]]).order == [0])
    let unknown = HierarchicalClustering(distances: [[0, .nan, 1], [.nan, 0, 2], [1, 2, 0]])
    #expect(unknown.order.sorted() == [0, 1, 2])
    #expect(unknown.merges.allSatisfy { $0.height.isFinite })
  }
}
