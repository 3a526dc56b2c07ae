import Features
import Testing

@testable import Cohort

/// Features as columns beside a table of units.
@Suite struct UnitFeaturesTests {
  private let folder: TemporaryFolder
  private let database: CohortDatabase
  private let extraction: StoredExtraction

  /// Two patients with a tumour of two regions and a node each, and a third with nothing; `mean` is 1, 2, … by region, `size`
  /// ten times that.
  init() throws {
    folder = try TemporaryFolder()
    database = try CohortDatabase(path: folder.file("cohort.sqlite"), mode: .create)
    let path = folder.path
    try database.update { cohort in
      for index in 1...3 {
        let patient = try cohort.patient("P\(index)")
        let exam = try cohort.exam("base", of: patient)
        let image = try cohort.image(modality: "CT", series: "", path: "\(path)/\(index).nii", of: exam)
        guard index < 3 else { return }
        for (place, role) in ["tumour", "tumour", "node"].enumerated() {
          _ = try cohort.lesion(
            role: role, mask: "\(path)/\(index)-\(place).nii", label: 1, name: "\(place)", on: image)
        }
      }
    }
    let keys = [FeatureKey(tag: "mean"), FeatureKey(tag: "size")]
    let begun = try database.beginExtraction(named: "ct", settings: "preset: ct", settingsDigest: "abc")
    for lesion in 1...6 {
      try database.store(
        StoredVector(
          lesion: LesionID(rawValue: Int64(lesion)), numbers: [Double(lesion), Double(10 * lesion)], reasons: [:],
          inputDigest: "", seconds: 0), features: keys, in: begun.id)
    }
    extraction = try database.extraction(named: "ct")
  }

  /// The columns by name, missing values as nil.
  private func columns(_ names: Set<String>, of unit: UnitLevel, count: Int) throws -> [String: [Double?]] {
    let found = try UnitFeatures(extraction, of: unit, in: database).columns(named: names, count: count, in: database)
    return Dictionary(
      uniqueKeysWithValues: found.map { column in
        (column.name, (0..<column.values.count).map { column.values.isMissing($0) ? nil : column.values.numbers?[$0] })
      })
  }

  private let mean = FeatureKey(tag: "mean").column
  private let size = FeatureKey(tag: "size").column

  @Test func `each kind of region has columns of its own, and regions of one kind are averaged`() throws {
    let names = try UnitFeatures(extraction, of: .patient, in: database).names
    #expect(names == ["node", "tumour"].flatMap { kind in [mean, size].map { "base_CT_\(kind)_\($0)" } })
    let found = try columns(["base_CT_tumour_\(mean)", "base_CT_node_\(size)"], of: .patient, count: 3)
    #expect(found == ["base_CT_tumour_\(mean)": [1.5, 4.5, nil], "base_CT_node_\(size)": [30, 60, nil]])
  }

  @Test func `of regions a feature is one column, and only what is named is read`() throws {
    #expect(try UnitFeatures(extraction, of: .lesion, in: database).names == [mean, size])
    #expect(try columns([size, "nothing"], of: .lesion, count: 6) == [size: [10, 20, 30, 40, 50, 60]])
    let some = try database.featureMatrix(of: extraction, features: [1])
    #expect(some.features == [FeatureKey(tag: "size")] && some.values == [10, 20, 30, 40, 50, 60])
    #expect(try database.featureMatrix(of: extraction, features: []).values.isEmpty)
  }

  @Test func `what is excluded has no part`() throws {
    try database.exclude(.lesion, unit: 1, reason: "no region")
    try database.exclude(.patient, unit: 2, reason: "no consent")
    #expect(
      try columns(["base_CT_tumour_\(mean)"], of: .patient, count: 3) == ["base_CT_tumour_\(mean)": [2, nil, nil]])
  }

  @Test func `a table with fewer units than there are takes none`() throws {
    #expect(try columns([mean], of: .lesion, count: 5).isEmpty)
  }
}
