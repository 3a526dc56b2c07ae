public import Foundation
internal import Yams

/// What is wrong with a study file or a settings file, and where.
public struct PlanError: Error, Sendable, Equatable, LocalizedError, CustomStringConvertible {
  public let file: String
  /// From 1; nil where the whole file is meant.
  public let line: Int?
  /// What is wrong, as a sentence without full stop.
  public let problem: String
  public let suggestion: String?

  public init(file: String, line: Int?, problem: String, suggestion: String? = nil) {
    self.file = file
    self.line = line
    self.problem = problem
    self.suggestion = suggestion
  }

  public var errorDescription: String? { description }

  public var description: String {
    file + (line.map { ", line \($0)" } ?? "") + ": " + problem + "."
      + (suggestion.map { " Did you mean \"\($0)\"?" } ?? "")
  }
}

/// A place in a YAML file that is read strictly: every key must be known, every value of its kind, and every error tells
/// the line and suggests what was meant.
struct PlanNode {
  let file: String
  /// Where it stands: `models.radscore.pipeline`.
  let path: String
  /// The line of the key, or of the value itself in a list.
  let line: Int
  private let node: Node

  private init(file: String, path: String, line: Int, node: Node) {
    self.file = file
    self.path = path
    self.line = line
    self.node = node
  }

