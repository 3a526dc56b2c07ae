/// A random number generator whose every sequence is named by (seed, stream).
///
/// The generator is xoshiro256** (Blackman & Vigna, ACM Trans Math Softw 2021;47:36). Its four words of state are the
/// first four outputs of SplitMix64 started at `mix(mix(seed) ⊕ mix(stream + γ))`, with SplitMix64's finaliser `mix`
/// and γ = 0x9E3779B97F4A7C15 (Steele, Lea & Flood, OOPSLA 2014). Every replicate of a resampling procedure uses its own
/// index as the stream, so that its numbers depend neither on the number of threads nor on what ran before.
/// The distributions below are part of the contract: the same seed gives the same numbers in every release.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  private static let gamma: UInt64 = 0x9E37_79B9_7F4A_7C15

  public init(seed: UInt64, stream: UInt64 = 0) {
    var state = Self.seed(seed, stream: stream)
    func word() -> UInt64 {
      state &+= Self.gamma
      return Self.mix(state)
    }
    s0 = word()
    s1 = word()
    s2 = word()
    s3 = word()
  }

  /// The seed of a stream that itself needs streams, for example of a fold inside a repetition.
  public static func seed(_ seed: UInt64, stream: UInt64) -> UInt64 {
    mix(mix(seed) ^ mix(stream &+ gamma))
  }

  private static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  public mutating func next() -> UInt64 {
    let scrambled = s1 &* 5
    let result = ((scrambled << 7) | (scrambled >> 57)) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }
}

extension SeededGenerator {
  /// A number in [0, 1) with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An integer in 0..<bound without bias, by multiplication and rejection (Lemire, ACM TOMACS 2019;29:3).
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "a random integer needs a positive bound")
    let range = UInt64(bound)
    let smallest = (0 &- range) % range
    while true {
      let product = range.multipliedFullWidth(by: next())
      if product.low >= smallest { return Int(product.high) }
    }
  }

  /// A standard normal number by Marsaglia's polar method; the second number of each pair is not kept.
  public mutating func normal() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let s = u * u + v * v
      if s > 0, s < 1 { return u * (-2 * logarithm(s) / s).squareRoot() }
    }
  }

  /// The elements in random order, by Fisher and Yates from the end.
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    var i = result.count - 1
    while i > 0 {
      result.swapAt(i, below(i + 1))
      i -= 1
    }
    return result
  }

  /// `count` row numbers of 0..<rows with replacement: a bootstrap sample when `count` is `rows`.
  public mutating func sampledWithReplacement(_ count: Int, from rows: Int) -> [Int] {
    (0..<count).map { _ in below(rows) }
  }

  /// `count` distinct numbers of 0..<rows in random order.
  public mutating func sampledWithoutReplacement(_ count: Int, from rows: Int) -> [Int] {
    precondition(count <= rows, "cannot draw more than there is without replacement")
    var pool = Array(0..<rows)
    for i in 0..<count { pool.swapAt(i, i + below(rows - i)) }
    return Array(pool[..<count])
  }
}
