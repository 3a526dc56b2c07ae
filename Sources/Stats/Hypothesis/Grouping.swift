import Foundation

/// Rows sorted into named groups.
///
/// The groups stand in sorted order: by number when every label is a number ("2" before "10"), else by Unicode order.
public struct Grouping: Sendable, Equatable, Codable {
  public let names: [String]
  /// The group of each row, an index into `names`.
  public let codes: [Int]

  /// Groups of the labels that occur.
  public init(labels: [String]) {
    let distinct = Set(labels)
    let numbers = distinct.compactMap { label in Double(label).map { (label, $0) } }
    let names: [String] =
      numbers.count == distinct.count && numbers.allSatisfy { $0.1.isFinite }
      ? numbers.sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 < $1.1 }.map(\.0) : AlphabeticalOrder.sorted(distinct)
    let index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
    self.names = names
    codes = labels.map { index[$0] ?? 0 }
  }

  /// - Precondition: every code is an index into `names`.
  public init(codes: [Int], names: [String]) {
    precondition(codes.allSatisfy { names.indices.contains($0) }, "every code must name a group")
    self.names = names
    self.codes = codes
  }

  public var groupCount: Int { names.count }
  public var rowCount: Int { codes.count }

  /// Rows in each group.
  public var sizes: [Int] {
    var sizes = [Int](repeating: 0, count: names.count)
    for code in codes { sizes[code] += 1 }
    return sizes
  }

  /// The grouping of some rows; a group that loses all of its rows disappears, the others keep their order.
  public func selecting(rows: [Int]) -> Grouping {
    let used = Set(rows.map { codes[$0] })
    let kept = names.indices.filter { used.contains($0) }
    let position = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($0.element, $0.offset) })
    return Grouping(codes: rows.map { position[codes[$0]] ?? 0 }, names: kept.map { names[$0] })
  }

  /// The row numbers of each group.
  public var rows: [[Int]] {
    var rows = [[Int]](repeating: [], count: names.count)
    for (row, code) in codes.enumerated() { rows[code].append(row) }
    return rows
  }

  /// The values of each group, in the order of rows.
  public func values<Value>(_ values: [Value]) -> [[Value]] {
    precondition(values.count == codes.count, "one value per row")
    var result = [[Value]](repeating: [], count: names.count)
    for (value, code) in zip(values, codes) { result[code].append(value) }
    return result
  }
}
