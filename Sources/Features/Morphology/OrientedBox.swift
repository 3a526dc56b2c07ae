import Foundation

/// The box of least volume around a convex hull, in any orientation (IBSI's oriented minimum bounding box).
///
/// Two neighbouring sides of the least box each hold an edge of the hull (O'Rourke 1985). The normals of the planes that
/// rest on one edge run from the normal of one of its faces to that of the other; all edges together draw a net of arcs
/// on the sphere of directions, whose knots are the faces' normals. So the normal of one side is looked for on that net
/// alone:
///
///     V = min over w on the net of height(w) · least rectangle around the shadow along w
///
/// and the least rectangle, which lies flush with an edge of the shadow, is exact (Freeman and Shapira 1975). Every knot is
/// tried, then every arc at steps of 0.08 rad at most; the lowest steps, where lower than their neighbours, are narrowed
/// down by golden section. The best box is then narrowed down along the arc of each of its two sides in turn. The net belongs to the hull
/// and not to its place in the image, so the box does not depend on it either.
///
/// The search is not a proof: a dip of V narrower than a step, between two steps, would be missed.
struct OrientedBox {
  /// Edge lengths in mm.
  let lengths: SIMD3<Double>

  var volume: Double { lengths.x * lengths.y * lengths.z }
  var area: Double { 2 * (lengths.x * lengths.y + lengths.y * lengths.z + lengths.z * lengths.x) }

  /// A hull without volume has a box of edges 0.
  init(around hull: ConvexHull, spacing: SIMD3<Double>) {
    var search = BoxSearch(hull, spacing: spacing)
    lengths = search.leastBox()
  }
}

/// The planes of a hull's faces. Triangles of one plane are one face: their integer normals have one direction.
private struct Planes {
  /// Normals in voxels, outward, in lowest terms.
  private(set) var directions: [SIMD3<Int>] = []
  /// Per plane, the one with the opposite normal; −1 where there is none.
  private(set) var opposites: [Int32] = []
  /// Per triangle its plane, and how many times as long as the plane's direction the product of its sides is.
  private(set) var ofTriangle: [(plane: Int32, divisor: Int)] = []

  init(of hull: ConvexHull) {
    let normals = hull.triangles.map { t in
      let (a, b, c) = (hull.vertices[Int(t.x)], hull.vertices[Int(t.y)], hull.vertices[Int(t.z)])
      let (u, v) = (b &- a, c &- a)
      let whole = SIMD3(u.y &* v.z &- u.z &* v.y, u.z &* v.x &- u.x &* v.z, u.x &* v.y &- u.y &* v.x)
      let divisor = max(1, Self.divisor(Self.divisor(abs(whole.x), abs(whole.y)), abs(whole.z)))
      return (direction: SIMD3(whole.x / divisor, whole.y / divisor, whole.z / divisor), divisor: divisor)
    }
    // Equal directions are neighbours in their order.
    let order = normals.indices.sorted { Self.precedes(normals[$0].direction, normals[$1].direction) }
    ofTriangle = normals.map { (0, $0.divisor) }
    for triangle in order {
      let direction = normals[triangle].direction
      if directions.last != direction { directions.append(direction) }
      ofTriangle[triangle].plane = Int32(directions.count - 1)
    }
    // Their opposites have the opposite order.
    opposites = [Int32](repeating: -1, count: directions.count)
    var other = directions.count - 1
    for (plane, direction) in directions.enumerated() {
      let opposite = 0 &- direction
      while other >= 0, Self.precedes(opposite, directions[other]) { other -= 1 }
      if other >= 0, directions[other] == opposite { opposites[plane] = Int32(other) }
    }
  }

  private static func precedes(_ a: SIMD3<Int>, _ b: SIMD3<Int>) -> Bool {
    a.x != b.x ? a.x < b.x : a.y != b.y ? a.y < b.y : a.z < b.z
  }

