internal import Features
internal import Synchronization

/// The slices drawn lately. A plane that a key did not change keeps its cells, and only the crosshair over it is drawn.
///
/// A picture from the shelf is the one that `SliceView.picture` draws, cell by cell.
final class PictureShelf: Sendable {
  private struct Drawn {
    let view: SliceView
    let size: Size
    let look: Look
    let picture: SlicePicture
  }

  /// The newest last.
  private let drawn = Mutex<[Drawn]>([])

  /// Three planes, exact and as drafts.
  static let limit = 6

  var count: Int { drawn.withLock { $0.count } }

  func picture(of view: SliceView, size: Size, look: Look) -> Canvas {
    guard view.isDrawable(size: size) else { return Canvas(size: size) }
    let frame = view.frame(size: size, look: look)
    return picture(of: view, frame: frame, look: look).canvas(crosshair: view.crosshair, frame: frame, look: look)
  }

  private func picture(of view: SliceView, frame: SliceFrame, look: Look) -> SlicePicture {
    let size = frame.size
    return drawn.withLock { drawn in
      if let place = drawn.firstIndex(where: { $0.size == size && $0.look == look && $0.view.looks(like: view) }) {
        drawn.append(drawn.remove(at: place))
        return drawn[drawn.count - 1].picture
      }
      let picture = SlicePicture(view, frame: frame, look: look)
      drawn.append(Drawn(view: view, size: size, look: look, picture: picture))
      if drawn.count > Self.limit { drawn.removeFirst() }
      return picture
    }
  }
}

extension SliceView {
  /// Whether both are drawn alike but for the crosshair. Volumes are told apart by their memory: they are too large to be
  /// compared at every key.
  fileprivate func looks(like other: SliceView) -> Bool {
    volume.isSame(as: other.volume) && plane == other.plane && slice == other.slice && window == other.window
      && convention == other.convention && isInverted == other.isInverted && colourMap == other.colourMap
      && zoom == other.zoom && millimetresPerColumn == other.millimetresPerColumn && centre == other.centre
      && interpolation == other.interpolation && ruler == other.ruler && isFused(like: other) && masks == other.masks
  }

  private func isFused(like other: SliceView) -> Bool {
    guard let fused, let there = other.fused else { return fused == nil && other.fused == nil }
    return fused.volume.isSame(as: there.volume) && fused.window == there.window && fused.map == there.map
      && fused.opacity == there.opacity
  }
}

extension Volume<Float> {
  fileprivate func isSame(as other: Volume<Float>) -> Bool {
    geometry == other.geometry
      && voxels.withUnsafeBufferPointer { here in
        other.voxels.withUnsafeBufferPointer { $0.baseAddress == here.baseAddress && $0.count == here.count }
      }
  }
}
