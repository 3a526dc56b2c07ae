extension Extractor {
  /// Features of an image and its region under each of several perturbations.
  ///
  /// Settings may make one region from the mask; several, or one per label or piece, are refused.
  @inline(never)
  public func perturbed(
    image imagePath: String, mask maskPath: String, label: MaskSelection = .only, frame: Int? = nil,
    roles: [String: MaskSource] = [:], by perturbations: [Perturbation]
  ) throws(ExtractionError) -> [FeatureVector] {
    try perturbed(
      ImageSupply(path: imagePath, frame: frame, usual: settings.volume),
      masks: MaskSupply(
        MaskSource(path: maskPath, selection: label), roles: roles, volume: frame ?? settings.volume),
      by: perturbations)
  }

  /// The same of an image in memory.
  @inline(never)
  public func perturbed(
    image: Volume<Double>, mask: Mask, by perturbations: [Perturbation]
  ) throws(ExtractionError) -> [FeatureVector] {
    try perturbed(ImageSupply(image), masks: MaskSupply(mask), by: perturbations)
  }

  private func perturbed(
    _ image: ImageSupply, masks: MaskSupply, by perturbations: [Perturbation]
  ) throws(ExtractionError) -> [FeatureVector] {
    guard settings.regions.count <= 1, settings.regions.first?.each == nil else {
      throw .severalRegionsPerturbed
    }
    let geometry = image.geometry
    let region = settings.regions.first ?? RegionOfInterest()
    let mask = try made(
      region,
      from: try Preparation.onGrid(
        try masks.labelled(region.labels, region.maskVolume), of: geometry, settings: settings),
      image: image, masks: masks)
    guard let roi = mask.boundingBox else { throw .region(.empty) }
    let isResampled = settings.wantedSpacing.contains { $0 != nil }
    let pyRadiomics = settings.naming == .pyradiomics ? settings.pyRadiomics : nil
    let whole = settings.filter != nil || pyRadiomics?.filtersWholeImage(isResampled: isResampled) == true
    // Around the region there is room for the largest growth of its volume and for supervoxels to reach out.
    let extent = SIMD3(Double(roi.size.x), Double(roi.size.y), Double(roi.size.z)) * geometry.spacing
    var margin = 2 + 0.2 * extent.max()
    if settings.families.contains(.localIntensity) { margin = max(margin, LocalIntensity.radius + 2) }
    var own = settings
    own.spacing = []
    own.regions = []
    own.describesWholeImage = false
    // The image is normalised before it is turned, as before it is resampled, and cropped where resampling would crop it.
    own.pyRadiomics.normalises = false
    own.pyRadiomics.preCrops = settings.pyRadiomics.preCrops || isResampled
    let extractor = Extractor(own)

    // PyRadiomics keeps an image in its own numbers when it makes a new one of it.
    var precision = pyRadiomics == nil ? VoxelPrecision.double : image.precision
    if pyRadiomics?.normalises == true, precision.isWhole { precision = .double }
    var last: (box: VoxelBox, voxels: [Double])?
    var results: [FeatureVector] = []
    for perturbation in perturbations {
      let grid: TurnedGrid
      do {
        grid = try TurnedGrid(
          over: geometry, spacing: settings.wantedSpacing, alignment: settings.gridAlignment,
          reach: settings.imageInterpolation.reach, roi: roi, margin: margin, perturbation: perturbation, whole: whole)
      } catch { throw .region(error) }
      guard grid.box.count < 1 << 28 else {
        throw .region(.tooManyVoxels(count: grid.box.count, spacing: grid.base.geometry.spacing))
      }
      var stream = RandomStream(seed: perturbation.seed)
      let read = pyRadiomics?.normalises == true ? VoxelBox(of: geometry) : grid.source
      var intensities: [Double]
      if let last, last.box == read {
        intensities = last.voxels
      } else {
        intensities = try image.voxels(read)
        last = (read, intensities)
      }
      if perturbation.hasNoise {
        let deviation = Noise.deviation(of: intensities, size: read.size, normal: geometry.sliceNormal ?? 2)
        intensities = Noise.added(to: intensities, deviation: deviation, stream: &stream)
      }
      if let pyRadiomics, pyRadiomics.normalises {
        intensities = copyBox(
          grid.source, of: PyRadiomicsPreparation.normalised(intensities, pyRadiomics), size: geometry.size)
      }
      let fractions = grid.sample(
        copyBox(grid.source, of: mask.isInside, size: geometry.size).map { $0 ? 1 : 0 },
        by: settings.maskInterpolation, outside: 0)
      let sampled = Preparation.interpolated(intensities, by: settings.imageInterpolation) {
        grid.sample($0, by: $1)
      }.map { $0.isNaN ? .nan : precision.rounded($0) }
      let part = grid.base.geometry.cropped(to: grid.box)
      var turned = Mask(geometry: part, isInside: fractions.map { $0 >= settings.partialVolume - 1e-6 })
      guard turned.isInside.contains(true) else {
        throw .region(.lostInInterpolation(spacing: grid.base.geometry.spacing))
      }
      turned = turned.adapted(by: perturbation, over: sampled, normal: geometry.sliceNormal, stream: &stream)
      results.append(
        try extractor.extract(
          ImageSupply(Volume(geometry: part, voxels: sampled), precision: precision), masks: MaskSupply(turned)
        ).features)
    }
    return results
  }
}
