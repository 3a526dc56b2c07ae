/// Regions made from regions. Masks that are combined must lie on one grid.
extension Mask {
  /// Voxels of either mask.
  public func union(_ other: Mask) -> Mask { combined(other) { $0 || $1 } }

  /// Voxels of both masks.
  public func intersection(_ other: Mask) -> Mask { combined(other) { $0 && $1 } }

  /// Voxels of this mask that are not in the other.
  public func subtracting(_ other: Mask) -> Mask { combined(other) { $0 && !$1 } }

  private func combined(_ other: Mask, _ rule: (Bool, Bool) -> Bool) -> Mask {
    precondition(geometry.isClose(to: other.geometry), "masks are combined on one grid")
    return Mask(geometry: geometry, isInside: zip(isInside, other.isInside).map(rule))
  }

  /// The mask with every voxel whose centre lies within `distance` mm of the centre of a voxel inside; a negative distance
  /// takes away every voxel within that distance of one outside. Beyond the image there is nothing.
  public func grown(by distance: Double) -> Mask {
    guard distance != 0, distance.isFinite, let box = boundingBox else { return self }
    let reach = SIMD3(
      Int(abs(distance) / geometry.spacing.x) + 1, Int(abs(distance) / geometry.spacing.y) + 1,
      Int(abs(distance) / geometry.spacing.z) + 1)
    // Headers hold spacings in single precision, to 6 parts in 10⁸: rounding must not decide whether a voxel at exactly the
    // distance belongs.
    let limit = distance * distance * (1 + 1e-6)
    let part = box.grown(by: reach, within: geometry.size)
    let inside = copyBox(part, of: isInside, size: geometry.size)
    let squares = squaredDistances(
      to: distance > 0 ? inside : inside.map { !$0 }, size: part.size, spacing: geometry.spacing)
    var result = isInside
    var k = 0
    for z in part.lower.z..<part.upper.z {
      for y in part.lower.y..<part.upper.y {
        for x in part.lower.x..<part.upper.x {
          let index = geometry.index(x: x, y: y, z: z)
          result[index] = distance > 0 ? squares[k] <= limit : isInside[index] && squares[k] > limit
          k += 1
        }
      }
    }
    return Mask(geometry: geometry, isInside: result)
  }

  /// The ring of `width` mm around the mask: grown by the width, without the mask itself; only within `limits` where given,
  /// for example the organ or the body.
  public func rim(width: Double, within limits: Mask? = nil) -> Mask {
    let ring = grown(by: abs(width)).subtracting(self)
    return limits.map(ring.intersection) ?? ring
  }

  /// Only the voxels whose intensity lies in a range, for example to keep a rim out of air.
  public func keeping(_ range: ClosedRange<Double>, of image: Volume<Double>) -> Mask {
    precondition(geometry.isClose(to: image.geometry), "mask and image lie on one grid")
    return Mask(geometry: geometry, isInside: isInside.indices.map { isInside[$0] && range.contains(image.voxels[$0]) })
  }

  /// Only the slice along z with the most voxels inside: the largest section of a lesion.
  public var largestSliceOnly: Mask {
    guard let slice = largestSlice else { return self }
    let perSlice = geometry.size.x * geometry.size.y
    return Mask(geometry: geometry, isInside: isInside.indices.map { isInside[$0] && $0 / perSlice == slice })
  }
}
