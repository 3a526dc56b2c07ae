import Cohort
import Features
import Foundation

@testable import TUI

/// A small real cohort on disk, opened as the program opens it: what the stories of a whole study run on.
final class LiveCohort {
  let folder: String
  var path: String { folder + "/cohort.sqlite" }

  private static let geometry = Geometry(size: [8, 8, 6], spacing: [1, 1, 1])

  /// - Parameter hasSurvival: time to progression instead of metastasis is the outcome.
  init(patients: Int = 30, hasSurvival: Bool = false) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "radish-live-" + UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var manifest = "patient,exam,modality,image,mask,label,role\n"
    var clinical =
      "patient,age,sex,\(hasSurvival ? "pfs_months,progressed" : "metastasis"),surgery_date,centre\n"
    for index in 1...patients {
      let isPositive = index % 3 == 0
      try write("P\(index)", seed: index, brightness: isPositive ? 60 : 20)
      manifest += "P\(index),base,CT,P\(index).nii.gz,P\(index)_mask.nii.gz,1,tumour\n"
      // One in six has an outcome that does not fit its image, so that nothing is separated.
      let outcome = index % 6 == 5 ? !isPositive : isPositive
      let months = outcome ? 4 + index % 9 : 12 + index % 25
      let value = hasSurvival ? "\(months),\(outcome || index % 4 == 0 ? 1 : 0)" : "\(outcome ? 1 : 0)"
      clinical += "P\(index),\(40 + index * 17 % 41),\(index % 2 == 0 ? "F" : "M"),\(value),"
      clinical += "2020-0\(1 + index % 9)-\(10 + index % 18),\(["A", "B"][index % 2])\n"
    }
    try Data(manifest.utf8).write(to: URL(filePath: folder + "/manifest.csv"))
    try Data(clinical.utf8).write(to: URL(filePath: folder + "/clinical.csv"))
    _ = try CohortImport.run(
      source: folder + "/manifest.csv", into: path, options: ImportOptions(clinical: [folder + "/clinical.csv"]))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Writes a patient's image anew, with other intensities.
  func write(_ name: String, seed: Int, brightness: Float) throws {
    var state = UInt64(seed)
    let voxels = (0..<Self.geometry.count).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return brightness + Float(state >> 58)
    }
    let inside = (0..<Self.geometry.count).map { k -> Bool in
      let (x, y, z) = (k % 8, k / 8 % 8, k / 64)
      return (2...5).contains(x) && (2...5).contains(y) && (1...4).contains(z)
    }
    try NIfTI.write(Volume(geometry: Self.geometry, voxels: voxels), to: folder + "/\(name).nii.gz", as: .int16)
    try NIfTI.write(Mask(geometry: Self.geometry, isInside: inside), to: folder + "/\(name)_mask.nii.gz")
  }

  var environment: Environment {
    .live(variables: ["HOME": folder, "XDG_STATE_HOME": folder + "/state", "XDG_DATA_HOME": folder + "/data"])
  }
}
