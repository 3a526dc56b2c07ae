import Foundation
import Testing

@testable import Features

private func volume(_ size: SIMD3<Int>, spacing: SIMD3<Double> = [1, 1, 1], _ voxels: [Float]) -> Volume<Float> {
  Volume(geometry: Geometry(size: size, spacing: spacing), voxels: voxels)
}

@Suite struct BoundaryTests {
  @Test(arguments: [
    (Boundary.constant, [nil, nil, 0, 1, 2, nil, nil]), (.nearest, [0, 0, 0, 1, 2, 2, 2]),
    (.wrap, [1, 2, 0, 1, 2, 0, 1]), (.reflect, [1, 0, 0, 1, 2, 2, 1]),
  ])
  func `three voxels go on as the manual draws it`(boundary: Boundary, expected: [Int?]) {
    #expect((-2..<5).map { boundary.source(of: $0, count: 3) } == expected)
  }

  @Test func `a mirror reaches further than the image is long`() {
    #expect(Boundary.reflect.source(of: -5, count: 2) == 0)
    #expect(Boundary.reflect.source(of: 7, count: 1) == 0)
    #expect(Boundary.wrap.source(of: -7, count: 3) == 2)
  }
}

@Suite struct FilterTests {
  @Test func `the mean of three neighbours along a row`() throws {
    let filter = Filter(.mean(size: 3), dimensions: .two, boundary: .reflect)
    let response = try filter.response(to: volume([3, 1, 1], [0, 3, 6]))
    #expect(response.voxels == [1, 3, 5])
  }

  @Test func `a linear ramp has no Laplacian`() throws {
    let ramp = volume([21, 21, 21], (0..<21 * 21 * 21).map { Float($0 % 21) })
    let filter = Filter(.laplacianOfGaussian(sigma: 1, truncation: 6), dimensions: .three, boundary: .reflect)
    let response = try filter.response(to: ramp)
    #expect(abs(response[10, 10, 10]) < 1e-3)
  }

