import Foundation
import Testing

@testable import TUI

/// The pixels a terminal shows for a canvas of block glyphs: 8×16 per cell, by the exact geometry of the glyphs.
struct BlockRasteriser {
  let width: Int
  let height: Int
  private(set) var grey: [Double]
  /// Glyphs that are not block elements; a picture should have none.
  private(set) var unknown: Set<Unicode.Scalar> = []

  init(_ canvas: Canvas) {
    width = canvas.gridSize.columns * 8
    height = canvas.gridSize.rows * 16
    grey = Array(repeating: 0, count: width * height)
    var cuts = Dictionary(uniqueKeysWithValues: BlockCut.all.map { ($0.glyph, $0) })
    for set in 1...14 { cuts[BlockCut.quadrantGlyphs[set]] = .quadrants(set) }
    for row in 0..<canvas.gridSize.rows {
      for column in 0..<canvas.gridSize.columns {
        let cell = canvas.cells[row * canvas.gridSize.columns + column]
        let ink = Self.luminance(cell.style.foreground)
        let paper = Self.luminance(cell.style.background)
        for y in 0..<16 {
          for x in 0..<8 {
            let isInked: Bool
            if let cut = cuts[cell.scalar] {
              isInked = cut.isInked(column: x, row: y / 2)
            } else if cell.scalar == "▔" {
              isInked = y < 2
            } else if cell.scalar == "▕" {
              isInked = x == 7
            } else {
              isInked = false
              if cell.scalar != " " { unknown.insert(cell.scalar) }
            }
            grey[(row * 16 + y) * width + column * 8 + x] = isInked ? ink : paper
          }
        }
      }
    }
  }

  static func luminance(_ colour: Color) -> Double {
    let rgb: RGB
    if let index = colour.index {
      rgb = Palette256.colour(of: index)
    } else if let parts = colour.components {
      rgb = RGB(red: parts.red, green: parts.green, blue: parts.blue)
    } else {
      return 0
    }
    return 0.299 * Double(rgb.red) + 0.587 * Double(rgb.green) + 0.114 * Double(rgb.blue)
  }
}

/// How alike two grey pictures of the same size are.
enum Fidelity {
  /// Peak signal-to-noise ratio in dB for intensities 0…255.
  static func psnr(_ a: [Double], _ b: [Double]) -> Double {
    let error = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(max(1, a.count))
    return error == 0 ? .infinity : 10 * log10(255 * 255 / error)
  }

  /// Structural similarity (Wang et al., 2004): mean over all windows of 8×8 pixels, with their constants.
  static func ssim(_ a: [Double], _ b: [Double], width: Int) -> Double {
    let height = a.count / max(1, width)
    let c1 = 6.5025
    let c2 = 58.5225
    var sum = 0.0
    var count = 0.0
    for top in stride(from: 0, through: height - 8, by: 4) {
      for left in stride(from: 0, through: width - 8, by: 4) {
        var (sa, sb, saa, sbb, sab) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for y in top..<top + 8 {
          for x in left..<left + 8 {
            let (p, q) = (a[y * width + x], b[y * width + x])
            sa += p
            sb += q
            saa += p * p
            sbb += q * q
            sab += p * q
          }
        }
        let (ma, mb) = (sa / 64, sb / 64)
        let (va, vb, cov) = (saa / 64 - ma * ma, sbb / 64 - mb * mb, sab / 64 - ma * mb)
        sum += (2 * ma * mb + c1) * (2 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
        count += 1
      }
    }
    return count == 0 ? 1 : sum / count
  }
}

/// Lanczos resampling with three lobes, the reference a picture is compared with.
enum Lanczos {
  static func resized(_ image: [Double], width: Int, height: Int, to target: (width: Int, height: Int)) -> [Double] {
    let across = weights(from: width, to: target.width)
    let down = weights(from: height, to: target.height)
    var wide = [Double](repeating: 0, count: target.width * height)
    for y in 0..<height {
      for (x, taps) in across.enumerated() {
        wide[y * target.width + x] = taps.reduce(0) { $0 + image[y * width + $1.0] * $1.1 }
      }
    }
    var result = [Double](repeating: 0, count: target.width * target.height)
    for (y, taps) in down.enumerated() {
      for x in 0..<target.width {
        let value = taps.reduce(0) { $0 + wide[$1.0 * target.width + x] * $1.1 }
        result[y * target.width + x] = min(max(value, 0), 255)
      }
    }
    return result
  }

  private static func weights(from source: Int, to target: Int) -> [[(Int, Double)]] {
    let step = Double(source) / Double(target)
    let radius = max(1, step) * 3
    return (0..<target).map { pixel in
      let centre = (Double(pixel) + 0.5) * step - 0.5
      let range = Int((centre - radius).rounded(.up))...Int((centre + radius).rounded(.down))
      let taps = range.map { (min(max($0, 0), source - 1), kernel((Double($0) - centre) / max(1, step))) }
      let sum = taps.reduce(0) { $0 + $1.1 }
      return taps.map { ($0.0, $0.1 / sum) }
    }
  }

  private static func kernel(_ x: Double) -> Double {
    if abs(x) < 1e-9 { return 1 }
    if abs(x) >= 3 { return 0 }
    let turn = Double.pi * x
    return 3 * sin(turn) * sin(turn / 3) / (turn * turn)
  }
}
