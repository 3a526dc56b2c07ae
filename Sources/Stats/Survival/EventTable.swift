/// Follow-up of a group condensed to its distinct times: what every survival estimate is a fold over.
///
/// ```
///   time      at risk   events   censored
///   5           7          1        0       at risk: everybody with time ≥ 5
///   8           6          1        1       an event precedes a censoring at the same time
/// ```
///
/// The numbers at risk fall by events + censored from row to row. O(n): times are sorted by their bits.
public struct EventTable: Sendable, Equatable, Codable {
  /// Distinct times in ascending order, also those at which subjects were only censored.
  public let times: [Double]
  public let atRisk: [Int]
  public let events: [Int]
  public let censored: [Int]

  /// - Throws: `SurvivalDataError` for no subjects, or a time that is negative or not finite.
  public init(_ subjects: [SurvivalTime]) throws(SurvivalDataError) {
    let (eventKeys, censoredKeys) = try Self.sortedKeys(subjects)
    self.init(eventKeys: eventKeys, censoredKeys: censoredKeys)
  }

  init(times: [Double], atRisk: [Int], events: [Int], censored: [Int]) {
    self.times = times
    self.atRisk = atRisk
    self.events = events
    self.censored = censored
  }

  /// The tables of groups, one pass over the subjects; times that differ only by rounding are merged over all groups.
  ///
  /// - Parameter groups: the group of each subject, 0 ..< groupCount; other values take no part.
  static func tables(
    _ subjects: [SurvivalTime], groups: [Int], groupCount: Int
  ) throws(SurvivalDataError) -> [EventTable] {
    guard groups.count == subjects.count else {
      throw .lengthsDiffer(subjects: subjects.count, found: groups.count, what: "groups")
    }
    try check(subjects)
    var sizes = [Int](repeating: 0, count: groupCount)
    for group in groups where group >= 0 && group < groupCount { sizes[group] += 1 }
    var eventKeys = [[UInt64]](repeating: [], count: groupCount)
    var censoredKeys = eventKeys
    for g in 0..<groupCount {
      eventKeys[g].reserveCapacity(sizes[g])
      censoredKeys[g].reserveCapacity(sizes[g])
    }
    for (subject, group) in zip(subjects, groups) where group >= 0 && group < groupCount {
      let key = SortedOrder.key(subject.time)
      if subject.isEvent { eventKeys[group].append(key) } else { censoredKeys[group].append(key) }
    }
    var tables: [EventTable] = []
    for g in 0..<groupCount {
      SortedOrder.sort(&eventKeys[g])
      SortedOrder.sort(&censoredKeys[g])
      tables.append(EventTable(eventKeys: eventKeys[g], censoredKeys: censoredKeys[g], merging: false))
    }
    return aligned(tables)
  }

  static func check(_ subjects: [SurvivalTime]) throws(SurvivalDataError) {
    guard !subjects.isEmpty else { throw .noSubjects }
    let isGood = subjects.withUnsafeBufferPointer { subjects in
      var isGood = true
      for subject in subjects where !(subject.time >= 0 && subject.time < .infinity) { isGood = false }
      return isGood
    }
    if isGood { return }
    for (row, subject) in subjects.enumerated() {
      if !subject.time.isFinite { throw .timeNotFinite(row: row) }
      if subject.time < 0 { throw .negativeTime(row: row) }
    }
  }

  private static func sortedKeys(
    _ subjects: [SurvivalTime]
  ) throws(SurvivalDataError) -> (events: [UInt64], censored: [UInt64]) {
    try check(subjects)
    let eventCount = subjects.withUnsafeBufferPointer { subjects in
      var count = 0
      for subject in subjects where subject.isEvent { count &+= 1 }
      return count
    }
    var censoredKeys: [UInt64] = []
    var eventKeys = [UInt64](unsafeUninitializedCapacity: eventCount) { events, filled in
      censoredKeys = [UInt64](unsafeUninitializedCapacity: subjects.count - eventCount) { censored, filledCensored in
        subjects.withUnsafeBufferPointer { subjects in
          for subject in subjects {
            let key = SortedOrder.key(subject.time)
            if subject.isEvent {
              events.initializeElement(at: filled, to: key)
              filled &+= 1
            } else {
              censored.initializeElement(at: filledCensored, to: key)
              filledCensored &+= 1
            }
          }
        }
      }
    }
    SortedOrder.sort(&eventKeys)
    SortedOrder.sort(&censoredKeys)
    return (eventKeys, censoredKeys)
  }

  /// Merges two ascending lists of time keys into rows.
  private init(eventKeys: [UInt64], censoredKeys: [UInt64], merging: Bool = true) {
    let n = eventKeys.count + censoredKeys.count
    var times: [Double] = []
    var atRisk: [Int] = []
    var events: [Int] = []
    var censored: [Int] = []
    times.reserveCapacity(n)
    atRisk.reserveCapacity(n)
    events.reserveCapacity(n)
    censored.reserveCapacity(n)
    eventKeys.withUnsafeBufferPointer { e in
      censoredKeys.withUnsafeBufferPointer { c in
        var i = 0
        var j = 0
        while i < e.count || j < c.count {
          let key: UInt64 = i < e.count ? (j < c.count ? min(e[i], c[j]) : e[i]) : c[j]
          let startOfEvents = i
          let startOfCensored = j
          while i < e.count, e[i] == key { i &+= 1 }
          while j < c.count, c[j] == key { j &+= 1 }
          times.append(SortedOrder.number(key))
          atRisk.append(n - startOfEvents - startOfCensored)
          events.append(i - startOfEvents)
          censored.append(j - startOfCensored)
        }
      }
    }
    self.init(times: times, atRisk: atRisk, events: events, censored: censored)
    if merging, let cuts = TimeAlignment.cuts(times) { self = merged(at: cuts) }
  }

