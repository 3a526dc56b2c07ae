import ArgumentParser
import Features
import Foundation
import Stats

/// `radish overlap`: how well two segmentations of one image agree.
struct OverlapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overlap", abstract: "Agreement of two masks: Dice, Jaccard, volumes, Hausdorff distances in mm.",
    discussion:
      """
      Distances are between the surface voxels' centres; HD95 is the larger of both directions' 95 % quantiles. Where masks \
      hold several values, --label names that of both, or MASK#VALUE that of one: reader1.nii.gz#1 reader2.nii.gz#2.
      """)

  @Argument(help: ArgumentHelp("The first mask.", valueName: "mask"), completion: .file(extensions: ["nii", "gz"]))
  var first: String
  @Argument(
    help: ArgumentHelp("The second mask, on the same grid.", valueName: "mask"),
    completion: .file(extensions: ["nii", "gz"]))
  var second: String
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The value of the region, where a mask holds several.", valueName: "n"),
    transform: MaskValue.read)
  var label: Double?
  @Option(help: ArgumentHelp("Which volume of a mask that holds several, from 0.", valueName: "k")) var volume: Int?
  @OptionGroup var output: OutputOptions

  func validate() throws { try VolumeNumber.check(volume) }

  func run() throws {
    let masks = try [first, second].map { word in
      let file = FileManager.default.fileExists(atPath: word) ? nil : LabelledFile(word)
      return try NIfTI.mask(
        at: file?.path ?? word, label: (file?.label ?? label).map { .label($0) } ?? .only, usual: volume)
    }
    if let difference = masks[0].geometry.difference(
      from: masks[1].geometry, naming: "the first mask", and: "the second")
    {
      throw InputError.differentGrids(difference)
    }
    let shared = zip(masks[0].isInside, masks[1].isInside).count { $0 && $1 }
    let either = masks[0].count + masks[1].count - shared
    let voxel = masks[0].geometry.voxelVolume / 1000
    let surfaces = masks.map(\.boundaryPoints)
    let dice = try RegionAgreement.dice(masks[0].isInside, masks[1].isInside)
    let robust = try RegionAgreement.hausdorff(surfaces[0], surfaces[1])
    let largest = try RegionAgreement.hausdorff(surfaces[0], surfaces[1], quantile: 1)
    var answer = Answer("overlap")
    answer.lines = ["\(first) against \(second)."]
    answer.add(
      Table(
        "overlap",
        columns: [
          .init("dice", "Dice", .decimals(4)), .init("jaccard", "Jaccard", .decimals(4)),
          .init("hausdorff_95", "HD95 mm", .decimals(3)), .init("hausdorff", "HD mm", .decimals(3)),
          .init("volume_a_ml", "A ml", .decimals(3)), .init("volume_b_ml", "B ml", .decimals(3)),
          .init("voxels_both", "voxels of both"),
        ],
        rows: [
          [
            .init(dice), .init(either > 0 ? Double(shared) / Double(either) : nil), .number(robust), .number(largest),
            .number(Double(masks[0].count) * voxel), .number(Double(masks[1].count) * voxel), .integer(shared),
          ]
        ]))
    try output.write(answer)
  }
}
