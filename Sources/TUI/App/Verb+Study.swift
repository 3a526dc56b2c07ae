/// Verbs of the steps of a study.
extension Verb {
  static let study: [Verb] = [
    .going(to: .extract, "go to extraction"), .going(to: .features, "go to the features"),
    .going(to: .split, "go to the split"),
    .going(to: .model, "go to the models"), .going(to: .results, "go to the results"),
  ]
}
