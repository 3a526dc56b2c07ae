import Cohort
import Stats

/// What `radish table1` says.
struct TableOneAnswer {
  let baseline: BaselineTable
  let rows: CompleteRows

  private var table: TableOne { baseline.result }
  private var by: String { baseline.column }

  var answer: Answer {
    var answer = Answer("table1")
    answer.lines = ["By \(by). The p values are not adjusted: a baseline table describes."]
    answer.add(rows)
    answer.add("by", .string(by))
    answer.add(
      "groups",
      .array(zip(table.groups, table.groupSizes).map { ["name": .string($0), "n": .integer($1)] }))
    answer.tables = [printed]
    answer.add("rows", .array(table.rows.map(json)))
    let imbalanced = table.rows.filter { ($0.standardisedDifference ?? 0) > 0.1 }.map(\.name)
    if !imbalanced.isEmpty {
      answer.notes.append("Standardised difference above 0.1: \(imbalanced.joined(separator: ", ")).")
    }
    answer.cautions = table.rows.flatMap { row in (row.test?.cautions ?? []).map { $0.about(row.name) } }
    return answer
  }

  private var printed: Table {
    var columns: [Table.Column] = [.init("variable"), .init("value")]
    columns += zip(table.groups, table.groupSizes).map { .init($0, "\($0) (n \($1))", .figures) }
    columns += [.init("missing"), .init("p", "p", .p), .init("smd", "SMD", .decimals(2)), .init("test")]
    return Table("table1", columns: columns, rows: table.rows.flatMap(lines))
  }

  private func lines(_ row: TableOneRow) -> [[Table.Value]] {
    baseline.lines(of: row, number: { Figures.significant($0, 4) }).enumerated().map { place, line in
      let end: [Table.Value] =
        place == 0
        ? [
          .integer(row.missing.reduce(0, +)), .init(row.test?.p), .init(row.standardisedDifference),
          .init(row.test?.name),
        ] : [.text(""), .text(""), .text(""), .text("")]
      return [.text(place == 0 ? row.name : ""), .text(line.value)] + line.cells.map { .text($0) } + end
    }
  }

  private func json(_ row: TableOneRow) -> JSON {
    func summary(_ one: NumberSummary) -> JSON {
      [
        "n": .integer(one.count), "mean": JSON(one.mean), "sd": JSON(one.standardDeviation), "min": JSON(one.minimum),
        "q1": JSON(one.firstQuartile), "median": JSON(one.median), "q3": JSON(one.thirdQuartile),
        "max": JSON(one.maximum),
      ]
    }
    /// The same of days; their spread is in days.
    func days(_ one: NumberSummary) -> JSON {
      func day(_ value: Double?) -> JSON { BaselineTable.day(value).map { .string($0) } ?? .null }
      return [
        "n": .integer(one.count), "mean": day(one.mean), "sd": JSON(one.standardDeviation), "min": day(one.minimum),
        "q1": day(one.firstQuartile), "median": day(one.median), "q3": day(one.thirdQuartile), "max": day(one.maximum),
      ]
    }
    let isDate = baseline.dates.contains(row.name)
    let content: JSON =
      switch row.content {
      case .meanAndDeviation(let groups) where isDate, .medianAndQuartiles(let groups) where isDate:
        ["kind": "median_range", "type": "date", "groups": .array(groups.map(days))]
      case .meanAndDeviation(let groups): ["kind": "mean_sd", "groups": .array(groups.map(summary))]
      case .medianAndQuartiles(let groups): ["kind": "median_quartiles", "groups": .array(groups.map(summary))]
      case .counts(let levels, let counts):
        [
          "kind": "counts",
          "levels": .array(
            zip(levels, counts).map { ["level": .string($0), "counts": .array($1.map { .integer($0) })] }),
        ]
      }
    let head: JSON = ["variable": .string(row.name), "missing": .array(row.missing.map { .integer($0) })]
    return head.appending([
      "summary": content, "test": row.test.map { JSON($0) } ?? .null, "smd": JSON(row.standardisedDifference),
    ])
  }
}
