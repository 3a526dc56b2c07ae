/// A time as a sentence names it: with its unit, or by the column that holds it where nothing tells a unit.
///
///     TimeWords.of(12, unit: "months")  // 12 months
///     TimeWords.of(12, unit: "os")      // os = 12
///     TimeWords.of(12, unit: "")        // 12
enum TimeWords {
  /// - Parameter unit: the unit, or the name of the column of times.
  static func of(_ time: Double, unit: String) -> String { of(NumberText.short(time), unit: unit) }

  /// The same of a number, or several, as they are already written.
  static func of(_ number: String, unit: String) -> String {
    let known = Plot.timeUnit(ofColumn: unit)
    if !known.isEmpty { return "\(number) \(known)" }
    return unit.isEmpty || unit == "time" ? number : "\(unit) = \(number)"
  }

  /// A time that is a length, such as a median: nothing is said of a unit that is not known.
  static func length(_ number: String, unit: String) -> String {
    let known = Plot.timeUnit(ofColumn: unit)
    return known.isEmpty ? number : "\(number) \(known)"
  }
}
