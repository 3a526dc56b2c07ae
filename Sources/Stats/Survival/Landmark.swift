/// Follow-up counted from a landmark: only those still under observation and free of the event then are kept, so that
/// what happened before the landmark (a response, an early scan) can be a covariate without immortal-time bias.
public struct Landmark: Sendable, Equatable, Codable {
  public let time: Double
  /// Row numbers of the subjects that remain.
  public let rows: [Int]
  /// Their follow-up from the landmark on.
  public let subjects: [SurvivalTime]
  /// Subjects with an event, and censored, at or before the landmark.
  public let earlierEvents: Int
  public let earlierCensored: Int

  /// - Throws: `SurvivalDataError` for a bad follow-up time, a bad landmark, or nobody left.
  public init(_ subjects: [SurvivalTime], at time: Double) throws(SurvivalDataError) {
    try EventTable.check(subjects)
    guard time >= 0, time.isFinite else { throw .badHorizon(time) }
    var rows: [Int] = []
    var kept: [SurvivalTime] = []
    var events = 0
    var censored = 0
    for (row, subject) in subjects.enumerated() {
      if subject.time > time {
        rows.append(row)
        kept.append(SurvivalTime(time: subject.time - time, isEvent: subject.isEvent))
      } else if subject.isEvent {
        events += 1
      } else {
        censored += 1
      }
    }
    guard !rows.isEmpty else { throw .badHorizon(time) }
    self.time = time
    self.rows = rows
    self.subjects = kept
    earlierEvents = events
    earlierCensored = censored
  }
}
