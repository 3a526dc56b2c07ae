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
  @Test func `single slices among volumes are told apart`() throws {
    let scratch = try Scratch()
    var rows = "Image,Mask\n"
    for (name, slices) in [("a", 1), ("b", 1), ("c", 4)] {
      let places = 0..<36 * slices
      let factor = name == "a" ? 7 : name == "b" ? 11 : 13
      let image = SmallImage.bytes(size: (6, 6, slices), voxels: places.map { Float($0 * $0 % factor) })
      let inside = places.map { (1...4).contains($0 % 6) && (1...4).contains($0 / 6 % 6) ? Float(1) : 0 }
      try image.write(to: scratch.file("\(name).nii"))
      try SmallImage.bytes(size: (6, 6, slices), voxels: inside).write(to: scratch.file("\(name)_mask.nii"))
      rows += "\(name).nii,\(name)_mask.nii\n"
    }
    let batch = try scratch.write(rows, to: "batch.csv")
    let settings = try scratch.write("families: [intensity_statistics]\n", to: "s.yaml")
    let arguments = ["perturb", "--batch", batch, "--settings", settings, "--translation", "0,0.5"]
    let json = try RadishCommand.run(arguments + ["--json"]).json()
    #expect(json["n"].integer == 3 && json["n_perturbations"].integer == 8)
    #expect(json["kinds", 0, "kind"].text == "single_slice" && json["kinds", 0, "n_perturbations"].integer == 4)
    #expect(json["kinds", 1, "kind"].text == "volume" && json["kinds", 1, "n"].integer == 1)
    #expect(json["cautions"].list.contains { $0["code"].text == "unequal_perturbations" })
    #expect(json["features", 0, "icc1"].number != nil && json["features", 0, "icc3"].isNull)
    let table = try RadishCommand.run(arguments + ["--format", "table", "--width", "200"])
    #expect(
      table.output.contains("4 perturbations within the plane of 2 single slices and 8 perturbations of 1 volume"),
      "\(table.output)")
  }

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
