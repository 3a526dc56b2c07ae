import Cohort
import Features
import Testing

@testable import TUI

/// What has to be known of a picture is there on every terminal.
@MainActor @Suite struct `Facts of a picture in little room` {
  nonisolated private static let sizes = [
    Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40),
    Size(columns: 200, rows: 60),
  ]

  /// The sample image far below the scanner's zero, in a cohort of a long name.
  private static func far() -> (environment: TUI.Environment, cohort: OpenCohort) {
    var cohort = Sample.cohort()
    cohort.name = "soft-tissue-sarcoma"
    var environment = Sample.environment(cohort: cohort)
    environment.loadImage = { entry in
      let near = Sample.image(entry)
      let geometry = Geometry(size: near.volume.geometry.size, spacing: [1, 1, 2], origin: [-220.3, -190.4, -1780.2])
      return LoadedImage(
        entry: entry, volume: Volume(geometry: geometry, voxels: near.volume.voxels),
        masks: near.layers.map { ($0.name, Mask(geometry: geometry, isInside: $0.mask.isInside)) })
    }
    return (environment, cohort)
  }

  @Test(arguments: sizes, ["", "b", "f", "r"])
  func `the slice and its place in the patient are whole, and the axes of the crosshair`(
    size: Size, way: String
  ) async throws {
    let driver = await Driver(size: size, environment: Self.far().environment)
    try await driver.press("<Enter>\(way)")
    // The thirteenth slice lies 24 mm above the first.
    #expect(driver.row(0).contains("slice 13/20  I 1756.2 mm"), "\(driver.screen)")
    #expect(driver.row(0).contains("P001 › CT"), "\(driver.screen)")
    guard way != "r" else { return }
    let exact = "L 194.3 P 175.4 I 1756.2"
    #expect(driver.screen.contains(exact) || driver.screen.contains("L 194 P 175 I 1756"), "\(driver.screen)")
  }

  @Test(arguments: sizes, ["", "b", "bc", "z"])
  func `plane, size of a cell and a ruler of the right length are there`(size: Size, way: String) async throws {
    let driver = await Driver(size: size)
    try await driver.press("<Enter>\(way)")
    let state = driver.store.state
    let body = state.bodyRect
    let panes = ViewerScreen.layout(state.viewer, state.context.size).panes
    #expect(driver.screen.contains("1 cell = "), "\(driver.screen)")
    let canvas = driver.display.canvas
    for pane in panes {
      let view = try #require(
        ViewerScreen.view(of: pane, state.viewer, ViewerScreen.layout(state.viewer, state.context.size), state.look))
      func edge(_ row: Int) -> [Unicode.Scalar] {
        (pane.rect.column..<pane.rect.endColumn).map { canvas[$0, body.row + row].scalar }
      }
      func text(_ row: Int) -> String { edge(row).map { String($0) }.joined() }
      let top = text(pane.rect.row)
      let plane = pane.plane
      #expect([plane.rawValue, " \(plane.abbreviation) ", " \(plane.letter) "].contains { top.contains($0) }, "\(top)")
      #expect(top.contains("RAD"))
      if layoutHasTwo(panes) { #expect(top.contains(pane.isSecond ? "PET" : "CT"), "\(top)") }
      // A picture alone on the smallest screen has its scale in the edge.
      guard way != "z" || size.columns > 60 else { continue }
      let bottom = edge(pane.rect.endRow - 1)
      let first = try #require(bottom.firstIndex(of: "├"), "\(text(pane.rect.endRow - 1))\n\(driver.screen)")
      let last = try #require(bottom.firstIndex(of: "┤"))
      let words = text(pane.rect.endRow - 1).split(whereSeparator: { " ├┤─└┘".contains($0) })
      let unit = try #require(words.firstIndex(of: "mm"))
      let millimetres = try #require(Double(words[unit - 1]))
      let frame = view.frame(size: SlicePane.pictureRect(in: pane.rect).size)
      #expect(abs(Double(last - first + 1) - millimetres / frame.millimetresPerColumn) <= 0.5, "\(driver.screen)")
    }
  }

  private func layoutHasTwo(_ panes: [ViewerScreen.Layout.Place]) -> Bool { panes.contains(where: \.isSecond) }

  @Test func `the statistics go on where one page has no room for them, and then the facts are back`() async throws {
    let driver = await Driver(size: Size(columns: 60, rows: 16))
    try await driver.press("<Enter>r")
    #expect(driver.screen.contains("r goes on: 1 of 2"), "\(driver.screen)")
    for word in ["HU 100", "voxel 26, 15, 12", "volume", "voxels", "mean"] {
      #expect(driver.screen.contains(word), "\(word)\n\(driver.screen)")
    }
    var seen = driver.screen
    try await driver.press("r")
    seen += driver.screen
    #expect(!driver.screen.contains("goes on"))
    for word in ["min", "P10", "median", "P90", "max", "▲", "█"] { #expect(seen.contains(word), "\(word)\n\(seen)") }
    try await driver.press("r")
    #expect(!driver.store.state.viewer.showsStatistics && driver.screen.contains("in tumour"), "\(driver.screen)")
    // On a larger screen all is on one page.
    try await driver.press("<resize 80x24>r")
    for word in ["HU 100", "voxel 26, 15, 12", "volume", "median", "P90", "max", "▲", "█"] {
      #expect(driver.screen.contains(word), "\(word)\n\(driver.screen)")
    }
    #expect(!driver.screen.contains("goes on"))
    try await driver.press("r")
    #expect(driver.screen.contains("in tumour"))
  }
}
