import Stats

/// What `radish table1` says.
struct TableOneAnswer {
  let table: TableOne
  let by: String
  let rows: CompleteRows

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
    columns += zip(table.groups, table.groupSizes).map { .init($0, "\($0) (n \($1))") }
    columns += [.init("missing"), .init("p", "p", .p), .init("smd", "SMD", .decimals(2)), .init("test")]
    return Table("table1", columns: columns, rows: table.rows.flatMap(lines))
  }

  private func lines(_ row: TableOneRow) -> [[Table.Value]] {
    func line(_ name: String, _ value: String, _ cells: [String], isFirst: Bool) -> [Table.Value] {
      let end: [Table.Value] =
        isFirst
        ? [
          .integer(row.missing.reduce(0, +)), .init(row.test?.p), .init(row.standardisedDifference),
          .init(row.test?.name),
        ] : [.text(""), .text(""), .text(""), .text("")]
      return [.text(name), .text(value)] + cells.map { .text($0) } + end
    }
    func short(_ value: Double?) -> String { value.map { Figures.significant($0, 4) } ?? "–" }
    switch row.content {
    case .meanAndDeviation(let groups):
      let cells = groups.map { "\(short($0.mean)) ± \(short($0.standardDeviation))" }
      return [line(row.name, "mean ± sd", cells, isFirst: true)]
    case .medianAndQuartiles(let groups):
      let cells = groups.map { "\(short($0.median)) [\(short($0.firstQuartile))–\(short($0.thirdQuartile))]" }
      return [line(row.name, "median [quartiles]", cells, isFirst: true)]
    case .counts(let levels, let counts):
      let totals = table.groups.indices.map { group in counts.reduce(0) { $0 + $1[group] } }
      return levels.enumerated().map { position, level in
        let cells = zip(counts[position], totals).map { count, total in
          total > 0 ? "\(count) (\(Figures.decimals(Double(count) / Double(total) * 100, 0))%)" : "0"
        }
        return line(position == 0 ? row.name : "", level, cells, isFirst: position == 0)
      }
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
    let content: JSON =
      switch row.content {
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
