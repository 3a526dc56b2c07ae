import Foundation
import Testing

@Suite struct CohortCommandTests {
  static let table = "patient,age,centre,dead\nP2,61,A,1\nP10,54,B,0\nP1,,A,0\n"

  /// A cohort file made from the small table.
  private func cohort(_ scratch: Scratch, table: String = table) throws -> String {
    let source = try scratch.write(table, to: "clinical.csv")
    let path = scratch.file("study.sqlite").path
    let run = try RadishCommand.run(["import", source, "--into", path])
    #expect(run.status == 0, "\(run.messages)")
    return path
  }

  @Test func `an import says what came in and where it is`() throws {
    let scratch = try Scratch()
    let source = try scratch.write(Self.table, to: "clinical.csv")
    let path = scratch.file("study.sqlite").path
    let json = try RadishCommand.run(["import", source, "--into", path, "--json"]).json()
    #expect(json["schema"].text == "radish/import/1")
    #expect(json["patients"].integer == 3)
    #expect(json["images"].integer == 0)
    #expect(json["issues"].list.isEmpty)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect((attributes[.posixPermissions] as? Int) == 0o600)
  }

  static let twenty =
    "patient,age,centre,dead\n"
    + (1...20).map { "Q\($0),\(40 + $0),\($0 % 2 == 0 ? "A" : "B"),\($0 * 7 % 20 < 8 ? 1 : 0)" }
    .joined(separator: "\n") + "\n"

  @Test func `a split is shown, frozen, and shown again as it was kept`() throws {
    let scratch = try Scratch()
    let path = try cohort(scratch, table: Self.twenty)
    let nothing = try RadishCommand.run(["split", path])
    #expect(nothing.status == 2 && nothing.messages.contains("This cohort has no frozen split."))
    let arguments = ["split", path, "--by", "column", "--column", "centre", "--held", "B", "--json"]
    let preview = try RadishCommand.run(arguments).json()
    #expect(preview["schema"].text == "radish/split/1")
    #expect(preview["parts"].list.map { $0["n"].integer } == [10, 10])
    #expect(preview["frozen"].bool == false)
    #expect(preview["balance"].list.contains { $0["variable"].text == "age" })
    #expect(try RadishCommand.run(["split", path]).status == 2)
    #expect(try RadishCommand.run(arguments + ["--freeze"]).json()["frozen"].bool == true)
    let kept = try RadishCommand.run(["split", path, "--json"]).json()
    #expect(kept["frozen"].bool == true && kept["title"].text == "centre = B validates, the others train")
    #expect(kept["parts"].list.map { $0["name"].text } == ["training", "validation"])
    #expect(kept["parts"].list.map { $0["n"].integer } == [10, 10])
    #expect(kept["changes"].list.isEmpty)
  }

  @Test func `a division is stratified by the outcome that is named, or refused`() throws {
    let scratch = try Scratch()
    let path = try cohort(scratch, table: Self.twenty)
    func parts(_ outcome: String) throws -> JSONValue {
      try RadishCommand.run(["split", path, "--by", "stratified", "--outcome", outcome, "--share", "0.5", "--json"])
        .json()
    }
    let byCentre = try parts("centre")
    // Ten of twenty are of centre B: half of them in either part.
    #expect(byCentre["outcome"].text == "centre" && byCentre["parts"].list.map { $0["events"].integer } == [5, 5])
    #expect(try parts("dead")["outcome"].text == "dead")
    let unknown = try RadishCommand.run(["split", path, "--by", "stratified", "--outcome", "nope"])
    #expect(unknown.status == 1 && unknown.messages.contains("\"nope\" is no outcome of this cohort"))
  }

