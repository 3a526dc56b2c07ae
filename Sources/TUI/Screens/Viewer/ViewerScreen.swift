internal import Cohort
internal import Features

/// A patient's images: three linked planes or one, alone, over or beside a second image, with regions, windows, read-out
/// and statistics.
public enum ViewerScreen: Screen {
  public enum Action: Equatable, Sendable {
    case loaded(LoadedImage)
    case companionLoaded(LoadedImage)
    case derived(DerivedPicture)
    case slice(Int)
    case firstSlice, lastSlice
    case largest
    case plane(AnatomicalPlane)
    case image(Int)
    /// Another volume of a file that holds several: so many on, or one by its number.
    case volume(Int)
    case showVolume(Int)
    case patient(Int)
    case preset(Int)
    case nudge(level: Double, width: Double)
    case windowMode
    case windowTarget
    case fuse
    case beside
    case secondImage(Int)
    case colourMap
    case opacity(Double)
    case mask
    case levels
    case filter
    case original
    case invert
    case convention
    case layout
    case alone
    case statistics
    /// All warnings in full, or the picture; and other lines of them.
    case warnings
    case moveWarnings(ListCursor.Move)
    case crosshair
    case moveCrosshair(across: Int, down: Int)
    case zoom(Double)
    case pan(across: Double, down: Double)
    case play
    case playedOn
    case measure
    case stopMeasuring
    case reset
    case copyReading
    case mouse(MouseEvent)
  }

  public static let explanation =
    "Look at every tumour before trusting a number about it: is the contour where it should be, is the whole lesion in it? "
    + "\(KeyName.largestSlice) jumps to the slice with most of the region. Letters at the edges are the patient's sides: R right, A anterior, "
    + "S superior. RAD means that the patient's right is at the left of the screen. \(KeyName.fuse) lays a second image over "
    + "the first, such as PET over CT; \(KeyName.levelsOfRegion) shows the grey levels that texture features are computed from."

  /// Where a slice lies in the patient is what a reader of the picture cannot do without.
  public static let factsComeFirst = true

  /// Milliseconds between two pictures of a series that plays.
  static let playInterval = 100

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .loaded(let image):
      // An image that was asked for before the last key says nothing any more.
      guard image.entry == state.image else { return [] }
      state.show(image)
      if let second = state.secondImage, state.second?.loaded == nil { return [.loadCompanion(second)] }
    case .companionLoaded(let image): state.showSecond(image)
    case .derived(let picture): state.show(picture)

    case .slice(let step): state.step(step)
    case .firstSlice: state.step(-1_000_000)
    case .lastSlice: state.step(1_000_000)
    case .largest:
      if state.largestSlice == nil {
        return [.announce(Message("No region is drawn on this image.", .warning))]
      }
      state.goToLargest()
    case .plane(let plane): state.plane = plane
    case .image(let step): return show(image: step, &state)
    case .volume(let step):
      guard let volumes = state.loaded?.volumes else { return [] }
      return show(volume: (volumes.shown + step + volumes.count) % volumes.count, &state)
    case .showVolume(let number): return show(volume: number, &state)
    case .patient(let step): return neighbour(state, step, context)

    case .preset(let index): choosePreset(index, &state)
    case .nudge(let level, let width):
      guard let window = state.window else { return [] }
      state.window = window.nudged(level: level, width: width)
      state.chosenPreset = nil
    case .windowMode: state.mode = state.mode == .window ? .slices : .window
    case .windowTarget:
      state.windowsSecond.toggle()
      let image = state.actsOnSecond ? state.secondImage : state.image
      return [.announce(Message("Windows are those of \(image?.title ?? "the image")."))]
    case .invert: state.isInverted.toggle()
    case .colourMap: return nextColourMap(&state)
    case .opacity(let step):
      let percent: (Double) -> Int = { Int(($0 * 100).rounded()) }
      if state.isFused {
        state.fusedOpacity = min(1, max(0, state.fusedOpacity + step))
        return [.announce(Message("Opacity of the image laid over: \(percent(state.fusedOpacity)) %"))]
      }
      state.maskOpacity = min(1, max(0.1, state.maskOpacity + step))
      return [.announce(Message("Opacity of filled regions: \(percent(state.maskOpacity)) %"))]
    case .mask:
      let all = MaskLayer.Drawing.allCases
      state.drawing = all[((all.firstIndex(of: state.drawing) ?? 0) + 1) % all.count]
      return [.announce(Message("Region: \(state.drawing.rawValue)"))]

