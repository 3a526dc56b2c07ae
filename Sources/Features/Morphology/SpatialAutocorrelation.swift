/// Moran's I and Geary's C (IBSI N365, NPT7) with inverse Euclidean distance as weight, exact over all pairs of voxels.
///
/// With m the intensity mask (0 or 1), x the intensities minus their mean within it (0 outside) and w(d) = 1/|d|, w(0) = 0,
/// every double sum is a quadratic form
///
///     B(a, b) = Σᵢ Σⱼ wᵢⱼ aᵢ bⱼ = (1/P) Σₖ ŵₖ âₖ conj(b̂ₖ)
///
/// on a grid padded to at least twice the region:
///
///     I = N/B(m, m) · B(x, x)/Σx²        C = (N − 1)/B(m, m) · (B(m, x²) − B(x, x))/Σx²
///
/// so three forward transforms of real fields answer what would be N² pairs. Transforms run in Float, sums in Double; the
/// error of I and C is a few parts in 10⁷.
struct SpatialAutocorrelation {
  let moransI: Double
  let gearysC: Double

  /// Regions up to this many voxels are summed pair by pair.
  static let pairwiseLimit = 400

  /// nil when all intensities are equal or there is a single voxel: both measures are then 0/0.
  init?(_ region: Region, pairwiseLimit: Int = Self.pairwiseLimit) {
    let n = Double(region.values.count)
    let mean = region.values.reduce(0, +) / n
    let sumOfSquares = region.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let first = region.values[0]
    guard region.values.contains(where: { $0 != first }), sumOfSquares > 0 else { return nil }
    // In standard deviations, so that Float has digits for every unit of intensity.
    let scale = 1 / (sumOfSquares / n).squareRoot()
    let forms =
      region.values.count <= pairwiseLimit
      ? Self.pairwise(region, mean: mean, scale: scale) : Self.transformed(region, mean: mean, scale: scale)
    guard forms.mm > 0 else { return nil }
    moransI = forms.xx / forms.mm
    gearysC = (n - 1) / n * (forms.mq - forms.xx) / forms.mm
  }

  private struct Forms {
    var mm = 0.0
    var xx = 0.0
    /// B(m, x²).
    var mq = 0.0
  }

  private static func pairwise(_ region: Region, mean: Double, scale: Double) -> Forms {
    let size = region.geometry.size
    var places: [SIMD3<Double>] = []
    for k in region.isIntensity.indices where region.isIntensity[k] {
      let (x, y, z) = (k % size.x, k / size.x % size.y, k / (size.x * size.y))
      places.append(SIMD3(Double(x), Double(y), Double(z)) * region.geometry.spacing)
    }
    let x = region.values.map { ($0 - mean) * scale }
    var forms = Forms()
    for i in x.indices {
      for j in 0..<i {
        let weight = 1 / length(places[i] - places[j])
        forms.mm += 2 * weight
        forms.xx += 2 * weight * x[i] * x[j]
        forms.mq += weight * (x[i] * x[i] + x[j] * x[j])
      }
    }
    return forms
  }

  private static func transformed(_ region: Region, mean: Double, scale: Double) -> Forms {
    let box = region.intensityBox
    let field = CentredIntensities(region, box: box, mean: mean, scale: scale)
    let transform = QuadraticForms(box.size, spacing: region.geometry.spacing)
    let sums = transform.sums(of: field)
    return Forms(mm: sums.x, xx: sums.y, mq: sums.z)
  }
}
