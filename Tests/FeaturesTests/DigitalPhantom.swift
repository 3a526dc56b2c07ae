@testable import Features

/// The IBSI digital phantom as a level image, typed in from the manual (chapter "Reference data sets", figure "Exploded
/// view of the test volume"): 5 × 4 × 4 voxels of 2 mm, levels 1 … 6, 74 voxels in the region (0: outside).
enum DigitalPhantom {
  static let levels: [UInt16] = [
    1, 4, 4, 1, 1, 1, 4, 6, 1, 1, 4, 1, 6, 4, 1, 4, 4, 6, 4, 1,
    1, 4, 4, 1, 1, 1, 1, 6, 1, 1, 0, 1, 3, 1, 1, 4, 4, 6, 1, 1,
    1, 4, 4, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 6, 1, 1,
    1, 4, 4, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 6, 1, 1,
  ]

  static let image = LevelImage(
    size: [5, 4, 4], spacing: [2, 2, 2], levels: levels, levelCount: 6, isMorphological: levels.map { $0 != 0 })
}
