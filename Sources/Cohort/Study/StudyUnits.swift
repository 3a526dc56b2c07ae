internal import Features
public import Stats

/// The rows of a study: who takes part, with outcome and columns; nothing learned yet.
public struct StudyUnits: Sendable {
  /// One row per unit that takes part.
  public let table: DataTable
  /// What the units are called: the patient, or patient and exam ….
  public let names: [String]
  /// The number of the patient of each row; resampling never separates rows of one patient.
  public let groups: [Int]
  public internal(set) var outcome: Outcome
  /// One design per block, in the order of the plan, each with a row per unit.
  public let designs: [Design]
  /// Units that were left out, by reason.
  public let leftOut: [(reason: String, count: Int)]
  public let cautions: [Caution]
  /// What perturbations found, by the names that the plan's pipelines refer to.
  public let robustness: [String: FeatureRobustness]
  /// What only the evaluation reads.
  let evaluated: EvaluatedColumns

  /// The label of the patient of each row: the first column of every table of units.
  public var patients: [String] { table.columns.first?.values.texts.map { $0 ?? "" } ?? [] }

  /// Whether patients have several rows.
  public var isClustered: Bool { Set(groups).count < groups.count }

  /// Everything that a result depends on, as a digest.
  var digest: String {
    var digest = Digest()
    for name in names { digest.add(name + "\u{0}") }
    switch outcome {
    case .binary(let values): digest.add(values.map { $0 ? 1 : 0 })
    case .survival(let times): digest.add(times.flatMap { [$0.time, $0.isEvent ? 1 : 0] })
    case .classes(let values, _), .ordinal(let values, _): digest.add(values.map { Double($0) })
    }
    for design in designs {
      for name in design.names { digest.add(name + "\u{0}") }
      digest.add(design.values)
    }
    for (name, found) in robustness.sorted(by: { $0.key < $1.key }) {
      digest.add(name + "\u{0}")
      digest.add(found.features.map { $0.absolute?.value ?? -1 })
    }
    evaluated.add(to: &digest)
    return digest.hex()
  }
}

/// Why a study cannot be run; every sentence names the item and what to do.
public enum StudyError: Error, Equatable, Sendable, CustomStringConvertible {
  case noCohort(study: String)
  case table(TableError)
  case filter(FilterError)
  case textOutcome(column: String, positive: String, levels: [String])
  case badEvent(column: String, levels: [String])
  case badTime(unit: String, column: String)
  case outcomeAmongPredictors(block: String, column: String)
  case dateColumn(block: String, column: String)
  case tooManyLevels(block: String, column: String, count: Int)
  case noFeatures(block: String, extraction: String)
  case noExam(block: String, label: String, suggestion: String?)
  case unknownFeature(block: String, name: String, suggestion: String?)
  case noUnits(String)
  case emptyPart(String)
  case notPlaced(column: String, count: Int)
  case model(name: String, message: String)
  case badClasses(column: String, count: Int)
  case unknownLevel(String, column: String, levels: [String])
  case badTreatment(column: String, count: Int)
  case noFrozenSplit
  case dividedPatient(String)

