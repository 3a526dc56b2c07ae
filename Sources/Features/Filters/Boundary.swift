/// What a filter sees beyond the edge of the image (IBSI 2 manual, section "Boundary conditions").
///
///     image            a b c d
///     constant   0 0 0 a b c d 0 0 0
///     nearest    a a a a b c d d d d
///     wrap       b c d a b c d a b c
///     reflect    c b a a b c d d c b
public enum Boundary: String, Codable, CaseIterable, Sendable {
  /// Zeros.
  case constant
  /// The nearest voxel of the image.
  case nearest
  /// The image repeated.
  case wrap
  /// The image mirrored at the outer faces of its border voxels.
  case reflect

  /// The position inside 0 ..< `count` that stands for `position`; nil where the image counts as zero.
  func source(of position: Int, count: Int) -> Int? {
    if position >= 0 && position < count { return position }
    switch self {
    case .constant: return nil
    case .nearest: return position < 0 ? 0 : count - 1
    case .wrap:
      let rest = position % count
      return rest < 0 ? rest + count : rest
    case .reflect:
      let period = 2 * count
      let rest = position % period
      let place = rest < 0 ? rest + period : rest
      return place < count ? place : period - 1 - place
    }
  }
}
