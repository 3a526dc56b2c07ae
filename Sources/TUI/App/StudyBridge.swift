internal import Cohort
internal import Features
internal import Foundation
internal import Stats
internal import Synchronization

/// Between the screens' plans and the study steps of Cohort: the screens never compute anything themselves.
enum StudyBridge {
  // MARK: Freshness

  static func freshness(_ path: String) throws -> StudyFreshness {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    return try StudyFreshness(of: database)
  }

  // MARK: Extraction

  /// The settings with which an extraction would run now; nil where the cohort has no images for it.
  static func settings(of name: String, in database: CohortDatabase) throws -> SettingsFile? {
    try CohortExtraction.suggested(for: database).contains { $0.name == name }
      ? try request(name, in: database).settings : nil
  }

  /// The extraction that a plan stands for: the suggested one with the settings that were chosen.
  private static func request(_ name: String, in database: CohortDatabase) throws -> CohortExtraction {
    guard var request = try CohortExtraction.suggested(for: database).first(where: { $0.name == name }) else {
      throw BridgeError.noExtraction(name)
    }
    if let chosen = try database.chosenSettings(of: name) {
      request.settings = chosen
    } else if let stored = try database.extractions().first(where: { $0.name == name }) {
      // What was extracted with other settings, by a command, goes on with those.
      request.settings = try CohortExtraction.stored(stored, in: database).settings
    }
    request.name = name
    return request
  }

  static func extractionPlans(_ path: String) throws -> [ExtractionPlan] {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    let known = try database.extractions()
    return try CohortExtraction.suggested(for: database).map { suggested in
      let request = try Self.request(suggested.name, in: database)
      let cases = try request.cases(in: database)
      var done = 0
      var replaced = 0
      var problems: [String] = []
      let earlier = known.first { $0.name == request.name }
      let isAsStored = earlier?.settingsDigest == request.settings.digest
      if let earlier, !isAsStored { replaced = try database.finishedCases(of: earlier.id).count }
      let begun = isAsStored ? earlier : try database.replacement(of: request.name)
      if let stored = begun, stored.settingsDigest == request.settings.digest {
        let finished = try database.finishedCases(of: stored.id)
        done = cases.reduce(0) { $0 + (finished[$1.id] == nil ? 0 : 1) }
        // Those of regions that were left out since are nobody's concern any more.
        let wanted = Set(cases.map(\.id))
        problems = try database.failures(of: stored.id).filter { wanted.contains($0.lesion) }.map(\.message)
      }
      var plan = ExtractionPlan(
        name: request.name, title: request.name, caseCount: cases.count, doneCount: done, replacedCount: replaced,
        problems: problems)
      plan.choose(request.settings)
      return plan
    }
  }

  static func extract(
    _ path: String, _ plan: ExtractionPlan, report: @escaping @Sendable (ExtractionProgress) -> Void
  ) async throws -> ExtractionProgress {
    let database = try CohortDatabase(path: path)
    defer { try? database.close() }
    var request = try Self.request(plan.name, in: database)
    // Vectors of other settings are not comparable: they make room for the new ones, once those are all there.
    let digest = request.settings.digest
    request.isRestart =
      try database.extractions().first { $0.name == plan.name }.map { $0.settingsDigest != digest } ?? false
      && database.replacement(of: plan.name)?.settingsDigest != digest
    let log = ExtractionLog()
    let end = try await request.run(database) { report(log.progress($0)) }
    // Cases that were under way when it was cancelled are finished and kept: the last word counts them too.
    var last = log.progress(end.progress)
    last.isCancelled = end.isCancelled
    last.keepsEarlierValues = end.keepsEarlierValues
    return last
  }

  static func preflight(
    _ path: String, _ plan: ExtractionPlan, report: @escaping Environment.Report
  ) async throws -> [CasePreflight] {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    let cases = try await request(plan.name, in: database).preflight(database) { done, total in
      report(
        JobProgress("looking at \(done) of \(total) cases", fraction: Double(done) / Double(max(1, total))))
    }
    try Task.checkCancellation()
    return cases
  }

