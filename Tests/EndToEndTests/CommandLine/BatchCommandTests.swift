import Foundation
import Testing

/// Slices of 6 × 6 voxels whose intensity is their place: the mean of slice z is 36 z + 17.5.
@Suite struct BatchCommandTests {
  private static let settings = "families: [intensity_statistics]\n"

  private func batch(_ scratch: Scratch, _ text: String) throws -> [String] {
    try ["--batch", scratch.write(text, to: "batch.csv"), "--settings", scratch.write(Self.settings, to: "s.yaml")]
  }

  @Test(arguments: ["two", "inf", "1e400", "nan ", "true", "2024-01-01"])
  func `a label that is no number is refused with its place`(cell: String) throws {
    let scratch = try Scratch()
    _ = (try scratch.image(), try scratch.mask(slices: [0, 1, 1, 2, 2, 0]))
    let text = "Image,Mask,Label\nimage.nii,mask.nii,1\nimage.nii,mask.nii,\(cell)\n"
    let isMissing = cell.hasPrefix("nan")
    for command in ["extract", "perturb"] {
      let run = try RadishCommand.run([command] + batch(scratch, text))
      guard !isMissing else {
        // `NaN` is a missing cell, and a mask with two labels needs one.
        #expect(run.status == (command == "extract" ? 3 : 3) && run.messages.contains("row 2: mask"), "\(run.messages)")
        continue
      }
      #expect(run.status == 1 && run.output == "", "\(run.output)")
      #expect(
        run.messages == "radish: \(scratch.file("batch.csv").path), line 3, column \"Label\": \"\(cell)\" is no label. "
          + "Write the mask's value, a number, or leave the cell empty.\n")
    }
  }

  @Test func `every row is computed on its own label`() throws {
    let scratch = try Scratch()
    _ = (try scratch.image(), try scratch.mask(slices: [0, 1, 1, -2.5, 3, 0]))
    let text = "Image,Mask,label\nimage.nii,mask.nii,1\nimage.nii,mask.nii,-2.5\nimage.nii,mask.nii,3\n"
    let json = try RadishCommand.run(["extract", "--json"] + batch(scratch, text)).json()
    let means = json["rows"].list.map { row in
      row["features"].list.first { $0["tag"].text == "stat_mean" }?["value"].number
    }
    #expect(means == [71.5, 125.5, 161.5])
  }

  @Test(arguments: ["extract", "perturb"])
  func `where no label is named PyRadiomics' naming takes 1`(command: String) throws {
    let scratch = try Scratch()
    _ = (try scratch.image(), try scratch.mask(slices: [0, 1, 1, 2, 2, 2]))
    let batch = try scratch.write("Image,Mask\nimage.nii,mask.nii\n", to: "batch.csv")
    let settings = try scratch.write("featureClass: {firstorder: [Mean]}\n", to: "s.yaml")
    let more = command == "perturb" ? ["--translation", "0,0.5"] : []
    let run = try RadishCommand.run([command, "--batch", batch, "--settings", settings, "--json"] + more)
    #expect(run.status == 0, "\(run.messages)")
    if command == "extract" {
      #expect(try run.json()["rows", 0, "features", 0, "value"].number == 71.5)
    }
  }

  @Test func `a json row is the answer about one case`() throws {
    let scratch = try Scratch()
    let (image, mask) = (try scratch.image(), try scratch.mask(slices: [0, 1, 1, 1, 1, 0]))
    let text = "Image,Mask,who\nimage.nii,mask.nii,ada\nnowhere.nii,mask.nii,bob\n"
    let options = try batch(scratch, text)
    let out = scratch.file("features.json")
    let run = try RadishCommand.run(["extract", "--format", "json", "--out", out.path] + options)
    #expect(run.status == 3 && run.output == "" && run.messages.contains("row 2: image"), "\(run.messages)")
    let json = JSONValue(try JSONSerialization.jsonObject(with: Data(contentsOf: out)))
    #expect(json["schema"].text == "radish/extract-batch/1")
    #expect(json["n"].integer == 2 && json["n_failed"].integer == 1)
    #expect(json["rows", 0, "columns", "who"].text == "ada" && json["rows", 0, "row"].integer == 1)
    #expect(json["rows", 1, "error"].text?.contains("nowhere.nii") == true)
    let one = try RadishCommand.run(
      ["extract", "--image", image, "--mask", mask, "--json", "--settings", options[3]]
    ).json()
    #expect(Set(json["rows", 0].keys) == Set(one.keys + ["row", "columns"]))
    #expect(
      json["rows", 0, "features"].list.map { $0["value"].number } == one["features"].list.map { $0["value"].number })
    #expect(json["rows", 0, "provenance", "image_digest"].text == one["provenance", "image_digest"].text)
  }

  @Test func `missing values carry their reason`() throws {
    let scratch = try Scratch()
    _ = (
      try scratch.image(), try scratch.mask(slices: [0, 1, 1, 1, 1, 0]),
      try Data(contentsOf: scratch.file("mask.nii")).write(to: scratch.file("other.nii"))
    )
    // The voxel of intensity 0: there is no mean to divide by.
    var voxels = [Float](repeating: 0, count: 216)
    voxels[0] = 1
    try SmallImage.bytes(size: (6, 6, 6), voxels: voxels).write(to: scratch.file("dot.nii"))
    let options = try batch(
      scratch, "Image,Mask\nimage.nii,mask.nii\nimage.nii,dot.nii\nimage.nii,nowhere.nii\n")
    let lines = try RadishCommand.run(["extract"] + options).output.split(separator: "\n")
    #expect(lines[0].hasSuffix(",missing_because"))
    #expect(lines[1].hasSuffix(","))
    #expect(lines[2].contains("original_stat_cov: the mean intensity is 0"), "\(lines[2])")
    #expect(lines[3].contains("nowhere.nii"))
    let json = try RadishCommand.run(["extract", "--json"] + options).json()
    let variation = json["rows", 1, "features"].list.first { $0["tag"].text == "stat_cov" }
    #expect(variation?["value"].isNull == true && variation?["reason"].text == "the mean intensity is 0")
  }

  @Test func `a batch may come from standard input`() throws {
    let scratch = try Scratch()
    _ = (try scratch.image(), try scratch.mask(slices: [0, 1, 1, 1, 1, 0]))
    let settings = try scratch.write(Self.settings, to: "s.yaml")
    let run = try RadishCommand.run(
      ["extract", "--batch", "-", "--settings", settings, "--features", "stat_mean"],
      input: "Image,Mask\nimage.nii,mask.nii\n", folder: scratch.folder)
    #expect(run.output == "Image,Mask,original_stat_mean\nimage.nii,mask.nii,107.5\n", "\(run.messages)")
  }

  @Test func `a batch has no table for people`() throws {
    let run = try RadishCommand.run(["extract", "--batch", "b.csv", "--format", "table"])
    #expect(run.status == 2)
    #expect(run.messages.hasPrefix("radish: --batch answers as csv or json; give one of them.\n"))
  }
}
