import ArgumentParser
import Cohort
import Foundation
import Stats

/// `radish classes`: how well several classes are told apart.
struct ClassesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classes",
    abstract: "More than two classes: confusion matrix, averages, areas, κ and weighted κ, costs of errors.",
    discussion: "Give --predicted, or one --score CLASS=COLUMN per class, or both. Without --predicted a row is called "
      + "the class of its highest score.")

  @OptionGroup var input: TableInput
  @Option(help: ArgumentHelp("Column of the classes.", valueName: "column")) var outcome: String
  @Option(help: ArgumentHelp("Column of the predicted class.", valueName: "column")) var predicted: String?
  @Option(
    name: .customLong("score"),
    help: ArgumentHelp(
      "A class's score or probability; a column named like its class needs no CLASS=.", valueName: "class=column"))
  var scores: [String] = []
  @Option(
    help: ArgumentHelp("The classes in order, for the weighted κ and the matrix.", valueName: "A,B,C"))
  var order: String?
  @Option(
    help: ArgumentHelp(
      "Cost of calling a class (column) what is another (row): 0,1,2;1,0,1;2,1,0.", valueName: "matrix"))
  var costs: String?
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if predicted == nil, scores.isEmpty { throw ValidationError("Give --predicted, or --score once per class.") }
    if costs != nil, costMatrix == nil {
      throw ValidationError("--costs needs rows of numbers, for example 0,1,2;1,0,1;2,1,0.")
    }
  }

  private var costMatrix: [[Double]]? {
    guard let rows = costs?.split(separator: ";") else { return nil }
    let matrix = rows.map { $0.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) } }
    guard matrix.allSatisfy({ row in row.allSatisfy { $0?.isFinite ?? false } }) else { return nil }
    return matrix.map { $0.compactMap { $0 } }
  }

  func run() throws {
    let table = try input.read()
    let name = try table.table.requireColumn(outcome).name
    let called = try predicted.map { try table.table.requireColumn($0).name }
    let columns = try scores.map { try Self.score($0, in: table.table) }
    let rows = try CompleteRows(of: table, columns: [name] + [called].compactMap { $0 } + columns.map(\.column))
    let classes = try ClassOutcome(column: name, levels: order.map(Self.list) ?? [], option: "--order", in: rows)
    let values = try ordered(columns, classes: classes).map { try rows.numbers(of: $0) }
    let calls: [Int]
    if let called {
      let known = try ClassOutcome.codes(of: called, among: classes.classes, in: rows)
      calls = known
    } else {
      // Of equal scores the first class wins.
      calls = classes.codes.indices.map { row in
        values.indices.max { values[$0][row] < values[$1][row] || (values[$0][row] == values[$1][row] && $0 > $1) } ?? 0
      }
    }
    let answer = try ClassesAnswer(
      outcome: classes, calls: calls, calledBy: called, scores: values, costs: costMatrix, isOrdered: order != nil,
      level: confidence.level, rows: rows
    ).answer()
    try plot.save(answer, keeping: [input.file])
    try output.write(answer)
  }

  static func list(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// `CLASS=COLUMN`, or a column named like its class.
  private static func score(_ text: String, in table: DataTable) throws -> (label: String, column: String) {
    if let column = table.column(named: text) { return (column.name, column.name) }
    guard let equals = text.firstIndex(of: "=") else {
      return (text, try table.requireColumn(text).name)
    }
    return (String(text[..<equals]), try table.requireColumn(String(text[text.index(after: equals)...])).name)
  }

  /// The score columns in the order of the classes; none where none were given.
  private func ordered(_ columns: [(label: String, column: String)], classes: ClassOutcome) throws -> [String] {
    guard !columns.isEmpty else { return [] }
    for (label, _) in columns where Levels.find(label, among: classes.classes) == nil {
      throw TableError.unknownLevel(label, column: classes.column, levels: classes.classes, option: "--score")
    }
    return try classes.classes.map { level in
      guard let found = columns.first(where: { Levels.find($0.label, among: classes.classes) == level }) else {
        throw InputError.noScore(level: level, column: classes.column)
      }
      return found.column
    }
  }
}
