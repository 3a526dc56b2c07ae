/// A partition of rows into folds, each held out once.
public struct Folds: Sendable, Equatable, Codable {
  public let count: Int
  /// The fold of each row, 0..<count.
  public let fold: [Int]

  /// Folds given from outside, numbered 0..<count with at least one row each.
  /// - Throws: `ModelError.badFolds` when a number is missing or outside.
  public init(_ fold: [Int]) throws(ModelError) {
    let count = (fold.max() ?? -1) + 1
    guard count >= 2 else { throw .badFolds("at least two folds are needed, found \(max(count, 0))") }
    guard (fold.min() ?? -1) >= 0 else { throw .badFolds("fold numbers start at 0") }
    guard Set(fold).count == count else {
      throw .badFolds("every fold from 1 to \(count) needs at least one row")
    }
    self.count = count
    self.fold = fold
  }

  /// Random folds of nearly equal size.
  /// - Parameters:
  ///   - strata: one number per row; each stratum is spread evenly over the folds.
  ///   - groups: one number per row; rows of a group share a fold. Groups are placed largest first where the
  ///     strata are then most even (ties: the smaller fold, then the lower number).
  /// - Throws: `ModelError.badFolds` when there are fewer rows (or groups) than folds.
  public static func random(
    count: Int, rowCount: Int, strata: [Int]? = nil, groups: [Int]? = nil, seed: UInt64
  ) throws(ModelError) -> Folds {
    guard count >= 2 else { throw .badFolds("at least two folds are needed, found \(count)") }
    let units = Units(rowCount: rowCount, strata: strata, groups: groups)
    guard units.count >= count else {
      throw .badFolds(
        "\(count) folds need at least \(count) \(groups == nil ? "rows" : "groups"), found \(units.count)")
    }
    var generator = SeededGenerator(seed: seed)
    var fold = [Int](repeating: 0, count: rowCount)
    if groups == nil {
      // Deal the shuffled rows of one stratum after the other, never starting again at the first fold.
      var next = 0
      let byStratum = Dictionary(grouping: 0..<units.count) { units.stratum[$0] }
      for stratum in byStratum.keys.sorted() {
        for row in generator.shuffled(byStratum[stratum] ?? []) {
          fold[row] = next
          next = (next + 1) % count
        }
      }
      return try Folds(fold)
    }
    let levels = Set(strata ?? [0]).sorted()
    let level = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    var totals = [Double](repeating: 0, count: levels.count)
    let perUnit: [[Double]] = units.rows.map { rows in
      var counts = [Double](repeating: 0, count: levels.count)
      for row in rows { counts[strata.flatMap { level[$0[row]] } ?? 0] += 1 }
      return counts
    }
    for counts in perUnit { for s in counts.indices { totals[s] += counts[s] } }
    let order = generator.shuffled(Array(0..<units.count)).enumerated().sorted {
      (units.rows[$1.element].count, $0.offset) < (units.rows[$0.element].count, $1.offset)
    }.map(\.element)
    var filled = [[Double]](repeating: [Double](repeating: 0, count: levels.count), count: count)
    var sizes = [Int](repeating: 0, count: count)
    var unitsIn = [Int](repeating: 0, count: count)
    for (placed, unit) in order.enumerated() {
      let remaining = order.count - placed
      let empty = unitsIn.lazy.filter { $0 == 0 }.count
      var best = 0
      var bestKey = (Double.infinity, Int.max, Int.max)
      for k in 0..<count where empty < remaining || unitsIn[k] == 0 {
        var unevenness = 0.0
        for s in levels.indices where totals[s] > 0 {
          for m in 0..<count {
            let share = (filled[m][s] + (m == k ? perUnit[unit][s] : 0)) / totals[s] - 1 / Double(count)
            unevenness += share * share
          }
        }
        let key = (unevenness, sizes[k], k)
        if key < bestKey {
          best = k
          bestKey = key
        }
      }
      for row in units.rows[unit] { fold[row] = best }
      for s in levels.indices { filled[best][s] += perUnit[unit][s] }
      sizes[best] += units.rows[unit].count
      unitsIn[best] += 1
    }
    return try Folds(fold)
  }

  /// One fold per distinct number in `groups`, in ascending order: leave one centre out.
  public static func leaveOneGroupOut(_ groups: [Int]) throws(ModelError) -> Folds {
    let levels = Set(groups).sorted()
    let position = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    return try Folds(groups.map { position[$0] ?? 0 })
  }

  /// One split per fold, that fold held out.
  public var splits: [Split] {
    (0..<count).compactMap { k in try? Split(isTraining: fold.map { $0 != k }) }
  }
}