  private static func divisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

/// Directions, and the least box for each.
private struct BoxSearch {
  /// Corners in mm from their middle.
  private let corners: Columns
  /// Per plane of the hull, its outward unit normal, and that times the area of its face in mm².
  private var normals: [SIMD3<Double>] = []
  /// Per plane, the one on the other side of the hull with the opposite normal; −1 where there is none.
  private var opposites: [Int32] = []
  private var faces: Columns
  /// Faces times direction: positive where a face is seen.
  private var slants: [SIMD4<Double>]
  private var edges: [Edge] = []
  /// Sides of triangles as the triangle goes around, three after three: the corner each begins at, the plane it belongs to,
  /// and the side of the neighbouring triangle that runs the other way.
  private var sides: [Side] = []
  /// A side on the rim of the direction looked along last: the rim of the next is near, as a rule.
  private var lastRim = 0
  /// Shadows are rounded to whole numbers of this many to the mm, so that no rounding can mislead the planar hull and the
  /// callipers. The greatest is 2²⁸.
  private let scale: Double
  private var shadow = Shadow()

  private struct Edge {
    /// As the first plane's face goes around.
    var ends: SIMD2<Int32>
    var planes: SIMD2<Int32>
  }

  private struct Side {
    var begin: Int32
    var plane: Int32
    var opposite: Int32
  }

  /// Where on the net a direction lies.
  private struct Place {
    var arc: Arc
    var t: Double
  }

  /// Directions from one unit vector to another.
  private struct Arc {
    let from: SIMD3<Double>
    let to: SIMD3<Double>
    let angle: Double

    /// nil for equal or opposite directions; opposite ones share no edge of a hull with volume.
    init?(_ from: SIMD3<Double>, _ to: SIMD3<Double>) {
      (self.from, self.to) = (from, to)
      angle = atan2(length(cross(from, to)), dot(from, to))
      guard angle > 1e-9, angle < 3.1 else { return nil }
    }

    func direction(_ t: Double) -> SIMD3<Double> {
      let mixed = from * sin((1 - t) * angle) + to * sin(t * angle)
      return mixed / length(mixed)
    }
  }

  private static let longestStep = 0.08
  /// Arcs whose steps are all larger than the best face by more than this are not narrowed down.
  private static let leeway = 1.03
  /// No dip is this much deeper than its step: with a curvature of V near 2 V, half a step changes V by a few parts in 1000.
  private static let gain = 1.01

  init(_ hull: ConvexHull, spacing: SIMD3<Double>) {
    let positions = hull.positions(spacing: spacing)
    let low = positions.reduce(SIMD3(repeating: .infinity)) { pointwiseMin($0, $1) }
    let high = positions.reduce(SIMD3(repeating: -.infinity)) { pointwiseMax($0, $1) }
    let middle = positions.isEmpty ? .zero : (low + high) / 2
    let centred = positions.map { $0 - middle }
    corners = Columns(centred)
    scale = Double(1 << 28) / max(.leastNormalMagnitude, centred.reduce(0) { max($0, length($1)) })

    let planes = Planes(of: hull)
    opposites = planes.opposites
    normals = planes.directions.map {
      let scaled = Self.scaled($0, spacing)
      return scaled / length(scaled)
    }
    var areas = [Double](repeating: 0, count: normals.count)
    var ordered: [(key: UInt64, isDescending: Bool, side: Int)] = []
    for (t, (plane, divisor)) in zip(hull.triangles, planes.ofTriangle) {
      areas[Int(plane)] += length(Self.scaled(planes.directions[Int(plane)], spacing)) * Double(divisor) / 8
      for (from, to) in [(t.x, t.y), (t.y, t.z), (t.z, t.x)] {
        ordered.append((UInt64(min(from, to)) << 32 | UInt64(max(from, to)), from > to, sides.count))
        sides.append(Side(begin: from, plane: plane, opposite: 0))
      }
    }
    faces = Columns(zip(normals, areas).map { $0 * $1 }, filling: .zero)
    slants = [SIMD4<Double>](repeating: .zero, count: faces.x.count)
    // The two triangles at an edge are neighbours now; edges within a plane are none.
    ordered.sort { $0.key != $1.key ? $0.key < $1.key : !$0.isDescending && $1.isDescending }
    for k in stride(from: 1, to: ordered.count, by: 2) {
      let (first, second) = (ordered[k - 1].side, ordered[k].side)
      sides[first].opposite = Int32(second)
      sides[second].opposite = Int32(first)
      guard sides[first].plane != sides[second].plane else { continue }
      let key = ordered[k].key
      edges.append(
        Edge(
          ends: [Int32(truncatingIfNeeded: key >> 32), Int32(truncatingIfNeeded: key)],
          planes: [sides[first].plane, sides[second].plane]))
    }
  }

