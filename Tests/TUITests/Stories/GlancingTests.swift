import Cohort
import Features
import Foundation
import Testing

@testable import TUI

/// A person goes through a cohort in a wide terminal and sees every tumour without leaving the table.
@MainActor @Suite struct `Glancing at images beside the table` {
  private static let wide = Size(columns: 140, rows: 40)

  private func open(
    _ size: Size = wide, environment: Environment = Sample.environment(), session: Session? = nil
  ) async -> Driver {
    await Driver(size: size, environment: environment, session: session)
  }

  private func wanted(_ driver: Driver) -> String? { driver.store.state.table?.preview.wanted?.path }

  @Test func `the slice with most of the region stands beside the table, with what is in it`() async throws {
    let driver = await open()
    let picture = try #require(driver.store.state.table?.preview.picture)
    // The ball of the sample is widest in the 13th of 20 slices.
    #expect(picture.slice == 12 && picture.sliceCount == 20)
    #expect(picture.view.volume.geometry.size == SIMD3(40, 40, 1))
    #expect(driver.screen.contains("CT  slice 13/20  W 400 L 40"))
    #expect(driver.screen.contains("── tumour 1.4 ml  mean 100 HU"))
    #expect(driver.screen.contains("research use only, not for diagnosis"))
    // What the table says of the row is written out beside it.
    #expect(driver.screen.contains("cea ng/ml"))
  }

  @Test(arguments: [Look.standard, Look(pictures: .shade), Look(color: .mono), .plain])
  func `a region has the key that the picture draws it with, as in the viewer`(look: Look) async throws {
    let driver = await Driver(size: Self.wide, look: look)
    let beside = look.drawsRegionsAsLetters ? "oo tumour 1.4 ml" : "── tumour 1.4 ml"
    #expect(driver.screen.contains(beside), "\(driver.screen)")
    try await driver.press("<Enter>")
    let viewer = look.drawsRegionsAsLetters ? "oo tumour" : "── tumour"
    #expect(driver.screen.contains(viewer), "\(driver.screen)")
  }

  @Test func `it is the same slice that the viewer opens with`() async throws {
    let driver = await open()
    let picture = try #require(driver.store.state.table?.preview.picture)
    try await driver.press("<Enter>")
    let view = try #require(driver.store.state.viewer.view(.axial))
    #expect(view.slice == picture.slice && view.window == picture.view.window)
    let shown = view.windowedSlice()
    #expect(picture.view.windowedSlice() == shown)
  }

  @Test func `it follows the cursor, and a row seen before needs no reading`() async throws {
    let driver = await open()
    #expect(wanted(driver) == "/data/P001_ct.nii.gz")
    try await driver.press("j")
    #expect(wanted(driver) == "/data/P002_ct.nii.gz")
    #expect(driver.store.state.table?.preview.picture != nil)
    driver.store.send(.event(.key(.up)))
    #expect(driver.store.state.table?.preview.picture?.entry.path == "/data/P001_ct.nii.gz")
    #expect(!driver.store.state.running.contains(.preview))
  }

  @Test func `moving the cursor waits for no image`() async throws {
    let driver = await open(
      Size(columns: 80, rows: 24), environment: Sample.environment(imageDelay: .seconds(60)))
    driver.display.size = Self.wide
    driver.store.send(.resized(Self.wide))
    for _ in 0..<3 {
      driver.store.send(.event(.key(.down)))
      driver.store.draw()
    }
    #expect(driver.store.state.table?.cursor.row == 3)
    #expect(driver.screen.contains("Reading …"))
    #expect(wanted(driver) == "/data/P004_ct.nii.gz")
    driver.store.cancelAll()
  }

  @Test func `I goes to the next image, and the rows after it show the same kind`() async throws {
    let driver = await open()
    #expect(driver.screen.contains("image 1/2"))
    try await driver.press("I")
    #expect(wanted(driver) == "/data/P001_pet.nii.gz")
    // The second patient has no PET, the third has one.
    try await driver.press("j")
    #expect(wanted(driver) == "/data/P002_ct.nii.gz")
    try await driver.press("j")
    #expect(wanted(driver) == "/data/P003_pet.nii.gz")
    #expect(driver.screen.contains("No region is drawn on it."))
  }

  @Test func `i hides it, and that is remembered`() async throws {
    let driver = await open(session: Session())
    try await driver.press("i")
    #expect(!driver.screen.contains("slice 13/20"))
    #expect(wanted(driver) == nil)
    let session = Session().remembering(driver.store.state)
    let next = await open(session: session)
    #expect(!next.screen.contains("slice 13/20"))
    try await next.press("i")
    #expect(next.screen.contains("slice 13/20"))
  }

