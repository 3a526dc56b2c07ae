import TUI

extension Table {
  /// Most rows that are printed again in a second block of columns; beyond it, columns are named instead.
  private static let mostRowsInBlocks = 60

  /// The table for a terminal of some width: numbers to the right, text to the left, widths by display width.
  ///
  /// Too wide a table continues below with its first column repeated; one of many rows shows the columns that fit and
  /// names the others. Headings, rules, signs and what is missing say what they are.
  func lines(width: Int) -> [StyledLine] {
    let shown = columns.indices.filter { columns[$0].isPrinted }
    let cells = rows.map { row in
      shown.map { StyledLine.Piece(row[$0].printed(columns[$0].style), row[$0].look(columns[$0].style)) }
    }
    let headings = shown.map { StyledLine.Piece(columns[$0].heading, .role(.header)) }
    let isRight = shown.map { column in
      rows.contains { row in
        switch row[column] {
        case .number, .integer: true
        default: false
        }
      }
    }
    var widths = shown.indices.map { position in
      let heading = DisplayWidth.of(headings[position].text)
      return cells.reduce(heading) { max($0, DisplayWidth.of($1[position].text)) }
    }
    shrinkText(&widths, isWhole: shown.indices.map { isRight[$0] || columns[shown[$0]].style == .figures }, to: width)

    var lines: [StyledLine] = []
    if let title { lines.append(StyledLine(title, .role(.title))) }
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
      if first > 0 { lines.append(StyledLine()) }
      lines.append(Table.line(headings, block, widths, isRight))
      lines.append(
        StyledLine(block.map { String(repeating: "─", count: widths[$0]) }.joined(separator: "  "), .role(.border)))
      for row in cells { lines.append(Table.line(row, block, widths, isRight)) }
      if next < shown.count, rows.count > Table.mostRowsInBlocks {
        let rest = shown[next...].map { columns[$0].heading }.joined(separator: ", ")
        lines += Paragraph.lines(of: "more columns (wider terminal, or --format csv): \(rest)", columns: width)
          .map { StyledLine($0, .role(.dim)) }
        break
      }
      first = next
    } while first < shown.count
    return lines
  }

  /// Gives text columns less room, the widest first and none below 22 columns, until the table fits.
  private func shrinkText(_ widths: inout [Int], isWhole: [Bool], to width: Int) {
    func total() -> Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) }
    while total() > width {
      let candidates = widths.indices.filter { !isWhole[$0] && widths[$0] > 22 }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[widest] -= 1
    }
  }

  private static func line(
    _ cells: [StyledLine.Piece], _ block: [Int], _ widths: [Int], _ isRight: [Bool]
  ) -> StyledLine {
    var line = StyledLine()
    for (place, position) in block.enumerated() {
      if place > 0 { line.append("  ") }
      let cell = cells[position]
      let text = DisplayWidth.clipped(cell.text, to: widths[position])
      let gap = String(repeating: " ", count: max(0, widths[position] - DisplayWidth.of(text)))
      if isRight[position] { line.append(gap) }
      line.append(text, cell.style)
      if !isRight[position] { line.append(gap) }
    }
    line.trim()
    return line
  }
}

extension Table.Value {
  /// How it is looked at: what is missing steps back, a sign stands out.
  fileprivate func look(_ style: Table.Style) -> Style {
    switch self {
    case .missing: .role(.dim)
    case .text(let word) where style == .sign: Table.signs[word].map { .role($0) } ?? .plain
    default: .plain
    }
  }
}

extension Table {
  /// The words that say how something is.
  private static let signs: [String: Role] = [
    "ok": .good, "note": .warning, "warning": .warning, "bad": .bad, "error": .bad, "failed": .bad,
  ]
}
