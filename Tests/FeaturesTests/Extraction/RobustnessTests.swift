import Foundation
import Testing

@testable import Features

/// A small image with a lump of a region, from a seed.
private func phantom(seed: UInt64 = 7, size: SIMD3<Int> = [9, 8, 7], spacing: SIMD3<Double> = [1, 1, 1]) -> (
  Volume<Double>, Mask
) {
  var state = seed
  func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 33) / Double(1 << 31)
  }
  let geometry = Geometry(size: size, spacing: spacing)
  var voxels: [Double] = []
  var isInside: [Bool] = []
  for z in 0..<size.z {
    for y in 0..<size.y {
      for x in 0..<size.x {
        voxels.append((next() * 100).rounded())
        let d = SIMD3(Double(x), Double(y), Double(z)) - SIMD3(4, 4, 3)
        isInside.append((d * d).sum() < 9 + 3 * next())
      }
    }
  }
  return (Volume(geometry: geometry, voxels: voxels), Mask(geometry: geometry, isInside: isInside))
}

private let every = ExtractionSettings(
  discretisation: .fixedBinCount(8), intensityVolumeDiscretisation: .fixedBinCount(100),
  aggregations: Set(Aggregation.allCases))

private func single(_ count: Int, _ value: (Int) -> Double, inside: (Int) -> Bool) -> (Volume<Double>, Mask) {
  let geometry = Geometry(size: [count, count, count])
  return (
    Volume(geometry: geometry, voxels: (0..<geometry.count).map(value)),
    Mask(geometry: geometry, isInside: (0..<geometry.count).map(inside))
  )
}

@Suite struct `Hostile images and regions` {
  @Test func `every feature of a hostile region has a finite value or a reason`() throws {
    let cases: [(String, Volume<Double>, Mask)] = [
      {
        let (i, m) = single(5, { Double($0) }, inside: { $0 == 62 })
        return ("one voxel", i, m)
      }(),
      {
        let (i, m) = single(4, { _ in 5 }, inside: { _ in true })
        return ("one level, full image", i, m)
      }(),
      {
        let (i, m) = single(5, { Double($0 % 7) }, inside: { $0 % 31 == 0 })
        return ("scattered voxels", i, m)
      }(),
      {
        let (i, m) = single(5, { Double($0 % 7) }, inside: { $0 / 25 == 2 })
        return ("one slice", i, m)
      }(),
      {
        let (i, m) = single(5, { Double($0 % 7) }, inside: { $0 / 5 == 12 })
        return ("one row", i, m)
      }(),
      {
        let (i, m) = single(5, { $0 % 3 == 0 ? .nan : Double($0 % 9) }, inside: { _ in true })
        return ("not a number", i, m)
      }(),
      {
        let (i, m) = single(5, { $0 == 62 ? .infinity : Double($0 % 9) }, inside: { _ in true })
        return ("infinite", i, m)
      }(),
      {
        let (i, m) = single(4, { $0 % 2 == 0 ? 1e300 : -1e300 }, inside: { _ in true })
        return ("huge", i, m)
      }(),
      {
        let (i, m) = single(4, { $0 % 2 == 0 ? 1 : -1 }, inside: { _ in true })
        return ("mean of 0", i, m)
      }(),
    ]
    for (name, image, mask) in cases {
      for discretisation in [Discretisation.fixedBinCount(8), .fixedBinWidth(2), .none, .multiplesOfWidth(3)] {
        for spacing in [[], [0.7, 0.7, 0.7]] as [[Double?]] {
          var settings = every
          settings.discretisation = discretisation
          settings.spacing = spacing
          let extraction: Extraction
          do { extraction = try Extractor(settings).extract(image: image, mask: mask) } catch {
            #expect(!error.description.isEmpty, "\(name)")
            continue
          }
          #expect(extraction.features.values.count > 400, "\(name)")
          for value in extraction.features.values {
            #expect(value.number?.isFinite ?? !(value.reason ?? "").isEmpty, "\(name) \(value.key.column)")
          }
        }
      }
    }
  }

