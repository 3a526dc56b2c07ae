import ArgumentParser
import Stats

/// Which end of each score speaks for the positive class, or for an earlier event.
struct DirectionOptions: ParsableArguments {
  enum Direction: String, ExpressibleByArgument, CaseIterable {
    case higher, lower
    var score: ScoreDirection { self == .higher ? .higher : .lower }
  }

  @Option(
    name: .customLong("direction"),
    help: ArgumentHelp("higher or lower: once for all scores, or once per --score.", valueName: "higher|lower"))
  var directions: [Direction] = []

  /// One direction per score.
  func of(_ scores: [String]) throws -> [ScoreDirection] {
    switch directions.count {
    case 0: return scores.map { _ in .higher }
    case 1: return scores.map { [directions] _ in directions[0].score }
    case scores.count: return directions.map(\.score)
    default: throw InputError.directionCount(directions: directions.count, scores: scores.count)
    }
  }
}

/// The confidence level of every interval of an answer.
struct ConfidenceOption: ParsableArguments {
  @Option(name: .customLong("level"), help: "Confidence level of the intervals.") var level = 0.95

  func validate() throws {
    guard level > 0, level < 1 else { throw ValidationError("--level must lie between 0 and 1, for example 0.95.") }
  }
}
