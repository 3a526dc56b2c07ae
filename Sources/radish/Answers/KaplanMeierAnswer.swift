import Cohort
import Stats
import TUI

/// What `radish km` says: curves, medians and, for groups, whether they differ.
struct KaplanMeierAnswer {
  let followUp: FollowUp
  /// The column of the groups.
  let by: String?
  let grouping: Grouping?
  let strata: Grouping?
  /// The column of the strata.
  let stratifiedBy: String?
  let confidence: KaplanMeier.Confidence
  let level: Double
  let milestones: [Double]
  /// Where the restricted mean ends.
  let horizon: Double?
  let landmark: Landmark?
  let tests: KaplanMeierCommand.GroupTestOptions
  let rows: CompleteRows

  func answer() throws -> Answer {
    let curves = try curves()
    var answer = Answer("km")
    answer.lines = [followUp.sentence + (by.map { " Groups: \($0)." } ?? "")]
    answer.add(rows)
    if let landmark { add(landmark, to: &answer) }
    answer.add("time", .string(followUp.timeColumn))
    answer.add("event", .string(followUp.eventColumn))
    answer.add("event_label", .string(followUp.eventLevel))
    answer.add("by", JSON(by))
    answer.add("conf_type", .string(confidence.rawValue))
    answer.add("conf_level", .number(level))
    var all = Self.curveTable(curves.groups.map { ($0.name, $0.estimate) })
    all.isPrinted = false
    let groups = groupTable(curves)
    answer.tables = [all, groups]
    answer.add(
      "groups",
      .array(
        zip(groups.objects, curves.groups).map { object, group in
          object.appending([
            "curve": Self.curveTable([(group.name, group.estimate)]).dropping(columns: 1).json
          ])
        }))
    if !milestones.isEmpty { answer.add(milestoneTable(curves)) }
    if let horizon { try addRestrictedMeans(curves, to: horizon, &answer) }
    answer.cautions = curves.groups.flatMap { group in
      group.estimate.cautions.map { grouping == nil ? $0 : $0.about(group.name) }
    }
    var summary = Plot.SurvivalSummary(
      medianFollowUp: curves.groups.count == 1 ? curves.groups[0].estimate.medianFollowUp : nil)
    if let grouping { try compare(grouping, to: &answer, summary: &summary) }
    answer.plots = [
      Plot.kaplanMeier(curves, title: "Kaplan–Meier", unit: followUp.unit, summary: summary)
    ]
    return answer
  }

  private func curves() throws -> KaplanMeierGroups {
    let grouping = grouping ?? Grouping(codes: followUp.times.map { _ in 0 }, names: ["all"])
    return try KaplanMeierGroups(followUp.times, by: grouping, confidence: confidence, level: level)
  }

  /// The log-rank test and, for two groups, the hazard ratio of the second against the first.
  private func compare(
    _ grouping: Grouping, to answer: inout Answer, summary: inout Plot.SurvivalSummary
  ) throws {
    guard grouping.groupCount > 1 else {
      throw InputError.oneGroup(column: by ?? "", level: grouping.names.first ?? "")
    }
    let test = try LogRank(followUp.times, by: grouping, strata: strata)
    answer.add(
      "logrank",
      ["chisq": JSON(test.chiSquared), "df": .integer(test.degreesOfFreedom), "p": JSON(test.p)])
    answer.cautions += test.cautions
    summary.logRankP = test.p
    try addTests(grouping, logRank: test, to: &answer)
    var sentences: [String] = []
    if let chiSquared = test.chiSquared, let p = test.p {
      sentences.append(
        "Log-rank test\(stratifiedBy.map { ", stratified by \($0)" } ?? ""): χ² \(Figures.decimals(chiSquared, 2)) on \(test.degreesOfFreedom) df, p \(Figures.p(p))."
      )
    }
    defer { answer.notes = sentences + answer.notes }
    guard grouping.groupCount == 2, followUp.eventCount > 0 else { return }
    let design = Design(columns: [(grouping.names[1], grouping.codes.map(Double.init))])
    let fit = try CoxRegression().fit(
      CoxData(design: design, times: followUp.times, strata: strata?.codes))
    let ratio = EffectRatio(fit.coefficients[0], level: level)
    answer.add(
      "hazard_ratio",
      [
        "hr": JSON(ratio.value), "low": JSON(ratio.low), "high": JSON(ratio.high), "p": JSON(ratio.p),
        "reference": .string(grouping.names[0]),
      ])
    answer.cautions += fit.cautions.filter { $0.code != "few_events" }
    if let value = ratio.value, let low = ratio.low, let high = ratio.high, let p = ratio.p {
      summary.hazardRatio = (value, low, high)
      sentences.append(
        "Hazard ratio \(grouping.names[1]) against \(grouping.names[0]): \(Figures.decimals(value, 2)) "
          + "(\(Figures.decimals(low, 2))–\(Figures.decimals(high, 2))), p \(Figures.p(p)) "
          + "(Cox, Efron\(stratifiedBy.map { ", stratified by \($0)" } ?? "")).")
    }
  }