  @Test func `who is excluded is in no baseline table, and there is no split but a frozen one`() throws {
    let scratch = try Scratch()
    let path = try cohort(scratch, table: Self.twenty)
    let arguments = ["table1", path, "--by", "centre", "--json"]
    #expect(try RadishCommand.run(arguments).json()["n"].integer == 20)
    #expect(try RadishCommand.run(["exclude", path, "--patient", "Q2", "--reason", "consent"]).status == 0)
    let run = try RadishCommand.run(arguments)
    #expect(try run.json()["n"].integer == 19)
    let csv = try RadishCommand.run(["table1", path, "--by", "centre", "--csv"])
    #expect(csv.messages.contains("1 excluded patient left out."), "\(csv.messages)")
    #expect(!run.output.contains("consent") && !csv.output.contains("consent"))
    let split = try RadishCommand.run(["table1", path, "--by", "split"])
    #expect(split.status == 2 && split.messages.contains("This cohort has no frozen split"))
  }

  @Test(arguments: [["extract"], ["perturb", "--settings", "ct"]])
  func `where there is no image nothing is done, and nothing kept`(words: [String]) throws {
    let scratch = try Scratch()
    let path = try cohort(scratch, table: Self.twenty)
    let run = try RadishCommand.run([words[0], path] + words.dropFirst())
    #expect(run.status == 1, "\(run.messages)")
    let filtered = try RadishCommand.run([words[0], path, "--settings", "ct", "--where", "age>500"])
    #expect(filtered.status == 1 && filtered.messages.contains("No image with a region fits --where 'age>500'."))
    let info = try RadishCommand.run(["info", path, "--json"])
    #expect(!info.output.contains("\"ct\""), "\(info.output)")
  }

  @Test func `chance divides a cohort in which nothing looks like an outcome`() throws {
    let scratch = try Scratch()
    let path = try cohort(scratch, table: Self.twenty.replacing(",dead\n", with: ",y\n"))
    let found = try RadishCommand.run(["split", path, "--by", "random", "--share", "0.5", "--json"]).json()
    #expect(found["parts"].list.map { $0["n"].integer } == [10, 10])
    let folds = ["split", path, "--by", "kfold", "--folds", "4", "--freeze", "--json"]
    let frozen = try RadishCommand.run(folds).json()
    let kept = try RadishCommand.run(["split", path, "--json"]).json()
    #expect(kept["parts"].list.map { $0["n"].integer } == [5, 5, 5, 5])
    #expect(kept["parts"].list.map { $0["events"].integer } == frozen["parts"].list.map { $0["events"].integer })
  }

  @Test(arguments: [
    (["--by", "date", "--column", "centre"], "--by date needs --until."),
    (["--by", "stratified"], "--by stratified needs --outcome, whose classes keep their shares."),
    (["--freeze"], "--freeze needs --by: say how to divide."),
    (["--by", "random", "--share", "1"], "--share needs a share between 0 and 1, for example 0.7."),
  ])
  func `a split that is not said wholly is wrong usage`(more: [String], sentence: String) throws {
    let run = try RadishCommand.run(["split", "c.sqlite"] + more)
    #expect(run.status == 2 && run.messages.hasPrefix("radish: \(sentence)"), "\(run.messages)")
  }

