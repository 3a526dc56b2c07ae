import ArgumentParser
import Cohort
import Stats
import TUI

/// The two columns of a survival outcome.
struct FollowUpOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Column of follow-up times.", valueName: "column")) var time: String
  @Option(
    help: ArgumentHelp(
      "Column of events, coded 0/1, false/true or 1/2 (larger = event), or COLUMN=LABEL.", valueName: "column[=label]"))
  var event: String

  init() {}

  init(time: String, event: String) {
    self.time = time
    self.event = event
  }

  /// The names of both columns in the table.
  func columns(in table: DataTable) throws -> (time: String, event: String, label: String?) {
    let time = try table.requireColumn(time).name
    if let column = table.column(named: event) { return (time, column.name, nil) }
    var position = event.startIndex
    while let equals = event[position...].firstIndex(of: "=") {
      if let column = table.column(named: String(event[..<equals])) {
        return (time, column.name, String(event[event.index(after: equals)...]))
      }
      position = event.index(after: equals)
    }
    return (time, try table.requireColumn(String(event.prefix { $0 != "=" })).name, nil)
  }
}

/// Follow-up times of the rows of a table, checked.
struct FollowUp {
  let timeColumn: String
  let eventColumn: String
  /// The level that counts as the event.
  let eventLevel: String
  let times: [SurvivalTime]

  init(_ columns: (time: String, event: String, label: String?), in rows: CompleteRows) throws {
    timeColumn = columns.time
    eventColumn = columns.event
    let numbers = try rows.numbers(of: columns.time)
    if let row = numbers.firstIndex(where: { $0 < 0 }) {
      throw InputError.negativeTime(column: columns.time, row: rows.numbers[row], value: Figures.shortest(numbers[row]))
    }
    let values = try rows.table.requireColumn(columns.event).values
    let levels = values.levels.compactMap(\.text)
    if let label = columns.label {
      guard let level = Levels.find(label, among: levels) else {
        throw InputError.unknownEvent(label, column: columns.event, levels: levels)
      }
      eventLevel = level
    } else {
      guard let level = FollowUp.event(of: levels) else {
        throw InputError.eventCoding(column: columns.event, levels: levels)
      }
      eventLevel = level
    }
    times = zip(numbers, values.texts).map { [eventLevel] in SurvivalTime(time: $0, isEvent: $1 == eventLevel) }
  }

  /// The event among levels coded 0/1, false/true or 1/2; a single 1 is an event, as in R. nil for any other coding.
  private static func event(of levels: [String]) -> String? {
    let known = levels.map { $0.lowercased() }
    if Set(known).isSubset(of: ["0", "1"]) { return levels.first { $0 == "1" } ?? "1" }
    if Set(known).isSubset(of: ["1", "2"]) { return "2" }
    if Set(known).isSubset(of: ["false", "true"]) { return levels.first { $0.lowercased() == "true" } ?? "true" }
    return nil
  }

  private init(_ other: FollowUp, times: [SurvivalTime]) {
    timeColumn = other.timeColumn
    eventColumn = other.eventColumn
    eventLevel = other.eventLevel
    self.times = times
  }

  /// The same columns with other follow-up, such as that from a landmark on.
  func replacing(_ times: [SurvivalTime]) -> FollowUp { FollowUp(self, times: times) }

  var eventCount: Int { times.count { $0.isEvent } }

  /// The unit of time as the column's name tells it: months, days, years, or none.
  var unit: String { Plot.timeUnit(ofColumn: timeColumn) }

  /// Stops where nothing can be estimated.
  func requireEvents() throws {
    if eventCount == 0 { throw InputError.allCensored(column: eventColumn) }
  }

  /// Says the coding aloud.
  var sentence: String {
    "Event: \(eventColumn) = \(eventLevel) (\(eventCount) of \(times.count) rows); time: \(timeColumn)."
  }
}
