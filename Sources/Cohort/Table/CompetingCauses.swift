internal import Stats

/// A column of what ended follow-up: one level per cause, and one for censored.
public struct CompetingCauses: Sendable, Equatable {
  public let column: String
  /// The level that means censored.
  public let censored: String
  /// In sorted order; numbered from 1.
  public let causes: [String]
  /// The word for a column in which nobody is censored.
  static let nobody = "none"
  /// 0 for censored, else the number of the cause; nil where the cell is empty.
  public let codes: [Int?]

  /// - Parameters:
  ///   - label: the level that means censored; nil for the only one of 0, false, censored, censor; `none`, where no level
  ///     has that name, says that follow-up is complete.
  ///   - option: how the person who asks names that level, for messages.
  /// - Throws: `TableError.unknownLevel`, `.censoredNeeded`, `.noCause`, `.manyLevels`.
  public init(_ column: TableColumn, censored label: String?, option: String) throws(TableError) {
    let found = column.values.levels.compactMap(\.text)
    let levels = column.type == .text ? AlphabeticalOrder.sorted(found) : found
    guard levels.count <= 30 else { throw .manyLevels(column: column.name, count: levels.count) }
    let none: String
    if let label, label.lowercased() == Self.nobody, Levels.find(label, among: levels) == nil {
      none = Self.nobody
    } else if let label {
      guard let level = Levels.find(label, among: levels) else {
        throw .unknownLevel(label, column: column.name, levels: levels, option: option)
      }
      none = level
    } else {
      let usual = levels.filter { ["0", "false", "censored", "censor"].contains($0.lowercased()) }
      guard usual.count == 1 else { throw .censoredNeeded(column: column.name, levels: levels, option: option) }
      none = usual[0]
    }
    let causes = levels.filter { $0 != none }
    guard !causes.isEmpty else { throw .noCause(column: column.name, censored: none, option: option) }
    self.column = column.name
    censored = none
    self.causes = causes
    let numbers = Dictionary(uniqueKeysWithValues: causes.enumerated().map { ($0.element, $0.offset + 1) })
    codes = column.values.texts.map { text in text.map { numbers[$0] ?? 0 } }
  }
}
