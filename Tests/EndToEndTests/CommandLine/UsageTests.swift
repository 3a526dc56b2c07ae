import Foundation
import Testing

@Suite struct UsageTests {
  @Test func `the version is one line`() throws {
    let run = try RadishCommand.run(["--version"])
    #expect(run.status == 0)
    #expect(run.output == "radish 0.1.0\n")
    #expect(run.messages == "")
  }

  @Test func `an unknown option is wrong usage, says which, and shows the usage`() throws {
    let run = try RadishCommand.run(["info", "--bogus"])
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.messages.hasPrefix("radish: Unknown option '--bogus'"))
    #expect(run.messages.contains("Usage: radish info"))
  }

  @Test(arguments: [
    (["kmm", "x.csv"], "There is no command \"kmm\" and no cohort file of that name. Did you mean \"radish km\"?"),
    (["Cidnex"], "There is no command \"Cidnex\" and no cohort file of that name. Did you mean \"radish cindex\"?"),
    (["nonsense", "--json"], "There is no command \"nonsense\" and no cohort file of that name."),
  ])
  func `a mistyped command is named with the one that was meant`(words: [String], sentence: String) throws {
    let run = try RadishCommand.run(words)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.messages.hasPrefix("radish: \(sentence) radish --help lists the commands.\n"))
  }

  @Test func `formats that contradict each other are refused`() throws {
    let run = try RadishCommand.run(["info", "--json", "--format", "csv"])
    #expect(run.status == 2)
    #expect(run.messages.hasPrefix("radish: --format, --json and --csv contradict each other; give one.\n"))
  }

  /// Every way of asking wrongly that needs no file to be seen.
  @Test(arguments: [
    (["perturb"], "Give a COHORT.sqlite or --batch CSV."),
    (["perturb", "c.sqlite", "--batch", "b.csv"], "Give a COHORT.sqlite or --batch CSV."),
    (["perturb", "c.sqlite", "--jobs", "0"], "--jobs must be at least 1."),
    (["perturb", "c.sqlite", "--noise", "101"], "--noise and --contour are numbers of draws from 0 to 100."),
    (["perturb", "c.sqlite", "--contour=-1"], "--noise and --contour are numbers of draws from 0 to 100."),
    (["perturb", "c.sqlite", "--volume-change=-1"], "--volume-change -1.0 is no fraction above -1 and up to 2."),
    (["perturb", "c.sqlite", "--noise", "100", "--contour", "100"], "are too many; give fewer values."),
    (["extract"], "Give a COHORT.sqlite, or --image and --mask, or --batch CSV."),
    (["extract", "--image", "i.nii"], "One case needs both --image and --mask."),
    (["extract", "c.sqlite", "--role", "liver=l.nii"], "--role belongs to one case, with --image and --mask."),
    (["extract", "c.sqlite", "--label", "2"], "--label belongs to one case, with --image and --mask."),
    (["extract", "c.sqlite", "--out", "f.csv"], "--out belongs to --batch."),
    (["extract", "c.sqlite", "--resume", "--restart"], "--resume and --restart contradict each other; give one."),
    (["extract", "c.sqlite", "--jobs", "0"], "--jobs must be at least 1."),
    (["view", "i.nii", "--size", "80"], "--size is COLUMNSxROWS, such as 80x40."),
    (["view", "i.nii", "--slice", "0"], "--slice is a number from 1, or largest."),
    (["view", "i.nii", "--slice", "last"], "--slice is a number from 1, or largest."),
    (["view", "i.nii", "--slice", "largest"], "--slice largest needs a --mask."),
    (["play", "keys", "--size", "80"], "--size is written as 80x24: columns, x, rows, each up to 1000."),
    (["play", "keys", "--size", "80x1001"], "--size is written as 80x24: columns, x, rows, each up to 1000."),
    (["play", "/nowhere/keys"], "The script /nowhere/keys cannot be read. Check its name."),
    (
      ["perturb", "c.sqlite", "--icc", "5"], "--icc needs a share above 0 and up to 1, for example 0.75."
    ),
    (
      ["perturb", "c.sqlite", "--rotation", "0,0"],
      "--rotation names 0.0 twice; each value makes a perturbation of its own."
    ),
    (
      ["filter", "--image", "i.nii", "--settings", "ct", "--out", "f.txt"],
      "--out needs a name that ends in .nii or .nii.gz: a response map is a NIfTI image."
    ),
    (["overlap", "a.nii", "b.nii", "--volume=-1"], "--volume counts from 0."),
    (["check", "i.nii", "m.nii", "--volume=-1"], "--volume counts from 0."),
    (["split", "c.sqlite", "--freeze"], "--freeze needs --by: say how to divide."),
    (["split", "c.sqlite", "--by", "date", "--column", "d"], "--by date needs --until."),
    (["split", "c.sqlite", "--by", "number", "--until", "65"], "--by number needs --column."),
    (
      ["split", "c.sqlite", "--by", "number", "--column", "age", "--until", "old"],
      "--until needs a number, for example 65."
    ),
    (
      ["split", "c.sqlite", "--by", "column", "--column", "c"],
      "--by column needs --held, the value whose patients validate, or --trained."
    ),
    (["split", "c.sqlite", "--by", "stratified"], "--by stratified needs --outcome, whose classes keep their shares."),
    (
      ["split", "c.sqlite", "--by", "random", "--share", "1"], "--share needs a share between 0 and 1, for example 0.7."
    ),
    (["split", "c.sqlite", "--by", "kfold", "--folds", "1"], "--folds needs at least 2, better 5 or 10."),
    (["split", "c.sqlite", "--by", "kfold", "--repeats", "0"], "--repeats needs at least 1."),
  ])
  func `what is asked wrongly says what to do`(words: [String], sentence: String) throws {
    let run = try RadishCommand.run(words)
    #expect(run.status == 2 && run.output == "", "\(run.status) \(run.output)")
    let first = run.messages.prefix { $0 != "\n" }
    #expect(first.hasPrefix("radish: ") && first.hasSuffix(sentence), "\(run.messages)")
  }

  @Test(arguments: ["inf", "-inf", "1e400", "nan", "two"])
  func `a label is a finite number`(label: String) throws {
    for words in [
      ["extract", "--image", "i.nii", "--mask", "m.nii"], ["overlap", "a.nii", "b.nii"], ["view", "i.nii"],
    ] {
      let run = try RadishCommand.run(words + ["--label", label])
      #expect(run.status == 2 && run.output == "")
      #expect(run.messages.contains("a label is a finite number, such as 2"), "\(run.messages)")
    }
  }

  @Test func `a label may be negative`() throws {
    let scratch = try Scratch()
    let arguments = [
      "extract", "--image", try scratch.image(), "--mask", try scratch.mask(slices: [0, 1, -1, -1, 1, 0]),
      "--features", "stat_mean", "--label", "-1", "--json",
    ]
    // Slices 2 and 3 of 36 voxels whose intensity is their place.
    #expect(try RadishCommand.run(arguments).json()["features", 0, "value"].number == 107.5)
  }

  @Test func `a screen that cannot be saved is said to be`() throws {
    let run = try RadishCommand.run(["play", "-", "--save", "/nowhere/screen.txt"], input: "q")
    #expect(run.status == 2)
    #expect(
      run.messages.hasPrefix("radish: /nowhere/screen.txt cannot be written. Is the folder there, and yours?"),
      "\(run.messages)")
  }

  @Test func `a script for a cohort that cannot be opened is not played, and fails`() throws {
    let scratch = try Scratch()
    let missing = scratch.file("none.sqlite").path
    let run = try RadishCommand.run(["play", "-", missing], input: "jj")
    #expect(run.status == 1 && run.output == "", "\(run.output)")
    #expect(
      run.messages.hasPrefix("radish: The script was not played. \(missing): no such cohort file."), "\(run.messages)")
    let screen = scratch.file("screen.txt")
    let table = try scratch.write("patient,age\nA,61\n", to: "table.csv")
    let other = try RadishCommand.run(["play", "-", table, "--save", screen.path], input: "jj")
    #expect(other.status == 1 && other.messages.hasPrefix("radish: The script was not played. "), "\(other.messages)")
    #expect(!FileManager.default.fileExists(atPath: screen.path))
  }

  /// What a layout reads is said where the source is something else, and so is what else there is.
  @Test(arguments: [
    ("bids", false, "is a file, but --layout bids reads a folder with images such as sub-01/anat/sub-01_T1w.nii.gz"),
    ("folder", false, "is a file, but --layout folder reads a folder with a folder per patient"),
    ("nnunet", false, "is a file, but --layout nnunet reads a dataset.json"),
    ("manifest", true, "is a folder, but --layout manifest reads a table with columns patient, image and mask."),
    ("table", true, "is a folder, but --layout table reads a table with a row per patient or exam."),
    ("bids", true, "No image is called like sub-01_T1w.nii.gz, and participants.tsv names nobody."),
    ("manifest", false, "There is no column \"image\"."),
  ]) func `a layout that does not fit says what it reads and which others there are`(
    layout: String, isFolder: Bool, reason: String
  ) throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(at: scratch.file("source"), withIntermediateDirectories: true)
    let table = try scratch.write("patient,age\nA,61\n", to: "source/table.csv")
    let cohort = scratch.file("cohort.sqlite")
    let source = isFolder ? scratch.file("source").path : table
    let run = try RadishCommand.run(["import", source, "--layout", layout, "--into", cohort.path, "--width", "2000"])
    #expect(run.status == 1, "\(run.status)")
    let said = run.output + run.messages
    #expect(said.contains(reason), "\(said)")
    #expect(said.contains("the layouts are auto, manifest, folder, pyradiomics, nnunet, bids, table."), "\(said)")
    #expect(!FileManager.default.fileExists(atPath: cohort.path))
  }

  @Test(arguments: [["--width", "19"], ["--width", "2001"], ["--height", "7"]])
  func `a size that no terminal has is refused`(option: [String]) throws {
    let run = try RadishCommand.run(["info"] + option)
    #expect(run.status == 2)
    #expect(run.messages.contains("must be from"))
  }

  @Test func `help names every command with one line`() throws {
    let run = try RadishCommand.run(["--help"])
    #expect(run.status == 0)
    for command in [
      "roc", "km", "cox", "cindex", "import", "show", "exclude", "info", "doctor", "paired", "classes", "ordinal",
      "tdroc",
      "cuminc", "aft", "cutpoint", "agreement", "correlate", "overlap",
    ] {
      #expect(run.output.contains("\n  \(command) "), "\(command)")
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions can be generated for a shell`(shell: String) throws {
    let run = try RadishCommand.run(["--generate-completion-script", shell])
    #expect(run.status == 0)
    #expect(run.output.contains("radish"))
  }

  @Test func `info names version and paths in all three formats`() throws {
    let environment = ["HOME": "/home/ada", "XDG_STATE_HOME": "/state", "XDG_CONFIG_HOME": "relative"]
    #expect(
      try RadishCommand.run(["info"], environment: environment).output == """
        radish 0.1.0 · research use only, not for diagnosis

        what      path
        ────────  ─────────────────────────────────────
        settings  /home/ada/.config/radish
        state     /state/radish
        samples   /home/ada/.local/share/radish/samples

        """)
    #expect(
      try RadishCommand.run(["info", "--csv"], environment: environment).output == """
        name,path
        settings,/home/ada/.config/radish
        state,/state/radish
        samples,/home/ada/.local/share/radish/samples

        """)
    #expect(
      try RadishCommand.run(["info", "--json"], environment: environment).output == """
        {
          "schema": "radish/info/1",
          "version": "0.1.0",
          "paths": [
            {"name": "settings", "path": "/home/ada/.config/radish"},
            {"name": "state", "path": "/state/radish"},
            {"name": "samples", "path": "/home/ada/.local/share/radish/samples"}
          ],
          "cautions": []
        }

        """)
  }

  @Test func `ascii output holds only ASCII`() throws {
    let run = try RadishCommand.run(["info", "--ascii"])
    #expect(run.output.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func `the C locale gets ASCII unasked`() throws {
    let run = try RadishCommand.run(["info"], environment: ["LC_ALL": "C"])
    #expect(run.output.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func `doctor says that a pipe is no terminal and where files go`() throws {
    let run = try RadishCommand.run(["doctor", "--json"])
    let findings = try run.json()["findings"].list
    #expect(findings.first?["found"].text == "not a terminal")
    #expect(findings.contains { $0["area"].text == "path" && $0["name"].text == "samples" })
  }
}
