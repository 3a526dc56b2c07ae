import Foundation

/// Local binary patterns in three dimensions, made independent of rotation by spherical harmonics (Banerjee, Moelker,
/// Niessen & van Walsum, ACCV 2012 workshops, LNCS 7728, 26–37), as PyRadiomics 3.0.1 has them.
///
/// Around each voxel the image is sampled by cubic splines at the vertices v of an icosphere; bᵥ is 1 where a sample is at
/// least as bright as the voxel. With the spherical harmonics Yₙₘ at the vertices,
///
///     cₙₘ = Σᵥ bᵥ Yₙₘ(v)      fₙ(v) = Σₘ cₙₘ Yₙₘ(v)      level n: Re √(Σᵥ fₙ(v)²)
///
/// The last map is the excess kurtosis of the samples. The vertices' polar angle goes where the harmonics have the
/// azimuth, and the azimuth where they have the polar angle: that is how PyRadiomics calls them, and its numbers follow.
public struct SphericalBinaryPattern: Hashable, Codable, Sendable {
  /// Orders n = 0 … levels − 1 of the harmonics.
  public var levels: Int
  /// In voxels.
  public var radius: Double
  /// How often the faces of the icosahedron are divided into four.
  public var subdivisions: Int

  public init(levels: Int = 2, radius: Double = 1, subdivisions: Int = 1) {
    self.levels = levels
    self.radius = radius
    self.subdivisions = subdivisions
  }

  var isAllowed: Bool {
    (1...8).contains(levels) && radius.isFinite && radius > 0 && radius <= 100 && (0...3).contains(subdivisions)
  }

  /// One map per level, then the kurtosis; 0 outside the region.
  ///
  /// - Parameter precision: what samples are rounded to, as PyRadiomics keeps them in the image's own type.
  func maps(of image: Volume<Double>, region: [Bool], precision: VoxelPrecision) -> [Volume<Double>] {
    let size = image.geometry.size
    var coefficients = image.voxels
    for axis in 0..<3 { filterSpline(&coefficients, size: size, axis: axis) }
    // PyRadiomics adds the first coordinate of a vertex to z and the last to x.
    let vertices = Self.icosphere(subdivisions: subdivisions, radius: radius)
    let harmonics = self.harmonics(at: vertices)
    var maps = [[Double]](repeating: [Double](repeating: 0, count: image.voxels.count), count: levels + 1)
    var samples = [Double](repeating: 0, count: vertices.count)
    for z in 0..<size.z {
      for y in 0..<size.y {
        for x in 0..<size.x {
          let index = image.geometry.index(x: x, y: y, z: z)
          guard region[index] else { continue }
          for (k, vertex) in vertices.enumerated() {
            let place = SIMD3(Double(x) + vertex.z, Double(y) + vertex.y, Double(z) + vertex.x)
            let value = Self.spline(coefficients, size: size, at: place)
            samples[k] = precision.nearest(value)
          }
          maps[levels][index] = Self.excessKurtosis(samples)
          let centre = image.voxels[index]
          for level in 0..<levels { maps[level][index] = magnitude(harmonics[level], samples, centre) }
        }
      }
    }
    return maps.map { Volume(geometry: image.geometry, voxels: $0) }
  }

  private typealias Complex = SIMD2<Double>

