internal import Features

extension ViewerScreen {
  /// How a viewer begins where the command line says so.
  public struct Opening: Sendable {
    public var plane: AnatomicalPlane
    /// Index of the slice from 0; nil is the largest of the region, else the middle.
    public var slice: Int?
    public var window: Window?
    /// Whether the second image is laid over the first at once.
    public var isFused: Bool

    public init(
      plane: AnatomicalPlane = .axial, slice: Int? = nil, window: Window? = nil, isFused: Bool = false
    ) {
      self.plane = plane
      self.slice = slice
      self.window = window
      self.isFused = isFused
    }
  }

  /// The second image, over or beside the first; both linked through the patient's millimetres.
  struct Second: Sendable {
    enum Place: Sendable { case over, beside }
    var index: Int
    var place: Place
    /// nil while it is read.
    var loaded: LoadedImage?
    var window = Window(from: 0, to: 1)
    var preset: Int? = 0
  }

  /// How an image was looked at, as a session keeps it: place and middle in mm of the patient.
  struct Kept: Equatable, Sendable, Codable {
    var patient: String
    var image: String
    var plane: String
    var position: [Double]
    var level: Double
    var width: Double
    /// The number of the preset that the window is of; nil for one of its own.
    var preset: Int?
    /// By the name of the plane.
    var zooms: [String: Double]
    var centre: [Double]?
    var isThreeUp: Bool
    var isAlone: Bool
    var isInverted: Bool
  }

  /// What the arrow keys do.
  enum Mode: Sendable { case slices, window }

  /// A distance that is being measured: its end follows the crosshair until it is set.
  struct Measure: Sendable {
    var ruler: Ruler
    var isSet = false
  }

  public struct State: Sendable {
    /// The images of the patient, and the one shown.
    var images: [ImageEntry] = []
    var index = 0
    /// The patients in the order of the table, for `[` and `]`.
    var patients: [String] = []
    var loaded: LoadedImage?
    var base: SliceView?
    var second: Second?
    /// What is asked for in place of the image itself, and its picture once it is made.
    var derivation: Derivation?
    var derived: (picture: DerivedPicture, view: SliceView)?
    /// The linked cursor in the patient, in mm.
    var position: SIMD3<Double> = [0, 0, 0]
    var plane = AnatomicalPlane.axial
    var convention = ViewConvention.radiological
    var drawing = MaskLayer.Drawing.contour
    var maskOpacity = 0.4
    var isThreeUp = true
    /// The picture alone, without facts beside it.
    var isAlone = false
    var showsStatistics = false
    /// Which page of them, where there is no room for all.
    var statisticsPage = 0
    /// All warnings in place of the picture, and the line from which on they are shown.
    var showsWarnings = false
    var warning = ListCursor()
    var showsCrosshair = true
    var isInverted = false
    /// How much each plane is enlarged; those not named fit.
    private(set) var zooms: [AnatomicalPlane: Double] = [:]
    /// Of the plane of the keys.
    var zoom: Double {
      get { zooms[plane] ?? 1 }
      set { zooms[plane] = newValue }
    }
    /// The middle of the panes while zoomed, in mm; nil is the crosshair.
    var centre: SIMD3<Double>?
    /// The number of the preset, nil after the window was changed by hand.
    var preset: Int? = 0
    /// Colours of PET shown alone and of an image laid over another.
    var aloneMap = ColourMap.invertedGrey
    var fusedMap = ColourMap.hot
    var fusedOpacity = 0.5
    /// Whether windows are chosen for the second image.
    var windowsSecond = false
    var mode = Mode.slices
    var measure: Measure?
    var isPlaying = false
    public var failure: String?
    /// Where the mouse was when a drag began.
    var dragFrom: (column: Int, row: Int)?
    var opening: Opening?
    /// How an image was left in an earlier session, until it is shown again.
    var left: Kept?
    /// Whether the next image is one of the same patient: then the position stays.
    var isSamePatient = false
    /// Pictures of frames before.
    let shelf = PictureShelf()

    public init() {}

    var image: ImageEntry? { images.indices.contains(index) ? images[index] : nil }

    var secondImage: ImageEntry? {
      second.flatMap { images.indices.contains($0.index) ? images[$0.index] : nil }
    }

    var presets: [WindowPreset] {
      WindowPreset.presets(for: (actsOnSecond ? second?.loaded : loaded)?.kind ?? .other)
    }

    /// Whether windows and their keys are those of the second image now.
    var actsOnSecond: Bool { windowsSecond && second?.loaded != nil && derived == nil }

    /// The window that the keys change.
    var window: Window? {
      get { actsOnSecond ? second?.window : derived?.view.window ?? base?.window }
      set {
        guard let newValue else { return }
        if actsOnSecond {
          second?.window = newValue
        } else if derived != nil {
          derived?.view.window = newValue
        } else {
          base?.window = newValue
        }
      }
    }

    /// The preset chosen for the window that the keys change.
    var chosenPreset: Int? {
      get { derived != nil ? nil : actsOnSecond ? second?.preset : preset }
      set { if actsOnSecond { second?.preset = newValue } else if derived == nil { preset = newValue } }
    }

