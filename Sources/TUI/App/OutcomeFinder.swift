internal import Cohort

/// Finds the columns of a table that look like outcomes, so that a first model can be run without a study file. A study file
/// names its outcome itself.
enum OutcomeFinder {
  struct Candidate: Equatable, Sendable {
    var choice: OutcomeChoice
    var outcome: StudyOutcome
  }

  private static let eventWords = [
    "metast", "mets", "event", "death", "dead", "died", "relapse", "progress", "recur", "respon", "pcr", "outcome",
  ]

  /// What the cohort names as its outcome first; then columns of two values by themselves; then pairs of a time and an
  /// event that belong together by their names; last the events of such pairs without their time, because who was only
  /// watched for a short while did not stay free of the event.
  ///
  /// - Parameter unit: of what the rows of the table are.
  static func candidates(
    in table: DataTable, stored: [String: StudyOutcome] = [:], of unit: UnitLevel = .patient
  ) -> [Candidate] {
    let events = table.variables.filter { column in
      let name = column.name.lowercased()
      return (name == "status" || eventWords.contains { name.contains($0) }) && twoLevels(column) != nil
    }
    var survival: [Candidate] = []
    var timed: Set<String> = []
    for time in table.variables where isTime(time) {
      guard let event = Self.event(of: time, among: events), let occurred = positiveLevel(event) else { continue }
      let outcome = StudyOutcome.survival(time: time.name, event: event.name, occurred: occurred)
      if let candidate = describe(outcome, named: "\(event.name) over \(time.name)", in: table, of: unit) {
        survival.append(candidate)
        timed.insert(event.name)
      }
    }
    func binary(_ column: TableColumn) -> Candidate? {
      positiveLevel(column).flatMap {
        describe(.binary(column: column.name, positive: $0), named: column.name, in: table, of: unit)
      }
    }
    let found =
      stored.sorted { $0.key < $1.key }.compactMap { describe($0.value, named: $0.key, in: table, of: unit) }
      + events.filter { !timed.contains($0.name) }.compactMap(binary) + survival
      + events.filter { timed.contains($0.name) }.compactMap(binary)
    var seen: Set<StudyOutcome> = []
    return found.filter { seen.insert($0.outcome).inserted }
  }

  /// What one column can be as an outcome: each of its two classes as the event, a few classes with or without an order, or a
  /// time with each event beside it.
  static func candidates(for column: TableColumn, in table: DataTable, of unit: UnitLevel = .patient) -> [Candidate] {
    guard table.variables.contains(where: { $0.name == column.name }) else { return [] }
    let events = table.variables.filter { twoLevels($0) != nil && saidLevel($0) != nil }
    var outcomes: [(name: String, outcome: StudyOutcome)] = []
    if let levels = twoLevels(column) {
      let positive = positiveLevel(column) ?? levels[1]
      outcomes.append((column.name, .binary(column: column.name, positive: positive)))
      for level in levels where level != positive {
        outcomes.append(("\(column.name) = \(level)", .binary(column: column.name, positive: level)))
      }
      // Who is a man or a woman does not become so: an event says by its values that it happened.
      let times = saidLevel(column) == nil ? [] : table.variables.filter(isTime)
      for time in times.sorted(by: { kinship($0.name, column.name) > kinship($1.name, column.name) }) {
        outcomes.append(
          (
            "\(column.name) over \(time.name)",
            .survival(time: time.name, event: column.name, occurred: positive)
          ))
      }
    } else {
      if let levels = fewLevels(column) {
        outcomes.append(("\(column.name), in order", .ordinal(column: column.name, levels: levels)))
        outcomes.append(("\(column.name), classes", .classes(column: column.name)))
      }
      guard case .number(let values) = column.values, !values.contains(where: { $0 < 0 }) else {
        return outcomes.compactMap { describe($0.outcome, named: $0.name, in: table, of: unit) }
      }
      for event in events.sorted(by: { kinship(column.name, $0.name) > kinship(column.name, $1.name) }) {
        guard isTime(column) || isTimeByName(column.name) || kinship(column.name, event.name) > 0,
          let occurred = saidLevel(event)
        else { continue }
        outcomes.append(
          (
            "\(event.name) over \(column.name)",
            .survival(time: column.name, event: event.name, occurred: occurred)
          ))
      }
    }
    return outcomes.prefix(40).compactMap { describe($0.outcome, named: $0.name, in: table, of: unit) }
  }

