import Stats

extension PairedDiagnostics {
  /// Which tests the table holds, for a note under it.
  static let methods =
    "Sensitivity, specificity and accuracy by McNemar's test; PPV and NPV by the weighted generalised score test."

  /// Sensitivity, specificity, accuracy and predictive values of both tests, with the paired test of each.
  func table(_ name: String, title: String, first firstName: String, second secondName: String) -> Table {
    let measures: [(String, (DiagnosticTable) -> Double?, TestResult)] = [
      ("sensitivity", \.sensitivity, sensitivity), ("specificity", \.specificity, specificity),
      ("accuracy", \.accuracy, accuracy), ("ppv", \.positivePredictiveValue, positivePredictiveValue),
      ("npv", \.negativePredictiveValue, negativePredictiveValue),
    ]
    return Table(
      name, title: title,
      columns: [
        .init("measure"), .init("a", firstName, .decimals(3)), .init("b", secondName, .decimals(3)),
        .init("difference", "difference", .decimals(3)), .init("chisq", "chisq", .decimals(2)),
        .init("p", "p", .p), .init("test", printed: false),
      ],
      rows: measures.map { name, value, test in
        let (a, b) = (value(first), value(second))
        let difference = a.flatMap { a in b.map { a - $0 } }
        return [
          .text(name), .init(a), .init(b), .init(difference), .init(test.statistic), .init(test.p), .text(test.name),
        ]
      })
  }
}
