import Foundation
import Testing

@testable import Features

/// A smooth ball of 9 mm radius in a noisy field of 40 × 40 × 20 mm, voxels of 1 × 1 × 2 mm.
private func ball(noise: Double = 0) -> (Volume<Double>, Mask) {
  let geometry = Geometry(size: [40, 40, 20], spacing: [1, 1, 2])
  var stream = RandomStream(seed: 3)
  var voxels: [Double] = []
  var isInside: [Bool] = []
  for z in 0..<20 {
    for y in 0..<40 {
      for x in 0..<40 {
        let d = SIMD3(Double(x) - 19.5, Double(y) - 19.5, 2 * Double(z) - 19)
        let r = (d * d).sum().squareRoot()
        voxels.append(100 / (1 + exp(r - 9)))
        isInside.append(r <= 9)
      }
    }
  }
  return (
    Volume(geometry: geometry, voxels: Noise.added(to: voxels, deviation: noise, stream: &stream)),
    Mask(geometry: geometry, isInside: isInside)
  )
}

private let settings = ExtractionSettings(families: [.intensityStatistics, .morphology])

private func values(_ perturbation: Perturbation, noise: Double = 0) throws -> [String: Double] {
  let (image, mask) = ball(noise: noise)
  let vector = try #require(try Extractor(settings).perturbed(image: image, mask: mask, by: [perturbation]).first)
  return Dictionary(
    vector.values.compactMap { value in value.number.map { (value.key.tag, $0) } }, uniquingKeysWith: { a, _ in a })
}

