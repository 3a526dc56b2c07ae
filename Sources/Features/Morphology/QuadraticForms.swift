internal import Foundation

/// The intensities of a box, centred and scaled, in vectors of eight along x; NaN outside the intensity mask.
struct CentredIntensities {
  let size: SIMD3<Int>
  /// Vectors along x per row.
  let blocks: Int
  /// [block][y][z] of eight.
  let values: [Float]

  init(_ region: Region, box: VoxelBox, mean: Double, scale: Double) {
    size = box.size
    let lanes = LinesTransform.lanes
    blocks = (box.size.x + lanes - 1) / lanes
    var values = [Float](repeating: .nan, count: lanes * box.size.z * box.size.y * blocks)
    values.withUnsafeMutableBufferPointer { values in
      for z in 0..<box.size.z {
        for y in 0..<box.size.y {
          let row = region.geometry.index(x: box.lower.x, y: box.lower.y + y, z: box.lower.z + z)
          for x in 0..<box.size.x where region.isIntensity[row + x] {
            let place = lanes * ((x / lanes * box.size.y + y) * box.size.z + z) + x % lanes
            values[place] = Float((region.intensities[row + x] - mean) * scale)
          }
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
/// and along x, after which only sums remain. Eight lines run side by side: along z and y they are neighbours in x; before
/// the last step blocks of 8 × 8 are transposed, and they are neighbours in ky. The kernel is even, so lines of ky and −ky
/// have the same weights. Whatever is read or written lies together.
///
/// Of an even length N = 2M even and odd frequencies along z are taken in turns, which needs half the memory: a line f that is
/// zero from M on has F[2k] as its transform of length M, and F[2k + 1] as that of f[j] exp(−2πi j / N).
struct QuadraticForms {
  private typealias Part = LinesTransform.Part

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
    blocks = (size.x + LinesTransform.lanes - 1) / LinesTransform.lanes
    alongX = LinesTransform(atLeast: 2 * size.x - 1)
    alongY = LinesTransform(atLeast: 2 * size.y - 1, costBesides: Self.costOfLine)
    let whole = LinesTransform(atLeast: 2 * size.z - 1, costBesides: Self.costOfPlane)
    alongZ = ZTransform(whole)
    kernel = InverseDistanceSpectrum(alongX, alongY, whole, spacing: spacing)
  }

  /// Numbers of the eight lines of one field and block, both parts, that are half transformed.
  private var perColumn: Int { 2 * LinesTransform.lanes * size.y }
  /// The same transformed along y.
  private var perLines: Int { 2 * LinesTransform.lanes * alongY.count }

  func sums(of field: CentredIntensities) -> SIMD3<Double> {
    let perPlane = 3 * blocks * perColumn
    let most = Self.memoryLimit / (perPlane * MemoryLayout<Float>.size)
    let planesPerRound = max(1, min(alongZ.planes(of: 0), most))
    // [kz][field][block][part][y] of eight.
    let columnsRoom = PageBuffer(count: perPlane * planesPerRound * MemoryLayout<Float>.size)
    // [field][block][part][ky] of eight.
    let planeRoom = PageBuffer(count: 3 * blocks * perLines * MemoryLayout<Float>.size)
    defer { withExtendedLifetime((columnsRoom, planeRoom)) {} }
    let columns = columnsRoom.base.bindMemory(to: Float.self, capacity: perPlane * planesPerRound)
    let plane = planeRoom.base.bindMemory(to: Float.self, capacity: 3 * blocks * perLines)
    let work = Work(
      longest: max(alongX.count, alongY.count, alongZ.count) + LinesTransform.lanes,
      scratchCount: max(alongX.scratchCount, alongY.scratchCount, alongZ.scratchCount))
    defer { work.deallocate() }

    var total = SIMD3<Double>.zero
    for turn in 0..<alongZ.turns {
      var first = 0
      while first < alongZ.planes(of: turn) {
        let range = first..<min(alongZ.planes(of: turn), first + planesPerRound)
        transformAlongZ(field, turn: turn, planes: range, to: columns, perPlane: perPlane, work: work)
        for k in range {
          transformAlongY(columns + perPlane * (k - first), to: plane, work: work)
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
    let lines: [LinesTransform.Lines]
    let transformed: [LinesTransform.Lines]
    let scratch: Part
    private let room: Part

    init(longest: Int, scratchCount: Int) {
      let perLines = 2 * LinesTransform.lanes * longest
      let count = 6 * perLines + LinesTransform.lanes * scratchCount
      let room = Part.allocate(capacity: count)
      room.initialize(repeating: 0, count: count)
      lines = (0..<3).map { LinesTransform.lines(room + 2 * $0 * perLines, count: longest) }
      transformed = (0..<3).map { LinesTransform.lines(room + (2 * $0 + 1) * perLines, count: longest) }
      scratch = room + 6 * perLines
      self.room = room
    }

    func deallocate() { room.deallocate() }
  }

  /// Lines y and y + 1 as the real and the imaginary part of one, for each of the three fields; the asked planes of a turn
  /// are kept.
  private func transformAlongZ(
    _ field: CentredIntensities, turn: Int, planes: Range<Int>, to columns: Part, perPlane: Int, work: Work
  ) {
    let lanes = LinesTransform.lanes
    let perRow = lanes * size.z
    field.values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for block in 0..<blocks {
        for y in stride(from: 0, to: size.y, by: 2) {
          let row = values + perRow * (block * size.y + y)
          let isPair = y + 1 < size.y
          LinesTransform.fields(
            of: row, isPair ? row + perRow : nil, count: size.z, mask: work.lines[0], value: work.lines[1],
            square: work.lines[2])
          for kind in 0..<3 {
            let column = columns + (kind * blocks + block) * perColumn + lanes * y
            alongZ(
              work.lines[kind], filled: size.z, turn: turn, planes: planes, isPair: isPair,
              through: work.transformed[kind],
              to: LinesTransform.lines(column, count: size.y), step: perPlane, scratch: work.scratch)
          }
        }
      }
    }
  }

  private func transformAlongY(_ columns: Part, to plane: Part, work: Work) {
    for k in 0..<3 * blocks {
      alongY(
        LinesTransform.lines(columns + k * perColumn, count: size.y), filled: size.y,
        to: LinesTransform.lines(plane + k * perLines, count: alongY.count), scratch: work.scratch)
    }
  }

  /// Transforms eight lines of ky at a time, and those of −ky, and adds up the three products of the plane.
  private func sumAlongX(_ plane: Part, kz: Int, work: Work) -> SIMD3<Double> {
    let (lanes, rows) = (LinesTransform.lanes, alongY.count)
    var total = SIMD3<Double>.zero
    for block in 0..<kernel.rowBlocks {
      let ky = lanes * block
      let weights = kernel.weights(kz: kz, rowBlock: block)
      let upward = 0..<min(lanes, rows / 2 + 1 - ky)
      total += products(plane + lanes * ky, step: lanes, rows: upward, weights: weights, work: work)
      // 0 is its own mirror, and so is half the length.
      let (first, end) = (ky == 0 ? 1 : 0, min(lanes, (rows + 1) / 2 - ky))
      guard first < end else { continue }
      total += products(plane + lanes * (rows - ky), step: -lanes, rows: first..<end, weights: weights, work: work)
    }
    return total
  }

  /// Of eight lines that begin at a place of the plane, of which some are there; `step` leads to the next.
  private func products(
    _ place: Part, step: Int, rows: Range<Int>, weights: UnsafePointer<Float>, work: Work
  ) -> SIMD3<Double> {
    for kind in 0..<3 {
      let (source, lines) = (place + kind * blocks * perLines, work.lines[kind])
      LinesTransform.transpose(source, step: step, rows: rows, blockStep: perLines, blocks: blocks, to: lines.real)
      LinesTransform.transpose(
        source + perLines / 2, step: step, rows: rows, blockStep: perLines, blocks: blocks, to: lines.imaginary)
      alongX(lines, filled: size.x, to: work.transformed[kind], scratch: work.scratch)
    }
    let (mm, xx, mq) = alongX.products(
      of: work.transformed[0], work.transformed[1], work.transformed[2], weights: weights)
    var total = SIMD3<Double>.zero
    for lane in 0..<LinesTransform.lanes { total += SIMD3(Double(mm[lane]), Double(xx[lane]), Double(mq[lane])) }
    return total
  }
}

/// Transforms along z, of lines whose second half is zero: even and odd frequencies in turns where the length is even.
private struct ZTransform {
  /// Of the whole transform.
  let count: Int
  let turns: Int
  private let transform: LinesTransform
  /// cos and sin of −2πj / count, in pairs, of the turn of odd frequencies.
  private let turned: [Float]

  init(_ whole: LinesTransform) {
    count = whole.count
    turns = count % 2 == 0 ? 2 : 1
    transform = turns == 2 ? LinesTransform(count: count / 2) : whole
    let step = -2 * Double.pi / Double(count)
    turned = (0..<transform.count).flatMap { [Float(cos(step * Double($0))), Float(sin(step * Double($0)))] }
  }

  var scratchCount: Int { transform.scratchCount }

  /// Frequencies of a turn that are no mirror of another: up to half the length.
  func planes(of turn: Int) -> Int { (count / 2 - turn) / turns + 1 }

  /// Frequency k of a turn among those of the whole transform.
  func frequency(_ k: Int, of turn: Int) -> Int { turn + turns * k }

  /// Transforms lines of which the first `filled` elements, at most half, are not zero, and parts them: `step` numbers lead
  /// from plane to plane of what is kept. What the lines hold is changed by the second turn.
  func callAsFunction(
    _ lines: LinesTransform.Lines, filled: Int, turn: Int, planes: Range<Int>, isPair: Bool,
    through transformed: LinesTransform.Lines, to target: LinesTransform.Lines, step: Int, scratch: LinesTransform.Part
  ) {
    if turn == 1 { LinesTransform.turn(lines, by: turned) }
    transform(lines, filled: filled, to: transformed, scratch: scratch)
    // Frequency −(2k + 1) is 2(M − 1 − k) + 1 modulo N = 2M.
    transform.part(
      transformed, mirrorOfZero: turn == 0 ? 0 : transform.count - 1, frequencies: planes, isPair: isPair, to: target,
      step: step)
  }
}
