import Cohort
import Foundation
import Testing

@testable import TUI

/// A study from images to results as a person takes it, on a real cohort file.
@MainActor @Suite(.serialized) struct `A whole study` {
  /// Extracts, freezes the first split, and fits.
  private func studied(_ live: LiveCohort, size: Size = Size(columns: 80, rows: 24)) async throws -> Driver {
    let driver = await Driver(size: size, environment: live.environment, cohort: live.path)
    try await driver.press("2")
    try await driver.press("<Enter><wait>")
    await driver.settle()
    try await driver.press("3")
    try await driver.press("<Enter>")
    await driver.settle()
    try await driver.press("4")
    try await driver.press("<Enter><wait>")
    await driver.settle()
    return driver
  }

  @Test func `goes from images to every result, and each step is marked`() async throws {
    let live = try LiveCohort()
    let driver = try await studied(live)
    #expect(driver.row(1).contains("●Extract") && driver.row(1).contains("●Split"), "\(driver.row(1))")
    #expect(driver.row(1).contains("●Model") && driver.row(1).contains("●Results"), "\(driver.row(1))")
    #expect(driver.store.state.screen == .results)
    let state = driver.store.state.results
    #expect(state.tabs.contains(.roc) && state.tabs.contains(.precisionRecall) && state.tabs.contains(.calibration))
    #expect(state.tabs.contains(.decision) && state.tabs.contains(.confusion) && state.tabs.contains(.comparison))
    #expect(driver.screen.contains("validation · n "))
    var seen: Set<String> = []
    for _ in state.tabs {
      seen.insert(driver.store.state.results.tab.rawValue)
      #expect(!driver.screen.contains("Nothing can be drawn"), "\(driver.screen)")
      try await driver.press("<Tab>")
    }
    #expect(seen.count == state.tabs.count)
  }

  @Test(arguments: [false, true])
  func `what the model screen fits is written as a study file that finds the same`(hasSurvival: Bool) async throws {
    let live = try LiveCohort(hasSurvival: hasSurvival)
    var environment = live.environment
    let file = live.folder + "/study.yaml"
    environment.write = { _, contents in
      try Data(contents.utf8).write(to: URL(filePath: file))
      return file
    }
    let driver = await Driver(environment: environment, cohort: live.path)
    try await driver.press("2<Enter><wait>3<Enter><wait>4<Enter><wait>")
    let fitted = try #require(driver.store.state.results.result)
    try await driver.press("4e")
    #expect(driver.screen.contains("Wrote \(file)") || driver.screen.contains("study.yaml"))
    let again = StudyResult(try await StudyRunner.run(file: file, cohort: live.path) { _ in })
    #expect(again.parts == fitted.parts)
    #expect(again.roc == fitted.roc && again.concordance == fitted.concordance)
    #expect(again.coefficients == fitted.coefficients && again.comparisons == fitted.comparisons)
    #expect(again.roc.isEmpty == hasSurvival)
  }

  @Test func `a survival study shows its groups with counts under the ticks and a C-index`() async throws {
    let live = try LiveCohort(hasSurvival: true)
    let driver = try await studied(live)
    let state = driver.store.state.results
    #expect(state.result?.isSurvival == true, "\(driver.screen)")
    #expect(state.tabs.contains(.survival) && state.tabs.contains(.concordance) && !state.tabs.contains(.roc))
    while driver.store.state.results.tab != .survival { try await driver.press("<Tab>") }
    #expect(driver.screen.contains("at risk") && driver.screen.contains("log-rank p"), "\(driver.screen)")
    #expect(driver.screen.contains("(reverse KM)") && driver.screen.contains("median"))
  }

  @Test func `another setting makes extraction and results stale, and undo makes them fresh again`() async throws {
    let live = try LiveCohort()
    let driver = try await studied(live)
    try await driver.press("2<Home><Down><Down><Down><Down><Down><Down><Down>e<C-u>fbs 10<Enter>")
    await driver.settle()
    #expect(driver.row(1).contains("△Extract") && driver.row(1).contains("△Results"), "\(driver.row(1))")
    #expect(driver.row(1).contains("●Split"))
    #expect(driver.screen.contains("other settings were chosen for ct"))
    #expect(driver.row(0).contains("(edited)"))
    try await driver.press("5")
    #expect(driver.screen.contains("△ stale: its features (ct) are stale"), "\(driver.screen)")
    try await driver.press("2u")
    await driver.settle()
    #expect(driver.row(1).contains("●Extract") && driver.row(1).contains("●Results"), "\(driver.row(1))")
  }

