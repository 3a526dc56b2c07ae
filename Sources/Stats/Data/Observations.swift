/// Rows with their outcome: everything that can be split, and nothing that has been learned.
public struct Observations: Sendable, Equatable {
  public let design: Design
  public let outcome: Outcome
  /// The number of the subject (or centre) each row belongs to; resampling never separates rows of one group.
  public let groups: [Int]?

  /// - Throws: `ModelError.rowsDiffer` unless design, outcome and groups have the same number of rows.
  public init(design: Design, outcome: Outcome, groups: [Int]? = nil) throws(ModelError) {
    guard design.rowCount == outcome.count else {
      throw .rowsDiffer(design: design.rowCount, other: outcome.count, what: "outcomes")
    }
    if let groups, groups.count != design.rowCount {
      throw .rowsDiffer(design: design.rowCount, other: groups.count, what: "groups")
    }
    self.design = design
    self.outcome = outcome
    self.groups = groups
  }

  public var rowCount: Int { design.rowCount }

  public func selecting(rows: [Int]) -> Observations {
    Observations(
      trusted: design.selecting(rows: rows), outcome: outcome.selecting(rows: rows),
      groups: groups.map { groups in rows.map { groups[$0] } })
  }

  public func selecting(columns: [String]) throws(ModelError) -> Observations {
    Observations(trusted: try design.selecting(columns: columns), outcome: outcome, groups: groups)
  }

  /// Every row as training material: for a final model, or when another data set is held out.
  public func asTraining(seed: UInt64) -> Partition<Training> {
    Partition(observations: self, rows: Array(0..<rowCount), seed: seed)
  }

  /// The two sides of a split; random choices made while fitting derive from `seed`.
  public func partitioned(
    by split: Split, seed: UInt64
  ) -> (training: Partition<Training>, heldOut: Partition<HeldOut>) {
    (
      Partition(observations: selecting(rows: split.training), rows: split.training, seed: seed),
      Partition(observations: selecting(rows: split.heldOut), rows: split.heldOut, seed: seed)
    )
  }

  init(trusted design: Design, outcome: Outcome, groups: [Int]?) {
    self.design = design
    self.outcome = outcome
    self.groups = groups
  }
}
