public import Cohort
internal import Features
internal import Foundation
internal import Stats

/// A run as a document: the question, who took part, how it was done, what came out, what to beware of, what the authors
/// still have to write, and where it came from. Screens show it, `radish report` and `:report` write it.
public struct StudyReport: Equatable, Sendable {
  /// One piece of the document.
  public enum Piece: Equatable, Sendable {
    case heading(String)
    case paragraph(String)
    case list([String])
    case table(ReportTable)
    /// By its place in `figures`.
    case figure(Int)
  }

  public struct Picture: Equatable, Sendable {
    /// The file it is written to.
    public let file: String
    public let caption: String
    /// What screens draw.
    public let figure: any Figure
    /// What is to be kept in mind wherever it is shown.
    public let cautions: [String]
    public let svg: String
    /// The file that its numbers are written to.
    var numbersFile: String { (file.hasSuffix(".svg") ? String(file.dropLast(4)) : file) + ".csv" }

    init(_ figure: any Figure, file: String, caption: String, cautions: [String]) {
      self.file = file
      self.caption = caption
      self.figure = figure
      self.cautions = cautions
      // A figure that is passed on alone still says what to beware of.
      svg = figure.svg(caption: cautions)
    }

    public static func == (a: Picture, b: Picture) -> Bool {
      a.file == b.file && a.caption == b.caption && a.svg == b.svg
    }
  }

  public let title: String
  /// The number of the run in the cohort.
  public let run: Int64?
  public let pieces: [Piece]
  public let figures: [Picture]
  public let checklist: ReportChecklist
  /// Every table in full; `predictions` names patients.
  let tables: [ReportTable]

  /// The newest run of a cohort, or the one of a number, of a study, or both; nil where there is none that can be read.
  public init?(of database: CohortDatabase, run number: Int64? = nil, study: String? = nil) throws {
    let runs = try database.runs(of: study)
    guard let stored = number.map({ number in runs.first { $0.id == number } }) ?? runs.last,
      let result = stored.decoded
    else { return nil }
    self.init(
      result, run: stored.id, plan: stored.studyPlan, facts: try ReportFacts(of: database, run: stored))
  }

  public init(_ result: RunResult, run: Int64? = nil, plan: StudyPlan? = nil, facts: ReportFacts = ReportFacts()) {
    title = "Study \(result.study)"
    self.run = run
    let numbers = RunTables(result)
    checklist = ReportChecklist(result, plan: plan, facts: facts)
    tables = Self.numbered(
      [numbers.summary, numbers.results, numbers.comparisons] + numbers.confusions
        + [
          numbers.timeDependentROC, numbers.timeDependentPoints, numbers.calibration, numbers.decisionCurves,
          numbers.predictions, numbers.coefficients, numbers.penaltyPaths, numbers.penaltyErrors,
        ] + numbers.evaluation + [checklist.table]
    ).filter { !$0.rows.isEmpty }
    figures = Self.figures(of: result, judged: numbers.judged, beside: ["report"] + tables.map(\.name))
    var pieces: [Piece] = [.paragraph("Research use only, not for diagnosis.")]
    if !facts.changes.isEmpty {
      pieces.append(
        .paragraph(
          "△ This result is stale: \(facts.changes.joined(separator: "; ")). What follows is as it was; fit it anew."))
    }
    pieces += Self.question(result, plan, facts)
    pieces += Self.images(facts)
    pieces += Self.method(result, plan)
    pieces += [.heading("Results"), .table(numbers.summary)]
    if !figures.isEmpty, let judged = numbers.judged { pieces.append(.paragraph(Self.figuresAreOf(judged, result))) }
    pieces += figures.indices.map { .figure($0) }
    if !numbers.comparisons.rows.isEmpty { pieces.append(.table(numbers.comparisons)) }
    pieces += numbers.printedEvaluation.map { .table($0) }
    if !numbers.timeDependentROC.rows.isEmpty { pieces.append(.table(numbers.timeDependentROC)) }
    pieces += numbers.confusions.map { .table($0) }
    if !numbers.printedCalibration.rows.isEmpty { pieces.append(.table(numbers.printedCalibration)) }
    if !numbers.coefficients.rows.isEmpty {
      pieces.append(.table(numbers.coefficients))
      if !numbers.coefficientWords.isEmpty { pieces.append(.paragraph(numbers.coefficientWords)) }
    }
    var all = numbers.results
    all.title = "Every measure"
    pieces.append(.table(all))
    pieces.append(.heading("Cautions"))
    let cautions = numbers.cautions
    pieces.append(
      cautions.isEmpty
        ? .paragraph("None was raised. That is no proof that there is nothing to beware of.")
        : .list(cautions.map { "\($0.code): \($0.message)" }))
    pieces += [
      .heading("Checklist"),
      .paragraph(
        "What RQS, CLEAR, METRICS and TRIPOD+AI ask for, by the numbers of their items: \(checklist.summary). No score is "
          + "computed, because many items only the authors can answer."),
      .list(checklist.items.map { "\($0.state.mark) \($0.topic) (\($0.references)): \($0.words)" }),
    ]
    let made = result.provenance
    pieces += [
      .heading("Provenance"),
      .list([
        "Radish \(made.version)", "seed \(made.seed.map { "\($0)" } ?? "none")",
        "digest of the inputs \(made.inputDigest)", "made \(made.createdAt.formatted(.iso8601))",
      ]),
    ]
    self.pieces = pieces
  }

