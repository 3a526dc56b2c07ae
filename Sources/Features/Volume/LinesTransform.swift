import CFourier

/// Transforms of eight lines at a time: element k of all eight is a vector of eight numbers, vectors follow one another, and
/// lane i of every vector belongs to line i. With it what else is done with lines where they are transformed, in C as the
/// passes are.
struct LinesTransform {
  typealias Part = FourierTransform.Part
  typealias Lines = FourierTransform.Lines

  /// Numbers to a vector.
  static let lanes = 8
  private static let vectors = radish_vectors_here()

  private let transform: FourierTransform

  var count: Int { transform.count }

  /// Of the next convenient length: see `FourierTransform.convenientCount`.
  init(atLeast count: Int, costBesides: Double = 1.5) {
    self.init(count: FourierTransform.convenientCount(from: count, costBesides: costBesides))
  }

  init(count: Int) { transform = FourierTransform(count: count) }

  /// Lines whose imaginary parts lie behind the real ones, `count` vectors further on.
  static func lines(_ real: Part, count: Int) -> Lines {
    Lines(real: real, imaginary: real + lanes * count, step: lanes)
  }

  /// Vectors of scratch that a transform needs.
  var scratchCount: Int { transform.scratchCount(batch: Self.lanes) / Self.lanes }

  /// Transforms `count` vectors, of which the first `filled` are read and the others are taken as zero.
  func callAsFunction(_ source: Lines, filled: Int? = nil, to target: Lines, scratch: Part) {
    transform(from: source, filled: filled, to: target, batch: Self.lanes, scratch: scratch)
  }

  /// Continues even lines of which the elements up to half the length are there.
  func complete(_ lines: Lines) { radish_lines_complete(Self.vectors, count, lines.parts) }

  /// Of two rows of `count` vectors, NaN outside the region: the mask (1 or 0), the values (0 outside) and their squares; the
  /// first row's as real parts, the second's, if there is one, as imaginary parts.
  static func fields(
    of first: UnsafePointer<Float>, _ second: UnsafePointer<Float>?, count: Int, mask: Lines, value: Lines,
    square: Lines
  ) {
    radish_lines_of_fields(vectors, first, second, count, mask.parts, value.parts, square.parts)
  }

  /// Multiplies element k by the complex number whose cosine and sine are the kth pair of `turns`.
  static func turn(_ lines: Lines, by turns: [Float]) {
    turns.withUnsafeBufferPointer { radish_lines_turn(vectors, $0.baseAddress, $0.count / 2, lines.parts) }
  }

  /// Parts the transform z of f + ig, of real lines f and g: with z′ₖ = z*[mirrorOfZero − k], indices modulo the length,
  /// (zₖ + z′ₖ)/2 is the transform of f, (zₖ − z′ₖ)/2i that of g. Of each k asked for the two are written as neighbours, or
  /// that of f alone; `step` numbers lead to the next k.
  func part(
    _ z: Lines, mirrorOfZero: Int, frequencies: Range<Int>, isPair: Bool, to target: Lines, step: Int
  ) {
    radish_lines_part(
      Self.vectors, z.parts, count, mirrorOfZero, frequencies.lowerBound, frequencies.count, isPair ? 2 : 1,
      target.parts, step)
  }

  /// Transposes blocks of eight rows by eight; `step` leads to the next row, `blockStep` to the next block. Rows out of
  /// `rows` are zero and are not read.
  static func transpose(
    _ source: UnsafePointer<Float>, step: Int, rows: Range<Int>, blockStep: Int, blocks: Int, to target: Part
  ) {
    radish_lines_transpose(vectors, source, step, rows.lowerBound, rows.upperBound, blockStep, blocks, target)
  }

  /// 1/√(base + squaresₖ), eight bases side by side.
  static func inverseRoots(base: SIMD8<Float>, squares: [Float], to target: Part) {
    withUnsafeBytes(of: base) { base in
      radish_lines_inverse_roots(
        vectors, squares, squares.count, base.baseAddress?.assumingMemoryBound(to: Float.self), target)
    }
  }

  /// For each of eight lines, with wₖ = weights[min(k, n − k)]: Σ w|m|², Σ w|x|² and Σ w Re(m q*) over all n frequencies.
  func products(of m: Lines, _ x: Lines, _ q: Lines, weights: UnsafePointer<Float>) -> (
    mm: SIMD8<Float>, xx: SIMD8<Float>, mq: SIMD8<Float>
  ) {
    withUnsafeTemporaryAllocation(of: SIMD8<Float>.self, capacity: 3) { sums in
      sums.initialize(repeating: .zero)
      sums.withMemoryRebound(to: Eight.self) {
        radish_lines_products(Self.vectors, count, m.parts, x.parts, q.parts, weights, $0.baseAddress)
      }
      return (sums[0], sums[1], sums[2])
    }
  }

  /// Eight numbers as C has them.
  private typealias Eight = (Float, Float, Float, Float, Float, Float, Float, Float)
}
