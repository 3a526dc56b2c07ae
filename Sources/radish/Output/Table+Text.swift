import TUI

extension Table {
  /// Most rows that are printed again in a second block of columns; beyond it, columns are named instead.
  private static let mostRowsInBlocks = 60

  /// The table for a terminal of some width: numbers to the right, text to the left, widths by display width.
  ///
  /// Too wide a table continues below with its first column repeated; one of many rows shows the columns that fit and
  /// names the others.
  func text(width: Int) -> String {
    let shown = columns.indices.filter { columns[$0].isPrinted }
    let cells = rows.map { row in shown.map { row[$0].printed(columns[$0].style) } }
    let isRight = shown.map { column in
      rows.contains { row in
        switch row[column] {
        case .number, .integer: true
        default: false
        }
      }
    }
    var widths = shown.indices.map { position in
      let heading = DisplayWidth.of(columns[shown[position]].heading)
      return cells.reduce(heading) { max($0, DisplayWidth.of($1[position])) }
    }
    shrinkText(&widths, isRight: isRight, to: width)

    var text = ""
    if let title { text += title + "\n" }
    var first = 0
    repeat {
      var block = first == 0 ? [] : [0]
      var used = first == 0 ? 0 : widths[0]
      var next = first
      while next < shown.count, block.isEmpty || next == first || used + 2 + widths[next] <= width {
        used += (block.isEmpty ? 0 : 2) + widths[next]
        block.append(next)
        next += 1
      }
      if first > 0 { text += "\n" }
      text += Table.line(block.map { columns[shown[$0]].heading }, block, widths, isRight)
      text += block.map { String(repeating: "─", count: widths[$0]) }.joined(separator: "  ") + "\n"
      for row in cells { text += Table.line(block.map { row[$0] }, block, widths, isRight) }
      if next < shown.count, rows.count > Table.mostRowsInBlocks {
        let rest = shown[next...].map { columns[$0].heading }.joined(separator: ", ")
        text +=
          Paragraph.lines(of: "more columns (wider terminal, or --format csv): \(rest)", columns: width)
          .joined(separator: "\n") + "\n"
        break
      }
      first = next
    } while first < shown.count
    return text
  }

  /// Gives text columns less room, the widest first and none below 22 columns, until the table fits.
  private func shrinkText(_ widths: inout [Int], isRight: [Bool], to width: Int) {
    func total() -> Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) }
    while total() > width {
      let candidates = widths.indices.filter { !isRight[$0] && widths[$0] > 22 }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[widest] -= 1
    }
  }

  private static func line(_ cells: [String], _ block: [Int], _ widths: [Int], _ isRight: [Bool]) -> String {
    var line = zip(block, cells).map { position, cell in
      DisplayWidth.fitted(cell, to: widths[position], trailing: isRight[position])
    }.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }
}