  @Test func `a filter cautions of voxels of unequal edges along its axes`() throws {
    let kind = Filter.Kind.laplacianOfGaussian(sigma: 2, truncation: 4)
    let caution = Filter(kind, dimensions: .three).caution(spacing: [0.5, 0.5, 3])
    #expect(
      caution
        == "the filter saw voxels of 0.5×0.5×3 mm, but IBSI 2 defines filters for equal edges; interpolate first")
    #expect(Filter(kind, dimensions: .two).caution(spacing: [0.5, 0.5, 3]) == nil)
    #expect(Filter(kind, dimensions: .three).caution(spacing: [1, 1, 1]) == nil)
    #expect(Filter(.identity, dimensions: .three).caution(spacing: [0.5, 0.5, 3]) == nil)
    let image = Volume<Double>(
      geometry: Geometry(size: [4, 4, 4], spacing: [1, 1, 3]), voxels: (0..<64).map(Double.init))
    let mask = Mask(geometry: image.geometry, isInside: (0..<64).map { $0 == 21 || $0 == 42 })
    let settings = ExtractionSettings(families: [.intensityStatistics], filter: Filter(kind, dimensions: .three))
    let extraction = try Extractor(settings).extract(image: image, mask: mask)
    #expect(extraction.warnings.contains { $0.hasPrefix("the filter saw voxels of 1×1×3 mm") })
  }

  @Test func `a two-dimensional filter leaves slices apart`() throws {
    var voxels = [Float](repeating: 0, count: 9 * 9 * 3)
    voxels[4 + 9 * (4 + 9)] = 1
    let image = volume([9, 9, 3], voxels)
    let kinds: [Filter.Kind] = [
      .mean(size: 3), .laplacianOfGaussian(sigma: 1, truncation: 4), .simoncelli(level: 1),
      .laws(kernels: [.l5, .e5], orientations: .max, energyDistance: 1),
      .separableWavelet(family: .db2, band: "LH", level: 2, orientations: .mean),
      .gabor(.init(sigma: 2, gamma: 1, lambda: 2, theta: 30)),
      .riesz(order: [1, 0], of: .laplacianOfGaussian(sigma: 1, truncation: 4)),
    ]
    for kind in kinds {
      let response = try Filter(kind, dimensions: .two).response(to: image)
      #expect(
        response.voxels[0..<81].allSatisfy { $0 == 0 } && response.voxels[162...].allSatisfy { $0 == 0 }, "\(kind)")
      #expect(response.voxels[81..<162].contains { $0 != 0 }, "\(kind)")
    }
  }

  @Test func `a crop grown by the reach has the response of the whole image`() throws {
    var state: UInt64 = 3
    let voxels = (0..<30 * 28 * 26).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40)
    }
    let whole = volume([30, 28, 26], voxels)
    let kinds: [Filter.Kind] = [
      .mean(size: 5), .laplacianOfGaussian(sigma: 1.3, truncation: 4),
      .laws(kernels: [.l5, .e3, .r5], orientations: .max, energyDistance: 2),
      .separableWavelet(family: .db3, band: "LHL", level: 2, orientations: .mean),
    ]
    for kind in kinds {
      let filter = Filter(kind, dimensions: .three)
      let reach = try #require(filter.reach(spacing: [1, 1, 1]))
      let centre = SIMD3(15, 14, 13)
      let size = 2 &* reach &+ 1
      var part: [Float] = []
      for z in 0..<size.z {
        for y in 0..<size.y {
          for x in 0..<size.x {
            let place = centre &- reach &+ SIMD3(x, y, z)
            part.append(whole[place.x, place.y, place.z])
          }
        }
      }
      let cropped = try filter.response(to: volume(size, part))
      let full = try filter.response(to: whole)
      #expect(cropped[reach.x, reach.y, reach.z] == full[centre.x, centre.y, centre.z], "\(kind)")
    }
    #expect(Filter(.simoncelli(level: 1), dimensions: .three).reach(spacing: [1, 1, 1]) == nil)
  }

  @Test func `a voxel without a value stays one and does not spread`() throws {
    var voxels = [Float](repeating: 5, count: 8 * 8 * 8)
    voxels[100] = .nan
    voxels[200] = .infinity
    let kinds: [Filter.Kind] = [
      .mean(size: 3), .simoncelli(level: 1), .gabor(.init(sigma: 1, gamma: 1, lambda: 2, theta: 0)),
    ]
    for kind in kinds {
      let response = try Filter(kind, dimensions: .three).response(to: volume([8, 8, 8], voxels))
      #expect(response.voxels.indices.filter { !response.voxels[$0].isFinite } == [100, 200], "\(kind)")
    }
    let image = Volume(geometry: Geometry(size: [8, 8, 8]), voxels: voxels.map(Double.init))
    for type in [DerivedImage.laplacianOfGaussian(sigma: 1), .square, .original] {
      let map = try type.maps(of: image)[0].image
      #expect(map.voxels.indices.filter { !map.voxels[$0].isFinite } == [100, 200], "\(type)")
    }
    #expect(FiniteVoxels<Float>([.nan, .nan]).voxels == [0, 0])
    #expect(FiniteVoxels<Float>([.nan, 2, .nan]).voxels == [2, 2, 2])
  }

  @Test func `there are 4 right-angled orientations in the plane and 24 in space`() {
    #expect(KernelOrientation.all(dimensions: 2).count == 4)
    #expect(KernelOrientation.all(dimensions: 3).count == 24)
  }

  @Test func `settings survive being written and read`() throws {
    for test in FilterPresets.phaseOne {
      let data = try JSONEncoder().encode(test.filter)
      #expect(try JSONDecoder().decode(Filter.self, from: data) == test.filter)
    }
  }

  /// 16 voxels of 1e-5 mm: a kernel of 1 mm reaches half a million of them.
  @Test(arguments: [
    Filter(.gabor(.init(sigma: 0.016, gamma: 1, lambda: 0.01, theta: 0)), dimensions: .two),
    Filter(.gabor(.init(sigma: 0.00016, gamma: 0.01, lambda: 0.01, theta: 0)), dimensions: .two),
    Filter(
      .gabor(.init(sigma: 0.016, gamma: 1, lambda: 0.01, theta: 0, hasOrthogonalPlanes: true)), dimensions: .three),
    Filter(.laplacianOfGaussian(sigma: 1000, truncation: 20), dimensions: .two),
    Filter(.riesz(order: [1, 0], of: .laplacianOfGaussian(sigma: 1000, truncation: 4)), dimensions: .two),
    Filter(.riesz(order: [1, 0], of: .simoncelli(level: 1), alignment: 1000), dimensions: .two),
  ])
  func `a kernel wider than the whole image that reaches a thousand voxels and more is refused`(filter: Filter) {
    let geometry = Geometry(size: [16, 16, 1], spacing: [1e-5, 1e-5, 1e-5])
    let image = Volume(geometry: geometry, voxels: (0..<256).map { Float($0 % 7) })
    let error = #expect(throws: FilterError.self) { try filter.response(to: image) }
    guard case .widerThanImage(_, let axis, let extent)? = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(axis == 0 && abs(extent - 0.00016) < 1e-12)
  }

  @Test func `a kernel that is wide in millimetres alone is computed`() throws {
    // The same voxels with the same kernel in voxels, whatever their size: 3 voxels wide, and 200, which a small image
    // costs little.
    for (edge, sigma) in [(1.0, 3.0), (1e-5, 3e-5), (1.0, 200.0), (1e-5, 2e-3)] {
      let geometry = Geometry(size: [16, 16, 1], spacing: [edge, edge, edge])
      let image = Volume(geometry: geometry, voxels: (0..<256).map { Float($0 % 7) })
      let gabor = Filter.GaborParameters(sigma: sigma, gamma: 1, lambda: sigma, theta: 30)
      let response = try Filter(.gabor(gabor), dimensions: .two).response(to: image)
      #expect(response.voxels.allSatisfy { $0.isFinite && $0 >= 0 })
    }
    let problem = FilterError.Problem.widerThanImage(1, axis: 1, extent: 16 * 1e-5)
    #expect(
      FilterError(problem).description
        == "A standard deviation of 1.0 mm is wider than the whole image, 0.00016 mm along y, so that the kernel would "
        + "see little of it; use a smaller one, or check the image's spacing, which is in mm.")
  }

  @Test func `parameters without meaning are refused with a sentence`() {
    let image = volume([2, 2, 1], [1, 2, 3, 4])
    func message(_ kind: Filter.Kind, _ dimensions: Filter.Dimensions = .three) -> String {
      do throws(FilterError) {
        _ = try Filter(kind, dimensions: dimensions).response(to: image)
        return ""
      } catch { return "\(error)" }
    }
    #expect(message(.mean(size: 4)) == "A mean filter has an odd number of voxels a side, below 1000, not 4.")
    #expect(
      message(.laplacianOfGaussian(sigma: .nan, truncation: 4))
        == "sigma is a length in mm above 0 and at most 1000, not nan.")
    #expect(
      message(.laplacianOfGaussian(sigma: 1e-300, truncation: 4))
        == "A standard deviation of 1e-300 mm is less than a hundredth of a voxel of 1.0 mm; use a larger one.")
    #expect(
      message(.riesz(order: [1, 0, 0], of: .simoncelli(level: 1), alignment: 1e-300))
        == "A standard deviation of 1e-300 mm is less than a hundredth of a voxel of 1.0 mm; use a larger one.")
    #expect(
      message(.laws(kernels: [.l5], orientations: nil, energyDistance: nil), .two)
        == "A 2D Laws filter needs 2 kernels, such as L5E5, not 1.")
    #expect(
      message(.separableWavelet(family: .haar, band: "LXL", level: 1, orientations: nil))
        == "A 3D wavelet band is 3 letters L or H, such as LHL, not \"LXL\".")
    #expect(message(.simoncelli(level: 0)) == "There is no decomposition level 0; levels start at 1, the finest.")
    #expect(
      message(.riesz(order: [0, 0], of: .simoncelli(level: 1)), .two)
        == "A 2D Riesz transform needs 2 exponents from 0 to 8, not all 0, not [0, 0].")
  }
}
