import Features
import Foundation
import TestSupport
import Testing

@testable import Cohort

@Suite struct SampleCohortTests {
  @Test(arguments: SampleCohort.all.map(\.name))
  func `the same seed gives the same bytes, another seed others`(name: String) async throws {
    let sample = try SampleCohort.named(name)
    var digests: [[String]] = []
    for seed in [UInt64(1), 1, 2] {
      let folder = try TemporaryFolder()
      let path = try await sample.generate(into: folder.path, patients: 3, seed: seed)
      let base = URL(filePath: path).deletingLastPathComponent().path
      let first = try #require(CohortDatabase(path: path, mode: .readOnly).patients().first).label
      digests.append(
        ["\(first)/CT_image.nii.gz", "\(first)/CT_mask.nii.gz", "clinical.csv", "manifest.csv"].map {
          Digest.hex(ofFile: base + "/" + $0) ?? "unreadable"
        })
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0][0] != digests[2][0])
  }

  @Test(arguments: SampleCohort.all.map(\.name))
  func `a sample is a cohort whose every patient has an image and a region inside it`(name: String) async throws {
    let folder = try TemporaryFolder()
    let path = try await SampleCohort.named(name).generate(into: folder.path, patients: 6)
    let database = try CohortDatabase(path: path, mode: .readOnly)
    #expect(try database.counts() == .init(patients: 6, exams: 6, images: 6, lesions: 6))
    for region in try database.cases() {
      let image = try NIfTI.volume(at: region.image.path)
      let mask = try NIfTI.mask(at: region.lesion.maskPath)
      #expect(image.geometry.isClose(to: mask.geometry))
      #expect(mask.count > 300 && mask.count < image.geometry.count / 4)
    }
  }

  @Test(arguments: SampleCohort.all.map(\.name))
  func `the committed README and study file are what is generated`(name: String) throws {
    let sample = try SampleCohort.named(name)
    let folder = Reference.projectRoot.appending(path: "sample-cohorts/" + name)
    #expect(try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8) == sample.readme)
    #expect(try String(contentsOf: folder.appending(path: "study.yaml"), encoding: .utf8) == sample.studyFile)
  }

  @Test func `a sample that exists is not made again, and a folder in the way is left alone`() async throws {
    let folder = try TemporaryFolder()
    let sample = SampleCohort.colorectalLymphNode
    let path = try await sample.generate(into: folder.path, patients: 2)
    #expect(try await sample.generate(into: folder.path, patients: 5) == path)
    #expect(try CohortDatabase(path: path).counts().patients == 2)
    let other = try TemporaryFolder()
    try other.write("crc-lymph-node/notes.txt", "mine")
    await #expect(throws: SampleError.occupied(other.file("crc-lymph-node"))) {
      try await sample.generate(into: other.path, patients: 2)
    }
    #expect(throws: SampleError.unknown("crc", suggestion: nil, known: SampleCohort.all.map(\.name))) {
      try SampleCohort.named("crc")
    }
  }

  @Test func `samples lie in the user's data folder`() {
    #expect(SampleCohort.dataFolder(environment: ["XDG_DATA_HOME": "/d"]) == "/d/radish/samples")
    #expect(
      SampleCohort.dataFolder(environment: ["XDG_DATA_HOME": "rel", "HOME": "/h"]) == "/h/.local/share/radish/samples")
  }

  /// What the READMEs say is true, measured on 3,000 patients without images.
  @Test func `the truth of the samples is what their READMEs say`() throws {
    let colorectal = SampleCohort.colorectalLymphNode
    let patients = (0..<3_000).map { colorectal.makePatient($0, 3_000, 5) }
    func cell(_ patient: SyntheticPatient, _ name: String) -> String {
      patient.clinical.first { $0.0 == name }?.1 ?? ""
    }
    let positive = patients.map { cell($0, "ln_metastasis") == "1" }
    // log of the heterogeneity is linear in h.
    let auc = Self.auc(patients.map { log($0.scene.heterogeneity) }, positive)
    #expect(abs(auc - 0.82) < 0.02, "AUC of the true heterogeneity \(auc)")
    let volumeAUC = Self.auc(patients.map(\.scene.radius), positive)
    #expect(abs(volumeAUC - 0.5) < 0.03, "AUC of the radius \(volumeAUC)")
    let seen = patients.map { cell($0, "ct_ln_status") == "1" }
    let sensitivity = Double(zip(seen, positive).count { $0 && $1 }) / Double(positive.count { $0 })
    #expect(abs(sensitivity - 0.66) < 0.03)
    let lung = (0..<3_000).map { SampleCohort.lungProgression.makePatient($0, 3_000, 5) }
    let risk = lung.map { patient in
      (log(patient.scene.heterogeneity / 16) / 0.45) * 0.8 + (log(patient.scene.radius / 14) / 0.26) * 0.3
        + (cell(patient, "ecog") == "2" ? 0.7 : 0)
    }
    let times = lung.map { Double(cell($0, "pfs_months")) ?? 0 }
    let events = lung.map { cell($0, "progressed") == "1" }
    let c = Self.concordance(risk, times, events)
    let ecog = Self.concordance(lung.map { cell($0, "ecog") == "2" ? 1 : 0 }, times, events)

    #expect(abs(c - 0.71) < 0.02 && abs(ecog - 0.55) < 0.02)
  }

  private static func auc(_ scores: [Double], _ positive: [Bool]) -> Double {
    var wins = 0.0
    var pairs = 0.0
    for i in scores.indices where positive[i] {
      for j in scores.indices where !positive[j] {
        wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
        pairs += 1
      }
    }
    return wins / pairs
  }

  private static func concordance(_ risk: [Double], _ times: [Double], _ events: [Bool]) -> Double {
    var wins = 0.0
    var pairs = 0.0
    for i in risk.indices where events[i] {
      for j in risk.indices where times[j] > times[i] {
        wins += risk[i] > risk[j] ? 1 : risk[i] == risk[j] ? 0.5 : 0
        pairs += 1
      }
    }
    return wins / pairs
  }
}
