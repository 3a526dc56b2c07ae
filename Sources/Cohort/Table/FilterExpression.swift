/// A condition on the rows of a table, as people type it: `age>60 & centre=A`.
///
///     expression  =  and { "|" and }                     also "or", "||"
///     and         =  not { "&" not }                     also "and", "&&", ","
///     not         =  "!" not  |  "(" expression ")"  |  test          also "not"
///     test        =  column ( "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~" ) value
///                 |  column "in" "(" value { "," value } ")"
///                 |  column "is" [ "not" ] "missing"     also  column = missing
///                 |  column                              a Boolean or 0/1 column
///
/// `~` means "contains", without regard to case; `patient ~ /^P0[12]/` looks for a regular expression between slashes. Values and names with spaces are put in quotes (`'…'` or `"…"`); a column name
/// may also stand in backquotes. Numbers compare as numbers, dates (`2010-04-30`) as days, text in natural order.
/// A test of a missing cell is neither true nor false, as in SQL: `age>60` and `!(age>60)` both leave that row out.
public struct FilterExpression: Sendable, Equatable {
  public let source: String
  let root: Node

  /// Text and where it stood, counted in characters from 1.
  struct Word: Sendable, Equatable {
    var text: String
    var position: Int
    var isQuoted: Bool
    var isBackquoted = false
    /// Written between slashes behind `~`: a regular expression.
    var isPattern = false
  }

  enum Comparison: String, Sendable {
    case equal = "="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contains = "~"
    case lacks = "!~"
  }

  indirect enum Node: Sendable, Equatable {
    case any([Node])
    case all([Node])
    case not(Node)
    case comparison(Word, Comparison, Word)
    case membership(Word, [Word])
    case missing(Word, isMissing: Bool)
    case flag(Word)
  }

  public init(_ source: String) throws(FilterError) {
    self.source = source
    var parser = Parser(source: source, tokens: try Self.tokens(of: source))
    root = try parser.parse()
  }

  /// The columns that the expression names.
  public var columns: [String] {
    func names(_ node: Node) -> [String] {
      switch node {
      case .any(let nodes), .all(let nodes): nodes.flatMap(names)
      case .not(let node): names(node)
      case .comparison(let word, _, _), .membership(let word, _), .missing(let word, _), .flag(let word): [word.text]
      }
    }
    return names(root)
  }

  enum Token: Equatable {
    case word(Word)
    case symbol(String, Int)

    var position: Int {
      switch self {
      case .word(let word): word.position
      case .symbol(_, let position): position
      }
    }

    var text: String {
      switch self {
      case .word(let word): word.text
      case .symbol(let symbol, _): symbol
      }
    }
  }

  private static func tokens(of source: String) throws(FilterError) -> [Token] {
    let characters = Array(source)
    let special = Set<Character>("()&|!=<>~,\"'`")
    var tokens: [Token] = []
    var i = 0
    while i < characters.count {
      let character = characters[i]
      let position = i + 1
      if character.isWhitespace {
        i += 1
      } else if character == "\"" || character == "'" || character == "`" {
        var text = ""
        i += 1
        var isClosed = false
        while i < characters.count {
          if characters[i] == character {
            if i + 1 < characters.count, characters[i + 1] == character {
              text.append(character)
              i += 2
              continue
            }
            isClosed = true
            i += 1
            break
          }
          text.append(characters[i])
          i += 1
        }
        guard isClosed else {
          throw FilterError(source: source, column: position, problem: "the quotation mark is never closed")
        }
        tokens.append(
          .word(Word(text: text, position: position, isQuoted: true, isBackquoted: character == "`")))
      } else if character == "/", let end = patternEnd(characters, from: i, after: tokens.last) {
        let text = String(characters[(i + 1)..<end]).replacing("\\/", with: "/")
        tokens.append(.word(Word(text: text, position: position, isQuoted: true, isPattern: true)))
        i = end + 1
      } else if special.contains(character) {
        let pair = i + 1 < characters.count ? String([character, characters[i + 1]]) : ""
        let symbols = ["&&": "&", "||": "|", "==": "=", "!=": "!=", "<>": "!=", "<=": "<=", ">=": ">=", "!~": "!~"]
        if let symbol = symbols[pair] {
          tokens.append(.symbol(symbol, position))
          i += 2
        } else {
          tokens.append(.symbol(String(character), position))
          i += 1
        }
      } else {
        var text = ""
        while i < characters.count, !characters[i].isWhitespace, !special.contains(characters[i]) {
          text.append(characters[i])
          i += 1
        }
        let unicode = ["≤": "<=", "≥": ">=", "≠": "!="]
        if let symbol = unicode[text] {
          tokens.append(.symbol(symbol, position))
        } else {
          tokens.append(.word(Word(text: text, position: position, isQuoted: false)))
        }
      }
    }
    return tokens
  }

