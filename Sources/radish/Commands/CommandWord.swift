import ArgumentParser
import Cohort
import Foundation

/// The first word of a command line: a command, or the cohort file of `radish COHORT.sqlite`.
enum CommandWord {
  private static var commands: [any ParsableCommand.Type] { Radish.configuration.subcommands }

  /// All commands that may be typed.
  static var known: [String] { commands.compactMap { $0.configuration.commandName } + ["help"] }

  /// The command of that name.
  static func command(named word: String) -> (any ParsableCommand.Type)? {
    commands.first { $0.configuration.commandName == word }
  }

  /// Whether a command is another or one of its parts; the request for help, which the library adds, is neither.
  static func belongs(_ command: any ParsableCommand.Type, to other: any ParsableCommand.Type) -> Bool {
    command == other || other.configuration.subcommands.contains { belongs(command, to: $0) }
  }

  /// Refuses a word that is no command, no file and does not look like the path of one.
  static func check(_ arguments: [String]) throws {
    guard let word = arguments.first, !word.isEmpty, !word.hasPrefix("-"), !known.contains(word),
      !word.contains("/"), !word.contains("."), !FileManager.default.fileExists(atPath: word)
    else { return }
    let meant = Suggestion.nearest(to: word, among: known).map { " Did you mean \"radish \($0)\"?" } ?? ""
    throw ValidationError(
      "There is no command \"\(word)\" and no cohort file of that name.\(meant) radish --help lists the commands.")
  }
}
