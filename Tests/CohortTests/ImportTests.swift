import Foundation
import TestSupport
import Testing

@testable import Cohort

@Suite struct ImportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `every problem of a manifest is reported and the good rows go in`() throws {
    for name in ["a.nii", "am.nii", "b.nii"] { try folder.write(name, "x") }
    let manifest = try folder.write(
      "manifest.csv",
      """
      patient,exam,modality,image,mask,label,role,modalty
      P1,base,CT,a.nii,am.nii,1,tumour,x
      P1,base,CT,a.nii,am.nii,1,tumour,x
      ,base,CT,b.nii,am.nii,1,tumour,
      P2,base,CT,none.nii,am.nii,1,tumour,
      P3,base,CT,b.nii,none.nii,1,tumour,
      P4,base,CT,a.nii,am.nii,tumour,tumour,
      """)
    let summary = try CohortImport.run(source: manifest, into: folder.file("c.sqlite"))
    let codes = summary.issues.map { "\($0.code.rawValue) \($0.row ?? 0)" }
    #expect(
      codes == [
        "duplicate_row 3", "missing_patient 4", "missing_image 5", "missing_mask 6", "bad_label 7", "shared_image 7",
        "unknown_column 1",
      ])
    #expect(summary.issues.last?.suggestion == "Is \"modality\" meant?")
    #expect(summary.patients == 4 && summary.images == 3 && summary.lesions == 1)
    let database = try CohortDatabase(path: folder.file("c.sqlite"))
    #expect(try database.counts() == .init(patients: 4, exams: 3, images: 3, lesions: 1))
  }

  @Test func `a few odd cells are missing and named, and their column stays what it is`() throws {
    let rows = (1...20).map { row -> String in
      let crp = row == 7 ? "1.234,5" : "\(row),25"
      let seen = row == 9 ? "31.02.2020" : row == 10 ? "2020-13-45" : "\(row + 5).03.2020"
      return "P\(row);\(crp);\(seen);\(row % 5 == 0 ? "low" : "\(row)");\(row == 3 ? "007" : "1\(row)")"
    }
    let table = try folder.write("t.csv", (["patient;crp;seen;half;code"] + rows).joined(separator: "\n") + "\n")
    let path = folder.file("c.sqlite")
    let summary = try CohortImport.run(source: table, into: path)
    #expect(
      summary.issues.map(\.line) == [
        "\(table):8: P7: \"1.234,5\" in column \"crp\" is no number, as the others are, and counts as missing. Correct the "
          + "cell, or keep the column as text.",
        "\(table):10: P9: \"31.02.2020\" in column \"seen\" is no date, as the others are, and counts as missing. Correct "
          + "the cell, or keep the column as text.",
        "\(table):11: P10: \"2020-13-45\" in column \"seen\" is no date, as the others are, and counts as missing. Correct "
          + "the cell, or keep the column as text.",
      ])
    #expect(summary.issues.allSatisfy { $0.severity == .error && $0.code == .badValue } && summary.hasProblems)
    let cohort = try CohortDatabase(path: path).tableOfPatients()
    // Four in five are not enough, and 007 is a name.
    #expect(cohort.columns.map(\.type) == [.text, .number, .date, .text, .text])
    #expect(cohort.column(named: "crp")?.values.missingCount == 1)
    #expect(cohort.cell(row: 0, column: "crp") == .number(1.25))
    #expect(cohort.column(named: "seen")?.values.missingCount == 2)

    let asText = try CohortImport.plan(source: table, options: ImportOptions(textColumns: ["CRP", "seen"]))
    #expect(asText.issues.isEmpty)
    #expect(asText.variables.map(\.values.type) == [.text, .text, .text, .text])
  }

  @Test func `below the line a column is text`() throws {
    func type(_ cells: [String]) throws -> ColumnType {
      try DelimitedText(bytes: Array(("x\n" + cells.joined(separator: "\n") + "\n").utf8), name: "t.csv")
        .tolerantColumn(0).values.type
    }
    #expect(try type(["1", "2", "3", "4", "x"]) == .text)
    #expect(try type(Array(repeating: "1.5", count: 9) + ["x"]) == .number)
    #expect(try type(Array(repeating: "1.5", count: 8) + ["x", "y"]) == .text)
    // April or March: read in two orders, it says nothing.
    #expect(try type(Array(repeating: "04/03/2010", count: 19) + ["soon"]) == .text)
    #expect(try type(Array(repeating: "24/03/2010", count: 19) + ["soon"]) == .date)
  }

  @Test func `a strict import with a bad row writes nothing, and so does a dry run`() throws {
    let table = try folder.write("t.csv", "patient,age\nP1,60\n,61\n")
    let path = folder.file("c.sqlite")
    let strict = try CohortImport.run(source: table, into: path, options: ImportOptions(isStrict: true))
    #expect(!strict.isWritten && strict.issues.count == 1)
    let dry = try CohortImport.run(source: table, into: path, options: ImportOptions(isDryRun: true))
    #expect(!dry.isWritten && dry.patients == 1)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a strict import with a row that has no partner writes nothing`() throws {
    let source = try folder.write("id.csv", "patient,age\nP1,60\nP2,61\n")
    let clinical = try folder.write("more.csv", "patient,cea\nP1,3\nP9,4\n")
    let path = folder.file("c.sqlite")
    let strict = try CohortImport.run(
      source: source, into: path, options: ImportOptions(clinical: [clinical], isStrict: true))
    #expect(!strict.isWritten && strict.issues.contains { $0.code == .noPartner })
    #expect(try CohortImport.run(source: source, into: path, options: ImportOptions(clinical: [clinical])).isWritten)
  }

  @Test func `an infinite value and a name that occurs twice are told`() throws {
    let rows = (1...10).map { "P\($0),\($0 == 4 ? "1e999" : "\($0)"),\($0)" }
    let table = try folder.write("t.csv", "patient,x,x\n" + rows.joined(separator: "\n") + "\n")
    let path = folder.file("c.sqlite")
    let summary = try CohortImport.run(source: table, into: path)
    #expect(
      summary.issues.map(\.line) == [
        "\(table):1: Several columns are called \"x\"; a later one became \"x_2\". "
          + "Give every column a name of its own.",
        "\(table):5: P4: \"1e999\" in column \"x\" is infinite and counts as missing. Correct the cell.",
      ])
    let values = try CohortDatabase(path: path, mode: .readOnly).tableOfPatients().column(named: "x")?.values
    #expect(values?.numbers?.filter(\.isNaN).count == 1)
  }

  @Test(arguments: ["patient,age\n", "patient,age\n,\n", "age,sex\n60,F\n", "patient,image,mask\n"])
  func `a table without a patient makes no file and touches none`(text: String) throws {
    let path = folder.file("c.sqlite")
    let source = try folder.write("header.csv", text)
    let summary = try CohortImport.run(source: source, into: path)
    #expect(!summary.isWritten && summary.patients == 0 && !summary.issues.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: path))
    _ = try CohortImport.run(source: folder.write("1.csv", "patient,age\n001,60\n"), into: path)
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(try !CohortImport.run(source: source, into: path).isWritten)
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func `an existing cohort is updated`() throws {
    let path = folder.file("c.sqlite")
    _ = try CohortImport.run(source: folder.write("1.csv", "patient,age\n001,60\n002,\n"), into: path)
    _ = try CohortImport.run(source: folder.write("2.csv", "patient,age,sex\n002,55,F\n003,70,M\n"), into: path)
    let table = try CohortDatabase(path: path).tableOfPatients()
    #expect(table.column(named: "patient")?.values == .text(TextColumn(["001", "002", "003"])))
    #expect(table.column(named: "age")?.values == .number([60, 55, 70]))
    #expect(table.column(named: "sex")?.values == .text(TextColumn([nil, "F", "M"])))
  }

  @Test func `rows of a clinical table without a partner are named with a suggestion`() throws {
    try folder.write("a.nii", "x")
    let manifest = try folder.write("manifest.csv", "patient,image\nSTS_001,a.nii\nSTS_777,a.nii\n")
    let clinical = try folder.write("clinical.csv", "Subject,age\nSTS_01,60\n")
    let plan = try CohortImport.plan(source: manifest, options: ImportOptions(clinical: [clinical]))
    let partner = try #require(plan.issues.first { $0.code == .noPartner })
    #expect(partner.patient == "STS_01" && partner.suggestion == "Is STS_001 meant?" && partner.row == 2)
    #expect(plan.issues.filter { $0.code == .noClinicalRow }.map(\.patient) == ["STS_001", "STS_777"])
  }

  @Test func `a table with a column of exams hangs its values on exams`() throws {
    let table = try folder.write("t.csv", "patient_id;exam;density\nW1;2012;2,5\nW1;2014;3,5\nW2;2012;1,0\n")
    let path = folder.file("c.sqlite")
    let summary = try CohortImport.run(source: table, into: path)
    #expect(summary.patients == 2 && summary.exams == 3)
    let exams = try CohortDatabase(path: path).tableOfExams()
    #expect(exams.names == ["patient", "exam", "density"])
    #expect(exams.column(named: "density")?.values == .number([2.5, 3.5, 1]))
  }

  @Test func `a folder per patient is read as pairs`() throws {
    for file in ["P2/CT_image.nii.gz", "P2/CT_mask.nii.gz", "P10/week1/MR_T1_image.nii", "P10/week1/MR_T1_seg.nii"] {
      try folder.write(file, "x")
    }
    try folder.write("P10/week2/PET_image.nii", "x")
    try folder.write("P10/week2/US_mask.nii", "x")
    let plan = try CohortImport.plan(source: folder.path)
    #expect(plan.layout == .folder && plan.patients == ["P2", "P10"])
    #expect(
      plan.images.map { "\($0.exam)/\($0.modality)/\($0.series)/\($0.mask != nil)" } == [
        "/CT//true", "week1/MR/T1/true", "week2/PET//false",
      ])
    #expect(plan.issues.map(\.code) == [.missingMask, .unmatchedMask])
  }

  @Test func `nothing in a folder of patients is left out in silence`() throws {
    for file in ["P1/CT_image.nii", "P1/CT_mask.nii", "P1/tumour.nii", "stray.nii.gz", "P2/notes.txt"] {
      try folder.write(file, "x")
    }
    let plan = try CohortImport.plan(source: folder.path)
    #expect(plan.patients == ["P1"])
    #expect(plan.issues.map(\.code) == [.leftOut, .leftOut, .missingImage])
    #expect(plan.issues.map(\.severity) == [.warning, .warning, .note])
    #expect(plan.issues[0].message == "stray.nii.gz lies beside the folders of the patients and was left out.")
    #expect(plan.issues[1].message.hasPrefix("The name of tumour.nii tells neither an image nor a mask"))
    #expect(plan.issues[2].message == "The folder P2 holds no images and is no patient.")
  }

  @Test func `data sets of the Decathlon and of nnU-Net are read`() throws {
    try folder.write("msd/imagesTr/lung_001.nii.gz", "x")
    try folder.write("msd/labelsTr/lung_001.nii.gz", "x")
    try folder.write(
      "msd/dataset.json",
      """
      {"modality": {"0": "CT"}, "labels": {"0": "background", "1": "cancer"},
       "training": [{"image": "./imagesTr/lung_001.nii.gz", "label": "./labelsTr/lung_001.nii.gz"}]}
      """)
    let decathlon = try CohortImport.plan(source: folder.file("msd"))
    #expect(
      decathlon.images.map(\.role) == ["cancer"] && decathlon.images[0].label == 1
        && decathlon.images[0].modality == "CT")
    for file in ["imagesTr/c1_0000.nii.gz", "imagesTr/c1_0001.nii.gz", "labelsTr/c1.nii.gz"] {
      try folder.write("nn/" + file, "x")
    }
    try folder.write(
      "nn/dataset.json",
      """
      {"channel_names": {"0": "CT", "1": "PET"}, "labels": {"background": 0, "tumour": 1, "node": 2},
       "numTraining": 1, "file_ending": ".nii.gz"}
      """)
    let nnunet = try CohortImport.plan(source: folder.file("nn/dataset.json"))
    #expect(
      nnunet.images.map { "\($0.modality) \($0.role) \($0.label ?? 0)" } == [
        "CT tumour 1", "CT node 2", "PET tumour 1", "PET node 2",
      ])
  }

  @Test func `a BIDS folder is read`() throws {
    try folder.write("participants.tsv", "participant_id\tage\nsub-01\t60\n")
    try folder.write("sub-01/ses-1/anat/sub-01_ses-1_T1w.nii.gz", "x")
    try folder.write("derivatives/masks/sub-01_ses-1_T1w_mask.nii.gz", "x")
    let plan = try CohortImport.plan(source: folder.path)
    #expect(plan.layout == .bids && plan.issues.isEmpty)
    #expect(plan.images.map { "\($0.patient) \($0.exam) \($0.series) \($0.mask != nil)" } == ["sub-01 ses-1 T1w true"])
    #expect(plan.variables.map(\.name) == ["age"])
  }

  @Test func `a BIDS folder without an image and without a participant says what was looked for`() throws {
    try folder.write("sub-01/anat/notes.txt", "x")
    let plan = try CohortImport.plan(source: folder.path, options: ImportOptions(layout: .bids))
    #expect(plan.patients.isEmpty && plan.issues.map(\.code) == [.nothingFound])
    #expect(plan.issues.first?.line.contains("sub-01/anat/sub-01_T1w.nii.gz") == true)
  }

  @Test func `a PyRadiomics batch names patients by their folders`() throws {
    try folder.write("P1/image.nii", "x")
    try folder.write("P1/mask.nii", "x")
    let batch = try folder.write("batch.csv", "Image,Mask,Label\nP1/image.nii,P1/mask.nii,2\n")
    let plan = try CohortImport.plan(source: batch)
    #expect(plan.layout == .pyradiomics && plan.patients == ["P1"] && plan.images[0].label == 2)
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct RealImportTests {
  @Test func `the sarcoma cohort comes in whole`() throws {
    let folder = try TemporaryFolder()
    let sts = Reference.shared.appending(path: "cohorts/sts")
    let summary = try CohortImport.run(
      source: sts.appending(path: "manifest.csv").path, into: folder.file("sts.sqlite"),
      options: ImportOptions(clinical: [sts.appending(path: "clinical.csv").path]))
    // 51 patients and 136 pairs: the cohort's own description.
    #expect(summary.patients == 51 && summary.images == 136 && summary.lesions == 136)
    #expect(summary.issues.isEmpty)
    let table = try CohortDatabase(path: folder.file("sts.sqlite"), mode: .readOnly).tableOfPatients()
    #expect(try FilterExpression("lung_mets=1").rows(in: table).count == 19)
    #expect(table.column(named: "grade")?.missingCount == 3)
  }

  @Test(arguments: [
    ("carvalho2018_nsclc_pet_survival.csv", 262), ("keek2020_bd2decide_hn_external_survival.csv.gz", 116),
    ("keek2020_design_hn_multicentre_survival.csv.gz", 273), ("lung1_survival_features.csv.gz", 206),
  ])
  func `published feature tables come in as they are`(file: String, patients: Int) throws {
    let folder = try TemporaryFolder()
    let source = folder.file("table.csv")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "gzip -dcf '\(Reference.path("tables/" + file))' > '\(source)'"]
    try process.run()
    process.waitUntilExit()
    let header = try DelimitedText(path: source)
    print(file, header.header.prefix(8), header.rowCount, header.columnCount)
    let summary = try CohortImport.run(source: source, into: folder.file("t.sqlite"))
    print(summary.patients, summary.variables, Dictionary(grouping: summary.issues, by: \.code).mapValues(\.count))
    #expect(summary.patients == patients)
  }
}
