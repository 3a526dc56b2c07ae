/// The convex hull of a mask's surface mesh, exact: mesh vertices lie half-way between voxel centres, so in half voxels
/// their coordinates are integers and every question of sides is answered without rounding.
///
/// Only the outermost vertices of every row, column and pillar can be corners. Those of each plane are thinned by a planar
/// hull; the survivors, a few thousand at most, enter an incremental hull one by one.
struct ConvexHull {
  typealias Point = SIMD3<Int>

  /// Corners in half voxels of the grid.
  let vertices: [Point]
  /// Triangles as indices of vertices, outward normals.
  let triangles: [SIMD3<Int32>]

  /// The hull of the mesh around a mask; a mask is never empty, so its mesh has volume.
  init(_ isInside: [Bool], size: SIMD3<Int>, box: VoxelBox) {
    self.init(points: Self.candidates(isInside, size: size, box: box))
  }

  /// Mesh vertices at the ends of every row, column and pillar, thinned plane by plane.
  private static func candidates(_ isInside: [Bool], size: SIMD3<Int>, box: VoxelBox) -> [Point] {
    // Planes of half voxels, from the one below the box.
    var planes = [[Point]](repeating: [], count: 2 * box.size.z + 1)
    let bottom = 2 * box.lower.z - 1
    // First and last z of every pillar, filled while slices pass.
    let width = box.size.x
    var lowest = [Int](repeating: .max, count: width * box.size.y)
    var highest = [Int](repeating: .min, count: width * box.size.y)
    for z in box.lower.z..<box.upper.z {
      var flat: [Point] = []
      var first = [Int](repeating: .max, count: width)
      var last = [Int](repeating: .min, count: width)
      for y in box.lower.y..<box.upper.y {
        let row = size.x * (y + size.y * z)
        var (left, right) = (Int.max, Int.min)
        for x in box.lower.x..<box.upper.x where isInside[row + x] {
          if left == .max { left = x }
          right = x
          let column = x - box.lower.x
          if first[column] == .max { first[column] = y }
          last[column] = y
          let pillar = column + width * (y - box.lower.y)
          if lowest[pillar] == .max { lowest[pillar] = z }
          highest[pillar] = z
        }
        guard left != .max else { continue }
        flat.append(Point(2 * left - 1, 2 * y, 2 * z))
        flat.append(Point(2 * right + 1, 2 * y, 2 * z))
      }
      for column in 0..<width where first[column] != .max {
        let x = 2 * (column + box.lower.x)
        flat.append(Point(x, 2 * first[column] - 1, 2 * z))
        flat.append(Point(x, 2 * last[column] + 1, 2 * z))
      }
      planes[2 * z - bottom] += flat
    }
    for y in 0..<box.size.y {
      for x in 0..<width where lowest[x + width * y] != .max {
        let (i, j) = (2 * (x + box.lower.x), 2 * (y + box.lower.y))
        let (below, above) = (2 * lowest[x + width * y] - 1, 2 * highest[x + width * y] + 1)
        planes[below - bottom].append(Point(i, j, below))
        planes[above - bottom].append(Point(i, j, above))
      }
    }
    return planes.flatMap(planarHull)
  }

  /// Corners of the hull of points in one plane of constant z (Andrew's monotone chain); no three on a line.
  static func planarHull(_ points: [Point]) -> [Point] {
    let sorted = columnEnds(points)
    guard sorted.count > 2 else { return sorted }
    func turn(_ a: Point, _ b: Point, _ c: Point) -> Int { (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) }
    func chain(_ points: some Sequence<Point>) -> [Point] {
      var chain: [Point] = []
      for point in points {
        if point == chain.last { continue }
        while chain.count > 1, turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 {
          chain.removeLast()
        }
        chain.append(point)
      }
      return chain
    }
    let (lower, upper) = (chain(sorted), chain(sorted.reversed()))
    guard lower.count > 1 else { return lower }
    return Array(lower.dropLast() + upper.dropLast())
  }

