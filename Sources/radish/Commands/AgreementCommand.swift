import ArgumentParser
import Cohort
import Stats

/// `radish agreement`: do two or more raters, or two measurements, agree?
struct AgreementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement",
    abstract: "Agreement of raters or measurements: ICC, Bland–Altman and Lin for numbers, Cohen's κ for categories.",
    discussion:
      "One row per subject, one --rating column per rater. Categories are text, or numbers with --categorical.")

  @OptionGroup var input: TableInput
  @Option(
    name: .customLong("rating"), help: ArgumentHelp("Columns of the ratings, A,B or repeated.", valueName: "columns"))
  var ratings: [String]
  @Flag(help: "The numbers are categories.") var categorical = false
  @Option(help: ArgumentHelp("The categories in order, for the weighted κ.", valueName: "A,B,C")) var order: String?
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let table = try input.read()
    let names = try table.columns(ratings)
    guard names.count > 1 else { throw ValidationError("agreement needs at least two --rating columns.") }
    let rows = try CompleteRows(of: table, columns: names)
    let isCategorical =
      try categorical || order != nil || names.contains { try rows.table.requireColumn($0).type != .number }
    var answer = try isCategorical ? categories(names, rows) : numbers(names, rows)
    if rows.count < Self.fewRows {
      answer.cautions.append(
        Caution(
          code: "few_rows",
          message:
            "\(Caution.count(rows.count, "row")) say little about agreement: the intervals are wide, or of no meaning. "
            + "Rate more subjects."))
    }
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }

  /// Below as many subjects agreement is anecdote.
  private static let fewRows = 10

  private func numbers(_ names: [String], _ rows: CompleteRows) throws -> Answer {
    let columns = try names.map { try rows.numbers(of: $0) }
    let ratings = columns[0].indices.map { row in columns.map { $0[row] } }
    return MeasurementAgreementAnswer(
      names: names, columns: columns, correlation: try IntraclassCorrelation(ratings, level: confidence.level),
      pair: names.count == 2 ? try MeasurementAgreement(columns[0], columns[1], level: confidence.level) : nil,
      level: confidence.level, rows: rows
    ).answer
  }

  private func categories(_ names: [String], _ rows: CompleteRows) throws -> Answer {
    guard names.count == 2 else {
      throw ValidationError("Cohen's κ compares two raters: give two --rating columns of categories.")
    }
    let levels: [String]
    if let order {
      levels = ClassesCommand.list(order)
    } else {
      let found = try names.flatMap { try rows.grouping(of: $0).names }
      let distinct = Array(Set(found))
      levels = Grouping(labels: distinct).names
    }
    guard levels.count > 1 else { throw InputError.fewLevels(column: names.joined(separator: ", "), levels: levels) }
    let codes = try names.map { try ClassOutcome.codes(of: $0, among: levels, in: rows) }
    let isOrdered = try order != nil || names.allSatisfy { try rows.table.requireColumn($0).type == .number }
    let weights: [CategoryAgreement.Weights] = isOrdered ? [.unweighted, .linear, .quadratic] : [.unweighted]
    let found = try weights.map {
      try CategoryAgreement(codes[0], codes[1], categories: levels.count, weights: $0, level: confidence.level)
    }
    var answer = Answer("agreement")
    answer.lines = [
      "\(names[0]) against \(names[1]); categories: \(levels.joined(separator: isOrdered ? " < " : ", "))."
    ]
    answer.add(rows)
    answer.add("ratings", .array(names.map { .string($0) }))
    answer.add("categories", .array(levels.map { .string($0) }))
    answer.add("conf_level", .number(confidence.level))
    answer.add(Table.kappa(found))
    answer.add(
      Table(
        "counts", title: "Rows by \(names[0]) (down) and \(names[1]) (across)",
        columns: [.init("rating")] + levels.map { .init($0) },
        rows: zip(levels, found[0].table).map { name, counts in [.text(name)] + counts.map { .integer($0) } }))
    let used = codes.map { Set($0) }
    if used[0].isDisjoint(with: used[1]) {
      answer.cautions.append(
        Caution(
          code: "nothing_in_common",
          message:
            "\(names[0]) and \(names[1]) have no category in common: check that both rate the same thing in the same "
            + "words."))
    }
    return answer
  }
}
