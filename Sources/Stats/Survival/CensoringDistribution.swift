/// Subjects in order of time with the Kaplan–Meier estimate G of staying uncensored: the weights of every measure that
/// corrects for censoring (IPCW).
///
/// An event at a time precedes a censoring there: at a censoring time the events of that time are no longer at risk.
/// Somebody with an event is weighted with 1/G(T−), somebody followed beyond t with 1/G(t), as in R's riskRegression
/// and timeROC; scikit-survival uses G(T) for events.
struct CensoringDistribution {
  let subjects: [SurvivalTime]
  /// Row numbers in order of time, events first at each distinct time.
  let order: [Int32]
  /// Per row: G just before its time.
  let before: [Double]
  /// Distinct times with the censorings and G after them.
  let times: [Double]
  let censored: [Int]
  let uncensored: [Double]
  /// For each place in `order`, its distinct time.
  let timeIndex: [Int32]

  init(_ original: [SurvivalTime]) {
    let subjects = TimeAlignment.aligned(original)
    let sorted = SortedOrder.ascending(subjects.map(\.time))
    let n = subjects.count
    var order: [Int32] = []
    order.reserveCapacity(n)
    var timeIndex: [Int32] = []
    timeIndex.reserveCapacity(n)
    var before = [Double](repeating: 1, count: n)
    var times: [Double] = []
    var censored: [Int] = []
    var uncensored: [Double] = []
    var g = 1.0
    var start = 0
    while start < n {
      let time = subjects[Int(sorted[start])].time
      var end = start
      while end < n, subjects[Int(sorted[end])].time == time { end += 1 }
      let index = Int32(times.count)
      for i in start..<end where subjects[Int(sorted[i])].isEvent {
        order.append(sorted[i])
        timeIndex.append(index)
      }
      let events = order.count - start
      for i in start..<end where !subjects[Int(sorted[i])].isEvent {
        order.append(sorted[i])
        timeIndex.append(index)
      }
      for i in start..<end { before[Int(sorted[i])] = g }
      let left = n - start - events
      let leaving = end - start - events
      if leaving > 0 { g *= Double(left - leaving) / Double(left) }
      times.append(time)
      censored.append(leaving)
      uncensored.append(g)
      start = end
    }
    self.subjects = subjects
    self.order = order
    self.before = before
    self.times = times
    self.censored = censored
    self.uncensored = uncensored
    self.timeIndex = timeIndex
  }

  /// G(t).
  func value(at t: Double) -> Double {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= t { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 1 : uncensored[low - 1]
  }

  /// What the estimation of G adds to each subject's influence on Σᵢ aᵢ/G(·): a subject's censoring martingale, weighted
  /// with the part of the sum that lies beyond each censoring time. Its risk set Y(s) is everybody with a time ≥ s, the
  /// events at s among them, as in riskRegression and timeROC, although G itself counts them out.
  ///
  /// - Parameters:
  ///   - cases: per row the term of an event at or before `t` (already divided by G(T−)); 0 for everybody else.
  ///   - survivors: the sum of terms of those followed beyond `t` (already divided by G(t)).
  /// - Returns: ∫ B(s) n dMᵢ(s)/Y(s), B(s) the sum of terms of cases with T > s and, for s ≤ t, of survivors.
  func influence(cases: [Double], survivors: Double, upTo t: Double) -> [Double] {
    let n = order.count
    // B after each distinct time: terms of cases strictly later.
    var beyond = [Double](repeating: 0, count: times.count)
    var sum = 0.0
    var place = n - 1
    for k in stride(from: times.count - 1, through: 0, by: -1) {
      beyond[k] = sum
      while place >= 0, Int(timeIndex[place]) == k {
        sum += cases[Int(order[place])]
        place -= 1
      }
    }
    var result = [Double](repeating: 0, count: n)
    var compensator = 0.0
    var start = 0
    for k in times.indices {
      var end = start
      while end < n, Int(timeIndex[end]) == k { end += 1 }
      let own = (beyond[k] + (times[k] <= t ? survivors : 0)) * Double(n) / Double(n - start)
      compensator += own * Double(censored[k]) / Double(n - start)
      for i in start..<end {
        result[Int(order[i])] = (subjects[Int(order[i])].isEvent ? 0 : own) - compensator
      }
      start = end
    }
    return result
  }
}
