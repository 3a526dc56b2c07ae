import Foundation
import Stats
import Testing

@testable import Cohort

@Suite struct `What is known of one patient` {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func cohort() throws -> CohortDatabase {
    let database = try CohortDatabase(path: folder.file("cohort.sqlite"), mode: .create)
    try database.update { cohort in
      let first = try cohort.patient("P001")
      let second = try cohort.patient("P002")
      let baseline = try cohort.exam("baseline", of: second)
      _ = try cohort.exam("week 12", of: second)
      _ = try cohort.exam("baseline", of: first)
      let image = try cohort.image(modality: "CT", series: "", path: folder.file("a.nii"), of: baseline)
      _ = try cohort.lesion(role: "tumour", mask: "/elsewhere/m.nii", label: 2, name: "", on: image)
      try cohort.setCells(level: .patient, name: "age", unit: "years", units: [1, 2], values: .number([60, .nan]))
      try cohort.setCells(level: .exam, name: "suv", units: [2], values: .number([4.5]))
    }
    return database
  }

  @Test func `values, exams, images and regions come together`() throws {
    let database = try cohort()
    _ = try database.setExclusions(.lesion, [1: "motion"])
    let record = try database.record(ofPatient: "P002")
    #expect(record.values == [.init(name: "age", unit: "years", value: .missing)])
    #expect(record.exams.map(\.label) == ["baseline", "week 12"])
    #expect(record.exams[0].images[0].series.path == folder.file("a.nii"))
    #expect(record.exams[0].images[0].regions[0].lesion.label == 2)
    #expect(record.exams[0].images[0].regions[0].exclusion == "motion")
    #expect(record.exams[1].images.isEmpty)
    #expect(record.exams[1].values == [.init(name: "suv", value: .number(4.5))])
    #expect(record.exclusion == nil)
  }

  @Test func `a patient that is not there is an error with a suggestion`() throws {
    let database = try cohort()
    #expect(throws: CohortError.unknown(kind: "patient", name: "P02", suggestion: "P002")) {
      try database.record(ofPatient: "P02")
    }
  }

  @Test func `setting exclusions gives what takes it back, all or nothing`() throws {
    let database = try cohort()
    try database.exclude(.patient, unit: 1, reason: "first")
    let before = try database.setExclusions(.patient, [1: "second", 2: "third"])
    #expect(before == [1: "first", 2: nil])
    #expect(try database.exclusions().map(\.reason) == ["second", "third"])
    _ = try database.setExclusions(.patient, before)
    #expect(try database.exclusions() == [Exclusion(level: .patient, unit: 1, reason: "first")])
    #expect(throws: CohortError.self) { try database.setExclusions(.patient, [2: "x", 99: "y"]) }
    #expect(try database.exclusions().count == 1)
  }

  @Test func `an outcome is forgotten by its name`() throws {
    let database = try cohort()
    try database.setOutcome(.binary(column: "age", positive: "60"), named: "old")
    try database.removeOutcome(named: "old")
    try database.removeOutcome(named: "never there")
    #expect(try database.outcomes().isEmpty)
  }
}

@Suite struct `A baseline table of a table` {
  @Test func `leaves names and rows without a group away`() throws {
    let table = DataTable(columns: [
      TableColumn(name: "patient", values: .text(TextColumn((0..<12).map { "P\($0)" }))),
      TableColumn(name: "arm", values: .text(TextColumn((0..<12).map { $0 == 11 ? nil : $0 % 2 == 0 ? "A" : "B" }))),
      TableColumn(name: "age", values: .number((0..<12).map { Double(50 + $0) })),
      TableColumn(name: "dead", values: .number((0..<12).map { Double($0 % 2) })),
    ])
    let baseline = try BaselineTable(of: table, rows: Array(0..<12), by: "arm")
    #expect(baseline.withoutGroup == 1)
    #expect(baseline.result.groups == ["A", "B"])
    #expect(baseline.result.groupSizes == [6, 5])
    #expect(baseline.result.rows.map(\.name) == ["age", "dead"])
    guard case .counts(let levels, let counts) = baseline.result.rows[1].content else {
      Issue.record("0 and 1 are two classes")
      return
    }
    #expect(levels == ["0", "1"])
    #expect(counts == [[6, 0], [0, 5]])
  }
}

@Suite struct `A baseline table of a few patients` {
  @Test func `leaves their names away and knows which variables are dates`() throws {
    let table = DataTable(columns: [
      TableColumn(name: "patient", values: .text(TextColumn(["A", "B", "C", "D"]))),
      TableColumn(name: "arm", values: .text(TextColumn(["x", "x", "y", "y"]))),
      TableColumn(name: "operated", values: .date([18_690, 18_692, 18_694, 18_696])),
    ])
    let baseline = try BaselineTable(of: table, rows: [0, 1, 2, 3], by: "arm")
    #expect(baseline.result.rows.map(\.name) == ["operated"])
    #expect(baseline.dates == ["operated"])
  }
}

@Suite struct `What columns of an import become` {
  @Test func `is told for each of them`() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.nii", "x")
    let manifest = try folder.write("manifest.csv", "patient,image,mask,volume\nP1,a.nii,,3.5\nP2,a.nii,,\n")
    let clinical = try folder.write("clinical.csv", "id,age\nP1,60\nP2,\n")
    let plan = try CohortImport.plan(source: manifest, options: ImportOptions(clinical: [clinical]))
    #expect(
      plan.columns == [
        PlannedColumn(file: manifest, name: "patient", role: .name(.patient), missing: 0, count: 2, example: "P1"),
        PlannedColumn(file: manifest, name: "image", role: .part("image"), missing: 0, count: 2, example: "a.nii"),
        PlannedColumn(file: manifest, name: "mask", role: .part("mask"), missing: 2, count: 2),
        PlannedColumn(
          file: manifest, name: "volume", role: .variable(.image, .number), missing: 1, count: 2, example: "3.5",
          levels: [.patient, .exam, .image, .lesion]),
        PlannedColumn(file: clinical, name: "id", role: .name(.patient), missing: 0, count: 2, example: "P1"),
        PlannedColumn(
          file: clinical, name: "age", role: .variable(.patient, .number), missing: 1, count: 2, example: "60",
          levels: [.patient]),
      ])
  }
}
