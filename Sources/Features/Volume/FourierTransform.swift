import Foundation

/// Discrete Fourier transform of any length, of many signals at once.
///
///     F[k] = Σⱼ f[j] exp(−2πi jk / n)
///
/// Signals lie side by side: element j of signal b is at `j · batch + b`, so every step runs over contiguous numbers, eight
/// to the vector. Stockham's self-sorting algorithm with the prime factors of n (4 where it divides): lengths without
/// factors above 5 are fastest, a larger prime factor p costs O(p) per element.
struct FourierTransform<Scalar: BinaryFloatingPoint & SIMDScalar> {
  typealias Part = UnsafeMutablePointer<Scalar>

  let count: Int
  private let factors: [Int]
  /// exp(−2πi k / count).
  private let roots: [Root]

  struct Root {
    let cosine: Scalar
    let sine: Scalar
  }

  /// - Parameter count: n, at least 1.
  init(count: Int) {
    precondition(count > 0)
    self.count = count
    var factors: [Int] = []
    var rest = count
    for factor in [5, 3, 4, 2] {
      while rest % factor == 0 {
        factors.append(factor)
        rest /= factor
      }
    }
    var factor = 7
    while rest > 1 {
      if factor * factor > rest { factor = rest }
      while rest % factor == 0 {
        factors.append(factor)
        rest /= factor
      }
      factor += 2
    }
    self.factors = factors
    let step = -2 * Double.pi / Double(count)
    roots = (0..<count).map { Root(cosine: Scalar(cos(step * Double($0))), sine: Scalar(sin(step * Double($0)))) }
  }

  /// Transforms in place. The inverse is not divided by n.
  ///
  /// - Parameters:
  ///   - real, imaginary: `count · batch` numbers each.
  ///   - scratchReal, scratchImaginary: room for as many again.
  func transform(
    real: Part, imaginary: Part, batch: Int, scratchReal: Part, scratchImaginary: Part, isInverse: Bool = false
  ) {
    // Swapping the parts before and after turns the forward transform into the inverse.
    let (re, im) = isInverse ? (imaginary, real) : (real, imaginary)
    let (re2, im2) = isInverse ? (scratchImaginary, scratchReal) : (scratchReal, scratchImaginary)
    if passes(real: re, imaginary: im, batch: batch, scratchReal: re2, scratchImaginary: im2) {
      re.update(from: re2, count: count * batch)
      im.update(from: im2, count: count * batch)
    }
  }

  /// The forward transform without the last copy: true when the result lies in the scratch buffers.
  func passes(real: Part, imaginary: Part, batch: Int, scratchReal: Part, scratchImaginary: Part) -> Bool {
    var from = Lines(real: real, imaginary: imaginary)
    var to = Lines(real: scratchReal, imaginary: scratchImaginary)
    var length = count
    var stride = batch
    roots.withUnsafeBufferPointer { roots in
      for factor in factors {
        let pass = Pass(factor: factor, length: length, stride: stride, roots: roots)
        if stride >= 8 { pass.run(from, to) } else { pass.runNarrow(from, to) }
        swap(&from, &to)
        length /= factor
        stride *= factor
      }
    }
    return factors.count % 2 == 1
  }

  /// The smallest length from `count` on that has no prime factor above 5, and is even if asked.
  static func convenientCount(from count: Int, isEven: Bool = false) -> Int {
    var candidate = max(1, count)
    while true {
      var rest = candidate
      for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
      if rest == 1, !isEven || candidate % 2 == 0 { return candidate }
      candidate += 1
    }
  }
}

extension FourierTransform {
  fileprivate typealias Vector = SIMD8<Scalar>

  /// Eight complex numbers.
  fileprivate struct Packet {
    var re: Vector
    var im: Vector

    @inline(__always)
    static func + (a: Packet, b: Packet) -> Packet { Packet(re: a.re + b.re, im: a.im + b.im) }

    @inline(__always)
    static func - (a: Packet, b: Packet) -> Packet { Packet(re: a.re - b.re, im: a.im - b.im) }

    @inline(__always)
    static func * (a: Packet, b: Scalar) -> Packet { Packet(re: a.re * b, im: a.im * b) }

    @inline(__always)
    static func * (a: Packet, b: Root) -> Packet {
      Packet(re: a.re * b.cosine - a.im * b.sine, im: a.re * b.sine + a.im * b.cosine)
    }

    /// −i times the number.
    @inline(__always)
    var turnedBack: Packet { Packet(re: im, im: -re) }
  }

  /// The two parts of many complex numbers.
  fileprivate struct Lines {
    let real: Part
    let imaginary: Part

    @inline(__always)
    subscript(at: Int) -> Packet {
      get {
        Packet(
          re: UnsafeRawPointer(real + at).loadUnaligned(as: Vector.self),
          im: UnsafeRawPointer(imaginary + at).loadUnaligned(as: Vector.self))
      }
      nonmutating set {
        UnsafeMutableRawPointer(real + at).storeBytes(of: newValue.re, as: Vector.self)
        UnsafeMutableRawPointer(imaginary + at).storeBytes(of: newValue.im, as: Vector.self)
      }
    }
  }

