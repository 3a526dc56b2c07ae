import Foundation
import TestSupport
import Testing

@Suite struct SurvivalCommandTests {
  /// Times 1, 2, 2+, 3, 4+: S = 4/5, then 3/4 of it at 2 (four at risk), then 1/2 of it at 3 (two at risk).
  static let small = "t,d,g\n1,1,a\n2,1,a\n2,0,b\n3,1,b\n4,0,b\n"

  @Test func `a survival curve has a row at every distinct time`() throws {
    let json = try RadishCommand.run(["km", "-", "--time", "t", "--event", "d", "--json"], input: Self.small).json()
    #expect(json["schema"].text == "radish/km/1")
    #expect(json["n"].integer == 5)
    #expect(json["conf_type"].text == "log-log")
    let group = json["groups", 0]
    #expect(group["name"].text == "all")
    #expect(group["n"].integer == 5)
    #expect(group["events"].integer == 3)
    #expect(group["median"].number == 3)
    let curve = group["curve"].list
    #expect(curve.map { $0["time"].number } == [1, 2, 3, 4])
    #expect(curve.map { $0["at_risk"].integer } == [5, 4, 2, 1])
    #expect(curve.map { $0["events"].integer } == [1, 1, 1, 0])
    #expect(curve.map { $0["censored"].integer } == [0, 1, 0, 1])
    for (found, expected) in zip(curve.map { $0["survival"].number }, [0.8, 0.6, 0.3, 0.3]) {
      #expect(agrees(found, expected, 1e-15))
    }
    // Greenwood at time 1: 0.8 · √(1 / (5 · 4)).
    #expect(agrees(curve[0]["se"].number, 0.8 * 0.05.squareRoot(), 1e-14))
    #expect(json["logrank"].value == nil)
  }

  @Test func `two groups get a log-rank test and a hazard ratio of the second against the first`() throws {
    let json = try RadishCommand.run(
      ["km", "-", "--time", "t", "--event", "d", "--by", "g", "--json"], input: Self.small
    ).json()
    #expect(json["groups"].list.map { $0["name"].text } == ["a", "b"])
    #expect(json["logrank", "df"].integer == 1)
    #expect(json["hazard_ratio", "reference"].text == "a")
    #expect(json["hazard_ratio", "hr"].number.map { $0 < 1 } == true)
  }