  @Test func `a value that cannot be is refused with what can be typed`() async throws {
    let live = try LiveCohort(patients: 12)
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2<Home>e<C-u>-3<Enter>")
    #expect(driver.screen.contains("✗ Voxel size: millimetres"), "\(driver.screen)")
    try await driver.press("<Esc>")
    #expect(driver.screen.contains("1 1 1 mm"))
  }

  @Test func `an excluded patient makes the split stale and models wait until it is frozen anew`() async throws {
    let live = try LiveCohort()
    let driver = try await studied(live)
    driver.store.send(.perform(.edit(.exclusions(.patient, [1: "motion"]), .person)))
    await driver.settle()
    #expect(driver.row(1).contains("△Split"), "\(driver.row(1))")
    try await driver.press("3")
    #expect(driver.screen.contains("1 patient was excluded or lost a value"), "\(driver.screen)")
    try await driver.press("4<Enter>")
    #expect(driver.screen.contains("The split is stale: freeze it again first (3)."))
    try await driver.press("3<Enter>")
    await driver.settle()
    #expect(driver.row(1).contains("●Split"))
    try await driver.press("x")
    await driver.settle()
    #expect(driver.row(1).contains("○Split"), "\(driver.row(1))")
    try await driver.press("u")
    await driver.settle()
    #expect(driver.row(1).contains("●Split"), "\(driver.row(1))")
  }

  @Test func `a cut-off is chosen on the curve, frozen, and warned of`() async throws {
    let live = try LiveCohort()
    let driver = try await studied(live)
    try await driver.press("v<Left><Left><Enter>")
    await driver.settle()
    #expect(driver.store.state.results.results.count == 2)
    let cautions = driver.store.state.results.result?.cautions ?? []
    #expect(cautions.contains { $0.contains("the cut-off was chosen by hand on the training part") })
    try await driver.press("r")
    #expect(driver.screen.contains("* is shown"), "\(driver.screen)")
    try await driver.press("<Down><Enter>")
    #expect(driver.store.state.results.chosen == 1)
  }

  @Test func `a cancelled extraction keeps what is finished and goes on`() async throws {
    let live = try LiveCohort()
    let extraction = HeldExtraction(at: 3)
    let driver = await Driver(environment: extraction.holding(live.environment), cohort: live.path)
    try await driver.press("2")
    extraction.holdNext()
    driver.store.send(.event(.key(.enter)))
    while (driver.store.state.extract.progress?.done ?? 0) < 3 { try await Task.sleep(for: .milliseconds(5)) }
    driver.store.send(.event(.key(.character("p"))))
    extraction.goOn()
    await driver.settle()
    #expect(driver.screen.contains("Paused."), "\(driver.screen)")
    let done = driver.store.state.extract.plan?.doneCount ?? 0
    #expect(done >= 3 && done < 30)
    #expect(driver.row(1).contains("△Extract"), "\(driver.row(1))")
    #expect(driver.screen.contains("not extracted yet"))
    try await driver.press("<Enter><wait>")
    await driver.settle()
    #expect(driver.row(1).contains("●Extract"), "\(driver.row(1))")
    #expect(driver.store.state.extract.plan?.doneCount == 30)
  }

