/// Keys chosen by the person in place of the built-in ones, by command.
public struct Keymap: Equatable, Sendable {
  public private(set) var keys: [String: [Key]]

  public init(_ keys: [String: [Key]] = [:]) { self.keys = keys }

  /// Reads lines such as `cohort.filter = f, <C-f>`; `#` begins a remark.
  public init(text: String) throws(KeymapError) {
    var keys: [String: [Key]] = [:]
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      let line = line.drop { $0 == " " }
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let equals = line.firstIndex(of: "=") else { throw .notAnAssignment(line: number) }
      let id = line[..<equals].filter { $0 != " " }
      var bound: [Key] = []
      for word in line[line.index(after: equals)...].split(separator: ",") {
        let name = word.filter { $0 != " " }
        guard let script = try? KeyScript(name), script.steps.count == 1, case .event(.key(let key)) = script.steps[0]
        else { throw .unknownKey(name, line: number) }
        bound.append(key)
      }
      keys[id] = bound
    }
    self.keys = keys
  }

  func apply<Action>(to command: Command<Action>) -> Command<Action> {
    keys[command.id].map { command.rebound(to: $0) } ?? command
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

  public var description: String {
    switch self {
    case .notAnAssignment(let line): "Keys, line \(line): write command = key, such as cohort.filter = f."
    case .unknownKey(let name, let line): "Keys, line \(line): there is no key \(name)."
    }
  }
}
