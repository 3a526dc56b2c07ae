import Foundation
import TestSupport
import Testing

@testable import Features

/// One stored run of PyRadiomics 3.0.1.
private struct StoredRun {
  let image: String
  let mask: String
  let label: Double
  let binWidth: Double?
  let binCount: Int?
  let isFlat: Bool
  let features: [String: Double]

  init(_ name: String) throws {
    let data = try Data(contentsOf: URL(filePath: Reference.path("images/pyradiomics/computed/\(name).json")))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let settings = try #require(object["settings"] as? [String: Any])
    image = Reference.path("images/pyradiomics/" + (object["image"] as? String ?? ""))
    mask = Reference.path("images/pyradiomics/" + (object["mask"] as? String ?? ""))
    label = (object["label"] as? NSNumber)?.doubleValue ?? 1
    binWidth = (settings["binWidth"] as? NSNumber)?.doubleValue
    binCount = (settings["binCount"] as? NSNumber)?.intValue
    isFlat = (settings["force2D"] as? NSNumber)?.boolValue ?? false
    var features: [String: Double] = [:]
    for (key, value) in object["features"] as? [String: Any] ?? [:] {
      if let number = value as? NSNumber { features[key] = number.doubleValue }
    }
    self.features = features
  }

  /// Levels as PyRadiomics cuts them, cropped to the region.
  func levels(of image: Volume<Double>, _ mask: Volume<Float>) -> (image: LevelImage, values: [Double]) {
    let size = image.geometry.size
    var low = size
    var high = SIMD3(repeating: -1)
    var values: [Double] = []
    for z in 0..<size.z {
      for y in 0..<size.y {
        for x in 0..<size.x where Double(mask[x, y, z]) == label {
          low = SIMD3(min(low.x, x), min(low.y, y), min(low.z, z))
          high = SIMD3(max(high.x, x), max(high.y, y), max(high.z, z))
          values.append(image[x, y, z])
        }
      }
    }
    let box = high &- low &+ 1
    var levels = [UInt16](repeating: 0, count: box.x * box.y * box.z)
    let smallest = values.min() ?? 0
    let largest = values.max() ?? 0
    let width = binWidth ?? 25
    let start = (smallest / width).rounded(.down)
    for z in 0..<box.z {
      for y in 0..<box.y {
        for x in 0..<box.x {
          let place = low &+ SIMD3(x, y, z)
          guard Double(mask[place.x, place.y, place.z]) == label else { continue }
          let value = image[place.x, place.y, place.z]
          let bin: Double
          if let binCount {
            bin = min(
              Double(binCount - 1), ((value - smallest) / (largest - smallest) * Double(binCount)).rounded(.down))
          } else {
            bin = (value / width).rounded(.down) - start
          }
          levels[x + box.x * (y + box.y * z)] = UInt16(bin) + 1
        }
      }
    }
    let image = LevelImage(
      size: box, spacing: image.geometry.spacing, levels: levels, levelCount: Int(levels.max() ?? 0),
      isMorphological: levels.map { $0 != 0 })
    return (image, values)
  }
}

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct PyRadiomicsTextureTests {
  /// 1e-6 relative on the original image.
  @Test(arguments: [
    "brain1_default_bw25", "brain1_bc32", "brain1_force2D", "brain2_default_bw25", "prostate_l1_default_bw25",
    "prostate_l9_default_bw25", "pat1_default_bw25",
  ])
  func `texture of the original image agrees with PyRadiomics`(name: String) throws {
    let run = try StoredRun(name)
    let image = try NIfTI.volume(at: run.image, frame: nil, as: Double.self)
    let mask = try NIfTI.volume(at: run.mask)
    let levels = run.levels(of: image, mask).image
    var calculation = PyRadiomicsCalculation()
    calculation.isFlat = run.isFlat
    let values = PyRadiomicsTexture.values(of: levels, calculation: calculation)
    #expect(values.count == 75)
    for value in values {
      let expected = try #require(run.features[value.key.column], "\(value.key.column)")
      let number = try #require(value.number, "\(value.key.column)")
      #expect(abs(number - expected) <= 1e-6 * abs(expected), "\(value.key.column): \(number), PyRadiomics \(expected)")
    }
    let classes: [String] = PyRadiomicsTexture.FeatureClass.allCases.map { "original_\($0.rawValue)_" }
    let stored = run.features.keys.filter { key in classes.contains { (prefix: String) in key.hasPrefix(prefix) } }
    #expect(Set(stored) == Set(values.map(\.key.column)))
  }

  /// On filtered images 1e-3 relative: PyRadiomics' filters run in 32 bits, and a voxel may fall into the next bin.
  @Test func `every image type agrees with PyRadiomics`() throws {
    let run = try StoredRun("brain1_filters")
    let image = try NIfTI.volume(at: run.image, frame: nil, as: Double.self)
    let mask = try NIfTI.volume(at: run.mask)
    let types: [DerivedImage] = [
      .laplacianOfGaussian(sigma: 1), .laplacianOfGaussian(sigma: 2), .laplacianOfGaussian(sigma: 3),
      .wavelet(family: .coif1, levels: 1, startLevel: 0), .square, .squareRoot, .logarithm, .exponential,
      .gradient(usesSpacing: true), .original,
    ]
    var names: Set<String> = []
    for map in try types.flatMap({ try $0.maps(of: image) }) {
      names.insert(map.name)
      let (levels, inside) = run.levels(of: map.image, mask)
      let range = (inside.max() ?? 0) - (inside.min() ?? 0)
      let mean = inside.reduce(0, +) / Double(inside.count)
      for (feature, value) in [("Minimum", inside.min() ?? 0), ("Maximum", inside.max() ?? 0), ("Mean", mean)] {
        let expected = try #require(run.features["\(map.name)_firstorder_\(feature)"])
        #expect(abs(value - expected) <= 1e-5 * range, "\(map.name) \(feature): \(value), PyRadiomics \(expected)")
      }
      for value in PyRadiomicsTexture.values(of: levels, name: map.name) {
        let expected = try #require(run.features[value.key.column], "\(value.key.column)")
        let number = try #require(value.number, "\(value.key.column)")
        #expect(
          abs(number - expected) <= 1e-3 * abs(expected) + 1e-12,
          "\(value.key.column): \(number), PyRadiomics \(expected)")
      }
    }
    let stored = run.features.keys.filter { !$0.hasPrefix("diagnostics") && !$0.contains("_shape_") }
    #expect(names == Set(stored.compactMap { $0.split(separator: "_").first.map(String.init) }))
  }
}

