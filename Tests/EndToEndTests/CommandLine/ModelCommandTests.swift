import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct ModelCommandTests {
  /// glm(family = binomial) of R 4.2.2; tolerance of the reference file. `race` is a factor there.
  /// Collections of unknown order are ordered anew in every process, and sums with them.
  @Test func `Fisher's test of a larger table has the same digits in every run`() throws {
    let rows = (0..<40).map { "\(Array("abc")[($0 * 7 + $0 / 9) % 3]),\(Array("wxyz")[($0 * 5 + $0 / 7) % 4])" }
    let runs = try (0..<4).map { _ in
      try RadishCommand.run(
        ["table1", "-", "--by", "g", "--csv"], input: "g,c\n" + rows.joined(separator: "\n") + "\n")
    }
    #expect(runs[0].status == 0 && runs[0].output.contains("Fisher"))
    #expect(Set(runs.map(\.output)).count == 1)
  }

  @Test func `the probability of every row is a table of its own`() throws {
    let arguments = ["logistic", "-", "--outcome", "progressed", "--covariates", "age"]
    let csv = try RadishCommand.run(arguments + ["--csv", "--table", "probabilities"], input: Patients.csv).output
    let rows = csv.split(whereSeparator: \.isNewline)
    #expect(rows.first == "row,progressed,probability" && rows.count == 19)
    // Σ p̂ = Σ y at the maximum of the likelihood.
    let sum = rows.dropFirst().compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }.reduce(0, +)
    let json = try RadishCommand.run(arguments + ["--json"], input: Patients.csv).json()
    #expect(agrees(sum, json["n_events"].number ?? .nan, 1e-8))
  }

  @Test(arguments: [
    ("birthwt_full", "birthwt", "low", "age,lwt,race,smoke,ptl,ht,ui", ["--categorical", "race"]),
    ("birthwt_small", "birthwt", "low", "lwt,smoke", []),
    ("wdbc_3", "wdbc", "malignant", "mean_texture,mean_smoothness,mean_symmetry", []),
  ])
  func `logistic regression is that of glm`(
    id: String, file: String, outcome: String, covariates: String, more: [String]
  ) throws {
    let expected = try StatsReference.expected("logistic", id)
    let json = try RadishCommand.run(
      ["logistic", StatsReference.data(file), "--outcome", outcome, "--covariates", covariates, "--json"] + more
    ).json()
    #expect(json["n"].integer == expected["n"].integer)
    #expect(json["n_events"].integer == expected["events"].integer)
    for (ours, theirs) in [("coef", "coef"), ("se", "se"), ("z", "z"), ("p", "p"), ("or", "odds_ratio")] {
      let values = json["coefficients"].list.map { $0[ours].number }
      try #require(values.count == expected[theirs].list.count)
      #expect(zip(values, expected[theirs].numbers).allSatisfy { agrees($0, $1, 1e-6) }, "\(ours)")
    }
  }

  @Test func `an odds ratio is that of the two-by-two table`() throws {
    // 3·4 / (1·2) = 6.
    let csv = "y,x\n1,1\n1,1\n1,1\n1,0\n0,1\n0,1\n0,0\n0,0\n0,0\n0,0\n"
    let json = try RadishCommand.run(["logistic", "-", "--outcome", "y", "--covariates", "x", "--json"], input: csv)
      .json()
    #expect(json["schema"].text == "radish/logistic/1")
    #expect(json["coefficients", 0, "name"].text == "(Intercept)")
    #expect(agrees(json["coefficients", 1, "or"].number, 6, 1e-8))
    #expect(json.codes.contains("few_events"))
  }
}

@Suite struct PredictionCommandTests {
  static let small = "sick,p\n1,0.8\n1,0.6\n0,0.4\n0,0.1\n1,0.3\n0,0.7\n"

  @Test func `net benefit counts true and false positives at a threshold`() throws {
    let json = try RadishCommand.run(
      ["dca", "-", "--outcome", "sick", "--probability", "p", "--thresholds", "0.5", "--json"], input: Self.small
    ).json()
    #expect(json["schema"].text == "radish/dca/1")
    let point = json["models", 0, "points", 0]
    #expect(point["true_positives"].integer == 2)
    #expect(point["false_positives"].integer == 1)
    // 2/6 − 1/6 · 0.5/0.5.
    #expect(agrees(point["net_benefit"].number, 1.0 / 6, 1e-12))
    #expect(agrees(point["treat_all"].number, 0, 1e-12))
  }

