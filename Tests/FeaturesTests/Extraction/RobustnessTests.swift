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
  /// Small images of 125 voxels with everything that studies have met.
  private static let hostile: [(name: String, image: Volume<Double>, mask: Mask)] = {
    func one(_ name: String, _ value: (Int) -> Double, inside: (Int) -> Bool) -> (String, Volume<Double>, Mask) {
      let (image, mask) = single(5, value, inside: inside)
      return (name, image, mask)
    }
    let odd = Geometry(size: [5, 5, 5], spacing: [1e-3, 1, 800])
    let plain = single(5, { Double($0 % 7) }, inside: { $0 % 3 > 0 })
    return [
      one("one voxel", { Double($0) }, inside: { $0 == 62 }),
      one("one voxel in a corner", { Double($0) }, inside: { $0 == 0 }),
      one("two voxels", { Double($0) }, inside: { $0 == 62 || $0 == 63 }),
      one("one level, full image", { _ in 5 }, inside: { _ in true }),
      one("scattered voxels", { Double($0 % 7) }, inside: { $0 % 31 == 0 }),
      one("two pieces", { Double($0 % 7) }, inside: { $0 < 10 || $0 > 115 }),
      one("pixels apart within every slice", { Double($0 % 7) }, inside: { $0 % 25 % 4 == 0 }),
      one("one slice", { Double($0 % 7) }, inside: { $0 / 25 == 2 }),
      one("one row", { Double($0 % 7) }, inside: { $0 / 5 == 12 }),
      one("not a number", { $0 % 3 == 0 ? .nan : Double($0 % 9) }, inside: { _ in true }),
      one("one voxel left of NaN", { $0 == 62 ? 3 : .nan }, inside: { _ in true }),
      one("infinite", { $0 == 62 ? .infinity : $0 == 63 ? -.infinity : Double($0 % 9) }, inside: { _ in true }),
      one("huge", { $0 % 2 == 0 ? 1e300 : -1e300 }, inside: { _ in true }),
      one("tiny", { Double($0 % 3) * 1e-300 }, inside: { _ in true }),
      one("subnormal", { Double($0 % 3) * 0x1p-1050 }, inside: { _ in true }),
      one("mean of 0", { $0 % 2 == 0 ? 1 : -1 }, inside: { $0 > 0 }),
      (
        "voxels of extreme shape", Volume(geometry: odd, voxels: plain.0.voxels),
        Mask(geometry: odd, isInside: plain.1.isInside)
      ),
    ]
  }()

  @Test(arguments: FeatureFamily.allCases)
  func `every feature of a hostile region has a finite value or a reason`(family: FeatureFamily) throws {
    for (name, image, mask) in Self.hostile {
      for discretisation in [Discretisation.fixedBinCount(8), .fixedBinWidth(2), .none, .multiplesOfWidth(3)] {
        for spacing in [[], [0.7, 0.7, 0.7]] as [[Double?]] {
          if name == "voxels of extreme shape", !spacing.isEmpty { continue }
          var settings = every
          settings.families = [family]
          settings.discretisation = discretisation
          settings.intensityVolumeDiscretisation = discretisation
          settings.spacing = spacing
          let extraction: Extraction
          do { extraction = try Extractor(settings).extract(image: image, mask: mask) } catch {
            #expect(!error.description.isEmpty, "\(name)")
            continue
          }
          let ways = max(1, TextureFeatures.aggregations(of: family).count)
          let count = FeatureCatalogue.definitions.count { $0.family == family } * ways
          #expect(extraction.features.values.count == count, "\(name)")
          for value in extraction.features.values {
            #expect(value.number?.isFinite ?? !(value.reason ?? "").isEmpty, "\(name) \(value.key.column)")
          }
        }
      }
    }
  }

  private func values(_ name: String, _ family: FeatureFamily) throws -> [String: FeatureValue] {
    let found = try #require(Self.hostile.first { $0.name == name })
    var settings = every
    settings.families = [family]
    settings.discretisation = .fixedBinCount(8)
    settings.aggregations = [.merged3D, .volume3D]
    let extraction = try Extractor(settings).extract(image: found.image, mask: found.mask)
    return Dictionary(uniqueKeysWithValues: extraction.features.values.map { ($0.key.tag, $0) })
  }

  @Test func `a single voxel has what a single voxel defines`() throws {
    let shape = try values("one voxel", .morphology)
    // The mesh of one voxel of 1 mm is an octahedron with its tips half-way to the six neighbours.
    #expect(abs((shape["morph_volume"]?.number ?? 0) - 1.0 / 6) < 1e-12)
    #expect(abs((shape["morph_area_mesh"]?.number ?? 0) - 3.0.squareRoot()) < 1e-12)
    #expect(shape["morph_diam"]?.number == 1)
    #expect(shape["morph_pca_maj_axis"]?.number == 0)
    #expect(shape["morph_pca_elongation"]?.reason == "the region is a single voxel, so it has no axes")
    #expect(shape["morph_com"]?.number == 0)
    #expect(shape["morph_moran_i"]?.number == nil)
    let statistics = try values("one voxel", .intensityStatistics)
    #expect(statistics["stat_mean"]?.number == 62)
    #expect(statistics["stat_var"]?.number == 0)
    #expect(statistics["stat_skew"]?.number == 0)
    #expect(statistics["stat_energy"]?.number == 3844.0)
    let pairs = try values("one voxel", .cooccurrence)
    #expect(pairs.values.allSatisfy { $0.reason == "no two voxels of the region are neighbours" })
    let zones = try values("one voxel", .sizeZone)
    #expect(zones["szm_sze"]?.number == 1)
    #expect(zones["szm_z_perc"]?.number == 1)
    #expect(zones["szm_zs_entr"]?.number == 0)
    #expect(try values("one voxel", .distanceZone)["dzm_sde"]?.number == 1)
    #expect(try values("one voxel", .runLength)["rlm_sre"]?.number == 1)
    #expect(try values("one voxel", .neighbouringDependence)["ngl_lde"]?.number == 1)
    #expect(try values("one voxel", .intensityHistogram)["ih_entropy"]?.number == 0)
    #expect(try values("one voxel", .intensityVolumeHistogram)["ivh_auc"]?.number == 0)
  }

  @Test func `two voxels have no deviation between their percentiles`() throws {
    // P₁₀ = 62.1 and P₉₀ = 62.9: neither 62 nor 63 lies between them.
    let statistics = try values("two voxels", .intensityStatistics)
    #expect(statistics["stat_p10"]?.number == 62.1)
    #expect(statistics["stat_rmad"]?.reason == "no voxel lies between the 10th and the 90th percentile")
    #expect(statistics["stat_mad"]?.number == 0.5)
    let histogram = try values("two voxels", .intensityHistogram)
    #expect(histogram["ih_rmad"]?.reason == "no voxel lies between the 10th and the 90th percentile")
  }

  @Test func `a single grey level has what a single level defines`() throws {
    let pairs = try values("one level, full image", .cooccurrence)
    #expect(pairs["cm_joint_max"]?.number == 1)
    #expect(pairs["cm_joint_entr"]?.number == 0)
    #expect(pairs["cm_contrast"]?.number == 0)
    for tag in ["cm_corr", "cm_info_corr1"] {
      let reason = try #require(pairs[tag]?.reason)
      #expect(reason.contains("single grey level"))
    }
    let zones = try values("one level, full image", .sizeZone)
    // One zone of 125 voxels.
    #expect(zones["szm_lze"]?.number == 15625.0)
    #expect(zones["szm_z_perc"]?.number == 1.0 / 125)
    #expect(try values("one level, full image", .neighbourhoodDifference)["ngt_coarseness"]?.number == 1e6)
    #expect(try values("one level, full image", .neighbourhoodDifference)["ngt_busyness"]?.number == 0)
    let shape = try values("one level, full image", .morphology)
    #expect(shape["morph_moran_i"]?.reason == "all voxels have the same intensity")
    let shift = try #require(shape["morph_com"]?.number)
    #expect(abs(shift) < 1e-12)
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
  }

  @Test(arguments: [
    [1e-4, 1e-4, 1e-4], [1e-30, 1e-30, 1e-30], [1, 1, .leastNonzeroMagnitude], [1, 1e-300, 1], [1e-7, 1, 1],
  ])
  func `voxels too small to be meant are a sentence`(spacing: [Double]) {
    let (image, mask) = phantom()
    for alignment in GridAlignment.allCases {
      var fine = every
      fine.spacing = spacing
      fine.gridAlignment = alignment
      fine.filter = Filter(.mean(size: 3), dimensions: .three)
      let extractor = Extractor(fine)
      #expect(throws: ExtractionError.self) { try extractor.extract(image: image, mask: mask) }
      #expect(throws: ExtractionError.self) { try extractor.responseMaps(of: image) }
      #expect(throws: ExtractionError.self) {
        try extractor.perturbed(image: image, mask: mask, by: [Perturbation(rotation: 3)])
      }
    }
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
  private func agree(_ a: Extraction, _ b: Extraction, except: (FeatureKey) -> Bool = { _ in false }) {
    #expect(a.features.values.map(\.key) == b.features.values.map(\.key))
    for (x, y) in zip(a.features.values, b.features.values) where !except(x.key) {
      guard let p = x.number, let q = y.number else {
        #expect(x.number == nil && y.number == nil, "\(x.key.column)")
        continue
      }
      #expect(abs(p - q) <= 2e-5 * max(1, abs(p)), "\(x.key.column): \(p) and \(q)")
    }
  }

  @Test(arguments: FeatureFamily.allCases.filter { $0 != .localIntensity })
  func `moving the region within a larger image changes nothing`(family: FeatureFamily) throws {
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
    settings.families = [family]
    let here = try Extractor(settings).extract(image: image, mask: mask)
    let there = try Extractor(settings).extract(
      image: Volume(geometry: wide, voxels: voxels), mask: Mask(geometry: wide, isInside: isInside))
    agree(here, there)
  }

  /// Every voxel of the image and the mask brought to another place, on a grid that fits.
  private func moved(
    _ image: Volume<Double>, _ mask: Mask, onto geometry: Geometry, _ place: (SIMD3<Int>) -> SIMD3<Int>
  ) -> (Volume<Double>, Mask) {
    let g = image.geometry
    var voxels = image.voxels
    var isInside = mask.isInside
    for z in 0..<g.size.z {
      for y in 0..<g.size.y {
        for x in 0..<g.size.x {
          let there = place(SIMD3(x, y, z))
          let (from, to) = (g.index(x: x, y: y, z: z), geometry.index(x: there.x, y: there.y, z: there.z))
          voxels[to] = image.voxels[from]
          isInside[to] = mask.isInside[from]
        }
      }
    }
    return (Volume(geometry: geometry, voxels: voxels), Mask(geometry: geometry, isInside: isInside))
  }

  @Test(arguments: FeatureFamily.allCases, [0, 1, 2])
  func `a mirrored image has the same features`(family: FeatureFamily, axis: Int) throws {
    let (image, mask) = phantom(spacing: [1, 1.5, 2])
    let (mirrored, mirroredMask) = moved(image, mask, onto: image.geometry) { place in
      var place = place
      place[axis] = image.geometry.size[axis] - 1 - place[axis]
      return place
    }
    var settings = every
    settings.families = [family]
    agree(
      try Extractor(settings).extract(image: image, mask: mask),
      try Extractor(settings).extract(image: mirrored, mask: mirroredMask))
  }

  @Test(arguments: FeatureFamily.allCases, [[2, 1, 0], [1, 0, 2], [0, 2, 1], [1, 2, 0], [2, 0, 1]])
  func `exchanging axes leaves volumetric features as they are`(family: FeatureFamily, order: [Int]) throws {
    let (image, mask) = phantom(spacing: [1, 1.5, 2])
    let g = image.geometry
    let turned = Geometry(
      size: SIMD3(g.size[order[0]], g.size[order[1]], g.size[order[2]]),
      spacing: SIMD3(g.spacing[order[0]], g.spacing[order[1]], g.spacing[order[2]]))
    let (other, otherMask) = moved(image, mask, onto: turned) {
      SIMD3($0[order[0]], $0[order[1]], $0[order[2]])
    }
    var settings = every
    settings.families = [family]
    settings.aggregations = [.averaged3D, .merged3D, .volume3D]
    agree(
      try Extractor(settings).extract(image: image, mask: mask),
      try Extractor(settings).extract(image: other, mask: otherMask))
  }

  @Test func `exchanging x and y leaves slice-wise texture as it is`() throws {
    let (image, mask) = phantom(spacing: [1, 1.5, 2])
    let g = image.geometry
    let turned = Geometry(size: [g.size.y, g.size.x, g.size.z], spacing: [1.5, 1, 2])
    let (other, otherMask) = moved(image, mask, onto: turned) { SIMD3($0.y, $0.x, $0.z) }
    var settings = every
    settings.families = Set(TextureFeatures.families)
    settings.aggregations = Set(Aggregation.allCases).subtracting([.averaged3D, .merged3D, .volume3D])
    agree(
      try Extractor(settings).extract(image: image, mask: mask),
      try Extractor(settings).extract(image: other, mask: otherMask))
  }

  @Test(arguments: FeatureFamily.allCases)
  func `adding a constant to all intensities leaves a fixed bin count as it is`(family: FeatureFamily) throws {
    let (image, mask) = phantom()
    var settings = every
    settings.families = [family]
    let shifted = Volume(geometry: image.geometry, voxels: image.voxels.map { $0 + 512 })
    let before = try Extractor(settings).extract(image: image, mask: mask)
    let after = try Extractor(settings).extract(image: shifted, mask: mask)
    switch family {
    case .intensityHistogram, .intensityVolumeHistogram, .cooccurrence, .runLength, .sizeZone, .distanceZone,
      .neighbourhoodDifference, .neighbouringDependence:
      #expect(before.features == after.features)
    case .morphology:
      // Where the intensity lies moves with its level; shape and autocorrelation do not.
      agree(before, after) { ["morph_com", "morph_integ_int"].contains($0.tag) }
    case .localIntensity:
      for (a, b) in zip(before.features.values, after.features.values) {
        #expect(abs((b.number ?? 0) - (a.number ?? 0) - 512) < 1e-9, "\(a.key.tag)")
      }
    case .intensityStatistics:
      let moving = ["mean", "median", "min", "p10", "p90", "max"].map { "stat_" + $0 }
      for (a, b) in zip(before.features.values, after.features.values) where moving.contains(a.key.tag) {
        #expect(abs((b.number ?? 0) - (a.number ?? 0) - 512) < 1e-9, "\(a.key.tag)")
      }
      agree(before, after) {
        moving.contains($0.tag) || ["cov", "qcod", "energy", "rms"].contains($0.tag.dropFirst(5))
      }
    }
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
    #expect(mask.pieces.map(\.count) == [2, 1])
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
