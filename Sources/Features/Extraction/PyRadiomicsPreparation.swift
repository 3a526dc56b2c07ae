/// The steps of PyRadiomics 3.0.1 from an image and a mask to the region features are computed on, in its order:
/// normalisation, resampling or cropping, checks of the region, re-segmentation.
struct PyRadiomicsPreparation {
  /// The image after normalisation, resampling and cropping, with the mask that texture and intensities are taken from.
  let region: Region
  /// The region of the shape classes: not re-segmented unless asked for, but cut to the box of what re-segmentation left.
  let shape: Region
  let precision: VoxelPrecision
  let diagnostics: [Diagnostic]
  let warnings: [String]

  init(settings: ExtractionSettings, image: ImageSupply, mask given: Mask) throws(ExtractionError) {
    let own = settings.pyRadiomics
    let (geometry, stored) = (image.geometry, image.precision)
    var diagnostics: [Diagnostic] = []
    let (mask, correction) = try Self.onGrid(given, of: geometry, settings: settings)
    var warnings = [correction].compactMap(\.self)
    guard let roi = mask.boundingBox else {
      throw given.boundingBox == nil ? .region(.empty) : .maskOutsideImage
    }
    let isResampled = settings.wantedSpacing.contains { $0 != nil }
    let resampling: PyRadiomicsResampling?
    do {
      resampling =
        isResampled
        ? try PyRadiomicsResampling(
          of: geometry, around: roi, spacing: settings.wantedSpacing, padding: own.padDistance) : nil
    } catch { throw .region(error) }
    let source =
      own.needsWholeImage(isResampled: isResampled)
      ? VoxelBox(of: geometry)
      : resampling?.sourceBox(for: settings.imageInterpolation)
        ?? roi.grown(by: SIMD3(repeating: own.padDistance), within: geometry.size)
    guard source.count < 1 << 30 else {
      throw .region(.tooManyVoxels(count: source.count, spacing: geometry.spacing))
    }
    var raw = try image.voxels(source).map(stored.rounded)
    var precision = stored
    if own.addsDiagnostics {
      diagnostics += PyRadiomicsDiagnostics.image(
        "original", geometry: geometry,
        range: source == VoxelBox(of: geometry) ? IntensityRange(of: raw) : try image.range())
      diagnostics += PyRadiomicsDiagnostics.mask("original", mask: given, intensities: nil)
      if correction != nil {
        diagnostics += PyRadiomicsDiagnostics.mask(
          "corrected", mask: mask.cropped(to: source), intensities: raw,
          part: PyRadiomicsDiagnostics.Part(lower: source.lower, size: geometry.size))
      }
    }
    if own.normalises {
      if precision.isWhole { precision = .double }
      if !raw.contains(where: { $0.isFinite && $0 != raw[0] }) {
        warnings.append("the image has the same intensity everywhere and was not normalised")
      }
      raw = Self.normalised(raw, own).map(precision.rounded)
    }

    var grid: Geometry
    // Where PyRadiomics does not crop the image, its diagnostics count from the corner of the whole.
    var part: PyRadiomicsDiagnostics.Part?
    var intensities: [Double]
    var inside: [Bool]
    if let resampling {
      let box = resampling.sourceBox(for: settings.imageInterpolation)
      let inner = VoxelBox(lower: box.lower &- source.lower, upper: box.upper &- source.lower)
      let finite = FiniteVoxels(copyBox(inner, of: raw, size: source.size))
      intensities = resampling.resampled(finite.voxels, of: box, by: settings.imageInterpolation)
      if finite.hasHoles {
        let holes = resampling.resampled(finite.indicator, of: box, by: .nearest)
        for k in intensities.indices where holes[k] > 0 { intensities[k] = .nan }
      }
      intensities = intensities.map { $0.isNaN ? .nan : precision.rounded($0) }
      inside = resampling.resampled(
        copyBox(box, of: mask.isInside, size: geometry.size).map { $0 ? 1 : 0 }, of: box, by: .nearest
      ).map { $0 > 0 }
      grid = resampling.geometry
    } else {
      let box =
        isResampled || own.preCrops || !own.needsWholeImage(isResampled: isResampled)
        ? roi.grown(by: SIMD3(repeating: own.padDistance), within: geometry.size) : VoxelBox(of: geometry)
      let inner = VoxelBox(lower: box.lower &- source.lower, upper: box.upper &- source.lower)
      intensities = copyBox(inner, of: raw, size: source.size)
      inside = copyBox(box, of: mask.isInside, size: geometry.size)
      grid = geometry.cropped(to: box)
      if !isResampled, !own.preCrops { part = PyRadiomicsDiagnostics.Part(lower: box.lower, size: geometry.size) }
    }
    guard let box = boundingBox(of: inside, size: grid.size) else {
      throw .region(.lostInInterpolation(spacing: grid.spacing))
    }
    if isResampled, own.addsDiagnostics {
      let interpolated = Mask(geometry: grid, isInside: inside)
      diagnostics += PyRadiomicsDiagnostics.image(
        "interpolated", geometry: grid, range: IntensityRange(of: intensities))
      diagnostics += PyRadiomicsDiagnostics.mask("interpolated", mask: interpolated, intensities: intensities)
    }
    try Self.check(box, count: inside.count { $0 }, own)

    do {
      let whole = try Region(geometry: grid, intensities: intensities, isMorphological: inside)
      if whole.notFiniteCount > 0 {
        warnings.append(
          "\(whole.notFiniteCount) voxels of the region have no finite intensity and were left out of the features")
      }
      if settings.resegmentation == .open {
        region = whole
        shape = whole
      } else {
        let kept = try Self.resegmented(whole, settings)
        region = kept
        if own.addsDiagnostics {
          diagnostics += PyRadiomicsDiagnostics.mask(
            "resegmented", mask: Mask(geometry: grid, isInside: kept.isMorphological), intensities: intensities,
            part: part)
        }
        shape = own.resegmentsShape ? kept : try whole.cut(to: kept.box)
      }
    } catch { throw .region(error) }
    if settings.resegmentation != .open {
      try Self.check(region.box, count: region.morphologicalCount, own)
    }
    self.precision = precision
    self.diagnostics = diagnostics
    self.warnings = warnings
  }

