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
    var forest = Forest(placeCount: grid.ranks.count, capacity: grid.voxelCount)
    var list: [Zone] = []
    var parts: [Range<Int>] = []
    var alike = [UInt16](repeating: 0, count: grid.size.x)
    for span in spans {
      forest.removeTrees()
      grid.ranks.withUnsafeBufferPointer { ranks in
        alike.withUnsafeMutableBufferPointer { alike in
          Self.joinings.withUnsafeBufferPointer { joinings in
            for row in span {
              let row = grid.rows[row]
              // One bit per earlier neighbour of the same level, a row at a time with vector instructions.
              for x in 0..<row.count { alike[x] = 0 }
              for (bit, offset) in before.enumerated() {
                let flag = UInt16(1) << UInt16(bit)
                for x in 0..<row.count {
                  alike[x] |= ranks[row.start &+ x] == ranks[row.start &+ x &+ offset] ? flag : 0
                }
              }
              for x in 0..<row.count where ranks[row.start &+ x] != 0 {
                let place = row.start &+ x
                var bits = joinings[Int(alike[x])]
                let distance = border?.steps[place] ?? 1
                if bits == 0 {
                  forest.plant(place, Zone(rank: ranks[place], size: 1, distance: distance))
                  continue
                }
                var own: Int32 = -1
                while bits != 0 {
                  own = forest.joined(own, place: place &+ before[bits.trailingZeroBitCount])
                  bits &= bits &- 1
                }
                forest.add(place, to: own, distance: distance)
              }
            }
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

  /// For each set of earlier neighbours of the same level (one bit per direction of `Directions.volume`), the members
  /// that must be joined: neighbours that touch each other were joined before, so one of each touching group is enough.
  private static let joinings: [UInt16] = {
    let steps = Directions.volume
    let touching = steps.map { a in
      steps.indices.reduce(UInt16(0)) { mask, index in
        let gap = a &- steps[index]
        let isTouching = abs(gap.x) <= 1 && abs(gap.y) <= 1 && abs(gap.z) <= 1
        return isTouching ? mask | 1 << UInt16(index) : mask
      }
    }
    return (0..<(1 << steps.count)).map { set in
      var remaining = UInt16(set)
      var chosen: UInt16 = 0
      while remaining != 0 {
        chosen |= remaining & (0 &- remaining)
        var group = remaining & (0 &- remaining)
        var grown: UInt16 = 0
        while grown != group {
          var fresh = group & ~grown
          grown = group
          while fresh != 0 {
            group |= touching[fresh.trailingZeroBitCount] & remaining
            fresh &= fresh &- 1
          }
        }
        remaining &= ~group
      }
      return chosen
    }
  }()

  /// Labels are handed out in memory order and joined towards the smaller one, so the root is a zone's first voxel.
  private struct Forest: ~Copyable {
    private let labels: UnsafeMutablePointer<Int32>
    private let parent: UnsafeMutablePointer<Int32>
    private let zones: UnsafeMutablePointer<Zone>
    private var count = 0

    /// Memory is reserved for the worst case, a zone per voxel; pages that stay unused cost nothing.
    init(placeCount: Int, capacity: Int) {
      labels = .allocate(capacity: max(1, placeCount))
      parent = .allocate(capacity: max(1, capacity))
      zones = .allocate(capacity: max(1, capacity))
    }

    deinit {
      labels.deallocate()
      parent.deallocate()
      zones.deallocate()
    }

    mutating func removeTrees() { count = 0 }

    /// Joins the zone of a neighbour to the zone found so far (−1: none yet).
    @inline(__always)
    func joined(_ own: Int32, place: Int) -> Int32 {
      let other = root(of: labels[place])
      if own < 0 || other == own { return other }
      let (kept, dropped) = other < own ? (Int(other), Int(own)) : (Int(own), Int(other))
      parent[dropped] = Int32(truncatingIfNeeded: kept)
      zones[kept].size &+= zones[dropped].size
      zones[kept].distance = min(zones[kept].distance, zones[dropped].distance)
      return Int32(truncatingIfNeeded: kept)
    }

    @inline(__always)
    mutating func plant(_ place: Int, _ zone: Zone) {
      labels[place] = Int32(truncatingIfNeeded: count)
      parent[count] = Int32(truncatingIfNeeded: count)
      (zones + count).initialize(to: zone)
      count &+= 1
    }

    @inline(__always)
    func add(_ place: Int, to own: Int32, distance: Int32) {
      labels[place] = own
      zones[Int(own)].size &+= 1
      zones[Int(own)].distance = min(zones[Int(own)].distance, distance)
    }

    @inline(__always)
    private func root(of label: Int32) -> Int32 {
      var label = Int(label)
      while Int(parent[label]) != label {
        // Path halving keeps trees flat.
        parent[label] = parent[Int(parent[label])]
        label = Int(parent[label])
      }
      return Int32(truncatingIfNeeded: label)
    }

    func appendZones(to list: inout [Zone]) {
      for label in 0..<count where Int(parent[label]) == label { list.append(zones[label]) }
    }
  }
}
