/// The part of the xterm-256 palette that pictures use: its 30 distinct greys and its 6×6×6 colour cube.
///
/// The 16 system colours are left out because every terminal lets its user redefine them. The greys are the ramp
/// 232…255 (8, 18 … 238) and the six greys of the cube (0, 95, 135, 175, 215, 255): without the cube's black and white
/// a picture's background would be dark grey and its white clipped.
public enum Palette256 {
  /// The 30 greys from black to white: palette index and intensity 0…255.
  public static let greys: [(index: UInt8, intensity: UInt8)] = {
    var greys: [(index: UInt8, intensity: UInt8)] = []
    for step in UInt8(0)..<24 { greys.append((232 + step, 8 + 10 * step)) }
    for (step, level) in cubeLevels.enumerated() { greys.append((UInt8(16 + 43 * step), level)) }
    return greys.sorted { $0.intensity < $1.intensity }
  }()

  /// The intensities of one channel of the colour cube.
  public static let cubeLevels: [UInt8] = [0, 95, 135, 175, 215, 255]

  /// For every intensity 0…255 the palette index of the nearest grey; the darker one when two are equally near.
  static let greyIndex: [UInt8] = nearestGreys.map(\.index)

  /// For every intensity 0…255 the intensity of the nearest grey.
  static let greyIntensity: [Float] = nearestGreys.map { Float($0.intensity) }

  private static let nearestGreys: [(index: UInt8, intensity: UInt8)] = (0..<256).map { wanted in
    greys.min { abs(Int($0.intensity) - wanted) < abs(Int($1.intensity) - wanted) } ?? (16, 0)
  }

  /// For every intensity 0…255 the place of the nearest level of the cube.
  private static let cubePlace: [Int] = (0..<256).map { wanted in
    (0..<6).min { abs(Int(cubeLevels[$0]) - wanted) < abs(Int(cubeLevels[$1]) - wanted) } ?? 0
  }

  /// The palette index nearest to a colour: a grey when the channels differ by less than 12, otherwise the nearest
  /// colour of the cube.
  public static func index(nearestTo colour: RGB) -> UInt8 {
    let low = min(colour.red, colour.green, colour.blue)
    let high = max(colour.red, colour.green, colour.blue)
    if high - low < 12 {
      let mean = (Int(colour.red) + Int(colour.green) + Int(colour.blue) + 1) / 3
      return greyIndex[mean]
    }
    let red = cubePlace[Int(colour.red)]
    let green = cubePlace[Int(colour.green)]
    let blue = cubePlace[Int(colour.blue)]
    return UInt8(16 + 36 * red + 6 * green + blue)
  }

  /// The colour of a palette index from 16 on; the system colours below are given as xterm's defaults.
  public static func colour(of index: UInt8) -> RGB {
    let index = Int(index)
    if index >= 232 {
      let intensity = UInt8(8 + 10 * (index - 232))
      return RGB(red: intensity, green: intensity, blue: intensity)
    }
    if index >= 16 {
      let place = index - 16
      return RGB(red: cubeLevels[place / 36], green: cubeLevels[place / 6 % 6], blue: cubeLevels[place % 6])
    }
    return systemColours[index]
  }

  private static let systemColours: [RGB] = [
    RGB(red: 0, green: 0, blue: 0), RGB(red: 205, green: 0, blue: 0), RGB(red: 0, green: 205, blue: 0),
    RGB(red: 205, green: 205, blue: 0), RGB(red: 0, green: 0, blue: 238), RGB(red: 205, green: 0, blue: 205),
    RGB(red: 0, green: 205, blue: 205), RGB(red: 229, green: 229, blue: 229), RGB(red: 127, green: 127, blue: 127),
    RGB(red: 255, green: 0, blue: 0), RGB(red: 0, green: 255, blue: 0), RGB(red: 255, green: 255, blue: 0),
    RGB(red: 92, green: 92, blue: 255), RGB(red: 255, green: 0, blue: 255), RGB(red: 0, green: 255, blue: 255),
    RGB(red: 255, green: 255, blue: 255),
  ]
}
