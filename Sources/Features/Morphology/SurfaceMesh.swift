/// The surface of a mask as marching cubes draws it (Lorensen and Cline 1987) at half-way between voxel centres.
///
/// A cube of eight voxel centres has 256 patterns of inside and outside, and everything a pattern adds to the area and the
/// volume depends on the pattern alone. So no mesh is stored: patterns are counted, and area and volume are sums over the
/// 256 counts. The patterns' triangles are derived here, not tabulated:
///
///           6───────7        corner bits: x 1, y 2, z 4
///          ╱│      ╱│        an edge is cut when one of its corners is inside;
///         4───────5 │        on each face, cut edges are joined so that inside corners
///         │ 2─────│─3        on a diagonal stay apart; the segments of six faces close
///         │╱      │╱         to polygons, which are then cut into triangles.
///         0───────1
///
/// Faces are joined by a rule that looks at that face alone, so neighbouring cubes agree and the surface is closed.
struct SurfaceMesh {
  /// mm².
  let area: Double
  /// mm³.
  let volume: Double

  /// - Parameter box: the bounding box of the mask in a grid of `size` voxels; outside the grid nothing is inside.
  init(_ isInside: [Bool], size: SIMD3<Int>, box: VoxelBox, spacing: SIMD3<Double>) {
    let counts = Self.census(isInside, size: size, box: box).map(\.count)
    var area = 0.0
    var volume = 0.0
    for pattern in 1..<256 where counts[pattern] > 0 {
      let shape = CubePattern.all[pattern]
      area += Double(counts[pattern]) * shape.area(spacing: spacing)
      volume += Double(counts[pattern]) * shape.volume
    }
    self.area = area
    self.volume = volume * spacing.x * spacing.y * spacing.z
  }

  /// The mesh as PyRadiomics draws it: a pattern that has corner 6 inside is drawn as its complement turned inside out.
  /// Faces with inside corners on a diagonal are then joined one way here and the other way there, the surface has holes,
  /// and its volume, a sum of tetrahedra from the corner of the padded bounding box, can even be negative.
  init(open isInside: [Bool], size: SIMD3<Int>, box: VoxelBox, spacing: SIMD3<Double>) {
    var area = 0.0
    var volume = 0.0
    for (pattern, cubes) in Self.census(isInside, size: size, box: box).enumerated() where cubes.count > 0 {
      let sum = SIMD3(Double(cubes.place.x), Double(cubes.place.y), Double(cubes.place.z))
      for triangle in CubePattern.open[pattern].triangles {
        let normal = triangle.normal(spacing: spacing)
        area += Double(cubes.count) * length(normal) / 2
        volume += dot((sum + triangle.a * Double(cubes.count)) * spacing, normal) / 6
      }
    }
    self.area = area
    self.volume = volume
  }

  /// Cubes of one pattern: how many, and the sum of their places.
  private struct Cubes {
    var count = 0
    /// Counted from the cube before the box.
    var place = SIMD3<Int>.zero
  }

  /// The cubes around the box by pattern.
  private static func census(_ isInside: [Bool], size: SIMD3<Int>, box: VoxelBox) -> [Cubes] {
    var cubes = [Cubes](repeating: Cubes(), count: 256)
    let width = box.size.x + 2
    // Four rows of voxels, each with an empty voxel at both ends, give the row of cubes between them.
    var rows = [[UInt8]](repeating: [UInt8](repeating: 0, count: width), count: 4)
    func load(_ row: inout [UInt8], _ y: Int, _ z: Int) {
      guard y >= box.lower.y, y < box.upper.y, z >= box.lower.z, z < box.upper.z else {
        for x in 0..<width { row[x] = 0 }
        return
      }
      let start = size.x * (y + size.y * z) + box.lower.x
      for x in 0..<box.size.x { row[x + 1] = isInside[start + x] ? 1 : 0 }
    }
    var patterns = [UInt8](repeating: 0, count: width - 1)
    for z in 0...box.size.z {
      for y in 0...box.size.y {
        for k in 0..<4 { load(&rows[k], box.lower.y - 1 + y + k % 2, box.lower.z - 1 + z + k / 2) }
        write(&patterns, rows[0], rows[1], rows[2], rows[3])
        for x in patterns.indices where patterns[x] != 0 {
          let pattern = Int(patterns[x])
          cubes[pattern].count += 1
          // Nothing is drawn in a full cube.
          if pattern != 255 { cubes[pattern].place &+= SIMD3(x, y, z) }
        }
      }
    }
    return cubes
  }

