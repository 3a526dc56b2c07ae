internal import Foundation

/// Round positions for the ticks of an axis: multiples of 1, 2, 2.5 or 5 times a power of ten.
public struct AxisTicks: Equatable, Sendable {
  public let positions: [Double]
  /// Decimals that tell neighbouring ticks apart.
  public let decimals: Int

  /// Ticks from at or above `low` to at or below `high`, at most `count` (at least 2) of them.
  public init(from low: Double, to high: Double, count: Int) {
    let count = max(2, count)
    guard low.isFinite, high.isFinite, high > low, high - low > abs(high) * 1e-12, (high - low).isFinite
    else {
      positions = low.isFinite ? [low] : []
      decimals = 2
      return
    }
    let step = Self.step(span: high - low, count: count)
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    positions = first <= last ? (0...Int(min(last - first, 1000))).map { (first + Double($0)) * step } : []
    decimals = Self.decimals(of: step)
  }

  /// The labels of the positions, all with the same number of decimals.
  public var labels: [String] { positions.map { NumberText.fixed($0, decimals) } }

  /// The smallest round step of which `count` ticks can span the axis.
  static func step(span: Double, count: Int) -> Double {
    let raw = span / Double(max(1, count - 1))
    let power = pow(10, log10(raw).rounded(.down))
    for factor in [1, 2, 2.5, 5, 10] where factor * power >= raw * (1 - 1e-9) { return factor * power }
    return 10 * power
  }

  static func decimals(of step: Double) -> Int {
    for decimals in 0..<12 {
      let scaled = step * pow(10, Double(decimals))
      if abs(scaled - scaled.rounded()) < 1e-6 * scaled { return decimals }
    }
    return 12
  }

  /// The numbers 1, 2 and 5 times powers of ten up to a limit, ascending, at most thirty.
  static func roundNumbers(upTo limit: Double) -> [Double] {
    guard limit > 0, limit.isFinite else { return [] }
    let top = Int(log10(limit).rounded(.down))
    return (top - 9...top).flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }.filter { $0 <= limit }
  }
}
