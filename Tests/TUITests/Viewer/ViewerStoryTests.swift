import Cohort
import Features
import Testing

@testable import TUI

@MainActor @Suite struct `Looking at a tumour` {
  @Test func `the viewer opens at the largest slice with sides, convention and the warning`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>")
    #expect(driver.row(0).contains("P001 › CT"))
    #expect(driver.row(0).contains("slice 13/20"))
    #expect(driver.screen.contains("RAD"))
    #expect(driver.screen.contains("research use only, not for diagnosis"))
    #expect(driver.screen.contains("axial"))
    #expect(driver.screen.contains("region"))
    #expect(driver.screen.contains("HU 100"))
  }

  @Test func `up goes towards the head and stops at the last slice`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter><Up>")
    #expect(driver.row(0).contains("slice 14/20"))
    try await driver.press("<PgUp><PgUp>")
    #expect(driver.row(0).contains("slice 20/20"))
    try await driver.press("<Enter>")
    #expect(driver.row(0).contains("slice 13/20"))
  }

  @Test func `a digit chooses a window and shift arrows change it`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>2")
    #expect(driver.screen.contains("window lung"))
    #expect(driver.screen.contains("W 1500 L -600"))
    try await driver.press("<S-Down>")
    #expect(driver.screen.contains("window by hand"))
  }

  @Test func `the convention is said when it changes`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>N")
    #expect(driver.screen.contains("NEU"))
    #expect(driver.screen.contains("patient's left is at the left"))
  }

  @Test func `Tab shows the next image and brackets the next patient`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter><Tab>")
    #expect(driver.row(0).contains("P001 › PET"))
    try await driver.press("]")
    #expect(driver.row(0).contains("P002"))
    try await driver.press("[[")
    #expect(driver.screen.contains("first patient"))
  }

  @Test func `a patient without images has a page instead`() async throws {
    var cohort = Sample.cohort()
    cohort.images = CohortImages(cohort.images.entries.filter { $0.patient != "P003" })
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    try await driver.press("<Down><Down><Enter>")
    #expect(driver.store.state.screen == .patient)
    #expect(driver.row(0).contains("P003"))
  }

  @Test func `a slow image leaves the keys alive and an overtaken one is dropped`() async throws {
    let driver = await Driver(environment: Sample.environment(imageDelay: .milliseconds(60)))
    driver.store.send(.event(.key(.enter)))
    driver.store.draw()
    #expect(driver.screen.contains("Reading P001 CT"))
    driver.store.send(.event(.key(.character("]"))))
    await driver.settle()
    #expect(driver.row(0).contains("P002"))
    #expect(driver.store.state.viewer.loaded?.entry.patient == "P002")
  }

  @Test func `the same place is shown in another image of the patient`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter><PgDn><Right><Right>")
    let before = driver.place
    try await driver.press("<Tab>")
    #expect(driver.row(0).contains("PET"))
    #expect(driver.place == before)
  }

  @Test func `the next patient opens with the same kind of image`() async throws {
    var cohort = Sample.cohort()
    cohort.images = CohortImages(
      ["P001", "P002"].flatMap { patient in
        ["CT", "PET"].map { ImageEntry(patient: patient, modality: $0, path: "/data/\(patient)\($0).nii.gz") }
      })
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    try await driver.press("<Enter><Tab>]")
    #expect(driver.row(0).contains("P002 › PET"))
    #expect(driver.store.state.viewer.loaded?.entry.modality == "PET")
  }

  @Test func `e writes the statistics of the regions as CSV`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>")
    let files = ViewerScreen.exports(driver.store.state.viewer, in: driver.store.state.context)
    let lines = files.first?.contents.split(separator: "\n") ?? []
    #expect(lines.first == "patient,image,region,volume,voxels,mean,sd,min,p10,median,p90,max")
    #expect(lines.last?.hasPrefix("P001,CT,tumour,") == true)
    #expect(lines.last?.hasSuffix(",100,0,100,100,100,100,100") == true)
    try await driver.press("<Tab>")
    #expect(ViewerScreen.exports(driver.store.state.viewer, in: driver.store.state.context).isEmpty)
  }

  @Test func `window, zoom and the scale of a cell are always on the screen`() async throws {
    for size in [Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
      let driver = await Driver(size: size)
      try await driver.press("<Enter>2++")
      #expect(driver.screen.contains("W 1500 L -600"), "\(size)")
      #expect(driver.screen.contains("1.6×"), "\(size)")
      #expect(driver.screen.contains("1 cell = "), "\(size)")
      #expect(driver.screen.contains("slice 13/20"), "\(size)")
      #expect(driver.screen.contains("mm"), "\(size)")
    }
  }

  @Test func `w gives the arrows to the window until Esc`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>w<Right><Right>")
    #expect(driver.screen.contains("←→ width  ↑↓ level  Esc done"))
    #expect(driver.screen.contains("W 484 L 40"))
    try await driver.press("<Up>")
    #expect(driver.screen.contains("L 15.8"))
    #expect(driver.row(0).contains("slice 13/20"))
    try await driver.press("<Esc><Up>")
    #expect(driver.row(0).contains("slice 14/20"))
  }

  @Test func `a drag changes the window as other viewers do`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>")
    let store = driver.store
    func send(_ kind: MouseEvent.Kind, _ column: Int, _ row: Int) {
      store.send(.event(.mouse(MouseEvent(kind, column: column, row: row))))
    }
    send(.press, 10, 10)
    send(.drag, 15, 10)
    send(.release, 15, 10)
    #expect(abs((store.state.viewer.window?.width ?? 0) - 440) < 1e-9)
    send(.press, 10, 10)
    send(.drag, 10, 8)
    #expect((store.state.viewer.window?.level ?? 40) < 40)
  }

  @Test func `panning is refused with its reason where everything is seen, and moves a zoomed picture`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>L")
    #expect(driver.screen.contains("The whole slice is shown; zoom in first (+)."))
    try await driver.press("+++")
    let before = driver.middle
    try await driver.press("L")
    let after = driver.middle
    // Radiological: the right of the screen is the patient's left, where x is smaller.
    try #require(before.count == 3 && after.count == 3)
    #expect(after[0] < before[0])
    #expect(after[1] == before[1])
    try await driver.press("=")
    #expect(driver.screen.contains("fit"))
  }

  @Test func `each plane keeps its own zoom until all are made to fit`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>++")
    #expect(driver.screen.contains("1.6×"))
    try await driver.press("c")
    #expect(driver.screen.contains("fit"))
    try await driver.press("+a")
    #expect(driver.screen.contains("1.6×"))
    #expect(driver.store.state.viewer.view(.coronal)?.zoom == 1.25)
    #expect(driver.store.state.viewer.view(.sagittal)?.zoom == 1)
    try await driver.press("=")
    for plane in AnatomicalPlane.allCases { #expect(driver.store.state.viewer.view(plane)?.zoom == 1) }
  }

  @Test func `the crosshair stays in a zoomed picture`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>+++++++++hhhhhhhhhhhhhh")
    let viewer = driver.store.state.viewer
    let pane = try #require(ViewerScreen.mainPane(viewer, driver.store.state.context))
    let map = try #require(VoxelMap(worldTo: pane.frame.geometry))
    let place = pane.frame.place(ofVoxel: map(viewer.position))
    #expect(place.column >= 0 && place.column < Double(pane.frame.size.columns))
  }

  @Test func `a distance follows the crosshair and is set by the same key`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>dlll")
    #expect(driver.screen.contains("distance 3.0 mm …"))
    try await driver.press("dll")
    #expect(driver.screen.contains("distance 3.0 mm"))
    #expect(!driver.screen.contains("distance 3.0 mm …"))
    try await driver.press("y")
    #expect(driver.display.clipboard?.contains("distance 3.0 mm") == true)
    try await driver.press("<Esc>")
    #expect(!driver.screen.contains("distance"))
    #expect(driver.store.state.screen == .viewer)
  }

  @Test func `the statistics of a region are those of its voxels`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>r")
    let statistics = try #require(driver.store.state.viewer.loaded?.statistics[0])
    // The ball is 100 HU throughout; its voxels have 2 mm³.
    #expect(statistics.mean == 100)
    #expect(statistics.deviation == 0)
    #expect(
      [statistics.percentiles.tenth, statistics.percentiles.median, statistics.percentiles.ninetieth] == [
        100, 100, 100,
      ])
    for word in ["volume", "voxels", "mean", "100 HU", "P10", "median", "P90", "max", "█"] {
      #expect(driver.screen.contains(word), "\(word)")
    }
    let volume = NumberText.rounded(Double(statistics.count) * 2 / 1000, 2)
    #expect(driver.screen.contains("\(volume) ml"))
  }

  @Test func `a message leaves the picture where it is, and the warning in its place`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>x")
    func edge() -> Int? { (0..<24).first { driver.row($0).contains("└ P ") } }
    let before = edge()
    #expect(driver.screen.contains("slices ") && before != nil)
    try await driver.press("M")
    #expect(driver.store.state.message != nil)
    #expect(edge() == before)
    #expect(driver.screen.contains("research use only, not for diagnosis"))
    try await driver.press("x")
    #expect(driver.store.state.message == nil && driver.screen.contains("slices ") && edge() == before)
  }

  @Test func `several regions share the slider, and the largest slice is of all`() async throws {
    var environment = Sample.environment()
    environment.loadImage = { entry in
      let image = Sample.image(entry)
      let geometry = image.volume.geometry
      var inside = [Bool](repeating: false, count: geometry.count)
      for z in 2...3 {
        for y in 4..<24 { for x in 4..<24 { inside[geometry.index(x: x, y: y, z: z)] = true } }
      }
      let node = ("node", Mask(geometry: geometry, isInside: inside))
      return LoadedImage(entry: entry, volume: image.volume, masks: image.layers.map { ($0.name, $0.mask) } + [node])
    }
    let driver = await Driver(environment: environment)
    try await driver.press("<Enter>")
    // The tumour lies in slices 10 to 16, the node in 3 and 4.
    #expect(driver.screen.contains("regions 3–16, largest 3"))
    #expect(driver.screen.contains("in node"))
  }

  @Test func `the volume of a region is read however long the name of its file`() async throws {
    var environment = Sample.environment()
    environment.loadImage = { entry in
      let image = Sample.image(entry)
      return LoadedImage(
        entry: entry, volume: image.volume,
        masks: image.layers.map { ("segmentation_of_the_first_reader_v2_final.nii.gz", $0.mask) })
    }
    let driver = await Driver(environment: environment)
    try await driver.press("<Enter>")
    let volume = try #require(driver.store.state.viewer.loaded?.layers.first?.extent.volumeInMillilitres)
    #expect(driver.screen.contains("…  \(NumberText.rounded(volume, 1)) ml"))
  }

  @Test func `a patient's only image cannot be fused, and a region that is not there not drawn: both say why`()
    async throws
  {
    let driver = await Driver()
    try await driver.press("j<Enter>f")
    #expect(driver.screen.contains("This patient has one image."))
    try await driver.press("<Esc>k<Enter><Tab>m")
    #expect(driver.screen.contains("No region is drawn on this image."))
    try await driver.press("t")
    #expect(driver.screen.contains("Lay a second image over this one first (f)."))
  }

  @Test func `what the header of a file says against itself is shown`() async throws {
    var environment = Sample.environment()
    environment.loadImage = { entry in
      let image = Sample.image(entry)
      return LoadedImage(
        entry: entry, volume: image.volume, masks: [],
        warnings: ["sform and qform disagree by up to 4 mm; the sform was used"])
    }
    let driver = await Driver(environment: environment)
    try await driver.press("<Enter>")
    #expect(driver.screen.contains("△ sform and qform"))
  }

  private func warned(_ warnings: [String], size: Size = Size(columns: 80, rows: 24), look: Look = .standard) async
    -> Driver
  {
    var environment = Sample.environment()
    environment.loadImage = { entry in
      let image = Sample.image(entry)
      return LoadedImage(
        entry: entry, volume: image.volume, masks: image.layers.map { ($0.name, $0.mask) }, warnings: warnings)
    }
    return await Driver(size: size, look: look, environment: environment)
  }

  @Test(arguments: [Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)])
  func `long warnings are read in full beside the picture or behind a key`(size: Size) async throws {
    let warnings = (1...4).map {
      "tumour\($0): mask has voxels of 2×2×2 mm but image has 1×1×1 mm; it is shown through its own affine, end\($0)"
    }
    for look in [Look.standard, .plain] {
      let driver = await warned(warnings, size: size, look: look)
      try await driver.press("<Enter>")
      let isWhole = (1...4).allSatisfy { driver.screen.contains("end\($0)") }
      #expect(isWhole || driver.screen.contains("! all 4 warnings"), "\(driver.screen)")
      #expect(size.rows >= 40 || !isWhole)
      try await driver.press("!")
      var seen = driver.screen
      try await driver.press("<PgDn><PgDn><PgDn>")
      seen += driver.screen
      for number in 1...4 { #expect(seen.contains("tumour\(number)") && seen.contains("end\(number)"), "\(seen)") }
      #expect(driver.screen.contains("research use only, not for diagnosis"))
      try await driver.press("<Esc>")
      #expect(driver.store.state.screen == .viewer && !driver.store.state.viewer.showsWarnings)
    }
  }

  @Test func `the picture alone still says that something is to be known`() async throws {
    let driver = await warned(["sform and qform disagree by up to 4 mm"])
    try await driver.press("<Enter>z")
    #expect(driver.row(22).contains("△ !"), "\(driver.screen)")
    #expect(driver.lastRow.contains("! warnings"))
    let sound = await Driver()
    try await sound.press("<Enter>!")
    #expect(sound.screen.contains("Nothing is to be warned of here.") && !sound.lastRow.contains("! warnings"))
  }

  @Test func `X leaves the patient out with a reason, and takes them back in`() async throws {
    let file = MemoryFile()
    let driver = await Driver(environment: Sample.environment(file: file))
    try await driver.press("j<Enter>X")
    #expect(driver.lastRow.contains("exclude P002"), "\(driver.screen)")
    try await driver.press("mask of another patient<Enter><wait>")
    #expect(await file.exclusions[.patient] == [2: "mask of another patient"])
    #expect(driver.store.state.screen == .viewer && driver.row(0).contains("P002"))
    let help = Help.lines(driver.store.state, columns: 80)
    #expect(
      help.contains { if case .command("X", "Take this patient back in", _, _) = $0 { true } else { false } })
    try await driver.press("X<wait>")
    #expect(await file.isUntouched)
    try await driver.press("u<wait>")
    #expect(await file.exclusions[.patient] == [2: "mask of another patient"])
    let closed = await Driver(isReadOnly: true)
    try await closed.press("<Enter>X")
    #expect(closed.screen.contains("open read-only"))
  }

  @Test func `slices play on by the clock and begin again after the last`() async throws {
    let clock = Beats(9)
    var environment = Sample.environment()
    environment.pause = { _ in try await clock.beat() }
    let driver = await Driver(environment: environment)
    try await driver.press("<Enter><PgUp>p")
    #expect(driver.screen.contains("▸ playing"))
    await clock.end()
    // From slice 20 of 20 nine further: 1 … 9.
    for _ in 0..<4000 where driver.store.state.viewer.sliceOfImage != 8 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(driver.store.state.viewer.sliceOfImage == 8)
    try await driver.press("<Esc>")
    #expect(!driver.store.state.viewer.isPlaying)
    #expect(driver.store.state.screen == .viewer)
  }

  @Test func `pictures are coarse while keys come faster than frames, and exact when they rest`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>")
    func glyphs() -> Set<Unicode.Scalar> {
      Set(driver.display.canvas.cells.map(\.scalar).filter { BlockCut.all.map(\.glyph).contains($0) || $0 == "▀" })
    }
    let exact = driver.display.canvas
    driver.store.send(.event(.key(.up)))
    driver.store.send(.event(.key(.down)))
    driver.store.draw()
    let draft = driver.display.canvas
    #expect(draft != exact)
    // Quadrants and eighths are left to the panel and the slider; the picture has half blocks only, under the
    // lines of the crosshair.
    let pane = ViewerScreen.layout(driver.store.state.viewer, driver.store.state.context.size).panes[0]
    let inner = SlicePane.pictureRect(in: pane.rect)
    for row in 0..<inner.rows {
      for column in 0..<inner.columns {
        let cell = draft[inner.column + column, inner.row + row + driver.store.state.bodyRect.row]
        #expect([" ", "▀", "─", "│"].contains(cell.scalar), "\(cell.scalar)")
      }
    }
    await driver.settle()
    #expect(driver.display.canvas == exact)
  }
}

