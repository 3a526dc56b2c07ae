extension Morphology {
  /// IBSI's names, codes and formulas. V is the mesh volume, A the mesh area, λ₁ ≥ λ₂ ≥ λ₃ the variances of the voxel centres
  /// along the principal axes.
  public static let definitions: [FeatureDefinition] = {
    func define(
      _ tag: String, _ name: String, _ code: String, _ unit: String, _ formula: String, _ meaning: String,
      _ pitfalls: [FeatureDefinition.Pitfall]
    ) -> FeatureDefinition {
      FeatureDefinition(
        tag: tag, name: name, family: .morphology, ibsiCode: code, unit: unit, formula: formula, meaning: meaning,
        pitfalls: pitfalls)
    }
    let redundant = "How close the region is to a sphere; the five sphere measures say the same in different scales. "
    let ellipsoidSeries = "A_e = 4πab Σ_{ν=0…20} (αβ)^ν/(1 − 4ν²) · P_ν((α² + β²)/2αβ), α² = 1 − b²/a², β² = 1 − c²/a²"
    let staysApart = "Voxels that touch only along an edge or at a corner are not joined by the mesh."
    let seriesFallsShort = "as IBSI’s series gives it: less than the true one, by 6 % for axes as 1.2 : 1 : 1"
    return [
      define(
        "morph_volume", "Volume (mesh)", "RNU0", "mm³", "V = |Σₖ aₖ·(bₖ × cₖ)/6| over the faces of the mesh",
        "The volume inside the surface of the region. " + staysApart, [.volume]),
      define(
        "morph_vol_approx", "Volume (voxel counting)", "YEKZ", "mm³", "N · voxel volume",
        "The number of voxels times their size; too large for regions of few voxels.", [.volume, .smallRegions]),
      define(
        "morph_area_mesh", "Surface area (mesh)", "C0JK", "mm²", "A = Σₖ |(bₖ − aₖ) × (cₖ − aₖ)|/2",
        "The area of the surface of the region; a rough mask has more. " + staysApart, [.volume, .spacing]),
      define(
        "morph_av", "Surface to volume ratio", "2PR5", "1/mm", "A / V",
        "How much surface there is per volume: high for small, flat or ragged regions.", [.volume, .spacing]),
      define(
        "morph_comp_1", "Compactness 1", "SKGS", "", "V / (√π A^{3/2})",
        redundant + "0.053 for a sphere.", [.spacing, .smallRegions]),
      define(
        "morph_comp_2", "Compactness 2", "BQWJ", "", "36π V² / A³", redundant + "1 for a sphere.",
        [.spacing, .smallRegions]),
      define(
        "morph_sph_dispr", "Spherical disproportion", "KRCK", "", "A / (36π V²)^{1/3}",
        redundant + "1 for a sphere, more for others.", [.spacing, .smallRegions]),
      define(
        "morph_sphericity", "Sphericity", "QCFX", "", "(36π V²)^{1/3} / A",
        redundant + "1 for a sphere, less for others.", [.spacing, .smallRegions]),
      define(
        "morph_asphericity", "Asphericity", "25C7", "", "(A³ / (36π V²))^{1/3} − 1",
        redundant + "0 for a sphere, more for others.", [.spacing, .smallRegions]),
      define(
        "morph_com", "Centre of mass shift", "KLMA", "mm", "|Σ r/N − Σ x·r/Σ x|",
        "How far the centre of intensity lies from the centre of the shape.", [.volume, .zeroPoint, .outliers]),
      define(
        "morph_diam", "Maximum 3D diameter", "L0JK", "mm", "max |rᵢ − rⱼ| over vertices of the mesh",
        "The longest straight line between two points of the surface.", [.volume]),
      define(
        "morph_pca_maj_axis", "Major axis length", "TDIC", "mm", "4√λ₁",
        "The length of the region along its longest axis, as of an ellipsoid.", [.volume]),
      define(
        "morph_pca_min_axis", "Minor axis length", "P9VJ", "mm", "4√λ₂",
        "The length of the region along its second axis.", [.volume]),
      define(
        "morph_pca_least_axis", "Least axis length", "7J51", "mm", "4√λ₃",
        "The length of the region along its shortest axis.", [.volume]),
      define(
        "morph_pca_elongation", "Elongation", "Q3CK", "", "√(λ₂/λ₁)",
        "1 when the region is as wide as long, less when it is elongated.", [.spacing, .smallRegions]),
      define(
        "morph_pca_flatness", "Flatness", "N17B", "", "√(λ₃/λ₁)",
        "1 when the region is as thick as long, less when it is flat; 0 within one slice.", [.spacing, .smallRegions]),
      define(
        "morph_vol_dens_aabb", "Volume density (axis-aligned bounding box)", "PBX1", "", "V / V_AABB",
        "The part of the box along the image axes that the region fills.", [.smallRegions]),
      define(
        "morph_area_dens_aabb", "Area density (axis-aligned bounding box)", "R59B", "", "A / A_AABB",
        "The surface of the region relative to that of the box along the image axes.", [.spacing]),
      define(
        "morph_vol_dens_ombb", "Volume density (oriented minimum bounding box)", "ZH1A", "", "V / V_OMBB",
        "The part of the smallest box of any orientation that the region fills. IBSI found no consensus value.",
        [.smallRegions]),
      define(
        "morph_area_dens_ombb", "Area density (oriented minimum bounding box)", "IQYR", "", "A / A_OMBB",
        "The surface of the region relative to that of the smallest box. IBSI found no consensus value.", [.spacing]),
      define(
        "morph_vol_dens_aee", "Volume density (approximate enclosing ellipsoid)", "6BDE", "",
        "3V / (4π abc), a = 2√λ₁ …",
        "The volume of the region relative to that of the ellipsoid along its principal axes.", [.smallRegions]),
      define(
        "morph_area_dens_aee", "Area density (approximate enclosing ellipsoid)", "RDD2", "",
        "A / A_e, \(ellipsoidSeries)",
        "The surface of the region relative to that of the ellipsoid along its principal axes, \(seriesFallsShort).",
        [.spacing]),
      define(
        "morph_vol_dens_mvee", "Volume density (minimum volume enclosing ellipsoid)", "SWZ1", "", "V / V_MVEE",
        "The part of the smallest ellipsoid around the region that it fills. IBSI found no consensus value.",
        [.smallRegions]),
      define(
        "morph_area_dens_mvee", "Area density (minimum volume enclosing ellipsoid)", "BRI8", "",
        "A / A_e, \(ellipsoidSeries)",
        "The surface of the region relative to that of the smallest ellipsoid, \(seriesFallsShort). IBSI found no "
          + "consensus value.",
        [.spacing]),
      define(
        "morph_vol_dens_conv_hull", "Volume density (convex hull)", "R3ER", "", "V / V_hull",
        "The part of its convex hull that the region fills; 1 when it has no dents.", [.smallRegions]),
      define(
        "morph_area_dens_conv_hull", "Area density (convex hull)", "7T7F", "", "A / A_hull",
        "The surface of the region relative to that of its convex hull.", [.spacing]),
      define(
        "morph_integ_int", "Integrated intensity", "99N0", "intensity·mm³", "V · (1/N) Σₖ xₖ",
        "Volume times mean intensity; total lesion glycolysis in FDG-PET.", [.volume, .intensityUnits]),
      define(
        "morph_moran_i", "Moran’s I index", "N365", "",
        "N/Σᵢⱼwᵢⱼ · Σᵢⱼ wᵢⱼ (xᵢ − μ)(xⱼ − μ) / Σᵢ (xᵢ − μ)², wᵢⱼ = 1/|rᵢ − rⱼ|, i ≠ j",
        "Whether near voxels have similar intensities (towards 1), unrelated ones (0) or opposite ones.",
        [.volume, .spacing]),
      define(
        "morph_geary_c", "Geary’s C measure", "NPT7", "",
        "(N − 1)/(2Σᵢⱼwᵢⱼ) · Σᵢⱼ wᵢⱼ (xᵢ − xⱼ)² / Σᵢ (xᵢ − μ)², wᵢⱼ = 1/|rᵢ − rⱼ|, i ≠ j",
        "How different near voxels are: below 1 when alike, 1 when unrelated.", [.volume, .spacing]),
    ]
  }()
}
