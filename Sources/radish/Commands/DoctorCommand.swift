import ArgumentParser
import Foundation
import TUI

/// `radish doctor`: what works here and what to change.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Checks terminal, locale, libraries and paths; says what to change.")

  @OptionGroup var output: OutputOptions

  func run() throws {
    let looks = Diagnosis.terminal() + Diagnosis.glyphs() + Diagnosis.locale()
    let findings = looks + Diagnosis.keys() + Diagnosis.libraries() + Diagnosis.paths()
    var answer = Answer("doctor")
    answer.lines = ["radish \(Version.number)"]
    answer.add(
      Table(
        "findings",
        columns: [
          .init("area"), .init("name"), .init("state", nil, .sign), .init("found"), .init("advice", printed: false),
        ],
        rows: findings.map {
          [.text($0.area), .text($0.name), .text($0.state.rawValue), .text($0.found), .init($0.advice)]
        }))
    answer.notes = findings.compactMap { finding in finding.advice.map { "\(finding.name): \($0)" } }
    if answer.notes.isEmpty { answer.notes = ["Everything Radish needs is here."] }
    try output.write(answer)
    if findings.contains(where: { $0.state == .bad }) { throw ExitStatus.failed }
  }
}

/// One thing that was looked at.
struct Finding {
  enum State: String {
    case good = "ok"
    case odd = "note"
    case bad
  }

  let area: String
  let name: String
  let state: State
  let found: String
  /// What to do; nil where nothing is to be done.
  let advice: String?
}

enum Diagnosis {
  private static var environment: [String: String] { ProcessInfo.processInfo.environment }

  static func terminal() -> [Finding] {
    let area = "terminal"
    let inside = CommandProcess.workbenchSize
    guard Terminal.isTerminal(STDOUT_FILENO) || inside != nil else {
      return [
        Finding(
          area: area, name: "standard output", state: .odd, found: "not a terminal",
          advice: "run radish doctor in the terminal you want to work in, without a pipe.")
      ]
    }
    let size = inside ?? Terminal.size(STDOUT_FILENO)
    let isSmall = size.map { $0.columns < 60 || $0.rows < 16 } ?? true
    let name = environment["TERM"] ?? ""
    let depth = Terminal.namedColourDepth
    return [
      Finding(
        area: area, name: "TERM", state: name.isEmpty || name == "dumb" ? .bad : .good,
        found: name.isEmpty ? "not set" : name,
        advice: name.isEmpty || name == "dumb" ? "set TERM to what your terminal is, for example xterm-256color." : nil),
      Finding(
        area: area, name: "size", state: isSmall ? .odd : .good,
        found: size.map { "\($0.columns)×\($0.rows)" } ?? "unknown",
        advice: isSmall ? "make the window at least 60×16; 80×24 shows every screen." : nil),
      Finding(
        area: area, name: "colours", state: depth < .indexed256 ? .odd : .good, found: "\(depth)",
        advice: depth < .indexed256
          ? "images look best with 256 colours: unset NO_COLOR, or set TERM to a -256color entry." : nil),
    ]
  }

  /// How wide the terminal draws what the screens are made of.
  static func glyphs() -> [Finding] {
    guard Terminal.isTerminal(STDOUT_FILENO), !Terminal.codesetIsASCII else {
      // The workbench has the terminal: nothing else may read from it.
      return CommandProcess.workbenchSize == nil
        ? []
        : [
          Finding(
            area: "glyphs", name: "widths", state: .odd, found: "not asked inside of the workbench",
            advice: "radish doctor in the shell asks the terminal how wide it draws the glyphs of the screens.")
        ]
    }
    return GlyphProbe.samples.map { sample in
      guard let columns = GlyphProbe.columns(of: sample.text) else {
        return Finding(
          area: "glyphs", name: sample.name, state: .odd, found: "\(sample.text)  the terminal does not say how wide",
          advice: nil)
      }
      let isRight = columns == sample.columns
      return Finding(
        area: "glyphs", name: sample.name, state: isRight ? .good : .odd,
        found: "\(sample.text)  \(columns) columns" + (isRight ? "" : " instead of \(sample.columns)"),
        advice: isRight ? nil : sample.advice)
    }
  }

  /// The keys that the person chose, and whether the clipboard is reached.
  static func keys() -> [Finding] {
    let files = PersonalFiles()
    var findings: [Finding] = []
    let keymap = files.keymap()
    let problems = KeymapCheck.problems(keymap)
    let count = keymap.keys.count
    findings.append(
      Finding(
        area: "keys", name: "own keys", state: problems.isEmpty ? .good : .odd,
        found: problems.isEmpty
          ? count > 0 ? "\(count) commands" : "none; \(files.keysPath) may hold lines such as cohort.filter = f"
          : problems.count == 1 ? "one problem" : "\(problems.count) problems",
        // Sentences go below the table, where there is room for them.
        advice: problems.isEmpty ? nil : problems.joined(separator: " ") + " Change \(files.keysPath)."))
    if environment["TMUX"] != nil {
      findings.append(
        Finding(
          area: "keys", name: "clipboard", state: .good, found: "through tmux",
          advice: "if y copies nothing, put set -g set-clipboard on into tmux.conf."))
    }
    return findings
  }

  static func locale() -> [Finding] {
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let isUTF8 = !Terminal.codesetIsASCII && name != nil
    return [
      Finding(
        area: "locale", name: "character set", state: isUTF8 ? .good : .odd, found: name ?? "not set",
        advice: isUTF8 ? nil : "export LC_ALL=C.UTF-8 for block images and smooth curves; now ASCII is used.")
    ]
  }

  /// The libraries as they were loaded into this process.
  static func libraries() -> [Finding] {
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    let files = Set(maps.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) })
    return [
      "libncursesw", "libsqlite3", "libopenblas",
      "libnifti2", "libisal",
    ].compactMap { library in
      let file = files.first { $0.contains("/\(library).so") }
      // Linked statically on some systems: then there is nothing to find and nothing missing.
      guard let file else { return nil }
      return Finding(area: "library", name: library, state: .good, found: file, advice: nil)
    }
  }

  static func paths() -> [Finding] {
    Paths.all.map { name, path in
      var folder = URL(filePath: path)
      while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
        folder.deleteLastPathComponent()
      }
      let isWritable = FileManager.default.isWritableFile(atPath: folder.path)
      return Finding(
        area: "path", name: name, state: isWritable ? .good : .bad, found: path,
        advice: isWritable ? nil : "\(folder.path) cannot be written; give yourself the right, or set the XDG variable."
      )
    }
  }
}
