internal import Cohort
internal import Stats

/// A study's decisions in the words of a methods section.
enum PlanWords {
  /// How the units were divided: by what scheme, on which column, date or share, from which seed.
  static func division(_ plan: StudyPlan) -> String {
    guard let frozen = plan.frozen else { return split(plan.split, seed: plan.seed) }
    var text = "Frozen before any model was fitted: \(frozen.title)" + (frozen.isRandom ? " (seed \(frozen.seed))" : "")
    if case .assigned(let training, let validation) = plan.split {
      text += "; \(training.count) units train, \(validation.count) validate"
    }
    return text + "."
  }

  private static func split(_ split: StudySplit, seed: UInt64) -> String {
    switch split {
    case .random(let fraction, let isStratified):
      "At random (seed \(seed)), \(Int((fraction * 100).rounded())) % for training"
        + (isStratified ? ", keeping the share of events." : ".")
    case .condition(let column, let training, _): "\(column) \(training) trains, the others validate."
    case .values(let column, let training, _):
      "\(column) \(training.joined(separator: ", ")) trains, the others validate."
    case .folds(let count, let repeats):
      "\(count)-fold cross-validation (seed \(seed))" + (repeats > 1 ? ", \(repeats) times with other folds." : ".")
    case .leaveOneOut(let column): "Every \(column) is held out once."
    case .frozen: "The split that the cohort keeps."
    case .assigned(let training, let validation):
      "Frozen before any model was fitted: \(training.count) units train, \(validation.count) validate."
    }
  }

  /// `impute by median → standardise → LASSO, λ by 5-fold cross-validation (least error)`.
  static func pipeline(_ steps: [PipelineStep]) -> String { steps.map(step).joined(separator: " → ") }

  static func step(_ step: PipelineStep) -> String {
    switch step {
    case .impute(let how): "impute by \(how.rawValue)"
    case .standardise: "standardise"
    case .variance: "leave out constants"
    case .correlation(let limit): "of two columns with |ρ| > \(NumberText.significant(limit)) keep one"
    case .univariate(let top, let p):
      "keep the best columns one by one" + (top.map { ", at most \($0)" } ?? "")
        + (p.map { ", p < \(NumberText.significant($0))" } ?? "")
    case .robust(let icc, let name):
      "keep features with ICC ≥ \(NumberText.significant(icc)) over perturbations (\(name))"
    case .volumeCorrelation(let limit, let onlyFlags):
      (onlyFlags ? "flag" : "leave out") + " features with |ρ| > \(NumberText.significant(limit)) to volume"
    case .penalised(let family, let alpha, let folds, let rule):
      (alpha == 1 ? "LASSO" : alpha == 0 ? "ridge" : "elastic net (α \(NumberText.significant(alpha)))")
        + (family == .cox ? " Cox" : " logistic") + " regression, λ by \(folds)-fold cross-validation inside training ("
        + (rule == .minimum ? "least error)" : "one standard error)")
    case .regression(let family): family == .cox ? "Cox regression" : "logistic regression"
    case .given: "a score made elsewhere, as it is"
    }
  }

  /// Where and by what the cut-offs of a run were chosen, as the run records it, in sentences.
  static func cutoffs(of result: RunResult, _ plan: StudyPlan?) -> String {
    let chosen = (result.chosenCutoffs ?? [:]).sorted { $0.key < $1.key }
    var sentences = chosen.map { model, cutoff in
      "Cut-off of \(model): score \(NumberText.significant(cutoff.threshold)), chosen by hand on the \(cutoff.part) part"
        + (cutoff.part == "training" ? "." : "; its figures there are not independent of that choice.")
    }
    let isByHand = result.cautions.contains { $0.code == "chosen_cutoff" }
    // Runs of older versions record it among their cautions only.
    if isByHand, chosen.isEmpty { return "Cut-off: chosen by hand after the fit; the cautions say on which part." }
    let models = Set(result.results.map(\.model)).subtracting(chosen.map(\.key))
    guard let plan, !models.isEmpty else { return sentences.joined(separator: " ") }
    let whose = chosen.isEmpty ? "Cut-off" : "Cut-off of \(models.sorted().joined(separator: ", "))"
    let rule = cutoff(plan.cutoff, isCrossValidated: plan.split.isCrossValidation)
    sentences.append("\(whose): \(rule)." + (isLearned(plan.cutoff) ? " Never chosen in the part that judges." : ""))
    return sentences.joined(separator: " ")
  }

  /// Whether a rule needs data to give a cut-off.
  private static func isLearned(_ rule: CutoffRule) -> Bool {
    switch rule {
    case .probability, .fixed, .none: false
    default: true
    }
  }

  static func cutoff(_ rule: CutoffRule, isCrossValidated: Bool = false) -> String {
    let place = isCrossValidated ? "in the training part of every fold" : "in training, then frozen"
    return switch rule {
    case .youdenOnTraining: "largest sensitivity + specificity \(place)"
    case .medianOnTraining: "median score \(place)"
    case .maximallySelected: "where the log-rank statistic is largest \(place)"
    case .sensitivity(let share):
      "largest specificity with a sensitivity of at least \(NumberText.significant(share)) \(place)"
    case .specificity(let share):
      "largest sensitivity with a specificity of at least \(NumberText.significant(share)) \(place)"
    case .falsePositiveRate(let share):
      "largest sensitivity with at most \(NumberText.significant(share)) false positives among the negative \(place)"
    case .probability(let share): "probability \(NumberText.significant(share)), given beforehand"
    case .none: "none"
    case .fixed(let score): "score \(NumberText.significant(score)), given beforehand"
    }
  }

  /// What was asked beyond discrimination, as sentences; empty for nothing.
  static func evaluation(_ asked: StudyEvaluation) -> String {
    var sentences: [String] = []
    if !asked.cutoffs.isEmpty {
      sentences.append("Further cut-offs: \(asked.cutoffs.map { cutoff($0) }.joined(separator: "; ")).")
    }
    if !asked.readers.isEmpty {
      sentences.append("Readers: \(asked.readers.joined(separator: ", ")), each compared on the units that were read.")
    }
    if !asked.tests.isEmpty {
      let names = asked.tests.map { test in
        switch test {
        case .nri: "net reclassification improvement"
        case .idi: "integrated discrimination improvement"
        case .brier: "Brier score"
        case .mcnemar: "McNemar's test at the frozen cut-offs"
        case .predictiveValues: "predictive values at the frozen cut-offs (weighted generalised score test)"
        }
      }
      sentences.append("Models are also compared by \(names.joined(separator: ", ")).")
    }
    if !asked.landmarks.isEmpty {
      sentences.append("Landmarks: \(asked.landmarks.map { NumberText.significant($0) }.joined(separator: ", ")).")
    }
    if let treatment = asked.treatment {
      sentences.append("Interaction of \(treatment) with the risk group by Cox regression.")
    }
    if let competing = asked.competing {
      sentences.append("Competing events (\(competing.column)): Aalen–Johansen and Gray's test.")
    }
    return sentences.joined(separator: " ")
  }

  static func source(_ source: StudyModel.Source) -> String {
    switch source {
    case .blocks(let names): names.joined(separator: ", ")
    case .models(let names): "scores of " + names.joined(separator: " and ") + ", out of fold"
    }
  }
}
