import Foundation
import TestSupport
import Testing

@testable import Features

@Suite struct `NIfTI reading` {
  @Test(arguments: [2, 4, 8, 16, 64, 256, 512, 768, 1024, 1280], [false, true])
  func `every number type is read in both byte orders`(type: Int, isBigEndian: Bool) throws {
    let path = try NIfTIFixture.counting(typeCode: type, isBigEndian: isBigEndian).file()
    #expect(try NIfTI.volume(at: path).voxels == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(try NIfTI.volume(at: path, frame: nil, as: Double.self).voxels == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  @Test(arguments: [false, true])
  func `NIfTI-2 headers are read in both byte orders`(isBigEndian: Bool) throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: isBigEndian)
    fixture.version = 2
    fixture.magic = "n+2"
    fixture.rows = [[-2, 0, 0, 10], [0, -3, 0, 20], [0, 0, 4, 30]]
    let path = try fixture.file()
    let header = try NIfTI.header(at: path)
    #expect(header.version == 2)
    #expect(header.geometry.spacing == [2, 3, 4])
    #expect(header.geometry.origin == [10, 20, 30])
    #expect(header.geometry.direction.x == [-1, 0, 0])
    #expect(try NIfTI.volume(at: path).voxels == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  @Test func `a scaling that is not finite is not applied, and said`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.slope = 0
    #expect(try NIfTIHeader(bytes: fixture.bytes, path: "x.nii").warnings.isEmpty)
    for (slope, intercept) in [(Double.nan, 0), (2, Double.infinity), (Double.infinity, 0)] {
      fixture.slope = slope
      fixture.intercept = intercept
      let header = try NIfTIHeader(bytes: fixture.bytes, path: "x.nii")
      #expect(header.slope == 1 && header.intercept == 0)
      #expect(header.warnings.count == 1 && header.warnings[0].hasPrefix("the header's scaling, slope "))
      #expect(header.warnings[0].hasSuffix("intensities were taken as they are stored."))
    }
  }

  @Test func `slope and intercept are applied and a zero slope means none`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.slope = 2
    fixture.intercept = -1000
    #expect(try NIfTI.volume(at: fixture.file()).voxels == [-1000, -998, -996, -994, -992, -990, -988, -986])
    fixture.slope = 0
    #expect(try NIfTI.volume(at: fixture.file()).voxels[7] == 7)
    fixture.slope = .nan
    #expect(try NIfTI.volume(at: fixture.file()).voxels[7] == 7)
  }

  @Test func `a box of voxels is the same part of the whole image`() throws {
    var fixture = NIfTIFixture(voxels: (0..<120).map { UInt8($0) })
    fixture.typeCode = 2
    fixture.bits = 8
    fixture.dimensions = [3, 4, 5, 6, 1, 1, 1, 1]
    let path = try fixture.file()
    let whole = try NIfTI.volume(at: path)
    let box = VoxelBox(lower: [1, 2, 3], upper: [3, 5, 5])
    let part = try NIfTI.volume(at: path, frame: 0, box: box, as: Float.self)
    #expect(part == whole.cropped(to: box))
    #expect(part.geometry.origin == [1, 2, 3])
    #expect(part[0, 0, 0] == Float(1 + 4 * (2 + 5 * 3)))
    let compressed = path + ".gz"
    try NIfTI.write(whole, to: compressed, as: .int16)
    #expect(try NIfTI.volume(at: compressed, frame: 0, box: box, as: Float.self) == part)
  }

  @Test func `a volume of a series is chosen and a missing choice is named`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.dimensions = [4, 2, 2, 1, 2, 1, 1, 1]
    let path = try fixture.file()
    #expect(try NIfTI.header(at: path).frameCount == 2)
    #expect(try NIfTI.volume(at: path, frame: 1).voxels == [4, 5, 6, 7])
    #expect(throws: NIfTIError(path: path, problem: .frameNeeded(count: 2))) {
      try NIfTI.volume(at: path, frame: nil, as: Float.self)
    }
    #expect(throws: NIfTIError(path: path, problem: .frame(asked: 2, count: 2))) {
      try NIfTI.volume(at: path, frame: 2)
    }
  }

  @Test func `of a mask of several volumes that of the image is taken`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.dimensions = [4, 2, 2, 1, 2, 1, 1, 1]
    let path = try fixture.file()
    // Voxels hold 0 to 3, then 4 to 7.
    #expect(try NIfTI.mask(at: path, label: .label(6), usual: 1).count == 1)
    #expect(try NIfTI.labels(at: path, usual: 0).map(\.value) == [1, 2, 3])
    #expect(throws: NIfTIError(path: path, problem: .frameNeeded(count: 2))) {
      try NIfTI.mask(at: path, label: .label(6))
    }
    fixture.dimensions = [3, 2, 2, 2, 1, 1, 1, 1]
    let single = try fixture.file()
    // A file of one volume has no other.
    #expect(try NIfTI.mask(at: single, label: .label(6), usual: 1).count == 1)
    let extraction = try Extractor(ExtractionSettings()).extract(
      image: path, mask: path, label: .union([5, 6, 7]), frame: 1)
    #expect(extraction.diagnostics.contains(Diagnostic("int_mask_vox_count_init_roi", 3)))
  }

  @Test func `a two-dimensional image is one slice`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.dimensions = [2, 4, 2, 0, 0, 0, 0, 0]
    fixture.spacing = [1, 0.5, 0.5, 0, 0, 0, 0, 0]
    fixture.rows = [[0.5, 0, 0, 0], [0, 0.5, 0, 0], [0, 0, 0, 0]]
    let geometry = try NIfTI.header(at: fixture.file()).geometry
    #expect(geometry.size == [4, 2, 1])
    #expect(geometry.direction.z == [0, 0, 1])
    #expect(geometry.spacing == [0.5, 0.5, 1])
  }

  @Test(arguments: [(128, "RGB24"), (32, "COMPLEX64"), (2304, "RGBA32"), (1792, "COMPLEX128"), (1536, "FLOAT128")])
  func `colour and complex images are refused by name`(code: Int, name: String) throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.typeCode = code
    let path = try fixture.file()
    let error = #expect(throws: NIfTIError.self) { try NIfTI.header(at: path) }
    #expect(error?.description.contains(name) == true)
  }

  @Test func `a vector image is refused`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.dimensions = [5, 2, 2, 1, 1, 2, 1, 1]
    let path = try fixture.file()
    #expect(throws: NIfTIError(path: path, problem: .vectorData(components: 2))) { try NIfTI.header(at: path) }
  }

  @Test func `the sform wins when its code is above zero and a disagreement is told`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.qformCode = 1
    fixture.qOffset = [5, 0, 0]
    let header = try NIfTI.header(at: fixture.file())
    #expect(header.geometry.origin == [0, 0, 0])
    #expect(header.warnings == ["sform and qform disagree by up to 5 mm; the sform was used"])
    fixture.sformCode = 0
    #expect(try NIfTI.header(at: fixture.file()).geometry.origin == [5, 0, 0])
  }

  @Test func `voxel sizes that are not those of the sform are told`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.rows = [[1, 0, 0, 0], [0, 1.5, 0, 0], [0, 0, 2, 0]]
    fixture.spacing = [1, 3, 3, 3, 0, 0, 0, 0]
    let header = try NIfTI.header(at: fixture.file())
    #expect(header.geometry.spacing == [1, 1.5, 2])
    #expect(
      header.warnings == [
        "the header gives voxels of 3×3×3 mm, but its sform of 1×1.5×2 mm; the sform was used"
      ])
    fixture.spacing = [1, 1, 1.5, 2, 0, 0, 0, 0]
    #expect(try NIfTI.header(at: fixture.file()).warnings.isEmpty)
  }

  @Test func `a quaternion of half a turn about z flips x and y`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.sformCode = 0
    fixture.qformCode = 1
    fixture.quaternion = [0, 0, 1]
    fixture.spacing = [-1, 2, 3, 4, 0, 0, 0, 0]
    let geometry = try NIfTI.header(at: fixture.file()).geometry
    #expect(geometry.direction == .init(x: [-1, 0, 0], y: [0, -1, 0], z: [0, 0, -1]))
    #expect(geometry.spacing == [2, 3, 4])
    #expect(geometry.orientation.code == "LPI")
  }

  @Test func `headers that announce more than the file holds are refused before anything is allocated`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
    fixture.dimensions = [3, 32767, 32767, 32767, 1, 1, 1, 1]
    let path = try fixture.file()
    let expected = 352 + 2 * 32767 * 32767 * 32767
    #expect(throws: NIfTIError(path: path, problem: .missingData(expected: expected, found: 368))) {
      try NIfTI.volume(at: path)
    }
    fixture.dimensions = [7, 32767, 32767, 32767, 32767, 32767, 32767, 32767]
    #expect(throws: NIfTIError.self) { try NIfTI.header(at: fixture.file()) }
  }

  @Test func `damaged headers are refused with a sentence`() throws {
    func problem(_ change: (inout NIfTIFixture) -> Void) throws -> NIfTIError.Problem? {
      var fixture = NIfTIFixture.counting(typeCode: 4, isBigEndian: false)
      change(&fixture)
      let path = try fixture.file()
      do {
        _ = try NIfTI.volume(at: path)
        return nil
      } catch {
        #expect(!error.description.isEmpty)
        return error.problem
      }
    }
    #expect(try problem { $0.dimensions[0] = 9 } == .dimensionCount(9))
    #expect(try problem { $0.dimensions[2] = -4 } == .dimension(axis: 2, value: -4))
    #expect(try problem { $0.bits = 7 } == .bitsPerVoxel(found: 7, expected: 16, type: "int16"))
    #expect(try problem { $0.dataOffset = -8 } == .dataOffset("-8.0"))
    #expect(try problem { $0.dataOffset = .nan } == .dataOffset("nan"))
    #expect(try problem { $0.magic = "xyz" } == .notNIfTI)
    #expect(try problem { $0.magic = "" } == .analyzeWithoutNIfTI)
    #expect(try problem { $0.rows[0][0] = .nan } == .affine)
    #expect(
      try problem {
        $0.sformCode = 0
        $0.spacing[2] = 0
      } == .spacing(axis: 1, value: 0))
    #expect(try problem { $0.voxels.removeLast() } == .missingData(expected: 368, found: 367))
  }

  @Test func `a missing file and a folder are told apart`() throws {
    #expect(throws: NIfTIError(path: "/nowhere/a.nii", problem: .notFound)) {
      try NIfTI.header(at: "/nowhere/a.nii")
    }
    #expect(throws: NIfTIError(path: "/", problem: .notAFile)) { try NIfTI.header(at: "/") }
  }

  @Test func `a truncated gzip file says how much could be inflated`() throws {
    let size: SIMD3<Int> = [40, 40, 40]
    var state: UInt64 = 1
    let noise = (0..<64000).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40)
    }
    let path = try NIfTIFixture().file(named: "noise.nii.gz")
    try NIfTI.write(Volume(geometry: Geometry(size: size), voxels: noise), to: path)
    #expect(try NIfTI.volume(at: path).voxels == noise)
    let whole = try Data(contentsOf: URL(filePath: path))
    try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
    let error = #expect(throws: NIfTIError.self) { try NIfTI.volume(at: path) }
    guard case .damagedGzip(let inflated, let expected)? = error?.problem else {
      Issue.record("expected damagedGzip, found \(String(describing: error))")
      return
    }
    #expect(expected == 352 + 4 * 64000)
    #expect(inflated < expected && inflated > 1000)
  }

  @Test func `writing and reading keep voxels and oblique geometry`() throws {
    let (c, s) = (cos(0.3), sin(0.3))
    let geometry = Geometry(
      size: [3, 2, 2], spacing: [0.7, 0.8, 3], origin: [-12.5, 7, 100],
      direction: .init(x: [c, s, 0], y: [-s, c, 0], z: [0, 0, -1]))
    let volume = Volume(geometry: geometry, voxels: (0..<12).map { Float($0) * 1.5 })
    for name in ["a.nii", "a.nii.gz"] {
      let path = try NIfTIFixture().file(named: name)
      try NIfTI.write(volume, to: path)
      let read = try NIfTI.volume(at: path)
      #expect(read.voxels == volume.voxels)
      #expect(read.geometry.isClose(to: geometry, tolerance: 1e-5))
      #expect(try NIfTI.header(at: path).warnings.isEmpty)
    }
  }
}

