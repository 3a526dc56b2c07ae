// Every caution a model can raise, with what is the matter, why it matters and what to do.
extension Caution {
  /// Fewer than ten events per variable (Peduzzi et al., J Clin Epidemiol 1996;49:1373).
  static func eventsPerVariable(events: Int, variables: Int, what: String = "event") -> [Caution] {
    guard variables > 0, events < 10 * variables else { return [] }
    let ratio = (Double(events) / Double(variables) * 10).rounded() / 10
    return [
      Caution(
        code: "few_events",
        message: "Only \(count(events, what)) for \(count(variables, "variable")) "
          + "(\(ratio) per variable): estimates may be unstable and too optimistic. "
          + "Use fewer variables or a penalised model.")
    ]
  }

  /// The same for a model that chose its variables by the outcome: every candidate it could have chosen counts, not only
  /// those it kept (Harrell, Regression Modeling Strategies, 2nd ed. 2015, section 4.4).
  static func eventsPerCandidate(events: Int, candidates: Int, selected: Int, what: String) -> [Caution] {
    guard candidates > 0, events < 10 * candidates else { return [] }
    let ratio = (Double(events) / Double(candidates) * 10).rounded() / 10
    return [
      Caution(
        code: "few_events",
        message:
          "Only \(count(events, what)) for \(candidates) candidate \(candidates == 1 ? "variable" : "variables") "
          + "(\(ratio) per candidate), of which \(selected) \(selected == 1 ? "is" : "are") in the model: other patients "
          + "may lead to another choice, and training figures are too optimistic. "
          + "Offer fewer variables, and judge on held-out rows only.")
    ]
  }

  /// Fewer than twenty events by the time that predictions are judged at.
  static func fewEventsByHorizon(_ subjects: [SurvivalTime], _ time: Double) -> [Caution] {
    let events = subjects.count { $0.isEvent && $0.time <= time }
    guard events < 20 else { return [] }
    return [
      Caution(
        code: "few_events",
        message: "Only \(count(events, "event")) by the time: observed risks are uncertain. Read them with their "
          + "intervals, or choose a later time.")
    ]
  }

  static func collinear(_ name: String) -> Caution {
    Caution(
      code: "collinear",
      message: "“\(name)” is a linear combination of earlier variables and has no coefficient of its own. Leave it out."
    )
  }

  static func constant(_ name: String) -> Caution {
    Caution(
      code: "constant_column",
      message: "“\(name)” has the same value in every training row and has no coefficient. Leave it out.")
  }

  /// One caution for all of them; none for no name.
  static func constant(_ names: [String]) -> [Caution] {
    if names.count == 1 { return [constant(names[0])] }
    guard !names.isEmpty else { return [] }
    return [
      Caution(
        code: "constant_column",
        message: "\(listing(names)) have the same value in every training row and have no coefficient. Leave them out.",
        columns: names)
    ]
  }

  /// Patients have several rows, regions or exams; what an answer takes for independent nevertheless.
  ///
  /// - Parameters:
  ///   - aware: what takes that into account, with its verb; nil for nothing.
  ///   - unaware: what does not.
  public static func clusteredRows(_ rows: String = "rows", aware: String? = nil, unaware: String) -> Caution {
    Caution(
      code: "clustered_rows",
      message: "Patients have several \(rows). " + (aware.map { "\($0) that into account; " } ?? "")
        + "\(unaware) take each for independent, so that intervals are too short and p values too small.")
  }

  /// Of columns whose correlations are not defined; none for no name.
  public static func withoutCorrelation(_ constant: [String]) -> [Caution] {
    guard !constant.isEmpty else { return [] }
    let verb = constant.count == 1 ? "has" : "have"
    return [
      Caution(
        code: "constant_column",
        message: "\(listing(constant)) \(verb) the same value in every row, so that no correlation is defined.",
        columns: constant)
    ]
  }

