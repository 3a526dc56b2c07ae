/// A key as sentences name it: by the command that it is bound to, so that they speak of the key that the person chose.
///
///     "There is no filter; \(KeyName.filter) sets one."
///
/// In a text it is a mark; `Keymap.naming` puts the key in its place where the text is shown: in help and in what a disabled
/// command says, in messages, and in whatever is drawn on a canvas.
enum KeyName: String, CaseIterable, CustomStringConvertible {
  case undo, export, quit, help
  case findNext = "find.next"
  case findPrevious = "find.previous"
  case palette
  case learn
  case commandLine = "command-line"
  case saveDisplay = "save-display"
  case goToCohort = "go.cohort"
  case goToExtract = "go.extract"
  case goToSplit = "go.split"
  case goToModel = "go.model"
  case goToResults = "go.results"
  case goToReport = "go.report"
  case filter = "cohort.filter"
  case sort = "cohort.sort"
  case group = "cohort.group"
  case tableOne = "cohort.table-one"
  case level = "cohort.level"
  case patient = "cohort.patient"
  case openPatient = "cohort.open"
  case exclude = "cohort.exclude"
  case outcome = "cohort.outcome"
  case preview = "cohort.preview"
  case zoomTable = "cohort.zoom"
  case mark = "cohort.mark"
  case markRange = "cohort.mark-range"
  case extractionRun = "extract.run"
  case extractionCheck = "extract.check"
  case extractionFocus = "extract.focus"
  case extractionCancel = "extract.cancel"
  case extractionFeatures = "extract.features"
  case extractionCase = "extract.case"
  case settingEdit = "extract.edit"
  case features = "features.values"
  case featureFilter = "features.filter"
  case freezeSplit = "split.freeze"
  case outcomeOfSplit = "split.new-outcome"
  case nextSeed = "split.seed"
  case modelRun = "model.run"
  case modelChoose = "model.choose"
  case modelCancel = "model.cancel"
  case modelWords = "model.words"
  case modelExport = "model.export"
  case modelLess = "model.less"
  case modelMore = "model.more"
  case cautions = "results.cautions"
  case part = "results.part"
  case sideBySide = "results.side"
  case freezeCutoff = "results.freeze"
  case resultsNumbers = "results.numbers"
  case resultsSummary = "results.summary"
  case pickResult = "results.pick"
  case forestUp = "results.page-up"
  case forestDown = "results.page-down"
  case tableOneExport = "table1.export"
  case patientImage = "patient.view"
  case patientExclude = "patient.exclude"
  case patientNext = "patient.next"
  case patientPrevious = "patient.previous"
  case reportFigure = "report.figure"
  case reportWrite = "report.write"
  case fuse = "viewer.fuse"
  case beside = "viewer.beside"
  case largestSlice = "viewer.largest"
  case levelsOfRegion = "viewer.levels"
  case viewerWindow = "viewer.window"
  case viewerWarnings = "viewer.warnings"
  case viewerNextPatient = "viewer.next-patient"
  case statistics = "viewer.statistics"
  case askAgain = "answer.again"
  case changeQuestion = "answer.change"
  case answerExport = "answer.export"
  case importOwn = "start.import"
  case cancelOpening = "start.cancel"
  case openSelected = "start.open"
  case importWrite = "import.write"
  case importTarget = "import.target"
  case importPath = "import.path"
  case importEncoding = "import.encoding"
  case importLevel = "import.level"
  case importJoin = "import.join"

