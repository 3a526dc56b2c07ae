internal import Cohort
internal import Features
internal import Foundation
internal import Stats

/// Between the screens' plans and the study steps of Cohort: the screens never compute anything themselves.
enum StudyBridge {
  /// The name under which the workbench keeps its split and its studies.
  static let splitName = "workbench"

  // MARK: Extraction

  static func extractionPlans(_ path: String) throws -> [ExtractionPlan] {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    let known = try database.extractions()
    return try CohortExtraction.suggested(for: database).map { request in
      let cases = try request.cases(in: database)
      var done = 0
      var problems: [String] = []
      if let stored = known.first(where: { $0.name == request.name }),
        stored.settingsDigest == request.settings.digest
      {
        let finished = try database.finishedCases(of: stored.id)
        done = cases.reduce(0) { $0 + (finished[$1.id] == nil ? 0 : 1) }
        problems = try database.failures(of: stored.id).map(\.message)
      }
      let preset = ExtractionSettings.presets.first { $0.name == request.settings.name }
      return ExtractionPlan(
        name: request.name, title: preset?.summary ?? request.name,
        lines: SettingLine.lines(of: request.settings.settings), caseCount: cases.count, doneCount: done,
        problems: problems)
    }
  }

  static func extract(
    _ path: String, _ plan: ExtractionPlan, report: @escaping @Sendable (ExtractionProgress) -> Void
  ) async throws -> ExtractionProgress {
    let database = try CohortDatabase(path: path)
    defer { try? database.close() }
    guard let request = try CohortExtraction.suggested(for: database).first(where: { $0.name == plan.name }) else {
      throw BridgeError.noExtraction(plan.name)
    }
    let log = ExtractionLog()
    let end = try await request.run(database) { report(log.progress($0)) }
    if end.isCancelled { throw CancellationError() }
    return log.progress(end.progress)
  }

  // MARK: Split

  static func preview(_ path: String, _ plan: SplitPlan, isReadOnly: Bool = true) throws -> SplitPreview {
    let database = try CohortDatabase(path: path, mode: .readOnly)
    defer { try? database.close() }
    return try preview(plan, in: database).preview
  }

  static func freeze(_ path: String, _ plan: SplitPlan) throws -> SplitPreview {
    let database = try CohortDatabase(path: path)
    defer { try? database.close() }
    var (preview, parts, digest) = try preview(plan, in: database)
    let text = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
    try database.store(
      StoredSplit(name: splitName, level: .patient, plan: text, parts: parts, inputDigest: digest))
    preview.isFrozen = true
    return preview
  }

  private static func preview(_ plan: SplitPlan, in database: CohortDatabase) throws
    -> (preview: SplitPreview, parts: [String: String], digest: String)
  {
    let table = try database.tableOfPatients()
    let candidates = OutcomeFinder.candidates(in: table, stored: try database.outcomes())
    guard let outcome = plan.outcome(among: candidates) ?? candidates.first?.outcome else {
      throw BridgeError.noOutcome
    }
    let study = StudyPlan(
      name: splitName, outcome: outcome, split: plan.studySplit, blocks: [], models: [], seed: plan.seed)
    let units = try StudyUnits(study, in: database)
    let division = try StudyDivision(study.split, units: units, seed: plan.seed)
    return (
      SplitPreview.of(plan, units: units, division: division, leaving: Set(outcome.columns)),
      Dictionary(
        zip(units.names, division.partNames(rowCount: units.names.count)).compactMap { name, part in
          part.map { (name, $0) }
        }, uniquingKeysWith: { first, _ in first }),
      Digest.hex(of: units.names.joined(separator: "\n") + "\(plan)")
    )
  }

  /// The frozen split of a cohort.
  static func frozenSplit(_ database: CohortDatabase) throws -> SplitPreview? {
    guard let stored = try database.splits().first(where: { $0.name == splitName }),
      let plan = try? JSONDecoder().decode(SplitPlan.self, from: Data(stored.plan.utf8))
    else { return nil }
    var preview = try preview(plan, in: database).preview
    preview.isFrozen = true
    return preview
  }

  // MARK: Models

