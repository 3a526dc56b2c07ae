/// A text as a part of a file's name: letters of every language, digits and `_` stay, and a point between digits; anything else
/// becomes one `-`, so that no name leaves its folder or means something to a shell.
enum FileWord {
  /// - Parameter other: what to take where nothing of the text is left.
  static func of(_ text: String, else other: String = "") -> String {
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
    return name.isEmpty ? other : clipped(String(name))
  }

  /// File systems take 255 bytes, of which an ending and a number need some.
  static func clipped(_ name: String) -> String {
    var name = name
    while name.utf8.count > 200 { name.removeLast() }
    return name
  }
}
