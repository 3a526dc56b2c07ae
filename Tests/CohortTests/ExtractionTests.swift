import Features
import Foundation
import Testing

@testable import Cohort

@Suite struct SettingsFileTests {
  @Test func `a preset is read by its name`() throws {
    #expect(try SettingsFile.read("CT").name == "ct")
    #expect(throws: PlanError.self) { try SettingsFile.read("no-such-preset") }
  }

  @Test func `own keys change a preset and the rest stays`() throws {
    let file = try SettingsFile(
      text: "preset: ct\nspacing: [2, 2, null]\ndiscretisation: {method: fixed_bin_count, bins: 16}\nlabel: 3\n",
      file: "own.yaml")
    let preset = try #require(ExtractionSettings.preset("ct"))
    #expect(file.settings.spacing == [2, 2, nil] && file.settings.discretisation == .fixedBinCount(16))
    #expect(file.settings.resegmentation == preset.resegmentation && file.label == 3 && file.name == "own")
  }

  @Test(arguments: [
    ("spacng: [1, 1, 1]", "s.yaml, line 1: unknown key \"spacng\". Did you mean \"spacing\"?"),
    (
      "preset: ct\n\ndiscretisation:\n  methd: none",
      "s.yaml, line 4: unknown key \"methd\" in \"discretisation\". Did you mean \"method\"?"
    ),
    ("preset: cx", "s.yaml, line 1: there is no preset \"cx\". Did you mean \"ct\"?"),
    ("setting:\n  binWith: 25", "s.yaml, line 2: unknown key \"binWith\" in \"setting\". Did you mean \"binWidth\"?"),
    ("featureClass:\n  glm:", "s.yaml, line 2: unknown key \"glm\" in \"featureClass\". Did you mean \"glcm\"?"),
    (
      "families: [morphologcal]",
      "s.yaml, line 1: \"families\" cannot be \"morphologcal\", only one of morphological, local_intensity, "
        + "intensity_statistics, intensity_histogram, intensity_volume_histogram, glcm, glrlm, glszm, gldzm, ngtdm, ngldm. "
        + "Did you mean \"morphological\"?"
    ),
    ("dimension: solid", "s.yaml, line 1: \"dimension\" cannot be \"solid\", only one of 2D, 3D."),
    ("partial_volume: much", "s.yaml, line 1: \"partial_volume\" must be a number, not \"much\"."),
    ("a: [", "s.yaml, line 2: this is not YAML: did not find expected node content."),
  ])
  func `an error names line, key and what was meant`(text: String, sentence: String) {
    do {
      _ = try SettingsFile(text: text, file: "s.yaml")
      Issue.record("\(text) was accepted")
    } catch {
      #expect(String(describing: error) == sentence)
    }
  }

