import TestSupport
import Testing

@testable import Features

private let families = Set(TextureFeatures.families.map(\.rawValue))

private func rows(_ configuration: String) -> [ReferenceValue] {
  ReferenceValue.all.filter { $0.configuration == configuration && families.contains($0.family) }
}

/// IBSI 1 consensus values of the texture families on the digital phantom, all ways of aggregating; source and tolerance
/// of every value stand in the row.
@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct TextureReferenceTests {
  private static let values: [FeatureKey: FeatureValue] = Dictionary(
    TextureFeatures.values(of: DigitalPhantom.image, aggregations: Set(Aggregation.allCases)).map { ($0.key, $0) },
    uniquingKeysWith: { first, _ in first })

  @Test(arguments: rows("phantom"))
  func `the digital phantom gives the consensus value`(row: ReferenceValue) throws {
    let aggregation = try #require(Aggregation(rawValue: row.aggregation))
    let value = try #require(Self.values[FeatureKey(tag: row.tag, aggregation: aggregation)])
    let number = try #require(value.number, "\(value.reason ?? "")")
    #expect(row.accepts(number), "\(row): \(number), reference \(row.value) ± \(row.tolerance)")
  }

  @Test func `every value of the catalogue has a reference row and every row a value`() {
    let expected = Set(rows("phantom").map { $0.tag + " " + $0.aggregation })
    let computed = Set(Self.values.keys.map { $0.tag + " " + ($0.aggregation?.rawValue ?? "") })
    #expect(expected == computed)
    #expect(expected.count == 6 * (25 + 16) + 3 * (16 + 16 + 5 + 17))
  }

  @Test func `names, codes and families agree with the reference table`() {
    for row in rows("phantom") {
      let definition = TextureFeatures.definitions.first { $0.tag == row.tag }
      #expect(definition?.name == row.name, "\(row.tag)")
      #expect(definition?.ibsiCode == row.code, "\(row.tag)")
      #expect(definition?.family.rawValue == row.family, "\(row.tag)")
    }
  }
}

/// The matrices of the digital phantom themselves (IBSI manual, chapter "Digital phantom texture matrices").
@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct TextureMatrixReferenceTests {
  private let grid = LevelGrid(DigitalPhantom.image)

  private struct Entry: Hashable {
    let slice: Int?
    let step: [Int]?
    let level: Int
    let column: Double
    let count: Double
  }

  private func expected(_ matrix: String, _ aggregation: String) throws -> Set<Entry> {
    let table = try ReferenceTable("ibsi/phantom_texture_matrices.csv").rows
    return Set(
      table.filter { $0["matrix"] == matrix && $0["aggregation"] == aggregation }.map { row in
        let step = [row["dx"], row["dy"], row["dz"]].compactMap { $0.flatMap(Int.init) }
        return Entry(
          slice: row["slice_z0"].flatMap(Int.init), step: step.count == 3 ? Self.forward(step) : nil,
          level: row["i"].flatMap(Int.init) ?? -1, column: row["j_or_s"].flatMap(Double.init) ?? -1,
          count: row["n"].flatMap(Double.init) ?? -1)
      })
  }

  /// A direction and its opposite are one; the later one in memory order stands for both.
  private static func forward(_ step: [Int]) -> [Int] {
    let isForward = (step[2], step[1], step[0]) > (0, 0, 0)
    return isForward ? step : step.map { -$0 }
  }

  private func entries(_ matrix: TextureMatrix, slice: Int? = nil, step: SIMD3<Int>? = nil) -> [Entry] {
    matrix.cells.map {
      Entry(
        slice: slice, step: step.map { [$0.x, $0.y, $0.z] }, level: $0.level, column: Double($0.column),
        count: Double($0.count))
    }
  }

  @Test func `co-occurrence matrices agree, per direction and merged`() throws {
    let matrices = CooccurrenceMatrices(grid, keepsSlices: true, isVolumetric: true)
    try check("GLCM", matrices.perSlice, matrices.perDirection)
  }

  @Test func `run length matrices agree, per direction and merged`() throws {
    let matrices = RunLengthMatrices(grid, keepsSlices: true, isVolumetric: true)
    try check("GLRLM", matrices.perSlice, matrices.perDirection)
  }

  private func check(_ name: String, _ perSlice: [[TextureMatrix]], _ perDirection: [TextureMatrix]) throws {
    let flat = perSlice.enumerated().flatMap { slice, matrices in
      zip(matrices, Directions.inPlane).flatMap { entries($0, slice: slice, step: $1) }
    }
    let flatMerged = perSlice.enumerated().flatMap { entries(TextureMatrix.merged($1), slice: $0) }
    let volume = zip(perDirection, Directions.volume).flatMap { entries($0, step: $1) }
    #expect(try Set(flat) == expected(name, "2D_per_direction"))
    #expect(try Set(flatMerged) == expected(name, "2D_merged"))
    #expect(try Set(volume) == expected(name, "3D_per_direction"))
    #expect(try Set(entries(.merged(perDirection))) == expected(name, "3D_merged"))
  }

  @Test(arguments: [false, true])
  func `zone matrices agree`(isVolumetric: Bool) throws {
    let border = BorderDistance(DigitalPhantom.image, grid, isVolumetric: isVolumetric)
    let zones = ZoneMatrices(grid, isVolumetric: isVolumetric, border: border)
    try check("GLSZM", zones.size, isVolumetric)
    try check("GLDZM", zones.distance, isVolumetric)
  }

  @Test(arguments: [false, true])
  func `dependence matrices agree`(isVolumetric: Bool) throws {
    try check("NGLDM", NeighbourhoodMatrices(grid, isVolumetric: isVolumetric).dependence, isVolumetric)
  }

  private func check(_ name: String, _ matrices: [TextureMatrix], _ isVolumetric: Bool) throws {
    let computed = matrices.enumerated().flatMap { entries($1, slice: isVolumetric ? nil : $0) }
    #expect(try Set(computed) == expected(name, isVolumetric ? "3D" : "2D"))
  }

  @Test(arguments: [false, true])
  func `neighbourhood difference matrices agree`(isVolumetric: Bool) throws {
    let computed = NeighbourhoodMatrices(grid, isVolumetric: isVolumetric).difference.enumerated().flatMap {
      z, matrix in
      matrix.rows.map { (isVolumetric ? nil : z, $0) }
    }
    // The manual prints s to three decimals; here the column is s and the count n.
    let reference = try expected("NGTDM", isVolumetric ? "3D" : "2D")
    #expect(reference.count == computed.count)
    for (slice, row) in computed {
      let entry = try #require(reference.first { $0.slice == slice && $0.level == row.level })
      #expect(abs(entry.column - row.difference) <= 0.0005001, "slice \(String(describing: slice)) level \(row.level)")
      #expect(entry.count == Double(row.count))
    }
  }
}
