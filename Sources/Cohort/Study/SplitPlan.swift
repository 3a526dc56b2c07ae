/// How the units of a cohort are to be divided, in the words of a person who chooses it.
public struct SplitPlan: Equatable, Sendable, Hashable, Codable {
  public enum Scheme: Equatable, Hashable, Sendable, Codable {
    /// At random, within the classes of an outcome if one is named.
    case random(stratifiedBy: String?)
    /// Units up to a date train, later ones validate.
    case date(column: String, until: String)
    /// The units of one value of a column validate, such as one centre.
    case column(String, held: String)
    /// The units of one value of a column train, such as one centre; all others validate.
    case trained(String, on: String)
    /// The units for which a number lies at or below a limit train.
    case number(column: String, until: Double)
    /// Cross-validation, `repeats` times with other folds; the classes of an outcome keep their shares.
    case folds(Int, repeats: Int, stratifiedBy: String?)
    /// Every value of a column is held out once, such as every centre.
    case leaveOneOut(column: String)
  }

  public var scheme: Scheme
  /// Share of units that train, for random splits.
  public var trainingShare: Double
  public var seed: UInt64

  public init(_ scheme: Scheme, trainingShare: Double = 0.7, seed: UInt64 = 20_261_122) {
    self.scheme = scheme
    self.trainingShare = trainingShare
    self.seed = seed
  }

  /// One line that names the split.
  public var title: String {
    switch scheme {
    case .random(let column):
      let share = Int((trainingShare * 100).rounded())
      return "random \(share)/\(100 - share)" + (column.map { ", stratified by \($0)" } ?? "")
    case .date(let column, let until): return "\(column) up to \(until) trains, later validates"
    case .column(let column, let held): return "\(column) = \(held) validates, the others train"
    case .trained(let column, let value): return "\(column) = \(value) trains, the others validate"
    case .number(let column, let until): return "\(column) up to \(Self.text(until)) trains, above validates"
    case .folds(let count, let repeats, let column):
      return "\(count)-fold cross-validation" + (repeats > 1 ? ", \(repeats) times" : "")
        + (column.map { ", stratified by \($0)" } ?? "")
    case .leaveOneOut(let column): return "every \(column) is held out once"
    }
  }

  /// Whether chance decides, so that the seed matters.
  public var isRandom: Bool {
    switch scheme {
    case .random, .folds: true
    case .date, .column, .trained, .number, .leaveOneOut: false
    }
  }

  /// The outcome in whose classes the split keeps proportions; nil when none is named.
  public var stratum: String? {
    switch scheme {
    case .random(let name), .folds(_, _, let name): name
    case .date, .column, .trained, .number, .leaveOneOut: nil
    }
  }

  /// Names another outcome whose shares are kept, where one is named.
  public mutating func stratify(by name: String) {
    switch scheme {
    case .random(.some): scheme = .random(stratifiedBy: name)
    case .folds(let count, let repeats, .some): scheme = .folds(count, repeats: repeats, stratifiedBy: name)
    default: break
    }
  }

  /// Whether it is the same kind of split on the same column, whatever its numbers.
  public func isSameScheme(as other: SplitPlan) -> Bool {
    switch (scheme, other.scheme) {
    case (.random(let a), .random(let b)): a == b
    case (.date(let a, _), .date(let b, _)): a == b
    case (.number(let a, _), .number(let b, _)): a == b
    case (.column(let a, let x), .column(let b, let y)): a == b && x == y
    case (.trained(let a, let x), .trained(let b, let y)): a == b && x == y
    case (.folds(_, let m, let a), .folds(_, let n, let b)): a == b && (m > 1) == (n > 1)
    case (.leaveOneOut(let a), .leaveOneOut(let b)): a == b
    default: false
    }
  }

  /// The plan in the words of a study file.
  public var studySplit: StudySplit {
    switch scheme {
    case .random(let column): .random(fraction: trainingShare, isStratified: column != nil)
    case .date(let column, let until): .condition(column: column, training: "<= \(until)", kind: .date)
    case .column(let column, let held): .condition(column: column, training: "!= " + Self.quoted(held), kind: .centre)
    case .trained(let column, let value): .condition(column: column, training: "= " + Self.quoted(value), kind: .centre)
    case .number(let column, let until): .condition(column: column, training: "<= \(Self.text(until))", kind: .column)
    case .folds(let count, let repeats, _): .folds(count: count, repeats: repeats)
    case .leaveOneOut(let column): .leaveOneOut(column: column)
    }
  }

  /// A value as a filter writes it, in the quotes that it does not hold itself.
  private static func quoted(_ value: String) -> String { value.contains("'") ? "\"\(value)\"" : "'\(value)'" }

  private static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
  }
}
