import Cohort

extension ReaderCalls {
  /// The calls of a column, coded like the outcome.
  init(column name: String, outcome: BinaryOutcome, in rows: CompleteRows) throws {
    try self.init(rows.table.requireColumn(name), positive: outcome.positive, negative: outcome.negative)
  }

  /// One call per row of a table without missing cells.
  var complete: [Bool] { calls.compactMap { $0 } }
}
