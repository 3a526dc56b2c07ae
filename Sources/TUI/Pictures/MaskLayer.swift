public import Features

/// A mask as it is laid over a slice.
public struct MaskLayer: Sendable, Equatable {
  public enum Drawing: String, CaseIterable, Sendable { case contour, fill, both, hidden }

  /// How the contour is drawn, so that regions stay apart without colour.
  public enum LineStyle: CaseIterable, Sendable {
    case solid, dashed, dotted, dashDotted, sparse, broken

    /// What stands for the line in a legend.
    public var sample: String {
      switch self {
      case .solid: "──"
      case .dashed: "╌╌"
      case .dotted: "··"
      case .dashDotted: "─·"
      case .sparse: "· "
      case .broken: "─ "
      }
    }

    /// Which cells of the line are inked, one after the other and then from the beginning.
    var rhythm: [Bool] {
      switch self {
      case .solid: [true]
      case .dashed: [true, true, true, false]
      case .dotted: [true, false]
      case .dashDotted: [true, true, false, true, false]
      case .sparse: [true, false, false]
      case .broken: [true, true, true, true, false, false]
      }
    }
  }

  public let mask: Mask
  public let name: String
  public var drawing: Drawing
  public var colour: RGB
  public var line: LineStyle
  /// Of the fill, 0…1.
  public var opacity = 0.4
  /// Where the mask lies in the image; made once, because it reads every voxel.
  public let extent: RegionExtent

  /// - Parameter number: the place of the region among those of the image, from 0: it gives the colour and the line.
  public init(
    _ mask: Mask, over image: Geometry, name: String = "", drawing: Drawing = .contour, colour: RGB? = nil,
    number: Int = 0
  ) {
    self.mask = mask
    self.name = name
    self.drawing = drawing
    let number = max(0, number)
    self.colour = colour ?? Self.colours[number % Self.colours.count]
    // Where the colours begin again, the lines are one further: no two of the labels that are shown are alike.
    line = LineStyle.allCases[(number + number / Self.colours.count) % LineStyle.allCases.count]
    letter = Self.letters[number % Self.letters.count]
    extent = RegionExtent(of: mask, in: image)
  }

  /// What marks the region where glyphs carry brightness and no line can be drawn.
  public let letter: Unicode.Scalar

  /// What stands for the region in a legend.
  var key: Key { Key(colour: colour, line: line, letter: letter) }

  func key(_ look: Look) -> (text: String, style: Style) { key.drawn(look) }

  /// What tells a region from the others in a legend, without its mask.
  struct Key: Equatable, Sendable {
    var colour: RGB
    var line: LineStyle
    var letter: Unicode.Scalar

    /// `── ` or `oo `, and its style: what a terminal of this look draws in the picture.
    func drawn(_ look: Look) -> (text: String, style: Style) {
      let text = look.drawsRegionsAsLetters ? "\(letter)\(letter) " : line.sample + " "
      return (text, Style(foreground: .indexed(Palette256.index(nearestTo: colour))))
    }
  }

  /// As many as there are labels shown of a file, none of them in the ramp of greys.
  static let letters: [Unicode.Scalar] = ["o", "x", "v", "s", "z", "w", "n", "u", "c", "k", "y", "e"]

  /// Names of regions in so many columns. The number of a label stands at the end of a name, and tells those of one file apart:
  /// what comes before it is cut off.
  ///
  /// In ten columns `prostate_mask.nii.gz 7` is `prostat… 7`.
  static func names(_ names: [String], to columns: Int) -> [String] {
    let cut = names.map { name -> String in
      guard DisplayWidth.of(name) > columns, let blank = name.lastIndex(of: " ") else { return name }
      let number = String(name[blank...])
      guard Double(number.dropFirst()) != nil, DisplayWidth.of(number) + 2 <= columns else { return name }
      return DisplayWidth.clipped(String(name[..<blank]), to: columns - DisplayWidth.of(number)) + number
    }
    return DisplayWidth.toldApart(cut, to: columns)
  }

  /// Colours for several labels, all of the 256-colour palette. They stay apart from every colour map, and from each other,
  /// also with the common forms of colour-blindness; warm colours and greens would be lost there.
  public static let colours: [RGB] = [
    RGB(red: 255, green: 0, blue: 255), RGB(red: 0, green: 215, blue: 255), RGB(red: 95, green: 135, blue: 255),
    RGB(red: 215, green: 135, blue: 215), RGB(red: 175, green: 0, blue: 255), RGB(red: 0, green: 135, blue: 215),
  ]
}

extension MaskLayer {
  /// Whether a position in the patient lies in the region.
  func contains(_ world: SIMD3<Double>) -> Bool {
    guard let map = VoxelMap(worldTo: mask.geometry), let place = mask.geometry.voxel(nearest: map(world)) else {
      return false
    }
    return mask.isInside[mask.geometry.index(x: place.x, y: place.y, z: place.z)]
  }
}

/// A second image laid over the first, through its own affine.
public struct FusedLayer: Sendable, Equatable {
  public let volume: Volume<Float>
  public var window: Window
  public var map: ColourMap
  /// 0 shows only the first image, 1 only the second.
  public var opacity: Double

  public init(_ volume: Volume<Float>, window: Window, map: ColourMap = .hot, opacity: Double = 0.5) {
    self.volume = volume
    self.window = window
    self.map = map
    self.opacity = min(max(opacity, 0), 1)
  }
}

/// A straight distance between two positions in the patient, in mm.
public struct Ruler: Equatable, Sendable {
  public var start: SIMD3<Double>
  public var end: SIMD3<Double>

  public init(from start: SIMD3<Double>, to end: SIMD3<Double>) {
    self.start = start
    self.end = end
  }

  public var millimetres: Double { length(end - start) }
}
