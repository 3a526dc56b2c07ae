import Foundation
import TestSupport
import Testing

@Suite struct PlotTests {
  static let roc = ["roc", "-", "--outcome", "sick", "--score", "score"]
  static let survival = ["km", "-", "--time", "t", "--event", "d", "--by", "g"]

  @Test func `plots fit the width asked for, in braille, without colour off a terminal`() throws {
    for (arguments, input) in [(Self.roc, ROCCommandTests.small), (Self.survival, SurvivalCommandTests.small)] {
      let run = try RadishCommand.run(arguments + ["--width", "70", "--height", "20"], input: input)
      #expect(run.status == 0)
      let lines = run.output.split(separator: "\n")
      #expect(lines.allSatisfy { $0.unicodeScalars.count <= 70 })
      #expect(run.output.unicodeScalars.contains { (0x2800...0x28FF).contains($0.value) })
      #expect(!run.output.unicodeScalars.contains("\u{1B}"))
    }
  }

  @Test func `plots have an ASCII form`() throws {
    for (arguments, input) in [(Self.roc, ROCCommandTests.small), (Self.survival, SurvivalCommandTests.small)] {
      let run = try RadishCommand.run(arguments + ["--ascii"], input: input)
      #expect(run.output.utf8.allSatisfy { $0 < 0x80 })
      #expect(run.output.contains("|"))
    }
  }

  @Test func `colour can be forced, NO_COLOR wins over nothing else`() throws {
    let forced = try RadishCommand.run(Self.roc + ["--color", "256"], input: ROCCommandTests.small)
    #expect(forced.output.contains("\u{1B}["))
    let none = try RadishCommand.run(Self.roc, input: ROCCommandTests.small, environment: ["NO_COLOR": "1"])
    #expect(!none.output.contains("\u{1B}["))
  }

  @Test func `a survival plot carries the table of numbers at risk`() throws {
    let run = try RadishCommand.run(Self.survival, input: SurvivalCommandTests.small)
    #expect(run.output.contains("at risk (censored/events)"))
    #expect(run.output.contains("log-rank p"))
  }

  @Test(arguments: ["roc", "km", "cox", "cindex"])
  func `every plot can be saved as a picture`(command: String) throws {
    let scratch = try Scratch()
    let path = scratch.file("plot.svg").path
    let arguments: [String]
    switch command {
    case "roc": arguments = Self.roc
    case "km": arguments = Self.survival
    case "cox": arguments = ["cox", "-", "--time", "t", "--event", "d", "--covariates", "g"]
    default: arguments = ["cindex", "-", "--time", "t", "--event", "d", "--score", "t"]
    }
    let run = try RadishCommand.run(
      arguments + ["--svg", path], input: command == "roc" ? ROCCommandTests.small : SurvivalCommandTests.small)
    #expect(run.status == 0)
    #expect(run.messages == "radish: plot written to \(path)\n")
    let svg = try String(contentsOfFile: path, encoding: .utf8)
    #expect(svg.contains("<svg") && svg.contains("</svg>"))
  }

  @Test func `a saved picture carries the cautions of its numbers`() throws {
    let scratch = try Scratch()
    let path = scratch.file("plot.svg").path
    let run = try RadishCommand.run(
      ["cox", "-", "--time", "months", "--event", "progressed", "--covariates", "age", "--svg", path],
      input: Patients.csv)
    #expect(run.status == 0)
    let svg = try String(contentsOfFile: path, encoding: .utf8)
    #expect(svg.contains("△ few_events: Only 9 events for 1 variable (9.0 per variable)"))
    #expect(svg.components(separatedBy: "<svg").count == svg.components(separatedBy: "</svg>").count)
  }

  @Test func `a picture that cannot be written is a sentence`() throws {
    let run = try RadishCommand.run(Self.roc + ["--svg", "/nowhere/plot.svg"], input: ROCCommandTests.small)
    #expect(run.status == 1)
    #expect(
      run.messages
        == "radish: /nowhere/plot.svg: cannot be written. Check that the folder exists and that you may write there.\n")
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct ViewCommandTests {
  static let image = Reference.path("ibsi/PAT1_ct_image.nii.gz")
  static let mask = Reference.path("ibsi/PAT1_ct_mask.nii.gz")

  @Test(arguments: [(60, 24), (80, 40), (31, 8)])
  func `a printed slice has exactly the lines asked for and none too wide`(columns: Int, rows: Int) throws {
    let run = try RadishCommand.run(
      ["view", Self.image, "--mask", Self.mask, "--slice", "largest", "--size", "\(columns)x\(rows)"])
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count == rows)
    #expect(lines.allSatisfy { $0.unicodeScalars.count <= columns })
    #expect(!run.output.unicodeScalars.contains("\u{1B}"))
    if columns > 60 { #expect(run.output.contains("not for diagnosis")) }
  }

  @Test func `colour is only SGR, and only when forced`() throws {
    let run = try RadishCommand.run(["view", Self.image, "--size", "60x20", "--color", "256"])
    #expect(run.output.contains("\u{1B}["))
    let rest = run.output.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(!rest.unicodeScalars.contains("\u{1B}"))
  }

  @Test(arguments: [
    (["--slice", "999"], 1, "Slice 999 was asked for, but there are 60 axial slices. Choose one from 1 to 60."),
    (["--volume", "3"], 1, "volume 3 was asked for, but the file has 1 (counted from 0)."),
  ])
  func `what cannot be shown is one sentence`(more: [String], status: Int32, sentence: String) throws {
    let run = try RadishCommand.run(["view", Self.image] + more)
    #expect(run.status == status)
    #expect(run.messages.hasSuffix(sentence + "\n"))
    #expect(run.output == "")
  }

  @Test(arguments: [
    ["--slice", "0"], ["--slice", "some"], ["--size", "80"], ["--slice", "largest"], ["--plane", "diagonal"],
  ])
  func `wrong usage is told before the image is read`(more: [String]) throws {
    #expect(try RadishCommand.run(["view", Self.image] + more).status == 2)
  }

  @Test func `a file that is no image is named`() throws {
    let scratch = try Scratch()
    let path = try scratch.write("not an image, just some text that is long enough to look at", to: "x.nii")
    let run = try RadishCommand.run(["view", path])
    #expect(run.status == 1)
    #expect(run.messages.hasPrefix("radish: \(path): "))
  }
}
