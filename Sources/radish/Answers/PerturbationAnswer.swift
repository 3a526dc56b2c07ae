import Cohort
import Features
import Stats

/// What `radish perturb` says.
struct PerturbationAnswer {
  let report: CohortPerturbation.Report
  /// The ICC from which a feature counts as robust.
  let limit: Double
  let settingsName: String
  /// The name under which a cohort keeps the result.
  let cohort: String?

  /// "3 perturbations of 5 cases", or of single slices and of volumes where there are both.
  private var made: String {
    let found = report.robustness
    let kinds = found.kinds?.map { kind in
      let noun = kind.isSingleSlice ? "single slice" : "volume"
      return "\(kind.perturbationCount) perturbations "
        + (kind.isSingleSlice ? "within the plane of " : "of ") + "\(kind.caseCount) \(noun)"
        + (kind.caseCount == 1 ? "" : "s")
    }
    return kinds?.joined(separator: " and ") ?? "\(found.perturbationCount) perturbations of \(found.caseCount) cases"
  }

  func answer() throws -> Answer {
    let found = report.robustness
    let robust = found.features.count { ($0.absolute?.value ?? -1) >= limit }
    var answer = Answer("perturb")
    answer.lines = [
      "\(made), settings \(settingsName): "
        + "\(robust) of \(found.features.count) features reach an ICC(1,1) of \(Figures.significant(limit, 3))."
        + (cohort.map { " Kept as \"\($0)\"." } ?? "")
    ]
    answer.add("n", .integer(found.caseCount))
    answer.add("n_perturbations", .integer(found.perturbationCount))
    if let kinds = found.kinds {
      answer.add(
        "kinds",
        .array(
          kinds.map {
            [
              "kind": .string($0.isSingleSlice ? "single_slice" : "volume"), "n": .integer($0.caseCount),
              "n_perturbations": .integer($0.perturbationCount),
            ]
          }))
    }
    answer.add("n_robust", .integer(robust))
    answer.add("limit", .number(limit))
    answer.add("settings", .string(settingsName))
    answer.add("plan", try JSON(encoding: found.plan))
    answer.add(
      Table(
        "features",
        columns: [
          .init("image", printed: false), .init("tag"), .init("aggregation"), .init("n"),
          .init("icc1", "ICC(1,1)", .decimals(3)), .init("icc1_low", "low", .decimals(3)),
          .init("icc1_high", "high", .decimals(3)), .init("icc3", "ICC(3,1)", .decimals(3)),
          .init("icc3_low", "low", .decimals(3)), .init("icc3_high", "high", .decimals(3)), .init("robust"),
          .init("reason", "no ICC because", printed: found.features.contains { $0.reason != nil }),
        ],
        rows: found.features.map { row in
          [
            .text(row.key.image), .text(row.key.tag), .text(row.key.aggregation?.rawValue ?? ""),
            .integer(row.caseCount), .init(row.absolute?.value), .init(row.absolute?.low), .init(row.absolute?.high),
            .init(row.consistency?.value), .init(row.consistency?.low), .init(row.consistency?.high),
            .init(row.absolute.map { $0.value >= limit ? "yes" : "no" }), .init(row.reason),
          ]
        }))
    answer.add("failures", .array(report.failures.map { .string($0) }))
    answer.notes = report.failures
    if let kinds = found.kinds, Set(kinds.map(\.perturbationCount)).count > 1 {
      answer.cautions.append(
        Caution(
          code: "unequal_perturbations",
          message: "Single slices are not moved across themselves, so that they and volumes have different numbers of "
            + "perturbations: ICC(1,1) is that of unequal numbers, and ICC(3,1), which needs the same perturbations in "
            + "every case, is left out."))
    }
    if found.caseCount < 10 {
      answer.cautions.append(
        Caution(
          code: "few_cases",
          message: "With \(found.caseCount) cases the limits of an ICC are wide; take more before dropping features."))
    }
    return answer
  }
}
