import Foundation
import TestSupport
import Testing

@testable import Cohort

/// Whose values the columns of a table hold: those of patients, exams, images or regions.
@Suite struct `The level of imported values` {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let visits = """
    patient,visit,age,sex,crp
    P1,baseline,60,F,4
    P1,week 6,60,,11
    P2,baseline,52,M,7
    P2,week 6,52,M,7

    """

  @Test func `what is the same at every exam of a patient belongs to the patient`() throws {
    let path = folder.file("c.sqlite")
    let summary = try CohortImport.run(source: folder.write("t.csv", visits), into: path)
    #expect(summary.patients == 2 && summary.exams == 4 && !summary.hasProblems)
    #expect(
      summary.issues.map(\.message) == [
        "Values of the patients: age, sex; value of the exams: crp (rows are exams by the column \"visit\")."
      ])
    #expect(summary.issues.map(\.code) == [.valueLevel])
    let database = try CohortDatabase(path: path)
    let patients = try database.tableOfPatients()
    #expect(patients.names == ["patient", "age", "sex", "exams"])
    #expect(patients.column(named: "age")?.values == .number([60, 52]))
    #expect(patients.column(named: "sex")?.values == .text(TextColumn(["F", "M"])))
    #expect(patients.elsewhere == ["crp": .exam])
    let exams = try database.tableOfExams()
    #expect(exams.names == ["patient", "exam", "age", "sex", "crp"])
    #expect(exams.column(named: "age")?.values == .number([60, 60, 52, 52]))
    #expect(exams.column(named: "crp")?.values == .number([4, 11, 7, 7]))
    #expect(exams.elsewhere.isEmpty)
  }

  @Test func `one row per patient is no proof that a value stays as it is`() throws {
    // The next table brings week 6: both values are kept.
    let path = folder.file("c.sqlite")
    _ = try CohortImport.run(
      source: folder.write("1.csv", "patient,visit,crp\nP1,baseline,4\nP2,baseline,7\n"), into: path)
    _ = try CohortImport.run(
      source: folder.write("2.csv", "patient,visit,crp\nP1,week 6,11\nP2,week 6,9\n"), into: path)
    let exams = try CohortDatabase(path: path).tableOfExams()
    #expect(exams.column(named: "crp")?.values == .number([4, 7, 11, 9]))
  }

  @Test func `a variable that the cohort has at exams stays there`() throws {
    let path = folder.file("c.sqlite")
    _ = try CohortImport.run(source: folder.write("1.csv", visits), into: path)
    _ = try CohortImport.run(
      source: folder.write("2.csv", "patient,visit,crp\nP1,week 12,3\nP1,week 18,3\nP2,week 12,8\nP2,week 18,8\n"),
      into: path)
    let database = try CohortDatabase(path: path)
    #expect(try database.tableOfExams().column(named: "crp")?.values == .number([4, 11, 7, 7, 3, 3, 8, 8]))
    #expect(try database.variables().filter { $0.name == "crp" }.map(\.level) == [.exam])
  }

  @Test func `another level can be asked for where the values allow it`() throws {
    let table = try folder.write("t.csv", visits)
    let plan = try CohortImport.plan(
      source: table, options: ImportOptions(levels: ["AGE": .exam, "crp": .patient, "sx": .exam]))
    #expect(plan.variables.map { "\($0.name) \($0.level.rawValue)" } == ["age exam", "sex patient", "crp exam"])
    #expect(plan.columns.map(\.levels) == [[], [], [.patient, .exam], [.patient, .exam], [.exam]])
    #expect(
      plan.issues.filter { $0.severity == .warning }.map(\.message) == [
        "Column \"crp\" cannot be a value of patients: lines 2 and 3 belong to one of them and differ. It is a value of exams.",
        "There is no column \"sx\" whose level could be chosen.",
      ])
    #expect(plan.issues.last?.suggestion == "Is \"sex\" meant?")
  }

  @Test func `who asks for a column of another table hears where it is`() throws {
    let path = folder.file("c.sqlite")
    _ = try CohortImport.run(source: folder.write("t.csv", visits), into: path)
    let patients = try CohortDatabase(path: path).tableOfPatients()
    let error = #expect(throws: FilterError.self) { try FilterExpression("age>50 & CRP>5").rows(in: patients) }
    #expect(error?.description == "Filter, column 10: \"CRP\" is a value of the exams, in their table.")
    #expect(throws: TableError.columnElsewhere("crp", .exam)) { try patients.requireColumn("crp") }
    // What is picked from it knows the same.
    #expect(patients.rows([1]).elsewhere == patients.elsewhere)
    #expect(try patients.selecting(["age"]).elsewhere == patients.elsewhere)
  }

  @Test func `the date beside an image is that of its exam, with a region and without`() throws {
    for name in ["a.nii", "m.nii", "b.nii", "c.nii"] { try folder.write(name, "x") }
    let manifest = try folder.write(
      "manifest.csv",
      """
      patient,exam,image,mask,date,site
      P1,baseline,a.nii,m.nii,2020-01-05,left
      P1,baseline,b.nii,,,
      P1,week 6,c.nii,,2020-02-16,right

      """)
    let path = folder.file("c.sqlite")
    _ = try CohortImport.run(source: manifest, into: path)
    let database = try CohortDatabase(path: path)
    let exams = try database.tableOfExams()
    #expect(exams.column(named: "date")?.values.texts == ["2020-01-05", "2020-02-16"])
    // A value beside an image without a region is not lost: it is the image's.
    #expect(try database.tableOfImages().column(named: "site")?.values.texts == ["left", nil, "right"])
    let regions = try database.tableOfLesions()
    #expect(
      regions.cell(row: 0, column: "date")?.text == "2020-01-05"
        && regions.cell(row: 0, column: "site") == .text("left"))
    #expect(
      try database.record(ofPatient: "P1").exams.map { $0.values.map(\.value.text) } == [
        ["2020-01-05"], ["2020-02-16"],
      ])
  }

  @Test func `a value of regions beside an image without one is not lost without a word`() throws {
    for name in ["a.nii", "m.nii"] { try folder.write(name, "x") }
    let manifest = try folder.write(
      "manifest.csv", "patient,image,mask,label,grade\nP1,a.nii,m.nii,1,high\nP1,a.nii,m.nii,2,low\nP1,a.nii,,,none\n")
    let plan = try CohortImport.plan(source: manifest)
    #expect(plan.variables.map(\.level) == [.lesion])
    #expect(
      plan.issues.map(\.message) == [
        "Column \"grade\" is a value of regions; 1 of its values beside images without a region was left out."
      ])
  }

  @Test func `images of one exam taken on different days keep their days`() throws {
    for name in ["a.nii", "b.nii"] { try folder.write(name, "x") }
    let manifest = try folder.write(
      "manifest.csv", "patient,exam,modality,image,date\nP1,base,PET,a.nii,2020-01-07\nP1,base,CT,b.nii,2020-01-05\n")
    let path = folder.file("c.sqlite")
    _ = try CohortImport.run(source: manifest, into: path)
    let record = try CohortDatabase(path: path).record(ofPatient: "P1")
    #expect(record.exams.map(\.values) == [[]])
    #expect(record.exams[0].images.map { $0.values.map(\.value.text) } == [["2020-01-07"], ["2020-01-05"]])
  }

  @Test func `a Chinese manifest names its patients, in UTF-8 and in GBK`() throws {
    try folder.write("a.nii", "x")
    let text = "患者,image,年龄\n陈小红,a.nii,60\n"
    let manifest = try folder.write("utf8.csv", text)
    let plan = try CohortImport.plan(source: manifest)
    #expect(plan.layout == .manifest && plan.patients == ["陈小红"])
    // The same text in GBK.
    let gbk: [UInt8] = [
      0xBB, 0xBC, 0xD5, 0xDF, 0x2C, 0x69, 0x6D, 0x61, 0x67, 0x65, 0x2C, 0xC4, 0xEA, 0xC1, 0xE4, 0x0A, 0xB3, 0xC2, 0xD0,
      0xA1, 0xBA, 0xEC, 0x2C, 0x61, 0x2E, 0x6E, 0x69, 0x69, 0x2C, 0x36, 0x30, 0x0A,
    ]
    try Data(gbk).write(to: URL(filePath: folder.file("gbk.csv")))
    let read = try CohortImport.plan(source: folder.file("gbk.csv"))
    #expect(read.layout == .manifest && read.patients == ["陈小红"])
    #expect(read.issues.first?.code == .encoding && read.issues.allSatisfy { $0.severity == .note })
  }
}
