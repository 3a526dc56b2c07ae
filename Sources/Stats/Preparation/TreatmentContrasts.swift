/// Text values as numbers: one 0/1 column per level but the first in alphabetical order, named `sex=Male`.
public struct TreatmentContrasts: Sendable, Equatable, Codable {
  public let column: String
  /// In alphabetical order; the first is the reference.
  public let levels: [String]

  /// - Parameter values: of training rows; `nil` is missing.
  public init(column: String, values: [String?]) {
    self.column = column
    levels = AlphabeticalOrder.sorted(Set(values.compactMap { $0 }))
  }

  public var names: [String] { levels.dropFirst().map { "\(column)=\($0)" } }
  /// The columns as one term, for tests that take them together.
  public var term: Term { Term(name: column, columns: names) }

  /// A missing value is missing in every column.
  /// - Throws: `ModelError.unknownLevel` for a level that the training rows do not have.
  public func encode(_ values: [String?]) throws(ModelError) -> Design {
    let known = Set(levels)
    for case let value? in values where !known.contains(value) {
      throw .unknownLevel(column: column, level: value, known: levels)
    }
    return Design(
      names: names, rowCount: values.count,
      values: levels.dropFirst().flatMap { level in
        values.map { value in value.map { $0 == level ? 1 : 0 } ?? .nan }
      })
  }
}
