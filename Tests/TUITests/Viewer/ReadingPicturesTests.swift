import Features
import Foundation
import Testing

@testable import TUI

/// What has to be known to read a picture stands beside it.
@MainActor @Suite struct `Keys of a picture` {
  private static func withThreeRegions() -> Environment {
    var environment = Sample.environment()
    environment.loadImage = { entry in
      let image = Sample.image(entry)
      let geometry = image.volume.geometry
      let masks = (0..<3).map { number -> (name: String, mask: Mask) in
        var inside = [Bool](repeating: false, count: geometry.count)
        for z in 4...14 {
          for y in 6..<32 {
            for x in 2 + number * 12..<12 + number * 12 { inside[geometry.index(x: x, y: y, z: z)] = true }
          }
        }
        return ("region\(number)", Mask(geometry: geometry, isInside: inside))
      }
      return LoadedImage(entry: entry, volume: image.volume, masks: masks)
    }
    return environment
  }

  @Test(arguments: [
    Look(color: .mono), Look(pictures: .shade), Look(color: .sixteen), Look.plain, Look(pictures: .ascii),
  ]) func `regions drawn as letters have those letters in the legend, in the colour in which they are drawn`(
    look: Look
  ) async throws {
    let driver = await Driver(look: look, environment: Self.withThreeRegions())
    try await driver.press("<Enter>x")
    let canvas = driver.display.canvas
    for (number, letter) in ["o", "x", "v"].enumerated() {
      let row = try #require(
        (0..<canvas.rows).first { canvas.text(row: $0).contains("\(letter)\(letter) region\(number)") },
        "\(driver.screen)")
      let place = try #require(canvas.text(row: row).firstRange(of: "\(letter)\(letter) region\(number)")).lowerBound
      let column = canvas.text(row: row).distance(from: canvas.text(row: row).startIndex, to: place)
      let style = canvas[column, row].style.foreground
      let panes = ViewerScreen.layout(driver.store.state.viewer, driver.store.state.context.size).panes
      let inner = SlicePane.pictureRect(in: panes[0].rect)
      var drawn: [Color] = []
      for row in inner.row..<inner.endRow {
        for column in inner.column..<inner.endColumn where canvas[column, row + 2].scalar == letter.unicodeScalars.first
        {
          drawn.append(canvas[column, row + 2].style.foreground)
        }
      }
      #expect(drawn.count > 3, "\(driver.screen)")
      if look.color > .mono { #expect(drawn.allSatisfy { $0 == style }) }
    }
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)])
  func `PET over CT has its colours between the ends of its own window`(size: Size) async throws {
    let driver = await Driver(size: size)
    try await driver.press("<Enter>f")
    let window = try #require(driver.store.state.viewer.second?.window)
    let canvas = driver.display.canvas
    let low = "PET \(NumberText.significant(window.low)) "
    let high = " \(NumberText.significant(window.high)) SUV"
    let row = try #require(
      (0..<canvas.rows).first { canvas.text(row: $0).contains(low) && canvas.text(row: $0).contains(high) },
      "\(driver.screen)")
    let papers = (0..<canvas.columns).map { canvas[$0, row].style.background }
    #expect(Set(papers.map { "\($0)" }).count > 4)
    // Its window changes with its own keys, and the bar with it.
    try await driver.press("t2")
    let changed = try #require(driver.store.state.viewer.second?.window)
    #expect(changed != window)
    #expect(driver.screen.contains(" \(NumberText.significant(changed.high)) SUV"))
  }

  @Test func `two images beside each other say which is which, and their sides do not touch`() async throws {
    for size in [Size(columns: 80, rows: 24), Size(columns: 60, rows: 16)] {
      let driver = await Driver(size: size)
      try await driver.press("<Enter>b")
      let panes = ViewerScreen.layout(driver.store.state.viewer, driver.store.state.context.size).panes
      let top = driver.row(2)
      #expect(top.contains(" CT ") && top.contains(" PET "), "\(driver.screen)")
      #expect(panes[0].rect.endColumn < panes[1].rect.column)
      #expect(panes[0].rect.columns == panes[1].rect.columns)
      let layout = ViewerScreen.layout(driver.store.state.viewer, driver.store.state.context.size)
      if !layout.panel.isEmpty { #expect(panes[1].rect.endColumn < layout.panel.column) }
    }
  }

  @Test func `a warning that does not fit says that it goes on`() {
    var canvas = Canvas(columns: 20, rows: 3)
    var lines = PanelLines(size: canvas.size)
    lines.add(paragraph: "one two three four five six seven eight nine ten eleven twelve", rows: 6, .plain, on: &canvas)
    #expect(canvas.text(row: 2).contains("…") && lines.row == 3)
    lines.add(paragraph: "more", rows: 6, .plain, on: &canvas)
    #expect(lines.row == 3)
  }
}

/// A file of several volumes, such as a dynamic series.
@MainActor @Suite final class `A file of several volumes` {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "radish-volumes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Three volumes of one value each: 10, 20, 30.
  private func path() throws -> String {
    let geometry = Geometry(size: [12, 12, 6])
    let one = folder.appending(path: "one.nii")
    try NIfTI.write(Volume(geometry: geometry, voxels: [Float](repeating: 10, count: geometry.count)), to: one.path)
    var bytes = try Data(contentsOf: one)
    // dim[0] is the number of dimensions, dim[4] that of volumes.
    bytes[40] = 4
    bytes[48] = 3
    for value in [Float(20), 30] {
      for _ in 0..<geometry.count {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    let path = folder.appending(path: "three.nii")
    try bytes.write(to: path)
    return path.path
  }

  @Test func `is shown from its first on, and braces and a command choose another`() async throws {
    let path = try path()
    var environment = Sample.environment()
    environment.loadImage = { entry in
      var entry = entry
      entry.path = path
      let image = try ImageReader.read(entry)
      entry.path = "/data/P001_ct.nii.gz"
      return LoadedImage(entry: entry, volume: image.volume, masks: [], volumes: image.volumes)
    }
    let driver = await Driver(environment: environment)
    try await driver.press("<Enter>")
    #expect(driver.screen.contains("volume 0 of 0–2") && driver.screen.contains("HU 10"), "\(driver.screen)")
    try await driver.press("}")
    #expect(driver.screen.contains("volume 1 of 0–2") && driver.screen.contains("HU 20"), "\(driver.screen)")
    try await driver.press("{{")
    #expect(driver.screen.contains("volume 2 of 0–2") && driver.screen.contains("HU 30"))
    try await driver.press(":volume 1<Enter>")
    #expect(driver.screen.contains("volume 1 of 0–2"))
    try await driver.press(":volume 7<Enter>")
    #expect(driver.screen.contains("The volumes of this image are 0 to 2."))
  }

  @Test func `a file of one volume says so`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>}")
    #expect(driver.screen.contains("This image holds one volume."))
  }
}