  /// The first three in quotes, and how many more there are.
  private static func listing(_ names: [String]) -> String {
    let shown = names.prefix(3).map { "“\($0)”" }
    let rest = names.count - shown.count
    if rest > 0 { return shown.joined(separator: ", ") + " and \(rest) more" }
    return shown.dropLast().joined(separator: ", ") + (shown.count > 1 ? " and " : "") + (shown.last ?? "")
  }

  static func monotoneLikelihood(_ name: String) -> Caution {
    Caution(
      code: "separation",
      message: "The likelihood keeps growing with “\(name)”, which orders the events perfectly: its coefficient may be "
        + "infinite and its Wald test means nothing. Use the likelihood ratio test or a penalised model.")
  }

  static func separation(_ names: [String]) -> Caution {
    let which =
      names.isEmpty ? "A combination of variables" : names.map { "“\($0)”" }.joined(separator: ", ")
    return Caution(
      code: "separation",
      message: "\(which) \(names.count > 1 ? "separate" : "separates") the classes perfectly: coefficients may be "
        + "infinite and Wald tests mean nothing. Use a penalised model or fewer variables.")
  }

  static func notConverged(_ model: String, iterations: Int) -> Caution {
    Caution(
      code: "not_converged",
      message: "\(model) did not converge in \(iterations) steps: its numbers are not final. "
        + "Look for collinear variables or use a penalised model.")
  }

  /// One for each test of proportional hazards below 0.05. With one covariate the test of the whole model is the same test.
  public static func nonProportional(_ tests: [ChiSquaredTest]) -> [Caution] {
    tests.filter { $0.p < 0.05 && ($0.name != "GLOBAL" || tests.count > 2) }.map { nonProportional($0.name, p: $0.p) }
  }

  /// `name` is a covariate, or GLOBAL for the model as a whole.
  static func nonProportional(_ name: String, p: Double) -> Caution {
    let shown = (p * 10_000).rounded() / 10_000
    return Caution(
      code: "non_proportional_hazards",
      message: "The hazard ratio of \(name == "GLOBAL" ? "the model" : "“\(name)”") changes over time (p = \(shown)): "
        + "one number averages over it. Look at the curves, stratify, or report survival at fixed times.")
  }

  static func imbalance(_ minority: Int, of total: Int) -> [Caution] {
    guard total > 0, 10 * minority < total else { return [] }
    return [
      Caution(
        code: "class_imbalance",
        message:
          "Only \(minority) of \(total) training rows \(minority == 1 ? "is" : "are") in the rarer class: accuracy "
          + "misleads and cut-offs "
          + "are unstable. Report sensitivity, specificity and precision–recall.")
    ]
  }

  /// The net reclassification improvement rewards a model whose probabilities are wrong.
  public static let netReclassification = Caution(
    code: "nri_miscalibration",
    message:
      "Net reclassification can improve without any new information when the new model is miscalibrated: "
      + "report calibration and net benefit beside it.")

  static let optimisedCutoff = Caution(
    code: "optimised_cutoff",
    message: "The cut-off was chosen on the training rows to look best there: training figures at it are too "
      + "optimistic. Judge it on held-out rows only.")

  static let stackedInSample = Caution(
    code: "stacked_in_sample",
    message: "The combined model learned from scores that its member models gave to their own training rows: it trusts "
      + "them too much. Use out-of-fold scores.")
}

extension Caution {
  /// One caution for all of them; none for no name.
  static func emptyColumns(_ names: [String]) -> [Caution] {
    guard !names.isEmpty else { return [] }
    let isOne = names.count == 1
    return [
      Caution(
        code: "empty_column",
        message: "\(listing(names)) \(isOne ? "has" : "have") no value in any training row and "
          + "\(isOne ? "was" : "were") left out. Check where \(isOne ? "it comes" : "they come") from.",
        columns: names)
    ]
  }

  static let nothingSelected = Caution(
    code: "nothing_selected",
    message: "No variable passed the selection or the penalty: the model gives every row the same score. "
      + "Loosen the limits or accept that nothing was found.")
}
