internal import Foundation

/// The intensities of a box, centred and scaled, in rows padded to whole vectors; NaN outside the intensity mask.
struct CentredIntensities {
  let size: SIMD3<Int>
  /// Vectors of eight along x per row.
  let blocks: Int
  /// [z][y][x].
  let values: [SIMD8<Float>]

  init(_ region: Region, box: VoxelBox, mean: Double, scale: Double) {
    size = box.size
    let blocks = (box.size.x + 7) / 8
    self.blocks = blocks
    var values = [SIMD8<Float>](repeating: SIMD8(repeating: .nan), count: box.size.z * box.size.y * blocks)
    values.withUnsafeMutableBytes { bytes in
      let scalars = bytes.bindMemory(to: Float.self)
      var start = 0
      for z in box.lower.z..<box.upper.z {
        for y in box.lower.y..<box.upper.y {
          let row = region.geometry.index(x: box.lower.x, y: y, z: z)
          for x in 0..<box.size.x where region.isIntensity[row + x] {
            scalars[start + x] = Float((region.intensities[row + x] - mean) * scale)
          }
          start += 8 * blocks
        }
      }
    }
    self.values = values
  }
}

/// The sums `B(m, m)`, `B(x, x)` and `B(m, x²)` over all pairs of voxels with weight 1/d, by Fourier transform on a padded
/// grid: see `SpatialAutocorrelation`.
///
/// Along z first, two real lines as one complex, of which half the frequencies are kept; then, plane by plane of kz, along y
/// and along x, after which only sums remain. Eight lines run side by side: along z and y they are neighbours in x, so
/// vectors are read from rows as they lie; before the last step blocks of 8 × 8 are transposed.
///
/// Of an even length N = 2M even and odd frequencies along z are taken in turns, which needs half the memory: a line f that is
/// zero from M on has F[2k] as its transform of length M, and F[2k + 1] as that of f[j] exp(−2πi j / N).
struct QuadraticForms {
  private typealias Lanes = SIMD8<Float>
  private typealias Buffer = UnsafeMutablePointer<SIMD8<Float>>

  private let size: SIMD3<Int>
  private let blocks: Int
  private let alongX: LinesTransform
  private let alongY: LinesTransform
  private let alongZ: ZTransform
  private let kernel: InverseDistanceSpectrum

  /// What a frequency along z costs besides its own transform, in passes of one element: the transforms of its plane.
  private static let costOfPlane = 20.0
  /// The same of one along y, whose lines along x follow.
  private static let costOfLine = 8.0

  /// Bytes of half-transformed fields kept at once; more planes than fit are done in several rounds.
  private static let memoryLimit = 256 << 20

  init(_ size: SIMD3<Int>, spacing: SIMD3<Double>) {
    self.size = size
    blocks = (size.x + 7) / 8
    alongX = LinesTransform(atLeast: 2 * size.x - 1)
    alongY = LinesTransform(atLeast: 2 * size.y - 1, costBesides: Self.costOfLine)
    let whole = LinesTransform(atLeast: 2 * size.z - 1, costBesides: Self.costOfPlane)
    alongZ = ZTransform(whole)
    kernel = InverseDistanceSpectrum(alongX, alongY, whole, spacing: spacing)
  }

