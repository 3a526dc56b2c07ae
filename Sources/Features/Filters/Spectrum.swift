/// A volume of complex numbers that goes between space and frequency, real and imaginary parts apart, x fastest.
struct Spectrum {
  let size: SIMD3<Int>
  var real: [Float]
  var imaginary: [Float]

  init(size: SIMD3<Int>) {
    self.size = size
    real = [Float](repeating: 0, count: size.x * size.y * size.z)
    imaginary = real
  }

  /// Transforms in place along the axes; the inverse is divided by the number of voxels.
  mutating func transform(isInverse: Bool, axes: [Int] = [0, 1, 2]) {
    let size = size
    let alongX = FourierTransform(count: size.x)
    let alongY = FourierTransform(count: size.y)
    let alongZ = FourierTransform(count: size.z)
    let room = max(size.x * size.y, size.x * size.z)
    let scratchCount = max(
      alongX.scratchCount(batch: size.y), alongY.scratchCount(batch: size.x), alongZ.scratchCount(batch: size.x))
    var work = [Float](repeating: 0, count: 2 * room + scratchCount)
    real.withUnsafeMutableBufferPointer { real in
      imaginary.withUnsafeMutableBufferPointer { imaginary in
        work.withUnsafeMutableBufferPointer { work in
          guard let re = real.baseAddress, let im = imaginary.baseAddress, let buffer = work.baseAddress else { return }
          let (lineReal, lineImaginary, scratch) = (buffer, buffer + room, buffer + 2 * room)
          let slice = size.x * size.y
          for z in 0..<size.z {
            let (sliceReal, sliceImaginary) = (re + z * slice, im + z * slice)
            if axes.contains(1) {
              alongY.transform(
                real: sliceReal, imaginary: sliceImaginary, batch: size.x, scratch: scratch, isInverse: isInverse)
            }
            if axes.contains(0) {
              Self.transpose(sliceReal, lineReal, columns: size.x, rows: size.y)
              Self.transpose(sliceImaginary, lineImaginary, columns: size.x, rows: size.y)
              alongX.transform(
                real: lineReal, imaginary: lineImaginary, batch: size.y, scratch: scratch, isInverse: isInverse)
              Self.transpose(lineReal, sliceReal, columns: size.y, rows: size.x)
              Self.transpose(lineImaginary, sliceImaginary, columns: size.y, rows: size.x)
            }
          }
          if axes.contains(2), size.z > 1 {
            for y in 0..<size.y {
              for z in 0..<size.z {
                (lineReal + z * size.x).update(from: re + y * size.x + z * slice, count: size.x)
                (lineImaginary + z * size.x).update(from: im + y * size.x + z * slice, count: size.x)
              }
              alongZ.transform(
                real: lineReal, imaginary: lineImaginary, batch: size.x, scratch: scratch, isInverse: isInverse)
              for z in 0..<size.z {
                (re + y * size.x + z * slice).update(from: lineReal + z * size.x, count: size.x)
                (im + y * size.x + z * slice).update(from: lineImaginary + z * size.x, count: size.x)
              }
            }
          }
          guard isInverse else { return }
          let scale = 1 / Float(axes.reduce(1) { $0 * size[$1] })
          for index in 0..<size.x * size.y * size.z {
            re[index] *= scale
            im[index] *= scale
          }
        }
      }
    }
  }

  /// In blocks that fit the first-level cache.
  private static func transpose(
    _ from: UnsafeMutablePointer<Float>, _ to: UnsafeMutablePointer<Float>, columns: Int, rows: Int
  ) {
    let block = 16
    for startRow in stride(from: 0, to: rows, by: block) {
      for startColumn in stride(from: 0, to: columns, by: block) {
        for row in startRow..<min(rows, startRow + block) {
          for column in startColumn..<min(columns, startColumn + block) {
            to[column * rows + row] = from[row * columns + column]
          }
        }
      }
    }
  }
}
