/// Something a person can do: the one source of footer, help, palette, `:` commands and documentation.
public struct Command<Action: Sendable>: Sendable {
  /// Stable name, `screen.verb`: used by the palette, `:` commands and key remapping.
  public let id: String
  /// What it does, in a few words beginning with a verb.
  public let title: String
  /// One sentence for help.
  public let help: String
  public let keys: [Key]
  /// The word in the footer; nil keeps it out of the footer.
  public internal(set) var footer: String?
  /// Keys as the footer shows them where it speaks of several commands at once, such as `a/c/s`.
  public let footerKeys: String?
  /// Why it cannot be done now; nil when it can. A disabled command stays visible.
  public let disabledReason: String?
  public let action: Action

  public init(
    _ id: String, _ title: String, keys: [Key] = [], footer: String? = nil, footerKeys: String? = nil,
    help: String = "",
    disabledReason: String? = nil, action: Action
  ) {
    self.id = id
    self.title = title
    self.help = help
    self.keys = keys
    self.footer = footer
    self.footerKeys = footerKeys
    self.disabledReason = disabledReason
    self.action = action
  }

  /// The same command as part of a larger screen.
  func map<Other: Sendable>(_ transform: (Action) -> Other) -> Command<Other> {
    Command<Other>(
      id, title, keys: keys, footer: footer, footerKeys: footerKeys, help: help, disabledReason: disabledReason,
      action: transform(action))
  }

  /// The same command under other keys.
  func rebound(to keys: [Key]) -> Command {
    Command(id, title, keys: keys, footer: footer, help: help, disabledReason: disabledReason, action: action)
  }

  /// The same command under another label in the footer.
  func labelled(_ keys: String) -> Command {
    Command(
      id, title, keys: self.keys, footer: footer, footerKeys: keys, help: help, disabledReason: disabledReason,
      action: action)
  }

  /// The keys as help shows them.
  var keyLabel: String { keys.prefix(3).map(\.label).joined(separator: " ") }
}
