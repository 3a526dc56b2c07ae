import Cohort
import Stats
import TUI

/// What `radish km` says: curves, medians and, for groups, whether they differ.
struct KaplanMeierAnswer {
  let followUp: FollowUp
  /// The column of the groups.
  let by: String?
  let grouping: Grouping?
  let confidence: KaplanMeier.Confidence
  let level: Double
  let milestones: [Double]
  let rows: CompleteRows

  func answer() throws -> Answer {
    let curves = try curves()
    var answer = Answer("km")
    answer.lines = [followUp.sentence + (by.map { " Groups: \($0)." } ?? "")]
    answer.add(rows)
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
    let test = try LogRank(followUp.times, by: grouping)
    answer.add(
      "logrank",
      ["chisq": JSON(test.chiSquared), "df": .integer(test.degreesOfFreedom), "p": JSON(test.p)])
    answer.cautions += test.cautions
    summary.logRankP = test.p
    var sentences: [String] = []
    if let chiSquared = test.chiSquared, let p = test.p {
      sentences.append(
        "Log-rank test: χ² \(Figures.decimals(chiSquared, 2)) on \(test.degreesOfFreedom) df, p \(Figures.p(p)).")
    }
    defer { answer.notes = sentences + answer.notes }
    guard grouping.groupCount == 2, followUp.eventCount > 0 else { return }
    let design = Design(columns: [(grouping.names[1], grouping.codes.map(Double.init))])
    let fit = try CoxRegression().fit(CoxData(design: design, times: followUp.times))
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
          + "(\(Figures.decimals(low, 2))–\(Figures.decimals(high, 2))), p \(Figures.p(p)) (Cox, Efron).")
    }
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
