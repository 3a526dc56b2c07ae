import Features
import Foundation
import Testing

@testable import TUI

/// Contours are thin lines of one thickness in colours that nothing else has.
@Suite struct `A contour` {
  private func pixels(_ isInked: (_ column: Int, _ row: Int) -> Bool) -> UInt64 {
    (0..<64).reduce(0) { isInked($1 % 8, $1 / 8) ? $0 | 1 << UInt64($1) : $0 }
  }

  private func glyph(_ isInked: (_ column: Int, _ row: Int) -> Bool) -> Unicode.Scalar? {
    ContourGlyph.nearest(to: pixels(isInked))?.glyph
  }

  @Test func `lies where the border of the region does`() {
    #expect(glyph { _, row in row == 0 } == "▔")
    #expect(glyph { _, row in row == 4 } == "━")
    #expect(glyph { _, row in row == 7 } == "▁")
    #expect(glyph { column, _ in column <= 1 } == "▎")
    #expect(glyph { column, _ in column == 3 || column == 4 } == "┃")
  }

  @Test func `at the right is what the left three quarters leave`() throws {
    let right = try #require(ContourGlyph.nearest(to: pixels { column, _ in column >= 6 }))
    #expect(right.glyph == "▊" && !right.isInk)
  }

  @Test func `turns in the middle of a cell`() {
    #expect(glyph { column, row in row == 3 && column >= 3 || column == 4 && row >= 3 } == "┏")
    #expect(glyph { column, row in row == 3 && column <= 4 || column == 4 && row >= 3 } == "┓")
    #expect(glyph { column, row in row == 3 && column >= 3 || column == 4 && row <= 3 } == "┗")
    #expect(glyph { column, row in row == 3 && column <= 4 || column == 4 && row <= 3 } == "┛")
  }

  @Test(arguments: 0..<8) func `is level or upright wherever a straight contour runs`(place: Int) {
    #expect(["▔", "━", "▁"].contains(glyph { _, row in row == place }))
    let upright = ContourGlyph.nearest(to: pixels { column, _ in column == place })?.glyph
    #expect(upright.map { ["▎", "┃", "▊"].contains($0) } == true)
  }

  @Test func `is nothing where there is none`() { #expect(ContourGlyph.nearest(to: 0) == nil) }

  @Test func `has no thick blocks in it, whichever way it runs`() {
    let view = SlicePictureTests.view()
    let thin: Set<Unicode.Scalar> = ["▔", "━", "▁", "▎", "┃", "▊", "┏", "┓", "┗", "┛"]
    let own = Palette256.index(nearestTo: MaskLayer.colours[0])
    for size in [Size(columns: 48, rows: 24), Size(columns: 90, rows: 44)] {
      let cells = view.picture(size: size, look: .standard).cells.filter {
        $0.style.foreground == .indexed(own) || $0.style.background == .indexed(own)
      }
      #expect(cells.count > 20)
      for cell in cells { #expect(thin.contains(cell.scalar), "\(cell.scalar)") }
    }
  }

  // MARK: Colours

  /// What is seen with each kind of colour vision, in linear RGB: Machado, Oliveira and Fernandes, IEEE TVCG 2009;15:1291,
  /// table 1 at severity 1.
  private static let visions: [(name: String, rows: [SIMD3<Double>])] = [
    ("usual", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    (
      "deuteranopia",
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
  ]

  /// CIE 1976 L*a*b* of a colour under D65, as it is seen.
  private func lab(_ colour: RGB, _ vision: [SIMD3<Double>]) -> SIMD3<Double> {
    func linear(_ channel: UInt8) -> Double {
      let c = Double(channel) / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    let own = SIMD3(linear(colour.red), linear(colour.green), linear(colour.blue))
    let seen = vision.map { min(1, max(0, ($0 * own).sum())) }
    func white(_ value: Double) -> Double { value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116 }
    let x = white((0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047)
    let y = white(0.2126729 * seen[0] + 0.7151522 * seen[1] + 0.0721750 * seen[2])
    let z = white((0.0193339 * seen[0] + 0.1191920 * seen[1] + 0.9503041 * seen[2]) / 1.08883)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
  }

  private func difference(_ first: RGB, _ second: RGB, _ vision: [SIMD3<Double>]) -> Double {
    let step = lab(first, vision) - lab(second, vision)
    return (step * step).sum().squareRoot()
  }

  /// Greys are what images and the discretised region are shown in; the other maps lie over them in a fusion.
  @Test(arguments: ColourMap.allCases)
  func `has a colour that is not of the map below it, also for the colour-blind`(map: ColourMap) {
    let lying = (0...255).map { map.colour(Float($0)) }
    for vision in Self.visions {
      for colour in MaskLayer.colours {
        let nearest = lying.map { difference(colour, $0, vision.rows) }.min() ?? 0
        #expect(nearest > 20, "\(colour) \(vision.name)")
      }
    }
  }

  @Test func `has a colour that no other region has, also for the colour-blind`() {
    let colours = MaskLayer.colours
    for vision in Self.visions {
      for first in colours.indices {
        for second in colours.indices where second > first {
          let step = difference(colours[first], colours[second], vision.rows)
          #expect(step > 12, "\(first) and \(second), \(vision.name)")
        }
      }
    }
  }

  @Test func `has a colour of the 256-colour palette, so that it is the same everywhere`() {
    for colour in MaskLayer.colours {
      #expect(Palette256.colour(of: Palette256.index(nearestTo: colour)) == colour)
    }
  }
}