  mutating func sums(of field: CentredIntensities) -> SIMD3<Double> {
    let perPlane = 3 * size.y * blocks
    let most = Self.memoryLimit / (2 * perPlane * MemoryLayout<Lanes>.size)
    let planesPerRound = max(1, min(alongZ.planes(of: 0), most))
    // Each vector of real parts is followed by that of imaginary parts: one line of the cache.
    let columnsRoom = PageBuffer(count: 2 * perPlane * planesPerRound * MemoryLayout<Lanes>.size)
    let planeRoom = PageBuffer(count: 6 * alongY.count * blocks * MemoryLayout<Lanes>.size)
    defer { withExtendedLifetime((columnsRoom, planeRoom)) {} }
    let columns = columnsRoom.base.bindMemory(to: Lanes.self, capacity: 2 * perPlane * planesPerRound)
    let plane = planeRoom.base.bindMemory(to: Lanes.self, capacity: 6 * alongY.count * blocks)
    let work = Work(longest: max(alongX.count, max(alongY.count, alongZ.count)) + 8)
    defer { work.deallocate() }

    var total = SIMD3<Double>.zero
    for turn in 0..<alongZ.turns {
      var first = 0
      while first < alongZ.planes(of: turn) {
        let range = first..<min(alongZ.planes(of: turn), first + planesPerRound)
        transformAlongZ(field, turn: turn, planes: range, to: columns, work: work)
        for k in range {
          transformAlongY(columns + 2 * perPlane * (k - first), to: plane, work: work)
          let kz = alongZ.frequency(k, of: turn)
          // The other half of the spectrum is the conjugate of this one.
          let times: Double = kz == 0 || 2 * kz == alongZ.count ? 1 : 2
          total += times * sumAlongX(plane, kz: kz, work: work)
        }
        first = range.upperBound
      }
    }
    return total / (Double(alongX.count) * Double(alongY.count) * Double(alongZ.count))
  }

  /// What is transformed of each of the three fields, what comes out, and the room between: eight lines of each.
  private struct Work {
    let lines: [(re: Buffer, im: Buffer)]
    let transformed: [(re: Buffer, im: Buffer)]
    let weights: Buffer
    let scratch: Buffer
    private let room: Buffer

    init(longest: Int) {
      let room = Buffer.allocate(capacity: 17 * longest)
      room.initialize(repeating: .zero, count: 17 * longest)
      lines = (0..<3).map { (room + 4 * $0 * longest, room + (4 * $0 + 1) * longest) }
      transformed = (0..<3).map { (room + (4 * $0 + 2) * longest, room + (4 * $0 + 3) * longest) }
      weights = room + 12 * longest
      scratch = room + 13 * longest
      self.room = room
    }

    func deallocate() { room.deallocate() }
  }

  /// Lines y and y + 1 as the real and the imaginary part of one, for each of the three fields; the asked planes of a turn
  /// are kept.
  private func transformAlongZ(
    _ field: CentredIntensities, turn: Int, planes: Range<Int>, to columns: Buffer, work: Work
  ) {
    let perPlane = 3 * size.y * blocks
    let ((mr, mi), (xr, xi), (qr, qi)) = (work.lines[0], work.lines[1], work.lines[2])
    field.values.withUnsafeBufferPointer { values in
      for y in stride(from: 0, to: size.y, by: 2) {
        let hasSecond = y + 1 < size.y
        for block in 0..<blocks {
          for z in 0..<size.z {
            let place = (z * size.y + y) * blocks + block
            (mr[z], xr[z], qr[z]) = Self.fields(values[place])
            (mi[z], xi[z], qi[z]) = hasSecond ? Self.fields(values[place + blocks]) : (.zero, .zero, .zero)
          }
          for kind in 0..<3 {
            let (from, to) = (work.lines[kind], work.transformed[kind])
            alongZ(from, filled: size.z, turn: turn, to: to, scratch: work.scratch)
            let (zr, zi) = to
            for k in planes {
              let mirror = alongZ.mirror(k, of: turn)
              let target = columns + 2 * (perPlane * (k - planes.lowerBound) + (kind * size.y + y) * blocks + block)
              target[0] = (zr[k] + zr[mirror]) * 0.5
              target[1] = (zi[k] - zi[mirror]) * 0.5
              guard hasSecond else { continue }
              target[2 * blocks] = (zi[k] + zi[mirror]) * 0.5
              target[2 * blocks + 1] = (zr[mirror] - zr[k]) * 0.5
            }
          }
        }
      }
    }
  }

  /// The mask, the intensity and its square.
  @inline(__always)
  private static func fields(_ x: Lanes) -> (Lanes, Lanes, Lanes) {
    let isOutside = x .!= x
    let intensity = x.replacing(with: 0, where: isOutside)
    return (Lanes(repeating: 1).replacing(with: 0, where: isOutside), intensity, intensity * intensity)
  }

