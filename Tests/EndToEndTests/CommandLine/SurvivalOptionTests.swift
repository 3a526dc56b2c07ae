import TestSupport
import Testing

/// The options of `radish km` and `cox`, and the other survival commands, on a few patients.
@Suite struct SurvivalOptionTests {
  private static let columns = ["--time", "months", "--event", "progressed"]

  private func json(_ command: String, _ more: String...) throws -> JSONValue {
    try RadishCommand.run([command, "-"] + Self.columns + more + ["--json"], input: Patients.csv).json()
  }

  @Test func `tests of groups can be weighted and stratified`() throws {
    let plain = try json("km", "--by", "arm", "--test", "peto", "gehan")
    // survdiff(S ~ arm), and with rho = 1
    #expect(agrees(plain["logrank", "chisq"].number, 3.60360258112715, 1e-9))
    #expect(plain["tests"].list.map { $0["test"].text } == ["log-rank", "Peto–Peto", "Gehan–Wilcoxon"])
    #expect(agrees(plain["tests", 1, "chisq"].number, 4.28198080910362, 1e-9))
    // survdiff(S ~ arm + strata(sex)); coxph(S ~ arm + strata(sex))
    let stratified = try json("km", "--by", "arm", "--strata", "sex")
    #expect(agrees(stratified["logrank", "chisq"].number, 5.36839320810357, 1e-9))
    #expect(agrees(stratified["hazard_ratio", "hr"].number, 5.9175092738692179, 1e-7))
  }

  @Test func `restricted means and their difference are those of R`() throws {
    let found = try json("km", "--by", "arm", "--rmst", "30")
    // summary(survfit(S ~ arm), rmean = 30)$table
    #expect(agrees(found["rmst", 0, "mean"].number, 27.8555555555556, 1e-10))
    #expect(agrees(found["rmst", 0, "se"].number, 1.34560199122655, 1e-9))
    #expect(agrees(found["rmst", 1, "mean"].number, 19.3222222222222, 1e-10))
    #expect(agrees(found["rmst", 1, "se"].number, 2.89511200567046, 1e-9))
    #expect(agrees(found["rmst_differences", 0, "difference"].number, 19.3222222222222 - 27.8555555555556, 1e-10))
  }

  @Test func `a landmark leaves out who had the event before and counts from there`() throws {
    let found = try json("km", "--by", "arm", "--landmark", "18")
    #expect(found["landmark", "n"].integer == 13)
    #expect(found["landmark", "earlier_events"].integer == 5)
    // survdiff(Surv(months - 18, progressed) ~ arm, subset = months > 18)
    #expect(agrees(found["logrank", "chisq"].number, 0.0275783383379782, 1e-9))
  }

  @Test func `pairs of groups are tested with Holm's adjustment`() throws {
    let found = try json("km", "--by", "stage", "--pairwise", "--trend")
    #expect(found["pairwise"].list.count == 3)
    let raw = found["pairwise"].list.compactMap { $0["p"].number }
    let holm = found["pairwise"].list.compactMap { $0["p_holm"].number }
    #expect(agrees(holm.min(), (raw.min() ?? 0) * 3, 1e-12))
    #expect(found["tests"].list.last?["df"].integer == 1)
  }

  @Test func `an interaction is tested against the model without it`() throws {
    let found = try json("cox", "--covariates", "arm,risk", "--interaction", "arm:risk")
    #expect(found["coefficients"].list.map { $0["name"].text } == ["arm=B", "risk", "arm=B:risk"])
    // anova(coxph(S ~ arm + risk), coxph(S ~ arm * risk))$Chisq[2]
    #expect(agrees(found["interactions", 0, "chisq"].number, 4.71610002800593, 1e-7))
    #expect(agrees(found["coefficients", 2, "coef"].number, 16.6575702522788, 1e-5))
  }

  @Test func `strata and clusters reach the concordance and the baseline`() throws {
    let strata = try json("cox", "--covariates", "age", "--strata", "stage")
    // summary(coxph(S ~ age + strata(stage)))$concordance
    #expect(agrees(strata["concordance", "c"].number, 0.6875, 1e-12))
    #expect(agrees(strata["concordance", "se"].number, 0.155834408244677, 1e-9))
    let baseline = strata["baseline"].list
    #expect(baseline.first?["stratum"].text == "I" && baseline.last?["stratum"].text == "III")
    // basehaz(centered = FALSE) at 6.2 in stage III
    let third = baseline.first { $0["stratum"].text == "III" }
    #expect(agrees(third?["hazard"].number, 6.38307812498892e-06, 1e-7))
    // summary(coxph(S ~ age, cluster = sex))$concordance
    let cluster = try json("cox", "--covariates", "age", "--cluster", "sex")
    #expect(agrees(cluster["concordance", "c"].number, 0.763157894736842, 1e-12))
    #expect(agrees(cluster["concordance", "se"].number, 0.0323192850126815, 1e-9))
  }

