import Stats
import TUI

extension Answer {
  /// The cautions as a text and a picture show them.
  var cautionLines: [String] { cautions.map { "△ \($0.code): \($0.message)" } }

  /// The answer for people: what was asked, plots, tables, notes, and every caution with what to do about it.
  ///
  /// - Parameter isForWorkbench: says what is a heading, a sign, a note and a caution, so that the screen shows them as such
  ///   in the colours of its theme (`SGR`); a look without colour keeps the plain text.
  func text(look: Look, size: Size, isForWorkbench: Bool = false) -> String {
    let namesRoles = isForWorkbench && look.color != .mono
    func say(_ lines: [StyledLine]) -> String {
      lines.map { (namesRoles ? SGR.text($0) : DisplayWidth.harmless($0.text)) + "\n" }.joined()
    }
    func paragraphs(_ sentences: [String], _ style: Style = .plain) -> String {
      say(
        sentences.flatMap { Paragraph.lines(of: look.sentence(Terminal.harmless($0)), columns: size.columns) }
          .map { StyledLine($0, style) })
    }
    var parts: [String] = []
    if !lines.isEmpty { parts.append(paragraphs(lines)) }
    for plot in plots {
      let room = Size(columns: size.columns, rows: max(8, size.rows - 1))
      let drawn = plot.lines(size: room, look: look, theme: isForWorkbench ? nil : .light)
      parts.append(drawn.map { $0 + "\n" }.joined())
    }
    for table in tables where table.isPrinted && !table.rows.isEmpty {
      parts.append(say(table.lines(width: size.columns, look: look)))
    }
    if !notes.isEmpty { parts.append(paragraphs(notes, .role(.dim))) }
    if !cautions.isEmpty { parts.append(paragraphs(cautionLines, .role(.warning))) }
    let text = parts.joined(separator: "\n")
    return look.isASCII ? ASCIIWords.finished(text) : text
  }
}
