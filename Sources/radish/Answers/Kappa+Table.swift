import Stats

extension Table {
  /// Cohen's κ by weights, with its interval.
  static func kappa(_ found: [CategoryAgreement]) -> Table {
    Table(
      "kappa", title: "Cohen's κ",
      columns: [
        .init("weights"), .init("kappa", "κ", .decimals(3)), .init("se", "SE", .decimals(3)),
      ] + .limits() + [.init("observed", "observed agreement", .decimals(3))],
      rows: found.map {
        [
          .text($0.weights.rawValue), .init($0.kappa), .init($0.standardError), .init($0.low), .init($0.high),
          .number($0.observedAgreement),
        ]
      })
  }
}
