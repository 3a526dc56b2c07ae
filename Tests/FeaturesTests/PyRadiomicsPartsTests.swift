import Foundation
import Testing

@testable import Features

@Suite struct PyRadiomicsPartsTests {
  private func region(_ size: SIMD3<Int>, spacing: SIMD3<Double> = [1, 1, 1], inside: [Int]) throws -> Region {
    let geometry = Geometry(size: size, spacing: spacing)
    return try Region(
      geometry: geometry, intensities: (0..<geometry.count).map(Double.init),
      isMorphological: (0..<geometry.count).map(inside.contains))
  }

  private func numbers(_ values: [FeatureValue]) -> [String: Double] {
    Dictionary(values.compactMap { value in value.number.map { (value.key.tag, $0) } }, uniquingKeysWith: { a, _ in a })
  }

  // MARK: Shape of a slice

  @Test func `the outline of a pixel is a lozenge`() throws {
    let values = numbers(
      PyRadiomicsShape2D.values(of: try region([3, 3, 1], spacing: [2, 1, 1], inside: [4]), normal: 2))
    #expect(values["shape2D_MeshSurface"] == 1)
    #expect(values["shape2D_PixelSurface"] == 2)
    // Four sides from the middle of one edge to that of the next: √(1² + 0.5²).
    #expect(abs(try #require(values["shape2D_Perimeter"]) - 4 * 1.25.squareRoot()) < 1e-12)
    #expect(values["shape2D_MaximumDiameter"] == 2)
  }

  @Test func `pixels that touch by a corner stay apart`() throws {
    let values = numbers(PyRadiomicsShape2D.values(of: try region([2, 2, 1], inside: [0, 3]), normal: 2))
    #expect(values["shape2D_MeshSurface"] == 1)
    #expect(abs(try #require(values["shape2D_Perimeter"]) - 8 * 0.5.squareRoot()) < 1e-12)
  }

  @Test func `several slices have no planar shape, and say why`() throws {
    let region = try self.region([2, 2, 2], inside: [0, 7])
    let reasons = Set(PyRadiomicsShape2D.values(of: region, normal: 2).map(\.reason))
    #expect(reasons == ["shape2D is for a region of one slice, and this one has 2 along z"])
    #expect(PyRadiomicsShape2D.values(of: region, normal: nil)[0].reason == "shape2D needs force2D: true")
  }

  // MARK: Texture

  @Test func `steps of a distance are half of the shell of that distance`() {
    #expect(PyRadiomicsTexture.steps([1], isFlat: false) == Directions.volume.sorted { key($0) < key($1) })
    #expect(PyRadiomicsTexture.steps([2], isFlat: false).count == (125 - 27) / 2)
    #expect(PyRadiomicsTexture.steps([1, 2], isFlat: true).count == 12)
  }

  private func key(_ step: SIMD3<Int>) -> Int { step.x + 100 * step.y + 10_000 * step.z }

  private func image(_ levels: [UInt16]) -> LevelImage {
    LevelImage(
      size: [levels.count, 1, 1], spacing: [2, 1, 1], levels: levels, levelCount: 3,
      isMorphological: levels.map { $0 > 0 })
  }

  @Test func `without symmetry pairs count along a step only`() throws {
    var calculation = PyRadiomicsCalculation()
    calculation.isSymmetric = false
    let values = numbers(
      PyRadiomicsTexture.values(of: image([1, 2, 3]), classes: [.glcm], calculation: calculation))
    // Pairs (1, 2) and (2, 3): the first of a pair is 1.5 on average.
    #expect(values["glcm_JointAverage"] == 1.5)
    #expect(values["glcm_SumSquares"] == 0.25)
    #expect(values["glcm_Autocorrelation"] == 4)
  }

  @Test func `a weight falls with the square of the length of a step`() throws {
    var calculation = PyRadiomicsCalculation()
    calculation.distances = [1, 2]
    calculation.weighting = .euclidean
    let values = numbers(
      PyRadiomicsTexture.values(of: image([1, 2, 2]), classes: [.glcm], calculation: calculation))
    // Steps of 2 mm: pairs (1, 2) and (2, 2); one of 4 mm: (1, 2).
    let (near, far) = (exp(-4.0), exp(-16.0))
    let expected = (near + far) / (2 * near + far)
    #expect(abs(try #require(values["glcm_Contrast"]) - expected) < 1e-12)
  }

