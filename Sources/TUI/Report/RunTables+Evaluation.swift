internal import Cohort
internal import Stats

/// The tables of what a study was asked beyond discrimination. A table without rows was not asked for.
extension RunTables {
  private var found: RunResult.Evaluation { result.evaluation ?? RunResult.Evaluation() }

  /// All of them, as they are written to files.
  public var evaluation: [ReportTable] {
    [
      cutoffs, readers, reclassification, rates, restrictedMeans, landmarks, interactions, incidenceTests, incidences,
      searches, searchedCutoffs,
    ].filter { !$0.rows.isEmpty }
  }

  /// Those that people read, with an interval in the cell of its number.
  public var printedEvaluation: [ReportTable] {
    var classes = found.cutoffs.contains { $0.confusion != nil } ? [printedCutoffs, printedReaders] : []
    if classes.isEmpty { classes = [printedSurvivalCutoffs] }
    return
      (classes + [reclassification, printedRates, printedMeans, printedLandmarks, printedInteractions]
      + [incidenceTests, printedIncidences, printedSearches]).filter { !$0.rows.isEmpty }
  }

  // MARK: Cut-offs

  /// The measures that a table of cut-offs has, in the order in which they are told.
  private static let order = [
    "sensitivity", "specificity", "ppv", "npv", "accuracy", "lr_positive", "lr_negative", "hazard_ratio", "logrank_p",
    "corrected_p", "median_low", "median_high", "c_index",
  ]

  private func names(_ rows: [[String: RunResult.Metric]]) -> [String] {
    let all = Set(rows.flatMap(\.keys))
    // Predictive values at a prevalence follow, the positive one first.
    let others = all.subtracting(Self.order).sorted { a, b in
      a.dropFirst() == b.dropFirst() ? a > b : a.dropFirst() < b.dropFirst()
    }
    return Self.order.filter(all.contains) + others
  }

  /// Each measure in full: its value and its limits.
  private func columns(_ names: [String]) -> [ReportTable.Column] {
    names.flatMap { [.init($0), .init("\($0)_low"), .init("\($0)_high")] }
  }

  private func cells(_ names: [String], _ metrics: [String: RunResult.Metric]) -> [ReportTable.Value] {
    names.flatMap { name in [.init(metrics[name]?.value), .init(metrics[name]?.low), .init(metrics[name]?.high)] }
  }

  private static let countNames = ["tp", "fp", "fn", "tn"]

  private func counts(_ table: RunResult.Confusion?) -> [ReportTable.Value] {
    guard let table else { return Self.countNames.map { _ in .missing } }
    return [table.truePositives, table.falsePositives, table.falseNegatives, table.trueNegatives].map { .integer($0) }
  }

  /// Every cut-off in every part.
  public var cutoffs: ReportTable {
    let names = names(found.cutoffs.map(\.metrics))
    let hasCounts = found.cutoffs.contains { $0.confusion != nil }
    return ReportTable(
      "cutoffs",
      columns: [.init("model"), .init("part"), .init("rule"), .init("frozen"), .init("threshold"), .init("n")]
        + (hasCounts ? Self.countNames.map { .init($0) } : []) + columns(names),
      rows: found.cutoffs.map { one in
        [
          .text(one.model), .text(one.part), .text(one.rule), .text(one.isFrozen ? "yes" : "no"), .init(one.threshold),
          .integer(one.n),
        ] + (hasCounts ? counts(one.confusion) : []) + cells(names, one.metrics)
      })
  }

  public var readers: ReportTable {
    let names = names(found.readers.map(\.metrics))
    return ReportTable(
      "readers",
      columns: [.init("reader"), .init("part"), .init("n"), .init("n_missing")]
        + Self.countNames.map { .init($0) } + columns(names),
      rows: found.readers.map { one in
        [.text(one.reader), .text(one.part), .integer(one.n), .integer(one.missing)] + counts(one.confusion)
          + cells(names, one.metrics)
      })
  }

