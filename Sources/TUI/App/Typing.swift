/// A prompt that is open on a screen: what its keys do while every other key is text.
public struct Typing: Equatable, Sendable {
  /// What Enter does, in a word or two such as `keep`.
  public var enter: String
  public var escape: String
  /// Whether ↑ and ↓ go through what was typed before.
  public var hasHistory: Bool
  /// Whether Tab completes.
  public var completes: Bool

  public init(enter: String, escape: String = "leave", hasHistory: Bool = false, completes: Bool = false) {
    self.enter = enter
    self.escape = escape
    self.hasHistory = hasHistory
    self.completes = completes
  }

  /// The keys of a prompt as commands, so that footer and help name them. `?` is text here: help is on F1.
  var commands: [Command<AppAction>] {
    func key(_ key: Key) -> AppAction { .event(.key(key)) }
    var commands = [
      Command("prompt.enter", "Take what is typed", keys: [.enter], footer: enter, action: key(.enter)),
      Command("prompt.escape", "Leave it as it was", keys: [.escape], footer: escape, action: key(.escape)),
    ]
    if completes {
      commands.append(
        Command("prompt.complete", "Complete the word", keys: [.tab], footer: "complete", action: key(.tab)))
    }
    if hasHistory {
      commands += [
        Command(
          "prompt.earlier", "What was typed before", keys: [.up, .control("p")], footer: "earlier", footerKeys: "↑↓",
          action: key(.up)),
        Command("prompt.later", "What was typed after that", keys: [.down, .control("n")], action: key(.down)),
      ]
    }
    return commands + [
      Command(
        "prompt.clear", "Delete to the start", keys: [.control("u")], footer: "clear", action: key(.control("u"))),
      Command("prompt.word", "Delete the word before the cursor", keys: [.control("w")], action: key(.control("w"))),
      Command("prompt.rest", "Delete to the end", keys: [.control("k")], action: key(.control("k"))),
      Command("prompt.start", "Go to the start", keys: [.control("a"), .home], action: key(.control("a"))),
      Command("prompt.end", "Go to the end", keys: [.control("e"), .end], action: key(.control("e"))),
    ]
  }

  /// Help, where `?` is text.
  static let help = Command<AppAction>(
    "help", "Help", keys: [.function(1)], help: "Lists what can be done here.", action: .showHelp)
}
