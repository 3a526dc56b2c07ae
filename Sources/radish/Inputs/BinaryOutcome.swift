import Cohort

/// A column of two classes, and which one is positive.
///
/// With a label, rows of that label are positive and all others negative. Without one, the classes must be two and
/// exactly one of them be `1`, `true` or `yes`; 1 beside 2 is a guess and refused.
struct BinaryOutcome: Equatable {
  let column: String
  let positive: String
  let negative: [String]
  /// One per row.
  let isPositive: [Bool]

  init(column name: String, positive label: String?, in rows: CompleteRows) throws {
    let values = try rows.table.requireColumn(name).values
    let levels = values.levels.compactMap(\.text)
    let texts = values.texts
    if let label {
      guard let level = Levels.find(label, among: levels) else {
        throw InputError.unknownPositive(label, column: name, levels: levels)
      }
      positive = level
    } else {
      let affirmative = levels.filter { ["1", "true", "yes"].contains($0.lowercased()) }
      guard levels.count <= 2, affirmative.count == 1 || levels.count == 1, Set(levels) != ["1", "2"] else {
        throw InputError.positiveNeeded(column: name, levels: levels)
      }
      positive = affirmative.first ?? ""
    }
    guard levels.count > 1 else {
      throw InputError.oneClass(column: name, level: levels.first ?? "", count: rows.count)
    }
    column = name
    negative = levels.filter { [positive] in $0 != positive }
    isPositive = texts.map { [positive] in $0 == positive }
  }

  var positiveCount: Int { isPositive.count { $0 } }
  var negativeCount: Int { isPositive.count - positiveCount }

  /// Says the positive class aloud.
  var sentence: String {
    "Positive: \(column) = \(positive) (\(positiveCount) rows); negative: \(negative.joined(separator: ", ")) "
      + "(\(negativeCount) rows)."
  }
}
