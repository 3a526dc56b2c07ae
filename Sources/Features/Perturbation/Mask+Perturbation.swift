extension Mask {
  /// The mask after a perturbation's volume adaptation and contour randomisation over the image around it.
  ///
  /// - Parameter normal: the axis across the image's only slice. Where interpolation has made several equal slices of
  ///   it, they are adapted as the one that they came from.
  func adapted(
    by perturbation: Perturbation, over image: [Double], normal: Int?, stream: inout RandomStream
  ) -> Mask {
    if let normal, geometry.size[normal] > 1 {
      return adaptedAsOneSlice(by: perturbation, over: image, normal: normal, stream: &stream)
    }
    var result = self
    if perturbation.volumeChange != 0 {
      result = result.volumeAdapted(by: perturbation.volumeChange, stream: &stream)
    }
    if perturbation.randomisesContour { result = result.contourRandomised(over: image, stream: &stream) }
    return result
  }

  private func adaptedAsOneSlice(
    by perturbation: Perturbation, over image: [Double], normal: Int, stream: inout RandomStream
  ) -> Mask {
    let size = geometry.size
    var (sliceSize, spacing) = (size, geometry.spacing)
    sliceSize[normal] = 1
    spacing[normal] *= Double(size[normal])
    let slice = Geometry(size: sliceSize, spacing: spacing)
    var covered = [Bool](repeating: false, count: size[normal])
    var merged = [Bool](repeating: false, count: slice.count)
    var values = [Double](repeating: 0, count: slice.count)
    for depth in 0..<size[normal] {
      for place in 0..<slice.count {
        let k = voxel(at: place, depth: depth, normal: normal)
        if depth == 0 { values[place] = image[k] }
        guard isInside[k] else { continue }
        covered[depth] = true
        merged[place] = true
      }
    }
    let adapted = Mask(geometry: slice, isInside: merged).adapted(
      by: perturbation, over: values, normal: normal, stream: &stream)
    var result = isInside
    for depth in 0..<size[normal] {
      for place in 0..<slice.count {
        result[voxel(at: place, depth: depth, normal: normal)] = covered[depth] && adapted.isInside[place]
      }
    }
    return Mask(geometry: geometry, isInside: result)
  }

  /// The index of a voxel that lies at a place of the slice across `normal`, counted along x, y, z without the normal,
  /// at a depth along it.
  private func voxel(at place: Int, depth: Int, normal: Int) -> Int {
    let below = (0..<normal).reduce(1) { $0 * geometry.size[$1] }
    return place % below + below * (depth + geometry.size[normal] * (place / below))
  }

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
