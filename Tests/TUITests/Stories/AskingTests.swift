import Cohort
import Testing

@testable import TUI

/// A researcher asks questions in words, as on the command line.
@MainActor @Suite struct `Asking after the colon` {
  private func open(_ results: [StudyResult] = []) async -> Driver {
    var cohort = `Every screen`.Ready.cohort
    cohort.results = results
    return await Driver(environment: Sample.environment(cohort: cohort))
  }

  @Test func `:roc answers for columns of the table, over the results`() async throws {
    let driver = await open()
    try await driver.press(":roc metastasis cea,age<Enter><wait>")
    #expect(driver.store.state.screen == .results)
    #expect(driver.row(0).contains("Results › ROC"))
    #expect(driver.screen.contains("cea") && driver.screen.contains("AUC"))
    #expect(driver.screen.contains("Positive is metastasis = true."))
    // The patient without an age takes part in neither.
    #expect(driver.screen.contains("n 15, 5 events"))
  }

  @Test func `an answer stays beside the results of runs and is replaced by the same question`() async throws {
    let driver = await open(Sample.results)
    try await driver.press(":roc metastasis cea<Enter><wait>:roc metastasis cea<Enter><wait>")
    #expect(driver.store.state.results.results.map(\.isAsked) == [true, false])
    try await driver.press("]")
    #expect(driver.screen.contains("radiomics"))
  }

  @Test func `:roc alone is the ROC of the result, and says so where there is none`() async throws {
    let driver = await open(Sample.results)
    try await driver.press("3:roc<Enter>")
    #expect(driver.row(0).contains("Results › ROC"))
    let empty = await open()
    try await empty.press(":dca<Enter>")
    #expect(empty.screen.contains("There are no results yet"))
  }

  @Test func `Tab completes each place with the columns that fit it`() async throws {
    let driver = await open()
    let state = driver.store.state
    #expect(CommandLine.completions("roc m", state) == ["roc metastasis"])
    #expect(CommandLine.completions("roc metastasis c", state) == ["roc metastasis cea"])
    #expect(CommandLine.completions("roc metastasis age,c", state) == ["roc metastasis age,cea"])
    #expect(CommandLine.completions("explain cm_joint_ent", state) == ["explain cm_joint_entr"])
  }

  @Test func `a column that is not there is suggested`() async throws {
    let driver = await open()
    try await driver.press(":roc metastasys cea<Enter>")
    #expect(driver.screen.contains("Did you mean metastasis?"))
  }

  @Test func `:check looks at every case, :run needs a file that may be changed`() async throws {
    let driver = await open()
    try await driver.press(":check<Enter><wait>")
    #expect(driver.store.state.screen == .extract)
    #expect(driver.screen.contains("P002"))
    let readOnly = await Driver(isReadOnly: true)
    try await readOnly.press(":run study.yaml<Enter>")
    #expect(readOnly.screen.contains("read-only"))
    #expect(readOnly.store.state.screen == .cohort)
  }

  @Test func `:explain says what a feature means, :info where things are`() async throws {
    let driver = await Driver(size: Size(columns: 200, rows: 30))
    try await driver.press(":explain cm_joint_entr<Enter>")
    #expect(driver.screen.contains("TU9B"))
    try await driver.press(":info<Enter>")
    #expect(driver.screen.contains("/data/demo.sqlite: 16 patients, 18 images"))
  }
}

@MainActor @Suite struct `Regressions of the table` {
  @Test func `:logistic gives odds ratios of columns, words against their first level`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.cohort))
    try await driver.press(":logistic metastasis cea,sex<Enter><wait>")
    #expect(driver.row(0).contains("Results › Forest"))
    #expect(driver.screen.contains("OR") && driver.screen.contains("sex=M") && driver.screen.contains("cea"))
    #expect(driver.screen.contains("Per unit of the column"))
    try await driver.press("!")
    #expect(driver.screen.contains("sex: against F."))
  }

  @Test func `:cox needs a time, an event and a column, and takes text of few levels`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.cohort))
    try await driver.press(":cox cea metastasis<Enter>")
    #expect(driver.screen.contains("Name a time, its event and at least one column"))
    try await driver.press(":cox cea metastasis age<Enter><wait>")
    #expect(driver.row(0).contains("Results › Forest") && driver.screen.contains("HR"))
    try await driver.press(":cox cea metastasis patient<Enter><wait>")
    #expect(driver.screen.contains("patient has 16 different values"))
  }

  @Test(arguments: [("features", ScreenID.features), ("splits", .split), ("runs", .results), ("exams", .cohort)])
  func `:show goes to what radish show prints`(word: String, screen: ScreenID) async throws {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.withEveryResult))
    try await driver.press(":show \(word)<Enter>")
    #expect(driver.store.state.screen == screen)
  }
}
