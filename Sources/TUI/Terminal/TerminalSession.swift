internal import CTerminal
internal import Dispatch
public import Foundation

/// How the TUI is started.
public struct LaunchOptions: Sendable {
  public var terminal: TerminalOptions
  public var isReadOnly: Bool
  public var keymap: Keymap
  /// Where standard error goes while the screen is in use; nil discards it.
  public var logPath: String?
  /// A patient whose images are shown at once.
  public var patient: String?
  /// A sample cohort to open, generated first if needed.
  public var sample: String?
  /// Where it is remembered how cohorts were left; nil remembers nothing.
  public var session: SessionFile?
  /// Images to look at without a cohort, and how the viewer begins.
  public var images: [ImageEntry] = []
  public var opening = ViewerScreen.Opening()
  /// Which volume of a 4D image.
  public var frame: Int?
  /// A key script to be written while the session lasts; a file of that name must not exist yet.
  public var recordPath: String?
  /// What answers the commands of the command line.
  public var program: Program?
  public var variables: [String: String]

  public init(
    terminal: TerminalOptions = TerminalOptions(), isReadOnly: Bool = false, keymap: Keymap = Keymap(),
    logPath: String? = nil, patient: String? = nil, sample: String? = nil, session: SessionFile? = nil,
    variables: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.terminal = terminal
    self.isReadOnly = isReadOnly
    self.keymap = keymap
    self.logPath = logPath
    self.patient = patient
    self.sample = sample
    self.session = session
    self.variables = variables
  }
}

/// Runs the TUI on the real terminal until the person leaves; returns the exit status.
///
/// 0 after a normal end, 2 with a sentence on standard error when there is no terminal that could be used, 130 after an
/// interrupt from outside, 143 and 129 when asked to end by SIGTERM and SIGHUP. What jobs have finished is stored.
@MainActor public func run(
  cohortPath: String? = nil, options: LaunchOptions = LaunchOptions(), environment: Environment? = nil
) async -> Int32 {
  let record = options.recordPath.flatMap { SessionRecord(path: $0) }
  if let path = options.recordPath, record == nil {
    FileHandle.standardError.write(Data("radish: \(SessionRecord.refusal(path))\n".utf8))
    return 2
  }
  var environment = environment ?? .live(variables: options.variables, frame: options.frame, program: options.program)
  if let cohortPath, options.images.isEmpty {
    environment = environment.opening(cohortPath, isReadOnly: options.isReadOnly)
  }
  let display: CursesDisplay
  do {
    display = try CursesDisplay(
      options: options.terminal, environment: options.variables, logPath: options.logPath)
  } catch {
    FileHandle.standardError.write(Data("radish: \(error.description)\n".utf8))
    return error.exitStatus
  }
  let remembered = options.session?.read()
  var state = AppState(
    size: display.size, look: display.look,
    theme: options.terminal.theme(
      depth: display.look.color, environment: options.variables, remembered: remembered?.theme),
    isReadOnly: options.isReadOnly, keymap: options.keymap)
  state.session = remembered
  if !options.terminal.isMouseOn || remembered?.isMouseOn == false {
    state.isMouseOn = false
    display.setMouse(false)
  }
  let store = Store(state: state, display: display, environment: environment)
  let session = TerminalSession(store: store, display: display, record: record)
  if !display.capabilities.isUTF8 {
    store.send(.announce(Message("This locale is not UTF-8: showing ASCII only. LANG=C.UTF-8 radish shows more.")))
  }
  let remember: @MainActor () -> Void = { [weak store] in
    guard let store, let file = options.session, let session = store.state.session else { return }
    file.write(session.remembering(store.state))
  }
  store.onGone = remember
  let problems = KeymapCheck.problems(options.keymap)
  if let first = problems.first {
    let others = problems.count - 1
    let rest = others > 0 ? " And \(others) more: radish doctor names \(others == 1 ? "it" : "them")." : ""
    store.send(.announce(Message(first + rest, .warning)))
  }
  if options.images.isEmpty {
    store.begin(cohortPath: cohortPath, sample: options.sample, patient: options.patient)
  } else {
    store.begin(images: options.images, opening: options.opening)
  }
  store.draw()
  let status = await session.run()
  remember()
  store.cancelAll()
  await store.waitForJobs(seconds: 3)
  display.close()
  endAsAsked(status)
  return status
}

/// A program that was told to end by a signal ends by it, so that the shell sees why.
private func endAsAsked(_ status: Int32) {
  let number: Int32
  switch status {
  case 129: number = SIGHUP
  case 143: number = SIGTERM
  default: return
  }
  radish_end_by_signal(number)
}

/// Why a script was not played.
public enum PlayError: Error, Equatable, CustomStringConvertible {
  /// The cohort that it is for, and what the start screen would have said of it.
  case notOpened(String, reason: String?)

  public var description: String {
    switch self {
    case .notOpened(let path, let reason): "The script was not played. \(reason ?? "\(path) cannot be opened.")"
    }
  }
}

