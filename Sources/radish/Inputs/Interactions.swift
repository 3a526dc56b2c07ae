import Cohort
import Stats

/// Products of covariates, such as `treatment:risk`.
enum Interactions {
  /// The names of both sides of `A:B`; a column that itself contains a colon is taken whole.
  static func sides(_ text: String, in table: DataTable) throws -> (first: String, second: String) {
    var position = text.startIndex
    while let colon = text[position...].firstIndex(of: ":") {
      let second = text.index(after: colon)
      if let first = table.column(named: String(text[..<colon])),
        let other = table.column(named: String(text[second...]))
      {
        guard first.name != other.name else { throw InputError.repeatedColumn(first.name) }
        return (first.name, other.name)
      }
      position = second
    }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw InputError.notAnInteraction(text) }
    _ = try table.requireColumn(parts[0])
    return (parts[0], try table.requireColumn(parts[1]).name)
  }

  /// The products of all columns of two terms, named `a:b`.
  static func columns(_ first: Term, _ second: Term, in design: Design) -> [(name: String, values: [Double])] {
    func column(_ name: String) -> [Double] {
      design.names.firstIndex(of: name).map { Array(design.column($0)) } ?? []
    }
    return first.columns.flatMap { a in
      second.columns.map { b in ("\(a):\(b)", zip(column(a), column(b)).map { $0 * $1 }) }
    }
  }
}