  // MARK: Sections

  private static func question(_ result: RunResult, _ plan: StudyPlan?, _ facts: ReportFacts) -> [Piece] {
    let parts = result.parts.map { result.words(of: $0) }
    var pieces: [Piece] = [
      .heading("Question and units"), .paragraph("Outcome: \(result.outcome)."),
      .paragraph(
        "\(result.counted) took part" + (result.missing > 0 ? ", \(result.missing) were left out" : "") + ": "
          + parts.joined(separator: ", ") + "." + (plan.map { " " + PlanWords.division($0) } ?? "")),
    ]
    let left =
      result.leftOut.map { "Left out: \(Caution.count($0.n, "unit")), \($0.reason)." }
      + facts.exclusions.sorted { $0.key < $1.key }.map { "Left out by hand: \($0.value), \($0.key)." }
    if !left.isEmpty { pieces.append(.list(left)) }
    return pieces
  }

  /// Which part the figures are drawn of, and why that one.
  private static func figuresAreOf(_ judged: String, _ result: RunResult) -> String {
    switch judged {
    case "validation":
      "The figures are of the validation part, which no model learned from; every part is in the tables."
    case "cross-validation":
      "The figures are of the cross-validation: every unit is judged by models that did not learn from it"
        + (result.parts.count > 1 ? "; the groups held out are in the tables." : ".")
    default: "The figures are of the part \(judged), the last of the run."
    }
  }

  private static func images(_ facts: ReportFacts) -> [Piece] {
    guard !facts.extractions.isEmpty else { return [] }
    var pieces: [Piece] = [
      .heading("Images and features"),
      .paragraph("\(facts.patients) patients, \(facts.images) images, \(facts.regions) regions."),
    ]
    for extraction in facts.extractions {
      pieces.append(
        .paragraph(
          "\(extraction.name): \(extraction.featureCount) features of \(extraction.finished) regions"
            + (extraction.failed > 0 ? "; \(extraction.failed) could not be extracted." : ".")))
      guard !extraction.settings.isEmpty else { continue }
      pieces.append(
        .table(
          ReportTable(
            "settings-\(extraction.name)", title: "Extraction \(extraction.name)",
            columns: [.init("decision"), .init("value"), .init("what follows")],
            rows: extraction.settings.map { [.text($0.name), .text($0.value), .text($0.meaning)] })))
    }
    return pieces
  }

