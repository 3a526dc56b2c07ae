internal import Features

extension ViewerScreen {
  public struct State: Sendable {
    /// The images of the patient, and the one shown.
    var images: [ImageEntry] = []
    var index = 0
    /// The patients in the order of the table, for `[` and `]`.
    var patients: [String] = []
    var loaded: LoadedImage?
    var base: SliceView?
    /// The linked cursor in the patient, in mm.
    var position: SIMD3<Double> = [0, 0, 0]
    var plane = AnatomicalPlane.axial
    var convention = ViewConvention.radiological
    var drawing = MaskLayer.Drawing.contour
    var isThreeUp = true
    var showsCrosshair = true
    var isInverted = false
    var zoom = 1.0
    /// The number of the preset, nil after the window was changed by hand.
    var preset: Int? = 0
    public var failure: String?
    /// Where the mouse was when a drag began.
    var dragFrom: (column: Int, row: Int)?

    public init() {}

    var image: ImageEntry? { images.indices.contains(index) ? images[index] : nil }

    var presets: [WindowPreset] { WindowPreset.presets(for: ImageKind(modality: image?.modality ?? "")) }

    /// Begins with a patient's images; display choices stay as they were.
    mutating func open(_ images: [ImageEntry], patients: [String]) {
      // The same kind of image as before is what a reader of many patients wants.
      let before = image
      self.images = images
      self.patients = patients
      index = images.firstIndex { $0.modality == before?.modality && $0.series == before?.series } ?? 0
      loaded = nil
      base = nil
      failure = nil
    }

    mutating func show(_ image: LoadedImage) {
      loaded = image
      failure = nil
      let window = presets.indices.contains(preset ?? 0) ? presets[preset ?? 0] : presets.first
      if preset.map({ !presets.indices.contains($0) }) ?? true { preset = 0 }
      let view = SliceView(
        image.volume, plane: plane, window: window?.window(for: image.intensities) ?? Window(from: 0, to: 1),
        masks: image.layers)
      base = view
      let size = image.volume.geometry.size
      position = image.volume.geometry.world(
        ofVoxel: [Double(size.x - 1) / 2, Double(size.y - 1) / 2, Double(size.z - 1) / 2])
      goToLargest()
    }

    /// One pane: the image in a plane through the linked cursor.
    func view(_ plane: AnatomicalPlane) -> SliceView? {
      guard var view = base else { return nil }
      view.convention = convention
      view.isInverted = isInverted
      view.crosshair = position
      view = view.turned(to: plane)
      view.zoom = zoom
      view.centre = zoom > 1 ? position : nil
      for index in view.masks.indices { view.masks[index].drawing = drawing }
      if !showsCrosshair { view.crosshair = nil }
      return view
    }

    /// Moves the linked cursor by whole voxels along voxel axes, kept inside the image.
    mutating func moveVoxel(axis: Int, to place: (Double) -> Double) {
      guard let geometry = base?.volume.geometry, let map = VoxelMap(worldTo: geometry) else { return }
      var voxel = map(position)
      for axis in 0..<3 where !voxel[axis].isFinite { voxel[axis] = 0 }
      let target = place(voxel[axis].rounded())
      voxel[axis] = min(max(target, 0), Double(geometry.size[axis] - 1))
      position = geometry.world(ofVoxel: voxel)
    }

    mutating func step(_ step: Int) {
      guard let view = view(plane) else { return }
      // Up goes towards superior, anterior, right: the way the slices are stacked in the patient.
      let direction = view.orientation.sliceStep
      moveVoxel(axis: view.orientation.sliceAxis) { $0 + Double(step * direction) }
    }

    mutating func goToLargest() {
      guard let geometry = base?.volume.geometry else { return }
      guard let first = loaded?.layers.first, let view = view(plane), let slice = view.largestSlice else { return }
      let axis = view.orientation.sliceAxis
      var voxel = SIMD3<Double>(repeating: 0)
      for other in 0..<3 {
        let range = first.extent.slices(alongAxis: other)
        voxel[other] = range.map { Double($0.lowerBound + $0.upperBound) / 2 } ?? Double(geometry.size[other] - 1) / 2
      }
      voxel[axis] = Double(slice)
      position = geometry.world(ofVoxel: voxel.rounded(.toNearestOrAwayFromZero))
    }
  }
}
