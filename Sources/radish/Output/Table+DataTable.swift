import Cohort

extension Table {
  /// The columns of a cohort's table; units stand in the heading.
  init(_ name: String, of table: DataTable) {
    let columns = table.columns.map { column in
      Column(
        column.name, column.unit.isEmpty ? column.name : "\(column.name) \(column.unit)",
        column.type == .number ? .short : .text)
    }
    let rows = (0..<table.rowCount).map { row in table.columns.map { Value($0.values[row]) } }
    self.init(name, columns: columns, rows: rows)
  }
}

extension Table.Value {
  init(_ cell: CellValue) {
    switch cell {
    case .missing: self = .missing
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .date(let date): self = .text(date.description)
    case .bool(let flag): self = .bool(flag)
    }
  }
}
