import Foundation
import Stats

/// Makes random data, writes it for the peers, and times Radish on it.
///
///     statistics-benchmark FOLDER [REPETITIONS]
///
/// prints one line per measurement: its name, the best time in CPU seconds, and a number that the peers must find as well,
/// so that everybody is seen to do the same work.
@main
enum StatisticsBenchmark {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let folder = arguments.first, let repetitions = Int(arguments.count > 1 ? arguments[1] : "5"), repetitions > 0
    else {
      FileHandle.standardError.write(Data("usage: statistics-benchmark FOLDER [REPETITIONS]\n".utf8))
      exit(2)
    }
    do {
      try measure(Data64(folder: URL(filePath: folder, directoryHint: .isDirectory)), Stopwatch(repetitions))
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  private static func measure(_ data: Data64, _ watch: Stopwatch) throws {
    try penalised(data, watch)
    try ranking(data, watch)
    try cox(data, watch)
    try survival(data, watch)
    try discrimination(data, watch)
  }

  // MARK: Penalised paths

  private static func penalised(_ data: Data64, _ watch: Stopwatch) throws {
    let x = data.normal("lasso_x", rows: 500, columns: 2000, seed: 1)
    var generator = SeededGenerator(seed: 2)
    let classes = (0..<500).map { i in
      let eta = (0..<10).reduce(0.0) { $0 + ($1 % 2 == 0 ? 0.6 : -0.6) * x[i, $1] }
      return generator.uniform() < 1 / (1 + exp(-eta))
    }
    let fold = (0..<500).map { $0 % 10 }
    try data.write("lasso_y", classes.map { $0 ? 1 : 0 })
    try data.write("fold", fold.map(Double.init))
    let outcome = Outcome.binary(classes)
    let folds = try Folds(fold)
    let lasso = PenalisedRegression()
    try watch.time("LASSO logistic path, 500 × 2,000") {
      let path = try lasso.path(x, outcome)
      return path.points[min(30, path.points.count - 1)].devianceRatio
    }
    for measure in [PathMeasure.deviance, .auc] {
      try watch.time("its 10-fold CV by \(measure.rawValue)") {
        try lasso.crossValidated(x, outcome, folds: folds, measure: measure).validation.mean[20]
      }
    }
    let z = data.normal("lasso_cox_x", rows: 500, columns: 1000, seed: 3)
    let times = follow(z, count: 500, seed: 4)
    try data.write("lasso_cox", times)
    let survival = Outcome.survival(times)
    try watch.time("LASSO Cox path, 500 × 1,000") {
      let path = try lasso.path(z, survival)
      return path.points[min(30, path.points.count - 1)].devianceRatio
    }
    try watch.time("its 10-fold CV") {
      try lasso.crossValidated(z, survival, folds: folds).validation.mean[20]
    }
  }

  // MARK: One column at a time

  private static func ranking(_ data: Data64, _ watch: Stopwatch) throws {
    let x = data.normal("rank_x", rows: 500, columns: 2000, seed: 5)
    var generator = SeededGenerator(seed: 6)
    let classes = (0..<500).map { i in generator.uniform() < 1 / (1 + exp(-x[i, 0])) }
    try data.write("rank_y", classes.map { $0 ? 1 : 0 })
    try watch.time("Mann–Whitney × 2,000, n = 500") {
      try UnivariateRanking.results(x, .binary(classes)).reduce(0) { $0 + ($1.p ?? 0) }
    }
    let columns = try x.selecting(columns: Array(x.names.prefix(1000)))
    let times = follow(columns, count: 500, seed: 7)
    try data.write("rank_follow", times)
    try watch.time("univariate Cox × 1,000, n = 500") {
      try UnivariateRanking.results(columns, .survival(times)).reduce(0) { $0 + ($1.p ?? 0) }
    }
  }

  private static func cox(_ data: Data64, _ watch: Stopwatch) throws {
    let x = data.normal("cox_x", rows: 10_000, columns: 10, seed: 8)
    let times = follow(x, count: 10_000, seed: 9)
    try data.write("cox", times)
    try watch.time("Cox (Efron), 10,000 × 10") {
      try CoxRegression().fit(CoxData(design: x, times: times)).logLikelihood
    }
  }

  // MARK: Survival

  private static func survival(_ data: Data64, _ watch: Stopwatch) throws {
    for (name, count) in [("10⁴", 10_000), ("10⁵", 100_000)] {
      let score = data.normal("score_\(count)", rows: count, columns: 1, seed: 10)
      let times = follow(score, count: count, seed: 11)
      try data.write("follow_\(count)", times)
      try watch.time("Harrell's C with SE, n = \(name)") { try Concordance(times, scores: score.values).value ?? 0 }
      guard count == 100_000 else { continue }
      try watch.time("Uno's C with SE, n = 10⁵") {
        try Concordance(times, scores: score.values, weight: .uno).value ?? 0
      }
      try watch.time("time-dependent AUC with SE at 3 times, n = 10⁵") {
        try TimeDependentROC.at([2, 5, 10], times, scores: score.values)[1].auc?.value ?? 0
      }
    }
    let group = data.normal("million_x", rows: 1_000_000, columns: 1, seed: 12)
    let times = follow(group, count: 1_000_000, seed: 13)
    try data.write("million", times)
    let arms = group.values.map { $0 > 0 ? 1 : 0 }
    try watch.time("Kaplan–Meier, n = 10⁶") { try KaplanMeier(times).survival.last ?? 0 }
    let grouping = Grouping(codes: arms, names: ["low", "high"])
    try watch.time("log-rank, n = 10⁶") { try LogRank(times, by: grouping).chiSquared ?? 0 }
  }

  /// Exponential follow-up in tenths (so that times are tied), shortened by the first column, censored uniformly.
  private static func follow(_ design: Design, count: Int, seed: UInt64) -> [SurvivalTime] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { i in
      let event = -10 * log(1 - generator.uniform()) * exp(-0.5 * design[i, 0])
      let end = 2 + 20 * generator.uniform()
      let time = (10 * min(event, end)).rounded(.up) / 10
      return SurvivalTime(time: time, isEvent: event <= end)
    }
  }

