import Stats

/// The columns in which a 2 × 2 table of a test against the truth is told: counts, rates with exact intervals,
/// likelihood ratios, and, where a prevalence is given, the predictive values there.
struct DiagnosticColumns {
  let level: Double
  /// The share of positives in the population that the predictive values are corrected to.
  var prevalence: Double?

  /// In full, for CSV and JSON.
  var columns: [Table.Column] {
    var columns: [Table.Column] = [.init("tp"), .init("fp"), .init("fn"), .init("tn")]
    for name in ["sensitivity", "specificity", "ppv", "npv", "accuracy", "lr_positive", "lr_negative"] {
      columns += Self.interval(name)
    }
    if prevalence != nil { columns += Self.interval("ppv_at_prevalence") + Self.interval("npv_at_prevalence") }
    return columns
  }

  func cells(_ table: DiagnosticTable) throws -> [Table.Value] {
    let found = table.intervals(level: level)
    var cells: [Table.Value] = [
      .integer(table.truePositives), .integer(table.falsePositives), .integer(table.falseNegatives),
      .integer(table.trueNegatives),
    ]
    for rate in Self.rates(found) { cells += [.init(rate.value), .init(rate.low), .init(rate.high)] }
    for ratio in [found.positiveLikelihoodRatio, found.negativeLikelihoodRatio] { cells += Self.cells(ratio) }
    if let prevalence {
      let values = try table.predictiveValues(prevalence: prevalence, level: level)
      cells += Self.cells(values.positive) + Self.cells(values.negative)
    }
    return cells
  }

  /// For people: each rate with its interval in one cell, such as `0.86 (0.42–1.00)`.
  var printedColumns: [Table.Column] {
    var columns: [Table.Column] = [
      .init("sensitivity"), .init("specificity"), .init("ppv", "PPV"), .init("npv", "NPV"),
      .init("lr_positive", "LR+"), .init("lr_negative", "LR−"),
    ]
    if let prevalence {
      let share = Figures.percent(prevalence)
      columns += [.init("ppv_at_prevalence", "PPV at \(share)"), .init("npv_at_prevalence", "NPV at \(share)")]
    }
    return columns
  }

  func printedCells(_ table: DiagnosticTable) throws -> [Table.Value] {
    let found = table.intervals(level: level)
    var cells: [Table.Value] = Self.rates(found).prefix(4).map { .text(Figures.interval($0.value, $0.low, $0.high)) }
    var estimates = [found.positiveLikelihoodRatio, found.negativeLikelihoodRatio]
    if let prevalence {
      let values = try table.predictiveValues(prevalence: prevalence, level: level)
      estimates += [values.positive, values.negative]
    }
    cells += estimates.map { .text(Figures.interval($0?.value, $0?.low, $0?.high)) }
    return cells
  }

  private static func rates(_ found: DiagnosticIntervals) -> [Proportion] {
    [
      found.sensitivity, found.specificity, found.positivePredictiveValue, found.negativePredictiveValue,
      found.accuracy,
    ]
  }

  private static func interval(_ name: String) -> [Table.Column] {
    [.init(name, name, .decimals(3))] + .limits(low: "\(name)_low", high: "\(name)_high")
  }

  private static func cells(_ estimate: Estimate?) -> [Table.Value] {
    [.init(estimate?.value), .init(estimate?.low), .init(estimate?.high)]
  }
}
