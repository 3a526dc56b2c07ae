import Cohort
import Stats

/// A column of several classes.
struct ClassOutcome {
  let column: String
  /// As asked for, or numbers ascending and text alphabetically.
  let classes: [String]
  /// The class of each row.
  let codes: [Int]

  /// - Parameter levels: the classes in order; every value that occurs must be among them.
  init(column name: String, levels asked: [String], option: String, in rows: CompleteRows) throws {
    let found = try rows.grouping(of: name)
    column = name
    guard !asked.isEmpty else {
      guard found.groupCount > 1 else { throw InputError.fewLevels(column: name, levels: found.names) }
      classes = found.names
      codes = found.codes
      return
    }
    var order = [Int?](repeating: nil, count: found.groupCount)
    var names: [String] = []
    for level in asked {
      // A class that is in the order but in no row stays: a part of a study may lack it.
      let known = Levels.find(level, among: found.names)
      if let known, let position = found.names.firstIndex(of: known) { order[position] = names.count }
      names.append(known ?? level)
    }
    if let missing = order.firstIndex(where: { $0 == nil }) {
      throw InputError.levelNotNamed(found.names[missing], column: name, option: option)
    }
    guard Set(found.codes).count > 1 else { throw InputError.fewLevels(column: name, levels: found.names) }
    classes = names
    codes = found.codes.map { order[$0] ?? 0 }
  }

  /// The codes of a column of predicted classes; every value must be one of the classes.
  static func codes(of name: String, among classes: [String], in rows: CompleteRows) throws -> [Int] {
    let found = try rows.grouping(of: name)
    let positions = try found.names.map { level in
      guard let known = Levels.find(level, among: classes), let position = classes.firstIndex(of: known) else {
        throw InputError.notAClass(level, column: name, classes: classes)
      }
      return position
    }
    return found.codes.map { positions[$0] }
  }

  var sizes: [Int] {
    var sizes = [Int](repeating: 0, count: classes.count)
    for code in codes { sizes[code] += 1 }
    return sizes
  }

  /// Says the classes aloud.
  func sentence(joinedBy sign: String) -> String {
    "\(column): " + zip(classes, sizes).map { "\($0) (\($1))" }.joined(separator: sign) + "."
  }
}