@Suite struct MaximalCorrelationTests {
  private func matrix(_ rows: [[Int]]) -> TextureMatrix {
    let cells = rows.enumerated().flatMap { i, row in
      row.enumerated().map { TextureMatrix.Cell(level: i + 1, column: $0 + 1, count: $1) }
    }
    return TextureMatrix(cells: cells, voxelCount: 0)
  }

  @Test func `for two levels it is the magnitude of the correlation`() {
    // p = [[4, 1], [1, 4]] / 10: eigenvalues of D^(−½) P D^(−½) are 1 and 0.6.
    #expect(abs(MaximalCorrelation.value(of: matrix([[4, 1], [1, 4]])) - 0.6) < 1e-12)
    #expect(abs(MaximalCorrelation.value(of: matrix([[1, 4], [4, 1]])) - 0.6) < 1e-12)
  }

  @Test func `independent levels have none, separate groups all`() {
    #expect(MaximalCorrelation.value(of: matrix([[1, 2], [2, 4]])) < 1e-7)
    #expect(abs(MaximalCorrelation.value(of: matrix([[3, 0, 0], [0, 2, 1], [0, 1, 2]])) - 1) < 1e-12)
  }
}

@Suite struct DerivedImageTests {
  private let ramp = Volume<Double>(
    geometry: Geometry(size: [4, 4, 4], spacing: [2, 1, 1]), voxels: (0..<64).map { Double($0 % 4) - 1 })

  private func values(_ type: DerivedImage) throws -> [Double] {
    try Array(type.maps(of: ramp)[0].image.voxels.prefix(4))
  }

