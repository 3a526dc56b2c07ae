import Stats

/// e^β with limits at a level: a hazard ratio or an odds ratio.
struct EffectRatio {
  let value: Double?
  let low: Double?
  let high: Double?
  let p: Double?

  init(_ coefficient: Coefficient, level: Double) {
    value = coefficient.ratio
    p = coefficient.p
    let margin = coefficient.standardError.map { $0 * NormalDistribution.criticalValue(level: level) }
    let limits = coefficient.estimate.flatMap { estimate in margin.map { (estimate - $0, estimate + $0) } }
    low = limits.map { Figures.exponential($0.0) }
    high = limits.map { Figures.exponential($0.1) }
  }
}