  /// The patterns of a row of cubes between four rows of voxels, bit by bit from the last: doubling and adding bytes are
  /// vector instructions everywhere.
  private static func write(_ patterns: inout [UInt8], _ a: [UInt8], _ b: [UInt8], _ c: [UInt8], _ d: [UInt8]) {
    patterns.withUnsafeMutableBufferPointer { patterns in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          c.withUnsafeBufferPointer { c in
            d.withUnsafeBufferPointer { d in
              for x in 0..<patterns.count {
                let high = ((d[x &+ 1] &* 2 &+ d[x]) &* 2 &+ c[x &+ 1]) &* 2 &+ c[x]
                let low = ((b[x &+ 1] &* 2 &+ b[x]) &* 2 &+ a[x &+ 1]) &* 2 &+ a[x]
                patterns[x] = high &* 16 &+ low
              }
            }
          }
        }
      }
    }
  }
}

/// The surface within one cube for one pattern of inside corners.
struct CubePattern {
  /// Corners in units of voxels within the cube.
  struct Triangle {
    let a, b, c: SIMD3<Double>

    /// Outward; as long as twice the triangle's area.
    func normal(spacing: SIMD3<Double>) -> SIMD3<Double> { cross((b - a) * spacing, (c - a) * spacing) }
  }

  let triangles: [Triangle]
  /// The part of the unit cube inside the surface.
  let volume: Double

  static let all = (0..<256).map { CubePattern($0, fansSeven: false) }

  /// PyRadiomics' patterns: see `SurfaceMesh.init(open:size:box:spacing:)`.
  static let open = (0..<256).map { pattern in
    let plain = CubePattern(pattern >> 6 & 1 == 0 ? pattern : 255 - pattern, fansSeven: true)
    guard pattern >> 6 & 1 == 1 else { return plain }
    return CubePattern(triangles: plain.triangles.map { Triangle(a: $0.a, b: $0.c, c: $0.b) }, volume: 1 - plain.volume)
  }

  private init(triangles: [Triangle], volume: Double) {
    self.triangles = triangles
    self.volume = volume
  }

  func area(spacing: SIMD3<Double>) -> Double {
    triangles.reduce(0) { $0 + length($1.normal(spacing: spacing)) / 2 }
  }

  /// Corners of the six faces in counter-clockwise order seen from outside.
  private static let faces = [
    [0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6],
  ]

  private static func position(_ corner: Int) -> SIMD3<Double> {
    SIMD3(Double(corner & 1), Double(corner >> 1 & 1), Double(corner >> 2 & 1))
  }

  /// - Parameter fansSeven: polygons of seven points are cut into a fan from their hub, as PyRadiomics does.
  private init(_ pattern: Int, fansSeven: Bool) {
    func isIn(_ corner: Int) -> Bool { pattern >> corner & 1 == 1 }
    // An edge is named by its lower corner and its higher one, 8 · low + high; a segment leads from one cut edge of a face
    // to another. An edge without a segment leads to −1.
    func edge(_ a: Int, _ b: Int) -> Int { a < b ? 8 * a + b : 8 * b + a }
    var next = SIMD64<Int8>(repeating: -1)
    for face in Self.faces {
      for k in 0..<4 where isIn(face[k]) && !isIn(face[(k + 1) % 4]) {
        // Leaving the inside here; the inside was entered at the nearest edge before: its corner stays apart.
        var entry = k
        while isIn(face[(entry + 3) % 4]) { entry = (entry + 3) % 4 }
        next[edge(face[k], face[(k + 1) % 4])] = Int8(edge(face[(entry + 3) % 4], face[entry]))
      }
    }
    var triangles: [Triangle] = []
    var seen: UInt64 = 0
    for start in 0..<64 where next[start] >= 0 && seen >> start & 1 == 0 {
      var loop: [SIMD3<Double>] = []
      var edge = start
      while seen >> edge & 1 == 0 {
        seen |= 1 << edge
        loop.append((Self.position(edge / 8) + Self.position(edge % 8)) / 2)
        guard next[edge] >= 0 else { break }
        edge = Int(next[edge])
      }
      if fansSeven, loop.count == 7 {
        let first = loop.firstIndex(of: Self.hub(of: pattern)) ?? 0
        let fan = Array(loop[first...] + loop[..<first])
        for k in 1..<6 { triangles.append(Triangle(a: fan[0], b: fan[k + 1], c: fan[k])) }
      } else {
        triangles += Self.triangles(of: loop)
      }
    }
    self.triangles = triangles
    // Divergence theorem with the field (x, 0, 0): the surface and the face at x = 1 contribute.
    var volume = Self.insideArea([1, 3, 7, 5].map(isIn))
    for triangle in triangles {
      volume += (triangle.a.x + triangle.b.x + triangle.c.x) / 3 * triangle.normal(spacing: [1, 1, 1]).x / 2
    }
    self.volume = volume
  }