  /// The further tests that were asked for: weighted, for trend, between pairs.
  private func addTests(_ grouping: Grouping, logRank: LogRank, to answer: inout Answer) throws {
    var found: [[Table.Value]] = []
    func add(_ name: String, _ chiSquared: Double?, _ df: Int, _ p: Double?) {
      found.append([.text(name), .init(chiSquared), .integer(df), .init(p)])
    }
    if !tests.names.isEmpty || tests.trend {
      add("log-rank", logRank.chiSquared, logRank.degreesOfFreedom, logRank.p)
    }
    for name in tests.names where name != .logrank {
      let test = try LogRank(followUp.times, by: grouping, strata: strata, weight: name.weight)
      add(test.weight.name, test.chiSquared, test.degreesOfFreedom, test.p)
    }
    if tests.trend, let trend = try logRank.trend() {
      add(
        "log-rank, trend over \(grouping.names.joined(separator: " < "))", trend.chiSquared, trend.degreesOfFreedom,
        trend.p)
    }
    if !found.isEmpty {
      answer.add(
        Table(
          "tests", title: "Tests between groups",
          columns: [.init("test"), .init("chisq", "chisq", .decimals(2)), .init("df"), .init("p", "p", .p)], rows: found
        )
      )
    }
    guard tests.pairwise else { return }
    let pairs = try LogRank.pairwise(followUp.times, by: grouping, strata: strata)
    let adjusted = Multiplicity.holm.adjusted(pairs.map(\.test.p))
    answer.add(
      Table(
        "pairwise", title: "Log-rank tests of pairs, adjusted by Holm",
        columns: [
          .init("a"), .init("b"), .init("chisq", "chisq", .decimals(2)), .init("p", "p", .p),
          .init("p_holm", "p (Holm)", .p),
        ],
        rows: zip(pairs, adjusted).map { pair, p in
          [.text(pair.first), .text(pair.second), .init(pair.test.chiSquared), .init(pair.test.p), .init(p)]
        }))
  }

  private func addRestrictedMeans(_ curves: KaplanMeierGroups, to horizon: Double, _ answer: inout Answer) throws {
    let means = try curves.groups.map { (name: $0.name, mean: try $0.estimate.restrictedMean(to: horizon)) }
    let unit = followUp.unit.isEmpty ? "" : " \(followUp.unit)"
    answer.add(
      Table(
        "rmst", title: "Restricted mean survival time up to \(Figures.shortest(horizon))\(unit)",
        columns: [
          .init("group", by ?? "group"), .init("tau", printed: false), .init("mean", "mean", .decimals(3)),
          .init("se", "SE", .decimals(3)),
        ] + .limits(),
        rows: means.map { name, mean in
          [
            .text(name), .number(mean.tau), .number(mean.value), .number(mean.standardError), .number(mean.low),
            .number(mean.high),
          ]
        }))
    answer.cautions += means.flatMap { name, mean in
      mean.cautions.map { grouping == nil ? $0 : $0.about(name) }
    }
    guard means.count > 1 else { return }
    var found: [[Table.Value]] = []
    for (position, first) in means.enumerated() {
      for second in means[(position + 1)...] {
        let test = RestrictedMean.difference(second.mean, first.mean)
        found.append([
          .text(second.name), .text(first.name), .number(test.difference), .number(test.standardError), .init(test.z),
          .init(test.p), .number(test.low), .number(test.high),
        ])
      }
    }
    answer.add(
      Table(
        "rmst_differences", title: "Differences of restricted means",
        columns: [.init("a"), .init("b")] + .difference(), rows: found))
  }

  /// Says who is left at the landmark, and that time begins there.
  private func add(_ landmark: Landmark, to answer: inout Answer) {
    answer.add(
      "landmark",
      [
        "time": .number(landmark.time), "n": .integer(landmark.rows.count),
        "earlier_events": .integer(landmark.earlierEvents), "earlier_censored": .integer(landmark.earlierCensored),
      ])
    answer.lines.append(
      "Landmark \(Figures.shortest(landmark.time)): time counts from there, for the \(landmark.rows.count) rows still "
        + "followed; \(landmark.earlierEvents) had the event and \(landmark.earlierCensored) were censored before.")
  }

  private func groupTable(_ curves: KaplanMeierGroups) -> Table {
    Table(
      "groups",
      columns: [
        .init("name", by ?? "group"), .init("n"), .init("events"), .init("median", "median", .significant(5)),
        .init("median_low", "low", .significant(5)), .init("median_high", "high", .significant(5)),
        .init("follow_up", "follow-up", .significant(5)),
      ],
      rows: curves.groups.map { group in
        let median = group.estimate.median
        return [
          .text(group.name), .integer(group.subjectCount), .integer(group.eventCount), .init(median.time),
          .init(median.low), .init(median.high), .init(group.estimate.medianFollowUp),
        ]
      })
  }

  /// One row at every distinct time of each group, also those at which subjects were only censored.
  private static func curveTable(_ groups: [(name: String, estimate: KaplanMeier)]) -> Table {
    Table(
      "curve",
      columns: [
        .init("group"), .init("time"), .init("at_risk"), .init("events"), .init("censored"), .init("survival"),
        .init("se"), .init("low"), .init("high"),
      ],
      rows: groups.flatMap { name, estimate in
        estimate.curve.map { point in
          [
            .text(name), .number(point.time), .integer(point.atRisk), .integer(point.events), .integer(point.censored),
            .number(point.survival), .init(point.standardError), .init(point.low), .init(point.high),
          ]
        }
      })
  }

  private func milestoneTable(_ curves: KaplanMeierGroups) -> Table {
    Table(
      "rates", title: "Survival at given times",
      columns: [
        .init("group", by ?? "group"), .init("time", "time", .significant(6)), .init("at_risk", "at risk"),
        .init("survival", "survival", .decimals(3)), .init("se", "SE", .decimals(3)),
        .init("low", "low", .decimals(3)), .init("high", "high", .decimals(3)),
      ],
      rows: curves.groups.flatMap { group in
        milestones.sorted().map { time in
          let point = group.estimate.estimate(at: time)
          return [
            .text(group.name), .number(time), .init(point?.atRisk), .init(point?.survival), .init(point?.standardError),
            .init(point?.low), .init(point?.high),
          ]
        }
      })
  }
}
