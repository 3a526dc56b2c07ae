/// The spectrum of 1/d, 0 at d = 0, on a periodic grid. It is real and even, so an octant holds all of it, and lines are
/// transformed in pairs: two even real lines as the real and the imaginary part of one.
struct InverseDistanceSpectrum {
  private typealias Part = LinesTransform.Part

  /// Vectors of eight ky.
  let rowBlocks: Int
  /// Frequencies kept along each axis, 0 to half the length.
  private let size: SIMD3<Int>
  /// [kz][block of ky][kx] of eight.
  private let values: PageBuffer

  init(_ alongX: LinesTransform, _ alongY: LinesTransform, _ alongZ: LinesTransform, spacing: SIMD3<Double>) {
    let lanes = LinesTransform.lanes
    size = SIMD3(alongX.count / 2 + 1, alongY.count / 2 + 1, alongZ.count / 2 + 1)
    rowBlocks = (size.y + lanes - 1) / lanes
    let columnBlocks = (size.x + lanes - 1) / lanes
    // What is kept comes first, so that what is given back is free at the end of the heap.
    values = PageBuffer(count: size.z * rowBlocks * size.x * lanes * MemoryLayout<Float>.size)
    // [ky][block of x][z] of eight, later of kz.
    let half = PageBuffer(count: size.y * columnBlocks * size.z * lanes * MemoryLayout<Float>.size)
    // A transposed line fills whole blocks.
    let longest = max(alongX.count, alongY.count, alongZ.count) + lanes
    let scratchCount = max(alongX.scratchCount, alongY.scratchCount, alongZ.scratchCount)
    let room = Part.allocate(capacity: lanes * (4 * longest + scratchCount))
    room.initialize(repeating: 0, count: lanes * (4 * longest + scratchCount))
    defer { room.deallocate() }
    let work = Work(
      lines: LinesTransform.lines(room, count: longest),
      transformed: LinesTransform.lines(room + 2 * lanes * longest, count: longest), scratch: room + 4 * lanes * longest
    )
    withExtendedLifetime(half) {
      let half = half.base.assumingMemoryBound(to: Float.self)
      transformAlongY(alongY, spacing: spacing, columnBlocks: columnBlocks, to: half, work: work)
      transformAlongZ(alongZ, of: half, count: size.y * columnBlocks, work: work)
      transformAlongX(alongX, of: half, columnBlocks: columnBlocks, work: work)
    }
  }

  /// The weights of eight lines, a block of ky up to half the length: [kx] with the lines side by side.
  func weights(kz: Int, rowBlock: Int) -> UnsafePointer<Float> {
    UnsafePointer(place(kz: kz, rowBlock: rowBlock))
  }

  private func place(kz: Int, rowBlock: Int) -> Part {
    values.base.assumingMemoryBound(to: Float.self) + LinesTransform.lanes * size.x * (kz * rowBlocks + rowBlock)
  }

  /// What is transformed, what comes out, and the room between.
  private struct Work {
    let lines: LinesTransform.Lines
    let transformed: LinesTransform.Lines
    let scratch: Part
  }

  /// Eight x side by side, two z at a time.
  private func transformAlongY(
    _ alongY: LinesTransform, spacing: SIMD3<Double>, columnBlocks: Int, to half: Part, work: Work
  ) {
    let lanes = LinesTransform.lanes
    let (lines, transformed) = (work.lines, work.transformed)
    let squares = (0..<size.y).map { Float(Double($0) * spacing.y * Double($0) * spacing.y) }
    let perRow = lanes * columnBlocks * size.z
    for block in 0..<columnBlocks {
      for z in stride(from: 0, to: size.z, by: 2) {
        for (z, part) in [(z, lines.real), (z + 1, lines.imaginary)] {
          var base = SIMD8<Float>.zero
          for lane in 0..<lanes {
            let (x, z) = (Double(lanes * block + lane) * spacing.x, Double(z) * spacing.z)
            base[lane] = Float(x * x + z * z)
          }
          LinesTransform.inverseRoots(base: base, squares: squares, to: part)
        }
        if z == 0, block == 0 { lines.real[0] = 0 }
        alongY.complete(lines)
        alongY(lines, to: transformed, scratch: work.scratch)
        let target = half + lanes * (block * size.z + z)
        for ky in 0..<size.y {
          (target + ky * perRow).update(from: transformed.real + lanes * ky, count: lanes)
          guard z + 1 < size.z else { continue }
          (target + ky * perRow + lanes).update(from: transformed.imaginary + lanes * ky, count: lanes)
        }
      }
    }
  }

  /// In place; any two lines will do.
  private func transformAlongZ(_ alongZ: LinesTransform, of half: Part, count: Int, work: Work) {
    let perLine = LinesTransform.lanes * size.z
    for line in stride(from: 0, to: count, by: 2) {
      let (first, second) = (half + perLine * line, half + perLine * min(line + 1, count - 1))
      work.lines.real.update(from: first, count: perLine)
      work.lines.imaginary.update(from: second, count: perLine)
      alongZ.complete(work.lines)
      alongZ(work.lines, to: work.transformed, scratch: work.scratch)
      first.update(from: work.transformed.real, count: perLine)
      if second != first { second.update(from: work.transformed.imaginary, count: perLine) }
    }
  }

  /// Eight ky side by side, two kz at a time.
  private func transformAlongX(_ alongX: LinesTransform, of half: Part, columnBlocks: Int, work: Work) {
    let lanes = LinesTransform.lanes
    let perRow = lanes * columnBlocks * size.z
    for block in 0..<rowBlocks {
      let rows = 0..<min(lanes, size.y - lanes * block)
      for kz in stride(from: 0, to: size.z, by: 2) {
        let other = min(kz + 1, size.z - 1)
        for (kz, part) in [(kz, work.lines.real), (other, work.lines.imaginary)] {
          LinesTransform.transpose(
            half + lanes * block * perRow + lanes * kz, step: perRow, rows: rows, blockStep: lanes * size.z,
            blocks: columnBlocks, to: part)
        }
        alongX.complete(work.lines)
        alongX(work.lines, to: work.transformed, scratch: work.scratch)
        place(kz: kz, rowBlock: block).update(from: work.transformed.real, count: lanes * size.x)
        guard other != kz else { continue }
        place(kz: other, rowBlock: block).update(from: work.transformed.imaginary, count: lanes * size.x)
      }
    }
  }
}