  /// The normal in mm of a plane whose normal in voxels is given.
  private static func scaled(_ direction: SIMD3<Int>, _ s: SIMD3<Double>) -> SIMD3<Double> {
    let n = SIMD3(Double(direction.x), Double(direction.y), Double(direction.z))
    return SIMD3(n.x * s.y * s.z, n.y * s.z * s.x, n.z * s.x * s.y)
  }

  /// Two planes in either order as one number.
  private static func key(of planes: SIMD2<Int32>) -> UInt64 {
    UInt64(planes.min()) << 32 | UInt64(planes.max())
  }

  mutating func leastBox() -> SIMD3<Double> {
    var (best, bestDirection, bestPlace) = (Double.infinity, SIMD3<Double>.zero, Place?.none)
    // Knots, the most promising first: of most the bound alone then says that they are not the best. Opposite ones have
    // the same box.
    var ofPlane = [Double](repeating: .infinity, count: normals.count)
    var isKnown = [Bool](repeating: false, count: normals.count)
    let bounds = normals.map { bound(along: $0, height: corners.extent(along: $0)) }
    for plane in normals.indices.sorted(by: { (bounds[$0], $0) < (bounds[$1], $1) }) {
      guard bounds[plane] < Self.leeway * best else { break }
      let opposite = Int(opposites[plane])
      if opposite >= 0, isKnown[opposite] {
        ofPlane[plane] = ofPlane[opposite]
        continue
      }
      ofPlane[plane] = volume(along: normals[plane], below: Self.leeway * best)
      isKnown[plane] = true
      if ofPlane[plane] < best { (best, bestDirection) = (ofPlane[plane], normals[plane]) }
    }
    // Arcs. The limits are those of the knots alone, so that the order of arcs does not matter.
    let (limit, hope) = (Self.leeway * best, Self.gain * best)
    var dips: [(value: Double, arc: Arc, range: ClosedRange<Double>)] = []
    let known = edges.map { Self.key(of: $0.planes) }.sorted()
    for edge in edges {
      // Directions and their opposites have the same boxes: of an arc and that on the other side of the hull, where there is
      // one, one is tried.
      let opposite = SIMD2(opposites[Int(edge.planes.x)], opposites[Int(edge.planes.y)])
      if opposite.x >= 0, opposite.y >= 0 {
        let key = Self.key(of: opposite)
        let place = known.place { $0 < key }
        if key < Self.key(of: edge.planes), place < known.count, known[place] == key { continue }
      }
      guard let arc = Arc(normals[Int(edge.planes.x)], normals[Int(edge.planes.y)]) else { continue }
      let steps = max(2, Int((arc.angle / Self.longestStep).rounded(.up)))
      var values = [ofPlane[Int(edge.planes.x)]]
      for step in 1..<steps {
        values.append(volume(along: arc.direction(Double(step) / Double(steps)), below: hope))
      }
      values.append(ofPlane[Int(edge.planes.y)])
      for step in 1..<steps where values[step] < hope {
        guard values[step] <= values[step - 1], values[step] <= values[step + 1] else { continue }
        dips.append((values[step], arc, Double(step - 1) / Double(steps)...Double(step + 1) / Double(steps)))
      }
    }
    // The deepest first: those that narrowing down cannot bring below the best are left.
    dips.sort { $0.value < $1.value }
    for dip in dips {
      guard dip.value < Self.gain * best else { break }
      let (value, t) = least(on: dip.arc, dip.range, limit: limit, rounds: 12)
      if value < best { (best, bestDirection, bestPlace) = (value, dip.arc.direction(t), Place(arc: dip.arc, t: t)) }
    }
    guard best.isFinite else { return .zero }
    // The best box, along the arc of its one side and of its other in turn, until neither helps.
    for _ in 0..<16 {
      let before = best
      for place in [bestPlace, neighbour(of: bestDirection)] {
        guard let place else { continue }
        let reach = Self.longestStep / place.arc.angle
        let range = max(0, place.t - reach)...min(1, place.t + reach)
        let (value, t) = least(on: place.arc, range, limit: limit, rounds: 40)
        if value < best {
          (best, bestDirection) = (value, place.arc.direction(t))
          bestPlace = Place(arc: place.arc, t: t)
        }
      }
      if best > before * (1 - 1e-9) { break }
    }
    return lengths(along: bestDirection)
  }

