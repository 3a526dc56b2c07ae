import ArgumentParser
import Features
import Foundation

/// Where the program starts: reads the command line, runs the command, says what went wrong, gives the exit status.
@main
enum Launch {
  static func main() async {
    // Read before the environment is changed: linked in, Swift's library looks for the arguments beside it.
    let arguments = Array(CommandLine.arguments.dropFirst())
    // OpenBLAS, once loaded, would start a thread per processor, and they wait by spinning (`COpenBLAS.c`).
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    ProcessHeap.prepare()
    CommandProcess.endWithWorkbench()
    // Before the first thread is made: one case needs none.
    if let status = runPlainly(arguments) { exit(status.rawValue) }
    let status = await run(arguments)
    exit(status.rawValue)
  }

  /// One case in the plainest form of its command line; nil for every other command line.
  private static func runPlainly(_ arguments: [String]) -> ExitStatus? {
    guard let plain = PlainCaseExtraction(arguments) else { return nil }
    Interrupt.endsAtOnce()
    do {
      try plain.run()
      return .done
    } catch {
      return report(error, of: ExtractCommand.self)
    }
  }

  // Not on the caller's actor: a command may move between threads.
  @concurrent private static func run(_ arguments: [String]) async -> ExitStatus {
    var kind: (any ParsableCommand.Type)?
    do {
      var command = try await command(arguments)
      kind = type(of: command)
      if !(command is any OwnsTerminal) { Interrupt.listen() }
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return .done
    } catch {
      return report(error, of: kind)
    }
  }

  /// The command of a command line. One whose first word names it is read by itself, which spares the tree of all commands
  /// at every start; what fails so, or asks for help, is read again from the root, which knows the names above it.
  @concurrent static func command(_ arguments: [String]) async throws -> any ParsableCommand {
    if let word = arguments.first, let named = CommandWord.command(named: word),
      let command = try? named.parseAsRoot(Array(arguments.dropFirst())),
      CommandWord.belongs(type(of: command), to: named)
    {
      return command
    }
    try CommandWord.check(arguments)
    return try await Radish.asyncParseAsRoot(arguments)
  }

  /// Says what is wrong in one sentence, with the usage line where the command line itself is at fault.
  ///
  /// - Parameter kind: the command that was running; nil while the command line was read.
  private static func report(_ error: any Error, of kind: (any ParsableCommand.Type)?) -> ExitStatus {
    if error is CancellationError { return Interrupt.wasAsked ? .interrupted : .failed }
    if let status = error as? ExitStatus { return status }
    if let error = error as? ValidationError, let kind {
      // Outside its parser the library only knows the root's usage.
      let usage = Radish.usageString(for: kind)
      let name = usage.split(separator: " ").prefix { !"[<-".contains($0.prefix(1)) }.joined(separator: " ")
      let help = "Usage: \(usage)\n  See '\(name) --help' for more information."
      Terminal.write(Terminal.harmless("radish: \(error.message)\n\(help)") + "\n", to: STDERR_FILENO)
      return .wrongUsage
    }
    let code = Radish.exitCode(for: error)
    let message = Radish.fullMessage(for: error)
    if code == .success {
      Terminal.write(message + "\n")
      return .done
    }
    if !message.isEmpty { Terminal.write(Terminal.harmless(message) + "\n", to: STDERR_FILENO) }
    return code == .validationFailure ? .wrongUsage : ExitStatus(rawValue: code.rawValue) ?? .failed
  }
}

/// How a command ended. Thrown by a command that has said everything itself.
enum ExitStatus: Int32, Error {
  case done = 0
  case failed = 1
  case wrongUsage = 2
  /// Done, but some cases failed; each was named.
  case someFailed = 3
  case interrupted = 130
}

/// A command that takes over the terminal and its signals.
protocol OwnsTerminal {}
