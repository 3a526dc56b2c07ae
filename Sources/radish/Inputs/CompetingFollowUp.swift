import ArgumentParser
import Cohort
import Foundation
import Stats
import TUI

/// The two columns of follow-up with competing events.
struct CompetingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Column of follow-up times.", valueName: "column")) var time: String
  @Option(
    help: ArgumentHelp("Column of what ended follow-up: one value per cause, one for censored.", valueName: "column"))
  var event: String
  @Option(help: ArgumentHelp("The value that means censored; without it 0, false or censored.", valueName: "label"))
  var censored: String?
  @Option(help: ArgumentHelp("Only these causes in tables and plots, A,B; all still compete.", valueName: "labels"))
  var cause: String?
}

/// Follow-up times with the cause that ended each, checked.
struct CompetingFollowUp {
  let timeColumn: String
  let eventColumn: String
  let censored: String
  /// In sorted order; subjects carry positions counted from 1.
  let causes: [String]
  /// The causes asked for, as positions in `causes`.
  let shown: [Int]
  let subjects: [CompetingTime]

  init(_ options: CompetingOptions, in rows: CompleteRows) throws {
    timeColumn = try rows.table.requireColumn(options.time).name
    eventColumn = try rows.table.requireColumn(options.event).name
    let times = try rows.numbers(of: timeColumn)
    if let row = times.firstIndex(where: { $0 < 0 }) {
      throw InputError.negativeTime(column: timeColumn, row: rows.numbers[row], value: Figures.shortest(times[row]))
    }
    let found = try CompetingCauses(
      rows.table.requireColumn(eventColumn), censored: options.censored, option: "--censored")
    let causes = found.causes
    let asked = options.cause.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } } ?? causes
    shown = try asked.map { label in
      guard let level = Levels.find(label, among: causes), let position = causes.firstIndex(of: level) else {
        throw TableError.unknownLevel(label, column: options.event, levels: causes, option: "--cause")
      }
      return position
    }
    censored = found.censored
    self.causes = causes
    subjects = zip(times, found.codes).map { CompetingTime(time: $0, cause: $1 ?? 0) }
  }

  /// The unit of time as the column's name tells it.
  var unit: String { Plot.timeUnit(ofColumn: timeColumn) }

  /// Says the coding aloud.
  var sentence: String {
    let counts = causes.indices.map { position in
      "\(causes[position]) (\(subjects.count { $0.cause == position + 1 }))"
    }
    return "Causes in \(eventColumn): \(counts.joined(separator: ", ")); censored: \(censored) "
      + "(\(subjects.count { $0.cause == 0 }) of \(subjects.count) rows); time: \(timeColumn)."
  }
}
