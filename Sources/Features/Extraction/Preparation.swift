/// The steps from an image and a mask to the region features are computed on, in IBSI's order: geometry check, crop,
/// interpolation, rounding, re-segmentation; with diagnostics after each.
public struct Preparation: Sendable {
  public let region: Region
  public let diagnostics: [Diagnostic]
  public let warnings: [String]
  /// The interpolated grid of the whole image; the region lies in `box` of it.
  public let geometry: Geometry
  public let box: VoxelBox

  /// Voxels of the image are asked for once.
  init(
    settings: ExtractionSettings, image: ImageSupply, mask given: Mask
  ) throws(ExtractionError) {
    let geometry = image.geometry
    var warnings: [String] = []
    let mask = try Self.onGrid(given, of: geometry, settings: settings)
    guard let roi = mask.boundingBox else {
      throw given.boundingBox == nil ? .region(.empty) : .maskOutsideImage
    }
    let grid: ResamplingGrid
    do {
      grid = try ResamplingGrid(over: geometry, spacing: settings.wantedSpacing, alignment: settings.gridAlignment)
    } catch { throw .region(error) }
    var margin = SIMD3(repeating: 1)
    if settings.families.contains(.localIntensity) {
      margin = SIMD3(repeating: 1) &+ LocalIntensity.margin(spacing: grid.geometry.spacing)
    }
    let whole = settings.needsWholeImage
    let box =
      whole
      ? VoxelBox(of: grid.geometry)
      : grid.box(covering: roi).grown(by: margin, within: grid.geometry.size)
    // 2³⁰ voxels need 8 GiB; a spacing that small is a mistake.
    guard box.count < 1 << 30 else {
      throw .region(.tooManyVoxels(count: box.count, spacing: grid.geometry.spacing))
    }
    let source =
      whole ? VoxelBox(of: geometry) : grid.sourceBox(for: box, by: settings.imageInterpolation).union(roi)
    let raw = try image.voxels(source)
    let rawMask = copyBox(source, of: mask.isInside, size: geometry.size)

    var diagnostics: [Diagnostic] = []
    let rawRegion = MaskState(rawMask, raw, size: source.size)
    let first = Checkpoint(name: "init", geometry: geometry, morphological: rawRegion, intensity: rawRegion)
    diagnostics += first.imageRows(of: whole ? raw : nil) + first.roiRows
    if raw.count != 0,
      (0..<3).contains(where: { geometry.size[$0] > 1 && (roi.lower[$0] == 0 || roi.upper[$0] == geometry.size[$0]) })
    {
      warnings.append("the region touches the border of the image and may be cut off")
    }

    var intensities = raw
    var isMorphological = rawMask
    if !grid.isIdentity {
      intensities = Self.interpolated(raw, of: source, to: box, grid, settings.imageInterpolation)
      let fractions = grid.resample(
        rawMask.map { $0 ? 1 : 0 }, of: source, to: box, by: settings.maskInterpolation)
      // A fraction that equals the threshold but for rounding belongs to the region.
      isMorphological = fractions.map { $0 >= settings.partialVolume - 1e-6 }
    } else if source != box {
      let inner = VoxelBox(lower: box.lower &- source.lower, upper: box.upper &- source.lower)
      intensities = copyBox(inner, of: raw, size: source.size)
      isMorphological = copyBox(inner, of: rawMask, size: source.size)
    }
    if settings.roundsIntensities { intensities = intensities.map { $0.rounded(.toNearestOrEven) } }
    guard isMorphological.contains(true) else {
      throw .region(.lostInInterpolation(spacing: grid.geometry.spacing))
    }
    // Cropping changes neither the region nor what is counted of it.
    let newRegion =
      grid.isIdentity && !settings.roundsIntensities
      ? rawRegion : MaskState(isMorphological, intensities, size: box.size)
    let second = Checkpoint(name: "interp", geometry: grid.geometry, morphological: newRegion, intensity: newRegion)
    diagnostics += second.imageRows(of: whole ? intensities : nil) + second.roiRows

    do {
      region = try Region(
        geometry: grid.geometry.cropped(to: box), intensities: intensities, isMorphological: isMorphological,
        lowerBound: settings.resegmentation.lower, upperBound: settings.resegmentation.upper,
        outlierLimit: settings.outlierLimit)
    } catch { throw .region(error) }
    let intensityRegion =
      region.isIntensity == isMorphological ? newRegion : MaskState(region.isIntensity, intensities, size: box.size)
    let third = Checkpoint(
      name: "reseg", geometry: grid.geometry, morphological: newRegion, intensity: intensityRegion)
    diagnostics += third.roiRows
    if region.notFiniteCount > 0 {
      warnings.append(
        "\(region.notFiniteCount) voxels of the region have no finite intensity and were left out of the intensity mask"
      )
    }
    self.diagnostics = diagnostics
    self.warnings = warnings
    self.geometry = grid.geometry
    self.box = box
  }

