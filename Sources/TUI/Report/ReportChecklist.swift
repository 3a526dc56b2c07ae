internal import Cohort
internal import Stats

/// What the reporting checklists of radiomics ask for, and how far a study answers it.
///
/// Sources: RQS (Lambin et al., Nat Rev Clin Oncol 2017;14:749), CLEAR (Kocak et al., Insights Imaging 2023;14:75), METRICS
/// (Kocak et al., Insights Imaging 2024;15:8), TRIPOD+AI (Collins et al., BMJ 2024;385:e078378). Their items are named by
/// number. No score is computed: many items only the authors can answer.
public struct ReportChecklist: Equatable, Sendable {
  public enum State: String, Equatable, Sendable {
    /// The study answers it, and the report says how.
    case filled
    /// It is answered, and the answer is a weakness that a reader must know.
    case warned
    /// Nothing in the cohort says it: the authors have to.
    case author = "needs author"

    var mark: String {
      switch self {
      case .filled: "✓"
      case .warned: "△"
      case .author: "○"
      }
    }
  }

  public struct Item: Equatable, Sendable {
    public var topic: String
    public var state: State
    /// How it is answered, or what is to be written.
    public var words: String
    /// The items of the checklists, such as `RQS 12 · CLEAR 15 · METRICS 18`.
    public var references: String
  }

  public let items: [Item]

  public func count(_ state: State) -> Int { items.count { $0.state == state } }

  /// `14 filled · 3 to beware of · 8 for the authors`.
  public var summary: String {
    "\(count(.filled)) filled · \(count(.warned)) to beware of · \(count(.author)) for the authors"
  }

  var table: ReportTable {
    ReportTable(
      "checklist", columns: [.init("topic"), .init("state"), .init("answer"), .init("items")],
      rows: items.map { [.text($0.topic), .text($0.state.rawValue), .text($0.words), .text($0.references)] })
  }

  init(_ result: RunResult, plan: StudyPlan?, facts: ReportFacts) {
    let judge = Judge(result: result, plan: plan, facts: facts)
    items = judge.design + judge.images + judge.modelling + judge.evaluation + judge.openness
  }
}

/// Reads the answers from a run, its plan and its cohort.
private struct Judge {
  let result: RunResult
  let plan: StudyPlan?
  let facts: ReportFacts

  typealias Item = ReportChecklist.Item

  private func filled(_ topic: String, _ words: String, _ references: String) -> Item {
    Item(topic: topic, state: .filled, words: words, references: references)
  }

  private func warned(_ topic: String, _ words: String, _ references: String) -> Item {
    Item(topic: topic, state: .warned, words: words, references: references)
  }

  private func author(_ topic: String, _ words: String, _ references: String) -> Item {
    Item(topic: topic, state: .author, words: words, references: references)
  }

  private var codes: Set<String> {
    Set(result.cautions.map(\.code) + result.results.flatMap { $0.cautions.map(\.code) })
  }

  private func measured(_ key: String) -> Bool { result.results.contains { $0.metrics[key] != nil } }

  /// The judged part, and whether its units come from elsewhere than those of training.
  private var validation: (words: String, isExternal: Bool?) {
    switch plan?.split {
    case .condition(_, _, let kind), .values(_, _, let kind):
      kind == .centre
        ? ("other centres than those of training", true)
        : kind == .date ? ("later units than those of training", nil) : ("units of another group", nil)
    case .leaveOneOut: ("every centre or group held out once", true)
    case .folds: ("cross-validation within one cohort", false)
    case .random: ("a random part of the same cohort", false)
    case .assigned, .frozen, nil: frozenValidation
    }
  }

  /// The same for a frozen split, by how that was made.
  private var frozenValidation: (words: String, isExternal: Bool?) {
    switch plan?.frozen?.scheme {
    case .random: ("a random part of the same cohort, frozen before fitting", false)
    case .date(let column, let until): ("units of a later \(column) than \(until)", nil)
    case .column(let column, let held):
      SplitScreen.State.isCentre(column)
        ? ("another \(column) than those of training, \(held)", true) : ("the units of \(column) \(held)", nil)
    case .trained(let column, let value):
      SplitScreen.State.isCentre(column)
        ? ("other \(column)s than that of training, \(value)", true)
        : ("the units of another \(column) than \(value)", nil)
    case .number(let column, _): ("the units of a larger \(column)", nil)
    case .folds, .leaveOneOut, nil: ("a part that was frozen before fitting", nil)
    }
  }

  // MARK: Design

