/// Which rows train and which are held out; both lists ascending, disjoint and not empty.
public struct Split: Sendable, Equatable, Codable {
  public let training: [Int]
  public let heldOut: [Int]

  /// - Throws: `ModelError.emptySide` when a side has no row.
  public init(isTraining: [Bool]) throws(ModelError) {
    let training = isTraining.indices.filter { isTraining[$0] }
    let heldOut = isTraining.indices.filter { !isTraining[$0] }
    if training.isEmpty { throw .emptySide("training") }
    if heldOut.isEmpty { throw .emptySide("held-out") }
    self.training = training
    self.heldOut = heldOut
  }

  /// Two lists of rows, in any order; rows in neither take no part.
  /// - Precondition: no row is in both.
  /// - Throws: `ModelError.emptySide` when a side has no row.
  public init(training: [Int], heldOut: [Int]) throws(ModelError) {
    if training.isEmpty { throw .emptySide("training") }
    if heldOut.isEmpty { throw .emptySide("held-out") }
    precondition(Set(training).isDisjoint(with: heldOut), "a row either trains or is held out")
    self.training = training.sorted()
    self.heldOut = heldOut.sorted()
  }

  /// A random split.
  /// - Parameters:
  ///   - trainingFraction: the wanted share of rows (of groups when grouped) on the training side, in (0, 1).
  ///   - strata: one number per row; every stratum is split in the same proportion (largest remainders).
  ///   - groups: one number per row; rows of a group stay together, and a group counts with its highest stratum.
  /// - Throws: `ModelError` when the fraction is outside (0, 1) or leaves a side empty.
  public static func random(
    rowCount: Int, trainingFraction: Double, strata: [Int]? = nil, groups: [Int]? = nil, seed: UInt64
  ) throws(ModelError) -> Split {
    guard trainingFraction > 0, trainingFraction < 1 else { throw .badFraction(trainingFraction) }
    let units = Units(rowCount: rowCount, strata: strata, groups: groups)
    var generator = SeededGenerator(seed: seed)
    let wanted = Int((Double(units.count) * trainingFraction).rounded())
    // Largest remainders: floors first, then one more where the fraction lost most.
    let byStratum = Dictionary(grouping: 0..<units.count) { units.stratum[$0] }
    let order = byStratum.keys.sorted()
    var quota: [Int: Int] = [:]
    var remainders: [(rest: Double, stratum: Int)] = []
    for stratum in order {
      let exact = Double(byStratum[stratum]?.count ?? 0) * trainingFraction
      quota[stratum] = Int(exact.rounded(.down))
      remainders.append((exact - exact.rounded(.down), stratum))
    }
    var missing = wanted - quota.values.reduce(0, +)
    for (_, stratum) in remainders.sorted(by: { ($1.rest, $0.stratum) < ($0.rest, $1.stratum) }) where missing > 0 {
      quota[stratum, default: 0] += 1
      missing -= 1
    }
    var isTraining = [Bool](repeating: false, count: rowCount)
    for stratum in order {
      let members = generator.shuffled(byStratum[stratum] ?? [])
      for unit in members.prefix(quota[stratum] ?? 0) {
        for row in units.rows[unit] { isTraining[row] = true }
      }
    }
    return try Split(isTraining: isTraining)
  }
}

/// What is drawn when rows are resampled: single rows, or whole groups in order of first appearance.
struct Units {
  let rows: [[Int]]
  let stratum: [Int]
  var count: Int { rows.count }

  init(rowCount: Int, strata: [Int]?, groups: [Int]?) {
    precondition(strata.map { $0.count == rowCount } ?? true, "strata need one number per row")
    precondition(groups.map { $0.count == rowCount } ?? true, "groups need one number per row")
    guard let groups else {
      rows = (0..<rowCount).map { [$0] }
      stratum = strata ?? [Int](repeating: 0, count: rowCount)
      return
    }
    var position: [Int: Int] = [:]
    var rows: [[Int]] = []
    for row in 0..<rowCount {
      if let at = position[groups[row]] {
        rows[at].append(row)
      } else {
        position[groups[row]] = rows.count
        rows.append([row])
      }
    }
    self.rows = rows
    self.stratum = rows.map { members in members.map { strata?[$0] ?? 0 }.max() ?? 0 }
  }
}
