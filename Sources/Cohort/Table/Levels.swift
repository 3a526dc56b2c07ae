/// Finding a level by the word a person typed.
public enum Levels {
  /// The level of exactly that text, of the same number (`1` for `1.0`), or the only one that differs in case alone.
  public static func find(_ label: String, among levels: [String]) -> String? {
    if levels.contains(label) { return label }
    if let number = Double(label), let level = levels.first(where: { Double($0) == number }) { return level }
    let folded = levels.filter { $0.lowercased() == label.lowercased() }
    return folded.count == 1 ? folded[0] : nil
  }

  /// At most ten levels in quotes, for sentences.
  public static func list(_ levels: [String]) -> String {
    levels.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
      + (levels.count > 10 ? " and \(levels.count - 10) more" : "")
  }
}
