import Foundation

/// Morphological features (IBSI HCUG): size and shape of the morphological mask, and how intensities lie in it.
public enum Morphology {
  /// The values of the family in catalogue order.
  public static func values(of region: Region, image: String = "original") -> [FeatureValue] {
    let geometry = region.geometry
    let mesh = SurfaceMesh(
      region.isMorphological, size: geometry.size, box: region.box, spacing: geometry.spacing)
    let hull = ConvexHull(region.isMorphological, size: geometry.size, box: region.box)
    let (hullArea, hullVolume) = hull.measures(spacing: geometry.spacing)
    let axes = PrincipalAxes(region)
    let extent =
      SIMD3(Double(region.box.size.x), Double(region.box.size.y), Double(region.box.size.z)) * geometry.spacing
    let boxVolume = extent.x * extent.y * extent.z
    let boxArea = 2 * (extent.x * extent.y + extent.y * extent.z + extent.z * extent.x)
    let oriented = OrientedBox(around: hull, spacing: geometry.spacing)
    let enclosing = Ellipsoid(enclosing: hull.positions(spacing: geometry.spacing))
    let autocorrelation = SpatialAutocorrelation(region)
    let (v, a) = (mesh.volume, mesh.area)
    let mean = region.values.reduce(0, +) / Double(region.values.count)

    func key(_ tag: String) -> FeatureKey { FeatureKey(image: image, tag: tag) }
    func number(_ tag: String, _ value: Double) -> FeatureValue { FeatureValue(key(tag), value) }
    func optional(_ tag: String, _ value: Double?, _ reason: String) -> FeatureValue {
      value.map { number(tag, $0) } ?? FeatureValue(key(tag), missing: reason)
    }
    let flat = "the region extends in fewer than three dimensions, so it has no enclosing ellipsoid"
    let point = "the region is a single voxel, so it has no axes"
    let equal = "all voxels have the same intensity"
    let ellipsoid = axes.lengths.z > 0 ? Ellipsoid(semiAxes: (0..<3).map { axes.lengths[$0] / 2 }) : nil
    let sphereArea = cbrt(36 * .pi * v * v)
    return [
      number("morph_volume", v), number("morph_vol_approx", Double(region.morphologicalCount) * geometry.voxelVolume),
      number("morph_area_mesh", a), number("morph_av", a / v),
      number("morph_comp_1", v / (Double.pi.squareRoot() * a * a.squareRoot())),
      number("morph_comp_2", 36 * .pi * v * v / (a * a * a)), number("morph_sph_dispr", a / sphereArea),
      number("morph_sphericity", sphereArea / a), number("morph_asphericity", a / sphereArea - 1),
      optional("morph_com", axes.centreOfMassShift, "the intensities add up to 0, so they have no centre of mass"),
      number("morph_diam", hull.diameter(spacing: geometry.spacing)),
      number("morph_pca_maj_axis", axes.lengths.x), number("morph_pca_min_axis", axes.lengths.y),
      number("morph_pca_least_axis", axes.lengths.z),
      optional("morph_pca_elongation", axes.lengths.x > 0 ? axes.lengths.y / axes.lengths.x : nil, point),
      optional("morph_pca_flatness", axes.lengths.x > 0 ? axes.lengths.z / axes.lengths.x : nil, point),
      number("morph_vol_dens_aabb", v / boxVolume), number("morph_area_dens_aabb", a / boxArea),
      number("morph_vol_dens_ombb", v / oriented.volume), number("morph_area_dens_ombb", a / oriented.area),
      optional("morph_vol_dens_aee", ellipsoid.map { v / $0.volume }, flat),
      optional("morph_area_dens_aee", ellipsoid.map { a / $0.area }, flat),
      optional("morph_vol_dens_mvee", enclosing.map { v / $0.volume }, flat),
      optional("morph_area_dens_mvee", enclosing.map { a / $0.area }, flat),
      number("morph_vol_dens_conv_hull", v / hullVolume), number("morph_area_dens_conv_hull", a / hullArea),
      number("morph_integ_int", v * mean), optional("morph_moran_i", autocorrelation?.moransI, equal),
      optional("morph_geary_c", autocorrelation?.gearysC, equal),
    ]
  }

  /// Axes of the voxel centres of the morphological mask and the distance to the intensity-weighted centre.
  struct PrincipalAxes {
    /// Full lengths 4√λ of major, minor and least axis in mm.
    let lengths: SIMD3<Double>
    /// nil when the intensities add up to 0.
    let centreOfMassShift: Double?

    init(_ region: Region) {
      let box = region.box
      // Coordinates from the middle of the box, so that no digits are lost on large offsets.
      let middle =
        SIMD3(
          Double(box.lower.x + box.upper.x - 1), Double(box.lower.y + box.upper.y - 1),
          Double(box.lower.z + box.upper.z - 1)) / 2
      var (sum, weighted, weight) = (SIMD3<Double>.zero, SIMD3<Double>.zero, 0.0)
      var moments = SymmetricMatrix3()
      for z in box.lower.z..<box.upper.z {
        for y in box.lower.y..<box.upper.y {
          let row = region.geometry.index(x: 0, y: y, z: z)
          // Along a row only x changes: its sums are gathered first.
          var (count, sx, sxx, w, wx) = (0.0, 0.0, 0.0, 0.0, 0.0)
          for x in box.lower.x..<box.upper.x where region.isMorphological[row + x] {
            let d = Double(x) - middle.x
            count += 1
            sx += d
            sxx += d * d
            if region.isIntensity[row + x] {
              w += region.intensities[row + x]
              wx += region.intensities[row + x] * d
            }
          }
          let (dy, dz) = (Double(y) - middle.y, Double(z) - middle.z)
          sum += SIMD3(sx, count * dy, count * dz)
          weighted += SIMD3(wx, w * dy, w * dz)
          weight += w
          moments.xx += sxx
          moments.yy += count * dy * dy
          moments.zz += count * dz * dz
          moments.xy += sx * dy
          moments.xz += sx * dz
          moments.yz += count * dy * dz
        }
      }
      let n = Double(region.morphologicalCount)
      let s = region.geometry.spacing
      let centre = sum / n
      // The sample covariance, with n − 1, is what the consensus values were computed with.
      let unbiased = n > 1 ? n / (n - 1) : 1
      var covariance = SymmetricMatrix3()
      covariance.xx = (moments.xx / n - centre.x * centre.x) * s.x * s.x
      covariance.yy = (moments.yy / n - centre.y * centre.y) * s.y * s.y
      covariance.zz = (moments.zz / n - centre.z * centre.z) * s.z * s.z
      covariance.xy = (moments.xy / n - centre.x * centre.y) * s.x * s.y
      covariance.xz = (moments.xz / n - centre.x * centre.z) * s.x * s.z
      covariance.yz = (moments.yz / n - centre.y * centre.z) * s.y * s.z
      let values = covariance.eigenvalues.map { $0 * unbiased }
      // Rounding leaves a tiny number where a flat region has none.
      let lengths = values.map { $0 > 1e-10 * max(values[0], 1e-300) ? 4 * $0.squareRoot() : 0 }
      self.lengths = SIMD3(lengths[0], lengths[1], lengths[2])
      centreOfMassShift = weight == 0 ? nil : length((weighted / weight - centre) * s)
    }
  }
}
