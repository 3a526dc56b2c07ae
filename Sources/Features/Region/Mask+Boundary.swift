extension Mask {
  /// Centres, in mm, of the voxels inside that have a face neighbour outside (or lie at the edge of the image): the
  /// surface between which distances of two segmentations are measured.
  public var boundaryPoints: [SIMD3<Double>] {
    guard let box = boundingBox else { return [] }
    let size = geometry.size
    func isInside(_ x: Int, _ y: Int, _ z: Int) -> Bool {
      x >= 0 && y >= 0 && z >= 0 && x < size.x && y < size.y && z < size.z
        && self.isInside[geometry.index(x: x, y: y, z: z)]
    }
    var points: [SIMD3<Double>] = []
    for z in box.lower.z..<box.upper.z {
      for y in box.lower.y..<box.upper.y {
        for x in box.lower.x..<box.upper.x where isInside(x, y, z) {
          let isCovered =
            isInside(x - 1, y, z) && isInside(x + 1, y, z) && isInside(x, y - 1, z) && isInside(x, y + 1, z)
            && (size.z == 1 || (isInside(x, y, z - 1) && isInside(x, y, z + 1)))
          if !isCovered { points.append(geometry.world(ofVoxel: SIMD3(Double(x), Double(y), Double(z)))) }
        }
      }
    }
    return points
  }
}