  private static func method(_ result: RunResult, _ plan: StudyPlan?) -> [Piece] {
    guard let plan, !plan.models.isEmpty else { return [] }
    return [
      .heading("Models"),
      .list(plan.models.map { "\($0.name), from \(PlanWords.source($0.source)): \(PlanWords.pipeline($0.pipeline))." }),
      .paragraph(PlanWords.cutoffs(of: result, plan)),
    ] + (plan.evaluation.map { PlanWords.evaluation($0) }.flatMap { $0.isEmpty ? nil : [.paragraph($0)] } ?? [])
  }

  /// The figures of the result screens for the judged part, the most telling one first.
  ///
  /// - Parameter others: names that other files of the report have.
  private static func figures(of result: RunResult, judged: String?, beside others: [String]) -> [Picture] {
    var state = ResultsScreen.State(results: [StudyResult(result)])
    state.picksOut = false
    if let judged, let place = state.parts.firstIndex(of: judged) { state.part = place }
    var pictures: [Picture] = []
    let cautions = state.result?.cautions.map { "△ \($0)" } ?? []
    var names = FigureNames(taken: others)
    func add(_ figure: any Figure, _ name: [String], _ caption: String) {
      var figure = figure
      if var plot = figure as? Plot, plot.title.isEmpty {
        plot.title = caption
        figure = plot
      }
      pictures.append(Picture(figure, file: names.next(name) + ".svg", caption: caption, cautions: cautions))
    }
    let unit = state.result?.timeUnit ?? ""
    let part = state.partName ?? ""
    for tab in [ResultsScreen.Tab.roc, .survival, .calibration, .decision, .confusion, .nomogram]
    where state.tabs.contains(tab) {
      state.tab = tab
      switch tab {
      case .survival:
        for model in state.models.indices {
          state.model = model
          guard state.plot(state.partName)?.model == state.modelName,
            let plot = ResultsScreen.plot(state, state.partName)
          else {
            continue
          }
          var titled = plot
          titled.cursor = nil
          add(titled, ["survival", state.modelName, part], "Survival by risk group of \(state.modelName), \(part)")
        }
        state.model = 0
      case .confusion:
        for table in result.results.isEmpty ? [] : state.result?.classes ?? [] where table.part == state.partName {
          add(
            ResultsScreen.classMap(table), ["classes", table.model, part],
            "True and called classes of \(table.model), \(part)")
        }
      case .nomogram:
        for shown in state.result?.nomograms ?? [] {
          let plot = NomogramPlot(
            title: "\(shown.model): points and risk", nomogram: shown.nomogram, event: state.result?.event ?? "",
            timeUnit: unit)
          add(plot, ["nomogram", shown.model], "Nomogram of \(shown.model)")
        }
      default:
        // One figure for each class, and for each time by which the event of a survival outcome is foreseen.
        let targets = state.targets
        let times = tab == .roc ? [] : state.result?.times ?? []
        for target in targets {
          let rivals = state.models.filter { state.result?.target(of: $0) == target }
          state.model = rivals.first.flatMap { state.models.firstIndex(of: $0) } ?? 0
          // The curves of several models are of none of them alone.
          let whose = rivals.count == 1 ? rivals : [target]
          for place in times.isEmpty ? [0] : Array(times.indices) {
            state.timeIndex = place
            guard var plot = ResultsScreen.plot(state, state.partName) else { continue }
            plot.cursor = nil
            var name = tab == .roc ? "ROC" : tab == .calibration ? "Calibration" : "Decision curves"
            var file = [tab.rawValue.lowercased()] + whose
            if !target.isEmpty { name += " of \(target)" }
            if tab != .roc, let time = state.time {
              name += " of the risk by \(TimeWords.of(time, unit: unit))"
              file += ["by", TimeWords.of(time, unit: unit)]
            }
            add(plot, file + [part], "\(name), \(part)")
          }
        }
        state.model = 0
        state.timeIndex = 0
      }
    }
    for (name, caption, plot) in timeDependentFigures(of: state.result, part: part)
      + RiskGroupFigures(result, part: part, timeUnit: unit).all
    {
      add(plot, name, caption)
    }
    return pictures
  }

