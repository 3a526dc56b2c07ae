import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct PerturbCommandTests {
  @Test func `the agreement of every feature is told, and the same seed gives the same numbers`() throws {
    let scratch = try Scratch()
    func path(_ name: String) -> String { Reference.path("images/pyradiomics/\(name)") }
    let rows = ["lung1", "lung2", "breast1"].map { "\(path("\($0)_image.nii.gz")),\(path("\($0)_mask.nii.gz"))" }
    let batch = try scratch.write((["Image,Mask"] + rows).joined(separator: "\n") + "\n", to: "batch.csv")
    let settings = try scratch.write(
      "preset: ct\nspacing: [3, 3, 3]\nresegmentation: {}\nfamilies: [intensity_statistics]\n", to: "s.yaml")
    let arguments = [
      "perturb", "--batch", batch, "--settings", settings, "--rotation=-5,5", "--contour", "1", "--json",
    ]
    let first = try RadishCommand.run(arguments)
    let json = try first.json()
    #expect(json["schema"].text == "radish/perturb/1")
    #expect(json["n"].number == 3)
    #expect(json["n_perturbations"].number == 2)
    let mean = json["features"].list.first { $0["tag"].text == "stat_mean" }
    // Lungs and a breast in other units vary more between each other than by five degrees: an ICC above one half.
    #expect((mean?["icc1"].number ?? 0) > 0.5)
    #expect((mean?["icc1_low"].number ?? 2) <= (mean?["icc1"].number ?? 0))
    #expect(json["cautions"].list.contains { $0["code"].text == "few_cases" })
    #expect(try RadishCommand.run(arguments).output == first.output)
  }

  @Test func `a single perturbation is wrong usage`() throws {
    let run = try RadishCommand.run(["perturb", "--batch", "x.csv", "--rotation", "5"])
    #expect(run.status == 2)
    #expect(run.messages.hasPrefix("radish: One perturbation cannot be compared"))
  }
}

/// On images made by hand, which need no reference folder.
@Suite struct PerturbOptionTests {
  @Test(arguments: ["--rotation", "--translation", "--volume-change"])
  func `a list may begin with a minus`(option: String) throws {
    let scratch = try Scratch()
    _ = (try scratch.image(), try scratch.mask(slices: [0, 1, 1, 1, 1, 0]))
    let batch = try scratch.write("Image,Mask\nimage.nii,mask.nii\n", to: "batch.csv")
    let settings = try scratch.write("families: [intensity_statistics]\n", to: "s.yaml")
    let arguments = ["perturb", "--batch", batch, "--settings", settings, "--json"]
    let run = try RadishCommand.run(arguments + [option, "-0.5,0,0.5"])
    #expect(run.status == 0, "\(run.messages)")
    let json = try run.json()
    // Translations are made along x, y and z.
    #expect(json["n_perturbations"].integer == (option == "--translation" ? 27 : 3))
    // One case alone cannot be compared.
    #expect(json["features", 0, "icc1"].isNull && json["features", 0, "robust"].isNull)
    #expect(json["features", 0, "reason"].text?.hasPrefix("only one case has a value") == true)
  }
}
