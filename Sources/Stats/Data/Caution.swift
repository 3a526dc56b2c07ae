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
}