  /// A polygon of seven points goes around three corners outside: two on an edge and a lone one, which shares a diagonal
  /// of a face with one of the two. Its hub lies on the edge of the lone corner that leaves that face.
  private static func hub(of pattern: Int) -> SIMD3<Double> {
    let outside = (0..<8).filter { pattern >> $0 & 1 == 0 }
    func distance(_ a: Int, _ b: Int) -> Int { (a ^ b).nonzeroBitCount }
    let lone = outside.first { corner in !outside.contains { distance(corner, $0) == 1 } } ?? 0
    let partner = outside.first { distance(lone, $0) == 2 } ?? lone
    return (position(lone) + position(lone ^ (7 ^ lone ^ partner))) / 2
  }

  /// The triangles of a polygon, outward. A polygon that is not flat can be cut in several ways; the one with the most
  /// area keeps its flat parts flat (the five points of an L of inside corners become a rectangle and a corner), as
  /// Lorensen and Cline draw it. Of equal ones that which halves the cube most nearly is taken.
  private static func triangles(of loop: [SIMD3<Double>]) -> [Triangle] {
    let centre = SIMD3(repeating: 0.5)
    let count = loop.count - 2
    guard cuts.indices.contains(loop.count), count > 0 else { return [] }
    let cuts = cuts[loop.count]
    var best: (area: Double, lean: Double, first: Int)?
    for first in stride(from: 0, to: cuts.count, by: count) {
      var (area, lean) = (0.0, 0.0)
      for t in cuts[first..<first + count] {
        let (a, b, c) = (loop[t.x], loop[t.z], loop[t.y])
        area += length(cross(c - a, b - a)) / 2
        lean += dot(a - centre, cross(b - centre, c - centre))
      }
      let isBetter =
        best.map { area > $0.area + 1e-9 || (area > $0.area - 1e-9 && abs(lean) < $0.lean - 1e-9) } ?? true
      if isBetter { best = (area, abs(lean), first) }
    }
    guard let first = best?.first else { return [] }
    return cuts[first..<first + count].map { Triangle(a: loop[$0.x], b: loop[$0.z], c: loop[$0.y]) }
  }

  /// By the number of corners of a polygon, every way to cut it into triangles along its diagonals, one way after the
  /// other: n − 2 triangles each. No pattern has a polygon of more corners.
  private static let cuts = (0...7).map { cuts(between: 0, and: $0 - 1) }

  /// The ways to cut the polygon of the corners from one to another, `last − first − 1` triangles each.
  private static func cuts(between first: Int, and last: Int) -> [SIMD3<Int>] {
    var cuts: [SIMD3<Int>] = []
    for k in stride(from: first + 1, to: last, by: 1) {
      let (left, right) = (Self.cuts(between: first, and: k), Self.cuts(between: k, and: last))
      let (leftSize, rightSize) = (k - first - 1, last - k - 1)
      for i in 0..<(leftSize > 0 ? left.count / leftSize : 1) {
        for j in 0..<(rightSize > 0 ? right.count / rightSize : 1) {
          cuts += left[i * leftSize..<(i + 1) * leftSize]
          cuts += right[j * rightSize..<(j + 1) * rightSize]
          cuts.append(SIMD3(first, k, last))
        }
      }
    }
    return cuts
  }

  /// The part of a face inside the surface, from its corners in cyclic order.
  private static func insideArea(_ corners: [Bool]) -> Double {
    switch corners.filter({ $0 }).count {
    case 0: 0
    case 1: 0.125
    case 2: corners[0] == corners[2] ? 0.25 : 0.5
    case 3: 0.875
    default: 1
    }
  }
}
