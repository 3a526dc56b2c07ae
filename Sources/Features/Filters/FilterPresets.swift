/// Filters by name: the tests of IBSI 2 (phase 1: digital phantoms; phase 2: the CT phantom).
public enum FilterPresets {
  /// A filter and the digital phantom of IBSI 2 it is tested on.
  public struct PhaseOneTest: Sendable {
    /// Such as `ibsi2-phase1-3_a_1`.
    public let name: String
    public let phantom: String
    public let filter: Filter
  }

  /// A filter of phase 2 and the processing before it: `A` slices as they are, `B` the volume at 1 mm by tricubic spline.
  public struct PhaseTwoTest: Sendable {
    /// Such as `ibsi2-phase2-3.B`.
    public let name: String
    public let filter: Filter
    /// Whether the image is interpolated to 1 × 1 × 1 mm first and filtered as a volume.
    public let isVolumetric: Bool
  }

  /// The filter of a preset name, of either phase.
  public static func filter(named name: String) -> Filter? {
    phaseOne.first { $0.name == name }?.filter ?? phaseTwo.first { $0.name == name }?.filter
  }

  /// Phase 1: image size 64³ at 2 mm; responses are compared voxel by voxel.
  public static let phaseOne: [PhaseOneTest] = {
    func test(
      _ id: String, _ phantom: String, _ kind: Filter.Kind, _ boundary: Boundary,
      _ dimensions: Filter.Dimensions = .three
    ) -> PhaseOneTest {
      PhaseOneTest(
        name: "ibsi2-phase1-" + id, phantom: phantom,
        filter: Filter(kind, dimensions: dimensions, boundary: boundary))
    }
    func gabor(
      _ sigma: Double, _ gamma: Double, _ lambda: Double, _ theta: Double, step: Double? = nil
    ) -> Filter.Kind {
      .gabor(
        .init(
          sigma: sigma, gamma: gamma, lambda: lambda, theta: theta, thetaStep: step, pooling: .mean,
          hasOrthogonalPlanes: step != nil))
    }
    let mean = Filter.Kind.mean(size: 15)
    return [
      test("1_a_1", "checkerboard", mean, .constant),
      test("1_a_2", "checkerboard", mean, .nearest),
      test("1_a_3", "checkerboard", mean, .wrap),
      test("1_a_4", "checkerboard", mean, .reflect),
      test("1_b_1", "impulse", mean, .constant, .two),
      test("2_a", "impulse", .laplacianOfGaussian(sigma: 3, truncation: 4), .constant),
      test("2_b", "checkerboard", .laplacianOfGaussian(sigma: 5, truncation: 4), .reflect),
      test("2_c", "checkerboard", .laplacianOfGaussian(sigma: 5, truncation: 4), .reflect, .two),
      test("3_a_1", "impulse", laws([.e5, .l5, .s5]), .constant),
      test("3_a_2", "impulse", laws([.e5, .l5, .s5], .max), .constant),
      test("3_a_3", "impulse", laws([.e5, .l5, .s5], .max, energy: 7), .constant),
      test("3_b_1", "checkerboard", laws([.e3, .w5, .r5]), .reflect),
      test("3_b_2", "checkerboard", laws([.e3, .w5, .r5], .max), .reflect),
      test("3_b_3", "checkerboard", laws([.e3, .w5, .r5], .max, energy: 7), .reflect),
      test("3_c_1", "checkerboard", laws([.l5, .s5]), .reflect, .two),
      test("3_c_2", "checkerboard", laws([.l5, .s5], .max), .reflect, .two),
      test("3_c_3", "checkerboard", laws([.l5, .s5], .max, energy: 7), .reflect, .two),
      test("4_a_1", "impulse", gabor(10, 0.5, 4, 60), .constant),
      test("4_a_2", "impulse", gabor(10, 0.5, 4, 0, step: 45), .constant),
      test("4_b_1", "sphere", gabor(20, 2.5, 8, 225), .reflect),
      test("4_b_2", "sphere", gabor(20, 2.5, 8, 0, step: 22.5), .reflect),
      test("5_a_1", "impulse", wavelet(.db2, "LHL"), .constant),
      test("5_a_2", "impulse", wavelet(.db2, "LHL", .mean), .constant),
      test("6_a_1", "sphere", wavelet(.coif1, "HHL"), .wrap),
      test("6_a_2", "sphere", wavelet(.coif1, "HHL", .mean), .wrap),
      test("7_a_1", "checkerboard", wavelet(.haar, "LLL", .mean, level: 2), .reflect),
      test("7_a_2", "checkerboard", wavelet(.haar, "HHH", .mean, level: 2), .reflect),
      test("8_a_1", "checkerboard", .simoncelli(level: 1), .wrap),
      test("8_a_2", "checkerboard", .simoncelli(level: 2), .wrap),
      test("8_a_3", "checkerboard", .simoncelli(level: 3), .wrap),
      // The tables that come with the maps give no parameters for the Riesz tests. These are the orders and boundaries of
      // the participants' maps, as their file names tell (repository ibsi_2_data_analysis of the IBSI).
      test("9_a", "impulse", .riesz(order: [1, 0, 0], of: .laplacianOfGaussian(sigma: 3, truncation: 4)), .constant),
      test("9_b_1", "sphere", .riesz(order: [0, 2, 0], of: .laplacianOfGaussian(sigma: 3, truncation: 4)), .constant),
      test("10_b_1", "pattern_1", .riesz(order: [0, 2, 0], of: .simoncelli(level: 1)), .nearest),
    ]
  }()

