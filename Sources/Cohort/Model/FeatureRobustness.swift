public import Features
internal import Stats

/// How well features keep the order of cases under perturbations, as a cohort keeps it: what `radish perturb` found.
public struct FeatureRobustness: Sendable, Codable, Equatable {
  /// The name under which studies refer to it.
  public let name: String
  /// The extraction settings in canonical form.
  public let settings: String
  public let plan: PerturbationPlan
  /// How many cases, and how many perturbations of each.
  public let caseCount: Int
  public let perturbationCount: Int
  public let features: [Row]

  /// One feature: its agreement over the perturbations of a case, set against the differences between cases.
  public struct Row: Sendable, Codable, Equatable {
    public let key: FeatureKey
    /// Cases in which it has a value under every perturbation.
    public let caseCount: Int
    /// ICC(1,1): the perturbations of a case are a sample of all that could have been.
    public let absolute: Agreement?
    /// ICC(3,1): consistency; every perturbation may shift all cases alike.
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
  }

  public init(
    name: String, settings: String, plan: PerturbationPlan, caseCount: Int, perturbationCount: Int, features: [Row]
  ) {
    self.name = name
    self.settings = settings
    self.plan = plan
    self.caseCount = caseCount
    self.perturbationCount = perturbationCount
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
  /// - Parameter cases: for every case one vector per perturbation, all of them with the same perturbations.
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
      func agreement(_ kind: IntraclassCorrelation.Kind) -> Agreement? {
        guard let form = try? IntraclassCorrelation(ratings, level: level)[kind], let value = form.value else {
          return nil
        }
        // Cases that differ under perturbations that change nothing: F is infinite, and nothing is left to doubt.
        if value == 1, form.f == nil { return Agreement(value: 1, low: 1, high: 1) }
        guard let low = form.low, let high = form.high else { return nil }
        return Agreement(value: value, low: low, high: high)
      }
      let absolute = agreement(.single1)
      return Row(
        key: key, caseCount: ratings.count, absolute: absolute, consistency: agreement(.single3),
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
