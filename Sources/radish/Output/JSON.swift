import Foundation

/// A JSON value whose members keep the order they were given in, so that two runs print the same bytes.
///
/// Numbers are written in the shortest form that reads back as the same Double; one that is not finite is `null`.
enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])
  /// A value that is JSON already, such as what an encoder wrote.
  case written(String)

  struct Member: Equatable, Sendable {
    let key: String
    let value: JSON
  }

  /// A number, or null where there is none.
  init(_ number: Double?) { self = number.map { .number($0) } ?? .null }
  /// A whole number, or null where there is none.
  init(_ integer: Int?) { self = integer.map { .integer($0) } ?? .null }
  /// A text, or null where there is none.
  init(_ text: String?) { self = text.map { .string($0) } ?? .null }

  /// What `JSONEncoder` makes of a value, keys sorted.
  init(encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    self = .written(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// The members of an object in order; empty for anything else.
  var members: [Member] { if case .object(let members) = self { members } else { [] } }

  subscript(key: String) -> JSON? { members.first { $0.key == key }?.value }

  /// The object with more members after its own.
  func appending(_ more: KeyValuePairs<String, JSON>) -> JSON {
    .object(members + more.map { Member(key: $0.key, value: $0.value) })
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(floatLiteral value: Double) { self = .number(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(arrayLiteral elements: JSON...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }
}

extension JSON {
  /// The document as text: objects and lists indented, one of scalars alone on one line, a line break at the end.
  var text: String {
    var text = ""
    write(to: &text, indent: 0)
    return text + "\n"
  }

  private var isScalar: Bool {
    switch self {
    case .array(let items): items.isEmpty
    case .object(let members): members.isEmpty
    default: true
    }
  }

  private func write(to text: inout String, indent: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .written(let json): text += json
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? Figures.shortest(value) : "null"
    case .string(let value): JSON.quote(value, to: &text)
    case .array(let items):
      JSON.list(items, "[", "]", inline: items.allSatisfy(\.isScalar), to: &text, indent: indent) {
        $0.write(to: &$1, indent: $2)
      }
    case .object(let members):
      let inline = indent > 1 && members.allSatisfy(\.value.isScalar)
      JSON.list(members, "{", "}", inline: inline, to: &text, indent: indent) {
        JSON.quote($0.key, to: &$1)
        $1 += ": "
        $0.value.write(to: &$1, indent: $2)
      }
    }
  }

  private static func list<Item>(
    _ items: [Item], _ open: String, _ close: String, inline: Bool, to text: inout String, indent: Int,
    _ write: (Item, inout String, Int) -> Void
  ) {
    guard !items.isEmpty else {
      text += open + close
      return
    }
    text += open
    for (position, item) in items.enumerated() {
      if position > 0 { text += inline ? ", " : "," }
      if !inline { text += "\n" + String(repeating: "  ", count: indent + 1) }
      write(item, &text, indent + 1)
    }
    if !inline { text += "\n" + String(repeating: "  ", count: indent) }
    text += close
  }

  /// Controls, C1 codes, line separators and direction overrides are escaped: the document is safe to look at.
  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    defer { text += "\"" }
    if value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      text += value
      return
    }
    for scalar in value.unicodeScalars {
      switch scalar.value {
      case 0x22: text += "\\\""
      case 0x5C: text += "\\\\"
      case 0x0A: text += "\\n"
      case 0x0D: text += "\\r"
      case 0x09: text += "\\t"
      case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
