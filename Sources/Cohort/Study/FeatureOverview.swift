public import Features
public import Stats

/// The features of an extraction beside an outcome: what a person looks at before a model is built.
///
/// Everything about the outcome is learned from the training part of the frozen split alone; without one, from all units,
/// which the screen says. What is seen here would otherwise leak into the validation.
public struct FeatureOverview: Sendable {
  public let extraction: String
  /// One row per unit that was looked at, one column per feature.
  public let design: Design
  public let units: [String]
  /// What they are.
  public let unit: UnitLevel
  public let outcome: Outcome
  /// What the groups of the outcome are called, in the order of `group(of:)`.
  public let groupNames: [String]
  /// What each column means; nil for one that the catalogue does not know.
  public let keys: [FeatureKey?]
  /// Of which kind of region (exam, modality, series, role) each column is, such as `week 12_CT_tumour`; empty where units have
  /// one kind.
  public let kinds: [String]
  /// The same in the words that tell the kinds apart, such as `week 12`.
  public let shortKinds: [String]
  /// Whether the feature of a column is there in several ways of aggregating, which tell its columns apart.
  public let hasAggregations: [Bool]
  /// One line per column, in the order of the columns.
  public let ranking: [UnivariateResult]
  /// Whether only the training part was looked at.
  public let isTrainingOnly: Bool
  public let cautions: [Caution]

  /// - Parameter unit: the units that have the outcome, one row each.
  public init(
    _ name: String, outcome: StudyOutcome, of unit: UnitLevel = .patient, in database: CohortDatabase
  ) throws {
    let stored = try database.extraction(named: name)
    let plan = StudyPlan(
      name: "features", unit: unit, outcome: outcome, split: .folds(count: 2, repeats: 1),
      blocks: [
        StudyBlock(name: name, content: .features(extraction: name, settings: nil, features: [], filter: nil))
      ], models: [])
    let units = try StudyUnits(plan, in: database)
    var rows = Array(units.names.indices)
    let frozen = try FrozenSplit(in: database)
    let isTrainingOnly = frozen.map { !$0.plan.studySplit.isCrossValidation } ?? false
    let patients = units.patients
    if isTrainingOnly, let frozen { rows = rows.filter { frozen.parts[patients[$0]] == "training" } }
    var cautions = units.cautions
    if units.isClustered {
      cautions.append(
        .clusteredRows(unit.unitPlural, unaware: "The tests of this ranking"))
    }
    self.init(
      extraction: name, design: units.designs[0].selecting(rows: rows), units: rows.map { units.names[$0] }, of: unit,
      outcome: units.outcome.selecting(rows: rows), groupNames: outcome.groupNames(in: units.table),
      keys: Self.keys(of: units.designs[0].names, among: stored.features), isTrainingOnly: isTrainingOnly,
      cautions: cautions)
  }

  /// - Precondition: as many units, and as many outcomes, as the design has rows; a key per column.
  public init(
    extraction: String, design: Design, units: [String], of unit: UnitLevel = .patient, outcome: Outcome,
    groupNames: [String], keys: [FeatureKey?], isTrainingOnly: Bool, cautions: [Caution] = []
  ) {
    self.unit = unit
    precondition(units.count == design.rowCount && outcome.count == design.rowCount, "one row per unit")
    precondition(keys.count == design.columnCount, "one key per column")
    self.extraction = extraction
    self.design = design
    self.units = units
    self.outcome = outcome
    self.groupNames = groupNames
    self.keys = keys
    self.isTrainingOnly = isTrainingOnly
    self.cautions = cautions
    kinds = zip(design.names, keys).map { name, key in
      key.map { name.count > $0.column.count + 1 ? String(name.dropLast($0.column.count + 1)) : "" } ?? ""
    }
    shortKinds = Self.telling(kinds)
    var ways: [FeatureKey: Set<Aggregation?>] = [:]
    for key in keys.compactMap(\.self) {
      ways[FeatureKey(image: key.image, tag: key.tag), default: []].insert(key.aggregation)
    }
    hasAggregations = keys.map { key in
      key.map { (ways[FeatureKey(image: $0.image, tag: $0.tag)]?.count ?? 0) > 1 } ?? false
    }
    // An outcome that cannot rank leaves the table without p values.
    ranking =
      (try? UnivariateRanking.results(design, outcome))
      ?? design.names.map { UnivariateResult(name: $0, rowCount: design.rowCount) }
  }

