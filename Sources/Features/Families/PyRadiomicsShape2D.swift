/// The shape2D class of PyRadiomics 3.0.1: a region of one slice, its outline drawn by marching squares.
///
/// The outline runs through the middles between pixels inside and outside; pixels that touch by a corner only stay apart.
/// Each square of four pixel centres holds, of its area a·b and depending on how many of the four are inside:
///
///     one    1/8, an oblique piece of outline, ½√(a² + b²)
///     two    1/2, a straight piece of length a or b; on a diagonal 1/4 and two oblique pieces
///     three  7/8, an oblique piece
///     four   all of it, no outline
public enum PyRadiomicsShape2D {
  public static let names = [
    "Elongation", "MajorAxisLength", "MaximumDiameter", "MeshSurface", "MinorAxisLength", "Perimeter",
    "PerimeterSurfaceRatio", "PixelSurface", "Sphericity", "SphericalDisproportion",
  ]

  /// Values in alphabetical order, the deprecated one at the end; tags such as `shape2D_MeshSurface`.
  ///
  /// - Parameter normal: the axis that the slice lies across; nil unless texture is computed in planes (`force2D`).
  public static func values(of region: Region, normal: Int?) -> [FeatureValue] {
    func key(_ name: String) -> FeatureKey { FeatureKey(tag: "shape2D_" + name) }
    func missing(_ reason: String) -> [FeatureValue] { names.map { FeatureValue(key($0), missing: reason) } }
    guard let normal else { return missing("shape2D needs force2D: true") }
    guard region.box.size[normal] == 1 else {
      return missing(
        "shape2D is for a region of one slice, and this one has \(region.box.size[normal]) "
          + "along \(["x", "y", "z"][normal])")
    }
    let (outline, surface) = marchingSquares(region, normal: normal)
    let n = Double(region.morphologicalCount)
    let axes = PyRadiomicsShape.axes(of: region)
    let spacing = region.geometry.spacing
    let pixel = spacing[(normal + 1) % 3] * spacing[(normal + 2) % 3]
    let roundness = 2 * (Double.pi * surface).squareRoot() / outline
    func number(_ name: String, _ value: Double) -> FeatureValue { FeatureValue(key(name), value) }
    return [
      axes.x > 0
        ? number("Elongation", axes.y / axes.x)
        : FeatureValue(key("Elongation"), missing: "the region is a single pixel, so it has no axes"),
      number("MajorAxisLength", axes.x),
      number("MaximumDiameter", PyRadiomicsShape.planarDiameter(region, normal: normal)),
      number("MeshSurface", surface), number("MinorAxisLength", axes.y), number("Perimeter", outline),
      number("PerimeterSurfaceRatio", outline / surface), number("PixelSurface", n * pixel),
      number("Sphericity", roundness), number("SphericalDisproportion", 1 / roundness),
    ]
  }

  private static func marchingSquares(_ region: Region, normal: Int) -> (outline: Double, surface: Double) {
    let (u, v) = normal == 0 ? (1, 2) : normal == 1 ? (0, 2) : (0, 1)
    let strides = SIMD3(1, region.geometry.size.x, region.geometry.size.x * region.geometry.size.y)
    let box = region.box
    let (a, b) = (region.geometry.spacing[u], region.geometry.spacing[v])
    let oblique = (a * a + b * b).squareRoot() / 2
    func isInside(_ i: Int, _ j: Int) -> Bool {
      guard i >= box.lower[u], i < box.upper[u], j >= box.lower[v], j < box.upper[v] else { return false }
      return region.isMorphological[i * strides[u] + j * strides[v] + box.lower[normal] * strides[normal]]
    }
    var (outline, surface) = (0.0, 0.0)
    for j in (box.lower[v] - 1)..<box.upper[v] {
      for i in (box.lower[u] - 1)..<box.upper[u] {
        let corners = (isInside(i, j), isInside(i + 1, j), isInside(i, j + 1), isInside(i + 1, j + 1))
        switch [corners.0, corners.1, corners.2, corners.3].count(where: { $0 }) {
        case 1:
          outline += oblique
          surface += 0.125
        case 2 where corners.0 == corners.3:
          outline += 2 * oblique
          surface += 0.25
        case 2:
          outline += corners.0 == corners.1 ? a : b
          surface += 0.5
        case 3:
          outline += oblique
          surface += 0.875
        case 4: surface += 1
        default: break
        }
      }
    }
    return (outline, surface * a * b)
  }
}