  /// The curves of all models at each of up to two times; for more of them, the areas over time.
  private static func timeDependentFigures(
    of result: StudyResult?, part: String
  ) -> [RiskGroupFigures.Drawn] {
    guard let result else { return [] }
    let curves = result.timeDependentROC.filter { $0.part == part }
    let times = Set(curves.map(\.time)).sorted()
    if times.count > 2 {
      let areas = result.models.map { model in
        (
          name: model,
          areas: curves.filter { $0.model == model }.map { (time: $0.time, auc: $0.auc, low: $0.low, high: $0.high) }
        )
      }
      let plot = Plot.areaOverTime(areas, unit: result.timeUnit)
      return [(["auc-over-time", part], "Area under the time-dependent ROC curve over time, \(part)", plot)]
    }
    return times.map { time in
      let text = TimeWords.of(time, unit: result.timeUnit)
      return (
        ["roc-at", text, part], "ROC at \(text), \(part)",
        Plot.timeDependentROC(curves.filter { $0.time == time }, unit: result.timeUnit)
      )
    }
  }

  /// Tables of one name become one file each.
  private static func numbered(_ tables: [ReportTable]) -> [ReportTable] {
    var counts: [String: Int] = [:]
    return tables.map { table in
      let count = counts[table.name, default: 0] + 1
      counts[table.name] = count
      var table = table
      if count > 1 { table.name += "-\(count)" }
      return table
    }
  }

  // MARK: Files

  /// Every file by its name. The table that names patients is only there when asked for.
  public func files(identifiers: Bool = false) -> [ExportFile] {
    [ExportFile("report.md", markdown), ExportFile("report.html", html)]
      + figures.flatMap { [ExportFile($0.file, $0.svg), ExportFile($0.numbersFile, $0.figure.csv)] }
      + tables.filter { identifiers || $0.name != "predictions" }.map { ExportFile("\($0.name).csv", $0.csv) }
  }

  /// Writes every file into a folder that is made if it does not exist, readable by its owner only; returns their paths.
  /// Nothing in the folder is replaced before all of it is written.
  public func write(into path: String, identifiers: Bool = false) throws(ReportError) -> [String] {
    try write(into: path, identifiers: identifiers) { try OutputFile($1).write($0.contents, isPrivate: true) }
  }

  /// - Parameter write: writes one file at a path.
  func write(
    into path: String, identifiers: Bool = false, with write: (ExportFile, String) throws -> Void
  ) throws(ReportError) -> [String] {
    let folder = URL(filePath: path, directoryHint: .isDirectory)
    let isThere = FileManager.default.fileExists(atPath: folder.path)
    let fresh = folder.appending(path: ".radish-\(UUID().uuidString)", directoryHint: .isDirectory)
    let files = files(identifiers: identifiers)
    do {
      try FileManager.default.createDirectory(
        at: fresh, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      if !isThere { try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path) }
      defer { try? FileManager.default.removeItem(at: fresh) }
      for file in files { try write(file, fresh.appending(path: file.name).path) }
      return try files.map { file in
        let target = folder.appending(path: file.name)
        _ = try OutputFile(target.path)
        let written = fresh.appending(path: file.name).path
        if rename(written, target.resolvingSymlinksInPath().path) != 0 { try write(file, target.path) }
        return target.path
      }
    } catch {
      // An empty folder that was made for this is of no use.
      if !isThere { rmdir(folder.path) }
      throw .unwritable(path)
    }
  }
}

/// Why there is no report.
public enum ReportError: Error, Equatable, CustomStringConvertible {
  case unwritable(String)
  case noRun

  public var description: String {
    switch self {
    case .unwritable(let path): "\(path) cannot be written to. Is there room, and is the folder yours?"
    case .noRun: "There is no result to report yet: fit a model first (4)."
    }
  }
}