  /// Reads a document.
  init(text: String, file: String) throws(PlanError) {
    // The parser recurses: nesting that no study has must not reach it.
    guard text.utf8.count <= 2_000_000, !Self.isNestedTooDeeply(text) else {
      throw PlanError(file: file, line: nil, problem: "the file is too large or nested too deeply to be a plan")
    }
    let root: Node?
    do {
      // Without rules for tags, which cost regular expressions, and without constructors: values are read by what is asked
      // of them.
      root = try Yams.compose(yaml: text, .basic, Constructor([:], [:], [:]), .utf8)
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        throw PlanError(file: file, line: mark.line, problem: "this is not YAML: \(problem)")
      case .duplicatedKeysInMapping(let duplicates, let context):
        throw PlanError(
          file: file, line: context.mark.line, problem: "the key \"\(duplicates.first ?? "")\" occurs twice")
      default: throw PlanError(file: file, line: nil, problem: "this is not YAML: \(error)")
      }
    } catch {
      throw PlanError(file: file, line: nil, problem: "this is not YAML: \(error)")
    }
    guard let root else { throw PlanError(file: file, line: nil, problem: "the file is empty") }
    self.init(file: file, path: "", line: root.mark?.line ?? 1, node: root)
  }

  private static func isNestedTooDeeply(_ text: String) -> Bool {
    var depth = 0
    var dashes = 0
    var indentation = 0
    var isAtStart = true
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case 10:
        dashes = 0
        indentation = 0
        isAtStart = true
      case UInt8(ascii: "-") where isAtStart, UInt8(ascii: "?") where isAtStart: dashes += 1
      case 32, 9: if isAtStart { indentation += 1 }
      default: isAtStart = false
      }
      if depth > 40 || dashes > 40 || indentation > 200 { return true }
    }
    return false
  }

  /// The line of the first value that is the word, else of the first that holds it among others, as a condition does; nil where
  /// none does. Keys are the file's own words.
  func line(saying word: String) -> Int? {
    var values: [(text: String, line: Int?)] = []
    func collect(_ node: Node) {
      switch node {
      case .scalar(let scalar): values.append((scalar.string, scalar.mark?.line))
      case .mapping(let mapping): for (_, value) in mapping { collect(value) }
      case .sequence(let sequence): sequence.forEach(collect)
      case .alias: break
      }
    }
    collect(node)
    func holds(_ text: String) -> Bool {
      text.ranges(of: word).contains { range in
        let (before, after) = (text[..<range.lowerBound].last, text[range.upperBound...].first)
        return [before, after].allSatisfy { $0.map { !($0.isLetter || $0.isNumber || $0 == "_") } ?? true }
      }
    }
    return (values.first { $0.text == word } ?? values.first { holds($0.text) })?.line
  }

  func error(_ problem: String, suggestion: String? = nil) -> PlanError {
    PlanError(file: file, line: line, problem: problem, suggestion: suggestion)
  }

  private var named: String { path.isEmpty ? "the file" : "\"\(path)\"" }

  /// The key and value of every entry of a mapping, in order; nil if this is no mapping.
  var entries: [(key: String, value: PlanNode)]? {
    guard case .mapping(let mapping) = node else { return nil }
    return mapping.map { key, value in
      let name = key.string ?? ""
      return (
        name,
        PlanNode(
          file: file, path: path.isEmpty ? name : path + "." + name, line: key.mark?.line ?? value.mark?.line ?? line,
          node: value)
      )
    }
  }

  /// The entries of a mapping whose keys must all be known.
  func mapping(known: [String]) throws(PlanError) -> PlanMapping {
    guard let entries else {
      throw error("\(named) must be keys with values (\(known.joined(separator: ", ")))")
    }
    for entry in entries where !known.contains(entry.key) {
      let nearest = Suggestion.nearest(to: entry.key, among: known)
      throw entry.value.error(
        "unknown key \"\(entry.key)\"\(path.isEmpty ? "" : " in \"\(path)\"")"
          + (nearest == nil ? "; known are \(known.joined(separator: ", "))" : ""), suggestion: nearest)
    }
    return PlanMapping(
      node: self, values: Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { a, _ in a }))
  }

  /// The items of a list; nil if this is no list.
  var items: [PlanNode]? {
    guard case .sequence(let sequence) = node else { return nil }
    return sequence.map { PlanNode(file: file, path: path, line: $0.mark?.line ?? line, node: $0) }
  }

  func list() throws(PlanError) -> [PlanNode] {
    guard let items else { throw error("\(named) must be a list, such as [a, b]") }
    return items
  }

  /// A word or number as it is written; nil if this is no scalar or is null.
  var word: String? {
    guard case .scalar(let scalar) = node else { return nil }
    if isNull { return nil }
    return scalar.string
  }

  var isNull: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// What stands at a place below this one; as far as there is something.
  func child(at path: some Sequence<any CodingKey>) -> PlanNode {
    path.reduce(self) { node, key in
      if let items = node.items, let place = key.intValue, items.indices.contains(place) { return items[place] }
      return node.entries?.first { $0.key == key.stringValue }?.value ?? node
    }
  }

  /// The values below this place that are no mappings and no lists, in order.
  var leaves: [PlanNode] {
    if let entries { return entries.flatMap(\.value.leaves) }
    if let items { return items.flatMap(\.leaves) }
    return [self]
  }

  /// The value as a message can show it: on one line and short; nil for one that is longer.
  var text: String? {
    guard let json = try? json(), json.utf8.count <= 60 else { return nil }
    return json.replacing(",", with: ", ")
  }

  func string() throws(PlanError) -> String {
    guard let word else { throw error("\(named) must be a word or a number") }
    return word
  }

  func number() throws(PlanError) -> Double {
    guard let word, let number = Double(word), number.isFinite else { throw error("\(named) must be a number") }
    return number
  }

  func integer(in range: ClosedRange<Int>) throws(PlanError) -> Int {
    guard let word, let number = Int(word), range.contains(number) else {
      throw error("\(named) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func flag() throws(PlanError) -> Bool {
    switch word?.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: throw error("\(named) must be true or false")
    }
  }

  /// One of several words.
  func choice<Choice: RawRepresentable & CaseIterable>(
    of type: Choice.Type
  ) throws(PlanError) -> Choice where Choice.RawValue == String {
    let word = try string()
    if let choice = Choice(rawValue: word) { return choice }
    let words = Choice.allCases.map(\.rawValue)
    throw error(
      "\(named) must be one of \(words.joined(separator: ", ")), not \"\(word)\"",
      suggestion: Suggestion.nearest(to: word, among: words))
  }

  /// The value as JSON text; numbers and Booleans only where they are not quoted.
  func json() throws(PlanError) -> String {
    switch node {
    case .mapping:
      var members: [String] = []
      for entry in entries ?? [] { members.append("\(entry.key.inDoubleQuotes):\(try entry.value.json())") }
      return "{\(members.joined(separator: ","))}"
    case .sequence:
      var elements: [String] = []
      for item in items ?? [] { elements.append(try item.json()) }
      return "[\(elements.joined(separator: ","))]"
    case .scalar(let scalar):
      if isNull { return "null" }
      guard scalar.style == .plain || scalar.style == .any else { return scalar.string.inDoubleQuotes }
      if let integer = Int(scalar.string) { return "\(integer)" }
      if let number = Double(scalar.string), number.isFinite {
        return Int(exactly: number).map { "\($0)" } ?? "\(number)"
      }
      switch scalar.string.lowercased() {
      case "true", "yes", "on": return "true"
      case "false", "no", "off": return "false"
      default: return scalar.string.inDoubleQuotes
      }
    case .alias: throw error("\(named) refers to another place of the file; write the value out")
    }
  }
}

/// The entries of a mapping by key.
struct PlanMapping {
  let node: PlanNode
  private let values: [String: PlanNode]

  init(node: PlanNode, values: [String: PlanNode]) {
    self.node = node
    self.values = values
  }

  subscript(key: String) -> PlanNode? { values[key] }

  func require(_ key: String) throws(PlanError) -> PlanNode {
    guard let value = values[key] else {
      throw node.error(
        node.path.isEmpty ? "the key \"\(key)\" is missing" : "\"\(node.path)\" needs the key \"\(key)\"")
    }
    return value
  }
}
