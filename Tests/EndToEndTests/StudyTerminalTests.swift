import Foundation
import Testing

/// A whole study in a real terminal: from images to curves, with a job that is cancelled and one that is killed.
@Suite(.enabled(if: Program.tmuxIsExpected, "no radish program beside the tests, or no tmux"), .serialized)
struct `A study at a terminal` {
  /// A folder with a synthetic cohort in it, removed with the value that holds it.
  final class Cohort {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-study-\(UUID().uuidString)")
    let path: String
    let variables: [String: String]

    init(_ sample: String, patients: Int) throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      path = folder.appending(path: "\(sample)/cohort.sqlite").path
      variables = [
        "HOME": folder.path, "XDG_STATE_HOME": folder.path + "/state", "XDG_CONFIG_HOME": folder.path + "/config",
      ]
      let done = try Program.run(
        Program.path, ["samples", "generate", sample, "--into", folder.path, "--patients", "\(patients)"],
        variables: variables)
      guard done.status == 0 else { throw CohortError.notGenerated(done.error) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    enum CohortError: Error { case notGenerated(String) }

    /// The cases that have features, as the command line counts them.
    func extractedCases() throws -> Int {
      let done = try Program.run(
        Program.path, ["show", "features", path, "--columns", "patient", "--format", "csv"], variables: variables)
      return done.status == 0 ? max(0, done.output.split(separator: "\n").count - 1) : 0
    }

    /// The workbench on this cohort, in a tmux of its own.
    func open() throws -> Tmux {
      let tmux = try Tmux(variables: variables, folder: folder.path)
      _ = tmux.screen(with: "$")
      try tmux.type("'\(Program.path)' '\(path)'; echo status=$?")
      try tmux.press("Enter")
      return tmux
    }
  }

  @Test func `goes from images to a Kaplan–Meier plot`() throws {
    let cohort = try Cohort("egfr-progression", patients: 30)
    let tmux = try cohort.open()
    #expect(tmux.screen(with: "30 patients · 30 images") != nil)
    try tmux.type("2")
    #expect(tmux.screen(with: "Enter run") != nil)
    try tmux.press("Enter")
    let extracted = try #require(tmux.screen(with: "All 30 cases are extracted.", seconds: 60))
    #expect(extracted.contains("30/30") && extracted.contains("100%"))
    try tmux.type("3")
    // The parts come after the schemes: they are computed.
    let split = try #require(tmux.screen(with: "training 21"))
    #expect(split.contains("Enter freeze") && split.contains("validation 9"))
    try tmux.press("Enter")
    #expect(tmux.screen(with: "3●Split") != nil)
    try tmux.type("4")
    #expect(tmux.screen(with: "progressed over pfs_mon") != nil)
    try tmux.press("Enter")
    let results = try #require(tmux.screen(with: "5●Results", seconds: 60))
    #expect(!results.contains("Failed"))
    // Tabs are gone through until the one of the curves.
    var plot: String?
    for _ in 0..<12 where plot == nil {
      plot = tmux.screen(with: "[KM]", seconds: 0.5)
      if plot == nil { try tmux.press("Tab") }
    }
    let curves = try #require(plot)
    for words in ["log-rank p", "at risk", "low", "high", "0.00"] { #expect(curves.contains(words), "\(curves)") }
    // q goes back to the table first, and from there leaves.
    try tmux.type("q")
    #expect(tmux.screen(with: "Enter images") != nil)
    try tmux.type("q")
    #expect(tmux.screen(with: "status=0") != nil)
  }

  @Test func `a cancelled extraction keeps what is finished and goes on from there`() throws {
    let cohort = try Cohort("crc-lymph-node", patients: 40)
    let tmux = try cohort.open()
    #expect(tmux.screen(with: "40 patients") != nil)
    try tmux.type("2")
    #expect(tmux.screen(with: "Enter run") != nil)
    try tmux.press("Enter")
    #expect(tmux.screen(with: "case/s") != nil)
    try tmux.type("x")
    // The footer follows when the cohort has been looked at again.
    let cancelled = try #require(tmux.screen(with: "Enter resume"))
    #expect(cancelled.contains("finished cases are kept"))
    let kept = try cohort.extractedCases()
    #expect(kept > 0 && kept < 40 && cancelled.contains("\(kept)/40"), "\(kept)\n\(cancelled)")
    try tmux.press("Enter")
    #expect(tmux.screen(with: "All 40 cases are extracted.", seconds: 60) != nil)
    #expect(try cohort.extractedCases() == 40)
    // q goes back to the table first, and from there leaves.
    try tmux.type("q")
    #expect(tmux.screen(with: "Enter images") != nil)
    try tmux.type("q")
    #expect(tmux.screen(with: "status=0") != nil)
  }

  @Test(arguments: [SIGKILL, SIGHUP]) func `an extraction that is cut off loses nothing that was finished`(
    signal: Int32
  ) throws {
    let count = 60
    let cohort = try Cohort("crc-lymph-node", patients: count)
    let terminal = try PseudoTerminal(
      [cohort.path],
      variables: cohort.variables.merging(["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TMUX": ""]) { $1 })
    #expect(terminal.waits(for: "\(count) patients"))
    terminal.type("2")
    // The last line of the settings: they are read, and the extraction can begin.
    #expect(terminal.waits(for: "the image itself"))
    terminal.type("\r")
    // The file is asked, not the screen: what is in it when the program ends is what counts.
    let deadline = Date().addingTimeInterval(30)
    while try cohort.extractedCases() < 3, Date() < deadline { _ = terminal.waits(for: "never", seconds: 0.01) }
    kill(terminal.process, signal)
    #expect(terminal.status() != nil)
    let kept = try cohort.extractedCases()
    #expect(kept >= 3 && kept < count, "\(kept)")
    let done = try Program.run(Program.path, ["extract", cohort.path], variables: cohort.variables)
    #expect(done.status == 0, "\(done.error)")
    #expect(try cohort.extractedCases() == count)
  }
}
