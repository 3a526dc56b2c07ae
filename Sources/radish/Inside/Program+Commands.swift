import ArgumentParser
import Foundation
import TUI

extension Program {
  /// The commands of this program, for the workbench.
  static let commands = Program(
    manual: { CommandManual.manual },
    ask: { call, isReadOnly, report in
      let parsed = try? await Launch.command(call.words)
      if let type = parsed.map({ type(of: $0) }) as? any OutsideWorkbench.Type {
        return ProgramAnswer(status: ExitStatus.wrongUsage.rawValue, messages: type.refusal)
      }
      let written = (parsed as? any WritesFiles)?.written ?? []
      if isReadOnly, !written.isEmpty {
        throw CommandProcessError.readOnly(command: call.words.first ?? "", files: written)
      }
      // Without room for one the answer is given as text alone.
      let folder = try? AnswerFolder()
      defer { folder?.remove() }
      let process = CommandProcess(
        arguments: call.words, input: call.rows?.csv, screen: call.screen, answerFolder: folder?.path)
      var answer = try await process.run(report: report)
      answer.written = written.map { URL(filePath: $0).standardizedFileURL.path }
      answer.table = folder?.table
      answer.picture = folder?.picture
      answer.isTableTooLarge = folder?.isTableTooLarge ?? false
      return answer
    })
}
