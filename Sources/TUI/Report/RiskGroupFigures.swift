internal import Cohort
internal import Stats

/// The figures of what a study asks of the groups below and above its cut-off, for a report.
struct RiskGroupFigures {
  /// The words of the file's name, the caption, and what is drawn.
  typealias Drawn = (name: [String], caption: String, plot: Plot)

  private let result: RunResult
  /// The part that judges.
  private let part: String
  private let timeUnit: String

  init(_ result: RunResult, part: String, timeUnit: String) {
    self.result = result
    self.part = part
    self.timeUnit = timeUnit
  }

  var all: [Drawn] {
    guard let found = result.evaluation else { return [] }
    return landmarks(found) + incidences(found) + searches(found)
  }

  private var models: [String] {
    var models: [String] = []
    for one in result.predictions where !models.contains(one.model) { models.append(one.model) }
    return models
  }

  /// Survival of both groups from each landmark on, with the numbers of its table.
  private func landmarks(_ found: RunResult.Evaluation) -> [Drawn] {
    found.landmarks.filter { $0.part == part }.compactMap { row -> Drawn? in
      guard let own = result.predictions.first(where: { $0.model == row.model && $0.part == part }),
        let curves = own.riskGroups(from: row.time)
      else { return nil }
      let ratio = row.metrics["hazard_ratio"].map { ($0.value, $0.low ?? .nan, $0.high ?? .nan) }
      let from = TimeWords.of(row.time, unit: timeUnit)
      return (
        ["survival", row.model, "from", from, part], "Survival by risk group of \(row.model) from \(from) on, \(part)",
        Plot.kaplanMeier(
          curves, title: "\(row.model), from \(from) on", unit: timeUnit,
          summary: Plot.SurvivalSummary(logRankP: row.metrics["logrank_p"]?.value, hazardRatio: ratio))
      )
    }
  }

  /// The incidence of every cause in both groups of each model.
  private func incidences(_ found: RunResult.Evaluation) -> [Drawn] {
    models.compactMap { model -> Drawn? in
      let curves = found.incidences.filter { $0.model == model && $0.part == part }
      guard !curves.isEmpty else { return nil }
      let tests = found.incidenceTests.filter { $0.model == model && $0.part == part }
      var plot = Plot.cumulativeIncidence(
        curves.map { curve in
          (
            name: "\(curve.group), \(curve.cause)", times: curve.points.map(\.time),
            estimates: curve.points.map {
              Estimate(value: $0.incidence, standardError: nil, low: $0.low, high: $0.high)
            }, detail: "n \(curve.n), events \(curve.events)"
          )
        }, unit: timeUnit, notes: tests.map { "\($0.cause): Gray p \(NumberText.p($0.p))" })
      plot.title = "Cumulative incidence by risk group of \(model)"
      return (["incidence", model, part], "Cumulative incidence by risk group of \(model), \(part)", plot)
    }
  }

  /// The statistic at every cut-off that was searched in training.
  private func searches(_ found: RunResult.Evaluation) -> [Drawn] {
    found.searches.map { one in
      (
        ["cutoffs", one.model, "training"], "Every cut-off of \(one.model) in training",
        Plot.selectedCutoff(
          one.points.map { PlotPoint($0.cutoff, abs($0.statistic)) }, best: PlotPoint(one.cutoff, abs(one.statistic)),
          correctedP: one.p, naiveP: one.naiveP, marker: "the score of \(one.model)",
          notes: found.threshold(of: one).map { ["threshold \(NumberText.significant($0)), midway to the next score"] }
            ?? [])
      )
    }
  }
}
