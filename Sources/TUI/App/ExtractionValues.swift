public import Cohort
internal import Features

/// One line of the extraction settings, explained.
public struct SettingLine: Equatable, Sendable {
  public var name: String
  public var value: String
  /// Why, or what follows from it.
  public var explanation: String

  public init(_ name: String, _ value: String, _ explanation: String) {
    self.name = name
    self.value = value
    self.explanation = explanation
  }
}

/// What an extraction would do: settings on the images of the cohort they fit.
public struct ExtractionPlan: Equatable, Sendable {
  /// Name of the extraction in the cohort, `ct`, `pet` …
  public var name: String
  public var title: String
  /// The settings that the next run uses; nil where they cannot be edited, which shows `lines` instead.
  public var settings: SettingsFile?
  /// The preset the settings are nearest to.
  public var preset: String
  public var isEdited: Bool
  public var lines: [SettingLine]
  public var caseCount: Int
  /// Cases of an earlier run that need not be done again.
  public var doneCount: Int
  /// Cases whose values of other settings are there: they stay until all of the new ones are.
  public var replacedCount: Int
  /// Cases that cannot be extracted, each with its sentence.
  public var problems: [String]

  public init(
    name: String, title: String, settings: SettingsFile? = nil, preset: String? = nil, isEdited: Bool = false,
    lines: [SettingLine] = [], caseCount: Int, doneCount: Int = 0, replacedCount: Int = 0,
    problems: [String] = []
  ) {
    self.name = name
    self.title = title
    self.settings = settings
    self.preset = preset ?? name
    self.isEdited = isEdited
    self.lines = lines
    self.caseCount = caseCount
    self.doneCount = doneCount
    self.replacedCount = replacedCount
    self.problems = problems
  }
}

extension ExtractionPlan {
  /// Other settings: what the next run uses, before it is known how many cases are done with them.
  mutating func choose(_ file: SettingsFile) {
    let near = Self.nearestPreset(to: file.settings, named: name)
    settings = file
    isEdited = near?.settings != file.settings
    preset = near?.name ?? name
    title = Self.title(of: near, isEdited: isEdited) ?? name
  }

  /// What a preset is for; of one that was changed nothing is said that the lines below might contradict.
  static func title(of preset: ExtractionSettings.Preset?, isEdited: Bool) -> String? {
    guard let summary = preset?.summary, isEdited else { return preset?.summary }
    return summary.prefix { $0 != ":" } + ", changed from the preset: the lines below say what holds."
  }

  /// The preset with these settings, whichever volume of an image they take; else the one of the modality, from which they
  /// were changed.
  static func nearestPreset(to settings: ExtractionSettings, named name: String) -> ExtractionSettings.Preset? {
    var settings = settings
    settings.volume = nil
    let candidates = ExtractScreen.presetNames.compactMap { name in
      ExtractionSettings.presets.first { $0.name == name }
    }
    return candidates.first { $0.name == name && $0.settings == settings }
      ?? candidates.first { $0.settings == settings } ?? ExtractionSettings.presets.first { $0.name == name }
  }
}

/// What is known of one case.
public struct CaseLine: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    case toDo, finished, warned, failed

    var word: String {
      switch self {
      case .toDo: "to do"
      case .finished: "done"
      case .warned: "to look at"
      case .failed: "failed"
      }
    }
  }
  public var title: String
  public var state: State
  /// `412 features, 3 missing, 0.28 s`, or why it failed.
  public var detail: String

  public init(title: String, state: State, detail: String) {
    self.title = title
    self.state = state
    self.detail = detail
  }

  /// What a look at the case has found, with the grey levels that the plan's settings would give.
  init(_ check: CasePreflight, plan: ExtractionPlan) {
    var parts: [String] = []
    if let volume = check.volume, let count = check.voxelCount {
      parts.append("\(NumberText.millilitres(volume)), \(count) voxels")
    }
    if let levels = plan.settings.flatMap({ check.levelCount($0.settings) }) { parts.append("\(levels) grey levels") }
    let state: State =
      switch check.status {
      case .ok: .toDo
      case .warning: .warned
      case .error: .failed
      }
    let facts = parts.joined(separator: "; ")
    // What went wrong when it was last extracted may not be seen by looking at its files.
    if state != .failed, let problem = plan.problems.first(where: { $0.hasPrefix(check.title + ": ") }) {
      let sentence = problem.dropFirst(check.title.count + 2)
      self.init(title: check.title, state: .failed, detail: "failed when it was last extracted: \(sentence)")
      return
    }
    let separator = check.message.isEmpty || facts.isEmpty ? "" : check.message.hasSuffix(".") ? " " : "; "
    self.init(title: check.title, state: state, detail: check.message + separator + facts)
  }
}

/// How far an extraction is.
public struct ExtractionProgress: Equatable, Sendable {
  public var done: Int
  public var total: Int
  /// One sentence per case that failed.
  public var failures: [String]
  /// What happened last, newest first.
  public var log: [String]
  /// The cases done last, newest first.
  public var cases: [CaseLine]
  /// Cases per second, and seconds left; nil before they can be told.
  public var rate: Double?
  public var secondsLeft: Double?
  /// The extraction has ended before all cases were done, because it was asked to.
  public var isCancelled = false
  /// The extraction has ended, and the values of earlier settings are still what everything else uses.
  public var keepsEarlierValues = false

  public init(
    done: Int, total: Int, failures: [String] = [], log: [String] = [], cases: [CaseLine] = [], rate: Double? = nil,
    secondsLeft: Double? = nil
  ) {
    self.done = done
    self.total = total
    self.failures = failures
    self.log = log
    self.cases = cases
    self.rate = rate
    self.secondsLeft = secondsLeft
  }

  public var fraction: Double { total > 0 ? Double(done) / Double(total) : 1 }
}
