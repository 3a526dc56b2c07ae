import Foundation
import TestSupport
import Testing

@Suite struct CohortExtractionTests {
  /// A sample cohort of three patients; small families keep the runs short.
  private func sample(_ scratch: Scratch) throws -> String {
    let run = try RadishCommand.run(
      ["samples", "generate", "crc-lymph-node", "--into", scratch.folder.path, "--patients", "3", "--seed", "7"])
    try #require(run.status == 0, "\(run.messages)")
    return scratch.folder.path + "/crc-lymph-node"
  }

  private func settings(_ scratch: Scratch) throws -> String {
    try scratch.write("preset: ct\nfamilies: [intensity_statistics]\n", to: "small.yaml")
  }

  @Test func `a cohort is checked, extracted, and extracted no case twice`() throws {
    let scratch = try Scratch()
    let folder = try sample(scratch)
    let cohort = folder + "/cohort.sqlite"
    let check = try RadishCommand.run(["check", cohort, "--json"]).json()
    #expect(check["schema"].text == "radish/check/1")
    #expect(check["n"].integer == 3)
    #expect(check["cases"].list.allSatisfy { $0["status"].text == "ok" && ($0["voxels"].integer ?? 0) > 0 })
    let arguments = ["extract", cohort, "--settings", try settings(scratch), "--json"]
    let first = try RadishCommand.run(arguments).json()
    #expect(first["extractions", 0, "finished"].integer == 3)
    #expect(first["extractions", 0, "failed"].integer == 0)
    let second = try RadishCommand.run(arguments + ["--resume"]).json()
    #expect(second["extractions", 0, "finished"].integer == 0)
    #expect(second["extractions", 0, "unchanged"].integer == 3)
    let features = try RadishCommand.run(["show", "features", cohort, "--json"]).json()
    #expect(features["count"].integer == 3)
    #expect(features["columns"].list.contains { $0["name"].text == "original_stat_mean" })
  }

  @Test func `a broken image is named, the other cases are done, status 3`() throws {
    let scratch = try Scratch()
    let folder = try sample(scratch)
    let images = try FileManager.default.contentsOfDirectory(atPath: folder + "/CRC-002")
    let image = try #require(images.first { $0.contains("image") })
    try Data("not an image".utf8).write(to: URL(filePath: folder + "/CRC-002/" + image))
    let check = try RadishCommand.run(["check", folder + "/cohort.sqlite"])
    #expect(check.status == 3)
    #expect(check.output.contains("CRC-002"))
    let run = try RadishCommand.run(
      ["extract", folder + "/cohort.sqlite", "--settings", try settings(scratch), "--json"])
    #expect(run.status == 3)
    #expect(run.messages.contains("CRC-002"))
    let json = try run.json()
    #expect(json["extractions", 0, "finished"].integer == 2)
    #expect(json["failures", 0, "patient"].text == "CRC-002")
  }

  @Test func `a batch keeps its columns and gains one per feature`() throws {
    let scratch = try Scratch()
    let folder = try sample(scratch)
    let manifest = try String(contentsOfFile: folder + "/manifest.csv", encoding: .utf8)
    let rows = manifest.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    var csv = "Image,Mask,Label,who\n"
    for row in rows { csv += "\(folder)/\(row[4]),\(folder)/\(row[5]),1,\(row[0])\n" }
    csv += "nowhere.nii,nowhere.nii,1,nobody\n"
    let batch = try scratch.write(csv, to: "batch.csv")
    let run = try RadishCommand.run(["extract", "--batch", batch, "--settings", try settings(scratch)])
    #expect(run.status == 3)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines.first?.hasPrefix("Image,Mask,Label,who,original_stat_mean,") == true)
    #expect(run.messages.contains("row 4: image "))
  }

