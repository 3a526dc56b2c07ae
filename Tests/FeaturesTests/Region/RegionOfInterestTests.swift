import Foundation
import Testing

@testable import Features

/// A grid with voxels of 1 × 1 × 2 mm.
private let grid = Geometry(size: [15, 15, 9], spacing: [1, 1, 2])

private func mask(_ isInside: (Int, Int, Int) -> Bool) -> Mask {
  var inside: [Bool] = []
  for z in 0..<grid.size.z {
    for y in 0..<grid.size.y { for x in 0..<grid.size.x { inside.append(isInside(x, y, z)) } }
  }
  return Mask(geometry: grid, isInside: inside)
}

private func box(_ x: Range<Int>, _ y: Range<Int>, _ z: Range<Int>) -> Mask {
  mask { x.contains($0) && y.contains($1) && z.contains($2) }
}

private let image = Volume(geometry: grid, voxels: (0..<grid.count).map { Double($0 % 15) })

private func made(_ region: RegionOfInterest, from mask: Mask, others: [String: Mask] = [:]) throws(ExtractionError)
  -> Mask
{
  try region.made(from: mask) { other throws(ExtractionError) in
    guard case .role(let name, _) = other, let found = others[name] else { throw .noRole("\(other)", known: []) }
    return found
  } voxels: { box throws(ExtractionError) in
    copyBox(box, of: image.voxels, size: grid.size)
  }
}

@Suite struct `Regions of interest` {
  let lump = box(5..<8, 5..<8, 4..<5)

  @Test func `a rim is a ring in millimetres around the region`() throws {
    // Around one voxel: distance ≤ 1 mm reaches the four neighbours in the slice, ≤ 2 mm the next slices too.
    let voxel = box(7..<8, 7..<8, 4..<5)
    #expect(try made(RegionOfInterest(rim: .init(to: 1)), from: voxel).count == 4)
    #expect(try made(RegionOfInterest(rim: .init(to: 2)), from: voxel).count == 14)
    #expect(try made(RegionOfInterest(rim: .init(from: 1, to: 2)), from: voxel).count == 10)
  }

  /// Spacings come from headers in single precision: 0.6 is 0.60000002384.
  @Test(arguments: [0.6, 0.3, 1.1])
  func `a voxel at exactly the distance belongs to the rim`(edge: Double) throws {
    let spacing = Double(Float(edge))
    let geometry = Geometry(size: [25, 25, 1], spacing: [spacing, spacing, 3])
    var inside = [Bool](repeating: false, count: geometry.count)
    inside[geometry.index(x: 12, y: 12, z: 0)] = true
    // Five voxels away along an axis, and three and four along both.
    let rim = Mask(geometry: geometry, isInside: inside).ring(from: 0, to: 5 * edge)
    #expect(rim.isInside[geometry.index(x: 17, y: 12, z: 0)])
    #expect(rim.isInside[geometry.index(x: 15, y: 8, z: 0)])
    #expect(!rim.isInside[geometry.index(x: 17, y: 13, z: 0)])
    #expect(rim.count == 80)
  }

  @Test func `the largest of thousands of pieces is one mask`() throws {
    let geometry = Geometry(size: [60, 60, 20])
    let inside = (0..<geometry.count).map { k in
      let (x, y, z) = (k % 60, k / 60 % 60, k / 3600)
      return (x % 2 == 0 && y % 2 == 0 && z % 2 == 0) || (x == 31 && (20...22).contains(y) && z == 10)
    }
    let pieces = Mask(geometry: geometry, isInside: inside).pieces
    #expect(pieces.count > 8000)
    #expect(pieces.first?.isInside[geometry.index(x: 31, y: 21, z: 10)] == true)
    #expect(pieces.last?.count == 1)
  }

