import TestSupport
import Testing

@testable import Features

/// IBSI 2, phase 1: the response map of every filter on the digital phantoms. Pass rule of the study: every voxel within
/// 1 % of the range of the consensus map.
@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct FilterReferenceTests {
  @Test(arguments: FilterPresets.phaseOne.map(\.name))
  func `a response map agrees with the consensus`(name: String) throws {
    let test = try #require(FilterPresets.phaseOne.first { $0.name == name })
    let id = name.dropFirst("ibsi2-phase1-".count)
    let phantom = try NIfTI.volume(at: Reference.path("ibsi/ibsi2/phantoms/\(test.phantom).nii.gz"))
    let reference = try NIfTI.volume(at: Reference.path("ibsi/ibsi2/reference_maps/\(id)-ValidCRM.nii.gz"))
    let response = try test.filter.response(to: phantom)
    #expect(response.geometry == phantom.geometry)
    #expect(response.voxels.count == reference.voxels.count)
    let lowest = reference.voxels.min() ?? 0
    let highest = reference.voxels.max() ?? 0
    var worst: Float = 0
    for (computed, expected) in zip(response.voxels, reference.voxels) { worst = max(worst, abs(computed - expected)) }
    let share = worst / (highest - lowest)
    #expect(share <= 0.01, "\(name): \(share) of the range")
  }

  @Test func `every map and every row of both tables has a preset`() throws {
    let phaseOne = try ReferenceTable("ibsi/ibsi2/phase1_tests.csv").rows.compactMap { $0["test_id"] }
    let names = Set(FilterPresets.phaseOne.map(\.name))
    #expect(names == Set((phaseOne + ["9_a", "9_b_1", "10_b_1"]).map { "ibsi2-phase1-" + $0 }))
    let phaseTwo = try ReferenceTable("ibsi/ibsi2/phase2_tests.csv").rows.compactMap { $0["filter_id"] }
    #expect(Set(FilterPresets.phaseTwo.map(\.name)) == Set(phaseTwo.map { "ibsi2-phase2-" + $0 }))
  }

  @Test func `phantoms of phase 1 are those of the table`() throws {
    for row in try ReferenceTable("ibsi/ibsi2/phase1_tests.csv").rows {
      let test = FilterPresets.phaseOne.first { $0.name == "ibsi2-phase1-" + (row["test_id"] ?? "") }
      #expect(test?.phantom == row["phantom"])
      #expect(test?.filter.dimensions == (row["dimension"] == "2D" ? .two : .three))
      let boundary = test?.filter.boundary.rawValue ?? ""
      #expect(row["parameters(MIRP names)"]?.contains("boundary_condition=" + boundary) == true)
    }
  }
}
