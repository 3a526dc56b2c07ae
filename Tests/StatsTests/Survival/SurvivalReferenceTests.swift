import TestSupport
import Testing

@testable import Stats

/// kaplan_meier.json, logrank.json, cindex.json (survival 3.5.3, R 4.2.2).
enum SurvivalReference {
  /// The data set a case belongs to: rows complete on the named columns, with follow-up.
  static func data(_ item: OracleCase, columns: [String]) -> (data: OracleData, subjects: [SurvivalTime]) {
    let name = String(item.id.split(separator: "_")[0])
    var data = StatsReference.table(name == "synth" ? "synth_radiomics" : name)
    if name == "colon" {
      let type = data.strings("etype")
      data = data.filter { type[$0] == "2" }
    }
    let time = item.settings["time"].string ?? "time"
    let eventSetting = item.settings["event"].string ?? "status"
    let event = eventSetting.contains("status==2") ? "status" : eventSetting
    data = data.complete(columns.filter { data.names.contains($0) } + [time, event])
    let isEvent: (String) -> Bool = { eventSetting.contains("==2") ? $0 == "2" : $0 == "1" }
    let subjects = zip(data.numbers(time), data.strings(event)).map { SurvivalTime(time: $0, isEvent: isEvent($1)) }
    return (data, subjects)
  }

  static func quantiles(_ table: EventTable, _ confidence: KaplanMeier.Confidence, level: Double) throws -> JSONValue {
    let km = try KaplanMeier(table, confidence: confidence, level: level)
    func entry(_ p: Double) -> JSONValue {
      let q = km.quantile(p)
      return .optionals([q.time, q.low, q.high])
    }
    return ["q25": entry(0.25), "median": entry(0.5), "q75": entry(0.75)]
  }

  static let kaplanMeier = OracleTable("kaplan_meier") { item in
    let group = item.settings["group"].string
    let (data, subjects) = data(item, columns: group.map { [$0] } ?? [])
    let level = item.settings["conf_level"].number ?? 0.95
    let grouping = Grouping(labels: group.map { data.strings($0) } ?? subjects.map { _ in "all" })
    let groups = try KaplanMeierGroups(subjects, by: grouping, level: level).groups
    let times = item.settings["times"].numbers
    return [
      "groups": .array(
        try groups.enumerated().map { g, group in
          let km = group.estimate
          let tau = item.expected["groups"][g]["rmst"]["tau"].number ?? .nan
          let rmst = try km.restrictedMean(to: tau)
          let table = km.table
          let rows = times.compactMap { km.estimate(at: $0, extending: true) }
          let before = [0] + rows.map(\.events)
          // The file lists the rows of the curve with an event or a censoring: all of them.
          let curve = km.curve
          let hazard = km.cumulativeHazard
          func interval(_ confidence: KaplanMeier.Confidence) throws -> JSONValue {
            let km = try KaplanMeier(table, confidence: confidence, level: level)
            let rows = times.compactMap { km.estimate(at: $0, extending: true) }
            return ["lower": .optionals(rows.map(\.low)), "upper": .optionals(rows.map(\.high))]
          }
          return [
            "group": .string(group.name), "n": .some(group.subjectCount), "events": .some(group.eventCount),
            "steps": [
              "time": .numbers(curve.map(\.time)), "n_risk": .integers(curve.map(\.atRisk)),
              "n_event": .integers(curve.map(\.events)), "n_censor": .integers(curve.map(\.censored)),
              "surv": .numbers(curve.map(\.survival)), "std_err": .optionals(curve.map(\.standardError)),
              "cumhaz_nelson_aalen": .numbers(hazard.map(\.hazard)),
              "se_cumhaz": .numbers(hazard.map(\.standardError)),
            ],
            "at_times": [
              "time": .numbers(rows.map(\.time)), "n_risk": .integers(rows.map(\.atRisk)),
              "n_event_since_previous": .integers(zip(rows, before).map { $0.events - $1 }),
              "surv": .numbers(rows.map(\.survival)), "std_err": .optionals(rows.map(\.standardError)),
              "ci": [
                "plain": try interval(.plain), "log": try interval(.log), "loglog": try interval(.logLog),
                "arcsin": try interval(.arcsine), "logit": try interval(.logit),
              ],
            ],
            "quantiles": [
              "plain": try quantiles(table, .plain, level: level), "log": try quantiles(table, .log, level: level),
              "loglog": try quantiles(table, .logLog, level: level),
            ],
            "rmst": ["tau": .some(tau), "rmean": .some(rmst.value), "se": .some(rmst.standardError)],
            "median_followup_reverse_km": .some(km.medianFollowUp),
          ]
        })
    ]
  }