  public var description: String {
    switch self {
    case .noCohort(let study):
      "Study \"\(study)\" names no cohort. Add the key cohort, or give the cohort file on the command line."
    case .table(let error): error.description
    case .filter(let error): error.description
    case .noFrozenSplit:
      "The study is judged on the frozen split, and this cohort keeps none. Freeze one with: radish split COHORT --by … --freeze"
    case .dividedPatient(let label):
      "The split puts rows of patient \(label) into different parts. A patient is in one part: divide by a value of the patients."
    case .textOutcome(let column, let positive, let levels):
      "No row of \"\(column)\" has the positive value \"\(positive)\"; it has \(levels.joined(separator: ", ")). "
        + "Set outcome.positive."
    case .badEvent(let column, let levels):
      "The event column \"\(column)\" has the values \(levels.joined(separator: ", ")). "
        + "Say with outcome.survival.occurred which one means that the event happened."
    case .badTime(let unit, let column):
      "The time \"\(column)\" of \(unit) is negative. Correct it, or exclude the unit."
    case .outcomeAmongPredictors(let block, let column):
      "Block \"\(block)\" contains \"\(column)\", which is the outcome itself. Take it out."
    case .dateColumn(let block, let column):
      "Block \"\(block)\" contains the date \"\(column)\". Use a number, such as an age or an interval."
    case .tooManyLevels(let block, let column, let count):
      "Column \"\(column)\" of block \"\(block)\" has \(count) different texts, too many to be a category. Use another column."
    case .noFeatures(let block, let extraction):
      "Block \"\(block)\": extraction \"\(extraction)\" has no features for any unit. Run: radish extract"
    case .noExam(let block, let label, let suggestion):
      "Block \"\(block)\": no region of its extraction belongs to an exam \"\(label)\"."
        + (suggestion.map { " Did you mean \"\($0)\"?" } ?? "")
    case .unknownFeature(let block, let name, let suggestion):
      "Block \"\(block)\": no feature is called \"\(name)\"." + (suggestion.map { " Did you mean \"\($0)\"?" } ?? "")
    case .noUnits(let reason): "No unit is left for the study: \(reason)."
    case .emptyPart(let part): "The split leaves no unit for \(part). Change the split."
    case .notPlaced(let column, let count):
      "\(count) \(count == 1 ? "unit has" : "units have") no \"\(column)\", so the split cannot place "
        + "\(count == 1 ? "it" : "them"). Exclude \(count == 1 ? "it" : "them") from the cohort, or in a study file: "
        + "exclude: [\"\(column) is missing\"]."
    case .model(let name, let message): "Model \"\(name)\": \(message)"
    case .badClasses(let column, let count):
      "\"\(column)\" has \(count) different values, but an outcome of classes has from 2 to 20. Use another column."
    case .unknownLevel(let level, let column, let levels):
      "\"\(column)\" holds \"\(level)\", which is none of \(levels.joined(separator: " < ")). "
        + "Add it to outcome.levels, or exclude its units."
    case .badTreatment(let column, let count):
      "The treatment \"\(column)\" has \(count) different \(count == 1 ? "value" : "values"), but from 2 to 10 can be "
        + "compared. Use another column for evaluation.treatment."
    }
  }
}

extension StudyUnits {
  /// Reads the units of a plan from a cohort: exclusions applied, rows without outcome or without any feature of a block
  /// left out and counted.
  public init(_ plan: StudyPlan, in database: CohortDatabase) throws {
    var table = try database.table(of: plan.unit)
    let owners = try Self.owners(plan.unit, in: database)
    if let volume = try Self.volumes(plan.unit, in: database, count: table.rowCount),
      table.column(named: "roi_volume_ml") == nil
    {
      table.set(TableColumn(name: "roi_volume_ml", unit: "ml", values: .number(volume)))
    }
    var kept = [Bool](repeating: true, count: table.rowCount)
    var leftOut: [(reason: String, count: Int)] = []
    func drop(_ reason: String, _ rows: some Sequence<Int>) {
      var count = 0
      for row in rows where kept[row] {
        kept[row] = false
        count += 1
      }
      if count > 0 { leftOut.append((reason, count)) }
    }
    let excluded = try Self.excludedRows(plan.unit, owners: owners, in: database)
    drop("excluded in the cohort", excluded)
    for condition in plan.exclude { drop(condition, try FilterExpression(condition).rows(in: table)) }

    let read = try Self.outcome(
      plan.outcome, table: table, competing: plan.evaluation?.competing?.column)
    drop("outcome is missing", read.missing)

    var designs: [Design] = []
    var cautions = Self.codingCaution(plan.outcome, table: table)
    for block in plan.blocks {
      let design: Design
      switch block.content {
      case .columns(let columns):
        design = try Self.design(columns, block: block.name, table: table, outcome: plan.outcome)
      case .features(let name, _, let features, let filter):
        let found = try Self.features(
          extraction: name, features: features, filter: filter, block: block.name, delta: block.delta, unit: plan.unit,
          count: table.rowCount, in: database)
        design = found.design
        cautions += found.cautions
        let empty = (0..<table.rowCount).filter { row in
          (0..<design.columnCount).allSatisfy { design[row, $0].isNaN }
        }
        if let delta = block.delta {
          drop(
            "features of extraction \(name) are 0 at exam \"\(delta.from)\", so there is no ratio to them",
            empty.filter(found.zeroAtFirst.contains))
          drop(
            "no features of extraction \(name) at both exams, \"\(delta.from)\" and \"\(delta.to)\"",
            empty.filter { !found.zeroAtFirst.contains($0) })
        } else {
          drop("no features of extraction \(name)", empty)
        }
      }
      designs.append(design)
    }
    var robustness: [String: FeatureRobustness] = [:]
    for model in plan.models {
      for case .robust(_, let name) in model.pipeline where robustness[name] == nil {
        do {
          robustness[name] = try database.robustness(named: name)
        } catch {
          throw StudyError.model(name: model.name, message: error.description)
        }
      }
    }
    let rows = kept.indices.filter { kept[$0] }
    guard !rows.isEmpty else {
      throw StudyError.noUnits(leftOut.map { "\($0.count) \($0.reason)" }.joined(separator: ", "))
    }
    let remaining = table.rows(rows)
    cautions += Self.otherLevelsCaution(plan.outcome, table: remaining)
    self.init(
      table: remaining, names: rows.map { Self.name(of: $0, in: table, level: plan.unit) },
      groups: rows.map { owners[$0] }, outcome: read.outcome.selecting(rows: rows),
      designs: designs.map { $0.selecting(rows: rows) }, leftOut: leftOut, cautions: cautions, robustness: robustness,
      evaluated: try EvaluatedColumns(plan, table: remaining))
    if case .survival(let times) = outcome, let bad = times.firstIndex(where: { $0.time < 0 }),
      case .survival(let column, _, _) = plan.outcome
    {
      throw StudyError.badTime(unit: names[bad], column: column)
    }
  }