  @Test func `other settings ask before they replace values, and nothing is lost before they are finished`()
    async throws
  {
    let live = try LiveCohort()
    let extraction = HeldExtraction(at: 3)
    let driver = await Driver(environment: extraction.holding(live.environment), cohort: live.path)
    try await driver.press("2<Enter>")
    await driver.settle()
    let database = try CohortDatabase(path: live.path)
    func extracted() throws -> (digest: String, count: Int) {
      let extraction = try database.extraction(named: "ct")
      return (extraction.settingsDigest, try database.finishedCases(of: extraction.id).count)
    }
    let first = try extracted()
    #expect(first.count == 30)
    let shown = driver.store.state.extract.plan?.settings
    try await driver.press("e<C-u>3 3 3<Enter><wait>")
    await driver.settle()
    #expect(driver.screen.contains("the 30 earlier values stay until all are new"), "\(driver.screen)")
    try await driver.press("<Enter>")
    #expect(driver.screen.contains("30 cases are extracted with other settings. Extract anew?"), "\(driver.screen)")
    try await driver.press("n")
    #expect(!driver.store.state.running.contains(.extraction))
    extraction.holdNext()
    driver.store.send(.event(.key(.enter)))
    driver.store.send(.event(.key(.character("y"))))
    while (driver.store.state.extract.progress?.done ?? 0) < 3 { try await Task.sleep(for: .milliseconds(5)) }
    driver.store.send(.event(.key(.character("x"))))
    extraction.goOn()
    await driver.settle()
    #expect(driver.screen.contains("The 30 earlier values are untouched"), "\(driver.screen)")
    #expect(try extracted() == first)
    #expect((driver.store.state.extract.plan?.doneCount ?? 0) >= 3)

    // Undo brings back what the screen showed and what Enter extracts.
    try await driver.press("u<wait>")
    await driver.settle()
    #expect(driver.store.state.extract.plan?.settings?.digest == shown?.digest)
    #expect(driver.store.state.extract.plan?.doneCount == 30 && driver.store.state.extract.plan?.replacedCount == 0)
    #expect(driver.screen.contains("All 30 cases are done"), "\(driver.screen)")

    // Finished, the new values take the place of the old; undo then still shows what was.
    try await driver.press("<C-r><wait>")
    await driver.settle()
    try await driver.press("<Enter>")
    await driver.settle()
    let second = try extracted()
    #expect(second.count == 30 && second.digest != first.digest)
    #expect(try database.replacement(of: "ct") == nil)
    try await driver.press("u<wait>")
    await driver.settle()
    #expect(driver.store.state.extract.plan?.settings?.digest == first.digest)
    #expect(driver.store.state.extract.plan?.replacedCount == 30)
  }

  @Test func `what a command changes in the cohort is taken back by u`() async throws {
    let live = try LiveCohort()
    var environment = live.environment
    let path = live.path
    environment.program = Program(
      manual: {
        ProgramManual(commands: [
          .init(
            name: "exclude", abstract: "Leaves out.",
            arguments: [.init(.option, names: ["--patient"], valueName: "name", isOptional: false)])
        ])
      },
      ask: { call, _, _ in
        let database = try CohortDatabase(path: path)
        _ = try database.setExclusions(.patient, [5: "abc"])
        try database.close()
        return ProgramAnswer(status: 0, output: "done\n", written: [path])
      })
    let driver = await Driver(environment: environment, cohort: path)
    try await driver.press(":radish exclude --patient P5<Enter><wait>")
    await driver.settle()
    let database = try CohortDatabase(path: path)
    #expect(try database.exclusions().map(\.unit) == [5], "\(driver.screen)")
    #expect(driver.screen.contains("1 patient left out of every analysis; u takes it back."), "\(driver.screen)")
    try await driver.press("u<wait>")
    await driver.settle()
    #expect(try database.exclusions().isEmpty)
    try await driver.press("<C-r><wait>")
    await driver.settle()
    #expect(try database.exclusions().map(\.reason) == ["abc"])
  }

  @Test func `reasons for leaving out are no predictor, outcome, split or group`() async throws {
    let live = try LiveCohort(patients: 12)
    let driver = await Driver(environment: live.environment, cohort: live.path)
    driver.store.send(.perform(.edit(.exclusions(.patient, [1: "test", 2: "motion", 3: "motion"]), .person)))
    await driver.settle()
    let table = try #require(driver.store.state.cohort?.table)
    let column = try #require(table.column(named: DataTable.exclusionColumn))
    #expect(!OutcomeFinder.beforehand(in: table).contains(column.name))
    #expect(OutcomeFinder.candidates(for: column, in: table).isEmpty)
    #expect(!CohortScreen.canGroup(column))
    try await driver.press("3")
    await driver.settle()
    #expect(!driver.screen.contains("excluded ="), "\(driver.screen)")
    try await driver.press("1:group excluded<Enter>")
    #expect(driver.screen.contains("excluded says who is left out"), "\(driver.screen)")
  }