  var design: [Item] {
    var items = [
      author(
        "ethics, registration, protocol",
        "Approval and consent, whether the study was planned before, where it is registered.",
        "RQS 11 · CLEAR 8, 10 · TRIPOD+AI 17, 18"),
      author(
        "outcome and its reference standard",
        "The outcome is \(result.outcome). Say how it was established, by whom, and how long after imaging.",
        "CLEAR 18 · METRICS 3, 7 · TRIPOD+AI 8"),
      author(
        "eligibility", "Who was asked for and why; \(facts.patients) patients are in the cohort.",
        "CLEAR 11, 45 · METRICS 2 · TRIPOD+AI 6"),
    ]
    let left =
      result.leftOut.map { "\($0.n) \($0.reason)" }
      + facts.exclusions.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    items.append(
      filled(
        "flow of participants",
        "\(result.counted) took part; left out: \(left.isEmpty ? "none" : left.joined(separator: "; ")).",
        "CLEAR 45 · TRIPOD+AI 20"))
    let events = result.parts.map { result.words(of: $0) }.joined(
      separator: ", ")
    items.append(
      codes.contains("few_events")
        ? warned(
          "sample size", "\(events). Few events for the variables offered: say so, and what it means.",
          "CLEAR 9 · METRICS 16 · TRIPOD+AI 10")
        : filled("sample size", "\(events).", "CLEAR 9 · METRICS 16 · TRIPOD+AI 10"))
    if let centres = facts.centres {
      items.append(
        centres > 1
          ? filled("centres", "\(centres) centres.", "METRICS 4 · TRIPOD+AI 6")
          : warned("centres", "One centre: what is found may be its own.", "METRICS 4 · TRIPOD+AI 6"))
    } else {
      items.append(
        author(
          "centres", "From where the patients came; the table has no column of centres.", "METRICS 4 · TRIPOD+AI 6"))
    }
    return items
  }

  // MARK: Images and features

  var images: [Item] {
    var items = [
      author(
        "imaging protocol", "Scanners, acquisition, reconstruction, contrast, phases.",
        "RQS 1 · CLEAR 16 · METRICS 5, 6"),
      author(
        "segmentation", "Who drew the \(facts.regions) regions, with what, blinded to the outcome or not.",
        "RQS 2 · CLEAR 19, 20 · METRICS 8, 10"),
    ]
    guard !facts.extractions.isEmpty else { return items }
    items.append(
      facts.robustness.isEmpty
        ? warned(
          "robustness of features",
          "Not examined: radish perturb measures how features change when images and masks do.",
          "RQS 2, 3 · CLEAR 31 · METRICS 14")
        : filled(
          "robustness of features",
          "Agreement over perturbations is kept: \(facts.robustness.joined(separator: ", ")).",
          "RQS 2 · CLEAR 31 · METRICS 14"))
    items.append(
      filled(
        "image processing", "Every decision with its value is in the section on images and features.",
        "CLEAR 21–24 · METRICS 11, 13"))
    let features = facts.extractions.map { "\($0.name): \($0.featureCount) features of \($0.finished) regions" }
    items.append(
      filled(
        "feature extraction",
        "Radish \(result.provenance.version), features as the IBSI defines them; \(features.joined(separator: "; ")).",
        "CLEAR 25–28 · METRICS 12, 13"))
    return items
  }

  // MARK: Modelling

  var modelling: [Item] {
    let steps = plan?.models.flatMap(\.pipeline) ?? []
    var items: [Item] = []
    let split = plan.map { PlanWords.division($0) } ?? "Parts: \(result.parts.map(\.name).joined(separator: ", "))."
    items.append(
      filled(
        "division of the data", split + " Everything learned from data was learned in training only.",
        "CLEAR 15, 38 · METRICS 18 · TRIPOD+AI 12"))
    let imputed = steps.contains { if case .impute = $0 { true } else { false } }
    items.append(
      filled(
        "missing values",
        (imputed ? "Imputed inside training. " : "Units without a needed value were left out. ")
          + "\(result.missing) units left out.",
        "CLEAR 29 · TRIPOD+AI 11"))
    let reduces = steps.contains { step in
      switch step {
      case .correlation, .univariate, .robust, .volumeCorrelation: true
      case .penalised(_, let alpha, _, _): alpha > 0
      default: false
      }
    }
    let selected = result.selectedFeatures.sorted { $0.key < $1.key }.map { "\($0.key) uses \($0.value.count)" }
    items.append(
      reduces
        ? filled("reduction of features", selected.joined(separator: ", ") + ".", "RQS 5 · CLEAR 33 · METRICS 15, 16")
        : warned(
          "reduction of features", "No step leaves features out.", "RQS 5 · CLEAR 33 · METRICS 15, 16"))
    items.append(
      filled(
        "algorithm and tuning",
        plan?.models.map { "\($0.name): \(PlanWords.pipeline($0.pipeline))" }.joined(separator: ". ")
          ?? "See the study file.",
        "CLEAR 34, 35 · METRICS 25 · TRIPOD+AI 12"))
    items.append(
      result.coefficients.isEmpty
        ? author(
          "the whole model", "No coefficients are kept: say how others can compute the score.",
          "CLEAR 57 · TRIPOD+AI 22")
        : filled("the whole model", "coefficients.csv has every coefficient.", "CLEAR 57 · METRICS 30 · TRIPOD+AI 22"))
    items.append(
      author(
        "confounders and fairness", "Subgroups in which the model may do worse, and why.",
        "CLEAR 36 · METRICS 19 · TRIPOD+AI 14"))
    return items
  }

