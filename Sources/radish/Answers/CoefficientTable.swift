import Stats
import TUI

/// What e^β of a regression is called: the only thing in which tables of coefficients differ.
enum EffectMeasure {
  case hazardRatio, oddsRatio, timeRatio

  /// The key in JSON and the header in CSV.
  var key: String {
    switch self {
    case .hazardRatio: "hr"
    case .oddsRatio: "or"
    case .timeRatio: "time_ratio"
    }
  }

  var abbreviation: String {
    switch self {
    case .hazardRatio: "HR"
    case .oddsRatio: "OR"
    case .timeRatio: "TR"
    }
  }

  var title: String {
    switch self {
    case .hazardRatio: "Hazard ratios"
    case .oddsRatio: "Odds ratios"
    case .timeRatio: "Time ratios"
    }
  }
}

extension Table {
  /// The coefficients of a regression with e^β and its limits.
  static func coefficients(_ coefficients: [Coefficient], _ measure: EffectMeasure, level: Double) -> Table {
    Table(
      "coefficients", title: "\(measure.title), per unit of each column",
      columns: [
        .init("name", "covariate"), .init("coef", "coef", .decimals(4)), .init("se", "SE", .decimals(4)),
        .init("z", "z", .decimals(2)), .init("p", "p", .p),
        .init(measure.key, measure.abbreviation, .decimals(3)),
      ] + .limits(),
      rows: coefficients.map { one in
        let ratio = EffectRatio(one, level: level)
        return [
          .text(one.name), .init(one.estimate), .init(one.standardError), .init(one.z), .init(one.p),
          .init(ratio.value), .init(ratio.low), .init(ratio.high),
        ]
      })
  }
}

extension ForestPlot {
  /// e^β of every coefficient with its limits, on a logarithmic axis.
  init(_ coefficients: [Coefficient], _ measure: EffectMeasure, level: Double) {
    self.init(
      title: measure.title, measure: measure.abbreviation,
      rows: coefficients.map { one in
        let ratio = EffectRatio(one, level: level)
        return Row(one.name, estimate: ratio.value, low: ratio.low ?? .nan, high: ratio.high ?? .nan)
      })
  }
}