  // MARK: Features

  static func features(_ path: String, _ wanted: FeatureRequest) throws -> FeatureTable {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    let extractions = try database.extractions().filter { !$0.features.isEmpty }.map(\.name)
    guard let extraction = extractions.first(where: { $0 == wanted.extraction }) ?? extractions.last else {
      throw BridgeError.noFeatures
    }
    let candidates = try CohortOutcomes(in: database).candidates
    guard let outcome = candidates.first(where: { $0.choice.name == wanted.outcome }) ?? candidates.first else {
      throw BridgeError.noOutcome
    }
    let overview = try FeatureOverview(extraction, outcome: outcome.outcome, of: outcome.choice.unit, in: database)
    let correlated = Array(FeatureTable.ranked(overview).prefix(FeatureTable.correlatedCount))
    return FeatureTable(
      extractions: extractions, outcomes: candidates.map(\.choice.name), outcome: outcome.choice.name,
      overview: overview, correlated: correlated, correlations: overview.correlations(of: correlated))
  }

  /// The values of every case of an extraction, the one made last where none is named or the named one is gone.
  static func featureValues(_ path: String, _ name: String?) throws -> FeatureValues {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    let extractions = try database.extractions().filter { !$0.features.isEmpty }
    guard let extraction = extractions.first(where: { $0.name == name }) ?? extractions.last else {
      throw BridgeError.noFeatures
    }
    return FeatureValues(extraction: extraction.name, table: try database.tableOfFeatures(extraction))
  }

  // MARK: Split

  static func preview(_ path: String, _ plan: SplitPlan) throws -> SplitPreview {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    let outcome = try outcome(for: plan, in: database)
    var preview = try preview(plan, outcome: outcome.outcome, of: outcome.choice.unit, in: database)
    preview.outcome = outcome.choice.name
    return preview
  }

  /// The outcome in whose units a plan divides: the one it is stratified by, else the first, or what a column can be where
  /// none looks like an outcome.
  ///
  /// - Throws: `BridgeError.unknownOutcome` where the one it names is none of the cohort.
  private static func outcome(
    for plan: SplitPlan, in database: CohortDatabase
  ) throws -> OutcomeFinder.Candidate {
    let outcomes = try CohortOutcomes(in: database)
    if let name = plan.stratum {
      guard let found = outcomes.candidate(named: name) ?? outcomes.candidate(ofColumn: name) else {
        throw BridgeError.unknownOutcome(name, known: outcomes.candidates.map(\.choice.name))
      }
      return found
    }
    guard let found = outcomes.candidates.first ?? outcomes.candidateOfAnyColumn else { throw BridgeError.noOutcome }
    return found
  }

  private static func preview(
    _ plan: SplitPlan, outcome: StudyOutcome, of unit: UnitLevel, in database: CohortDatabase,
    as split: StudySplit? = nil
  ) throws -> SplitPreview {
    let study = FrozenSplit.study(plan, outcome: outcome, of: unit)
    let units = try StudyUnits(study, in: database)
    let division = try StudyDivision(split ?? study.split, units: units, seed: plan.seed)
    return SplitPreview.of(plan, units: units, of: unit, division: division)
  }

  static func freeze(_ plan: SplitPlan, in database: CohortDatabase) throws {
    let outcome = try outcome(for: plan, in: database)
    try FrozenSplit(plan, outcome: outcome.outcome, of: outcome.choice.unit, in: database).freeze(in: database)
  }

  /// The frozen split of a cohort, with what has changed since.
  static func frozenSplit(_ database: CohortDatabase) throws -> SplitPreview? {
    guard let frozen = try FrozenSplit(in: database) else { return nil }
    var preview =
      (try? Self.preview(
        frozen.plan, outcome: frozen.outcome, of: frozen.unit, in: database, as: frozen.studySplit))
      ?? SplitPreview(plan: frozen.plan, parts: [], balance: [])
    preview.isFrozen = true
    preview.changes = try frozen.changes(in: database).map(\.description)
    return preview
  }