  // MARK: Evaluation

  var evaluation: [Item] {
    var items: [Item] = []
    let (words, isExternal) = validation
    let references = "RQS 12 · METRICS 26, 27 · TRIPOD+AI 12"
    items.append(
      isExternal == false
        ? warned("validation", "By \(words): internal. Units from elsewhere would say more.", references)
        : isExternal == true
          ? filled("validation", "By \(words).", references)
          : warned(
            "validation", "By \(words). Say whether these units are independent enough to be called external.",
            references))
    if codes.contains("validation_reused") {
      items.append(
        warned(
          "reuse of the validation part", "It was looked at in more than one run: its figures flatter.",
          "RQS 12 · METRICS 18"))
    }
    items.append(
      measured("auc") || measured("c_index") || measured("auc_macro")
        ? filled(
          "discrimination with uncertainty", "With intervals, by part.",
          "RQS 9 · CLEAR 39, 40, 47 · METRICS 20, 21 · TRIPOD+AI 23")
        : author("discrimination with uncertainty", "No measure is kept.", "RQS 9 · METRICS 20, 21"))
    let isCalibrated = result.results.contains { $0.calibration?.isEmpty == false }
    items.append(
      isCalibrated
        ? filled(
          "calibration", "Observed against predicted risk, by groups; Brier score.",
          "RQS 10 · METRICS 22 · TRIPOD+AI 12")
        : warned("calibration", "Not judged: the scores are no probabilities.", "RQS 10 · METRICS 22 · TRIPOD+AI 12"))
    let chosen = PlanWords.cutoffs(of: result, plan)
    if plan?.cutoff != CutoffRule.none || codes.contains("chosen_cutoff") {
      let rule = chosen.isEmpty ? "Cut-off: frozen in training." : chosen
      items.append(
        codes.contains("chosen_cutoff")
          ? warned("cut-off", "\(rule) Expect less elsewhere.", "RQS 8 · CLEAR 39")
          : codes.contains("optimised_cutoff")
            ? warned("cut-off", "Chosen where it looked best. \(rule) Expect less elsewhere.", "RQS 8 · CLEAR 39")
            : filled("cut-off", rule, "RQS 8 · CLEAR 39"))
    }
    let models = Set(result.results.map(\.model))
    items.append(
      models.count > 1
        ? filled(
          "comparison with what is known without radiomics",
          "\(models.sorted().joined(separator: ", ")): \(result.comparisons.count) differences with their tests.",
          "RQS 6, 13 · CLEAR 41, 42, 48 · METRICS 24")
        : warned(
          "comparison with what is known without radiomics", "One model only: fit a clinical one beside it.",
          "RQS 6, 13 · CLEAR 42, 48 · METRICS 24"))
    items.append(
      result.results.contains { $0.decisionCurves?.isEmpty == false }
        ? filled("clinical use", "Net benefit over thresholds (decision curve).", "RQS 14 · CLEAR 51")
        : author("clinical use", "What the score would change for patients.", "RQS 14 · CLEAR 51"))
    return items
  }

  // MARK: Openness

  var openness: [Item] {
    [
      filled(
        "repeatability",
        "Seed \(result.provenance.seed.map { "\($0)" } ?? "none"), digest of the inputs \(result.provenance.inputDigest.prefix(12)).",
        "CLEAR 56 · TRIPOD+AI 18"),
      author(
        "data, code and model for others", "Where images, features, the study file and the coefficients can be had.",
        "RQS 16 · CLEAR 53–58 · METRICS 28–30 · TRIPOD+AI 18"),
      author(
        "biology and cost", "Why the features should matter; what using the model would cost.", "RQS 7, 15 · CLEAR 43"),
      author("limitations", "Discuss what the cautions say, and what the cohort cannot.", "CLEAR 52 · TRIPOD+AI 26"),
    ]
  }
}
