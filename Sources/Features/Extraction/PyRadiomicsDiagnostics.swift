/// PyRadiomics' description of image and mask under its names. What it gives as a tuple comes as one row per axis:
/// `diagnostics_Image-original_Size_x`.
enum PyRadiomicsDiagnostics {
  private static let axes = ["x", "y", "z"]

  /// - Parameter stage: `original` or `interpolated`.
  static func image(_ stage: String, geometry: Geometry, intensities: [Double]) -> [Diagnostic] {
    let prefix = "diagnostics_Image-\(stage)_"
    return each(prefix + "Spacing", geometry.spacing)
      + each(prefix + "Size", SIMD3(Double(geometry.size.x), Double(geometry.size.y), Double(geometry.size.z)))
      + summary(prefix, intensities)
  }

  /// - Parameter stage: `original`, `interpolated` or `resegmented`.
  static func mask(_ stage: String, mask: Mask, intensities: [Double]?) -> [Diagnostic] {
    let prefix = "diagnostics_Mask-\(stage)_"
    let size = mask.geometry.size
    guard let box = mask.boundingBox else { return [] }
    var sum = SIMD3<Double>.zero
    var count = 0
    var values: [Double] = []
    for z in box.lower.z..<box.upper.z {
      for y in box.lower.y..<box.upper.y {
        for x in box.lower.x..<box.upper.x {
          let index = mask.geometry.index(x: x, y: y, z: z)
          guard mask.isInside[index] else { continue }
          sum += SIMD3(Double(x), Double(y), Double(z))
          count += 1
          if let intensities { values.append(intensities[index]) }
        }
      }
    }
    let centre = sum / Double(count)
    // ITK's world runs to the left and to the back where NIfTI's runs to the right and to the front.
    let world = mask.geometry.world(ofVoxel: centre) * SIMD3(-1, -1, 1)
    let corner = SIMD3(Double(box.lower.x), Double(box.lower.y), Double(box.lower.z))
    let extent = SIMD3(Double(box.size.x), Double(box.size.y), Double(box.size.z))
    var rows = each(prefix + "Spacing", mask.geometry.spacing)
    rows += each(prefix + "Size", SIMD3(Double(size.x), Double(size.y), Double(size.z)))
    rows += each(prefix + "BoundingBox", corner)
    rows += each(prefix + "BoundingBox_size", extent)
    rows += [
      Diagnostic(prefix + "VoxelNum", Double(count)), Diagnostic(prefix + "VolumeNum", Double(mask.componentCount)),
    ]
    rows += each(prefix + "CenterOfMassIndex", centre) + each(prefix + "CenterOfMass", world)
    return rows + (intensities == nil ? [] : summary(prefix, values))
  }

  private static func each(_ name: String, _ values: SIMD3<Double>) -> [Diagnostic] {
    (0..<3).map { Diagnostic("\(name)_\(axes[$0])", values[$0]) }
  }

  private static func summary(_ prefix: String, _ values: [Double]) -> [Diagnostic] {
    let finite = values.filter(\.isFinite)
    guard let first = finite.first else { return [] }
    let (low, high, sum) = finite.reduce((first, first, 0)) { (min($0.0, $1), max($0.1, $1), $0.2 + $1) }
    return [
      Diagnostic(prefix + "Mean", sum / Double(finite.count)), Diagnostic(prefix + "Minimum", low),
      Diagnostic(prefix + "Maximum", high),
    ]
  }
}