  @Test func `hostile YAML is an error`() {
    for text in [
      "", "[", String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000), "a: &x [*x]", "\u{0}",
      "a: 1\na: 2", "!!binary x", "? ? ? ?", "{{{{", "%YAML 9.9", "---\n---\n",
    ] {
      #expect(throws: (any Error).self, "\(text.prefix(20))") { try SettingsFile(text: text, file: "x") }
      #expect(throws: (any Error).self) { try StudyPlan(text: text, file: "x") }
    }
  }

  @Test(arguments: ExtractionSettings.presets.map(\.name) + ["regions", "pyradiomics"])
  func `settings are written as a file that is read back as the same`(name: String) throws {
    let file =
      switch name {
      case "regions":
        try SettingsFile(
          text: """
            label: 2
            preset: mr
            spacing: [0.5, 0.5, null]
            resegmentation: {lower: -12.5}
            roi:
              - {}
              - {name: rim3, rim: {from: -1, to: 3}, without: 9}
              - {name: "true", rim: 5, within: "left lung: upper"}
            """, file: "own.yaml")
      case "pyradiomics": try SettingsFile(text: "setting: {binWidth: 10, label: 3}", file: "own.yaml")
      default: try SettingsFile.read(name)
      }
    let text = file.yaml
    let again = try SettingsFile(text: text, file: "\(file.name).yaml")
    #expect(again.settings == file.settings && again.digest == file.digest && again.label == file.label, "\(text)")
    // One line per key, but for a list of several regions.
    #expect(!text.hasPrefix("{") && !text.contains("\"spacing\""), "\(text)")
    #expect(text.split(separator: "\n").allSatisfy { !$0.hasPrefix(" ") || $0.hasPrefix("  - ") }, "\(text)")
  }

  @Test func `settings are written in the words and the order of the guide`() throws {
    var file = try SettingsFile.read("ct")
    file.settings.spacing = [2, 2, 2]
    let lines = file.yaml.split(separator: "\n").map(String.init)
    #expect(lines.contains("spacing: [2, 2, 2]"), "\(file.yaml)")
    #expect(lines.contains("discretisation: {method: fixed_bin_width, width: 25}"), "\(file.yaml)")
    #expect(lines.contains("image_interpolation: linear") || lines.contains("image_interpolation: cubic_spline"))
    let keys = lines.map { String($0.prefix { $0 != ":" }) }
    #expect(keys == ExtractionSettings.keys.filter(keys.contains), "\(keys)")
  }

  @Test func `equal settings have equal digests however they are written`() throws {
    let a = try SettingsFile(text: "spacing: [1, 1, 1]\nround_intensities: true", file: "a.yaml")
    let b = try SettingsFile(text: "round_intensities: yes\nspacing: [1.0, 1.0, 1.0]", file: "b.yaml")
    let c = try SettingsFile(text: "round_intensities: true\nspacing: [1.0, 1.0, 1.0]", file: "b.yaml")
    #expect(a.digest == c.digest)
    #expect(b.digest == c.digest)
  }
}

