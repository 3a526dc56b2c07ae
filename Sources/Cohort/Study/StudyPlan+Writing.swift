internal import Features
internal import Stats

/// A plan as a study file: what `radish run` reads back as the same plan.
extension StudyPlan {
  /// The study file of the plan, one key per line where they are short.
  ///
  ///     study: "metastasis · LASSO"
  ///     outcome: {binary: "metastasis", positive: "1"}
  ///     split: {by: stratified, fraction: 0.7}
  ///     …
  ///
  /// Nil where a study file has no words for it: units that are named one by one, or an evaluation, which is written by hand.
  public var studyFile: String? {
    guard let split = Self.words(of: split), evaluation == nil else { return nil }
    var lines = ["study: \(name.inDoubleQuotes)"]
    if let cohort { lines.append("cohort: \(cohort.inDoubleQuotes)") }
    if let source {
      lines.append("import: {manifest: \(source.manifest.inDoubleQuotes), clinical: \(Self.list(source.clinical))}")
    }
    if unit != .patient { lines.append("unit: \(unit.rawValue)") }
    lines.append("outcome: {\(outcomeWords)}")
    if !exclude.isEmpty { lines.append("exclude: \(Self.list(exclude))") }
    lines.append("split: {\(split)}")
    if !blocks.isEmpty { lines.append("blocks:") }
    lines += blocks.map { "  \($0.name.inDoubleQuotes): \(Self.words(of: $0))" }
    lines.append("models:")
    for model in models {
      lines.append("  \(model.name.inDoubleQuotes):")
      switch model.source {
      case .blocks(let names) where names.count == 1: lines.append("    block: \(names[0].inDoubleQuotes)")
      case .blocks(let names): lines.append("    blocks: \(Self.list(names))")
      case .models(let names): lines.append("    of: \(Self.list(names))")
      }
      lines.append("    pipeline: [" + model.pipeline.map(Self.words).joined(separator: ", ") + "]")
    }
    if !compare.isEmpty { lines.append("compare: [" + compare.map(Self.list).joined(separator: ", ") + "]") }
    if cutoff != (outcome.isSurvival ? .medianOnTraining : .youdenOnTraining) {
      lines.append("cutoff: \(Self.words(of: cutoff))")
    }
    lines.append("seed: \(seed)")
    return lines.joined(separator: "\n") + "\n"
  }

  private var outcomeWords: String {
    switch outcome {
    case .binary(let column, let positive): "binary: \(column.inDoubleQuotes), positive: \(positive.inDoubleQuotes)"
    case .classes(let column): "classes: \(column.inDoubleQuotes)"
    case .ordinal(let column, let levels): "ordinal: \(column.inDoubleQuotes), levels: \(Self.list(levels))"
    case .survival(let time, let event, let occurred):
      "survival: {time: \(time.inDoubleQuotes), event: \(event.inDoubleQuotes), occurred: \(occurred.inDoubleQuotes)}"
        + (times.map { ", at: [" + $0.map { "\($0)" }.joined(separator: ", ") + "]" } ?? "")
    }
  }

  private static func words(of split: StudySplit) -> String? {
    switch split {
    case .random(let fraction, let isStratified):
      "by: \(isStratified ? "stratified" : "random"), fraction: \(fraction)"
    case .condition(let column, let training, let kind):
      "by: \(kind.rawValue), column: \(column.inDoubleQuotes), training: \(training.inDoubleQuotes)"
    case .values(let column, let training, let kind):
      "by: \(kind.rawValue), column: \(column.inDoubleQuotes), training: \(list(training))"
    case .folds(let count, let repeats): "by: kfold, folds: \(count), repeats: \(repeats)"
    case .leaveOneOut(let column): "by: centre, column: \(column.inDoubleQuotes)"
    case .frozen: "by: frozen"
    case .assigned: nil
    }
  }

  private static func words(of block: StudyBlock) -> String {
    switch block.content {
    case .columns(let names): return list(names)
    case .features(let extraction, let settings, let features, let filter):
      var words = ["extraction: \(extraction.inDoubleQuotes)"]
      if let settings { words.append("settings: \(settings.inDoubleQuotes)") }
      words.append("features: " + (features.isEmpty ? "all" : list(features)))
      if let filter { words.append("where: \(filter.inDoubleQuotes)") }
      if let delta = block.delta {
        words.append(
          "delta: {from: \(delta.from.inDoubleQuotes), to: \(delta.to.inDoubleQuotes), kind: \(list(delta.kinds.map(\.rawValue)))}"
        )
      }
      return "{" + words.joined(separator: ", ") + "}"
    }
  }

  private static func words(of step: PipelineStep) -> String {
    switch step {
    case .impute(let how): return "{impute: \(how.rawValue)}"
    case .standardise: return "standardise"
    case .variance: return "variance"
    case .correlation(let limit): return "{correlation: \(limit)}"
    case .univariate(let top, let p):
      let words = [top.map { "top: \($0)" }, p.map { "p: \($0)" }].compactMap { $0 }
      return "{univariate: {\(words.joined(separator: ", "))}}"
    case .robust(let icc, let from): return "{robust: {icc: \(icc), from: \(from.inDoubleQuotes)}}"
    case .volumeCorrelation(let limit, let onlyFlags): return "{volume_correlation: \(limit), flag: \(onlyFlags)}"
    case .penalised(let family, let alpha, let folds, let rule):
      let (name, more) =
        alpha == 1 ? ("lasso", "") : alpha == 0 ? ("ridge", "") : ("elastic_net", ", alpha: \(alpha)")
      return "{\(name): \(family.rawValue)\(more), folds: \(folds), rule: \(rule.rawValue)}"
    case .regression(let family): return family.rawValue
    case .given(let scale): return "{score: \(scale.rawValue)}"
    }
  }

  private static func words(of cutoff: CutoffRule) -> String {
    switch cutoff {
    case .youdenOnTraining: "youden-on-training"
    case .medianOnTraining: "median-on-training"
    case .maximallySelected: "maximally-selected-on-training"
    case .sensitivity(let share): "{sensitivity: \(share)}"
    case .specificity(let share): "{specificity: \(share)}"
    case .falsePositiveRate(let share): "{fpr: \(share)}"
    case .probability(let share): "{probability: \(share)}"
    case .none: "none"
    case .fixed(let score): "\(score)"
    }
  }

  private static func list(_ texts: [String]) -> String {
    "[" + texts.map(\.inDoubleQuotes).joined(separator: ", ") + "]"
  }
}
