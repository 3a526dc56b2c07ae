import Testing

@testable import Cohort
@testable import TUI

/// Of several classes every question has a probability: do those come true, and what is acting on them worth?
@Suite struct `Risks of several classes as tables` {
  /// Sixteen units with three levels. Of the eight at a risk of ½ of reaching level 2 four reach it, of the eight at ¾ six.
  private func run() throws -> RunResult {
    var run = try Sample.run()
    run.outcome = .ordinal(column: "grade", levels: ["1", "2", "3"])
    let isPositive = (0..<16).map { $0 < 8 ? $0 % 2 == 0 : $0 % 4 != 0 }
    let oddsOfThree = 1.0986122886681098
    run.predictions = ["≥ 2", "≥ 3"].map { target in
      RunResult.Prediction(
        model: "clinical: \(target)", part: "validation", units: (0..<16).map { "P\($0)" },
        scores: (0..<16).map { $0 < 8 ? 0 : oddsOfThree }, isHigh: [], isPositive: isPositive)
    }
    for place in run.results.indices {
      run.results[place].calibration = nil
      run.results[place].decisionCurves = nil
    }
    return run
  }

  private func numbers(_ row: [ReportTable.Value]) -> [Double] {
    row.compactMap { value in
      switch value {
      case .number(let number): number
      case .integer(let integer): Double(integer)
      case .text, .missing: nil
      }
    }
  }

  @Test func `calibration has the groups of every question`() throws {
    let table = RunTables(try run()).calibration
    let own = table.rows.filter { $0.first == .text("clinical: ≥ 2") }
    #expect(own.count == 2 && table.rows.count == 4)
    #expect(own.allSatisfy { $0[1] == .text("validation") })
    // n, predicted, observed.
    let found = own.map { Array(numbers($0).prefix(3)) }
    #expect(found.map { $0[0] } == [8, 8])
    #expect(zip(found, [0.5, 0.75]).allSatisfy { abs($0[1] - $1) < 1e-12 && abs($0[2] - $1) < 1e-12 }, "\(found)")
  }

  @Test func `decision curves have the net benefit of every question`() throws {
    let table = RunTables(try run()).decisionCurves
    let rows = table.rows.filter { $0.first == .text("clinical: ≥ 3") }
    #expect(!rows.isEmpty && !table.rows.filter { $0.first == .text("clinical: ≥ 2") }.isEmpty)
    // At a threshold of 0.5 everybody is treated: 10 of 16 rightly, 6 of 16 for nothing.
    let half = try #require(rows.first { abs((numbers($0).first ?? 0) - 0.5) < 1e-9 })
    #expect(abs(numbers(half)[1] - 0.25) < 1e-12)
  }

  @Test func `a report writes them as the screen draws them`() throws {
    let run = try run()
    let files = StudyReport(run).files()
    let calibration = try #require(files.first { $0.name == "calibration.csv" }?.contents)
    let decision = try #require(files.first { $0.name == "decision_curves.csv" }?.contents)
    var shown = StudyResult(run)
    shown.complete()
    #expect(shown.calibration.count == 2 && shown.decision.count == 2)
    for curve in shown.calibration {
      for group in curve.groups {
        let row = [group.predicted, group.observed].map { FigureTable.Value.number($0).plain }.joined(separator: ",")
        #expect(calibration.contains("\(curve.model),validation,,\(group.count ?? -1),\(row),"))
      }
    }
    for curve in shown.decision {
      for point in curve.points {
        let row = [point.threshold, point.netBenefit].map { FigureTable.Value.number($0).plain }.joined(separator: ",")
        #expect(decision.contains("\(curve.model),validation,,\(row),"))
      }
    }
  }
}