  /// The least of some boxes on a part of an arc, by golden section.
  private mutating func least(
    on arc: Arc, _ range: ClosedRange<Double>, limit: Double, rounds: Int
  ) -> (value: Double, t: Double) {
    let golden = (5.0.squareRoot() - 1) / 2
    var (low, high) = (range.lowerBound, range.upperBound)
    var (left, right) = (high - golden * (high - low), low + golden * (high - low))
    var f = volume(along: arc.direction(left), below: limit)
    var g = volume(along: arc.direction(right), below: limit)
    var best = f <= g ? (f, left) : (g, right)
    for _ in 0..<rounds {
      if f <= g {
        (high, right, g) = (right, left, f)
        left = high - golden * (high - low)
        f = volume(along: arc.direction(left), below: limit)
        if f < best.0 { best = (f, left) }
      } else {
        (low, left, f) = (left, right, g)
        right = low + golden * (high - low)
        g = volume(along: arc.direction(right), below: limit)
        if g < best.0 { best = (g, right) }
      }
    }
    return best
  }

  /// Where on the net the side lies that is flush with an edge of the shadow along `w`.
  private mutating func neighbour(of w: SIMD3<Double>) -> Place? {
    guard look(along: w, below: .infinity) != nil else { return nil }
    let rectangle = shadow.leastRectangle()
    let (a, b) = shadow.corners(of: rectangle.edge)
    guard let edge = edges.first(where: { $0.ends == [a, b] || $0.ends == [b, a] }),
      let arc = Arc(normals[Int(edge.planes.x)], normals[Int(edge.planes.y)])
    else { return nil }
    let across = cross(w, corners[Int(b)] - corners[Int(a)])
    let side = dot(across, arc.from + arc.to) < 0 ? -across : across
    let t = atan2(length(cross(arc.from, side)), dot(arc.from, side)) / arc.angle
    return Place(arc: arc, t: max(0, min(1, t)))
  }

  /// The volume of the least box with one pair of sides across `w`; infinite when it cannot be below `limit`.
  private mutating func volume(along w: SIMD3<Double>, below limit: Double) -> Double {
    guard let height = look(along: w, below: limit) else { return .infinity }
    let rectangle = shadow.leastRectangle()
    return height * rectangle.width * rectangle.breadth / (scale * scale)
  }

  /// The edge lengths of that box, measured from the corners instead of their rounded shadow.
  private mutating func lengths(along w: SIMD3<Double>) -> SIMD3<Double> {
    guard let height = look(along: w, below: .infinity) else { return .zero }
    let rectangle = shadow.leastRectangle()
    let (a, b) = shadow.corners(of: rectangle.edge)
    let edge = corners[Int(b)] - corners[Int(a)]
    let along = edge - w * dot(edge, w)
    guard length(along) > 0 else { return .zero }
    let u = along / length(along)
    return SIMD3(height, corners.extent(along: u), corners.extent(along: cross(w, u)))
  }

  /// Height times the area of the shadow along `w`, which no box around it is below; leaves the slants of the faces.
  private mutating func bound(along w: SIMD3<Double>, height: Double) -> Double {
    var size = SIMD4<Double>.zero
    for k in slants.indices {
      let slant = faces.x[k] * w.x + faces.y[k] * w.y + faces.z[k] * w.z
      slants[k] = slant
      size += slant.replacing(with: -slant, where: slant .< 0)
    }
    return height * size.sum() / 2
  }

  /// Gathers the corners of the shadow along `w` and gives the height; nil when height × shadow is not below the limit.
  private mutating func look(along w: SIMD3<Double>, below limit: Double) -> Double? {
    let height = corners.extent(along: w)
    let bound = bound(along: w, height: height)
    // Any two directions across w span the shadow.
    let other: SIMD3<Double> = abs(w.x) < 0.6 ? [1, 0, 0] : abs(w.y) < 0.6 ? [0, 1, 0] : [0, 0, 1]
    let across = cross(w, other)
    // Spacings so small or large that lengths underflow or overflow leave nothing to measure.
    guard bound < limit, length(across) > 0, scale.isFinite else { return nil }
    let u = across / length(across) * scale
    let v = cross(w, u)
    // A walk around the rim; where rounding has cut it to pieces, all of them.
    let area = bound / height * scale * scale
    if !walk(u, v) || abs(shadow.area - area) > 1e-6 * area { gather(u, v) }
    return height
  }

