import Stats

/// The areas of scores in groups of different subjects, and the unpaired tests between them.
struct ROCGroups {
  struct One {
    let score: String
    let group: String
    let scored: ScoredOutcomes
    let curve: ROCCurve
    let area: AUCEstimate
  }

  let column: String
  let level: Double
  /// Score by score, groups in sorted order.
  let all: [One]

  init(
    column: String, scores: [ROCAnswer.Score], outcome: BinaryOutcome, in rows: CompleteRows, level: Double,
    isOnLogitScale: Bool
  ) throws {
    let grouping = try rows.grouping(of: column)
    guard grouping.groupCount > 1 else {
      throw InputError.oneGroup(column: column, level: grouping.names.first ?? "")
    }
    self.column = column
    self.level = level
    all = try scores.flatMap { score in
      try zip(grouping.names, grouping.rows).map { group, members in
        let isPositive = members.map { outcome.isPositive[$0] }
        guard Set(isPositive).count == 2 else {
          throw InputError.oneClassInGroup(
            group: "\(column) = \(group)", column: outcome.column,
            level: isPositive.first == true ? outcome.positive : outcome.negative.joined(separator: ", "))
        }
        let scored = try ScoredOutcomes(
          isPositive: isPositive, scores: members.map { score.scored.scores[$0] }, direction: score.curve.direction)
        let curve = try ROCCurve(scored, level: level)
        return One(
          score: score.name, group: group, scored: scored, curve: curve,
          area: isOnLogitScale ? curve.auc.onLogitScale : curve.auc)
      }
    }
  }

  var table: Table {
    Table(
      "groups", title: "Areas by \(column)",
      columns: [
        .init("score"), .init("group", column), .init("auc", "AUC", .decimals(3)), .init("se", "SE", .decimals(3)),
      ] + .limits(low: "ci_low", high: "ci_high") + [
        .init("n_positive", "positive"), .init("n_negative", "negative"),
      ],
      rows: all.map { one in
        let area = one.area
        return [
          .text(one.score), .text(one.group), .number(area.value), .number(area.standardError), .number(area.low),
          .number(area.high), .integer(area.positiveCount), .integer(area.negativeCount),
        ]
      })
  }

  func comparisons() throws -> Table {
    var rows: [[Table.Value]] = []
    for (position, first) in all.enumerated() {
      for second in all[(position + 1)...] where second.score == first.score {
        let test = try AUCComparison.unpaired(first.scored, second.scored, level: level)
        rows.append([
          .text(first.score), .text(first.group), .text(second.group), .number(test.difference),
          .number(test.standardError), .init(test.statistic), .init(test.degreesOfFreedom), .init(test.p),
          .number(test.low), .number(test.high), .text(test.method),
        ])
      }
    }
    return Table(
      "group_comparisons", title: "Differences of AUC between groups",
      columns: [
        .init("score"), .init("a"), .init("b"), .init("difference", "difference", .decimals(3)),
        .init("se", "SE", .decimals(3)), .init("t", "t", .decimals(2)), .init("df", "df", .decimals(1)),
        .init("p", "p", .p),
      ] + .limits(low: "ci_low", high: "ci_high") + [.init("method")], rows: rows)
  }
}
