import Cohort
import Foundation
import Synchronization
import Testing

@testable import TUI

/// Someone types after the colon what they would type in the shell.
@MainActor @Suite struct `Asking the program` {
  /// What the fake program was asked.
  final class Asked: Sendable {
    private let calls = Mutex<[ProgramCall]>([])
    func note(_ call: ProgramCall) { calls.withLock { $0.append(call) } }
    var all: [ProgramCall] { calls.withLock { $0 } }
    var words: [String] { all.last?.words ?? [] }
    var csv: String { all.last?.rows?.csv ?? "" }
  }

  /// Which columns of features were read.
  final class Read: Sendable {
    private let requests = Mutex<[FeatureColumnRequest]>([])
    func note(_ request: FeatureColumnRequest) { requests.withLock { $0.append(request) } }
    var all: [FeatureColumnRequest] { requests.withLock { $0 } }
  }

  final class Count: Sendable {
    private let count = Mutex(0)
    func add() { count.withLock { $0 += 1 } }
    var value: Int { count.withLock { $0 } }
  }

  nonisolated static let manual = ProgramManual(commands: [
    .init(
      name: "aft", abstract: "Accelerated failure time.",
      arguments: [
        .init(.positional, valueName: "csv", help: "A table.", isOptional: false),
        .init(.option, names: ["--where"], valueName: "expr", help: "Only these rows."),
        .init(.option, names: ["--time"], valueName: "column", help: "Follow-up times.", isOptional: false),
        .init(.option, names: ["--covariates"], valueName: "columns", help: "Covariates.", isOptional: false),
        .init(
          .option, names: ["--distribution"], valueName: "distribution", help: "Of times.",
          values: ["weibull", "lognormal"], standard: "weibull"),
        .init(.option, names: ["--at"], valueName: "time", help: "Times.", takesMany: true),
        .init(.option, names: ["--svg"], valueName: "file", help: "A picture.", endings: ["svg"]),
        .init(.option, names: ["--format"], valueName: "format", values: ["table", "csv", "json"]),
        .init(.flag, names: ["--json"], valueName: "json"),
        .init(.option, names: ["--width"], valueName: "columns", isOfTerminal: true),
        .init(.option, names: ["--color"], valueName: "color", isOfTerminal: true),
        .init(.flag, names: ["--ascii"], valueName: "ascii", isOfTerminal: true),
      ]),
    .init(
      name: "overlap", abstract: "Two masks.",
      arguments: [
        .init(.positional, valueName: "mask", isOptional: false),
        .init(.positional, valueName: "mask", isOptional: false),
      ]),
    .init(
      name: "filter", abstract: "Filters an image.",
      arguments: [
        .init(.option, names: ["--image"], valueName: "file", isOptional: false),
        .init(.option, names: ["--out"], valueName: "file", isOptional: false),
      ]),
    .init(
      name: "show", abstract: "Prints a table.",
      arguments: [
        .init(.positional, valueName: "subject", isOptional: false, values: ["patients", "images"]),
        .init(.positional, valueName: "cohort.sqlite", isOptional: false, endings: ["sqlite"]),
        .init(.option, names: ["--where"], valueName: "expr"),
      ]),
    .init(
      name: "features", abstract: "The catalogue.",
      parts: [
        .init(name: "list", abstract: "All."),
        .init(name: "explain", abstract: "One.", arguments: [.init(.positional, valueName: "name", isOptional: false)]),
      ]),
    .init(name: "km", abstract: "Survival.", arguments: [.init(.option, names: ["--time"], valueName: "column")]),
    .init(name: "doctor", abstract: "Looks around."),
    .init(name: "play", abstract: "Plays.", refusal: "A script drives a workbench of its own."),
  ])

