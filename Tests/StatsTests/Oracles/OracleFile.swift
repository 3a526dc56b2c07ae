import Foundation
import TestSupport
import Testing

@testable import Stats

/// One of the files that Tests/Oracles/statistics.R writes: data sets, and cases with the numbers R has for them.
struct OracleFile: Sendable, Decodable {
  let software: String
  let data: [String: [String: JSONValue]]
  let cases: [OracleCase]

  /// The file is part of the checkout; without it there are no cases, which `OracleFileTests` finds.
  init(_ name: String) {
    let url = Reference.projectRoot.appending(path: "Tests/Oracles/statistics/\(name).json")
    let file = (try? Data(contentsOf: url)).flatMap { try? JSONDecoder().decode(OracleFile.self, from: $0) }
    self = file ?? OracleFile(software: "", data: [:], cases: [])
  }

  private init(software: String, data: [String: [String: JSONValue]], cases: [OracleCase]) {
    self.software = software
    self.data = data
    self.cases = cases
  }

  func set(_ item: OracleCase) -> OracleSet {
    OracleSet(columns: data[item.settings["data"].string ?? ""] ?? [:])
  }
}

/// The columns of a data set.
struct OracleSet: Sendable {
  let columns: [String: JSONValue]

  func numbers(_ name: String) -> [Double] { columns[name]?.numbers ?? [] }
  func integers(_ name: String) -> [Int] { numbers(name).map { Int($0) } }
  func flags(_ name: String) -> [Bool] { numbers(name).map { $0 == 1 } }
  func grouping(_ name: String) -> Grouping { Grouping(labels: integers(name).map(String.init)) }
  func design(_ names: [String]) -> Design { Design(columns: names.map { (name: $0, values: numbers($0)) }) }
  var subjects: [SurvivalTime] {
    zip(numbers("time"), flags("event")).map { SurvivalTime(time: $0, isEvent: $1) }
  }
}

extension OracleCase {
  func text(_ key: String) -> String { settings[key].string ?? "" }
  func flag(_ key: String) -> Bool { settings[key] == .bool(true) }
}

extension JSONValue {
  static func ends(_ value: Double?, _ low: Double?, _ high: Double?) -> JSONValue {
    ["value": .some(value), "low": .some(low), "high": .some(high)]
  }
  static func estimate(_ estimate: Estimate?) -> JSONValue { .ends(estimate?.value, estimate?.low, estimate?.high) }
  static func proportion(_ share: Proportion) -> JSONValue { .ends(share.value, share.low, share.high) }

  /// Statistic, p, and the interval where there is one.
  static func test(_ result: TestResult) -> JSONValue {
    [
      "statistic": .some(result.statistic), "p": .some(result.p), "low": .some(result.estimate?.low),
      "high": .some(result.estimate?.high), "estimate": .some(result.estimate?.value),
    ]
  }
}

@Suite struct OracleFileTests {
  @Test(arguments: [("evaluation", 25), ("survival", 70), ("tests", 20), ("paths", 4)])
  func `a file of oracles has its cases and names the software that made them`(name: String, least: Int) {
    let file = OracleFile(name)
    #expect(file.cases.count >= least)
    #expect(file.software.hasPrefix("R 4"))
    #expect(Set(file.cases.map(\.id)).count == file.cases.count)
  }
}
