/// Grey level size zone and distance zone matrices (GLSZM, GLDZM). A zone is a connected group of voxels of one level:
/// 26 neighbours in the volume, 8 within a slice. The size zone matrix counts zones by their number of voxels, the
/// distance zone matrix by the smallest distance of their voxels to the border of the morphological mask.
struct ZoneMatrices {
  let size: [TextureMatrix]
  let distance: [TextureMatrix]

  /// - Parameters:
  ///   - isVolumetric: zones of the whole volume (one matrix each); otherwise zones of each slice (one matrix a slice
  ///     that holds voxels).
  ///   - border: distance of each voxel of the image to the border; nil leaves distances out.
  init(_ grid: LevelGrid, isVolumetric: Bool, border: BorderDistance?) {
    let zones = Zones(grid, isVolumetric: isVolumetric, border: border)
    let voxelCounts = isVolumetric ? [grid.voxelCount] : grid.slices.map(\.voxelCount)
    let parts = zip(zones.parts, voxelCounts)
    size = parts.map { part, voxelCount in
      Self.matrix(zones.list[part], grid, voxelCount: voxelCount) { Int($0.size) }
    }
    distance =
      border == nil
      ? []
      : parts.map { part, voxelCount in
        Self.matrix(zones.list[part], grid, voxelCount: voxelCount) { Int($0.distance) }
      }
  }

  private static func matrix(
    _ zones: ArraySlice<Zones.Zone>, _ grid: LevelGrid, voxelCount: Int, column: (Zones.Zone) -> Int
  ) -> TextureMatrix {
    let cells = zones.map { zone in
      TextureMatrix.Cell(level: grid.levelOfRank[Int(zone.rank)], column: column(zone), count: 1)
    }
    return TextureMatrix(cells: cells, voxelCount: voxelCount)
  }
}

/// Connected groups of equal level, by union–find over the half-neighbourhood that comes earlier in memory.
struct Zones {
  struct Zone {
    var rank: UInt16
    var size: Int32
    /// Smallest distance to the border, 1 at the border.
    var distance: Int32
  }

  /// Zones in order of their first voxel, therefore of their slice when zones are flat.
  let list: [Zone]
  /// The part of `list` in each slice that holds voxels; one part, all of it, for zones of the volume.
  let parts: [Range<Int>]

  init(_ grid: LevelGrid, isVolumetric: Bool, border: BorderDistance?) {
    let before = (isVolumetric ? Directions.volume : Directions.inPlane).map { -grid.offset($0) }
    let spans = isVolumetric ? [grid.rows.indices] : grid.slices.map(\.rows)
    var forest = Forest(placeCount: grid.ranks.count)
    var list: [Zone] = []
    var parts: [Range<Int>] = []
    for span in spans {
      forest.removeTrees()
      grid.ranks.withUnsafeBufferPointer { ranks in
        for row in span {
          let row = grid.rows[row]
          for place in row.start..<row.start &+ row.count where ranks[place] != 0 {
            let rank = ranks[place]
            var own: Int32 = -1
            for offset in before where ranks[place &+ offset] == rank {
              own = forest.joined(own, place: place &+ offset)
            }
            forest.add(place, to: own, rank: rank, distance: border?.steps[place] ?? 1)
          }
        }
      }
      let first = list.count
      forest.appendZones(to: &list)
      parts.append(first..<list.count)
    }
    self.list = list
    self.parts = parts
  }

  /// Labels are handed out in memory order and joined towards the smaller one, so the root is a zone's first voxel.
  private struct Forest {
    private var labels: [Int32]
    private var parent: [Int32] = []
    private var zones: [Zone] = []

    init(placeCount: Int) { labels = [Int32](repeating: 0, count: placeCount) }

    mutating func removeTrees() {
      parent.removeAll(keepingCapacity: true)
      zones.removeAll(keepingCapacity: true)
    }

    /// Joins the zone of a neighbour to the zone found so far (−1: none yet).
    @inline(__always)
    mutating func joined(_ own: Int32, place: Int) -> Int32 {
      let label = labels[place]
      if label == own { return own }
      let other = root(of: label)
      if own < 0 || other == own { return other }
      let (kept, dropped) = other < own ? (Int(other), Int(own)) : (Int(own), Int(other))
      parent[dropped] = Int32(truncatingIfNeeded: kept)
      zones[kept].size &+= zones[dropped].size
      zones[kept].distance = min(zones[kept].distance, zones[dropped].distance)
      return Int32(truncatingIfNeeded: kept)
    }

    @inline(__always)
    mutating func add(_ place: Int, to own: Int32, rank: UInt16, distance: Int32) {
      if own < 0 {
        labels[place] = Int32(truncatingIfNeeded: parent.count)
        parent.append(labels[place])
        zones.append(Zone(rank: rank, size: 1, distance: distance))
      } else {
        labels[place] = own
        zones[Int(own)].size &+= 1
        zones[Int(own)].distance = min(zones[Int(own)].distance, distance)
      }
    }

    @inline(__always)
    private mutating func root(of label: Int32) -> Int32 {
      var label = Int(label)
      while Int(parent[label]) != label {
        // Path halving keeps trees flat.
        parent[label] = parent[Int(parent[label])]
        label = Int(parent[label])
      }
      return Int32(truncatingIfNeeded: label)
    }

    func appendZones(to list: inout [Zone]) {
      for label in parent.indices where Int(parent[label]) == label { list.append(zones[label]) }
    }
  }
}
