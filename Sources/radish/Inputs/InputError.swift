import Cohort
import Stats

/// What can be wrong between a table and a question about it. Each case names the column and says what to do.
enum InputError: Error, Equatable {
  case noRows(file: String, filter: String?)
  case nothingComplete(columns: [String])
  case repeatedColumn(String)
  case notALabel(String, file: String, line: Int, column: String)
  case outcomeAsCovariate(String)
  case notFinite(column: String, row: Int)
  case positiveNeeded(column: String, levels: [String])
  case unknownPositive(String, column: String, levels: [String])
  case oneClass(column: String, level: String, count: Int)
  case eventCoding(column: String, levels: [String])
  case unknownEvent(String, column: String, levels: [String])
  case negativeTime(column: String, row: Int, value: String)
  case zeroTime(column: String, row: Int)
  case allCensored(column: String)
  case oneGroup(column: String, level: String)
  case notAProbability(column: String, row: Int, value: String)
  case oneClassInGroup(group: String, column: String, level: String)
  case fewLevels(column: String, levels: [String])
  case horizonCount(times: Int, columns: Int)
  case levelNotNamed(String, column: String, option: String)
  case noScore(level: String, column: String)
  case notAClass(String, column: String, classes: [String])
  case notAnInteraction(String)
  case noCutoff(column: String)
  /// What differs, and by how much.
  case differentGrids(String)
  /// Nothing to work on, with the condition that left nothing.
  case noCases(filter: String?)
  case directionCount(directions: Int, scores: Int)
}

extension InputError: CustomStringConvertible {
  var description: String {
    switch self {
    case .noRows(let file, nil): "\(file): has a header but no rows."
    case .noRows(let file, .some(let filter)):
      "\(file): no row satisfies \"\(filter)\". Loosen the condition of --where."
    case .nothingComplete(let columns):
      "Every row lacks a value in one of \(columns.joined(separator: ", ")); nothing is left to compute with. "
        + "Leave out the column that is mostly empty, or fill it in."
    case .notALabel(let cell, let file, let line, let column):
      "\(file), line \(line), column \"\(column)\": \"\(cell)\" is no label. Write the mask's value, a number, or leave the "
        + "cell empty."
    case .repeatedColumn(let name): "The column \"\(name)\" is named twice. Name it once."
    case .outcomeAsCovariate(let name):
      "The column \"\(name)\" is the outcome, which cannot explain itself. Leave it out of --covariates."
    case .notFinite(let column, let row):
      "Row \(row): \(column) is infinite. Correct it, or empty the cell if the value is unknown."
    case .positiveNeeded(let column, let levels):
      "Which value of \"\(column)\" is positive? It holds \(Levels.list(levels)). Say it with --positive LABEL."
    case .unknownPositive(let label, let column, let levels):
      "No row has \"\(label)\" in \"\(column)\", which holds \(Levels.list(levels)). Choose one of them for --positive."
    case .oneClass(let column, let level, let count):
      "All \(count) rows have \(level) in \"\(column)\". Both classes are needed: check the column, the filter and the "
        + "rows left out for missing values."
    case .eventCoding(let column, let levels):
      "\"\(column)\" is not coded 0/1, false/true or 1/2: it holds \(Levels.list(levels)). "
        + "Say which one is the event with --event \(column)=LABEL."
    case .unknownEvent(let label, let column, let levels):
      "No row has \"\(label)\" in \"\(column)\", which holds \(Levels.list(levels)). "
        + "Choose one of them for --event \(column)=LABEL."
    case .negativeTime(let column, let row, let value):
      "Row \(row): \(column) is \(value), but a follow-up time cannot be negative. Correct it, or leave the row out "
        + "with --where '\(column)>=0'."
    case .zeroTime(let column, let row):
      "Row \(row): \(column) is 0, but the logarithm of a time is modelled, which needs times above 0. Correct it, or "
        + "leave the row out with --where '\(column)>0'."
    case .allCensored(let column):
      "\"\(column)\" marks no event: every row is censored, so nothing can be estimated. "
        + "Check which value means the event and name it with --event \(column)=LABEL."
    case .oneGroup(let column, let level):
      "All rows have \(level) in \"\(column)\"; at least two groups are needed to compare."
    case .notAProbability(let column, let row, let value):
      "Row \(row): \(column) is \(value), which is no probability between 0 and 1. Give predicted probabilities; "
        + "turn a score into them with radish logistic --csv --table probabilities."
    case .oneClassInGroup(let group, let column, let level):
      "All rows of \(group) have \(level) in \"\(column)\"; both classes are needed in every group. Leave the group out "
        + "with --where."
    case .fewLevels(let column, let levels):
      "\"\(column)\" holds only \(Levels.list(levels)); at least two classes are needed. Check the column and the filter."
    case .horizonCount(let times, let columns):
      "\(columns) \(columns == 1 ? "column" : "columns") of risks and \(times) times do not go together: give one "
        + "time for several models, or one column "
        + "per time for one model."
    case .levelNotNamed(let level, let column, let option):
      "\"\(column)\" also holds \"\(level)\", which \(option) does not name. Name every class, lowest first, or leave its rows "
        + "out with --where."
    case .noScore(let level, let column):
      "The class \"\(level)\" of \"\(column)\" has no score. Give --score once per class, such as --score \(level)=COLUMN."
    case .notAClass(let level, let column, let classes):
      "\"\(column)\" holds \"\(level)\", which is none of the classes \(Levels.list(classes)). Spell both alike, or name the "
        + "class with --order."
    case .notAnInteraction(let text):
      "\"\(text)\" is no interaction. Name two covariates with a colon between, such as treatment:risk."
    case .noCutoff(let column):
      "\"\(column)\" has too few different values for a cut-off between the smallest shares. Use a continuous marker, or a "
        + "smaller --smallest-share."
    case .differentGrids(let difference):
      "The masks do not lie on one grid, so their voxels cannot be compared: \(difference). Draw or resample both on the "
        + "image's grid."
    case .noCases(let filter):
      filter.map { "No image with a region fits --where '\($0)'. Loosen the condition." }
        ?? "There is no image with a region to work on. Import images with masks first."
    case .directionCount(let directions, let scores):
      "--direction is given \(directions) times for \(Caution.count(scores, "score")): give it once for all, or once per --score."
    }
  }
}
