import Features
import Foundation
import Testing

@testable import TUI

@Suite final class `Reading an image for the viewer` {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "radish-view-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func write(_ geometry: Geometry, to name: String, _ value: (SIMD3<Double>) -> Float) throws -> String {
    var voxels: [Float] = []
    for z in 0..<geometry.size.z {
      for y in 0..<geometry.size.y {
        for x in 0..<geometry.size.x {
          voxels.append(value(geometry.world(ofVoxel: [Double(x), Double(y), Double(z)])))
        }
      }
    }
    try NIfTI.write(Volume(geometry: geometry, voxels: voxels), to: path(name))
    return path(name)
  }

  @Test func `every label of a mask is a region of its own colour and line`() throws {
    let geometry = Geometry(size: [10, 10, 4])
    let image = try write(geometry, to: "i.nii") { Float($0.x) }
    let mask = try write(geometry, to: "m.nii") { $0.y < 2 ? 1 : $0.y > 7 ? 3 : 0 }
    let entry = ImageEntry(patient: "P", modality: "MR", path: image, regions: [.init(role: "lesion", path: mask)])
    let loaded = try ImageReader.read(entry)
    #expect(loaded.layers.map(\.name) == ["lesion 1", "lesion 3"])
    #expect(Set(loaded.layers.map(\.colour)).count == 2)
    #expect(loaded.layers.map(\.line) == [.solid, .dashed])
    // 10×2×4 voxels of 1 mm³ each.
    #expect(loaded.layers.map(\.extent.volumeInMillilitres) == [0.08, 0.08])
    #expect(loaded.warnings.isEmpty)
    let one = ImageEntry(
      patient: "P", modality: "MR", path: image, regions: [.init(role: "lesion", path: mask, label: 3)])
    #expect(try ImageReader.read(one).layers.map(\.name) == ["lesion"])
  }

  @Test func `a mask on another grid is kept on its own, said, and measured where the image has voxels`() throws {
    let image = try write(Geometry(size: [20, 20, 10]), to: "i.nii") { $0.x < 9.5 ? 10 : 30 }
    // Twice as fine across, starting elsewhere: the image's columns 10 … 14.
    let fine = Geometry(size: [20, 20, 10], spacing: [0.5, 1, 1], origin: [6, 0, 0])
    let mask = try write(fine, to: "m.nii") { $0.x > 9.6 && $0.x < 14.6 ? 1 : 0 }
    let entry = ImageEntry(patient: "P", modality: "MR", path: image, regions: [.init(role: "lesion", path: mask)])
    let loaded = try ImageReader.read(entry)
    #expect(loaded.warnings.count == 1)
    #expect(loaded.warnings.first?.hasPrefix("lesion: mask has voxels of 0.5×1×1 mm but image has 1×1×1 mm") == true)
    #expect(loaded.warnings.first?.hasSuffix("it is shown through its own affine") == true)
    let layer = try #require(loaded.layers.first)
    #expect(layer.extent.slices(alongAxis: 0) == 10...15)
    let statistics = try #require(loaded.statistics.first ?? nil)
    #expect(statistics.low == 30 && statistics.high == 30)
  }

  @Test func `a region that cannot be read leaves the image to be looked at`() throws {
    let image = try write(Geometry(size: [4, 4, 4]), to: "i.nii") { Float($0.x) }
    let entry = ImageEntry(
      patient: "P", modality: "MR", path: image, regions: [.init(role: "lesion", path: path("none.nii"))])
    let loaded = try ImageReader.read(entry)
    #expect(loaded.layers.isEmpty)
    #expect(loaded.warnings.first?.hasPrefix("lesion: ") == true)
  }

  @Test func `air far below zero is taken for CT where no modality is told`() throws {
    let ct = IntensitySample([-1000, -1000, 40, 60])
    #expect(ImageKind(guessedFrom: ct) == .computedTomography)
    #expect(ImageKind(guessedFrom: IntensitySample([0, 5, 900])) == .other)
  }

  @Test func `the histogram and the percentiles of a region are those of its voxels`() throws {
    let geometry = Geometry(size: [11, 1, 1])
    let volume = Volume<Float>(geometry: geometry, voxels: (0...10).map(Float.init))
    let mask = Mask(geometry: geometry, isInside: .init(repeating: true, count: 11))
    let statistics = try #require(RegionStatistics(of: volume, in: mask))
    #expect(statistics.percentiles.tenth == 1)
    #expect(statistics.percentiles.median == 5)
    #expect(statistics.percentiles.ninetieth == 9)
    // Σ(x − 5)² / 11 = 110 / 11.
    #expect(abs(statistics.deviation - 10.squareRoot()) < 1e-12)
    #expect(statistics.histogram.reduce(0, +) == 11)
  }
}
