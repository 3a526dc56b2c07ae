import Cohort
import Foundation
import Testing

@testable import TUI

/// Some cases cannot be extracted: the table marks them, the filter finds them, and the extraction says why.
@MainActor @Suite(.serialized) struct `Cases that could not be extracted` {
  /// A cohort in which the mask of P3 is no image, extracted as far as it goes.
  private func extracted(_ live: LiveCohort, size: Size = Size(columns: 80, rows: 24)) async throws -> Driver {
    try Data("no mask".utf8).write(to: URL(filePath: live.folder + "/P3_mask.nii.gz"))
    let driver = await Driver(size: size, environment: live.environment, cohort: live.path)
    try await driver.press("2<Enter><wait>")
    await driver.settle()
    return driver
  }

  @Test func `carry a mark in the table, which says what it means, and a filter finds them`() async throws {
    let live = try LiveCohort(patients: 12)
    let driver = try await extracted(live)
    try await driver.press("1")
    #expect(driver.row(5).hasPrefix("△P3 "), "\(driver.screen)")
    #expect(driver.row(4).hasPrefix(" P2 "))
    #expect(driver.screen.contains("△ extraction failed: p or 2 says why"))
    try await driver.press("<resize 200x24>")
    #expect(driver.row(0).contains(" · 1 failed"))
    try await driver.press("<resize 80x24>")
    try await driver.press("/extraction_failed is not missing<Enter>")
    #expect(driver.row(0).contains("1/12 patients"), "\(driver.row(0))")
    #expect(driver.row(3).contains("P3"))
    try await driver.press("<Esc>/extraction_failed is missing<Enter>")
    #expect(driver.row(0).contains("11/12 patients"), "\(driver.row(0))")
  }

  @Test func `say why on the extraction, whole where the line is cut off`() async throws {
    let live = try LiveCohort(patients: 12)
    let first = try await extracted(live)
    first.store.cancelAll()
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2")
    #expect(driver.row(1).contains("△Extract"))
    #expect(driver.row(2).contains("△ 1 case could not be extracted: Tab says why"), "\(driver.screen)")
    try await driver.press("<Tab>")
    let sentence = try #require(driver.store.state.extract.lines.first?.detail)
    let below = driver.screen.split(separator: "\n").map { $0.trimmingPrefix(" ") }.joined(separator: " ")
    // The end of a long sentence is on the screen too.
    let last = try #require(sentence.split(separator: " ").last)
    #expect(DisplayWidth.of(sentence) > 76)
    #expect(below.contains("P3 base CT tumour") && below.contains(last), "\(driver.screen)")
  }

  @Test func `are still failed where a look at the files finds nothing`() {
    let check = CasePreflight(title: "P1 CT", patient: "P1", status: .ok, voxelCount: 90, volume: 1)
    let plan = ExtractionPlan(
      name: "ct", title: "CT", caseCount: 1, problems: ["P1 CT: no voxel is left in the range of intensities."])
    let line = CaseLine(check, plan: plan)
    #expect(line.state == .failed)
    #expect(line.detail == "failed when it was last extracted: no voxel is left in the range of intensities.")
    let other = CasePreflight(title: "P2 CT", patient: "P2", status: .ok, voxelCount: 90, volume: 1)
    #expect(CaseLine(other, plan: plan).state == .toDo)
  }

  @Test func `are nobody's concern any more once they are left out`() async throws {
    let live = try LiveCohort(patients: 12)
    let driver = try await extracted(live)
    driver.store.send(.perform(.edit(.exclusions(.patient, [3: "no mask"]), .person)))
    await driver.settle()
    try await driver.press("1")
    #expect(driver.row(5).hasPrefix("×P3 "), "\(driver.screen)")
    #expect(driver.row(1).contains("●Extract"))
    #expect(!driver.screen.contains("△ extraction failed"))
    try await driver.press("u")
    await driver.settle()
    #expect(driver.row(5).hasPrefix("△P3 ") && driver.row(1).contains("△Extract"), "\(driver.screen)")
  }

  @Test func `a column of the cohort's own that is called like a remark is no remark`() async throws {
    let live = try LiveCohort(patients: 12)
    var table = "patient,excluded,extraction_failed\n"
    for index in 1...12 { table += "P\(index),\(index % 2),\(index % 3)\n" }
    let file = live.folder + "/own.csv"
    try Data(table.utf8).write(to: URL(filePath: file))
    _ = try CohortImport.run(
      source: live.folder + "/manifest.csv", into: live.path, options: ImportOptions(clinical: [file]))
    let database = try CohortDatabase(path: live.path, mode: .readOnly)
    let names = try database.tableOfPatients().names
    #expect(names.contains("patient_excluded") && names.contains("patient_extraction_failed"))
    #expect(!names.contains("excluded") && !names.contains("extraction_failed"))
    try database.close()
  }
}

@Suite struct `Remarks on a patient` {
  private func lines(_ notes: [String], columns: Int = 40) -> [String] {
    var state = PatientScreen.State()
    state.notes = notes
    return PatientScreen.noteLines(state, columns)
  }

  private let long = "Not extracted, ct: the mask is drawn on another grid than the image, export both again."

  @Test func `are whole where four lines hold them`() {
    #expect(lines(["a", "b", "c", "d"]) == ["△ a", "△ b", "△ c", "△ d"])
    #expect(lines([long]).joined(separator: " ") == "△ " + long)
    #expect(lines([]).isEmpty)
  }

  @Test func `are counted where they do not`() {
    #expect(lines(["a", "b", "c", "d", "e"]) == ["△ a", "△ b", "△ c", "△ 2 more remarks; make the window taller"])
    #expect(lines([long, "b"]).last == "△ b" && lines([long, "b"]).count == 4)
    #expect(lines([long, "b", "c"]).last == "△ 2 more remarks; make the window taller")
    #expect(lines([long + long]).count == 4)
  }
}