  private func open(
    size: Size = Size(columns: 80, rows: 24), look: Look = .standard, isReadOnly: Bool = false, asked: Asked = Asked(),
    cohort: OpenCohort = `Every screen`.Ready.cohort, read: Read? = nil,
    answer: @escaping @Sendable (ProgramCall) async throws -> ProgramAnswer = { _ in
      ProgramAnswer(status: 0, output: "done\n")
    }
  ) async -> Driver {
    var environment = Sample.environment(cohort: cohort)
    environment.program = Program(
      manual: { Self.manual },
      ask: { call, _, _ in
        asked.note(call)
        return try await answer(call)
      })
    environment.featureColumns = { _, wanted in
      read?.note(wanted)
      return wanted.names.values.flatMap(\.self).sorted().map { name in
        TableColumn(name: name, values: .number((0..<wanted.rowCount).map { Double($0 * $0 % 7) + 0.5 }))
      }
    }
    return await Driver(size: size, look: look, isReadOnly: isReadOnly, environment: environment)
  }

  @Test func `the rows shown are the table, without those left out, and the page says which`() async throws {
    let asked = Asked()
    let driver = await open(size: Size(columns: 120, rows: 30), asked: asked)
    try await driver.press("/sex=F<Enter>:aft --time age --covariates cea<Enter>")
    #expect(driver.row(0).contains("Answer › aft"))
    #expect(driver.screen.contains(":aft --time age --covariates cea"))
    #expect(driver.screen.contains("of 16 patients, sex=F"))
    #expect(driver.screen.contains("done"))
    let shown = driver.store.state.shownTable
    let lines = asked.csv.split(separator: "\n")
    #expect(lines[0].hasPrefix("patient,"))
    #expect(lines.count == shown.rows.count + 1)
    #expect(lines.count < 17)
    #expect(asked.words.filter { $0 == "-" }.count == 1)
  }

