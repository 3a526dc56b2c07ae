import Testing

@testable import Cohort
@testable import TUI

/// What a study is asked beyond discrimination, as people read it.
@Suite struct `Tables of an evaluation` {
  private func metric(_ value: Double, _ low: Double?, _ high: Double?) -> RunResult.Metric {
    RunResult.Metric(value: value, low: low, high: high, method: "by hand")
  }

  private func classes() throws -> RunResult {
    var run = try Sample.run()
    let counts = RunResult.Confusion(truePositives: 2, falsePositives: 1, falseNegatives: 0, trueNegatives: 1)
    var found = RunResult.Evaluation()
    found.cutoffs = [
      .init(
        model: "radscore", part: "validation", rule: "Youden", isFrozen: true, threshold: 0.25, n: 4, confusion: counts,
        metrics: [
          "sensitivity": metric(1, 0.16, 1), "specificity": metric(0.5, 0.01, 0.99), "npv_at_0.1": metric(0.97, 0.9, 1),
          "ppv_at_0.1": metric(0.2, 0.1, 0.3), "lr_positive": metric(2, nil, nil),
        ])
    ]
    found.readers = [
      .init(
        reader: "radiologist", part: "validation", n: 3, missing: 1, calls: [true, nil, false, false],
        confusion: counts, metrics: ["sensitivity": metric(0.75, 0.4, 0.9), "specificity": metric(0.625, 0.3, 0.8)])
    ]
    found.reclassifications = [
      .init(
        a: "radscore", b: "clinical", part: "validation", categories: ["0–0.3", "0.3–1"], events: [[1, 2], [3, 4]],
        nonEvents: [[5, 6], [7, 8]])
    ]
    run.evaluation = found
    return run
  }