  private static func name(of row: Int, in table: DataTable, level: UnitLevel) -> String {
    let columns =
      switch level {
      case .patient: ["patient"]
      case .exam: ["patient", "exam"]
      case .image: ["patient", "exam", "modality", "series"]
      case .lesion: ["patient", "exam", "modality", "series", "role", "lesion", "label"]
      }
    return columns.compactMap { table.cell(row: row, column: $0)?.text }.joined(separator: " ")
  }

  /// The patient of every row, counted from 0.
  private static func owners(_ level: UnitLevel, in database: CohortDatabase) throws -> [Int] {
    switch level {
    case .patient: return Array(0..<(try database.counts().patients))
    case .exam: return try database.exams().map { Int($0.patient.rawValue) - 1 }
    case .image:
      let exams = try database.exams()
      return try database.images().map { Int(exams[Int($0.exam.rawValue) - 1].patient.rawValue) - 1 }
    case .lesion: return try database.cases().map { Int($0.patient.id.rawValue) - 1 }
    }
  }

  private static func excludedRows(_ level: UnitLevel, owners: [Int], in database: CohortDatabase) throws -> [Int] {
    var rows: [Int] = []
    for exclusion in try database.exclusions() {
      if exclusion.level == level {
        rows.append(Int(exclusion.unit) - 1)
      } else if exclusion.level == .patient {
        rows += owners.indices.filter { owners[$0] == Int(exclusion.unit) - 1 }
      }
    }
    return rows.filter { owners.indices.contains($0) }
  }

  /// The mesh volume of every unit's regions in ml, from the first extraction that has it; the largest region counts.
  private static func volumes(_ level: UnitLevel, in database: CohortDatabase, count: Int) throws -> [Double]? {
    for extraction in try database.extractions() {
      guard let index = extraction.features.firstIndex(where: { $0.tag == "morph_volume" && $0.image == "original" })
      else { continue }
      let cases = try database.cases()
      let matrix = try database.featureMatrix(of: extraction, features: [index])
      var volumes = [Double](repeating: .nan, count: count)
      for (lesion, value) in zip(matrix.lesions, matrix.column(0)) where !value.isNaN {
        let row = UnitFeatures.row(of: cases[Int(lesion.rawValue) - 1], level: level)
        volumes[row] = volumes[row].isNaN ? value / 1000 : max(volumes[row], value / 1000)
      }
      return volumes
    }
    return nil
  }

  // MARK: Outcome