  /// To [field][part][ky][x].
  private func transformAlongY(_ columns: Buffer, to plane: Buffer, work: Work) {
    let count = alongY.count
    for kind in 0..<3 {
      for block in 0..<blocks {
        let source = columns + 2 * (kind * size.y * blocks + block)
        let target = plane + 2 * kind * count * blocks + block
        alongY(
          (source, source + 1), step: 2 * blocks, filled: size.y, to: (target, target + count * blocks), step: blocks,
          scratch: work.scratch)
      }
    }
  }

  /// Transforms eight lines of ky at a time and adds up the three products of the plane.
  private func sumAlongX(_ plane: Buffer, kz: Int, work: Work) -> SIMD3<Double> {
    let rows = alongY.count
    var total = SIMD3<Double>.zero
    for ky in stride(from: 0, to: rows, by: 8) {
      for kind in 0..<3 {
        let (re, im) = work.lines[kind]
        for block in 0..<blocks {
          let source = plane + 2 * kind * rows * blocks + block
          transpose(to: re + 8 * block) { ky + $0 < rows ? source[(ky + $0) * blocks] : .zero }
          transpose(to: im + 8 * block) { ky + $0 < rows ? source[(rows + ky + $0) * blocks] : .zero }
        }
        alongX((re, im), filled: size.x, to: work.transformed[kind], scratch: work.scratch)
      }
      kernel.read(kz: kz, ky: ky, to: work.weights)
      let (mm, xx, mq) = alongX.products(
        of: work.transformed[0], work.transformed[1], work.transformed[2], weights: work.weights)
      for lane in 0..<8 { total += SIMD3(Double(mm[lane]), Double(xx[lane]), Double(mq[lane])) }
    }
    return total
  }
}

/// The spectrum of 1/d, 0 at d = 0, on a periodic grid. It is real and even, so an octant holds all of it, and lines are
/// transformed in pairs: two even real lines as the real and the imaginary part of one.
private struct InverseDistanceSpectrum {
  private typealias Lanes = SIMD8<Float>

  /// Frequencies kept along each axis, 0 to half the length.
  private let size: SIMD3<Int>
  private let rows: Int
  /// Vectors of eight kx per row.
  private let blocks: Int
  /// [kz][ky][kx].
  private let values: [Lanes]

