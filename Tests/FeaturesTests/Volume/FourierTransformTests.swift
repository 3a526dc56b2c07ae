import CFourier
import Foundation
import Testing

@testable import Features

/// Every number of a transform beside the sum that defines it, in Double.
struct FourierTransformTests {
  private struct Signals {
    var real: [Float]
    var imaginary: [Float]

    /// `count · batch` numbers between −1 and 1.
    init(count: Int, batch: Int) {
      real = (0..<count * batch).map { Float(sin(Double($0 * $0 + 1))) }
      imaginary = (0..<count * batch).map { Float(cos(Double(3 * $0 * $0 + 2))) }
    }

    /// Of one signal, element by element, from the definition; elements from `filled` on are zero.
    func defined(_ signal: Int, count: Int, batch: Int, filled: Int) -> [(re: Double, im: Double)] {
      (0..<count).map { k in
        var sum = (re: 0.0, im: 0.0)
        for j in 0..<filled {
          let angle = -2 * Double.pi * Double(j * k % count) / Double(count)
          let (x, y) = (Double(real[j * batch + signal]), Double(imaginary[j * batch + signal]))
          sum.re += x * cos(angle) - y * sin(angle)
          sum.im += x * sin(angle) + y * cos(angle)
        }
        return sum
      }
    }
  }

  /// Eight signals of one array to eight of another: where they begin, and the step from element to element.
  private func transform(
    _ source: inout Signals, from start: Int = 0, filled: Int? = nil, to result: inout Signals, at end: Int = 0,
    step: Int = 8, count: Int
  ) {
    let transform = FourierTransform(count: count)
    var scratch = [Float](repeating: .nan, count: transform.scratchCount(batch: 8))
    source.real.withUnsafeMutableBufferPointer { sourceReal in
      source.imaginary.withUnsafeMutableBufferPointer { sourceImaginary in
        result.real.withUnsafeMutableBufferPointer { real in
          result.imaginary.withUnsafeMutableBufferPointer { imaginary in
            guard let a = sourceReal.baseAddress, let b = sourceImaginary.baseAddress, let c = real.baseAddress,
              let d = imaginary.baseAddress
            else { return }
            transform(
              from: .init(real: a + start, imaginary: b + start, step: step), filled: filled,
              to: .init(real: c + end, imaginary: d + end, step: step), scratch: &scratch)
          }
        }
      }
    }
  }

  /// Rounding in Float adds up like a random walk over the passes; every element is at most √2.
  private func tolerance(_ count: Int) -> Double { 4e-7 * Double(count).squareRoot() * log2(Double(count) + 1) }

