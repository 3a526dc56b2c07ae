import Features
import Stats
import Testing

@testable import Cohort

@Suite struct FeatureOverviewTests {
  private let overview = FeatureOverview(
    extraction: "ct",
    design: Design(columns: [
      ("original_stat_mean", [1, 2, 3, 4, 11, 12, 13, 14]), ("noise", [5, 1, 4, 2, 3, 5, 1, 4]),
      ("gaps", [.nan, 2, 3, 4, 5, 6, 7, .nan]),
    ]), units: (1...8).map { "P\($0)" }, outcome: .binary([false, false, false, false, true, true, true, true]),
    groupNames: ["no", "yes"], keys: [FeatureKey(tag: "stat_mean"), nil, nil], isTrainingOnly: true)

  @Test func `a feature that separates the classes has an AUC of 1 and the smallest p`() throws {
    let ranking = overview.ranking
    #expect(ranking[0].estimate == 1)
    let smallest = try #require(ranking.compactMap(\.p).min())
    #expect(ranking[0].p == smallest)
    #expect(ranking.map(\.rowCount) == [8, 8, 6])
  }

  @Test func `groups hold the values of their class without the missing ones`() {
    let groups = overview.groups(of: 2)
    #expect(groups.map(\.name) == ["no", "yes"])
    #expect(groups[0].values == [2, 3, 4] && groups[1].values == [5, 6, 7])
  }

  @Test func `correlations leave out rows where one is missing, and equal orders are one cluster`() {
    let found = overview.correlations(of: [0, 1, 2])
    #expect(abs(found.values[0][2] - 1) < 1e-12, "both rise throughout")
    #expect(found.values[0][2] == found.values[2][0] && found.values[1][1] == 1)
    #expect(found.clusters[0] == found.clusters[2] && found.clusters[0] != found.clusters[1])
    #expect(found.order.sorted() == [0, 1, 2])
  }

  @Test func `an outcome that ranks nothing leaves p empty`() {
    let classes = FeatureOverview(
      extraction: "ct", design: Design(columns: [("a", [1, 2, 3])]), units: ["1", "2", "3"],
      outcome: .classes([0, 1, 2], names: ["a", "b", "c"]), groupNames: ["a", "b", "c"], keys: [nil],
      isTrainingOnly: false)
    #expect(classes.ranking.map(\.p) == [nil])
    #expect(classes.groups(of: 0).map(\.values) == [[1], [2], [3]])
  }
}
