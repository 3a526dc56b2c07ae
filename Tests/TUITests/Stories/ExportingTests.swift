import Foundation
import Testing

@testable import TUI

/// A file that is asked for is there whole or not at all, and nothing that was there is lost.
@Suite struct `Writing files` {
  private struct Full: Error {}

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-files-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func `takes the next free name and is its owner's alone`() throws {
    try withFolder { folder in
      #expect(try FreshFile.write("a", named: folder + "/t.csv") == folder + "/t.csv")
      #expect(try FreshFile.write("b", named: folder + "/t.csv") == folder + "/t-2.csv")
      #expect(try String(contentsOfFile: folder + "/t.csv", encoding: .utf8) == "a")
      #expect(try String(contentsOfFile: folder + "/t-2.csv", encoding: .utf8) == "b")
      #expect(try names(folder) == ["t-2.csv", "t.csv"])
      let rights = try FileManager.default.attributesOfItem(atPath: folder + "/t.csv")[.posixPermissions] as? Int
      #expect(rights == 0o600)
    }
  }

  @Test func `a disk that is full after the first bytes leaves nothing behind and takes nothing away`() throws {
    try withFolder { folder in
      try Data("before".utf8).write(to: URL(filePath: folder + "/t.csv"))
      #expect(throws: FreshFileError.notWritable(folder + "/t-2.csv")) {
        try FreshFile.write("much", named: folder + "/t.csv") { data, file in
          try file.write(contentsOf: data.prefix(2))
          throw Full()
        }
      }
      #expect(try names(folder) == ["t.csv"])
      #expect(try String(contentsOfFile: folder + "/t.csv", encoding: .utf8) == "before")
    }
  }

  @Test func `a folder that is not there is said`() throws {
    try withFolder { folder in
      #expect(throws: FreshFileError.notWritable(folder + "/none/t.csv")) {
        try FreshFile.write("a", named: folder + "/none/t.csv")
      }
      let left = try names(folder)
      #expect(left.isEmpty)
    }
  }

  @Test func `a report that cannot be written to its end replaces nothing of an earlier one`() throws {
    let report = try Sample.report()
    try withFolder { folder in
      let target = folder + "/report"
      let first = try report.write(into: target)
      #expect(first.count == report.files().count)
      try Data("mine".utf8).write(to: URL(filePath: target + "/report.md"))
      let before = try names(target)
      var count = 0
      #expect(throws: ReportError.unwritable(target)) {
        try report.write(into: target) { file, path in
          count += 1
          guard count < 3 else { throw Full() }
          try Data(file.contents.utf8).write(to: URL(filePath: path))
        }
      }
      #expect(try names(target) == before)
      #expect(try String(contentsOfFile: target + "/report.md", encoding: .utf8) == "mine")
      #expect(throws: ReportError.unwritable(folder + "/other")) {
        try report.write(into: folder + "/other") { _, _ in throw Full() }
      }
      #expect(try names(folder) == ["report"], "a folder that was made for nothing is gone again")
    }
  }
}
