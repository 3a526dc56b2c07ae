/// What the program's own commands are called and take, as they define it themselves: the one source of completion, usage and
/// help after `:`. A new command or option is known here without being written down a second time.
public struct ProgramManual: Equatable, Sendable {
  /// In the order in which `radish --help` lists them.
  public var commands: [Command]

  public init(commands: [Command] = []) { self.commands = commands }

  /// The command of that name.
  func command(_ name: some StringProtocol) -> Command? { commands.first { $0.name == name } }

  /// A command, or a part of one such as `features explain`.
  public struct Command: Equatable, Sendable {
    public var name: String
    /// What it does, in a sentence.
    public var abstract: String
    public var discussion: String
    public var arguments: [Argument]
    public var parts: [Command]
    /// Why it cannot be had inside of the workbench, with what does it there; nil where it can.
    public var refusal: String?

    public init(
      name: String, abstract: String = "", discussion: String = "", arguments: [Argument] = [], parts: [Command] = [],
      refusal: String? = nil
    ) {
      self.name = name
      self.abstract = abstract
      self.discussion = discussion
      self.arguments = arguments
      self.parts = parts
      self.refusal = refusal
    }

    /// The argument of a name with its dashes, such as `--time`.
    func argument(named name: some StringProtocol) -> Argument? {
      arguments.first { $0.names.contains { $0 == name } }
    }

    /// Those without a name, in their order.
    var positionals: [Argument] { arguments.filter { $0.kind == .positional } }

    /// Those with a name that are worth naming: every command has `--help` and `--version`.
    var options: [Argument] {
      arguments.filter { $0.kind != .positional && !["--help", "--version"].contains($0.name) }
    }
  }

  /// Something that a command takes.
  public struct Argument: Equatable, Sendable {
    public enum Kind: Equatable, Sendable { case positional, option, flag }
    public var kind: Kind
    /// With their dashes; none for a positional one.
    public var names: [String]
    /// What stands for its value in the usage, such as `column`.
    public var valueName: String
    public var help: String
    public var isOptional: Bool
    /// Whether all words up to the next option are its values.
    public var takesMany: Bool
    /// The values it may have, where they are few.
    public var values: [String]
    /// Endings of the files it names, where it is known to name one.
    public var endings: [String]?
    public var standard: String?
    /// Whether it is about the terminal, which the workbench knows better.
    public var isOfTerminal: Bool

    public init(
      _ kind: Kind, names: [String] = [], valueName: String = "", help: String = "", isOptional: Bool = true,
      takesMany: Bool = false, values: [String] = [], endings: [String]? = nil, standard: String? = nil,
      isOfTerminal: Bool = false
    ) {
      self.kind = kind
      self.names = names
      self.valueName = valueName
      self.help = help
      self.isOptional = isOptional
      self.takesMany = takesMany
      self.values = values
      self.endings = endings
      self.standard = standard
      self.isOfTerminal = isOfTerminal
    }

    /// The longest name, such as `--time`; empty for a positional one.
    var name: String { names.max { $0.count < $1.count } ?? "" }

    /// As usage shows it: `--time COLUMN`, `--strict`, `CSV`.
    var usage: String {
      switch kind {
      case .flag: name
      case .option: "\(name) \(valueName.uppercased())"
      case .positional: valueName.uppercased()
      }
    }

    /// What its values are, as its definition names them.
    enum Value: Equatable { case choice, column, columns, condition, cohort, table, image, mask, patient, path, other }

    var value: Value {
      if !values.isEmpty { return .choice }
      switch valueName {
      case "column", "column[=label]": return .column
      case "columns": return .columns
      case "expr": return .condition
      case "cohort.sqlite": return .cohort
      case "csv", "csv|cohort.sqlite": return .table
      case _ where names.contains("--patient"): return .patient
      case "image": return .image
      case "mask": return .mask
      case "file" where names.contains("--image") || names.contains("--fuse"): return .image
      case "file" where names.contains("--mask"): return .mask
      case "file", "folder", "name|yaml": return .path
      default: return endings == nil ? .other : .path
      }
    }
  }
}