  // MARK: Models

  static func run(
    _ path: String, _ plan: ModelPlan, report: @escaping Environment.Report
  ) async throws -> [StudyResult] {
    let database = try CohortDatabase(path: path)
    defer { try? database.close() }
    let (study, _) = try study(plan, in: database)
    let result = try await StudyRunner(study).run(database) { progress in
      report(JobProgress(progress.step, fraction: progress.fraction))
    }
    return [StudyResult(result, run: try database.runs().last?.id)]
  }

  /// The study that the model screen asks for, on the split that is frozen.
  private static func study(
    _ plan: ModelPlan, in database: CohortDatabase
  ) throws -> (study: StudyPlan, split: FrozenSplit) {
    let outcomes = try CohortOutcomes(in: database)
    guard let outcome = outcomes.candidate(named: plan.outcome.name) else { throw BridgeError.noOutcome }
    let table = outcomes.levels.first { $0.unit == outcome.choice.unit }?.table ?? DataTable(columns: [])
    guard let split = try FrozenSplit(in: database) else { throw BridgeError.noSplit }
    let extractions = try database.extractions()
    let study = try StudyPlan.workbench(
      plan, outcome: outcome.outcome, of: outcome.choice.unit, split: split, table: table,
      extractions: extractions.filter { !$0.features.isEmpty }.map(\.name))
    return (study, split)
  }

  /// The same as a study file, which says how to divide and not who is where: so that it fits another cohort too.
  static func studyFile(_ path: String, _ plan: ModelPlan) throws -> String {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    var (study, split) = try study(plan, in: database)
    study.frozen = nil
    study.split = split.plan.studySplit
    // A division that was made for another outcome does not come out of this one.
    let isMadeAgain = (try? study.divides(as: split, in: database)) ?? false
    if !isMadeAgain { study.split = .frozen }
    guard let text = study.studyFile else { throw BridgeError.noSplit }
    return "# What the workbench fits: radish run study.yaml COHORT.sqlite does the same.\n"
      + (isMadeAgain
        ? "# The division is made again from its seed; it is the frozen one as long as the patients are the same.\n"
        : "# The division is the one that the cohort keeps (\(split.plan.title)); this outcome alone does not give it.\n")
      + text
  }

  /// Runs a study file on a cohort.
  static func runStudy(_ path: String, file: String, report: @escaping Environment.Report) async throws -> [StudyResult]
  {
    let result = try await StudyRunner.run(file: file, cohort: path) { progress in
      report(JobProgress(progress.step, fraction: progress.fraction))
    }
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    return [StudyResult(result, run: try database.runs().last?.id)]
  }

  /// The results that a cohort keeps, newest first, and the runs among them that cannot be read.
  static func results(_ database: CohortDatabase) throws -> (read: [StudyResult], unread: [UnreadableRun]) {
    var read: [StudyResult] = []
    var unread: [UnreadableRun] = []
    for run in try database.runs().sorted(by: { $0.id > $1.id }).prefix(20) {
      if let result = run.decoded {
        read.append(StudyResult(result, run: run.id))
      } else {
        unread.append(UnreadableRun(run))
      }
    }
    return (read, unread)
  }

  /// Keeps a cut-off that a person chose as a result of its own; returns the number of its run.
  static func freezeCutoff(_ choice: CutoffChoice, in database: CohortDatabase) throws -> Int64 {
    guard let run = try database.runs().first(where: { $0.id == choice.run }), let result = run.decoded else {
      throw BridgeError.noRun
    }
    let changed = try result.withCutoff(choice.threshold, of: choice.model, chosenOn: choice.part)
    return try database.keep(changed, like: run)
  }
}

