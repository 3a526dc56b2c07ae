internal import Cohort

/// Which rows a typed condition keeps.
///
/// A single word that is neither a column nor a condition is looked for in the first column: `陈` is `patient~陈`. Where no
/// label has it, it is looked for in every column of text.
enum RowCondition {
  /// What is wrong with a condition; nil when it can be used. Looks at no rows, so that it can be asked at every key.
  static func problem(_ text: String, in table: DataTable) -> String? {
    columns(having: text, in: table).isEmpty ? syntaxProblem(text, in: table) : nil
  }

  /// The same of a text that is no word to look for.
  static func syntaxProblem(_ text: String, in table: DataTable) -> String? {
    guard !text.allSatisfy(\.isWhitespace) else { return nil }
    do {
      _ = try FilterExpression(text).rows(in: schema(of: table))
      return nil
    } catch {
      let word = text.filter { !$0.isWhitespace }
      if error.elsewhere != nil { return "\(error.description) \(KeyName.level) shows that table." }
      guard isWord(word), table.column(named: word) == nil else { return error.description }
      // A word alone is looked for; that it is no column is the lesser half of what is wrong.
      let near = Suggestion.nearest(to: word, among: table.names)
      return "No row has \u{201C}\(word)\u{201D}, and no column is called so."
        + (near.map { " Did you mean \($0), such as \($0)>1?" } ?? "")
    }
  }

  /// The table without its rows: only names and types.
  private static func schema(of table: DataTable) -> DataTable {
    DataTable(
      columns: table.columns.map { column in
        let values: ColumnValues =
          switch column.values {
          case .number: .number([])
          case .text: .text(TextColumn([]))
          case .date: .date([])
          case .bool: .bool([])
          }
        return TableColumn(name: column.name, unit: column.unit, values: values)
      }, rowCount: 0, elsewhere: table.elsewhere)
  }

  static func rows(_ text: String, isInverted: Bool, in table: DataTable) throws(FilterError) -> [Int] {
    guard !text.allSatisfy(\.isWhitespace) else { return Array(0..<table.rowCount) }
    let columns = columns(having: text, in: table)
    let condition =
      columns.isEmpty ? text : columns.map { "`\($0)`~'\(text.filter { !$0.isWhitespace })'" }.joined(separator: " | ")
    let expression = try FilterExpression(condition)
    guard isInverted else { return try expression.rows(in: table) }
    let mask = try expression.mask(in: table)
    return mask.indices.filter { !mask[$0] }
  }

  /// Whether a text is one word to look for, rather than a condition or the beginning of one.
  private static func isWord(_ text: String) -> Bool {
    (text.count >= 2 || text.unicodeScalars.contains { $0.value > 0x2E80 })
      && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }

  /// The columns in which a text is looked for: none unless it is one word of letters and digits that is no column; the
  /// first where a label has it, else those of text that have it.
  static func columns(having text: String, in table: DataTable) -> [String] {
    let word = text.filter { !$0.isWhitespace }
    guard isWord(word), table.column(named: word) == nil else { return [] }
    let part = TextPart(word)
    func hasIt(_ column: TableColumn) -> Bool {
      guard case .text(let cells) = column.values else { return false }
      return cells.levels.contains { part.isIn($0) }
    }
    if let first = table.columns.first, hasIt(first) { return [first.name] }
    return table.columns.dropFirst().filter(hasIt).map(\.name)
  }

  /// The word being typed at the end where a column is expected, and what stands before it; nil where a value is typed.
  private static func columnWord(_ text: String) -> (before: Substring, word: Substring)? {
    let end = text.lastIndex { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == ".") }
    let start = end.map { text.index(after: $0) } ?? text.startIndex
    let before = text[..<start]
    guard before.count(where: { $0 == "'" || $0 == "\"" || $0 == "`" }).isMultiple(of: 2) else { return nil }
    let last = before.last { !$0.isWhitespace }
    guard last == nil || last.map({ "&|(".contains($0) }) == true else { return nil }
    return (before, text[start...])
  }

  /// The columns that the word being typed at the end may become, at most eight.
  static func candidates(_ text: String, names: [String]) -> [String] {
    guard let (before, word) = columnWord(text), !word.isEmpty || !before.isEmpty else { return [] }
    let wanted = word.lowercased()
    return Array(names.lazy.filter { $0.lowercased().hasPrefix(wanted) && $0.lowercased() != wanted }.prefix(8))
  }

  /// The text with the name of the column completed as far as only one way leads; nil where nothing can be added.
  static func completed(_ text: String, names: [String]) -> String? {
    guard let (before, word) = columnWord(text), !word.isEmpty else { return nil }
    let wanted = word.lowercased()
    let meant = names.filter { $0.lowercased().hasPrefix(wanted) }
    guard let common = CommandLine.commonPrefix(meant), common.count > word.count else { return nil }
    let isPlain = common.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }
    return before + (isPlain ? common : meant.count == 1 ? "`\(common)`" : word.description)
  }
}

/// A text to be found in others, without regard to the case of ASCII letters. Compares bytes: a hundred thousand names are
/// searched between two keys.
struct TextPart {
  private let bytes: [UInt8]

  init(_ text: String) { bytes = text.utf8.map(Self.lowered) }

  private static func lowered(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte }

  func isIn(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { text in
      guard let first = bytes.first else { return true }
      guard text.count >= bytes.count else { return false }
      for start in 0...(text.count - bytes.count) where Self.lowered(text[start]) == first {
        var place = 1
        while place < bytes.count, Self.lowered(text[start + place]) == bytes[place] { place += 1 }
        if place == bytes.count { return true }
      }
      return false
    }
  }
}