  /// The key where the person has chosen none.
  var builtIn: String {
    switch self {
    case .undo: "u"
    case .export, .tableOneExport, .answerExport: "e"
    case .quit: "q"
    case .help: "?"
    case .findNext: "n"
    case .findPrevious: "N"
    case .palette: "Ctrl-P"
    case .learn: "Ctrl-G"
    case .commandLine: ":"
    case .saveDisplay: "Ctrl-S"
    case .goToCohort: "1"
    case .goToExtract: "2"
    case .goToSplit: "3"
    case .goToModel: "4"
    case .goToResults: "5"
    case .goToReport: "6"
    case .filter, .featureFilter: "/"
    case .sort, .sideBySide: "s"
    case .group: "F"
    case .tableOne, .extractionFeatures, .resultsNumbers: "t"
    case .level, .features, .part: "v"
    case .patient, .importPath: "p"
    case .openPatient, .extractionRun, .freezeSplit, .modelRun, .freezeCutoff, .reportFigure, .pickResult,
      .patientImage,
      .extractionCase, .largestSlice, .openSelected:
      "Enter"
    case .exclude, .extractionCancel, .modelCancel, .cancelOpening, .patientExclude: "x"
    case .outcome, .outcomeOfSplit: "O"
    case .preview, .importOwn, .resultsSummary: "i"
    case .zoomTable, .modelWords: "z"
    case .mark, .modelChoose, .importJoin: "Space"
    case .markRange: "Ctrl-Space"
    case .extractionCheck, .changeQuestion, .importEncoding: "c"
    case .extractionFocus: "Tab"
    case .settingEdit, .modelExport: "e"
    case .modelLess: "-"
    case .modelMore: "+"
    case .cautions, .viewerWarnings: "!"
    case .reportWrite, .viewerWindow, .importWrite: "w"
    case .fuse: "f"
    case .beside: "b"
    case .askAgain, .nextSeed, .statistics: "r"
    case .forestUp: "PgUp"
    case .forestDown: "PgDn"
    case .patientNext, .viewerNextPatient: "]"
    case .patientPrevious: "["
    case .levelsOfRegion: "T"
    case .importTarget: "o"
    case .importLevel: "l"
    }
  }

  // Signs for private use: no sentence has them.
  private static let opening: Unicode.Scalar = "\u{E000}"
  private static let closing: Unicode.Scalar = "\u{E001}"

  var description: String { "\(Self.opening)\(rawValue)\(Self.closing)" }

  /// Whether a text may hold marks, told by the first byte of their signs. Every text that is drawn is asked: the bytes are
  /// looked at where they lie.
  fileprivate static func mayBe(in text: String) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { $0.contains(0xEE) } ?? text.utf8.contains(0xEE)
  }

  /// A text with something in the place of every mark; other uses of the signs stay as they are.
  fileprivate static func replaced(in text: String, _ name: (KeyName) -> String) -> String {
    var result = ""
    var rest = text.unicodeScalars[...]
    while let start = rest.firstIndex(of: opening) {
      result.unicodeScalars += rest[..<start]
      let after = rest.index(after: start)
      guard let end = rest[after...].firstIndex(of: closing), let key = KeyName(rawValue: String(rest[after..<end]))
      else {
        result.unicodeScalars.append(rest[start])
        rest = rest[after...]
        continue
      }
      result += name(key)
      rest = rest[rest.index(after: end)...]
    }
    result.unicodeScalars += rest
    return result
  }
}

extension Keymap {
  /// A text with the keys in the places of their names.
  func naming(_ text: String) -> String {
    guard KeyName.mayBe(in: text) else { return text }
    return KeyName.replaced(in: text) { label(of: $0) }
  }

  /// The key of a command: the person's own, the built-in one, or, where that is taken by another command of the screen and
  /// nothing is left, its name as it is typed.
  private func label(of name: KeyName) -> String {
    if let own = keys[name.rawValue] { return own.first?.label ?? ":" + name.rawValue }
    let screen = Self.screen(of: name.rawValue)
    let isTaken = keys.contains { id, bound in
      let other = Self.screen(of: id)
      return (screen == other || screen == nil || other == nil) && bound.contains { $0.label == name.builtIn }
    }
    return isTaken ? ":" + name.rawValue : name.builtIn
  }

  /// The screen of a command; nil for those of all screens.
  private static func screen(of id: String) -> Substring? {
    guard let dot = id.firstIndex(of: "."), id[..<dot] != "go" else { return nil }
    return id[..<dot]
  }
}

extension Command {
  /// The same with the keys in its sentences named as they are bound.
  func naming(_ keymap: Keymap) -> Command {
    let reason = disabledReason.map(keymap.naming)
    let words = keymap.naming(help)
    if reason == disabledReason, words == help { return self }
    return Command(
      id, title, keys: keys, footer: footer, footerKeys: footerKeys, help: words, disabledReason: reason,
      action: action)
  }
}