/// Why a step of a study cannot be taken from the screens.
enum BridgeError: Error, Equatable, CustomStringConvertible {
  case noExtraction(String)
  case noFeatures
  case noOutcome
  case unknownOutcome(String, known: [String])
  case noSplit
  case noColumns
  case noRun

  var description: String {
    switch self {
    case .noExtraction(let name): "No images of this cohort fit the extraction \(name)."
    case .noFeatures: "Nothing is extracted yet: \(KeyName.goToExtract) extracts the features."
    case .noOutcome:
      "This cohort has no outcome that could be found: a column of two values such as death, or a time and an event."
    case .unknownOutcome(let name, let known):
      "\"\(name)\" is no outcome of this cohort, nor a column of two or a few classes."
        + (known.isEmpty ? "" : " Its outcomes are: \(known.joined(separator: ", ")).")
    case .noSplit: "Freeze a split first (\(KeyName.goToSplit))."
    case .noColumns: "No clinical column could be used: none is a number or a category of few levels."
    case .noRun: "This result is no longer in the cohort."
    }
  }
}

/// Collects what happened case by case.
private final class ExtractionLog: Sendable {
  private struct Lines {
    var cases: [CaseLine] = []
    var failures: [String] = []
  }

  private let log = Mutex(Lines())

  /// The newest cases are kept; a list of all would be copied with every report.
  private static let limit = 500

  func progress(_ state: CohortExtraction.Progress) -> ExtractionProgress {
    log.withLock { log in
      if let (title, result) = state.last, state.done > 0, log.cases.first?.title != title {
        let line: CaseLine
        switch result {
        case .finished(let features, let missing, let seconds):
          let gaps = missing > 0 ? ", \(missing) missing" : ""
          line = CaseLine(
            title: title, state: .finished, detail: "\(features) features\(gaps), \(NumberText.fixed(seconds, 2)) s")
        case .failed(let sentence):
          log.failures.append(sentence)
          let detail = sentence.hasPrefix(title + ": ") ? String(sentence.dropFirst(title.count + 2)) : sentence
          line = CaseLine(title: title, state: .failed, detail: detail)
        case .unchanged: line = CaseLine(title: title, state: .finished, detail: "done before")
        }
        log.cases.insert(line, at: 0)
        if log.cases.count > Self.limit { log.cases.removeLast() }
      }
      return ExtractionProgress(
        done: state.done, total: state.total, failures: log.failures, cases: log.cases, rate: state.rate,
        secondsLeft: state.remaining)
    }
  }
}

extension SplitPreview {
  static func of(
    _ plan: SplitPlan, units: StudyUnits, of unit: UnitLevel = .patient, division: StudyDivision
  ) -> SplitPreview {
    let isEvent: [Bool] =
      switch units.outcome {
      case .binary(let values): values
      case .survival(let times): times.map(\.isEvent)
      case .classes, .ordinal: []
      }
    func events(_ rows: [Int]) -> Int? { isEvent.isEmpty ? nil : rows.reduce(0) { $0 + (isEvent[$1] ? 1 : 0) } }
    func part(_ name: String, _ rows: [Int]) -> Part {
      Part(
        name: name, count: rows.count, events: events(rows),
        patients: unit == .patient ? nil : Set(rows.map { units.groups[$0] }).count)
    }
    var parts: [Part] = []
    if division.isCrossValidation, let round = division.rounds.first {
      for (index, split) in round.enumerated() {
        parts.append(part("fold \(index + 1)", split.heldOut))
      }
    } else {
      parts = division.parts.prefix(2).map { part($0.name, $0.rows) }
    }
    var cautions: [String] = []
    for part in parts {
      if let events = part.events, events < 5 {
        cautions.append("\(part.name) has \(events) events: its estimates will be vague.")
      }
    }
    if division.isCrossValidation, cautions.count > 1 {
      cautions = ["Some folds have fewer than 5 events: judge the folds together, not one by one."]
    }
    var preview = SplitPreview(
      plan: plan, parts: parts, balance: balance(units, of: unit, division), cautions: cautions)
    preview.unit = unit
    return preview
  }

