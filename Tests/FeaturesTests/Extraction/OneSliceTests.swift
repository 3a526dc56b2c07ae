import Foundation
import Testing

@testable import Features

@Suite struct `Images of one slice` {
  private static let geometry = Geometry(size: [24, 20, 1], spacing: [0.5, 0.5, 3])
  private static let image = Volume(
    geometry: geometry, voxels: (0..<geometry.count).map { Double(($0 * 7919 + $0 / 24) % 61) })
  /// A rectangle of 12 × 6 pixels.
  private static let mask = Mask(
    geometry: geometry,
    isInside: (0..<geometry.count).map { (4..<16).contains($0 % 24) && (5..<11).contains($0 / 24) })

  private static func extract(_ change: (inout ExtractionSettings) -> Void = { _ in }) throws -> [FeatureValue] {
    var settings = try #require(ExtractionSettings.preset("us"))
    change(&settings)
    return try Extractor(settings).extract(image: image, mask: mask).features.values
  }

  @Test(arguments: FeatureFamily.allCases)
  func `every family has what is defined in a plane and says why the rest is not`(family: FeatureFamily) throws {
    let values = try Self.extract { $0.families = [family] }
    #expect(!values.isEmpty)
    for value in values { #expect(value.number?.isFinite ?? (value.reason?.contains("single slice") == true)) }
    let defined = values.filter { $0.number != nil }
    switch family {
    case .localIntensity: #expect(defined.isEmpty)
    case .morphology: #expect(Set(defined.map(\.key.tag)) == OneSlice.planar.union(["morph_diam"]))
    default: #expect(defined.count == values.count)
    }
  }

  @Test func `lengths lie within the plane, whatever the slice thickness`() throws {
    let values = try Self.extract { $0.families = [.morphology] }
    func number(_ tag: String) -> Double? { values.first { $0.key.tag == tag }?.number }
    // Between half-way points: 12 × 0.5 mm long at 5 × 0.5 mm apart in y.
    #expect(abs((number("morph_diam") ?? 0) - (36 + 6.25).squareRoot()) < 1e-9)
    // 4√λ with λ = 0.25 · (n² − 1)/12 · N/(N − 1).
    let unbiased = 72.0 / 71
    #expect(abs((number("morph_pca_maj_axis") ?? 0) - 4 * (0.25 * 143 / 12 * unbiased).squareRoot()) < 1e-9)
    #expect(abs((number("morph_pca_min_axis") ?? 0) - 4 * (0.25 * 35 / 12 * unbiased).squareRoot()) < 1e-9)
    #expect(number("morph_pca_flatness") == 0)
  }

  @Test func `texture is that of the same slice within a volume`() throws {
    let thick = Geometry(size: [24, 20, 3], spacing: [0.5, 0.5, 3])
    let outside = [Double](repeating: 0, count: 480)
    let volume = Volume(geometry: thick, voxels: outside + Self.image.voxels + outside)
    let no = [Bool](repeating: false, count: 480)
    let settings = try #require(ExtractionSettings.preset("us"))
    let there = try Extractor(settings).extract(
      image: volume, mask: Mask(geometry: thick, isInside: no + Self.mask.isInside + no)
    ).features.values
    let here = try Self.extract()
    var compared = 0
    for (a, b) in zip(here, there) where a.key.aggregation != nil {
      #expect(a == b)
      compared += 1
    }
    #expect(compared > 80)
  }

  @Test func `a sagittal slice, one voxel thick along x, is a slice too`() throws {
    let geometry = Geometry(size: [1, 20, 24])
    let image = Volume(geometry: geometry, voxels: (0..<480).map { Double($0 % 13) })
    let mask = Mask(geometry: geometry, isInside: (0..<480).map { $0 % 20 > 3 && $0 > 100 })
    let values = try Extractor(ExtractionSettings(families: [.morphology])).extract(image: image, mask: mask).features
    #expect(values.values.first { $0.key.tag == "morph_volume" }?.reason == OneSlice.noThickness)
    #expect(values.values.first { $0.key.tag == "morph_diam" }?.number != nil)
  }
}
