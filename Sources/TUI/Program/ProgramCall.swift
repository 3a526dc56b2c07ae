internal import Cohort

/// A question to the program itself: the words of its command line, and the rows that it reads on standard input.
///
/// What a person leaves out is filled in from what is open: the rows shown for a table, the cohort's file, the image and the
/// masks of the patient under the cursor.
public struct ProgramCall: Equatable, Sendable {
  /// The words after `radish`, for the program as they are: no shell reads them.
  public var words: [String]
  /// The table of standard input; nil gives none.
  public var rows: Rows?
  /// Columns of features that the words name beside those of the table.
  var features: FeatureColumnRequest?
  /// The file of the open cohort.
  public var cohort: String?
  /// How large the workbench is.
  public var screen: Size
  /// What was typed after `:`, to be typed again.
  var typed: String
  /// Where the program's command stands for what: which rows, which files.
  var remark: String
  /// The words that name the command.
  var path: [String]
  /// Whether what it says is for people, and says what is a heading and what a caution (`SGR`).
  var saysRoles = false

  /// Rows of a table.
  public struct Rows: Equatable, Sendable {
    var table: DataTable
    var rows: [Int]

    public static func == (left: Rows, right: Rows) -> Bool {
      left.rows == right.rows && left.table.names == right.table.names
    }

    /// All columns but remarks of the study on a row, numbers in full.
    public var csv: String {
      let columns = table.columns.filter { !DataTable.isRemark($0.name) }
      var text = CSV.line(columns.map(\.name))
      for row in rows { text += CSV.line(columns.map { $0.values[row].text ?? "" }) }
      return text
    }
  }

  /// What can be filled in for an argument here.
  static func isFilled(
    _ argument: ProgramManual.Argument, of command: ProgramManual.Command, _ state: AppState
  ) -> Bool {
    switch argument.value {
    case .table: argument.kind == .positional && state.cohort != nil
    case .cohort: argument.kind == .positional && state.cohort != nil
    case .image: state.imageAtHand != nil
    // Which of many masks is meant has to be said.
    case .mask: argument.kind == .positional && state.masksAtHand.count == command.positionals.count
    default: false
    }
  }

  /// Reads what was typed, and fills in what was left out.
  init(typed: String, manual: ProgramManual, state: AppState) throws(Verb.Problem) {
    let split = ShellWords(typed)
    if split.isOpen { throw Verb.Problem(sentence: "A quote is not closed.") }
    guard let line = ProgramLine(split.words, manual) else {
      let near = Suggestion.nearest(to: split.words.first ?? "", among: manual.commands.map(\.name))
      let meant = near.map { " Did you mean \($0)?" } ?? ""
      throw Verb.Problem(sentence: "Radish has no command \(split.words.first ?? "").\(meant)")
    }
    if let refusal = line.command.refusal ?? manual.command(line.path[0])?.refusal {
      throw Verb.Problem(sentence: refusal)
    }
    self.typed = typed
    path = line.path
    cohort = state.cohort?.path
    screen = state.size
    words = split.words
    rows = nil
    remark = ""
    // Asking for help is no question about a table.
    guard !words.contains("--help"), !words.contains("-h") else { return }
    saysRoles = line.command.argument(named: "--color") != nil && line.options.isDisjoint(with: Self.formats)
    fill(line, state)
    let display = Self.display(line, state)
    words.insert(contentsOf: display, at: path.count)
  }

  /// A path from a cohort file as a word that no command takes for an option.
  private static func value(_ path: String) -> String { path.hasPrefix("-") ? "./" + path : path }

  private static let formats: Set<String> = ["--format", "--json", "--csv"]

  /// The size of the page, the colours of the screen, tables for people: unless something else is asked for.
  private static func display(_ line: ProgramLine, _ state: AppState) -> [String] {
    func option(_ name: String, _ value: String?) -> [String] {
      guard line.command.argument(named: name) != nil, !line.has(name) else { return [] }
      return [name] + (value.map { [$0] } ?? [])
    }
    let page = AnswerScreen.pageSize(state.context)
    let isForPeople = line.options.isDisjoint(with: formats)
    let depth = isForPeople && state.theme.name != .mono ? state.look.color : .mono
    return option("--width", String(max(20, min(2000, page.columns))))
      + option("--height", String(max(8, min(1000, page.rows)))) + option("--color", depth.word)
      + (state.look.isASCII ? option("--ascii", nil) : [])
      + (isForPeople ? option("--format", "table") : [])
  }

