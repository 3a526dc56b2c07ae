import Features
import Foundation
import TestSupport
import Testing

@testable import Cohort

@Suite struct `Settings files` {
  private func read(_ text: String) throws -> ExtractionSettings {
    try SettingsFile(text: text, file: "settings.yaml").settings
  }

  @Test func `a region may be one mapping or a list of named ones`() throws {
    let one = try read("preset: ct\nroi: {rim: 5, within: liver, range: {lower: -50, upper: 300}}")
    var rim = RegionOfInterest(rim: .init(to: 5), within: .role("liver"))
    rim.range = .init(lower: -50, upper: 300)
    #expect(one.regions == [rim])
    let several = try read("roi:\n  - {}\n  - {name: rim3, rim: {from: -1, to: 3}, without: 9, labels: [1, 2]}")
    #expect(
      several.regions == [
        RegionOfInterest(),
        RegionOfInterest(name: "rim3", labels: [1, 2], rim: .init(from: -1, to: 3), without: .label(9)),
      ])
  }

  @Test func `a mistyped key of a region names its line and what was meant`() {
    let error = #expect(throws: PlanError.self) { try read("preset: ct\nroi:\n  - {name: a}\n  - {nmae: b}") }
    #expect(error?.line == 4)
    #expect(error?.suggestion == "name")
    let wide = #expect(throws: PlanError.self) { try read("roi: {rim: 9999}") }
    #expect(wide?.description.contains("a rim has a width above 0 of at most 500 mm") == true)
  }

  @Test func `the guide documents every key of a settings file and no other`() throws {
    let guide = try String(
      contentsOf: Reference.projectRoot.appending(path: "docs/guide/settings.md"), encoding: .utf8)
    var documented: [String: Set<String>] = [:]
    var place: String?
    for line in guide.split(separator: "\n", omittingEmptySubsequences: false) {
      if let match = line.wholeMatch(of: /<!-- keys: ?(.*?) ?-->/) {
        place = String(match.1)
      } else if let place, let match = line.firstMatch(of: /^\| `([a-z_]+)` \|/) {
        documented[place, default: []].insert(String(match.1))
      } else if line.hasPrefix("#") {
        place = nil
      }
    }
    #expect(documented[""] == Set(["preset", "label"] + ExtractionSettings.keys))
    #expect(documented["roi"] == Set(RegionOfInterest.keys))
  }

  @Test func `the examples of the guide are valid settings`() throws {
    let guide = try String(
      contentsOf: Reference.projectRoot.appending(path: "docs/guide/settings.md"), encoding: .utf8)
    let blocks = guide.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    #expect(blocks.count >= 2)
    for block in blocks where block.contains("roi:") { #expect(try !read(block).regions.isEmpty) }
    for block in blocks { #expect(throws: Never.self) { try SettingsFile(text: block, file: "guide") } }
  }
}
