import Testing

@testable import TUI

@Suite struct PlotNumberTests {
  @Test func `numbers are written with a point, without a negative zero`() {
    #expect(PlotNumber.fixed(-0.001, 2) == "0.00")
    #expect(PlotNumber.fixed(2.345, 1) == "2.3")
    #expect(PlotNumber.fixed(-2.5, 0) == "-2")
    #expect(PlotNumber.fixed(.nan, 2) == "–")
    #expect(PlotNumber.fixed(.infinity, 2) == "∞")
    #expect(PlotNumber.short(14) == "14")
    #expect(PlotNumber.short(0.2050) == "0.205")
    #expect(PlotNumber.short(1234.56) == "1235")
    #expect(PlotNumber.short(0) == "0")
    #expect(PlotNumber.short(1.5e9, digits: 3) == "1.5e+09")
    #expect(PlotNumber.interval(0.834, 0.705, 0.95) == "0.83 (0.70–0.95)")
  }

  @Test func `p values are never written as zero`() {
    #expect(PlotNumber.pValue(0.00001) == "p<0.001")
    #expect(PlotNumber.pValue(0) == "p<0.001")
    #expect(PlotNumber.pValue(0.0412) == "p 0.041")
    #expect(PlotNumber.pValue(0.5) == "p 0.50")
    #expect(PlotNumber.pValue(.nan) == "p –")
  }

  @Test(arguments: [
    (0.0, 1.0, 5, ["0.00", "0.25", "0.50", "0.75", "1.00"]), (0, 100, 6, ["0", "20", "40", "60", "80", "100"]),
    (-3, 7, 6, ["-2", "0", "2", "4", "6"]), (0.0012, 0.0048, 5, ["0.002", "0.003", "0.004"]),
  ])
  func `ticks are round and tell each other apart`(low: Double, high: Double, count: Int, labels: [String]) {
    #expect(AxisTicks(from: low, to: high, count: count).labels == labels)
  }

  @Test func `there are never more ticks than asked for, and some wherever there is an axis`() {
    for exponent in -8...8 {
      let unit = [0.001, 0.37, 1, 44, 9.99e5][abs(exponent) % 5] * Double(exponent == 0 ? 1 : exponent)
      for count in 2...12 {
        let ticks = AxisTicks(from: min(0, unit), to: max(0, unit), count: count)
        #expect(ticks.positions.count <= count)
        #expect(!ticks.positions.isEmpty)
        #expect(Set(ticks.labels).count == ticks.labels.count)
      }
    }
    #expect(AxisTicks(from: .nan, to: 1, count: 4).positions.isEmpty)
    #expect(AxisTicks(from: 2, to: 2, count: 4).positions == [2])
  }
}
