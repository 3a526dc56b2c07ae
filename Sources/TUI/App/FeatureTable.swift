public import Cohort
internal import Stats

/// The features of an extraction as the screen shows them: ranked, with the correlations of the best.
public struct FeatureTable: Sendable {
  /// The extractions that have features, and the one shown.
  public var extractions: [String]
  public var outcomes: [String]
  public var outcome: String
  public var overview: FeatureOverview
  /// Columns of the overview whose correlations are shown, best first.
  public var correlated: [Int]
  public var correlations: FeatureCorrelations

  /// Correlations of more features than this tell the eye nothing.
  public static let correlatedCount = 40

  public init(
    extractions: [String], outcomes: [String], outcome: String, overview: FeatureOverview, correlated: [Int],
    correlations: FeatureCorrelations
  ) {
    self.extractions = extractions
    self.outcomes = outcomes
    self.outcome = outcome
    self.overview = overview
    self.correlated = correlated
    self.correlations = correlations
  }

  /// The columns from the smallest p value to the largest; those without come last.
  static func ranked(_ overview: FeatureOverview) -> [Int] {
    overview.ranking.indices.sorted {
      (overview.ranking[$0].p ?? 2, $0) < (overview.ranking[$1].p ?? 2, $1)
    }
  }
}

/// What the feature screen wants to see; nil takes what there is.
public struct FeatureRequest: Equatable, Sendable {
  public var extraction: String?
  public var outcome: String?

  public init(extraction: String? = nil, outcome: String? = nil) {
    self.extraction = extraction
    self.outcome = outcome
  }
}