  init(_ alongX: LinesTransform, _ alongY: LinesTransform, _ alongZ: LinesTransform, spacing: SIMD3<Double>) {
    let size = SIMD3(alongX.count / 2 + 1, alongY.count / 2 + 1, alongZ.count / 2 + 1)
    let (yBlocks, xBlocks) = ((size.y + 7) / 8, (size.x + 7) / 8)
    self.size = size
    rows = alongY.count
    blocks = xBlocks
    let longest = max(alongX.count, max(alongY.count, alongZ.count)) + 8
    let work = UnsafeMutablePointer<Lanes>.allocate(capacity: 8 * longest)
    work.initialize(repeating: .zero, count: 8 * longest)
    defer { work.deallocate() }
    let (re, im, scratch) = (work, work + longest, work + 4 * longest)
    let (outRe, outIm) = (work + 2 * longest, work + 3 * longest)

    // What is kept comes first, so that what is given back is free at the end of the heap.
    var values = [Lanes](repeating: .zero, count: size.z * size.y * xBlocks)
    // Along x, eight y side by side: [z][kx][y].
    var first = [Lanes](repeating: .zero, count: size.z * size.x * yBlocks)
    var squares = [Float](repeating: 0, count: size.x)
    for x in 0..<size.x { squares[x] = Float(Double(x) * spacing.x * Double(x) * spacing.x) }
    first.withUnsafeMutableBufferPointer { first in
      for z in stride(from: 0, to: size.z, by: 2) {
        for block in 0..<yBlocks {
          var (below, above) = (Lanes.zero, Lanes.zero)
          for lane in 0..<8 {
            let y = Double(8 * block + lane) * spacing.y
            let (a, b) = (Double(z) * spacing.z, Double(z + 1) * spacing.z)
            below[lane] = Float(y * y + a * a)
            above[lane] = Float(y * y + b * b)
          }
          for x in 0..<size.x {
            re[x] = 1 / (below + squares[x]).squareRoot()
            im[x] = 1 / (above + squares[x]).squareRoot()
          }
          if z == 0, block == 0 { re[0][0] = 0 }
          for x in size.x..<max(size.x, alongX.count) { (re[x], im[x]) = (re[alongX.count - x], im[alongX.count - x]) }
          alongX((re, im), to: (outRe, outIm), scratch: scratch)
          for kx in 0..<size.x {
            first[(z * size.x + kx) * yBlocks + block] = outRe[kx]
            if z + 1 < size.z { first[((z + 1) * size.x + kx) * yBlocks + block] = outIm[kx] }
          }
        }
      }
      // Along z, in place; any two lines will do.
      let perPlane = size.x * yBlocks
      for line in stride(from: 0, to: perPlane, by: 2) {
        let other = min(line + 1, perPlane - 1)
        for k in 0..<alongZ.count {
          let z = min(k, alongZ.count - k)
          (re[k], im[k]) = (first[z * perPlane + line], first[z * perPlane + other])
        }
        alongZ((re, im), to: (outRe, outIm), scratch: scratch)
        for kz in 0..<size.z {
          first[kz * perPlane + line] = outRe[kz]
          if other != line { first[kz * perPlane + other] = outIm[kz] }
        }
      }
    }
    // Along y, eight kx side by side.
    values.withUnsafeMutableBufferPointer { values in
      first.withUnsafeBufferPointer { first in
        for kz in 0..<size.z {
          for block in stride(from: 0, to: xBlocks, by: 2) {
            for (part, target) in [(block, re), (block + 1, im)] {
              for yBlock in 0..<yBlocks {
                transpose(to: target + 8 * yBlock) { row in
                  let kx = 8 * part + row
                  return kx < size.x ? first[(kz * size.x + kx) * yBlocks + yBlock] : .zero
                }
              }
              for y in size.y..<max(size.y, alongY.count) { target[y] = target[alongY.count - y] }
            }
            alongY((re, im), to: (outRe, outIm), scratch: scratch)
            for ky in 0..<size.y {
              values[(kz * size.y + ky) * xBlocks + block] = outRe[ky]
              if block + 1 < xBlocks { values[(kz * size.y + ky) * xBlocks + block + 1] = outIm[ky] }
            }
          }
        }
      }
    }
    self.values = values
  }

  /// The weights of eight lines from `ky` on, as [kx] with the lines side by side; 0 beyond the last line.
  func read(kz: Int, ky: Int, to target: UnsafeMutablePointer<SIMD8<Float>>) {
    values.withUnsafeBufferPointer { values in
      for block in 0..<blocks {
        transpose(to: target + 8 * block) { row in
          let y = ky + row
          return y < rows ? values[(kz * size.y + min(y, rows - y)) * blocks + block] : .zero
        }
      }
    }
  }
}

/// Transforms of eight lines at a time: lane i of every vector belongs to line i.
private struct LinesTransform {
  typealias Lines = (re: UnsafeMutablePointer<SIMD8<Float>>, im: UnsafeMutablePointer<SIMD8<Float>>)

  private let transform: FourierTransform

  var count: Int { transform.count }

  /// Of the next convenient length: see `FourierTransform.convenientCount`.
  init(atLeast count: Int, costBesides: Double = 1.5) {
    self.init(count: FourierTransform.convenientCount(from: count, costBesides: costBesides))
  }

  init(count: Int) { transform = FourierTransform(count: count) }

  /// Transforms `count` complex vectors, of which the first `filled` are read and the others zero. Steps are in vectors;
  /// `scratch` has room for four times `count`.
  func callAsFunction(
    _ source: Lines, step: Int = 1, filled: Int? = nil, to target: Lines, step targetStep: Int = 1,
    scratch: UnsafeMutablePointer<SIMD8<Float>>
  ) {
    transform(
      from: Self.scalars(source, step), filled: filled, to: Self.scalars(target, targetStep),
      scratch: Self.scalars(scratch))
  }

  /// The three sums of the products of transformed lines: see `FourierTransform.products`.
  func products(
    of m: Lines, _ x: Lines, _ q: Lines, weights: UnsafePointer<SIMD8<Float>>
  ) -> (mm: SIMD8<Float>, xx: SIMD8<Float>, mq: SIMD8<Float>) {
    transform.products(
      of: Self.scalars(m, 1), Self.scalars(x, 1), Self.scalars(q, 1),
      weights: UnsafeRawPointer(weights).assumingMemoryBound(to: Float.self))
  }

