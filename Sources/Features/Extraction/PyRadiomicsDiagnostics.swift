/// PyRadiomics' description of image and mask under its names. What it gives as a tuple comes as one row per axis:
/// `diagnostics_Image-original_Size_x`.
enum PyRadiomicsDiagnostics {
  private static let axes = ["x", "y", "z"]

  /// Which part of an image a grid is.
  struct Part {
    let lower: SIMD3<Int>
    /// Of the whole.
    let size: SIMD3<Int>
  }

  /// - Parameter stage: `original` or `interpolated`.
  static func image(_ stage: String, geometry: Geometry, range: IntensityRange?) -> [Diagnostic] {
    let prefix = "diagnostics_Image-\(stage)_"
    return each(prefix + "Spacing", geometry.spacing)
      + each(prefix + "Size", SIMD3(Double(geometry.size.x), Double(geometry.size.y), Double(geometry.size.z)))
      + rows(prefix, range)
  }

  /// - Parameters:
  ///   - stage: `original`, `corrected`, `interpolated` or `resegmented`.
  ///   - part: places are counted in the whole that the mask's grid is a part of; nil in the grid itself.
  static func mask(_ stage: String, mask: Mask, intensities: [Double]?, part: Part? = nil) -> [Diagnostic] {
    let prefix = "diagnostics_Mask-\(stage)_"
    let size = part?.size ?? mask.geometry.size
    let lower = part?.lower ?? .zero
    guard let box = mask.boundingBox else { return [] }
    var sum = SIMD3<Double>.zero
    var count = 0
    var range = IntensityRange()
    for z in box.lower.z..<box.upper.z {
      for y in box.lower.y..<box.upper.y {
        for x in box.lower.x..<box.upper.x {
          let index = mask.geometry.index(x: x, y: y, z: z)
          guard mask.isInside[index] else { continue }
          sum += SIMD3(Double(x), Double(y), Double(z))
          count += 1
          if let intensities { range.add(intensities[index]) }
        }
      }
    }
    let centre = sum / Double(count)
    // ITK's world runs to the left and to the back where NIfTI's runs to the right and to the front.
    let world = mask.geometry.world(ofVoxel: centre) * SIMD3(-1, -1, 1)
    let offset = SIMD3(Double(lower.x), Double(lower.y), Double(lower.z))
    let corner = SIMD3(Double(box.lower.x), Double(box.lower.y), Double(box.lower.z)) + offset
    let extent = SIMD3(Double(box.size.x), Double(box.size.y), Double(box.size.z))
    var rows = each(prefix + "Spacing", mask.geometry.spacing)
    rows += each(prefix + "Size", SIMD3(Double(size.x), Double(size.y), Double(size.z)))
    rows += each(prefix + "BoundingBox", corner)
    rows += each(prefix + "BoundingBox_size", extent)
    rows += [
      Diagnostic(prefix + "VoxelNum", Double(count)), Diagnostic(prefix + "VolumeNum", Double(mask.componentCount)),
    ]
    rows += each(prefix + "CenterOfMassIndex", centre + offset) + each(prefix + "CenterOfMass", world)
    return rows + Self.rows(prefix, range)
  }

  private static func each(_ name: String, _ values: SIMD3<Double>) -> [Diagnostic] {
    (0..<3).map { Diagnostic("\(name)_\(axes[$0])", values[$0]) }
  }

  private static func rows(_ prefix: String, _ range: IntensityRange?) -> [Diagnostic] {
    guard let range, range.count > 0 else { return [] }
    return [
      Diagnostic(prefix + "Mean", range.mean), Diagnostic(prefix + "Minimum", range.low),
      Diagnostic(prefix + "Maximum", range.high),
    ]
  }
}
