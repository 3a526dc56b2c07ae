public import Features
internal import Stats

/// How well features keep the order of cases under perturbations, as a cohort keeps it: what `radish perturb` found.
public struct FeatureRobustness: Sendable, Codable, Equatable {
  /// The name under which studies refer to it.
  public let name: String
  /// The extraction settings in canonical form.
  public let settings: String
  public let plan: PerturbationPlan
  /// How many cases, and how many perturbations of each: the most, where single slices and volumes have different
  /// numbers.
  public let caseCount: Int
  public let perturbationCount: Int
  /// Single slices, then volumes, where there are both; nil where all cases are of one kind, and in results kept before
  /// they were told apart.
  public let kinds: [Kind]?
  public let features: [Row]

  /// Cases of one geometry: images of one slice are perturbed within its plane, volumes in space.
  public struct Kind: Sendable, Codable, Equatable {
    public let isSingleSlice: Bool
    public let caseCount: Int
    /// How many perturbations of each case.
    public let perturbationCount: Int

    public init(isSingleSlice: Bool, caseCount: Int, perturbationCount: Int) {
      self.isSingleSlice = isSingleSlice
      self.caseCount = caseCount
      self.perturbationCount = perturbationCount
    }
  }

  /// One feature: its agreement over the perturbations of a case, set against the differences between cases.
  public struct Row: Sendable, Codable, Equatable {
    public let key: FeatureKey
    /// Cases in which it has a value under every perturbation.
    public let caseCount: Int
    /// ICC(1,1): the perturbations of a case are a sample of all that could have been.
    public let absolute: Agreement?
    /// ICC(3,1): consistency; every perturbation may shift all cases alike. nil too where single slices and volumes
    /// have different numbers of perturbations, because then no perturbation is that of all cases.
    public let consistency: Agreement?
    /// Why there is no agreement, as a sentence; nil where there is one, and in results kept before reasons were.
    public let reason: String?

    public init(
      key: FeatureKey, caseCount: Int, absolute: Agreement?, consistency: Agreement?, reason: String? = nil
    ) {
      self.key = key
      self.caseCount = caseCount
      self.absolute = absolute
      self.consistency = consistency
      self.reason = reason
    }
  }

  /// An intraclass correlation with its confidence limits.
  public struct Agreement: Sendable, Codable, Equatable {
    public let value: Double
    public let low: Double
    public let high: Double

    init(value: Double, low: Double, high: Double) {
      self.value = value
      self.low = low
      self.high = high
    }

    fileprivate init?(_ form: IntraclassCorrelation.Form) {
      self.init(form.value, low: form.low, high: form.high, f: form.f)
    }

    fileprivate init?(_ value: Double?, low: Double?, high: Double?, f: Double?) {
      guard let value else { return nil }
      // Cases that differ under perturbations that change nothing: F is infinite, and nothing is left to doubt.
      if value == 1, f == nil {
        self.init(value: 1, low: 1, high: 1)
      } else if let low, let high {
        self.init(value: value, low: low, high: high)
      } else {
        return nil
      }
    }
  }

  public init(
    name: String, settings: String, plan: PerturbationPlan, caseCount: Int, perturbationCount: Int,
    kinds: [Kind]? = nil, features: [Row]
  ) {
    self.name = name
    self.settings = settings
    self.plan = plan
    self.caseCount = caseCount
    self.perturbationCount = perturbationCount
    self.kinds = kinds
    self.features = features
  }

  /// Columns of a feature table whose ICC(1,1) reaches the limit.
  public func robustColumns(limit: Double) -> Set<String> {
    Set(features.filter { ($0.absolute?.value ?? -1) >= limit }.map(\.key.column))
  }

  /// Which columns of a study fall below the limit, and how many were judged at all. A column's name is that of a feature,
  /// perhaps with words in front such as `CT_tumour_` or `delta_relative_`; other columns are not judged.
  func judgement(of columns: [String], limit: Double) -> (failed: [String], judged: Int) {
    let agreement = Dictionary(
      features.map { ($0.key.column, $0.absolute?.value ?? -1) }, uniquingKeysWith: { first, _ in first })
    var failed: [String] = []
    var judged = 0
    for column in columns {
      var rest = column[...]
      while agreement[String(rest)] == nil, let mark = rest.firstIndex(of: "_") {
        rest = rest[rest.index(after: mark)...]
      }
      guard let value = agreement[String(rest)] else { continue }
      judged += 1
      if value < limit { failed.append(column) }
    }
    return (failed, judged)
  }

  /// Judges every feature of the first vector of the first case.
  ///
  /// - Parameter cases: for every case one vector per perturbation: the same perturbations, or fewer in single slices
  ///   than in volumes.
  public static func rows(_ cases: [[FeatureVector]], level: Double = 0.95) -> [Row] {
    guard let keys = cases.first?.first?.values.map(\.key) else { return [] }
    let lookups = cases.map { vectors in
      vectors.map { vector in
        Dictionary(vector.values.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
      }
    }
    return keys.map { key in
      let ratings = lookups.compactMap { vectors -> [Double]? in
        let values = vectors.compactMap { $0[key]?.number }
        return values.count == vectors.count ? values : nil
      }
      let forms = try? IntraclassCorrelation(ratings, level: level)
      // Numbers of perturbations that differ leave ICC(1,1) alone.
      let unequal = forms == nil ? try? UnequalIntraclassCorrelation(ratings, level: level) : nil
      let absolute =
        forms.flatMap { Agreement($0[.single1]) }
        ?? unequal.flatMap { Agreement($0.value, low: $0.low, high: $0.high, f: $0.f) }
      return Row(
        key: key, caseCount: ratings.count, absolute: absolute,
        consistency: forms.flatMap { Agreement($0[.single3]) },
        reason: absolute == nil
          ? reason(ratings, missing: lookups.flatMap { $0.compactMap { $0[key]?.reason } }) : nil)
    }
  }

  /// - Parameter missing: why the feature has no value, wherever it has none.
  private static func reason(_ ratings: [[Double]], missing: [String]) -> String {
    guard ratings.count < 2 else {
      return "it has the same value in every case under every perturbation, so there is nothing to compare"
    }
    let complete = ratings.isEmpty ? "no case has" : "only one case has"
    return "\(complete) a value under every perturbation, and at least two are needed"
      + (missing.first.map { "; elsewhere: \($0)" } ?? "")
  }
}
