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
    var text = JSONText()
    text.add(self, indent: 0)
    text.add("\n")
    return String(decoding: text.bytes, as: UTF8.self)
  }

  fileprivate var isScalar: Bool {
    switch self {
    case .array(let items): items.isEmpty
    case .object(let members): members.isEmpty
    default: true
    }
  }
}

/// A document while it is written: as bytes, to which much is added faster than to a String.
private struct JSONText {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func add(_ value: JSON, indent: Int) {
    switch value {
    case .null: add("null")
    case .bool(let value): add(value ? "true" : "false")
    case .written(let json): add(json)
    case .integer(let value): add(String(value))
    case .number(let value): if value.isFinite { add(Figures.shortest(value)) } else { add("null") }
    case .string(let value): quote(value)
    case .array(let items):
      list(items, "[", "]", inline: items.allSatisfy(\.isScalar), indent: indent) { $0.add($1, indent: $2) }
    case .object(let members):
      let inline = indent > 1 && members.allSatisfy(\.value.isScalar)
      list(members, "{", "}", inline: inline, indent: indent) {
        $0.quote($1.key)
        $0.add(": ")
        $0.add($1.value, indent: $2)
      }
    }
  }

  private mutating func list<Item>(
    _ items: [Item], _ open: String, _ close: String, inline: Bool, indent: Int,
    _ write: (inout JSONText, Item, Int) -> Void
  ) {
    add(open)
    for (position, item) in items.enumerated() {
      if position > 0 { add(inline ? ", " : ",") }
      if !inline { breakLine(indent: indent + 1) }
      write(&self, item, indent + 1)
    }
    if !inline, !items.isEmpty { breakLine(indent: indent) }
    add(close)
  }

  private mutating func breakLine(indent: Int) {
    add("\n")
    for _ in 0..<indent { add("  ") }
  }

  /// Controls, C1 codes, line separators and direction overrides are escaped: the document is safe to look at.
  private mutating func quote(_ value: String) {
    add("\"")
    defer { add("\"") }
    if value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      add(value)
      return
    }
    for scalar in value.unicodeScalars {
      switch scalar.value {
      case 0x22: add("\\\"")
      case 0x5C: add("\\\\")
      case 0x0A: add("\\n")
      case 0x0D: add("\\r")
      case 0x09: add("\\t")
      case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069:
        let digits = String(scalar.value, radix: 16)
        add("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }
}
