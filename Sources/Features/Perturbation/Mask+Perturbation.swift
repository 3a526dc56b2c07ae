extension Mask {
  /// The mask with `(1 + change)` times its voxels, rounded to whole ones: voxels are added or taken away at the border, by
  /// their exact distance to it; among equally distant ones chance decides. At least one voxel stays.
  func volumeAdapted(by change: Double, stream: inout RandomStream) -> Mask {
    let count = self.count
    let wanted = max(1, Int((Double(count) * (1 + change)).rounded()))
    guard wanted != count else { return self }
    let grows = wanted > count
    let squares = squaredDistances(
      to: grows ? isInside : isInside.map { !$0 }, size: geometry.size, spacing: geometry.spacing)
    // Distances that differ by rounding only are equal.
    var candidates = isInside.indices.filter { isInside[$0] != grows && squares[$0].isFinite }.map {
      (distance: (squares[$0] * 1e6).rounded(), draw: stream.next(), index: $0)
    }
    candidates.sort { ($0.distance, $0.draw, $0.index) < ($1.distance, $1.draw, $1.index) }
    var result = isInside
    for candidate in candidates.prefix(abs(wanted - count)) { result[candidate.index] = grows }
    return Mask(geometry: geometry, isInside: result)
  }

  /// The mask made of supervoxels of the image: one that overlaps it by at least nine tenths belongs to it, one by less than
  /// a fifth does not, the others by chance with the overlap as probability. The mask itself where nothing would be left.
  func contourRandomised(over image: [Double], stream: inout RandomStream) -> Mask {
    let supervoxels = Supervoxels(image, around: self)
    var inside = [Int](repeating: 0, count: supervoxels.count)
    var total = inside
    for (k, label) in supervoxels.labels.enumerated() {
      total[label] += 1
      if isInside[k] { inside[label] += 1 }
    }
    let taken = inside.indices.map { label -> Bool in
      let draw = stream.uniform()
      guard total[label] > 0 else { return false }
      let overlap = Double(inside[label]) / Double(total[label])
      return overlap >= 0.9 || (overlap >= 0.2 && draw < overlap)
    }
    guard taken.contains(true) else { return self }
    return Mask(geometry: geometry, isInside: supervoxels.labels.map { taken[$0] })
  }
}
