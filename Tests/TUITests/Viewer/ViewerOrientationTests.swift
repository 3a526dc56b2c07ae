import Features
import Testing

@testable import TUI

/// Which side of the patient is where, read back from the screen: letters from the frames, faces from the pixels.
@Suite struct `Orientation on the screen` {
  /// Columns and rows of a rectangle whose cells are inside the shown body, along the middle row or column.
  private static func lit(_ canvas: Canvas, _ rect: Rect) -> (columns: [Int], rows: [Int]) {
    func isLit(_ column: Int, _ row: Int) -> Bool {
      let background = canvas[column, row].style.background
      return background != .terminal && BlockRasteriser.luminance(background) > 15
    }
    let row = rect.row + rect.rows / 2
    let column = rect.column + rect.columns / 2
    return (
      (rect.column..<rect.endColumn).filter { isLit($0, row) }, (rect.row..<rect.endRow).filter { isLit(column, $0) }
    )
  }

  /// The letters of the faces just inside the four edges: left, right, top, bottom.
  private static func faces(_ canvas: Canvas, _ rect: Rect) throws -> [Character] {
    let lit = lit(canvas, rect)
    let row = rect.row + rect.rows / 2
    let column = rect.column + rect.columns / 2
    let left = try #require(lit.columns.first)
    let right = try #require(lit.columns.last)
    let top = try #require(lit.rows.first)
    let bottom = try #require(lit.rows.last)
    return [
      canvas[left + 1, row], canvas[right - 1, row], canvas[column, top + 1], canvas[column, bottom - 1],
    ].map(LetteredVolume.letter(of:))
  }

  @Test(arguments: LetteredVolume.orders.indices, [0.0, 15])
  func `three linked planes have the patient's sides at their letters`(_ number: Int, turn: Double) throws {
    let (order, flips) = LetteredVolume.orders[number]
    let volume = LetteredVolume.make(order: order, isFlipped: flips, turnedBy: turn)
    let entry = ImageEntry(patient: "P", modality: "MR", path: "x")
    for convention in ViewConvention.allCases {
      var state = ViewerScreen.State()
      state.open([entry], patients: ["P"])
      state.show(LoadedImage(entry: entry, volume: volume, masks: []))
      state.base?.window = Window(from: 0, to: 255)
      state.showsCrosshair = false
      state.convention = convention
      let context = ScreenContext(size: Size(columns: 150, rows: 56))
      let canvas = ViewerScreen.view(state, in: context)
      let panes = ViewerScreen.layout(state, context.size).panes
      #expect(Set(panes.map(\.plane)).count == 3)
      for pane in panes {
        let faces = try Self.faces(canvas, SlicePane.pictureRect(in: pane.rect))
        let rect = pane.rect
        func written(_ column: Int, _ row: Int) -> Character { Character(canvas[column, row].scalar) }
        let letters = [
          written(rect.column, rect.row + rect.rows / 2), written(rect.endColumn - 1, rect.row + rect.rows / 2),
          written(rect.column + 2, rect.row), written(rect.column + 2, rect.endRow - 1),
        ]
        #expect(faces == letters)
        let isRadiological = convention == .radiological
        let expected: [Character] =
          switch pane.plane {
          case .axial: isRadiological ? ["R", "L", "A", "P"] : ["L", "R", "A", "P"]
          case .coronal: isRadiological ? ["R", "L", "S", "I"] : ["L", "R", "S", "I"]
          case .sagittal: ["A", "P", "S", "I"]
          }
        #expect(letters == expected)
      }
    }
  }

  @Test(arguments: LetteredVolume.orders.indices, [0.0, 15])
  func `a fused image lies where its own affine says, for every axis order`(_ number: Int, turn: Double) throws {
    let (order, flips) = LetteredVolume.orders[number]
    let upper = LetteredVolume.make(order: order, isFlipped: flips, turnedBy: turn)
    // Black, along the body axes, around the middle of the other.
    let size = upper.geometry.size
    let middle = upper.geometry.world(ofVoxel: SIMD3<Double>(size &- SIMD3(1, 1, 1)) / 2)
    let under = Geometry(size: [41, 41, 41], origin: middle - 20)
    let black = Volume(geometry: under, voxels: [Float](repeating: 0, count: under.count))
    var view = SliceView(black, window: Window(from: 0, to: 255))
    view.fused = FusedLayer(upper, window: Window(from: 0, to: 255), map: .grey, opacity: 1)
    let expected: [(AnatomicalPlane, [Character])] = [
      (.axial, ["R", "L", "A", "P"]), (.coronal, ["R", "L", "S", "I"]), (.sagittal, ["A", "P", "S", "I"]),
    ]
    view.crosshair = middle
    for (plane, letters) in expected {
      var turned = view.turned(to: plane)
      turned.crosshair = nil
      let canvas = turned.picture(size: Size(columns: 100, rows: 50), look: .standard)
      #expect(try Self.faces(canvas, canvas.bounds) == letters)
    }
  }

  @Test func `an image beside another shows the same place at the same spot of its pane`() throws {
    // Two grids of different spacing, order and origin over one bright point in the patient.
    func image(_ geometry: Geometry, at world: SIMD3<Double>, _ entry: ImageEntry) throws -> LoadedImage {
      let map = try #require(VoxelMap(worldTo: geometry))
      let voxel = try #require(geometry.voxel(nearest: map(world)))
      var voxels = [Float](repeating: 0, count: geometry.count)
      voxels[geometry.index(x: voxel.x, y: voxel.y, z: voxel.z)] = 100
      return LoadedImage(entry: entry, volume: Volume(geometry: geometry, voxels: voxels), masks: [])
    }
    let entries = ["a", "b"].map { ImageEntry(patient: "P", modality: "MR", series: $0, path: $0) }
    let point = SIMD3<Double>(6, -4, 10)
    let first = try image(
      Geometry(size: [40, 40, 20], spacing: [1, 1, 2], origin: [-20, -20, -10]), at: point, entries[0])
    let second = try image(
      Geometry(
        size: [30, 25, 30], spacing: [2, 2, 2], origin: [-30, -20, 40],
        direction: .init(x: [1, 0, 0], y: [0, 0, -1], z: [0, 1, 0])), at: point, entries[1])
    var state = ViewerScreen.State()
    state.open(entries, patients: ["P"])
    state.show(first)
    state.second = ViewerScreen.Second(index: 1, place: .beside)
    state.showSecond(second)
    state.move(to: point)
    let size = Size(columns: 60, rows: 30)
    let main = try #require(state.view(.axial))
    let other = try #require(state.viewBeside(main.frame(size: size)))
    for view in [main, other] {
      let map = try #require(VoxelMap(worldTo: view.volume.geometry))
      let place = view.frame(size: size).place(ofVoxel: map(point))
      let expected = try #require(VoxelMap(worldTo: main.volume.geometry)).callAsFunction(point)
      let wanted = main.frame(size: size).place(ofVoxel: expected)
      #expect(abs(place.column - wanted.column) < 1e-9)
      #expect(abs(place.row - wanted.row) < 1e-9)
      #expect(view.reading(at: point)?.value == 100)
    }
  }
}