  @Test func `cut-offs have an interval in the cell of each number`() throws {
    let text = StudyReport(try classes()).markdown
    #expect(
      text.contains(
        "| model | part | positive when | threshold | sensitivity | specificity | LR+ | PPV at 10 % | NPV at 10 % |"))
    #expect(
      text.contains(
        "| radscore | validation | Youden (the study's) | 0.25 | 1.00 (0.16–1.00) | 0.50 (0.01–0.99) | 2.00 | "
          + "0.20 (0.10–0.30) | 0.97 (0.90–1.00) |"))
    #expect(text.contains("| radiologist | validation | 3 | 0.75 (0.40–0.90) | 0.62 (0.30–0.80) |"))
    #expect(text.contains("| radscore | clinical | validation | negative | 0.3–1 | 7 | 8 |"))
  }

  @Test func `files have every number in full`() throws {
    let files = StudyReport(try classes()).files()
    let cutoffs = try #require(files.first { $0.name == "cutoffs.csv" }?.contents)
    #expect(cutoffs.hasPrefix("model,part,rule,frozen,threshold,n,tp,fp,fn,tn,sensitivity,sensitivity_low,"))
    #expect(cutoffs.contains("\nradscore,validation,Youden,yes,0.25,4,2,1,0,1,1,0.16,1,0.5,0.01,0.99,2,,,0.2,0.1,0.3,"))
    #expect(files.contains { $0.name == "readers.csv" } && files.contains { $0.name == "reclassification.csv" })
    #expect(!files.contains { $0.name == "rates.csv" }, "nobody asked")
  }

  @Test func `readers stand on the ROC, in reports and on the screen`() throws {
    let result = StudyResult(try classes())
    #expect(result.readers == [.init(reader: "radiologist", part: "validation", sensitivity: 0.75, specificity: 0.625)])
    var state = ResultsScreen.State(results: [result])
    let plot = try #require(ResultsScreen.plot(state, "validation"))
    let reader = try #require(plot.series.first { $0.name == "radiologist" })
    #expect(reader.points == [PlotPoint(0.375, 0.75)] && reader.shape == .points)
    #expect(reader.detail == "sens 0.75 spec 0.62")
    #expect(StudyReport(try classes()).figures.first?.svg.contains("radiologist") == true)
    // A tab has the tables themselves.
    #expect(state.tabs.contains(.tables))
    state.tab = .tables
    let lines = ResultsScreen.tableLines(state, columns: 80).map(\.text)
    #expect(lines.first == "Cut-offs, chosen in training and frozen; exact intervals")
    #expect(lines.contains { $0.contains("radiologist") } && lines.allSatisfy { DisplayWidth.of($0) <= 80 })
    #expect(ResultsScreen.text(state, separator: ",").contains("radscore,validation,Youden (the study's),0.25,"))
    // What tells rows apart stands in every piece of a table that is too wide.
    let narrow = ResultsScreen.tableLines(state, columns: 60).map(\.text)
    #expect(narrow.count { $0.hasPrefix("model") && $0.contains("positive when") } > 1)
  }

  @Test func `risk groups are told and drawn`() throws {
    var run = try Sample.run()
    run.outcome = .survival(time: "months", event: "progressed", occurred: "1")
    var found = RunResult.Evaluation(asked: StudyEvaluation(rates: [12]))
    found.cutoffs = [
      .init(
        model: "clinical", part: "training", rule: "maximally selected", isFrozen: true, threshold: 0.25, n: 4,
        confusion: nil, metrics: ["hazard_ratio": metric(2, 1, 4), "corrected_p": metric(0.0312, nil, nil)])
    ]
    found.rates = [
      .init(
        model: "clinical", part: "validation", group: "high", time: 12, atRisk: 9, survival: metric(0.5, 0.25, 0.75))
    ]
    found.restrictedMeans = [
      .init(
        model: "clinical", part: "validation", group: "high − low", tau: 24, mean: metric(-3, -5, -1), p: 0.0123)
    ]
    found.interactions = [
      .init(
        model: "clinical", part: "validation", treatment: "arm", level: "drug", reference: "none", n: 9, missing: 1,
        events: 5, low: metric(0.5, 0.25, 1), high: nil, ratio: nil, chiSquared: 4, degreesOfFreedom: 1, p: 0.0455)
    ]
    found.incidences = [
      .init(
        model: "clinical", part: "validation", group: "high", cause: "death", n: 9, events: 3,
        points: [.init(time: 6, atRisk: 9, incidence: 0.25, low: 0.1, high: 0.5)])
    ]
    found.incidenceTests = [
      .init(
        model: "clinical", part: "validation", cause: "death", n: 9, missing: 0, chiSquared: 4, degreesOfFreedom: 1,
        p: 0.0455)
    ]
    found.searches = [
      .init(
        model: "clinical", cutoff: 0.2, statistic: 2.5, p: 0.0312, p94: 0.025, naiveP: 0.0124,
        points: [.init(cutoff: 0.1, share: 0.2, statistic: 1), .init(cutoff: 0.2, share: 0.5, statistic: 2.5)])
    ]
    run.evaluation = found
    let report = StudyReport(run)
    let text = report.markdown
    #expect(
      text.contains("| clinical | training | maximally selected (the study's) | 0.25 | 2.00 (1.00–4.00) | 0.031 |"))
    #expect(text.contains("| clinical | validation | high | 12 | 9 | 0.50 (0.25–0.75) |"))
    #expect(text.contains("| clinical | validation | high − low | 24 | -3.00 (-5.00 to -1.00) | 0.012 |"))
    #expect(text.contains("| clinical | validation | arm drug against none | 0.50 (0.25–1.00) | – | – | 0.045 |"))
    #expect(text.contains("| clinical | validation | high | death | 3 | 12 | 0.25 (0.10–0.50) |"))
    #expect(text.contains("| clinical | validation | death | 9 | 0 | 4.00 | 1 | 0.045 |"))
    #expect(
      report.figures.contains {
        $0.file == "incidence-clinical-validation.svg" && $0.svg.contains("death: Gray p 0.045")
      })
    #expect(report.figures.contains { $0.file == "cutoffs-clinical-training.svg" && $0.svg.contains("not to report") })
    // Two numbers of one cut-off, each with what it is: 0.2 is the highest low score, 0.25 lies midway to the next one.
    #expect(
      text.contains("| model | highest score that is low | threshold, midway to the next | statistic | corrected p |"))
    #expect(text.contains("| clinical | 0.2 | 0.25 | 2.500 | 0.031 | 0.025 | 0.012 |"))
    #expect(report.figures.contains { $0.svg.contains("threshold 0.25, midway to the next score") })
    #expect(report.tables.contains { $0.csv.hasPrefix("model,cutoff,threshold,statistic,p,p_lausen94,p_naive\n") })
    let files = report.files()
    for name in [
      "rates", "rmst", "interactions", "incidence", "incidence_tests", "cutoff_searches", "searched_cutoffs",
    ] {
      #expect(files.contains { $0.name == "\(name).csv" }, "\(name)")
    }
  }

  @Test func `differences are named by what they compare`() {
    let names = [
      "auc", "auc_at_24", "auc_F2", "c_index", "nri_continuous", "nri_categorical_events", "sensitivity_F3", "ppv", "x",
    ].map(MeasureName.difference)
    #expect(
      names == [
        "ΔAUC", "ΔAUC(24)", "ΔAUC F2", "ΔC", "NRI", "NRI by category, events", "Δsensitivity F3", "ΔPPV", "Δx",
      ])
  }
}
