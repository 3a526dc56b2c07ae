import Features
import Testing

@testable import TUI

/// A picture that is kept is the picture that would be drawn.
@Suite struct `A shelf of pictures` {
  private static let size = Size(columns: 40, rows: 18)

  /// What keys do to a view, one after the other.
  private static let changes: [(String, @Sendable (inout SliceView) -> Void)] = [
    ("nothing", { _ in }),
    ("crosshair", { $0.moveCrosshair(to: [4, 5, 12]) }),
    ("crosshair in the slice", { $0.crosshair = [15, 3, 12] }),
    ("no crosshair", { $0.crosshair = nil }),
    ("crosshair beside the image", { $0.crosshair = [900, 3, 12] }),
    ("slice", { $0.slice += 3 }),
    ("back", { $0.slice -= 3 }),
    ("window", { $0.window = Window(from: 10, to: 90) }),
    ("zoom", { $0.zoom = 2 }),
    ("centre", { $0.centre = [8, 8, 8] }),
    ("inverted", { $0.isInverted = true }),
    ("convention", { $0.convention = .neurological }),
    ("plane", { $0 = $0.turned(to: .coronal) }),
    ("mask filled", { $0.masks[0].drawing = .fill }),
    ("opacity", { $0.masks[0].opacity = 0.9 }),
    ("fused", { $0.fused = FusedLayer(SlicePictureTests.ball.volume, window: Window(from: 0, to: 200)) }),
    ("fused less", { $0.fused?.opacity = 0.2 }),
    ("ruler", { $0.ruler = Ruler(from: [4, 12, 4], to: [18, 12, 18]) }),
    ("colours", { $0.colourMap = .hot }),
    ("nearest", { $0.interpolation = .nearest }),
    ("no mask", { $0.masks = [] }),
  ]

  @Test(arguments: SlicePictureTests.looks.indices)
  func `gives what is drawn anew, whatever changes`(_ number: Int) {
    let look = SlicePictureTests.looks[number]
    let shelf = PictureShelf()
    var view = SlicePictureTests.view()
    view.crosshair = [11, 11, 11]
    for (name, change) in Self.changes {
      change(&view)
      for _ in 0..<2 {
        #expect(
          shelf.picture(of: view, size: Self.size, look: look) == view.picture(size: Self.size, look: look), "\(name)")
      }
    }
    #expect(shelf.picture(of: view, size: .zero, look: look).cells.isEmpty)
    let larger = Size(columns: 60, rows: 30)
    #expect(shelf.picture(of: view, size: larger, look: look) == view.picture(size: larger, look: look))
  }

  @Test func `tells images of the same size apart`() {
    let shelf = PictureShelf()
    let first = SlicePictureTests.view()
    _ = shelf.picture(of: first, size: Self.size, look: .standard)
    let geometry = first.volume.geometry
    let other = SliceView(
      Volume(geometry: geometry, voxels: (0..<geometry.count).map { Float($0 % 97) }), window: first.window,
      masks: first.masks)
    #expect(
      shelf.picture(of: other, size: Self.size, look: .standard) == other.picture(size: Self.size, look: .standard))
  }

  @Test func `keeps only so many`() {
    let shelf = PictureShelf()
    var view = SlicePictureTests.view()
    for slice in 0..<24 {
      view.slice = slice
      _ = shelf.picture(of: view, size: Self.size, look: .standard)
    }
    #expect(shelf.count == PictureShelf.limit)
  }
}
