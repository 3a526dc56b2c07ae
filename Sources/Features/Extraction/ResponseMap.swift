extension Extractor {
  /// The maps that the settings' filter, or their image types under `naming: pyradiomics`, make of a whole image, after
  /// the interpolation, rounding and normalisation that come before a filter.
  public func responseMaps(
    image path: String, frame: Int? = nil
  ) throws(ExtractionError) -> [DerivedImage.Map] {
    let (header, image): (NIfTIHeader, Volume<Double>)
    do throws(NIfTIError) {
      header = try NIfTI.header(at: path)
      image = try NIfTI.volume(at: path, frame: frame ?? header.volume(usual: settings.volume), as: Double.self)
    } catch { throw .image(error) }
    return try responseMaps(of: image, precision: header.precision)
  }

  /// The same of an image in memory.
  public func responseMaps(
    of image: Volume<Double>, precision: VoxelPrecision = .double
  ) throws(ExtractionError) -> [DerivedImage.Map] {
    do throws(FilterError) {
      if settings.naming == .pyradiomics {
        let (prepared, precision) = try PyRadiomicsPreparation.prepared(
          image, precision: precision, settings: settings)
        return try pyRadiomicsMaps(of: prepared, precision: precision, region: nil)
      }
      let prepared = try interpolated(image)
      let filter = settings.filter ?? Filter(.identity, dimensions: .three)
      let map = try filter.response(
        to: Volume(geometry: prepared.geometry, voxels: prepared.voxels.map { Float($0) }))
      return [
        DerivedImage.Map(
          name: "filtered", image: Volume(geometry: map.geometry, voxels: map.voxels.map { Double($0) }))
      ]
    } catch { throw .filter(error) }
  }

  private func interpolated(_ image: Volume<Double>) throws(FilterError) -> Volume<Double> {
    let grid: ResamplingGrid
    do {
      grid = try ResamplingGrid(
        over: image.geometry, spacing: settings.wantedSpacing, alignment: settings.gridAlignment)
    } catch {
      guard case .tooManyVoxels(let count, _) = error else { throw FilterError(.tooManyVoxels(.max)) }
      throw FilterError(.tooManyVoxels(count))
    }
    let box = VoxelBox(of: grid.geometry)
    guard box.count < 1 << 30 else { throw FilterError(.tooManyVoxels(box.count)) }
    var voxels = image.voxels
    if !grid.isIdentity {
      voxels = Preparation.interpolated(
        voxels, of: VoxelBox(of: image.geometry), to: box, grid, settings.imageInterpolation)
    }
    if settings.roundsIntensities { voxels = voxels.map { $0.rounded(.toNearestOrEven) } }
    return Volume(geometry: grid.geometry, voxels: voxels)
  }

  /// The derived images of every image type.
  private func pyRadiomicsMaps(
    of image: Volume<Double>, precision: VoxelPrecision, region: [Bool]?
  ) throws(FilterError) -> [DerivedImage.Map] {
    var maps: [DerivedImage.Map] = []
    for type in settings.pyRadiomics.images {
      let context = DerivedImage.Context(
        type.calculation ?? settings.pyRadiomics.calculation, precision: precision, region: region)
      maps += try type.image.maps(of: image, in: context)
    }
    return maps
  }
}

extension DerivedImage.Context {
  init(_ calculation: PyRadiomicsCalculation, precision: VoxelPrecision, region: [Bool]?) {
    self.init()
    self.precision = precision
    flatAxis = calculation.flatAxis
    planeNormal = 2 - calculation.flatDimension
    self.region = region
  }
}

extension PyRadiomicsPreparation {
  /// The whole image, normalised and resampled.
  fileprivate static func prepared(
    _ image: Volume<Double>, precision stored: VoxelPrecision, settings: ExtractionSettings
  ) throws(FilterError) -> (Volume<Double>, VoxelPrecision) {
    var precision = stored
    var voxels = image.voxels.map(stored.rounded)
    if settings.pyRadiomics.normalises {
      if precision.isWhole { precision = .double }
      voxels = normalised(voxels, settings.pyRadiomics).map(precision.rounded)
    }
    let whole = VoxelBox(of: image.geometry)
    let resampling: PyRadiomicsResampling?
    do {
      resampling = try PyRadiomicsResampling(
        of: image.geometry, around: whole, spacing: settings.wantedSpacing, padding: 0)
    } catch {
      throw FilterError(.tooManyVoxels(Int.max))
    }
    guard let resampling else { return (Volume(geometry: image.geometry, voxels: voxels), precision) }
    let box = resampling.sourceBox(for: settings.imageInterpolation)
    let bridged = FiniteVoxels(copyBox(box, of: voxels, size: image.geometry.size)).voxels
    let resampled = resampling.resampled(bridged, of: box, by: settings.imageInterpolation)
    return (Volume(geometry: resampling.geometry, voxels: resampled.map(precision.rounded)), precision)
  }
}
