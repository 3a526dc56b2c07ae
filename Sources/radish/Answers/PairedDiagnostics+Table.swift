import Stats

extension PairedDiagnostics {
  /// Which tests the table holds, for a note under it.
  static let methods =
    "Sensitivity, specificity and accuracy by McNemar's test; PPV and NPV by the weighted generalised score test."

  /// Sensitivity, specificity, accuracy and predictive values of both tests, with the paired test of each.
  func table(_ name: String, title: String, first firstName: String, second secondName: String) -> Table {
    return Table(
      name, title: title,
      columns: [
        .init("measure"), .init("a", firstName, .decimals(3)), .init("b", secondName, .decimals(3)),
        .init("difference", "difference", .decimals(3)), .init("chisq", "chisq", .decimals(2)),
        .init("p", "p", .p), .init("test", printed: false),
      ],
      rows: measures.map { one in
        [
          .text(one.name), .init(one.first), .init(one.second), .init(one.difference), .init(one.test.statistic),
          .init(one.test.p), .text(one.test.name),
        ]
      })
  }
}
