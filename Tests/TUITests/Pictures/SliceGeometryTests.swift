import Features
import Foundation
import Testing

@testable import TUI

@Suite struct `The area of a region in a slice` {
  @Test func `is that of the image's voxels whose middles lie in it, in mm²`() {
    let geometry = Geometry(size: SIMD3(4, 3, 2), spacing: [2, 3, 5])
    var inside = [Bool](repeating: false, count: geometry.count)
    for (x, y) in [(0, 0), (1, 0), (1, 1)] { inside[geometry.index(x: x, y: y, z: 0)] = true }
    let layer = MaskLayer(Mask(geometry: geometry, isInside: inside), over: geometry)
    let volume = Volume<Float>(geometry: geometry, voxels: [Float](repeating: 0, count: geometry.count))
    func area(_ plane: AnatomicalPlane, _ slice: Int) -> Double {
      SliceView(volume, plane: plane, slice: slice, window: Window(from: 0, to: 1)).area(of: layer)
    }
    #expect(area(.axial, 0) == 3 * 2 * 3)
    #expect(area(.axial, 1) == 0)
    // Two voxels of 2 × 5 mm, then one; one of 3 × 5 mm, then two.
    #expect([0, 1, 2].map { area(.coronal, $0) } == [20, 10, 0])
    #expect([0, 1, 2].map { area(.sagittal, $0) } == [15, 30, 0])
  }

  @Test func `goes through the mask's own grid`() {
    let image = Geometry(size: SIMD3(4, 4, 1), spacing: [1, 1, 1])
    // One voxel of the mask holds the middles of four voxels of the image.
    let grid = Geometry(size: SIMD3(1, 1, 1), spacing: [2, 2, 4], origin: [1.5, 1.5, 0])
    let layer = MaskLayer(Mask(geometry: grid, isInside: [true]), over: image)
    let volume = Volume<Float>(geometry: image, voxels: [Float](repeating: 0, count: image.count))
    #expect(SliceView(volume, slice: 0, window: Window(from: 0, to: 1)).area(of: layer) == 4)
  }
}

/// An image whose faces carry the letters of the patient's sides as intensities, in any of the 48 ways in which voxel
/// axes can run along the axes of the body.
struct LetteredVolume {
  static let intensity: [Character: Float] = ["R": 30, "L": 60, "A": 90, "P": 120, "S": 150, "I": 180]

  /// - Parameters:
  ///   - order: the world axis of each voxel axis.
  ///   - isFlipped: whether the index of a voxel axis grows towards left, posterior or inferior.
  static func make(order: [Int], isFlipped: [Bool], turnedBy degrees: Double = 0) -> Volume<Float> {
    let bodySize = [18, 20, 22]
    var size = SIMD3<Int>()
    var axes: [SIMD3<Double>] = []
    for axis in 0..<3 {
      size[axis] = bodySize[order[axis]]
      var direction = SIMD3<Double>()
      direction[order[axis]] = isFlipped[axis] ? -1 : 1
      axes.append(turned(direction, by: degrees))
    }
    let geometry = Geometry(size: size, direction: .init(x: axes[0], y: axes[1], z: axes[2]))
    var voxels: [Float] = []
    for z in 0..<size.z {
      for y in 0..<size.y {
        for x in 0..<size.x {
          var place = [0, 0, 0]
          for (axis, index) in [x, y, z].enumerated() {
            place[order[axis]] = isFlipped[axis] ? size[axis] - 1 - index : index
          }
          voxels.append(intensity[letter(place, bodySize)] ?? 0)
        }
      }
    }
    return Volume(geometry: geometry, voxels: voxels)
  }

  /// The letter of the face a place in the body is next to: places count from left, posterior and inferior.
  private static func letter(_ place: [Int], _ size: [Int]) -> Character {
    var nearest: (distance: Int, letter: Character) = (4, " ")
    for (axis, letters) in [("L", "R"), ("P", "A"), ("I", "S")].enumerated() {
      if place[axis] < nearest.distance { nearest = (place[axis], Character(letters.0)) }
      if size[axis] - 1 - place[axis] < nearest.distance {
        nearest = (size[axis] - 1 - place[axis], Character(letters.1))
      }
    }
    return nearest.letter
  }

