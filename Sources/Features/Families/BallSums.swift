import CSums

/// The voxels whose centres lie within 1 cm³ around a voxel's: a stack of discs, each a stack of rows along x.
struct Ball {
  /// How far it reaches along each axis, in voxels.
  let reach: SIMD3<Int>
  /// `halves[|dz|][|dy|]`: the row there runs from −half to half; −1 where the ball has none.
  let halves: [[Int]]
  /// Number of voxels.
  let count: Int

  /// - Parameter size: of the grid. Where the ball is wider, what no voxel of the grid can have in it is left out.
  init(spacing: SIMD3<Double>, within size: SIMD3<Int>) {
    let radius = LocalIntensity.radius
    let reach = LocalIntensity.margin(spacing: spacing).clamped(lowerBound: .zero, upperBound: size &- 1)
    let halves = (0...reach.z).map { dz in
      (0...reach.y).map { dy in
        let (b, c) = (Double(dy) * spacing.y, Double(dz) * spacing.z)
        let rest = radius * radius - b * b - c * c
        return rest >= 0 ? min(size.x - 1, Int(rest.squareRoot() / spacing.x)) : -1
      }
    }
    self.reach = reach
    self.halves = halves
    var count = 0
    for dz in -reach.z...reach.z {
      for dy in -reach.y...reach.y where halves[abs(dz)][abs(dy)] >= 0 { count += 2 * halves[abs(dz)][abs(dy)] + 1 }
    }
    self.count = count
  }
}

/// What a ball sums up: whole numbers without overflow tests, whose absence the user has made sure of, or Doubles. Rows are
/// summed in C, since Swift cannot use the wider vectors of a processor that has them in a program that runs on all.
protocol BallNumber {
  static var zero: Self { get }
  static func sum(_ a: Self, _ b: Self) -> Self
  static func difference(_ a: Self, _ b: Self) -> Self
  /// The sum of rows, in their order, place by place.
  static func sum(_ rows: UnsafeBufferPointer<UnsafePointer<Self>?>, to target: UnsafeMutablePointer<Self>, width: Int)
  static func add(_ row: UnsafePointer<Self>, to target: UnsafeMutablePointer<Self>, width: Int)
  /// The greatest number of a row among those that are wanted (1, not 0), of which there is one at least.
  static func greatest(_ row: UnsafePointer<Self>, _ isWanted: UnsafePointer<UInt8>, width: Int) -> Self
  var number: Double { get }
}

extension Int32: BallNumber {
  @inline(__always) static func sum(_ a: Int32, _ b: Int32) -> Int32 { a &+ b }
  @inline(__always) static func difference(_ a: Int32, _ b: Int32) -> Int32 { a &- b }
  @inline(__always)
  static func sum(
    _ rows: UnsafeBufferPointer<UnsafePointer<Int32>?>, to target: UnsafeMutablePointer<Int32>, width: Int
  ) {
    radish_sum_rows_int32(rows.baseAddress, rows.count, target, width)
  }
  @inline(__always)
  static func add(_ row: UnsafePointer<Int32>, to target: UnsafeMutablePointer<Int32>, width: Int) {
    radish_add_row_int32(row, target, width)
  }
  @inline(__always)
  static func greatest(_ row: UnsafePointer<Int32>, _ isWanted: UnsafePointer<UInt8>, width: Int) -> Int32 {
    radish_greatest_int32(row, isWanted, width)
  }
  @inline(__always) var number: Double { Double(self) }
}

extension Double: BallNumber {
  @inline(__always) static func sum(_ a: Double, _ b: Double) -> Double { a + b }
  @inline(__always) static func difference(_ a: Double, _ b: Double) -> Double { a - b }
  @inline(__always)
  static func sum(
    _ rows: UnsafeBufferPointer<UnsafePointer<Double>?>, to target: UnsafeMutablePointer<Double>, width: Int
  ) {
    radish_sum_rows_double(rows.baseAddress, rows.count, target, width)
  }
  @inline(__always)
  static func add(_ row: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>, width: Int) {
    radish_add_row_double(row, target, width)
  }
  @inline(__always)
  static func greatest(_ row: UnsafePointer<Double>, _ isWanted: UnsafePointer<UInt8>, width: Int) -> Double {
    radish_greatest_double(row, isWanted, width)
  }
  @inline(__always) var number: Double { self }
}

/// The stretches along x that hold wanted voxels: one for each line of a box, empty where there is none.
struct BoxLines {
  let box: VoxelBox
  /// [z][y], from the lower end of the box.
  private let spans: [Range<Int>]