  /// Why a column is no outcome, as a sentence; nil where it is one.
  static func refusal(of column: TableColumn, in table: DataTable) -> String? {
    guard candidates(for: column, in: table).isEmpty else { return nil }
    let name = column.name
    guard table.variables.contains(where: { $0.name == name }) else {
      return DataTable.isRemark(name)
        ? "\(name) says \(CohortScreen.meaning(ofRemark: name)); it is no outcome."
        : "\(name) names the patients; it is no outcome."
    }
    switch column.values {
    case .number(let values):
      if values.contains(where: { $0 < 0 }) { return "\(name) has negative values: it is neither classes nor a time." }
      guard isTime(column) || isTimeByName(name) else {
        return
          "\(name) is a number of many values, and not a time by its name (months, days, os, pfs, time …): an outcome "
          + "is two or a few classes, or a time with its event."
      }
      return "\(name) is a time without its event: a column of 0 and 1, or of no and yes, says whether it happened."
    case .date: return "\(name) is a date: a time is a number of days, months or years, with an event beside it."
    case .text, .bool: return "\(name) has too many different texts, or one alone: an outcome is two to eight classes."
    }
  }

  /// The two values of a column that has two, without going through all of a column that has more.
  static func twoLevels(_ column: TableColumn) -> [String]? {
    switch column.values {
    case .number(let values):
      var seen: Set<Double> = []
      for value in values where !value.isNaN {
        seen.insert(value)
        if seen.count > 2 { return nil }
      }
    case .text(let text):
      var seen: Set<Int32> = []
      for code in text.codes where code >= 0 {
        seen.insert(code)
        if seen.count > 2 { return nil }
      }
    case .date: return nil
    case .bool: break
    }
    let levels = column.values.levels.compactMap(\.text)
    return levels.count == 2 ? levels : nil
  }

  /// The classes of a column that has three to eight, lowest first: in the order of numbers and of natural text, or of the
  /// words that grades go by.
  static func fewLevels(_ column: TableColumn) -> [String]? {
    switch column.values {
    case .date, .bool: return nil
    case .number(let values):
      var seen: Set<Double> = []
      for value in values where !value.isNaN {
        seen.insert(value)
        if seen.count > 8 { return nil }
      }
    case .text(let text): if text.levels.count > 8 { return nil }
    }
    let levels = column.values.levels.compactMap(\.text)
    guard (3...8).contains(levels.count) else { return nil }
    let words = levels.map { gradeWords[$0.lowercased()] }
    guard words.allSatisfy({ $0 != nil }) else { return levels }
    return zip(levels, words).sorted { ($0.1 ?? 0) < ($1.1 ?? 0) }.map(\.0)
  }

  private static let gradeWords: [String: Int] = [
    "none": 0, "absent": 0, "negative": 0, "low": 1, "mild": 1, "minimal": 1, "small": 1, "intermediate": 2,
    "moderate": 2, "medium": 2, "high": 3, "severe": 3, "marked": 3, "large": 3, "very high": 4, "extreme": 4,
  ]

  /// Columns that belong to an outcome or to what happened afterwards, and must not predict it.
  private static func afterwards(in table: DataTable, stored: [String: StudyOutcome]) -> Set<String> {
    var names = Set(candidates(in: table).flatMap(\.outcome.columns))
    // A time that a person named as one was watched for, whatever its name; classes may be known beforehand.
    for outcome in stored.values where outcome.isSurvival { names.formUnion(outcome.columns) }
    for column in table.columns
    where isTime(column) || ["outcome", "status at"].contains(where: column.name.lowercased().contains)
      || column.name.lowercased() == "status"
    {
      names.insert(column.name)
    }
    return names
  }

  /// Columns that can predict: known before the outcome, and numbers or categories of few levels.
  ///
  /// - Parameter isInventory: those that say what the cohort holds of each unit, in place of those that were measured.
  static func beforehand(
    in table: DataTable, stored: [String: StudyOutcome] = [:], isInventory: Bool = false
  ) -> [String] {
    let after = afterwards(in: table, stored: stored)
    return table.variables.filter { column in
      guard column.isInventory == isInventory, !after.contains(column.name) else { return false }
      switch column.values {
      case .number, .bool: return column.values.levels.count > 1
      case .text: return (2...6).contains(column.values.levels.count)
      case .date: return false
      }
    }.map(\.name)
  }