  /// The letter whose intensity a cell shows.
  static func letter(of cell: Cell) -> Character {
    let grey = Float(BlockRasteriser.luminance(cell.style.background))
    return intensity.min { abs($0.value - grey) < abs($1.value - grey) }?.key ?? "?"
  }

  private static func turned(_ v: SIMD3<Double>, by degrees: Double) -> SIMD3<Double> {
    let angle = degrees * .pi / 180
    let aboutZ = SIMD3(v.x * cos(angle) - v.y * sin(angle), v.x * sin(angle) + v.y * cos(angle), v.z)
    return SIMD3(
      aboutZ.x, aboutZ.y * cos(angle / 2) - aboutZ.z * sin(angle / 2),
      aboutZ.y * sin(angle / 2) + aboutZ.z * cos(angle / 2))
  }

  static let orders: [([Int], [Bool])] = {
    let permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    return permutations.flatMap { order in
      (0..<8).map { flips in (order, (0..<3).map { flips >> $0 & 1 == 1 }) }
    }
  }()
}

@Suite struct SliceGeometryTests {
  @Test(arguments: LetteredVolume.orders.indices, [0.0, 15.0])
  func `letters at the edges are those in the image, for every axis order`(_ number: Int, turn: Double) {
    let (order, flips) = LetteredVolume.orders[number]
    let volume = LetteredVolume.make(order: order, isFlipped: flips, turnedBy: turn)
    for plane in AnatomicalPlane.allCases {
      for convention in ViewConvention.allCases {
        let view = SliceView(volume, plane: plane, window: Window(from: 0, to: 255), convention: convention)
        let letters = edgeLetters(of: view)
        let orientation = view.orientation
        #expect(letters.left == orientation.left.letter)
        #expect(letters.right == orientation.right.letter)
        #expect(letters.top == orientation.top.letter)
        #expect(letters.bottom == orientation.bottom.letter)
      }
    }
  }

  @Test func `radiological shows the right of the patient at the left of the screen, neurological at the right`() {
    let geometry = Geometry(size: [4, 4, 4])
    let axial = PlaneOrientation(.axial, of: geometry, convention: .radiological)
    #expect([axial.left, axial.right, axial.top, axial.bottom] == [.right, .left, .anterior, .posterior])
    #expect(PlaneOrientation(.axial, of: geometry, convention: .neurological).left == .left)
    let coronal = PlaneOrientation(.coronal, of: geometry, convention: .radiological)
    #expect([coronal.left, coronal.top] == [.right, .superior])
    let sagittal = PlaneOrientation(.sagittal, of: geometry, convention: .radiological)
    #expect([sagittal.left, sagittal.top, sagittal.bottom] == [.anterior, .superior, .inferior])
  }

  @Test func `slices keep their true proportions in cells twice as high as wide`() {
    // 100 mm × 50 mm in 40×20 cells of aspect 2: 2.5 mm per column, 5 mm per row, 10 rows high.
    let volume = Volume(
      geometry: Geometry(size: [100, 25, 1], spacing: [1, 2, 3]), voxels: [Float](repeating: 1, count: 2500))
    let view = SliceView(volume, window: Window(from: 0, to: 1))
    let frame = view.frame(size: Size(columns: 40, rows: 20))
    #expect(frame.millimetresPerColumn == 2.5)
    #expect(frame.millimetresPerRow == 5)
    #expect(frame.scaleText == "1 cell = 2.5×5.0 mm")
    let picture = view.picture(size: Size(columns: 40, rows: 20), look: .standard)
    let drawn = (0..<20).filter { picture[20, $0].style.background != .terminal }
    #expect(drawn == Array(5..<15))
  }

