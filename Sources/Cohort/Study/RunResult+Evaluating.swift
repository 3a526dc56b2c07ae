internal import Stats

extension RunResult {
  /// The units of a part on either side of a cut-off.
  struct Called {
    var model: String
    var part: String
    var rule: CutoffRule
    var isFrozen: Bool
    var threshold: Double?
    var isHigh: [Bool]
  }
}

extension RunResult.Evaluation {
  /// What a cut-off does in a part; returns what is to be known of it, or why it cannot be said.
  mutating func add(_ called: RunResult.Called, _ outcome: Outcome) -> [Caution] {
    var cautions: [Caution] = []
    var row = RunResult.CutoffResult(
      model: called.model, part: called.part, rule: called.rule.description, isFrozen: called.isFrozen,
      threshold: called.threshold, n: called.isHigh.count, confusion: nil, metrics: [:])
    do {
      switch outcome {
      case .binary(let classes):
        let table = try DiagnosticTable(isPositive: classes, isTestPositive: called.isHigh)
        row.confusion = RunResult.Confusion(table)
        row.metrics = try RunResult.Metric.all(of: table, prevalences: asked.prevalences, at: "")
      case .survival(let times):
        row.metrics = try RunResult.Metric.all(of: times, isHigh: called.isHigh, at: "", cautions: &cautions)
        if called.rule == .maximallySelected { correct(&row.metrics, of: called.model, in: called.part) }
      case .classes, .ordinal: return []
      }
      cutoffs.append(row)
    } catch {
      cautions.append(Caution(code: "not_estimable", message: "\(error)"))
    }
    // Of the study's own cut-off they stand with the model.
    if called.isFrozen { return [] }
    return cautions.map { $0.about("\(called.model), \(called.part), cut-off \(row.rule)") }
  }

  /// Keeps the search for a maximally selected cut-off in training, with the p values that know of it.
  mutating func addSearch(of scores: [Double], _ subjects: [SurvivalTime], model: String) {
    guard !searches.contains(where: { $0.model == model }),
      let found = try? MaximallySelectedCutoff.search(subjects, marker: scores)
    else { return }
    searches.append(
      RunResult.CutoffSearch(
        model: model, cutoff: found.cutoff, statistic: found.statistic, p: found.correctedP, p94: found.correctedP94,
        naiveP: found.naiveP,
        points: found.curve.map { .init(cutoff: $0.cutoff, share: $0.share, statistic: $0.statistic) }))
  }

  /// Where a cut-off was searched for, the p value of a log-rank test at it is far too small: the corrected one replaces it.
  func correct(_ metrics: inout [String: RunResult.Metric], of model: String, in part: String) {
    guard part == "training", let search = searches.first(where: { $0.model == model }) else { return }
    metrics["logrank_p"] = nil
    metrics["corrected_p"] = RunResult.Metric(
      value: search.p, low: nil, high: nil, method: "maximally selected log-rank statistic, Lausen & Schumacher 1992")
  }

  /// What a reader called of the units of a part that they read.
  mutating func add(_ reader: ReaderCalls, part: StudyDivision.Part, _ classes: [Bool]) throws {
    let calls = part.rows.map { reader.calls[$0] }
    let read = calls.indices.filter { calls[$0] != nil }
    guard !read.isEmpty else { return }
    let table = try DiagnosticTable(
      isPositive: read.map { classes[$0] }, isTestPositive: read.compactMap { calls[$0] })
    readers.append(
      RunResult.ReaderResult(
        reader: reader.name, part: part.name, n: read.count, missing: calls.count - read.count, calls: calls,
        confusion: RunResult.Confusion(table),
        metrics: try RunResult.Metric.all(of: table, prevalences: asked.prevalences, at: "")))
  }

  /// The paired differences between what a model calls at its frozen cut-off and each reader, on the units that were read.
  func comparisons(with prediction: RunResult.Prediction) -> [RunResult.Comparison] {
    guard let classes = prediction.isPositive, prediction.isHigh.count == classes.count else { return [] }
    return readers.filter { $0.part == prediction.part && $0.calls.count == classes.count }.flatMap { reader in
      let read = reader.calls.indices.filter { reader.calls[$0] != nil }
      return RunResult.Comparison.calls(
        (prediction.model, read.map { prediction.isHigh[$0] }), (reader.reader, read.compactMap { reader.calls[$0] }),
        read.map { classes[$0] }, part: prediction.part)
    }
  }

  // MARK: Risk groups

