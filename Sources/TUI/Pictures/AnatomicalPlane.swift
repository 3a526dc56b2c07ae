public import Features

/// One of the three planes in which slices are shown.
public enum AnatomicalPlane: String, CaseIterable, Sendable {
  case axial, coronal, sagittal

  /// The world axis across the plane: superior for axial, anterior for coronal, right for sagittal slices.
  var normalWorldAxis: Int {
    switch self {
    case .axial: 2
    case .coronal: 1
    case .sagittal: 0
    }
  }

  /// Its name where there is little room: `ax`, `cor`, `sag`; and where there is less: `a`, `c`, `s`, as the keys.
  var abbreviation: String {
    switch self {
    case .axial: "ax"
    case .coronal: "cor"
    case .sagittal: "sag"
    }
  }
  var letter: String { String(rawValue.prefix(1)) }
}

/// Which side of the patient is on the left of the screen.
public enum ViewConvention: String, CaseIterable, Sendable {
  /// The patient's right is at the left of the screen, as if one stood at the patient's feet.
  case radiological
  /// The patient's left is at the left of the screen.
  case neurological

  /// `RAD` or `NEU`, always shown beside an image.
  public var abbreviation: String { self == .radiological ? "RAD" : "NEU" }
}

/// How an image lies on the screen in one plane: which voxel axis runs across, which down and which through the slices.
///
/// Axial slices have anterior on top, coronal and sagittal ones superior; sagittal slices have anterior at the left. The
/// letters come from the affine, never from the order of the file.
public struct PlaneOrientation: Equatable, Sendable {
  public let plane: AnatomicalPlane
  /// The directions at the four edges of the screen.
  public let left: AnatomicalDirection
  public let right: AnatomicalDirection
  public let top: AnatomicalDirection
  public let bottom: AnatomicalDirection
  /// Voxel axis across the screen and +1 when its index grows to the right.
  public let acrossAxis: Int
  public let acrossStep: Int
  /// Voxel axis down the screen and +1 when its index grows downwards.
  public let downAxis: Int
  public let downStep: Int
  /// Voxel axis through the slices and +1 when its index grows towards superior, anterior or right.
  public let sliceAxis: Int
  public let sliceStep: Int

  public init(_ plane: AnatomicalPlane, of anatomy: Orientation, convention: ViewConvention) {
    self.plane = plane
    let leftOfScreen: AnatomicalDirection =
      plane == .sagittal ? .anterior : convention == .radiological ? .right : .left
    left = leftOfScreen
    right = leftOfScreen.opposite
    top = plane == .axial ? .anterior : .superior
    bottom = plane == .axial ? .posterior : .inferior
    acrossAxis = anatomy.voxelAxis(alongWorld: right.worldAxis)
    acrossStep = anatomy.step(towards: right)
    downAxis = anatomy.voxelAxis(alongWorld: bottom.worldAxis)
    downStep = anatomy.step(towards: bottom)
    sliceAxis = anatomy.voxelAxis(alongWorld: plane.normalWorldAxis)
    sliceStep = anatomy.isTowardsPositive[sliceAxis] ? 1 : -1
  }

  public init(_ plane: AnatomicalPlane, of geometry: Geometry, convention: ViewConvention) {
    self.init(plane, of: geometry.orientation, convention: convention)
  }
}
