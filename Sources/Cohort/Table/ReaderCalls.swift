/// What a human reader, or a test with two results, said of each row.
public struct ReaderCalls: Sendable, Equatable {
  public let name: String
  /// One per row; nil where the cell is empty.
  public let calls: [Bool?]

  /// Positive is the label of the outcome's positive class, or 1, true or yes; the other value is a negative call.
  ///
  /// - Parameters:
  ///   - positive: the outcome's positive class.
  ///   - negative: its other classes: a reader who only ever said one of them called nobody positive.
  /// - Throws: `TableError.readerCoding` for any other coding; 1 beside 2 is a guess and refused.
  public init(_ column: TableColumn, positive: String, negative: [String]) throws(TableError) {
    let levels = column.values.levels.compactMap(\.text)
    let known = Levels.find(positive, among: levels)
    let affirmative = levels.filter { ["1", "true", "yes"].contains($0.lowercased()) }
    let refusals = ["0", "false", "no"] + negative.map { $0.lowercased() }
    let allNegative = levels.count == 1 && levels.allSatisfy { refusals.contains($0.lowercased()) }
    guard levels.count <= 2, let call = known ?? affirmative.first ?? (allNegative ? "" : nil),
      Set(levels) != ["1", "2"] || known != nil
    else { throw .readerCoding(column: column.name, levels: levels, positive: positive) }
    name = column.name
    calls = column.values.texts.map { text in text.map { $0 == call } }
  }
}
