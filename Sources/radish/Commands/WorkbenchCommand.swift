import ArgumentParser
import Cohort
import Foundation
import TUI

/// `radish [COHORT.sqlite]`: the workbench in the terminal.
struct WorkbenchCommand: AsyncParsableCommand, OwnsTerminal {
  static let configuration = CommandConfiguration(
    commandName: "workbench", abstract: "Opens the workbench; without a cohort, the start screen.")

  @Argument(help: ArgumentHelp("A cohort file.", valueName: "cohort.sqlite")) var cohort: String?
  @OptionGroup var options: WorkbenchOptions

  func run() async throws { try await options.open(cohort) }
}

/// `radish demo [STUDY]`: a sample cohort, generated if needed, in the workbench.
struct DemoCommand: AsyncParsableCommand, OwnsTerminal {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Generates a sample cohort if needed and opens it in the workbench.")

  @Argument(help: "Which sample; radish samples names them.") var study: String?
  @OptionGroup var options: WorkbenchOptions

  func run() async throws {
    let sample = try SampleCohort.named(study ?? SampleCohort.all.first?.name ?? "")
    try await options.open(nil, sample: sample.name)
  }
}

/// How many columns a terminal gives to glyphs whose width depends on its settings.
enum AmbiguousWidth: String, ExpressibleByArgument, CaseIterable {
  case narrow, wide

  /// What was asked for, else what the environment says.
  static func chosen(_ option: AmbiguousWidth?, environment: [String: String]) -> AmbiguousWidth {
    option ?? environment["RADISH_AMBIGUOUS_WIDTH"].flatMap { AmbiguousWidth(rawValue: $0.lowercased()) } ?? .narrow
  }
}

/// How the workbench looks and what it may do.
struct WorkbenchOptions: ParsableArguments {
  @Flag(help: "Nothing can be changed; the file stays byte-identical.") var readonly = false
  @Flag(help: "Only ASCII characters.") var ascii = false
  @Flag(
    help: "Lines of text with numbered choices, for screen readers: no boxes, no colour. ACCESSIBLE=1 sets it for good."
  )
  var accessible = false
  @Flag(name: .customLong("no-mouse"), help: "Leave the mouse to the terminal.") var noMouse = false
  @Option(help: "Which glyphs pictures are made of.") var glyphs: DisplayOptions.Glyphs = .auto
  @Option(help: "How many colours to use; NO_COLOR is honoured by auto.") var color: DisplayOptions.Colours = .auto
  @Option(help: "dark, light, high-contrast or mono; found out if not told.") var theme: String?
  @Option(
    name: .customLong("cell-aspect"),
    help: ArgumentHelp("Height of a character over its width; found out if not told, else 2.", valueName: "ratio"))
  var cellAspect: Double?
  @Option(
    name: .customLong("ambiguous-width"),
    help: "How wide the terminal draws box and block glyphs; wide gives ASCII. RADISH_AMBIGUOUS_WIDTH sets it for good."
  )
  var ambiguousWidth: AmbiguousWidth?
  @Option(help: ArgumentHelp("Show the images of this patient at once.", valueName: "label")) var patient: String?
  @Option(
    help: ArgumentHelp(
      "Write every key to a new file, a script that radish play shows again. Text that is typed is in it.",
      valueName: "file"))
  var record: String?

  func validate() throws {
    if let cellAspect, !(0.5...5).contains(cellAspect) {
      throw ValidationError("--cell-aspect must be from 0.5 to 5; most terminals have about 2.")
    }
    if let theme, Theme.Name(rawValue: theme) == nil {
      throw ValidationError("--theme is one of \(Theme.Name.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
  }

  /// Opens the workbench; ends with its status.
  func open(_ cohort: String?, sample: String? = nil) async throws {
    let files = PersonalFiles()
    let terminal = TerminalOptions(
      glyphs: ascii ? .ascii : TerminalOptions.Glyphs(rawValue: glyphs.rawValue) ?? .auto,
      color: TerminalOptions.ColorChoice(rawValue: color.rawValue) ?? .auto,
      theme: theme.flatMap { Theme.Name(rawValue: $0) }, isMouseOn: !noMouse, cellAspect: cellAspect,
      isAmbiguousWide: AmbiguousWidth.chosen(ambiguousWidth, environment: ProcessInfo.processInfo.environment) == .wide)
    var launch = LaunchOptions(
      terminal: terminal, isReadOnly: readonly, keymap: files.keymap(), logPath: files.makeLogPath(),
      patient: patient, sample: sample, session: SessionFile(path: files.sessionPath))
    launch.recordPath = record
    launch.program = .commands
    let isLinear = accessible || !(ProcessInfo.processInfo.environment["ACCESSIBLE"] ?? "").isEmpty
    let status =
      isLinear
      ? await TUI.runLinear(cohortPath: cohort, options: launch) : await TUI.run(cohortPath: cohort, options: launch)
    if status != 0 { throw ExitStatus(rawValue: status) ?? .failed }
  }
}
