/// Something a reader must know beside a number: it stays attached to the result, into screens, JSON and reports.
public struct Caution: Sendable, Equatable, Hashable, Codable {
  /// A stable word for programs, for example `few_events`.
  public let code: String
  /// What is the matter, why it matters and what to do, in one or two sentences.
  public let message: String

  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// The same caution, saying which column or model it is about.
  public func about(_ name: String) -> Caution { Caution(code: code, message: "\(name): \(message)") }

  /// A number with its noun, whose first word takes the plural: `1 event`, `3 rows of the rarer class`.
  public static func count(_ number: Int, _ noun: String) -> String {
    guard number != 1 else { return "1 \(noun)" }
    let end = noun.firstIndex(of: " ") ?? noun.endIndex
    return "\(number) \(noun[..<end])s\(noun[end...])"
  }
}
