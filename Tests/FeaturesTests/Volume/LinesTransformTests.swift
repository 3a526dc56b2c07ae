import CFourier
import Foundation
import Testing

@testable import Features

/// What is done with eight lines besides their transform, beside the sums and places written out; and with every vector the
/// processor has the same bits.
struct LinesTransformTests {
  private static let vectors = [radish_vectors_plain, radish_vectors_avx2, radish_vectors_avx512].filter {
    $0.rawValue <= radish_vectors_here().rawValue
  }

  /// Numbers between −1 and 1.
  private func numbers(_ count: Int, seed: Int = 1) -> [Float] {
    (0..<count).map { Float(sin(Double($0 * $0 + seed * 17))) }
  }

  /// What a function leaves in `count` numbers, from every kind of vector; of the plainest where all agree.
  private func result(_ count: Int, _ body: (radish_vectors, UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    let results = Self.vectors.map { vectors in
      var numbers = [Float](repeating: -7, count: count)
      numbers.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { body(vectors, base) } }
      return numbers
    }
    #expect(results.allSatisfy { $0.map(\.bitPattern) == results[0].map(\.bitPattern) })
    return results[0]
  }

  @Test(arguments: [true, false])
  func `of rows come the mask, the values and their squares`(hasSecond: Bool) {
    let count = 5
    var (first, second) = (numbers(8 * count), numbers(8 * count, seed: 2))
    for k in stride(from: 0, to: 8 * count, by: 3) { first[k] = .nan }
    for k in stride(from: 1, to: 8 * count, by: 4) { second[k] = .nan }
    let room = 8 * count
    let all = result(6 * room) { vectors, to in
      func lines(_ k: Int) -> radish_lines {
        radish_lines(real: to + 2 * k * room, imaginary: to + (2 * k + 1) * room, step: 8)
      }
      second.withUnsafeBufferPointer {
        radish_lines_of_fields(vectors, first, hasSecond ? $0.baseAddress : nil, count, lines(0), lines(1), lines(2))
      }
    }
    for (part, row) in [first, hasSecond ? second : [Float](repeating: .nan, count: room)].enumerated() {
      for k in 0..<room {
        let value: Float = row[k].isNaN ? 0 : row[k]
        #expect(all[part * room + k] == (row[k].isNaN ? 0 : 1))
        #expect(all[(2 + part) * room + k] == value)
        #expect(all[(4 + part) * room + k] == value * value)
      }
    }
  }

  @Test func `every element is turned by its own angle`() {
    let count = 7
    let lines = (re: numbers(8 * count), im: numbers(8 * count, seed: 3))
    let turns = (0..<count).flatMap { [Float(cos(Double($0))), Float(sin(Double($0)))] }
    let all = result(16 * count) { vectors, to in
      to.update(from: lines.re, count: 8 * count)
      (to + 8 * count).update(from: lines.im, count: 8 * count)
      radish_lines_turn(vectors, turns, count, radish_lines(real: to, imaginary: to + 8 * count, step: 8))
    }
    for k in 0..<8 * count {
      let (c, s) = (cos(Double(k / 8)), sin(Double(k / 8)))
      #expect(abs(Double(all[k]) - (Double(lines.re[k]) * c - Double(lines.im[k]) * s)) < 1e-6)
      #expect(abs(Double(all[8 * count + k]) - (Double(lines.re[k]) * s + Double(lines.im[k]) * c)) < 1e-6)
    }
  }

  /// The transform of a pair of real lines is parted into theirs, in both turns of the transform along z.
  @Test(arguments: [0, 11], [true, false])
  func `the transform of two real lines is parted into both`(mirrorOfZero: Int, isPair: Bool) {
    let (n, frequencies, step) = (12, 2..<6, 48)
    let z = (re: numbers(8 * n), im: numbers(8 * n, seed: 5))
    let all = result(2 * frequencies.count * step) { vectors, to in
      var (re, im) = z
      re.withUnsafeMutableBufferPointer { re in
        im.withUnsafeMutableBufferPointer { im in
          radish_lines_part(
            vectors, radish_lines(real: re.baseAddress, imaginary: im.baseAddress, step: 8), n, mirrorOfZero,
            frequencies.lowerBound, frequencies.count, isPair ? 2 : 1,
            radish_lines(real: to, imaginary: to + frequencies.count * step, step: 8), step)
        }
      }
    }
    for (i, k) in frequencies.enumerated() {
      let mirror = (mirrorOfZero - k + n) % n
      for lane in 0..<8 {
        let (a, b) = (8 * k + lane, 8 * mirror + lane)
        let (real, imaginary) = (i * step + lane, (frequencies.count + i) * step + lane)
        #expect(all[real] == (z.re[a] + z.re[b]) / 2)
        #expect(all[imaginary] == (z.im[a] - z.im[b]) / 2)
        #expect(all[real + 8] == (isPair ? (z.im[a] + z.im[b]) / 2 : -7))
        #expect(all[imaginary + 8] == (isPair ? (z.re[b] - z.re[a]) / 2 : -7))
      }
    }
  }

