/// One sentence above the footer: what happened, or why something cannot be done.
public struct Message: Equatable, Sendable {
  public enum Kind: Sendable { case info, good, warning, bad }
  public var text: String
  public var kind: Kind

  public init(_ text: String, _ kind: Kind = .info) {
    self.text = text
    self.kind = kind
  }

  /// Letters as well as colour: nothing is said by colour alone.
  var prefix: String {
    switch kind {
    case .info: ""
    case .good: "✓ "
    case .warning: "△ "
    case .bad: "✗ "
    }
  }

  var role: Role {
    switch kind {
    case .info: .accent
    case .good: .good
    case .warning: .warning
    case .bad: .bad
    }
  }
}
