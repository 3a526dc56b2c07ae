import Foundation

/// Discrete Fourier transforms of lengths 2ᵃ3ᵇ5ᶜ, eight lines at a time: lane i of every vector belongs to line i, so each
/// operation is one vector operation. Stockham's order, which needs no reordering at the end.
struct FourierTransform {
  typealias Lanes = SIMD8<Float>

  let count: Int
  private let radices: [Int]
  /// cos and −sin of 2πk/count.
  private let cosine: [Float]
  private let sine: [Float]

  /// The smallest length of the form 2ᵃ3ᵇ5ᶜ that is at least `count`, and even if asked.
  static func length(atLeast count: Int, isEven: Bool = false) -> Int {
    var length = max(1, count)
    while true {
      var rest = length
      for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
      if rest == 1, !isEven || length % 2 == 0 { return length }
      length += 1
    }
  }

  /// `count` must be of the form 2ᵃ3ᵇ5ᶜ.
  init(_ count: Int) {
    self.count = count
    var rest = count
    var radices: [Int] = []
    for radix in [5, 3, 4, 2] {
      while rest % radix == 0 {
        radices.append(radix)
        rest /= radix
      }
    }
    precondition(rest == 1, "the length has only the factors 2, 3 and 5")
    self.radices = radices
    cosine = (0..<count).map { Float(cos(2 * .pi * Double($0) / Double(count))) }
    sine = (0..<count).map { Float(-sin(2 * .pi * Double($0) / Double(count))) }
  }

  /// Transforms `count` complex vectors. Both pairs of buffers are used; true when the result is in the second pair.
  func callAsFunction(
    _ re: UnsafeMutablePointer<Lanes>, _ im: UnsafeMutablePointer<Lanes>, _ re2: UnsafeMutablePointer<Lanes>,
    _ im2: UnsafeMutablePointer<Lanes>
  ) -> Bool {
    var (xr, xi, yr, yi) = (re, im, re2, im2)
    var n = count
    var stride = 1
    for radix in radices {
      let m = n / radix
      for q in 0..<m {
        let turn = q * stride
        switch radix {
        case 2: pair(xr, xi, yr, yi, q, m, stride, turn)
        case 3: triple(xr, xi, yr, yi, q, m, stride, turn)
        case 4: quadruple(xr, xi, yr, yi, q, m, stride, turn)
        default: quintuple(xr, xi, yr, yi, q, m, stride, turn)
        }
      }
      n = m
      stride *= radix
      (xr, xi, yr, yi) = (yr, yi, xr, xi)
    }
    return radices.count % 2 == 1
  }

  @inline(__always)
  private func pair(
    _ xr: UnsafeMutablePointer<Lanes>, _ xi: UnsafeMutablePointer<Lanes>, _ yr: UnsafeMutablePointer<Lanes>,
    _ yi: UnsafeMutablePointer<Lanes>, _ q: Int, _ m: Int, _ s: Int, _ turn: Int
  ) {
    let (c, d) = (cosine[turn], sine[turn])
    for k in 0..<s {
      let (i0, i1, o) = (k + s * q, k + s * (q + m), k + s * 2 * q)
      let (ar, ai, br, bi) = (xr[i0], xi[i0], xr[i1], xi[i1])
      yr[o] = ar + br
      yi[o] = ai + bi
      let (tr, ti) = (ar - br, ai - bi)
      yr[o + s] = tr * c - ti * d
      yi[o + s] = tr * d + ti * c
    }
  }

  @inline(__always)
  private func triple(
    _ xr: UnsafeMutablePointer<Lanes>, _ xi: UnsafeMutablePointer<Lanes>, _ yr: UnsafeMutablePointer<Lanes>,
    _ yi: UnsafeMutablePointer<Lanes>, _ q: Int, _ m: Int, _ s: Int, _ turn: Int
  ) {
    let (c1, d1, c2, d2) = (cosine[turn], sine[turn], cosine[2 * turn], sine[2 * turn])
    let h: Float = 0.866_025_403_784_438_6
    for k in 0..<s {
      let (i0, i1, i2, o) = (k + s * q, k + s * (q + m), k + s * (q + 2 * m), k + s * 3 * q)
      let (sr, si) = (xr[i1] + xr[i2], xi[i1] + xi[i2])
      let (dr, di) = ((xr[i1] - xr[i2]) * h, (xi[i1] - xi[i2]) * h)
      let (mr, mi) = (xr[i0] - sr * 0.5, xi[i0] - si * 0.5)
      yr[o] = xr[i0] + sr
      yi[o] = xi[i0] + si
      // −i·h·(x₁ − x₂)
      let (br, bi) = (mr + di, mi - dr)
      let (cr, ci) = (mr - di, mi + dr)
      yr[o + s] = br * c1 - bi * d1
      yi[o + s] = br * d1 + bi * c1
      yr[o + 2 * s] = cr * c2 - ci * d2
      yi[o + 2 * s] = cr * d2 + ci * c2
    }
  }

