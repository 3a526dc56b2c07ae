import Testing

@testable import Features

private func image(_ size: SIMD3<Int>, _ levels: [UInt16], count: Int? = nil) -> LevelImage {
  LevelImage(
    size: size, spacing: [1, 1, 1], levels: levels, levelCount: count ?? Int(levels.max() ?? 0),
    isMorphological: levels.map { $0 != 0 })
}

private func values(_ image: LevelImage) -> [FeatureValue] {
  TextureFeatures.values(of: image, aggregations: Set(Aggregation.allCases))
}

private func value(_ image: LevelImage, _ tag: String, _ aggregation: Aggregation) -> FeatureValue? {
  TextureFeatures.values(of: image, aggregations: [aggregation]).first { $0.key.tag == tag }
}

@Suite struct TextureFeatureTests {
  @Test func `two different neighbours give the co-occurrence values of a coin`() {
    let pair = image([2, 1, 1], [1, 2])
    #expect(value(pair, "cm_joint_max", .merged3D)?.number == 0.5)
    #expect(value(pair, "cm_joint_entr", .merged3D)?.number == 1)
    #expect(value(pair, "cm_contrast", .merged3D)?.number == 1)
    #expect(value(pair, "cm_corr", .merged3D)?.number == -1)
    #expect(value(pair, "cm_inv_diff_norm", .merged3D)?.number == 1 / 1.5)
  }

  @Test func `a row of three gives its runs`() {
    let row = image([3, 1, 1], [1, 1, 2])
    #expect(value(row, "rlm_lre", .directionMerged25D)?.number == 1.375)
    #expect(value(row, "rlm_r_perc", .merged3D)?.number == 38.0 / 39)
  }

  @Test func `a zone's distance is that of its outermost voxel`() {
    let square = image([3, 3, 1], [1, 1, 1, 1, 2, 1, 1, 1, 1])
    #expect(value(square, "dzm_lde", .slices2D)?.number == 2.5)
    #expect(value(square, "dzm_lde", .volume3D)?.number == 1)
  }

  @Test func `the dependence count includes the voxel itself`() {
    let single = image([1, 1, 1], [3])
    #expect(value(single, "ngl_hde", .volume3D)?.number == 1)
    #expect(value(single, "ngl_hgce", .volume3D)?.number == 9)
  }

  @Test func `one voxel has no neighbours, and the values that need them say so`() {
    for value in values(image([1, 1, 1], [1])) {
      if value.key.tag.hasPrefix("cm_") {
        #expect(value.reason == "no two voxels of the region are neighbours")
      } else if value.key.tag.hasPrefix("ngt_") {
        #expect(value.reason == "no voxel of the region has a neighbour in it")
      } else {
        #expect(value.number != nil, "\(value.key.column)")
      }
    }
  }

  @Test func `one grey level leaves only correlations undefined, and the rest has its limit`() {
    let flat = image([3, 3, 3], [UInt16](repeating: 4, count: 27))
    let missing = values(flat).filter { $0.number == nil }
    #expect(Set(missing.map(\.key.tag)) == ["cm_corr", "cm_info_corr1"])
    #expect(missing.allSatisfy { $0.reason == "the region has a single grey level, so the value would be 0/0" })
    #expect(value(flat, "ngt_coarseness", .volume3D)?.number == 1e6)
    #expect(value(flat, "ngt_contrast", .volume3D)?.number == 0)
    #expect(value(flat, "ngt_strength", .volume3D)?.number == 0)
    #expect(value(flat, "cm_joint_entr", .merged3D)?.number == 0)
    #expect(value(flat, "cm_info_corr2", .merged3D)?.number == 0)
  }

  @Test func `an empty level image has no value but a reason for each`() {
    let empty = values(image([2, 2, 1], [0, 0, 0, 0], count: 3))
    #expect(empty.count == 6 * 41 + 3 * 54)
    #expect(empty.allSatisfy { $0.reason != nil })
  }

  @Test func `an image of one slice has the same merged co-occurrence in 2D and 3D`() {
    let slice = image([3, 2, 1], [1, 2, 3, 3, 0, 1])
    #expect(value(slice, "cm_contrast", .merged3D)?.number == value(slice, "cm_contrast", .fullyMerged25D)?.number)
  }

  @Test func `turning the volume by its axes leaves the merged 3D values alone`() {
    let phantom = DigitalPhantom.image
    var turned = [UInt16](repeating: 0, count: phantom.levels.count)
    // (x, y, z) → (z, x, y)
    for z in 0..<4 {
      for y in 0..<4 { for x in 0..<5 { turned[z + 4 * (x + 5 * y)] = phantom.levels[x + 5 * (y + 4 * z)] } }
    }
    let other = image([4, 5, 4], turned, count: 6)
    for way in [Aggregation.merged3D, .volume3D] {
      let before = TextureFeatures.values(of: phantom, aggregations: [way])
      let after = TextureFeatures.values(of: other, aggregations: [way])
      #expect(before.map(\.key) == after.map(\.key))
      for (a, b) in zip(before, after) {
        #expect(abs((a.number ?? 0) - (b.number ?? 1)) <= 1e-12 * abs(a.number ?? 0), "\(a.key.column)")
      }
    }
  }

