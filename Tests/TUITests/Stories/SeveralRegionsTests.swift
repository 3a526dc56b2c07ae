import Cohort
import Features
import Stats
import Testing

@testable import TUI

/// A feature of two exams, or of two kinds of region, has a line for each: nobody has to guess which is which.
@MainActor @Suite struct `Features of several regions` {
  private func environment(_ kinds: [String]) -> TUI.Environment {
    var environment = Sample.environment(cohort: `Every screen`.Ready.cohort)
    environment.features = { _, _ in
      let classes = (0..<16).map { $0 % 3 == 0 }
      let key = FeatureKey(tag: "cm_joint_entr", aggregation: .merged3D)
      let columns = kinds.enumerated().map { place, kind in
        (name: kind + "_" + key.column, values: (0..<16).map { Double(($0 * (3 + 2 * place)) % 17) })
      }
      let overview = FeatureOverview(
        extraction: "ct", design: Design(columns: columns), units: (0..<16).map { "P\($0)" },
        outcome: .binary(classes), groupNames: ["no", "yes"], keys: kinds.map { _ in key }, isTrainingOnly: true)
      let all = FeatureTable.ranked(overview)
      return FeatureTable(
        extractions: ["ct"], outcomes: ["metastasis"], outcome: "metastasis", overview: overview, correlated: all,
        correlations: overview.correlations(of: all))
    }
    return environment
  }

  @Test(arguments: [60, 80, 200])
  func `are told apart in the ranking, the distribution, the correlations and the file`(columns: Int) async throws {
    let environment = environment(["baseline_CT_tumour", "week 12_CT_tumour"])
    let driver = await Driver(size: Size(columns: columns, rows: 24), environment: environment)
    try await driver.press(":features<Enter>")
    let rows = (4...5).map { driver.row($0) }
    #expect(rows.contains { $0.contains("baseline") } && rows.contains { $0.contains("week 12") }, "\(driver.screen)")
    #expect(driver.row(3).contains("region"))
    let first = try #require(driver.store.state.features.column)
    let overview = try #require(driver.store.state.features.table?.overview)
    let shown = overview.shortKinds[first]
    try await driver.press("<Enter>")
    #expect(driver.screen.contains("1/2 · \(shown) · AUC"), "\(driver.screen)")
    try await driver.press("i")
    #expect(driver.screen.contains(overview.kinds[first].replacing("_", with: " ")))
    try await driver.press("<Esc>:features<Enter><Tab>")
    while driver.store.state.features.tab != .correlation { try await driver.press("<Tab>") }
    let read = driver.screen.split(separator: "\n").first {
      $0.contains("ρ -") || $0.contains("ρ 0") || $0.contains("ρ −")
    }
    #expect(read?.contains("baseline ·") == true && read?.contains("week 12 ·") == true, "\(driver.screen)")
    let lines = FeaturesScreen.table(driver.store.state.features)
    #expect(lines[0].prefix(3) == ["column", "region", "name"])
    #expect(Set(lines.dropFirst().map { $0[1] }) == ["baseline_CT_tumour", "week 12_CT_tumour"])
    #expect(Set(lines.dropFirst().map { $0[2] }).count == 1)
  }

  @Test func `the words that every region has are left out, and none loses its name`() throws {
    func short(_ kinds: [String]) -> [String] {
      let key = FeatureKey(tag: "stat_mean")
      return FeatureOverview(
        extraction: "ct", design: Design(columns: kinds.map { ($0 + "_" + key.column, [1, 2]) }), units: ["a", "b"],
        outcome: .binary([true, false]), groupNames: ["no", "yes"], keys: kinds.map { _ in key }, isTrainingOnly: true
      ).shortKinds
    }
    #expect(short(["CT_tumour", "CT_liver"]) == ["tumour", "liver"])
    #expect(short(["base_MR_T1_tumour", "base_MR_T2_tumour"]) == ["T1", "T2"])
    #expect(short(["MR", "MR_T2"]) == ["MR", "MR T2"])
    #expect(short(["a_x", "b_y"]) == ["a x", "b y"])
    #expect(short(["tumour"]) == ["tumour"])
  }

  @Test func `ways of aggregating are told apart too`() throws {
    let keys = [Aggregation.merged3D, .averaged3D].map { FeatureKey(tag: "cm_joint_entr", aggregation: $0) }
    let overview = FeatureOverview(
      extraction: "ct", design: Design(columns: keys.map { ($0.column, [1, 2]) }), units: ["a", "b"],
      outcome: .binary([true, false]), groupNames: ["no", "yes"], keys: keys, isTrainingOnly: true)
    #expect(Set((0..<2).map { FeaturesScreen.name($0, overview) }).count == 2)
    #expect(FeaturesScreen.name(0, overview).hasSuffix(", 3D merged"))
  }
}
