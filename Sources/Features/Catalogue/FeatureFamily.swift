/// The families of the IBSI manual.
public enum FeatureFamily: String, CaseIterable, Codable, Sendable {
  case morphology = "morphological"
  case localIntensity = "local_intensity"
  case intensityStatistics = "intensity_statistics"
  case intensityHistogram = "intensity_histogram"
  case intensityVolumeHistogram = "intensity_volume_histogram"
  case cooccurrence = "glcm"
  case runLength = "glrlm"
  case sizeZone = "glszm"
  case distanceZone = "gldzm"
  case neighbourhoodDifference = "ngtdm"
  case neighbouringDependence = "ngldm"
}

extension FeatureFamily {
  /// The name in full, with the acronym of the field.
  public var title: String {
    switch self {
    case .morphology: "Morphology"
    case .localIntensity: "Local intensity"
    case .intensityStatistics: "Intensity-based statistics"
    case .intensityHistogram: "Intensity histogram"
    case .intensityVolumeHistogram: "Intensity–volume histogram"
    case .cooccurrence: "Grey level co-occurrence (GLCM)"
    case .runLength: "Grey level run length (GLRLM)"
    case .sizeZone: "Grey level size zone (GLSZM)"
    case .distanceZone: "Grey level distance zone (GLDZM)"
    case .neighbourhoodDifference: "Neighbourhood grey tone difference (NGTDM)"
    case .neighbouringDependence: "Neighbouring grey level dependence (NGLDM)"
    }
  }

  /// IBSI's code of the family.
  public var ibsiCode: String {
    switch self {
    case .morphology: "HCUG"
    case .localIntensity: "9ST6"
    case .intensityStatistics: "UHIW"
    case .intensityHistogram: "ZVCW"
    case .intensityVolumeHistogram: "P88C"
    case .cooccurrence: "LFYI"
    case .runLength: "TP0I"
    case .sizeZone: "9SAK"
    case .distanceZone: "VMDZ"
    case .neighbourhoodDifference: "IPET"
    case .neighbouringDependence: "REK0"
    }
  }

  /// What its features are computed from, with the symbols of their formulas.
  public var definition: String {
    switch self {
    case .morphology:
      "Computed from the region as drawn (the morphological mask): V and A are volume and area of a surface mesh through the "
        + "half-way points between voxels inside and outside, λ₁ ≥ λ₂ ≥ λ₃ the variances of the voxel centres along the "
        + "principal axes, rₖ the place and xₖ the intensity of voxel k. Where marching cubes may join voxels or not, "
        + "on a square of four voxel centres with those inside on one diagonal, the voxels inside stay apart and those "
        + "outside are joined: voxels that touch only along an edge or at a corner are closed surfaces of their own."
    case .localIntensity:
      "Computed from mean intensities in spheres of 1 cm³ (radius 6.2 mm) centred on voxels of the region; voxels of the "
        + "sphere outside the region count too."
    case .intensityStatistics:
      "Computed from the N intensities xₖ of the region as they are, without discretisation. P₂₅ is the 25th percentile."
    case .intensityHistogram:
      "Computed from the discretised intensities: nᵢ voxels have grey level i, pᵢ = nᵢ/N is their share."
    case .intensityVolumeHistogram:
      "Computed from the curve of νᵢ, the part of the region with an intensity of at least i, over γᵢ, the intensity as a "
        + "fraction of the range."
    case .cooccurrence:
      "Computed from how often two voxels one step apart have the grey levels i and j: pᵢⱼ is the share of such pairs, "
        + "p₋(k) the share with |i − j| = k, p₊(k) with i + j = k, pᵢ the share of level i. Pairs count both ways."
    case .runLength:
      "Computed from runs, straight rows of voxels of one grey level: rᵢⱼ runs of level i have length j; Nₛ runs in all, "
        + "pᵢⱼ = rᵢⱼ/Nₛ, Nᵥ voxels."
    case .sizeZone:
      "Computed from zones, connected voxels of one grey level: sᵢⱼ zones of level i have j voxels; Nₛ zones in all, "
        + "pᵢⱼ = sᵢⱼ/Nₛ, Nᵥ voxels."
    case .distanceZone:
      "Computed from zones, connected voxels of one grey level: dᵢⱼ zones of level i lie at distance j from the border of "
        + "the region (1 touches it); Nₛ zones in all, pᵢⱼ = dᵢⱼ/Nₛ, Nᵥ voxels."
    case .neighbourhoodDifference:
      "Computed from how far the grey level of a voxel lies from the mean of its neighbours: sᵢ is the sum of these "
        + "differences over the voxels of level i, pᵢ the share of these voxels, N_v,c the voxels that have neighbours, "
        + "N_g,p the levels that occur."
    case .neighbouringDependence:
      "Computed from how many neighbours of a voxel have its grey level: sᵢⱼ voxels of level i have j − 1 such neighbours; "
        + "Nₛ voxels in all, pᵢⱼ = sᵢⱼ/Nₛ, Nᵥ voxels."
    }
  }

  /// What the family is in an image of one slice (ultrasound, OCT, mammography), where there is no third dimension.
  public var inOneSlice: String {
    switch self {
    case .morphology:
      "Volume, surface and everything made from them are missing: a slice has no known thickness. What lies within the "
        + "plane has a value: centre of mass shift, diameter, axes, elongation, flatness (0), Moran’s I and Geary’s C."
    case .localIntensity: "Missing: a sphere of 1 cm³ needs a third dimension."
    case .intensityStatistics, .intensityHistogram, .intensityVolumeHistogram: "As in a volume."
    case .cooccurrence, .runLength:
      "As in a volume. The 2D and 2.5D ways use the four directions of the plane; the 3D ways find voxels in these four "
        + "directions only, and a mean over directions is taken over those."
    case .sizeZone, .neighbourhoodDifference, .neighbouringDependence:
      "As in a volume, with the eight neighbours of the plane; the 2D, 2.5D and 3D ways are equal."
    case .distanceZone:
      "As in a volume, in the 2D and 2.5D ways. The 3D way finds the border above and below every voxel, so that every "
        + "distance is 1; it says nothing."
    }
  }
}
