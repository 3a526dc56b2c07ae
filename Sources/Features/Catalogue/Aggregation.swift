/// The way texture matrices of several directions and slices become one value (IBSI manual, chapter "Grey level
/// co-occurrence based features", figure "Approaches to calculating grey level … features").
public enum Aggregation: String, CaseIterable, Codable, Sendable {
  /// 2D, averaged over slices; for matrices without direction.
  case slices2D = "2D"
  /// 2D slices merged into one matrix; for matrices without direction.
  case merged25D = "2.5D"
  /// One volumetric matrix; for matrices without direction.
  case volume3D = "3D"
  /// Averaged over 2D directions and slices.
  case averaged2D = "2D_avg"
  /// Directions merged within a slice, averaged over slices.
  case sliceMerged2D = "2D_slice_merged"
  /// Slices merged per direction, averaged over directions.
  case directionMerged25D = "2.5D_direction_merged"
  /// All slices and directions merged.
  case fullyMerged25D = "2.5D_merged"
  /// Averaged over 3D directions.
  case averaged3D = "3D_avg"
  /// All 3D directions merged.
  case merged3D = "3D_merged"
}
