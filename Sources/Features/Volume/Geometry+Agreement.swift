import Foundation

extension Geometry {
  /// Whether both grids have the same voxels at the same places: equal size, and every corner closer than `tolerance`
  /// times the smallest voxel edge. Files of one series differ by rounding in their headers; 1 % of a voxel is far
  /// above that and far below anything a feature could notice.
  public func isClose(to other: Geometry, tolerance: Double = 0.01) -> Bool {
    guard size == other.size else { return false }
    let limit = tolerance * min(spacing.min(), other.spacing.min())
    return zip(corners, other.corners).allSatisfy { length($0 - $1) <= limit }
  }

  /// What differs between two grids and by how much, for a sentence of the form "the mask … but the image …".
  /// nil when they are close.
  ///
  ///     mask.geometry.difference(from: image.geometry)
  ///     // "mask is 64×64×20 voxels but image is 64×64×24"
  public func difference(
    from other: Geometry, naming own: String = "mask", and theirs: String = "image", tolerance: Double = 0.01
  ) -> String? {
    guard !isClose(to: other, tolerance: tolerance) else { return nil }
    var parts: [String] = []
    if size != other.size {
      parts.append("\(own) is \(Self.text(size)) voxels but \(theirs) is \(Self.text(other.size))")
    }
    if (0..<3).contains(where: { abs(spacing[$0] - other.spacing[$0]) > tolerance * other.spacing[$0] / 10 }) {
      parts.append(
        "\(own) has voxels of \(Self.text(spacing)) mm but \(theirs) has \(Self.text(other.spacing)) mm")
    }
    let turn = (0..<3).map { Self.degrees(between: direction[$0], other.direction[$0]) }.max() ?? 0
    if turn > 0.01 {
      parts.append("the axes of \(own) are turned by \(Self.text(turn, digits: 2))° against those of \(theirs)")
    }
    let shift = length(origin - other.origin)
    if shift > tolerance * other.spacing.min() {
      parts.append(
        "the first voxel of \(own) lies \(Self.text(shift, digits: 2)) mm from that of \(theirs)"
          + " (\(Self.place(origin)) against \(Self.place(other.origin)) mm)")
    }
    if parts.isEmpty {
      let far = zip(corners, other.corners).map { length($0 - $1) }.max() ?? 0
      parts.append("the corners of \(own) lie up to \(Self.text(far, digits: 3)) mm from those of \(theirs)")
    }
    return parts.joined(separator: "; ")
  }

  /// "64×64×24 voxels of 1×1×3 mm".
  public var summary: String { "\(Self.text(size)) voxels of \(Self.text(spacing)) mm" }

  static func degrees(between a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    // The chord keeps its digits for small angles, where the arc cosine loses them.
    2 * asin(min(1, length(a - b) / 2)) * 180 / .pi
  }

  static func text(_ size: SIMD3<Int>) -> String { "\(size.x)×\(size.y)×\(size.z)" }

  static func text(_ lengths: SIMD3<Double>) -> String {
    (0..<3).map { text(lengths[$0], digits: 4) }.joined(separator: "×")
  }

  /// A place as people write it, `-48, -48, 12.5`: with × it would be a size.
  private static func place(_ position: SIMD3<Double>) -> String {
    (0..<3).map { text(position[$0], digits: 4) }.joined(separator: ", ")
  }

  /// A number with at most `digits` decimals and no trailing zeros.
  static func text(_ value: Double, digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let scale = pow(10, Double(digits))
    let whole = (abs(value) * scale).rounded()
    let sign = value < 0 && whole > 0 ? "-" : ""
    let integral = (whole / scale).rounded(.down)
    var decimals = String(Int((whole - integral * scale).rounded()))
    decimals = String(repeating: "0", count: max(0, digits - decimals.count)) + decimals
    while decimals.hasSuffix("0") { decimals.removeLast() }
    return sign + String(Int(integral)) + (decimals.isEmpty ? "" : "." + decimals)
  }
}
