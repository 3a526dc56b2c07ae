import Foundation
import TUI

/// A folder in which a command that the workbench runs leaves its answer as files too: the first table as CSV, the first plot
/// as SVG. So what is seen can be saved without asking, and computing, a second time.
///
/// The workbench makes one for each command, names it in the command's environment, reads it when the command has ended and
/// removes it.
struct AnswerFolder {
  private let url: URL

  /// Set for a command that the workbench runs.
  static let variable = "RADISH_ANSWER"

  /// The one of this command; nil outside of the workbench.
  static var own: AnswerFolder? {
    guard CommandProcess.workbenchSize != nil, let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty
    else { return nil }
    return AnswerFolder(url: URL(filePath: path))
  }

  private init(url: URL) { self.url = url }

  /// Makes one that only this person can reach.
  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "radish-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  var path: String { url.path }

  /// A larger file is not kept in memory.
  static let limit = 64 << 20

  private var tableFile: URL { url.appending(path: "table.csv") }
  private var pictureFile: URL { url.appending(path: "plot.svg") }

  /// Leaves the files of an answer. Where there is no room for them the answer is still one: it is shown without them.
  func keep(_ answer: Answer) {
    if let table = answer.tables.first { try? Data(table.csv.utf8).write(to: tableFile) }
    if let plot = answer.plots.first { try? Data(plot.svg(caption: answer.cautionLines).utf8).write(to: pictureFile) }
  }

  /// The table as CSV, where the command left one that is not too large.
  var table: String? { Self.text(of: tableFile) }
  /// The plot as SVG.
  var picture: String? { Self.text(of: pictureFile) }
  /// Whether the table is too large to be kept.
  var isTableTooLarge: Bool { (Self.size(of: tableFile) ?? 0) > Self.limit }

  func remove() { try? FileManager.default.removeItem(at: url) }

  private static func size(of file: URL) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? Int
  }

  private static func text(of file: URL) -> String? {
    guard let size = size(of: file), size <= limit else { return nil }
    return try? String(contentsOf: file, encoding: .utf8)
  }
}