  @Test func `a report holds the numbers of the run and no patient's name`() throws {
    let scratch = try Scratch()
    let path = try cohort(scratch, table: Self.twenty)
    let study = try scratch.write(
      """
      study: death
      outcome: {binary: dead, positive: 1}
      split: {by: centre, column: centre, training: [A]}
      blocks:
        clinical: [age]
      models:
        clinical: {block: clinical, pipeline: [logistic]}
      """, to: "study.yaml")
    let folder = scratch.file("report")
    let early = try RadishCommand.run(["report", path, "--out", folder.path])
    #expect(early.status == 2 && early.messages.contains("This cohort has no finished run."))
    let run = try RadishCommand.run(["run", study, path, "--json"])
    #expect(run.status == 0, "\(run.messages)")
    let auc = try #require(
      try run.json()["results"].list.first { $0["part"].text == "validation" }?["metrics", "auc", "value"].number)
    #expect(try RadishCommand.run(["report", path, "death", "--out", folder.path]).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.contains("report.md") && names.contains("report.html") && names.contains("results.csv"))
    #expect(
      names.contains("roc-clinical-validation.svg") && names.contains("coefficients.csv")
        && !names.contains("predictions.csv"))
    for name in names {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(text.firstRange(of: /\bQ1?[0-9]\b/) == nil, "\(name) names a patient")
    }
    let results = try String(contentsOf: folder.appending(path: "results.csv"), encoding: .utf8)
    #expect(results.contains("clinical,validation,auc,\(auc),"))
    let markdown = try String(contentsOf: folder.appending(path: "report.md"), encoding: .utf8)
    #expect(markdown.hasPrefix("# Study death\n\nResearch use only, not for diagnosis."))
    #expect(markdown.contains("## Cautions\n\n- ") && markdown.contains("- seed "))
    let html = try String(contentsOf: folder.appending(path: "report.html"), encoding: .utf8)
    #expect(html.contains("<svg") && html.contains("<td>validation</td>"))
    let asked = ["report", path, "--out", folder.path, "--identifiers"]
    #expect(try RadishCommand.run(asked).status == 0)
    #expect(try String(contentsOf: folder.appending(path: "predictions.csv"), encoding: .utf8).contains("Q3"))
  }

  @Test func `a dry run writes nothing`() throws {
    let scratch = try Scratch()
    let source = try scratch.write(Self.table, to: "clinical.csv")
    let run = try RadishCommand.run(["import", source, "--dry-run"])
    #expect(run.status == 0)
    #expect(
      run.output.hasPrefix(
        "3 patients, 0 exams, 0 images, 0 lesions, 3 variables would be imported; nothing was\nwritten.")
        || run.output.contains("would be imported"))
    #expect(!FileManager.default.fileExists(atPath: scratch.file("study.sqlite").path))
  }

  @Test func `a table of names without rows is refused and leaves nothing`() throws {
    let scratch = try Scratch()
    let source = try scratch.write("patient,age,died\n", to: "header.csv")
    let path = scratch.file("study.sqlite").path
    let run = try RadishCommand.run(["import", source, "--into", path])
    #expect(run.status == 1)
    let said = (run.output + run.messages).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(said.contains("has no patient to import, so nothing was written."), "\(said)")
    #expect(said.contains("The table has names of columns and no rows below them."), "\(said)")
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `an import needs to know where to`() throws {
    let run = try RadishCommand.run(["import", "x.csv"])
    #expect(run.status == 2)
    #expect(run.messages.hasPrefix("radish: Say where to: --into COHORT.sqlite, or check with --dry-run.\n"))
  }

  @Test func `missing images are named, the rest comes in, status 3`() throws {
    let scratch = try Scratch()
    let source = try scratch.write(
      "patient,image,mask\nP1,nowhere.nii.gz,nomask.nii.gz\n", to: "manifest.csv")
    let run = try RadishCommand.run(
      ["import", source, "--into", scratch.file("c.sqlite").path, "--json"])
    #expect(run.status == 3)
    let json = try run.json()
    #expect(json["issues", 0, "patient"].text == "P1")
    #expect(json["issues"].list.allSatisfy { $0["message"].text?.isEmpty == false })
  }

  @Test func `show prints csv off a terminal, patients in the order of the import`() throws {
    let scratch = try Scratch()
    let path = try cohort(scratch)
    let run = try RadishCommand.run(["show", "patients", path, "--columns", "patient,age,centre,dead"])
    #expect(run.output == "patient,age,centre,dead\nP2,61,A,1\nP10,54,B,0\nP1,,A,0\n")
  }

  @Test func `studies, runs and cautions are tables of their own`() throws {
    let scratch = try Scratch()
    let rows = (1...40).map { "P\($0),\(40 + ($0 * 7) % 31),\($0 % 3 == 0 ? 1 : 0)" }
    let path = try cohort(scratch, table: "patient,age,dead\n" + rows.joined(separator: "\n") + "\n")
    let study = try scratch.write(
      """
      study: ages
      outcome: {binary: dead}
      blocks: {clinical: [age]}
      models: {clinical: {block: clinical, pipeline: [logistic]}}
      """, to: "study.yaml")
    #expect(try RadishCommand.run(["run", study, path]).status == 0)
    #expect(try RadishCommand.run(["run", study, path]).status == 0)
    let studies = try RadishCommand.run(["show", "studies", path, "--json"]).json()
    #expect(studies["columns"].list.map { $0["name"].text } == ["study", "outcome", "models", "runs", "last_run"])
    #expect(studies["count"].integer == 1)
    #expect(studies["rows", 0, "outcome"].text == "dead = 1")
    #expect(studies["rows", 0, "models"].text == "clinical")
    #expect(studies["rows", 0, "runs"].integer == 2)
    let runs = try RadishCommand.run(["show", "runs", path, "--json"]).json()
    #expect(runs["count"].integer == 2)
    #expect(runs["rows", 0, "n"].integer == 40)
    let cautions = try RadishCommand.run(["show", "cautions", path, "--json"]).json()
    #expect(
      cautions["columns"].list.map { $0["name"].text } == ["run", "study", "model", "part", "code", "message"])
    #expect(cautions["rows"].list.contains { $0["code"].text == "optimised_cutoff" && $0["model"].isNull })
    #expect(cautions["rows"].list.contains { $0["model"].text == "clinical" && $0["part"].text == "validation" })
  }

  @Test func `show filters, sorts and describes its columns`() throws {
    let scratch = try Scratch()
    let path = try cohort(scratch)
    let json = try RadishCommand.run(
      ["show", "patients", path, "--where", "age > 50", "--sort", "-age", "--columns", "patient,age", "--json"]
    ).json()
    #expect(json["schema"].text == "radish/show/1")
    #expect(json["count"].integer == 2)
    #expect(json["columns"].list.map { $0["name"].text } == ["patient", "age"])
    #expect(json["columns"].list.map { $0["type"].text } == ["text", "number"])
    #expect(json["rows"].list.map { $0["patient"].text } == ["P2", "P10"])
    #expect(json["rows", 1, "age"].number == 54)
  }

  @Test func `reading leaves every byte of the file as it was`() throws {
    let scratch = try Scratch()
    let path = try cohort(scratch)
    let before = try Data(contentsOf: URL(filePath: path))
    for subject in ["patients", "exams", "lesions", "images", "features", "splits", "runs"] {
      #expect(try RadishCommand.run(["show", subject, path]).status == 0, "\(subject)")
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func `a filter that cannot be read says where`() throws {
    let scratch = try Scratch()
    let run = try RadishCommand.run(["show", "patients", try cohort(scratch), "--where", "agee > 50"])
    #expect(run.status == 1)
    #expect(run.messages.contains("agee"))
    #expect(run.messages.contains("Did you mean age?"))
  }

  @Test func `a cohort that is not there is a sentence with the remedy`() throws {
    let run = try RadishCommand.run(["show", "patients", "/nowhere/c.sqlite"])
    #expect(run.status == 1)
    #expect(
      run.messages
        == "radish: /nowhere/c.sqlite: no such cohort file. Make one with: "
        + "radish import SOURCE --into /nowhere/c.sqlite\n")
  }

  @Test func `a patient is excluded with a reason, and taken back`() throws {
    let scratch = try Scratch()
    let path = try cohort(scratch)
    let excluded = try RadishCommand.run(["exclude", path, "--patient", "P2", "--reason", "motion"])
    #expect(excluded.status == 0)
    #expect(excluded.messages == "radish: P2 is left out of every analysis: motion\n")
    #expect(try RadishCommand.run(["exclude", path, "--patient", "P2", "--undo"]).status == 0)
    let unknown = try RadishCommand.run(["exclude", path, "--patient", "P3", "--reason", "x"])
    #expect(unknown.status == 1)
    #expect(unknown.messages.contains("There is no patient \"P3\" in this cohort."))
    #expect(try RadishCommand.run(["exclude", path, "--patient", "P2"]).status == 2)
  }
}
