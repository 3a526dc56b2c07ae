/// A baseline table ("Table 1"): each variable summarised per group, with a test chosen and named, and the
/// standardised difference of two groups.
///
/// A number that looks normal in every group (Shapiro–Wilk p ≥ 0.05, at least 3 values) is given as mean and standard
/// deviation and tested by Welch's t test or Welch's analysis of variance; any other as median and quartiles, tested by
/// the Wilcoxon rank-sum or the Kruskal–Wallis test. A category is tested by χ², or by Fisher's exact test when an
/// expected count is below 5 and there are not too many tables to count. The p values are not adjusted: a baseline table is a description, not an analysis.
public struct TableOne: Sendable, Equatable, Codable {
  public let groups: [String]
  public let groupSizes: [Int]
  public let rows: [TableOneRow]

  /// One column of the data: missing numbers are NaN, missing categories nil.
  public enum Variable: Sendable {
    case number(name: String, values: [Double])
    case category(name: String, values: [String?])

    public var name: String {
      switch self {
      case .number(let name, _), .category(let name, _): name
      }
    }

    var count: Int {
      switch self {
      case .number(_, let values): values.count
      case .category(_, let values): values.count
      }
    }
  }

  /// - Parameter goesOn: hears after each variable how many are done; where it says no, the table ends with that one.
  /// - Throws: `HypothesisError.lengthsDiffer` when a variable has not one value per row.
  public init(
    _ variables: [Variable], by grouping: Grouping, goesOn: (Int) -> Bool = { _ in true }
  ) throws(HypothesisError) {
    groups = grouping.names
    groupSizes = grouping.sizes
    var rows: [TableOneRow] = []
    for variable in variables {
      guard variable.count == grouping.rowCount else {
        throw .lengthsDiffer(first: grouping.rowCount, second: variable.count, what: "groups and \(variable.name)")
      }
      switch variable {
      case .number(let name, let values): rows.append(Self.number(name, grouping.values(values)))
      case .category(let name, let values): rows.append(Self.category(name, values, grouping))
      }
      guard goesOn(rows.count) else { break }
    }
    self.rows = rows
  }

  private static func number(_ name: String, _ all: [[Double]]) -> TableOneRow {
    let groups = all.map { $0.filter(\.isFinite) }
    let summaries = groups.map(NumberSummary.init)
    let isNormal = groups.allSatisfy { group in
      guard group.count >= 3, let test = try? VarianceTests.shapiroWilk(group), let p = test.p else { return false }
      return p >= 0.05
    }
    let filled = groups.filter { $0.count > 1 }
    let test: TestResult?
    if filled.count < 2 || filled.count < groups.filter({ !$0.isEmpty }).count {
      test = nil
    } else if isNormal {
      test =
        filled.count == 2
        ? try? MeanTests.welch(filled[0], filled[1]) : try? MeanTests.welchAnalysisOfVariance(filled)
    } else {
      test =
        filled.count == 2
        ? try? RankTests.rankSum(filled[0], filled[1]) : try? RankTests.kruskalWallis(filled)
    }
    return TableOneRow(
      name: name, content: isNormal ? .meanAndDeviation(summaries) : .medianAndQuartiles(summaries),
      missing: zip(all, groups).map { $0.count - $1.count }, test: test,
      standardisedDifference: groups.count == 2
        ? EffectSize.standardisedMeanDifference(groups[0], groups[1]).map { abs($0) } : nil)
  }

  /// Tables of more cells than this are not counted out: among them Fisher's test finds too many, and seconds late.
  private static let mostCellsOfFisher = 400
  /// Nor are those that take more steps than this, a fraction of a second.
  private static let mostStepsOfFisher = 1_000_000

  private static func category(_ name: String, _ values: [String?], _ grouping: Grouping) -> TableOneRow {
    let levels = Grouping(labels: Array(Set(values.lazy.compactMap { $0 }))).names
    let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    var counts = [[Int]](repeating: [Int](repeating: 0, count: grouping.groupCount), count: levels.count)
    var missing = [Int](repeating: 0, count: grouping.groupCount)
    for (value, group) in zip(values, grouping.codes) {
      if let place = value.flatMap({ places[$0] }) { counts[place][group] += 1 } else { missing[group] += 1 }
    }
    var test: TestResult?
    let used = (0..<grouping.groupCount).filter { group in counts.contains { $0[group] > 0 } }
    if let table = try? ContingencyTable(counts.map { row in used.map { row[$0] } }) {
      let isSmall = table.expected.contains { $0.contains { $0 < 5 } }
      let isCounted = isSmall && levels.count * used.count <= mostCellsOfFisher
      test = isCounted ? (try? table.fisher(mostSteps: mostStepsOfFisher)) ?? table.chiSquared() : table.chiSquared()
    }
    let difference =
      grouping.groupCount == 2
      ? EffectSize.standardisedDifference(counts: counts.map { $0[0] }, counts.map { $0[1] }) : nil
    return TableOneRow(
      name: name, content: .counts(levels: levels, counts: counts), missing: missing, test: test,
      standardisedDifference: difference)
  }
}

/// One variable of a baseline table.
public struct TableOneRow: Sendable, Equatable, Codable {
  public let name: String
  public let content: Content
  /// Missing values per group.
  public let missing: [Int]
  /// nil where a group is too small to test.
  public let test: TestResult?
  /// The absolute standardised difference of two groups; above 0.1 is usually called an imbalance.
  public let standardisedDifference: Double?

  public enum Content: Sendable, Equatable, Codable {
    case meanAndDeviation([NumberSummary])
    case medianAndQuartiles([NumberSummary])
    /// `counts[level][group]`.
    case counts(levels: [String], counts: [[Int]])
  }
}

/// A column of numbers at a glance; quantiles of type 7.
public struct NumberSummary: Sendable, Equatable, Codable {
  public let count: Int
  /// nil for no value; the standard deviation for fewer than two.
  public let mean: Double?
  public let standardDeviation: Double?
  public let minimum: Double?
  public let firstQuartile: Double?
  public let median: Double?
  public let thirdQuartile: Double?
  public let maximum: Double?

  /// Values that are not finite are left out.
  public init(_ values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted()
    let moments = SampleMoments(sorted)
    let isEmpty = sorted.isEmpty
    count = sorted.count
    mean = isEmpty ? nil : moments.mean
    standardDeviation = sorted.count > 1 ? moments.variance.squareRoot() : nil
    minimum = sorted.first
    firstQuartile = isEmpty ? nil : Quantile.type7(0.25, ofSorted: sorted)
    median = isEmpty ? nil : Quantile.type7(0.5, ofSorted: sorted)
    thirdQuartile = isEmpty ? nil : Quantile.type7(0.75, ofSorted: sorted)
    maximum = sorted.last
  }
}
