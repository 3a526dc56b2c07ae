import Stats
import TUI

extension Answer {
  /// The cautions as a text and a picture show them.
  var cautionLines: [String] { cautions.map { "△ \($0.code): \($0.message)" } }

  /// The answer for people: what was asked, plots, tables, notes, and every caution with what to do about it.
  func text(look: Look, size: Size) -> String {
    var parts: [String] = []
    if !lines.isEmpty { parts.append(paragraphs(lines, width: size.columns)) }
    for plot in plots {
      let room = Size(columns: size.columns, rows: max(8, size.rows - 1))
      parts.append(plot.lines(size: room, look: look, theme: .light).map { $0 + "\n" }.joined())
    }
    for table in tables where table.isPrinted && !table.rows.isEmpty {
      parts.append(Terminal.harmless(table.text(width: size.columns)))
    }
    if !notes.isEmpty { parts.append(paragraphs(notes, width: size.columns)) }
    if !cautions.isEmpty {
      parts.append(paragraphs(cautionLines, width: size.columns))
    }
    let text = parts.joined(separator: "\n")
    return look.isASCII ? ASCII.text(text) : text
  }

  private func paragraphs(_ sentences: [String], width: Int) -> String {
    sentences.flatMap { Paragraph.lines(of: Terminal.harmless($0), columns: width) }.joined(separator: "\n") + "\n"
  }
}