    var isFused: Bool { second?.place == .over }

    /// Begins with a patient's images; display choices stay as they were.
    mutating func open(_ images: [ImageEntry], patients: [String], as opening: Opening? = nil) {
      // The same kind of image as before is what a reader of many patients wants.
      let before = image
      isSamePatient = false
      let secondBefore = second.flatMap { old in secondImage.map { (entry: $0, place: old.place) } }
      self.images = images
      self.patients = patients
      index = images.firstIndex { $0.modality == before?.modality && $0.series == before?.series } ?? 0
      forgetImage()
      second = secondBefore.flatMap { old in
        images.indices.first { place in
          place != index && images[place].modality == old.entry.modality && images[place].series == old.entry.series
        }.map { Second(index: $0, place: old.place) }
      }
      if let opening {
        self.opening = opening
        plane = opening.plane
        if opening.isFused, images.count > 1 { second = Second(index: 1, place: .over) }
      }
    }

    /// Every plane fits again.
    mutating func fit() {
      zooms = [:]
      centre = nil
    }

    /// Leaves the image shown, before another one comes.
    mutating func forgetImage() {
      showsWarnings = false
      loaded = nil
      base = nil
      failure = nil
      derivation = nil
      derived = nil
      measure = nil
      isPlaying = false
      mode = .slices
      centre = nil
    }

    /// Shows an image. A position is kept where the image holds it: two images of a patient are linked in mm.
    mutating func show(_ image: LoadedImage) {
      loaded = image
      failure = nil
      let presets = WindowPreset.presets(for: image.kind)
      let window = presets.indices.contains(preset ?? 0) ? presets[preset ?? 0] : presets.first
      if preset.map({ !presets.indices.contains($0) }) ?? true { preset = 0 }
      base = SliceView(
        image.volume, plane: plane, window: window?.window(for: image.intensities) ?? Window(from: 0, to: 1),
        masks: image.layers)
      let isInside = isSamePatient && base?.reading(at: position) != nil
      if !isInside {
        let size = image.volume.geometry.size
        position = image.volume.geometry.world(
          ofVoxel: (SIMD3<Double>(size &- SIMD3(1, 1, 1)) / 2).rounded(.down))
        goToLargest()
      }
      if let kept = left, kept.image == image.entry.path {
        left = nil
        restore(kept)
      }
      if let opening {
        self.opening = nil
        if let window = opening.window {
          base?.window = window
          preset = nil
        }
        if let slice = opening.slice, let axis = view(plane)?.orientation.sliceAxis {
          moveVoxel(axis: axis) { _ in Double(slice) }
        }
      }
    }

    /// How the image is looked at, for another session; nil while it is read.
    var kept: Kept? {
      guard let loaded, let window = base?.window else { return nil }
      let numbers = (0..<3).map { position[$0] } + [window.level, window.width]
      guard numbers.allSatisfy(\.isFinite) else { return nil }
      let middle = centre.map { centre in (0..<3).map { centre[$0] } }
      return Kept(
        patient: loaded.entry.patient, image: loaded.entry.path, plane: plane.rawValue,
        position: Array(numbers.prefix(3)), level: window.level, width: window.width, preset: preset,
        zooms: Dictionary(uniqueKeysWithValues: zooms.map { ($0.key.rawValue, $0.value) }),
        centre: middle?.allSatisfy(\.isFinite) == true ? middle : nil, isThreeUp: isThreeUp, isAlone: isAlone,
        isInverted: isInverted)
    }

    /// Looks at the image as in an earlier session. A place that it does not hold any more is not gone to.
    private mutating func restore(_ kept: Kept) {
      func place(_ numbers: [Double]?) -> SIMD3<Double>? {
        guard let numbers, numbers.count == 3, numbers.allSatisfy(\.isFinite) else { return nil }
        let world = SIMD3(numbers[0], numbers[1], numbers[2])
        return base?.reading(at: world) == nil ? nil : world
      }
      plane = AnatomicalPlane(rawValue: kept.plane) ?? plane
      if let place = place(kept.position) { position = place }
      if let number = kept.preset {
        if presets.indices.contains(number), let loaded {
          preset = number
          let window = presets[number].window(for: loaded.intensities)
          base?.window = window
        }
      } else if kept.level.isFinite, kept.width.isFinite, kept.width > 0 {
        preset = nil
        base?.window = Window(level: kept.level, width: kept.width)
      }
      zooms = [:]
      for (name, zoom) in kept.zooms where zoom.isFinite {
        if let plane = AnatomicalPlane(rawValue: name) { zooms[plane] = min(16, max(1, zoom)) }
      }
      centre = place(kept.centre)
      isThreeUp = kept.isThreeUp
      isAlone = kept.isAlone
      isInverted = kept.isInverted
    }

    /// Shows the second image.
    mutating func showSecond(_ image: LoadedImage) {
      guard second != nil, image.entry == secondImage else { return }
      second?.loaded = image
      second?.preset = 0
      second?.window =
        WindowPreset.presets(for: image.kind).first?.window(for: image.intensities) ?? Window(from: 0, to: 1)
    }

