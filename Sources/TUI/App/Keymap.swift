/// Keys chosen by the person in place of the built-in ones, by command.
public struct Keymap: Equatable, Sendable {
  public private(set) var keys: [String: [Key]]
  /// Lines that could not be read; the others hold.
  public private(set) var problems: [KeymapError] = []

  public init(_ keys: [String: [Key]] = [:]) { self.keys = keys }

  /// Reads lines such as `cohort.filter = f, <C-f>`; `#` begins a remark. A line that cannot be read is noted in `problems`
  /// and leaves its command as it was.
  public init(text: String) {
    var keys: [String: [Key]] = [:]
    var number = 0
    lines: for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      let line = line.drop { $0 == " " }
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let equals = line.firstIndex(of: "=") else {
        problems.append(.notAnAssignment(line: number))
        continue
      }
      let id = line[..<equals].filter { $0 != " " }
      var bound: [Key] = []
      for word in line[line.index(after: equals)...].split(separator: ",") {
        let name = word.filter { $0 != " " }
        guard let script = try? KeyScript(name), script.steps.count == 1, case .event(.key(let key)) = script.steps[0]
        else {
          problems.append(.unknownKey(name, line: number))
          continue lines
        }
        if let same = key.sameInTerminals {
          problems.append(.sameKey(name, as: same, line: number))
          continue lines
        }
        bound.append(key)
      }
      keys[id] = bound
    }
    self.keys = keys
  }

  /// The commands of a screen under the keys of the person, who goes first: a key that they gave to a command of the screen
  /// is taken from the others, which keep the rest of theirs. Of two commands to which they gave one key the first has it.
  ///
  /// - Parameter others: all commands of the screen, where `commands` are some of them.
  func apply<Action>(to commands: [Command<Action>], beside others: [Command<Action>]? = nil) -> [Command<Action>] {
    guard !keys.isEmpty else { return commands.map { $0.naming(self) } }
    var owner: [Key: String] = [:]
    for command in others ?? commands {
      for key in keys[command.id] ?? [] where owner[key] == nil { owner[key] = command.id }
    }
    return commands.map { command in
      let command = command.naming(self)
      if let own = keys[command.id] { return command.rebound(to: own.filter { owner[$0] == command.id }) }
      let left = command.keys.filter { owner[$0] == nil }
      return left.count == command.keys.count ? command : command.rebound(to: left)
    }
  }

  /// Two commands on one key, in sentences; the first of them gets the key.
  static func conflicts<Action>(in commands: [Command<Action>]) -> [String] {
    var owner: [Key: String] = [:]
    var sentences: [String] = []
    for command in commands {
      for key in command.keys {
        if let first = owner[key] {
          sentences.append("Key \(key.label) is bound to \(first) and to \(command.id); it does the first.")
        } else {
          owner[key] = command.id
        }
      }
    }
    return sentences
  }
}

/// Why a file of keys cannot be read.
public enum KeymapError: Error, Equatable, Sendable, CustomStringConvertible {
  case notAnAssignment(line: Int)
  case unknownKey(String, line: Int)
  /// Terminals send the same for another key.
  case sameKey(String, as: Key, line: Int)

  public var description: String {
    switch self {
    case .notAnAssignment(let line): "Keys, line \(line): write command = key, such as cohort.filter = f."
    case .unknownKey(let name, let line): "Keys, line \(line): there is no key \(name)."
    case .sameKey(let name, let same, let line):
      "Keys, line \(line): \(name) is \(same.name) in every terminal; choose another key."
    }
  }
}
