extension RegionOfInterest {
  /// The region made from the mask of its labels, on the image's grid.
  ///
  /// - Parameters:
  ///   - other: the mask of another region, on the same grid.
  ///   - voxels: the intensities of a box of the image; asked only when there is a range.
  func made(
    from mask: Mask, other: (Other) throws(ExtractionError) -> Mask,
    voxels: (VoxelBox) throws(ExtractionError) -> [Double]
  ) throws(ExtractionError) -> Mask {
    guard mask.boundingBox != nil else { throw .region(.empty) }
    var mask = mask
    if pieces == .largest { mask = mask.pieces.first ?? mask }
    if largestSlice { mask = mask.largestSliceOnly }
    if growth != 0 {
      mask = mask.grown(by: growth)
      try check(mask, "shrinking it by \(Geometry.text(-growth, digits: 3)) mm")
    }
    if let rim {
      mask = mask.ring(from: rim.from, to: rim.to)
      try check(
        mask, "taking its rim from \(Geometry.text(rim.from, digits: 3)) to \(Geometry.text(rim.to, digits: 3)) mm")
    }
    if let within {
      mask = mask.intersection(try other(within))
      try check(mask, "clipping it to \(within)")
    }
    if let without {
      mask = mask.subtracting(try other(without))
      try check(mask, "taking \(without) out of it")
    }
    if range != .open, let box = mask.boundingBox {
      let part = mask.cropped(to: box)
      let (low, high) = (range.lower ?? -.infinity, range.upper ?? .infinity)
      let kept = part.keeping(low...max(low, high), of: Volume(geometry: part.geometry, voxels: try voxels(box)))
      mask = kept.placed(at: box, in: mask.geometry)
      try check(
        mask, "keeping intensities in [\(Geometry.text(low, digits: 3)), \(Geometry.text(high, digits: 3))]")
    }
    return mask
  }

  private func check(_ mask: Mask, _ step: String) throws(ExtractionError) {
    if !mask.isInside.contains(true) { throw .region(.nothingLeft(after: step)) }
  }
}

extension RegionOfInterest.Other: CustomStringConvertible {
  public var description: String {
    switch self {
    case .label(let value, let volume): "label \(NIfTIError.Problem.text(value))" + Self.words(volume)
    case .role(let name, let volume): "the region \"\(name)\"" + Self.words(volume)
    }
  }

  private static func words(_ volume: Int?) -> String { volume.map { " of volume \($0)" } ?? "" }
}

extension Mask {
  /// Voxels whose distance to the mask is above `from` and at most `to` mm. A negative `from` takes voxels of the mask whose
  /// distance to the outside is at most that: those that shrinking by it takes away.
  public func ring(from: Double, to: Double) -> Mask { grown(by: to).subtracting(grown(by: from)) }
}
