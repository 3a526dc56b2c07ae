/// Does a new model move predictions the right way? Net reclassification and integrated discrimination improvement.
///
/// The continuous NRI counts any movement (Pencina 2011), the categorical one movements between risk categories
/// (Pencina 2008): NRI = [P(up | event) − P(down | event)] + [P(down | non-event) − P(up | non-event)].
/// The NRI rewards a miscalibrated model: report the net benefit beside it.
public struct Reclassification: Sendable, Equatable, Codable {
  public let continuous: NetReclassification
  public let integratedDiscrimination: IntegratedDiscrimination
  /// nil without cuts.
  public let categorical: NetReclassification?
  /// Rows of old by new category, for events and non-events.
  public let eventTable: [[Int]]
  public let nonEventTable: [[Int]]
  public let cautions: [Caution]

  /// - Parameter cuts: ascending boundaries of risk categories, each category closed below: [0, c₁), [c₁, c₂), ….
  /// - Throws: `EvaluationError` when the two are not of the same rows, or for cuts out of order.
  public init(
    old: PredictedOutcomes, new: PredictedOutcomes, cuts: [Double] = [], level: Double = 0.95
  ) throws(EvaluationError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    guard old.isPositive == new.isPositive else {
      throw .notPaired("their outcomes differ. Evaluate both on the same rows in the same order")
    }
    for (a, b) in zip([0] + cuts, cuts + [1]) where !(a < b) {
      throw .badRange(low: a, high: b, what: "risk categories")
    }
    let p = old.probabilities
    let q = new.probabilities
    let events = Double(old.positiveCount)
    let nonEvents = Double(old.rowCount - old.positiveCount)
    func category(_ p: Double) -> Int { cuts.firstIndex { p < $0 } ?? cuts.count }
    var moved = (up: (0.0, 0.0), down: (0.0, 0.0))
    var movedCategory = moved
    var sums = (0.0, 0.0)
    let size = cuts.count + 1
    var eventTable = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    var nonEventTable = eventTable
    for i in p.indices {
      let isEvent = old.isPositive[i]
      let a = category(p[i])
      let b = category(q[i])
      if isEvent {
        sums.0 += q[i] - p[i]
        eventTable[a][b] += 1
        if q[i] > p[i] { moved.up.0 += 1 }
        if q[i] < p[i] { moved.down.0 += 1 }
        if b > a { movedCategory.up.0 += 1 }
        if b < a { movedCategory.down.0 += 1 }
      } else {
        sums.1 += q[i] - p[i]
        nonEventTable[a][b] += 1
        if q[i] > p[i] { moved.up.1 += 1 }
        if q[i] < p[i] { moved.down.1 += 1 }
        if b > a { movedCategory.up.1 += 1 }
        if b < a { movedCategory.down.1 += 1 }
      }
    }
    func net(
      _ moved: (up: (Double, Double), down: (Double, Double)), exactVariance: Bool
    ) -> NetReclassification {
      let forEvents = (moved.up.0 - moved.down.0) / events
      let forNonEvents = (moved.down.1 - moved.up.1) / nonEvents
      func variance(_ up: Double, _ down: Double, _ n: Double, _ net: Double) -> Double {
        ((up + down) / n - (exactVariance ? net * net : 0)) / n
      }
      return NetReclassification(
        events: forEvents, eventsStandardError: variance(moved.up.0, moved.down.0, events, forEvents).squareRoot(),
        nonEvents: forNonEvents,
        nonEventsStandardError: variance(moved.up.1, moved.down.1, nonEvents, forNonEvents).squareRoot(),
        level: level)
    }
    continuous = net(moved, exactVariance: true)
    categorical = cuts.isEmpty ? nil : net(movedCategory, exactVariance: false)
    self.eventTable = cuts.isEmpty ? [] : eventTable
    self.nonEventTable = cuts.isEmpty ? [] : nonEventTable
    let means = (sums.0 / events, sums.1 / nonEvents)
    var squares = (0.0, 0.0)
    for i in p.indices {
      let d = q[i] - p[i]
      if old.isPositive[i] {
        squares.0 += (d - means.0) * (d - means.0)
      } else {
        squares.1 += (d - means.1) * (d - means.1)
      }
    }
    let variance =
      (events > 1 ? squares.0 / (events - 1) / events : 0)
      + (nonEvents > 1 ? squares.1 / (nonEvents - 1) / nonEvents : 0)
    integratedDiscrimination = IntegratedDiscrimination(
      sensitivityGain: means.0, specificityGain: -means.1,
      test: EstimatedDifference(
        first: means.0, second: means.1, difference: means.0 - means.1, standardError: variance.squareRoot(),
        level: level, method: "integrated discrimination improvement"))
    cautions = [.netReclassification]
  }
}

/// A net reclassification improvement with its parts.
public struct NetReclassification: Sendable, Equatable, Codable {
  public let events: Double
  public let eventsStandardError: Double
  public let nonEvents: Double
  public let nonEventsStandardError: Double
  /// The sum of both parts, with its normal interval and test against 0.
  public let total: EstimatedDifference

  init(
    events: Double, eventsStandardError: Double, nonEvents: Double, nonEventsStandardError: Double, level: Double
  ) {
    self.events = events
    self.eventsStandardError = eventsStandardError
    self.nonEvents = nonEvents
    self.nonEventsStandardError = nonEventsStandardError
    let variance = eventsStandardError * eventsStandardError + nonEventsStandardError * nonEventsStandardError
    total = EstimatedDifference(
      first: events, second: -nonEvents, difference: events + nonEvents, standardError: variance.squareRoot(),
      level: level, method: "net reclassification improvement")
  }
}

/// The mean rise of predictions in events and their mean fall in non-events.
public struct IntegratedDiscrimination: Sendable, Equatable, Codable {
  public let sensitivityGain: Double
  public let specificityGain: Double
  public let test: EstimatedDifference
}