  private static let counts = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 18, 25, 27, 30, 36, 64, 67, 72, 98, 125, 128, 135, 162, 180, 200,
  ]

  @Test(arguments: counts, [1, 3, 8, 13])
  func `a transform in place agrees with its definition and comes back`(count: Int, batch: Int) {
    let original = Signals(count: count, batch: batch)
    var changed = original
    let transform = FourierTransform(count: count)
    var scratch = [Float](repeating: .nan, count: transform.scratchCount(batch: batch))
    transform.transform(real: &changed.real, imaginary: &changed.imaginary, batch: batch, scratch: &scratch)
    for signal in 0..<batch {
      let expected = original.defined(signal, count: count, batch: batch, filled: count)
      #expect(
        expected.indices.allSatisfy { k in
          abs(expected[k].re - Double(changed.real[k * batch + signal])) < tolerance(count)
            && abs(expected[k].im - Double(changed.imaginary[k * batch + signal])) < tolerance(count)
        })
    }
    transform.transform(
      real: &changed.real, imaginary: &changed.imaginary, batch: batch, scratch: &scratch, isInverse: true)
    #expect(
      original.real.indices.allSatisfy {
        abs(changed.real[$0] / Float(count) - original.real[$0]) < 2e-6
          && abs(changed.imaginary[$0] / Float(count) - original.imaginary[$0]) < 2e-6
      })
  }

  /// NaN stands where nothing may be read.
  @Test(arguments: counts)
  func `what lies beyond the filled elements is taken as zero and is not read`(count: Int) {
    let batch = 8
    for filled in Set([1, (count + 1) / 2, count / 3 + 1, count]).sorted() {
      let original = Signals(count: count, batch: batch)
      var source = original
      for index in filled * batch..<count * batch { (source.real[index], source.imaginary[index]) = (.nan, .nan) }
      var result = Signals(count: count, batch: batch)
      transform(&source, filled: filled, to: &result, count: count)
      let expected = original.defined(5, count: count, batch: batch, filled: filled)
      #expect(
        expected.indices.allSatisfy { k in
          abs(expected[k].re - Double(result.real[k * batch + 5])) < tolerance(count)
            && abs(expected[k].im - Double(result.imaginary[k * batch + 5])) < tolerance(count)
        }, "\(filled) of \(count)")
    }
  }

  @Test func `lines may lie apart where they come from and where they go`() {
    let (count, batch, step) = (30, 8, 24)
    let original = Signals(count: count, batch: step)
    var (source, result) = (original, Signals(count: count, batch: step))
    let untouched = result
    transform(&source, from: 8, to: &result, at: 16, step: step, count: count)
    for signal in 0..<batch {
      let expected = original.defined(8 + signal, count: count, batch: step, filled: count)
      #expect(
        expected.indices.allSatisfy { abs(expected[$0].re - Double(result.real[$0 * step + 16 + signal])) < 1e-5 })
    }
    let beside = result.real.indices.filter { $0 % step < 16 }
    #expect(beside.allSatisfy { result.real[$0] == untouched.real[$0] })
  }

  /// Bit by bit, so that features do not depend on the processor. Batches that are no multiple of the vectors' width count too.
  @Test(arguments: counts, [8, 11, 24])
  func `plainer vector instructions give the same numbers`(count: Int, batch: Int) {
    func bits(_ vectors: radish_vectors) -> [UInt32] {
      var transform = FourierTransform(count: count)
      transform.vectors = vectors
      var signals = Signals(count: count, batch: batch)
      var scratch = [Float](repeating: .nan, count: transform.scratchCount(batch: batch))
      transform.transform(real: &signals.real, imaginary: &signals.imaginary, batch: batch, scratch: &scratch)
      return (signals.real + signals.imaginary).map(\.bitPattern)
    }
    let plain = bits(radish_vectors_plain)
    for vectors in [radish_vectors_avx2, radish_vectors_avx512]
    where vectors.rawValue <= radish_vectors_here().rawValue {
      #expect(bits(vectors) == plain)
    }
  }

  /// From lines that are not full to others.
  @Test(arguments: counts)
  func `plainer vector instructions give the same numbers of padded lines`(count: Int) {
    for filled in Set([1, count / 2, (count + 1) / 2, max(1, count - 1)]).sorted() where filled > 0 {
      func bits(_ vectors: radish_vectors) -> [UInt32] {
        var transform = FourierTransform(count: count)
        transform.vectors = vectors
        var signals = Signals(count: 2 * count, batch: 8)
        var scratch = [Float](repeating: .nan, count: transform.scratchCount(batch: 8))
        signals.real.withUnsafeMutableBufferPointer { real in
          signals.imaginary.withUnsafeMutableBufferPointer { imaginary in
            guard let real = real.baseAddress, let imaginary = imaginary.baseAddress else { return }
            transform(
              from: .init(real: real, imaginary: imaginary, step: 8), filled: filled,
              to: .init(real: real + 8 * count, imaginary: imaginary + 8 * count, step: 8), scratch: &scratch)
          }
        }
        return (signals.real + signals.imaginary).map(\.bitPattern)
      }
      let plain = bits(radish_vectors_plain)
      for vectors in [radish_vectors_avx2, radish_vectors_avx512]
      where vectors.rawValue <= radish_vectors_here().rawValue {
        #expect(bits(vectors) == plain, "\(filled) of \(count)")
      }
    }
  }

  @Test(arguments: [1, 2, 7, 13, 49, 97, 163, 257, 1001])
  func `a convenient length is enough, has no factor above 5 and less than doubles`(count: Int) {
    let convenient = FourierTransform.convenientCount(from: count)
    var rest = convenient
    for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
    #expect(convenient >= count && convenient <= 2 * count && rest == 1)
  }
}
