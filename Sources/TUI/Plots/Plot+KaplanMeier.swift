public import Stats

extension Plot {
  /// What a survival plot says beside its curves; every part may be missing.
  public struct SurvivalSummary: Equatable, Sendable {
    public var logRankP: Double?
    public var hazardRatio: (value: Double, low: Double, high: Double)?
    /// The group that is compared with the other one; empty where that is plain, as of high and low risk.
    public var hazardRatioOf = ""
    public var concordance: (value: Double, low: Double, high: Double)?
    public var medianFollowUp: Double?
    /// Further lines.
    public var notes: [String]

    public init(
      logRankP: Double? = nil, hazardRatio: (value: Double, low: Double, high: Double)? = nil,
      concordance: (value: Double, low: Double, high: Double)? = nil, medianFollowUp: Double? = nil,
      notes: [String] = []
    ) {
      self.logRankP = logRankP
      self.hazardRatio = hazardRatio
      self.concordance = concordance
      self.medianFollowUp = medianFollowUp
      self.notes = notes
    }

    public static func == (left: SurvivalSummary, right: SurvivalSummary) -> Bool {
      left.logRankP == right.logRankP && left.hazardRatioOf == right.hazardRatioOf
        && left.medianFollowUp == right.medianFollowUp && left.notes == right.notes
        && left.hazardRatio.map { [$0.value, $0.low, $0.high] }
          == right.hazardRatio.map { [$0.value, $0.low, $0.high] }
        && left.concordance.map { [$0.value, $0.low, $0.high] }
          == right.concordance.map { [$0.value, $0.low, $0.high] }
    }
  }

  /// Survival curves with bands, censorings, median lines and the table of at risk, censored and events under the same
  /// ticks (KMunicate: Morris et al., BMJ Open 2019;9:e030215).
  ///
  /// The tail is dimmed from the time on at which fewer than ten subjects, or a tenth of a group below a hundred, remain at
  /// risk. The number at risk at a tick counts everybody with a time ≥ the tick; events and censorings are those before.
  ///
  /// - Parameters:
  ///   - unit: of time, such as `months`; months and days get their own round ticks.
  ///   - end: how far the axis reaches at least, so that plots beside each other are over the same times.
  public static func kaplanMeier(
    _ groups: KaplanMeierGroups, title: String = "Kaplan–Meier", subtitle: String = "", unit: String = "",
    yTitle: String = "survival", summary: SurvivalSummary = SurvivalSummary(), showsBands: Bool = true,
    upTo end: Double? = nil
  ) -> Plot {
    let last = max(groups.groups.compactMap { $0.estimate.table.times.last }.max() ?? 1, end ?? 0)
    let ticks = survivalTicks(upTo: last, unit: unit)
    let choices = survivalTickChoices(upTo: last, unit: unit)
    let times = allTimes(choices + [ticks])
    var series: [PlotSeries] = []
    var rows: [RiskTable.Row] = []
    var guides: [PlotGuide] = []
    var table = FigureTable(columns: [
      "group", "time", "at_risk", "events", "censored", "survival", "se", "low", "high",
    ])
    var medians: [String] = []
    for (index, group) in groups.groups.enumerated() {
      let curve = group.estimate.curve
      series.append(survivalSeries(group, curve, index: index, showsBand: showsBands))
      rows.append(
        RiskTable.Row(
          group.name, styleIndex: index,
          entries: riskEntries(group.estimate.table, at: times)))
      let median = group.estimate.median
      if let time = median.time { guides.append(.median(x: time, y: 0.5)) }
      medians.append(NumberText.median(median.time, median.low, median.high))
      for point in curve {
        table.append([
          .text(group.name), .number(point.time), .number(Double(point.atRisk)), .number(Double(point.events)),
          .number(Double(point.censored)), .number(point.survival), .number(point.standardError ?? .nan),
          .number(point.low ?? .nan), .number(point.high ?? .nan),
        ])
      }
    }
    var plot = Plot(
      title: title, subtitle: subtitle,
      xAxis: PlotAxis(unit.isEmpty ? "time" : unit, from: 0, to: max(last, ticks.last ?? 0), ticks: ticks),
      yAxis: .unit(yTitle), series: series, guides: guides, notes: survivalNotes(summary, unit: unit),
      riskTable: RiskTable(times: times, rows: rows), table: table)
    plot.xAxis.tickChoices = choices
    plot.medians = SeriesNotes(unit.isEmpty ? "median (95 % CI)" : "median, \(unit) (95 % CI)", medians)
    return plot
  }

  /// Every time of several lists once, ascending.
  private static func allTimes(_ lists: [[Double]]) -> [Double] {
    lists.joined().sorted().reduce(into: []) { times, time in
      if let last = times.last, time - last <= 1e-9 * max(1, time) { return }
      times.append(time)
    }
  }

