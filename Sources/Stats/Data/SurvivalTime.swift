/// Follow-up of one subject: how long, and whether the event happened then (otherwise the subject was censored).
public struct SurvivalTime: Sendable, Equatable, Codable {
  /// In the unit of the study; finite and not negative.
  public let time: Double
  public let isEvent: Bool

  public init(time: Double, isEvent: Bool) {
    self.time = time
    self.isEvent = isEvent
  }
}