  /// Table 1 of the two parts.
  private static func balance(_ units: StudyUnits, of unit: UnitLevel, _ division: StudyDivision) -> [Balance] {
    guard !division.isCrossValidation, division.parts.count >= 2 else { return [] }
    let rows = division.parts[0].rows + division.parts[1].rows
    let codes = division.parts[0].rows.map { _ in 0 } + division.parts[1].rows.map { _ in 1 }
    let grouping = Grouping(codes: codes, names: [division.parts[0].name, division.parts[1].name])
    var variables: [TableOne.Variable] = []
    for column in units.table.columns where !unit.namingColumns.contains(column.name) {
      let values = column.values.rows(rows)
      // What is the same for everybody cannot be out of balance.
      guard values.levels.count > 1 else { continue }
      switch values {
      case .number where values.levels.count == 2:
        // Of 0 and 1 a median says nothing: they are counted.
        variables.append(.category(name: column.name, values: values.texts))
      case .number(let numbers): variables.append(.number(name: column.name, values: numbers))
      case .text, .bool:
        guard (2...6).contains(values.levels.count) else { continue }
        variables.append(.category(name: column.name, values: values.texts))
      case .date: continue
      }
    }
    guard let table = try? TableOne(variables, by: grouping) else { return [] }
    return table.rows.flatMap { row -> [Balance] in
      let p = row.test?.p
      let test = row.test?.name ?? ""
      switch row.content {
      case .meanAndDeviation(let summaries):
        let values = summaries.map { summary in
          "\(NumberText.short(summary.mean ?? .nan)) ± \(NumberText.short(summary.standardDeviation ?? .nan))"
        }
        return [Balance(variable: row.name, values: values, p: p, test: test)]
      case .medianAndQuartiles(let summaries):
        let values = summaries.map { summary in
          "\(NumberText.short(summary.median ?? .nan)) (\(NumberText.short(summary.firstQuartile ?? .nan))–"
            + "\(NumberText.short(summary.thirdQuartile ?? .nan)))"
        }
        return [Balance(variable: row.name, values: values, p: p, test: test)]
      case .counts(let levels, let counts):
        let totals = (0..<2).map { group in counts.reduce(0) { $0 + ($1.indices.contains(group) ? $1[group] : 0) } }
        // Of two levels one says all.
        let shown = levels.count == 2 ? [1] : Array(levels.indices)
        return shown.enumerated().map { order, level in
          let values = (0..<2).map { group in
            let count = counts[level].indices.contains(group) ? counts[level][group] : 0
            let share = totals[group] > 0 ? Int((Double(count) / Double(totals[group]) * 100).rounded()) : 0
            return "\(count) (\(share)%)"
          }
          return Balance(
            variable: "\(row.name) = \(levels[level])", values: values, p: order == 0 ? p : nil,
            test: order == 0 ? test : "")
        }
      }
    }
  }
}

