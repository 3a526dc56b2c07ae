/// Something a reader must know beside a number: it stays attached to the result, into screens, JSON and reports.
public struct Caution: Sendable, Equatable, Hashable, Codable {
  /// A stable word for programs, for example `few_events`.
  public let code: String
  /// What is the matter, why it matters and what to do, in one or two sentences.
  public let message: String
  /// All columns that it is about, where there may be many and the message names the first ones alone; else empty.
  public let columns: [String]

  public init(code: String, message: String, columns: [String] = []) {
    self.code = code
    self.message = message
    self.columns = columns
  }

  /// The same caution, saying which column or model it is about.
  public func about(_ name: String) -> Caution { saying("\(name): \(message)") }

  /// The same caution in other words.
  public func saying(_ message: String) -> Caution { Caution(code: code, message: message, columns: columns) }

  /// A number with its noun, whose first word takes the plural: `1 event`, `3 rows of the rarer class`.
  public static func count(_ number: Int, _ noun: String) -> String {
    guard number != 1 else { return "1 \(noun)" }
    let end = noun.firstIndex(of: " ") ?? noun.endIndex
    return "\(number) \(noun[..<end])s\(noun[end...])"
  }
}

extension Caution {
  private enum CodingKeys: String, CodingKey { case code, message, columns }

  /// Cautions that were kept before they listed columns are read too.
  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      code: try c.decode(String.self, forKey: .code), message: try c.decode(String.self, forKey: .message),
      columns: try c.decodeIfPresent([String].self, forKey: .columns) ?? [])
  }

  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    try c.encode(code, forKey: .code)
    try c.encode(message, forKey: .message)
    if !columns.isEmpty { try c.encode(columns, forKey: .columns) }
  }
}