    case .fuse: return place(.over, &state)
    case .beside: return place(.beside, &state)
    case .secondImage(let step): return show(second: step, &state)

    case .levels:
      if case .levels = state.derivation { return update(&state, .original, in: context) }
      return derive(.levels(region: state.regionInView), &state)
    case .filter:
      guard case .filtered(let shown) = state.derivation, let place = ImageFilter.all.firstIndex(of: shown) else {
        return ImageFilter.all.first.map { derive(.filtered($0), &state) } ?? []
      }
      guard place + 1 < ImageFilter.all.count else { return update(&state, .original, in: context) }
      return derive(.filtered(ImageFilter.all[place + 1]), &state)
    case .original:
      state.derivation = nil
      state.derived = nil
      return [.cancel(.derived)]

    case .convention:
      state.convention = state.convention == .radiological ? .neurological : .radiological
      return [
        .announce(
          Message(
            state.convention == .radiological
              ? "Radiological: the patient's right is at the left of the screen."
              : "Neurological: the patient's left is at the left of the screen."))
      ]
    case .layout: state.isThreeUp.toggle()
    case .alone: state.isAlone.toggle()
    case .statistics: turnStatistics(&state, context)
    case .warnings:
      state.showsWarnings.toggle()
      state.warning = ListCursor()
    case .moveWarnings(let move): moveWarnings(move, &state, context)
    case .crosshair: state.showsCrosshair.toggle()
    case .moveCrosshair(let across, let down):
      guard let orientation = state.orientation else { return [] }
      if across != 0 {
        state.moveVoxel(axis: orientation.acrossAxis) { $0 + Double(across * orientation.acrossStep) }
      }
      if down != 0 { state.moveVoxel(axis: orientation.downAxis) { $0 + Double(down * orientation.downStep) } }
      keepCursorVisible(&state, context)
    case .zoom(let factor):
      state.zoom = min(16, max(1, state.zoom * factor))
      if state.zoom < 1.01 {
        state.zoom = 1
        state.centre = nil
      } else {
        state.centre = state.centre ?? state.position
      }
    case .pan(let across, let down): pan(&state, across: across, down: down, context)

    case .play:
      state.isPlaying.toggle()
      return state.isPlaying ? [.playOn(milliseconds: playInterval)] : [.cancel(.cine)]
    case .playedOn:
      guard state.isPlaying, state.base != nil else { return [] }
      state.step(1, wrapping: true)
      return [.playOn(milliseconds: playInterval)]

    case .measure:
      switch state.measure {
      case nil: state.measure = Measure(ruler: Ruler(from: state.position, to: state.position))
      case .some(let measure) where !measure.isSet: state.measure?.isSet = true
      default: state.measure = nil
      }
    case .stopMeasuring: state.measure = nil

