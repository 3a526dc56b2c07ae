import Testing

@testable import Features

/// Responses that would be zero if numbers had all their digits.
@Suite struct RoundingNoiseTests {
  private static let size = SIMD3(12, 11, 8)

  /// Noise in the plane, the same in all slices unless told otherwise.
  private static func image(changesAcross: Bool) -> (Volume<Double>, Mask) {
    var state: UInt64 = 11
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return 100 + 0.1 * Double(state >> 54)
    }
    let geometry = Geometry(size: size)
    let plane = (0..<size.x * size.y).map { _ in next() }
    let voxels = (0..<geometry.count).map { plane[$0 % plane.count] + (changesAcross ? next() : 0) }
    let isInside = (0..<geometry.count).map { $0 % 12 > 2 && $0 % 12 < 9 }
    return (Volume(geometry: geometry, voxels: voxels), Mask(geometry: geometry, isInside: isInside))
  }

  private static let caution =
    "the filter's response in the region is zero but for rounding; features of it describe noise"

  @Test func `a band of changes across slices that are alike is told to be noise`() throws {
    let filter = Filter(
      .separableWavelet(family: .coif1, band: "LLH", level: 1, orientations: nil), dimensions: .three, boundary: .wrap)
    let settings = ExtractionSettings(discretisation: .fixedBinCount(8), filter: filter)
    func extraction(changesAcross: Bool) throws -> Extraction {
      let (image, mask) = Self.image(changesAcross: changesAcross)
      return try Extractor(settings).extract(image: image, mask: mask)
    }
    #expect(try extraction(changesAcross: false).warnings.contains(Self.caution))
    #expect(try !extraction(changesAcross: true).warnings.contains(Self.caution))
  }

  @Test func `PyRadiomics' bands are named one by one`() throws {
    var settings = ExtractionSettings(discretisation: .fixedBinCount(8))
    settings.naming = .pyradiomics
    settings.pyRadiomics.images = [
      .init(.original), .init(.wavelet(family: .coif1, levels: 1, startLevel: 0)),
    ]
    let (image, mask) = Self.image(changesAcross: false)
    let warnings = try Extractor(settings).extract(image: image, mask: mask).warnings
    let told = ["LLH", "LHH", "HLH", "HHH"].map { "image wavelet-\($0): \(Self.caution)" }
    #expect(Set(warnings.filter { $0.contains("rounding") }) == Set(told))
  }

  @Test func `nothing is noise beside what it came from unless rounding explains it`() {
    let intensities = [1000.0, -4000, .infinity]
    #expect(RoundingNoise.caution([0, 0], of: intensities, precision: .single) == nil)
    #expect(RoundingNoise.caution([1e-3, 0], of: intensities, precision: .single) != nil)
    #expect(RoundingNoise.caution([1e-3, 0], of: intensities, precision: .double) == nil)
    #expect(RoundingNoise.caution([1e-12, .nan], of: intensities, precision: .double) != nil)
    #expect(RoundingNoise.caution([1e-2, 0], of: intensities, precision: .single) == nil)
  }
}
