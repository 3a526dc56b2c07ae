/// Cleveland's (1979) locally weighted regression of y on x, local lines with tricube weights, without robustness steps.
///
/// The conventions are those of R's `lowess(x, y, f, iter = 0)`: the window holds ⌊f·n⌋ neighbours, and points closer
/// than `delta` to the last fitted one are interpolated, so that the cost stays near 100 fits whatever n.
public struct Lowess: Sendable, Equatable, Codable {
  /// Ascending.
  public let x: [Double]
  public let y: [Double]

  /// - Parameter delta: by default a hundredth of the range of x.
  public init(x: [Double], y: [Double], span: Double = 2.0 / 3, delta: Double? = nil) {
    precondition(x.count == y.count, "one y per x")
    let order = SortedOrder.ascending(x)
    let xs = order.map { x[Int($0)] }
    let ys = order.map { y[Int($0)] }
    let n = xs.count
    guard n > 1, let first = xs.first, let last = xs.last else {
      self.x = xs
      self.y = ys
      return
    }
    let window = max(min(Int(span * Double(n) + 1e-7), n), 2)
    let delta = delta ?? 0.01 * (last - first)
    var fitted = [Double](repeating: 0, count: n)
    var left = 0
    var right = window - 1
    var previous = -1
    var current = 0
    while true {
      // Slide the window while its far right neighbour is nearer than its left end.
      while right < n - 1, xs[current] - xs[left] > xs[right + 1] - xs[current] {
        left += 1
        right += 1
      }
      fitted[current] = Self.fit(xs, ys, at: current, left: left, right: right) ?? ys[current]
      if previous >= 0, previous < current - 1 {
        let width = xs[current] - xs[previous]
        for j in (previous + 1)..<current {
          let share = width > 0 ? (xs[j] - xs[previous]) / width : 0
          fitted[j] = share * fitted[current] + (1 - share) * fitted[previous]
        }
      }
      previous = current
      let cut = xs[previous] + delta
      var next = previous + 1
      while next < n, xs[next] <= cut {
        if xs[next] == xs[previous] {
          fitted[next] = fitted[previous]
          previous = next
        }
        next += 1
      }
      if previous >= n - 1 { break }
      current = max(previous + 1, next - 1)
    }
    self.x = xs
    self.y = fitted
  }

  private static func fit(_ x: [Double], _ y: [Double], at i: Int, left: Int, right: Int) -> Double? {
    let n = x.count
    let range = x[n - 1] - x[0]
    let h = max(x[i] - x[left], x[right] - x[i])
    let nearly = 0.999 * h
    let tiny = 0.001 * h
    var weights: [Double] = []
    var sum = 0.0
    var j = left
    while j < n {
      let r = abs(x[j] - x[i])
      if r <= nearly {
        let w: Double
        if r <= tiny {
          w = 1
        } else {
          let u = r / h
          let v = 1 - u * u * u
          w = v * v * v
        }
        weights.append(w)
        sum += w
      } else if x[j] > x[i] {
        break
      } else {
        weights.append(0)
      }
      j += 1
    }
    guard sum > 0 else { return nil }
    var mean = 0.0
    for k in weights.indices {
      weights[k] /= sum
      mean += weights[k] * x[left + k]
    }
    if h > 0 {
      var spread = 0.0
      for k in weights.indices { spread += weights[k] * (x[left + k] - mean) * (x[left + k] - mean) }
      // A line only where the window has some width; else the mean.
      if spread.squareRoot() > 0.001 * range {
        let slope = (x[i] - mean) / spread
        for k in weights.indices { weights[k] *= slope * (x[left + k] - mean) + 1 }
      }
    }
    var value = 0.0
    for k in weights.indices { value += weights[k] * y[left + k] }
    return value
  }

  /// The smooth at any x, on straight lines; constant beyond the ends.
  public func value(at point: Double) -> Double {
    guard let first = x.first, let last = x.last else { return .nan }
    if point <= first { return y[0] }
    if point >= last { return y[y.count - 1] }
    var low = 0
    var high = x.count - 1
    while low + 1 < high {
      let middle = (low + high) / 2
      if x[middle] <= point { low = middle } else { high = middle }
    }
    let width = x[high] - x[low]
    return width > 0 ? y[low] + (point - x[low]) / width * (y[high] - y[low]) : y[low]
  }
}