  private static func outcome(
    _ outcome: StudyOutcome, table: DataTable, competing: String?
  ) throws -> (outcome: Outcome, missing: [Int]) {
    switch outcome {
    case .binary(let name, let positive):
      let values = try table.requireColumn(name).values
      let flags = isEqual(values, to: positive)
      let missing = flags.indices.filter { flags[$0] == nil }
      guard flags.contains(true) else {
        throw StudyError.textOutcome(
          column: name, positive: positive, levels: values.levels.prefix(8).compactMap(\.text))
      }
      return (.binary(flags.map { $0 ?? false }), missing)
    case .survival(let timeName, let eventName, let occurred):
      let timeColumn = try table.requireColumn(timeName)
      guard case .number(let times) = timeColumn.values else {
        throw StudyError.table(
          .notNumeric(column: timeName, example: timeColumn.values.levels.first?.text ?? ""))
      }
      let values = try table.requireColumn(eventName).values
      let flags = isEqual(values, to: occurred)
      let levels = values.levels.compactMap(\.text)
      // Other causes may end follow-up where the study says that they compete; for this event they censor.
      let names = [eventName, competing].map { $0.flatMap { table.column(named: $0)?.name } }
      guard levels.count <= 2 || names[0] == names[1], flags.contains(true) else {
        throw StudyError.badEvent(column: eventName, levels: levels)
      }
      let missing = times.indices.filter { !times[$0].isFinite || flags[$0] == nil }
      return (
        .survival(
          times.indices.map { i in
            SurvivalTime(time: times[i].isFinite ? times[i] : 0, isEvent: flags[i] ?? false)
          }), missing
      )
    case .classes(let name):
      let values = try table.requireColumn(name).values
      let levels = values.levels.compactMap(\.text)
      guard (2...20).contains(levels.count) else { throw StudyError.badClasses(column: name, count: levels.count) }
      let codes = self.codes(values, levels: levels)
      return (.classes(codes.map { $0 ?? 0 }, names: levels), codes.indices.filter { codes[$0] == nil })
    case .ordinal(let name, let levels):
      let values = try table.requireColumn(name).values
      let codes = self.codes(values, levels: levels)
      let unknown = values.levels.compactMap(\.text).filter { level in
        !levels.contains { $0 == level || (Double($0) != nil && Double($0) == Double(level)) }
      }
      if let first = unknown.first { throw StudyError.unknownLevel(first, column: name, levels: levels) }
      return (.ordinal(codes.map { $0 ?? 0 }, levels: levels), codes.indices.filter { codes[$0] == nil })
    }
  }

  /// What counts as negative where an outcome of two classes is made of a column that holds more values.
  private static func otherLevelsCaution(_ outcome: StudyOutcome, table: DataTable) -> [Caution] {
    guard case .binary(let name, let positive) = outcome, let values = table.column(named: name)?.values else {
      return []
    }
    let levels = values.levels.compactMap(\.text)
    guard levels.count > 2 else { return [] }
    let others = levels.filter { $0 != positive && (Double($0) == nil || Double($0) != Double(positive)) }
    let listed = others.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ") + (others.count > 8 ? ", …" : "")
    return [
      Caution(
        code: "other_levels",
        message: "Of \"\(name)\", \"\(positive)\" is positive and all of \(listed) count as negative. "
          + "If one of them means unknown, exclude it.")
    ]
  }

  /// Of an event coded 1 and 2, R and SPSS take 2; a study that takes 1, or names none, may mean the other.
  private static func codingCaution(_ outcome: StudyOutcome, table: DataTable) -> [Caution] {
    guard case .survival(_, let event, "1") = outcome, let values = table.column(named: event)?.values,
      Set(values.levels.compactMap(\.text)) == ["1", "2"]
    else { return [] }
    return [
      Caution(
        code: "event_coding",
        message: "\"\(event)\" holds 1 and 2, of which mostly 2 means that the event happened; this study takes 1. "
          + "Say which with outcome.survival.occurred.")
    ]
  }

  /// The position of every cell among levels as written; nil when missing.
  private static func codes(_ values: ColumnValues, levels: [String]) -> [Int?] {
    var codes = [Int?](repeating: nil, count: values.count)
    for (position, level) in levels.enumerated() {
      for (row, isLevel) in isEqual(values, to: level).enumerated() where isLevel == true { codes[row] = position }
    }
    return codes
  }

