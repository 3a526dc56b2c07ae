import Foundation
import Testing

/// The options of `radish roc`, and `radish paired` and `compare`, on a few patients.
@Suite struct BinaryOptionTests {
  private static let roc = ["roc", "-", "--outcome", "progressed", "--score", "risk", "--json"]

  private func roc(_ more: String...) throws -> JSONValue {
    try RadishCommand.run(Self.roc + more, input: Patients.csv).json()
  }

  @Test func `the picture of a ROC of clusters has the interval of its table`() throws {
    let rows = (0..<24).flatMap { patient in
      (0..<4).map { "\(patient),\(patient % 2),\(Double((patient * 11) % 24) + Double(patient % 2) * 5)" + ",\($0)" }
    }
    let table = "patient,y,s,k\n" + rows.joined(separator: "\n") + "\n"
    let words = ["roc", "-", "--outcome", "y", "--score", "s", "--cluster", "patient", "--bootstrap", "200"]
    let area = try RadishCommand.run(words + ["--json"], input: table).json()["scores", 0]
    func two(_ value: Double?) -> String { String(format: "%.2f", value ?? .nan) }
    let (low, high) = (area["ci_low"].number, area["ci_high"].number)
    let picture = try RadishCommand.run(words, input: table)
    #expect(picture.output.contains("s AUC \(two(area["auc"].number)) (\(two(low))–\(two(high)))"), "\(picture.output)")
    // Of whole patients the bootstrap is as wide as Obuchowski's interval.
    let width = (area["bootstrap", "high"].number ?? 0) - (area["bootstrap", "low"].number ?? 0)
    let other = (high ?? 0) - (low ?? 0)
    #expect(width > 0.7 * other && width < 1.4 * other)
    #expect(picture.output.contains("clustered_rows"))
  }

  @Test func `a partial area is that of pROC, corrected after McClish`() throws {
    let json = try roc("--partial", "0.8,1")
    let part = json["scores", 0, "partial_auc"]
    // auc(r, partial.auc = c(1, .8), partial.auc.focus = "specificity"), and with partial.auc.correct = TRUE
    #expect(agrees(part["area"].number, 0.0962962962962962, 1e-12))
    #expect(agrees(part["corrected"].number, 0.711934156378601, 1e-12))
    #expect(part["axis"].text == "specificity")
    // partial.auc.focus = "sensitivity"
    let other = try roc("--partial", "0.8,1", "--partial-axis", "sensitivity")
    #expect(agrees(other["scores", 0, "partial_auc", "area"].number, 0.0765432098765432, 1e-12))
  }

  @Test func `a bootstrap interval is the same for the same seed and surrounds the area`() throws {
    let first = try roc("--bootstrap", "500", "--seed", "7")["scores", 0, "bootstrap"]
    let second = try roc("--bootstrap", "500", "--seed", "7")["scores", 0, "bootstrap"]
    let other = try roc("--bootstrap", "500", "--seed", "8")["scores", 0, "bootstrap"]
    #expect(first["low"].number == second["low"].number)
    #expect(first["low"].number != other["low"].number || first["high"].number != other["high"].number)
    #expect(first["replicates"].integer == 500)
    #expect(first["low"].number.map { $0 < 0.7654 } == true)
    #expect(first["high"].number.map { $0 > 0.7654 } == true)
  }

  @Test func `a partial area has a bootstrap interval of its own where one is asked for`() throws {
    let arguments = [
      "roc", "-", "--outcome", "y", "--score", "s", "--partial", "0.8,1", "--bootstrap", "200", "--json",
    ]
    let json = try RadishCommand.run(arguments, input: Self.forty).json()
    let part = json["scores", 0, "partial_auc"]
    let area = try #require(part["area"].number)
    let low = try #require(part["bootstrap", "low"].number)
    let high = try #require(part["bootstrap", "high"].number)
    #expect(low <= area && area <= high && 0 <= low && high <= 0.2)
    #expect(low > 0 || high < 0.2)
    #expect(part["bootstrap", "replicates"].integer == 200)
    let printed = try RadishCommand.run(Array(arguments.dropLast()) + ["--width", "120"], input: Self.forty)
    #expect(printed.output.contains("partial, specificity 0.8–1"))
  }

  /// ten positives 30 … 39 and thirty negatives 0 … 29, two of which have changed places: AUC 1 − 1/300.
  static let forty =
    "y,s\n"
    + (0..<40).map { i in "\(i == 29 || i > 30 ? 1 : 0),\(i)" }.joined(separator: "\n") + "\n"

