import Foundation
import Testing

/// The commands of the command line, asked from inside of the workbench.
@Suite(.enabled(if: Program.isExpected, "no radish program beside the tests"))
struct `Commands after the colon` {
  let desk: Desk
  let survival: String

  init() throws {
    desk = try Desk()
    survival = desk.folder.appending(path: "survival.sqlite").path
    try Data(Self.patients.utf8).write(to: desk.folder.appending(path: "patients.csv"))
    let done = try Program.run(
      Program.path, ["import", desk.folder.appending(path: "patients.csv").path, "--into", survival],
      variables: desk.variables)
    try #require(done.status == 0, "\(done.error)")
  }

  private static let patients: String = {
    var text = "patient,arm,age,sex,months,died,cause,called,stage\n"
    for number in 1...24 {
      let months = Double((number * 37) % 60) + 0.5
      let row: [String] = [
        "P\(100 + number)", number % 2 == 0 ? "A" : "B", "\(45 + (number * 11) % 30)", number % 3 == 0 ? "f" : "m",
        "\(months)", number % 4 == 0 ? "0" : "1", "\(number % 3)", ["I", "II", "III"][number % 3],
        ["I", "II", "III"][(number / 2) % 3],
      ]
      text += row.joined(separator: ",") + "\n"
    }
    return text
  }()

  /// The last screen of a script.
  private func play(_ keys: String, _ cohort: String, _ options: String...) throws -> String {
    let script = desk.folder.appending(path: "\(UUID().uuidString).keys")
    try Data(keys.utf8).write(to: script)
    let done = try Program.run(
      Program.path, ["play", script.path, cohort, "--size", "100x60"] + options,
      variables: desk.variables.merging(["LC_ALL": "C.UTF-8"]) { _, new in new })
    try #require(done.status == 0, "\(done.error)")
    return done.output
  }

  /// What the command line prints on the same table, as the page has room and colours for.
  private func printed(_ arguments: [String]) throws -> [String] {
    let done = try Program.run(
      Program.path, arguments + ["--width", "98", "--height", "54", "--format", "table", "--color", "256"],
      variables: desk.variables.merging(["LC_ALL": "C.UTF-8"]) { _, new in new })
    return done.output.replacing(/\u{1B}\[[0-9;]*m/, with: "").split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }.filter { !$0.isEmpty }
  }

