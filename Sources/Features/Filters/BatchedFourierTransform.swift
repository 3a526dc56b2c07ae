import Foundation

/// Discrete Fourier transform of any length, of many signals at once.
///
///     F[k] = Σⱼ f[j] exp(−2πi jk / n)
///
/// Signals lie side by side: element j of signal b is at `j · batch + b`, so every step runs over contiguous numbers with
/// vector instructions. Stockham's self-sorting algorithm with the prime factors of n (4 where it divides): lengths
/// without large primes cost O(n log n), a prime factor p costs O(p) per element.
struct BatchedFourierTransform<Scalar: BinaryFloatingPoint> {
  let count: Int
  private let factors: [Int]
  /// cos and sin of −2π k / count.
  private let cosines: [Scalar]
  private let sines: [Scalar]

  /// - Parameter count: n, at least 1.
  init(count: Int) {
    precondition(count > 0)
    self.count = count
    var factors: [Int] = []
    var rest = count
    for factor in [4, 2, 3, 5, 7] {
      while rest % factor == 0 {
        factors.append(factor)
        rest /= factor
      }
    }
    var factor = 11
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
    cosines = (0..<count).map { Scalar(cos(step * Double($0))) }
    sines = (0..<count).map { Scalar(sin(step * Double($0))) }
  }

  /// The smallest length from `count` on that has no prime factor above 5.
  static func convenientCount(from count: Int) -> Int {
    var candidate = max(1, count)
    while true {
      var rest = candidate
      for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
      if rest == 1 { return candidate }
      candidate += 1
    }
  }

  /// Transforms in place. The inverse is not divided by n.
  ///
  /// - Parameters:
  ///   - real, imaginary: `count · batch` numbers each.
  ///   - scratchReal, scratchImaginary: room for as many again.
  func transform(
    real: UnsafeMutablePointer<Scalar>, imaginary: UnsafeMutablePointer<Scalar>, batch: Int,
    scratchReal: UnsafeMutablePointer<Scalar>, scratchImaginary: UnsafeMutablePointer<Scalar>, isInverse: Bool = false
  ) {
    // Swapping the parts before and after turns the forward transform into the inverse.
    var from = isInverse ? (imaginary, real) : (real, imaginary)
    var to = isInverse ? (scratchImaginary, scratchReal) : (scratchReal, scratchImaginary)
    var length = count
    var stride = batch
    for factor in factors {
      pass(from, to, length: length, stride: stride, factor: factor)
      swap(&from, &to)
      length /= factor
      stride *= factor
    }
    if factors.count % 2 == 1 {
      let ends = isInverse ? (imaginary, real) : (real, imaginary)
      ends.0.update(from: from.0, count: count * batch)
      ends.1.update(from: from.1, count: count * batch)
    }
  }

  private typealias Parts = (UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>)

  /// One step: `length` is the length still to be transformed, `stride` the distance of its elements.
  private func pass(_ from: Parts, _ to: Parts, length: Int, stride: Int, factor: Int) {
    let part = length / factor
    let turn = count / length
    for p in 0..<part {
      let source = stride * p
      let leap = stride * part
      let target = stride * factor * p
      switch factor {
      case 2:
        let (c, s) = (cosines[p * turn], sines[p * turn])
        let (ar, ai) = (from.0 + source, from.1 + source)
        let (br, bi) = (ar + leap, ai + leap)
        let (cr, ci) = (to.0 + target, to.1 + target)
        let (dr, di) = (cr + stride, ci + stride)
        for q in 0..<stride {
          let (xr, xi) = (ar[q] - br[q], ai[q] - bi[q])
          cr[q] = ar[q] + br[q]
          ci[q] = ai[q] + bi[q]
          dr[q] = xr * c - xi * s
          di[q] = xr * s + xi * c
        }
      case 4:
        let (c1, s1) = (cosines[p * turn], sines[p * turn])
        let (c2, s2) = (cosines[2 * p * turn % count], sines[2 * p * turn % count])
        let (c3, s3) = (cosines[3 * p * turn % count], sines[3 * p * turn % count])
        let (r0, i0) = (from.0 + source, from.1 + source)
        let (r1, i1) = (r0 + leap, i0 + leap)
        let (r2, i2) = (r1 + leap, i1 + leap)
        let (r3, i3) = (r2 + leap, i2 + leap)
        let (u0, v0) = (to.0 + target, to.1 + target)
        let (u1, v1) = (u0 + stride, v0 + stride)
        let (u2, v2) = (u1 + stride, v1 + stride)
        let (u3, v3) = (u2 + stride, v2 + stride)
        for q in 0..<stride {
          let (ar, ai) = (r0[q] + r2[q], i0[q] + i2[q])
          let (br, bi) = (r0[q] - r2[q], i0[q] - i2[q])
          let (cr, ci) = (r1[q] + r3[q], i1[q] + i3[q])
          // −i (x₁ − x₃)
          let (dr, di) = (i1[q] - i3[q], r3[q] - r1[q])
          u0[q] = ar + cr
          v0[q] = ai + ci
          let (er, ei) = (br + dr, bi + di)
          u1[q] = er * c1 - ei * s1
          v1[q] = er * s1 + ei * c1
          let (fr, fi) = (ar - cr, ai - ci)
          u2[q] = fr * c2 - fi * s2
          v2[q] = fr * s2 + fi * c2
          let (gr, gi) = (br - dr, bi - di)
          u3[q] = gr * c3 - gi * s3
          v3[q] = gr * s3 + gi * c3
        }
      default:
        let unit = count / factor
        for j in 0..<factor {
          let twist = j * p * turn % count
          let (ur, ui) = (to.0 + target + j * stride, to.1 + target + j * stride)
          for k in 0..<factor {
            // exp(−2πi jk / factor) · exp(−2πi jp / length)
            let angle = (j * k % factor * unit + twist) % count
            let (c, s) = (cosines[angle], sines[angle])
            let (ar, ai) = (from.0 + source + k * leap, from.1 + source + k * leap)
            if k == 0 {
              for q in 0..<stride {
                ur[q] = ar[q] * c - ai[q] * s
                ui[q] = ar[q] * s + ai[q] * c
              }
            } else {
              for q in 0..<stride {
                ur[q] += ar[q] * c - ai[q] * s
                ui[q] += ar[q] * s + ai[q] * c
              }
            }
          }
        }
      }
    }
  }
}