  /// Rates, restricted means and landmarks of the groups below and above the frozen cut-off; a caution for each that cannot
  /// be told.
  mutating func addRiskGroups(of prediction: RunResult.Prediction) -> [Caution] {
    guard let times = prediction.times, prediction.isHigh.count == times.count, Set(prediction.isHigh).count == 2
    else { return [] }
    var cautions: [Caution] = []
    func trying(_ what: String, _ body: () throws -> Void) {
      do { try body() } catch {
        cautions.append(
          Caution(code: "not_estimable", message: "\(prediction.model), \(prediction.part), \(what): \(error)"))
      }
    }
    trying("rates") {
      let groups = try KaplanMeierGroups(times, by: .riskGroups(prediction.isHigh)).groups
      for group in groups {
        for time in asked.rates {
          let found = group.estimate.estimate(at: time)
          rates.append(
            RunResult.GroupRate(
              model: prediction.model, part: prediction.part, group: group.name, time: time, atRisk: found?.atRisk ?? 0,
              survival: found.map {
                RunResult.Metric(
                  value: $0.survival, low: $0.low, high: $0.high, method: "Kaplan–Meier, log-log interval")
              }))
        }
      }
      guard let end = asked.restrictedMean else { return }
      let means = try groups.map { (name: $0.name, mean: try $0.estimate.restrictedMean(to: end)) }
      for (name, mean) in means {
        cautions += mean.cautions.map { $0.about("\(prediction.model), \(prediction.part), \(name)") }
        restrictedMeans.append(
          RunResult.GroupMean(
            model: prediction.model, part: prediction.part, group: name, tau: mean.tau,
            mean: RunResult.Metric(
              value: mean.value, low: mean.low, high: mean.high, method: "area under Kaplan–Meier"), p: nil))
      }
      let test = RestrictedMean.difference(means[1].mean, means[0].mean)
      restrictedMeans.append(
        RunResult.GroupMean(
          model: prediction.model, part: prediction.part, group: "high − low", tau: end,
          mean: RunResult.Metric(value: test.difference, low: test.low, high: test.high, method: test.method),
          p: test.p))
    }
    for time in asked.landmarks {
      let name = "landmark \(RunResult.ModelResult.metricName(of: time))"
      trying(name) {
        cautions += try addLandmark(time, of: prediction, times).map {
          $0.about("\(prediction.model), \(prediction.part), \(name)")
        }
      }
    }
    return cautions
  }

  private mutating func addLandmark(
    _ time: Double, of prediction: RunResult.Prediction, _ times: [SurvivalTime]
  ) throws -> [Caution] {
    let landmark = try Landmark(times, at: time)
    let isHigh = landmark.rows.map { prediction.isHigh[$0] }
    var cautions: [Caution] = []
    var metrics = try RunResult.Metric.all(
      of: landmark.subjects, isHigh: isHigh, at: " from the landmark on", cautions: &cautions)
    let concordance = try Concordance(landmark.subjects, scores: landmark.rows.map { prediction.scores[$0] })
    if let value = concordance.value {
      metrics["c_index"] = RunResult.Metric(
        value: value, low: concordance.low, high: concordance.high, method: "Harrell, from the landmark on")
    }
    landmarks.append(
      RunResult.LandmarkResult(
        model: prediction.model, part: prediction.part, time: time, n: landmark.rows.count,
        events: landmark.subjects.count { $0.isEvent }, earlierEvents: landmark.earlierEvents,
        earlierCensored: landmark.earlierCensored, metrics: metrics))
    return cautions
  }

  /// Whether a treatment acts differently in both risk groups.
  mutating func addInteraction(
    _ treatment: EvaluatedColumns.Treatment, of prediction: RunResult.Prediction, rows: [Int]
  ) throws -> [Caution] {
    guard let times = prediction.times, prediction.isHigh.count == times.count else { return [] }
    let known = rows.indices.filter { treatment.codes[rows[$0]] != nil }
    let grouping = Grouping(codes: known.compactMap { treatment.codes[rows[$0]] }, names: treatment.levels)
      .selecting(rows: Array(known.indices))
    let found = try TreatmentInteraction(
      known.map { times[$0] }, treatment: grouping, isHigh: known.map { prediction.isHigh[$0] })
    for effect in found.effects {
      interactions.append(
        RunResult.InteractionResult(
          model: prediction.model, part: prediction.part, treatment: treatment.column, level: effect.treatment,
          reference: found.reference, n: known.count, missing: rows.count - known.count,
          events: known.count { times[$0].isEvent },
          low: RunResult.Metric(ratioOf: effect.low, method: "Cox (Efron), low-risk group"),
          high: RunResult.Metric(ratioOf: effect.high, method: "Cox (Efron), high-risk group"),
          ratio: RunResult.Metric(ratioOf: effect.difference, method: "Cox (Efron), interaction"),
          chiSquared: found.test.chiSquared,
          degreesOfFreedom: found.test.degreesOfFreedom, p: found.test.p))
    }
    return found.cautions.map { $0.about("\(prediction.model), \(prediction.part), \(treatment.column) × risk") }
  }