  static func run(
    _ path: String, _ plan: ModelPlan, report: @escaping Environment.Report
  ) async throws -> [StudyResult] {
    let database = try CohortDatabase(path: path)
    defer { try? database.close() }
    let table = try database.tableOfPatients()
    let candidates = OutcomeFinder.candidates(in: table, stored: try database.outcomes())
    guard let outcome = candidates.first(where: { $0.choice.name == plan.outcome.name })?.outcome else {
      throw BridgeError.noOutcome
    }
    guard let split = try frozenSplit(database)?.plan else { throw BridgeError.noSplit }
    let extractions = try database.extractions()
    let study = try StudyPlan.workbench(
      plan, outcome: outcome, split: split, table: table, extractions: extractions.map(\.name))
    let result = try await StudyRunner(study).run(database) { progress in
      report(JobProgress(progress.step, fraction: progress.fraction))
    }
    return [StudyResult(result)]
  }

  /// The results that a cohort keeps, newest first.
  static func results(_ database: CohortDatabase) throws -> [StudyResult] {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try database.runs().sorted { $0.createdAt > $1.createdAt }.prefix(20).compactMap { run in
      (try? decoder.decode(RunResult.self, from: Data(run.result.utf8))).map { StudyResult($0) }
    }
  }
}

/// Why a step of a study cannot be taken from the screens.
enum BridgeError: Error, Equatable, CustomStringConvertible {
  case noExtraction(String)
  case noOutcome
  case noSplit
  case noColumns

  var description: String {
    switch self {
    case .noExtraction(let name): "No images of this cohort fit the extraction \(name)."
    case .noOutcome:
      "This cohort has no outcome that could be found: a column of two values such as death, or a time and an event."
    case .noSplit: "Freeze a split first (3)."
    case .noColumns: "No clinical column could be used: none is a number or a category of few levels."
    }
  }
}

/// Collects what happened case by case.
///
/// Unchecked, because the compiler cannot see the lock: `lines` and `failures` are private, and the only method that
/// touches them does so inside `lock.withLock`.
private final class ExtractionLog: @unchecked Sendable {
  private let lock = NSLock()
  private var lines: [String] = []
  private var failures: [String] = []

  func progress(_ state: CohortExtraction.Progress) -> ExtractionProgress {
    lock.withLock {
      if let (title, result) = state.last, lines.count < state.done {
        switch result {
        case .finished(let features, let missing, let seconds):
          let gaps = missing > 0 ? ", \(missing) missing" : ""
          lines.append("\(title): \(features) features\(gaps), \(NumberText.fixed(seconds, 2)) s")
        case .failed(let sentence):
          failures.append(sentence)
          lines.append("\(title): failed")
        case .unchanged: lines.append("\(title): done before")
        }
      }
      return ExtractionProgress(
        done: state.done, total: state.total, failures: failures, log: lines.suffix(60).reversed(), rate: state.rate,
        secondsLeft: state.remaining)
    }
  }
}

extension SettingLine {
  /// Each decision of the settings with what follows from it.
  static func lines(of settings: ExtractionSettings) -> [SettingLine] {
    var lines: [SettingLine] = []
    let spacing = settings.spacing.map { $0.map { NumberText.short($0) } ?? "–" }
    lines.append(
      spacing.isEmpty
        ? SettingLine("voxel size", "as scanned", "texture then depends on each scanner's voxel size")
        : SettingLine(
          "voxel size", spacing.joined(separator: "×") + " mm", "so that texture means the same in every patient"))
    if !spacing.isEmpty {
      let name: String =
        switch settings.imageInterpolation {
        case .nearest: "nearest"
        case .linear: "linear"
        case .cubicSpline: "cubic spline"
        }
      lines.append(
        SettingLine(
          "interpolation", name,
          "a voxel belongs to the region from \(Int((settings.partialVolume * 100).rounded()))% on"))
    }
    let low = settings.resegmentation.lower.map { NumberText.short($0) }
    let high = settings.resegmentation.upper.map { NumberText.short($0) }
    if low != nil || high != nil {
      lines.append(
        SettingLine(
          "intensities", "\(low ?? "…") to \(high ?? "…")", "voxels outside, such as air or metal, are left out"))
    }
    if let limit = settings.outlierLimit {
      lines.append(SettingLine("outliers", "beyond \(NumberText.short(limit)) sd", "are left out of the region"))
    }
    switch settings.discretisation {
    case .fixedBinWidth(let width, _):
      lines.append(
        SettingLine("grey levels", "\(NumberText.short(width)) per bin", "bins mean the same amount in every patient"))
    case .fixedBinCount(let count):
      lines.append(
        SettingLine("grey levels", "\(count) bins", "bins are relative to each region: for arbitrary units such as MR"))
    case .multiplesOfWidth(let width):
      lines.append(SettingLine("grey levels", "\(NumberText.short(width)) per bin", "edges as PyRadiomics sets them"))
    case .none: lines.append(SettingLine("grey levels", "as they are", "intensities are levels already"))
    }
    let all = settings.families.count == FeatureFamily.allCases.count
    lines.append(
      SettingLine(
        "families", all ? "all \(settings.families.count)" : "\(settings.families.count)",
        settings.dimension == .slices ? "computed within slices" : "computed in 3D, as the IBSI defines them"))
    return lines
  }
}

