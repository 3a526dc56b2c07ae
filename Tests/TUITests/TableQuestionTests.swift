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
    #expect(
      result.cautions == [
        "Positive is died = true.", "Of 8 rows shown, 1 without a value in every column left out.",
      ])
    #expect(result.isAsked && result.run == nil)
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
