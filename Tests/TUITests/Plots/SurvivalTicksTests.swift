import Foundation
import Stats
import Testing

@testable import TUI

@Suite struct `Ticks of a survival plot` {
  private func plot(groups: Int = 2, name: (Int) -> String = { "group \($0)" }) throws -> Plot {
    let count = 20 * groups
    let times = (0..<count).map { SurvivalTime(time: 1 + Double(($0 * 7) % 34), isEvent: $0 % 3 != 0) }
    let curves = try KaplanMeierGroups(times, by: Grouping(labels: (0..<count).map { name($0 % groups) }))
    return Plot.kaplanMeier(
      curves, title: "", unit: "months", summary: .init(logRankP: 0.0312, hazardRatio: (2.3, 1.4, 3.7)))
  }

  @Test func `are more where there is more room, and always the times of the table`() throws {
    let plot = try plot()
    var counts: [Int] = []
    for columns in [60, 80, 120, 200] {
      let layout = PlotLayout(plot, size: Size(columns: columns, rows: 30), look: .standard)
      let table = try #require(plot.riskTable)
      for (value, _) in layout.xTicks { #expect(table.entry(of: table.rows[0], at: value) != nil) }
      counts.append(layout.xTicks.count)
    }
    #expect(counts == counts.sorted() && counts[3] >= 2 * counts[1] - 1, "\(counts)")
    #expect(counts[0] >= 3)
  }

  @Test(arguments: [40, 46, 58, 80])
  func `have the names of the groups whole beside their table`(columns: Int) throws {
    let plot = try plot { ["high risk", "low risk"][$0] }
    let text = plot.canvas(size: Size(columns: columns, rows: 24), look: .standard).text
    let rows = text.split(separator: "\n").drop { !$0.hasPrefix("at risk") }.dropFirst().prefix(2)
    #expect(rows.first?.hasPrefix("high risk ") == true && rows.last?.hasPrefix("low risk ") == true, "\(text)")
  }

  @Test func `stand at quarters of the y axis from nine rows on`() throws {
    var plot = try plot()
    plot.riskTable = nil
    let layout = PlotLayout(plot, size: Size(columns: 80, rows: 12), look: .standard)
    #expect(layout.graph.rows >= 8)
    #expect(layout.yTicks.map(\.label) == ["0.00", "0.25", "0.50", "0.75", "1.00"])
  }

  @Test func `are the same times on the axis of the picture and in its table`() throws {
    let plot = try plot()
    let svg = plot.svg()
    let table = try #require(plot.riskTable)
    func count(_ text: String) -> Int { svg.components(separatedBy: ">\(text)<").count - 1 }
    // Every number of the first group that is drawn stands under a tick that is drawn.
    let drawn = table.times.filter { time in count(NumberText.short(time)) > 0 }
    #expect(drawn.count >= 5, "\(drawn)")
    let entries = table.rows[0].entries.map(\.text)
    #expect(drawn.allSatisfy { time in table.entry(of: table.rows[0], at: time).map { count($0.text) > 0 } ?? false })
    #expect(zip(table.times, entries).count { count($1) > 0 && !drawn.contains($0) } == 0)
  }

  @Test func `of six groups with long names every one is told apart, with its median and the test`() throws {
    let plot = try plot(groups: 6) { "Grp with a very long name \($0)" }
    for size in [Size(columns: 80, rows: 15), Size(columns: 120, rows: 30)] {
      let text = plot.lines(size: size, look: .plain).joined(separator: "\n")
      #expect(text.contains("log-rank p 0.031"), "\(text)")
      #expect(text.contains("median, months (95 % CI)"), "\(text)")
      let medians = try #require(plot.medians?.values)
      for (index, median) in medians.enumerated() {
        let line = text.split(separator: "\n").first { $0.contains(Look.plain.words(median).replacing("–", with: "-")) }
        #expect(line != nil, "\(median) of \(index): \(text)")
      }
    }
  }
}
