import Features
import Foundation
import Stats
import Testing

@testable import Cohort

@Suite struct `Robustness of features` {
  private func vectors(_ ratings: [[Double?]], tag: String = "stat_mean") -> [[FeatureVector]] {
    ratings.map { row in
      row.map { value in
        let key = FeatureKey(tag: tag)
        return FeatureVector([value.map { FeatureValue(key, $0) } ?? FeatureValue(key, missing: "none")])
      }
    }
  }

  /// Shrout & Fleiss (Psychol Bull 1979;86:420), table 2: six targets, four judges; ICC(1,1) = 0.17, ICC(3,1) = 0.71.
  @Test func `the correlations are those of Shrout and Fleiss`() throws {
    let ratings: [[Double?]] = [
      [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
    ]
    let row = try #require(FeatureRobustness.rows(vectors(ratings)).first)
    #expect(row.caseCount == 6)
    #expect(abs((row.absolute?.value ?? 0) - 0.17) < 0.005)
    #expect(abs((row.consistency?.value ?? 0) - 0.71) < 0.005)
    #expect(row.absolute.map { $0.low < $0.value && $0.value < $0.high } == true)
  }

  @Test func `a case without a value under every perturbation does not count`() throws {
    let row = try #require(FeatureRobustness.rows(vectors([[1, 1.1], [2, nil], [3, 2.9], [5, 5.2]])).first)
    #expect(row.caseCount == 3)
    #expect((row.absolute?.value ?? 0) > 0.95)
    let none = try #require(FeatureRobustness.rows(vectors([[1, 1.1], [2, nil]])).first)
    #expect(none.absolute == nil)
    #expect(FeatureRobustness.rows([]).isEmpty)
  }

  @Test func `where there is no correlation, the reason is told`() throws {
    func reason(_ ratings: [[Double?]]) throws -> String? {
      try #require(FeatureRobustness.rows(vectors(ratings)).first).reason
    }
    #expect(try reason([[1, 1.1], [3, 2.9]]) == nil)
    #expect(
      try reason([[1, 1.1]]) == "only one case has a value under every perturbation, and at least two are needed")
    #expect(
      try reason([[1, 1.1], [2, nil]])
        == "only one case has a value under every perturbation, and at least two are needed; elsewhere: none")
    #expect(
      try reason([[nil, nil], [nil, nil]])
        == "no case has a value under every perturbation, and at least two are needed; elsewhere: none")
    #expect(
      try reason([[2, 2], [2, 2]])
        == "it has the same value in every case under every perturbation, so there is nothing to compare")
  }

  /// Shape under noise: cases differ, perturbations change nothing.
  @Test func `a feature that perturbations leave alone agrees perfectly`() throws {
    let row = try #require(FeatureRobustness.rows(vectors([[1, 1], [2, 2], [5, 5]])).first)
    #expect(row.absolute?.value == 1 && row.absolute?.low == 1 && row.absolute?.high == 1)
    #expect(row.consistency?.value == 1 && row.reason == nil)
  }

  @Test func `a result is kept under its name and given back as it was`() throws {
    let folder = try TemporaryFolder()
    let database = try CohortDatabase(path: folder.file("c.sqlite"), mode: .create)
    let rows = FeatureRobustness.rows(vectors([[1, 1.1], [3, 2.9], [5, 5.2]]))
    let found = FeatureRobustness(
      name: "ct", settings: "{}", plan: .standard, caseCount: 3, perturbationCount: 2, features: rows)
    let perturbation = CohortPerturbation(plan: .standard, settings: try SettingsFile.read("ct"))
    try perturbation.keep(found, in: database, seconds: 1)
    #expect(try database.robustness(named: "ct") == found)
    #expect(try database.provenance().last?.step == "perturb")
    #expect(found.robustColumns(limit: 0.75) == ["original_stat_mean"])
    #expect(found.robustColumns(limit: 1).isEmpty)
    let error = #expect(throws: CohortError.self) { try database.robustness(named: "tc") }
    #expect(error?.description.contains("Did you mean \"ct\"?") == true)
  }

  @Test(arguments: [(1, 4), (5, 8)])
  func `single slices are moved along x and y alone`(slices: Int, count: Int) async throws {
    let folder = try TemporaryFolder()
    let geometry = Geometry(size: [12, 12, slices])
    let cases = try ["a", "b"].map { name in
      let voxels = (0..<geometry.count).map { Float($0 * $0 % (name == "a" ? 31 : 37)) }
      let inside = (0..<geometry.count).map { (3...8).contains($0 % 12) && (3...8).contains($0 / 12 % 12) }
      let (image, mask) = (folder.file(name + ".nii"), folder.file(name + "_mask.nii"))
      try NIfTI.write(Volume(geometry: geometry, voxels: voxels), to: image, as: .int16)
      try NIfTI.write(Mask(geometry: geometry, isInside: inside), to: mask)
      return CohortPerturbation.CaseFiles(title: name, image: image, mask: MaskSource(path: mask), roles: [:])
    }
    let plan = PerturbationPlan(translations: [0, 0.5])
    let settings = try SettingsFile(text: "families: [intensity_statistics]", file: "own.yaml")
    let report = await CohortPerturbation(plan: plan, settings: settings).run(cases)
    #expect(report.robustness.perturbationCount == count && report.failures.isEmpty)
  }

  @Test func `in a mixed cohort every case is perturbed by its own geometry`() async throws {
    let folder = try TemporaryFolder()
    let cases = try [("a", 1), ("b", 1), ("c", 5)].map { name, slices in
      let geometry = Geometry(size: [12, 12, slices])
      let factor = name == "a" ? 31 : name == "b" ? 37 : 61
      let inside = (0..<geometry.count).map { (3...8).contains($0 % 12) && (3...8).contains($0 / 12 % 12) }
      let (image, mask) = (folder.file(name + ".nii"), folder.file(name + "_mask.nii"))
      try NIfTI.write(
        Volume(geometry: geometry, voxels: (0..<geometry.count).map { Float($0 * $0 % factor) }), to: image, as: .int16)
      try NIfTI.write(Mask(geometry: geometry, isInside: inside), to: mask)
      return CohortPerturbation.CaseFiles(title: name, image: image, mask: MaskSource(path: mask), roles: [:])
    }
    let settings = try SettingsFile(text: "families: [intensity_statistics]", file: "own.yaml")
    // Three quarters of a voxel across a slice would leave nothing of it.
    let report = await CohortPerturbation(plan: PerturbationPlan(translations: [0, 0.75]), settings: settings).run(
      cases)
    let found = report.robustness
    #expect(report.failures.isEmpty && found.caseCount == 3 && found.perturbationCount == 8)
    #expect(
      found.kinds == [
        .init(isSingleSlice: true, caseCount: 2, perturbationCount: 4),
        .init(isSingleSlice: false, caseCount: 1, perturbationCount: 8),
      ])
    let mean = try #require(found.features.first { $0.key.tag == "stat_mean" })
    #expect(mean.caseCount == 3 && mean.absolute != nil && mean.consistency == nil)

    let turned = await CohortPerturbation(plan: PerturbationPlan(rotations: [-5, 5]), settings: settings).run(cases)
    let row = try #require(turned.robustness.features.first { $0.key.tag == "stat_mean" })
    #expect(turned.robustness.kinds?.map(\.perturbationCount) == [2, 2])
    #expect(row.absolute != nil && row.consistency != nil)
  }

  @Test func `columns of a study are judged by the feature that they end with`() {
    let rows = ["a", "b"].map { tag in
      FeatureRobustness.rows(
        vectors(tag == "a" ? [[1, 1.1], [3, 2.9], [5, 5.2]] : [[1, 5], [3, 1], [5, 2]], tag: "stat_" + tag))[0]
    }
    let found = FeatureRobustness(
      name: "ct", settings: "", plan: .standard, caseCount: 3, perturbationCount: 2, features: rows)
    let judgement = found.judgement(
      of: ["age", "original_stat_a", "CT_tumour_original_stat_b", "delta_ratio_original_stat_b", "stat_b"], limit: 0.75)
    #expect(judgement.judged == 3)
    #expect(judgement.failed == ["CT_tumour_original_stat_b", "delta_ratio_original_stat_b"])
  }
}