  /// Where a pattern ends that begins with the slash at `start`: at the first slash that no backslash is before and that ends
  /// the value. nil where it is no pattern: not behind `~`, or a path such as `/data/ct`.
  private static func patternEnd(_ characters: [Character], from start: Int, after token: Token?) -> Int? {
    guard case .symbol(let symbol, _)? = token, symbol == "~" || symbol == "!~" else { return nil }
    var i = start + 1
    while i < characters.count {
      if characters[i] == "\\" {
        i += 2
        continue
      }
      if characters[i] == "/" {
        let next = i + 1 < characters.count ? characters[i + 1] : " "
        if i > start + 1, next.isWhitespace || "&|),".contains(next) { return i }
      }
      i += 1
    }
    return nil
  }

  private struct Parser {
    let source: String
    let tokens: [Token]
    var next = 0
    var depth = 0

    init(source: String, tokens: [Token]) {
      self.source = source
      self.tokens = tokens
    }

    mutating func parse() throws(FilterError) -> Node {
      guard !tokens.isEmpty else { throw error("the filter is empty", suggestion: "something like age>60") }
      let node = try any()
      if let token = peek { throw error("\"\(token.text)\" is not expected here", suggestion: nil) }
      return node
    }

    private var peek: Token? { next < tokens.count ? tokens[next] : nil }

    private var position: Int { peek?.position ?? source.count + 1 }

    private func error(_ problem: String, at column: Int? = nil, suggestion: String?) -> FilterError {
      FilterError(source: source, column: column ?? position, problem: problem, suggestion: suggestion)
    }

    private mutating func takeSymbol(_ symbol: String) -> Bool {
      guard case .symbol(symbol, _)? = peek else { return false }
      next += 1
      return true
    }

    private mutating func takeKeyword(_ keyword: String) -> Bool {
      guard case .word(let word)? = peek, !word.isQuoted, word.text.lowercased() == keyword else { return false }
      next += 1
      return true
    }

    private mutating func any() throws(FilterError) -> Node {
      var nodes = [try all()]
      while takeSymbol("|") || takeKeyword("or") { nodes.append(try all()) }
      return nodes.count == 1 ? nodes[0] : .any(nodes)
    }

    private mutating func all() throws(FilterError) -> Node {
      var nodes = [try negation()]
      while takeSymbol("&") || takeSymbol(",") || takeKeyword("and") { nodes.append(try negation()) }
      return nodes.count == 1 ? nodes[0] : .all(nodes)
    }

    private mutating func negation() throws(FilterError) -> Node {
      depth += 1
      defer { depth -= 1 }
      guard depth < 200 else { throw error("too many brackets inside each other", suggestion: nil) }
      if takeSymbol("!") { return .not(try negation()) }
      if case .word(let word)? = peek, !word.isQuoted, word.text.lowercased() == "not", next + 1 < tokens.count,
        !isOperator(tokens[next + 1])
      {
        next += 1
        return .not(try negation())
      }
      if case .symbol("(", let opening)? = peek {
        next += 1
        let node = try any()
        guard takeSymbol(")") else {
          throw error("the bracket opened at column \(opening) is not closed", suggestion: nil)
        }
        return node
      }
      return try test()
    }

    private func isOperator(_ token: Token) -> Bool {
      guard case .symbol(let symbol, _) = token else { return false }
      return Comparison(rawValue: symbol) != nil
    }

    private mutating func test() throws(FilterError) -> Node {
      guard case .word(let column)? = peek else {
        throw error(
          peek.map { "a column name is expected, not \"\($0.text)\"" } ?? "a column name is missing", suggestion: nil)
      }
      next += 1
      if case .symbol(let symbol, let symbolPosition)? = peek, let comparison = Comparison(rawValue: symbol) {
        next += 1
        guard case .word(let value)? = peek else {
          let problem = peek.map { "a value is expected after \(symbol), not \"\($0.text)\"" }
          throw error(
            problem ?? "a value is missing after \(symbol)", at: peek == nil ? symbolPosition + symbol.count : nil,
            suggestion: nil)
        }
        next += 1
        if !value.isQuoted, value.text.lowercased() == "missing", comparison == .equal || comparison == .unequal {
          return .missing(column, isMissing: comparison == .equal)
        }
        return .comparison(column, comparison, value)
      }
      if takeKeyword("in") {
        guard takeSymbol("(") else {
          throw error("\"in\" needs a list in brackets, such as in (A, B)", suggestion: nil)
        }
        var values: [Word] = []
        repeat {
          guard case .word(let value)? = peek else { throw error("a value of the list is missing", suggestion: nil) }
          next += 1
          values.append(value)
        } while takeSymbol(",")
        guard takeSymbol(")") else { throw error("the list is not closed with )", suggestion: nil) }
        return .membership(column, values)
      }
      if takeKeyword("is") {
        let isNegated = takeKeyword("not")
        guard takeKeyword("missing") else {
          throw error("\"is\" is followed by \"missing\" or \"not missing\"", suggestion: nil)
        }
        return .missing(column, isMissing: !isNegated)
      }
      if case .word(let other)? = peek, !["and", "or"].contains(other.text.lowercased()) {
        throw error(
          "an operator (= != < <= > >= ~ in is) is missing between \"\(column.text)\" and \"\(other.text)\"",
          suggestion: nil)
      }
      return .flag(column)
    }
  }
}