  // MARK: Discrimination

  private static func discrimination(_ data: Data64, _ watch: Stopwatch) throws {
    let scores = data.normal("delong_x", rows: 100_000, columns: 2, seed: 14)
    var generator = SeededGenerator(seed: 15)
    let classes = (0..<100_000).map { i in generator.uniform() < 1 / (1 + exp(-scores[i, 0] - 0.5 * scores[i, 1])) }
    try data.write("delong_y", classes.map { $0 ? 1 : 0 })
    let first = Array(scores.column(0))
    let second = Array(scores.column(1))
    try watch.time("paired DeLong from raw scores, n = 10⁵") {
      let test = try AUCComparison.paired(
        ScoredOutcomes(isPositive: classes, scores: first), ScoredOutcomes(isPositive: classes, scores: second))
      return test.statistic ?? 0
    }
    let few = ScoredPart(classes: Array(classes.prefix(500)), scores: Array(first.prefix(500)))
    try watch.time("1,000 bootstrap AUCs, n = 500") {
      let interval = try ScoredOutcomes(isPositive: few.classes, scores: few.scores)
        .bootstrapInterval(replicates: 1000, seed: 1)
      return interval.low
    }
  }

  private struct ScoredPart {
    let classes: [Bool]
    let scores: [Double]
  }
}

/// CPU seconds of the process (all its threads), so that other programs on the machine do not count; the best of several
/// runs, as noise only ever adds.
struct Stopwatch {
  private let repetitions: Int

  init(_ repetitions: Int) { self.repetitions = repetitions }

  func time(_ name: String, _ work: () throws -> Double) throws {
    var best = Double.infinity
    var value = 0.0
    for _ in 0..<repetitions {
      let start = Self.now
      value = try work()
      best = min(best, Self.now - start)
    }
    print("\(name)\tRadish\t\(best)\t\(value)")
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}

/// Columns of doubles in files of their own, in the machine's byte order, for R and Python.
struct Data64 {
  private let folder: URL

  init(folder: URL) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func write(_ name: String, _ values: [Double]) throws {
    try values.withUnsafeBytes { Data($0) }.write(to: folder.appending(path: "\(name).f64"))
  }

  func write(_ name: String, _ times: [SurvivalTime]) throws {
    try write(name + "_time", times.map(\.time))
    try write(name + "_event", times.map { $0.isEvent ? 1 : 0 })
  }

  /// Independent normal columns, written as one file, column after column.
  func normal(_ name: String, rows: Int, columns: Int, seed: UInt64) -> Design {
    var generator = SeededGenerator(seed: seed)
    let design = Design(
      names: (0..<columns).map { "x\($0)" }, rowCount: rows,
      values: (0..<(rows * columns)).map { _ in generator.normal() })
    // A file that cannot be written is missed by the peers, who say so.
    try? write(name, design.values)
    return design
  }
}