  @Test func `csv is the curve, every number in full`() throws {
    let run = try RadishCommand.run(
      ["km", "-", "--time", "t", "--event", "d", "--csv", "--conf-type", "plain"], input: Self.small)
    #expect(
      run.output.hasPrefix(
        "group,time,at_risk,events,censored,survival,se,low,high\nall,1,5,1,0,0.8,0.17888543819998"))
  }

  @Test func `nobody with an event is a flat curve that says so`() throws {
    let csv = "t,d\n5,0\n8,0\n"
    let json = try RadishCommand.run(["km", "-", "--time", "t", "--event", "d", "--json"], input: csv).json()
    #expect(json["groups", 0, "median"].isNull)
    #expect(json["groups", 0, "curve", 1, "survival"].number == 1)
    #expect(!json.codes.isEmpty)
    let c = try RadishCommand.run(
      ["cindex", "-", "--time", "t", "--event", "d", "--score", "t", "--json"], input: csv
    ).json()
    #expect(c["scores", 0, "harrell", "c"].isNull)
    #expect(c.codes.contains("no_events"))
  }

  @Test(arguments: [
    ("0,1", "1"), ("1,2", "2"), ("false,true", "true"), ("FALSE,TRUE", "true"), ("1,1", "1"), ("2,2", "2"),
  ])
  func `events are understood in three codings, the larger one being the event`(codes: String, event: String) throws {
    let codes = codes.split(separator: ",")
    let csv = "t,d\n1,\(codes[0])\n2,\(codes[1])\n"
    let json = try RadishCommand.run(["km", "-", "--time", "t", "--event", "d", "--json"], input: csv).json()
    #expect(json["event_label"].text == event)
    #expect(json["groups", 0, "events"].integer == (codes[0] == codes[1] ? 2 : 1))
  }

  @Test func `a label names the event, all other values are censored`() throws {
    let csv = "t,d\n1,relapse\n2,dead\n3,alive\n"
    let json = try RadishCommand.run(["km", "-", "--time", "t", "--event", "d=dead", "--json"], input: csv).json()
    #expect(json["groups", 0, "events"].integer == 1)
    #expect(json["groups", 0, "curve", 1, "events"].integer == 1)
  }

  @Test(arguments: [
    (
      "km", "t,d\n1,yes\n2,no\n", "d",
      "\"d\" is not coded 0/1, false/true or 1/2: it holds \"no\", \"yes\". "
        + "Say which one is the event with --event d=LABEL."
    ),
    (
      "km", "t,d\n1,0\n2,1\n3,2\n", "d",
      "\"d\" is not coded 0/1, false/true or 1/2: it holds \"0\", \"1\", \"2\". "
        + "Say which one is the event with --event d=LABEL."
    ),
    (
      "km", "t,d\n1,yes\n2,no\n", "d=dead",
      "No row has \"dead\" in \"d\", which holds \"no\", \"yes\". Choose one of them for --event d=LABEL."
    ),
    (
      "km", "t,d\n1,1\n-2.5,0\n", "d",
      "Row 2: t is -2.5, but a follow-up time cannot be negative. Correct it, or leave the row out with "
        + "--where 't>=0'."
    ),
    (
      "cox", "t,d,x\n1,0,3\n2,0,1\n", "d",
      "\"d\" marks no event: every row is censored, so nothing can be estimated. "
        + "Check which value means the event and name it with --event d=LABEL."
    ),
    ("km", "t,d\nlong,1\n2,0\n", "d", "Column \"t\" must hold numbers but holds text such as \"long\"."),
  ])
  func `follow-up that cannot be used is one sentence`(
    command: String, csv: String, event: String, sentence: String
  ) throws {
    let more = command == "cox" ? ["--covariates", "x"] : []
    let run = try RadishCommand.run([command, "-", "--time", "t", "--event", event] + more, input: csv)
    #expect(run.status == 1)
    #expect(run.messages == "radish: \(sentence)\n")
  }

  @Test func `one group cannot be compared`() throws {
    let run = try RadishCommand.run(
      ["km", "-", "--time", "t", "--event", "d", "--by", "g"], input: "t,d,g\n1,1,a\n2,0,a\n")
    #expect(run.status == 1)
    #expect(run.messages == "radish: All rows have a in \"g\"; at least two groups are needed to compare.\n")
  }

  @Test func `text columns become contrasts against the first level`() throws {
    let csv = "t,d,sex\n1,1,Male\n2,1,Female\n3,0,Male\n4,1,Female\n5,0,Female\n6,1,Male\n"
    let json = try RadishCommand.run(
      ["cox", "-", "--time", "t", "--event", "d", "--covariates", "sex", "--json"], input: csv
    ).json()
    #expect(json["coefficients"].list.map { $0["name"].text } == ["sex=Male"])
    #expect(json["proportional_hazards"].list.map { $0["name"].text } == ["sex", "GLOBAL"])
    let text = try RadishCommand.run(["cox", "-", "--time", "t", "--event", "d", "--covariates", "sex"], input: csv)
    #expect(text.output.contains("Reference: sex=Female."))
  }

  /// survfit and survdiff of survival 3.5.3 in R 4.2.2; 1e-8 relative as the reference file states.
  @Test(
    .enabled(if: Reference.isExpected, "no reference folder beside this checkout"),
    arguments: [
      ("lung_all", "lung", nil, nil), ("lung_by_sex", "lung", "sex", nil), ("aml_by_x", "aml", "x", nil),
      ("colon_death_by_rx", "colon", "rx", "etype=2"),
    ] as [(String, String, String?, String?)])
  func `curves and medians are those of survival`(id: String, file: String, by: String?, filter: String?) throws {
    let expected = try StatsReference.expected("kaplan_meier", id)
    for (type, key) in [("log-log", "loglog"), ("log", "log"), ("plain", "plain")] {
      let arguments = ["km", StatsReference.data(file), "--time", "time", "--event", "status", "--json"]
      let json = try RadishCommand.run(
        arguments + ["--conf-type", type] + (by.map { ["--by", $0] } ?? []) + (filter.map { ["--where", $0] } ?? [])
      ).json()
      let groups = expected["groups"].list
      try #require(json["groups"].list.count == groups.count)
      for (found, group) in zip(json["groups"].list, groups) {
        #expect(found["name"].text == group["group"].text)
        #expect(found["n"].integer == group["n"].integer)
        #expect(found["events"].integer == group["events"].integer)
        let pairs = [
          ("time", "time"), ("at_risk", "n_risk"), ("events", "n_event"), ("censored", "n_censor"),
          ("survival", "surv"), ("se", "std_err"),
        ]
        for (ours, theirs) in pairs {
          let values = found["curve"].list.map { $0[ours].number }
          let reference = group["steps", theirs].numbers
          try #require(values.count == reference.count)
          #expect(zip(values, reference).allSatisfy { agrees($0, $1, 1e-8) }, "\(ours)")
        }
        for (position, name) in ["median", "median_low", "median_high"].enumerated() {
          #expect(
            agrees(found[name].number, group["quantiles", key, "median", position].number, 1e-8), "\(type) \(name)")
        }
      }
    }
  }

  @Test(
    .enabled(if: Reference.isExpected, "no reference folder beside this checkout"),
    arguments: [("lung_sex", "lung", "sex")])
  func `the log-rank test is that of survival`(id: String, file: String, by: String) throws {
    let expected = try StatsReference.expected("logrank", id)
    let json = try RadishCommand.run(
      ["km", StatsReference.data(file), "--time", "time", "--event", "status", "--by", by, "--json"]
    ).json()
    #expect(agrees(json["logrank", "chisq"].number, expected["chisq"].number, 1e-8))
    #expect(agrees(json["logrank", "p"].number, expected["p"].number, 1e-8))
  }

  /// coxph and cox.zph of survival 3.5.3; 1e-6 relative as the reference file states.
  @Test(
    .enabled(if: Reference.isExpected, "no reference folder beside this checkout"),
    arguments: [
      ("lung_efron", "lung", "age,sex,ph.ecog,ph.karno,wt.loss", "efron"),
      ("lung_breslow", "lung", "age,sex,ph.ecog,ph.karno,wt.loss", "breslow"),
      ("lung_exact", "lung", "age,sex", "exact"),
      ("aml_efron", "aml", "x", "efron"), ("aml_breslow", "aml", "x", "breslow"),
    ])
  func `Cox regression is that of survival`(id: String, file: String, covariates: String, ties: String) throws {
    let expected = try StatsReference.expected("cox", id)
    let json = try RadishCommand.run(
      [
        "cox", StatsReference.data(file), "--time", "time", "--event", "status", "--covariates", covariates, "--ties",
        ties, "--json",
      ]
    ).json()
    #expect(json["n"].integer == expected["n"].integer)
    #expect(json["n_events"].integer == expected["events"].integer)
    #expect(json["ties"].text == ties)
    for key in ["coef", "se", "z", "p", "hr"] {
      let values = json["coefficients"].list.map { $0[key].number }
      try #require(values.count == expected[key].list.count)
      #expect(zip(values, expected[key].numbers).allSatisfy { agrees($0, $1, 1e-6) }, "\(key)")
    }
    let low = json["coefficients"].list.map { $0["low"].number.map { log($0) } }
    #expect(zip(low, expected["ci95_coef_lower"].numbers).allSatisfy { agrees($0, $1, 1e-6) })
    #expect(agrees(json["log_likelihood", "null"].number, expected["loglik_null"].number, 1e-6))
    #expect(agrees(json["log_likelihood", "model"].number, expected["loglik"].number, 1e-6))
    for (ours, theirs) in [("lr", "lr_test"), ("wald", "wald_test"), ("score", "score_test")] {
      for key in ["chisq", "df", "p"] {
        #expect(agrees(json["tests", ours, key].number, expected[theirs, key].number, 1e-6), "\(ours) \(key)")
      }
    }
    #expect(agrees(json["concordance", "c"].number, expected["concordance"].number, 1e-8))
    #expect(agrees(json["concordance", "se"].number, expected["concordance_se"].number, 1e-6))
    let zph = expected["cox_zph", "km"]
    for key in ["chisq", "df", "p"] where !zph.keys.isEmpty {
      let values = json["proportional_hazards"].list.map { $0[key].number }
      #expect(zip(values, zph[key].numbers).allSatisfy { agrees($0, $1, 1e-6) }, "zph \(key)")
    }
    let baseline = expected["baseline_cumhaz"]
    for (position, row) in baseline["row_index_1based"].list.enumerated() {
      guard let row = row.integer else { continue }
      let found = json["baseline", row - 1]
      #expect(agrees(found["time"].number, baseline["time", position].number, 1e-6))
      #expect(agrees(found["hazard"].number, baseline["hazard_x0", position].number, 1e-6))
      #expect(agrees(found["hazard_at_means"].number, baseline["hazard_means", position].number, 1e-6))
    }
  }

  /// concordance() of survival 3.5.3; 1e-8 relative as the reference file states.
  @Test(
    .enabled(if: Reference.isExpected, "no reference folder beside this checkout"),
    arguments: [("lung", "lung", "time", "status"), ("synth_f001", "synth_radiomics", "time", "event")])
  func `concordance is that of survival`(id: String, file: String, time: String, event: String) throws {
    let expected = try StatsReference.expected("cindex", id)
    let markers = expected["markers"].list
    var arguments = ["cindex", StatsReference.data(file), "--time", time, "--event", event, "--json"]
    for marker in markers {
      arguments += ["--score", marker["marker"].text ?? ""]
      arguments += ["--direction", marker["higher_is_worse"].integer == 1 ? "higher" : "lower"]
    }
    let json = try RadishCommand.run(arguments).json()
    #expect(json["n"].integer == expected["n"].integer)
    for (found, marker) in zip(json["scores"].list, markers) {
      #expect(agrees(found["harrell", "c"].number, marker["harrell_c"].number, 1e-8))
      #expect(agrees(found["harrell", "se"].number, marker["harrell_se"].number, 1e-8))
      #expect(agrees(found["uno", "c"].number, marker["uno_n_G2", "c"].number, 1e-8))
      #expect(agrees(found["uno", "se"].number, marker["uno_n_G2", "se"].number, 1e-8))
    }
    for comparison in expected["comparisons"].list {
      let found = json["comparisons"].list.first {
        $0["a"].text == comparison["a"].text && $0["b"].text == comparison["b"].text
      }
      try #require(found != nil)
      #expect(agrees(found?["difference"].number, comparison["diff"].number, 1e-8))
      #expect(agrees(found?["se"].number, comparison["se"].number, 1e-8))
      #expect(agrees(found?["p"].number, comparison["p"].number, 1e-7))
    }
  }
}
