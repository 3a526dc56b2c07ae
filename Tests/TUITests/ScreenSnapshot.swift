import Foundation
import TestSupport
import Testing

@testable import TUI

/// A screen as a file of text: what is written in every row, then how it looks.
///
///     80×24 dark
///     ╎ Radish › demo                                          16 patients · 18 images
///     …
///     styles
///       0  1+6 a  8+1 b
///     a  bold
///     b  246/-
///
/// A row of styles lists runs as `column+length letter`; letters are explained below as foreground/background (`-` is the
/// terminal's own) and attributes. `UPDATE_SNAPSHOTS=1 make test` writes the files anew; read the difference before you
/// commit it.
struct ScreenSnapshot {
  let name: String
  let text: String

  static let folder = Reference.projectRoot.appending(path: "Tests/Snapshots")
  static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1"

  /// The styles of a picture change with every voxel and are tested where pictures are: `hasStyles` leaves them out.
  init(name: String, canvas: Canvas, look: Look, theme: Theme, hasStyles: Bool) {
    self.name = name
    let size = canvas.gridSize
    var lines = ["\(size.columns)×\(size.rows) \(theme.name.rawValue)\(look.isASCII ? " ascii" : "")"]
    let rows = (look.isASCII ? canvas.asciiText : canvas.text).split(separator: "\n", omittingEmptySubsequences: false)
    lines += rows.prefix(size.rows).map { "╎" + $0 }
    if hasStyles { lines += Self.styles(of: canvas, theme: theme) }
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func styles(of canvas: Canvas, theme: Theme) -> [String] {
    var letters: [Style: String] = [:]
    var legend: [String] = []
    var lines = ["styles"]
    let columns = canvas.gridSize.columns
    for row in 0..<canvas.gridSize.rows {
      var runs: [String] = []
      var column = 0
      while column < columns {
        let style = theme.resolve(canvas.cells[row * columns + column].style)
        var end = column + 1
        while end < columns, theme.resolve(canvas.cells[row * columns + end].style) == style { end += 1 }
        if style != .plain {
          let letter = letters[style] ?? Self.letter(letters.count)
          if letters[style] == nil {
            letters[style] = letter
            legend.append("\(letter)  \(describe(style))")
          }
          runs.append("\(column)+\(end - column) \(letter)")
        }
        column = end
      }
      if !runs.isEmpty { lines.append("  \(row)  " + runs.joined(separator: "  ")) }
    }
    return lines + legend
  }

  private static func letter(_ number: Int) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    let letter = String(alphabet[number % alphabet.count])
    return number < alphabet.count ? letter : letter + String(number / alphabet.count)
  }

  private static func describe(_ style: Style) -> String {
    var words: [String] = []
    if style.foreground != .terminal || style.background != .terminal {
      words.append(describe(style.foreground) + "/" + describe(style.background))
    }
    for (attribute, word) in [
      (Style.Attributes.bold, "bold"), (.underline, "underline"), (.reverse, "reverse"), (.dim, "dim"),
    ] where style.attributes.contains(attribute) { words.append(word) }
    return words.joined(separator: " ")
  }

  private static func describe(_ color: Color) -> String {
    if let index = color.index { return "\(index)" }
    if let (red, green, blue) = color.components { return "rgb(\(red),\(green),\(blue))" }
    return "-"
  }

  /// Compares with the file kept, and names the first line that differs; or writes the file.
  func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = Self.folder.appending(path: name + ".screen")
    if Self.isUpdating {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return
    }
    let kept = try #require(
      try? String(contentsOf: file, encoding: .utf8),
      "no snapshot \(name).screen: UPDATE_SNAPSHOTS=1 make test writes it", sourceLocation: sourceLocation)
    guard kept != text else { return }
    let old = kept.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
    let was = old.indices.contains(line) ? String(old[line]) : "(nothing)"
    let now = new.indices.contains(line) ? String(new[line]) : "(nothing)"
    Issue.record(
      "\(name).screen differs first in line \(line + 1):\nkept  \(was)\nfound \(now)", sourceLocation: sourceLocation)
  }
}
