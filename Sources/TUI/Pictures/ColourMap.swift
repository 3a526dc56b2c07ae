/// The colours of a fused image, from low to high intensity.
public enum ColourMap: String, CaseIterable, Sendable {
  /// Black, red, yellow, white: the usual map of PET over CT.
  case hot
  /// White to black: the usual map of PET alone.
  case invertedGrey = "inverted grey"
  case grey
  /// Blue over green to yellow, even in lightness and readable with colour-blindness (after Smith and van der Walt).
  case viridis

  /// The colour of an intensity 0…255.
  public func colour(_ intensity: Float) -> RGB { RGB(channels: table[min(max(Int(intensity + 0.5), 0), 255)]) }

  /// The 256 colours.
  var table: [SIMD3<Float>] {
    switch self {
    case .hot: Self.hotTable
    case .invertedGrey: Self.invertedTable
    case .grey: Self.greyTable
    case .viridis: Self.viridisTable
    }
  }

  private static let greyTable = (0..<256).map { SIMD3<Float>(repeating: Float($0)) }
  private static let invertedTable = (0..<256).map { SIMD3<Float>(repeating: Float(255 - $0)) }
  /// Red rises over the first 3/8, green over the second, blue over the last quarter.
  private static let hotTable: [SIMD3<Float>] = (0..<256).map { place in
    let t = Float(place) / 255
    return SIMD3(min(1, t / 0.375), min(1, max(0, (t - 0.375) / 0.375)), max(0, (t - 0.75) / 0.25)) * 255
  }
  /// Linear between nine published colours of the map.
  private static let viridisTable: [SIMD3<Float>] = {
    let stops: [SIMD3<Float>] = [
      [68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99],
      [170, 220, 50], [253, 231, 37],
    ]
    return (0..<256).map { place in
      let position = Float(place) / 255 * 8
      let below = min(Int(position), 7)
      let fraction = position - Float(below)
      return stops[below] + (stops[below + 1] - stops[below]) * fraction
    }
  }()
}
