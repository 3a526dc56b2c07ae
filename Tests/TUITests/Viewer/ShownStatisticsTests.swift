import Features
import Testing

@testable import TUI

/// The statistics are those of the picture that is seen, and their histogram can be read and taken along.
@MainActor @Suite struct `Statistics of what is shown` {
  /// The value of a row of the statistics.
  private func value(_ label: String, _ driver: Driver) -> Substring? {
    driver.screen.split(separator: "\n").compactMap { line -> Substring? in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(where: { $0 == label }), words.indices.contains(place + 1) else { return nil }
      return words[place + 1]
    }.first
  }

  @Test func `are of the filtered image where that is seen, and say so`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>r")
    #expect(value("mean", driver) == "100" && !driver.screen.contains("of LoG"))
    try await driver.press("rFFr")
    let viewer = driver.store.state.viewer
    let picture = try #require(viewer.derived?.picture)
    #expect(driver.screen.contains("of LoG σ 3 mm"), "\(driver.screen)")
    // The voxels of the ball, asked one by one.
    let ball = try #require(viewer.loaded?.layers.first)
    let geometry = picture.volume.geometry
    var responses: [Double] = []
    let inside = ball.mask.resampled(onto: geometry)
    for (index, isInside) in inside.isInside.enumerated() where isInside {
      responses.append(Double(picture.volume.voxels[index]))
    }
    let mean = responses.reduce(0, +) / Double(responses.count)
    // A bright ball has a negative Laplacian.
    #expect(mean < -1)
    #expect(value("mean", driver).map(String.init) == NumberText.short(mean), "\(driver.screen)")
    #expect(driver.screen.contains("response "))
    let file = try #require(ViewerScreen.exports(viewer, in: driver.store.state.context).first)
    #expect(file.contents.contains("CT · LoG σ 3 mm,tumour,"))
    #expect(!file.contents.contains(",100,"))
    try await driver.press("<Esc>")
    #expect(value("mean", driver) == "100", "\(driver.screen)")
  }

  @Test func `are of the grey levels of a discretised region`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>Tr")
    // 100 HU in bins of 25 HU from −1000 HU is level ⌊1100/25⌋ + 1.
    #expect(driver.screen.contains("its grey levels") && value("median", driver) == "45", "\(driver.screen)")
  }

  @Test func `the axis of the histogram has round values where they lie, and points at the crosshair`() throws {
    // 48 bins over 0 … 96: two units a bin, two bins a bar in 30 columns.
    let histogram = Histogram(counts: (0..<48).map { $0 == 10 ? 9 : 1 }, low: 0, high: 96, mark: 21)
    var canvas = Canvas(columns: 30, rows: 6)
    histogram.draw(in: canvas.bounds, on: &canvas)
    let axis = Array(canvas.text(row: 4))
    let labels = Array(canvas.text(row: 5))
    #expect(labels.first == "0" && String(labels[22...23]) == "96")
    #expect(axis[5] == "▲", "21 lies in the bar of 20 to 24")
    let ticks = histogram.ticks(bars: 24)
    #expect(ticks.count >= 2)
    for tick in ticks {
      let value = try #require(Double(tick.label))
      #expect(tick.column == Int(value / 4))
      #expect(axis[tick.column] == "┬" || tick.column == 5)
      #expect(String(labels[tick.start..<tick.start + tick.label.count]) == tick.label)
      // No label touches another.
      #expect(labels[tick.start - 1] == " " && labels[tick.start + tick.label.count] == " ")
    }
    // The tallest bar is that of the tenth bin.
    #expect(canvas[5, 0].scalar == "█" && canvas[4, 0].scalar == " ")
  }

  @Test func `a histogram of one value, of none that is finite and of no room draws without a trap`() {
    for (low, high) in [(5.0, 5.0), (-Double.infinity, .infinity), (.nan, .nan), (0, 1e-300), (-1e308, 1e308)] {
      for rows in 0..<8 {
        for columns in [0, 3, 4, 9, 60] {
          var canvas = Canvas(columns: columns, rows: rows)
          Histogram(counts: [4, 0, 1], low: low, high: high, mark: 5).draw(in: canvas.bounds, on: &canvas)
          #expect(canvas.gridSize.rows == rows)
        }
      }
    }
  }

  @Test func `its bins are written beside the percentiles while it is seen`() async throws {
    var environment = Sample.environment()
    environment.loadImage = { entry in
      let image = Sample.image(entry)
      let geometry = image.volume.geometry
      // Values 0 … 39 by column.
      let voxels = (0..<geometry.count).map { Float($0 % geometry.size.x) }
      return LoadedImage(
        entry: entry, volume: Volume(geometry: geometry, voxels: voxels),
        masks: [("all", Mask(geometry: geometry, isInside: [Bool](repeating: true, count: geometry.count)))])
    }
    let driver = await Driver(environment: environment)
    try await driver.press("<Enter>")
    func files() -> [ExportFile] {
      ViewerScreen.exports(driver.store.state.viewer, in: driver.store.state.context)
    }
    #expect(files().map(\.name) == ["regions.csv"])
    try await driver.press("r")
    #expect(files().map(\.name) == ["regions.csv", "regions-histogram.csv"])
    let lines = try #require(files().last).contents.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines[0].joined(separator: ",") == "patient,image,region,from,to,voxels")
    let rows = lines.dropFirst()
    #expect(rows.count == RegionStatistics.binCount)
    // Every voxel is in one of them: 40 columns of 40 rows in 20 slices.
    #expect(rows.compactMap { Int($0[5]) }.reduce(0, +) == 32_000)
    #expect(rows.first?[3] == "0" && rows.last?[4] == "39")
    for (row, next) in zip(rows, rows.dropFirst()) { #expect(row[4] == next[3]) }
    // A bin is narrower than the step between two values: 0 is alone in the first.
    #expect(rows.first?[5] == "800")
  }
}