  /// The cumulative incidence of every cause in both risk groups, and whether it differs.
  mutating func addIncidence(
    _ causes: CompetingCauses, of prediction: RunResult.Prediction, rows: [Int]
  ) throws -> [Caution] {
    guard let times = prediction.times, prediction.isHigh.count == times.count, Set(prediction.isHigh).count == 2
    else { return [] }
    let known = rows.indices.filter { causes.codes[rows[$0]] != nil }
    let subjects = known.map { CompetingTime(time: times[$0].time, cause: causes.codes[rows[$0]] ?? 0) }
    let grouping = Grouping.riskGroups(known.map { prediction.isHigh[$0] })
    let count = causes.causes.count
    var few: [String] = []
    for (name, own) in zip(grouping.names, grouping.values(subjects)) {
      let found = try CumulativeIncidence(own, causeCount: count)
      for (place, cause) in causes.causes.enumerated() {
        let estimates = found.estimates(cause: place + 1, at: found.times)
        let events = found.events[place].reduce(0, +)
        if events < 10 { few.append("\(cause), \(name) risk (\(events))") }
        incidences.append(
          RunResult.IncidenceCurve(
            model: prediction.model, part: prediction.part, group: name, cause: cause, n: own.count, events: events,
            points: found.times.indices.map { i in
              .init(
                time: found.times[i], atRisk: found.atRisk[i], incidence: estimates[i].value, low: estimates[i].low,
                high: estimates[i].high)
            }))
      }
    }
    for (place, cause) in causes.causes.enumerated() {
      let test = try GrayTest.compare(subjects, by: grouping, cause: place + 1, causeCount: count)
      incidenceTests.append(
        RunResult.IncidenceTest(
          model: prediction.model, part: prediction.part, cause: cause, n: known.count,
          missing: rows.count - known.count, chiSquared: test.statistic, degreesOfFreedom: grouping.groupCount - 1,
          p: test.p))
    }
    guard !few.isEmpty else { return [] }
    return [
      Caution(
        code: "few_events",
        message: "\(prediction.model), \(prediction.part): fewer than 10 events behind \(few.joined(separator: "; ")): "
          + "these curves are rough. Read them with their intervals.")
    ]
  }
}

extension StudyRunner {
  /// What needs more than scores: readers, reclassification by categories, risk groups, treatments and competing events.
  func evaluateColumns(
    _ units: StudyUnits, _ division: StudyDivision, predictions: [RunResult.Prediction],
    into evaluation: inout RunResult.Evaluation
  ) -> (comparisons: [RunResult.Comparison], cautions: [Caution]) {
    var comparisons: [RunResult.Comparison] = []
    var cautions: [Caution] = []
    func trying(_ what: String, _ body: () throws -> [Caution]) {
      do { cautions += try body() } catch {
        cautions.append(Caution(code: "not_estimable", message: "\(what): \(error)"))
      }
    }
    for part in division.parts {
      if case .binary(let classes) = units.outcome.selecting(rows: part.rows) {
        for reader in units.evaluated.readers {
          trying("\(reader.name), \(part.name)") {
            try evaluation.add(reader, part: part, classes)
            return []
          }
        }
      }
      for pair in plan.compare where evaluation.asked.tests.contains(.nri) {
        let found = pair.compactMap { name in predictions.first { $0.model == name && $0.part == part.name } }
        if found.count == 2 { evaluation.addReclassification(found[0], found[1]) }
      }
      for prediction in predictions where prediction.part == part.name {
        comparisons += evaluation.comparisons(with: prediction)
        guard evaluation.asked.asksOfRiskGroups else { continue }
        cautions += evaluation.addRiskGroups(of: prediction)
        let name = "\(prediction.model), \(part.name)"
        if let treatment = units.evaluated.treatment {
          trying("\(name), \(treatment.column) × risk") {
            try evaluation.addInteraction(treatment, of: prediction, rows: part.rows)
          }
        }
        if let causes = units.evaluated.causes {
          trying("\(name), competing events") {
            try evaluation.addIncidence(causes, of: prediction, rows: part.rows)
          }
        }
      }
    }
    if !evaluation.asked.tests.isDisjoint(with: [.nri, .idi]) {
      cautions.append(.netReclassification)
    }
    if units.isClustered { cautions.append(Self.clusteredRows(units.outcome)) }
    return (comparisons, cautions)
  }

