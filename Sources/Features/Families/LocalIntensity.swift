import Foundation

/// Local intensity features (IBSI 9ST6): mean intensities in spheres of 1 cm³ around voxels of the intensity mask. The
/// spheres also see voxels outside the region; beyond the image there are none.
public enum LocalIntensity {
  /// Radius of a sphere of 1 cm³, in mm.
  public static let radius = 10 * cbrt(3 / (4 * Double.pi))

  /// How far around the region the image is needed, in voxels.
  static func margin(spacing: SIMD3<Double>) -> SIMD3<Int> {
    SIMD3(Int(radius / spacing.x), Int(radius / spacing.y), Int(radius / spacing.z))
  }

  /// Local and global intensity peak. The crop of the region must reach `margin` beyond it or to the border of the image.
  public static func values(of region: Region, image: String = "original") -> [FeatureValue] {
    let highest = region.values.max() ?? 0
    let peaks = peaks(of: region, highest: highest)
    return [
      FeatureValue(FeatureKey(image: image, tag: "loc_peak_loc"), peaks.local),
      FeatureValue(FeatureKey(image: image, tag: "loc_peak_glob"), peaks.global),
    ]
  }

  private static func peaks(of region: Region, highest: Double) -> (local: Double, global: Double) {
    let (size, box) = (region.geometry.size, region.box)
    let spacing = region.geometry.spacing
    // Every sphere holds the whole image.
    let diagonal = SIMD3<Double>(size &- 1) * spacing
    if (diagonal * diagonal).sum() <= radius * radius {
      let finite = region.intensities.filter(\.isFinite)
      let mean = finite.reduce(0, +) / Double(finite.count)
      return (mean, mean)
    }
    let ball = Ball(spacing: spacing, within: size)
    var (isFinite, isWhole, greatest) = (true, true, 0.0)
    for value in region.intensities {
      isFinite = isFinite && value.isFinite
      isWhole = isWhole && abs(value) < 2e9 && Double(Int32(value)) == value
      greatest = max(greatest, abs(value))
    }
    // The crop ends where the image ends, or far enough from the region.
    let isInterior = (0..<3).allSatisfy {
      box.lower[$0] >= ball.reach[$0] && box.upper[$0] + ball.reach[$0] <= size[$0]
    }
    let lines = BoxLines(box, size: size, isWanted: region.isIntensity)
    // Fewer voxels than the ball's where the image ends or has gaps.
    var counts = isFinite && !isInterior ? BallCounts(ball, size: size, lines: lines) : nil
    var numbers = isFinite ? nil : BallSums<Int32>(ball, size: size, lines: lines)
    let ones = { (row: Int, target: UnsafeMutablePointer<Int32>, range: Range<Int>) in
      for (k, x) in range.enumerated() { target[k] = region.intensities[row + x].isFinite ? 1 : 0 }
    }
    // Greatest sums where every ball holds as many voxels, greatest means elsewhere.
    var local = -Double.infinity
    var global = -Double.infinity
    func look(at z: Int, _ sum: (Int) -> Double) {
      counts?.advance(to: z)
      numbers?.advance(to: z, ones)
      let counted = counts?.slice ?? numbers?.slice
      for y in box.lower.y..<box.upper.y {
        let row = box.lower.x + size.x * (y + size.y * z)
        let start = box.size.x * (y - box.lower.y)
        for x in lines[y, z] where region.isIntensity[row + x] {
          let value = if let counted { sum(start + x) / Double(counted[start + x]) } else { sum(start + x) }
          if value > global { global = value }
          if region.intensities[row + x] == highest, value > local { local = value }
        }
      }
    }
    // Whole numbers, as CT has, are added as such while no sum can overflow: the same sums, twice as fast.
    if isFinite, isWhole, greatest * Double(max(ball.count, size.x)) < Double(Int32.max) {
      var sums = BallSums<Int32>(ball, size: size, lines: lines)
      for z in box.lower.z..<box.upper.z {
        sums.advance(to: z) { row, target, range in
          for (k, x) in range.enumerated() { target[k] = Int32(region.intensities[row + x]) }
        }
        look(at: z) { Double(sums.slice[$0]) }
      }
    } else {
      var sums = BallSums<Double>(ball, size: size, lines: lines)
      for z in box.lower.z..<box.upper.z {
        sums.advance(to: z) { row, target, range in
          for (k, x) in range.enumerated() {
            let value = region.intensities[row + x]
            target[k] = value.isFinite ? value : 0
          }
        }
        look(at: z) { sums.slice[$0] }
      }
    }
    let number = counts == nil && numbers == nil ? Double(ball.count) : 1
    return (local / number, global / number)
  }

  public static let definitions: [FeatureDefinition] = [
    FeatureDefinition(
      tag: "loc_peak_loc", name: "Local intensity peak", family: .localIntensity, ibsiCode: "VJGA", unit: "intensity",
      formula: "mean of x within 6.2 mm of the voxel with the highest intensity; the highest of several",
      meaning: "The average intensity in 1 cm³ around the brightest voxel; SUVpeak in PET.",
      pitfalls: [.intensityUnits, .spacing]),
    FeatureDefinition(
      tag: "loc_peak_glob", name: "Global intensity peak", family: .localIntensity, ibsiCode: "0F91", unit: "intensity",
      formula: "the highest mean of x within 6.2 mm of any voxel of the region",
      meaning: "The average intensity of the brightest 1 cm³ centred in the region.",
      pitfalls: [.intensityUnits, .spacing]),
  ]
}