  /// `PPV`, `LR+`, `PPV at 15 %`.
  static func heading(_ name: String) -> String {
    switch name {
    case "ppv": return "PPV"
    case "npv": return "NPV"
    case "lr_positive": return "LR+"
    case "lr_negative": return "LR−"
    case "hazard_ratio": return "HR"
    case "logrank_p": return "log-rank p"
    case "corrected_p": return "corrected p"
    case "median_low": return "median, low risk"
    case "median_high": return "median, high risk"
    case "c_index": return "C"
    default:
      for (start, word) in [("ppv_at_", "PPV"), ("npv_at_", "NPV")] where name.hasPrefix(start) {
        let share = Double(name.dropFirst(start.count)) ?? 0
        return "\(word) at \(NumberText.significant(share * 100)) %"
      }
      return name
    }
  }

  private func text(_ metric: RunResult.Metric?, isP: Bool = false) -> ReportTable.Value {
    guard let metric else { return .missing }
    return .text(
      isP ? NumberText.p(metric.value) : NumberText.interval(metric.value, metric.low, metric.high))
  }

  private func printed(_ names: [String], _ metrics: [String: RunResult.Metric]) -> [ReportTable.Value] {
    names.map { name in
      // As beside the curves: a limit that is not reached is said, not left out.
      if name.hasPrefix("median"), let median = metrics[name] {
        return .text(NumberText.median(median.value, median.low, median.high))
      }
      return text(metrics[name], isP: name.hasSuffix("_p"))
    }
  }

  private var printedCutoffs: ReportTable {
    let names = names(found.cutoffs.map(\.metrics)).filter { $0 != "accuracy" }
    return ReportTable(
      "cutoffs", title: "Cut-offs, \(chosenWords); exact intervals",
      columns: [.init("model"), .init("part"), .init("positive when"), .init("threshold", .significant(4))]
        + names.map { .init(Self.heading($0)) },
      keyCount: 3,
      rows: found.cutoffs.map { one in
        [
          .text(one.model), .text(one.part), .text(rule(of: one)),
          .init(one.threshold),
        ]
          + printed(names, one.metrics)
      })
  }

  /// Where the cut-offs of the table come from.
  private var chosenWords: String {
    let parts = Set((result.chosenCutoffs ?? [:]).values.map(\.part)).sorted()
    let rest =
      result.parts.contains { $0.name == "cross-validation" }
      ? "in the training part of every fold" : "in training and frozen"
    guard !parts.isEmpty || found.cutoffs.contains(where: { $0.rule == "by hand" }) else { return "chosen \(rest)" }
    return "chosen by hand" + (parts.isEmpty ? "" : " on the \(parts.joined(separator: " and ")) part")
      + " where the rule says so, else \(rest)"
  }

  private func rule(of one: RunResult.CutoffResult) -> String {
    one.rule + (one.isFrozen && one.rule != "by hand" ? " (the study's)" : "")
  }

  private var printedReaders: ReportTable {
    let names = names(found.readers.map(\.metrics)).filter { $0 != "accuracy" }
    return ReportTable(
      "readers", title: "Readers, exact intervals",
      columns: [.init("reader"), .init("part"), .init("n")] + names.map { .init(Self.heading($0)) },
      rows: found.readers.map { one in
        [.text(one.reader), .text(one.part), .integer(one.n)] + printed(names, one.metrics)
      })
  }

  private var printedSurvivalCutoffs: ReportTable {
    let names = names(found.cutoffs.map(\.metrics))
    return ReportTable(
      "cutoffs", title: "Risk groups at cut-offs, \(chosenWords)",
      columns: [.init("model"), .init("part"), .init("high when"), .init("threshold", .significant(4))]
        + names.map { .init(Self.heading($0)) },
      keyCount: 3,
      rows: found.cutoffs.map { one in
        [
          .text(one.model), .text(one.part), .text(rule(of: one)),
          .init(one.threshold),
        ]
          + printed(names, one.metrics)
      })
  }

  /// Units by old and new risk category: one row per pair, part, class and old category.
  public var reclassification: ReportTable {
    let categories = found.reclassifications.first?.categories ?? []
    return ReportTable(
      "reclassification", title: "Units by old (down, model b) and new (across, model a) risk category",
      columns: [.init("a"), .init("b"), .init("part"), .init("class"), .init("old")] + categories.map { .init($0) },
      keyCount: 5,
      rows: found.reclassifications.flatMap { one in
        [("positive", one.events), ("negative", one.nonEvents)].flatMap { name, table in
          zip(one.categories, table).map { old, counts in
            [.text(one.a), .text(one.b), .text(one.part), .text(name), .text(old)] + counts.map { .integer($0) }
          }
        }
      })
  }