    mutating func show(_ picture: DerivedPicture) {
      guard picture.derivation == derivation, picture.source == loaded else { return }
      var view = SliceView(picture.volume, plane: plane, window: picture.window, masks: loaded?.layers ?? [])
      view.interpolation = picture.interpolation
      derived = (picture, view)
    }

    /// One pane: the image in a plane through the linked cursor.
    func view(_ plane: AnatomicalPlane) -> SliceView? {
      guard var view = derived?.view ?? base else { return nil }
      configure(&view, plane)
      if derived == nil, let kind = loaded?.kind, kind == .positronEmission, !isFused { view.colourMap = aloneMap }
      if derived == nil, isFused, let second, let image = second.loaded {
        view.fused = FusedLayer(image.volume, window: second.window, map: fusedMap, opacity: fusedOpacity)
        // A region drawn on the second image only is shown through its own affine.
        if view.masks.isEmpty { view.masks = laid(image.layers) }
      }
      return view
    }

    /// The second image in the plane of the keys, at the same place and the same scale as the first beside it.
    func viewBeside(_ first: SliceFrame) -> SliceView? {
      guard let second, second.place == .beside, let image = second.loaded else { return nil }
      var view = SliceView(image.volume, plane: plane, window: second.window, masks: image.layers)
      configure(&view, plane)
      if image.kind == .positronEmission { view.colourMap = aloneMap }
      view.millimetresPerColumn = first.millimetresPerColumn
      view.centre = first.geometry.world(
        ofVoxel: first.voxel(atColumn: Double(first.size.columns) / 2, row: Double(first.size.rows) / 2))
      return view
    }

    private func configure(_ view: inout SliceView, _ plane: AnatomicalPlane) {
      view.convention = convention
      view.isInverted = isInverted
      view.crosshair = position
      view = view.turned(to: plane)
      view.zoom = zooms[plane] ?? 1
      view.centre = view.zoom > 1 ? centre ?? position : nil
      view.masks = laid(view.masks)
      view.ruler = measure?.ruler
      if !showsCrosshair { view.crosshair = nil }
    }

    private func laid(_ layers: [MaskLayer]) -> [MaskLayer] {
      layers.map { layer in
        var layer = layer
        layer.drawing = drawing
        layer.opacity = maskOpacity
        return layer
      }
    }

    /// The geometry that keys move in: that of the image, whatever is shown in its place.
    private var geometry: Geometry? { base?.volume.geometry }

    /// How the image lies in the plane of the keys.
    var orientation: PlaneOrientation? {
      geometry.map { PlaneOrientation(plane, of: $0, convention: convention) }
    }

    /// Moves the linked cursor by whole voxels along voxel axes, kept inside the image.
    mutating func moveVoxel(axis: Int, to place: (Double) -> Double) {
      guard let geometry, let map = VoxelMap(worldTo: geometry) else { return }
      var voxel = map(position)
      for axis in 0..<3 where !voxel[axis].isFinite { voxel[axis] = 0 }
      let target = place(voxel[axis].rounded())
      voxel[axis] = min(max(target, 0), Double(geometry.size[axis] - 1))
      move(to: geometry.world(ofVoxel: voxel))
    }

    /// Moves the linked cursor; a measure that is not set yet follows it.
    mutating func move(to world: SIMD3<Double>) {
      position = world
      if measure?.isSet == false { measure?.ruler.end = world }
    }

    mutating func step(_ step: Int, wrapping: Bool = false) {
      guard let orientation, let geometry else { return }
      let count = Double(geometry.size[orientation.sliceAxis])
      // Up goes towards superior, anterior, right: the way the slices are stacked in the patient.
      moveVoxel(axis: orientation.sliceAxis) { place in
        let target = place + Double(step * orientation.sliceStep)
        return wrapping ? (target < 0 ? count - 1 : target >= count ? 0 : target) : target
      }
    }

    /// The slice with most of all regions, in the plane of the keys.
    var largestSlice: Int? {
      var view = base
      view?.plane = plane
      return view?.largestSlice
    }

    mutating func goToLargest() {
      guard let geometry, let slice = largestSlice, let orientation else { return }
      // The region that makes the slice the largest.
      let regions = loaded?.layers.map(\.extent) ?? []
      let region = regions.max { $0.counts[orientation.sliceAxis][slice] < $1.counts[orientation.sliceAxis][slice] }
      var voxel = SIMD3<Double>(repeating: 0)
      for other in 0..<3 {
        let range = region?.slices(alongAxis: other)
        voxel[other] = range.map { Double($0.lowerBound + $0.upperBound) / 2 } ?? Double(geometry.size[other] - 1) / 2
      }
      voxel[orientation.sliceAxis] = Double(slice)
      move(to: geometry.world(ofVoxel: voxel.rounded(.toNearestOrAwayFromZero)))
    }

    /// The region under the cursor, else the first.
    var regionInView: Int {
      guard let layers = loaded?.layers else { return 0 }
      return layers.firstIndex { $0.contains(position) } ?? 0
    }
  }
}
