import Foundation
import Testing

@testable import TUI

/// The list of cohorts opened before says whose data lie where.
@Suite struct `The list of recent cohorts` {
  @Test func `is its owner's alone, also where it was not before`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-recent-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let recent = RecentCohorts(path: folder + "/state/recent", home: "")
    func rights(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    recent.remember(Sample.cohort())
    #expect(try rights(recent.path) == 0o600)
    #expect(try rights(folder + "/state") == 0o700)
    // An older version left it open to all.
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: recent.path)
    recent.remember(Sample.cohort(rows: 1))
    #expect(try rights(recent.path) == 0o600)
    #expect(try String(contentsOfFile: recent.path, encoding: .utf8) == "/data/demo.sqlite\t1 patient\n")
    // Nothing else is left beside it.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/state") == ["recent"])
  }
}