  /// - Parameters:
  ///   - size: of the grid that `isWanted` is of.
  init(_ box: VoxelBox, size: SIMD3<Int>, isWanted: [Bool]) {
    self.box = box
    spans = (0..<box.size.z * box.size.y).map { line in
      let (y, z) = (box.lower.y + line % box.size.y, box.lower.z + line / box.size.y)
      let start = box.lower.x + size.x * (y + size.y * z)
      let row = isWanted[start..<start + box.size.x]
      guard let first = row.firstIndex(of: true), let last = row.lastIndex(of: true) else { return 0..<0 }
      return first - start..<last - start + 1
    }
  }

  /// The whole of every line.
  init(whole box: VoxelBox) {
    self.box = box
    spans = [Range<Int>](repeating: 0..<box.size.x, count: box.size.z * box.size.y)
  }

  /// The stretch of a line, from the lower end of the box; empty beyond the box.
  subscript(y: Int, z: Int) -> Range<Int> {
    guard box.lower.z..<box.upper.z ~= z else { return 0..<0 }
    return spans[(z - box.lower.z) * box.size.y + y - box.lower.y]
  }
}

/// Sums over the ball around every wanted voxel of a box, slice after slice; beyond the grid there is 0.
///
/// A running sum along a line gives the sum of every row of the ball by one subtraction. Rows add up to discs, and discs,
/// which recur above and below, to balls: for a ball 25 voxels wide 130 additions a voxel instead of 8,000.
struct BallSums<Number: BallNumber> {
  private let ball: Ball
  private let size: SIMD3<Int>
  private let box: VoxelBox
  private let lines: BoxLines
  /// Lengths of rows that occur.
  private let lengths: [Int]
  private let lengthIndex: [Int]
  private var nextSource: Int
  /// Balls that are not complete yet, by z modulo their number.
  private var ring: [[Number]]
  /// Discs of the slice that was read last, by |dz|.
  fileprivate private(set) var discs: [[Number]]
  private var running: [Number]
  /// `[y modulo the ball's height][length]`: the sums of the ball's rows along the lines read last, over the width of the box.
  private var rows: [Number]

  /// The sums of the slice asked for last, over the box.
  private(set) var slice: [Number]

  /// - Parameter lines: where sums are wanted; elsewhere in their box `slice` is of no meaning.
  init(_ ball: Ball, size: SIMD3<Int>, lines: BoxLines) {
    self.ball = ball
    self.size = size
    self.lines = lines
    box = lines.box
    lengths = Array(Set(ball.halves.joined().filter { $0 >= 0 })).sorted()
    var lengthIndex = [Int](repeating: 0, count: ball.reach.x + 1)
    for (index, half) in lengths.enumerated() { lengthIndex[half] = index }
    self.lengthIndex = lengthIndex
    nextSource = max(0, box.lower.z - ball.reach.z)
    let empty = [Number](repeating: .zero, count: box.size.x * box.size.y)
    slice = empty
    ring = [[Number]](repeating: empty, count: 2 * ball.reach.z + 1)
    discs = [[Number]](repeating: empty, count: ball.reach.z + 1)
    running = [Number](repeating: .zero, count: box.size.x + 2 * ball.reach.x + 1)
    rows = [Number](repeating: .zero, count: (2 * ball.reach.y + 1) * lengths.count * box.size.x)
  }

  /// Computes `slice` for z; slices are asked for one after the other, upwards.
  ///
  /// - Parameter load: writes the values of a range of x of the line whose first voxel has the given index.
  mutating func advance(to z: Int, _ load: (Int, UnsafeMutablePointer<Number>, Range<Int>) -> Void) {
    while nextSource <= min(size.z - 1, z + ball.reach.z) {
      addDiscs(of: nextSource, load)
      for dz in -ball.reach.z...ball.reach.z where box.lower.z..<box.upper.z ~= nextSource - dz {
        let z = nextSource - dz
        Self.add(discs[abs(dz)], to: &ring[z % ring.count], lines, z: z)
      }
      nextSource += 1
    }
    swap(&slice, &ring[z % ring.count])
    Self.clear(&ring[z % ring.count])
  }

  fileprivate static func clear(_ values: inout [Number]) {
    values.withUnsafeMutableBufferPointer { $0.update(repeating: .zero) }
  }

  /// Along the lines of a slice.
  fileprivate static func add(_ values: [Number], to target: inout [Number], _ lines: BoxLines, z: Int) {
    target.withUnsafeMutableBufferPointer { target in
      values.withUnsafeBufferPointer { values in
        guard let from = values.baseAddress, let to = target.baseAddress else { return }
        var start = 0
        for y in lines.box.lower.y..<lines.box.upper.y {
          let span = lines[y, z]
          if !span.isEmpty {
            Number.add(from + start + span.lowerBound, to: to + start + span.lowerBound, width: span.count)
          }
          start += lines.box.size.x
        }
      }
    }
  }