  @Test func `what the program can be told about the page is told, and nothing that was typed is said twice`()
    async throws
  {
    let asked = Asked()
    let driver = await open(look: .plain, asked: asked)
    try await driver.press(":aft --time age --covariates cea,age<Enter>")
    #expect(
      asked.words == [
        "aft", "--width", "78", "--color", "mono", "--ascii", "--format", "table", "-", "--time", "age", "--covariates",
        "cea,age",
      ])
    try await driver.press(":aft own.csv --json --width 40<Enter>")
    #expect(asked.words == ["aft", "--color", "mono", "--ascii", "own.csv", "--json", "--width", "40"])
    #expect(asked.all.last?.rows == nil)
  }

  @Test func `the cohort's file and the patient's image are filled in where they are missing`() async throws {
    let asked = Asked()
    let driver = await open(asked: asked)
    try await driver.press(":show images<Enter>")
    #expect(asked.words == ["show", "images", "/data/demo.sqlite"])
    try await driver.press(":show patients --where 'age>60 & sex=F'<Enter>")
    #expect(asked.words == ["show", "patients", "/data/demo.sqlite", "--where", "age>60 & sex=F"])
    let image = try #require(driver.store.state.imageAtHand)
    try await driver.press(":filter --out map.nii.gz<Enter>")
    #expect(asked.words == ["filter", "--image=\(image.path)", "--out", "map.nii.gz"])
  }

  @Test func `a region's role stands for its mask`() async throws {
    let asked = Asked()
    var cohort = `Every screen`.Ready.cohort
    var entry = try #require(cohort.images.entries.first)
    entry.regions = [
      .init(role: "reader1", path: "/data/one.nii.gz"), .init(role: "reader2", path: "/data/two.nii.gz"),
      .init(role: "other", path: "/data/three.nii.gz"),
    ]
    cohort.images = CohortImages([entry])
    let driver = await open(asked: asked, cohort: cohort)
    try await driver.press(":overlap reader2 reader1<Enter>")
    #expect(asked.words == ["overlap", "/data/two.nii.gz", "/data/one.nii.gz"])
    #expect(CommandLine.completions("overlap r", driver.store.state) == ["overlap reader1 ", "overlap reader2 "])
  }

  @Test func `a path that a file names is never taken for an option`() async throws {
    let asked = Asked()
    var cohort = `Every screen`.Ready.cohort
    var entry = try #require(cohort.images.entries.first)
    entry.regions = [.init(role: "one", path: "--csv"), .init(role: "two", path: "-h")]
    cohort.images = CohortImages([entry])
    let driver = await open(asked: asked, cohort: cohort)
    try await driver.press(":overlap<Enter>")
    #expect(asked.words == ["overlap", "./--csv", "./-h"])
  }

  @Test func `:filter goes on filtering rows; with options of the program it filters an image`() async throws {
    let asked = Asked()
    let driver = await open(asked: asked)
    try await driver.press(":filter age>60<Enter>")
    #expect(driver.store.state.screen == .cohort)
    #expect(driver.screen.contains("/16 patients"))
    #expect(asked.all.isEmpty)
    try await driver.press(":filter --out x.nii.gz<Enter>")
    #expect(driver.store.state.screen == .answer)
  }

  @Test func `verbs with a short form keep it, and take the long one`() async throws {
    let asked = Asked()
    let driver = await open(asked: asked)
    try await driver.press(":km age metastasis<Enter><wait>")
    #expect(driver.store.state.screen == .results)
    try await driver.press(":km --time age<Enter>")
    #expect(asked.words.contains("--time"))
    try await driver.press(":features<Enter>")
    #expect(driver.store.state.screen == .features)
    try await driver.press(":features explain TU9B<Enter>")
    #expect(asked.words == ["features", "explain", "TU9B"])
  }

  /// A cohort whose features are extracted, by two settings.
  private static var extracted: OpenCohort {
    var cohort = `Every screen`.Ready.cohort
    cohort.features = [
      ExtractedFeatures(extraction: "old", names: [.patient: ["original_firstorder_Mean", "original_glcm_Id"]]),
      ExtractedFeatures(
        extraction: "ct",
        names: [.patient: ["original_firstorder_Mean", "original_shape_Sphericity"], .lesion: ["original_lesion"]]),
    ]
    return cohort
  }

  @Test func `features that are named are columns of the table, and no others are read`() async throws {
    let asked = Asked()
    let read = Read()
    let driver = await open(size: Size(columns: 120, rows: 30), asked: asked, cohort: Self.extracted, read: read)
    try await driver.press(
      ":aft --time age --covariates cea,Original_firstorder_mean --where 'original_glcm_Id>0'<Enter>")
    #expect(
      read.all == [
        FeatureColumnRequest(
          level: .patient, rowCount: 16, names: ["ct": ["original_firstorder_Mean"], "old": ["original_glcm_Id"]])
      ])
    let lines = asked.csv.split(separator: "\n")
    #expect(lines[0].hasSuffix(",original_firstorder_Mean,original_glcm_Id"))
    #expect(lines[2].hasSuffix(",1.5,1.5") && lines[3].hasSuffix(",4.5,4.5"))
    #expect(driver.screen.contains("16 of 16 patients · features of ct, old"))
    try await driver.press(":aft --time age --covariates cea<Enter>")
    #expect(read.all.count == 1)
    #expect(!asked.csv.contains("original"))
  }

  @Test func `features complete where numbers are wanted`() async throws {
    let driver = await open(cohort: Self.extracted)
    // The manual is read when a command is first typed.
    try await driver.press(":<Esc>")
    func completions(_ text: String) -> [String] { CommandLine.completions(text, driver.store.state) }
    #expect(completions("aft --covariates original_s") == ["aft --covariates original_shape_Sphericity"])
    #expect(
      completions("roc metastasis original_") == [
        "roc metastasis original_firstorder_Mean", "roc metastasis original_shape_Sphericity",
        "roc metastasis original_glcm_Id",
      ])
    #expect(completions("km original_").isEmpty)
  }

  @Test func `questions to the table take features too`() async throws {
    let read = Read()
    let driver = await open(cohort: Self.extracted, read: read)
    try await driver.press(":roc metastasis original_glcm_id,age<Enter><wait>")
    #expect(driver.store.state.screen == .results)
    #expect(driver.store.state.results.result?.models == ["original_glcm_Id", "age"])
    #expect(read.all.map(\.names) == [["old": ["original_glcm_Id"]]])
    try await driver.press(":roc metastasis original_glcm_X<Enter>")
    #expect(driver.screen.contains("There is no column original_glcm_X. Did you mean original_glcm_Id?"))
  }

  @Test func `what is asked before it is known which features there are waits for them`() async throws {
    let asked = Asked()
    var environment = Sample.environment(cohort: Self.extracted)
    environment.program = Program(
      manual: { Self.manual },
      ask: { call, _, _ in
        asked.note(call)
        return ProgramAnswer(status: 0, output: "done\n")
      })
    let open = environment.openCohort
    environment.openCohort = { path, isReadOnly in
      var cohort = try await open(path, isReadOnly)
      cohort.features = []
      cohort.isComplete = false
      cohort.steps[.extract] = .done
      return cohort
    }
    environment.featureColumns = { _, wanted in
      [TableColumn(name: "original_glcm_Id", values: .number(Array(repeating: 1, count: wanted.rowCount)))]
    }
    let features = Self.extracted.features
    let (gate, opening) = AsyncStream.makeStream(of: Void.self)
    environment.loadStudy = { _ in
      for await _ in gate {}
      return CohortStudy(features: features)
    }
    let display = MemoryDisplay(size: Size(columns: 80, rows: 24))
    let store = Store(state: AppState(), display: display, environment: environment)
    store.begin(cohortPath: "/data/demo.sqlite")
    while store.state.cohort == nil { await Task.yield() }
    store.send(.knows(Self.manual))
    for case .event(let event) in try KeyScript(":aft --time age --covariates original_glcm_Id<Enter>").steps {
      store.send(.event(event))
    }
    #expect(asked.all.isEmpty && store.state.screen == .cohort)
    #expect(store.state.message?.text == "Asked as soon as it is known which features there are.")
    opening.finish()
    await store.settle()
    #expect(store.state.screen == .answer)
    #expect(asked.csv.split(separator: "\n").first?.hasSuffix(",original_glcm_Id") == true)
  }

  @Test func `a cohort that has changed meanwhile is told of`() async throws {
    let request = FeatureColumnRequest(level: .patient, rowCount: 3, names: [:])
    let table = DataTable(columns: [TableColumn(name: "patient", values: .number([1, 2, 3]))])
    #expect(throws: FeatureColumnError.hasChanged) {
      try request.added([TableColumn(name: "x", values: .number([1, 2]))], to: table)
    }
    #expect("\(FeatureColumnError.hasChanged)".hasPrefix("The cohort has changed since its table was read."))
  }

  @Test(arguments: ["radish doctor", "! doctor", "!doctor", "doctor"])
  func `every command can be asked, after :radish too`(typed: String) async throws {
    let asked = Asked()
    let driver = await open(asked: asked)
    try await driver.press(":\(typed)<Enter>")
    #expect(asked.words == ["doctor"])
  }

  @Test func `what cannot be had inside says what does it`() async throws {
    let driver = await open()
    try await driver.press(":play x.keys<Enter>")
    #expect(driver.screen.contains("✗ A script drives a workbench of its own."))
    #expect(driver.store.state.screen == .cohort)
    #expect(!CommandLine.completions("pl", driver.store.state).contains("play"))
    try await driver.press(":radish nothing<Enter>")
    #expect(driver.screen.contains("Radish has no command nothing."))
    try await driver.press(":aft --where 'age<Enter>")
    #expect(driver.screen.contains("A quote is not closed."))
  }

  @Test func `what went wrong stands first, in the words of the program`() async throws {
    let driver = await open { _ in
      ProgramAnswer(status: 2, messages: "radish: Missing expected argument '--time <column>'\nUsage: radish aft\n")
    }
    try await driver.press(":aft<Enter>")
    #expect(driver.row(4).contains("Missing expected argument '--time <column>'"))
    #expect(!driver.row(4).contains("radish:"))
    #expect(driver.store.state.answer.lines.flatMap(\.pieces).map(\.style) == [.role(.bad), .role(.bad)])
    // The question is at hand to be changed.
    try await driver.press("c")
    #expect(driver.lastRow.hasPrefix(":aft"))
  }

  @Test func `a long sentence is broken where the page ends`() async throws {
    let sentence = "There is no column x. " + String(repeating: "The columns are many. ", count: 10)
    let driver = await open { _ in ProgramAnswer(status: 1, messages: "radish: \(sentence)the last") }
    try await driver.press(":doctor<Enter>")
    #expect(driver.screen.contains("the last"))
  }

  @Test func `Tab before the manual is read completes once it is`() async throws {
    let driver = await open()
    for event in try KeyScript(":aft<BS><Tab>").steps {
      if case .event(let event) = event { driver.store.send(.event(event)) }
    }
    await driver.settle()
    #expect(driver.lastRow.hasPrefix(":aft"))
  }

  @Test func `text of the program never drives the terminal`() async throws {
    let driver = await open { _ in
      ProgramAnswer(status: 0, output: "a\u{1B}]0;evil\u{7}b\r\nc\u{202E}d\n", messages: "\u{9B}31m\n")
    }
    try await driver.press(":doctor<Enter>")
    let text = driver.store.state.answer.lines.map(\.text).joined()
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E })
    #expect(driver.screen.contains("a␛]0;evil␇b"))
  }

  @Test func `a command that runs can be ended with Esc, and then Esc goes back`() async throws {
    let driver = await open { _ in
      try await Task.sleep(for: .seconds(1000))
      return ProgramAnswer(status: 0)
    }
    for event in try KeyScript(":doctor<Enter>").steps {
      if case .event(let event) = event { driver.store.send(.event(event)) }
    }
    // The manual is read first: what was typed is asked as soon as it is there.
    while !driver.store.state.running.contains(.program) { await Task.yield() }
    driver.store.draw()
    #expect(driver.screen.contains("Asking … Esc ends it"))
    #expect(driver.lastRow.contains("Esc end it"))
    driver.store.send(.event(.key(.escape)))
    await driver.settle()
    #expect(driver.screen.contains("It was ended before it had an answer; r asks again."))
    try await driver.press("<Esc>")
    #expect(driver.store.state.screen == .cohort)
  }

  @Test func `what must not be written is refused with a sentence`() async throws {
    struct Refused: Error, CustomStringConvertible { let description = "exclude writes x: nothing can be changed." }
    let driver = await open(isReadOnly: true) { _ in throw Refused() }
    try await driver.press(":doctor<Enter>")
    #expect(driver.screen.contains("exclude writes x: nothing can be changed."))
  }

  @Test func `an answer can be searched, scrolled, copied and saved with its table and its plot`() async throws {
    let asked = Asked()
    let driver = await open(asked: asked) { call in
      ProgramAnswer(
        status: 0, output: (1...60).map { "line \($0)\n" }.joined() + "△ few: Beware.\n", table: "a,b\n1,2\n",
        picture: "<svg/>")
    }
    try await driver.press(":aft --time age --covariates cea<Enter>")
    #expect(driver.row(0).contains("lines 1–19 of 61"))
    try await driver.press("/line 47<Enter>")
    #expect(driver.screen.contains("line 47"))
    #expect(driver.store.state.answer.found == 46)
    try await driver.press("G")
    #expect(driver.screen.contains("△ few: Beware."))
    try await driver.press("g")
    #expect(driver.row(0).contains("lines 1–19 of 61") && !driver.screen.contains("line 47"))
    let files = AnswerScreen.exports(driver.store.state.answer, in: driver.store.state.context)
    #expect(files.map(\.name) == ["aft.txt", "aft.csv", "aft.svg"])
    #expect(files.dropFirst().map(\.contents) == ["a,b\n1,2\n", "<svg/>"])
    try await driver.press("e")
    #expect(driver.screen.contains("aft.txt") && driver.screen.contains("aft.svg"))
    // What is saved came with the answer.
    #expect(asked.all.count == 1)
  }

  @Test func `an answer for programs is saved byte by byte`() async throws {
    let json = "{\"name\": \"a\\tb\"}\n"
    let driver = await open { _ in ProgramAnswer(status: 0, output: json) }
    try await driver.press(":aft own.csv --json<Enter>")
    let files = AnswerScreen.exports(driver.store.state.answer, in: driver.store.state.context)
    #expect(files == [ExportFile("aft.json", json)])
  }

  @Test func `a table that is too large to be kept is told of`() async throws {
    let driver = await open { _ in
      var answer = ProgramAnswer(status: 0, output: "rows\n")
      answer.isTableTooLarge = true
      return answer
    }
    try await driver.press(":doctor<Enter>")
    #expect(driver.screen.contains("The table is too large to be kept: e saves the text alone."))
  }

  @Test func `headings and cautions of an answer follow the theme, and a screen without colour gets none`() async throws
  {
    let asked = Asked()
    let output = "\u{1B}[38:0:5mterm\u{1B}[0m  x\n\u{1B}[38:0:10m△ few: Beware.\u{1B}[0m\n"
    let driver = await open(asked: asked) { call in
      ProgramAnswer(status: 0, output: call.saysRoles ? output : "term  x\n△ few: Beware.\n")
    }
    try await driver.press(":aft --time age --covariates cea<Enter>")
    #expect(asked.words.contains("256"))
    let lines = driver.store.state.answer.lines
    #expect(lines.first?.pieces == [.init("term", .role(.header)), .init("  x")])
    #expect(lines.last?.pieces == [.init("△ few: Beware.", .role(.warning))])
    try await driver.press(":theme mono<Enter>:aft --time age --covariates cea<Enter>")
    #expect(asked.words.contains("mono"))
  }

  /// Presses keys without waiting for the command they ask.
  private func begin(_ keys: String, on driver: Driver) async throws {
    for event in try KeyScript(keys).steps {
      if case .event(let event) = event { driver.store.send(.event(event)) }
    }
    while !driver.store.state.running.contains(.program) { await Task.yield() }
    driver.store.draw()
  }

  @Test func `quitting while a command runs asks first`() async throws {
    let driver = await open { _ in
      try await Task.sleep(for: .seconds(1000))
      return ProgramAnswer(status: 0)
    }
    try await begin(":doctor<Enter>", on: driver)
    driver.store.send(.event(.key(.control("q"))))
    driver.store.draw()
    #expect(driver.screen.contains(":doctor is running and will be ended; quit?"))
    driver.store.send(.event(.key(.character("n"))))
    #expect(driver.store.quitStatus == nil)
    // On its page Ctrl-C ends the command, as in a shell.
    driver.store.send(.event(.key(.control("c"))))
    await driver.settle()
    #expect(driver.screen.contains("It was ended before it had an answer; r asks again."))
    #expect(driver.store.quitStatus == nil)
    driver.store.send(.event(.key(.control("c"))))
    #expect(driver.store.quitStatus == 0)
  }

  @Test func `a command that still runs is not ended by the next one without a question`() async throws {
    let asked = Asked()
    let driver = await open(asked: asked) { call in
      if call.words == ["doctor"] { try await Task.sleep(for: .seconds(1000)) }
      return ProgramAnswer(status: 0, output: "answer of \(call.words[0])\n")
    }
    try await begin(":doctor<Enter>", on: driver)
    while asked.all.isEmpty { await Task.yield() }
    try await begin("1:km --time age<Enter>", on: driver)
    #expect(driver.screen.contains(":doctor is still running; end it and ask this?"))
    driver.store.send(.event(.key(.character("n"))))
    #expect(asked.all.count == 1)
    try await begin(":km --time age<Enter>", on: driver)
    driver.store.send(.event(.key(.character("y"))))
    await driver.settle()
    #expect(driver.screen.contains("answer of km"))
  }

  @Test func `the cohort is read again when a command has written it`() async throws {
    let opened = Count()
    var environment = Sample.environment(cohort: `Every screen`.Ready.cohort)
    let reopen = environment.reopenCohort
    environment.reopenCohort = { path, isReadOnly in
      opened.add()
      return try await reopen(path, isReadOnly)
    }
    environment.program = Program(
      manual: { Self.manual }, ask: { _, _, _ in ProgramAnswer(status: 0, written: ["/data/demo.sqlite"]) })
    let driver = await Driver(environment: environment)
    #expect(opened.value == 0)
    try await driver.press(":doctor<Enter><wait>")
    #expect(opened.value == 1)
    #expect(driver.store.state.screen == .answer)
  }

  @Test(arguments: [
    ":doctor<Enter>", ":doctor<Enter>/a<Enter>", ":doctor<Enter><Right>G", ":aft --<Tab><Tab>", ":aft<F1>", ":<F1>G",
    ":show images<Enter>c",
  ])
  func `the page, the prompt and the manual draw at any size`(way: String) async throws {
    for look in [Look.standard, .plain] {
      let driver = await open(look: look) { _ in
        ProgramAnswer(
          status: 0, output: String(repeating: "陈a ", count: 60) + "\n" + String(repeating: "line\n", count: 80))
      }
      try await driver.press(way)
      for size in `Every screen`.sizes {
        var state = driver.store.state
        state.size = size
        let canvas = App.view(state)
        for row in 0..<size.rows { #expect(DisplayWidth.of(canvas.text(row: row)) == size.columns) }
        if !state.isTooSmall, state.overlay == nil { #expect(canvas.text(row: size.rows - 1).contains("? help")) }
      }
      let conflicts = Keymap.conflicts(in: App.screenCommands(driver.store.state))
      #expect(conflicts.isEmpty, "\(conflicts)")
    }
  }

  @Test func `an answer asked on the start screen needs no cohort`() async throws {
    var environment = Sample.environment()
    environment.program = Program(
      manual: { Self.manual }, ask: { _, _, _ in ProgramAnswer(status: 0, output: "all is well\n") })
    let driver = await Driver(environment: environment, cohort: nil)
    try await driver.press(":doctor<Enter>")
    #expect(driver.screen.contains("all is well"))
    try await driver.press("<Esc>")
    #expect(driver.store.state.screen == .start)
  }
}

/// The prompt says what to type next.
@MainActor @Suite struct `Completing the words of the program` {
  private func state() async throws -> AppState {
    var environment = Sample.environment(cohort: `Every screen`.Ready.cohort)
    environment.program = Program(
      manual: { `Asking the program`.manual }, ask: { _, _, _ in ProgramAnswer(status: 0) })
    let driver = await Driver(environment: environment)
    try await driver.press(":<Esc>")
    return driver.store.state
  }

  @Test func `verbs are completed with the commands of the program`() async throws {
    let state = try await state()
    #expect(CommandLine.completions("af", state) == ["aft"])
    #expect(CommandLine.completions("radish af", state) == ["radish aft "])
    #expect(CommandLine.completions("features ", state) == ["features list ", "features explain "])
  }

  @Test func `options follow, those that are needed first, each once`() async throws {
    let state = try await state()
    #expect(CommandLine.completions("aft ", state).prefix(2) == ["aft --time ", "aft --covariates "])
    #expect(CommandLine.completions("aft --cov", state) == ["aft --covariates "])
    let rest = CommandLine.completions("aft --time age --", state)
    #expect(rest.first == "aft --time age --covariates ")
    #expect(!rest.contains("aft --time age --time "))
    // The workbench knows the terminal.
    #expect(!rest.contains { $0.contains("--width") })
  }

  @Test func `columns, lists of columns and values are completed`() async throws {
    let state = try await state()
    #expect(CommandLine.completions("aft --time ag", state) == ["aft --time age "])
    #expect(CommandLine.completions("aft --time=ag", state) == ["aft --time=age "])
    #expect(CommandLine.completions("aft --covariates age,cea", state) == ["aft --covariates age,cea"])
    #expect(!CommandLine.completions("aft --covariates age,", state).contains("aft --covariates age,age"))
    #expect(CommandLine.completions("aft --distribution l", state) == ["aft --distribution lognormal "])
    #expect(CommandLine.completions("aft --where ag", state) == ["aft --where age"])
  }

  @Test func `a name with blanks is put into quotes`() async throws {
    var cohort = `Every screen`.Ready.cohort
    cohort.table.set(
      TableColumn(name: "follow up", values: ColumnValues((0..<cohort.table.rowCount).map { _ in .missing })))
    var state = try await state()
    state.table = CohortScreen.State(table: cohort.table)
    #expect(CommandLine.completions("aft --time fol", state) == ["aft --time 'follow up' "])
    #expect(CommandLine.completions("aft --time 'follow u", state) == ["aft --time 'follow up' "])
  }

  @Test func `the line above says what is needed, then what an option means`() async throws {
    let state = try await state()
    #expect(CommandLine.hint("", state).contains("F1 lists everything"))
    #expect(CommandLine.hint("aft", state) == ":aft  Accelerated failure time.")
    #expect(CommandLine.hint("aft ", state).hasPrefix("needs --time COLUMN --covariates COLUMNS · may have"))
    #expect(CommandLine.hint("aft --time", state) == "--time COLUMN: Follow-up times.")
    #expect(CommandLine.hint("aft --distribution ", state).hasPrefix("--distribution DISTRIBUTION: Of times."))
    #expect(CommandLine.hint("aft --distribution ", state).contains("weibull  lognormal"))
    #expect(CommandLine.hint("aft --time age --covariates cea ", state).hasPrefix("Enter asks"))
    #expect(CommandLine.hint("km ", state).contains("or --…"))
  }

  @Test func `Tab goes as far as all agree, then through each, and Shift-Tab back`() {
    var prompt = Prompt("a")
    prompt.complete { _ in ["abc", "abd"] }
    #expect(prompt.text == "ab")
    prompt.complete { _ in ["abc", "abd"] }
    #expect(prompt.text == "abc")
    prompt.complete { _ in [] }
    #expect(prompt.text == "abd")
    prompt.complete({ _ in [] }, step: -1)
    #expect(prompt.text == "abc")
    _ = prompt.edit(.key(.character("x")))
    #expect(prompt.choice == nil)
  }

  @Test func `F1 explains what is being typed and goes back to it`() async throws {
    var environment = Sample.environment(cohort: `Every screen`.Ready.cohort)
    environment.program = Program(
      manual: { `Asking the program`.manual }, ask: { _, _, _ in ProgramAnswer(status: 0) })
    let driver = await Driver(environment: environment)
    try await driver.press(":aft --time age<F1>")
    #expect(driver.screen.contains("Accelerated failure time."))
    #expect(driver.screen.contains("--distribution DISTRIBUTION") && driver.screen.contains("weibull, lognormal"))
    try await driver.press("<Esc>")
    #expect(driver.lastRow.hasPrefix(":aft --time age"))
    try await driver.press("<Esc>:help km<Enter>")
    #expect(driver.screen.contains("survival curves") && driver.screen.contains("As on the command line"))
    try await driver.press("<Esc>:sort age<F1>")
    #expect(driver.screen.contains(":sort COLUMN [desc]"))
    try await driver.press("<Esc><Esc>:<F1>")
    #expect(driver.screen.contains("what can be typed after :"))
  }
}
