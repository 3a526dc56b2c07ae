import Foundation
import Testing

@testable import TUI

/// Whoever reads on a white or a black screen can read every word.
@Suite struct `Contrast of the themes` {
  /// Relative luminance of WCAG 2.2: linear light, weighted by how bright the eye finds each part.
  private func luminance(_ red: Int, _ green: Int, _ blue: Int) -> Double {
    func linear(_ part: Int) -> Double {
      let share = Double(part) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  private func contrast(_ a: Double, _ b: Double) -> Double { (max(a, b) + 0.05) / (min(a, b) + 0.05) }

  @Test func `the measure is that of the standard`() {
    #expect(abs(contrast(luminance(255, 255, 255), luminance(0, 0, 0)) - 21) < 1e-9)
    // #767676 is the palest grey that passes on white.
    #expect(contrast(luminance(0x76, 0x76, 0x76), 1) >= 4.5)
    #expect(contrast(luminance(0x77, 0x77, 0x77), 1) < 4.5)
  }

  private static let words: [Role] = [
    .text, .title, .header, .dim, .faint, .accent, .focus, .key, .good, .warning, .bad, .running, .mark,
  ]

  @Test(arguments: words) func `of words is enough on white and on black`(role: Role) {
    for (name, ground) in [(Theme.Name.light, 1.0), (.dark, 0.0)] {
      // The terminal's own colour is the person's choice.
      guard let index = Theme(name).color(role).index else { continue }
      let (red, green, blue) = Theme.components(ofIndex: Int(index))
      let found = contrast(luminance(red, green, blue), ground)
      #expect(found >= 4.5, "\(role) in \(name.rawValue): \(found)")
    }
  }

  @MainActor @Test func `no word in the frame of a picture has the colour of its lines`() async throws {
    let driver = await Driver(size: Size(columns: 140, rows: 40))
    try await driver.press("<Enter>")
    let canvas = driver.display.canvas
    let columns = canvas.gridSize.columns
    let pale = canvas.cells.enumerated().filter { $0.element.style.foreground.role == .border }
    #expect(!pale.isEmpty)
    for (place, cell) in pale {
      #expect(
        !cell.text.contains { $0.isLetter || $0.isNumber },
        "\(cell.text) in row \(place / columns) has the colour of borders")
    }
  }
}