  /// Walks once around the rim between the faces that are seen and those that are not; false where there is none.
  private mutating func walk(_ u: SIMD3<Double>, _ v: SIMD3<Double>) -> Bool {
    shadow.removeAll(isAround: true)
    return slants.withUnsafeBytes { bytes in
      let slants = bytes.bindMemory(to: Double.self)
      return sides.withUnsafeBufferPointer { sides in
        func isRim(_ side: Int) -> Bool {
          slants[Int(sides[side].plane)] > 0 && !(slants[Int(sides[Int(sides[side].opposite)].plane)] > 0)
        }
        guard !sides.isEmpty else { return false }
        var start = lastRim
        for _ in sides.indices {
          if isRim(start) { break }
          start = start + 1 == sides.count ? 0 : start + 1
        }
        guard isRim(start) else { return false }
        lastRim = start
        // No walk is longer than all sides.
        var (side, steps) = (start, sides.count)
        for _ in sides.indices {
          let corner = sides[side].begin
          shadow.add(corners[Int(corner)], u, v, corner: corner)
          // Around the corner at its end, through the faces that are seen.
          side = side % 3 == 2 ? side - 2 : side + 1
          while slants[Int(sides[Int(sides[side].opposite)].plane)] > 0 {
            steps -= 1
            guard steps > 0 else { return false }
            side = Int(sides[side].opposite)
            side = side % 3 == 2 ? side - 2 : side + 1
          }
          if side == start { return true }
        }
        return false
      }
    }
  }

  /// All corners of the rim, in no order.
  private mutating func gather(_ u: SIMD3<Double>, _ v: SIMD3<Double>) {
    shadow.removeAll(isAround: false)
    slants.withUnsafeBytes { bytes in
      let slants = bytes.bindMemory(to: Double.self)
      for edge in edges {
        // Where a face is seen edge-on, rounding decides whether it faces w; either of its rims casts the same shadow.
        let isFacing = slants[Int(edge.planes.x)] > 0
        guard isFacing != (slants[Int(edge.planes.y)] > 0) else { continue }
        // The rim goes once around, and each of its corners begins one edge.
        let corner = isFacing ? edge.ends.x : edge.ends.y
        shadow.add(corners[Int(corner)], u, v, corner: corner)
      }
    }
  }
}

/// Points in a plane with whole coordinates of at most 2²⁸, so that every product below is exact.
private struct Shadow {
  /// A point as one number that sorts by x, then y, and its corner.
  private struct Point {
    let key: UInt64
    let corner: Int32

    var x: Int { Int(key >> 32) }
    var y: Int { Int(key & 0xFFFF_FFFF) }

    /// Whether the way from here by one point to another turns left there.
    @inline(__always)
    func turnsLeft(_ by: Point, _ to: Point) -> Bool {
      (by.x &- x) &* (to.y &- y) &- (by.y &- y) &* (to.x &- x) > 0
    }
  }

  private var points: [Point] = []
  /// Whether the points come in their order around the shadow.
  private var isAround = false
  /// Corners of the convex hull, counter-clockwise, no three on a line.
  private var outline: [Point] = []

  mutating func removeAll(isAround: Bool) {
    points.removeAll(keepingCapacity: true)
    self.isAround = isAround
  }

  /// The area that the points go around, in their order.
  var area: Double {
    guard let last = points.last else { return 0 }
    var (twice, before) = (0, last)
    for point in points {
      twice &+= before.x &* point.y &- before.y &* point.x
      before = point
    }
    return abs(Double(twice)) / 2
  }

  /// Adds the shadow of a corner, `u` and `v` spanning the plane; rounds to whole coordinates.
  @inline(__always)
  mutating func add(_ position: SIMD3<Double>, _ u: SIMD3<Double>, _ v: SIMD3<Double>, corner: Int32) {
    let x = position.x * u.x + position.y * u.y + position.z * u.z
    let y = position.x * v.x + position.y * v.y + position.z * v.z
    // From the lower left, so that both are positive and cutting off is rounding down.
    let middle = Double(1 << 29) + 0.5
    let (right, up) = (Int(x + middle), Int(y + middle))
    points.append(Point(key: UInt64(truncatingIfNeeded: right << 32 | up), corner: corner))
  }

  /// Which corners cast the two ends of an edge of the outline.
  func corners(of edge: Int) -> (Int32, Int32) {
    guard outline.indices.contains(edge) else { return (0, 0) }
    return (outline[edge].corner, outline[(edge + 1) % outline.count].corner)
  }

