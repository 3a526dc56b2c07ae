/// The six intraclass correlations of Shrout & Fleiss (1979) for n targets each rated by k raters.
///
/// ICC(1): raters are different for every target; ICC(2): the same random raters, absolute agreement; ICC(3): the same
/// fixed raters, consistency; each for a single rating and for the mean of k.
public struct IntraclassCorrelation: Sendable, Equatable, Codable {
  public let targetCount: Int
  public let raterCount: Int
  public let meanSquares: MeanSquares
  /// In the order ICC(1), ICC(2), ICC(3), ICC(1,k), ICC(2,k), ICC(3,k).
  public let forms: [Form]
  public let level: Double

  public struct MeanSquares: Sendable, Equatable, Codable {
    public let betweenTargets: Double
    public let betweenRaters: Double
    public let error: Double
    /// Raters and error together.
    public let withinTargets: Double
  }

  /// One of the six.
  public struct Form: Sendable, Equatable, Codable {
    public let kind: Kind
    /// nil where the ratings do not vary.
    public let value: Double?
    public let low: Double?
    public let high: Double?
    public let f: Double?
    public let numerator: Double
    public let denominator: Double
    public let p: Double?
  }

  public enum Kind: String, Sendable, Codable, CaseIterable {
    case single1 = "ICC1"
    case single2 = "ICC2"
    case single3 = "ICC3"
    case mean1 = "ICC1k"
    case mean2 = "ICC2k"
    case mean3 = "ICC3k"
  }

  /// - Parameter ratings: one row per target, one column per rater; no missing values.
  /// - Throws: `HypothesisError` for fewer than two targets or raters, ragged rows or values that are not finite.
  public init(_ ratings: [[Double]], level: Double = 0.95) throws(HypothesisError) {
    guard level > 0, level < 1 else { throw .badLevel(level) }
    let n = ratings.count
    let k = ratings.first?.count ?? 0
    guard n > 1 else { throw .tooFew(what: "targets", found: n, least: 2) }
    guard k > 1 else { throw .tooFew(what: "raters", found: k, least: 2) }
    for (row, values) in ratings.enumerated() {
      guard values.count == k else { throw .lengthsDiffer(first: k, second: values.count, what: "rows of ratings") }
      if values.contains(where: { !$0.isFinite }) { throw .notFinite(what: "rating", row: row) }
    }
    let targets = Double(n)
    let raters = Double(k)
    let grand = SampleMoments(ratings.flatMap { $0 }).mean
    let rowMeans = ratings.map { $0.reduce(0) { $0 + ($1 - grand) } / raters }
    let columnMeans = (0..<k).map { j in ratings.reduce(0) { $0 + ($1[j] - grand) } / targets }
    var residual = 0.0
    for i in 0..<n {
      for j in 0..<k {
        let r = ratings[i][j] - grand - rowMeans[i] - columnMeans[j]
        residual += r * r
      }
    }
    let msb = raters * rowMeans.reduce(0) { $0 + $1 * $1 } / (targets - 1)
    let columnSquares = targets * columnMeans.reduce(0) { $0 + $1 * $1 }
    let msj = columnSquares / (raters - 1)
    let mse = residual / ((targets - 1) * (raters - 1))
    let msw = (columnSquares + residual) / (targets * (raters - 1))
    meanSquares = MeanSquares(betweenTargets: msb, betweenRaters: msj, error: mse, withinTargets: msw)
    let df1 = targets - 1
    let dfWithin = targets * (raters - 1)
    let dfError = (targets - 1) * (raters - 1)
    let tail = (1 - level) / 2
    func quantile(_ a: Double, _ b: Double) -> Double {
      FDistribution(numerator: a, denominator: b).quantile(upperTail: tail)
    }
    func form(
      _ kind: Kind, _ value: Double, _ low: Double, _ high: Double, f: Double, denominator: Double
    ) -> Form {
      func finite(_ x: Double) -> Double? { x.isFinite ? x : nil }
      return Form(
        kind: kind, value: finite(value), low: finite(low), high: finite(high), f: finite(f), numerator: df1,
        denominator: denominator,
        p: f.isFinite ? FDistribution(numerator: df1, denominator: denominator).upperTail(f) : nil)
    }
    let f1 = msb / msw
    let low1 = f1 / quantile(df1, dfWithin)
    let high1 = f1 * quantile(dfWithin, df1)
    let f3 = msb / mse
    let low3 = f3 / quantile(df1, dfError)
    let high3 = f3 * quantile(dfError, df1)
    let icc2 = (msb - mse) / (msb + (raters - 1) * mse + raters * (msj - mse) / targets)
    // Satterthwaite's degrees of freedom of the mixture of rater and error variance.
    let fj = msj / mse
    let mix = targets * (1 + (raters - 1) * icc2) - raters * icc2
    let numerator = dfError * (raters * icc2 * fj + mix) * (raters * icc2 * fj + mix)
    let denominator = df1 * raters * raters * icc2 * icc2 * fj * fj + mix * mix
    let v = numerator / denominator
    let upper = quantile(df1, v)
    let lower = quantile(v, df1)
    let scale = raters * msj + (raters * targets - raters - targets) * mse
    let low2 = targets * (msb - upper * mse) / (upper * scale + targets * msb)
    let high2 = targets * (lower * msb - mse) / (scale + targets * lower * msb)
    func stepped(_ x: Double) -> Double { x * raters / (1 + x * (raters - 1)) }
    forms = [
      form(
        .single1, (msb - msw) / (msb + (raters - 1) * msw), (low1 - 1) / (low1 + raters - 1),
        (high1 - 1) / (high1 + raters - 1), f: f1, denominator: dfWithin),
      form(.single2, icc2, low2, high2, f: f3, denominator: dfError),
      form(
        .single3, (msb - mse) / (msb + (raters - 1) * mse), (low3 - 1) / (low3 + raters - 1),
        (high3 - 1) / (high3 + raters - 1), f: f3, denominator: dfError),
      form(.mean1, (msb - msw) / msb, 1 - 1 / low1, 1 - 1 / high1, f: f1, denominator: dfWithin),
      form(
        .mean2, (msb - mse) / (msb + (msj - mse) / targets), stepped(low2), stepped(high2), f: f3,
        denominator: dfError),
      form(.mean3, (msb - mse) / msb, 1 - 1 / low3, 1 - 1 / high3, f: f3, denominator: dfError),
    ]
    targetCount = n
    raterCount = k
    self.level = level
  }

  public subscript(_ kind: Kind) -> Form {
    forms.first { $0.kind == kind } ?? forms[0]
  }
}