  @Test func `the Brier score is the mean squared error`() throws {
    let json = try RadishCommand.run(
      ["calibration", "-", "--outcome", "sick", "--probability", "p", "--groups", "2", "--json"], input: Self.small
    ).json()
    #expect(json["schema"].text == "radish/calibration/1")
    let brier = (0.04 + 0.16 + 0.16 + 0.01 + 0.49 + 0.49) / 6
    #expect(agrees(json["models", 0, "brier"].number, brier, 1e-12))
    #expect(json["models", 0, "groups"].list.count == 2)
  }

  @Test func `a score is no probability`() throws {
    let run = try RadishCommand.run(
      ["dca", "-", "--outcome", "sick", "--probability", "p"], input: "sick,p\n1,0.4\n0,3\n")
    #expect(run.status == 1)
    #expect(run.messages.hasPrefix("radish: Row 2: p is 3, which is no probability between 0 and 1."))
  }

  @Test func `a lasso, a decision curve and a baseline table carry their cautions in every format`() throws {
    let rows = (0..<40).map { i in "\(i % 8 == 3 ? 1 : 0),\(i * 7 % 40),\(i * 11 % 40),\(Double(i) / 40)" }
    let csv = "y,a,b,p\n" + rows.joined(separator: "\n") + "\n"
    let lasso = ["lasso", "-", "--outcome", "y", "--covariates", "a,b", "--folds", "4"]
    let found = try RadishCommand.run(lasso + ["--json"], input: csv).json()
    #expect(found.codes == ["nothing_selected", "few_events"])
    #expect(try RadishCommand.run(lasso, input: csv).output.contains("△ few_events: Only 5 rows of the rarer class"))
    #expect(try RadishCommand.run(lasso + ["--csv"], input: csv).messages.contains("caution nothing_selected"))
    let curve = try RadishCommand.run(["dca", "-", "--outcome", "y", "--probability", "p", "--json"], input: csv).json()
    #expect(curve.codes == ["few_events"])
  }

  @Test func `a baseline table names the test of each variable`() throws {
    let csv = "id,arm,age,sex\na,A,61,m\nb,A,54,f\nc,B,70,m\nd,B,66,m\ne,A,,f\nf,B,59,f\n"
    let json = try RadishCommand.run(["table1", "-", "--by", "arm", "--columns", "age,sex", "--json"], input: csv)
      .json()
    #expect(json["schema"].text == "radish/table1/1")
    #expect(json["groups"].list.map { $0["n"].integer } == [3, 3])
    #expect(json["rows"].list.map { $0["variable"].text } == ["age", "sex"])
    #expect(json["rows", 0, "missing"].list.map(\.integer) == [1, 0])
    #expect(json["rows", 1, "test", "test"].text?.isEmpty == false)
    #expect(json["rows", 1, "summary", "levels"].list.map { $0["level"].text } == ["f", "m"])
  }

  @Test func `a baseline table gives days as days`() throws {
    // The median of four days lies between the second and the third: the earlier of the two days it falls between.
    let csv =
      "id,arm,surgery\na,A,2010-01-01\nb,A,2010-02-01\nc,A,2010-02-04\nd,A,2012-12-31\n"
      + "e,B,1969-12-01\nf,B,1969-12-30\ng,B,1971-05-05\nh,B,\n"
    func run(_ options: String...) throws -> RadishCommand {
      try RadishCommand.run(["table1", "-", "--by", "arm", "--columns", "surgery"] + options, input: csv)
    }
    let json = try run("--json").json()
    let summary = json["rows", 0, "summary"]
    #expect(summary["kind"].text == "median_range" && summary["type"].text == "date")
    #expect(summary["groups", 0, "median"].text == "2010-02-02")
    #expect(summary["groups", 0, "min"].text == "2010-01-01" && summary["groups", 0, "max"].text == "2012-12-31")
    #expect(summary["groups", 1, "median"].text == "1969-12-30" && summary["groups", 1, "n"].integer == 3)
    let csvOut = try run("--csv").output
    #expect(
      csvOut.contains("surgery,median [range],2010-02-02 [2010-01-01–2012-12-31],1969-12-30 [1969-12-01–1971-05-05]"))
    #expect(try run("--format", "table").output.contains("2010-02-02 [2010-01-01–2012-12-31]"))
  }
}