  private static func scalars(_ lines: Lines, _ step: Int) -> FourierTransform.Lines {
    FourierTransform.Lines(real: scalars(lines.re), imaginary: scalars(lines.im), step: 8 * step)
  }

  private static func scalars(_ lanes: UnsafeMutablePointer<SIMD8<Float>>) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Float.self)
  }
}

/// Transforms along z, of lines whose second half is zero: even and odd frequencies in turns where the length is even.
private struct ZTransform {
  /// Of the whole transform.
  let count: Int
  let turns: Int
  private let transform: LinesTransform
  /// cos and sin of −2πj / count.
  private let turned: [(cos: Float, sin: Float)]

  init(_ whole: LinesTransform) {
    count = whole.count
    turns = count % 2 == 0 ? 2 : 1
    transform = turns == 2 ? LinesTransform(count: count / 2) : whole
    let step = -2 * Double.pi / Double(count)
    turned = (0..<transform.count).map { (Float(cos(step * Double($0))), Float(sin(step * Double($0)))) }
  }

  /// Frequencies of a turn that are no mirror of another: up to half the length.
  func planes(of turn: Int) -> Int { (count / 2 - turn) / turns + 1 }

  /// Frequency k of a turn among those of the whole transform.
  func frequency(_ k: Int, of turn: Int) -> Int { turn + turns * k }

  /// The frequency of the turn that belongs to −frequency k.
  func mirror(_ k: Int, of turn: Int) -> Int {
    turn == 0 ? (k == 0 ? 0 : transform.count - k) : transform.count - 1 - k
  }

  /// Transforms lines of which the first `filled` elements, at most half, are not zero. What they hold is changed by the
  /// second turn.
  func callAsFunction(
    _ lines: LinesTransform.Lines, filled: Int, turn: Int, to target: LinesTransform.Lines,
    scratch: UnsafeMutablePointer<SIMD8<Float>>
  ) {
    if turn == 1 {
      for j in 0..<min(filled, turned.count) {
        let (c, s) = turned[j]
        (lines.re[j], lines.im[j]) = (lines.re[j] * c - lines.im[j] * s, lines.re[j] * s + lines.im[j] * c)
      }
    }
    transform(lines, filled: filled, to: target, scratch: scratch)
  }
}

/// Transposes eight rows of eight. Three times, rows 2i and 2i + 1 are parted into their even and their odd places: each
/// time rotates the six bits of a number's place (row, column) by one, and three rotations swap row and column.
@inline(__always)
private func transpose(to target: UnsafeMutablePointer<SIMD8<Float>>, row: (Int) -> SIMD8<Float>) {
  @inline(__always) func even(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    SIMD8(lowHalf: a.evenHalf, highHalf: b.evenHalf)
  }
  @inline(__always) func odd(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
    SIMD8(lowHalf: a.oddHalf, highHalf: b.oddHalf)
  }
  let (a0, a1, a2, a3) = (row(0), row(1), row(2), row(3))
  let (a4, a5, a6, a7) = (row(4), row(5), row(6), row(7))
  let (b0, b1, b2, b3) = (even(a0, a1), even(a2, a3), even(a4, a5), even(a6, a7))
  let (b4, b5, b6, b7) = (odd(a0, a1), odd(a2, a3), odd(a4, a5), odd(a6, a7))
  let (c0, c1, c2, c3) = (even(b0, b1), even(b2, b3), even(b4, b5), even(b6, b7))
  let (c4, c5, c6, c7) = (odd(b0, b1), odd(b2, b3), odd(b4, b5), odd(b6, b7))
  target[0] = even(c0, c1)
  target[1] = even(c2, c3)
  target[2] = even(c4, c5)
  target[3] = even(c6, c7)
  target[4] = odd(c0, c1)
  target[5] = odd(c2, c3)
  target[6] = odd(c4, c5)
  target[7] = odd(c6, c7)
}