  /// Upwards and downwards; NaN stands where nothing may be read.
  @Test(arguments: [(8, 0..<8), (8, 0..<5), (-8, 1..<8), (-8, 2..<3), (24, 0..<8)])
  func `blocks of eight rows are transposed`(step: Int, rows: Range<Int>) {
    let (blocks, blockStep) = (3, 256)
    var source = [Float](repeating: .nan, count: 1024)
    let start = step < 0 ? 128 : 16
    for block in 0..<blocks {
      for row in rows {
        for column in 0..<8 {
          source[start + block * blockStep + row * step + column] = Float(100 * block + 8 * row + column)
        }
      }
    }
    let all = result(64 * blocks) { vectors, to in
      source.withUnsafeBufferPointer {
        guard let base = $0.baseAddress else { return }
        radish_lines_transpose(vectors, base + start, step, rows.lowerBound, rows.upperBound, blockStep, blocks, to)
      }
    }
    for block in 0..<blocks {
      for row in 0..<8 {
        for column in 0..<8 {
          let expected: Float = rows.contains(row) ? Float(100 * block + 8 * row + column) : 0
          #expect(all[64 * block + 8 * column + row] == expected)
        }
      }
    }
  }

  @Test(arguments: [1, 2, 9, 12])
  func `even lines are continued beyond half their length`(n: Int) {
    let half = n / 2 + 1
    let lines = numbers(16 * half)
    let all = result(16 * n) { vectors, to in
      to.update(from: lines, count: 8 * min(half, n))
      (to + 8 * n).update(from: Array(lines[(8 * half)...]), count: 8 * min(half, n))
      radish_lines_complete(vectors, n, radish_lines(real: to, imaginary: to + 8 * n, step: 8))
    }
    for k in 0..<n {
      for lane in 0..<8 {
        #expect(all[8 * k + lane] == lines[8 * min(k, n - k) + lane])
        #expect(all[8 * (n + k) + lane] == lines[8 * (half + min(k, n - k)) + lane])
      }
    }
  }

  @Test func `distances become their inverses`() {
    let squares: [Float] = [0, 1, 2.5, 9]
    let base = (0..<8).map { Float($0) * 0.75 + 0.5 }
    let all = result(8 * squares.count) { vectors, to in
      radish_lines_inverse_roots(vectors, squares, squares.count, base, to)
    }
    for k in 0..<8 * squares.count {
      #expect(abs(Double(all[k]) - 1 / Double(squares[k / 8] + base[k % 8]).squareRoot()) < 2e-7)
    }
  }

  @Test(arguments: [1, 2, 15, 30])
  func `weighted products are the sums written out`(count: Int) {
    // One spectrum after the other, and the weights of half the frequencies and one.
    var fields = (re: numbers(24 * count), im: numbers(24 * count, seed: 2))
    let weights = numbers(8 * (count / 2 + 1), seed: 4)
    let all = result(24) { vectors, to in
      fields.re.withUnsafeMutableBufferPointer { real in
        fields.im.withUnsafeMutableBufferPointer { imaginary in
          guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else { return }
          let lines = (0..<3).map {
            radish_lines(real: real + 8 * count * $0, imaginary: imaginary + 8 * count * $0, step: 8)
          }
          withUnsafeTemporaryAllocation(of: Eight.self, capacity: 3) { sums in
            radish_lines_products(vectors, count, lines[0], lines[1], lines[2], weights, sums.baseAddress)
            sums.withMemoryRebound(to: SIMD8<Float>.self) { sums in
              for k in 0..<3 { for lane in 0..<8 { to[8 * k + lane] = sums[k][lane] } }
            }
          }
        }
      }
    }
    for (sum, (first, second)) in [(0, 0), (1, 1), (0, 2)].enumerated() {
      for line in 0..<8 {
        var truth = 0.0
        for k in 0..<count {
          let (a, b) = (8 * (first * count + k) + line, 8 * (second * count + k) + line)
          let product =
            Double(fields.re[a]) * Double(fields.re[b]) + Double(fields.im[a]) * Double(fields.im[b])
          truth += Double(weights[8 * min(k, count - k) + line]) * product
        }
        #expect(abs(Double(all[8 * sum + line]) - truth) < 1e-6 * Double(count))
      }
    }
  }

  /// Eight numbers as C has them.
  private typealias Eight = (Float, Float, Float, Float, Float, Float, Float, Float)
}
