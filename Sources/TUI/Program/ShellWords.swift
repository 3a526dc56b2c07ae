/// A line split into words as a shell splits it: at blanks, but not within quotes or after a backslash. Nothing else of a
/// shell is there: no variables, no patterns, no other program.
struct ShellWords: Equatable {
  /// The words, without their quotes.
  var words: [String]
  /// The line up to where its last word begins: what completion leaves as it is.
  var head: String
  /// The word that is still being typed; empty after a blank.
  var last: String
  /// Whether a quote is not closed yet.
  var isOpen: Bool

  init(_ line: String) {
    words = []
    isOpen = false
    var word = ""
    var hasWord = false
    var quote: Character?
    var isEscaped = false
    var start = line.startIndex
    for index in line.indices {
      let character = line[index]
      if isEscaped {
        word.append(character)
        isEscaped = false
      } else if let open = quote {
        if character == open {
          quote = nil
        } else if character == "\\", open == "\"" {
          isEscaped = true
        } else {
          word.append(character)
        }
      } else if character == " " {
        if hasWord { words.append(word) }
        word = ""
        hasWord = false
        start = line.index(after: index)
        continue
      } else if character == "\\" {
        isEscaped = true
      } else if character == "'" || character == "\"" {
        quote = character
      } else {
        word.append(character)
      }
      hasWord = true
    }
    head = String(line[..<start])
    last = word
    if hasWord { words.append(word) }
    isOpen = quote != nil || isEscaped
  }

  /// A word as it has to be typed: in quotes where it would be split or changed otherwise.
  static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.allSatisfy { !" '\"\\|&;<>()$`*?#~".contains($0) }
    return isPlain
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// Words as a line that gives them again.
  static func line(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }
}
