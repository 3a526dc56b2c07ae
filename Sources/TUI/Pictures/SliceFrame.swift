public import Features

/// How the cells of a picture and the voxels of a slice lie on each other.
///
/// A picture of W×H cells shows the slice centred and in its true proportions: one column is `millimetresPerColumn` wide
/// and one row as many times higher as a cell is.
public struct SliceFrame: Equatable, Sendable {
  public let geometry: Geometry
  public let orientation: PlaneOrientation
  /// Index of the slice along `orientation.sliceAxis`.
  public let slice: Int
  public let size: Size
  public let millimetresPerColumn: Double
  public let millimetresPerRow: Double
  /// Voxel position at the middle of the picture, across and down.
  let centre: SIMD2<Double>

  /// - Parameters:
  ///   - zoom: 1 fits the whole slice, 2 shows half of it across.
  ///   - centre: the position in the patient (mm) to put in the middle; nil is the middle of the image.
  ///   - millimetresPerColumn: the scale where it is given from elsewhere; then `zoom` says nothing.
  public init(
    geometry: Geometry, orientation: PlaneOrientation, slice: Int, size: Size, cellAspect: Double = 2,
    zoom: Double = 1, centre: SIMD3<Double>? = nil, millimetresPerColumn scale: Double? = nil
  ) {
    self.geometry = geometry
    self.orientation = orientation
    self.slice = slice
    self.size = size
    let aspect = cellAspect.isFinite ? min(max(cellAspect, 0.5), 4) : 2
    let zoom = zoom.isFinite ? min(max(zoom, 0.1), 100) : 1
    let across = orientation.acrossAxis
    let down = orientation.downAxis
    let width = Double(geometry.size[across]) * geometry.spacing[across]
    let height = Double(geometry.size[down]) * geometry.spacing[down]
    let fit = max(width / Double(max(1, size.columns)), height / (Double(max(1, size.rows)) * aspect))
    if let scale, scale.isFinite, scale > 0 {
      millimetresPerColumn = scale
    } else {
      millimetresPerColumn = fit.isFinite && fit > 0 ? fit / zoom : 1
    }
    millimetresPerRow = millimetresPerColumn * aspect
    let middle = SIMD2(Double(geometry.size[across] - 1) / 2, Double(geometry.size[down] - 1) / 2)
    if let centre, let map = VoxelMap(worldTo: geometry) {
      let voxel = map(centre)
      self.centre = [voxel[across], voxel[down]]
    } else {
      self.centre = middle
    }
  }

  /// Voxels per column and per row, with sign.
  var voxelsPerCell: SIMD2<Double> {
    [
      Double(orientation.acrossStep) * millimetresPerColumn / geometry.spacing[orientation.acrossAxis],
      Double(orientation.downStep) * millimetresPerRow / geometry.spacing[orientation.downAxis],
    ]
  }

  /// The voxel position under a place of the picture; (0, 0) is its upper left corner, (0.5, 0.5) the middle of the first
  /// cell.
  public func voxel(atColumn column: Double, row: Double) -> SIMD3<Double> {
    let step = voxelsPerCell
    var voxel = SIMD3<Double>(repeating: Double(slice))
    voxel[orientation.acrossAxis] = centre.x + (column - Double(size.columns) / 2) * step.x
    voxel[orientation.downAxis] = centre.y + (row - Double(size.rows) / 2) * step.y
    return voxel
  }

  /// The place of a voxel position in the picture, the inverse of `voxel(atColumn:row:)`.
  public func place(ofVoxel voxel: SIMD3<Double>) -> (column: Double, row: Double) {
    let step = voxelsPerCell
    return (
      (voxel[orientation.acrossAxis] - centre.x) / step.x + Double(size.columns) / 2,
      (voxel[orientation.downAxis] - centre.y) / step.y + Double(size.rows) / 2
    )
  }

  /// The position in the patient under the middle of a cell.
  public func world(atColumn column: Int, row: Int) -> SIMD3<Double> {
    geometry.world(ofVoxel: voxel(atColumn: Double(column) + 0.5, row: Double(row) + 0.5))
  }

  /// The voxel under the middle of a cell, nil beside the image.
  public func voxelIndex(atColumn column: Int, row: Int) -> SIMD3<Int>? {
    let position = voxel(atColumn: Double(column) + 0.5, row: Double(row) + 0.5)
    var index = SIMD3<Int>()
    for axis in 0..<3 {
      let nearest = position[axis].rounded()
      guard nearest >= 0, nearest < Double(geometry.size[axis]) else { return nil }
      index[axis] = Int(nearest)
    }
    return index
  }

  /// `1 cell = 2.1×4.2 mm`.
  public var scaleText: String {
    "1 cell = \(NumberText.fixed(millimetresPerColumn, 1))×\(NumberText.fixed(millimetresPerRow, 1)) mm"
  }

  /// The same in so many columns: without decimals where they have no room.
  func scaleText(fitting columns: Int) -> String {
    guard DisplayWidth.of(scaleText) > columns else { return scaleText }
    return "1 cell = \(NumberText.fixed(millimetresPerColumn, 0))×\(NumberText.fixed(millimetresPerRow, 0)) mm"
  }

  /// A ruler of a round length that takes at most `columns` columns: 1, 2 or 5 times a power of ten, in mm.
  public func ruler(fitting columns: Int) -> (millimetres: Double, columns: Double)? {
    let room = Double(columns) * millimetresPerColumn
    guard columns > 0, room > 0, room.isFinite else { return nil }
    var length = 1e-3
    for candidate in AxisTicks.roundNumbers(upTo: room) { length = max(length, candidate) }
    guard length <= room else { return nil }
    return (length, length / millimetresPerColumn)
  }
}