  @Test func `a rim may begin within the region`() throws {
    let slab = box(3..<12, 3..<12, 4..<5)
    // Voxels of the slab within 1 mm of its outside are its outermost frame; slices lie 2 mm apart.
    let inner = try made(RegionOfInterest(rim: .init(from: -1, to: 0)), from: slab)
    #expect(inner.count == 81 - 49)
    #expect(inner.subtracting(slab).count == 0)
  }

  @Test func `a rim is clipped to another region and to a range of intensities`() throws {
    let half = mask { x, _, _ in x < 7 }
    let region = RegionOfInterest(rim: .init(to: 1), within: .role("organ"))
    let clipped = try made(region, from: lump, others: ["organ": half])
    // The ring in the slice has 12 voxels: 3 at x = 4, and at x = 5, 6 one above and one below.
    #expect(clipped.count == 7)
    var ranged = RegionOfInterest(rim: .init(to: 1))
    ranged.range = .init(lower: 5, upper: 7)
    // Intensity is x: the three voxels at x = 4 and at x = 8 go.
    #expect(try made(ranged, from: lump).count == 6)
    #expect(try made(RegionOfInterest(without: .role("organ")), from: lump, others: ["organ": half]).count == 3)
  }

  @Test func `the largest piece and the largest slice are taken before growing`() throws {
    let two = lump.union(box(0..<2, 0..<2, 0..<1)).union(box(5..<7, 5..<7, 5..<6))
    #expect(try made(RegionOfInterest(pieces: .largest), from: two).count == 9 + 4)
    #expect(try made(RegionOfInterest(largestSlice: true), from: two).count == 9)
    #expect(try made(RegionOfInterest(largestSlice: true, growth: 1), from: two).count == 9 + 12)
  }

  @Test func `a region of which nothing is left says after which step`() {
    #expect(throws: ExtractionError.region(.nothingLeft(after: "shrinking it by 5 mm"))) {
      try made(RegionOfInterest(growth: -5), from: lump)
    }
    var dark = RegionOfInterest()
    dark.range = .init(upper: -1)
    #expect(throws: ExtractionError.self) { try made(dark, from: lump) }
    #expect(
      ExtractionError.noRole("liver", known: ["tumour"]).description
        == "there is no mask of the role \"liver\" for this image; there are tumour.")
  }

  @Test func `distances are those of the nearest voxel centre, on voxels of any shape`() {
    let geometry = Geometry(size: [7, 6, 5], spacing: [0.7, 1.3, 4.1])
    var state: UInt64 = 5
    var inside: [Bool] = []
    for _ in 0..<geometry.count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      inside.append(state >> 60 == 0)
    }
    let squares = squaredDistances(to: inside, size: geometry.size, spacing: geometry.spacing)
    var places: [SIMD3<Double>] = []
    for z in 0..<5 {
      for y in 0..<6 { for x in 0..<7 { places.append(geometry.spacing * SIMD3(Double(x), Double(y), Double(z))) } }
    }
    for (k, place) in places.enumerated() {
      let nearest = places.indices.filter { inside[$0] }.map { j -> Double in
        let d = places[j] - place
        return (d * d).sum()
      }.min()
      #expect(abs(squares[k] - (nearest ?? .infinity)) < 1e-9)
    }
  }
}

@Suite struct `Extraction of several regions` {
  private func settings(_ regions: [RegionOfInterest]) -> ExtractionSettings {
    var settings = ExtractionSettings(families: [.intensityStatistics, .morphology])
    settings.regions = regions
    return settings
  }
  private let lump = box(5..<8, 5..<8, 3..<6)

  @Test func `each region has the features that it would have alone under its name`() throws {
    let rim = RegionOfInterest(name: "rim", rim: .init(to: 2))
    let both = try Extractor(settings([RegionOfInterest(), rim])).extract(image: image, mask: lump)
    let alone = try Extractor(settings([])).extract(image: image, mask: lump)
    let ring = try Extractor(settings([])).extract(image: image, mask: lump.rim(width: 2))
    let count = alone.features.values.count
    #expect(Array(both.features.values.prefix(count)) == alone.features.values)
    #expect(both.features.values.dropFirst(count).map(\.number) == ring.features.values.map(\.number))
    #expect(both.features.values.dropFirst(count).allSatisfy { $0.key.image == "rim_original" })
    #expect(both.diagnostics.contains { $0.tag == "rim_int_mask_vox_count_init_roi" })
  }

