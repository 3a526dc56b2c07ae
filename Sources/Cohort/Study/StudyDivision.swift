public import Stats

/// How the units of a study are divided, with the parts in which models are judged.
public struct StudyDivision: Sendable, Equatable {
  /// The splits to train and judge on: one, or one per fold; several lists for repeated cross-validation.
  public let rounds: [[Split]]
  /// The parts to report, with their rows; for cross-validation one part with every row.
  public let parts: [Part]
  public let isCrossValidation: Bool

  public struct Part: Sendable, Equatable {
    public let name: String
    public let rows: [Int]

    public init(name: String, rows: [Int]) {
      self.name = name
      self.rows = rows
    }
  }

  /// The part of every row by its name; nil where a row belongs to none.
  public func partNames(rowCount: Int) -> [String?] {
    var names = [String?](repeating: nil, count: rowCount)
    // Training and validation come first; parts of the validation follow.
    for part in parts.reversed() { for row in part.rows { names[row] = part.name } }
    return names
  }

  /// Divides units by a plan; deterministic for a seed.
  public init(_ split: StudySplit, units: StudyUnits, seed: UInt64) throws {
    let count = units.names.count
    let groups = units.isClustered ? units.groups : nil
    switch split {
    case .random(let fraction, let isStratified):
      let split = try Split.random(
        rowCount: count, trainingFraction: fraction, strata: isStratified ? units.outcome.strata : nil, groups: groups,
        seed: seed)
      self.init(
        rounds: [[split]],
        parts: [Part(name: "training", rows: split.training), Part(name: "validation", rows: split.heldOut)],
        isCrossValidation: false)
    case .condition(let column, let training, _):
      _ = try units.table.requireColumn(column)
      let isTraining = try FilterExpression("`\(column)` \(training)").mask(in: units.table)
      try self.init(isTraining: isTraining, column: column, units: units, splitsParts: false)
    case .values(let column, let training, let kind):
      let texts = try units.table.requireColumn(column).values.texts
      try self.init(
        isTraining: texts.map { $0.map(training.contains) ?? false }, column: column, units: units,
        splitsParts: kind == .centre)
    case .folds(let folds, let repeats):
      var rounds: [[Split]] = []
      for round in 0..<repeats {
        rounds.append(
          try Folds.random(
            count: folds, rowCount: count, strata: units.outcome.strata, groups: groups,
            seed: SeededGenerator.seed(seed, stream: UInt64(round))
          ).splits)
      }
      self.init(
        rounds: rounds, parts: [Part(name: "cross-validation", rows: Array(0..<count))], isCrossValidation: true)
    case .leaveOneOut(let column):
      let values = try units.table.requireColumn(column).values
      let levels = values.levels
      let rows = (0..<count).filter { !values.isMissing($0) }
      guard rows.count == count else { throw StudyError.notPlaced(column: column, count: count - rows.count) }
      try Self.refuseDivided(units.patients, by: rows.map { values[$0].text ?? "" })
      let folds = try Folds.leaveOneGroupOut(rows.map { row in levels.firstIndex(of: values[row]) ?? 0 })
      var parts = [Part(name: "cross-validation", rows: rows)]
      for level in levels {
        parts.append(Part(name: "\(column) \(level.text ?? "")", rows: rows.filter { values[$0] == level }))
      }
      self.init(rounds: [folds.splits], parts: parts, isCrossValidation: true)
    case .frozen: throw StudyError.noFrozenSplit
    case .assigned(let training, let validation):
      let trains = Set(training)
      let judges = Set(validation)
      let patients = units.patients
      let rows = (0..<count).filter { trains.contains(patients[$0]) }
      let heldOut = (0..<count).filter { judges.contains(patients[$0]) && !trains.contains(patients[$0]) }
      self.init(
        rounds: [[try Split(training: rows, heldOut: heldOut)]],
        parts: [Part(name: "training", rows: rows), Part(name: "validation", rows: heldOut)], isCrossValidation: false)
    }
  }

  private init(isTraining: [Bool], column: String, units: StudyUnits, splitsParts: Bool) throws {
    let values = try units.table.requireColumn(column).values
    let present = isTraining.indices.filter { !values.isMissing($0) }
    let training = present.filter { isTraining[$0] }
    let heldOut = present.filter { !isTraining[$0] }
    guard !training.isEmpty else { throw StudyError.emptyPart("training") }
    guard !heldOut.isEmpty else { throw StudyError.emptyPart("validation") }
    guard present.count == isTraining.count else {
      throw StudyError.notPlaced(column: column, count: isTraining.count - present.count)
    }
    try Self.refuseDivided(units.patients, by: isTraining)
    var parts = [Part(name: "training", rows: training), Part(name: "validation", rows: heldOut)]
    let levels = values.rows(heldOut).levels
    if splitsParts, levels.count > 1 {
      for level in levels {
        parts.append(Part(name: "\(column) \(level.text ?? "")", rows: heldOut.filter { values[$0] == level }))
      }
    }
    self.init(rounds: [[try Split(isTraining: isTraining)]], parts: parts, isCrossValidation: false)
  }

  /// Chance divides patients; a column of their exams or regions might not.
  ///
  /// - Parameter places: where each row goes.
  private static func refuseDivided<Place: Equatable>(_ patients: [String], by places: [Place]) throws {
    var known: [String: Place] = [:]
    for (patient, place) in zip(patients, places) {
      if let other = known[patient], other != place { throw StudyError.dividedPatient(patient) }
      known[patient] = place
    }
  }

  private init(rounds: [[Split]], parts: [Part], isCrossValidation: Bool) {
    self.rounds = rounds
    self.parts = parts
    self.isCrossValidation = isCrossValidation
  }
}