  /// The lowest and the highest point of every x, which alone can be corners: sorted by x, then y, in one pass.
  private static func columnEnds(_ points: [Point]) -> [Point] {
    guard let first = points.first else { return [] }
    var (left, right) = (first.x, first.x)
    for point in points { (left, right) = (min(left, point.x), max(right, point.x)) }
    var lowest = [Int](repeating: .max, count: right - left + 1)
    var highest = [Int](repeating: .min, count: right - left + 1)
    for point in points {
      lowest[point.x - left] = min(lowest[point.x - left], point.y)
      highest[point.x - left] = max(highest[point.x - left], point.y)
    }
    var ends: [Point] = []
    ends.reserveCapacity(2 * lowest.count)
    for (column, (low, high)) in zip(lowest, highest).enumerated() where low <= high {
      ends.append(Point(left + column, low, first.z))
      if low < high { ends.append(Point(left + column, high, first.z)) }
    }
    return ends
  }

  /// Six times the signed volume of a tetrahedron: positive when `d` is on the outer side of the triangle a, b, c.
  @inline(__always)
  private static func side(_ a: Point, _ b: Point, _ c: Point, _ d: Point) -> Int {
    let (u, v, w) = (b &- a, c &- a, d &- a)
    let x = (u.y &* v.z &- u.z &* v.y) &* w.x
    let y = (u.z &* v.x &- u.x &* v.z) &* w.y
    let z = (u.x &* v.y &- u.y &* v.x) &* w.z
    return x &+ y &+ z
  }

  private struct Face {
    var corners: SIMD3<Int32>
    /// Plane: normal · point = offset; outside where greater.
    var normal: Point
    var offset: Int
    var isAlive = true
  }

  /// A directed edge, as one number that sorts by its ends and then by its direction.
  private struct Edge {
    let key: UInt64

    init(_ from: Int32, _ to: Int32) {
      let (low, high) = (UInt64(min(from, to)), UInt64(max(from, to)))
      key = low << 32 | high << 1 | (from < to ? 0 : 1)
    }

    /// The same for both directions.
    var ends: UInt64 { key >> 1 }
    private var low: Int32 { Int32(truncatingIfNeeded: key >> 32) }
    private var high: Int32 { Int32(truncatingIfNeeded: key >> 1 & 0x7FFF_FFFF) }
    var from: Int32 { key & 1 == 0 ? low : high }
    var to: Int32 { key & 1 == 0 ? high : low }
  }

  /// Incremental hull. A point is skipped when it lies outside no face. Otherwise all faces it sees, and those whose plane
  /// it lies in, are replaced by a fan from the rim, so no flat triangles arise however many points share a plane.
  init(points: [Point]) {
    var faces: [Face] = []
    func face(_ a: Int32, _ b: Int32, _ c: Int32) -> Face {
      let (p, q, r) = (points[Int(a)], points[Int(b)], points[Int(c)])
      let (u, v) = (q &- p, r &- p)
      let normal = Point(u.y &* v.z &- u.z &* v.y, u.z &* v.x &- u.x &* v.z, u.x &* v.y &- u.y &* v.x)
      return Face(
        corners: [a, b, c], normal: normal, offset: normal.x &* p.x &+ normal.y &* p.y &+ normal.z &* p.z)
    }
    guard let start = Self.tetrahedron(points) else {
      vertices = []
      triangles = []
      return
    }
    faces = [
      face(start[0], start[2], start[1]), face(start[0], start[1], start[3]), face(start[1], start[2], start[3]),
      face(start[2], start[0], start[3]),
    ]
    // Far points first: most of the others then lie inside and cost one scan.
    let total = points.reduce(Point.zero, &+)
    let centre = SIMD3(Double(total.x), Double(total.y), Double(total.z)) / Double(points.count)
    let distances = points.map { length(SIMD3(Double($0.x), Double($0.y), Double($0.z)) - centre) }
    let order = points.indices.sorted { (distances[$0], $1) > (distances[$1], $0) }
    var (edges, rim, free) = ([Edge](), [Edge](), [Int]())
    for index in order where !start.contains(Int32(index)) {
      let p = points[index]
      var isOutside = false
      for f in faces where f.isAlive {
        if f.normal.x &* p.x &+ f.normal.y &* p.y &+ f.normal.z &* p.z > f.offset {
          isOutside = true
          break
        }
      }
      guard isOutside else { continue }
      // Directed edges of the replaced faces; those whose reverse is not among them form the rim.
      edges.removeAll(keepingCapacity: true)
      free.removeAll(keepingCapacity: true)
      for k in faces.indices where faces[k].isAlive {
        let f = faces[k]
        guard f.normal.x &* p.x &+ f.normal.y &* p.y &+ f.normal.z &* p.z >= f.offset else { continue }
        faces[k].isAlive = false
        free.append(k)
        edges.append(Edge(f.corners.x, f.corners.y))
        edges.append(Edge(f.corners.y, f.corners.z))
        edges.append(Edge(f.corners.z, f.corners.x))
      }
      // Both directions of an edge are neighbours now.
      edges.sort { $0.key < $1.key }
      rim.removeAll(keepingCapacity: true)
      var next = 0
      while next < edges.count {
        let isInner = next + 1 < edges.count && edges[next + 1].ends == edges[next].ends
        if !isInner { rim.append(edges[next]) }
        next += isInner ? 2 : 1
      }
      rim.sort { ($0.from, $0.to) < ($1.from, $1.to) }
      for edge in rim {
        let new = face(edge.from, edge.to, Int32(index))
        if let slot = free.popLast() { faces[slot] = new } else { faces.append(new) }
      }
    }
    var renumbered = [Int32](repeating: -1, count: points.count)
    var vertices: [Point] = []
    func vertex(_ old: Int32) -> Int32 {
      if renumbered[Int(old)] < 0 {
        renumbered[Int(old)] = Int32(vertices.count)
        vertices.append(points[Int(old)])
      }
      return renumbered[Int(old)]
    }
    var triangles: [SIMD3<Int32>] = []
    for f in faces where f.isAlive {
      triangles.append([vertex(f.corners.x), vertex(f.corners.y), vertex(f.corners.z)])
    }
    self.vertices = vertices
    self.triangles = triangles
  }

