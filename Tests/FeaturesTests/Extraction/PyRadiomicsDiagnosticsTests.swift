import Foundation
import Testing

@testable import Features

@Suite struct `PyRadiomics diagnostics` {
  private static let geometry = Geometry(size: [9, 8, 7], spacing: [1, 1, 2])

  /// Diagnostics of a region from (4, 3, 2) to (6, 5, 5) in an image file that is brighter with x and has its extremes far
  /// from the region.
  private func diagnostics(compressed: Bool, _ change: (inout ExtractionSettings) -> Void) throws -> [String: Double] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-diagnostics-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let g = Self.geometry
    var voxels = (0..<g.count).map { Float(100 * ($0 % 9)) }
    voxels[0] = -5000
    voxels[g.count - 1] = 9000
    let inside = (0..<g.count).map { k in
      let (x, y, z) = (k % 9, k / 9 % 8, k / 72)
      return (4...6).contains(x) && (3...5).contains(y) && (2...5).contains(z)
    }
    let ending = compressed ? ".nii.gz" : ".nii"
    let (image, mask) = (folder.path + "/image" + ending, folder.path + "/mask" + ending)
    try NIfTI.write(Volume(geometry: g, voxels: voxels), to: image, as: .int16)
    try NIfTI.write(Mask(geometry: g, isInside: inside), to: mask)
    var settings = ExtractionSettings.pyRadiomics(
      PyRadiomicsSettings(), spacing: [], imageInterpolation: .cubicSpline, discretisation: .multiplesOfWidth(25))
    change(&settings)
    let extraction = try Extractor(settings).extract(image: image, mask: mask)
    return Dictionary(extraction.diagnostics.map { ($0.tag, $0.value) }, uniquingKeysWith: { a, _ in a })
  }

  /// The three numbers of one row of the resegmented mask.
  private func row(_ all: [String: Double], _ name: String) -> [Double?] {
    ["x", "y", "z"].map { all["diagnostics_Mask-resegmented_\(name)_\($0)"] }
  }

  @Test(arguments: [false, true])
  func `describe the whole image though only a part of it is read`(compressed: Bool) throws {
    let all = try diagnostics(compressed: compressed) { _ in }
    // 56 rows of 0, 100 … 800, of which the first and the last voxel are changed.
    let sum: Double = 56 * 3600 - 0 - 800 - 5000 + 9000
    let mean = sum / 504
    #expect(abs((all["diagnostics_Image-original_Mean"] ?? 0) - mean) < 1e-9)
    #expect(all["diagnostics_Image-original_Minimum"] == -5000 && all["diagnostics_Image-original_Maximum"] == 9000)
  }

  @Test func `count places of a resegmented region from the corner of the image`() throws {
    let all = try diagnostics(compressed: false) { $0.resegmentation = ExtractionSettings.Bounds(lower: 500) }
    #expect(row(all, "Size") == [9, 8, 7])
    #expect(row(all, "BoundingBox") == [5, 3, 2] && row(all, "BoundingBox_size") == [2, 3, 4])
    #expect(row(all, "CenterOfMassIndex") == [5.5, 4, 3.5])
    #expect(row(all, "CenterOfMass") == [-5.5, -4, 7])
  }

  @Test func `count them from the corner of the crop where the image is cropped first`() throws {
    let all = try diagnostics(compressed: false) {
      $0.resegmentation = ExtractionSettings.Bounds(lower: 500)
      $0.pyRadiomics.preCrops = true
      $0.pyRadiomics.padDistance = 1
    }
    #expect(row(all, "Size") == [5, 5, 6] && row(all, "BoundingBox") == [2, 1, 1])
  }
}