/// A clock that beats a number of times and then stands still.
actor Beats {
  private var left: Int
  private var ended: CheckedContinuation<Void, Never>?

  init(_ count: Int) { left = count }

  func beat() async throws {
    if left == 0 {
      ended?.resume()
      ended = nil
      try await Task.sleep(for: .seconds(3600))
    }
    left -= 1
  }

  /// Returns when the last beat was taken.
  func end() async {
    if left > 0 { await withCheckedContinuation { ended = $0 } }
  }
}

@MainActor @Suite struct `Two images together` {
  @Test func `f lays PET over CT and both values are read`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>f")
    #expect(driver.row(0).contains("P001 › CT + PET"))
    #expect(driver.screen.contains("HU 100"))
    #expect(driver.screen.contains("PET SUV 100"))
    #expect(driver.screen.contains("hot"))
    try await driver.press("o")
    #expect(driver.screen.contains("Opacity of the image laid over: 60 %"))
    try await driver.press("M")
    #expect(driver.screen.contains("Colours: inverted grey"))
    try await driver.press("f")
    #expect(!driver.row(0).contains("+ PET"))
  }

  @Test func `a terminal without colours says why nothing can be laid over, and shows it beside`() async throws {
    let driver = await Driver(look: .plain)
    try await driver.press("<Enter>f")
    #expect(driver.screen.contains("needs 256 colours"))
    try await driver.press("b")
    #expect(driver.row(0).contains("CT | PET"))
  }

  @Test func `PET lies over CT also when PET was shown first`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter><Tab>f")
    #expect(driver.row(0).contains("P001 › CT + PET"))
  }

  @Test func `b shows both side by side at one place and one scale`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>b")
    #expect(driver.row(0).contains("CT | PET"))
    let state = driver.store.state
    let panes = ViewerScreen.layout(state.viewer, state.context.size).panes
    #expect(panes.map(\.isSecond) == [false, true])
    let first = try #require(state.viewer.view(.axial))
    let size = SlicePane.pictureRect(in: panes[0].rect).size
    let second = try #require(state.viewer.viewBeside(first.frame(size: size)))
    #expect(second.frame(size: size).millimetresPerColumn == first.frame(size: size).millimetresPerColumn)
    #expect(second.slice == first.slice)
    try await driver.press("f")
    #expect(driver.row(0).contains("CT + PET"))
  }

  @Test func `t gives the digits to the second image`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>ft2")
    #expect(driver.screen.contains("window (PET) SUV 0–3"))
    #expect(driver.store.state.viewer.second?.window == Window(from: 0, to: 3))
    #expect(driver.store.state.viewer.base?.window == Window(level: 40, width: 400))
    try await driver.press("t2")
    #expect(driver.screen.contains("window lung"))
  }

  @Test func `images of different exams are said not to be registered`() async throws {
    var cohort = Sample.cohort()
    cohort.images = CohortImages(
      ["before", "after"].map { ImageEntry(patient: "P001", exam: $0, modality: "CT", path: "/data/\($0).nii.gz") })
    let driver = await Driver(environment: Sample.environment(cohort: cohort))
    try await driver.press("<Enter>b")
    #expect(driver.screen.contains("△ Different exams"))
  }
}