  private static func describe(
    _ outcome: StudyOutcome, named name: String, in table: DataTable, of unit: UnitLevel
  ) -> Candidate? {
    var candidate = count(outcome, named: name, in: table, of: unit.unitPlural)
    candidate?.choice.columns = Set(outcome.columns)
    candidate?.choice.unit = unit
    return candidate
  }

  private static func count(
    _ outcome: StudyOutcome, named name: String, in table: DataTable, of units: String
  ) -> Candidate? {
    // Who is left out of every analysis is not counted.
    let excluded = table.column(named: DataTable.exclusionColumn)?.values
    let kept = (0..<table.rowCount).lazy.filter { excluded?.isMissing($0) ?? true }
    func known(_ values: ColumnValues) -> Int { kept.reduce(0) { $0 + (values.isMissing($1) ? 0 : 1) } }
    switch outcome {
    case .binary(let column, let positive):
      guard let values = table.column(named: column)?.values else { return nil }
      let isPositive = matcher(values, positive)
      let count = kept.reduce(0) { $0 + (isPositive($1) ? 1 : 0) }
      let knownCount = known(values)
      return Candidate(
        choice: OutcomeChoice(.binary, name: name, summary: "\(count) of \(knownCount) \(units) have \(positive)"),
        outcome: outcome)
    case .survival(let time, let event, let occurred):
      guard let times = table.column(named: time)?.values, let events = table.column(named: event)?.values else {
        return nil
      }
      let hasOccurred = matcher(events, occurred)
      var known = 0
      var count = 0
      for row in kept where !times.isMissing(row) && !events.isMissing(row) {
        known += 1
        if hasOccurred(row) { count += 1 }
      }
      return Candidate(
        choice: OutcomeChoice(
          .survival, name: name, summary: "\(count) \(count == 1 ? "event" : "events") in \(known) \(units)"),
        outcome: outcome)
    case .classes(let column):
      guard let values = table.column(named: column)?.values else { return nil }
      return Candidate(
        choice: OutcomeChoice(
          .classes, name: name,
          summary: "\(values.levels.count) classes in \(known(values)) \(units)"),
        outcome: outcome)
    case .ordinal(let column, let levels):
      guard let values = table.column(named: column)?.values else { return nil }
      return Candidate(
        choice: OutcomeChoice(
          .ordinal, name: name,
          summary: levels.joined(separator: " < ") + " in \(known(values)) \(units)"),
        outcome: outcome)
    }
  }

  /// Tells whether a cell is written as a text, without writing every cell: a hundred thousand are asked at the start.
  private static func matcher(_ values: ColumnValues, _ text: String) -> (Int) -> Bool {
    switch values {
    case .number(let numbers):
      guard let number = numbers.lazy.filter({ !$0.isNaN }).first(where: { CellValue.number($0).text == text }) else {
        return { _ in false }
      }
      return { numbers[$0] == number }
    case .text(let column):
      guard let code = column.levels.firstIndex(of: text).map({ Int32($0) }) else { return { _ in false } }
      return { column.codes[$0] == code }
    case .bool(let flags):
      let flag: Int8 = CellValue.bool(true).text == text ? 1 : 0
      guard CellValue.bool(flag == 1).text == text else { return { _ in false } }
      return { flags[$0] == flag }
    case .date: return { values[$0].text == text }
    }
  }

  /// 1, true, yes or D (dead) of two levels, of 1 and 2 the larger; the second level when none says so.
  static func positiveLevel(_ column: TableColumn) -> String? {
    saidLevel(column) ?? column.values.levels.last?.text
  }

  /// The level that says by itself that something happened; nil where none does. Of 1 and 2 it is 2, as in R and SPSS, where
  /// 1 is censored; beside any other number but 0 and −1, 1 says nothing.
  static func saidLevel(_ column: TableColumn) -> String? {
    let levels = column.values.levels.compactMap(\.text)
    if levels.count == 2, levels.contains("1"),
      let other = levels.lazy.filter({ $0 != "1" }).compactMap(Double.init).first,
      other != 0, other != -1
    {
      return other == 2 ? levels.first { $0 != "1" } : nil
    }
    return levels.first { ["1", "true", "yes", "y", "d", "dead", "positive"].contains($0.lowercased()) }
  }

  static func isTime(_ column: TableColumn) -> Bool {
    guard case .number(let values) = column.values, !values.contains(where: { $0 < 0 }) else { return false }
    if isTimeAlone(column.name) { return twoLevels(column) == nil }
    let parts = column.name.lowercased().split(whereSeparator: { !$0.isLetter }).map(String.init)
    return parts.contains { ["days", "months", "years", "weeks", "time"].contains($0) } && parts.count > 1
  }