@Suite struct `Perturbations` {
  @Test func `no perturbation gives the features of plain extraction`() throws {
    let (image, mask) = ball(noise: 5)
    var interpolated = settings
    interpolated.spacing = [1.5, 1.5, 1.5]
    var splined = interpolated
    splined.imageInterpolation = .cubicSpline
    var nearest = interpolated
    (nearest.imageInterpolation, nearest.maskInterpolation) = (.nearest, .nearest)
    for chosen in [settings, interpolated, splined, nearest] {
      let plain = try Extractor(chosen).extract(image: image, mask: mask).features
      let none = try #require(
        try Extractor(chosen).perturbed(image: image, mask: mask, by: [Perturbation()]).first)
      for (a, b) in zip(plain.values, none.values) where !a.key.tag.hasSuffix("ombb") {
        let (x, y) = (a.number ?? 0, b.number ?? 0)
        #expect(abs(x - y) <= 1e-6 * max(1, abs(x)), "\(a.key.tag)")
      }
    }
  }

  @Test func `whole numbers stay whole in PyRadiomics' features of a perturbed image, as they do when it is resampled`()
    throws
  {
    let (image, mask) = ball(noise: 5)
    let folder = FileManager.default.temporaryDirectory.appending(path: "radish-whole-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (imagePath, maskPath) = (folder.path + "/image.nii", folder.path + "/mask.nii")
    try NIfTI.write(
      Volume(geometry: image.geometry, voxels: image.voxels.map { Float($0 / 10) }), to: imagePath, as: .int16)
    try NIfTI.write(mask, to: maskPath)
    var chosen = ExtractionSettings.pyRadiomics(spacing: [1.5, 1.5, 1.5], imageInterpolation: .linear)
    chosen.pyRadiomics.classes = ["firstorder": ["Minimum", "Maximum", "Range"]]
    let turned = try Extractor(chosen).perturbed(image: imagePath, mask: maskPath, by: [Perturbation(rotation: 7)])
    let numbers = try #require(turned.first).values.compactMap(\.number)
    #expect(numbers.count == 3 && numbers.allSatisfy { $0 == $0.rounded() } && numbers[2] > 3)
  }

  @Test(arguments: [1e308, -1e300])
  func `turning and moving far beyond every image is a sentence or a value, never a crash`(far: Double) throws {
    let (image, mask) = ball()
    for perturbation in [Perturbation(rotation: far), Perturbation(translation: [far, 0, 0])] {
      let found = Result { try Extractor(settings).perturbed(image: image, mask: mask, by: [perturbation]) }
      if case .failure(let error) = found { #expect(error is ExtractionError) }
    }
    let gabor = Filter(.gabor(.init(sigma: 2, gamma: 1, lambda: 2, theta: far)), dimensions: .two)
    let flat = Volume(geometry: Geometry(size: [8, 8, 1]), voxels: (0..<64).map { Float($0 % 7) })
    #expect(try gabor.response(to: flat).voxels.allSatisfy(\.isFinite))
  }

  /// The image is bright far from the region, so that its mean and deviation differ from those of the surroundings.
  @Test(arguments: [false, true])
  func `no perturbation gives PyRadiomics' features of the normalised and the filtered image`(isCropped: Bool) throws {
    let (plainImage, mask) = ball(noise: 5)
    let image = Volume(
      geometry: plainImage.geometry,
      voxels: plainImage.voxels.enumerated().map { $0 % 40 < 4 ? $1 + 900 : $1 })
    var chosen = ExtractionSettings(discretisation: .multiplesOfWidth(5))
    chosen.naming = .pyradiomics
    chosen.pyRadiomics.normalises = true
    chosen.pyRadiomics.normalisationScale = 100
    chosen.pyRadiomics.preCrops = isCropped
    chosen.pyRadiomics.classes = ["firstorder": []]
    chosen.pyRadiomics.images = [
      .init(.original), .init(.laplacianOfGaussian(sigma: 3, written: nil)),
    ]
    let plain = try Extractor(chosen).extract(image: image, mask: mask).features.values
    let none = try #require(
      try Extractor(chosen).perturbed(image: image, mask: mask, by: [Perturbation()]).first?.values)
    #expect(plain.count > 30 && plain.count == none.count)
    for (a, b) in zip(plain, none) {
      let (x, y) = (try #require(a.number), try #require(b.number))
      #expect(abs(x - y) <= 1e-5 * max(1, abs(x)), "\(a.key)")
    }
  }

  @Test func `a quarter turn of a cube that fits the grid changes nothing`() throws {
    let geometry = Geometry(size: [12, 12, 5])
    let image = Volume(geometry: geometry, voxels: (0..<geometry.count).map { Double(($0 * 31) % 97) })
    let mask = Mask(
      geometry: geometry,
      isInside: (0..<geometry.count).map {
        (4..<8).contains($0 % 12) && (4..<8).contains($0 / 12 % 12) && (1..<4).contains($0 / 144)
      })
    for method in Interpolation.allCases {
      var settings = ExtractionSettings(families: [.intensityStatistics])
      settings.imageInterpolation = method
      let results = try Extractor(settings).perturbed(
        image: image, mask: mask, by: [Perturbation(), Perturbation(rotation: 90)])
      for (a, b) in zip(results[0].values, results[1].values) {
        #expect(abs((a.number ?? 0) - (b.number ?? 0)) < 1e-6, "\(method) \(a.key.tag)")
      }
    }
  }

  @Test func `a shift follows the interpolation that was asked for`() throws {
    // A parabola along x: the spline keeps it away from the border, straight lines between its points lie above it.
    let geometry = Geometry(size: [64, 5, 3])
    let parabola = (0..<64).map { x in Double((x - 32) * (x - 32)) }
    let image = Volume(geometry: geometry, voxels: (0..<geometry.count).map { parabola[$0 % 64] })
    var isInside = [Bool](repeating: false, count: geometry.count)
    isInside[geometry.index(x: 32, y: 2, z: 1)] = true
    let mask = Mask(geometry: geometry, isInside: isInside)
    func mean(_ method: Interpolation) throws -> Double {
      var settings = ExtractionSettings(families: [.intensityStatistics])
      (settings.imageInterpolation, settings.maskInterpolation) = (method, .nearest)
      let vector = try Extractor(settings).perturbed(
        image: image, mask: mask, by: [Perturbation(translation: [0.25, 0, 0])])
      let value = vector.first?.values.first { $0.key.tag == "stat_mean" }
      return try #require(value?.number)
    }
    // At a quarter of a voxel beside the lowest point, where the mask stays its voxel.
    #expect(abs(try mean(.cubicSpline) - 0.0625) < 1e-6)
    #expect(abs(try mean(.linear) - 0.25) < 1e-12)
    #expect(try mean(.nearest) == 0)
  }

  @Test func `a shift by a whole voxel changes nothing and by half a voxel smooths`() throws {
    let still = try values(Perturbation(), noise: 10)
    let whole = try values(Perturbation(translation: [1, 1, 0]), noise: 10)
    let half = try values(Perturbation(translation: [0.5, 0.5, 0]), noise: 10)
    #expect(abs((still["stat_var"] ?? 0) - (whole["stat_var"] ?? 1)) < 1e-6)
    #expect((half["stat_var"] ?? .infinity) < (still["stat_var"] ?? 0))
  }

  @Test func `volume adaptation changes the number of voxels by exactly the fraction`() {
    let (_, mask) = ball()
    for change in [-0.3, -0.1, 0.05, 0.2] {
      var stream = RandomStream(seed: 1)
      let adapted = mask.volumeAdapted(by: change, stream: &stream)
      #expect(adapted.count == Int((Double(mask.count) * (1 + change)).rounded()))
      // Only at the border: a grown mask holds the old one, a shrunk one lies within it.
      #expect((change > 0 ? mask.subtracting(adapted) : adapted.subtracting(mask)).count == 0)
    }
    var stream = RandomStream(seed: 1)
    #expect(mask.volumeAdapted(by: -1, stream: &stream).count == 1)
  }

  @Test func `the estimate of noise is that of white noise and ignores smooth structure`() {
    let (smooth, _) = ball()
    let (noisy, _) = ball(noise: 8)
    #expect(Noise.deviation(of: smooth.voxels, size: smooth.geometry.size) < 1)
    #expect(abs(Noise.deviation(of: noisy.voxels, size: noisy.geometry.size) - 8) < 0.4)
    #expect(Noise.deviation(of: [1, 2, 3], size: [3, 1, 1]) == 0)
  }

  @Test func `a randomised contour stays near the old one and differs between seeds`() {
    let (image, mask) = ball(noise: 5)
    var masks: [Mask] = []
    for seed in [1, 2, 1] as [UInt64] {
      var stream = RandomStream(seed: seed)
      masks.append(mask.contourRandomised(over: image.voxels, stream: &stream))
    }
    #expect(masks[0] == masks[2])
    #expect(masks[0] != masks[1])
    for one in masks {
      let overlap = 2 * Double(one.intersection(mask).count) / Double(one.count + mask.count)
      #expect(overlap > 0.8)
      #expect(overlap < 1)
    }
  }

  @Test func `supervoxels follow an edge of intensity`() {
    let geometry = Geometry(size: [24, 24, 1])
    let image = (0..<576).map { $0 % 24 < 11 ? 0.0 : 100.0 }
    let mask = Mask(geometry: geometry, isInside: image.map { _ in true })
    let pieces = Supervoxels(image, around: mask)
    #expect(pieces.count > 20)
    var sides = [Set<Double>](repeating: [], count: pieces.count)
    for (k, label) in pieces.labels.enumerated() { sides[label].insert(image[k]) }
    #expect(sides.allSatisfy { $0.count <= 1 })
  }

  @Test func `a plan is every combination, each with its own seed`() {
    let plan = PerturbationPlan(
      noise: 1, rotations: [-5, 5], translations: [0.25, 0.75], volumeChanges: [0, 0.1], contours: 2)
    let volumetric = plan.perturbations
    #expect(volumetric.count == 2 * 8 * 2 * 2)
    #expect(plan.perturbations(of: Geometry(size: [9, 9, 1]), isSliceBySlice: false).count == 2 * 4 * 2 * 2)
    #expect(Set(volumetric.map(\.seed)).count == volumetric.count)
    #expect(plan.perturbations == volumetric)
    #expect(PerturbationPlan().perturbations.count == 1)
  }

  @Test func `an image of one slice is moved within its plane, whichever axis lies across it`() {
    let plan = PerturbationPlan(translations: [0.25, 0.75])
    for normal in 0..<3 {
      var size = SIMD3(repeating: 9)
      size[normal] = 1
      let made = plan.perturbations(of: Geometry(size: size), isSliceBySlice: false)
      #expect(made.count == 4)
      #expect(made.allSatisfy { $0.translation[normal] == 0 && $0.translation.sum() > 0 })
    }
    let volume = Geometry(size: [9, 9, 9])
    #expect(plan.perturbations(of: volume, isSliceBySlice: false) == plan.perturbations)
    #expect(plan.perturbations(of: volume, isSliceBySlice: true).allSatisfy { $0.translation.z == 0 })
  }

  /// The same slice stored across z, y and x: what happens within its plane gives the same intensities.
  @Test(arguments: [
    Perturbation(rotation: 30), Perturbation(rotation: 20, volumeChange: 0.3),
    Perturbation(translation: [0.5, 0.5, 0.5]),
    Perturbation(hasNoise: true, rotation: 10), Perturbation(randomisesContour: true),
  ])
  func `a slice is turned, moved and grown within its plane, whichever axis lies across it`(
    perturbation: Perturbation
  ) throws {
    func value(_ u: Int, _ v: Int) -> Double { Double((u * 7 + v * v * 3) % 41) }
    func inside(_ u: Int, _ v: Int) -> Bool { (5...12).contains(u) && (6...14).contains(v) }
    var found: [[Double]] = []
    for normal in [2, 0, 1] {
      // In the order in which a turn about the normal leads from one to the other.
      let (first, second) = ((normal + 1) % 3, (normal + 2) % 3)
      var size = SIMD3<Int>(repeating: 1)
      (size[first], size[second]) = (18, 20)
      var spacing = SIMD3<Double>(repeating: 4)
      (spacing[first], spacing[second]) = (1, 1.5)
      let geometry = Geometry(size: size, spacing: spacing)
      var places: [SIMD2<Int>] = []
      for z in 0..<size.z {
        for y in 0..<size.y {
          for x in 0..<size.x {
            let voxel = SIMD3(x, y, z)
            places.append(SIMD2(voxel[first], voxel[second]))
          }
        }
      }
      var moved = perturbation
      moved.translation[normal] = 0
      let vector = try Extractor(ExtractionSettings(families: [.intensityStatistics])).perturbed(
        image: Volume(geometry: geometry, voxels: places.map { value($0.x, $0.y) }),
        mask: Mask(geometry: geometry, isInside: places.map { inside($0.x, $0.y) }), by: [moved])
      found.append(try #require(vector.first).values.compactMap(\.number))
    }
    let across = try #require(found.first)
    #expect(across.count > 10)
    // Noise, ties of distances and supervoxels are drawn in the order of the voxels, which lie otherwise across y.
    let isDrawn = perturbation.hasNoise || perturbation.volumeChange != 0 || perturbation.randomisesContour
    for other in found.dropFirst(1).prefix(isDrawn ? 1 : 2) {
      for (a, b) in zip(across, other) { #expect(abs(a - b) <= 1e-9 * max(1, abs(a))) }
    }
  }

  @Test func `a slice that interpolation makes several of is grown as the one that it is`() throws {
    let geometry = Geometry(size: [20, 20, 1], spacing: [1, 1, 5])
    let inside = (0..<400).map { (5...13).contains($0 % 20) && (6...12).contains($0 / 20) }
    var chosen = ExtractionSettings(families: [.intensityStatistics, .morphology])
    chosen.spacing = [1, 1, 1]
    let image = Volume(geometry: geometry, voxels: (0..<400).map { Double(($0 * 31) % 97) })
    let results = try Extractor(chosen).perturbed(
      image: image, mask: Mask(geometry: geometry, isInside: inside),
      by: [Perturbation(), Perturbation(volumeChange: 0.25)])
    func volume(_ vector: FeatureVector) throws -> Double {
      try #require(vector.values.first { $0.key.tag == "morph_vol_approx" }?.number)
    }
    // 63 voxels of the slice become 79, in each of five slices of 1 mm.
    #expect(try volume(results[0]) == 315)
    #expect(try volume(results[1]) == 395)
    var stream = RandomStream(seed: 1)
    let thick = Geometry(size: [20, 20, 3])
    let mask = Mask(geometry: thick, isInside: inside + inside + inside.map { _ in false })
    let grown = mask.adapted(
      by: Perturbation(volumeChange: 0.1), over: image.voxels + image.voxels + image.voxels, normal: 2, stream: &stream)
    // 63 become 69; a slice without the region stays so, and the others are alike.
    #expect(grown.count == 2 * 69)
    #expect(Array(grown.isInside[0..<400]) == Array(grown.isInside[400..<800]))
  }

  @Test func `hostile regions are perturbed or refused with a sentence`() {
    let geometry = Geometry(size: [5, 4, 3])
    let all = (0..<60).map { _ in true }
    let plan = PerturbationPlan(noise: 1, rotations: [33], translations: [0.5], volumeChanges: [-0.9, 3], contours: 1)
    let ramp = (0..<60).map { Double($0) }
    let one = (0..<60).map { $0 == 7 }
    let cases: [(voxels: [Double], inside: [Bool])] = [
      (ramp.map { _ in .nan }, all), (ramp.map { _ in 1 }, all), (ramp, all), (ramp, one),
      (ramp.map { $0 == 9 ? .infinity : $0 }, all),
    ]
    for (voxels, inside) in cases {
      do throws(ExtractionError) {
        let vectors = try Extractor(ExtractionSettings()).perturbed(
          image: Volume(geometry: geometry, voxels: voxels), mask: Mask(geometry: geometry, isInside: inside),
          by: plan.perturbations)
        #expect(vectors.count == 2)
        for value in vectors.flatMap({ $0.values }) { #expect(value.number?.isFinite ?? true) }
      } catch { #expect(!error.description.isEmpty) }
    }
  }
}
