extension Geometry {
  /// Voxel position of a world position (RAS, mm); fractions lie between voxel centres.
  ///
  /// Inverts `world(ofVoxel:)` by Cramer's rule, so it also holds for sheared and left-handed axes. nil when two axes
  /// are parallel, which a geometry read from a file never has.
  public func voxel(ofWorld position: SIMD3<Double>) -> SIMD3<Double>? {
    let (x, y, z) = (direction.x * spacing.x, direction.y * spacing.y, direction.z * spacing.z)
    let determinant = dot(x, cross(y, z))
    guard determinant.isFinite, abs(determinant) > 1e-12 * spacing.x * spacing.y * spacing.z else { return nil }
    let offset = position - origin
    return SIMD3(dot(offset, cross(y, z)), dot(offset, cross(z, x)), dot(offset, cross(x, y))) / determinant
  }

  /// World position of the middle of the grid.
  public var centre: SIMD3<Double> {
    world(ofVoxel: SIMD3(Double(size.x - 1), Double(size.y - 1), Double(size.z - 1)) / 2)
  }

  /// World positions of the centres of the eight corner voxels.
  var corners: [SIMD3<Double>] {
    (0..<8).map { corner in
      world(
        ofVoxel: SIMD3(
          corner & 1 == 0 ? 0 : Double(size.x - 1), corner & 2 == 0 ? 0 : Double(size.y - 1),
          corner & 4 == 0 ? 0 : Double(size.z - 1)))
    }
  }
}

func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }

func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

func length(_ a: SIMD3<Double>) -> Double { dot(a, a).squareRoot() }
