import TUI

extension Table {
  /// Most rows that are printed again in a second block of columns; beyond it, columns are named instead.
  private static let mostRowsInBlocks = 60

  /// The table for a terminal of some width: numbers to the right, text to the left, widths by display width.
  ///
  /// Too wide a table continues below with its first column repeated; one of many rows shows the columns that fit and
  /// names the others. Headings, rules, signs and what is missing say what they are.
  func lines(width: Int, look: Look = .standard) -> [StyledLine] {
    let shown = columns.indices.filter { columns[$0].isPrinted }
    let cells = rows.map { row in
      shown.map {
        StyledLine.Piece(look.words(row[$0].printed(columns[$0].style)), row[$0].look(columns[$0].style))
      }
    }
    let headings = shown.map { StyledLine.Piece(look.words(columns[$0].heading), .role(.header)) }
    let isRight = shown.map { column in
      rows.contains { row in
        switch row[column] {
        case .number, .integer: true
        default: false
        }
      }
    }
    let widths = shown.indices.map { position in
      let heading = DisplayWidth.of(headings[position].text)
      return cells.reduce(heading) { max($0, DisplayWidth.of($1[position].text)) }
    }
    let fitted = FittedColumns(
      widths: widths, yields: shown.indices.map { !isRight[$0] && columns[shown[$0]].style != .figures }, keys: 1,
      room: width)

    var lines: [StyledLine] = []
    if let title { lines.append(StyledLine(look.words(title), .role(.title))) }
    for (number, block) in fitted.blocks.enumerated() {
      if number > 0, rows.count > Table.mostRowsInBlocks {
        let rest = fitted.blocks[number...].flatMap { $0.dropFirst() }.map { headings[$0.column].text }
        lines += Paragraph.lines(
          of: "more columns (wider terminal, or --format csv): \(rest.joined(separator: ", "))", columns: width
        ).map { StyledLine($0, .role(.dim)) }
        break
      }
      if number > 0 { lines.append(StyledLine()) }
      lines += Table.lines(headings, block, isRight)
      lines.append(
        StyledLine(block.map { String(repeating: "─", count: $0.width) }.joined(separator: "  "), .role(.border)))
      for row in cells { lines += Table.lines(row, block, isRight) }
    }
    return lines
  }

  /// A row. Words of the last column that are wider than it go on below; those of the others are cut.
  private static func lines(
    _ cells: [StyledLine.Piece], _ block: [FittedColumns.Place], _ isRight: [Bool]
  ) -> [StyledLine] {
    var line = StyledLine()
    var rest: [StyledLine] = []
    for (place, own) in block.enumerated() {
      if place > 0 { line.append("  ") }
      let cell = cells[own.column]
      var text = DisplayWidth.clipped(cell.text, to: own.width)
      if place == block.count - 1, !isRight[own.column], text != cell.text {
        let broken = Paragraph.lines(of: cell.text, columns: own.width)
        text = broken.first ?? ""
        let before = String(repeating: " ", count: line.width)
        rest = broken.dropFirst().map { StyledLine([.init(before), .init($0, cell.style)]) }
      }
      let gap = String(repeating: " ", count: max(0, own.width - DisplayWidth.of(text)))
      if isRight[own.column] { line.append(gap) }
      line.append(text, cell.style)
      if !isRight[own.column] { line.append(gap) }
    }
    line.trim()
    return [line] + rest
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