  /// The feature of every column: columns of units with several kinds of region carry the kind before the feature's name.
  private static func keys(of names: [String], among features: [FeatureKey]) -> [FeatureKey?] {
    let byColumn = Dictionary(features.map { ($0.column, $0) }, uniquingKeysWith: { first, _ in first })
    return names.map { name in
      if let key = byColumn[name] { return key }
      var rest = name[...]
      while let cut = rest.firstIndex(of: "_") {
        rest = rest[rest.index(after: cut)...]
        if let key = byColumn[String(rest)] { return key }
      }
      return nil
    }
  }

  /// The words of each kind without those at the beginning and at the end that all kinds share.
  private static func telling(_ kinds: [String]) -> [String] {
    let words = kinds.map { $0.split(separator: "_") }
    let distinct = Set(words.filter { !$0.isEmpty })
    guard distinct.count > 1, let first = distinct.first else { return words.map { $0.joined(separator: " ") } }
    let shortest = distinct.map(\.count).min() ?? 0
    let before = (0..<shortest).first { place in distinct.contains { $0[place] != first[place] } } ?? shortest
    // One word of every kind stays, so that each has a name.
    let after =
      (0..<max(0, shortest - before - 1)).first { place in
        distinct.contains { $0[$0.count - 1 - place] != first[first.count - 1 - place] }
      } ?? max(0, shortest - before - 1)
    let start = min(before, max(0, shortest - 1))
    return words.map { $0.isEmpty ? "" : $0[start..<($0.count - after)].joined(separator: " ") }
  }

  /// The values of a column by the groups of the outcome; missing values are left out.
  public func groups(of column: Int) -> [(name: String, values: [Double])] {
    var groups = groupNames.map { (name: $0, values: [Double]()) }
    for (row, value) in design.column(column).enumerated() where value.isFinite {
      let group = group(of: row)
      if groups.indices.contains(group) { groups[group].values.append(value) }
    }
    return groups
  }

  private func group(of row: Int) -> Int {
    switch outcome {
    case .binary(let classes): classes[row] ? 1 : 0
    case .survival(let times): times[row].isEvent ? 1 : 0
    case .classes(let values, _), .ordinal(let values, _): values[row]
    }
  }

  /// Spearman correlations of some columns, with the order in which average linkage on 1 − |ρ| puts them side by side.
  public func correlations(of columns: [Int]) -> FeatureCorrelations {
    FeatureCorrelations(names: columns.map { design.names[$0] }, columns: columns.map { Array(design.column($0)) })
  }
}

/// How alike features are.
public struct FeatureCorrelations: Sendable, Equatable {
  public let names: [String]
  /// Spearman's ρ over the rows in which both have a value; not a number where that says nothing.
  public let values: [[Double]]
  /// The columns as average linkage on 1 − |ρ| puts them side by side.
  public let order: [Int]
  /// The cluster of every column: |ρ| above 0.9 on average.
  public let clusters: [Int]

  public init(names: [String], columns: [[Double]]) {
    self.names = names
    var values = [[Double]](repeating: [Double](repeating: .nan, count: columns.count), count: columns.count)
    for i in columns.indices {
      values[i][i] = 1
      for j in columns.indices where j > i {
        let rows = columns[i].indices.filter { columns[i][$0].isFinite && columns[j][$0].isFinite }
        guard rows.count > 2,
          let rho = try? Correlation.spearman(rows.map { columns[i][$0] }, rows.map { columns[j][$0] }, exact: false)
            .estimate?.value
        else { continue }
        values[i][j] = rho
        values[j][i] = rho
      }
    }
    self.values = values
    let clustering = HierarchicalClustering(distances: values.map { $0.map { 1 - $0.magnitude } })
    order = clustering.order
    clusters = clustering.clusters(below: 0.1)
  }
}

extension StudyOutcome {
  /// What its groups are called: without and with the event, or the classes.
  fileprivate func groupNames(in table: DataTable) -> [String] {
    switch self {
    case .binary(let column, let positive):
      // Of two levels the other one has a name of its own.
      let others = (table.column(named: column)?.values.levels ?? []).compactMap(\.text).filter { $0 != positive }
      return ["\(column) \(others.count == 1 ? others[0] : "not \(positive)")", "\(column) \(positive)"]
    case .survival(_, let event, _): return ["no event", event]
    case .ordinal(_, let levels): return levels
    case .classes: return []
    }
  }
}