@Suite struct CohortExtractionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Balls of random intensities: large enough for every family, small enough for a debug build.
  private func cohort(_ patients: Int) throws -> CohortDatabase {
    var manifest = "patient,exam,modality,image,mask,label,role\n"
    for index in 0..<patients {
      let geometry = Geometry(size: [12, 12, 8], spacing: [1, 1, 2])
      var state = UInt64(index + 1)
      let voxels = (0..<geometry.count).map { _ -> Float in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 58)
      }
      let inside = (0..<geometry.count).map { k in
        let (x, y, z) = (k % 12 - 6, k / 12 % 12 - 6, k / 144 - 4)
        return x * x + y * y + 4 * z * z < 20
      }
      let name = "P\(index + 1)"
      try NIfTI.write(Volume(geometry: geometry, voxels: voxels), to: folder.file("\(name)_image.nii.gz"), as: .int16)
      try NIfTI.write(Mask(geometry: geometry, isInside: inside), to: folder.file("\(name)_mask.nii.gz"))
      manifest += "\(name),base,CT,\(name)_image.nii.gz,\(name)_mask.nii.gz,1,tumour\n"
    }
    _ = try CohortImport.run(source: folder.write("manifest.csv", manifest), into: folder.file("c.sqlite"))
    return try CohortDatabase(path: folder.file("c.sqlite"))
  }

  private let settings = SettingsFile(
    name: "test",
    settings: ExtractionSettings(
      discretisation: .fixedBinCount(8), families: [.intensityStatistics, .morphology, .cooccurrence]))

  @Test func `a rim is clipped to the organ of the same image, and one per label is refused`() async throws {
    _ = try cohort(2)
    var manifest = "patient,exam,modality,image,mask,label,role\n"
    for name in ["P1", "P2"] {
      let geometry = try NIfTI.header(at: folder.file("\(name)_image.nii.gz")).geometry
      let half = (0..<geometry.count).map { $0 % 12 < 6 }
      try NIfTI.write(Mask(geometry: geometry, isInside: half), to: folder.file("\(name)_organ.nii.gz"))
      for (mask, role) in [("mask", "tumour"), ("organ", "organ")] {
        manifest += "\(name),base,CT,\(name)_image.nii.gz,\(name)_\(mask).nii.gz,1,\(role)\n"
      }
    }
    _ = try CohortImport.run(source: folder.write("rims.csv", manifest), into: folder.file("r.sqlite"))
    let database = try CohortDatabase(path: folder.file("r.sqlite"))
    var rims = settings
    rims.settings.families = [.morphology]
    rims.settings.regions = [
      RegionOfInterest(), RegionOfInterest(name: "rim", rim: .init(to: 2)),
      RegionOfInterest(name: "inside", rim: .init(to: 2), within: .role("organ")),
    ]
    let report = try await CohortExtraction(settings: rims, filter: "role=tumour", jobs: 1).run(database)
    #expect(report.progress.finished == 2 && report.failures.isEmpty)
    let matrix = try database.featureMatrix(of: database.extraction(named: "test"))
    func volumes(_ image: String) throws -> [Double] {
      let key = FeatureKey(image: image, tag: "morph_vol_approx")
      return Array(matrix.column(try #require(matrix.features.firstIndex(of: key))))
    }
    let (rim, inside) = (try volumes("rim_original"), try volumes("inside_original"))
    for (whole, part) in zip(rim, inside) { #expect(part > 0.3 * whole && part < 0.7 * whole) }
    #expect(try await CohortExtraction(settings: rims, filter: "role=tumour").run(database).progress.unchanged == 2)

    rims.settings.regions = [RegionOfInterest(each: .label)]
    await #expect(throws: PlanError.self) {
      try await CohortExtraction(name: "each", settings: rims).run(database)
    }
  }

  @Test func `every region gets its features, and a second run does nothing`() async throws {
    let database = try cohort(3)
    let request = CohortExtraction(settings: settings, jobs: 2)
    let report = try await request.run(database)
    #expect(report.progress.finished == 3 && report.failures.isEmpty)
    let table = try database.tableOfFeatures(report.extraction)
    #expect(table.rowCount == 3 && table.columns.count > 50)
    #expect(table.column(named: "original_stat_mean")?.missingCount == 0)
    let again = try await request.run(database)
    #expect(again.progress.unchanged == 3 && again.progress.finished == 0)
  }

  @Test func `the number of jobs changes no bit`() async throws {
    let database = try cohort(3)
    var matrices: [FeatureMatrix] = []
    for jobs in [1, 4] {
      let report = try await CohortExtraction(name: "jobs\(jobs)", settings: settings, jobs: jobs).run(database)
      matrices.append(try database.featureMatrix(of: report.extraction))
    }
    #expect(matrices[0].values.map(\.bitPattern) == matrices[1].values.map(\.bitPattern))
  }

  @Test func `a broken image, a mask of another geometry and an empty mask are named and the rest goes on`()
    async throws
  {
    let database = try cohort(5)
    try folder.write("P1_image.nii.gz", "this is no image")
    let other = Geometry(size: [10, 12, 8], spacing: [1, 1, 2])
    try NIfTI.write(
      Mask(geometry: other, isInside: [Bool](repeating: true, count: other.count)), to: folder.file("P2_mask.nii.gz"))
    let empty = Geometry(size: [12, 12, 8], spacing: [1, 1, 2])
    try NIfTI.write(
      Mask(geometry: empty, isInside: [Bool](repeating: false, count: empty.count)), to: folder.file("P3_mask.nii.gz"))
    try FileManager.default.removeItem(atPath: folder.file("P4_mask.nii.gz"))
    let request = CohortExtraction(settings: settings, jobs: 2)
    let checks = try await request.check(database)
    #expect(checks.map(\.status) == [.error, .error, .error, .error, .ok])
    let report = try await request.run(database)
    #expect(report.progress.finished == 1 && report.progress.failed == 4)
    let lines = report.failures.map(\.message).sorted()
    for (line, (patient, file)) in zip(
      lines, [("P1", "P1_image.nii.gz"), ("P2", "P2_mask.nii.gz"), ("P3", "P3_mask.nii.gz"), ("P4", "P4_mask.nii.gz")])
    {
      #expect(line.hasPrefix("\(patient) base CT tumour: "), "\(line)")
      #expect(line.contains(file), "\(line)")
      #expect(line.hasSuffix("."), "\(line)")
      #expect(!line.contains("\n"))
    }
    #expect(lines[1].contains("mask is 10×12×8 voxels but image is 12×12×8"), "\(lines[1])")
    #expect(try database.failures(of: report.extraction.id).count == 4)
    // Mended files are taken in by the next run.
    try NIfTI.write(
      Mask(geometry: empty, isInside: [Bool](repeating: true, count: empty.count)), to: folder.file("P3_mask.nii.gz"))
    let again = try await request.run(database)
    #expect(again.progress.finished == 1 && again.progress.unchanged == 1 && again.progress.failed == 3)
  }

  @Test func `a mask of another geometry is no error where settings bring it to the image's grid`() async throws {
    let database = try cohort(2)
    let fine = Geometry(size: [12, 12, 16], spacing: [1, 1, 1])
    try NIfTI.write(
      Mask(geometry: fine, isInside: (0..<fine.count).map { $0 % 12 < 8 }), to: folder.file("P1_mask.nii.gz"))
    let far = Geometry(size: [12, 12, 8], spacing: [1, 1, 2], origin: [500, 0, 0])
    try NIfTI.write(
      Mask(geometry: far, isInside: [Bool](repeating: true, count: far.count)), to: folder.file("P2_mask.nii.gz"))
    var resampling = settings
    resampling.settings.resamplesMask = true
    let checks = try await CohortExtraction(settings: resampling, jobs: 1).check(database)
    #expect(checks.map(\.status) == [.warning, .error])
    #expect(checks[0].message.contains("The mask is brought to the image's grid."))
    #expect(checks[0].voxelCount == 8 * 12 * 8)
    #expect(checks[1].message.contains("Nothing of the mask lies in the image"))
    let looks = try await CohortExtraction(settings: resampling, jobs: 1).preflight(database)
    #expect(looks[0].status == .warning && !looks[0].intensities.isEmpty)
  }

  @Test func `cancelling keeps what is finished and the next run continues`() async throws {
    let database = try cohort(8)
    let request = CohortExtraction(settings: settings, jobs: 1)
    let task = Task { @concurrent in
      try await request.run(database) { progress in
        if progress.done == 3 { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
    let report = try await task.value
    #expect(report.isCancelled && report.progress.done >= 3 && report.progress.done < 8)
    let rest = try await request.run(database)
    #expect(rest.progress.unchanged == report.progress.finished)
    #expect(rest.progress.done == 8 && !rest.isCancelled)
  }

  @Test func `a file that is killed during extraction holds all finished regions`() async throws {
    let database = try cohort(4)
    // What kill -9 leaves: the file and its log as they are at some moment, never closed.
    let killed = folder.file("killed")
    try FileManager.default.createDirectory(atPath: killed, withIntermediateDirectories: true)
    let request = CohortExtraction(settings: settings, jobs: 1)
    let source = folder.path
    _ = try await request.run(database) { progress in
      guard progress.done == 2, progress.finished == 2 else { return }
      for file in ["c.sqlite", "c.sqlite-wal"] {
        try? FileManager.default.copyItem(atPath: source + "/" + file, toPath: killed + "/" + file)
      }
    }
    let survivor = try CohortDatabase(path: killed + "/c.sqlite")
    let extraction = try survivor.extraction(named: "test")
    #expect(try survivor.finishedCases(of: extraction.id).count == 2)
    let matrix = try survivor.featureMatrix(of: extraction)
    #expect(matrix.lesions.count == 2 && matrix.features.count > 50)
  }

  @Test func `excluded patients are not extracted`() async throws {
    let database = try cohort(3)
    try database.exclude(.patient, unit: 2, reason: "motion")
    let request = CohortExtraction(settings: settings, filter: "modality=CT")
    #expect(try request.cases(in: database).map(\.patient.label) == ["P1", "P3"])
  }
}
