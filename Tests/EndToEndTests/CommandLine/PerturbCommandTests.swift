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
