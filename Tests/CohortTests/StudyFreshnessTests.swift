import Features
import Foundation
import Testing

@testable import Cohort

/// What is stale after something has changed, on a cohort of four small balls.
@Suite struct StudyFreshnessTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let geometry = Geometry(size: [8, 8, 6], spacing: [1, 1, 2])

  private func write(_ name: String, seed: Int) throws {
    var state = UInt64(seed)
    let voxels = (0..<Self.geometry.count).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 58)
    }
    try NIfTI.write(Volume(geometry: Self.geometry, voxels: voxels), to: folder.file(name), as: .int16)
  }

  private func cohort() throws -> CohortDatabase {
    var manifest = "patient,exam,modality,image,mask,label,role\n"
    var clinical = "patient,age,mets\n"
    for index in 1...8 {
      try write("P\(index).nii.gz", seed: index)
      let inside = (0..<Self.geometry.count).map { k -> Bool in
        let (x, y) = (k % 8, k / 8 % 8)
        return (2...5).contains(x) && (2...5).contains(y)
      }
      try NIfTI.write(Mask(geometry: Self.geometry, isInside: inside), to: folder.file("P\(index)_mask.nii.gz"))
      manifest += "P\(index),base,CT,P\(index).nii.gz,P\(index)_mask.nii.gz,1,tumour\n"
      clinical += "P\(index),\(50 + index),\(index % 2)\n"
    }
    let clinicalPath = try folder.write("clinical.csv", clinical)
    _ = try CohortImport.run(
      source: folder.write("manifest.csv", manifest), into: folder.file("c.sqlite"),
      options: ImportOptions(clinical: [clinicalPath]))
    return try CohortDatabase(path: folder.file("c.sqlite"))
  }

  private let settings = SettingsFile(
    name: "ct", settings: ExtractionSettings(discretisation: .fixedBinCount(8), families: [.intensityStatistics]))

  private let outcome = StudyOutcome.binary(column: "mets", positive: "1")

  @Test func `a finished extraction is fresh and one that has not begun says nothing`() async throws {
    let database = try cohort()
    #expect(try StudyFreshness(of: database) == StudyFreshness())
    _ = try await CohortExtraction(settings: settings).run(database)
    #expect(try StudyFreshness(of: database).extractions == ["ct": []])
  }

  @Test func `other settings, a new mask and a region without features each say what has changed`() async throws {
    let database = try cohort()
    let request = CohortExtraction(settings: settings)
    _ = try await request.run(database)
    var other = settings
    other.settings.discretisation = .fixedBinCount(16)
    try database.choose(other, for: "ct")
    #expect(try StudyFreshness(of: database).extractions["ct"] == [.settings(extraction: "ct")])
    try database.choose(settings, for: "ct")
    #expect(try StudyFreshness(of: database).extractions["ct"] == [])

    try write("P3.nii.gz", seed: 99)
    // Dates of files are as fine as the file system makes them: set one that is certainly later.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: folder.file("P3.nii.gz"))
    #expect(try StudyFreshness(of: database).extractions["ct"] == [.files(1)])
    // Touched but equal: nothing has changed.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: folder.file("P2.nii.gz"))
    #expect(try StudyFreshness(of: database).extractions["ct"] == [.files(1)])
    _ = try await request.run(database)
    #expect(try StudyFreshness(of: database).extractions["ct"] == [])

    try write("P9.nii.gz", seed: 9)
    let manifest = try folder.write(
      "more.csv", "patient,exam,modality,image,mask,label,role\nP9,base,CT,P9.nii.gz,P1_mask.nii.gz,1,tumour\n")
    _ = try CohortImport.run(source: manifest, into: folder.file("c.sqlite"))
    #expect(try StudyFreshness(of: database).extractions["ct"] == [.regionsMissing(1)])
  }

  @Test func `a frozen split is stale after an exclusion or another value, not after one that it does not use`() throws
  {
    let database = try cohort()
    #expect(try StudyFreshness(of: database).split == nil)
    let split = try FrozenSplit(SplitPlan(.random(stratifiedBy: "mets"), seed: 5), outcome: outcome, in: database)
    try split.freeze(in: database)
    #expect(try FrozenSplit(in: database) == split)
    #expect(split.parts.count == 8 && Set(split.parts.values) == ["training", "validation"])
    #expect(try StudyFreshness(of: database).split == [])
    try database.update { cohort in
      try cohort.setCells(level: .patient, name: "age", units: [1], values: .number([99]))
    }
    #expect(try StudyFreshness(of: database).split == [])
    try database.exclude(.patient, unit: 2, reason: "motion")
    #expect(try StudyFreshness(of: database).split == [.unitsGone(1)])
    try database.include(.patient, unit: 2)
    #expect(try StudyFreshness(of: database).split == [])
    try database.update { cohort in
      try cohort.setCells(level: .patient, name: "mets", units: [1], values: .number([0]))
    }
    #expect(try StudyFreshness(of: database).split == [.values])
    try database.removeSplit(named: FrozenSplit.name)
    #expect(try StudyFreshness(of: database).split == nil)
  }

  @Test func `a frozen split keeps everybody's part whatever outcome is studied`() throws {
    let database = try cohort()
    let split = try FrozenSplit(SplitPlan(.random(stratifiedBy: nil), seed: 5), outcome: outcome, in: database)
    // Another outcome that one patient lacks would change a random split made again.
    var study = FrozenSplit.study(split.plan, outcome: .binary(column: "late", positive: "1"))
    study.split = split.studySplit
    try database.update { cohort in
      try cohort.setCells(
        level: .patient, name: "late", units: Array(1...8), values: .number([.nan, 0, 1, 0, 1, 0, 1, 0]))
    }
    let units = try StudyUnits(study, in: database)
    let division = try StudyDivision(study.split, units: units, seed: 1)
    #expect(units.names.count == 7)
    for (name, part) in zip(units.names, division.partNames(rowCount: 7)) { #expect(part == split.parts[name]) }
  }

  @Test func `a run is stale when its values, its split or its features are other than they were`() async throws {
    let database = try cohort()
    _ = try await CohortExtraction(settings: settings).run(database)
    let split = try FrozenSplit(
      SplitPlan(.random(stratifiedBy: "mets"), trainingShare: 0.5, seed: 5), outcome: outcome, in: database)
    try split.freeze(in: database)
    let plan = StudyPlan(
      name: "age", outcome: outcome, split: split.studySplit,
      blocks: [
        StudyBlock(name: "clinical", content: .columns(["age"])),
        StudyBlock(
          name: "radiomics",
          content: .features(extraction: "ct", settings: nil, features: ["original_stat_mean"], filter: nil)),
      ],
      models: [
        StudyModel(
          name: "clinical", source: .blocks(["clinical"]),
          pipeline: [.standardise, .penalised(family: .logistic, alpha: 0, folds: 2, rule: .minimum)])
      ])
    _ = try await StudyRunner(plan).run(database)
    let run = try #require(try database.runs().last)
    func changes() throws -> [StepChange]? { try StudyFreshness(of: database).runs[run.id] }
    #expect(try changes() == [])

    let before = try #require(try database.tableOfPatients().column(named: "age")?.values.numbers)
    try database.update { cohort in
      try cohort.setCells(level: .patient, name: "age", units: [1], values: .number([99]))
    }
    #expect(try changes() == [.values])
    try database.update { cohort in
      try cohort.setCells(level: .patient, name: "age", units: [1], values: .number([before[0]]))
    }
    #expect(try changes() == [])

    var other = settings
    other.settings.discretisation = .fixedBinCount(16)
    try database.choose(other, for: "ct")
    #expect(try changes() == [.extractionStale("ct")])
    _ = try await CohortExtraction(name: "ct", settings: other, isRestart: true).run(database)
    #expect(try changes() == [.extractionRenewed("ct")])

    try FrozenSplit(SplitPlan(.random(stratifiedBy: nil), trainingShare: 0.5, seed: 8), outcome: outcome, in: database)
      .freeze(in: database)
    #expect(try changes()?.contains(.splitRenewed) == true)
  }

  @Test func `folds, a group held out and a random part each tell another frozen division from their own`() async throws
  {
    let database = try cohort()
    let plans: [SplitPlan] = [
      SplitPlan(.folds(2, repeats: 1, stratifiedBy: "mets"), seed: 1),
      SplitPlan(.folds(2, repeats: 1, stratifiedBy: "mets"), seed: 2),
      SplitPlan(.folds(4, repeats: 1, stratifiedBy: "mets"), seed: 1),
      SplitPlan(.leaveOneOut(column: "age")), SplitPlan(.random(stratifiedBy: nil), trainingShare: 0.5, seed: 5),
    ]
    for own in plans {
      let split = try FrozenSplit(own, outcome: outcome, in: database)
      var study = FrozenSplit.study(own, outcome: outcome).judged(on: split)
      study.blocks = [StudyBlock(name: "clinical", content: .columns(["age"]))]
      let units = try StudyUnits(study, in: database)
      let id = try database.storeRun(
        study: "age", plan: String(decoding: try JSONEncoder().encode(study), as: UTF8.self), result: "{}",
        provenance: Provenance(
          step: "run", name: "age", inputDigest: StudyRunner(study).inputDigest(units), settings: "", seconds: 0))
      for other in plans {
        try FrozenSplit(other, outcome: outcome, in: database).freeze(in: database)
        let changes = try StudyFreshness(of: database).runs[id]
        #expect(changes == (own == other ? [] : [.splitRenewed]), "\(own.title) after \(other.title)")
      }
      // One that is no longer among the newest is still told.
      #expect(try StudyFreshness(of: database, runCount: 1).runs[id] == (own == plans.last ? [] : [.splitRenewed]))
      try database.removeSplit(named: FrozenSplit.name)
      #expect(try StudyFreshness(of: database).runs[id] == [.splitGone])
    }
  }

  @Test func `what has changed is said in words`() {
    #expect(StepChange.files(1).description == "1 image or mask was written again")
    #expect(StepChange.regionsMissing(12).description == "12 regions are not extracted yet")
    #expect(StepChange.unitsGone(2).description == "2 patients were excluded or lost a value")
    #expect(StepChange.settings(extraction: "ct").description == "other settings were chosen for ct")
  }
}