@Suite struct `NIfTI masks` {
  func path(_ values: [Double], slope: Double = 0) throws -> String {
    var fixture = NIfTIFixture.counting(typeCode: 64, isBigEndian: false)
    fixture.voxels = values.flatMap { fixture.word($0.bitPattern) }
    fixture.slope = slope
    return try fixture.file(named: "mask.nii")
  }

  @Test(arguments: [1, 255, 1.0 / 255, -3])
  func `the only label is the region whatever its value`(label: Double) throws {
    let mask = try NIfTI.mask(at: path([0, label, 0, label, 0, 0, 0, 0]))
    #expect(mask.isInside == [false, true, false, true, false, false, false, false])
  }

  @Test func `several labels are listed`() throws {
    let path = try path([0, 1, 1, 2, 0, 0, 0, 9])
    let error = #expect(throws: NIfTIError.self) { try NIfTI.mask(at: path) }
    #expect(
      error?.description
        == "\(path): the mask holds several labels: 1 (2 voxels), 2 (1 voxel), 9 (1 voxel). Say which one is the region: "
        + "--label, label in the settings, or a column label where a table lists the masks."
    )
    #expect(try NIfTI.mask(at: path, label: .label(2)).count == 1)
    #expect(try NIfTI.mask(at: path, label: .union([1, 9])).count == 3)
    #expect(try NIfTI.mask(at: path, label: .nonZero).count == 4)
    #expect(try NIfTI.labels(at: path).map(\.value) == [1, 2, 9])
  }

  @Test func `an absent label is told with the labels found`() throws {
    let path = try path([0, 255, 255, 0, 0, 0, 0, 0])
    let error = #expect(throws: NIfTIError.self) { try NIfTI.mask(at: path, label: .label(1)) }
    #expect(error?.sentence == "label 1 is not in the mask; it holds 255 (2 voxels).")
  }

  @Test func `an infinite voxel is no label`() throws {
    let path = try path([0, .infinity, 0, -.infinity, 0, 0, 0, 0])
    for selection in [MaskSelection.only, .nonZero] {
      #expect(throws: NIfTIError(path: path, problem: .emptyMask)) { try NIfTI.mask(at: path, label: selection) }
    }
    #expect(throws: NIfTIError.self) { try NIfTI.mask(at: path, label: .label(.infinity)) }
  }

  @Test func `an empty mask is refused and not-a-number counts as outside`() throws {
    let path = try path([0, .nan, 0, 0, 0, 0, 0, 0])
    #expect(throws: NIfTIError(path: path, problem: .emptyMask)) { try NIfTI.mask(at: path) }
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct `NIfTI files of the reference` {
  @Test func `the digital phantom holds its 74 voxels`() throws {
    let mask = try NIfTI.mask(at: Reference.path("ibsi/digital_phantom_mask.nii.gz"))
    let image = try NIfTI.volume(at: Reference.path("ibsi/digital_phantom_image.nii.gz"))
    #expect(mask.count == 74)
    #expect(mask.geometry.isClose(to: image.geometry))
    #expect(image.geometry.spacing == [2, 2, 2])
  }

  @Test func `the prostate phantom lists its labels`() throws {
    let labels = try NIfTI.labels(at: Reference.path("images/pyradiomics/prostate_phantom_mask.nii.gz"))
    #expect(labels.map(\.value) == [1, 7, 8, 9])
  }
}
