/// A small change of an image and its mask, of the size by which another scan or another reader would differ. Features that
/// change much under it say little about the tumour (Zwanenburg et al., Sci Rep 2019;9:614, whose names are used).
///
/// The changes are made in this order: noise, rotation and translation (with the interpolation, in one step), volume
/// adaptation, contour randomisation.
public struct Perturbation: Sendable, Equatable, Hashable, Codable {
  /// N: Gaussian noise of the standard deviation that the image already has is added.
  public var hasNoise: Bool
  /// R: degrees about the z axis through the centre of the region; of an image of one slice, about the slice's normal.
  public var rotation: Double
  /// T: along x, y, z in fractions of an interpolated voxel.
  public var translation: SIMD3<Double>
  /// V: the region grows or shrinks by this fraction of its volume, at its border.
  public var volumeChange: Double
  /// C: the border follows supervoxels of the image that are taken by chance.
  public var randomisesContour: Bool
  /// Draws of noise, ties and supervoxels come from this number.
  public var seed: UInt64

  public init(
    hasNoise: Bool = false, rotation: Double = 0, translation: SIMD3<Double> = .zero, volumeChange: Double = 0,
    randomisesContour: Bool = false, seed: UInt64 = 1
  ) {
    self.hasNoise = hasNoise
    self.rotation = rotation
    self.translation = translation
    self.volumeChange = volumeChange
    self.randomisesContour = randomisesContour
    self.seed = seed
  }
}

/// Which perturbations are made of every case: all combinations of the values given.
public struct PerturbationPlan: Sendable, Equatable, Hashable, Codable {
  /// How often the whole chain is drawn with noise; 0 means without noise.
  public var noise: Int
  /// Degrees; empty means none.
  public var rotations: [Double]
  /// Fractions of a voxel; each combination along the axes is one translation. Empty means none.
  public var translations: [Double]
  /// Fractions of the volume; empty means none.
  public var volumeChanges: [Double]
  /// How often the contour is randomised; 0 means not at all.
  public var contours: Int
  public var seed: UInt64

  public init(
    noise: Int = 0, rotations: [Double] = [], translations: [Double] = [], volumeChanges: [Double] = [],
    contours: Int = 0, seed: UInt64 = 1
  ) {
    self.noise = noise
    self.rotations = rotations
    self.translations = translations
    self.volumeChanges = volumeChanges
    self.contours = contours
    self.seed = seed
  }

  /// Rotation, volume adaptation and contour randomisation: the chain that comes nearest to test and retest in the paper.
  public static let standard = PerturbationPlan(rotations: [-6, 0, 6], volumeChanges: [-0.1, 0, 0.1], contours: 1)

  /// Every perturbation, each with a seed of its own: of a volume, which is moved along x, y and z.
  public var perturbations: [Perturbation] { perturbations(alongAxes: [0, 1, 2]) }

  /// Every perturbation of an image of this geometry: an image of one slice is moved within its plane, as are all
  /// images whose features are taken slice by slice (`isSliceBySlice`).
  public func perturbations(of geometry: Geometry, isSliceBySlice: Bool) -> [Perturbation] {
    guard let normal = geometry.sliceNormal ?? (isSliceBySlice ? 2 : nil) else { return perturbations }
    return perturbations(alongAxes: (0..<3).filter { $0 != normal })
  }

  private func perturbations(alongAxes axes: [Int]) -> [Perturbation] {
    var shifts: [SIMD3<Double>] = [.zero]
    if !translations.isEmpty {
      for axis in axes {
        shifts = shifts.flatMap { shift in
          translations.map { fraction in
            var moved = shift
            moved[axis] = fraction
            return moved
          }
        }
      }
    }
    var all: [Perturbation] = []
    for _ in 0..<max(1, noise) {
      for rotation in rotations.isEmpty ? [0] : rotations {
        for shift in shifts {
          for change in volumeChanges.isEmpty ? [0] : volumeChanges {
            for _ in 0..<max(1, contours) {
              var stream = RandomStream(seed: seed, index: UInt64(all.count))
              all.append(
                Perturbation(
                  hasNoise: noise > 0, rotation: rotation, translation: shift, volumeChange: change,
                  randomisesContour: contours > 0, seed: stream.next()))
            }
          }
        }
      }
    }
    return all
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014): a stream of random numbers from a seed and an index, the same on every machine.
struct RandomStream: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64, index: UInt64 = 0) {
    state = seed
    state = next() ^ (index &* 0x9e37_79b9_7f4a_7c15)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// In [0, 1).
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
