import Features
import Testing

@testable import TUI

@Suite struct SettingFieldTests {
  private let ct = ExtractionSettings.preset("ct") ?? ExtractionSettings()

  private func set(_ field: SettingField, _ text: String) -> ExtractionSettings? { try? field.set(text, in: ct) }

  @Test func `what is shown can be typed and changes nothing`() throws {
    for preset in ExtractScreen.presetNames {
      let settings = try #require(ExtractionSettings.preset(preset))
      for field in SettingField.allCases {
        // Bins of PyRadiomics come from its presets only.
        if case .multiplesOfWidth = settings.discretisation, field == .greyLevels { continue }
        let again = try field.set(field.value(settings), in: settings)
        #expect(again == settings, "\(preset): \(field.title) \(field.value(settings))")
      }
    }
  }

  @Test func `values are understood as people write them`() {
    #expect(set(.spacing, "2")?.spacing == [2, 2, 2])
    #expect(set(.spacing, "1 1 3 mm")?.spacing == [1, 1, 3])
    #expect(set(.spacing, "1x1x2.5")?.spacing == [1, 1, 2.5])
    #expect(set(.spacing, "scanned")?.spacing == [])
    #expect(set(.interpolation, "Tricubic")?.imageInterpolation == .cubicSpline)
    #expect(set(.intensities, "-500 400")?.resegmentation == .init(lower: -500, upper: 400))
    #expect(set(.intensities, "0 ..")?.resegmentation == .init(lower: 0))
    #expect(set(.intensities, ".. 400")?.resegmentation == .init(upper: 400))
    #expect(set(.intensities, "−500..400")?.resegmentation == .init(lower: -500, upper: 400))
    #expect(set(.intensities, "all")?.resegmentation == .open)
    #expect(set(.outliers, "3 sd")?.outlierLimit == 3)
    #expect(set(.greyLevels, "fbn 64")?.discretisation == .fixedBinCount(64))
    #expect(set(.greyLevels, "FBS 0.25 from 0")?.discretisation == .fixedBinWidth(0.25, start: 0))
    #expect(set(.families, "glcm morphological")?.families == [.cooccurrence, .morphology])
    #expect(set(.filter, "log 3")?.filter?.kind == .laplacianOfGaussian(sigma: 3, truncation: 4))
    #expect(set(.maskGrid, "resample")?.resamplesMask == true && set(.maskGrid, "same")?.resamplesMask == false)
    #expect(set(.dimension, "2d")?.aggregations == [.fullyMerged25D, .merged25D])
  }

  @Test(arguments: [
    (SettingField.spacing, "0"), (.spacing, "1 2"), (.spacing, "-1"), (.spacing, "nan"), (.interpolation, "best"),
    (.partialVolume, "2"), (.intensities, "400 -500"), (.intensities, "1 2 3"), (.intensities, ".. .. 4 5"),
    (.outliers, "0"), (.greyLevels, "fbn 1"), (.greyLevels, "fbn 2.5"), (.greyLevels, "fbs 0"),
    (.greyLevels, "fbs 1e400"), (.greyLevels, "fbs 25 to 3"), (.families, "glmc"), (.families, ""),
    (.filter, "mean 4"), (.filter, "gabor"), (.dimension, "4D"), (.rounding, "perhaps"),
  ])
  func `what cannot be is refused with a sentence`(field: SettingField, text: String) {
    do {
      _ = try field.set(text, in: ct)
      Issue.record("\(field.title) took \(text)")
    } catch {
      #expect(error.sentence.hasSuffix("."))
      #expect(error.sentence.count > 10)
    }
  }

  @Test func `a key goes through the usual values and comes back`() throws {
    let twice = try #require(SettingField.dimension.next(ct).flatMap { SettingField.dimension.next($0) })
    #expect(twice == ct)
    #expect(SettingField.spacing.next(ct) == nil, "a voxel size is typed")
  }
}
