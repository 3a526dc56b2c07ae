import Cohort
import Testing

@testable import TUI

/// A newcomer brings in their own images, seeing first what becomes of them.
@MainActor @Suite struct `Importing one's own images` {
  @Test func `the start screen leads to a list of folders and tables`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("i")
    #expect(driver.store.state.screen == .importing)
    #expect(driver.screen.contains("Where are your images or tables?"))
    #expect(driver.screen.contains("manifest.csv"))
    #expect(driver.screen.contains("import this folder"))
  }

  @Test func `a table is previewed with the roles of its columns and its problems`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("ijjj<Enter>")
    #expect(driver.screen.contains("3 patients"))
    #expect(driver.screen.contains("names the patient"))
    #expect(driver.screen.contains("path of the image"))
    #expect(driver.screen.contains("There is no image file p3.nii.gz."))
    #expect(driver.screen.contains("/data/new/new.sqlite"))
  }

  @Test func `a table beside the source is joined by Space`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("ijjj<Enter> ")
    #expect(driver.store.state.importing.request?.clinical == ["/data/new/clinical.csv"])
    #expect(driver.screen.contains("joined by patient"))
    #expect(driver.screen.contains("2 variables"))
  }

  @Test func `a whole path typed behind the proposed folder takes its place`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("i/")
    #expect(driver.screen.contains("path /data/new/"))
    try await driver.press("/home/x.csv")
    #expect(driver.store.state.importing.entry?.prompt.text == "/home/x.csv")
    try await driver.press("<C-u>/data/~/y.csv")
    #expect(driver.store.state.importing.entry?.prompt.text == "~/y.csv")
  }

  @Test func `a source that cannot be read is no dead end`() async throws {
    var environment = Sample.environment()
    environment.previewImport = { request in
      guard request.source == "/data/new/manifest.csv" else { throw Sample.SampleError.noSuchCohort(request.source) }
      return Sample.preview(request)
    }
    let driver = await Driver(environment: environment, cohort: nil)
    try await driver.press("i//wrong.csv<Enter>")
    #expect(driver.screen.contains("There is no cohort at /wrong.csv"))
    try await driver.press("w")
    #expect(driver.screen.contains("It could not be read: / types another path."))
    try await driver.press("/<C-u>/data/new/manifest.csv<Enter>")
    #expect(driver.screen.contains("3 patients"))
  }

  @Test func `w writes the cohort and opens it`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("ijjj<Enter>w<wait>")
    #expect(driver.store.state.screen == .cohort)
    #expect(driver.screen.contains("16 patients in /data/demo.sqlite."))
  }

  @Test func `the file can be named, and Esc goes back to picking`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("ijjj<Enter>o<C-u>/data/other<Enter>")
    #expect(driver.store.state.importing.request?.target == "/data/other.sqlite")
    try await driver.press("<Esc>")
    #expect(driver.store.state.importing.request == nil)
    try await driver.press("q")
    #expect(driver.store.state.screen == .start)
  }

  @Test func `a path that is no folder is a sentence, not an end`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("i/<C-u>/nowhere/<Enter>")
    #expect(driver.screen.contains("/nowhere/"))
    #expect(driver.store.state.screen == .importing)
  }
}
