import Foundation
import Synchronization
import TUI

/// This program as a process of its own: a command with its arguments, without a terminal and without a shell. What it says
/// comes back as text, so that the numbers are those of the command line.
struct CommandProcess {
  var arguments: [String]
  /// What it reads on standard input; nothing without.
  var input: String?
  /// How large the workbench is that asks.
  var screen: Size
  /// Where it leaves its answer as files too (`AnswerFolder`).
  var answerFolder: String?

  /// Set for a command that the workbench runs, to the size of it: the command has no terminal, but the workbench has.
  static let insideVariable = "RADISH_INSIDE"

  /// The size of the workbench that runs this command; nil outside of one.
  static var workbenchSize: (columns: Int, rows: Int)? {
    let size = ProcessInfo.processInfo.environment[insideVariable]?.split(separator: "x").map { Int($0) } ?? []
    guard size.count == 2, let columns = size[0], let rows = size[1] else { return nil }
    return (columns, rows)
  }

  /// For a command that the workbench runs: ends it, as Ctrl-C does, as soon as nobody reads its answer any more. So nothing
  /// is left running however the workbench ended.
  static func endWithWorkbench() {
    guard workbenchSize != nil else { return }
    Thread.detachNewThread {
      var reader = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
      while poll(&reader, 1, -1) < 0, errno == EINTR {}
      guard reader.revents & Int16(POLLERR) != 0 else { return }
      kill(getpid(), SIGINT)
      sleep(3)
      _exit(ExitStatus.interrupted.rawValue)
    }
  }

  /// More of an answer is not kept.
  static let limit = 16 << 20

  /// This very program, even where its file has been replaced since it was started.
  private static var executable: URL? {
    let own = "/proc/self/exe"
    if FileManager.default.isExecutableFile(atPath: own) { return URL(filePath: own) }
    return Bundle.main.executableURL
  }

  /// Runs to the end. Cancelled, it is interrupted, so that what is finished is kept; if that is not enough it is ended.
  func run(report: @escaping Environment.Report) async throws -> ProgramAnswer {
    let process = Process()
    guard let executable = Self.executable else { throw CommandProcessError.noProgram }
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      Self.insideVariable: "\(screen.columns)x\(screen.rows)",
      AnswerFolder.variable: answerFolder ?? "",
      // Help is laid out for the page.
      "COLUMNS": String(max(20, screen.columns - 2)),
    ]) { _, new in new }
    let output = Pipe()
    let messages = Pipe()
    process.standardOutput = output
    process.standardError = messages
    process.standardInput = try input.map { try Self.file(holding: $0) } ?? FileHandle.nullDevice
    let ended = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { process in
      ended.continuation.yield(process.terminationReason == .exit ? process.terminationStatus : 128)
      ended.continuation.finish()
    }
    let interruption = Interruption(process)
    return try await withTaskCancellationHandler {
      try Task.checkCancellation()
      // The main thread lets all signals through, and a process inherits what its thread blocks.
      try await MainActor.run { try process.run() }
      if Task.isCancelled { interruption.begin() }
      let lastLine = LastLine()
      async let said = Self.read(output.fileHandleForReading) { _ in }
      async let told = Self.read(messages.fileHandleForReading) { piece in
        if let line = piece.split(whereSeparator: \.isNewline).last { lastLine.text.withLock { $0 = String(line) } }
      }
      let clock = Task {
        let start = ContinuousClock.now
        while !Task.isCancelled {
          try await Task.sleep(for: .milliseconds(250))
          let seconds = Int((ContinuousClock.now - start) / .seconds(1))
          let line = lastLine.text.withLock { $0 }
          report(JobProgress((seconds > 0 ? "\(seconds) s  " : "") + line))
        }
      }
      defer { clock.cancel() }
      var status: Int32 = 128
      for await value in ended.stream { status = value }
      let (text, isCut) = await said
      let (trouble, _) = await told
      interruption.hasEnded()
      try Task.checkCancellation()
      return ProgramAnswer(status: status, output: text, messages: trouble, isCut: isCut)
    } onCancel: {
      interruption.begin()
    }
  }

  /// A file that only this process can reach, holding a text: a pipe would have to be written while it is read.
  private static func file(holding text: String) throws -> FileHandle {
    let path = FileManager.default.temporaryDirectory.appending(path: "radish-\(UUID().uuidString)").path
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CommandProcessError.noRoom }
    unlink(path)
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: Data(text.utf8))
      try file.seek(toOffset: 0)
    } catch {
      throw CommandProcessError.noRoom
    }
    return file
  }

  /// Reads to the end, keeping as much as the limit allows.
  private static func read(
    _ file: FileHandle, _ piece: @escaping @Sendable (String) -> Void
  ) async -> (text: String, isCut: Bool) {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        var data = Data()
        var isCut = false
        while let bytes = try? file.read(upToCount: 1 << 16), !bytes.isEmpty {
          piece(String(decoding: bytes, as: UTF8.self))
          let room = limit - data.count
          data.append(bytes.prefix(max(0, room)))
          if bytes.count > room { isCut = true }
        }
        continuation.resume(returning: (String(decoding: data, as: UTF8.self), isCut))
      }
    }
  }

  /// What a command said last while it runs.
  private final class LastLine: Sendable {
    let text = Mutex("")
  }

  /// Ends a process as Ctrl-C does: once, so that it finishes its case; a second time; and then without asking.
  private final class Interruption: Sendable {
    private let process: Process
    private let state = Mutex((hasBegun: false, hasEnded: false))

    init(_ process: Process) { self.process = process }

    func hasEnded() { state.withLock { $0.hasEnded = true } }

    private var isOver: Bool { state.withLock { $0.hasEnded } || !process.isRunning }

    func begin() {
      guard process.isRunning else { return }
      let isFirst = state.withLock { state in
        defer { state.hasBegun = true }
        return !state.hasBegun
      }
      guard isFirst else { return }
      process.interrupt()
      DispatchQueue.global().asyncAfter(deadline: .now() + 3) { [self] in
        guard !isOver else { return }
        process.interrupt()
        DispatchQueue.global().asyncAfter(deadline: .now() + 1) { [self] in
          if !isOver { kill(process.processIdentifier, SIGKILL) }
        }
      }
    }
  }
}

enum CommandProcessError: Error, CustomStringConvertible {
  case noProgram
  case noRoom
  case readOnly(command: String, files: [String])

  var description: String {
    switch self {
    case .noProgram: "Radish cannot find its own program to run the command."
    case .noRoom:
      "The rows cannot be handed to the command: the folder for temporary files has no room or is not yours."
    case .readOnly(let command, let files):
      "\(command) writes \(files.joined(separator: ", ")): the workbench is open read-only, nothing can be changed."
    }
  }
}