  /// Makes the discs of a slice anew.
  fileprivate mutating func addDiscs(of z: Int, _ load: (Int, UnsafeMutablePointer<Number>, Range<Int>) -> Void) {
    let (width, reach) = (box.size.x, ball.reach)
    // A disc goes to the balls above and below.
    let spans = discs.indices.map { dz in
      (box.lower.y..<box.upper.y).map { y in
        let (below, above) = (lines[y, z - dz], lines[y, z + dz])
        if below.isEmpty { return above }
        if above.isEmpty { return below }
        return min(below.lowerBound, above.lowerBound)..<max(below.upperBound, above.upperBound)
      }
    }
    let (lengths, lengthIndex) = (lengths, lengthIndex)
    let height = 2 * reach.y + 1
    withUnsafeTemporaryAllocation(of: UnsafePointer<Number>?.self, capacity: height) { summands in
      for y in box.lower.y - reach.y..<box.upper.y + reach.y {
        if 0..<size.y ~= y { sumRows(y: y, z: z, load) }
        // The last line that reaches this one is there.
        let centre = y - reach.y
        guard box.lower.y..<box.upper.y ~= centre else { continue }
        let line = centre - box.lower.y
        rows.withUnsafeBufferPointer { rows in
          for dz in discs.indices {
            let span = spans[dz][line]
            guard let base = rows.baseAddress, !span.isEmpty else { continue }
            var count = 0
            for source in max(0, centre - reach.y)..<min(size.y, centre + reach.y + 1) {
              let half = ball.halves[dz][abs(source - centre)]
              guard half >= 0 else { continue }
              let row = (source % height * lengths.count + lengthIndex[half]) * width
              summands[count] = base + row + span.lowerBound
              count += 1
            }
            discs[dz].withUnsafeMutableBufferPointer { disc in
              guard let target = disc.baseAddress else { return }
              Number.sum(
                UnsafeBufferPointer(rebasing: summands[..<count]), to: target + line * width + span.lowerBound,
                width: span.count)
            }
          }
        }
      }
    }
  }

  /// The sums of the ball's rows along a line of the grid, for each length.
  private mutating func sumRows(
    y: Int, z: Int, _ load: (Int, UnsafeMutablePointer<Number>, Range<Int>) -> Void
  ) {
    let (width, reach, lengths) = (box.size.x, ball.reach.x, lengths)
    let first = box.lower.x - reach
    let inside = max(0, first)..<min(size.x, box.upper.x + reach)
    // running[k]: the sum of everything before place k, that is before x = first + k.
    Self.clear(&running)
    running.withUnsafeMutableBufferPointer { running in
      rows.withUnsafeMutableBufferPointer { rows in
        guard let base = running.baseAddress, let all = rows.baseAddress else { return }
        load(size.x * (y + size.y * z), base + 1 + inside.lowerBound - first, inside)
        for k in 1..<running.count { running[k] = Number.sum(running[k], running[k - 1]) }
        let target = all + y % (2 * ball.reach.y + 1) * lengths.count * width
        for (index, half) in lengths.enumerated() {
          let (row, upper, lower) = (target + index * width, base + reach + half + 1, base + reach - half)
          for x in 0..<width { row[x] = Number.difference(upper[x], lower[x]) }
        }
      }
    }
  }
}

/// How many voxels each ball holds where every voxel of the grid counts: less than all of them only near the border. Discs are
/// the same in every slice, so they are made once.
struct BallCounts {
  private let reach: Int
  private let depth: Int
  private let lines: BoxLines
  /// By |dz|, over the box.
  private let discs: [[Int32]]

  /// The counts of the slice asked for last, over the box.
  private(set) var slice: [Int32]

  init(_ ball: Ball, size: SIMD3<Int>, lines: BoxLines) {
    self.lines = lines
    // A disc of every |dz| is wanted, also of those that no line of the region lies so far above.
    var column = lines.box
    column.upper.z = column.lower.z + ball.reach.z + 1
    var sums = BallSums<Int32>(ball, size: size, lines: BoxLines(whole: column))
    sums.addDiscs(of: column.lower.z) { _, target, range in
      for k in 0..<range.count { target[k] = 1 }
    }
    discs = sums.discs
    slice = sums.slice
    reach = ball.reach.z
    depth = size.z
  }

  mutating func advance(to z: Int) {
    BallSums.clear(&slice)
    for dz in -reach...reach where 0..<depth ~= z + dz { BallSums.add(discs[abs(dz)], to: &slice, lines, z: z) }
  }
}