  /// The least rectangle around the points and the edge of the outline it lies on, by Andrew's chains and rotating
  /// callipers; nothing for points on a line.
  mutating func leastRectangle() -> (width: Double, breadth: Double, edge: Int) {
    findOutline()
    let count = outline.count
    guard count > 2 else { return (0, 0, 0) }
    return withUnsafeTemporaryAllocation(of: SIMD2<Int>.self, capacity: 2 * count + 2) { around in
      // Twice around and a little more: the callipers pass the end of the outline once.
      for k in 0..<count {
        let place = SIMD2(outline[k].x, outline[k].y)
        around.initializeElement(at: k, to: place)
        around.initializeElement(at: k + count, to: place)
      }
      for k in 0..<2 { around.initializeElement(at: 2 * count + k, to: around[k]) }
      // Plain numbers: there are no vector instructions that multiply whole ones of this length.
      @inline(__always) func along(_ x: Int, _ y: Int, _ from: Int, _ to: Int) -> Int {
        x &* (around[to].x &- around[from].x) &+ y &* (around[to].y &- around[from].y)
      }
      @inline(__always) func across(_ x: Int, _ y: Int, _ from: Int, _ to: Int) -> Int {
        x &* (around[to].y &- around[from].y) &- y &* (around[to].x &- around[from].x)
      }
      var best = (width: Double.infinity, breadth: 1.0, edge: 0)
      var (right, top, left) = (1, 1, 1)
      for k in 0..<count {
        let (x, y) = (around[k + 1].x &- around[k].x, around[k + 1].y &- around[k].y)
        right = max(right, k &+ 1)
        while along(x, y, right, right &+ 1) > 0 { right &+= 1 }
        top = max(top, right)
        while across(x, y, top, top &+ 1) > 0 { top &+= 1 }
        left = max(left, top)
        while along(x, y, left, left &+ 1) < 0 { left &+= 1 }
        let size = Double(x &* x &+ y &* y).squareRoot()
        let width = Double(along(x, y, left, right)) / size
        let breadth = Double(across(x, y, k, top)) / size
        if width * breadth < best.width * best.breadth { best = (width, breadth, k) }
      }
      return best
    }
  }

  /// From points in their order around the shadow: all that is left to do is to drop those on a line, or those that rounding
  /// has turned inwards. False where the points are not in such an order.
  private mutating func takeAround() -> Bool {
    var first = 0
    for index in points.indices where points[index].key < points[first].key { first = index }
    outline.removeAll(keepingCapacity: true)
    withUnsafeTemporaryAllocation(of: Point.self, capacity: points.count + 1) { stack in
      var depth = 0
      for step in 0...points.count {
        let index = first + step
        let point = points[index < points.count ? index : index - points.count]
        if depth > 0, stack[depth &- 1].key == point.key { continue }
        while depth > 1, !stack[depth &- 2].turnsLeft(stack[depth &- 1], point) { depth &-= 1 }
        stack.initializeElement(at: depth, to: point)
        depth &+= 1
      }
      outline.append(contentsOf: stack[..<max(0, depth - 1)])
    }
    guard outline.count > 2 else { return false }
    // Once around: from the least key up to the greatest and down again, always to the left.
    var (isRising, a, b) = (true, outline[outline.count - 1], outline[0])
    for next in 1...outline.count {
      let c = outline[next < outline.count ? next : 0]
      guard a.turnsLeft(b, c) else { return false }
      if c.key < b.key { isRising = false } else if !isRising { return false }
      (a, b) = (b, c)
    }
    return true
  }

  private mutating func findOutline() {
    if isAround, takeAround() { return }
    points.sort { $0.key < $1.key }
    outline.removeAll(keepingCapacity: true)
    for point in points { extend(to: point, after: 0) }
    let base = outline.count - 1
    for point in points.reversed() { extend(to: point, after: base) }
    // Back at the first point.
    if outline.count > 1 { outline.removeLast() }
  }

  @inline(__always)
  private mutating func extend(to point: Point, after base: Int) {
    if let last = outline.last, last.key == point.key { return }
    while outline.count > base + 1 {
      if outline[outline.count - 2].turnsLeft(outline[outline.count - 1], point) { break }
      outline.removeLast()
    }
    outline.append(point)
  }
}
