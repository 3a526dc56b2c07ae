import Cohort
import Testing

@testable import TUI

@Suite struct `The outcome of a table` {
  private static func table(_ columns: [(String, ColumnValues)]) -> DataTable {
    DataTable(
      columns: [TableColumn(name: "patient", values: .text(TextColumn(["a", "b", "c", "d"])))]
        + columns.map { TableColumn(name: $0.0, values: $0.1) })
  }

  private static let flags = ColumnValues.bool([0, 1, 1, 0])
  private static let months = ColumnValues.number([3, 14.5, 8, 30])

  @Test func `an event with a time is survival first, and only then a yes or no`() {
    let found = OutcomeFinder.candidates(
      in: Self.table([("progressed", Self.flags), ("pfs_months", Self.months)]))
    #expect(found.map(\.choice.name) == ["progressed over pfs_months", "progressed"])
    #expect(found.first?.outcome == .survival(time: "pfs_months", event: "progressed", occurred: "true"))
    #expect(found.first?.choice.summary == "2 events in 4 patients")
  }

  @Test func `who is left out of every analysis is not counted`() {
    var table = Self.table([("progressed", Self.flags), ("pfs_months", Self.months)])
    table.set(
      TableColumn(name: DataTable.exclusionColumn, values: .text(TextColumn([nil, "moved", nil, nil]))))
    #expect(
      OutcomeFinder.candidates(in: table).map(\.choice.summary) == [
        "1 event in 3 patients", "1 of 3 patients have true",
      ])
  }

  @Test func `a column of two values without a time comes before survival`() {
    let found = OutcomeFinder.candidates(
      in: Self.table([("death", Self.flags), ("os_days", Self.months), ("ln_metastasis", Self.flags)]))
    #expect(found.map(\.choice.name) == ["ln_metastasis", "death over os_days", "death"])
  }

  @Test func `what the cohort names as its outcome comes before all`() {
    let found = OutcomeFinder.candidates(
      in: Self.table([("death", Self.flags), ("grade", .text(TextColumn(["1", "2", "2", "1"])))]),
      stored: ["high grade": .binary(column: "grade", positive: "2")])
    #expect(found.map(\.choice.name) == ["high grade", "death"])
  }

  @Test(arguments: [
    ("months", "dead"), ("os", "dead"), ("time", "status"), ("pfs", "event"), ("survival_time", "death"),
  ])
  func `a time that is named after nothing belongs to the only event there is`(time: String, event: String) {
    let table = Self.table([(time, Self.months), (event, Self.flags), ("age", Self.months)])
    let found = OutcomeFinder.candidates(in: table)
    #expect(found.first?.outcome == .survival(time: time, event: event, occurred: "true"))
    // And how long somebody was watched predicts nothing.
    #expect(OutcomeFinder.beforehand(in: table) == ["age"])
  }

  @Test func `how long somebody smoked is no time to an event`() {
    let table = Self.table([("smoking_years", Self.months), ("dead", Self.flags), ("age", Self.months)])
    #expect(OutcomeFinder.candidates(in: table).map(\.choice.name) == ["dead"])
  }

  @Test func `why there is no survival curve names the columns and the command`() {
    func sentence(_ columns: [(String, ColumnValues)]) -> String { OutcomeFinder.survivalSentence(Self.table(columns)) }
    #expect(
      sentence([("duration", Self.months), ("x", Self.flags)])
        == "A Kaplan–Meier curve needs a time and whether the event happened. Times here: duration; events: x. Name them: "
        + ":km duration x")
    #expect(
      sentence([("os_months", .number([-3, 2, 3, 4])), ("dead", Self.flags)])
        == "A Kaplan–Meier curve needs a time and whether the event happened, and os_months has 1 negative value: correct it "
        + "and import the table again.")
    #expect(sentence([("months", Self.months)]).contains("months could be the time, but no column"))
    #expect(sentence([("dead", Self.flags)]).hasSuffix("If one is: :km TIME dead"))
    #expect(sentence([("age", Self.months)]).contains("no column here is one or the other. :demo"))
  }

  @Test func `numbers and dates of a patient are no outcome`() {
    #expect(OutcomeFinder.candidates(in: Self.table([("age", Self.months), ("sex", Self.flags)])).isEmpty)
  }

  @Test func `a time and an event need a time and something that happened`() {
    let sexes = ColumnValues.text(TextColumn(["M", "F", "F", "M"]))
    let table = Self.table([
      ("age", Self.months), ("sex", sexes), ("pfs_months", Self.months), ("progressed", Self.flags),
      ("status", Self.flags), ("negative", .number([-1, 2, 3, 4])),
    ])
    func names(_ column: String) -> [String] {
      table.column(named: column).map { OutcomeFinder.candidates(for: $0, in: table).map(\.choice.name) } ?? []
    }
    #expect(!names("age").contains { $0.contains(" over age") })
    #expect(names("sex") == ["sex", "sex = F"])
    #expect(names("pfs_months").contains("progressed over pfs_months"))
    #expect(!names("pfs_months").contains("sex over pfs_months"))
    #expect(names("progressed").contains("progressed over pfs_months"))
  }

  @Test func `what is no outcome is refused with its reason`() {
    let many = (1...12).map(Double.init)
    let table = DataTable(columns: [
      TableColumn(name: "patient", values: .text(TextColumn(many.map { "P\($0)" }))),
      TableColumn(name: "age", values: .number(many)),
      TableColumn(name: "change", values: .number(many.map { 5 - $0 })),
      TableColumn(name: "os", values: .number(many)),
      TableColumn(name: "seen", values: .date(many.map { Int32($0) })),
      TableColumn(name: DataTable.exclusionColumn, values: .text(TextColumn(many.map { $0 < 6 ? "a" : "b" }))),
    ])
    func refusal(_ name: String) -> String {
      table.column(named: name).flatMap { OutcomeFinder.refusal(of: $0, in: table) } ?? "none"
    }
    #expect(refusal("age").hasPrefix("age is a number of many values, and not a time by its name"))
    #expect(refusal("change") == "change has negative values: it is neither classes nor a time.")
    #expect(refusal("os").hasPrefix("os is a time without its event"))
    #expect(refusal("seen").hasPrefix("seen is a date"))
    #expect(refusal("excluded").hasPrefix("excluded says who is left out"))
    #expect(refusal("patient").hasPrefix("patient names the patients"))
  }

  @Test func `a column of few classes is offered in order and without`() {
    let grades = ColumnValues.text(TextColumn(["High", "Low", "Intermediate", "Low"]))
    let table = Self.table([("grade", grades), ("age", Self.months)])
    let found = table.column(named: "grade").map { OutcomeFinder.candidates(for: $0, in: table) } ?? []
    #expect(
      found.map(\.outcome) == [
        .ordinal(column: "grade", levels: ["Low", "Intermediate", "High"]), .classes(column: "grade"),
      ])
    #expect(found.first?.choice.summary == "Low < Intermediate < High in 4 patients")
    #expect(found.last?.choice.summary == "3 classes in 4 patients")
  }

  @Test func `stages stand in natural order`() {
    let stages = TableColumn(name: "stage", values: .text(TextColumn(["F10", "F2", "F1", nil])))
    #expect(OutcomeFinder.fewLevels(stages) == ["F1", "F2", "F10"])
  }
}