  @Test(arguments: [
    "aft --time months --event died --covariates age,sex",
    "cuminc --time months --event cause --by arm --at 12 24",
    "cutpoint --time months --event died --marker age",
    "ordinal --outcome stage --levels I,II,III --score age",
    "classes --outcome stage --predicted called --order I,II,III",
    "paired --outcome died --test sex --test arm --positive 1",
    "correlate --columns age,months",
    "agreement --rating called,stage",
    "km --time months --event died --by arm",
  ])
  func `give the numbers of the command line, of the rows shown`(question: String) throws {
    let words = question.split(separator: " ").map(String.init)
    let expected = try printed([words[0], desk.folder.appending(path: "patients.csv").path] + words.dropFirst())
    let page = try play(":\(question)<Enter>", survival)
    #expect(page.contains("Answer › \(words[0])"))
    #expect(page.contains("24 of 24 patients"))
    for line in expected.prefix(40) { #expect(page.contains(line), "\(line)\nis not on the page\n\(page)") }
  }

  @Test func `a filter is a subgroup`() throws {
    let page = try play("/arm=A<Enter>:correlate --columns age,months<Enter>", survival)
    #expect(page.contains("12 of 24 patients, arm=A"))
    let subgroup = try printed([
      "correlate", desk.folder.appending(path: "patients.csv").path, "--columns", "age,months", "--where", "arm=A",
    ])
    let row = try #require(subgroup.first { $0.hasPrefix("age") })
    #expect(page.contains(row))
  }

  @Test func `two readers' masks are named by their roles`() throws {
    let folder = desk.folder
    let manifest = """
      patient,modality,image,mask,role
      P1,CT,p1.nii,m1.nii,reader1
      P1,CT,p1.nii,m2.nii,reader2
      """
    try Data(manifest.utf8).write(to: folder.appending(path: "readers.csv"))
    let cohort = folder.appending(path: "readers.sqlite").path
    let done = try Program.run(
      Program.path, ["import", folder.appending(path: "readers.csv").path, "--into", cohort],
      variables: desk.variables)
    try #require(done.status == 0, "\(done.error)")
    let page = try play(":overlap reader1 reader2<Enter>", cohort)
    #expect(page.contains("Dice") && page.contains("1.0000"))
    #expect(try play(":overlap<Enter>", cohort).contains("1.0000"))
  }

  @Test func `one case is extracted, and an image filtered, by the patient under the cursor`() throws {
    let image = desk.folder.appending(path: "p1.nii").path
    let mask = desk.folder.appending(path: "m1.nii").path
    let page = try play(
      ":extract --image \(image) --mask \(mask) --settings ct --features stat_mean<Enter>", desk.cohort)
    let printed = try printed([
      "extract", "--image", image, "--mask", mask, "--settings", "ct", "--features", "stat_mean",
    ])
    let row = try #require(printed.first { $0.hasPrefix("stat_mean") })
    #expect(page.contains(row))
    let map = desk.folder.appending(path: "map.nii.gz").path
    let filtered = try play("j:radish filter --settings ibsi2-phase1-3_a_1 --out \(map)<Enter>", desk.cohort)
    #expect(filtered.contains("response map written to"))
    #expect(filtered.contains(" P2 CT "))
    #expect(FileManager.default.fileExists(atPath: map))
  }

  @Test func `the doctor and the samples answer here too`() throws {
    let doctor = try play(":doctor<Enter>", desk.cohort)
    #expect(doctor.contains("character set") && doctor.contains("100×60"))
    let samples = try play(":samples<Enter>", desk.cohort)
    #expect(samples.contains("crc-lymph-node"))
  }

  @Test func `what goes wrong is the sentence of the command`() throws {
    let usage = try play(":aft --time months --event died<Enter>", survival)
    #expect(usage.contains("Missing expected argument '--covariates <columns> ...'"))
    let data = try play(":aft --time monthz --event died --covariates age<Enter>", survival)
    #expect(data.contains("monthz") && data.contains("Did you mean"))
  }

  @Test func `a change of the cohort is seen at once`() throws {
    let page = try play(":exclude --patient P102 --reason withdrawn<Enter><wait><Esc>", survival)
    #expect(page.contains("×") && page.contains("24 patients"))
    let rows = try play(":correlate --columns age,months<Enter>", survival)
    #expect(rows.contains("23 of 24 patients, without 1 excluded"))
  }

  @Test func `a split that is frozen for the first time is not frozen again`() throws {
    let page = try play(":split --by random --freeze<Enter><wait>", desk.cohort)
    #expect(page.contains("The split is frozen: random 70/30") && !page.contains("frozen again"), "\(page)")
  }

  @Test(arguments: [
    "exclude --patient P101 --reason withdrawn", "split --by random --freeze",
    "aft --time months --event died "
      + "--covariates age --svg plot.svg", "report --out folder", "samples generate crc-lymph-node",
    "import x.csv --into y.sqlite", "extract --settings ct", "filter --image x --settings y --out z", "perturb",
    "run study.yaml --jobs 1",
  ])
  func `nothing is written where nothing may be changed`(question: String) throws {
    let before = try Data(contentsOf: URL(filePath: survival))
    let page = try play(":\(question)<Enter>", survival, "--readonly")
    #expect(page.contains("read-only, nothing can be changed"), "\(page)")
    #expect(try Data(contentsOf: URL(filePath: survival)) == before)
  }

  /// The names of the program's commands, from the program itself.
  private static let commands: [String] = {
    guard let done = try? Program.run(Program.path, ["--experimental-dump-help"]),
      let tool = try? JSONSerialization.jsonObject(with: Data(done.output.utf8)) as? [String: Any],
      let root = tool["command"] as? [String: Any], let parts = root["subcommands"] as? [[String: Any]]
    else { return [] }
    return parts.compactMap { $0["commandName"] as? String }.filter { $0 != "help" }
  }()

  @Test func `the program names its commands`() { #expect(Self.commands.count > 30) }

  @Test(arguments: commands)
  func `every command can be reached after the colon, or says what is done instead`(command: String) throws {
    let page = try play(":\(command) --help<Enter>", desk.cohort)
    let isAnswered = page.contains("Answer › \(command)") && page.contains("USAGE: radish \(command)")
    let isRefused = page.contains("✗ This is the workbench:") || page.contains("✗ A script drives a workbench")
    #expect(isAnswered != isRefused, "\(page)")
    #expect(try play(":radish \(command) --help<Enter>", desk.cohort) != "")
  }
}

/// The same at a real terminal.
@Suite(.enabled(if: Program.tmuxIsExpected, "no radish program beside the tests, or no tmux"), .serialized)
struct `Commands after the colon at a terminal` {
  let desk: Desk

  init() throws { desk = try Desk() }

  @Test func `are completed, asked, ended and asked again`() throws {
    let tmux = try Tmux(variables: desk.variables, folder: desk.folder.path)
    _ = tmux.screen(with: "$")
    try tmux.type("'\(Program.path)' small.sqlite; echo status=$?")
    try tmux.press("Enter")
    #expect(tmux.screen(with: "6 patients · 6 images") != nil)
    try tmux.type(":corr")
    try tmux.press("Tab")
    #expect(tmux.screen(with: ":correlate") != nil)
    try tmux.type(" --col")
    try tmux.press("Tab")
    #expect(tmux.screen(with: "Columns to correlate") != nil || tmux.screen.contains("--columns COLUMNS"))
    try tmux.type("age,meta")
    try tmux.press("Tab")
    #expect(tmux.screen(with: "age,metastasis") != nil)
    try tmux.press("Enter")
    #expect(tmux.screen(with: "p adjusted by holm") != nil)
    try tmux.press("Escape")
    #expect(tmux.screen(with: "6 patients · 6 images") != nil)
    // Long enough to be ended.
    try tmux.type(":roc --outcome metastasis --score age --bootstrap 100000000")
    try tmux.press("Enter")
    #expect(tmux.screen(with: "Asking … Esc ends it") != nil)
    try tmux.press("Escape")
    #expect(tmux.screen(with: "It was ended before it had an answer") != nil)
    try tmux.press("Escape")
    #expect(tmux.screen(with: "6 patients · 6 images") != nil)
    try tmux.type("q")
    #expect(tmux.screen(with: "status=0") != nil)
  }
}