  /// The tables with times that differ only by rounding made equal over all of them.
  private static func aligned(_ tables: [EventTable]) -> [EventTable] {
    var all = tables.flatMap(\.times).map(SortedOrder.key)
    if tables.count > 1 { SortedOrder.sort(&all) }
    var distinct: [Double] = []
    distinct.reserveCapacity(all.count)
    for key in all {
      let time = SortedOrder.number(key)
      if distinct.last != time { distinct.append(time) }
    }
    guard let cuts = TimeAlignment.cuts(distinct) else { return tables }
    return tables.map { $0.merged(at: cuts) }
  }

  private func merged(at cuts: [Double]) -> EventTable {
    var newTimes: [Double] = []
    var newAtRisk: [Int] = []
    var newEvents: [Int] = []
    var newCensored: [Int] = []
    for i in times.indices {
      let time = TimeAlignment.aligned(times[i], cuts: cuts)
      if newTimes.last == time {
        newEvents[newEvents.count - 1] += events[i]
        newCensored[newCensored.count - 1] += censored[i]
      } else {
        newTimes.append(time)
        newAtRisk.append(atRisk[i])
        newEvents.append(events[i])
        newCensored.append(censored[i])
      }
    }
    return EventTable(times: newTimes, atRisk: newAtRisk, events: newEvents, censored: newCensored)
  }

  public var rowCount: Int { times.count }
  public var subjectCount: Int { atRisk.first ?? 0 }
  public var eventCount: Int { events.reduce(0, +) }

  /// The same follow-up with events and censorings exchanged: the table of the censoring distribution as it is used
  /// for the median follow-up.
  public var reversed: EventTable {
    EventTable(times: times, atRisk: atRisk, events: censored, censored: events)
  }

  /// The last row whose time is ≤ t; nil before the first.
  func row(upTo t: Double) -> Int? {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= t { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }

  /// At risk just before, events and censorings up to and including each tick: the table under a survival plot.
  ///
  /// At risk counts everybody whose time is ≥ the tick; somebody with an event at the tick itself is in both columns.
  public func counts(at ticks: [Double]) -> [RiskCount] {
    var cumulativeEvents: [Int] = []
    var cumulativeCensored: [Int] = []
    var e = 0
    var c = 0
    for i in times.indices {
      e += events[i]
      c += censored[i]
      cumulativeEvents.append(e)
      cumulativeCensored.append(c)
    }
    return ticks.map { tick in
      let upTo = row(upTo: tick)
      let before = upTo.map { times[$0] == tick ? $0 - 1 : $0 } ?? -1
      let next = before + 1
      return RiskCount(
        time: tick, atRisk: next < times.count ? atRisk[next] : 0, events: upTo.map { cumulativeEvents[$0] } ?? 0,
        censored: upTo.map { cumulativeCensored[$0] } ?? 0)
    }
  }
}

/// One column of the table under a survival plot.
public struct RiskCount: Sendable, Equatable, Codable {
  public let time: Double
  public let atRisk: Int
  /// Events up to and including `time`.
  public let events: Int
  /// Censorings up to and including `time`.
  public let censored: Int
}

/// Times that differ only by rounding are one time, as in R's survival (`timefix`): 12 months computed in two ways must
/// not become two event times.
enum TimeAlignment {
  static let tolerance = 0x1p-26

  /// For ascending distinct times the first time of every run of nearly equal ones; nil when there is no such run.
  ///
  /// Two neighbours are nearly equal when their gap is at most 2⁻²⁶ (1.5e-8), absolutely or relative to the mean time.
  static func cuts(_ times: [Double]) -> [Double]? {
    guard times.count > 1 else { return nil }
    return times.withUnsafeBufferPointer { times in
      var sum = 0.0
      for time in times { sum += abs(time) }
      let limit = max(tolerance, tolerance * sum / Double(times.count))
      var hasTie = false
      for i in 1..<times.count where times[i] - times[i - 1] <= limit {
        hasTie = true
        break
      }
      guard hasTie else { return nil }
      var cuts = [times[0]]
      for i in 1..<times.count where times[i] - times[i - 1] > limit { cuts.append(times[i]) }
      return cuts
    }
  }

  /// The last cut that is ≤ the time.
  static func aligned(_ time: Double, cuts: [Double]) -> Double {
    var low = 0
    var high = cuts.count
    while low < high {
      let middle = (low + high) / 2
      if cuts[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? time : cuts[low - 1]
  }

  /// The subjects with nearly equal times made equal.
  static func aligned(_ subjects: [SurvivalTime]) -> [SurvivalTime] {
    var keys = subjects.map { SortedOrder.key($0.time) }
    SortedOrder.sort(&keys)
    var distinct: [Double] = []
    for key in keys {
      let time = SortedOrder.number(key)
      if distinct.last != time { distinct.append(time) }
    }
    guard let cuts = cuts(distinct) else { return subjects }
    return subjects.map { SurvivalTime(time: aligned($0.time, cuts: cuts), isEvent: $0.isEvent) }
  }
}
