import Foundation
import Testing

@testable import TUI

/// Whole screens as they are, in a few looks: what a change of layout moves is seen in the difference of a file.
@Suite(.serialized) struct `A screen looks as it did` {
  /// A way to a screen by keys.
  struct Place: Sendable, CustomTestStringConvertible {
    let name: String
    let keys: String
    var size = Size(columns: 80, rows: 24)
    /// The start screen, with no cohort open.
    var isStart = false
    /// A picture is on it.
    var hasPicture = false
    var testDescription: String { name }
  }

  enum Appearance: String, CaseIterable {
    case dark, light, plain

    var look: Look { self == .plain ? .plain : .standard }
    var theme: Theme { Theme(self == .light ? .light : .dark, depth: look.color) }
  }

  static let places = [
    Place(name: "start", keys: "", isStart: true),
    Place(name: "cohort", keys: ""),
    Place(name: "cohort-filtered", keys: "/age>60<Enter>"),
    Place(name: "cohort-wide", keys: "i", size: Size(columns: 140, rows: 45)),
    Place(name: "cohort-picture", keys: "", size: Size(columns: 140, rows: 36), hasPicture: true),
    Place(name: "help", keys: "?"),
    Place(name: "palette", keys: "<C-p>so"),
    Place(name: "viewer", keys: "<Enter>", hasPicture: true),
    Place(name: "extract", keys: "2"),
    Place(name: "extract-done", keys: "2<Enter><wait>"),
    Place(name: "split", keys: "3"),
    Place(name: "model", keys: "4"),
    Place(name: "features", keys: ":features<Enter>"),
    Place(name: "features-violins", keys: ":features<Enter><Tab>d", size: Size(columns: 120, rows: 30)),
    Place(name: "results", keys: "5"),
    Place(name: "results-calibration", keys: "5]:calibration<Enter>"),
    Place(name: "results-decision", keys: "5]:dca<Enter>"),
    Place(name: "results-forest", keys: "5]:forest<Enter>"),
    Place(name: "results-path", keys: "5]:lasso<Enter>", size: Size(columns: 140, rows: 45)),
    Place(name: "results-risks", keys: "5]]:calibration<Enter>", size: Size(columns: 100, rows: 30)),
    Place(name: "results-times", keys: "5]]:tdroc<Enter>", size: Size(columns: 120, rows: 30)),
    Place(name: "results-runs", keys: "5r"),
    Place(name: "results-second", keys: "5<Tab>"),
    Place(name: "results-wide", keys: "5", size: Size(columns: 140, rows: 45)),
    Place(name: "report", keys: "6"),
    Place(name: "report-figure", keys: "6<Enter>"),
    Place(name: "report-checklist", keys: "6<Tab>", size: Size(columns: 120, rows: 30)),
    Place(name: "learn", keys: "4<C-g>", size: Size(columns: 120, rows: 36)),
    Place(name: "patient", keys: "p"),
    Place(name: "import", keys: ":import /data/new/manifest.csv<Enter>"),
    Place(name: "too-small", keys: "", size: Size(columns: 50, rows: 12)),
  ]

  @MainActor @Test(arguments: places, Appearance.allCases)
  func `in every appearance`(place: Place, appearance: Appearance) async throws {
    let environment = Sample.environment(cohort: `Every screen`.Ready.withEveryResult)
    let driver = await Driver(
      size: place.size, look: appearance.look, environment: environment,
      cohort: place.isStart ? nil : "/data/demo.sqlite")
    try await driver.press(place.keys)
    var state = driver.store.state
    state.theme = appearance.theme
    try ScreenSnapshot(
      name: "\(place.name)-\(appearance.rawValue)", canvas: App.view(state), look: appearance.look,
      theme: state.theme, hasStyles: !place.hasPicture
    ).check()
  }

  @Test func `no snapshot is left of a screen that is gone`() throws {
    let known = Set(Self.places.flatMap { place in Appearance.allCases.map { "\(place.name)-\($0.rawValue).screen" } })
    let files = try FileManager.default.contentsOfDirectory(atPath: ScreenSnapshot.folder.path)
    #expect(Set(files.filter { $0.hasSuffix(".screen") }).subtracting(known) == [])
  }
}
