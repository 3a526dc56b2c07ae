/// Kaplan–Meier curves of groups side by side, in the sorted order of the groups.
public struct KaplanMeierGroups: Sendable, Equatable, Codable {
  public let groups: [KaplanMeierGroup]

  /// Times that differ only by rounding are made equal over all groups, as R does.
  ///
  /// - Throws: `SurvivalDataError` for lengths that differ, no subjects, a bad time or a bad level.
  public init(
    _ subjects: [SurvivalTime], by grouping: Grouping, confidence: KaplanMeier.Confidence = .logLog,
    level: Double = 0.95
  ) throws(SurvivalDataError) {
    let tables = try EventTable.tables(subjects, groups: grouping.codes, groupCount: grouping.groupCount)
    var groups: [KaplanMeierGroup] = []
    for (name, table) in zip(grouping.names, tables) where table.rowCount > 0 {
      groups.append(
        KaplanMeierGroup(name: name, estimate: try KaplanMeier(table, confidence: confidence, level: level)))
    }
    self.groups = groups
  }
}

/// One named curve.
public struct KaplanMeierGroup: Sendable, Equatable, Codable {
  public let name: String
  public let estimate: KaplanMeier

  public var subjectCount: Int { estimate.table.subjectCount }
  public var eventCount: Int { estimate.table.eventCount }
}
