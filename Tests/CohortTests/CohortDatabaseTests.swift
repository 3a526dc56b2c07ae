import Features
import Foundation
import Testing

@testable import Cohort

@Suite struct CohortDatabaseTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func sqlite(_ path: String, _ sql: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.close()",
      path,
      sql,
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func `a cohort is called after its file, or after its folder where the file is only called cohort`() {
    #expect(CohortDatabase.name(ofFile: "/data/sarcoma.sqlite") == "sarcoma")
    #expect(CohortDatabase.name(ofFile: "/data/sarcoma/cohort.sqlite") == "sarcoma")
    #expect(CohortDatabase.name(ofFile: "/cohort.sqlite") == "cohort")
  }

  private func cohort() throws -> String {
    folder.file("cohort.sqlite")
  }

  private func filled() throws -> String {
    let path = try cohort()
    let database = try CohortDatabase(path: path, mode: .create)
    try database.update { cohort in
      let patient = try cohort.patient("P001")
      _ = try cohort.patient("P002")
      let exam = try cohort.exam("baseline", of: patient)
      let image = try cohort.image(modality: "CT", series: "", path: folder.file("a.nii"), of: exam)
      _ = try cohort.lesion(role: "tumour", mask: "/elsewhere/m.nii", label: 1, name: "", on: image)
      try cohort.setCells(level: .patient, name: "age", units: [1, 2], values: .number([60, .nan]))
    }
    try database.close()
    return path
  }

  @Test func `a new cohort is readable by its owner only`() throws {
    let path = try filled()
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func `what goes in comes out, with paths below the cohort kept relative`() throws {
    let database = try CohortDatabase(path: filled(), mode: .readOnly)
    #expect(try database.counts() == .init(patients: 2, exams: 1, images: 1, lesions: 1))
    let region = try #require(try database.cases().first)
    #expect(region.title == "P001 baseline CT tumour")
    #expect(region.image.path == folder.file("a.nii"))
    #expect(region.lesion.maskPath == "/elsewhere/m.nii")
    let table = try database.tableOfPatients()
    #expect(table.names == ["patient", "age", "images", "exams", "lesions"])
    #expect(table.cell(row: 0, column: 1) == .number(60))
    #expect(table.cell(row: 1, column: 1) == .missing)
    #expect(try database.tableOfLesions().cell(row: 0, column: "age") == .number(60))
  }

  @Test func `reading leaves the file byte-identical`() throws {
    let path = try filled()
    let before = try Data(contentsOf: URL(filePath: path))
    let database = try CohortDatabase(path: path, mode: .readOnly)
    _ = try database.tableOfPatients()
    #expect(throws: CohortError.readOnly(path: database.path)) {
      try database.exclude(.patient, unit: 1, reason: "motion")
    }
    try database.close()
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func `a cohort of a newer Radish is refused with the version that opens it`() throws {
    let path = try filled()
    try sqlite(
      path,
      "INSERT INTO grdb_migrations VALUES ('99 future'); UPDATE format SET value='7.2.0' WHERE name='needs_version'")
    let before = try Data(contentsOf: URL(filePath: path))
    for mode in [CohortDatabase.Mode.readOnly, .readWrite, .create] {
      #expect(throws: CohortError.newer(path: path, needs: "7.2.0")) { try CohortDatabase(path: path, mode: mode) }
    }
    #expect(
      CohortError.newer(path: "x.sqlite", needs: "7.2.0").description
        == "x.sqlite: was written by a newer Radish. Open it with Radish 7.2.0 or later; this is 0.1.0.")
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func `a file that is no database, or not ours, is refused and left alone`() throws {
    let text = try folder.write("notes.txt", "patient,age\n")
    #expect(throws: CohortError.notADatabase(path: text)) { try CohortDatabase(path: text, mode: .create) }
    let other = folder.file("other.sqlite")
    try sqlite(other, "CREATE TABLE bookmarks (url TEXT)")
    #expect(throws: CohortError.notACohort(path: other)) { try CohortDatabase(path: other, mode: .create) }
    #expect(throws: CohortError.notFound(path: folder.file("none.sqlite"))) {
      try CohortDatabase(path: folder.file("none.sqlite"))
    }
    #expect(throws: CohortError.isFolder(path: folder.path)) { try CohortDatabase(path: folder.path) }
    #expect(try String(contentsOfFile: text, encoding: .utf8) == "patient,age\n")
  }

  @Test func `a damaged file gives an error, never a crash`() throws {
    let path = try filled()
    let intact = try Data(contentsOf: URL(filePath: path))
    var state: UInt64 = 3
    for _ in 0..<60 {
      var damaged = intact
      for _ in 0..<200 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        damaged[16 + Int(state >> 33) % (damaged.count - 16)] = UInt8(truncatingIfNeeded: state >> 20)
      }
      let copy = folder.file("damaged.sqlite")
      try damaged.write(to: URL(filePath: copy))
      do {
        let database = try CohortDatabase(path: copy, mode: .readOnly)
        for level in UnitLevel.allCases { _ = try? database.table(of: level) }
        try? database.close()
      } catch {
        #expect(error.description.hasPrefix(copy))
      }
    }
  }

  @Test func `excluding needs an existing unit and keeps the reason`() throws {
    let database = try CohortDatabase(path: filled())
    try database.exclude(.patient, unit: 2, reason: " motion artefact ")
    #expect(try database.exclusions() == [Exclusion(level: .patient, unit: 2, reason: "motion artefact")])
    #expect(try database.tableOfPatients().cell(row: 1, column: "excluded") == .text("motion artefact"))
    #expect(throws: CohortError.self) { try database.exclude(.patient, unit: 9, reason: "x") }
    try database.include(.patient, unit: 2)
    #expect(try database.exclusions().isEmpty)
  }

  @Test func `a transaction that fails changes nothing`() throws {
    struct Stop: Error {}
    let database = try CohortDatabase(path: filled())
    #expect(throws: Stop.self) {
      try database.update { cohort in
        _ = try cohort.patient("P003")
        throw Stop()
      }
    }
    #expect(try database.counts().patients == 2)
  }

  @Test func `new cells are merged with old ones and a missing cell erases nothing`() throws {
    let database = try CohortDatabase(path: filled())
    try database.update { cohort in
      _ = try cohort.patient("P003")
      try cohort.setCells(level: .patient, name: "age", units: [1, 3], values: .number([.nan, 70]))
      try cohort.setCells(level: .patient, name: "sex", units: [3], values: .text(TextColumn(["女"])))
    }
    let table = try database.tableOfPatients()
    #expect(table.column(named: "age")?.values == .number([60, .nan, 70]))
    #expect(table.column(named: "sex")?.values == .text(TextColumn([nil, nil, "女"])))
    try database.setCell(.number(55), level: .patient, unit: 2, variable: "age")
    #expect(try database.tableOfPatients().column(named: "age")?.values == .number([60, 55, 70]))
  }

  @Test func `vectors are kept with their reasons and come back as a matrix`() throws {
    let database = try CohortDatabase(path: filled())
    let keys = [FeatureKey(tag: "stat_mean"), FeatureKey(tag: "cm_joint_entr", aggregation: .merged3D)]
    let extraction = try database.beginExtraction(named: "ct", settings: "preset: ct", settingsDigest: "abc")
    let lesion = LesionID(rawValue: 1)
    try database.store(CaseFailure(lesion: lesion, message: "the mask is empty"), in: extraction.id)
    #expect(try database.failures(of: extraction.id).count == 1)
    let vector = StoredVector(
      lesion: lesion, numbers: [1.5, .nan], reasons: [1: "one grey level"], inputDigest: "d", seconds: 0.1)
    try database.store(vector, features: keys, in: extraction.id)
    #expect(try database.failures(of: extraction.id).isEmpty)
    let stored = try #require(try database.vector(of: lesion, in: extraction.id))
    #expect(stored.numbers[0] == 1.5 && stored.numbers[1].isNaN)
    #expect(stored.reasons == [1: "one grey level"])
    let again = try database.extraction(named: "ct")
    #expect(again.features == keys)
    let matrix = try database.featureMatrix(of: again)
    #expect(matrix.lesions == [lesion])
    #expect(matrix.values[0] == 1.5 && matrix.values[1].isNaN)
    #expect(throws: CohortError.settingsDiffer(extraction: "ct")) {
      try database.beginExtraction(named: "ct", settings: "preset: mr", settingsDigest: "xyz")
    }
    #expect(throws: CohortError.unknown(kind: "extraction", name: "tc", suggestion: "ct")) {
      try database.extraction(named: "tc")
    }
  }

  @Test func `values stay until those that replace them are finished`() throws {
    let database = try CohortDatabase(path: filled())
    let keys = [FeatureKey(tag: "stat_mean")]
    func vector(_ value: Double) -> StoredVector {
      StoredVector(lesion: LesionID(rawValue: 1), numbers: [value], reasons: [:], inputDigest: "d", seconds: 0)
    }
    let first = try database.beginExtraction(named: "ct", settings: "a", settingsDigest: "a")
    #expect(!first.isReplacement)
    try database.store(vector(1), features: keys, in: first.id)

    let second = try database.beginExtraction(named: "ct", settings: "b", settingsDigest: "b", restart: true)
    #expect(second.isReplacement && second.name == "ct" && second.id != first.id)
    try database.store(vector(2), features: keys, in: second.id)
    #expect(try database.extractions().map(\.settings) == ["a"])
    #expect(try database.featureMatrix(of: database.extraction(named: "ct")).values == [1])

    // The same settings go on where they were left; others begin anew.
    let again = try database.beginExtraction(named: "ct", settings: "b", settingsDigest: "b")
    #expect(again.id == second.id)
    #expect(try database.replacement(of: "ct")?.features == keys)
    #expect(throws: CohortError.settingsDiffer(extraction: "ct")) {
      try database.beginExtraction(named: "ct", settings: "c", settingsDigest: "c")
    }

    try database.finishReplacement(again)
    #expect(try database.extractions().map(\.settings) == ["b"])
    #expect(try database.replacement(of: "ct") == nil)
    #expect(try database.featureMatrix(of: database.extraction(named: "ct")).values == [2])
  }

  @Test func `choices before and after tell what has changed between`() throws {
    let database = try CohortDatabase(path: filled())
    let before = try CohortChoices(in: database)
    #expect(before == CohortChoices())
    _ = try database.setExclusions(.patient, [2: "motion"])
    try database.setOutcome(.binary(column: "age", positive: "60"), named: "age")
    let settings = try SettingsFile.read("ct")
    try database.choose(settings, for: "ct")
    #expect(
      try CohortChoices(in: database)
        == CohortChoices(
          exclusions: [.patient: [2: "motion"]], outcomes: ["age": .binary(column: "age", positive: "60")],
          settings: ["ct": CohortChoices(in: database).settings["ct"] ?? settings]))
    #expect(try CohortChoices(in: database).settings["ct"]?.digest == settings.digest)
  }
}