extension StudyPlan {
  /// The study that the model screen asks for.
  static func workbench(
    _ plan: ModelPlan, outcome: StudyOutcome, of unit: UnitLevel, split: FrozenSplit, table: DataTable,
    extractions: [String]
  ) throws -> StudyPlan {
    let family: PipelineStep.ModelFamily = outcome.isSurvival ? .cox : .logistic
    let needsClinical = !plan.blocks.isDisjoint(with: [.clinical, .combined])
    let needsRadiomics = !plan.blocks.isDisjoint(with: [.radiomics, .combined]) && !extractions.isEmpty
    let rule: PipelineStep.Rule = plan.tuning == .minimum ? .minimum : .oneStandardError
    var blocks: [StudyBlock] = []
    var models: [StudyModel] = []
    if needsClinical {
      let columns = (plan.columns ?? OutcomeFinder.beforehand(in: table)).filter { !outcome.columns.contains($0) }
      guard !columns.isEmpty else { throw BridgeError.noColumns }
      blocks.append(StudyBlock(name: "clinical", content: .columns(columns)))
      models.append(
        StudyModel(
          name: "clinical", source: .blocks(["clinical"]),
          pipeline: [
            .impute(.median), .variance, .standardise,
            .penalised(family: family, alpha: 0, folds: plan.folds, rule: .minimum),
          ]))
    }
    if needsRadiomics {
      for name in extractions {
        blocks.append(
          StudyBlock(
            name: "radiomics-\(name)", content: .features(extraction: name, settings: nil, features: [], filter: nil)))
      }
      models.append(
        StudyModel(
          name: "radiomics", source: .blocks(extractions.map { "radiomics-\($0)" }),
          pipeline: steps(plan, family, rule)))
    }
    var compare: [[String]] = []
    if needsClinical, needsRadiomics {
      compare.append(["radiomics", "clinical"])
      if plan.blocks.contains(.combined) {
        models.append(
          StudyModel(name: "combined", source: .models(["clinical", "radiomics"]), pipeline: [.regression(family)]))
        compare = [["combined", "clinical"], ["combined", "radiomics"], ["radiomics", "clinical"]]
      }
    }
    if plan.blocks.contains(.delta), let exams = plan.exams, !extractions.isEmpty {
      let names = extractions.map { "delta-\($0)" }
      for (block, name) in zip(names, extractions) {
        let content = StudyBlock.Content.features(extraction: name, settings: nil, features: [], filter: nil)
        blocks.append(StudyBlock(name: block, content: content, delta: exams))
      }
      models.append(StudyModel(name: "delta", source: .blocks(names), pipeline: steps(plan, family, rule)))
      compare += models.dropLast().map { ["delta", $0.name] }
    }
    return StudyPlan(
      name: "\(plan.outcome.name) · \(plan.learner)", unit: unit, outcome: outcome, times: horizons(outcome, table),
      split: .frozen, blocks: blocks, models: models, compare: compare
    ).judged(on: split)
  }

  /// Round times at which risks of a survival outcome are judged: those of the ticks of a survival plot by which some events
  /// have happened and after which at least a tenth of the patients is still watched; at most three. nil for other outcomes.
  static func horizons(_ outcome: StudyOutcome, _ table: DataTable) -> [Double]? {
    guard case .survival(let time, let event, let occurred) = outcome,
      let times = table.column(named: time)?.values.numbers, let events = table.column(named: event)?.values.texts
    else { return nil }
    let known = times.indices.filter { times[$0].isFinite && times[$0] >= 0 && events[$0] != nil }
    guard let last = known.map({ times[$0] }).max() else { return nil }
    let ticks = Plot.survivalTicks(upTo: last, unit: Plot.timeUnit(ofColumn: time)).filter { tick in
      tick > 0 && known.count { times[$0] > tick } * 10 >= known.count
        && known.count { times[$0] <= tick && events[$0] == occurred } >= 5
    }
    guard !ticks.isEmpty else { return nil }
    return ticks.count <= 3 ? ticks : [ticks[0], ticks[ticks.count / 2], ticks[ticks.count - 1]]
  }

  private static func steps(
    _ plan: ModelPlan, _ family: PipelineStep.ModelFamily, _ rule: PipelineStep.Rule
  ) -> [PipelineStep] {
    var steps: [PipelineStep] = [.impute(.median), .variance, .standardise]
    if let limit = plan.correlationLimit, plan.pipeline != .ridge { steps.append(.correlation(limit)) }
    if plan.pipeline.isPenalised {
      steps.append(.penalised(family: family, alpha: plan.pipeline.alpha, folds: plan.folds, rule: rule))
    } else {
      steps += [.univariate(top: plan.top, p: nil), .regression(family)]
    }
    return steps
  }
}
