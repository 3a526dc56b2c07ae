internal import Dispatch
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

  /// Draws the pictures that are not on the shelf yet, side by side on the processors that there are.
  func prepare(_ views: [(view: SliceView, size: Size)], look: Look) {
    let missing = views.filter { view, size in
      view.isDrawable(size: size) && drawn.withLock { Self.place(of: view, size, look, in: $0) == nil }
    }
    guard missing.count > 1 else { return }
    DispatchQueue.concurrentPerform(iterations: missing.count) { number in
      let (view, size) = missing[number]
      _ = picture(of: view, frame: view.frame(size: size, look: look), look: look)
    }
  }

  private static func place(of view: SliceView, _ size: Size, _ look: Look, in drawn: [Drawn]) -> Int? {
    drawn.firstIndex { $0.size == size && $0.look == look && $0.view.looks(like: view) }
  }

  private func picture(of view: SliceView, frame: SliceFrame, look: Look) -> SlicePicture {
    let size = frame.size
    let known = drawn.withLock { drawn -> SlicePicture? in
      guard let place = Self.place(of: view, size, look, in: drawn) else { return nil }
      drawn.append(drawn.remove(at: place))
      return drawn[drawn.count - 1].picture
    }
    if let known { return known }
    let picture = SlicePicture(view, frame: frame, look: look)
    drawn.withLock { drawn in
      drawn.append(Drawn(view: view, size: size, look: look, picture: picture))
      if drawn.count > Self.limit { drawn.removeFirst() }
    }
    return picture
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