  @Test func `the maximal correlation of an asymmetric table is its second singular value`() {
    // For two levels: |det P| / √(Π marginals) = 0.2 / √(0.5 · 0.5 · 0.4 · 0.6).
    let matrix = TextureMatrix(
      cells: [
        .init(level: 1, column: 1, count: 4), .init(level: 1, column: 2, count: 1),
        .init(level: 2, column: 2, count: 5),
      ], voxelCount: 10)
    let value = MaximalCorrelation.value(of: PairDistribution(matrix, isSymmetric: false))
    #expect(abs(value - 0.2 / 0.06.squareRoot()) < 1e-9)
  }

  // MARK: Levels

  @Test func `edges lie at multiples of the width, a value on an edge above it`() throws {
    let geometry = Geometry(size: [5, 1, 1])
    let region = try Region(
      geometry: geometry, intensities: [-7, 0, 4.9, 5, 12], isMorphological: [Bool](repeating: true, count: 5))
    #expect(try region.pyRadiomicsLevels(by: .multiplesOfWidth(5), precision: .double).levels == [1, 3, 3, 4, 5])
    #expect(try region.pyRadiomicsLevels(by: .fixedBinCount(2), precision: .double).levels == [1, 1, 2, 2, 2])
    #expect(throws: DiscretisationError.binWidth(0)) {
      try region.pyRadiomicsLevels(by: .multiplesOfWidth(0), precision: .double)
    }
    #expect(throws: DiscretisationError.self) {
      try region.pyRadiomicsLevels(by: .multiplesOfWidth(1e-9), precision: .double)
    }
  }

  /// The middle edge of two bins between 0.1 and 0.7 is 0.4 in double precision, and what is next to 0.4 in single precision,
  /// 0.4000000059604645, for an image of such numbers: NumPy stores edges as the values are stored.
  @Test func `edges of a number of bins have the precision of the image`() throws {
    let values = [0.1, 0.4, 0.7].map { Double(Float($0)) }
    let region = try Region(
      geometry: Geometry(size: [3, 1, 1]), intensities: values, isMorphological: [true, true, true])
    let middle = values[0] + (values[2] - values[0]) / 2
    #expect(middle < values[1] || middle > values[1])
    #expect(Double(Float(middle)) == values[1])
    #expect(try region.pyRadiomicsLevels(by: .fixedBinCount(2), precision: .single).levels == [1, 2, 2])
    #expect(
      try region.pyRadiomicsLevels(by: .fixedBinCount(2), precision: .double).levels
        == [1, middle <= values[1] ? 2 : 1, 2])
  }

  // MARK: Precision

  @Test func `whole types cut towards zero and end at their limits`() {
    let precision = VoxelPrecision.whole(-128...127)
    #expect([1.9, -1.9, 200, -200, .nan].map(precision.rounded) == [1, -1, 127, -128, 0])
    #expect([0.5, -0.5, 200].map(precision.nearest) == [1, -1, 127])
    #expect(VoxelPrecision.single.rounded(0.1) == Double(Float(0.1)))
  }

  // MARK: Filters

  /// Source: skimage.feature.local_binary_pattern (scikit-image 0.26.0) with P = 8, R = 1 on the same numbers.
  @Test func `bits become numbers as in scikit-image`() throws {
    let voxels = (0..<30).map { index -> Double in
      let (x, y) = (index % 6, index / 6)
      return Double((7 * x * x + 13 * y * y + 5 * x * y) % 31)
    }
    let image = Volume(geometry: Geometry(size: [6, 5, 1]), voxels: voxels)
    func map(_ method: LocalBinaryPattern.Method) throws -> [Double] {
      try DerivedImage.localBinaryPattern2D(LocalBinaryPattern(method: method)).maps(of: image)[0].image.voxels
    }
    #expect(
      try map(.standard) == [
        255, 225, 0, 251, 225, 96, 193, 0, 21, 0, 179, 64, 64, 255, 255, 6, 159, 0, 0, 249, 64, 255, 239, 4, 4, 27, 0,
        17, 0, 20,
      ])
    #expect(
      try map(.rotated) == [
        255, 15, 0, 127, 15, 3, 7, 0, 21, 0, 59, 1, 1, 255, 255, 3, 63, 0, 0, 63, 1, 255, 127, 1, 1, 27, 0, 17, 0, 5,
      ])
    let variances = try map(.variance)
    for (own, expected) in zip(variances, [37.049246, 120.692455, 77.16783, 109.875342, 95.255035, 100.244393]) {
      #expect(abs(own - expected) < 1e-5)
    }
  }

  @Test func `interpolated voxels have the edges that were asked for`() throws {
    let source = Geometry(size: [50, 50, 9], spacing: [0.9765625, 1.3, 3])
    let grid = try ResamplingGrid(over: source, spacing: [2, 0.7, 3], alignment: .centre).geometry
    #expect(grid.spacing == [2, 0.7, 3])
  }

  /// NumPy's conversion of 256, 300 and 511 to eight bits without a sign, and of 40000 to sixteen with one.
  @Test func `patterns go around where the image's whole numbers end, as in NumPy`() throws {
    let eight = VoxelPrecision.whole(0...255)
    #expect([255, 256, 300, 511, -1].map(eight.wrapped) == [255, 0, 44, 255, 255])
    #expect(VoxelPrecision.whole(-32768...32767).wrapped(40000.7) == -25536)
    #expect(VoxelPrecision.single.wrapped(300) == 300)
    // Nine samples of a uniform plane are all bright: 511 of 512 codes.
    let image = Volume(geometry: Geometry(size: [5, 5, 1]), voxels: [Double](repeating: 9, count: 25))
    var context = DerivedImage.Context()
    context.precision = .whole(0...255)
    let pattern = LocalBinaryPattern(radius: 1, samples: 9, method: .standard)
    #expect(try DerivedImage.localBinaryPattern2D(pattern).maps(of: image, in: context)[0].image.voxels[12] == 255)
    #expect(try DerivedImage.localBinaryPattern2D(pattern).maps(of: image)[0].image.voxels[12] == 511)
  }

  @Test func `planes of a pattern may lie across any axis`() throws {
    let flat = Volume(geometry: Geometry(size: [6, 5, 1]), voxels: (0..<30).map { Double($0 * 7 % 11) })
    let upright = Volume(geometry: Geometry(size: [6, 1, 5]), voxels: flat.voxels)
    var context = DerivedImage.Context()
    let type = DerivedImage.localBinaryPattern2D(LocalBinaryPattern())
    let expected = try type.maps(of: flat, in: context)[0].image.voxels
    context.planeNormal = 1
    #expect(try type.maps(of: upright, in: context)[0].image.voxels == expected)
  }

  @Test func `a spherical pattern has a map for each order and one of kurtosis, within its limits`() throws {
    let image = Volume(geometry: Geometry(size: [5, 5, 5]), voxels: [Double](repeating: 7, count: 125))
    let maps = try DerivedImage.localBinaryPattern3D(SphericalBinaryPattern(radius: 1)).maps(of: image)
    #expect(maps.map(\.name) == ["lbp-3D-m1", "lbp-3D-m2", "lbp-3D-k"])
    #expect(
      FilterError(.sphericalPattern(SphericalBinaryPattern(levels: 9))).description
        == "A spherical pattern has 1 to 8 levels, not 9, a radius in voxels above 0 and at most 100, not 1.0, "
        + "and 0 to 3 subdivisions, not 1.")
  }

  @Test(arguments: WaveletFamily.names)
  func `low-pass coefficients add up to √2, high-pass coefficients to 0`(name: String) throws {
    let wavelet = try #require(WaveletFamily(rawValue: name))
    #expect(wavelet.rawValue == name)
    #expect(abs(wavelet.lowPass.weights.reduce(0, +) - 2.0.squareRoot()) < 1e-12)
    // The discrete Meyer wavelet is cut off.
    #expect(abs(wavelet.highPass.weights.reduce(0, +)) < (name == "dmey" ? 2e-3 : 1e-9))
  }

  @Test func `a wavelet that is not there has no name`() {
    for name in ["", "db0", "db21", "sym1", "coif6", "bior9.9", "abcd2.2", "db-1", "morl"] {
      #expect(WaveletFamily(rawValue: name) == nil, "\(name)")
    }
  }

  @Test func `filters are written and read back`() throws {
    let kinds: [Filter.Kind] = [
      .identity, .mean(size: 5), .laplacianOfGaussian(sigma: 1.5, truncation: 4),
      .laws(kernels: [.e5, .l5], orientations: .mean, energyDistance: nil),
      .gabor(.init(sigma: 5, gamma: 1.5, lambda: 2, theta: 10, thetaStep: 22.5, pooling: .max)),
      .separableWavelet(family: .db3, band: "LH", level: 2, orientations: .max), .simoncelli(level: 3),
      .riesz(order: [1, 0], of: .simoncelli(level: 2)),
      .riesz(order: [0, 2], of: .laplacianOfGaussian(sigma: 3, truncation: 5)),
      .riesz(order: [0, 2], of: .simoncelli(level: 1), alignment: 2.5),
    ]
    for kind in kinds {
      let filter = Filter(kind, dimensions: .two, boundary: .nearest)
      #expect(try JSONDecoder().decode(Filter.self, from: JSONEncoder().encode(filter)) == filter)
    }
  }
}