  private static func product(_ a: Complex, _ b: Complex) -> Complex {
    Complex(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
  }

  /// Re √(Σᵥ fₙ(v)²) of one order, harmonics given per m and vertex.
  private func magnitude(_ harmonics: [[Complex]], _ samples: [Double], _ centre: Double) -> Double {
    let sums = harmonics.map { harmonic in
      var sum = Complex.zero
      for (k, sample) in samples.enumerated() where sample >= centre { sum += harmonic[k] }
      return sum
    }
    var square = Complex.zero
    for k in samples.indices {
      var f = Complex.zero
      for (sum, harmonic) in zip(sums, harmonics) { f += Self.product(sum, harmonic[k]) }
      square += Self.product(f, f)
    }
    // The principal root of a + ib has the real part √((|a + ib| + a)/2).
    let modulus = (square.x * square.x + square.y * square.y).squareRoot()
    return max(0, (modulus + square.x) / 2).squareRoot()
  }

  /// Yₙₘ for m = −n … n at every vertex, order by order.
  private func harmonics(at vertices: [SIMD3<Double>]) -> [[[Complex]]] {
    (0..<levels).map { n in
      (-n...n).map { m in
        vertices.map { vertex in
          let polar = acos(max(-1, min(1, vertex.z / radius)))
          let azimuth = atan2(vertex.y, vertex.x)
          let order = abs(m)
          let factorials = (n - order + 1..<n + order + 1).reduce(1.0) { $0 * Double($1) }
          let scale = (Double(2 * n + 1) / (4 * .pi) / factorials).squareRoot()
          // Y₍ₙ₋ₘ₎ = (−1)ᵐ times the conjugate.
          let value = scale * Self.legendre(n, order, cos(azimuth)) * (m < 0 && order % 2 == 1 ? -1 : 1)
          return Complex(value * cos(Double(m) * polar), value * sin(Double(m) * polar))
        }
      }
    }
  }

  /// The associated Legendre function Pₙᵐ(x) with the sign (−1)ᵐ, by its recurrence in n.
  private static func legendre(_ n: Int, _ m: Int, _ x: Double) -> Double {
    var previous = 0.0
    var current = 1.0
    let root = max(0, 1 - x * x).squareRoot()
    for k in stride(from: 1, through: m, by: 1) { current *= -Double(2 * k - 1) * root }
    for degree in stride(from: m + 1, through: n, by: 1) {
      let next =
        (Double(2 * degree - 1) * x * current - Double(degree + m - 1) * previous) / Double(degree - m)
      (previous, current) = (current, next)
    }
    return current
  }

  /// m₄/m₂² − 3; not a number where the samples are equal but for rounding.
  private static func excessKurtosis(_ samples: [Double]) -> Double {
    let n = Double(samples.count)
    let mean = samples.reduce(0, +) / n
    var (second, fourth) = (0.0, 0.0)
    for sample in samples {
      let square = (sample - mean) * (sample - mean)
      second += square
      fourth += square * square
    }
    return second / n > 0x1p-104 * mean * mean ? n * fourth / (second * second) - 3 : .nan
  }

  /// The icosahedron with corners at the cyclic permutations of (±1, ±φ, 0), its faces divided, all on the sphere.
  private static func icosphere(subdivisions: Int, radius: Double) -> [SIMD3<Double>] {
    let golden = (1 + 5.0.squareRoot()) / 2
    var vertices: [SIMD3<Double>] = [
      [-1, golden, 0], [1, golden, 0], [-1, -golden, 0], [1, -golden, 0], [0, -1, golden], [0, 1, golden],
      [0, -1, -golden], [0, 1, -golden], [golden, 0, -1], [golden, 0, 1], [-golden, 0, -1], [-golden, 0, 1],
    ]
    // The shortest distance between two corners is an edge, 2; faces are the triples of corners joined by edges.
    func isEdge(_ a: Int, _ b: Int) -> Bool { abs(length(vertices[a] - vertices[b]) - 2) < 1e-9 }
    var faces: [[Int]] = []
    for a in 0..<12 {
      for b in a + 1..<12 where isEdge(a, b) {
        for c in b + 1..<12 where isEdge(a, c) && isEdge(b, c) { faces.append([a, b, c]) }
      }
    }
    // By what is missing to the radius, step after step and squares added up in its order, as PyRadiomics' sphere is made:
    // whether a vertex lies on a voxel or but for rounding beyond the image decides about a sample.
    func onSphere(_ vertex: SIMD3<Double>) -> SIMD3<Double> {
      let squares = vertex * vertex
      let length = (squares.x + squares.z + squares.y).squareRoot()
      return vertex + vertex / length * (radius - length)
    }
    vertices = vertices.map { $0 / length($0) }
    for _ in 0..<subdivisions {
      var middles: [SIMD2<Int>: Int] = [:]
      func middle(_ a: Int, _ b: Int) -> Int {
        let edge = SIMD2(min(a, b), max(a, b))
        if let known = middles[edge] { return known }
        vertices.append((vertices[a] + vertices[b]) / 2)
        middles[edge] = vertices.count - 1
        return vertices.count - 1
      }
      faces = faces.flatMap { face in
        let (ab, bc, ca) = (middle(face[0], face[1]), middle(face[1], face[2]), middle(face[2], face[0]))
        return [[face[0], ab, ca], [face[1], bc, ab], [face[2], ca, bc], [ab, bc, ca]]
      }
      vertices = vertices.map(onSphere)
    }
    return subdivisions == 0 ? vertices.map(onSphere) : vertices
  }

  /// The spline at a place, mirrored at the outer voxel centres; 0 outside them.
  private static func spline(_ coefficients: [Double], size: SIMD3<Int>, at place: SIMD3<Double>) -> Double {
    var weights = [SIMD4<Double>](repeating: .zero, count: 3)
    var taps = [SIMD4<Int>](repeating: .zero, count: 3)
    let strides = SIMD3(1, size.x, size.x * size.y)
    for axis in 0..<3 {
      let last = size[axis] - 1
      guard place[axis] >= 0, place[axis] <= Double(last) else { return 0 }
      let floor = place[axis].rounded(.down)
      let f = place[axis] - floor
      let g = 1 - f
      weights[axis] = [
        g * g * g / 6, 2.0 / 3 - f * f * (2 - f) / 2, 2.0 / 3 - g * g * (2 - g) / 2, f * f * f / 6,
      ]
      if last == 0 { weights[axis] = [0, 1, 0, 0] }
      for tap in 0..<4 {
        var k = abs(Int(floor) + tap - 1)
        if k > last { k = 2 * last - k }
        taps[axis][tap] = max(0, min(last, k)) * strides[axis]
      }
    }
    var sum = 0.0
    for c in 0..<4 {
      for b in 0..<4 {
        let row = taps[1][b] + taps[2][c]
        var line = 0.0
        for a in 0..<4 { line += weights[0][a] * coefficients[row + taps[0][a]] }
        sum += weights[1][b] * weights[2][c] * line
      }
    }
    return sum
  }
}
