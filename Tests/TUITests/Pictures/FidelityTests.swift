import Features
import Foundation
import TestSupport
import Testing

@testable import TUI

/// How true the pictures are, on the CT phantom of the IBSI (PAT1), in the slice with the largest part of its tumour,
/// against the slice resized by Lanczos to 8×16 pixels per cell.
@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct FidelityTests {
  /// A window and the floors that its pictures must keep, in dB and as SSIM, just below what was measured.
  struct Floor: Sendable {
    let preset: String
    let blocks: (psnr: Double, ssim: Double)
    let gainOverHalf: Double
  }

  static let floors = [
    Floor(preset: "lung", blocks: (29.0, 0.82), gainOverHalf: 2.0),
    Floor(preset: "soft tissue", blocks: (24.7, 0.70), gainOverHalf: 2.1),
  ]

  @Test(arguments: floors.indices)
  func `block elements keep their floor and beat half blocks in 256 colours`(_ number: Int) throws {
    let floor = Self.floors[number]
    let measured = try Self.measure(floor.preset, Look(pictures: .blocks))
    let half = try Self.measure(floor.preset, Look(pictures: .half))
    #expect(measured.psnr >= floor.blocks.psnr)
    #expect(measured.ssim >= floor.blocks.ssim)
    #expect(measured.psnr - half.psnr >= floor.gainOverHalf)
  }

  static func measure(_ preset: String, _ look: Look) throws -> (psnr: Double, ssim: Double) {
    let view = try #require(try phantomView(preset))
    let size = Size(columns: 80, rows: 40)
    let shown = BlockRasteriser(view.picture(size: size, look: look))
    #expect(shown.unknown.isEmpty)
    let geometry = view.volume.geometry
    let reference = Lanczos.resized(
      view.windowedSlice().map(Double.init), width: geometry.size.x, height: geometry.size.y,
      to: (shown.width, shown.height))
    return (
      Fidelity.psnr(shown.grey, reference), Fidelity.ssim(shown.grey, reference, width: shown.width)
    )
  }

  /// A square of 200×200 voxels of the phantom, so that it fills 80×40 cells exactly. Its x and y run towards left and
  /// posterior, as on the screen.
  static func phantomView(_ preset: String) throws -> SliceView? {
    let image = try NIfTI.volume(at: Reference.path("ibsi/PAT1_ct_image.nii.gz"))
    let mask = try NIfTI.mask(at: Reference.path("ibsi/PAT1_ct_mask.nii.gz"))
    let extent = RegionExtent(of: mask, in: image.geometry)
    guard let slice = extent.largestSlice(alongAxis: 2),
      let window = WindowPreset.presets(for: .computedTomography).first(where: { $0.name == preset })
    else { return nil }
    let box = VoxelBox(lower: [2, 0, 0], upper: [202, 200, image.geometry.size.z])
    let square = image.cropped(to: box)
    return SliceView(square, slice: slice, window: window.window(for: IntensitySample([])))
  }
}
