import Foundation

/// A JSON value: what a reference file expects, and what a computation answers in the same shape.
indirect enum JSONValue: Sendable, Equatable, Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  subscript(_ key: String) -> JSONValue {
    if case .object(let members) = self { return members[key] ?? .null }
    return .null
  }

  subscript(_ index: Int) -> JSONValue {
    if case .array(let items) = self, items.indices.contains(index) { return items[index] }
    return .null
  }

  var number: Double? {
    if case .number(let value) = self { return value }
    return nil
  }

  var string: String? {
    if case .string(let value) = self { return value }
    return nil
  }

  var items: [JSONValue] {
    if case .array(let items) = self { return items }
    return []
  }

  var numbers: [Double] { items.map { $0.number ?? .nan } }

  /// Every leaf with its path, such as `groups[0].steps.surv[3]`.
  func leaves(_ path: String = "") -> [(path: String, value: JSONValue)] {
    switch self {
    case .array(let items):
      items.enumerated().flatMap { $0.element.leaves("\(path)[\($0.offset)]") }
    case .object(let members):
      members.sorted { $0.key < $1.key }.flatMap { $0.value.leaves(path.isEmpty ? $0.key : "\(path).\($0.key)") }
    default: [(path, self)]
    }
  }

  static func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .some($0) }) }
  static func integers(_ values: [Int]) -> JSONValue { .array(values.map { .number(Double($0)) }) }
  static func optionals(_ values: [Double?]) -> JSONValue { .array(values.map { .some($0) }) }

  /// A number, or null where there is none or it is not finite.
  static func some(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number(value)
  }

  static func some(_ value: Int) -> JSONValue { .number(Double(value)) }
}

extension JSONValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByNilLiteral
{
  init(floatLiteral value: Double) { self = .number(value) }
  init(integerLiteral value: Int) { self = .number(Double(value)) }
  init(stringLiteral value: String) { self = .string(value) }
  init(nilLiteral: ()) { self = .null }
  init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
  }
}