  @Test func `a marker from the lowest to the highest number is drawn`() throws {
    let table = "s,t,e\n1e308,1,1\n-1e308,2,0\n3,3,1\n5e307,4,0\n9e307,6,1\n0.2,5,0\n"
    let run = try RadishCommand.run(["cutpoint", "-", "--time", "t", "--event", "e", "--marker", "s"], input: table)
    #expect(run.status == 0)
    #expect(run.output.contains("Every cut-off of s"))
  }

  @Test func `competing events add up with those who are left`() throws {
    let found = try RadishCommand.run(
      ["cuminc", "-", "--time", "months", "--event", "cause", "--at", "20", "30", "--json"], input: Patients.csv
    ).json()
    #expect(found["causes"].list.map(\.text) == ["1", "2"])
    // summary(survfit(Surv(months, factor(cause, 0:2)) ~ 1), times = c(20, 30))$pstate
    #expect(agrees(found["incidence", 0, "incidence"].number, 0.277777777777778, 1e-12))
    #expect(agrees(found["incidence", 1, "incidence"].number, 1.0 / 3, 1e-12))
    #expect(agrees(found["incidence", 3, "incidence"].number, 1.0 / 6, 1e-12))
  }

  @Test func `follow-up of which nobody was lost is counted too`() throws {
    let table = "t,why\n1,1\n2,2\n3,1\n4,2\n"
    let found = try RadishCommand.run(
      ["cuminc", "-", "--time", "t", "--event", "why", "--censored", "none", "--at", "2.5", "--json"], input: table
    ).json()
    #expect(found["causes"].list.map(\.text) == ["1", "2"])
    #expect(found["incidence"].list.map { $0["incidence"].number } == [0.25, 0.25])
  }

  @Test func `beyond the last follow-up no incidence is known, unless all have had an event`() throws {
    func last(_ why: String) throws -> JSONValue {
      try RadishCommand.run(
        ["cuminc", "-", "--time", "t", "--event", "why", "--censored", "0", "--at", "3,9", "--json"],
        input: "t,why\n1,1\n2,0\n3,1\n4,\(why)\n"
      ).json()["incidence", 1]
    }
    #expect(try last("0")["incidence"].number == nil && last("0")["time"].number == 9)
    // 1/4 + 3/4 · (1/2 + 1/2) = 1.
    #expect(try last("1")["incidence"].number == 1)
  }

  @Test func `a Weibull regression is that of survreg`() throws {
    let found = try json("aft", "--covariates", "arm,age")
    // survreg(S ~ arm + age, dist = "weibull")
    let coefficients = found["coefficients"].list
    for (one, expected) in zip(coefficients, [8.2020429041333234, -0.42187708585645, -0.0693512711501191]) {
      #expect(agrees(one["coef"].number, expected, 1e-6))
    }
    #expect(agrees(coefficients[1]["se"].number, 0.4063886338719148, 1e-6))
    #expect(agrees(found["scale"].number, 0.4957150226665203, 1e-6))
    #expect(agrees(found["log_likelihood", "model"].number, -39.8627769486364656, 1e-9))
  }

  @Test func `a searched cut-off carries its corrected p and a caution`() throws {
    let found = try json("cutpoint", "--marker", "risk")
    #expect(found["p"].number.map { p in found["p_naive"].number.map { p > $0 } ?? false } == true)
    #expect(found.codes.contains("optimised_cutoff"))
    #expect(!found["curve"].list.isEmpty)
  }