  /// Whether each cell is the value as written; numbers compare as numbers, so that `1` is `1.0`; nil when missing.
  private static func isEqual(_ values: ColumnValues, to text: String) -> [Bool?] {
    (0..<values.count).map { row in
      switch values[row] {
      case .missing: nil
      case .number(let number): Double(text).map { $0 == number } ?? false
      case .bool(let flag): text == (flag ? "true" : "false") || text == (flag ? "1" : "0")
      case let cell: cell.text == text
      }
    }
  }

  // MARK: Designs

  /// Numbers as they are; texts as treatment contrasts `column=level`, the first level in natural order as reference.
  private static func design(
    _ columns: [String], block: String, table: DataTable, outcome: StudyOutcome
  ) throws -> Design {
    var result: [(name: String, values: [Double])] = []
    for name in columns {
      let column = try table.requireColumn(name)
      if outcome.columns.contains(column.name) {
        throw StudyError.outcomeAmongPredictors(block: block, column: column.name)
      }
      switch column.values {
      case .number, .bool:
        result.append((column.name, (column.values.numbers ?? []).map { $0.isFinite ? $0 : .nan }))
      case .date: throw StudyError.dateColumn(block: block, column: column.name)
      case .text(let text):
        let levels = column.values.levels.compactMap(\.text)
        guard levels.count <= 30 else {
          throw StudyError.tooManyLevels(block: block, column: column.name, count: levels.count)
        }
        for level in levels.dropFirst() {
          result.append(
            (
              "\(column.name)=\(level)",
              (0..<table.rowCount).map { text[$0].map { $0 == level ? 1 : 0 } ?? .nan }
            ))
        }
      }
    }
    if result.isEmpty { return Design(names: [], rowCount: table.rowCount, values: []) }
    return Design(columns: result)
  }

  /// The features of the units' regions (`UnitFeatures`), or how they changed between two exams.
  private static func features(
    extraction name: String, features wanted: [String], filter: String?, block: String, delta: StudyDelta?,
    unit: UnitLevel, count: Int, in database: CohortDatabase
  ) throws -> (design: Design, cautions: [Caution], zeroAtFirst: Set<Int>) {
    let extraction = try database.extraction(named: name)
    let found = try UnitFeatures(
      extraction, of: unit, filter: filter, comparesExams: delta != nil, in: database)
    guard !found.regions.isEmpty else { throw StudyError.noFeatures(block: block, extraction: name) }
    let names = extraction.features.map(\.column)
    let chosen = try chosenFeatures(wanted, columns: names, block: block)
    if let delta {
      var change = try DeltaFeatures(
        delta, regions: found.regions, kind: found.kind, target: { UnitFeatures.row(of: $0, level: unit) }, unit: unit,
        block: block)
      let matrix = try database.featureMatrix(of: extraction, features: chosen)
      let design = change.design(count: count, names: chosen.map { names[$0] }) { member, feature in
        let column = matrix.column(feature)
        return column[column.startIndex + found.rows[member]]
      }
      return (design, change.averages ? [averaged(name)] : [], change.zeroAtFirst)
    }
    let (columns, areAveraged) = try found.columns(count: count, features: chosen, in: database)
    return (Design(columns: columns), areAveraged ? [averaged(name)] : [], [])
  }

  private static func averaged(_ extraction: String) -> Caution {
    Caution(
      code: "averaged_regions",
      message:
        "Some units have several regions of one kind in extraction \"\(extraction)\"; their features were averaged. "
        + "Choose one with where, or study lesions.")
  }

  private static func chosenFeatures(_ wanted: [String], columns: [String], block: String) throws -> [Int] {
    if wanted.isEmpty { return Array(columns.indices) }
    var chosen: [Int] = []
    for name in wanted {
      let matching =
        name.hasSuffix("*")
        ? columns.indices.filter { columns[$0].hasPrefix(name.dropLast()) }
        : columns.indices.filter { columns[$0] == name }
      guard !matching.isEmpty else {
        throw StudyError.unknownFeature(
          block: block, name: name,
          suggestion: columns.first { $0 == "original_" + name } ?? Suggestion.nearest(to: name, among: columns))
      }
      chosen += matching.filter { !chosen.contains($0) }
    }
    return chosen
  }
}
