import Foundation

/// The shape class of PyRadiomics 3.0.1 by its definitions and names: a mesh with its holes, principal axes by the
/// population covariance, and diameters within planes of the grid.
public enum PyRadiomicsShape {
  public static let names = [
    "Elongation", "Flatness", "LeastAxisLength", "MajorAxisLength", "Maximum2DDiameterColumn",
    "Maximum2DDiameterRow", "Maximum2DDiameterSlice", "Maximum3DDiameter", "MeshVolume", "MinorAxisLength",
    "Sphericity", "SurfaceArea", "SurfaceVolumeRatio", "VoxelVolume", "Compactness1", "Compactness2",
    "SphericalDisproportion",
  ]

  /// Values in alphabetical order, the deprecated ones at the end; tags such as `shape_MeshVolume`.
  public static func values(of region: Region, image: String = "original") -> [FeatureValue] {
    let geometry = region.geometry
    let spacing = geometry.spacing
    let mesh = SurfaceMesh(open: region.isMorphological, size: geometry.size, box: region.box, spacing: spacing)
    let hull = ConvexHull(region.isMorphological, size: geometry.size, box: region.box)
    let n = Double(region.morphologicalCount)
    let axes = axes(of: region)
    let point = "the region is a single voxel, so it has no axes"
    func key(_ name: String) -> FeatureKey { FeatureKey(image: image, tag: "shape_" + name) }
    func ratio(_ name: String, _ a: Double, _ b: Double) -> FeatureValue {
      b > 0 ? FeatureValue(key(name), a / b) : FeatureValue(key(name), missing: point)
    }
    func number(_ name: String, _ value: Double) -> FeatureValue { FeatureValue(key(name), value) }
    return [
      ratio("Elongation", axes.y, axes.x), ratio("Flatness", axes.z, axes.x),
      number("LeastAxisLength", axes.z), number("MajorAxisLength", axes.x),
      number("Maximum2DDiameterColumn", planarDiameter(region, normal: 1)),
      number("Maximum2DDiameterRow", planarDiameter(region, normal: 0)),
      number("Maximum2DDiameterSlice", planarDiameter(region, normal: 2)),
      number("Maximum3DDiameter", hull.diameter(spacing: spacing)), number("MeshVolume", mesh.volume),
      number("MinorAxisLength", axes.y),
      number("Sphericity", cbrt(36 * .pi * mesh.volume * mesh.volume) / mesh.area),
      number("SurfaceArea", mesh.area), number("SurfaceVolumeRatio", mesh.area / mesh.volume),
      number("VoxelVolume", n * geometry.voxelVolume),
      number("Compactness1", mesh.volume / (mesh.area * mesh.area.squareRoot() * Double.pi.squareRoot())),
      number("Compactness2", 36 * .pi * mesh.volume * mesh.volume / (mesh.area * mesh.area * mesh.area)),
      number("SphericalDisproportion", mesh.area / cbrt(36 * .pi * mesh.volume * mesh.volume)),
    ]
  }

  /// The lengths of the principal axes by the population covariance; 0 where only rounding is left.
  static func axes(of region: Region) -> SIMD3<Double> {
    let n = Double(region.morphologicalCount)
    var axes = Morphology.PrincipalAxes(region).lengths * (n > 1 ? ((n - 1) / n).squareRoot() : 1)
    for axis in 0..<3 where axes[axis] < 1e-7 * axes.x { axes[axis] = 0 }
    return axes
  }

  /// The greatest distance in mm between two mesh vertices that share their coordinate along an axis. Vertices lie in
  /// planes through voxel centres (at the ends of rows and columns) and half-way between them (where the mask changes).
  static func planarDiameter(_ region: Region, normal: Int) -> Double {
    let size = region.geometry.size
    let strides = SIMD3(1, size.x, size.x * size.y)
    let (b, c) = normal == 0 ? (1, 2) : normal == 1 ? (0, 2) : (0, 1)
    let box = region.box
    let (sb, sc) = (region.geometry.spacing[b], region.geometry.spacing[c])
    func isInside(_ u: Int, _ v: Int, _ w: Int) -> Bool {
      guard u >= box.lower[normal], u < box.upper[normal] else { return false }
      return region.isMorphological[u * strides[normal] + v * strides[b] + w * strides[c]]
    }
    var best = 0.0
    func measure(_ points: [SIMD3<Int>]) {
      let corners = ConvexHull.planarHull(points).map { SIMD2(Double($0.x) * sb, Double($0.y) * sc) / 2 }
      for i in corners.indices {
        for j in 0..<i {
          let d = corners[i] - corners[j]
          best = max(best, (d * d).sum())
        }
      }
    }
    for u in (box.lower[normal] - 1)..<box.upper[normal] {
      var through: [SIMD3<Int>] = []
      var between: [SIMD3<Int>] = []
      for w in box.lower[c]..<box.upper[c] {
        var (first, last, firstChange, lastChange) = (Int.max, 0, Int.max, 0)
        for v in box.lower[b]..<box.upper[b] {
          let here = isInside(u, v, w)
          if here {
            first = min(first, v)
            last = v
          }
          if here != isInside(u + 1, v, w) {
            firstChange = min(firstChange, v)
            lastChange = v
          }
        }
        if first != .max { through += [SIMD3(2 * first - 1, 2 * w, 0), SIMD3(2 * last + 1, 2 * w, 0)] }
        if firstChange != .max { between += [SIMD3(2 * firstChange, 2 * w, 0), SIMD3(2 * lastChange, 2 * w, 0)] }
      }
      for v in box.lower[b]..<box.upper[b] {
        var (first, last) = (Int.max, 0)
        for w in box.lower[c]..<box.upper[c] where isInside(u, v, w) {
          first = min(first, w)
          last = w
        }
        if first != .max { through += [SIMD3(2 * v, 2 * first - 1, 0), SIMD3(2 * v, 2 * last + 1, 0)] }
      }
      measure(through)
      measure(between)
    }
    return best.squareRoot()
  }
}
