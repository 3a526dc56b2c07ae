import ArgumentParser
import Foundation
import TUI

/// What the commands take, read from their own definitions.
enum CommandManual {
  /// The manual of all commands.
  static let manual: ProgramManual = {
    guard let tool = try? JSONDecoder().decode(Tool.self, from: Data(Radish._dumpHelp().utf8)) else {
      return ProgramManual()
    }
    let commands = tool.command.subcommands ?? []
    return ProgramManual(commands: commands.filter { $0.commandName != "help" }.map { $0.command() })
  }()

  // The parser's own description of a program, as far as it is needed.
  private struct Tool: Decodable { let command: Command }

  private struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let subcommands: [Command]?
    let arguments: [Argument]?

    func command(isPart: Bool = false) -> ProgramManual.Command {
      let kind = isPart ? nil : CommandWord.command(named: commandName)
      return ProgramManual.Command(
        name: commandName, abstract: abstract ?? "", discussion: discussion ?? "",
        arguments: (arguments ?? []).filter { $0.shouldDisplay ?? true }.compactMap(\.argument),
        parts: (subcommands ?? []).filter { $0.commandName != "help" }.map { $0.command(isPart: true) },
        refusal: (kind as? any OutsideWorkbench.Type)?.refusal)
    }
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    struct Completion: Decodable {
      struct Files: Decodable { let extensions: [String]? }
      let file: Files?
    }

    let kind: String
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let isOptional: Bool
    let parsingStrategy: String?
    let allValues: [String]?
    let completionKind: Completion?
    let defaultValue: String?
    let sectionTitle: String?
    let shouldDisplay: Bool?

    var argument: ProgramManual.Argument? {
      guard let kind: ProgramManual.Argument.Kind = ["positional": .positional, "option": .option, "flag": .flag][kind]
      else { return nil }
      return ProgramManual.Argument(
        kind, names: (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }, valueName: valueName ?? "",
        help: abstract ?? "", isOptional: isOptional, takesMany: parsingStrategy == "upToNextOption",
        values: kind == .flag ? [] : allValues ?? [], endings: completionKind?.file?.extensions,
        standard: kind == .flag ? nil : defaultValue, isOfTerminal: sectionTitle == "Terminal")
    }
  }
}
