import Stats
import TUI

/// What `radish agreement` says about measurements.
struct MeasurementAgreementAnswer {
  let names: [String]
  /// One per rater.
  let columns: [[Double]]
  let correlation: IntraclassCorrelation
  /// For two raters.
  let pair: MeasurementAgreement?
  let level: Double
  let rows: CompleteRows

  var answer: Answer {
    var answer = Answer("agreement")
    answer.lines = ["Ratings: \(names.joined(separator: ", "))."]
    answer.add(rows)
    answer.add("ratings", .array(names.map { .string($0) }))
    answer.add("conf_level", .number(level))
    answer.add(correlationTable)
    if let pair {
      answer.add(pairTable(pair))
      answer.add("sd_of_differences", .number(pair.standardDeviation))
      answer.add("repeatability", .number(pair.repeatability))
      answer.add("within_subject_variation", JSON(pair.withinSubjectVariation))
      answer.plots = [
        Plot.blandAltman(columns[0], columns[1], pair, names: (names[0], names[1]))
      ]
    } else {
      answer.plots = [
        ForestPlot(
          title: "Intraclass correlation", measure: "ICC", null: 0, isLogarithmic: false,
          rows: correlation.forms.map {
            .init($0.kind.rawValue, estimate: $0.value, low: $0.low ?? .nan, high: $0.high ?? .nan)
          })
      ]
    }
    return answer
  }

  private var correlationTable: Table {
    Table(
      "icc", title: "Intraclass correlations (Shrout & Fleiss)",
      columns: [
        .init("form"), .init("icc", "ICC", .decimals(3)),
      ] + .limits() + [
        .init("f", "F", .decimals(2)), .init("df1", "df1", .short), .init("df2", "df2", .decimals(1)),
        .init("p", "p", .p), .init("meaning"),
      ],
      rows: correlation.forms.map {
        [
          .text($0.kind.rawValue), .init($0.value), .init($0.low), .init($0.high), .init($0.f), .number($0.numerator),
          .number($0.denominator), .init($0.p), .text(Self.meaning($0.kind)),
        ]
      })
  }

  private static func meaning(_ kind: IntraclassCorrelation.Kind) -> String {
    switch kind {
    case .single1: "single, one-way"
    case .single2: "single, agreement"
    case .single3: "single, consistency"
    case .mean1: "mean, one-way"
    case .mean2: "mean, agreement"
    case .mean3: "mean, consistency"
    }
  }

  private func pairTable(_ pair: MeasurementAgreement) -> Table {
    let measures: [(String, Estimate?)] = [
      ("bias", pair.bias), ("lower_limit", pair.lowerLimit), ("upper_limit", pair.upperLimit),
      ("lin_concordance", pair.concordance),
    ]
    return Table(
      "bland_altman", title: "\(names[0]) − \(names[1]): bias, 95 % limits of agreement, Lin's concordance",
      columns: [.init("measure"), .init("value", "value", .significant(5)), .init("se", "SE", .significant(4))]
        + [.init("low", "low", .significant(5)), .init("high", "high", .significant(5))],
      rows: measures.map { name, one in
        [.text(name), .init(one?.value), .init(one?.standardError), .init(one?.low), .init(one?.high)]
      })
  }
}
