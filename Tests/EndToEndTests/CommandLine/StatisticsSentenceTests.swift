import Foundation
import Testing

/// What the commands of statistics say when a question cannot be answered, sentence by sentence: what is wrong, with which
/// column, and what to do.
@Suite struct StatisticsSentenceTests {
  private static let survival = ["--time", "months", "--event", "progressed"]
  private static let binary = ["--outcome", "progressed"]

  @Test(arguments: [
    (["roc"] + binary + ["--score", "risk", "--level", "1"], "--level must lie between 0 and 1, for example 0.95."),
    (["roc"] + binary + ["--score", "risk", "--cutoff", "inf"], "--cutoff needs a finite number."),
    (["roc"] + binary + ["--score", "risk", "--table", "points"], "--table chooses a table of --format csv."),
    (["calibration"] + binary + ["--probability", "risk", "--groups", "1"], "--groups must be at least 2."),
    (
      ["calibration"] + survival + ["--probability", "risk", "--at", "0"],
      "--at needs times after 0, for example --at 24."
    ),
    (
      ["dca"] + binary + ["--probability", "risk", "--thresholds", "1"],
      "--thresholds needs probabilities from 0 to below 1, for example 0.1 0.2."
    ),
    (["cuminc", "--time", "months", "--event", "cause", "--at", "nan"], "--at needs times of 0 or later."),
    (["km"] + survival + ["--at", "nan"], "--at needs times of 0 or later."),
    (["km"] + survival + ["--landmark", "nan"], "--landmark needs a time of 0 or later."),
    (["lasso", "--covariates", "age"], "Give --outcome, or --time and --event."),
    (["paired"] + binary + ["--test", "reader"], "paired needs exactly two --test columns."),
    (["agreement", "--rating", "risk"], "agreement needs at least two --rating columns."),
    (["correlate", "--columns", "risk"], "correlate needs two --columns, or --with."),
    (
      ["classes", "--outcome", "stage", "--predicted", "stage", "--costs", "0,1;1,x"],
      "--costs needs rows of numbers, for example 0,1,2;1,0,1;2,1,0."
    ),
    (
      ["agreement", "--rating", "stage,fibrosis,arm"],
      "Cohen's κ compares two raters: give two --rating columns of categories."
    ),
  ])
  func `a question that cannot be meant shows the usage of its command`(words: [String], sentence: String) throws {
    let run = try RadishCommand.run([words[0], "-"] + words.dropFirst(), input: Patients.csv)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.messages.hasPrefix("radish: \(sentence)\nUsage: radish \(words[0]) "), "\(run.messages)")
  }

  @Test(arguments: [
    (
      "y,x\n1,\n,2\n", ["roc", "--outcome", "y", "--score", "x"],
      "Every row lacks a value in one of y, x; nothing is left to compute with. Leave out the column that is mostly "
        + "empty, or fill it in."
    ),
    (
      "y,x\n1,3\n0,inf\n", ["roc", "--outcome", "y", "--score", "x"],
      "Row 2: x is infinite. Correct it, or empty the cell if the value is unknown."
    ),
    (
      "y,p\n1,0.3\n0,1.5\n", ["dca", "--outcome", "y", "--probability", "p"],
      "Row 2: p is 1.5, which is no probability between 0 and 1. Give predicted probabilities; turn a score into them "
        + "with radish logistic --csv --table probabilities."
    ),
    (
      "t,e,g\n" + (1...31).map { "\($0),1,\($0)\n" }.joined(), ["km", "--time", "t", "--event", "e", "--by", "g"],
      "\"g\" has 31 different values, too many for groups. Use a column with a few, or cut it into ranges first."
    ),
    (
      "s,x\nA,1\nA,2\n", ["ordinal", "--outcome", "s", "--levels", "A,B", "--score", "x"],
      "\"s\" holds only \"A\"; at least two classes are needed. Check the column and the filter."
    ),
    (
      "t,e\n1,0\n2,0\n", ["cuminc", "--time", "t", "--event", "e"],
      "Every row has \"0\" in \"e\", which means censored, so nothing can be estimated. Check the column, or name another "
        + "value with --censored LABEL."
    ),
  ])
  func `a table that cannot answer is one sentence`(table: String, words: [String], sentence: String) throws {
    let run = try RadishCommand.run([words[0], "-"] + words.dropFirst(), input: table)
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.messages == "radish: \(sentence)\n")
  }

  /// Every caution that this layer adds to those of the statistics, in the text, the document, the CSV's messages and the
  /// picture.
  @Test(arguments: [
    (
      ["cox"] + survival + ["--covariates", "score"], "non_proportional_hazards",
      "“score” changes over time (p = 0.0166)",
      "one number averages over it. Look at the curves, stratify, or report survival at fixed times."
    ),
    (
      ["cuminc", "--time", "months", "--event", "cause"], "few_events", "Only 7 events of 1 in all",
      "the curve is rough. Read it with its interval."
    ),
    (
      ["classes", "--outcome", "stage", "--predicted", "stage"], "few_in_class", "Only 6 rows are I",
      "Collect more, or merge it with a neighbour."
    ),
  ])
  func `a caution of a command goes wherever its numbers go`(
    words: [String], code: String, what: String, remedy: String
  ) throws {
    let asked = [words[0], "-"] + words.dropFirst()
    let scratch = try Scratch()
    let path = scratch.file("plot.svg").path
    let caution = try #require(
      try RadishCommand.run(asked + ["--json", "--svg", path], input: Patients.csv).json()["cautions"].list
        .first { $0["code"].text == code })
    let message = try #require(caution["message"].text)
    #expect(message.contains(what) && message.hasSuffix(remedy), "\(message)")
    let text = try RadishCommand.run(asked, input: Patients.csv).output
    #expect(text.replacing("\n", with: " ").contains("△ \(code): \(message)"))
    #expect(
      try RadishCommand.run(asked + ["--csv"], input: Patients.csv).messages.contains("caution \(code): \(message)"))
    let picture = try String(contentsOfFile: path, encoding: .utf8)
    #expect(picture.contains("△ \(code): "))
  }
}
