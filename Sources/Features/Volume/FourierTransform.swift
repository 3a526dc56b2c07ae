import CFourier
import Foundation

/// Discrete Fourier transform of any length, of many signals at once.
///
///     F[k] = Σⱼ f[j] exp(−2πi jk / n)
///
/// Signals lie side by side, so every step runs over contiguous numbers, eight to the vector. Stockham's self-sorting
/// algorithm, a pass for each factor of n (9, 8 and 4 where they divide): lengths without prime factors above 5 are fastest, a
/// larger one, p, costs O(p) per element. The passes are C, since Swift cannot use the wider vectors of a processor that has them
/// in a program that runs on all: see `CFourier`.
struct FourierTransform {
  typealias Part = UnsafeMutablePointer<Float>

  /// Where signals lie: element j of signal b is at `j · step + b`, real and imaginary parts apart.
  struct Lines {
    let real: Part
    let imaginary: Part
    let step: Int

    var parts: radish_lines { radish_lines(real: real, imaginary: imaginary, step: step) }
  }

  let count: Int
  /// The vector instructions of this processor; plainer ones give the same numbers.
  var vectors = radish_vectors_here()
  private let factors: [Int32]
  /// cos and sin of −2πk / count, in pairs.
  private let roots: [Float]
  /// The roots in the order in which the passes want them: see `radish_fourier`.
  private let turns: [Float]

  /// Signals that are transformed side by side at least.
  static let leastBatch = 8

  /// - Parameter count: n, at least 1.
  init(count: Int) {
    precondition(count > 0)
    self.count = count
    var factors: [Int32] = []
    var rest = count
    for (factor, _) in Self.passes {
      while rest % factor == 0 {
        factors.append(Int32(factor))
        rest /= factor
      }
    }
    var factor = 7
    while rest > 1 {
      if factor * factor > rest { factor = rest }
      while rest % factor == 0 {
        factors.append(Int32(factor))
        rest /= factor
      }
      factor += 2
    }
    self.factors = factors.isEmpty ? [1] : factors
    let step = -2 * Double.pi / Double(count)
    var roots: [Float] = []
    roots.reserveCapacity(2 * count)
    for k in 0..<count {
      roots.append(Float(cos(step * Double(k))))
      roots.append(Float(sin(step * Double(k))))
    }
    self.roots = roots
    var turns: [Float] = []
    var length = count
    for factor in self.factors.map(Int.init) {
      for p in 0..<length / factor {
        for j in 1..<max(factor, 2) where j < factor {
          let root = 2 * j * p * (count / length)
          turns.append(roots[root])
          turns.append(roots[root + 1])
        }
      }
      length /= factor
    }
    self.turns = turns
  }

  /// Numbers of scratch that a transform of `batch` signals needs.
  func scratchCount(batch: Int) -> Int { 4 * count * max(batch, Self.leastBatch) }

  /// Transforms `batch` signals, at least eight. Elements from `filled` on are taken as zero and are not read.
  ///
  /// - Parameters:
  ///   - target: may be `source`.
  ///   - scratch: room for `scratchCount(batch:)` numbers.
  func callAsFunction(from source: Lines, filled: Int? = nil, to target: Lines, batch: Int = leastBatch, scratch: Part)
  {
    precondition(batch >= Self.leastBatch)
    factors.withUnsafeBufferPointer { factors in
      roots.withUnsafeBufferPointer { roots in
        turns.withUnsafeBufferPointer { turns in
          var fourier = radish_fourier(
            count: count, batch: batch, factors: factors.baseAddress, factor_count: factors.count,
            roots: roots.baseAddress, turns: turns.baseAddress)
          radish_fourier_transform(&fourier, vectors, source.parts, min(filled ?? count, count), target.parts, scratch)
        }
      }
    }
  }

  /// Transforms `count · batch` numbers in place, any number of signals. The inverse is not divided by n.
  ///
  /// - Parameter scratch: room for `scratchCount(batch:)` numbers.
  func transform(real: Part, imaginary: Part, batch: Int, scratch: Part, isInverse: Bool = false) {
    // Swapping the parts before and after turns the forward transform into the inverse.
    let (re, im) = isInverse ? (imaginary, real) : (real, imaginary)
    guard batch < Self.leastBatch else {
      let lines = Lines(real: re, imaginary: im, step: batch)
      return self(from: lines, to: lines, batch: batch, scratch: scratch)
    }
    // Signals that fill a part of the vectors only.
    let wide = Self.leastBatch
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count * wide) { room in
      room.initialize(repeating: 0)
      guard let wideReal = room.baseAddress else { return }
      let lines = Lines(real: wideReal, imaginary: wideReal + count * wide, step: wide)
      for j in 0..<count {
        (lines.real + j * wide).update(from: re + j * batch, count: batch)
        (lines.imaginary + j * wide).update(from: im + j * batch, count: batch)
      }
      self(from: lines, to: lines, scratch: scratch)
      for j in 0..<count {
        (re + j * batch).update(from: lines.real + j * wide, count: batch)
        (im + j * batch).update(from: lines.imaginary + j * wide, count: batch)
      }
    }
  }

  /// The length from `count` on, without prime factors above 5, that costs least.
  ///
  /// - Parameter costBesides: what is done with each element besides the passes, in passes by 4.
  static func convenientCount(from count: Int, costBesides: Double = 1.5) -> Int {
    let count = max(1, count)
    var best = (count: 1, cost: Double.infinity)
    // There is a power of two below twice the length.
    for candidate in count..<2 * count + 1 {
      if Double(candidate) * costBesides >= best.cost { break }
      guard let passes = passes(count: candidate) else { continue }
      let cost = Double(candidate) * (costBesides + passes)
      if cost < best.cost { best = (candidate, cost) }
    }
    return best.count
  }

  /// The factors that have passes of their own, in the order of their passes, each with about its time per element in passes
  /// by 4 (what fits the times of all lengths of 24 to 400 without other factors, half zeros, lies within a tenth of it). The
  /// first pass makes many short steps, the fewer the larger its factor.
  private static let passes = [(9, 1.8), (8, 1.3), (4, 1), (5, 1.5), (3, 1.4), (2, 1.3)]

  /// The time of a transform per element in passes by 4; nil with other factors.
  private static func passes(count: Int) -> Double? {
    var (rest, cost) = (count, 0.0)
    for (factor, time) in passes {
      while rest % factor == 0 {
        rest /= factor
        cost += time
      }
    }
    return rest == 1 ? cost : nil
  }
}