  @Test func `nothing is read where there is no room, and i says why`() async throws {
    let driver = await open(Size(columns: 80, rows: 24))
    #expect(wanted(driver) == nil)
    try await driver.press("i")
    #expect(driver.screen.contains("An image beside the table needs 120 columns; here are 80."))
    try await driver.press("<resize 120x30>")
    await driver.settle()
    #expect(driver.screen.contains("slice 13/20"))
  }

  @Test func `a patient without images, and an image that cannot be read, are said so`() async throws {
    var environment = Sample.environment()
    environment.loadPreview = { throw NIfTIError(path: $0.path, problem: .notFound) }
    let driver = await open(environment: environment)
    #expect(driver.screen.contains("P001_ct.nii.gz"))
    #expect(driver.store.state.message == nil)
    try await driver.press("G")
    #expect(driver.screen.contains("No image of this patient."))
  }

  @Test func `a click on it opens the viewer`() async throws {
    let driver = await open()
    driver.store.send(.event(.mouse(MouseEvent(.press, column: 125, row: 12))))
    await driver.settle()
    #expect(driver.store.state.screen == .viewer)
  }

  @Test func `an image of one slice is shown whole, whichever way it lies`() {
    let geometry = Geometry(size: [30, 1, 20], spacing: [1, 1, 1])
    let volume = Volume(geometry: geometry, voxels: [Float](repeating: 1, count: geometry.count))
    let preview = ImagePreview(
      of: LoadedImage(entry: ImageEntry(patient: "P1", path: "/a.nii"), volume: volume, masks: []))
    #expect(preview.view.plane == .coronal && preview.sliceCount == 1)
    #expect(preview.view.volume.geometry.size == SIMD3(30, 1, 20))
  }

  @Test func `PET is dark on white, as the viewer shows it`() {
    let preview = ImagePreview(of: Sample.image(ImageEntry(patient: "P1", modality: "PET", path: "/a.nii")))
    #expect(preview.view.colourMap == .invertedGrey)
  }

  @Test func `only so many images are kept`() {
    var shelf = CohortScreen.Preview()
    for number in 0..<40 {
      shelf.take(ImagePreview(of: Sample.image(ImageEntry(patient: "P\(number)", path: "/\(number).nii"))))
    }
    shelf.wanted = ImageEntry(patient: "P39", path: "/39.nii")
    #expect(shelf.picture != nil)
    shelf.wanted = ImageEntry(patient: "P0", path: "/0.nii")
    #expect(shelf.picture == nil)
  }
}

/// The list of images comes after the table.
@MainActor @Suite struct `Images that are still being listed` {
  @Test func `Enter shows the patient as soon as the images are known`() async throws {
    var cohort = Sample.cohort()
    let images = cohort.images
    cohort.images = CohortImages()
    cohort.isComplete = false
    var environment = Sample.environment(cohort: cohort)
    environment.loadStudy = { _ in
      try await Task.sleep(for: .milliseconds(50))
      return CohortStudy(images: images)
    }
    let display = MemoryDisplay(size: Size(columns: 80, rows: 24), look: .standard)
    let store = Store(state: AppState(), display: display, environment: environment)
    store.begin(cohortPath: "/data/demo.sqlite")
    while store.state.cohort == nil { try await Task.sleep(for: .milliseconds(1)) }
    store.send(.event(.key(.enter)))
    #expect(store.state.message?.text.contains("still being read") == true)
    await store.settle()
    #expect(store.state.screen == .viewer && store.state.viewer.image?.patient == "P001")
  }

  @Test func `an image without a region can be looked at, after those with one`() throws {
    let cohort = try LiveCohort(patients: 2)
    let folder = cohort.folder
    try Data("patient,modality,image,mask\nP1,MR,P1.nii.gz,\nP1,CT,P1.nii.gz,P1_mask.nii.gz\n".utf8)
      .write(to: URL(filePath: folder + "/two.csv"))
    _ = try CohortImport.run(source: folder + "/two.csv", into: folder + "/two.sqlite")
    let images = try CohortReader.study(folder + "/two.sqlite").images
    #expect(images.of("P1").map(\.modality) == ["CT", "MR"])
    #expect(images.of("P1").map(\.regions.count) == [1, 0])
    #expect(!images.has("P2"))
  }
}
