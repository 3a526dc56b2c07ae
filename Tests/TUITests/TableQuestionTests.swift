import Cohort
import Stats
import Testing

@testable import TUI

@Suite struct `A question to the table` {
  /// Eight patients: a score that orders the deaths perfectly but for one tie, a time, a group, a hole.
  private static let table = DataTable(columns: [
    TableColumn(name: "patient", values: .text(TextColumn(["a", "b", "c", "d", "e", "f", "g", "h"]))),
    TableColumn(name: "died", values: .bool([0, 0, 0, 1, 1, 1, 0, 1])),
    TableColumn(name: "score", values: .number([1, 2, 3, 3, 4, 5, .nan, 9])),
    TableColumn(name: "months", values: .number([30, 28, 24, 10, 8, 6, 12, 4])),
    TableColumn(name: "arm", values: .text(TextColumn(["A", "A", "A", "B", "B", "B", "A", "B"]))),
    TableColumn(name: "centre", values: .text(TextColumn(["1", "2", "3", "4", "5", "6", "7", "8"]))),
  ])

  private static func answer(_ kind: TableQuestion.Kind, rows: [Int] = Array(0..<8)) throws -> StudyResult {
    try TableQuestion(kind: kind, table: table, rows: rows).answered()
  }

  /// By hand: of 3 × 4 pairs eleven are in order and one is a tie, so the area is 11.5 / 12.
  @Test func `the area of a ROC counts pairs, ties half, rows with a hole not`() throws {
    let result = try Self.answer(.roc(outcome: "died", scores: ["score"]))
    #expect(result.roc.count == 1)
    #expect(abs(result.roc[0].auc - 11.5 / 12) < 1e-12)
    #expect(result.roc[0].positives == 4 && result.roc[0].negatives == 3)
    #expect(result.cautions.first == "Positive is died = true.")
    #expect(result.cautions.last == "Of 8 rows shown, 1 without a value in every column left out.")
    #expect(result.cautions.contains { $0.hasPrefix("score: Only 3 rows are in the smaller class") })
    #expect(result.isAsked && result.run == nil)
  }