  @Test func `a place of the picture and its voxel are inverse, also zoomed and moved`() {
    let volume = LetteredVolume.make(order: [1, 2, 0], isFlipped: [true, false, true], turnedBy: 10)
    var view = SliceView(volume, plane: .coronal, window: Window(from: 0, to: 255), zoom: 3)
    view.centre = volume.geometry.world(ofVoxel: [7, 12, 9])
    let frame = view.frame(size: Size(columns: 31, rows: 17))
    for (column, row) in [(0.5, 0.5), (15.5, 8.5), (3.25, 16.0)] {
      let place = frame.place(ofVoxel: frame.voxel(atColumn: column, row: row))
      #expect(abs(place.column - column) < 1e-9)
      #expect(abs(place.row - row) < 1e-9)
    }
    let middle = frame.voxel(atColumn: 15.5, row: 8.5)
    for axis in [frame.orientation.acrossAxis, frame.orientation.downAxis] {
      #expect(abs(middle[axis] - [7, 12, 9][axis]) < 1e-9)
    }
  }

  @Test func `the crosshair leads every plane to the slice that holds it`() {
    let volume = LetteredVolume.make(order: [2, 0, 1], isFlipped: [false, true, true])
    let target = volume.geometry.world(ofVoxel: [3, 4, 5])
    for plane in AnatomicalPlane.allCases {
      var view = SliceView(volume, plane: plane, window: Window(from: 0, to: 255))
      view.moveCrosshair(to: target)
      let axis = view.orientation.sliceAxis
      #expect(view.slice == [3, 4, 5][axis])
      #expect(view.turned(to: .axial).slice == [3, 4, 5][view.turned(to: .axial).orientation.sliceAxis])
    }
  }

  @Test func `a position reads in letters of the patient`() {
    #expect(PatientPosition([12.4, -33, 312.06]).description == "R 12.4 P 33.0 S 312.1")
    #expect(PatientPosition([-0.04, 0, -7]).description == "R 0.0 A 0.0 I 7.0")
  }

  @Test func `a mask on another grid lies where its affine says`() throws {
    let image = Geometry(size: [20, 20, 20], spacing: [2, 2, 2])
    // A finer mask whose axes are exchanged and flipped: one 2 mm cube around image voxel (4, 5, 6).
    let fine = Geometry(
      size: [60, 60, 60], spacing: [1, 1, 1], origin: [40, 0, 0],
      direction: .init(x: [0, 1, 0], y: [-1, 0, 0], z: [0, 0, 1]))
    let isInside = try Self.voxels(of: fine) { world in
      abs(world.x - 8) < 1 && abs(world.y - 10) < 1 && abs(world.z - 12) < 1
    }
    let extent = RegionExtent(of: Mask(geometry: fine, isInside: isInside), in: image)
    #expect(extent.slices(alongAxis: 0) == 4...4)
    #expect(extent.slices(alongAxis: 1) == 5...5)
    #expect(extent.slices(alongAxis: 2) == 6...6)
    #expect(extent.outsideCount == 0)
  }

  @Test func `thick slices of a mask leave no gaps in a thin image, thin ones no ups and downs in a thick one`() throws
  {
    let thin = Geometry(size: [8, 8, 24])
    let thick = Geometry(size: [8, 8, 12], spacing: [1, 1, 2], origin: [0, 0, 0.5])
    let isInside = try Self.voxels(of: thick) { $0.z > 4 && $0.z < 12 }
    let extent = RegionExtent(of: Mask(geometry: thick, isInside: isInside), in: thin)
    #expect(extent.slices(alongAxis: 2) == 4...11)
    #expect(Set(extent.counts[2][4...11]) == [32])
    #expect(extent.outsideCount == 0)

    // Three slices of 3 mm for every one of 5 mm and two thirds: each holds as much of a straight column as the next.
    let pet = Geometry(size: [8, 8, 9], spacing: [1, 1, 5], origin: [0, 0, 2.5])
    let ct = Geometry(size: [8, 8, 15], spacing: [1, 1, 3], origin: [0, 0, 1.5])
    let column = RegionExtent(of: Mask(geometry: ct, isInside: try Self.voxels(of: ct) { _ in true }), in: pet)
    #expect(Set(column.counts[2]) == [107])
  }