  @Test func `a batch without settings takes for each case the preset that fits`() throws {
    let scratch = try Scratch()
    let folder = try sample(scratch)
    let manifest = try String(contentsOfFile: folder + "/manifest.csv", encoding: .utf8)
    let row = manifest.split(separator: "\n")[1].split(separator: ",", omittingEmptySubsequences: false)
    let (image, mask) = ("\(folder)/\(row[4])", "\(folder)/\(row[5])")
    let batch = try scratch.write("Image,Mask\n\(image),\(mask)\n", to: "batch.csv")
    let run = try RadishCommand.run(["extract", "--batch", batch, "--features", "stat_mean"])
    #expect(run.status == 0, "\(run.messages)")
    let one = try RadishCommand.run(
      ["extract", "--image", image, "--mask", mask, "--settings", "ct", "--features", "stat_mean"])
    let mean = try #require(one.output.split(separator: "\n").last?.split(separator: ",").dropLast().last)
    #expect(run.output == "Image,Mask,original_stat_mean\n\(image),\(mask),\(mean)\n")
  }

  @Test(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
  func `a response map is written with the image's geometry`() throws {
    let scratch = try Scratch()
    let out = scratch.file("map.nii.gz").path
    let image = Reference.path("ibsi/ibsi2/phantoms/checkerboard.nii.gz")
    let run = try RadishCommand.run(["filter", "--image", image, "--settings", "ibsi2-phase1-3_a_1", "--out", out])
    #expect(run.status == 0, "\(run.messages)")
    #expect(FileManager.default.fileExists(atPath: out))
    #expect(!run.messages.contains("equal edges"))
    // Voxels of 0.5 × 0.5 × 3 mm.
    let flat = try RadishCommand.run([
      "filter", "--image", Reference.path("images/prostate_image.nii.gz"), "--settings", "ibsi2-phase1-3_a_1", "--out",
      out,
    ])
    #expect(flat.status == 0 && flat.messages.contains("IBSI 2 defines filters for equal edges"), "\(flat.messages)")
    let unknown = try RadishCommand.run(["filter", "--image", image, "--settings", "ibsi2-phase1-3_a", "--out", out])
    #expect(unknown.status == 1)
    #expect(unknown.messages.contains("Did you mean \"ibsi2-phase1-"))
  }

  @Test func `a study file that does not exist is a sentence`() throws {
    let run = try RadishCommand.run(["run", "/nowhere/study.yaml"])
    #expect(run.status == 1)
    #expect(run.messages.hasPrefix("radish: ") && run.messages.contains("/nowhere/study.yaml"))
  }

  @Test func `two predictions are compared, the second against the first`() throws {
    let csv = "y,a,b\n1,0.6,0.9\n1,0.4,0.7\n0,0.5,0.2\n0,0.3,0.1\n1,0.7,0.8\n0,0.2,0.4\n"
    let arguments = ["compare", "-", "--outcome", "y", "--probability", "a", "--probability", "b"]
    let json = try RadishCommand.run(arguments + ["--cutoff", "0.5", "--json"], input: csv).json()
    #expect(json["a"].text == "b")
    // AUC of b is 1, of a 8/9.
    #expect(agrees(json["comparisons", 0, "difference"].number, 1.0 / 9, 1e-12))
    #expect(json["at_cutoff"].list.map { $0["measure"].text }.first == "sensitivity")
    #expect(try RadishCommand.run(Array(arguments.dropLast(2)), input: csv).status == 2)
  }

  @Test func `the lasso drops a covariate that says nothing`() throws {
    var csv = "y,x,noise\n"
    for row in 0..<60 { csv += "\(row % 2),\(row % 2 * 2 + row % 7),\((row * 37) % 11)\n" }
    let json = try RadishCommand.run(
      ["lasso", "-", "--outcome", "y", "--covariates", "x,noise", "--folds", "5", "--json"], input: csv
    ).json()
    #expect(json["schema"].text == "radish/lasso/1")
    #expect(json["coefficients"].list.map { $0["name"].text } == ["x"])
    #expect((json["lambda_1se"].number ?? 0) >= (json["lambda_min"].number ?? 1))
  }
}
