import Features
import Testing

@testable import TUI

@Suite struct WindowTests {
  /// Width and level of the OHIF viewer's presets, 3D Slicer's abdomen and Stone/Orthanc's angiography.
  @Test(arguments: [
    ("soft tissue", 400.0, 40.0), ("lung", 1500, -600), ("liver", 150, 90), ("bone", 2500, 480), ("brain", 80, 40),
    ("abdomen", 350, 40), ("angiography", 600, 300),
  ])
  func `the CT presets are those of clinical viewers`(name: String, width: Double, level: Double) throws {
    let preset = try #require(WindowPreset.presets(for: .computedTomography).first { $0.name == name })
    #expect(preset.rule == .fixed(Window(level: level, width: width)))
  }

  @Test func `PET opens with SUV 0 to 5 and knows the other upper limits`() {
    let presets = WindowPreset.presets(for: .positronEmission)
    #expect(presets.first?.rule == .fixed(Window(level: 2.5, width: 5)))
    #expect(presets.map(\.name).prefix(6) == ["SUV 0–5", "SUV 0–3", "SUV 0–7", "SUV 0–8", "SUV 0–10", "SUV 0–15"])
  }

  @Test func `every preset has a digit key and a name of its own`() {
    for kind in ImageKind.allCases {
      let presets = WindowPreset.presets(for: kind)
      #expect(presets.count <= 9)
      #expect(Set(presets.map(\.name)).count == presets.count)
      #expect(presets.allSatisfy { $0.kind == kind })
    }
  }

  @Test func `other images are windowed between percentiles 0.1 and 99.9`() throws {
    let values = (0...1000).map(Float.init) + [.nan, .infinity]
    let preset = try #require(WindowPreset.presets(for: .other).first)
    let window = preset.window(for: IntensitySample(values))
    #expect(abs(window.low - 1) < 1e-9)
    #expect(abs(window.high - 999) < 1e-9)
  }

  @Test func `greys run linearly from the low to the high end and are clamped beyond`() {
    let window = Window(level: 40, width: 400)
    #expect(window.grey(-160) == 0)
    #expect(window.grey(40) == 127.5)
    #expect(window.grey(240) == 255)
    #expect(window.grey(3000) == 255)
    #expect(window.grey(-1000) == 0)
    #expect(window.grey(.nan) == 0)
  }

  @Test func `a window from outside is never empty`() {
    #expect(Window(level: .nan, width: -3).width > 0)
    #expect(Window(from: 5, to: 5).width > 0)
    #expect(IntensitySample([.nan]).percentile(50) == 0)
    #expect(IntensitySample([]).percentile(50) == 0)
    #expect(IntensitySample([4]).percentile(99) == 4)
  }
}