  static let logRank = OracleTable("logrank", excluded: ["*/trend.scores": "words"]) { item in
    let group = item.settings["group"].string ?? ""
    let strata = item.settings["strata"].string
    let (data, subjects) = data(item, columns: [group] + (strata.map { [$0] } ?? []))
    let rho = item.settings["rho"].number ?? 0
    let grouping = Grouping(labels: data.strings(group))
    let weight: LogRank.Weight = rho == 0 ? .logRank : .fleming(rho: rho)
    let test = try LogRank(
      subjects, by: grouping, strata: strata.map { Grouping(labels: data.strings($0)) }, weight: weight)
    let pairs = try LogRank.pairwise(
      subjects, by: grouping, strata: strata.map { Grouping(labels: data.strings($0)) }, weight: weight)
    let p = pairs.map { $0.test.p }
    let adjusted = (
      Multiplicity.benjaminiHochberg.adjusted(p), Multiplicity.bonferroni.adjusted(p), Multiplicity.holm.adjusted(p)
    )
    let trend = try test.trend()
    return [
      "n": .integers(test.counts), "groups": .array(test.groups.map { .string($0) }),
      "observed": .numbers(test.observed), "expected": .numbers(test.expected),
      "var": .array(test.variance.map { .numbers($0) }), "chisq": .some(test.chiSquared),
      "df": .some(test.degreesOfFreedom), "p": .some(test.p),
      "hazard_ratio_OE": .optionals([test.hazardRatio]),
      "pairwise": .array(
        pairs.enumerated().map { i, pair in
          [
            "a": .string(pair.first), "b": .string(pair.second), "chisq": .some(pair.test.chiSquared),
            "p": .some(pair.test.p), "p_bh": .some(adjusted.0[i]), "p_bonferroni": .some(adjusted.1[i]),
            "p_holm": .some(adjusted.2[i]),
          ]
        }), "trend": ["chisq": .some(trend?.chiSquared), "p": .some(trend?.p)],
    ]
  }

  static let concordance = OracleTable(
    "cindex",
    excluded: [
      "*/markers.uno_explicit.note": "words", "*/comparisons.method": "words",
      "*/markers.uno_explicit.Gat": "scikit-survival's convention G(t), which Radish does not offer",
      "*/markers.uno_explicit.tau_exclusive.Gat": "scikit-survival's convention G(t), which Radish does not offer",
      "*/markers.uno_explicit.tau_inclusive.Gat": "scikit-survival's convention G(t), which Radish does not offer",
      "*/comparisons.hmisc_rcorrp_dxy_diff": "Hmisc's other estimand: the share of pairs one score ranks better",
      "*/comparisons.hmisc_rcorrp_sd": "Hmisc's other estimand: the share of pairs one score ranks better",
    ]
  ) { item in
    let markers = item.expected["markers"].items
    let columns = markers.compactMap { $0["marker"].string }.map { $0 == "sz" ? "size" : $0 }
    let (data, subjects) = data(item, columns: columns)
    func scores(_ marker: String) -> [Double] {
      marker == "sz"
        ? data.strings("size").map { $0.hasPrefix("<=20") ? 1 : $0.hasPrefix(">50") ? 3 : 2 } : data.numbers(marker)
    }
    func concordance(
      _ marker: JSONValue, _ weight: Concordance.Weight = .harrell, tau: Double? = nil
    ) throws -> Concordance {
      try Concordance(
        subjects, scores: scores(marker["marker"].string ?? ""),
        direction: marker["higher_is_worse"] == .bool(true) ? .higher : .lower, weight: weight, tau: tau)
    }
    func pair(_ c: Concordance) -> JSONValue { ["c": .some(c.value), "se": .some(c.standardError)] }
    let answers: [JSONValue] = try markers.map { marker in
      let harrell = try concordance(marker)
      let uno = try concordance(marker, .uno)
      let tau = marker["tau"].number
      let unoTau = try concordance(marker, .uno, tau: tau)
      return [
        "marker": marker["marker"], "higher_is_worse": marker["higher_is_worse"], "tau": .some(tau),
        "harrell_c": .some(harrell.value), "harrell_se": .some(harrell.standardError),
        "concordant": .some(harrell.concordant), "discordant": .some(harrell.discordant),
        "tied_x": .some(harrell.tiedScore), "tied_y": .some(harrell.tiedTime), "tied_xy": .some(harrell.tiedBoth),
        "uno_n_G2": pair(uno), "peto_S": pair(try concordance(marker, .peto)),
        "schemper_S_G": pair(try concordance(marker, .schemper)),
        "hmisc_dxy": .some(harrell.value.map { 2 * $0 - 1 }),
        "hmisc_sd": .some(harrell.standardError.map { 2 * $0 }), "hmisc_c": .some(harrell.value),
        "harrell_tau": pair(try concordance(marker, tau: tau)), "uno_n_G2_tau": pair(unoTau),
        "uno_explicit": [
          "Gminus": .some(uno.value), "tau_exclusive": ["Gminus": .some(unoTau.value)],
          "tau_inclusive": ["Gminus": .some(unoTau.value)],
        ],
      ]
    }
    return [
      "n": .some(subjects.count), "events": .some(subjects.filter(\.isEvent).count), "markers": .array(answers),
      "comparisons": .array(
        try item.expected["comparisons"].items.map { comparison in
          let both = try ["a", "b"].map { key in
            try concordance(markers.first { $0["marker"] == comparison[key] } ?? .null)
          }
          let test = try Concordance.difference(both[0], both[1])
          return [
            "a": comparison["a"], "b": comparison["b"], "diff": .some(test?.test.difference),
            "cov": .some(test?.covariance), "se": .some(test?.test.standardError), "z": .some(test?.test.z),
            "p": .some(test?.test.p),
          ]
        }),
    ]
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct SurvivalReferenceTests {
  @Test(arguments: SurvivalReference.kaplanMeier.rows)
  func `a Kaplan–Meier number agrees with R`(_ row: OracleRow) {
    #expect(row.agrees(), "R has \(row.expected), found \(String(describing: row.found))")
  }

  @Test(arguments: SurvivalReference.logRank.rows)
  func `a log-rank number agrees with R`(_ row: OracleRow) {
    #expect(row.agrees(), "R has \(row.expected), found \(String(describing: row.found))")
  }

  @Test(arguments: SurvivalReference.concordance.rows)
  func `a concordance agrees with R`(_ row: OracleRow) {
    #expect(row.agrees(), "R has \(row.expected), found \(String(describing: row.found))")
  }
}
