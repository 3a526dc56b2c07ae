internal import Foundation

extension Mask {
  /// The smallest box that holds every voxel inside; nil for an empty mask.
  public var boundingBox: VoxelBox? { Features.boundingBox(of: isInside, size: geometry.size) }

  /// The part of the mask in a box of its own grid.
  public func cropped(to box: VoxelBox) -> Mask {
    Mask(geometry: geometry.cropped(to: box), isInside: copyBox(box, of: isInside, size: geometry.size))
  }

  /// The mask of a box of a larger grid, as a mask of that grid.
  func placed(at box: VoxelBox, in geometry: Geometry) -> Mask {
    var isInside = [Bool](repeating: false, count: geometry.count)
    var k = 0
    for z in box.lower.z..<box.upper.z {
      for y in box.lower.y..<box.upper.y {
        for x in box.lower.x..<box.upper.x {
          isInside[geometry.index(x: x, y: y, z: z)] = self.isInside[k]
          k += 1
        }
      }
    }
    return Mask(geometry: geometry, isInside: isInside)
  }

  /// Number of pieces: voxels that touch by a face, an edge or a corner belong together.
  public var componentCount: Int { componentSizes.count }

  /// Voxel counts of the pieces, largest first. Voxels that touch by a face, an edge or a corner belong together.
  public var componentSizes: [Int] {
    guard let box = boundingBox else { return [] }
    return numberedPieces(of: copyBox(box, of: isInside, size: geometry.size), size: box.size).counts.sorted(by: >)
  }

  /// The mask of one piece after another, largest first; pieces of equal size in the order of their first voxels.
  public var pieces: MaskPieces { MaskPieces(of: self) }

  /// The slice along z with the most voxels inside (the lowest of equals); nil for an empty mask.
  public var largestSlice: Int? {
    let perSlice = geometry.size.x * geometry.size.y
    var best: (slice: Int, count: Int)?
    for z in 0..<geometry.size.z {
      let count = isInside[(z * perSlice)..<((z + 1) * perSlice)].reduce(0) { $0 + ($1 ? 1 : 0) }
      if count > best?.count ?? 0 { best = (z, count) }
    }
    return best?.slice
  }
}

/// The pieces of a mask. One becomes a mask of the whole grid only when it is asked for: noise has thousands.
public struct MaskPieces: RandomAccessCollection, Sendable {
  private let geometry: Geometry
  /// Holds every voxel inside; any for an empty mask.
  private let box: VoxelBox
  /// The number of each voxel's piece in the box; −1 outside.
  private let piece: [Int32]
  /// Numbers of pieces, the largest piece first.
  private let order: [Int]

  fileprivate init(of mask: Mask) {
    geometry = mask.geometry
    box = mask.boundingBox ?? VoxelBox(of: geometry)
    let found = numberedPieces(of: copyBox(box, of: mask.isInside, size: geometry.size), size: box.size)
    piece = found.piece
    order = found.counts.indices.sorted { (found.counts[$0], -$0) > (found.counts[$1], -$1) }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { order.count }

  public subscript(position: Int) -> Mask {
    let number = Int32(order[position])
    return Mask(geometry: geometry.cropped(to: box), isInside: piece.map { $0 == number }).placed(at: box, in: geometry)
  }
}

/// The smallest box around the true voxels of a grid; nil when there is none.
func boundingBox(of isInside: [Bool], size: SIMD3<Int>) -> VoxelBox? {
  var lower = size
  var upper = SIMD3<Int>.zero
  isInside.withUnsafeBytes { inside in
    guard let base = inside.baseAddress else { return }
    var start = 0
    // The next true voxel, which is the first of its line; then on with the line after it.
    while start < inside.count, let found = memchr(base + start, 1, inside.count - start) {
      let first = UnsafeRawPointer(found) - base
      let line = first / size.x
      let (y, z, end) = (line % size.y, line / size.y, (line + 1) * size.x)
      var last = size.x - 1
      while last >= upper.x, inside[end - size.x + last] == 0 { last -= 1 }
      lower = SIMD3(min(lower.x, first - line * size.x), min(lower.y, y), min(lower.z, z))
      upper = SIMD3(max(upper.x, last + 1), max(upper.y, y + 1), max(upper.z, z + 1))
      start = end
    }
  }
  return upper.x > 0 ? VoxelBox(lower: lower, upper: upper) : nil
}

/// 26-connected pieces by union-find in one sweep: the piece number of every voxel (−1 outside) and voxel counts,
/// numbered in the order of their first voxels.
private func numberedPieces(of isInside: [Bool], size: SIMD3<Int>) -> (piece: [Int32], counts: [Int]) {
  var parent = [Int32](repeating: -1, count: isInside.count)
  func root(_ start: Int32) -> Int32 {
    var k = start
    while parent[Int(k)] != k {
      parent[Int(k)] = parent[Int(parent[Int(k)])]
      k = parent[Int(k)]
    }
    return k
  }
  for z in 0..<size.z {
    for y in 0..<size.y {
      for x in 0..<size.x {
        let here = x + size.x * (y + size.y * z)
        guard isInside[here] else { continue }
        parent[here] = Int32(here)
        // The 13 neighbours that come earlier in memory.
        for dz in -1...0 {
          for dy in -1...(dz == 0 ? 0 : 1) {
            for dx in -1...(dz == 0 && dy == 0 ? -1 : 1) {
              let (i, j, k) = (x + dx, y + dy, z + dz)
              guard i >= 0, i < size.x, j >= 0, j < size.y, k >= 0 else { continue }
              let there = i + size.x * (j + size.y * k)
              guard isInside[there] else { continue }
              let (a, b) = (root(Int32(here)), root(Int32(there)))
              if a != b { parent[Int(max(a, b))] = min(a, b) }
            }
          }
        }
      }
    }
  }
  var number = [Int32](repeating: -1, count: isInside.count)
  var counts: [Int] = []
  for k in isInside.indices where isInside[k] {
    let top = Int(root(Int32(k)))
    if top == k {
      number[k] = Int32(counts.count)
      counts.append(1)
    } else {
      number[k] = number[top]
      counts[Int(number[k])] += 1
    }
  }
  return (number, counts)
}