  private static func onGrid(
    _ mask: Mask, of geometry: Geometry, settings: ExtractionSettings
  ) throws(ExtractionError) -> (mask: Mask, correction: String?) {
    let tolerance = settings.pyRadiomics.geometryTolerance ?? 0.01
    guard let difference = mask.geometry.difference(from: geometry, tolerance: tolerance) else {
      return (Mask(geometry: geometry, isInside: mask.isInside), nil)
    }
    guard settings.resamplesMask else { throw .geometry(difference) }
    return (
      mask.resampled(onto: geometry),
      "\(difference); the mask was brought onto the image's grid, as correctMask asks for"
    )
  }

  /// Refuses a region of too few dimensions or voxels, as `minimumROIDimensions` and `minimumROISize` say.
  private static func check(_ box: VoxelBox, count: Int, _ own: PyRadiomicsSettings) throws(ExtractionError) {
    let dimensions = (0..<3).count { box.size[$0] > 1 }
    guard dimensions >= max(1, own.minimumDimensions) else {
      throw .region(.tooFewDimensions(found: dimensions, needed: max(1, own.minimumDimensions)))
    }
    if let least = own.minimumSize, count <= least { throw .region(.tooSmall(count: count, limit: least)) }
  }

  /// (x − mean) · (1/σ) over the whole image (n − 1), limited to the outlier limit, times the scale.
  ///
  /// σ² = (Σx² − (Σx)²/n)/(n − 1), in this form: on images of whole numbers both sums are exact, and levels cut from the
  /// result depend on its last bit, because equal steps of intensity meet equal bins.
  static func normalised(_ raw: [Double], _ own: PyRadiomicsSettings) -> [Double] {
    var (sum, squares, count) = (CompensatedSum(), CompensatedSum(), 0.0)
    for value in raw where value.isFinite {
      sum.add(value)
      squares.add(value * value)
      count += 1
    }
    guard count > 1 else { return raw }
    let mean = sum.value / count
    let variance = (squares.value - sum.value * sum.value / count) / (count - 1)
    guard variance > 0 else { return raw }
    let scale = 1 / variance.squareRoot()
    let limit = own.outlierLimit ?? .infinity
    return raw.map { max(-limit, min(limit, ($0 - mean) * scale)) * own.normalisationScale }
  }

  /// The region without the voxels outside the bounds, which the mode relates to the region's intensities.
  private static func resegmented(_ region: Region, _ settings: ExtractionSettings) throws(RegionError) -> Region {
    let (scale, offset): (Double, Double)
    switch settings.pyRadiomics.resegmentation {
    case .absolute: (scale, offset) = (1, 0)
    case .relative: (scale, offset) = (region.values.reduce(-.infinity, max), 0)
    case .sigma:
      let n = Double(region.values.count)
      let mean = region.values.reduce(0, +) / n
      let squares = region.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      (scale, offset) = ((squares / n).squareRoot(), mean)
    }
    let low = settings.resegmentation.lower.map { offset + scale * $0 } ?? -.infinity
    let high = settings.resegmentation.upper.map { offset + scale * $0 } ?? .infinity
    let kept = region.isMorphological.indices.map { k in
      region.isMorphological[k] && region.intensities[k] >= low && region.intensities[k] <= high
    }
    guard kept.count(where: { $0 }) > 1 else {
      throw .emptyAfterResegmentation(count: region.morphologicalCount, low: low, high: high)
    }
    return try Region(geometry: region.geometry, intensities: region.intensities, isMorphological: kept)
  }
}

extension Region {
  /// The part of the region in a box.
  fileprivate func cut(to box: VoxelBox) throws(RegionError) -> Region {
    var inside = isMorphological
    for z in 0..<geometry.size.z {
      for y in 0..<geometry.size.y {
        let isRowInside = z >= box.lower.z && z < box.upper.z && y >= box.lower.y && y < box.upper.y
        for x in 0..<geometry.size.x where !isRowInside || x < box.lower.x || x >= box.upper.x {
          inside[geometry.index(x: x, y: y, z: z)] = false
        }
      }
    }
    return try Region(geometry: geometry, intensities: intensities, isMorphological: inside)
  }
}

/// A sum that carries what rounding takes from it (Kahan 1965).
private struct CompensatedSum {
  private(set) var value = 0.0
  private var loss = 0.0

  mutating func add(_ term: Double) {
    let corrected = term - loss
    let sum = value + corrected
    loss = (sum - value) - corrected
    value = sum
  }
}
