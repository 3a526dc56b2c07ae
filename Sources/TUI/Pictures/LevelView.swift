public import Features

extension SliceView {
  /// The discretised region as a texture feature sees it: grey levels inside, black outside, without interpolation between
  /// voxels, from the darkest level 1 to the brightest.
  ///
  /// - Parameters:
  ///   - levels: cropped to the bounding box of the region.
  ///   - geometry: the grid of that crop.
  public init?(levels: LevelImage, geometry: Geometry, plane: AnatomicalPlane = .axial) {
    guard geometry.size == levels.size, levels.levelCount > 0 else { return nil }
    // What is not a number is black; level 1 begins at a fifth of the brightness, so that it differs from that.
    let volume = Volume(geometry: geometry, voxels: levels.levels.map { $0 == 0 ? .nan : Float($0) })
    // Few of many levels may be occupied: brightness is theirs alone.
    let lowest = Double(levels.levels.lazy.filter { $0 > 0 }.min() ?? 1)
    let highest = Double(levels.levels.max() ?? 1)
    self.init(
      volume, plane: plane, window: Window(from: lowest - 0.25 * (highest - lowest + 1), to: max(highest, lowest + 1)))
    interpolation = .nearest
    slice = largestOccupiedSlice(of: levels)
  }

  /// The slice of the crop that holds most voxels with a level.
  private func largestOccupiedSlice(of levels: LevelImage) -> Int {
    let axis = orientation.sliceAxis
    var counts = [Int](repeating: 0, count: levels.size[axis])
    for z in 0..<levels.size.z {
      for y in 0..<levels.size.y {
        for x in 0..<levels.size.x where levels.levels[x + levels.size.x * (y + levels.size.y * z)] > 0 {
          counts[[x, y, z][axis]] += 1
        }
      }
    }
    return counts.indices.max { counts[$0] < counts[$1] } ?? 0
  }
}

extension Look {
  /// Whether colours can tell an image from the one it is laid over.
  var canFuse: Bool { color >= .indexed256 && pictures >= .half }

  /// Whether pictures are made of glyphs that carry brightness by themselves, so that a contour is a row of letters.
  var drawsRegionsAsLetters: Bool { color < .indexed256 || pictures <= .shade }

  /// A coarser look for pictures while a key is held or a series plays: half blocks in 256 colours need a fifth fewer
  /// bytes per frame, and the exact picture follows as soon as the keys rest.
  public var draft: Look {
    var draft = self
    draft.pictures = min(pictures, .half)
    draft.color = min(color, .indexed256)
    return draft
  }
}