  @Test func `a look at every case says how many grey levels the settings give`() async throws {
    let live = try LiveCohort(patients: 12)
    try live.write("P2", seed: 1, brightness: 0)
    try Data("no image".utf8).write(to: URL(filePath: live.folder + "/P3.nii.gz"))
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2")
    try await driver.press("c")
    #expect(driver.screen.contains("levels (median;"), "\(driver.screen)")
    #expect(driver.screen.contains("1 cannot be extracted"))
    try await driver.press("<Tab><Enter>")
    #expect(driver.screen.contains("✗ P3"), "\(driver.screen)")
  }

  @Test func `features are ranked in the training part, drawn and explained`() async throws {
    let live = try LiveCohort()
    let driver = try await studied(live)
    try await driver.press("2t")
    await driver.settle()
    #expect(driver.row(0).contains("Features"), "\(driver.row(0))")
    #expect(driver.row(0).contains("in training part"), "\(driver.row(0))")
    #expect(driver.screen.contains("AUC"))
    try await driver.press("/joint entropy<Enter>")
    #expect(driver.screen.contains("match “joint entropy”"))
    try await driver.press("i")
    #expect(driver.screen.contains("TU9B") && driver.screen.contains("beware"), "\(driver.screen)")
  }
}

/// Semantics of the result and feature screens on made-up values.
@MainActor @Suite struct `Reading results` {
  private func results() async throws -> Driver {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.withResults))
    try await driver.press("5")
    return driver
  }

  @Test func `the cursor reads a point and 0 goes back to the Youden point`() async throws {
    let driver = try await results()
    #expect(driver.screen.contains("◆ Youden point of clinical"), "\(driver.screen)")
    try await driver.press("<Right>")
    #expect(driver.screen.contains("◆ cut-off of clinical"))
    try await driver.press("0")
    #expect(driver.screen.contains("◆ Youden point of clinical"))
  }

  @Test func `one model alone, and all overlaid`() async throws {
    let driver = try await results()
    #expect(driver.screen.contains("radiomics") && driver.screen.contains("combined"))
    try await driver.press("<Down>o")
    #expect(driver.screen.contains("radiomics  AUC") || driver.screen.contains("radiomics"))
    #expect(driver.store.state.results.isShown("radiomics") && !driver.store.state.results.isShown("combined"))
  }

  @Test func `both parts stand side by side`() async throws {
    let driver = try await results()
    try await driver.press("<resize 160x40>s")
    #expect(
      driver.screen.contains("validation") && driver.screen.contains("training · flatters")
        || driver.screen.contains("flatters"))
  }

  @Test func `cautions are one key away`() async throws {
    let driver = try await results()
    #expect(driver.screen.contains("△ 6 events for 4 parameters"))
    try await driver.press("!")
    #expect(driver.screen.contains("What to beware of in these numbers"))
  }

  @Test func `survival reads exact values and counts under the same ticks`() async throws {
    let driver = try await results()
    while driver.store.state.results.tab != .survival { try await driver.press("<Tab>") }
    #expect(driver.screen.contains("at risk"), "\(driver.screen)")
    #expect(driver.screen.contains("log-rank p 0.030"))
    try await driver.press("<Left>")
    #expect(driver.screen.contains("at 20") || driver.screen.contains("at 12"), "\(driver.screen)")
  }

  @Test func `a heat map reads the cell under the cursor`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.cohort))
    try await driver.press(":features<Enter><Tab><Tab>")
    #expect(driver.screen.contains("6 features say"), "\(driver.screen)")
    // On the diagonal every feature is like itself.
    try await driver.press("<Left>")
    #expect(driver.screen.contains("ρ 1.00"), "\(driver.screen)")
  }

  @Test func `the ranking puts the feature that carries the outcome first`() async throws {
    let driver = await Driver(environment: Sample.environment(cohort: `Every screen`.Ready.cohort))
    try await driver.press(":features<Enter>")
    #expect(driver.row(4).contains("Mean"), "\(driver.screen)")
    try await driver.press("/stat_var<Enter>")
    #expect(driver.screen.contains("1 of 6 match"))
  }
}