  /// Source: (1 / √m · x)² in Float64 with NumPy 1.26, as PyRadiomics 3.0.1 computes its square image; m the largest magnitude.
  @Test(arguments: [(50.0, 50.0, 50.00000000000001), (98, 70, 49.99999999999999), (75, 75, 74.99999999999999)])
  func `a square on the edge of a bin falls to the side where PyRadiomics has it`(
    magnitude: Double, x: Double, expected: Double
  ) throws {
    let image = Volume(geometry: Geometry(size: [2, 1, 1]), voxels: [magnitude, x])
    #expect(try DerivedImage.square.maps(of: image)[0].image.voxels[1] == expected)
  }

  @Test func `point-wise types keep the largest magnitude and the sign`() throws {
    #expect(try zip(values(.square), [0.5, 0, 0.5, 2]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(try values(.squareRoot) == [-2.0.squareRoot(), 0, 2.0.squareRoot(), 2])
    #expect(try values(.logarithm)[3] == 2)
    #expect(try abs(values(.logarithm)[0] + 2 * log(2) / log(3)) < 1e-15)
    #expect(try values(.exponential)[1] == 1)
    #expect(try abs(values(.exponential)[3] - 2) < 1e-15)
  }

  @Test func `the gradient of a ramp is its slope per mm, half of it at the border`() throws {
    #expect(try values(.gradient(usesSpacing: true)) == [0.25, 0.5, 0.5, 0.25])
    #expect(try values(.gradient(usesSpacing: false)) == [0.5, 1, 1, 0.5])
  }

  @Test func `wavelet bands are named along x, y, z and carry their level`() throws {
    let names = try DerivedImage.wavelet(family: .haar, levels: 2, startLevel: 0).maps(of: ramp).map(\.name)
    #expect(names.count == 15)
    #expect(names.first == "wavelet-LLH" && names.last == "wavelet2-LLL")
    let bands = try DerivedImage.wavelet(family: .haar, levels: 1, startLevel: 0).maps(of: ramp)
    // The ramp changes along x only: bands that are high along y or z are empty.
    for band in bands where band.name.dropFirst(9).contains("H") {
      #expect(band.image.voxels.allSatisfy { abs($0) < 1e-12 }, "\(band.name)")
    }
  }

  /// Source: skimage.feature.local_binary_pattern (scikit-image, method "uniform") on the same numbers.
  @Test func `local binary patterns agree with scikit-image`() throws {
    let voxels = (0..<30).map { index -> Double in
      let (x, y) = (index % 6, index / 6)
      return Double((7 * x * x + 13 * y * y + 5 * x * y) % 31)
    }
    let image = Volume(geometry: Geometry(size: [6, 5, 1]), voxels: voxels)
    let near = try DerivedImage.localBinaryPattern2D(LocalBinaryPattern(radius: 1, samples: 8)).maps(of: image)[0]
    #expect(near.name == "lbp-2D")
    #expect(
      near.image.voxels == [
        8, 4, 0, 7, 4, 2, 3, 0, 9, 0, 9, 1, 1, 8, 8, 2, 6, 0, 0, 6, 1, 8, 7, 1, 1, 9, 0, 9, 0, 9,
      ])
    let far = try DerivedImage.localBinaryPattern2D(LocalBinaryPattern(radius: 2, samples: 12)).maps(of: image)[0]
    #expect(
      far.image.voxels == [
        12, 4, 0, 7, 13, 13, 13, 1, 13, 0, 1, 1, 13, 8, 12, 13, 13, 0, 1, 13, 13, 13, 6, 1, 1, 13, 1, 13, 13, 13,
      ])
    #expect(
      FilterError(.binaryPattern(radius: 0, samples: 8)).description
        == "A local binary pattern has a radius in voxels above 0 and at most 100, not 0.0, and 1 to 52 points, not 8.")
  }

  @Test func `an image too small for a Laplacian is refused with a sentence`() {
    #expect(throws: FilterError(.imageTooSmall(axis: 0, count: 4, needed: 6))) {
      try DerivedImage.laplacianOfGaussian(sigma: 9.5).maps(of: ramp)
    }
    #expect(
      FilterError(.imageTooSmall(axis: 2, count: 1, needed: 4)).description
        == "The image has 1 voxels along z, but this filter needs at least 4.")
  }
}
