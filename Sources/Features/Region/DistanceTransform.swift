/// Squared Euclidean distances in mm² from every voxel of a grid to the nearest voxel inside a mask, exact, in one pass per
/// axis (Felzenszwalb and Huttenlocher 2012: the lower envelope of parabolas). Infinite when the mask is empty.
func squaredDistances(to isInside: [Bool], size: SIMD3<Int>, spacing: SIMD3<Double>) -> [Double] {
  var values = isInside.map { $0 ? 0 : Double.infinity }
  for axis in 0..<3 where size[axis] > 1 {
    let n = size[axis]
    let stride = axis == 0 ? 1 : axis == 1 ? size.x : size.x * size.y
    let step = spacing[axis]
    var line = [Double](repeating: 0, count: n)
    // Parabola k of the envelope has its lowest point at `vertex[k]` and is lowest from `from[k]` on.
    var vertex = [Int](repeating: 0, count: n)
    var from = [Double](repeating: 0, count: n + 1)
    for start in 0..<(size.x * size.y * size.z / n) {
      let first =
        axis == 0 ? start * n : axis == 1 ? start % size.x + start / size.x * size.x * size.y : start
      var count = 0
      for q in 0..<n {
        let f = values[first + q * stride]
        guard f.isFinite else { continue }
        line[q] = f
        let x = Double(q) * step
        while count > 0 {
          let v = vertex[count - 1]
          let y = Double(v) * step
          let crossing = ((f + x * x) - (line[v] + y * y)) / (2 * (x - y))
          if crossing > from[count - 1] {
            from[count] = crossing
            break
          }
          count -= 1
        }
        if count == 0 { from[0] = -.infinity }
        vertex[count] = q
        count += 1
      }
      guard count > 0 else { continue }
      from[count] = .infinity
      var k = 0
      for q in 0..<n {
        let x = Double(q) * step
        while from[k + 1] < x { k += 1 }
        let d = x - Double(vertex[k]) * step
        values[first + q * stride] = d * d + line[vertex[k]]
      }
    }
  }
  return values
}
