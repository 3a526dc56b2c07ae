/// How well typed letters match a title: all in order, better when together, at word beginnings and early.
enum FuzzyMatch {
  /// The score, higher is better, and the matched positions; nil when the letters do not occur in order.
  static func score(_ query: String, in title: String) -> (score: Int, positions: [Int])? {
    let letters = Array(query.lowercased().filter { $0 != " " })
    guard !letters.isEmpty else { return (0, []) }
    let text = Array(title.lowercased())
    var best: (score: Int, positions: [Int])?
    for start in text.indices where text[start] == letters[0] {
      guard let found = match(letters, in: text, from: start) else { break }
      if best.map({ found.score > $0.score }) ?? true { best = found }
    }
    return best
  }

  private static func match(_ letters: [Character], in text: [Character], from start: Int)
    -> (score: Int, positions: [Int])?
  {
    var positions: [Int] = []
    var score = 0
    var index = start
    for letter in letters {
      guard let found = text[index...].firstIndex(of: letter) else { return nil }
      let beginsWord = found == 0 || !(text[found - 1].isLetter || text[found - 1].isNumber)
      score += beginsWord ? 8 : 0
      if let last = positions.last { score += found == last + 1 ? 6 : -min(4, found - last) }
      positions.append(found)
      index = found + 1
    }
    return (score - start / 4, positions)
  }
}