  /// At risk at each tick, and events and censorings before it: the three always make up the group.
  static func riskEntries(_ table: EventTable, at ticks: [Double]) -> [RiskTable.Entry] {
    var entries: [RiskTable.Entry] = []
    var row = 0
    var events = 0
    var censored = 0
    for tick in ticks.sorted() {
      while row < table.rowCount, table.times[row] < tick {
        events += table.events[row]
        censored += table.censored[row]
        row += 1
      }
      entries.append(
        RiskTable.Entry(atRisk: table.subjectCount - events - censored, censored: censored, events: events))
    }
    return entries
  }

  private static func survivalSeries(
    _ group: KaplanMeierGroup, _ curve: [KaplanMeierPoint], index: Int, showsBand: Bool
  ) -> PlotSeries {
    var points = [PlotPoint(0, 1)]
    var band = [PlotLimits(0, low: 1, high: 1)]
    var marks: [PlotPoint] = []
    for row in curve {
      points.append(PlotPoint(row.time, row.survival))
      // Before the first event nothing is uncertain; once survival is 0 no interval is defined.
      let isUntouched = row.survival == 1
      band.append(
        PlotLimits(row.time, low: row.low ?? (isUntouched ? 1 : .nan), high: row.high ?? (isUntouched ? 1 : .nan)))
      if row.censored > 0 { marks.append(PlotPoint(row.time, row.survival)) }
    }
    let count = group.subjectCount
    let few = min(10, (count + 9) / 10)
    let fade = curve.first { $0.atRisk < few }?.time
    return PlotSeries(
      group.name, points, shape: .step, detail: "n \(count), events \(group.eventCount)",
      band: showsBand ? band : [], marks: marks, fadesFrom: fade, styleIndex: index
    ).thinned()
  }

  private static func survivalNotes(_ summary: SurvivalSummary, unit: String) -> [String] {
    var notes: [String] = []
    if let p = summary.logRankP { notes.append("log-rank \(NumberText.pValue(p))") }
    func words(_ name: String, _ found: (value: Double, low: Double, high: Double)?) {
      guard let found else { return }
      notes.append("\(name) " + NumberText.interval(found.value, found.low, found.high))
    }
    words(summary.hazardRatioOf.isEmpty ? "HR" : "HR of \(summary.hazardRatioOf)", summary.hazardRatio)
    words("C", summary.concordance)
    if let followUp = summary.medianFollowUp {
      // A column of times may be called anything; a unit is said where its name is one.
      let known = timeUnit(ofColumn: unit)
      notes.append(
        "follow-up \(NumberText.significant(followUp, digits: 3))\(known.isEmpty ? "" : " " + known) (reverse KM)")
    }
    notes.append("+ censored")
    return notes + summary.notes
  }

  /// The unit of time as the name of a column tells it: months, days, years, weeks, or none.
  public static func timeUnit(ofColumn name: String) -> String {
    let name = name.lowercased()
    return ["months", "days", "years", "weeks"].first { name.contains($0.dropLast()) } ?? ""
  }

  /// Round times from 0: months in halves and whole years, days in hundreds or years, anything else in round numbers.
  static func survivalTicks(upTo last: Double, unit: String) -> [Double] {
    guard last.isFinite, last > 0 else { return [0, 1] }
    // Five to eight intervals leave room for numbers under each tick.
    let step =
      (isMonths(unit) ? monthSteps : []).first { last / $0 <= 8 } ?? AxisTicks.step(span: last, count: 6)
    return multiples(of: step, upTo: last)
  }

  /// Round times as close together as sixteen intervals and as far apart as one, finest first: a wide plot has room for more.
  static func survivalTickChoices(upTo last: Double, unit: String) -> [[Double]] {
    guard last.isFinite, last > 0 else { return [] }
    var steps = isMonths(unit) ? monthSteps.filter { last / $0 <= 16 && $0 <= last } : []
    if steps.isEmpty { steps = (2...17).reversed().map { AxisTicks.step(span: last, count: $0) } }
    var choices: [[Double]] = []
    for step in steps where step > 0 {
      let ticks = multiples(of: step, upTo: last)
      if ticks.count > 1, ticks.count < choices.last?.count ?? .max { choices.append(ticks) }
    }
    return choices
  }

  private static let monthSteps: [Double] = [1, 2, 3, 6, 12, 24, 36, 60, 120]

  private static func isMonths(_ unit: String) -> Bool { unit.lowercased().hasPrefix("mo") }

  private static func multiples(of step: Double, upTo last: Double) -> [Double] {
    (0...Int((last / step + 1e-9).rounded(.down))).map { Double($0) * step }
  }
}