  @Test func `a region that cannot be made has missing features with the reason`() throws {
    let none = RegionOfInterest(name: "core", growth: -20)
    let both = try Extractor(settings([RegionOfInterest(name: "all"), none])).extract(image: image, mask: lump)
    let core = both.features.values.filter { $0.key.image == "core_original" }
    #expect(core.count * 2 == both.features.values.count)
    #expect(core.allSatisfy { $0.reason?.contains("shrinking it by 20 mm") == true })
    #expect(throws: ExtractionError.self) { try Extractor(settings([none])).extract(image: image, mask: lump) }
  }

  @Test func `each piece of a mask can be a region`() throws {
    let two = lump.union(box(0..<2, 0..<2, 0..<2))
    let pieces = try Extractor(settings([RegionOfInterest(each: .piece)])).extract(image: image, mask: two)
    func volume(_ image: String) -> Double? {
      pieces.features.values.first { $0.key == FeatureKey(image: image, tag: "morph_vol_approx") }?.number
    }
    #expect(volume("piece1_original") == 54)
    #expect(volume("piece2_original") == 16)
  }

  @Test func `labels of a mask file are one region together or one each`() throws {
    var fixture = NIfTIFixture.counting(typeCode: 64, isBigEndian: false)
    fixture.voxels = [0, 1, 1, 7, 0, 7, 7, 7].flatMap { fixture.word(Double($0).bitPattern) }
    let path = try fixture.file(named: "labels.nii")
    func count(_ region: RegionOfInterest, label: MaskSelection = .nonZero) throws -> [String: Double] {
      let result = try Extractor(settings([region])).extract(image: path, mask: path, label: label)
      let counts = result.diagnostics.filter { $0.tag.hasSuffix("int_mask_vox_count_init_roi") }
      return Dictionary(uniqueKeysWithValues: counts.map { ($0.tag, $0.value) })
    }
    #expect(try count(RegionOfInterest(labels: [1, 7])) == ["int_mask_vox_count_init_roi": 6])
    #expect(try count(RegionOfInterest(labels: [1])) == ["int_mask_vox_count_init_roi": 2])
    #expect(try count(RegionOfInterest(labels: [1]), label: .label(7)) == ["int_mask_vox_count_init_roi": 4])
    #expect(
      try count(RegionOfInterest(each: .label))
        == ["label1_int_mask_vox_count_init_roi": 2, "label7_int_mask_vox_count_init_roi": 4])
    // A label that is asked for is the region; others of the mask stay what they are.
    #expect(try count(RegionOfInterest(each: .label), label: .label(7)) == ["label7_int_mask_vox_count_init_roi": 4])
    #expect(try count(RegionOfInterest(without: .label(1)), label: .label(7)) == ["int_mask_vox_count_init_roi": 4])
    for label in [Double.infinity, -.infinity, .nan] {
      let error = #expect(throws: ExtractionError.self) { try count(RegionOfInterest(), label: .label(label)) }
      #expect(error?.description.contains("is not in the mask; it holds 1 (2 voxels), 7 (4 voxels).") == true)
    }
    let error = #expect(throws: ExtractionError.self) { try count(RegionOfInterest(within: .role("liver"))) }
    #expect(error?.description.hasPrefix("there is no mask of the role \"liver\"") == true)
  }

  /// Two volumes: two voxels of label 1, then four of it and one of label 7.
  @Test func `a region and what it is clipped to are of the volumes of their masks that they name`() throws {
    let image = try NIfTIFixture.counting(typeCode: 64, isBigEndian: false).file()
    var fixture = NIfTIFixture.counting(typeCode: 64, isBigEndian: false)
    fixture.dimensions = [4, 2, 2, 2, 2, 1, 1, 1]
    let labels: [Double] = [1, 1, 0, 0, 0, 0, 0, 0] + [1, 1, 1, 1, 0, 0, 0, 7]
    fixture.voxels = labels.flatMap { fixture.word($0.bitPattern) }
    let mask = try fixture.file(named: "labels.nii")
    let roles = ["organ": MaskSource(path: mask, selection: .label(1))]
    func count(_ region: RegionOfInterest, volume: Int? = nil) throws -> Double? {
      var settings = settings([region])
      settings.volume = volume
      let result = try Extractor(settings).extract(image: image, mask: mask, label: .nonZero, roles: roles)
      return result.diagnostics.first { $0.tag.hasSuffix("int_mask_vox_count_init_roi") }?.value
    }
    #expect(try count(RegionOfInterest(volume: 0)) == 2)
    #expect(try count(RegionOfInterest(volume: 1)) == 5)
    #expect(try count(RegionOfInterest(volume: 1, labels: [1])) == 4)
    #expect(try count(RegionOfInterest(volume: 1, each: .label)) == 4)
    // The region's beats that of the image, which holds for what names none.
    #expect(try count(RegionOfInterest(volume: 1), volume: 0) == 5)
    #expect(try count(RegionOfInterest(volume: 1, within: .role("organ")), volume: 0) == 2)
    #expect(try count(RegionOfInterest(volume: 1, within: .role("organ", volume: 1)), volume: 0) == 4)
    // A label is looked for where the region is, unless its volume is named.
    #expect(try count(RegionOfInterest(volume: 1, without: .label(7))) == 4)
    #expect(try count(RegionOfInterest(volume: 1, without: .label(1, volume: 0))) == 3)

    func refused(_ region: RegionOfInterest) -> String? {
      #expect(throws: ExtractionError.self) { try count(region, volume: 0) }?.description
    }
    let absent = "volume 2 was asked for, but the file has 2 (counted from 0). It is volume "
    for (region, key) in [
      (RegionOfInterest(volume: 2), "in roi"), (RegionOfInterest(volume: 2, each: .label), "in roi"),
      (RegionOfInterest(within: .role("organ", volume: 2)), "of within in roi"),
      (RegionOfInterest(without: .label(1, volume: 2)), "of without in roi"),
    ] {
      #expect(refused(region)?.hasSuffix(absent + "\(key) in the settings that asks for it.") == true)
    }
    // A mask of one volume has no second one.
    let single = try Extractor(settings([RegionOfInterest(volume: 0)])).extract(
      image: image, mask: mask, label: .nonZero)
    #expect(!single.features.values.isEmpty)
    #expect(throws: ExtractionError.self) {
      try Extractor(settings([RegionOfInterest(volume: 1)])).extract(image: image, mask: image, label: .nonZero)
    }
  }

  @Test func `settings keep their regions and hide none`() throws {
    var region = RegionOfInterest(name: "rim-3", labels: [1, 2], rim: .init(from: -1, to: 3), within: .label(9))
    region.range = .init(lower: -200)
    var settings = ExtractionSettings()
    settings.regions = [region, RegionOfInterest()]
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(ExtractionSettings.self, from: data) == settings)
    let plain = String(decoding: try JSONEncoder().encode(ExtractionSettings()), as: UTF8.self)
    #expect(!plain.contains("roi"))
    for bad in [
      #"{"roi": {"rim": -3}}"#, #"{"roi": {"rim": 3, "grow": 2}}"#, #"{"roi": {"name": "a b"}}"#,
      #"{"roi": [{}, {}]}"#, #"{"roi": {"grow": 1e9}}"#, #"{"roi": {"labels": [0]}}"#,
    ] {
      #expect(throws: DecodingError.self, "\(bad)") {
        try JSONDecoder().decode(ExtractionSettings.self, from: Data(bad.utf8))
      }
    }
  }
}