  /// Phase 2: nine filters in two and three dimensions; re-segmentation to [−1000, 400] HU, mirrored boundary. Simoncelli's
  /// band-pass acts on the spectrum of the image itself, which repeats it: the consensus was computed without mirroring.
  public static let phaseTwo: [PhaseTwoTest] = {
    func gabor(isVolumetric: Bool) -> Filter.Kind {
      .gabor(
        .init(
          sigma: 5, gamma: 1.5, lambda: 2, theta: 0, thetaStep: 22.5, pooling: .mean,
          hasOrthogonalPlanes: isVolumetric))
    }
    let flat: [Filter.Kind] = [
      .identity, .mean(size: 5), .laplacianOfGaussian(sigma: 1.5, truncation: 4), laws([.l5, .e5], .max, energy: 7),
      gabor(isVolumetric: false), wavelet(.db3, "LH", .mean), wavelet(.db3, "HH", .mean, level: 2),
      .simoncelli(level: 1), .simoncelli(level: 2),
    ]
    let volume: [Filter.Kind] = [
      .identity, .mean(size: 5), .laplacianOfGaussian(sigma: 1.5, truncation: 4),
      laws([.l5, .e5, .e5], .max, energy: 7), gabor(isVolumetric: true), wavelet(.db3, "LLH", .mean),
      wavelet(.db3, "HHH", .mean, level: 2), .simoncelli(level: 1), .simoncelli(level: 2),
    ]
    return zip(flat, volume).enumerated().flatMap { index, kinds in
      let boundary: Boundary = if case .simoncelli = kinds.0 { .wrap } else { .reflect }
      return [
        PhaseTwoTest(
          name: "ibsi2-phase2-\(index + 1).A", filter: Filter(kinds.0, dimensions: .two, boundary: boundary),
          isVolumetric: false),
        PhaseTwoTest(
          name: "ibsi2-phase2-\(index + 1).B", filter: Filter(kinds.1, dimensions: .three, boundary: boundary),
          isVolumetric: true),
      ]
    }
  }()

  private static func laws(_ kernels: [LawsKernel], _ pooling: Pooling? = nil, energy: Int? = nil) -> Filter.Kind {
    .laws(kernels: kernels, orientations: pooling, energyDistance: energy)
  }

  private static func wavelet(
    _ family: WaveletFamily, _ band: String, _ pooling: Pooling? = nil, level: Int = 1
  ) -> Filter.Kind {
    .separableWavelet(family: family, band: band, level: level, orientations: pooling)
  }
}
