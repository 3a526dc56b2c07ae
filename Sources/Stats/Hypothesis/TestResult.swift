/// What a hypothesis test found.
public struct TestResult: Sendable, Equatable, Codable {
  /// The test in the words of a methods section, for example "Wilcoxon rank-sum test, exact".
  public let name: String
  public let statistic: Double?
  /// One number, or two for an F statistic; empty where the reference distribution has none.
  public let degreesOfFreedom: [Double]
  /// Two-sided unless the name says otherwise; nil where the data do not allow a test.
  public let p: Double?
  /// What the test is about, for example a difference of means, with its interval.
  public let estimate: Estimate?
  public let cautions: [Caution]

  public init(
    name: String, statistic: Double?, degreesOfFreedom: [Double] = [], p: Double?, estimate: Estimate? = nil,
    cautions: [Caution] = []
  ) {
    self.name = name
    self.statistic = statistic.flatMap { $0.isFinite ? $0 : nil }
    self.degreesOfFreedom = degreesOfFreedom.filter(\.isFinite)
    self.p = p.flatMap { $0.isNaN ? nil : min(1, max(0, $0)) }
    self.estimate = estimate
    self.cautions = cautions
  }
}

/// Checks that the tests share.
enum HypothesisCheck {
  static func finite(_ values: [Double], _ what: String, least: Int) throws(HypothesisError) {
    guard values.count >= least else { throw .tooFew(what: what, found: values.count, least: least) }
    if let bad = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: what, row: bad) }
  }
}