  /// The area is 1 − 1/300, and the logit of its limits lies symmetric around its own.
  @Test func `near one the interval carries a caution, and can be had on the logit scale`() throws {
    let arguments = ["roc", "-", "--outcome", "y", "--score", "s"]
    let symmetric = try RadishCommand.run(arguments + ["--json"], input: Self.forty).json()
    #expect(symmetric["scores", 0, "auc"].number == 1 - 1.0 / 300)
    #expect(symmetric["scores", 0, "ci_high"].number == 1)
    #expect(symmetric["scores", 0, "interval"].text == "DeLong")
    #expect(symmetric.codes.contains("interval_near_edge"))
    let logit = try RadishCommand.run(arguments + ["--interval", "logit", "--json"], input: Self.forty).json()
    let limits = try ["ci_low", "auc", "ci_high"].map { key in
      let value = try #require(logit["scores", 0, key].number)
      return log(value / (1 - value))
    }
    #expect(abs(limits[0] + limits[2] - 2 * limits[1]) < 1e-9 && limits[0] < limits[1])
    #expect(logit["scores", 0, "interval"].text == "DeLong, logit scale")
    #expect(!logit.codes.contains("interval_near_edge"))
    let printed = try RadishCommand.run(arguments, input: Self.forty)
    #expect(printed.output.contains("△ interval_near_edge: s: The area is near its limit"))
    let csv = try RadishCommand.run(arguments + ["--csv"], input: Self.forty)
    #expect(csv.messages.contains("caution interval_near_edge"))
    #expect(!csv.output.contains("caution"))
  }

  @Test func `groups of other patients are compared unpaired`() throws {
    let json = try roc("--by", "arm")
    #expect(json["groups"].list.map { $0["group"].text } == ["A", "B"])
    // roc.test(a, b, method = "delong", paired = FALSE)
    #expect(agrees(json["groups", 0, "auc"].number, 2.0 / 3, 1e-12))
    #expect(agrees(json["groups", 1, "auc"].number, 5.0 / 6, 1e-12))
    let test = json["group_comparisons", 0]
    #expect(agrees(test["t"].number, -0.645497224367903, 1e-10))
    #expect(agrees(test["df"].number, 15.567567567567567, 1e-10))
    #expect(agrees(test["p"].number, 0.528005198652394, 1e-10))
  }

  @Test func `a frozen cut-off has exact intervals`() throws {
    let points = try roc("--cutoff", "0.46")["scores", 0, "operating_points"].list
    let fixed = try #require(points.first { $0["rule"].text == "fixed" })
    #expect(["tp", "fp", "fn", "tn"].map { fixed[$0].integer } == [6, 2, 3, 7])
    // binom.test(6, 9)$conf.int and binom.test(6, 8)$conf.int
    #expect(agrees(fixed["sensitivity_low"].number, 0.299295056208540, 1e-9))
    #expect(agrees(fixed["sensitivity_high"].number, 0.925145368580308, 1e-9))
    #expect(agrees(fixed["ppv_low"].number, 0.349144205587176, 1e-9))
    #expect(agrees(fixed["ppv_high"].number, 0.968145973750056, 1e-9))
  }

  @Test func `operating points can be asked for by sensitivity, specificity and false positive rate`() throws {
    let points = try roc("--at-sensitivity", "0.9", "--at-specificity", "0.9", "--at-fpr", "0.1")[
      "scores", 0, "operating_points"
    ].list
    let byRule = Dictionary(uniqueKeysWithValues: points.map { ($0["rule"].text ?? "", $0) })
    #expect(byRule["sensitivity ≥ 0.9"]?["sensitivity"].number.map { $0 >= 0.9 } == true)
    #expect(byRule["specificity ≥ 0.9"]?["specificity"].number.map { $0 >= 0.9 } == true)
    #expect(byRule["FPR ≤ 0.1"]?["threshold"].number == byRule["specificity ≥ 0.9"]?["threshold"].number)
    #expect(byRule["Youden"] != nil)
  }

  @Test func `predictive values follow a prevalence by Bayes' theorem`() throws {
    let points = try roc("--cutoff", "0.46", "--prevalence", "0.1")["scores", 0, "operating_points"].list
    let fixed = try #require(points.first { $0["rule"].text == "fixed" })
    // Sensitivity 2/3, specificity 7/9: 0.1 · 2/3 / (0.1 · 2/3 + 0.9 · 2/9) = 1/4.
    #expect(agrees(fixed["ppv_at_prevalence"].number, 0.25, 1e-12))
    #expect(agrees(fixed["npv_at_prevalence"].number, 0.7 / (0.7 + 0.1 / 3), 1e-12))
  }

  @Test func `a reader is a point with its own counts`() throws {
    let reader = try roc("--reader", "reader")["readers", 0]
    #expect(reader["name"].text == "reader")
    #expect(["tp", "fp", "fn", "tn"].map { reader[$0].integer } == [6, 3, 3, 6])
    let drawn = try RadishCommand.run(Self.roc.dropLast() + ["--reader", "reader"], input: Patients.csv)
    #expect(drawn.output.contains("reader"))
  }