  /// One step of Stockham's algorithm: `length` is the length still to be transformed, `stride` the distance of its
  /// elements. With L = length, r = factor, m = L / r:
  ///
  ///     to[s (r p + j)] = exp(−2πi jp / L) Σₖ from[s (p + k m)] exp(−2πi jk / r)       p < m, j < r
  fileprivate struct Pass {
    let factor: Int
    let length: Int
    let stride: Int
    let roots: UnsafeBufferPointer<Root>

    @inline(__always)
    private func root(_ index: Int) -> Root { roots[index] }

    func run(_ from: Lines, _ to: Lines) {
      let part = length / factor
      let turn = roots.count / length
      for p in 0..<part {
        column(
          from, to, source: stride * p, leap: stride * part, target: stride * factor * p, step: stride, turn: p * turn)
      }
    }

    /// For strides below eight: numbers go through a packet that is partly empty.
    func runNarrow(_ from: Lines, _ to: Lines) {
      let part = length / factor
      let turn = roots.count / length
      let room = [Scalar](repeating: 0, count: 8 * factor)
      var (fromReal, fromImaginary, toReal, toImaginary) = (room, room, room, room)
      fromReal.withUnsafeMutableBufferPointer { fromReal in
        fromImaginary.withUnsafeMutableBufferPointer { fromImaginary in
          toReal.withUnsafeMutableBufferPointer { toReal in
            toImaginary.withUnsafeMutableBufferPointer { toImaginary in
              guard let a = fromReal.baseAddress, let b = fromImaginary.baseAddress, let c = toReal.baseAddress,
                let d = toImaginary.baseAddress
              else { return }
              for p in 0..<part {
                for k in 0..<factor {
                  (a + 8 * k).update(from: from.real + stride * (p + k * part), count: stride)
                  (b + 8 * k).update(from: from.imaginary + stride * (p + k * part), count: stride)
                }
                column(
                  Lines(real: a, imaginary: b), Lines(real: c, imaginary: d), source: 0, leap: 8, target: 0, step: 8,
                  turn: p * turn)
                for k in 0..<factor {
                  (to.real + stride * (factor * p + k)).update(from: c + 8 * k, count: stride)
                  (to.imaginary + stride * (factor * p + k)).update(from: d + 8 * k, count: stride)
                }
              }
            }
          }
        }
      }
    }

    /// All numbers of one p, eight at a time. The last packet overlaps the one before where the step is no multiple of eight.
    @inline(__always)
    private func packets(of step: Int, _ body: (Int) -> Void) {
      var q = 0
      while q < step {
        body(min(q, step &- 8))
        q &+= 8
      }
    }

    private func column(
      _ from: Lines, _ to: Lines, source: Int, leap: Int, target: Int, step: Int, turn: Int
    ) {
      switch factor {
      case 2:
        let w = root(turn)
        packets(of: step) { k in
          let (a, b) = (from[source &+ k], from[source &+ k &+ leap])
          to[target &+ k] = a + b
          to[target &+ k &+ step] = (a - b) * w
        }
      case 3:
        let (w1, w2) = (root(turn), root(2 * turn))
        packets(of: step) { k in
          let at = source &+ k
          let (a, b, c) = (from[at], from[at &+ leap], from[at &+ 2 &* leap])
          let sum = b + c
          let middle = a - sum * 0.5
          // √3 / 2
          let side = ((b - c) * 0.866_025_403_784_438_6).turnedBack
          let out = target &+ k
          to[out] = a + sum
          to[out &+ step] = (middle + side) * w1
          to[out &+ 2 &* step] = (middle - side) * w2
        }
      case 4:
        let (w1, w2, w3) = (root(turn), root(2 * turn), root(3 * turn))
        packets(of: step) { k in
          let at = source &+ k
          let (x0, x1) = (from[at], from[at &+ leap])
          let (x2, x3) = (from[at &+ 2 &* leap], from[at &+ 3 &* leap])
          let (a, b, c) = (x0 + x2, x0 - x2, x1 + x3)
          let d = (x1 - x3).turnedBack
          let out = target &+ k
          to[out] = a + c
          to[out &+ step] = (b + d) * w1
          to[out &+ 2 &* step] = (a - c) * w2
          to[out &+ 3 &* step] = (b - d) * w3
        }
      case 5:
        // cos and sin of 72° and 144°.
        let (c1, s1): (Scalar, Scalar) = (0.309_016_994_374_947_4, 0.951_056_516_295_153_6)
        let (c2, s2): (Scalar, Scalar) = (-0.809_016_994_374_947_4, 0.587_785_252_292_473_1)
        let (w1, w2, w3, w4) = (root(turn), root(2 * turn), root(3 * turn), root(4 * turn))
        packets(of: step) { k in
          let at = source &+ k
          let a = from[at]
          let (x1, x4) = (from[at &+ leap], from[at &+ 4 &* leap])
          let (x2, x3) = (from[at &+ 2 &* leap], from[at &+ 3 &* leap])
          let (p, m, g, h) = (x1 + x4, x1 - x4, x2 + x3, x2 - x3)
          let u = a + p * c1 + g * c2
          let v = a + p * c2 + g * c1
          let f = (m * s1 + h * s2).turnedBack
          let e = (m * s2 - h * s1).turnedBack
          let out = target &+ k
          to[out] = a + p + g
          to[out &+ step] = (u + f) * w1
          to[out &+ 2 &* step] = (v + e) * w2
          to[out &+ 3 &* step] = (v - e) * w3
          to[out &+ 4 &* step] = (u - f) * w4
        }
      default:
        let unit = roots.count / factor
        for j in 0..<factor {
          packets(of: step) { q in
            var sum = from[source + q]
            for k in 1..<factor { sum = sum + from[source + q + k * leap] * root(j * k % factor * unit) }
            to[target + q + j * step] = sum * root(j * turn % roots.count)
          }
        }
      }
    }
  }
}
