internal import Features
internal import Foundation

/// A made-up patient: one CT-like image with a tumour, its mask, and clinical values.
struct SyntheticPatient: Sendable {
  var label: String
  /// Columns and cells of the clinical table, the patient first; an empty cell is missing.
  var clinical: [(String, String)]
  var scene: SyntheticScene

  var manifestRow: String { "\(label),baseline,CT,,\(label)/CT_image.nii.gz,\(label)/CT_mask.nii.gz,1,tumour" }

  func write(in folder: String) throws {
    let own = folder + "/" + label
    do {
      try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
    } catch {
      throw SampleError.cannotWrite(own)
    }
    let (image, mask) = scene.render()
    try NIfTI.write(image, to: own + "/CT_image.nii.gz", as: .int16)
    try NIfTI.write(mask, to: own + "/CT_mask.nii.gz")
  }
}