  @inline(__always)
  private func quadruple(
    _ xr: UnsafeMutablePointer<Lanes>, _ xi: UnsafeMutablePointer<Lanes>, _ yr: UnsafeMutablePointer<Lanes>,
    _ yi: UnsafeMutablePointer<Lanes>, _ q: Int, _ m: Int, _ s: Int, _ turn: Int
  ) {
    let (c1, d1, c2, d2) = (cosine[turn], sine[turn], cosine[2 * turn], sine[2 * turn])
    let (c3, d3) = (cosine[3 * turn], sine[3 * turn])
    for k in 0..<s {
      let (i0, i1) = (k + s * q, k + s * (q + m))
      let (i2, i3, o) = (k + s * (q + 2 * m), k + s * (q + 3 * m), k + s * 4 * q)
      let (ar, ai, br, bi) = (xr[i0] + xr[i2], xi[i0] + xi[i2], xr[i0] - xr[i2], xi[i0] - xi[i2])
      let (cr, ci, er, ei) = (xr[i1] + xr[i3], xi[i1] + xi[i3], xr[i1] - xr[i3], xi[i1] - xi[i3])
      yr[o] = ar + cr
      yi[o] = ai + ci
      // −i·e = (ei, −er)
      let (pr, pi) = (br + ei, bi - er)
      let (tr, ti) = (ar - cr, ai - ci)
      let (ur, ui) = (br - ei, bi + er)
      yr[o + s] = pr * c1 - pi * d1
      yi[o + s] = pr * d1 + pi * c1
      yr[o + 2 * s] = tr * c2 - ti * d2
      yi[o + 2 * s] = tr * d2 + ti * c2
      yr[o + 3 * s] = ur * c3 - ui * d3
      yi[o + 3 * s] = ur * d3 + ui * c3
    }
  }

  @inline(__always)
  private func quintuple(
    _ xr: UnsafeMutablePointer<Lanes>, _ xi: UnsafeMutablePointer<Lanes>, _ yr: UnsafeMutablePointer<Lanes>,
    _ yi: UnsafeMutablePointer<Lanes>, _ q: Int, _ m: Int, _ s: Int, _ turn: Int
  ) {
    // cos and sin of 72° and 144°.
    let (ca, sa): (Float, Float) = (0.309_016_994_374_947_4, 0.951_056_516_295_153_6)
    let (cb, sb): (Float, Float) = (-0.809_016_994_374_947_4, 0.587_785_252_292_473_1)
    for k in 0..<s {
      let (i0, i1, i2) = (k + s * q, k + s * (q + m), k + s * (q + 2 * m))
      let (i3, i4, o) = (k + s * (q + 3 * m), k + s * (q + 4 * m), k + s * 5 * q)
      let (z0r, z0i) = (xr[i0], xi[i0])
      let (pr, pi, mr, mi) = (xr[i1] + xr[i4], xi[i1] + xi[i4], xr[i1] - xr[i4], xi[i1] - xi[i4])
      let (gr, gi, hr, hi) = (xr[i2] + xr[i3], xi[i2] + xi[i3], xr[i2] - xr[i3], xi[i2] - xi[i3])
      yr[o] = z0r + pr + gr
      yi[o] = z0i + pi + gi
      let (ur, ui) = (z0r + pr * ca + gr * cb, z0i + pi * ca + gi * cb)
      let (vr, vi) = (z0r + pr * cb + gr * ca, z0i + pi * cb + gi * ca)
      let (fr, fi) = (mr * sa + hr * sb, mi * sa + hi * sb)
      let (er, ei) = (mr * sb - hr * sa, mi * sb - hi * sa)
      store(yr, yi, o + s, ur + fi, ui - fr, turn)
      store(yr, yi, o + 2 * s, vr + ei, vi - er, 2 * turn)
      store(yr, yi, o + 3 * s, vr - ei, vi + er, 3 * turn)
      store(yr, yi, o + 4 * s, ur - fi, ui + fr, 4 * turn)
    }
  }

  @inline(__always)
  private func store(
    _ yr: UnsafeMutablePointer<Lanes>, _ yi: UnsafeMutablePointer<Lanes>, _ o: Int, _ r: Lanes, _ i: Lanes, _ turn: Int
  ) {
    let (c, d) = (cosine[turn], sine[turn])
    yr[o] = r * c - i * d
    yi[o] = r * d + i * c
  }
}