  @Test func `an empty mask, a mask of another grid and a vanished region are sentences`() {
    let (image, mask) = phantom()
    let empty = Mask(geometry: mask.geometry, isInside: mask.isInside.map { _ in false })
    #expect(throws: ExtractionError.region(.empty)) { try Extractor(every).extract(image: image, mask: empty) }
    let other = Mask(
      geometry: Geometry(size: [9, 8, 6]), isInside: Array(mask.isInside.prefix(9 * 8 * 6)))
    let error = #expect(throws: ExtractionError.self) { try Extractor(every).extract(image: image, mask: other) }
    #expect(
      error?.description
        == "mask is 9×8×6 voxels but image is 9×8×7. Export both from the same series, or ask for the mask to be"
        + " resampled (resample_mask).")
    var narrow = every
    narrow.resegmentation = .init(lower: 1000, upper: 2000)
    let lost = #expect(throws: ExtractionError.self) { try Extractor(narrow).extract(image: image, mask: mask) }
    #expect(lost?.description.contains("re-segmentation range [1000, 2000]") == true)
    var fine = every
    fine.spacing = [0.0001, 0.0001, 0.0001]
    #expect(throws: ExtractionError.self) { try Extractor(fine).extract(image: image, mask: mask) }
  }

  @Test func `a mask of another grid is resampled when asked`() throws {
    let (image, mask) = phantom()
    // The same mask in a larger field that starts two voxels earlier.
    let wide = Geometry(size: [13, 12, 11], origin: [-2, -2, -2])
    let moved = mask.resampled(onto: wide)
    #expect(moved.count == mask.count)
    var settings = every
    settings.resamplesMask = true
    let direct = try Extractor(every).extract(image: image, mask: mask)
    #expect(try Extractor(settings).extract(image: image, mask: moved).features == direct.features)
  }
}

@Suite struct `Symmetries of features` {
  /// The enclosing ellipsoid is approximated to one part in a thousand, by a path that depends on the order of vertices.
  private func agree(_ a: Extraction, _ b: Extraction, except: (FeatureKey) -> Bool = { $0.tag.hasSuffix("mvee") }) {
    #expect(a.features.values.map(\.key) == b.features.values.map(\.key))
    for (x, y) in zip(a.features.values, b.features.values) where !except(x.key) {
      guard let p = x.number, let q = y.number else {
        #expect(x.number == nil && y.number == nil, "\(x.key.column)")
        continue
      }
      #expect(abs(p - q) <= 2e-5 * max(1, abs(p)), "\(x.key.column): \(p) and \(q)")
    }
  }

  @Test func `moving the region within a larger image changes nothing`() throws {
    let (image, mask) = phantom()
    let wide = Geometry(size: [20, 20, 20])
    var voxels = [Double](repeating: 0, count: wide.count)
    var isInside = [Bool](repeating: false, count: wide.count)
    for z in 0..<7 {
      for y in 0..<8 {
        for x in 0..<9 {
          voxels[wide.index(x: x + 6, y: y + 7, z: z + 8)] = image[x, y, z]
          isInside[wide.index(x: x + 6, y: y + 7, z: z + 8)] = mask.isInside[mask.geometry.index(x: x, y: y, z: z)]
        }
      }
    }
    var settings = every
    settings.families.remove(.localIntensity)
    let here = try Extractor(settings).extract(image: image, mask: mask)
    let there = try Extractor(settings).extract(
      image: Volume(geometry: wide, voxels: voxels), mask: Mask(geometry: wide, isInside: isInside))
    agree(here, there)
  }

  @Test(arguments: [0, 1, 2]) func `a mirrored image has the same features`(axis: Int) throws {
    let (image, mask) = phantom(spacing: [1, 1.5, 2])
    let g = image.geometry
    var voxels = image.voxels
    var isInside = mask.isInside
    for z in 0..<g.size.z {
      for y in 0..<g.size.y {
        for x in 0..<g.size.x {
          var place = SIMD3(x, y, z)
          place[axis] = g.size[axis] - 1 - place[axis]
          let (from, to) = (g.index(x: x, y: y, z: z), g.index(x: place.x, y: place.y, z: place.z))
          voxels[to] = image.voxels[from]
          isInside[to] = mask.isInside[from]
        }
      }
    }
    agree(
      try Extractor(every).extract(image: image, mask: mask),
      try Extractor(every).extract(
        image: Volume(geometry: g, voxels: voxels), mask: Mask(geometry: g, isInside: isInside)))
  }

  @Test func `exchanging x and z leaves volumetric features as they are`() throws {
    let (image, mask) = phantom(spacing: [1, 1.5, 2])
    let g = image.geometry
    let turned = Geometry(size: [g.size.z, g.size.y, g.size.x], spacing: [2, 1.5, 1])
    var voxels = image.voxels
    var isInside = mask.isInside
    for z in 0..<g.size.z {
      for y in 0..<g.size.y {
        for x in 0..<g.size.x {
          let (from, to) = (g.index(x: x, y: y, z: z), turned.index(x: z, y: y, z: x))
          voxels[to] = image.voxels[from]
          isInside[to] = mask.isInside[from]
        }
      }
    }
    var settings = every
    settings.aggregations = [.averaged3D, .merged3D, .volume3D]
    agree(
      try Extractor(settings).extract(image: image, mask: mask),
      try Extractor(settings).extract(
        image: Volume(geometry: turned, voxels: voxels), mask: Mask(geometry: turned, isInside: isInside)))
  }

