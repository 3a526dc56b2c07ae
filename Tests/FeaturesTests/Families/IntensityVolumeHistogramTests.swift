import Testing

@testable import Features

@Suite struct `The intensity–volume histogram` {
  private func value(_ tag: String, _ intensities: [Double], _ discretisation: Discretisation) throws -> Double? {
    let geometry = Geometry(size: [intensities.count, 1, 1])
    let region = try Region(
      geometry: geometry, intensities: intensities, isMorphological: [Bool](repeating: true, count: intensities.count))
    return IntensityVolumeHistogram.values(of: region, discretisation: discretisation).first { $0.key.tag == tag }?
      .number
  }

  @Test func `the area ends where the range ends, within the highest bin`() throws {
    // Bins from 0: middles 0.5, 1.5, 2.5, 3.5 with ν = 1, ¾, ½, ¼; the range ends at 3.2 − 0.5 and is 2.2 wide.
    // (0.875 + 0.625 + 0.2 · (0.5 − 0.1 · 0.25)) / 2.2
    let area = try value("ivh_auc", [0, 1, 2, 3.2], .fixedBinWidth(1, start: 0))
    #expect(abs((area ?? 0) - 1.595 / 2.2) < 1e-12)
  }

  @Test func `the area of whole numbers is that of trapezoids between them`() throws {
    // ν(0) = 1, ν(1) = ¾, ν(2) = ¼, ν(3) = ¼ over a range of 3.
    let area = try value("ivh_auc", [0, 1, 1, 3], .none)
    #expect(abs((area ?? 0) - (0.875 + 0.5 + 0.25) / 3) < 1e-12)
  }

  @Test(arguments: [0.05, 0.3, 1, 7, 30, 95])
  func `the area is never above 1`(width: Double) throws {
    let intensities = (0..<60).map { Double($0 * $0 % 97) + 0.37 }
    for method in [Discretisation.fixedBinWidth(width, start: nil), .multiplesOfWidth(width), .none] {
      let area = try #require(try value("ivh_auc", intensities, method))
      #expect((0...1).contains(area), "\(method): \(area)")
    }
  }

  @Test(arguments: [1e20, -1e20, 1e308, -1e308])
  func `bins that begin far from every intensity are no crash`(start: Double) throws {
    let geometry = Geometry(size: [4, 1, 1])
    let region = try Region(
      geometry: geometry, intensities: [1, 2, 3, 9], isMorphological: [true, true, true, true])
    let values = IntensityVolumeHistogram.values(of: region, discretisation: .fixedBinWidth(1, start: start))
    #expect(values.allSatisfy { $0.number?.isFinite ?? ($0.reason != nil) })
    let levels = try? region.levels(by: .fixedBinWidth(1, start: start))
    #expect(levels?.levelCount ?? 1 == 1)
  }
}