@MainActor @Suite struct `What a feature sees` {
  @Test func `T shows the grey levels of the region by the preset of the modality`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>T")
    #expect(driver.row(0).contains("levels of tumour"))
    #expect(driver.screen.contains("FBS 25 HU"))
    // 100 HU in bins of 25 HU from −1000 HU is level ⌊1100/25⌋ + 1.
    #expect(driver.screen.contains("level 45"))
    try await driver.press("<Esc>")
    #expect(!driver.row(0).contains("levels"))
    #expect(driver.store.state.screen == .viewer)
  }

  @Test(arguments: ["T", "F"])
  func `the head and the slider count the slices of the image, and another grid is said to be its own`(key: String)
    async throws
  {
    let driver = await Driver()
    try await driver.press("<Enter>\(key)")
    let viewer = driver.store.state.viewer
    let own = try #require(viewer.view(viewer.plane))
    // Voxels of 1 mm where the image has slices of 2 mm.
    try #require(own.sliceCount != 20)
    #expect(driver.row(0).contains("slice 13/20  S 4.0 mm"), "\(driver.screen)")
    #expect(driver.screen.contains("13/20  region"), "\(driver.screen)")
    #expect(driver.screen.contains("slice \(own.slice + 1) of its own \(own.sliceCount)"), "\(driver.screen)")
    try await driver.press("<Up>")
    #expect(driver.row(0).contains("slice 14/20") && driver.screen.contains("14/20  region"), "\(driver.screen)")
    try await driver.press("<Esc>")
    #expect(!driver.screen.contains("of its own"))
  }

  @Test func `F goes through filtered images and back to the image`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>F")
    #expect(driver.row(0).contains("LoG σ 1 mm"))
    #expect(driver.screen.contains("response"))
    try await driver.press("F")
    // In the middle of a bright ball the Laplacian of Gaussian is negative.
    let response = try #require(driver.store.state.viewer.reading?.value)
    #expect(response < -1)
    try await driver.press("FF")
    #expect(driver.row(0).contains("wavelet LLH"))
    try await driver.press("FFFF")
    #expect(driver.row(0).contains("P001 › CT"))
    #expect(!driver.row(0).contains("wavelet"))
  }

  @Test func `a filter sees voxels of equal edges, so that what is flat has no response`() throws {
    let geometry = Geometry(size: [24, 24, 9], spacing: [1.5, 1.5, 5])
    // Water on the left, air on the right.
    let voxels = (0..<geometry.count).map { Float($0 % 24 < 12 ? 0 : -850) }
    let image = LoadedImage(
      entry: ImageEntry(patient: "P1", path: "/1.nii"), volume: Volume(geometry: geometry, voxels: voxels), masks: [])
    let picture = try DerivedPicture(.filtered(ImageFilter.all[0]), of: image)
    #expect(picture.title == "LoG σ 1 mm" && picture.volume.geometry.spacing == [1, 1, 1])
    #expect(picture.facts.last == "on voxels of 1 mm, interpolated for the filter")
    let size = picture.volume.geometry.size
    let row = (0..<size.x).map { picture.volume[$0, size.y / 2, size.z / 2] }
    let strongest = row.map { abs($0) }.max() ?? 0
    // Far from the edge between them, and from the borders of the image, there is nothing in either.
    for x in [7, 9, 26, 28] { #expect(abs(row[x]) < 0.01 * strongest, "\(x): \(row[x]) of \(strongest)") }
    #expect(strongest > 100)
  }

  @Test func `a picture that comes too late is not shown`() async throws {
    let driver = await Driver()
    try await driver.press("<Enter>")
    let image = try #require(driver.store.state.viewer.loaded)
    let late = try DerivedPicture(.levels(region: 0), of: image)
    driver.store.send(.viewer(.derived(late)))
    #expect(driver.store.state.viewer.derived == nil)
  }
}