/// Drives the same store and the same screens from a key script, without a terminal; returns the last screen as text.
///
/// - Throws: `PlayError` where a cohort is named that cannot be opened.
@MainActor public func play(
  _ script: KeyScript, cohortPath: String? = nil, size: Size = Size(columns: 80, rows: 24),
  look: Look = .standard, theme: Theme = Theme(), isReadOnly: Bool = false, environment: Environment = .live()
) async throws -> String {
  let display = MemoryDisplay(size: size, look: look)
  let store = Store(
    state: AppState(size: size, look: look, theme: theme, isReadOnly: isReadOnly), display: display,
    environment: environment)
  store.begin(cohortPath: cohortPath)
  await store.settle()
  // A script that was written for a cohort means something else on the start screen.
  if let cohortPath, store.state.cohort == nil {
    throw PlayError.notOpened(cohortPath, reason: store.state.message?.text)
  }
  await store.play(script)
  return display.text
}

extension Store {
  /// Applies the steps of a script. Every step waits for jobs but those of work (extraction, models), which `<wait>` awaits.
  public func play(_ script: KeyScript) async {
    for step in script.steps {
      switch step {
      case .event(let event):
        send(.event(event))
        await settleQuick()
      case .resize(let size):
        (display as? MemoryDisplay)?.size = size
        send(.resized(size))
      case .wait: await settle()
      }
      if quitStatus != nil { return }
    }
    await settleQuick()
    draw()
  }
}

/// Connects the terminal to the store: bytes become events, signals become actions.
@MainActor final class TerminalSession {
  private let store: Store
  private let display: CursesDisplay
  private var parser = KeyParser()
  private var input: (any DispatchSourceRead)?
  private var signals: (any DispatchSourceRead)?
  private var escapeTimer: (any DispatchSourceTimer)?
  private var finish: CheckedContinuation<Int32, Never>?
  private var status: Int32?
  /// Where what is pressed is written.
  private var record: SessionRecord?

  init(store: Store, display: CursesDisplay, record: SessionRecord? = nil) {
    self.store = store
    self.display = display
    self.record = record?.begin(size: display.size) == true ? record : nil
  }

  /// Hands an event to the store, and to the record first.
  private func take(_ event: InputEvent) {
    keep(.event(event))
    store.send(.event(event))
  }

  private func keep(_ step: KeyScript.Step) {
    let isKept = record?.write(step, isWorking: store.state.running.contains(where: \.isWork)) ?? true
    guard !isKept else { return }
    record = nil
    store.send(.announce(Message(SessionRecord.ending, .bad)))
  }

  /// Returns when the program is to end.
  func run() async -> Int32 {
    store.onQuit = { [weak self] status in self?.end(status) }
    store.onSuspend = { [weak self] in
      self?.display.suspend()
      self?.resized()
    }
    store.onRedraw = { [weak self] in self?.display.redraw() }
    let input = DispatchSource.makeReadSource(fileDescriptor: 0, queue: .main)
    input.setEventHandler { [weak self] in MainActor.assumeIsolated { self?.read() } }
    input.resume()
    self.input = input
    let signals = DispatchSource.makeReadSource(fileDescriptor: display.signalDescriptor, queue: .main)
    signals.setEventHandler { [weak self] in MainActor.assumeIsolated { self?.takeSignals() } }
    signals.resume()
    self.signals = signals
    let status = await withCheckedContinuation { continuation in
      if let status = self.status { continuation.resume(returning: status) } else { finish = continuation }
    }
    input.cancel()
    signals.cancel()
    escapeTimer?.cancel()
    return status
  }

  private func end(_ status: Int32) {
    guard self.status == nil else { return }
    self.status = status
    finish?.resume(returning: status)
    finish = nil
  }

  private func read() {
    guard let bytes = display.read() else {
      // The terminal is gone: as good as a hang-up.
      input?.cancel()
      end(129)
      return
    }
    escapeTimer?.cancel()
    escapeTimer = nil
    for event in parser.feed(bytes) { take(event) }
    if parser.isPending { waitForEscape() }
  }

  /// A lone ESC becomes the Escape key when nothing follows within 25 ms.
  private func waitForEscape() {
    let timer = DispatchSource.makeTimerSource(queue: .main)
    timer.schedule(deadline: .now() + .milliseconds(25))
    timer.setEventHandler { [weak self] in
      MainActor.assumeIsolated {
        guard let self else { return }
        for event in self.parser.flush() { self.take(event) }
      }
    }
    timer.resume()
    escapeTimer = timer
  }

  private func takeSignals() {
    let arrived = display.signals()
    if arrived.contains(.hangup) { return end(129) }
    if arrived.contains(.terminate) { return end(143) }
    if arrived.contains(.interrupt) { return end(130) }
    if arrived.contains(.suspend) { store.onSuspend() }
    if arrived.contains(.continued) { display.resume() }
    if arrived.contains(.resized) || arrived.contains(.continued) { resized() }
  }

  private func resized() {
    if display.size != store.state.size { keep(.resize(display.size)) }
    store.send(.resized(display.size))
    store.draw()
  }
}
