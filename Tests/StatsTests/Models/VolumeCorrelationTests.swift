import Foundation
import Testing

@testable import Stats

@Suite struct `Columns that repeat the volume` {
  /// Volume 1 … 8; its cube, its inverse and an unrelated column; a rim with a volume of its own.
  private let design: Design = {
    let v = (1...8).map { Double($0) }
    let rim: [Double] = [4, 2, 8, 1, 7, 3, 6, 5]
    return Design(columns: [
      ("original_morph_volume", v), ("original_stat_energy", v.map { $0 * $0 * $0 }),
      ("original_morph_av", v.map { 1 / $0 }), ("original_stat_skew", [3, 1, 4, 1.5, 9, 2, 6, 5]),
      ("rim_original_morph_volume", rim), ("rim_original_stat_energy", rim.map { 2 * $0 }),
      ("rim_original_stat_mean", v),
    ])
  }()

  @Test func `columns whose ranks follow the volume go, either way, and the volume stays`() throws {
    let found = try VolumeCorrelation(limit: 0.9).kept(design)
    #expect(found.related == ["original_stat_energy", "original_morph_av", "rim_original_stat_energy"])
    #expect(found.kept.map { design.names[$0] }.contains("original_morph_volume"))
    // The mean of the rim follows the tumour's volume, not its own.
    #expect(found.kept.map { design.names[$0] }.contains("rim_original_stat_mean"))
    #expect(found.kept.count == 4)
  }

  @Test func `flagged columns stay and are named in a caution`() throws {
    let step = SelectionStep.volumeCorrelation(VolumeCorrelation(limit: 0.9, onlyFlags: true))
    let outcome = Outcome.binary([true, false, true, false, true, false, true, false])
    let learned = try step.learn(design, outcome)
    #expect(learned.step == .keep(design.names))
    #expect(learned.cautions.map(\.code) == ["volume_correlation"])
    #expect(learned.cautions[0].message.contains("“original_stat_energy”"))
  }

  @Test func `the caution lists all columns, though it names three, and keeps them in other words and when stored`()
    throws
  {
    let names = ["a", "b", "c", "d", "e"]
    let caution = try #require(Caution.relatedToVolume(names, limit: 0.9, dropped: true).first)
    #expect(caution.message.hasPrefix("“a”, “b”, “c” and 2 more correlate with the volume"))
    #expect(caution.columns == names)
    #expect(caution.about("model").columns == names && caution.saying("x").columns == names)
    let stored = try JSONDecoder().decode(Caution.self, from: JSONEncoder().encode(caution))
    #expect(stored == caution)
    let earlier = try JSONDecoder().decode(Caution.self, from: Data(#"{"code":"c","message":"m"}"#.utf8))
    #expect(earlier == Caution(code: "c", message: "m"))
    let plain = try JSONEncoder().encode(earlier)
    #expect(!String(decoding: plain, as: UTF8.self).contains("columns"))
  }

  @Test func `missing values do not count and a block without a volume is an error`() throws {
    var values = design.values
    values[8] = .nan
    let holed = Design(names: design.names, rowCount: 8, values: values)
    #expect(try VolumeCorrelation(limit: 0.9).kept(holed).related.contains("original_stat_energy"))
    let without = try design.selecting(columns: ["original_stat_energy"])
    #expect(throws: ModelError.self) { try VolumeCorrelation(limit: 0.9).kept(without) }
    #expect(throws: ModelError.self) { try VolumeCorrelation(limit: 0).kept(design) }
  }

  @Test func `columns that are named are left out and those that are not stay`() throws {
    let outcome = Outcome.binary([true, false, true, false, true, false, true, false])
    let step = SelectionStep.leaveOut(["original_stat_energy", "elsewhere"], of: 6)
    let learned = try step.learn(design, outcome)
    #expect(learned.step.names == design.names.filter { $0 != "original_stat_energy" })
    #expect(learned.cautions.map(\.code) == ["not_robust"])
    #expect(learned.cautions.first?.columns == ["original_stat_energy"])
  }
}
