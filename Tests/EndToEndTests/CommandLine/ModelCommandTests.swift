import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct ModelCommandTests {
  /// glm(family = binomial) of R 4.2.2; tolerance of the reference file. `race` is a factor there.
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
