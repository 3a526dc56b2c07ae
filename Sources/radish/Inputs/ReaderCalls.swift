import Cohort
import Stats

/// What a human reader, or a test with two results, said of each row.
struct ReaderCalls {
  let name: String
  let calls: [Bool]

  /// Positive is the label of the outcome's positive class, or 1, true or yes; the other value is a negative call.
  init(column name: String, outcome: BinaryOutcome, in rows: CompleteRows) throws {
    let values = try rows.table.requireColumn(name).values
    let levels = values.levels.compactMap(\.text)
    let known = Levels.find(outcome.positive, among: levels)
    let affirmative = levels.filter { ["1", "true", "yes"].contains($0.lowercased()) }
    let negative = ["0", "false", "no"] + outcome.negative.map { $0.lowercased() }
    let allNegative = levels.count == 1 && levels.allSatisfy { negative.contains($0.lowercased()) }
    guard levels.count <= 2, let positive = known ?? affirmative.first ?? (allNegative ? "" : nil),
      Set(levels) != ["1", "2"] || known != nil
    else { throw InputError.readerCoding(column: name, levels: levels, positive: outcome.positive) }
    self.name = name
    calls = values.texts.map { $0 == positive }
  }
}
