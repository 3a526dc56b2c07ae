import Foundation
import Testing

@testable import TUI

/// A folder of its own on disk.
private final class Folder {
  let path = FileManager.default.temporaryDirectory.appending(path: "radish-visits-" + UUID().uuidString).path

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path + "/" + name)) }
}

/// A clinician brings a table with a row per visit, and wonders where the values are.
@MainActor @Suite struct `A table of visits` {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    var table = "patient,visit,age,sex,crp\n"
    for patient in 1...30 {
      for visit in ["baseline", "week 6"] {
        table += "P\(patient),\(visit),\(40 + patient),\(patient % 2 == 0 ? "F" : "M"),\(patient * visit.count)\n"
      }
    }
    try folder.write("visits.csv", table)
  }

  private var environment: Environment {
    .live(variables: [
      "HOME": folder.path, "XDG_STATE_HOME": folder.path + "/state", "XDG_DATA_HOME": folder.path + "/data",
    ])
  }

  private func driver(_ size: Size = Size(columns: 80, rows: 24), look: Look = .standard) async throws -> Driver {
    let driver = await Driver(size: size, look: look, environment: environment, cohort: nil)
    try await driver.press("i//")
    try await driver.press("<C-u>\(folder.path)/visits.csv<Enter>")
    return driver
  }

  @Test func `the preview says whose values the columns are, and l says otherwise`() async throws {
    let driver = try await driver()
    #expect(driver.screen.contains("Values of the patients: age, sex; value of the exams: crp"))
    #expect(driver.screen.contains("l on a column says otherwise."), "\(driver.screen)")
    let lines = driver.screen.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.contains("age") && $0.contains("number of the patient") })
    #expect(lines.contains { $0.contains("crp") && $0.contains("number of the exam") })
    try await driver.press("jjj")
    #expect(driver.lastRow.contains("l of the exams"), "\(driver.screen)")
    try await driver.press("l")
    #expect(driver.screen.contains("Value of the patients: sex; values of the exams: age, crp"), "\(driver.screen)")
    // The cursor is still on it, and goes back.
    try await driver.press("l")
    #expect(driver.screen.contains("Values of the patients: age, sex; value of the exams: crp"))
    try await driver.press("jjl")
    #expect(
      driver.screen.contains("Its values differ within the wider units: it can only be a value of the"),
      "\(driver.screen)")
  }

  @Test(arguments: [Look.standard, .plain]) func `the smallest terminal says all of it`(look: Look) async throws {
    let driver = try await driver(Size(columns: 60, rows: 16), look: look)
    let said = driver.screen.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(said.contains("age, sex; value of the exams: crp (rows are exams by the column"), "\(driver.screen)")
    #expect(
      said.contains("l on a column says otherwise.") && said.contains(" nothing wrong written to"), "\(driver.screen)")
    #expect(!driver.row(2).contains("patient+"), "\(driver.row(2))")
    try await driver.press("jjj")
    #expect(driver.lastRow.contains("l of the exams"), "\(driver.lastRow)")
  }

  @Test(arguments: [Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)])
  func `the table of patients says where the other values are`(size: Size) async throws {
    for look in [Look.standard, .plain] {
      let driver = try await driver(size, look: look)
      try await driver.press("w<wait>")
      #expect(driver.store.state.screen == .cohort)
      let mark = look.isASCII ? "." : "·"
      #expect(driver.screen.contains("values of the exams: crp \(mark) v shows them"), "\(driver.screen)")
      #expect(driver.lastRow.contains("v exams"), "\(driver.lastRow)")
      try await driver.press("v")
      #expect(!driver.screen.contains("v shows them") && driver.row(2).contains("crp"), "\(driver.screen)")
    }
  }

  @Test func `a filter on a value of the exams says so`() async throws {
    let driver = try await driver()
    try await driver.press("w<wait>/crp>5")
    #expect(driver.screen.contains("\"crp\" is a value of the exams, in their table. v shows that"), "\(driver.screen)")
    try await driver.press("<C-u>crp")
    #expect(driver.screen.contains("\"crp\" is a value of the exams, in their table."), "\(driver.screen)")
    try await driver.press("<Enter>")
    #expect(driver.store.state.table?.prompt != nil)
    try await driver.press("<Esc>:sort crp<Enter>")
    #expect(driver.screen.contains("\"crp\" is a value of the exams, so it is in their table"), "\(driver.screen)")
    try await driver.press(":km crp sex<Enter>")
    #expect(driver.screen.contains("\"crp\" is a value of the exams, so it is in their table"), "\(driver.screen)")
  }

  @Test func `exams are shown on the days of their images`() async throws {
    for name in ["a.nii", "m.nii", "b.nii", "c.nii"] { try folder.write(name, "x") }
    try folder.write(
      "manifest.csv",
      "patient,exam,modality,image,mask,date\nP1,baseline,CT,a.nii,m.nii,2020-01-05\nP1,week 6,PET,b.nii,,2020-02-16\n"
        + "P1,week 6,CT,c.nii,,2020-02-18\n")
    let driver = await Driver(environment: environment, cohort: nil)
    try await driver.press("i//")
    try await driver.press("<C-u>\(folder.path)/manifest.csv<Enter>")
    #expect(driver.screen.contains("date of the image"), "\(driver.screen)")
    try await driver.press("w<wait>p")
    #expect(
      driver.screen.contains("baseline 2020-01-05") && driver.screen.contains("week 6 2020-02-16"), "\(driver.screen)")
  }

  @Test func `an exam that soon follows another has its name in the timeline`() async throws {
    try folder.write("a.nii", "x")
    try folder.write(
      "manifest.csv",
      "patient,exam,image,date\nP1,baseline,a.nii,2020-01-05\nP1,week 6,a.nii,2020-02-16\nP1,week 32,a.nii,2020-08-16\n"
    )
    let driver = await Driver(environment: environment, cohort: nil)
    try await driver.press("i//")
    try await driver.press("<C-u>\(folder.path)/manifest.csv<Enter>")
    #expect(driver.screen.contains("date of the exam"), "\(driver.screen)")
    try await driver.press("w<wait>p")
    for label in ["baseline", "week 6 2020-02-16", "week 32 2020-08-16"] {
      #expect(driver.screen.contains(label), "\(driver.screen)")
    }
  }
}
