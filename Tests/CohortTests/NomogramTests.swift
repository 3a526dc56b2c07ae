import Foundation
import Testing

@testable import Cohort

/// A nomogram is the model itself in another form: it must give every unit its score.
@Suite struct `A nomogram` {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// 80 patients; the outcome leans on the marker, age and sex on nothing.
  private func cohort() throws -> CohortDatabase {
    let database = try CohortDatabase(path: folder.file("c.sqlite"), mode: .create)
    let all = Array(0..<80)
    try database.update { cohort in
      var ids: [Int64] = []
      for index in all { ids.append(try cohort.patient("P\(index + 1)").rawValue) }
      let markers = all.map { Double(($0 * 37) % 80) / 8 }
      try cohort.setCells(level: .patient, name: "marker", units: ids, values: .number(markers))
      try cohort.setCells(
        level: .patient, name: "age", units: ids, values: .number(all.map { Double(40 + ($0 * 53) % 41) }))
      try cohort.setCells(
        level: .patient, name: "sex", units: ids, values: .text(TextColumn(all.map { $0 % 3 == 0 ? "F" : "M" })))
      try cohort.setCells(
        level: .patient, name: "dead", units: ids,
        values: .number(all.map { (markers[$0] + Double(($0 * 29) % 11) > 9) ? 1 : 0 }))
      try cohort.setCells(
        level: .patient, name: "months", units: ids,
        values: .number(all.map { 3 + Double(($0 * 31) % 60) / 2 / (1 + markers[$0] / 5) }))
    }
    return database
  }

  private func study(_ outcome: String, _ models: String, split: String = "{by: kfold, folds: 4}") -> String {
    """
    study: s
    outcome: \(outcome)
    split: \(split)
    blocks: {a: [marker, age, sex], b: [marker]}
    models:
    \(models)
    seed: 3
    """
  }

  private func value(_ variable: String, _ row: Int, _ table: DataTable) -> Double {
    if variable == "sex=M" { return table.column(named: "sex")?.values[row].text == "M" ? 1 : 0 }
    if case .number(let number) = table.column(named: variable)?.values[row] { return number }
    return .nan
  }

  @Test(arguments: ["[{impute: median}, logistic]", "[{impute: median}, standardise, {ridge: logistic, folds: 4}]"])
  func `gives every unit the score of its model, whatever was standardised before it`(pipeline: String) async throws {
    let database = try cohort()
    let text = study(
      "{binary: dead, positive: 1}", "  m: {block: a, pipeline: \(pipeline)}", split: "{by: random, training: 0.7}")
    let plan = try StudyPlan(text: text)
    let result = try await StudyRunner(plan).run(database)
    let nomogram = try #require(result.nomograms?["m"])
    #expect(Set(nomogram.variables.map(\.name)) == ["marker", "age", "sex=M"])
    #expect(nomogram.variables.first { $0.name == "sex=M" }?.isBinary == true)
    // What moves the predictor most comes first.
    #expect(nomogram.variables.first?.name == "marker")
    let table = try database.tableOfPatients()
    for prediction in result.predictions {
      for (unit, score) in zip(prediction.units, prediction.scores) {
        let row = try #require(table.columns[0].values.texts.firstIndex(of: unit))
        let own = nomogram.variables.map { value($0.name, row, table) }
        #expect(abs(nomogram.linearPredictor(own) - score) < 1e-9, "\(unit)")
      }
    }
  }

  @Test func `of a survival model gives risks by the times of the study`() async throws {
    let database = try cohort()
    let text = study(
      "{survival: {time: months, event: dead}, at: [6, 12]}", "  m: {block: b, pipeline: [{impute: median}, cox]}")
    let plan = try StudyPlan(text: text)
    let result = try await StudyRunner(plan).run(database)
    let nomogram = try #require(result.nomograms?["m"])
    #expect(nomogram.hazards.map(\.time) == [6, 12])
    let early = nomogram.risk(0, by: nomogram.hazards[0])
    let late = nomogram.risk(0, by: nomogram.hazards[1])
    #expect(early > 0 && late > early && late < 1)
    for hazard in nomogram.hazards {
      #expect(abs(nomogram.linearPredictor(ofRisk: nomogram.risk(0.7, by: hazard), by: hazard) - 0.7) < 1e-9)
    }
  }

  @Test func `of a model of models adds up the scores of its members`() async throws {
    let database = try cohort()
    let text = study(
      "{binary: dead, positive: 1}",
      """
        a: {block: a, pipeline: [{impute: median}, logistic]}
        b: {block: b, pipeline: [{impute: median}, logistic]}
        both: {of: [a, b], pipeline: [{ridge: logistic, folds: 4}]}
      """)
    let result = try await StudyRunner(try StudyPlan(text: text)).run(database)
    #expect(Set(result.nomograms?["both"]?.variables.map(\.name) ?? []) == ["a", "b"])
  }
}