extension SplitPlan {
  /// The plan in the words of a study file.
  var studySplit: StudySplit {
    switch scheme {
    case .random(let column): .random(fraction: trainingShare, isStratified: column != nil)
    case .date(let column, let until): .condition(column: column, training: "<= \(until)", kind: .date)
    case .column(let column, let held): .condition(column: column, training: "!= '\(held)'", kind: .centre)
    case .folds(let count, _): .folds(count: count, repeats: 1)
    }
  }

  /// The outcome whose classes the split keeps in proportion.
  func outcome(among candidates: [OutcomeFinder.Candidate]) -> StudyOutcome? {
    switch scheme {
    case .random(let name), .folds(_, let name): candidates.first { $0.choice.name == name }?.outcome
    default: nil
    }
  }
}

extension SplitPreview {
  static func of(_ plan: SplitPlan, units: StudyUnits, division: StudyDivision, leaving outcome: Set<String>)
    -> SplitPreview
  {
    let isEvent: [Bool] =
      switch units.outcome {
      case .binary(let values): values
      case .survival(let times): times.map(\.isEvent)
      case .classes, .ordinal: []
      }
    func events(_ rows: [Int]) -> Int? { isEvent.isEmpty ? nil : rows.reduce(0) { $0 + (isEvent[$1] ? 1 : 0) } }
    var parts: [Part] = []
    if division.isCrossValidation, let round = division.rounds.first {
      for (index, split) in round.enumerated() {
        parts.append(Part(name: "fold \(index + 1)", count: split.heldOut.count, events: events(split.heldOut)))
      }
    } else {
      parts = division.parts.prefix(2).map { Part(name: $0.name, count: $0.rows.count, events: events($0.rows)) }
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
    return SplitPreview(
      plan: plan, parts: parts, balance: balance(units, division, leaving: outcome), cautions: cautions)
  }

  /// Table 1 of the two parts.
  private static func balance(_ units: StudyUnits, _ division: StudyDivision, leaving outcome: Set<String>) -> [Balance]
  {
    guard !division.isCrossValidation, division.parts.count >= 2 else { return [] }
    let rows = division.parts[0].rows + division.parts[1].rows
    let codes = division.parts[0].rows.map { _ in 0 } + division.parts[1].rows.map { _ in 1 }
    let grouping = Grouping(codes: codes, names: [division.parts[0].name, division.parts[1].name])
    var variables: [TableOne.Variable] = []
    for column in units.table.columns.dropFirst() {
      let values = column.values.rows(rows)
      switch values {
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
    _ plan: ModelPlan, outcome: StudyOutcome, split: SplitPlan, table: DataTable, extractions: [String]
  ) throws -> StudyPlan {
    let family: PipelineStep.ModelFamily = outcome.isSurvival ? .cox : .logistic
    let needsClinical = !plan.blocks.isDisjoint(with: [.clinical, .combined])
    let needsRadiomics = !plan.blocks.isDisjoint(with: [.radiomics, .combined]) && !extractions.isEmpty
    var blocks: [StudyBlock] = []
    var models: [StudyModel] = []
    if needsClinical {
      let after = OutcomeFinder.afterwards(in: table)
      let columns = table.columns.dropFirst().filter { column in
        guard !after.contains(column.name), !outcome.columns.contains(column.name) else { return false }
        switch column.values {
        case .number, .bool: return column.values.levels.count > 1
        case .text: return (2...6).contains(column.values.levels.count)
        case .date: return false
        }
      }.map(\.name)
      guard !columns.isEmpty else { throw BridgeError.noColumns }
      blocks.append(StudyBlock(name: "clinical", content: .columns(columns)))
      models.append(
        StudyModel(
          name: "clinical", source: .blocks(["clinical"]),
          pipeline: [
            .impute(.median), .variance, .standardise,
            .penalised(family: family, alpha: 0, folds: 5, rule: .minimum),
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
          pipeline: steps(plan.pipeline, family)))
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
    return StudyPlan(
      name: "\(plan.outcome.name) · \(plan.pipeline.title)", outcome: outcome, split: split.studySplit, blocks: blocks,
      models: models, compare: compare, seed: split.seed)
  }

  private static func steps(_ pipeline: ModelPlan.Pipeline, _ family: PipelineStep.ModelFamily) -> [PipelineStep] {
    let before: [PipelineStep] = [.impute(.median), .variance, .standardise]
    switch pipeline {
    case .lasso:
      return before + [.correlation(0.9), .penalised(family: family, alpha: 1, folds: 5, rule: .minimum)]
    case .ridge: return before + [.penalised(family: family, alpha: 0, folds: 5, rule: .minimum)]
    case .univariate: return before + [.correlation(0.9), .univariate(top: 5, p: nil), .regression(family)]
    }
  }
}

extension StudyResult {
  /// Curves and tables from the predictions that a run keeps.
  init(_ result: RunResult) {
    self.init(title: result.study)
    let made = result.provenance
    provenance =
      "seed \(made.seed.map { String($0) } ?? "–") · \(result.n) patients\(result.missing > 0 ? ", \(result.missing) left out" : "")"
      + " · Radish \(made.version) · inputs \(made.inputDigest.prefix(8))"
    cautions = result.cautions.map(\.message)
    for own in result.results {
      for caution in own.cautions where !cautions.contains(caution.message) {
        cautions.append("\(own.model), \(own.part): \(caution.message)")
      }
      if let c = own.metrics["c_index"] {
        let part = result.parts.first { $0.name == own.part }
        concordance.append(
          ConcordanceRow(
            model: own.model, part: own.part, c: c.value, low: c.low ?? .nan, high: c.high ?? .nan,
            count: part?.n ?? 0, events: part?.events ?? 0))
      }
    }
    for prediction in result.predictions { take(prediction, of: result) }
    comparisons = result.comparisons.map {
      ComparisonRow(
        first: $0.a, second: $0.b, part: $0.part, metric: $0.metric == "auc" ? "ΔAUC" : "ΔC", difference: $0.difference,
        low: $0.low, high: $0.high, p: $0.p, test: $0.test)
    }
    for (model, rows) in result.coefficients.sorted(by: { $0.key < $1.key }) {
      for row in rows.sorted(by: { abs($0.value) > abs($1.value) }) where row.value != 0 {
        coefficients.append(
          CoefficientRow(
            model: model, name: row.name, value: row.value, ratio: exp(row.value), low: row.low.map { exp($0) },
            high: row.high.map { exp($0) }))
      }
    }
  }

  private mutating func take(_ prediction: RunResult.Prediction, of result: RunResult) {
    if let isPositive = prediction.isPositive,
      let curve = try? Stats.ROCCurve(isPositive: isPositive, scores: prediction.scores)
    {
      roc.append(
        ROCCurve(
          model: prediction.model, part: prediction.part,
          points: curve.points.map {
            .init(threshold: $0.threshold, sensitivity: $0.sensitivity, specificity: $0.specificity)
          }, auc: curve.auc.value, low: curve.auc.low, high: curve.auc.high, positives: curve.positiveCount,
          negatives: curve.negativeCount))
    }
    if let times = prediction.times, prediction.isHigh.count == times.count, !times.isEmpty {
      let grouping = Grouping(codes: prediction.isHigh.map { $0 ? 1 : 0 }, names: ["low risk", "high risk"])
      guard let groups = try? KaplanMeierGroups(times, by: grouping) else { return }
      var unit = "time"
      if case .survival(let time, _, _) = result.outcome {
        unit = ["months", "days", "years", "weeks"].first { time.lowercased().contains($0) } ?? time
      }
      let own = result.results.first { $0.model == prediction.model && $0.part == prediction.part }
      var notes: [String] = []
      if let p = (try? LogRank(times, by: grouping))?.p { notes.append("log-rank p \(NumberText.p(p))") }
      if let hr = own?.metrics["hazard_ratio"] { notes.append("HR \(NumberText.interval(hr.value, hr.low, hr.high))") }
      if let c = own?.metrics["c_index"] { notes.append("C \(NumberText.interval(c.value, c.low, c.high))") }
      survival.append(
        SurvivalPlot(
          title: "\(prediction.model): risk groups by the cut-off frozen in training", part: prediction.part,
          timeUnit: unit,
          groups: groups.groups.map { group in
            .init(
              name: group.name, count: group.subjectCount,
              steps: group.estimate.curve.map {
                .init(
                  time: $0.time, atRisk: $0.atRisk, events: $0.events, censored: $0.censored, survival: $0.survival,
                  low: $0.low, high: $0.high)
              }, median: Plot.medianText(group.estimate.median, unit: unit))
          }, notes: notes))
    }
  }
}
