public import Features

/// Everything that decides what one pane of the viewer shows. Drawing it is a pure function: `picture(size:look:)`.
public struct SliceView: Sendable {
  public let volume: Volume<Float>
  public var plane: AnatomicalPlane
  /// Index along the voxel axis through the slices, kept inside the image.
  public var slice: Int { didSet { slice = min(max(slice, 0), sliceCount - 1) } }
  public var window: Window
  public var convention: ViewConvention
  public var isInverted: Bool
  /// The colours of the intensities.
  public var colourMap: ColourMap = .grey
  /// 1 fits the slice.
  public var zoom: Double
  /// The scale, where another picture gives it: two images side by side are to be compared in size. nil follows `zoom`.
  public var millimetresPerColumn: Double?
  /// The position in the patient (mm) in the middle of the pane; nil is the middle of the image.
  public var centre: SIMD3<Double>?
  public var masks: [MaskLayer]
  public var fused: FusedLayer?
  /// The linked cursor in the patient (mm), nil where it is not drawn.
  public var crosshair: SIMD3<Double>?
  /// A measured distance, drawn where both of its ends lie in the shown slice.
  public var ruler: Ruler?
  /// Whether pixels between voxel centres are mixed, or show the nearest voxel as it is.
  public var interpolation: Interpolation = .linear
  let anatomy: Orientation

  public enum Interpolation: Sendable { case linear, nearest }

  /// Opens an image in its middle slice.
  public init(
    _ volume: Volume<Float>, plane: AnatomicalPlane = .axial, slice: Int? = nil, window: Window,
    convention: ViewConvention = .radiological, isInverted: Bool = false, zoom: Double = 1, masks: [MaskLayer] = []
  ) {
    self.volume = volume
    self.plane = plane
    self.window = window
    self.convention = convention
    self.isInverted = isInverted
    self.zoom = zoom
    self.masks = masks
    anatomy = volume.geometry.orientation
    let axis = anatomy.voxelAxis(alongWorld: plane.normalWorldAxis)
    let count = volume.geometry.size[axis]
    self.slice = min(max(slice ?? count / 2, 0), max(0, count - 1))
  }

  public var orientation: PlaneOrientation {
    PlaneOrientation(plane, of: anatomy, convention: convention)
  }

  /// Number of slices in the plane.
  public var sliceCount: Int { max(1, volume.geometry.size[orientation.sliceAxis]) }

  /// `oblique 12°` where the image is turned against the patient by more than half a degree; nil elsewhere.
  public var obliquityNote: String? { anatomy.warning }

  /// The slice in which the masks together have most voxels; nil without a mask in the image.
  public var largestSlice: Int? {
    let axis = orientation.sliceAxis
    var sums = [Int](repeating: 0, count: volume.geometry.size[axis])
    for layer in masks {
      for (slice, count) in layer.extent.counts[axis].enumerated() { sums[slice] += count }
    }
    guard let most = sums.max(), most > 0 else { return nil }
    return sums.firstIndex(of: most)
  }

  /// Shows the slices of another plane, through the crosshair if there is one, else through the same position.
  public func turned(to plane: AnatomicalPlane) -> SliceView {
    var turned = self
    let here = crosshair ?? volume.geometry.world(ofVoxel: middleVoxel)
    turned.plane = plane
    turned.slice = turned.sliceIndex(at: here)
    return turned
  }

  /// The slice nearest to a position in the patient.
  public func sliceIndex(at world: SIMD3<Double>) -> Int {
    guard let map = VoxelMap(worldTo: volume.geometry) else { return slice }
    let position = map(world)[orientation.sliceAxis]
    guard position.isFinite else { return slice }
    return min(max(Int(min(max(position, -1), 1e9).rounded()), 0), sliceCount - 1)
  }

  /// Puts the crosshair at a position and shows the slice that holds it.
  public mutating func moveCrosshair(to world: SIMD3<Double>) {
    crosshair = world
    slice = sliceIndex(at: world)
  }

  /// The voxel in the middle of the shown slice.
  private var middleVoxel: SIMD3<Double> {
    let size = volume.geometry.size
    var voxel = SIMD3(Double(size.x - 1) / 2, Double(size.y - 1) / 2, Double(size.z - 1) / 2)
    voxel[orientation.sliceAxis] = Double(slice)
    return voxel
  }

  /// The coordinate of the shown slice along the patient's axis: `z S 312.0` is 312 mm superior.
  public var slicePosition: (axis: Int, millimetres: Double) {
    let axis = plane.normalWorldAxis
    return (axis, volume.geometry.world(ofVoxel: middleVoxel)[axis])
  }

  /// The relation of cells and voxels for a picture of a size.
  public func frame(size: Size, look: Look = .standard) -> SliceFrame {
    SliceFrame(
      geometry: volume.geometry, orientation: orientation, slice: slice, size: size, cellAspect: look.cellAspect,
      zoom: zoom, centre: centre, millimetresPerColumn: millimetresPerColumn)
  }

  /// What a read-out line says about a place in the picture.
  public struct Reading: Equatable, Sendable {
    public let voxel: SIMD3<Int>
    public let position: PatientPosition
    public let value: Double
    /// Value of the fused image, linear between its voxels.
    public let fusedValue: Double?
    /// Names of the masks that hold the voxel's centre.
    public let masks: [String]
  }

  /// The values under a cell of a picture, nil beside the image.
  public func reading(atColumn column: Int, row: Int, in frame: SliceFrame) -> Reading? {
    guard let voxel = frame.voxelIndex(atColumn: column, row: row) else { return nil }
    return reading(ofVoxel: voxel)
  }

  /// The values at the voxel nearest to a position in the patient, nil beside the image.
  public func reading(at world: SIMD3<Double>) -> Reading? {
    guard let map = VoxelMap(worldTo: volume.geometry), let voxel = volume.geometry.voxel(nearest: map(world))
    else { return nil }
    return reading(ofVoxel: voxel)
  }

  private func reading(ofVoxel voxel: SIMD3<Int>) -> Reading {
    let position = SIMD3(Double(voxel.x), Double(voxel.y), Double(voxel.z))
    let world = volume.geometry.world(ofVoxel: position)
    let inside = masks.filter { $0.contains(world) }
    let fusedValue = fused.flatMap { layer -> Double? in
      guard let map = VoxelMap(worldTo: layer.volume.geometry) else { return nil }
      return TrilinearSampler(layer.volume).value(at: map(world)).map(Double.init)
    }
    return Reading(
      voxel: voxel, position: PatientPosition(world), value: Double(volume[voxel.x, voxel.y, voxel.z]),
      fusedValue: fusedValue, masks: inside.map(\.name))
  }
}

extension Geometry {
  /// The voxel whose box holds a voxel position, nil outside of the grid.
  func voxel(nearest position: SIMD3<Double>) -> SIMD3<Int>? {
    let shifted = position + 0.5
    // Written out: a loop over the axes costs several times as much, once per pixel. NaN fails every comparison.
    guard shifted.x >= 0, shifted.y >= 0, shifted.z >= 0, shifted.x < Double(size.x), shifted.y < Double(size.y),
      shifted.z < Double(size.z)
    else { return nil }
    return SIMD3(Int(shifted.x), Int(shifted.y), Int(shifted.z))
  }
}
