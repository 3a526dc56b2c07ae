import Stats
import TUI

/// What `radish cuminc` says: curves per group and cause, and whether groups differ.
struct CumulativeIncidenceAnswer {
  let followUp: CompetingFollowUp
  /// The column of the groups.
  let by: String?
  let grouping: Grouping?
  /// Ascending; without any, the last times of round length are printed.
  let times: [Double]
  let level: Double
  let rows: CompleteRows

  private struct Curve {
    let group: String
    let cause: Int
    let count: Int
    let events: Int
    let times: [Double]
    let estimates: [Estimate]
    let found: CumulativeIncidence
  }

  func answer() throws -> Answer {
    let curves = try curves()
    var answer = Answer("cuminc")
    answer.lines = [followUp.sentence + (by.map { " Groups: \($0)." } ?? "")]
    answer.add(rows)
    answer.add("time", .string(followUp.timeColumn))
    answer.add("event", .string(followUp.eventColumn))
    answer.add("censored", .string(followUp.censored))
    answer.add("causes", .array(followUp.causes.map { .string($0) }))
    answer.add("by", JSON(by))
    answer.add("conf_level", .number(level))
    var all = curveTable(curves)
    all.isPrinted = false
    answer.tables = [all]
    answer.add(
      "curves",
      .array(
        curves.map { curve in
          [
            "group": .string(curve.group), "cause": .string(followUp.causes[curve.cause]), "n": .integer(curve.count),
            "events": .integer(curve.events), "curve": curveTable([curve]).dropping(columns: 2).json,
          ]
        }))
    answer.add(incidenceTable(curves))
    if let grouping { answer.add(try tests(grouping)) }
    answer.plots = [
      Plot.cumulativeIncidence(
        curves.map { curve in
          (
            name: name(of: curve, among: curves), times: curve.times, estimates: curve.estimates,
            detail: "n \(curve.count), events \(curve.events)"
          )
        }, unit: followUp.unit)
    ]
    answer.cautions = curves.filter { $0.events < 10 }.map { curve in
      Caution(
        code: "few_events",
        message:
          "Only \(Caution.count(curve.events, "event")) of \(followUp.causes[curve.cause]) in \(curve.group): the "
          + "curve is rough. Read it with its interval.")
    }
    return answer
  }

  private func name(of curve: Curve, among curves: [Curve]) -> String {
    let cause = followUp.causes[curve.cause]
    if grouping == nil { return cause }
    return followUp.shown.count == 1 ? curve.group : "\(curve.group), \(cause)"
  }

  private func curves() throws -> [Curve] {
    let groups = grouping ?? Grouping(codes: followUp.subjects.map { _ in 0 }, names: ["all"])
    if groups.groupCount < 2, grouping != nil {
      throw InputError.oneGroup(column: by ?? "", level: groups.names.first ?? "")
    }
    return try zip(groups.names, groups.values(followUp.subjects)).flatMap { name, subjects in
      let found = try CumulativeIncidence(subjects, causeCount: followUp.causes.count, level: level)
      return followUp.shown.map { cause in
        Curve(
          group: name, cause: cause, count: subjects.count, events: found.events[cause].reduce(0, +),
          times: found.times, estimates: found.estimates(cause: cause + 1, at: found.times), found: found)
      }
    }
  }

  private func curveTable(_ curves: [Curve]) -> Table {
    Table(
      "curve",
      columns: [
        .init("group"), .init("cause"), .init("time"), .init("at_risk"), .init("events"), .init("incidence"),
        .init("se"), .init("low"), .init("high"),
      ],
      rows: curves.flatMap { curve in
        curve.times.indices.map { i in
          let one = curve.estimates[i]
          return [
            .text(curve.group), .text(followUp.causes[curve.cause]), .number(curve.times[i]),
            .integer(curve.found.atRisk[i]), .integer(curve.found.events[curve.cause][i]), .number(one.value),
            .init(one.standardError), .init(one.low), .init(one.high),
          ]
        }
      })
  }

  /// Quarters of the longest follow-up, where no times were asked for.
  private var printedTimes: [Double] {
    if !times.isEmpty { return times }
    let last = followUp.subjects.map(\.time).max() ?? 0
    return (1...4).map { last * Double($0) / 4 }
  }

  private func incidenceTable(_ curves: [Curve]) -> Table {
    Table(
      "incidence", title: "Cumulative incidence at given times",
      columns: [
        .init("group", by ?? "group"), .init("cause"), .init("time", "time", .short), .init("at_risk", "at risk"),
        .init("incidence", "incidence", .decimals(3)), .init("se", "SE", .decimals(3)),
      ] + .limits(),
      rows: curves.flatMap { curve in
        zip(printedTimes, curve.found.estimates(cause: curve.cause + 1, at: printedTimes)).map { time, one in
          let atRisk = zip(curve.times, curve.found.atRisk).first { $0.0 >= time }?.1 ?? 0
          let known: Estimate? = time <= curve.found.knownUntil ? one : nil
          return [
            .text(curve.group), .text(followUp.causes[curve.cause]), .number(time), .integer(atRisk),
            .init(known?.value), .init(known?.standardError), .init(known?.low), .init(known?.high),
          ]
        }
      })
  }

  private func tests(_ grouping: Grouping) throws -> Table {
    Table(
      "tests", title: "Gray's test: is the incidence the same in all groups?",
      columns: [.init("cause"), .init("chisq", "chisq", .decimals(2)), .init("df"), .init("p", "p", .p)],
      rows: try followUp.shown.map { cause in
        let test = try GrayTest.compare(
          followUp.subjects, by: grouping, cause: cause + 1, causeCount: followUp.causes.count)
        return [
          .text(followUp.causes[cause]), .init(test.statistic), .init(test.degreesOfFreedom.first.map { Int($0) }),
          .init(test.p),
        ]
      })
  }
}
