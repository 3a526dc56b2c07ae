import Features
import Testing

@testable import Cohort

@Suite struct CasePreflightTests {
  /// Intensities 0, 10 … 640.
  private let region = CasePreflight(
    title: "P1", patient: "P1", status: .ok, intensities: (0...64).map { Double($0) * 10 })

  private func levels(_ change: (inout ExtractionSettings) -> Void) -> Int? {
    var settings = ExtractionSettings()
    change(&settings)
    return region.levelCount(settings)
  }

  @Test func `bins of a fixed width are counted from the lowest to the highest intensity`() {
    // 0 … 640 in bins of 25 from 0: bins 0 to 25.
    #expect(levels { $0.discretisation = .fixedBinWidth(25) } == 26)
    // From −1000, 0 lies in bin 40 and 640 in bin 65.
    #expect(
      levels {
        $0.discretisation = .fixedBinWidth(25)
        $0.resegmentation = .init(lower: -1000)
      } == 26)
    #expect(levels { $0.discretisation = .multiplesOfWidth(100) } == 7)
    #expect(levels { $0.discretisation = .fixedBinCount(32) } == 32)
    #expect(levels { $0.discretisation = .none } == 641)
  }

  @Test func `re-segmentation leaves fewer levels, and none when nothing is left`() {
    #expect(
      levels {
        $0.discretisation = .fixedBinWidth(25)
        $0.resegmentation = .init(lower: 100, upper: 199)
      } == 4)
    #expect(
      levels {
        $0.discretisation = .fixedBinWidth(25)
        $0.resegmentation = .init(lower: 700)
      } == nil)
  }

  @Test func `median and range over the regions`() throws {
    let small = CasePreflight(title: "P2", patient: "P2", status: .ok, intensities: [0, 50])
    let broken = CasePreflight(title: "P3", patient: "P3", status: .error, message: "the mask is empty")
    let counts = try #require(
      LevelCounts([region, small, broken], ExtractionSettings(discretisation: .fixedBinWidth(25))))
    #expect(counts.low == 3 && counts.high == 26 && counts.median == 26)
    #expect(LevelCounts([broken], ExtractionSettings()) == nil)
  }
}