  /// Inserts what was left out, from the last place to the first so that places stay right.
  private mutating func fill(_ line: ProgramLine, _ state: AppState) {
    var inserted: [(place: Int, word: String)] = []
    var remarks: [String] = []
    /// Behind the positional before it, else behind the command.
    func place(of number: Int) -> Int {
      number > 0 && line.positionals.count >= number ? line.positionals[number - 1] + 1 : path.count
    }
    let positionals = line.command.positionals
    let masks = state.masksAtHand
    for (number, argument) in positionals.enumerated() {
      let given = line.positionals.indices.contains(number) ? words[line.positionals[number]] : nil
      switch argument.value {
      case .table:
        guard given == nil || given == "-", let table = state.rowsAtHand else { continue }
        rows = table.rows
        remarks.append(table.remark)
        features = state.featureRequest(namedIn: words, beside: table.rows.table, at: table.level)
        if let features { remarks.append("features of \(features.names.keys.sorted().joined(separator: ", "))") }
        if given == nil { inserted.append((place(of: number), "-")) }
      case .cohort:
        let isThere = line.positionals.contains { words[$0].hasSuffix(".sqlite") }
        let isOther = ["--image", "--mask", "--batch"].contains { line.has($0) }
        guard !isThere, !isOther, let path = state.cohort?.path else { continue }
        inserted.append((place(of: number), Self.value(path)))
      case .image:
        // A patient's name stands for the first image.
        let named = given.flatMap { state.cohort?.images.of($0).first }
        guard let image = named ?? (given == nil ? state.imageAtHand : nil) else { continue }
        if given == nil {
          inserted.append((place(of: number), Self.value(image.path)))
        } else {
          words[line.positionals[number]] = Self.value(image.path)
        }
        remarks.append("\(image.patient) \(image.title)")
      case .mask:
        // A role stands for its mask: `overlap tumour reader2`.
        if let given {
          guard let mask = masks.first(where: { $0.role.lowercased() == given.lowercased() }) else { continue }
          words[line.positionals[number]] = Self.value(mask.path)
          remarks.append("\(mask.role): \(mask.path)")
        } else if masks.count == positionals.count {
          inserted.append((place(of: number), Self.value(masks[number].path)))
        }
      default: break
      }
    }
    for argument in line.command.options where !argument.isOptional && !line.has(argument.name) {
      if argument.value == .image, let image = state.imageAtHand {
        inserted.append((path.count, argument.name + "=" + image.path))
        remarks.append("\(image.patient) \(image.title)")
      }
    }
    // Of two at one place the later argument is inserted first, so that it ends up behind.
    for (place, word) in inserted.reversed().sorted(by: { $0.place > $1.place }) { words.insert(word, at: place) }
    remark = remarks.joined(separator: " · ")
  }
}

extension Look.ColorDepth {
  /// What `--color` calls it.
  fileprivate var word: String {
    switch self {
    case .mono: "mono"
    case .sixteen: "16"
    case .indexed256: "256"
    case .truecolor: "truecolor"
    }
  }
}

/// What the program answered.
public struct ProgramAnswer: Equatable, Sendable {
  /// 0 done, 1 failed, 2 wrong usage, 3 done but for some cases, 130 interrupted.
  public var status: Int32
  /// Standard output.
  public var output: String
  /// Standard error: what went wrong, or is to be known.
  public var messages: String
  /// Files that it was to write.
  public var written: [String]
  /// Its first table as CSV, where it has one and said it for people.
  public var table: String?
  /// Its first plot as SVG, where it has one.
  public var picture: String?
  /// Whether it has a table that is too large to be kept.
  public var isTableTooLarge = false
  /// Whether more was written than is kept.
  public var isCut: Bool

  public init(
    status: Int32, output: String = "", messages: String = "", written: [String] = [], table: String? = nil,
    picture: String? = nil, isCut: Bool = false
  ) {
    self.status = status
    self.output = output
    self.messages = messages
    self.written = written
    self.table = table
    self.picture = picture
    self.isCut = isCut
  }
}

/// The program behind the screens: what its commands take, and what they answer.
public struct Program: Sendable {
  public var manual: @Sendable () -> ProgramManual
  /// Runs a command to its end. Cancelling the task ends the command.
  ///
  /// - Throws: a sentence where it must not be run, such as what writes while nothing may be changed.
  public var ask:
    @Sendable (_ call: ProgramCall, _ isReadOnly: Bool, _ report: @escaping Environment.Report) async throws ->
      ProgramAnswer

  public init(
    manual: @escaping @Sendable () -> ProgramManual,
    ask: @escaping @Sendable (ProgramCall, Bool, @escaping Environment.Report) async throws -> ProgramAnswer
  ) {
    self.manual = manual
    self.ask = ask
  }
}

extension AppState {
  /// The rows shown that take part in analyses, and a sentence about them.
  var rowsAtHand: (rows: ProgramCall.Rows, level: UnitLevel, remark: String)? {
    guard cohort != nil, let table else { return nil }
    let sheet = table.sheet
    let excluded = sheet.table.column(named: DataTable.exclusionColumn)?.values
    let kept = sheet.rows.filter { excluded?.isMissing($0) ?? true }
    var remark = "\(kept.count) of \(sheet.table.rowCount) \(sheet.level.plural)"
    if !sheet.arrangement.filter.isEmpty {
      remark += ", " + (sheet.arrangement.isInverted ? "not " : "") + sheet.arrangement.filter
    }
    if kept.count < sheet.rows.count { remark += ", without \(sheet.rows.count - kept.count) excluded" }
    return (ProgramCall.Rows(table: sheet.table, rows: kept), sheet.level, remark)
  }

  /// The image that is looked at, else the first of the patient under the cursor.
  var imageAtHand: ImageEntry? { imagesAtHand.first }

  /// The images of the patient under the cursor, the one that is looked at first.
  var imagesAtHand: [ImageEntry] {
    if visibleScreen == .viewer, let image = viewer.image {
      return [image] + viewer.images.filter { $0.path != image.path }
    }
    let patient = visibleScreen == .patient ? self.patient.label : table?.selectedPatient
    return patient.map { cohort?.images.of($0) ?? [] } ?? []
  }

  /// The regions of the image at hand.
  var masksAtHand: [ImageEntry.RegionEntry] { imageAtHand?.regions ?? [] }

  /// The screen that an answer lies over, so that asking again means the same patient.
  private var visibleScreen: ScreenID { path.last { $0 != .answer } ?? .start }
}
