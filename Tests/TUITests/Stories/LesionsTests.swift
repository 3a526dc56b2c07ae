import Cohort
import Features
import Foundation
import Testing

@testable import TUI

/// A study whose rows are regions, several of a patient, from import to ROC: no patient is on both sides of the split, and the
/// screens say what is counted.
@MainActor @Suite(.serialized) struct `A study of regions` {
  /// Thirty patients with one, two or three regions each; every region has a response of its own.
  private final class Cohort {
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-regions-" + UUID().uuidString).path
    var path: String { folder + "/cohort.sqlite" }
    private(set) var regions = 0

    init() throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let geometry = Geometry(size: [16, 8, 6], spacing: [1, 1, 1])
      var manifest = "patient,exam,modality,image,mask,label,role,response\n"
      for index in 1...30 {
        let count = 1 + index % 3
        var state = UInt64(index)
        var brightness: [Float] = []
        for lesion in 1...count {
          let isResponse = (index + lesion) % 2 == 0
          // One in five does not look like its response, so that nothing is separated.
          brightness.append((index * 7 + lesion * 3) % 5 == 0 ? 30 : isResponse ? 60 : 20)
          manifest +=
            "P\(index),base,CT,P\(index).nii.gz,P\(index)_\(lesion).nii.gz,1,metastasis,\(isResponse ? 1 : 0)\n"
          regions += 1
        }
        func lesion(_ k: Int) -> Int? {
          let (x, y, z) = (k % 16, k / 16 % 8, k / 128)
          guard (2...5).contains(y), (1...4).contains(z) else { return nil }
          return (0..<count).first { (1 + 5 * $0..<5 + 5 * $0).contains(x) }
        }
        let voxels = (0..<geometry.count).map { k -> Float in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return (lesion(k).map { brightness[$0] } ?? 0) + Float(state >> 58)
        }
        try NIfTI.write(Volume(geometry: geometry, voxels: voxels), to: folder + "/P\(index).nii.gz", as: .int16)
        for number in 0..<count {
          try NIfTI.write(
            Mask(geometry: geometry, isInside: (0..<geometry.count).map { lesion($0) == number }),
            to: folder + "/P\(index)_\(number + 1).nii.gz")
        }
      }
      try Data(manifest.utf8).write(to: URL(filePath: folder + "/manifest.csv"))
      let study = """
        study: response
        unit: lesion
        outcome: {binary: response, positive: 1}
        split: {by: stratified, fraction: 0.6}
        blocks:
          radiomics: {extraction: ct, features: [original_stat_mean, original_stat_var]}
        models:
          radscore: {block: radiomics, pipeline: [{impute: median}, standardise, logistic]}
        seed: 7
        """
      try Data(study.utf8).write(to: URL(filePath: folder + "/study.yaml"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var environment: TUI.Environment {
      .live(variables: ["HOME": folder, "XDG_STATE_HOME": folder + "/state", "XDG_DATA_HOME": folder + "/data"])
    }
  }

  @Test func `counts regions, of patients who stay together`() async throws {
    let cohort = try Cohort()
    let driver = await Driver(
      size: Size(columns: 100, rows: 30), environment: cohort.environment, cohort: nil)
    try await driver.press(":import \(cohort.folder)/manifest.csv<Enter>")
    await driver.settle()
    #expect(driver.screen.contains("30 patients"), "\(driver.screen)")
    try await driver.press("w<wait>")
    await driver.settle()
    #expect(driver.store.state.cohort != nil, "\(driver.screen)")
    // The regions are a table of their own, with what belongs to each.
    try await driver.press("vv")
    await driver.settle()
    #expect(driver.row(0).contains("\(cohort.regions) lesions"), "\(driver.screen)")
    #expect(driver.row(2).contains("response") || driver.screen.contains("›"), "\(driver.screen)")
    try await driver.press("3")
    await driver.settle()
    #expect(!driver.screen.contains("Dividing the patients"), "\(driver.screen)")
    try await driver.press("2<Enter><wait>")
    await driver.settle()
    #expect(driver.screen.contains("All \(cohort.regions) cases are extracted."), "\(driver.screen)")
    try await driver.press(":run \(cohort.folder)/study.yaml<Enter><wait>")
    await driver.settle()
    #expect(driver.store.state.screen == .results, "\(driver.screen)")
    let result = try #require(driver.store.state.results.result)
    #expect(result.provenance.contains("\(cohort.regions) regions of 30 patients"), "\(result.provenance)")
    #expect(driver.screen.contains("regions of"), "\(driver.screen)")
    #expect(driver.screen.contains("AUC"), "\(driver.screen)")
    // Nobody is on both sides.
    func patients(_ part: String) -> Set<Substring> {
      Set(
        result.predictions.filter { $0.part == part }.flatMap(\.units)
          .map { $0.prefix { $0 != " " && $0 != "/" && $0 != "·" } })
    }
    #expect(!patients("training").isEmpty && !patients("validation").isEmpty)
    #expect(patients("training").isDisjoint(with: patients("validation")))
    #expect(patients("training").union(patients("validation")).count == 30)
    try await driver.press("6")
    await driver.settle()
    #expect(driver.screen.contains("regions of"), "\(driver.screen)")
  }

  /// Imports the regions and extracts their features.
  private func extracted(_ cohort: Cohort) async throws -> Driver {
    let driver = await Driver(
      size: Size(columns: 100, rows: 40), environment: cohort.environment, cohort: nil)
    try await driver.press(":import \(cohort.folder)/manifest.csv<Enter>")
    await driver.settle()
    try await driver.press("w<wait>")
    await driver.settle()
    try await driver.press("2<Enter><wait>")
    await driver.settle()
    #expect(driver.screen.contains("All \(cohort.regions) cases are extracted."), "\(driver.screen)")
    return driver
  }

  @Test func `an outcome of the regions is chosen on the screens, from the split to the ROC`() async throws {
    let cohort = try Cohort()
    let driver = try await extracted(cohort)
    // The split counts regions and says of how many patients they are; the shares that it keeps are those of the response.
    try await driver.press("3")
    await driver.settle()
    #expect(driver.screen.contains("stratified by response"), "\(driver.screen)")
    let counts = try #require(driver.screen.firstMatch(of: /regions: training (\d+) of (\d+) patients/))
    let (regions, patients) = (try #require(Int(counts.1)), try #require(Int(counts.2)))
    #expect(regions > patients && patients < 30 && regions < cohort.regions)
    #expect(driver.screen.contains("all regions of a patient stay together"), "\(driver.screen)")
    try await driver.press("<Enter><wait>")
    await driver.settle()
    let database = try CohortDatabase(path: driver.store.state.cohort?.path ?? "", mode: .readOnly)
    let split = try #require(try FrozenSplit(in: database))
    #expect(split.unit == .lesion && split.parts.count == 30)
    #expect(split.parts.values.count { $0 == "training" } == patients)
    #expect(try split.changes(in: database).isEmpty)
    // The model screen says whose outcome it is; there is nothing but radiomics to learn from.
    try await driver.press("4")
    await driver.settle()
    let outcome = try #require(driver.store.state.model.outcomes.first)
    #expect(outcome.unit == .lesion && outcome.name == "response")
    #expect(driver.screen.contains("of \(cohort.regions) regions have 1"), "\(driver.screen)")
    #expect(driver.screen.contains("Each region is a row; those of a patient stay together"), "\(driver.screen)")
    #expect(driver.store.state.model.plan?.blocks == [.radiomics], "\(driver.screen)")
    // The same as a study file: what it gives is what the screens give.
    let plan = try #require(driver.store.state.model.plan)
    let file = cohort.folder + "/again.yaml"
    let text = try await driver.store.environment.studyFile(database.path, plan)
    #expect(text.contains("unit: lesion"), "\(text)")
    try Data(text.utf8).write(to: URL(filePath: file))
    try await driver.press("<Enter><wait>")
    await driver.settle()
    #expect(driver.store.state.screen == .results, "\(driver.screen)")
    #expect(driver.screen.contains("regions of"), "\(driver.screen)")
    let run = try #require(try database.runs().last?.decoded)
    let again = try await StudyRunner.run(file: file, cohort: database.path)
    #expect(run.n == again.n && run.n == cohort.regions)
    func areas(_ result: RunResult) -> [String] {
      result.results.map { own in
        let area = own.metrics["auc"].map { "\($0.value) \($0.low ?? -1) \($0.method)" } ?? "none"
        return "\(own.model) \(own.part) \(area)"
      }
    }
    #expect(areas(run) == areas(again))
    #expect(areas(run).allSatisfy { $0.contains("clustered") } && areas(run).count == 2, "\(areas(run))")
    // Features are ranked by the same outcome, and the screen says what their p values take for granted.
    try await driver.press("2t")
    await driver.settle()
    #expect(driver.screen.contains("Patients have several regions"), "\(driver.screen)")
  }

  @Test func `split and model say that they count patients, and what stays with a patient`() async throws {
    var cohort = `Every screen`.Ready.cohort
    let counts = (0..<cohort.table.rowCount).map { Double(1 + $0 % 3) }
    cohort.table.set(TableColumn(name: "lesions", values: .number(counts)))
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    try await driver.press("3")
    #expect(driver.screen.contains("patients: training 11 (4 events)"), "\(driver.screen)")
    #expect(driver.screen.contains("Patients are divided: all regions of a patient stay together."), "\(driver.screen)")
    try await driver.press("4")
    let words = driver.screen.split(separator: "\n").map { $0.trimmingPrefix(" ") }.joined(separator: " ")
    #expect(words.contains("training 11, validation 5 patients."), "\(driver.screen)")
  }

  @Test func `words of a level count one and many`() {
    #expect(RunResult.counted(40, .patient, of: 40) == "40 patients")
    #expect(RunResult.counted(66, .lesion, of: 30) == "66 regions of 30 patients")
    #expect(RunResult.counted(1, .exam, of: 1) == "1 exam of 1 patient")
    #expect(RunResult.counted(8, nil, of: nil) == "8 units")
  }
}