  // MARK: Risk groups

  public var rates: ReportTable {
    ReportTable(
      "rates",
      columns: [
        .init("model"), .init("part"), .init("group"), .init("time"), .init("at_risk"), .init("survival"), .init("low"),
        .init("high"),
      ],
      rows: found.rates.map {
        [
          .text($0.model), .text($0.part), .text($0.group), .number($0.time), .integer($0.atRisk),
          .init($0.survival?.value), .init($0.survival?.low), .init($0.survival?.high),
        ]
      })
  }

  private var printedRates: ReportTable {
    ReportTable(
      "rates", title: "Survival of the risk groups at given times",
      columns: [
        .init("model"), .init("part"), .init("group"), .init("time"), .init("at risk"), .init("survival"),
      ],
      keyCount: 4,
      rows: found.rates.map {
        [
          .text($0.model), .text($0.part), .text($0.group), .number($0.time), .integer($0.atRisk), text($0.survival),
        ]
      })
  }

  public var restrictedMeans: ReportTable {
    ReportTable(
      "rmst",
      columns: [
        .init("model"), .init("part"), .init("group"), .init("tau"), .init("mean"), .init("low"), .init("high"),
        .init("p"),
      ],
      rows: found.restrictedMeans.map {
        [
          .text($0.model), .text($0.part), .text($0.group), .number($0.tau), .number($0.mean.value), .init($0.mean.low),
          .init($0.mean.high), .init($0.p),
        ]
      })
  }

  private var printedMeans: ReportTable {
    ReportTable(
      "rmst", title: "Restricted mean survival of the risk groups",
      columns: [.init("model"), .init("part"), .init("group"), .init("up to"), .init("mean"), .init("p", .p)],
      keyCount: 3,
      rows: found.restrictedMeans.map {
        [.text($0.model), .text($0.part), .text($0.group), .number($0.tau), text($0.mean), .init($0.p)]
      })
  }

  public var landmarks: ReportTable {
    let names = names(found.landmarks.map(\.metrics))
    return ReportTable(
      "landmarks",
      columns: [
        .init("model"), .init("part"), .init("time"), .init("n"), .init("events"), .init("earlier_events"),
        .init("earlier_censored"),
      ] + columns(names),
      rows: found.landmarks.map { one in
        [
          .text(one.model), .text(one.part), .number(one.time), .integer(one.n), .integer(one.events),
          .integer(one.earlierEvents), .integer(one.earlierCensored),
        ] + cells(names, one.metrics)
      })
  }

  private var printedLandmarks: ReportTable {
    let names = names(found.landmarks.map(\.metrics)).filter { !$0.hasPrefix("median") }
    return ReportTable(
      "landmarks", title: "Risk groups from a landmark on, of those still under observation",
      columns: [
        .init("model"), .init("part"), .init("from"), .init("n"), .init("events"), .init("earlier events"),
      ] + names.map { .init(Self.heading($0)) },
      keyCount: 3,
      rows: found.landmarks.map { one in
        [
          .text(one.model), .text(one.part), .number(one.time), .integer(one.n), .integer(one.events),
          .integer(one.earlierEvents),
        ] + printed(names, one.metrics)
      })
  }

  public var interactions: ReportTable {
    let names = ["hr_low_risk", "hr_high_risk", "ratio"]
    return ReportTable(
      "interactions",
      columns: [
        .init("model"), .init("part"), .init("treatment"), .init("level"), .init("reference"), .init("n"),
        .init("n_missing"), .init("events"),
      ] + columns(names) + [.init("chisq"), .init("df"), .init("p")],
      rows: found.interactions.map { one in
        var metrics: [String: RunResult.Metric] = [:]
        for (name, metric) in zip(names, [one.low, one.high, one.ratio]) { metrics[name] = metric }
        return [
          .text(one.model), .text(one.part), .text(one.treatment), .text(one.level), .text(one.reference),
          .integer(one.n), .integer(one.missing), .integer(one.events),
        ] + cells(names, metrics) + [.number(one.chiSquared), .integer(one.degreesOfFreedom), .number(one.p)]
      })
  }