  /// What knows of rows that come in clusters, and what does not.
  private static func clusteredRows(_ outcome: Outcome) -> Caution {
    if case .survival = outcome {
      return .clusteredRows(
        aware: "The C-index and its comparisons take",
        unaware: "hazard ratios, log-rank tests, areas over time and calibration")
    }
    return .clusteredRows(
      aware: "The area's interval and test take", unaware: "exact intervals at cut-offs and all other tests")
  }
}

extension Array where Element == StudyEvaluation.ComparisonTest {
  fileprivate func isDisjoint(with others: [Element]) -> Bool { !contains { others.contains($0) } }
}

extension RunResult {
  /// Renews what follows from the frozen cut-off of a model after it was chosen by hand; what needs columns that the result
  /// does not keep is left out with a caution.
  mutating func reevaluate(_ model: String, threshold: Double) {
    guard var found = evaluation else { return }
    let own = predictions.filter { $0.model == model }
    for place in found.cutoffs.indices where found.cutoffs[place].model == model && found.cutoffs[place].isFrozen {
      guard let prediction = own.first(where: { $0.part == found.cutoffs[place].part }) else { continue }
      found.cutoffs[place].rule = "by hand"
      found.cutoffs[place].threshold = threshold
      found.cutoffs[place].confusion = nil
      found.cutoffs[place].metrics = [:]
      if let classes = prediction.isPositive,
        let table = try? DiagnosticTable(isPositive: classes, isTestPositive: prediction.isHigh)
      {
        found.cutoffs[place].confusion = Confusion(table)
        found.cutoffs[place].metrics =
          (try? Metric.all(of: table, prevalences: found.asked.prevalences, at: "")) ?? [:]
      } else if let times = prediction.times {
        var known: [Caution] = []
        found.cutoffs[place].metrics =
          (try? Metric.all(of: times, isHigh: prediction.isHigh, at: "", cautions: &known)) ?? [:]
      }
    }
    // Differences of calls, with other models and with readers; one that no longer exists goes.
    comparisons = comparisons.compactMap { row in
      guard let (measure, first, second) = callsCompared(by: row), first == model || second == model else { return row }
      let renewed = calls(of: first, second, in: row.part, found).first { $0.metric == measure }
      return renewed.map { one in
        var row = row
        (row.difference, row.p) = (one.difference, one.p)
        return row
      }
    }
    found.rates.removeAll { $0.model == model }
    found.restrictedMeans.removeAll { $0.model == model }
    found.landmarks.removeAll { $0.model == model }
    for prediction in own { _ = found.addRiskGroups(of: prediction) }
    let lost = [found.interactions.count, found.incidences.count]
    found.interactions.removeAll { $0.model == model }
    found.incidences.removeAll { $0.model == model }
    found.incidenceTests.removeAll { $0.model == model }
    if lost != [found.interactions.count, found.incidences.count] {
      cautions.append(
        Caution(
          code: "not_renewed",
          message: "\(model): treatment and competing events of its risk groups were left out, because the cut-off was "
            + "chosen by hand. Run the study again with this cut-off to have them."))
    }
    evaluation = found
  }

  /// The measure of calls that a row compares, and the predictions it is about. A question that an outcome of classes was
  /// taken apart into stands in the measure, `sensitivity_F2`, and in the names of the predictions, `model: ≥ F2`.
  private func callsCompared(by row: Comparison) -> (measure: String, first: String, second: String)? {
    for measure in ["sensitivity", "specificity", "accuracy", "ppv", "npv"] {
      if row.metric == measure { return (measure, row.a, row.b) }
      guard row.metric.hasPrefix(measure + "_") else { continue }
      let target = row.metric.dropFirst(measure.count + 1)
      for label in ["≥ \(target)", "\(target)"] {
        let names = [row.a, row.b].map { "\($0): \(label)" }
        if predictions.contains(where: { $0.model == names[0] }) { return (measure, names[0], names[1]) }
      }
    }
    return nil
  }

  /// The differences of what two of them call in a part: models at their frozen cut-offs, or a reader.
  private func calls(of a: String, _ b: String, in part: String, _ evaluation: Evaluation) -> [Comparison] {
    func prediction(_ name: String) -> Prediction? { predictions.first { $0.model == name && $0.part == part } }
    guard let first = prediction(a) else { return [] }
    if let second = prediction(b) {
      return Comparison.calls((a, first.isHigh), (b, second.isHigh), first.isPositive ?? [], part: part)
    }
    return evaluation.comparisons(with: first).filter { $0.b == b }
  }
}
