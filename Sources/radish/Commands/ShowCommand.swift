import ArgumentParser
import Cohort

/// `radish show`: the tables of a cohort.
struct ShowCommand: ParsableCommand {
  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case patients, exams, lesions, images, features, splits, studies, runs, cautions
  }

  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Prints a table of a cohort; CSV where standard output is no terminal.")

  @Argument(help: "What to show: \(Subject.allCases.map(\.rawValue).joined(separator: ", ")).") var subject: Subject
  @OptionGroup var cohort: CohortFile
  @Option(name: .customLong("where"), help: ArgumentHelp("Only rows such as 'age>60 & centre=A'.", valueName: "expr"))
  var filter: String?
  @Option(help: ArgumentHelp("Only these columns, A,B.", valueName: "columns")) var columns: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Sort by a column; -column for descending.", valueName: "column"))
  var sort: String?
  @Option(help: ArgumentHelp("With features: which extraction; the latest by default.", valueName: "name"))
  var extraction: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let database = try cohort.openReadOnly()
    var table = try CohortTables(database: database).table(of: subject, extraction: extraction)
    if let filter { table = table.rows(try FilterExpression(filter).rows(in: table)) }
    if let sort {
      let isDescending = sort.hasPrefix("-") && table.column(named: sort) == nil
      let name = isDescending ? String(sort.dropFirst()) : sort
      table = table.rows(try table.order(by: [SortKey(table.requireColumn(name).name, ascending: !isDescending)]))
    }
    if let columns { table = try table.selecting(columns.split(separator: ",").map(String.init)) }
    var answer = Answer("show")
    answer.add(
      "columns",
      .array(
        table.columns.map { column in
          let described: JSON = ["name": .string(column.name), "type": .string(column.type.rawValue)]
          return column.unit.isEmpty ? described : described.appending(["unit": .string(column.unit)])
        }))
    answer.add(Table("rows", of: table))
    answer.add("count", .integer(table.rowCount))
    answer.notes = table.rowCount == 0 ? ["No \(subject.rawValue)."] : []
    try output.write(answer, offTerminal: .csv)
  }
}
