import Cohort
import Foundation
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
    // The first goes to the tables, which stand below what is wrong and what the columns become.
    try await driver.press("ijjj<Enter> ")
    #expect(driver.store.state.importing.request?.clinical == [])
    #expect(driver.lastRow.contains("join table"), "\(driver.screen)")
    try await driver.press(" ")
    #expect(driver.store.state.importing.request?.clinical == ["/data/new/clinical.csv"])
    #expect(driver.screen.contains("joined by patient"))
    #expect(driver.screen.contains("2 variables"))
  }

  @Test func `what is wrong is seen before the tables beside it, and said again once it is written`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-wrong-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("patient,age\nP1,60\nP1,61\nP2,62\n".utf8).write(to: URL(filePath: folder + "/a.csv"))
    for number in 1...20 {
      try Data("patient,x\nP1,1\n".utf8).write(to: URL(filePath: folder + "/other\(number).csv"))
    }
    let driver = await Driver(
      environment: .live(variables: ["HOME": folder, "XDG_STATE_HOME": folder + "/state"]), cohort: nil)
    try await driver.press(":import \(folder)/a.csv<Enter>")
    await driver.settle()
    let lines = driver.screen.split(separator: "\n").map(String.init)
    let wrong = try #require(lines.firstIndex { $0.contains("✗ P1") || $0.contains("△ P1") }, "\(driver.screen)")
    let table = try #require(lines.firstIndex { $0.contains("other1.csv") }, "\(driver.screen)")
    let column = try #require(lines.firstIndex { $0.contains("number of the patient") }, "\(driver.screen)")
    #expect(wrong < column && column < table)
    try await driver.press("w")
    await driver.settle()
    let said = driver.screen.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(said.contains("1 error in what was read (:import shows them again); 2 patients in"), "\(driver.screen)")
  }

  @Test func `letters of western Windows are read, and otherwise when asked`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-letters-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // Müller, Ångström in Windows-1252.
    let bytes =
      Array("patient,name\nP1,M".utf8) + [0xFC] + Array("ller\nP2,".utf8) + [0xC5] + Array("ngstr".utf8) + [0xF6]
      + Array("m\n".utf8)
    try Data(bytes).write(to: URL(filePath: folder + "/a.csv"))
    let driver = await Driver(
      environment: .live(variables: ["HOME": folder, "XDG_STATE_HOME": folder + "/state"]), cohort: nil)
    try await driver.press(":import \(folder)/a.csv<Enter>")
    await driver.settle()
    #expect(driver.screen.contains("Windows-1252 text") && driver.screen.contains("Müller"), "\(driver.screen)")
    try await driver.press("c")
    await driver.settle()
    #expect(driver.screen.contains("GBK") && !driver.screen.contains("Müller"), "\(driver.screen)")
    try await driver.press("c")
    await driver.settle()
    #expect(driver.screen.contains("Müller"), "\(driver.screen)")
  }

  @Test func `a whole path typed behind the proposed folder takes its place`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("ip")
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
    #expect(driver.screen.contains("It could not be read: p types another path."))
    try await driver.press("p<C-u>/data/new/manifest.csv<Enter>")
    #expect(driver.screen.contains("3 patients"))
  }

  @Test func `w writes the cohort and opens it`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("ijjj<Enter>w<wait>")
    #expect(driver.store.state.screen == .cohort)
    let said = driver.screen.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(said.contains("1 error in what was read (:import shows them again); 16 patients in /data/demo.sqlite."))
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

  @Test func `every image is shown with its patient and its region, problems before them`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("ijjj<Enter>")
    let lines = driver.screen.split(separator: "\n").map(String.init)
    #expect(driver.row(2).hasSuffix("✗ 1 error"))
    let problem = try #require(lines.firstIndex { $0.contains("✗ P3: There is no image file") })
    let image = try #require(lines.firstIndex { $0.contains("▣ p1_ct.nii.gz") })
    #expect(lines[image].contains("P1 · baseline · CT") && lines[image].contains("p1_mask.nii.gz, label 2"))
    #expect(problem < image)
    #expect(driver.screen.contains("△ no region drawn"))
  }

  @Test func `a problem that a row does not hold is read whole under the cursor`() async throws {
    let driver = await Driver(size: Size(columns: 60, rows: 20), cohort: nil)
    try await driver.press("ijjj<Enter>")
    // What is wrong stands first, and the cursor on it.
    #expect(driver.screen.contains("(line 4)"))
    try await driver.press("j")
    #expect(!driver.screen.contains("(line 4)"))
  }

  @Test func `y copies the path under the cursor, then what becomes of the source`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("ijjy")
    #expect(driver.display.clipboard == "/data/new/clinical.csv")
    try await driver.press("j<Enter>y")
    let lines = (driver.display.clipboard ?? "").split(separator: "\n").map(String.init)
    #expect(lines.first == "kind\tname\tbecomes\tnote")
    #expect(lines.contains("column\tpatient\tnames the patient\tP1"))
    #expect(lines.contains { $0.hasPrefix("error\tP3\tThere is no image file p3.nii.gz.") })
  }

  @Test func `a path that is no folder is a sentence, not an end`() async throws {
    let driver = await Driver(cohort: nil)
    try await driver.press("i//nowhere/<Enter>")
    #expect(driver.screen.contains("/nowhere/"))
    #expect(driver.store.state.screen == .importing)
  }
}
