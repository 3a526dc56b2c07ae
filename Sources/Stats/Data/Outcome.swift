/// What a study asks about each unit, one value per row of its design.
public enum Outcome: Sendable, Equatable {
  /// True for the positive class.
  case binary([Bool])
  case survival([SurvivalTime])
  /// Index into `names`, which have no order.
  case classes([Int], names: [String])
  /// Index into `levels`, which are in ascending order.
  case ordinal([Int], levels: [String])

  public var count: Int {
    switch self {
    case .binary(let values): values.count
    case .survival(let values): values.count
    case .classes(let values, _): values.count
    case .ordinal(let values, _): values.count
    }
  }

  public var kind: Kind {
    switch self {
    case .binary: .binary
    case .survival: .survival
    case .classes: .classes
    case .ordinal: .ordinal
    }
  }

  public enum Kind: String, Sendable, Codable {
    case binary, survival, classes, ordinal
  }

  /// What stratified resampling balances: the class, or whether the event happened.
  public var strata: [Int] {
    switch self {
    case .binary(let values): values.map { $0 ? 1 : 0 }
    case .survival(let values): values.map { $0.isEvent ? 1 : 0 }
    case .classes(let values, _): values
    case .ordinal(let values, _): values
    }
  }

  /// Events of a survival outcome, members of the rarer class of a binary one, of the rarest class otherwise:
  /// the number that limits how many variables a model can carry.
  public var limitingEvents: Int {
    switch self {
    case .binary(let values):
      let positives = values.lazy.filter { $0 }.count
      return min(positives, values.count - positives)
    case .survival(let values):
      return values.lazy.filter(\.isEvent).count
    case .classes(let values, let names), .ordinal(let values, let names):
      var counts = [Int](repeating: 0, count: names.count)
      for value in values where counts.indices.contains(value) { counts[value] += 1 }
      return counts.min() ?? 0
    }
  }

  /// What one of the `limitingEvents` is, for sentences.
  var limitingEventsName: String {
    switch self {
    case .survival: "event"
    case .binary: "row of the rarer class"
    case .classes, .ordinal: "row of the rarest class"
    }
  }

  /// The outcome of the given rows, in their order; a row may occur more than once.
  public func selecting(rows: [Int]) -> Outcome {
    switch self {
    case .binary(let values): .binary(rows.map { values[$0] })
    case .survival(let values): .survival(rows.map { values[$0] })
    case .classes(let values, let names): .classes(rows.map { values[$0] }, names: names)
    case .ordinal(let values, let levels): .ordinal(rows.map { values[$0] }, levels: levels)
    }
  }
}
