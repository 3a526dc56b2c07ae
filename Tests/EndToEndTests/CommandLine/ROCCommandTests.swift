import Foundation
import TestSupport
import Testing

@Suite struct ROCCommandTests {
  /// Two positives above one negative, one below: AUC = 3/4 by counting pairs.
  static let small = "id,sick,score\na,1,3\nb,0,2\nc,1,1\nd,0,0\n"

  @Test func `the answer for people says the positive class and the area`() throws {
    let run = try RadishCommand.run(["roc", "-", "--outcome", "sick", "--score", "score"], input: Self.small)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("Positive: sick = 1 (2 rows); negative: 0 (2 rows). Speaks for positive: higher"))
    #expect(run.output.contains("score  0.750"))
    #expect(run.messages == "")
  }

  @Test func `the document carries every field in full`() throws {
    let json = try RadishCommand.run(
      ["roc", "-", "--outcome", "sick", "--score", "score", "--json"], input: Self.small
    ).json()
    #expect(json["schema"].text == "radish/roc/1")
    #expect(json["n"].integer == 4)
    #expect(json["n_missing"].integer == 0)
    #expect(json["positive"].text == "1")
    let score = json["scores", 0]
    #expect(score["name"].text == "score")
    #expect(score["auc"].number == 0.75)
    #expect(score["n_positive"].integer == 2)
    #expect(score["n_negative"].integer == 2)
    // Thresholds are midpoints, from everybody positive to nobody; the ends have none.
    #expect(score["points"].list.map { $0["threshold"].number } == [nil, 0.5, 1.5, 2.5, nil])
    #expect(score["points", 0, "threshold"].isNull)
    #expect(score["points"].list.map { $0["sensitivity"].number } == [1, 1, 0.5, 0.5, 0])
    #expect(score["points"].list.map { $0["specificity"].number } == [0, 0.5, 0.5, 1, 1])
    // Sensitivity + specificity is 1.5 at two cut-offs: both are listed.
    #expect(score["youden"].list.map { $0["threshold"].number } == [0.5, 2.5])
    #expect(score["youden", 1, "ppv"].number == 1)
    #expect(score["youden", 0, "npv"].number == 1)
    #expect(json["comparisons"].list.isEmpty)
    #expect(json.codes == ["few_in_class", "interval_near_edge"])
  }

  @Test func `a lower direction is taken as said and never guessed`() throws {
    let arguments = ["roc", "-", "--outcome", "sick", "--score", "score", "--json"]
    let lower = try RadishCommand.run(arguments + ["--direction", "lower"], input: Self.small).json()
    #expect(lower["scores", 0, "auc"].number == 0.25)
    #expect(lower["scores", 0, "direction"].text == "lower")
    let reversed = try RadishCommand.run(arguments, input: "sick,score\n0,3\n1,2\n0,1\n1,0\n").json()
    #expect(reversed["scores", 0, "auc"].number == 0.25)
    #expect(reversed.codes.contains("below_chance"))
  }

  @Test func `rows with missing values are counted, named and left out`() throws {
    let csv = "sick,a,b\n1,3,\n0,2,1\nNA,4,4\n1,1,5\n0,0,2\n1,.,N/A\n"
    let run = try RadishCommand.run(
      ["roc", "-", "--outcome", "sick", "--score", "a", "--score", "b", "--json"], input: csv)
    let json = try run.json()
    #expect(json["n"].integer == 3)
    #expect(json["n_missing"].integer == 3)
    #expect(json["missing"].list.map { $0["column"].text } == ["sick", "a", "b"])
    #expect(json["missing", 2, "rows"].list.map(\.integer) == [1, 6])
    let text = try RadishCommand.run(["roc", "-", "--outcome", "sick", "--score", "a"], input: csv)
    #expect(
      text.output.contains(
        "2 of 6 rows have a missing value and are left out: sick in 1 (row 3); a in 1"))
  }

  @Test func `a filter chooses rows`() throws {
    let json = try RadishCommand.run(
      ["roc", "-", "--outcome", "sick", "--score", "score", "--where", "id != d", "--json"], input: Self.small
    ).json()
    #expect(json["n"].integer == 3)
    #expect(json["scores", 0, "auc"].number == 0.5)
  }

  @Test func `without a table name csv holds one row per score`() throws {
    let run = try RadishCommand.run(
      ["roc", "-", "--outcome", "sick", "--score", "score", "--csv"], input: Self.small)
    #expect(run.output.hasPrefix("name,auc,se,ci_low,ci_high,n_positive,n_negative,direction,interval\nscore,0.75,"))
    let points = try RadishCommand.run(
      ["roc", "-", "--outcome", "sick", "--score", "score", "--csv", "--table", "points"], input: Self.small)
    #expect(
      points.output == """
        score,threshold,sensitivity,specificity
        score,,1,0
        score,0.5,1,0.5
        score,1.5,0.5,0.5
        score,2.5,0.5,1
        score,,0,1

        """)
  }

  @Test(arguments: [
    (
      "sick,score\nyes,1\nmaybe,2\nno,3\n", [],
      "Which value of \"sick\" is positive? It holds \"maybe\", \"no\", \"yes\". Say it with --positive LABEL."
    ),
    (
      "sick,score\n1,1\n2,2\n", [],
      "Which value of \"sick\" is positive? It holds \"1\", \"2\". Say it with --positive LABEL."
    ),
    (
      "sick,score\n1,1\n0,2\n", ["--positive", "ill"],
      "No row has \"ill\" in \"sick\", which holds \"0\", \"1\". Choose one of them for --positive."
    ),
    (
      "sick,score\n1,1\n1,2\n", [],
      "All 2 rows have 1 in \"sick\". Both classes are needed: check the column, the filter and the rows left out "
        + "for missing values."
    ),
    ("sick,score\n1,low\n0,2\n", [], "Column \"score\" must hold numbers but holds text such as \"low\"."),
    ("sick,scores\n1,1\n0,2\n", [], "There is no column \"score\". Did you mean \"scores\"?"),
    ("sick,score\n", [], "standard input: has a header but no rows."),
    (
      "sick,score\n1,1\n0,2\n", ["--where", "score > 9"],
      "standard input: no row satisfies \"score > 9\". Loosen the condition of --where."
    ),
    (
      "sick,score\n1,\n0,\n", [],
      "Every row lacks a value in one of sick, score; nothing is left to compute with. "
        + "Leave out the column that is mostly empty, or fill it in."
    ),
    ("sick,score\n1,1\n0,2\n", ["--score", "score"], "The column \"score\" is named twice. Name it once."),
  ])
  func `what cannot be answered is one sentence`(csv: String, more: [String], sentence: String) throws {
    let run = try RadishCommand.run(["roc", "-", "--outcome", "sick", "--score", "score"] + more, input: csv)
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.messages == "radish: \(sentence)\n")
  }

  @Test func `a file that is not there is named`() throws {
    let run = try RadishCommand.run(["roc", "/nowhere/x.csv", "--outcome", "y", "--score", "s"])
    #expect(run.status == 1)
    #expect(run.messages == "radish: /nowhere/x.csv: cannot be read (no such file).\n")
  }

  @Test func `directions must be one or as many as scores`() throws {
    let run = try RadishCommand.run(
      [
        "roc", "-", "--outcome", "y", "--score", "a", "--score", "b", "--score", "c", "--direction", "lower",
        "--direction", "higher",
      ], input: "y,a,b,c\n1,1,1,1\n0,0,0,0\n")
    #expect(run.status == 1)
    #expect(
      run.messages
        == "radish: --direction is given 2 times for 3 scores: give it once for all, or once per --score.\n")
  }

  @Test func `text from a file cannot drive the terminal`() throws {
    let run = try RadishCommand.run(
      ["roc", "-", "--outcome", "y", "--score", "s"], input: "y,s\n\u{1B}[31mill,1\n\u{1B}[2Jwell,2\n")
    #expect(run.messages.contains("␛[31mill"))
    #expect(!run.messages.unicodeScalars.contains("\u{1B}"))
  }

  struct Row: CustomTestStringConvertible, Sendable {
    let id: String
    let file: String
    let outcome: String
    let positive: String
    let score: String
    var more: [String] = []
    var testDescription: String { id }
  }

  /// pROC 1.18.0 in R 4.2.2; tolerance 1e-8 relative, as the reference file states.
  @Test(
    .enabled(if: Reference.isExpected, "no reference folder beside this checkout"),
    arguments: [
      Row(id: "aSAH_s100b", file: "aSAH", outcome: "outcome", positive: "Poor", score: "s100b"),
      Row(id: "aSAH_ndka", file: "aSAH", outcome: "outcome", positive: "Poor", score: "ndka"),
      Row(id: "aSAH_wfns_heavy_ties", file: "aSAH", outcome: "outcome", positive: "Poor", score: "wfns"),
      Row(
        id: "birthwt_lwt_lower_is_positive", file: "birthwt", outcome: "low", positive: "1", score: "lwt",
        more: ["--direction", "lower"]),
      Row(id: "wdbc_mean_radius", file: "wdbc", outcome: "malignant", positive: "1", score: "mean_radius"),
      Row(id: "wdbc_texture_se", file: "wdbc", outcome: "malignant", positive: "1", score: "texture_error"),
      Row(id: "pbc_status2_bili_missing", file: "pbc", outcome: "status", positive: "2", score: "chol"),
    ])
  func `areas, intervals and cut-offs are those of pROC`(row: Row) throws {
    let expected = try StatsReference.expected("roc", row.id)
    let json = try RadishCommand.run(
      [
        "roc", StatsReference.data(row.file), "--outcome", row.outcome, "--positive", row.positive, "--score",
        row.score, "--json",
      ] + row.more
    ).json()
    let score = json["scores", 0]
    #expect(json["n_missing"].integer == expected["n_missing"].integer)
    #expect(score["n_positive"].integer == expected["n_pos"].integer)
    #expect(score["n_negative"].integer == expected["n_neg"].integer)
    #expect(agrees(score["auc"].number, expected["auc"].number, 1e-8))
    #expect(agrees(score["se"].number, expected["delong_se"].number, 1e-8))
    #expect(agrees(score["ci_low"].number, expected["ci95_delong", 0].number, 1e-8))
    #expect(agrees(score["ci_high"].number, expected["ci95_delong", 1].number, 1e-8))
    let youden = expected["youden"].list
    try #require(score["youden"].list.count == youden.count)
    for (found, best) in zip(score["youden"].list, youden) {
      for key in ["threshold", "sensitivity", "specificity", "ppv", "npv"] {
        #expect(agrees(found[key].number, best[key].number, 1e-8), "\(key)")
      }
    }
    for key in ["threshold", "sensitivity", "specificity"] where !expected["points"].keys.isEmpty {
      let found = score["points"].list.map { $0[key].number }
      let reference = expected["points", key].numbers
      try #require(found.count == reference.count)
      #expect(zip(found, reference).allSatisfy { agrees($0, $1, 1e-8) }, "\(key)")
    }
  }

  /// roc.test(method = "delong", paired = TRUE) of pROC 1.18.0.
  @Test(
    .enabled(if: Reference.isExpected, "no reference folder beside this checkout"),
    arguments: ["aSAH_s100b_vs_ndka", "aSAH_s100b_vs_wfns", "aSAH_wfns_vs_ndka", "birthwt_age_vs_lwt_both_lower"])
  func `paired comparisons are those of pROC`(id: String) throws {
    let settings = try StatsReference.document("delong_paired")["cases"].list.first { $0["id"].text == id }?["settings"]
    let markers = settings?["markers"].list.compactMap(\.text) ?? []
    try #require(markers.count == 2)
    let expected = try StatsReference.expected("delong_paired", id)
    let isBirth = id.hasPrefix("birthwt")
    let json = try RadishCommand.run(
      [
        "roc", StatsReference.data(isBirth ? "birthwt" : "aSAH"), "--outcome", isBirth ? "low" : "outcome",
        "--positive", isBirth ? "1" : "Poor", "--score", markers[0], "--score", markers[1], "--direction",
        isBirth ? "lower" : "higher", "--json",
      ]
    ).json()
    let comparison = json["comparisons", 0]
    #expect(comparison["a"].text == markers[0])
    #expect(comparison["b"].text == markers[1])
    #expect(agrees(comparison["difference"].number, expected["diff"].number, 1e-8))
    #expect(agrees(comparison["se"].number, expected["se_diff"].number, 1e-8))
    #expect(agrees(comparison["z"].number, expected["z"].number, 1e-8))
    #expect(agrees(comparison["p"].number, expected["p"].number, 1e-8))
  }
}
