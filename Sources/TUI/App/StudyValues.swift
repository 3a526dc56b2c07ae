public import Cohort

/// A split and how alike its parts are.
public struct SplitPreview: Equatable, Sendable {
  public struct Part: Equatable, Sendable {
    public var name: String
    public var count: Int
    /// Units with the outcome, where there is one.
    public var events: Int?
    /// Of how many patients the units are, where patients have several.
    public var patients: Int?
    public init(name: String, count: Int, events: Int? = nil, patients: Int? = nil) {
      self.name = name
      self.count = count
      self.events = events
      self.patients = patients
    }
  }

  /// One variable in every part, with a p value of their difference.
  public struct Balance: Equatable, Sendable {
    public var variable: String
    public var values: [String]
    public var p: Double?
    public var test: String
    public init(variable: String, values: [String], p: Double?, test: String) {
      self.variable = variable
      self.values = values
      self.p = p
      self.test = test
    }
  }

  public var plan: SplitPlan
  /// What is counted: the units of the outcome. Patients are divided, each with all units.
  public var unit = UnitLevel.patient
  /// The name of the outcome that is counted in the parts, where it is known.
  public var outcome: String?
  public var parts: [Part]
  public var balance: [Balance]
  public var isFrozen: Bool
  public var cautions: [String]
  /// What has changed since it was frozen, each as a clause.
  public var changes: [String] = []

  public init(plan: SplitPlan, parts: [Part], balance: [Balance], isFrozen: Bool = false, cautions: [String] = []) {
    self.plan = plan
    self.parts = parts
    self.balance = balance
    self.isFrozen = isFrozen
    self.cautions = cautions
  }
}

/// An outcome that models can predict.
public struct OutcomeChoice: Equatable, Hashable, Sendable {
  public enum Kind: String, Equatable, Hashable, Sendable {
    case binary, survival, classes, ordinal

    /// Whether something happens or does not, so that it can be counted.
    var hasEvents: Bool { self == .binary || self == .survival }
  }
  public var kind: Kind
  public var name: String
  /// `19 of 51 patients`, `15 deaths in 51 patients`.
  public var summary: String
  /// The columns that it is made of: none of them can predict it.
  public var columns: Set<String>
  /// The units that have it: a model has a row for each.
  public var unit: UnitLevel

  public init(
    _ kind: Kind, name: String, summary: String, columns: Set<String> = [], unit: UnitLevel = .patient
  ) {
    self.unit = unit
    self.kind = kind
    self.name = name
    self.summary = summary
    self.columns = columns
  }
}
