/// What the files of a report's figures are called: what a figure shows, whose it is, and of which part.
///
///     roc-validation   roc-clinical-validation   survival-radscore-validation   calibration-by-12-months-validation
///
/// Two names never differ by capitals alone: some file systems see one file.
struct FigureNames {
  private var taken: Set<String>

  /// - Parameter taken: names, without endings, that other files have.
  init(taken: [String] = []) { self.taken = Set(taken.map { $0.lowercased() }) }

  /// The name of the next figure. A name that is taken is told apart by a number: `-2`.
  mutating func next(_ words: [String]) -> String {
    let name = words.map { FileWord.of($0) }.filter { !$0.isEmpty }.joined(separator: "-")
    let base = FileWord.clipped(name.isEmpty ? "figure" : name)
    var unique = base
    var number = 1
    while !taken.insert(unique.lowercased()).inserted {
      number += 1
      unique = "\(base)-\(number)"
    }
    return unique
  }
}
