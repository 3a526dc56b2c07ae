import ArgumentParser
import Cohort
import Stats

/// Predicted probabilities of a binary outcome.
struct PredictionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Column of the two classes.", valueName: "column")) var outcome: String?
  @Option(
    name: [.customLong("probability"), .customLong("score")],
    help: ArgumentHelp("Column of predicted probabilities; repeat to compare.", valueName: "column"))
  var probabilities: [String]
  @Option(help: ArgumentHelp("The positive class; without it 1, true or yes.", valueName: "label")) var positive:
    String?

  struct Found {
    let outcome: BinaryOutcome
    let rows: CompleteRows
    let models: [(name: String, predicted: PredictedOutcomes)]
  }

  func read(from input: TableInput) throws -> Found {
    guard let outcome else { throw ValidationError("Missing expected argument '--outcome <column>'") }
    let table = try input.read()
    let names = try table.columns(probabilities)
    let column = try table.table.requireColumn(outcome).name
    let rows = try CompleteRows(of: table, columns: [column] + names)
    let binary = try BinaryOutcome(column: column, positive: positive, in: rows)
    let models = try names.map { name in
      let values = try PredictionOptions.probabilities(name, in: rows)
      return (name: name, predicted: try PredictedOutcomes(isPositive: binary.isPositive, probabilities: values))
    }
    return Found(outcome: binary, rows: rows, models: models)
  }

  /// The numbers of a column, all between 0 and 1.
  static func probabilities(_ name: String, in rows: CompleteRows) throws -> [Double] {
    let values = try rows.numbers(of: name)
    if let row = values.firstIndex(where: { !(0...1).contains($0) }) {
      throw InputError.notAProbability(column: name, row: rows.numbers[row], value: Figures.shortest(values[row]))
    }
    return values
  }
}

/// A survival outcome with times at which predicted risks are judged.
struct HorizonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Column of follow-up times.", valueName: "column")) var time: String?
  @Option(
    help: ArgumentHelp("Column of events, coded 0/1, false/true or 1/2, or COLUMN=LABEL.", valueName: "column[=label]"))
  var event: String?
  @Option(
    name: .customLong("at"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "The time the risks are of: one for all --probability columns, or one per column of a single model, separated "
        + "by commas or blanks.",
      valueName: "time"))
  var timesGiven: [NumberList] = []
  var times: [Double] { timesGiven.flatMap(\.numbers) }

  /// Predicted risks of the event by a time.
  struct Model {
    let name: String
    let time: Double
    let risks: [Double]
  }

  struct Found {
    let followUp: FollowUp
    let rows: CompleteRows
    let models: [Model]
    /// Whether the columns are one model's risks at several times.
    let isOneModel: Bool
  }

  var isAsked: Bool { time != nil }

  /// Either two classes or a survival outcome with its times.
  func check(with predictions: PredictionOptions) throws {
    guard (predictions.outcome != nil) != (time != nil), (time != nil) == (event != nil),
      (time != nil) == !times.isEmpty
    else {
      throw ValidationError("Give --outcome, or --time, --event and --at.")
    }
    if times.contains(where: { !($0 > 0 && $0.isFinite) }) {
      throw ValidationError("--at needs times after 0, for example --at 24.")
    }
  }

  func read(_ predictions: PredictionOptions, from input: TableInput) throws -> Found {
    let options = FollowUpOptions(time: time ?? "", event: event ?? "")
    let table = try input.read()
    let names = try table.columns(predictions.probabilities)
    guard times.count == 1 || times.count == names.count else {
      throw InputError.horizonCount(times: times.count, columns: names.count)
    }
    let columns = try options.columns(in: table.table)
    let rows = try CompleteRows(of: table, columns: [columns.time, columns.event] + names)
    let followUp = try FollowUp(columns, in: rows)
    try followUp.requireEvents()
    let models = try names.enumerated().map { position, name in
      Model(
        name: name, time: times.count == 1 ? times[0] : times[position],
        risks: try PredictionOptions.probabilities(name, in: rows))
    }
    let isOneModel = times.count > 1
    return Found(
      followUp: followUp, rows: rows, models: isOneModel ? models.sorted { $0.time < $1.time } : models,
      isOneModel: isOneModel)
  }
}
