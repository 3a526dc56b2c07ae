/// A colour of the screen: three channels of 8 bits in sRGB, as terminals and SVG understand them.
public struct RGB: Equatable, Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A grey of the given intensity.
  public init(grey: UInt8) { self.init(red: grey, green: grey, blue: grey) }

  /// A colour from channels in 0…255; they are rounded and clamped, NaN becomes 0.
  init(channels: SIMD3<Float>) {
    self.init(red: Self.byte(channels.x), green: Self.byte(channels.y), blue: Self.byte(channels.z))
  }

  var channels: SIMD3<Float> { [Float(red), Float(green), Float(blue)] }

  static func byte(_ value: Float) -> UInt8 {
    guard value > 0 else { return 0 }
    return value >= 254.5 ? 255 : UInt8(value + 0.5)
  }
}