  @Test func `levels that never occur cost nothing and change only what depends on their number`() {
    let phantom = DigitalPhantom.image
    let stretched = image(phantom.size, phantom.levels.map { $0 == 0 ? 0 : $0 + 50_000 }, count: 60_000)
    for way in Aggregation.allCases {
      let before = TextureFeatures.values(of: phantom, aggregations: [way])
      let after = TextureFeatures.values(of: stretched, aggregations: [way])
      for (a, b) in zip(before, after) where ["cm_contrast", "cm_joint_entr", "szm_lze", "ngl_hde"].contains(a.key.tag)
      {
        #expect(abs((a.number ?? 0) - (b.number ?? 1)) <= 1e-12 * abs(a.number ?? 0), "\(a.key.column)")
      }
    }
  }

  @Test func `many levels use the sparse count and agree with the full table`() {
    // 1500 levels exceed the full table's 2²⁰ cells; the same levels modulo 1000 do not. Both are counted by hand here.
    var state: UInt64 = 7
    let levels = (0..<3000).map { _ -> UInt16 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt16(1 + (state >> 33) % 1500)
    }
    let sparse = image([30, 20, 5], levels)
    var contrast = 0.0
    var pairs = 0.0
    for z in 0..<5 {
      for y in 0..<20 {
        for x in 0..<30 {
          for step in Directions.volume {
            let (u, v, w) = (x + step.x, y + step.y, z + step.z)
            guard (0..<30).contains(u), (0..<20).contains(v), (0..<5).contains(w) else { continue }
            let difference = Double(levels[x + 30 * (y + 20 * z)]) - Double(levels[u + 30 * (v + 20 * w)])
            contrast += difference * difference
            pairs += 1
          }
        }
      }
    }
    let computed = value(sparse, "cm_contrast", .merged3D)?.number ?? 0
    #expect(abs(computed - contrast / pairs) <= 1e-9 * computed)
  }

  @Test func `a distance of two pairs voxels two steps apart`() {
    let row = image([4, 1, 1], [1, 2, 3, 4])
    let settings = TextureSettings(distance: 2)
    let far = TextureFeatures.values(of: row, aggregations: [.merged3D], settings: settings)
    #expect(far.first { $0.key.tag == "cm_contrast" }?.number == 4)
  }

  @Test func `coarseness counts neighbours that differ a little as dependent`() {
    let row = image([3, 1, 1], [1, 2, 5])
    let settings = TextureSettings(coarseness: 1)
    let found = TextureFeatures.values(of: row, aggregations: [.volume3D], settings: settings)
    #expect(found.first { $0.key.tag == "ngl_hde" }?.number == 3)
  }
}

@Suite struct TextureMatrixTests {
  private let a = TextureMatrix(
    cells: [.init(level: 2, column: 1, count: 3), .init(level: 1, column: 4, count: 1)], voxelCount: 4)
  private let b = TextureMatrix(cells: [.init(level: 2, column: 1, count: 2)], voxelCount: 2)
  private let c = TextureMatrix(cells: [.init(level: 60_000, column: 60_000, count: 1)], voxelCount: 1)

  @Test func `cells are sorted by level, then column, and equal ones added`() {
    #expect(a.merging(b).cells == [.init(level: 1, column: 4, count: 1), .init(level: 2, column: 1, count: 5)])
    #expect(a.merging(b).voxelCount == 6)
  }

  /// Sizes as zones have them: most small, a few too large for any table.
  @Test(arguments: [1, 300, 20_000]) func `cells far apart are added like neighbours`(levels: Int) {
    var cells = (0..<3_000).map { k in
      TextureMatrix.Cell(
        level: k * 7919 % levels, column: k % 50 == 0 ? 1 << (k / 50 % 40) : k * 31 % 90, count: k % 4)
    }
    cells.append(.init(level: .max, column: .max, count: 2))
    cells.append(.init(level: .max, column: .max, count: 1))
    let expected = Dictionary(grouping: cells) { SIMD2($0.level, $0.column) }.mapValues {
      $0.reduce(0) { $0 + $1.count }
    }
    .filter { $0.value > 0 }
    .map { TextureMatrix.Cell(level: $0.key.x, column: $0.key.y, count: $0.value) }
    .sorted { ($0.level, $0.column) < ($1.level, $1.column) }
    #expect(TextureMatrix(cells: cells, voxelCount: 0).cells == expected)
    #expect(TextureMatrix(cells: cells.dropLast(2).reversed(), voxelCount: 0).cells == expected.dropLast())
  }

  @Test func `merging is associative and commutative`() {
    #expect(a.merging(b).merging(c) == a.merging(b.merging(c)))
    #expect(a.merging(c) == c.merging(a))
    #expect(a.merging(.empty) == a)
  }
}