  /// Four points that span space, ordered so that the fourth lies inside of the triangle of the first three reversed.
  private static func tetrahedron(_ points: [Point]) -> [Int32]? {
    guard let a = points.indices.first, let b = points.indices.first(where: { points[$0] != points[a] }) else {
      return nil
    }
    func isOffLine(_ c: Point) -> Bool {
      let (u, v) = (points[b] &- points[a], c &- points[a])
      return u.y &* v.z != u.z &* v.y || u.z &* v.x != u.x &* v.z || u.x &* v.y != u.y &* v.x
    }
    guard let c = points.indices.first(where: { isOffLine(points[$0]) }),
      let d = points.indices.first(where: { side(points[a], points[b], points[c], points[$0]) != 0 })
    else { return nil }
    let isPositive = side(points[a], points[b], points[c], points[d]) > 0
    return isPositive ? [a, b, c, d].map(Int32.init) : [a, c, b, d].map(Int32.init)
  }

  /// Corners in mm, relative to the first voxel of the grid.
  func positions(spacing: SIMD3<Double>) -> [SIMD3<Double>] {
    vertices.map { SIMD3(Double($0.x), Double($0.y), Double($0.z)) * spacing / 2 }
  }

  /// Surface area in mm² and volume in mm³.
  func measures(spacing: SIMD3<Double>) -> (area: Double, volume: Double) {
    let positions = positions(spacing: spacing)
    guard let origin = positions.first else { return (0, 0) }
    var (area, volume) = (0.0, 0.0)
    for t in triangles {
      let (a, b, c) = (
        positions[Int(t.x)] - origin, positions[Int(t.y)] - origin, positions[Int(t.z)] - origin
      )
      area += length(cross(b - a, c - a)) / 2
      volume += dot(a, cross(b, c)) / 6
    }
    return (area, abs(volume))
  }

  /// The greatest distance between two corners in mm: the maximum 3D diameter of the mesh.
  func diameter(spacing: SIMD3<Double>) -> Double {
    let positions = positions(spacing: spacing)
    let centre = positions.reduce(SIMD3.zero, +) / Double(max(1, positions.count))
    // From the rim inwards: a pair cannot beat the best once the sum of its distances to the centre cannot.
    let sorted = positions.map { (position: $0, radius: length($0 - centre)) }.sorted { $0.radius > $1.radius }
    var best = 0.0
    for i in sorted.indices {
      if 2 * sorted[i].radius <= best { break }
      for j in (i + 1)..<max(i + 1, sorted.count) {
        if sorted[i].radius + sorted[j].radius <= best { break }
        best = max(best, length(sorted[i].position - sorted[j].position))
      }
    }
    return best
  }
}
