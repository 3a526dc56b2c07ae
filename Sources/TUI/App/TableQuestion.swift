internal import Cohort
internal import Stats

/// A question to the columns of the table, answered without a model of the study: `:roc`, `:km`, `:cox`, `:logistic`.
public struct TableQuestion: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// How well scores tell the two classes of a column apart.
    case roc(outcome: String, scores: [String])
    /// Survival over a time with its event, by the groups of a column or of all.
    case survival(time: String, event: String, by: String?)
    /// Hazard ratios of columns by Cox regression.
    case cox(time: String, event: String, covariates: [String])
    /// Odds ratios of columns by logistic regression.
    case logistic(outcome: String, covariates: [String])

    /// The columns that it names.
    var columns: [String] {
      switch self {
      case .roc(let outcome, let scores): [outcome] + scores
      case .survival(let time, let event, let by): [time, event] + (by.map { [$0] } ?? [])
      case .cox(let time, let event, let covariates): [time, event] + covariates
      case .logistic(let outcome, let covariates): [outcome] + covariates
      }
    }
  }

  var kind: Kind
  /// The level of the event or the positive class, where it was named: `status=2`.
  var level: String?
  var table: DataTable
  /// The rows shown when it was asked.
  var rows: [Int]
  /// Columns of features that it names beside those of the table.
  var features: FeatureColumnRequest?

  public static func == (left: TableQuestion, right: TableQuestion) -> Bool {
    left.kind == right.kind && left.level == right.level && left.rows == right.rows
  }

  /// Numbers with more different values than this are cut at their median.
  static let groupLimit = 6

  /// The answer as a result to look at. Rows that are excluded, or miss a value that is asked for, are left out and counted.
  ///
  /// - Throws: `TableQuestionError`, or why the statistics cannot be had.
  func answered() throws -> StudyResult {
    switch kind {
    case .roc(let outcome, let scores): try roc(outcome, scores)
    case .survival(let time, let event, let by): try survival(time, event, by)
    case .cox(let time, let event, let covariates): try cox(time, event, covariates)
    case .logistic(let outcome, let covariates): try logistic(outcome, covariates)
    }
  }

  private func column(_ name: String) throws -> TableColumn { try table.requireColumn(name) }

  /// The rows with a value in every column, and how many were left out.
  private func complete(_ names: [String]) throws -> (rows: [Int], sentence: String?) {
    let columns = try names.map { try column($0).values }
    let excluded = table.column(named: DataTable.exclusionColumn)?.values
    let kept = rows.filter { excluded?.isMissing($0) ?? true }
    let complete = kept.filter { row in columns.allSatisfy { !$0.isMissing(row) } }
    guard !complete.isEmpty else { throw TableQuestionError.nothing(names) }
    let parts = [
      (rows.count - kept.count, "excluded"), (kept.count - complete.count, "without a value in every column"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return (
      complete, parts.isEmpty ? nil : "of \(rows.count) rows shown, " + parts.joined(separator: " and ") + " left out"
    )
  }

  /// The level that means the event: the one that was named, else 1, true, yes and their like.
  private func positive(_ name: String) throws -> (level: String, texts: [String?]) {
    let column = try column(name)
    if let named = level {
      let levels = column.values.levels.compactMap(\.text)
      guard let level = Levels.find(named, among: levels) else {
        throw TableQuestionError.noLevel(name, named, levels)
      }
      return (level, column.values.texts)
    }
    guard OutcomeFinder.twoLevels(column) != nil, let level = OutcomeFinder.positiveLevel(column) else {
      throw TableQuestionError.notTwo(name, column.values.levels.count)
    }
    return (level, column.values.texts)
  }

  /// Whether the column for the time holds events and that for the event holds times, as when they are named the other way
  /// round.
  private func refuseSwapped(time: String, event: String) throws {
    let (first, second) = (try column(time), try column(event))
    guard OutcomeFinder.twoLevels(second) == nil, case .number(let numbers) = second.values,
      OutcomeFinder.twoLevels(first) != nil, !numbers.contains(where: { $0 < 0 })
    else { return }
    throw TableQuestionError.swapped(time: event, event: time)
  }

  private func numbers(_ name: String) throws -> [Double] {
    guard let numbers = try column(name).values.numbers else { throw TableQuestionError.notNumeric(name) }
    return numbers
  }

  private func roc(_ outcome: String, _ scores: [String]) throws -> StudyResult {
    let (level, texts) = try positive(outcome)
    let values = try scores.map { try numbers($0) }
    let (rows, left) = try complete([outcome] + scores)
    let isPositive = rows.map { texts[$0] == level }
    let scored = try values.map { own in try ScoredOutcomes(isPositive: isPositive, scores: rows.map { own[$0] }) }
    var result = StudyResult(
      title: "\(scores.joined(separator: ", ")) for \(outcome)", provenance: "asked of the table",
      parts: [.init(name: Self.part, count: rows.count, events: isPositive.count { $0 })], models: scores)
    for (name, one) in zip(scores, scored) {
      let curve = try ROCCurve(one)
      result.roc.append(.init(curve, model: name, part: Self.part, low: curve.auc.low, high: curve.auc.high))
      result.precisionRecall.append(.init(model: name, part: Self.part, curve: PrecisionRecall(one)))
      result.cautions += curve.cautions.filter { $0.code != "below_chance" }.map { $0.about(name).message }
      if curve.auc.value < 0.5 {
        result.cautions.append("\(name): lower values speak for \(outcome) = \(level); the curve is not turned over.")
      }
    }
    for first in scores.indices {
      for second in scores.indices where second > first {
        let test = try AUCComparison.paired(scored[first], scored[second])
        result.comparisons.append(
          .init(
            first: scores[first], second: scores[second], part: Self.part, metric: "ΔAUC", difference: test.difference,
            low: test.low, high: test.high, p: test.p, test: test.method))
      }
    }
    result.cautions.insert("Positive is \(outcome) = \(level).", at: 0)
    return finished(result, left)
  }

  private func survival(_ time: String, _ event: String, _ by: String?) throws -> StudyResult {
    try refuseSwapped(time: time, event: event)
    let times = try numbers(time)
    let (level, texts) = try positive(event)
    let (rows, left) = try complete([time, event] + (by.map { [$0] } ?? []))
    if rows.contains(where: { times[$0] < 0 }) { throw TableQuestionError.negative(time) }
    let subjects = rows.map { SurvivalTime(time: times[$0], isEvent: texts[$0] == level) }
    let grouping = try by.map { try self.grouping($0, rows) }
    let unit = Plot.timeUnit(ofColumn: time)
    let curves = try KaplanMeierGroups(
      subjects, by: grouping?.groups ?? Grouping(codes: rows.map { _ in 0 }, names: ["all"]))
    let events = subjects.count { $0.isEvent }
    var summary = Plot.SurvivalSummary()
    var result = StudyResult(
      title: "\(event) over \(time)" + (by.map { " by \($0)" } ?? ""), provenance: "asked of the table",
      parts: [.init(name: Self.part, count: rows.count, events: events)], isSurvival: true)
    for group in curves.groups {
      result.cautions += group.estimate.cautions.map { (grouping == nil ? $0 : $0.about(group.name)).message }
    }
    if let grouping, grouping.groups.groupCount > 1 {
      let test = try LogRank(subjects, by: grouping.groups)
      summary.logRankP = test.p
      result.cautions += test.cautions.map(\.message)
      if grouping.groups.groupCount == 2, events > 0 {
        let design = Design(columns: [(grouping.groups.names[1], grouping.groups.codes.map(Double.init))])
        let fit = try CoxRegression().fit(CoxData(design: design, times: subjects))
        if let effect = fit.coefficients.first, let ratio = effect.ratio {
          summary.hazardRatio = (ratio, effect.ratioLow ?? .nan, effect.ratioHigh ?? .nan)
          summary.hazardRatioOf = grouping.groups.names[1]
        }
        result.cautions += fit.cautions.map(\.message)
      }
      if let remark = grouping.remark { result.cautions.append(remark) }
    }
    result.timeUnit = unit.isEmpty ? time : unit
    result.survival = [
      .init(
        model: by ?? "all", part: Self.part, timeUnit: result.timeUnit, curves: curves, summary: summary)
    ]
    result.cautions.insert("The event is \(event) = \(level).", at: 0)
    return finished(result, left)
  }

  // MARK: Regressions

  /// Numbers and dates as they are; of words one column per level but the first in alphabetical order, which the others are
  /// compared with: `sex=M`.
  private func design(_ covariates: [String], _ rows: [Int]) throws -> (design: Design, references: [String]) {
    var columns: [(name: String, values: [Double])] = []
    var references: [String] = []
    for name in covariates {
      let column = try column(name)
      switch column.values {
      case .number(let numbers): columns.append((name, rows.map { numbers[$0] }))
      case .date(let days): columns.append((name, rows.map { Double(days[$0]) }))
      case .text, .bool:
        let texts = column.values.texts
        let groups = Grouping(labels: rows.map { texts[$0] ?? "" })
        guard (2...Self.groupLimit).contains(groups.groupCount) else {
          throw TableQuestionError.manyGroups(name, groups.groupCount)
        }
        references.append("\(name): against \(groups.names[0])")
        columns += groups.names.indices.dropFirst().map { level in
          ("\(name)=\(groups.names[level])", groups.codes.map { $0 == level ? 1 : 0 })
        }
      }
    }
    return (Design(columns: columns), references)
  }

  private func cox(_ time: String, _ event: String, _ covariates: [String]) throws -> StudyResult {
    try refuseSwapped(time: time, event: event)
    let times = try numbers(time)
    let (level, texts) = try positive(event)
    let (rows, left) = try complete([time, event] + covariates)
    if rows.contains(where: { times[$0] < 0 }) { throw TableQuestionError.negative(time) }
    let subjects = rows.map { SurvivalTime(time: times[$0], isEvent: texts[$0] == level) }
    let (design, references) = try design(covariates, rows)
    let data = try CoxData(design: design, times: subjects)
    let fit = try CoxRegression().fit(data)
    var result = StudyResult(
      title: "\(covariates.joined(separator: ", ")) for \(event) over \(time)", provenance: "asked of the table",
      parts: [.init(name: Self.part, count: rows.count, events: subjects.count { $0.isEvent })], models: ["Cox"],
      isSurvival: true)
    result.coefficients = Self.rows(fit.coefficients, of: "Cox")
    let cautions = fit.cautions + Caution.nonProportional(try fit.proportionalHazards(data))
    result.cautions =
      ["The event is \(event) = \(level)."] + references.map { $0 + "." } + cautions.map(\.message)
    return finished(result, left)
  }

  private func logistic(_ outcome: String, _ covariates: [String]) throws -> StudyResult {
    let (level, texts) = try positive(outcome)
    let (rows, left) = try complete([outcome] + covariates)
    let isPositive = rows.map { texts[$0] == level }
    let (design, references) = try design(covariates, rows)
    let fit = try LogisticRegression().fit(design, isPositive)
    var result = StudyResult(
      title: "\(covariates.joined(separator: ", ")) for \(outcome)", provenance: "asked of the table",
      parts: [.init(name: Self.part, count: rows.count, events: isPositive.count { $0 })], models: ["logistic"])
    result.coefficients = Self.rows(fit.coefficients, of: "logistic")
    result.cautions = ["Positive is \(outcome) = \(level)."] + references.map { $0 + "." } + fit.cautions.map(\.message)
    return finished(result, left)
  }

  private static func rows(_ coefficients: [Coefficient], of model: String) -> [StudyResult.CoefficientRow] {
    coefficients.compactMap { one in
      guard let value = one.estimate, let ratio = one.ratio else { return nil }
      return .init(
        model: model, name: one.name, value: value, ratio: ratio, low: one.ratioLow, high: one.ratioHigh, p: one.p,
        per: .unit)
    }
  }

  /// Groups of a column: its values where they are few, else below and above the median of the numbers.
  private func grouping(_ name: String, _ rows: [Int]) throws -> (groups: Grouping, remark: String?) {
    let column = try column(name)
    let texts = column.values.texts
    let groups = Grouping(labels: rows.map { texts[$0] ?? "" })
    if groups.groupCount <= Self.groupLimit {
      // A number alone does not say of what it is.
      let areNumbers = groups.names.allSatisfy { Double($0) != nil }
      return (areNumbers ? Grouping(codes: groups.codes, names: groups.names.map { "\(name) \($0)" }) : groups, nil)
    }
    guard let numbers = column.values.numbers else { throw TableQuestionError.manyGroups(name, groups.groupCount) }
    let sorted = rows.map { numbers[$0] }.sorted()
    let middle = sorted.count / 2
    let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    let codes = rows.map { numbers[$0] > median ? 1 : 0 }
    guard Set(codes).count == 2 else { throw TableQuestionError.manyGroups(name, groups.groupCount) }
    let cut = NumberText.short(median)
    return (
      Grouping(codes: codes, names: ["\(name) ≤ \(cut)", "\(name) > \(cut)"]),
      "\(name) is cut at its median, \(cut): a cut-off chosen in the same patients."
    )
  }

  private static let part = "patients shown"

  private func finished(_ result: StudyResult, _ left: String?) -> StudyResult {
    var result = result
    result.isAsked = true
    if let left { result.cautions.append(left.prefix(1).uppercased() + left.dropFirst() + ".") }
    return result
  }
}

extension TableQuestion {
  /// Of the patients shown.
  init(_ kind: Kind, level: String?, of state: AppState) {
    let patients = state.table?.sheets[.patient]
    let table = patients?.table ?? state.shownTable.table
    self.init(
      kind: kind, level: level, table: table, rows: patients?.rows ?? Array(0..<table.rowCount),
      features: state.featureRequest(namedIn: kind.columns, beside: table, at: .patient))
  }
}

/// Why a question to the table cannot be answered.
public enum TableQuestionError: Error, Equatable, CustomStringConvertible {
  case nothing([String])
  /// A column that is asked for as an outcome has so many different values.
  case notTwo(String, Int)
  /// A level that was named, and those that the column has.
  case noLevel(String, String, [String])
  /// The names of time and event as they ought to be.
  case swapped(time: String, event: String)
  case notNumeric(String)
  case negative(String)
  case manyGroups(String, Int)

  public var description: String {
    switch self {
    case .nothing(let names): "No row shown has a value in \(names.joined(separator: ", "))."
    case .notTwo(let name, let count):
      "\(name) has \(count) different \(count == 1 ? "value" : "values"), and an outcome has two, such as death or "
        + "metastasis: name another column."
    case .noLevel(let name, let level, let levels):
      "\(name) is never \"\(level)\": it holds \(Levels.list(levels))."
    case .swapped(let time, let event):
      "The time comes first, then the event: \(time) \(event). \(time) holds times, \(event) has two values."
    case .notNumeric(let name): "\(name) is not a column of numbers."
    case .negative(let name): "\(name) has a negative time."
    case .manyGroups(let name, let count):
      "\(name) has \(count) different values: choose a column of at most \(TableQuestion.groupLimit) groups, or of numbers."
    }
  }
}
