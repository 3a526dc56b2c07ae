import ArgumentParser
import Foundation
import TUI

extension Program {
  /// The commands of this program, for the workbench.
  static let commands = Program(
    manual: { CommandManual.manual },
    ask: { call, isReadOnly, report in
      var words = call.words
      let parsed = try? await Launch.command(words)
      if let type = parsed.map({ type(of: $0) }) as? any OutsideWorkbench.Type {
        return ProgramAnswer(status: ExitStatus.wrongUsage.rawValue, messages: type.refusal)
      }
      let written = (parsed as? any WritesFiles)?.written ?? []
      if isReadOnly, !written.isEmpty {
        throw CommandProcessError.readOnly(command: call.words.first ?? "", files: written)
      }
      let picture = call.wantsPicture ? try Scratch() : nil
      defer { picture?.remove() }
      if let picture { words += ["--svg", picture.path] }
      var answer = try await CommandProcess(arguments: words, input: call.rows?.csv, screen: call.screen).run(
        report: report)
      answer.written = written.map { URL(filePath: $0).standardizedFileURL.path }
      answer.picture = picture?.text
      return answer
    })

  /// A file of its own for a picture on its way.
  private struct Scratch {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-\(UUID().uuidString)")

    init() throws {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    var path: String { folder.appending(path: "plot.svg").path }
    var text: String? { try? String(contentsOfFile: path, encoding: .utf8) }
    func remove() { try? FileManager.default.removeItem(at: folder) }
  }
}
