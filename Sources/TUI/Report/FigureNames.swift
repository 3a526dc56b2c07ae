/// What the files of a report's figures are called: what a figure shows, whose it is, and of which part.
///
///     roc-validation   roc-clinical-validation   survival-radscore-validation   calibration-by-12-months-validation
///
/// Letters of every language, digits and `_` stay, and a point between digits; anything else becomes one `-`, so that no name
/// leaves its folder or means something to a shell. Two names never differ by capitals alone: some file systems see one file.
struct FigureNames {
  private var taken: Set<String>

  /// - Parameter taken: names, without endings, that other files have.
  init(taken: [String] = []) { self.taken = Set(taken.map { $0.lowercased() }) }

  /// The name of the next figure. A name that is taken is told apart by a number: `-2`.
  mutating func next(_ words: [String]) -> String {
    let name = words.map(Self.safe).filter { !$0.isEmpty }.joined(separator: "-")
    let base = Self.clipped(name.isEmpty ? "figure" : name)
    var unique = base
    var number = 1
    while !taken.insert(unique.lowercased()).inserted {
      number += 1
      unique = "\(base)-\(number)"
    }
    return unique
  }

  private static func safe(_ text: String) -> String {
    let letters = Array(text.unicodeScalars)
    func isDigit(_ place: Int) -> Bool { letters.indices.contains(place) && ("0"..."9").contains(letters[place]) }
    var name = String.UnicodeScalarView()
    for (place, letter) in letters.enumerated() {
      let isKept =
        letter == "_" || letter.properties.isAlphabetic || letter.properties.numericType != nil
        || letter == "." && isDigit(place - 1) && isDigit(place + 1)
      if isKept {
        name.append(letter)
      } else if let last = name.last, last != "-" {
        name.append("-")
      }
    }
    if name.last == "-" { name.removeLast() }
    return String(name)
  }

  /// File systems take 255 bytes, of which an ending and a number need some.
  private static func clipped(_ name: String) -> String {
    var name = name
    while name.utf8.count > 200 { name.removeLast() }
    return name
  }
}
