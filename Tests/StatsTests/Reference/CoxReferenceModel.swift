import Foundation

@testable import Stats

/// Cox models (Efron) fitted as the reference files say, for the predictions that survival measures are checked with.
struct CoxReferenceModel {
  let subjects: [SurvivalTime]
  let fit: CoxFit
  let design: Design
  let data: OracleData

  init(_ subjects: [SurvivalTime], _ columns: [(name: String, values: [Double])], data: OracleData) throws {
    self.subjects = subjects
    self.data = data
    design = Design(columns: columns)
    fit = try CoxRegression(ties: .efron).fit(CoxData(design: design, times: subjects))
  }

  /// The probability of the event by the time, one per subject.
  func risks(at time: Double) throws -> [Double] {
    try fit.survival(design, at: [time]).map { 1 - $0[0].survival }
  }

  static func pbc() throws -> CoxReferenceModel {
    let data = StatsReference.table("pbc")
    let subjects = zip(data.numbers("time"), data.strings("status")).map {
      SurvivalTime(time: $0, isEvent: $1 == "2")
    }
    return try CoxReferenceModel(
      subjects,
      [
        ("age", data.numbers("age")), ("log bili", data.numbers("bili").map { log($0) }),
        ("albumin", data.numbers("albumin")),
      ], data: data)
  }
}
