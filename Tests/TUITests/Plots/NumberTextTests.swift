import Testing

@testable import TUI

@Suite struct NumberTextTests {
  @Test func `numbers are written with a point, without a negative zero`() {
    #expect(NumberText.fixed(-0.001, 2) == "0.00")
    #expect(NumberText.fixed(2.345, 1) == "2.3")
    #expect(NumberText.fixed(-2.5, 0) == "-2")
    #expect(NumberText.fixed(.nan, 2) == "–")
    #expect(NumberText.fixed(.infinity, 2) == "∞")
    #expect(NumberText.significant(14) == "14")
    #expect(NumberText.significant(0.2050) == "0.205")
    #expect(NumberText.significant(1234.56) == "1235")
    #expect(NumberText.significant(0) == "0")
    #expect(NumberText.significant(1.5e9, digits: 3) == "1.5e+09")
    #expect(NumberText.interval(0.834, 0.705, 0.95) == "0.83 (0.70–0.95)")
  }

  @Test func `a huge number does not fill the screen with digits, and none is minus nothing`() {
    #expect(NumberText.fixed(1e300, 3) == "1e+300")
    #expect(NumberText.short(-0.0) == "0" && NumberText.short(.nan) == "–" && NumberText.short(-.infinity) == "-∞")
    #expect(NumberText.interval(-0.001, -0.2, 0.2) == "0.00 (-0.20–0.20)")
    #expect(NumberText.rounded(0.5, 1) == "0.5" && NumberText.rounded(7.46, 1) == "7.5")
    #expect(NumberText.millilitres(0.0423) == "0.042 ml" && NumberText.millilitres(12.96) == "13 ml")
    #expect(NumberText.rounded(13, 1) == "13" && NumberText.rounded(.nan, 1) == "–")
    #expect(NumberText.interval(0.5, nil, 0.7) == "0.50")
  }

  @Test func `p values are never written as zero`() {
    #expect(NumberText.pValue(0.00001) == "p<0.001")
    #expect(NumberText.pValue(0) == "p<0.001")
    #expect(NumberText.pValue(0.0412) == "p 0.041")
    #expect(NumberText.pValue(0.5) == "p 0.50")
    #expect(NumberText.pValue(.nan) == "p –")
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
