import Foundation
import Stats

/// How often intervals hold the truth and tests reject a true hypothesis, on random data whose truth is known.
///
///     simulations [REPLICATES]
///
/// writes the tables of `docs/simulations.md`. Seeded: the number of cores changes no figure.
@main
enum Simulations {
  static let seed: UInt64 = 20_260_101

  static func main() async {
    let arguments = CommandLine.arguments.dropFirst()
    guard let replicates = Int(arguments.first ?? "4000"), replicates >= 100 else {
      FileHandle.standardError.write(Data("usage: simulations [REPLICATES, at least 100]\n".utf8))
      exit(2)
    }
    do {
      print("# Simulation checks\n")
      print(
        "How often a 95 % interval holds the truth, and how often a test at 5 % rejects a true hypothesis. Regenerate with "
          + "`make simulations`; seed \(seed), \(replicates) replicates per row. The Monte Carlo error is that of the rate "
          + "found; a rate more than three of them from its nominal value is marked: ✗ on the wrong side (intervals that "
          + "hold too seldom, tests that reject too often), ○ on the safe side. “Undefined” counts replicates without an "
          + "answer, which enter no rate. Remarks follow the tables.\n")
      try await table("Intervals: coverage", Intervals.all, replicates, nominal: 0.95)
      try await table("Tests: rejection of a true hypothesis", Tests.all, replicates, nominal: 0.05)
      print(remarks)
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  /// What was found about the rows that are marked, once for all: they do not depend on the seed.
  private static let remarks = """
    ## Remarks

    - DeLong's interval is symmetric on the scale of the area. Few members of a class or an area near 1 make it hold too
      seldom; the interval on the logit scale (`AUCEstimate.logitInterval`) does better there.
    - Clopper and Pearson's interval, Fisher's, McNemar's exact and corrected tests, Yates' correction and exact rank tests
      are conservative by construction: their rates lie on the safe side because counts come in steps.
    - Kaplan–Meier limits on the plain scale hold too seldom in the tail; log-log, the default, does not.
    - A cut-off chosen by the log-rank statistic and tested as if it had been fixed in advance rejects far too often: that
      row is the reason for the corrected p values, which are conservative, and for the caution that goes with them.
    - Wald-type intervals (Obuchowski, restricted mean, Harrell's C, κ, clustered variance, net reclassification) are large-sample
      results: at these sizes they hold one to three percentage points too seldom. The estimates behind them agree with R.
    """

  private static func table(
    _ title: String, _ checks: [Check], _ replicates: Int, nominal: Double
  ) async throws {
    print("## \(title)\n")
    print("| what | data | rate | Monte Carlo error | undefined | |")
    print("|--|--|--|--|--|--|")
    for (row, check) in checks.enumerated() {
      let own = SeededGenerator.seed(SeededGenerator.seed(seed, stream: UInt64(row)), stream: nominal > 0.5 ? 1 : 2)
      let outcomes = try await Replicates.map(replicates, jobs: ProcessInfo.processInfo.activeProcessorCount) { k in
        var generator = SeededGenerator(seed: own, stream: UInt64(k))
        return try check.replicate(&generator)
      }
      let known = outcomes.compactMap { $0 }
      let rate = Double(known.count { $0 }) / Double(max(known.count, 1))
      let error = (rate * (1 - rate) / Double(max(known.count, 1))).squareRoot()
      let gap = rate - nominal
      let isWrong = nominal > 0.5 ? gap < 0 : gap > 0
      let mark = abs(gap) <= 3 * error ? "" : isWrong ? "✗" : "○"
      print(
        "| \(check.name) | \(check.data) | \(percent(rate)) | \(percent(error)) | \(outcomes.count - known.count) | \(mark) |"
      )
    }
    print("")
  }

  private static func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
}

/// One row: something that is true or false of each random data set.
struct Check: Sendable {
  let name: String
  let data: String
  /// Whether the interval holds the truth, or the test rejects at 5 %; nil where there is no answer.
  let replicate: @Sendable (inout SeededGenerator) throws -> Bool?

  init(_ name: String, _ data: String, _ replicate: @escaping @Sendable (inout SeededGenerator) throws -> Bool?) {
    self.name = name
    self.data = data
    self.replicate = replicate
  }
}

func holds(_ truth: Double, _ low: Double?, _ high: Double?) -> Bool? {
  guard let low, let high else { return nil }
  return low <= truth && truth <= high
}

func rejects(_ p: Double?) -> Bool? { p.map { $0 < 0.05 } }

/// Random data with a known truth.
enum Draw {
  static func normals(_ count: Int, mean: Double = 0, deviation: Double = 1, _ g: inout SeededGenerator) -> [Double] {
    (0..<count).map { _ in mean + deviation * g.normal() }
  }

  /// Classes with scores N(0, 1) and N(shift, 1): the area is Φ(shift/√2).
  static func scored(
    positives: Int, negatives: Int, shift: Double, _ g: inout SeededGenerator
  ) throws -> ScoredOutcomes {
    let isPositive = (0..<(positives + negatives)).map { $0 < positives }
    return try ScoredOutcomes(isPositive: isPositive, scores: isPositive.map { ($0 ? shift : 0) + g.normal() })
  }

  /// Follow-up with hazard e^(βx), censored uniformly on [0, end]; none when `end` is nil.
  static func follow(_ x: [Double], beta: Double = 0, end: Double?, _ g: inout SeededGenerator) -> [SurvivalTime] {
    x.map { x in
      let event = -log(1 - g.uniform()) * exp(-beta * x)
      guard let end else { return SurvivalTime(time: event, isEvent: true) }
      let censoring = end * g.uniform()
      return SurvivalTime(time: min(event, censoring), isEvent: event <= censoring)
    }
  }

  /// Groups of equal size in turn.
  static func grouping(_ count: Int, groups: Int) -> Grouping {
    Grouping(codes: (0..<count).map { $0 % groups }, names: (0..<groups).map { "g\($0)" })
  }
}

/// Numbers that are true of the random data, by quadrature over a standard normal marker.
enum Truth {
  static func normalCDF(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  private static let grid: [(x: Double, weight: Double)] = (-400...400).map {
    let x = Double($0) / 50
    return (x, exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() / 50)
  }

  /// The mean of a function of the marker.
  static func mean(_ f: (Double) -> Double) -> Double { grid.reduce(0) { $0 + $1.weight * f($1.x) } }

  /// P(the higher marker has the earlier event) without censoring, hazard e^(βx).
  static func concordance(beta: Double) -> Double {
    // The difference of two markers is N(0, 2); by symmetry twice the half where it is positive.
    grid.reduce(0) { sum, point in
      guard point.x > 0 else { return point.x == 0 ? sum + 0.5 * point.weight : sum }
      return sum + 2 * point.weight / (1 + exp(-beta * point.x * 2.0.squareRoot()))
    }
  }

  /// The cumulative/dynamic area at a time, hazard e^(βx).
  static func area(beta: Double, at time: Double) -> Double {
    func survival(_ x: Double) -> Double { exp(-time * exp(beta * x)) }
    var below = 0.0
    var area = 0.0
    for point in grid {
      let control = point.weight * survival(point.x)
      area += point.weight * (1 - survival(point.x)) * (below + 0.5 * control)
      below += control
    }
    return area / (below * mean { 1 - survival($0) })
  }
}
