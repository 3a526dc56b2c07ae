import ArgumentParser
import Cohort
import Stats

/// The covariates of a regression as they are asked for.
struct CovariateOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Columns of the covariates, A,B or repeated.", valueName: "columns"))
  var covariates: [String]
  @Option(help: ArgumentHelp("Covariates whose numbers are names of classes, A,B.", valueName: "columns"))
  var categorical: [String] = []

  /// The names in the table: all covariates, none of them of the outcome, and those to be taken as classes.
  func names(in table: InputTable, outcome: [String]) throws -> (all: [String], categorical: Set<String>) {
    let all = try table.columns(covariates)
    if let name = all.first(where: outcome.contains) { throw InputError.outcomeAsCovariate(name) }
    return (all, Set(try table.columns(categorical)))
  }
}

/// Columns of a table as the covariates of a regression.
///
/// Numbers are taken as they are, unless they are said to be classes. A text or Boolean column becomes treatment contrasts, one column per level but the first
/// in alphabetical order, which is the reference: `sex=Male` is 1 for men and 0 for women.
struct Covariates {
  let design: Design
  /// One per covariate asked for: the design columns that belong to it.
  let terms: [Term]
  /// What each contrast is compared with, in words.
  let references: [(covariate: String, level: String)]

  init(_ names: (all: [String], categorical: Set<String>), in rows: CompleteRows) throws {
    var columns: [(name: String, values: [Double])] = []
    var terms: [Term] = []
    var references: [(covariate: String, level: String)] = []
    for name in names.all {
      let type = try rows.table.requireColumn(name).type
      if type == .number || type == .date, !names.categorical.contains(name) {
        columns.append((name, try rows.numbers(of: name)))
        terms.append(Term(name: name, columns: [name]))
        continue
      }
      let grouping = try rows.grouping(of: name)
      let contrasts = grouping.names.indices.dropFirst().map { level in
        (name: "\(name)=\(grouping.names[level])", values: grouping.codes.map { $0 == level ? 1.0 : 0.0 })
      }
      guard !contrasts.isEmpty else { throw InputError.oneGroup(column: name, level: grouping.names.first ?? "") }
      columns += contrasts
      terms.append(Term(name: name, columns: contrasts.map(\.name)))
      references.append((name, grouping.names[0]))
    }
    design = Design(columns: columns)
    self.terms = terms
    self.references = references
  }

  private init(_ other: Covariates, design: Design, terms: [Term]) {
    self.design = design
    self.terms = terms
    references = other.references
  }

  /// With the product of two terms as a further term.
  func interacting(_ first: String, _ second: String) -> Covariates {
    guard let a = terms.first(where: { $0.name == first }), let b = terms.first(where: { $0.name == second }) else {
      return self
    }
    let products = Interactions.columns(a, b, in: design)
    return Covariates(
      self, design: design.appending(Design(columns: products)),
      terms: terms + [Term(name: "\(first):\(second)", columns: products.map(\.name))])
  }

  /// Says the reference levels aloud; nil without text columns.
  var sentence: String? {
    references.isEmpty
      ? nil : "Reference: " + references.map { "\($0.covariate)=\($0.level)" }.joined(separator: ", ") + "."
  }
}