  @Test func `a mask that is longer than its image lies outside of it`() throws {
    let image = Geometry(size: [4, 4, 4])
    let long = Geometry(size: [4, 4, 6])
    let extent = RegionExtent(of: Mask(geometry: long, isInside: try Self.voxels(of: long) { _ in true }), in: image)
    #expect(extent.outsideCount == 32)
    #expect(extent.counts[2] == [16, 16, 16, 16])
    #expect(extent.counts[0] == [16, 16, 16, 16])
  }

  @Test func `a thick voxel with its middle beyond the image counts where the rest of it is seen`() throws {
    let image = Geometry(size: [4, 4, 6])
    // Voxels of 4 mm along z with middles at −1.5 and 2.5 mm: the first reaches from −3.5 to 0.5, over the first slice.
    let thick = Geometry(size: [4, 4, 2], spacing: [1, 1, 4], origin: [0, 0, -1.5])
    let extent = RegionExtent(of: Mask(geometry: thick, isInside: try Self.voxels(of: thick) { $0.z < 0 }), in: image)
    #expect(extent.outsideCount == 16)
    #expect(extent.slices(alongAxis: 2) == 0...0)
    #expect(extent.counts[0].allSatisfy { $0 > 0 })
    // What lies wholly beyond is seen nowhere.
    let far = Geometry(size: [4, 4, 1], spacing: [1, 1, 4], origin: [0, 0, -3])
    let none = RegionExtent(of: Mask(geometry: far, isInside: try Self.voxels(of: far) { _ in true }), in: image)
    #expect(none.outsideCount == 16 && none.slices(alongAxis: 2) == nil)
  }

  @Test func `the extent of a mask names first, last and largest slice`() {
    let geometry = Geometry(size: [4, 4, 5])
    var inside = [Bool](repeating: false, count: 80)
    inside[geometry.index(x: 1, y: 1, z: 1)] = true
    for x in 0..<3 { inside[geometry.index(x: x, y: 2, z: 3)] = true }
    let extent = RegionExtent(of: Mask(geometry: geometry, isInside: inside), in: geometry)
    #expect(extent.slices(alongAxis: 2) == 1...3)
    #expect(extent.largestSlice(alongAxis: 2) == 3)
    #expect(extent.profile(alongAxis: 2, columns: 5) == [0, 3, 0, 8, 0])
    #expect(abs(extent.volumeInMillilitres - 0.004) < 1e-12)
    let empty = RegionExtent(of: Mask(geometry: geometry, isInside: .init(repeating: false, count: 80)), in: geometry)
    #expect(empty.largestSlice(alongAxis: 2) == nil)
    #expect(empty.slices(alongAxis: 0) == nil)
  }

  static func voxels(of geometry: Geometry, _ isInside: (SIMD3<Double>) -> Bool) throws -> [Bool] {
    var voxels: [Bool] = []
    for z in 0..<geometry.size.z {
      for y in 0..<geometry.size.y {
        for x in 0..<geometry.size.x {
          voxels.append(isInside(geometry.world(ofVoxel: [Double(x), Double(y), Double(z)])))
        }
      }
    }
    return voxels
  }

  private func edgeLetters(of view: SliceView) -> (left: Character, right: Character, top: Character, bottom: Character)
  {
    let size = Size(columns: 40, rows: 20)
    let look = Look(color: .truecolor)
    let picture = view.picture(size: size, look: look)
    let frame = view.frame(size: size, look: look)
    let count = view.volume.geometry.size
    let orientation = frame.orientation
    func letter(across: Double, down: Double) -> Character {
      var voxel = SIMD3<Double>(repeating: Double(view.slice))
      let width = Double(count[orientation.acrossAxis] - 1)
      let height = Double(count[orientation.downAxis] - 1)
      voxel[orientation.acrossAxis] = orientation.acrossStep > 0 ? across * width : (1 - across) * width
      voxel[orientation.downAxis] = orientation.downStep > 0 ? down * height : (1 - down) * height
      let place = frame.place(ofVoxel: voxel)
      let cell = picture[Int(place.column), Int(place.row)]
      return LetteredVolume.letter(of: cell)
    }
    return (
      letter(across: 0.05, down: 0.5), letter(across: 0.95, down: 0.5), letter(across: 0.5, down: 0.05),
      letter(across: 0.5, down: 0.95)
    )
  }
}
