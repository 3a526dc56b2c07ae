import ArgumentParser
import Cohort
import Stats
import TUI

/// `radish correlate`: correlations of columns, p values adjusted for their number.
struct CorrelateCommand: ParsableCommand {
  enum Method: String, ExpressibleByArgument, CaseIterable { case spearman, pearson, kendall }
  enum Adjustment: String, ExpressibleByArgument, CaseIterable {
    case holm
    case benjaminiHochberg = "bh"
    case benjaminiYekutieli = "by"
    case hochberg, bonferroni, none

    var multiplicity: Multiplicity {
      switch self {
      case .holm: .holm
      case .benjaminiHochberg: .benjaminiHochberg
      case .benjaminiYekutieli: .benjaminiYekutieli
      case .hochberg: .hochberg
      case .bonferroni: .bonferroni
      case .none: .none
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "correlate",
    abstract: "Correlations of columns with intervals; p values adjusted by Holm, BH or others.")

  @OptionGroup var input: TableInput
  @Option(help: ArgumentHelp("The columns, A,B or repeated: every pair.", valueName: "columns")) var columns: [String]
  @Option(help: ArgumentHelp("Each of --columns against each of these instead.", valueName: "columns"))
  var with: [String] = []
  @Option(help: "Which coefficient.") var method: Method = .spearman
  @Option(help: "How p values are adjusted for the number of pairs.") var adjust: Adjustment = .holm
  @OptionGroup var confidence: ConfidenceOption
  @OptionGroup var plot: PlotOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let table = try input.read()
    let names = try table.columns(columns)
    let partners = try table.columns(with)
    if partners.isEmpty, names.count < 2 { throw ValidationError("correlate needs two --columns, or --with.") }
    if let twice = partners.first(where: names.contains) { throw InputError.repeatedColumn(twice) }
    let rows = try CompleteRows(of: table, columns: names + partners)
    let values = Dictionary(uniqueKeysWithValues: try (names + partners).map { ($0, try rows.numbers(of: $0)) })
    let pairs =
      partners.isEmpty
      ? names.indices.flatMap { i in names[(i + 1)...].map { (names[i], $0) } }
      : names.flatMap { name in partners.map { (name, $0) } }
    let tests = try pairs.map { try test(values[$0] ?? [], values[$1] ?? []) }
    let adjusted = adjust.multiplicity.adjusted(tests.map(\.p))
    var answer = Answer("correlate")
    answer.lines = [
      "\(tests.first?.name ?? method.rawValue); p adjusted by \(adjust.rawValue) for \(Caution.count(pairs.count, "pair"))."
    ]
    answer.add(rows)
    answer.add("method", .string(method.rawValue))
    answer.add("adjustment", .string(adjust.rawValue))
    answer.add("conf_level", .number(confidence.level))
    answer.add(
      Table(
        "pairs",
        columns: [.init("a"), .init("b"), .init("r", "r", .decimals(3))] + .limits() + [
          .init("statistic", "statistic", .significant(4)), .init("p", "p", .p), .init("p_adjusted", "adjusted p", .p),
          .init("test", printed: false),
        ],
        rows: zip(pairs, zip(tests, adjusted)).map { pair, found in
          let (test, p) = found
          return [
            .text(pair.0), .text(pair.1), .init(test.estimate?.value), .init(test.estimate?.low),
            .init(test.estimate?.high), .init(test.statistic), .init(test.p), .init(p), .text(test.name),
          ]
        }))
    if partners.isEmpty, names.count > 2 { answer.plots = [heatMap(names, pairs, tests)] }
    var known: Set<Caution> = []
    let constant = (names + partners).filter { name in values[name].map { Set($0).count == 1 } ?? false }
    answer.cautions = Caution.withoutCorrelation(constant) + tests.flatMap(\.cautions)
    answer.cautions = answer.cautions.filter { known.insert($0).inserted }
    if !answer.plots.isEmpty || plot.svg != nil { try plot.save(answer, keeping: [input.file]) }
    try output.write(answer)
  }

  private func test(_ x: [Double], _ y: [Double]) throws -> TestResult {
    switch method {
    case .spearman: try Correlation.spearman(x, y, level: confidence.level)
    case .pearson: try Correlation.pearson(x, y, level: confidence.level)
    case .kendall: try Correlation.kendall(x, y)
    }
  }

  private func heatMap(_ names: [String], _ pairs: [(String, String)], _ tests: [TestResult]) -> HeatMap {
    var matrix = names.map { row in names.map { $0 == row ? 1 : Double.nan } }
    for (pair, test) in zip(pairs, tests) {
      guard let i = names.firstIndex(of: pair.0), let j = names.firstIndex(of: pair.1) else { continue }
      matrix[i][j] = test.estimate?.value ?? .nan
      matrix[j][i] = matrix[i][j]
    }
    return HeatMap(
      title: "Correlations", rowLabels: names, columnLabels: names, values: matrix, scale: .diverging(limit: 1),
      decimals: 2)
  }
}
