public import Features

/// The affine map from the voxel positions of one geometry to those of another, through the patient's millimetres.
///
///     to = offset + Σₐ column[a] · from[a]
public struct VoxelMap: Equatable, Sendable {
  public let columns: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)
  public let offset: SIMD3<Double>

  /// Nil when the voxel axes of `target` lie in one plane, so that its positions cannot be found.
  public init?(from source: Geometry, to target: Geometry) {
    guard let inverse = VoxelMap(worldTo: target) else { return nil }
    offset = inverse(source.origin)
    columns = (
      inverse.turned(source.direction.x * source.spacing.x), inverse.turned(source.direction.y * source.spacing.y),
      inverse.turned(source.direction.z * source.spacing.z)
    )
  }

  /// The map from world positions in mm to voxel positions of a geometry.
  public init?(worldTo geometry: Geometry) {
    let x = geometry.direction.x * geometry.spacing.x
    let y = geometry.direction.y * geometry.spacing.y
    let z = geometry.direction.z * geometry.spacing.z
    let determinant = dot(x, cross(y, z))
    guard determinant.isFinite, abs(determinant) > 1e-12 * length(x) * length(y) * length(z), determinant != 0
    else { return nil }
    // The rows of the inverse are the cross products of the columns over the determinant.
    let rows = (cross(y, z) / determinant, cross(z, x) / determinant, cross(x, y) / determinant)
    columns = (
      [rows.0.x, rows.1.x, rows.2.x], [rows.0.y, rows.1.y, rows.2.y], [rows.0.z, rows.1.z, rows.2.z]
    )
    let origin = geometry.origin
    offset = -(columns.0 * origin.x + columns.1 * origin.y + columns.2 * origin.z)
  }

  public func callAsFunction(_ position: SIMD3<Double>) -> SIMD3<Double> { offset + turned(position) }

  /// The image of a displacement, without the offset.
  func turned(_ step: SIMD3<Double>) -> SIMD3<Double> {
    columns.0 * step.x + columns.1 * step.y + columns.2 * step.z
  }

  public static func == (left: VoxelMap, right: VoxelMap) -> Bool {
    left.columns == right.columns && left.offset == right.offset
  }
}

func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }

func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
  [a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x]
}

func length(_ a: SIMD3<Double>) -> Double { dot(a, a).squareRoot() }