  private var printedInteractions: ReportTable {
    ReportTable(
      "interactions", title: "Does the treatment act differently at high risk? Hazard ratios, likelihood ratio test",
      columns: [
        .init("model"), .init("part"), .init("treatment"), .init("at low risk"), .init("at high risk"),
        .init("ratio"), .init("p", .p),
      ],
      keyCount: 3,
      rows: found.interactions.map { one in
        [
          .text(one.model), .text(one.part), .text("\(one.treatment) \(one.level) against \(one.reference)"),
          text(one.low), text(one.high), text(one.ratio), .number(one.p),
        ]
      })
  }

  // MARK: Competing events

  public var incidenceTests: ReportTable {
    ReportTable(
      "incidence_tests", title: "Gray's test: is the incidence the same in both risk groups?",
      columns: [
        .init("model"), .init("part"), .init("cause"), .init("n"), .init("n_missing"), .init("chisq", .decimals(2)),
        .init("df"), .init("p", .p),
      ],
      keyCount: 3,
      rows: found.incidenceTests.map {
        [
          .text($0.model), .text($0.part), .text($0.cause), .integer($0.n), .integer($0.missing), .init($0.chiSquared),
          .integer($0.degreesOfFreedom), .init($0.p),
        ]
      })
  }

  public var incidences: ReportTable {
    ReportTable(
      "incidence",
      columns: [
        .init("model"), .init("part"), .init("group"), .init("cause"), .init("time"), .init("at_risk"),
        .init("incidence"), .init("low"), .init("high"),
      ],
      rows: found.incidences.flatMap { one in
        one.points.map {
          [
            .text(one.model), .text(one.part), .text(one.group), .text(one.cause), .number($0.time),
            .integer($0.atRisk),
            .number($0.incidence), .init($0.low), .init($0.high),
          ]
        }
      })
  }

  /// The incidence at the times of `rates`.
  private var printedIncidences: ReportTable {
    ReportTable(
      "incidence", title: "Cumulative incidence in the risk groups at given times",
      columns: [
        .init("model"), .init("part"), .init("group"), .init("cause"), .init("events"), .init("time"),
        .init("incidence"),
      ],
      keyCount: 4,
      rows: found.incidences.flatMap { one in
        found.asked.rates.map { time in
          let last = one.points.last { $0.time <= time }
          return [
            .text(one.model), .text(one.part), .text(one.group), .text(one.cause), .integer(one.events), .number(time),
            .text(NumberText.interval(last?.incidence ?? 0, last?.low, last?.high)),
          ]
        }
      })
  }

  // MARK: Searched cut-offs

  /// Two numbers are told of one cut-off: `cutoff`, the highest score of the lower group, which the search names, and
  /// `threshold`, midway from it to the next score, from which on new scores are high.
  public var searches: ReportTable {
    searches([
      .init("model"), .init("cutoff", .significant(5)), .init("threshold", .significant(4)),
      .init("statistic", .decimals(3)), .init("p", .p), .init("p_lausen94", .p), .init("p_naive", .p),
    ])
  }

  /// The same with what each number is, beside it.
  private var printedSearches: ReportTable {
    searches([
      .init("model"), .init("highest score that is low", .significant(5)),
      .init("threshold, midway to the next", .significant(4)), .init("statistic", .decimals(3)),
      .init("corrected p", .p), .init("p by Lausen 1994", .p), .init("naive p, not to report", .p),
    ])
  }

  private func searches(_ columns: [ReportTable.Column]) -> ReportTable {
    ReportTable(
      "cutoff_searches", title: "Maximally selected cut-offs, searched for in training", columns: columns,
      rows: found.searches.map {
        [
          .text($0.model), .number($0.cutoff), .init(found.threshold(of: $0)), .number($0.statistic), .number($0.p),
          .number($0.p94), .number($0.naiveP),
        ]
      })
  }

  public var searchedCutoffs: ReportTable {
    ReportTable(
      "searched_cutoffs", columns: [.init("model"), .init("cutoff"), .init("share"), .init("statistic")],
      rows: found.searches.flatMap { one in
        one.points.map { [.text(one.model), .number($0.cutoff), .number($0.share), .number($0.statistic)] }
      })
  }
}

extension RunResult.Evaluation {
  /// The threshold that a search led to, midway from its cut-off to the next score; nil where there is none.
  func threshold(of search: RunResult.CutoffSearch) -> Double? {
    cutoffs.first { $0.model == search.model && $0.rule == CutoffRule.maximallySelected.description }?.threshold
  }
}