  @Test func `adding a constant to all intensities leaves a fixed bin count as it is`() throws {
    let (image, mask) = phantom()
    var settings = every
    settings.families = Set(FeatureFamily.allCases).subtracting([
      .morphology, .localIntensity, .intensityStatistics, .intensityVolumeHistogram,
    ])
    let shifted = Volume(geometry: image.geometry, voxels: image.voxels.map { $0 + 512 })
    #expect(
      try Extractor(settings).extract(image: image, mask: mask).features
        == Extractor(settings).extract(image: shifted, mask: mask).features)
  }

  @Test func `autocorrelation by Fourier transform equals the sum over all pairs`() throws {
    let (image, mask) = phantom(spacing: [0.7, 0.9, 3])
    let region = try Region(geometry: image.geometry, intensities: image.voxels, isMorphological: mask.isInside)
    let pairs = try #require(SpatialAutocorrelation(region, pairwiseLimit: .max))
    let transformed = try #require(SpatialAutocorrelation(region, pairwiseLimit: 0))
    #expect(abs(pairs.moransI - transformed.moransI) < 1e-6)
    #expect(abs(pairs.gearysC - transformed.gearysC) < 1e-6)
  }
}

@Suite struct `Regions made from regions` {
  private func cube(_ size: Int, _ inside: Range<Int>) -> Mask {
    let g = Geometry(size: [size, size, size], spacing: [1, 1, 2])
    var isInside: [Bool] = []
    for z in 0..<size {
      for y in 0..<size {
        for x in 0..<size { isInside.append(inside.contains(x) && inside.contains(y) && inside.contains(z)) }
      }
    }
    return Mask(geometry: g, isInside: isInside)
  }

  @Test func `a single voxel grown by 2 mm is a ball in millimetres`() {
    // In-plane radius 2 has 13 voxels; slices 2 mm apart add one voxel above and one below.
    #expect(cube(7, 3..<4).grown(by: 2).count == 15)
    #expect(cube(7, 3..<4).rim(width: 2).count == 14)
    #expect(cube(7, 3..<4).grown(by: 0.9).count == 1)
  }

  @Test func `shrinking undoes growing for a cube and a rim stays within its limits`() {
    let mask = cube(11, 3..<8)
    #expect(mask.grown(by: -1).count == 3 * 3 * 5)
    let limits = cube(11, 0..<8)
    #expect(mask.rim(width: 1, within: limits).intersection(mask).count == 0)
    #expect(mask.rim(width: 1, within: limits).count == 3 * 25 - 25)
  }

  @Test func `pieces are counted over faces, edges and corners`() {
    let g = Geometry(size: [4, 4, 4])
    var isInside = [Bool](repeating: false, count: 64)
    for index in [g.index(x: 0, y: 0, z: 0), g.index(x: 1, y: 1, z: 1), g.index(x: 3, y: 3, z: 3)] {
      isInside[index] = true
    }
    let mask = Mask(geometry: g, isInside: isInside)
    #expect(mask.componentSizes == [2, 1])
    #expect(mask.components.map(\.count) == [2, 1])
    #expect(mask.largestSliceOnly.count == 1)
  }

  @Test func `delta features are told by kind and miss where a value is missing`() {
    let early = FeatureVector([
      FeatureValue(FeatureKey(tag: "a"), 2), FeatureValue(FeatureKey(tag: "b"), missing: "flat"),
      FeatureValue(FeatureKey(tag: "c"), 0),
    ])
    let late = FeatureVector([
      FeatureValue(FeatureKey(tag: "a"), 3), FeatureValue(FeatureKey(tag: "b"), 1),
      FeatureValue(FeatureKey(tag: "c"), 1),
    ])
    #expect(late.delta(from: early, as: .difference).values.map(\.number) == [1, nil, 1])
    #expect(late.delta(from: early, as: .ratio).values.map(\.number) == [1.5, nil, nil])
    #expect(late.delta(from: early, as: .relative).values[0].number == 0.5)
    #expect(late.delta(from: early, as: .ratio).values[1].reason == "missing at the earlier exam: flat")
  }
}
