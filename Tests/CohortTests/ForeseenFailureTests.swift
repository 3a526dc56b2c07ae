import Features
import Foundation
import TestSupport
import Testing

@testable import Cohort

/// A look at the cases says beforehand what the extraction would say afterwards.
@Suite struct `Foreseeing what cannot be extracted` {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Regions of one voxel of 0.4 mm at places that lie differently between voxels of 1 mm, a thin sheet, and a cube.
  private func cohort() throws -> CohortDatabase {
    let geometry = Geometry(size: [30, 30, 30], spacing: [0.4, 0.4, 0.4])
    let voxels = (0..<geometry.count).map { Float($0 % 97) }
    try NIfTI.write(Volume(geometry: geometry, voxels: voxels), to: folder.file("image.nii.gz"), as: .int16)
    var manifest = "patient,exam,modality,image,mask,label,role\n"
    func add(_ name: String, _ isInside: (SIMD3<Int>) -> Bool) throws {
      let inside = (0..<geometry.count).map { isInside(SIMD3($0 % 30, $0 / 30 % 30, $0 / 900)) }
      try NIfTI.write(Mask(geometry: geometry, isInside: inside), to: folder.file("\(name).nii.gz"))
      manifest += "\(name),base,CT,image.nii.gz,\(name).nii.gz,1,tumour\n"
    }
    for place in 10..<16 { try add("dot\(place)") { $0 == SIMD3(place, place, place) } }
    for place in 10..<13 {
      try add("sheet\(place)") { $0.z == place && $0.x > 5 && $0.x < 20 && $0.y > 5 && $0.y < 20 }
    }
    try add("cube") { all in (0..<3).allSatisfy { (8..<20).contains(all[$0]) } }
    _ = try CohortImport.run(source: folder.write("manifest.csv", manifest), into: folder.file("c.sqlite"))
    return try CohortDatabase(path: folder.file("c.sqlite"))
  }

  private func settings(_ change: (inout ExtractionSettings) -> Void = { _ in }) -> SettingsFile {
    var settings = ExtractionSettings(
      spacing: [1, 1, 1], discretisation: .fixedBinCount(8), families: [.intensityStatistics])
    change(&settings)
    return SettingsFile(name: "test", settings: settings)
  }

  private func check(_ settings: SettingsFile) async throws {
    let database = try cohort()
    let request = CohortExtraction(settings: settings, jobs: 2)
    let looked = try await request.preflight(database)
    let report = try await request.run(database)
    #expect(looked.count == 10)
    for one in looked {
      let failure = report.failures.first { $0.region.title == one.title }?.message
      #expect((one.status == .error) == (failure != nil), "\(one.title): \(one.message) \(failure ?? "")")
      if let failure { #expect(failure.hasSuffix(one.message), "\(failure) and \(one.message)") }
    }
    // Both happen, or nothing is tested.
    #expect(looked.contains { $0.status == .error } && looked.contains { $0.status != .error })
    #expect(looked.first { $0.title.hasPrefix("cube") }?.status == .ok)
  }

  @Test func `a region that vanishes in interpolation`() async throws { try await check(settings()) }

  @Test func `a region of which re-segmentation leaves nothing`() async throws {
    // Voxel k has the intensity k mod 97: single voxels have one of many.
    try await check(
      settings {
        $0.spacing = []
        $0.resegmentation = .init(lower: 40, upper: 90)
      })
  }

  @Test func `a region that PyRadiomics is not asked to measure`() async throws {
    try await check(settings { $0.naming = .pyradiomics })
  }

  @Test func `a look without settings leaves it at a warning, in the singular`() async throws {
    let checks = try await CohortExtraction(settings: settings(), jobs: 1).check(try cohort(), foresees: false)
    let dot = try #require(checks.first { $0.region.title.hasPrefix("dot10") })
    #expect(dot.status == .warning)
    #expect(dot.message.hasPrefix("the region has only 1 voxel: "), "\(dot.message)")
  }

  @Test func `a mask of several labels of which none is named, and a region without a finite voxel`() async throws {
    let geometry = Geometry(size: [12, 12, 12], spacing: [1, 1, 1])
    let places = (0..<geometry.count).map { SIMD3($0 % 12, $0 / 12 % 12, $0 / 144) }
    let labels = places.map { place -> Float in place.x < 3 || place.y < 3 ? 0 : place.z < 6 ? 1 : 2 }
    try NIfTI.write(
      Volume(geometry: geometry, voxels: (0..<geometry.count).map { Float($0 % 97) }), to: folder.file("image.nii"))
    try NIfTI.write(
      Volume(geometry: geometry, voxels: places.map { $0.z < 6 ? Float.nan : Float($0.x) }), to: folder.file("nan.nii"))
    try NIfTI.write(Volume(geometry: geometry, voxels: labels), to: folder.file("two.nii"), as: .int16)
    let manifest = """
      patient,exam,modality,image,mask,label,role
      unnamed,base,CT,image.nii,two.nii,,tumour
      named,base,CT,image.nii,two.nii,2,tumour
      nowhere,base,CT,nan.nii,two.nii,1,tumour

      """
    _ = try CohortImport.run(source: folder.write("m.csv", manifest), into: folder.file("m.sqlite"))
    let database = try CohortDatabase(path: folder.file("m.sqlite"))
    var file = settings { $0.spacing = [] }
    func statuses() async throws -> [String] {
      var request = CohortExtraction(settings: file, jobs: 1)
      request.isRestart = true
      let checks = try await request.check(database, foresees: false)
      let looked = try await request.preflight(database)
      #expect(checks.map(\.status) == looked.map(\.status))
      let failed = Set(try await request.run(database).failures.map { $0.region.title })
      #expect(failed == Set(checks.filter { $0.status == .error }.map { $0.region.title }))
      return checks.map { "\($0.status) \($0.message.prefix(50))" }
    }
    #expect(
      try await statuses() == [
        "error mask \(folder.file("two.nii"))".prefix(56).description, "ok ",
        "error none of the 486 voxels of the region has a finite ",
      ])
    // Settings that name a label name it for every mask.
    file.label = 2
    #expect(try await statuses().prefix(2).map { $0.prefix(2) } == ["ok", "ok"])
  }
}
