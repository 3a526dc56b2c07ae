import Testing

@testable import Stats

/// paths.json: glmnet, asked to converge fully, down to weak penalties.
enum PathOracle {
  static let file = OracleFile("paths")

  static let table = OracleTable("paths", cases: file.cases) { item in
    let data = file.set(item)
    let design = data.design((1...30).map { "x\($0)" })
    let isCox = item.text("family") == "cox"
    let outcome: Outcome = isCox ? .survival(data.subjects) : .binary(data.flags("y"))
    let net = ElasticNet(alpha: item.settings["alpha"].number ?? 1, threshold: 1e-13)
    let path = try PenalisedRegression(net).path(design, outcome)
    let points = item.settings["at"].numbers.map { path.points[Int($0) - 1] }
    func dense(_ point: RegularisationPath.Point) -> [Double] {
      var beta = [Double](repeating: 0, count: design.columnCount)
      for (j, value) in zip(point.columns, point.values) { beta[j] = value }
      return beta
    }
    return [
      "lambda": .numbers(points.map(\.lambda)), "beta": .array(points.map { .numbers(dense($0)) }),
      "intercept": isCox ? nil : .numbers(points.map(\.intercept)),
    ]
  }
}

@Suite struct PathOracleTests {
  @Test(arguments: PathOracle.table.rows)
  func `a coefficient of a penalised path agrees with glmnet once that has converged`(_ row: OracleRow) {
    // Coefficients are of the order of one: what is far smaller is compared to that.
    #expect(row.agrees(absolute: 1e-7), "glmnet has \(row.expected), found \(String(describing: row.found))")
  }
}
