internal import CSums
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
    // Whole numbers, as CT has, are added as such while no sum can overflow: the same sums, twice as fast.
    let limit = Double(Int32.max) / Double(max(ball.count, size.x))
    let (isFinite, isWhole) = region.intensities.withUnsafeBufferPointer {
      (radish_are_finite($0.baseAddress, $0.count), radish_are_whole($0.baseAddress, $0.count, limit))
    }
    // The crop ends where the image ends, or far enough from the region.
    let isInterior = (0..<3).allSatisfy {
      box.lower[$0] >= ball.reach[$0] && box.upper[$0] + ball.reach[$0] <= size[$0]
    }
    let lines = BoxLines(box, size: size, isWanted: region.isIntensity)
    // Fewer voxels than the ball's where the image ends or has gaps.
    var counts = isFinite && !isInterior ? BallCounts(ball, size: size, lines: lines) : nil
    var numbers = isFinite ? nil : BallSums<Int32>(ball, size: size, lines: lines)
    var peaks = Peaks(region, highest: highest, lines: lines)
    func look<Number>(at z: Int, _ sums: BallSums<Number>) {
      counts?.advance(to: z)
      numbers?.advance(to: z) { row, target, range in
        for (k, x) in range.enumerated() { target[k] = region.intensities[row + x].isFinite ? 1 : 0 }
      }
      peaks.look(at: z, sums.slice, counts: counts?.slice ?? numbers?.slice)
    }
    if isWhole {
      var sums = BallSums<Int32>(ball, size: size, lines: lines)
      for z in box.lower.z..<box.upper.z {
        sums.advance(to: z) { row, target, range in
          for (k, x) in range.enumerated() { target[k] = Int32(region.intensities[row + x]) }
        }
        look(at: z, sums)
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
        look(at: z, sums)
      }
    }
    let number = counts == nil && numbers == nil ? Double(ball.count) : 1
    return (peaks.local / number, peaks.global / number)
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

/// The highest sums over balls seen so far, and the highest of those around the brightest voxels: sums where every ball holds
/// as many voxels, means elsewhere.
private struct Peaks {
  private(set) var local = -Double.infinity
  private(set) var global = -Double.infinity
  private let region: Region
  private let lines: BoxLines
  /// Voxels of the greatest intensity, by slice of the box: places in a slice of sums.
  private var summits: [[Int]]

  init(_ region: Region, highest: Double, lines: BoxLines) {
    (self.region, self.lines) = (region, lines)
    let box = lines.box
    summits = [[Int]](repeating: [], count: box.size.z)
    for z in 0..<box.size.z {
      for y in 0..<box.size.y {
        let row = Peaks.row(of: region, box, y, z)
        for x in lines[box.lower.y + y, box.lower.z + z]
        where region.intensities[row + x] == highest && region.isIntensity[row + x] {
          summits[z].append(box.size.x * y + x)
        }
      }
    }
  }

  /// The index of the first voxel of a line of the box.
  private static func row(of region: Region, _ box: VoxelBox, _ y: Int, _ z: Int) -> Int {
    region.geometry.index(x: box.lower.x, y: box.lower.y + y, z: box.lower.z + z)
  }

  /// - Parameters:
  ///   - sums: of slice z over the box.
  ///   - counts: voxels of each ball; nil where it is the same for all.
  mutating func look<Number: BallNumber>(at z: Int, _ sums: [Number], counts: [Int32]?) {
    let box = lines.box
    func value(_ place: Int) -> Double { counts.map { sums[place].number / Double($0[place]) } ?? sums[place].number }
    for place in summits[z - box.lower.z] { local = max(local, value(place)) }
    for y in 0..<box.size.y {
      let (line, row) = (lines[box.lower.y + y, z], Peaks.row(of: region, box, y, z - box.lower.z))
      if counts != nil {
        for x in line where region.isIntensity[row + x] { global = max(global, value(box.size.x * y + x)) }
      } else if !line.isEmpty {
        sums.withUnsafeBufferPointer { sums in
          region.isIntensity.withUnsafeBytes { isWanted in
            guard let sums = sums.baseAddress, let isWanted = isWanted.bindMemory(to: UInt8.self).baseAddress else {
              return
            }
            let first = sums + box.size.x * y + line.lowerBound
            global = max(global, Number.greatest(first, isWanted + row + line.lowerBound, width: line.count).number)
          }
        }
      }
    }
  }
}