  @Test func `precision–recall has the average precision and a point per cut-off`() throws {
    let json = try roc("--pr")
    // Three positives of four at the top of this ranking: (1 + 1 + 3/4) / 3.
    let small = try RadishCommand.run(
      ["roc", "-", "--outcome", "y", "--score", "s", "--pr", "--json"], input: "y,s\n1,4\n1,3\n0,2\n1,1\n"
    ).json()
    #expect(agrees(small["precision_recall", 0, "average_precision"].number, (1 + 1 + 0.75) / 3, 1e-12))
    #expect(json["precision_recall", 0, "prevalence"].number == 0.5)
    #expect(json["precision_recall_points"].list.last?["recall"].number == 0)
  }

  @Test func `two readers are compared on the same patients`() throws {
    let json = try Patients.json("paired", "-", "--outcome", "progressed", "--test", "reader", "--test", "second")
    #expect(json["schema"].text == "radish/paired/1")
    let rows = json["comparisons"].list
    #expect(rows.map { $0["measure"].text } == ["sensitivity", "specificity", "accuracy", "ppv", "npv"])
    // mcnemar.test(table(reader, second)[among the progressed], correct = FALSE)$p.value
    #expect(agrees(rows[0]["p"].number, 0.563702861650773, 1e-10))
  }

  @Test func `reclassification shows its parts and the moves`() throws {
    let json = try Patients.json(
      "compare", "-", "--outcome", "progressed", "--probability", "risk", "--probability", "risk_new", "--categories",
      "0.3", "0.6")
    let rows = Dictionary(
      uniqueKeysWithValues: json["comparisons"].list.map { ($0["measure"].text ?? "", $0["difference"].number) })
    let events = try #require(rows["nri_categorical_events"] ?? nil)
    let others = try #require(rows["nri_categorical_nonevents"] ?? nil)
    #expect(agrees(rows["nri_categorical"] ?? nil, events + others, 1e-12))
    #expect(json["reclassification"].list.count == 6)
  }

  @Test func `the Brier scores of two predictions are compared row by row`() throws {
    let json = try Patients.json(
      "compare", "-", "--outcome", "progressed", "--probability", "risk", "--probability", "risk_new")
    let row = try #require(json["comparisons"].list.first { $0["measure"].text == "brier" })
    // riskRegression: Score(list(risk, risk_new), progressed ~ 1, metrics = "brier")$Brier$contrasts
    #expect(agrees(row["difference"].number, -0.0462, 1e-10))
    #expect(agrees(row["se"].number, 0.0158948978536, 1e-9))
    #expect(agrees(row["low"].number, -0.0773534273311, 1e-9))
    #expect(agrees(row["p"].number, 0.00365388180845, 1e-8))
  }

  @Test(arguments: [
    (["--probability", "risk"], "compare needs exactly two --probability columns, the old one first."),
    (
      ["--probability", "risk", "--probability", "risk_new", "--cutoff", "3"],
      "--cutoff must be a probability from 0 to 1."
    ),
    (
      ["--probability", "risk", "--probability", "risk_new", "--categories", "0.6", "0.3"],
      "--categories needs ascending probabilities between 0 and 1, for example 0.1 0.3."
    ),
  ])
  func `a comparison that cannot be meant shows the usage of its own command`(more: [String], sentence: String) throws {
    let run = try RadishCommand.run(["compare", "-", "--outcome", "progressed"] + more, input: Patients.csv)
    #expect(run.status == 2)
    #expect(
      run.messages
        == "radish: \(sentence)\nUsage: radish compare [<options>] <csv> --probability <column> ...\n"
        + "  See 'radish compare --help' for more information.\n")
  }

  @Test(arguments: [
    (["--at-sensitivity", "90"], "--at-sensitivity needs shares between 0 and 1, for example 0.9."),
    (["--prevalence", "0"], "--prevalence must lie between 0 and 1, for example 0.15."),
    (["--partial", "1,0.8"], "--partial needs two ascending shares between 0 and 1, for example 0.9,1."),
    (["--bootstrap", "1"], "--bootstrap needs at least 2 replicates, better 2000."),
    (
      ["--by", "arm", "--cluster", "patient"],
      "--by compares different subjects; --cluster is for rows of one subject. Give one."
    ),
  ])
  func `an option that cannot be meant is wrong usage`(more: [String], sentence: String) throws {
    let run = try RadishCommand.run(Self.roc + more, input: Patients.csv)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.messages.hasPrefix("radish: \(sentence)\n"))
  }

  @Test(arguments: [
    (
      ["--reader", "stage"],
      "\"stage\" is no test with two results: it holds \"I\", \"II\", \"III\". Code it \"1\" or 1, true, yes for a "
        + "positive call and one other value for a negative one."
    ),
    (
      ["--by", "fibrosis"],
      "All rows of fibrosis = F0 have 0 in \"progressed\"; both classes are needed in every group. Leave the group out "
        + "with --where."
    ),
  ])
  func `what the table does not allow is one sentence`(more: [String], sentence: String) throws {
    let run = try RadishCommand.run(Self.roc + more, input: Patients.csv)
    #expect(run.status == 1)
    #expect(run.messages == "radish: \(sentence)\n")
  }
}