  @Test func `what a command would caution of is said here too`() throws {
    let table = Self.table
    let died = try #require(table.column(named: "died")?.values.texts).map { $0 == "true" }
    let months = try #require(table.column(named: "months")?.values.numbers)
    let subjects = zip(months, died).map { SurvivalTime(time: $0, isEvent: $1) }
    let whole = try KaplanMeierGroups(subjects, by: Grouping(codes: died.map { _ in 0 }, names: ["all"]))
    let expected = whole.groups.flatMap { $0.estimate.cautions.map(\.message) }
    #expect(!expected.isEmpty)
    let survival = try Self.answer(.survival(time: "months", event: "died", by: nil))
    #expect(expected.allSatisfy(survival.cautions.contains), "\(survival.cautions)")
    let rows = [0, 1, 2, 3, 4, 5, 7]
    let scores = try #require(table.column(named: "score")?.values.numbers)
    let curve = try ROCCurve(ScoredOutcomes(isPositive: rows.map { died[$0] }, scores: rows.map { scores[$0] }))
    let found = try Self.answer(.roc(outcome: "died", scores: ["score"]))
    for caution in curve.cautions { #expect(found.cautions.contains(caution.about("score").message)) }
  }

  @Test func `a score that speaks for the other class is said, not turned over`() throws {
    let result = try Self.answer(.roc(outcome: "died", scores: ["months", "score"]))
    #expect(result.roc[0].auc == 0)
    #expect(result.cautions.contains { $0.contains("months: lower values speak for died = true") })
    #expect(result.comparisons.count == 1 && result.comparisons[0].test.contains("DeLong"))
  }

  @Test func `survival by a column has a curve per group with its counts`() throws {
    let result = try Self.answer(.survival(time: "months", event: "died", by: "arm"))
    #expect(result.timeUnit == "months" && result.survival.count == 1)
    #expect(result.survival[0].curves.groups.map(\.name) == ["A", "B"])
    #expect(result.survival[0].curves.groups.map(\.subjectCount) == [4, 4])
    #expect(result.survival[0].curves.groups[1].estimate.curve.last?.survival == 0)
    #expect(result.survival[0].summary.logRankP != nil && result.survival[0].summary.hazardRatioOf == "B")
  }

  @Test func `numbers with many values are cut at their median, which is said`() throws {
    let result = try Self.answer(.survival(time: "months", event: "died", by: "months"))
    #expect(result.survival[0].curves.groups.map(\.name) == ["months ≤ 11", "months > 11"])
    #expect(result.cautions.contains { $0.hasPrefix("months is cut at its median, 11") })
  }

  /// Of 1 and 2 the larger is the event, as in R and where the same is asked of a file; a level that is named counts before.
  @Test func `an event coded 1 and 2 is 2, unless another level is named`() throws {
    var coded = Self.table
    coded.set(TableColumn(name: "status", values: .number([1, 1, 1, 2, 2, 2, 1, 2])))
    coded.set(TableColumn(name: "cause", values: .number([0, 0, 1, 2, 2, 1, 0, 2])))
    func answer(_ event: String, _ level: String?) throws -> StudyResult {
      try TableQuestion(
        kind: .survival(time: "months", event: event, by: nil), level: level, table: coded, rows: Array(0..<8)
      ).answered()
    }
    #expect(OutcomeFinder.saidLevel(coded.columns[6]) == "2")
    #expect(try answer("status", nil).cautions.first == "The event is status = 2.")
    #expect(try answer("status", nil).survival[0].curves.groups[0].estimate.table.eventCount == 4)
    #expect(try answer("status", "1").cautions.first == "The event is status = 1.")
    #expect(try answer("cause", "2").survival[0].curves.groups[0].estimate.table.eventCount == 3)
    #expect(throws: TableQuestionError.noLevel("cause", "7", ["0", "1", "2"])) { try answer("cause", "7") }
    #expect(throws: TableQuestionError.notTwo("cause", 3)) { try answer("cause", nil) }
  }

  @Test func `cautions of a curve, a test and a regression come with the answer`() throws {
    let curves = try Self.answer(.survival(time: "months", event: "died", by: "arm"))
    #expect(curves.cautions.contains { $0.hasPrefix("A: ") && $0.contains("No event was observed") })
    // The hazard ratio of x is 3 before time 10 and 1/3 after it, for 80 rows of which half have x = 1.
    var times: [Double] = []
    var x: [Double] = []
    for k in 0..<40 {
      times.append(k < 30 ? 1 + Double(k) / 4 : 40 + Double(k))
      x.append(1)
      times.append(k < 10 ? 5 + Double(k) / 4 : 11 + Double(k) / 4)
      x.append(0)
    }
    let table = DataTable(columns: [
      TableColumn(name: "months", values: .number(times)), TableColumn(name: "x", values: .number(x)),
      TableColumn(name: "dead", values: .number(times.map { $0 > 70 ? 0 : 1 })),
    ])
    let cox = try TableQuestion(
      kind: .cox(time: "months", event: "dead", covariates: ["x"]), table: table, rows: Array(0..<80)
    ).answered()
    #expect(cox.cautions.contains { $0.contains("“x”") && $0.contains("changes over time") })
  }

  @Test func `what cannot be answered says why`() {
    #expect(throws: TableQuestionError.notTwo("centre", 8)) {
      try Self.answer(.roc(outcome: "centre", scores: ["score"]))
    }
    #expect(throws: TableQuestionError.notNumeric("arm")) { try Self.answer(.roc(outcome: "died", scores: ["arm"])) }
    #expect(throws: TableQuestionError.manyGroups("centre", 8)) {
      try Self.answer(.survival(time: "months", event: "died", by: "centre"))
    }
    #expect(throws: TableQuestionError.nothing(["died", "score"])) {
      try Self.answer(.roc(outcome: "died", scores: ["score"]), rows: [6])
    }
    // Time and event the other way round.
    for kind in [
      TableQuestion.Kind.survival(time: "died", event: "months", by: nil),
      .cox(time: "died", event: "months", covariates: ["score"]),
    ] {
      let error = #expect(throws: TableQuestionError.swapped(time: "months", event: "died")) { try Self.answer(kind) }
      #expect(
        error?.description
          == "The time comes first, then the event: months died. months holds times, died has two values.")
    }
    #expect(
      TableQuestionError.notTwo("months", 8).description
        == "months has 8 different values, and an outcome has two, such as death or metastasis: name another column.")
    // One class only: the statistics say so themselves.
    #expect(throws: (any Error).self) { try Self.answer(.roc(outcome: "died", scores: ["score"]), rows: [0, 1]) }
  }
}
