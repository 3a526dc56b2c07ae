import Features
import Testing

@testable import TUI

/// The labels of one mask file are told apart by name, colour, line and letter.
@MainActor @Suite struct `Several labels of one mask` {
  nonisolated private static let labels = [1, 7, 8, 9]

  private static func environment() -> TUI.Environment {
    var environment = Sample.environment()
    environment.loadImage = { entry in
      let image = Sample.image(entry)
      let geometry = image.volume.geometry
      let masks = labels.enumerated().map { place, label -> (name: String, mask: Mask) in
        var inside = [Bool](repeating: false, count: geometry.count)
        for z in 4...14 {
          for y in 6..<32 {
            for x in 2 + place * 9..<10 + place * 9 { inside[geometry.index(x: x, y: y, z: z)] = true }
          }
        }
        return ("prostate_phantom_segmentation_mask.nii.gz \(label)", Mask(geometry: geometry, isInside: inside))
      }
      return LoadedImage(entry: entry, volume: image.volume, masks: masks)
    }
    return environment
  }

  @Test(arguments: [Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)])
  func `have their numbers in the legend, under the cursor and over the statistics`(size: Size) async throws {
    let driver = await Driver(size: size, environment: Self.environment())
    try await driver.press("<Enter>")
    func lines() -> [Substring] { driver.screen.split(separator: "\n") }
    for label in Self.labels {
      let legend = lines().filter { $0.contains("… \(label)  ") && $0.contains(" ml") }
      #expect(legend.count == 1, "\(label)\n\(driver.screen)")
    }
    let number = try #require(
      driver.store.state.viewer.loaded?.layers.firstIndex { layer in
        driver.store.state.viewer.reading?.masks.contains(layer.name) == true
      })
    #expect(lines().contains { $0.contains("in prostate") && $0.contains("… \(Self.labels[number])") })
    try await driver.press("r")
    #expect(
      lines().contains { $0.contains("prostate_ph") && $0.contains("… \(Self.labels[number])") }, "\(driver.screen)")
  }

  @Test func `as many as are shown of a file differ without colour, and in colour and line`() {
    let geometry = Geometry(size: [4, 4, 4])
    let mask = Mask(geometry: geometry, isInside: [Bool](repeating: true, count: geometry.count))
    let layers = (0..<ImageReader.mostLabels).map { MaskLayer(mask, over: geometry, number: $0) }
    #expect(Set(layers.map(\.letter)).count == layers.count)
    #expect(Set(layers.map { "\($0.colour) \($0.line)" }).count == layers.count)
    let first = layers.prefix(6)
    #expect(Set(first.map(\.line.sample)).count == 6)
    #expect(first.allSatisfy { DisplayWidth.of($0.line.sample) == 2 })
    #expect(Set(first.map(\.line.rhythm)).count == 6)
  }

  @Test func `are drawn with those lines: the fourth has gaps where the first has none`() {
    let geometry = Geometry(size: [40, 40, 3])
    let volume = Volume(geometry: geometry, voxels: [Float](repeating: 0, count: geometry.count))
    var inside = [Bool](repeating: false, count: geometry.count)
    for y in 4..<36 { for x in 4..<36 { inside[geometry.index(x: x, y: y, z: 1)] = true } }
    let mask = Mask(geometry: geometry, isInside: inside)
    func inked(_ number: Int) -> Set<Int> {
      let layer = MaskLayer(mask, over: geometry, number: number)
      var view = SliceView(volume, window: Window(from: 0, to: 1), masks: [layer])
      view.slice = 1
      let pixels = SlicePixels(view, frame: view.frame(size: Size(columns: 80, rows: 40)))
      return Set(pixels.contour.indices.filter { pixels.contour[$0] > 0 })
    }
    let solid = inked(0)
    var seen: Set<Set<Int>> = []
    for number in 1..<6 {
      let line = inked(number)
      #expect(
        line.subtracting(solid).count <= 4 && line.count < solid.count * 9 / 10,
        "\(number): \(line.count) of \(solid.count)")
      #expect(line.count > solid.count / 4)
      seen.insert(line)
    }
    #expect(seen.count == 5)
  }

  @Test func `lose the beginning of their names only as far as they must`() {
    let names = ["prostate_phantom_mask.nii.gz 7", "prostate_phantom_mask.nii.gz 12"]
    #expect(MaskLayer.names(names, to: 40) == names)
    #expect(MaskLayer.names(names, to: 10) == ["prostat… 7", "prosta… 12"])
    #expect(MaskLayer.names(["tumour of the left lung"], to: 10) == ["tumour of…"])
    #expect(Set(MaskLayer.names(names, to: 4)).count == 2)
  }
}