  @Test(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
  func `areas at times are those of riskRegression`() throws {
    // td_roc_brier.json: pbc, bilirubin. riskRegression sums the censoring martingale in other steps: errors to 2e-5.
    let expected = try StatsReference.expected("td_roc_brier", "pbc_bili")
    let found = try RadishCommand.run([
      "tdroc", StatsReference.data("pbc"), "--time", "time", "--event", "status=2", "--score", "bili", "--at", "730",
      "1825", "2920", "--json",
    ]).json()
    for (time, (area, error)) in zip(
      found["scores", 0, "times"].list, zip(expected["auc"].numbers, expected["se"].numbers))
    {
      #expect(agrees(time["auc"].number, area, 1e-8))
      #expect(agrees(time["se"].number, error, 2e-5))
    }
    #expect(found["scores", 0, "times"].list.count == 3)
  }

  @Test func `risks by a time are calibrated against Kaplan–Meier and scored`() throws {
    let found = try json(
      "calibration", "--at", "24", "--probability", "risk", "--probability", "risk_new", "--groups", "2")
    #expect(found["schema"].text == "radish/calibration/1")
    #expect(found["models"].list.map { $0["name"].text } == ["risk", "risk_new"])
    // Nobody is censored before 24 months, so the Brier score is a plain mean over patients.
    let risks = [
      0.22, 0.71, 0.15, 0.48, 0.31, 0.80, 0.35, 0.52, 0.40, 0.36, 0.55, 0.62, 0.20, 0.44, 0.58, 0.33, 0.27, 0.46,
    ]
    let early: Set<Int> = [1, 3, 5, 7, 10, 11, 15, 16]
    let brier = risks.indices.reduce(0.0) { sum, i in
      let gap = (early.contains(i) ? 1 : 0) - risks[i]
      return sum + gap * gap
    }
    #expect(agrees(found["models", 0, "brier"].number, brier / 18, 1e-12))
    #expect(found["models", 0, "groups"].list.count == 2)
    #expect(found["integrated_brier"].value == nil)
  }

  @Test func `several times of one model have an integrated Brier score`() throws {
    let found = try json("calibration", "--at", "12", "24", "--probability", "risk", "--probability", "risk_new")
    let scores = found["models"].list.compactMap { $0["brier"].number }
    #expect(scores.count == 2)
    #expect(agrees(found["integrated_brier", "value"].number, scores.reduce(0, +) / 2, 1e-12))
  }

  @Test func `a survival decision curve treats all and none at the ends`() throws {
    let found = try json("dca", "--at", "24", "--probability", "risk", "--thresholds", "0", "0.3", "0.9")
    let points = found["models", 0, "points"].list
    #expect(found["horizon"].number == 24)
    // Everybody is treated from 0 on; 8 of 18 had the event by 24 months.
    #expect(agrees(points[0]["net_benefit"].number, 8.0 / 18, 1e-12))
    #expect(points[2]["net_benefit"].number == 0)
  }

  @Test(arguments: [
    (["km", "--trend"], "--test, --strata, --trend and --pairwise compare groups: name their column with --by."),
    (
      ["calibration", "--probability", "risk", "--at", "12", "--fitted-here"],
      "--fitted-here goes with --outcome, not with --time."
    ),
    (["km", "--rmst", "0"], "--rmst needs a time after 0."),
    (["tdroc", "--score", "risk", "--at", "0"], "--at needs times after 0, for example --at 12 24."),
    (["calibration", "--probability", "risk"], "Give --outcome, or --time, --event and --at."),
    (["dca", "--probability", "risk", "--at", "12", "24"], "A decision curve has one horizon: give --at once."),
    (
      ["cutpoint", "--marker", "risk", "--smallest-share", "0.7"],
      "--smallest-share must lie between 0 and 0.5, for example 0.1."
    ),
  ])
  func `an option that cannot be meant is wrong usage`(words: [String], sentence: String) throws {
    let run = try RadishCommand.run([words[0], "-"] + Self.columns + words.dropFirst(), input: Patients.csv)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.messages.hasPrefix("radish: \(sentence)\n"), "\(run.messages)")
  }

  @Test(arguments: [
    (
      ["cuminc", "--time", "months", "--event", "stage"],
      "Which value of \"stage\" means censored? It holds \"I\", \"II\", \"III\". Say it with --censored LABEL; "
        + "\"none\" where nobody is censored."
    ),
    (
      ["cuminc", "--time", "months", "--event", "cause", "--cause", "3"],
      "No row has \"3\" in \"cause\", which holds \"1\", \"2\". Correct --cause."
    ),
    (
      ["cox", "--time", "months", "--event", "progressed", "--covariates", "age", "--interaction", "age"],
      "\"age\" is no interaction. Name two covariates with a colon between, such as treatment:risk."
    ),
    (
      ["cox", "--time", "months", "--event", "progressed", "--covariates", "age,months"],
      "The column \"months\" is the outcome, which cannot explain itself. Leave it out of --covariates."
    ),
    (
      ["lasso", "--outcome", "progressed", "--covariates", "age,progressed"],
      "The column \"progressed\" is the outcome, which cannot explain itself. Leave it out of --covariates."
    ),
    (
      ["aft", "--time", "cause", "--event", "progressed", "--covariates", "age"],
      "Row 1: cause is 0, but the logarithm of a time is modelled, which needs times above 0. Correct it, or leave the "
        + "row out with --where 'cause>0'."
    ),
    (
      [
        "cindex", "--time", "months", "--event", "progressed", "--score", "risk", "--direction", "higher",
        "--direction", "lower",
      ],
      "--direction is given 2 times for 1 score: give it once for all, or once per --score."
    ),
    (
      ["cutpoint", "--time", "months", "--event", "progressed", "--marker", "reader", "--where", "reader=1"],
      "\"reader\" has too few different values for a cut-off between the smallest shares. Use a continuous marker, or "
        + "a smaller --smallest-share."
    ),
    (
      ["aft", "--time", "months", "--event", "progressed", "--covariates", "age", "--where", "progressed=0"],
      "\"progressed\" marks no event: every row is censored, so nothing can be estimated. Check which value means the "
        + "event and name it with --event progressed=LABEL."
    ),
    (
      ["calibration", "--time", "months", "--event", "progressed", "--at", "12", "24", "36", "--probability", "risk"],
      "1 column of risks and 3 times do not go together: give one time for several models, or one column per time for "
        + "one model."
    ),
  ])
  func `what the table does not allow is one sentence`(words: [String], sentence: String) throws {
    let run = try RadishCommand.run([words[0], "-"] + words.dropFirst(), input: Patients.csv)
    #expect(run.status == 1)
    #expect(run.messages == "radish: \(sentence)\n")
  }
}