  /// The mask on the image's grid, where both agree or resampling was asked for.
  static func onGrid(
    _ mask: Mask, of geometry: Geometry, settings: ExtractionSettings
  ) throws(ExtractionError) -> Mask {
    guard let difference = mask.geometry.difference(from: geometry) else {
      return Mask(geometry: geometry, isInside: mask.isInside)
    }
    guard settings.resamplesMask else { throw .geometry(difference) }
    return mask.resampled(onto: geometry)
  }

  /// Interpolated intensities.
  static func interpolated(
    _ raw: [Double], of source: VoxelBox, to box: VoxelBox, _ grid: ResamplingGrid, _ method: Interpolation
  ) -> [Double] {
    interpolated(raw, by: method) { grid.resample($0, of: source, to: box, by: $1) }
  }

  /// Interpolated intensities. Voxels without a finite value are bridged for the spline, whose filter would spread them
  /// along whole rows, and put back where the nearest source voxel is one.
  static func interpolated(
    _ raw: [Double], by method: Interpolation, _ resample: ([Double], Interpolation) -> [Double]
  ) -> [Double] {
    guard method == .cubicSpline, raw.contains(where: { !$0.isFinite }) else { return resample(raw, method) }
    var bridged = raw
    var last = raw.first { $0.isFinite } ?? 0
    for k in bridged.indices {
      if bridged[k].isFinite { last = bridged[k] } else { bridged[k] = last }
    }
    var result = resample(bridged, method)
    let holes = resample(raw.map { $0.isFinite ? 0 : 1 }, .nearest)
    for k in result.indices where holes[k] > 0 { result[k] = .nan }
    return result
  }
}

/// What image and masks are after one step.
private struct Checkpoint {
  let name: String
  /// The whole grid, for dimensions.
  let geometry: Geometry
  let morphological: MaskState
  let intensity: MaskState

  private static let axes = ["x", "y", "z"]

  /// - Parameter intensities: those of the whole image, where they are at hand.
  func imageRows(of intensities: [Double]?) -> [Diagnostic] {
    var rows = (0..<3).map { Diagnostic("img_dim_\(Self.axes[$0])_\(name)_img", Double(geometry.size[$0])) }
    rows += (0..<3).map { Diagnostic("vox_dim_\(Self.axes[$0])_\(name)_img", geometry.spacing[$0]) }
    if let range = intensities.flatMap({ IntensityRange(of: $0) }) {
      rows += [
        Diagnostic("mean_int_\(name)_img", range.mean), Diagnostic("min_int_\(name)_img", range.low),
        Diagnostic("max_int_\(name)_img", range.high),
      ]
    }
    return rows
  }

  var roiRows: [Diagnostic] {
    var rows = (0..<3).map {
      Diagnostic("int_mask_dim_\(Self.axes[$0])_\(name)_roi", Double(geometry.size[$0]))
    }
    let masks = [("int", intensity), ("morph", morphological)]
    for (word, mask) in masks {
      guard let box = mask.box else { continue }
      rows += (0..<3).map { Diagnostic("\(word)_mask_bb_dim_\(Self.axes[$0])_\(name)_roi", Double(box.size[$0])) }
    }
    for (word, mask) in masks { rows.append(Diagnostic("\(word)_mask_vox_count_\(name)_roi", Double(mask.count))) }
    if let range = intensity.range {
      rows += [
        Diagnostic("int_mask_mean_int_\(name)_roi", range.mean), Diagnostic("int_mask_min_int_\(name)_roi", range.low),
        Diagnostic("int_mask_max_int_\(name)_roi", range.high),
      ]
    }
    return rows
  }
}

/// What diagnostics say of a mask.
private struct MaskState {
  /// nil for an empty mask.
  let box: VoxelBox?
  /// Voxels inside.
  let count: Int
  /// nil where no voxel inside has a finite intensity.
  let range: IntensityRange?

  /// - Parameter size: of the grid that both arrays are on.
  init(_ isInside: [Bool], _ intensities: [Double], size: SIMD3<Int>) {
    box = boundingBox(of: isInside, size: size)
    count = isInside.count { $0 }
    range = IntensityRange(of: intensities, where: isInside)
  }
}