  /// Whether a name says nothing but how long somebody was watched: `months`, `os`, `pfs_days`, `time_to_event`.
  private static func isTimeAlone(_ name: String) -> Bool {
    let times = timeWords + ["survival", "followup", "fu"]
    let parts = name.lowercased().split(whereSeparator: { !$0.isLetter }).map(String.init)
    return parts.contains(where: times.contains)
      && parts.allSatisfy { times.contains($0) || ["to", "event", "follow", "up", "in", "overall"].contains($0) }
  }

  /// The event that a time belongs to: the one most like it by name. A time that is named after no event belongs to the
  /// only one there is, or to a death.
  private static func event(of time: TableColumn, among events: [TableColumn]) -> TableColumn? {
    let nearest = events.max { kinship(time.name, $0.name) < kinship(time.name, $1.name) }
    if let nearest, kinship(time.name, nearest.name) > 0 { return nearest }
    guard isTimeAlone(time.name) else { return nil }
    let said = events.filter { saidLevel($0) != nil }
    if said.count == 1 { return said[0] }
    return said.first { event in ["death", "dead", "died", "status"].contains { event.name.lowercased().contains($0) } }
  }

  /// Why a table has no survival curve to show, and what would make one: the columns that could be a time and an event.
  static func survivalSentence(_ table: DataTable) -> String {
    func named(_ names: [String]) -> String {
      names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }
    let numbers = table.variables.filter { $0.values.numbers != nil && twoLevels($0) == nil }
    let times = numbers.filter { isTime($0) || isTimeByName($0.name) }
    let negative = times.filter { $0.values.numbers?.contains { $0 < 0 } ?? false }
    let usable = times.filter { time in !negative.contains { $0.name == time.name } }
    let events = table.variables.filter { twoLevels($0) != nil && saidLevel($0) != nil }
    let start = "A Kaplan–Meier curve needs a time and whether the event happened"
    if let time = usable.first, let event = events.first {
      return start + ". Times here: \(named(usable.map(\.name))); events: \(named(events.map(\.name))). Name them: "
        + ":km \(time.name) \(event.name)"
    }
    if let time = negative.first, usable.isEmpty {
      let count = time.values.numbers?.count { $0 < 0 } ?? 0
      return start + ", and \(time.name) has \(count) negative \(count == 1 ? "value" : "values"): correct "
        + "\(count == 1 ? "it" : "them") and import the table again."
    }
    if !usable.isEmpty {
      return start
        + ". \(named(usable.map(\.name))) could be the time, but no column of 0 and 1, or of no and yes, is the event."
    }
    if !events.isEmpty {
      return start
        + ". \(named(events.map(\.name))) could be the event, but no column is a time by its name. If one is: "
        + ":km TIME \(events[0].name)"
    }
    return start + ", and no column here is one or the other. :demo egfr-progression opens a sample that has both."
  }

  /// Units of time, and what times to an event are called for short.
  private static let timeWords = [
    "os", "pfs", "dfs", "rfs", "efs", "css", "mfs", "ttp", "tte", "days", "months", "years", "weeks", "time",
  ]

  /// Whether a name is one that times to an event go by, such as `os`, `pfs` or `followup`.
  private static func isTimeByName(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.split(whereSeparator: { !$0.isLetter }).contains { timeWords.contains(String($0)) }
      || ["follow", "surviv", "duration", "interval"].contains { name.contains($0) }
  }

  /// How much a time and an event belong together by their names.
  private static func kinship(_ time: String, _ event: String) -> Int {
    let time = time.lowercased()
    let event = event.lowercased()
    var score = 0
    for part in event.split(whereSeparator: { !$0.isLetter }) where part.count >= 4 && time.contains(part) {
      score += 4
    }
    let isDeath = ["death", "dead", "died", "status"].contains { event.contains($0) }
    let parts = Set(time.split(whereSeparator: { !$0.isLetter }).map(String.init))
    if parts.contains("pfs"), event.contains("progress") { score += 3 }
    if !parts.isDisjoint(with: ["dfs", "rfs"]), event.contains("relapse") || event.contains("recur") { score += 3 }
    if !parts.isDisjoint(with: ["os", "survival"]), isDeath { score += 3 }
    if time.contains("last_fu") || time.contains("followup") || time.contains("follow_up"), isDeath { score += 2 }
    if event == "event" { score += 1 }
    return score
  }
}
