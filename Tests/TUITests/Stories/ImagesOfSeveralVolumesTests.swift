import Cohort
import Features
import Foundation
import Testing

@testable import TUI

/// A cohort of 4D images: the settings say which volume is taken, and a look at the cases says it of each.
@MainActor @Suite(.serialized) struct `Images of several volumes` {
  /// A patient's image as a file of two volumes: zeros, then what the first voxels of a scanner give.
  private func write(_ path: String, second: Float) throws {
    let size = (x: 8, y: 8, z: 6)
    let count = size.x * size.y * size.z
    let voxels = (0..<2 * count).map { $0 < count ? Float($0 % 7) : second + Float($0 * 31 % 17) }
    try NIfTI.write(
      Volume(geometry: Geometry(size: [size.x, size.y, 2 * size.z], spacing: [1, 1, 1]), voxels: voxels), to: path,
      as: .int16)
    // The third dimension is half as long, and there is a fourth (NIfTI-1: dim[8] from byte 40 on, two bytes each).
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[40] = 4
    bytes[46] = UInt8(size.z)
    bytes[48] = 2
    try bytes.write(to: URL(filePath: path))
  }

  private func cohort() throws -> LiveCohort {
    let live = try LiveCohort(patients: 12)
    // Two of the twelve hold two volumes; the others hold one.
    var manifest = try String(contentsOfFile: live.folder + "/manifest.csv", encoding: .utf8)
    for index in [2, 5] {
      try write(live.folder + "/P\(index)_4d.nii", second: 40)
      manifest.replace("P\(index).nii.gz", with: "P\(index)_4d.nii")
    }
    try Data(manifest.utf8).write(to: URL(filePath: live.folder + "/manifest.csv"))
    try FileManager.default.removeItem(atPath: live.path)
    _ = try CohortImport.run(
      source: live.folder + "/manifest.csv", into: live.path,
      options: ImportOptions(clinical: [live.folder + "/clinical.csv"]))
    return live
  }

  @Test func `are refused until it is said which is meant, and then a look says which is taken`() async throws {
    let live = try cohort()
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2c")
    await driver.settle()
    #expect(driver.screen.contains("2 cannot be extracted"), "\(driver.screen)")
    #expect(driver.screen.contains("the image holds 2 volumes. Say which one is taken"))
    try await driver.press("<End>")
    #expect(driver.screen.contains("images of several volumes (4D) are refused: say which"))
    try await driver.press("e<C-u>1<Enter>")
    await driver.settle()
    #expect(driver.screen.contains("of images of several volumes (4D) number 1, from 0"), "\(driver.screen)")
    try await driver.press("c")
    await driver.settle()
    #expect(driver.screen.contains("12 fine") || driver.screen.contains("0 cannot be extracted"), "\(driver.screen)")
    try await driver.press("/the image holds 2 volumes<Enter>")
    #expect(!driver.screen.contains("nothing has it"))
    let texts = driver.store.state.extract.lines.map(\.detail)
    #expect(texts.count { $0.contains("the image holds 2 volumes; volume 1, counted from 0, is taken") } == 2)
    try await driver.press("r<wait>")
    await driver.settle()
    #expect(driver.screen.contains("All 12 cases are extracted."), "\(driver.screen)")
    // The mean is that of the second volume.
    let database = try CohortDatabase(path: live.path, mode: .readOnly)
    let extraction = try #require(try database.extractions().first)
    let place = try #require(extraction.features.firstIndex { $0.tag == "stat_mean" })
    let vector = try #require(try database.vector(of: LesionID(rawValue: 2), in: extraction.id))
    #expect(vector.numbers[place] >= 40 && vector.numbers[place] <= 57)
    try database.close()
  }

  @Test func `one that a file does not hold is said before anything runs`() async throws {
    let live = try cohort()
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2<End>e<C-u>7<Enter>")
    await driver.settle()
    try await driver.press("c")
    await driver.settle()
    let texts = driver.store.state.extract.lines.filter { $0.state == .failed }.map(\.detail)
    #expect(texts.count == 2)
    #expect(
      texts.allSatisfy {
        $0 == "the image holds 2 volumes, counted from 0, and the settings take volume 7. Choose one from 0 to 1."
      }, "\(texts)")
  }

  @Test func `another preset keeps the volume`() async throws {
    let live = try cohort()
    let driver = await Driver(environment: live.environment, cohort: live.path)
    try await driver.press("2<End>e<C-u>1<Enter>")
    await driver.settle()
    try await driver.press("]")
    await driver.settle()
    #expect(driver.store.state.extract.plan?.preset == "mr")
    #expect(driver.store.state.extract.plan?.settings?.settings.volume == 1)
    try await driver.press("]")
    await driver.settle()
    #expect(driver.store.state.extract.plan?.preset == "pet")
  }
}
