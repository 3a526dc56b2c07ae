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

  /// The sphere is a stack of rows along x; sums of rows come from running sums, so a voxel costs one subtraction per row
  /// instead of one addition per voxel of the sphere.
  private static func peaks(of region: Region, highest: Double) -> (local: Double, global: Double) {
    let size = region.geometry.size
    let spacing = region.geometry.spacing
    let reach = margin(spacing: spacing)
    var rows: [(dy: Int, dz: Int, half: Int)] = []
    for dz in -reach.z...reach.z {
      for dy in -reach.y...reach.y {
        let (b, c) = (Double(dy) * spacing.y, Double(dz) * spacing.z)
        let rest = radius * radius - b * b - c * c
        if rest >= 0 { rows.append((dy, dz, Int(rest.squareRoot() / spacing.x))) }
      }
    }
    // Running sums of finite values along each row, continued beyond both ends so that no sphere leaves them, and the same
    // of their number.
    let pad = reach.x + 1
    let width = size.x + 2 * pad
    var sums = [Double](repeating: 0, count: width * size.y * size.z)
    var counts = [Int32](repeating: 0, count: sums.count)
    var isFinite = true
    for row in 0..<(size.y * size.z) {
      var sum = 0.0
      var count: Int32 = 0
      for x in 0..<size.x {
        let value = region.intensities[row * size.x + x]
        if value.isFinite {
          sum += value
          count += 1
        } else {
          isFinite = false
        }
        sums[row * width + pad + x] = sum
        counts[row * width + pad + x] = count
      }
      for x in (pad + size.x)..<width {
        sums[row * width + x] = sum
        counts[row * width + x] = count
      }
    }
    var local = -Double.infinity
    var global = -Double.infinity
    var total = [Double](repeating: 0, count: size.x)
    var number = [Int32](repeating: 0, count: size.x)
    let box = region.box
    sums.withUnsafeBufferPointer { sums in
      counts.withUnsafeBufferPointer { counts in
        total.withUnsafeMutableBufferPointer { total in
          number.withUnsafeMutableBufferPointer { number in
            for z in box.lower.z..<box.upper.z {
              for y in box.lower.y..<box.upper.y {
                let here = size.x * (y + size.y * z)
                var (first, last) = (box.upper.x, box.lower.x - 1)
                for x in box.lower.x..<box.upper.x where region.isIntensity[here + x] {
                  first = min(first, x)
                  last = x
                }
                guard first <= last else { continue }
                for x in first...last { (total[x], number[x]) = (0, 0) }
                var everywhere: Int32 = 0
                for (dy, dz, half) in rows {
                  let (j, k) = (y + dy, z + dz)
                  guard j >= 0, j < size.y, k >= 0, k < size.z else { continue }
                  let upper = width * (j + size.y * k) + pad + half
                  let lower = width * (j + size.y * k) + pad - half - 1
                  for x in first...last { total[x] += sums[upper + x] - sums[lower + x] }
                  if isFinite, first >= half, last + half < size.x {
                    everywhere += Int32(2 * half + 1)
                  } else {
                    for x in first...last { number[x] += counts[upper + x] - counts[lower + x] }
                  }
                }
                for x in first...last where region.isIntensity[here + x] {
                  let mean = total[x] / Double(number[x] + everywhere)
                  global = max(global, mean)
                  if region.intensities[here + x] == highest { local = max(local, mean) }
                }
              }
            }
          }
        }
      }
    }
    return (local, global)
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
