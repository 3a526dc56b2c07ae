/// One line of the extraction settings, explained.
public struct SettingLine: Equatable, Sendable {
  public var name: String
  public var value: String
  /// Why, or what follows from it.
  public var explanation: String

  public init(_ name: String, _ value: String, _ explanation: String) {
    self.name = name
    self.value = value
    self.explanation = explanation
  }
}

/// What an extraction would do: a preset on the images of the cohort it fits.
public struct ExtractionPlan: Equatable, Sendable {
  /// Name of the preset, `ct`, `pet` …; also the name of the extraction in the cohort.
  public var name: String
  public var title: String
  public var lines: [SettingLine]
  public var caseCount: Int
  /// Cases of an earlier run that need not be done again.
  public var doneCount: Int
  /// Cases that cannot be extracted, each with its sentence.
  public var problems: [String]

  public init(
    name: String, title: String, lines: [SettingLine], caseCount: Int, doneCount: Int = 0, problems: [String] = []
  ) {
    self.name = name
    self.title = title
    self.lines = lines
    self.caseCount = caseCount
    self.doneCount = doneCount
    self.problems = problems
  }
}

/// How far an extraction is.
public struct ExtractionProgress: Equatable, Sendable {
  public var done: Int
  public var total: Int
  /// One sentence per case that failed.
  public var failures: [String]
  /// What happened last, newest first.
  public var log: [String]
  /// Cases per second, and seconds left; nil before they can be told.
  public var rate: Double?
  public var secondsLeft: Double?

  public init(
    done: Int, total: Int, failures: [String] = [], log: [String] = [], rate: Double? = nil,
    secondsLeft: Double? = nil
  ) {
    self.done = done
    self.total = total
    self.failures = failures
    self.log = log
    self.rate = rate
    self.secondsLeft = secondsLeft
  }

  public var fraction: Double { total > 0 ? Double(done) / Double(total) : 1 }
}

/// How patients are divided.
public struct SplitPlan: Equatable, Sendable, Hashable, Codable {
  public enum Scheme: Equatable, Hashable, Sendable, Codable {
    /// At random, within the classes of a column if one is named.
    case random(stratifiedBy: String?)
    /// Patients up to a date train, later ones validate.
    case date(column: String, until: String)
    /// The patients of one centre validate.
    case column(String, held: String)
    case folds(Int, stratifiedBy: String?)
  }
  public var scheme: Scheme
  /// Share of patients that train, for random splits.
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
      "random \(Int((trainingShare * 100).rounded()))/\(100 - Int((trainingShare * 100).rounded()))"
        + (column.map { ", stratified by \($0)" } ?? "")
    case .date(let column, let until): "\(column) up to \(until) trains, later validates"
    case .column(let column, let held): "\(column) = \(held) validates, the others train"
    case .folds(let count, let column):
      "\(count)-fold cross-validation" + (column.map { ", stratified by \($0)" } ?? "")
    }
  }
}

/// A split and how alike its parts are.
public struct SplitPreview: Equatable, Sendable {
  public struct Part: Equatable, Sendable {
    public var name: String
    public var count: Int
    /// Patients with the outcome, where there is one.
    public var events: Int?
    public init(name: String, count: Int, events: Int? = nil) {
      self.name = name
      self.count = count
      self.events = events
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
  public var parts: [Part]
  public var balance: [Balance]
  public var isFrozen: Bool
  public var cautions: [String]

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
  public enum Kind: String, Equatable, Hashable, Sendable { case binary, survival }
  public var kind: Kind
  public var name: String
  /// `19 of 51 patients`, `15 deaths in 51 patients`.
  public var summary: String

  public init(_ kind: Kind, name: String, summary: String) {
    self.kind = kind
    self.name = name
    self.summary = summary
  }
}

/// What a model run would do.
public struct ModelPlan: Equatable, Hashable, Sendable {
  public enum Block: String, CaseIterable, Sendable, Hashable { case clinical, radiomics, combined }
  public enum Pipeline: String, CaseIterable, Sendable, Hashable {
    case lasso, ridge, univariate

    var title: String {
      switch self {
      case .lasso: "LASSO"
      case .ridge: "ridge"
      case .univariate: "best single features"
      }
    }

    var explanation: String {
      switch self {
      case .lasso: "keeps a few features; strength by cross-validation inside the training part"
      case .ridge: "keeps all features, each shrunk; strength by cross-validation inside the training part"
      case .univariate: "ranks features one by one in the training part and keeps the best"
      }
    }
  }
  public var outcome: OutcomeChoice
  public var blocks: Set<Block>
  public var pipeline: Pipeline
  public var seed: UInt64

  public init(outcome: OutcomeChoice, blocks: Set<Block>, pipeline: Pipeline = .lasso, seed: UInt64 = 20_261_122) {
    self.outcome = outcome
    self.blocks = blocks
    self.pipeline = pipeline
    self.seed = seed
  }
}
