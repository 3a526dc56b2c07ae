/// The role of rows a model may learn from.
public enum Training {}
/// The role of rows a model may only be applied to.
public enum HeldOut {}

/// One side of a split. Everything that learns takes a `Partition<Training>`, and nothing turns a
/// `Partition<HeldOut>` into one: a model that looks at held-out rows while it learns does not compile.
public struct Partition<Role>: Sendable {
  public let design: Design
  public let outcome: Outcome
  public let groups: [Int]?
  /// The row numbers in the observations this partition was cut from.
  public let rows: [Int]
  /// Where random choices made on this partition derive from.
  public let seed: UInt64

  init(observations: Observations, rows: [Int], seed: UInt64) {
    self.design = observations.design
    self.outcome = observations.outcome
    self.groups = observations.groups
    self.rows = rows
    self.seed = seed
  }

  public var rowCount: Int { design.rowCount }
}

extension Partition where Role == Training {
  var observations: Observations { Observations(trusted: design, outcome: outcome, groups: groups) }

  /// A split inside the training part, for example an inner fold.
  public func partitioned(
    by split: Split, seed: UInt64
  ) -> (training: Partition<Training>, heldOut: Partition<HeldOut>) {
    observations.partitioned(by: split, seed: seed)
  }

  /// The same rows with another design, for example after a preparation step learned on them.
  func replacing(design: Design) -> Partition<Training> {
    precondition(design.rowCount == rowCount, "a prepared design must keep its rows")
    return Partition(
      observations: Observations(trusted: design, outcome: outcome, groups: groups), rows: rows, seed: seed)
  }

  /// Only the given columns.
  public func selecting(columns: [String]) throws(ModelError) -> Partition<Training> {
    replacing(design: try design.selecting(columns: columns))
  }

  /// The same rows with another seed, so that two learners on them choose independently; equal streams choose alike.
  public func reseeded(stream: UInt64) -> Partition<Training> {
    Partition(observations: observations, rows: rows, seed: SeededGenerator.seed(seed, stream: stream))
  }
}
