internal import Features

/// The features of an extraction as columns over the units of a level: one row per unit, one column per feature.
///
/// Where units have several kinds of region (exam, modality, series, role), each kind has columns of its own, named
/// `CT_tumour_…`; several regions of one kind are averaged. What is excluded from analyses has no part in it.
public struct UnitFeatures: Sendable {
  public let extraction: StoredExtraction
  let unit: UnitLevel
  /// The regions that have features and take part, each with its row of the matrix of features.
  let regions: [Case]
  let rows: [Int]
  /// The kinds of region in natural order, and which of them each region is.
  let kinds: [String]
  private let kindOfRegion: [Int]
  private let comparesExams: Bool

  /// - Parameters:
  ///   - filter: a condition that regions have to meet.
  ///   - comparesExams: whether exams are told apart otherwise than by kinds of region.
  /// - Throws: where the filter cannot be read, or the file.
  public init(
    _ extraction: StoredExtraction, of unit: UnitLevel, filter: String? = nil, comparesExams: Bool = false,
    in database: CohortDatabase
  ) throws {
    try self.init(
      extraction, of: unit, filter: filter, comparesExams: comparesExams, cases: database.cases(), in: database)
  }

  /// - Parameter cases: all of the cohort, where they have been read already.
  public init(
    _ extraction: StoredExtraction, of unit: UnitLevel, filter: String? = nil, comparesExams: Bool = false,
    cases: [Case], in database: CohortDatabase
  ) throws {
    self.extraction = extraction
    self.unit = unit
    self.comparesExams = comparesExams
    let lesions = try database.lesions(withFeaturesOf: extraction.id)
    let meets = try filter.map { try FilterExpression($0).mask(in: database.tableOfLesions()) }
    var excluded: [UnitLevel: Set<Int64>] = [:]
    for exclusion in try database.exclusions() { excluded[exclusion.level, default: []].insert(exclusion.unit) }
    func isExcluded(_ region: Case) -> Bool {
      !excluded.isEmpty
        && UnitLevel.allCases.contains { excluded[$0]?.contains(Int64(Self.row(of: region, level: $0) + 1)) == true }
    }
    rows = lesions.indices.filter { row in
      let place = Int(lesions[row].rawValue) - 1
      return cases.indices.contains(place) && meets?[place] ?? true && !isExcluded(cases[place])
    }
    regions = rows.map { cases[Int(lesions[$0].rawValue) - 1] }
    let names = regions.map { Self.kind(of: $0, unit: unit, comparesExams: comparesExams) }
    kinds = Set(names).sorted(by: NaturalOrder.precedes)
    let places = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })
    kindOfRegion = names.map { places[$0] ?? 0 }
  }

  /// The row of a table of units that a region belongs to.
  static func row(of region: Case, level: UnitLevel) -> Int {
    switch level {
    case .patient: Int(region.patient.id.rawValue) - 1
    case .exam: Int(region.exam.id.rawValue) - 1
    case .image: Int(region.image.id.rawValue) - 1
    case .lesion: Int(region.lesion.id.rawValue) - 1
    }
  }

  /// What tells a region from others of its unit.
  func kind(of region: Case) -> String { Self.kind(of: region, unit: unit, comparesExams: comparesExams) }

  private static func kind(of region: Case, unit: UnitLevel, comparesExams: Bool) -> String {
    var parts: [String] = []
    if unit == .patient, !comparesExams { parts.append(region.exam.label) }
    if unit == .patient || unit == .exam { parts += [region.image.modality, region.image.series] }
    if unit != .lesion { parts.append(region.lesion.role) }
    return parts.filter { !$0.isEmpty }.joined(separator: "_")
  }

  private func name(_ feature: FeatureKey, of kind: String) -> String {
    kinds.count > 1 && !kind.isEmpty ? kind + "_" + feature.column : feature.column
  }

  /// What the columns are called, those of one kind of region together.
  public var names: [String] { kinds.flatMap { kind in extraction.features.map { name($0, of: kind) } } }

  /// Columns of a table of `count` units.
  ///
  /// - Parameter isWanted: chooses features by their place in the extraction, and columns by their name.
  /// - Returns: the columns, those of one kind of region together, and whether several regions of a unit were averaged.
  func columns(
    count: Int, features chosen: [Int], isWanted: (String) -> Bool = { _ in true }, in database: CohortDatabase
  ) throws -> (columns: [(name: String, values: [Double])], areAveraged: Bool) {
    let matrix = try database.featureMatrix(of: extraction, features: chosen)
    var result: [(name: String, values: [Double])] = []
    var areAveraged = false
    for (number, kind) in kinds.enumerated() {
      let members = regions.indices.filter { kindOfRegion[$0] == number }
      let targets = members.map { Self.row(of: regions[$0], level: unit) }
      if Set(targets).count < targets.count { areAveraged = true }
      for (place, key) in matrix.features.enumerated() {
        let name = name(key, of: kind)
        guard isWanted(name) else { continue }
        let column = matrix.column(place)
        var sums = [Double](repeating: 0, count: count)
        var counts = [Double](repeating: 0, count: count)
        for (member, target) in zip(members, targets) {
          let value = column[column.startIndex + rows[member]]
          if value.isFinite {
            sums[target] += value
            counts[target] += 1
          }
        }
        result.append((name, sums.indices.map { counts[$0] > 0 ? sums[$0] / counts[$0] : .nan }))
      }
    }
    return (result, areAveraged)
  }

  /// The columns of these names, as a table of `count` units takes them; a name that there is not is left out. Only the
  /// features that are named are kept in memory.
  public func columns(named wanted: Set<String>, count: Int, in database: CohortDatabase) throws -> [TableColumn] {
    let chosen = extraction.features.indices.filter { place in
      kinds.contains { wanted.contains(name(extraction.features[place], of: $0)) }
    }
    guard !chosen.isEmpty, regions.allSatisfy({ Self.row(of: $0, level: unit) < count }) else { return [] }
    return try columns(count: count, features: chosen, isWanted: wanted.contains, in: database).columns.map {
      TableColumn(name: $0.name, values: .number($0.values))
    }
  }
}