    case .reset:
      state.fit()
      state.isInverted = false
      state.mode = .slices
      if let picture = state.derived?.picture {
        state.derived?.view.window = picture.window
      } else {
        choosePreset(0, &state)
      }
    case .copyReading: return copyReading(state)
    case .mouse(let mouse): take(mouse, &state, context)
    }
    return []
  }

  /// The last line can be moved to the top, no further.
  static func moveWarnings(_ move: ListCursor.Move, _ state: inout State, _ context: ScreenContext) {
    state.warning.move(
      move, count: warningLines(state, columns: context.size.columns - 2).count,
      visible: max(1, context.size.rows - 2))
  }

  private static func choosePreset(_ index: Int, _ state: inout State) {
    guard state.derived == nil, state.presets.indices.contains(index) else { return }
    guard let image = state.actsOnSecond ? state.second?.loaded : state.loaded else { return }
    let window = state.presets[index].window(for: image.intensities)
    state.chosenPreset = index
    state.window = window
  }

  private static func nextColourMap(_ state: inout State) -> [Effect] {
    func next(_ map: ColourMap, among maps: [ColourMap]) -> ColourMap {
      maps[((maps.firstIndex(of: map) ?? 0) + 1) % maps.count]
    }
    let map: ColourMap
    if state.isFused {
      state.fusedMap = next(state.fusedMap, among: [.hot, .invertedGrey, .viridis])
      map = state.fusedMap
    } else {
      state.aloneMap = next(state.aloneMap, among: [.invertedGrey, .hot, .grey, .viridis])
      map = state.aloneMap
    }
    return [.announce(Message("Colours: \(map.rawValue)"))]
  }

  // MARK: Images

  /// Another image of the patient, at the same position.
  private static func show(image step: Int, _ state: inout State) -> [Effect] {
    guard state.images.count > 1 else { return [] }
    let count = state.images.count
    state.index = ((state.index + step) % count + count) % count
    if state.second?.index == state.index { state.second = nil }
    state.forgetImage()
    state.preset = 0
    state.isSamePatient = true
    return state.image.map { [.loadImage($0)] } ?? []
  }

  /// Another volume of the file shown, at the same position.
  private static func show(volume number: Int, _ state: inout State) -> [Effect] {
    guard let volumes = state.loaded?.volumes else {
      return [.announce(Message("This image holds one volume.", .warning))]
    }
    guard (0..<volumes.count).contains(number) else {
      return [.announce(Message("The volumes of this image are 0 to \(volumes.count - 1).", .warning))]
    }
    guard state.images.indices.contains(state.index) else { return [] }
    state.images[state.index].volume = number
    state.derivation = nil
    state.derived = nil
    state.isSamePatient = true
    return [.loadImage(state.images[state.index])]
  }

  /// Lays the second image over the first or beside it, or takes it away.
  private static func place(_ place: Second.Place, _ state: inout State) -> [Effect] {
    if let second = state.second {
      if second.place == place {
        state.second = nil
        return [.cancel(.companion)]
      }
      state.second?.place = place
      return []
    }
    guard let index = companion(state) else { return [] }
    state.derivation = nil
    state.derived = nil
    let isPET = ImageKind(modality: state.image?.modality ?? "") == .positronEmission
    let isOtherPET = ImageKind(modality: state.images[index].modality) == .positronEmission
    guard place == .over, isPET, !isOtherPET, let image = state.loaded else {
      state.second = Second(index: index, place: place)
      return [.loadCompanion(state.images[index])]
    }
    // PET lies over anatomy, never under it: the two change places.
    let before = state.index
    let window = state.base?.window
    state.index = index
    state.forgetImage()
    state.preset = 0
    state.isSamePatient = true
    state.second = Second(index: before, place: place)
    state.showSecond(image)
    if let window { state.second?.window = window }
    return [.loadImage(state.images[index])]
  }

  /// The image one would look at together with the one shown: PET with anatomy and anatomy with PET, of the same exam if
  /// possible, else the next.
  static func companion(_ state: State) -> Int? {
    guard let shown = state.image, state.images.count > 1 else { return nil }
    let isPET = ImageKind(modality: shown.modality) == .positronEmission
    func rank(_ index: Int) -> Int {
      let other = state.images[index]
      let fits = (ImageKind(modality: other.modality) == .positronEmission) != isPET
      return (fits ? 0 : 2) + (other.exam == shown.exam ? 0 : 1)
    }
    let count = state.images.count
    return (1..<count).map { (state.index + $0) % count }.min { rank($0) < rank($1) }
  }

  private static func show(second step: Int, _ state: inout State) -> [Effect] {
    guard let second = state.second, state.images.count > 2 else { return [] }
    let count = state.images.count
    var index = second.index
    repeat { index = ((index + step) % count + count) % count } while index == state.index
    state.second = Second(index: index, place: second.place)
    return [.loadCompanion(state.images[index])]
  }

  /// The next patient in the table that has images.
  private static func neighbour(_ state: State, _ step: Int, _ context: ScreenContext) -> [Effect] {
    guard let current = state.image?.patient, let place = state.patients.firstIndex(of: current) else { return [] }
    var next = place + step
    while state.patients.indices.contains(next) {
      if context.cohort?.images.has(state.patients[next]) == true { return [.view(patient: state.patients[next])] }
      next += step
    }
    return [.announce(Message(step > 0 ? "This is the last patient shown." : "This is the first patient shown."))]
  }

  private static func derive(_ derivation: Derivation, _ state: inout State) -> [Effect] {
    guard let image = state.loaded else { return [] }
    state.derivation = derivation
    state.derived = nil
    return [.derive(derivation, of: image)]
  }

  // MARK: Positions

  /// Moves the middle of the panes by a part of their width and height.
  private static func pan(_ state: inout State, across: Double, down: Double, _ context: ScreenContext) {
    guard state.zoom > 1, let pane = mainPane(state, context) else { return }
    let size = pane.frame.size
    let voxel = pane.frame.voxel(
      atColumn: Double(size.columns) * (0.5 + across), row: Double(size.rows) * (0.5 + down))
    let geometry = pane.frame.geometry
    var kept = voxel
    for axis in 0..<3 { kept[axis] = min(max(voxel[axis], 0), Double(geometry.size[axis] - 1)) }
    state.centre = geometry.world(ofVoxel: kept)
  }

  /// Where a zoomed pane no longer shows the cursor, it goes after it.
  static func keepCursorVisible(_ state: inout State, _ context: ScreenContext) {
    guard state.zoom > 1, let pane = mainPane(state, context), let map = VoxelMap(worldTo: pane.frame.geometry) else {
      return
    }
    let place = pane.frame.place(ofVoxel: map(state.position))
    let size = pane.frame.size
    if place.column < 0 || place.row < 0 || place.column >= Double(size.columns) || place.row >= Double(size.rows) {
      state.centre = state.position
    }
  }

  /// The pane of the keys: its picture's place on the screen and its frame.
  static func mainPane(_ state: State, _ context: ScreenContext) -> (rect: Rect, frame: SliceFrame)? {
    guard let view = state.view(state.plane),
      let pane = layout(state, context.size, messageRows: context.messageRows).panes.first
    else { return nil }
    let inner = SlicePane.pictureRect(in: pane.rect)
    return (inner, view.frame(size: inner.size, look: context.look))
  }

  private static func copyReading(_ state: State) -> [Effect] {
    guard let reading = state.reading else { return [] }
    let voxel = reading.voxel
    var text =
      "\(state.image?.patient ?? "") \(state.image?.title ?? "") voxel \(voxel.x),\(voxel.y),\(voxel.z) "
      + "\(reading.position) value \(NumberText.short(reading.value))"
    if let value = state.secondValue, let second = state.secondImage {
      text += " \(second.title) \(NumberText.short(value))"
    }
    if let measure = state.measure { text += " distance \(NumberText.fixed(measure.ruler.millimetres, 1)) mm" }
    return [.copy(text, what: "read-out")]
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    guard let image = state.image else { return [] }
    var title = image.title.isEmpty ? "image" : image.title
    if let picture = state.derived?.picture {
      title += " · \(picture.title)"
    } else if let second = state.second, let other = state.secondImage {
      title += second.place == .over ? " + \(other.title)" : " | \(other.title)"
    }
    return [image.patient, title]
  }

  /// The slice of the image that the keys move through, whatever is shown in its place, as the slider counts.
  public static func facts(_ state: State, in context: ScreenContext) -> String {
    guard let view = state.base?.turned(to: state.plane, at: state.position) else { return "" }
    let (axis, millimetres) = view.slicePosition
    let slice = "slice \(view.slice + 1)/\(view.sliceCount)  \(PatientPosition.text(millimetres, axis: axis)) mm"
    guard state.images.count > 1, state.derivation == nil else { return slice }
    // Which of the images this is, its name says too.
    let all = "image \(state.index + 1)/\(state.images.count) · \(slice)"
    let crumbs = breadcrumb(state, in: context).reduce(0) { $0 + 3 + DisplayWidth.of($1) }
    return "Radish".count + crumbs + 4 + DisplayWidth.of(all) <= context.size.columns ? all : slice
  }
}
