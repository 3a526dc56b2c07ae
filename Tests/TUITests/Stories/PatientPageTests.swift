import Cohort
import Testing

@testable import TUI

/// A clinician reads everything known about one patient and goes on to the images.
@MainActor @Suite struct `The page of a patient` {
  @Test func `p shows values, exams in time and images`() async throws {
    let driver = await Driver()
    try await driver.press("p")
    #expect(driver.store.state.screen == .patient)
    #expect(driver.row(0).contains("Radish › demo › P001"))
    #expect(driver.screen.contains("40 years"))
    #expect(driver.screen.contains("baseline 2008-05-01"))
    #expect(driver.screen.contains("week 12 2008-07-24"))
    #expect(driver.screen.contains("●"))
  }

  @Test func `what is missing is said in sentences`() async throws {
    let driver = await Driver()
    try await driver.press("jjjp")
    #expect(driver.screen.contains("1 of 7 values are missing: age"))
    #expect(driver.screen.contains("PET: no region is drawn"))
  }

  @Test func `Enter shows the image under the cursor`() async throws {
    let driver = await Driver()
    try await driver.press("pj<Enter>")
    #expect(driver.store.state.screen == .viewer)
    #expect(driver.store.state.viewer.image?.modality == "PET")
    try await driver.press("<Esc>")
    #expect(driver.store.state.screen == .patient)
  }

  @Test func `brackets go to the neighbours in the order of the table`() async throws {
    let driver = await Driver()
    try await driver.press("lsp")
    let first = driver.store.state.patient.label
    try await driver.press("]")
    #expect(driver.store.state.patient.label != first)
    try await driver.press("[[")
    #expect(driver.store.state.patient.label == first)
    #expect(driver.screen.contains("This is the first patient shown."))
  }

  @Test func `a patient can be left out here too`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file))
    try await driver.press("pxbad segmentation<Enter><wait>")
    #expect(await file.exclusions[.patient] == [1: "bad segmentation"])
    #expect(driver.screen.contains("Left out of every analysis: bad segmentation"))
  }

  @Test func `values that have no room are turned to, and found`() async throws {
    var environment = Sample.environment()
    environment.patientPage = { label, _ in
      var page = Sample.page("P001", Sample.table(), exclusion: nil)
      page.record.values = (1...300).map { .init(name: "marker_\($0)", value: .number(Double($0))) }
      return page
    }
    let driver = await Driver(environment: environment)
    try await driver.press("p")
    #expect(driver.screen.contains("1–") && driver.screen.contains("of 300"))
    #expect(driver.lastRow.contains("PgUp/PgDn values"))
    #expect(!driver.screen.contains("marker_100 "))
    try await driver.press("/marker_100")
    #expect(driver.screen.contains("marker_100 "))
    try await driver.press("<Enter><PgDn>")
    #expect(!driver.screen.contains("marker_100 "))
    // Another size shows other pages, never none.
    try await driver.press("<resize 200x60>")
    #expect(driver.screen.contains("of 300"))
    for _ in 0..<60 { try await driver.press("<PgDn>") }
    #expect(driver.screen.contains("marker_300"))
    try await driver.press("<resize 60x16>")
    #expect(driver.screen.contains("of 300") && driver.screen.contains("marker_"))
  }

  @Test func `values of an exam stand under its name, its date at the exam`() async throws {
    var environment = Sample.environment()
    environment.patientPage = { _, _ in
      var page = Sample.page("P001", Sample.table(), exclusion: nil)
      page.record.exams[0].values.append(.init(name: "suv", value: .number(4.5)))
      return page
    }
    let driver = await Driver(environment: environment)
    try await driver.press("p")
    #expect(driver.screen.contains("baseline: suv") && driver.screen.contains("4.5"))
    #expect(!driver.screen.contains("baseline: date"))
  }
}
