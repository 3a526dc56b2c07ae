import Foundation
import Testing

@testable import Features

@Suite struct DistanceWeightingTests {
  private static let all = DistanceWeighting.Norm.allCases.flatMap { norm in
    DistanceWeighting.Function.allCases.map { DistanceWeighting(norm: norm, function: $0) }
  }
  private static let merging: Set<Aggregation> = [.sliceMerged2D, .fullyMerged25D, .merged3D]

  private func values(
    _ image: LevelImage, _ weighting: DistanceWeighting?, distance: Int = 1
  ) -> [FeatureKey: FeatureValue] {
    let settings = TextureSettings(distance: distance, weighting: weighting)
    let all = TextureFeatures.values(of: image, aggregations: Set(Aggregation.allCases), settings: settings)
    return Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func number(_ values: [FeatureKey: FeatureValue], _ tag: String, _ way: Aggregation) throws -> Double {
    try #require(values[FeatureKey(tag: tag, aggregation: way)]?.number)
  }

  /// What a diagonal counts for one along an axis.
  private static let ofDiagonal: [(DistanceWeighting, Double)] = [
    (DistanceWeighting(norm: .euclidean), 1 / 2.0.squareRoot()), (DistanceWeighting(norm: .manhattan), 0.5),
    (DistanceWeighting(norm: .chebyshev), 1), (DistanceWeighting(norm: .euclidean, function: .exponential), exp(-1.0)),
    (DistanceWeighting(norm: .manhattan, function: .exponential), exp(-3.0)),
  ]

  /// Levels 1 2 / 2 1: four pairs along the axes differ, two on diagonals are alike; each counts both ways.
  @Test(arguments: ofDiagonal)
  func `diagonal pairs count less`(weighting: DistanceWeighting, ratio: Double) throws {
    let contrast = 8 / (8 + 4 * ratio)
    let square = LevelImage(
      size: [2, 2, 1], spacing: [3, 3, 3], levels: [1, 2, 2, 1], levelCount: 2,
      isMorphological: [true, true, true, true])
    let found = values(square, weighting)
    for way in Self.merging {
      #expect(abs(try number(found, "cm_contrast", way) - contrast) < 1e-15)
    }
    // Unlike pairs: half in each of two cells.
    #expect(abs(try number(found, "cm_joint_max", .merged3D) - max(contrast, 1 - contrast) / 2) < 1e-15)
  }

  /// Matrices of each direction counted voxel by voxel from the manual's definition, multiplied and added here.
  @Test(arguments: all, [1, 2])
  func `merged matrices of the digital phantom are the weighted sums of those of its directions`(
    weighting: DistanceWeighting, distance: Int
  ) throws {
    let found = values(DigitalPhantom.image, weighting, distance: distance)
    for (way, steps) in [(Aggregation.merged3D, Naive.steps), (.fullyMerged25D, Naive.steps.filter { $0.z == 0 })] {
      var pairs: [SIMD2<Int>: Double] = [:]
      var runs: [SIMD2<Int>: Double] = [:]
      var voxels = 0.0
      for step in steps {
        let far = Naive.weight(step &* distance, weighting)
        for (cell, count) in Naive.pairs(step &* distance) { pairs[cell, default: 0] += far * Double(count) }
        let near = Naive.weight(step, weighting)
        for (cell, count) in Naive.runs(step) { runs[cell, default: 0] += near * Double(count) }
        voxels += near * 74
      }
      func check(_ tag: String, _ expected: Double) throws {
        let value = try number(found, tag, way)
        #expect(abs(value - expected) <= 1e-12 * max(1, abs(expected)), "\(tag) \(way)")
      }
      func mean(_ cells: [SIMD2<Int>: Double], _ term: (Double, Double) -> Double) -> Double {
        let total = cells.values.reduce(0, +)
        return cells.reduce(0) { $0 + $1.value / total * term(Double($1.key.x), Double($1.key.y)) }
      }
      func entropy(_ cells: [SIMD2<Int>: Double]) -> Double {
        let total = cells.values.reduce(0, +)
        return cells.values.reduce(0) { $0 - $1 / total * log2($1 / total) }
      }
      try check("cm_joint_avg", mean(pairs) { i, _ in i })
      try check("cm_contrast", mean(pairs) { i, j in (i - j) * (i - j) })
      try check("cm_auto_corr", mean(pairs) { i, j in i * j })
      try check("cm_inv_diff", mean(pairs) { i, j in 1 / (1 + abs(i - j)) })
      try check("cm_joint_entr", entropy(pairs))
      try check("cm_joint_max", (pairs.values.max() ?? 0) / pairs.values.reduce(0, +))
      try check("rlm_sre", mean(runs) { _, j in 1 / (j * j) })
      try check("rlm_hgre", mean(runs) { i, _ in i * i })
      try check("rlm_lrlge", mean(runs) { i, j in j * j / (i * i) })
      try check("rlm_rl_entr", entropy(runs))
      let total = runs.values.reduce(0, +)
      try check("rlm_r_perc", total / voxels)
      let levels = Dictionary(grouping: runs, by: \.key.x).mapValues { $0.reduce(0) { $0 + $1.value } }
      let squares = levels.values.reduce(0) { $0 + $1 * $1 }
      try check("rlm_glnu", squares / total)
      try check("rlm_glnu_norm", squares / (total * total))
    }
  }

  @Test(arguments: all)
  func `ways that keep directions apart, other families and equal lengths do not change`(
    weighting: DistanceWeighting
  ) throws {
    let plain = values(DigitalPhantom.image, nil)
    let found = values(DigitalPhantom.image, weighting)
    #expect(plain.count == found.count)
    var changed: Set<String> = []
    for (key, value) in found where value != plain[key] { changed.insert(key.column) }
    let merged = found.keys.filter { key in
      key.aggregation.map(Self.merging.contains) == true && ["cm_", "rlm"].contains(String(key.tag.prefix(3)))
    }
    #expect(changed.isSubset(of: merged.map(\.column)))
    if weighting == DistanceWeighting(norm: .chebyshev) { #expect(changed.isEmpty) }
    if weighting.norm != .chebyshev { #expect(changed.count > merged.count / 2) }
  }

  @Test func `settings without weights are written as before, and a function alone is refused`() throws {
    let plain = String(decoding: try JSONEncoder().encode(TextureSettings()), as: UTF8.self)
    #expect(!plain.contains("weighting"))
    for weighting in Self.all {
      let data = try JSONEncoder().encode(TextureSettings(weighting: weighting))
      #expect(try JSONDecoder().decode(TextureSettings.self, from: data).weighting == weighting)
    }
    func read(_ text: String) throws -> TextureSettings {
      try JSONDecoder().decode(TextureSettings.self, from: Data(text.utf8))
    }
    #expect(try read(#"{"weighting_norm": "none"}"#) == TextureSettings())
    #expect(try read(#"{"weighting_norm": "manhattan"}"#).weighting == DistanceWeighting(norm: .manhattan))
    for bad in [#"{"weighting_norm": "l2"}"#, #"{"weighting_function": "inverse"}"#] {
      #expect(throws: DecodingError.self) { try read(bad) }
    }
  }
}

/// The digital phantom's matrices straight from their definitions, one voxel after the other.
private enum Naive {
  static let size = SIMD3(5, 4, 4)

  /// One of each pair of opposite directions: 13.
  static let steps: [SIMD3<Int>] = {
    var steps: [SIMD3<Int>] = []
    for z in -1...1 {
      for y in -1...1 {
        for x in -1...1 where z > 0 || (z == 0 && (y > 0 || (y == 0 && x > 0))) { steps.append([x, y, z]) }
      }
    }
    return steps
  }()

  static func weight(_ m: SIMD3<Int>, _ weighting: DistanceWeighting) -> Double {
    let parts = [abs(Double(m.x)), abs(Double(m.y)), abs(Double(m.z))]
    let length =
      switch weighting.norm {
      case .manhattan: parts.reduce(0, +)
      case .euclidean: sqrt(parts.reduce(0) { $0 + $1 * $1 })
      case .chebyshev: parts.max() ?? 0
      }
    return weighting.function == .inverse ? pow(length, -1) : exp(-pow(length, 2))
  }

  private static func level(_ p: SIMD3<Int>) -> Int {
    for axis in 0..<3 where p[axis] < 0 || p[axis] >= size[axis] { return 0 }
    return Int(DigitalPhantom.levels[p.x + 5 * (p.y + 4 * p.z)])
  }

  private static let places: [SIMD3<Int>] = (0..<80).map { [$0 % 5, $0 / 5 % 4, $0 / 20] }

  static func pairs(_ step: SIMD3<Int>) -> [SIMD2<Int>: Int] {
    var counts: [SIMD2<Int>: Int] = [:]
    for place in places where level(place) > 0 {
      for other in [place &+ step, place &- step] where level(other) > 0 {
        counts[[level(place), level(other)], default: 0] += 1
      }
    }
    return counts
  }

  static func runs(_ step: SIMD3<Int>) -> [SIMD2<Int>: Int] {
    var counts: [SIMD2<Int>: Int] = [:]
    for place in places where level(place) > 0 && level(place &- step) != level(place) {
      var (length, next) = (1, place &+ step)
      while level(next) == level(place) {
        length += 1
        next = next &+ step
      }
      counts[[level(place), length], default: 0] += 1
    }
    return counts
  }
}
