/// What features are computed on: an image with a morphological and an intensity mask on one grid, cropped to the region
/// with a margin. Never empty: making one fails with a reason instead.
///
/// The morphological mask is the region as drawn (IBSI G5KJ). The intensity mask is what re-segmentation leaves of it
/// (SEFI); voxels whose intensity is not a finite number never belong to it.
public struct Region: Sendable {
  /// The grid of the crop.
  public let geometry: Geometry
  /// Intensities of the whole crop, also outside the masks: local intensity features look there.
  public let intensities: [Double]
  public let isMorphological: [Bool]
  public let isIntensity: [Bool]
  /// The bounding box of the morphological mask within the crop.
  public let box: VoxelBox
  /// Number of voxels of the morphological mask; at least 1.
  public let morphologicalCount: Int
  /// Intensities of the intensity mask in memory order; at least one.
  public let values: [Double]
  /// Bounds that re-segmentation was asked to keep; nil where open.
  public let lowerBound: Double?
  public let upperBound: Double?
  /// Voxels of the morphological mask without a finite intensity.
  public let notFiniteCount: Int

  /// Re-segments and assembles a region (IBSI IF9H): the intensity mask keeps the intersection of the asked range and
  /// mean ± `outlierLimit` standard deviations, both judged on the whole morphological mask.
  public init(
    geometry: Geometry, intensities: [Double], isMorphological: [Bool], lowerBound: Double? = nil,
    upperBound: Double? = nil, outlierLimit: Double? = nil
  ) throws(RegionError) {
    precondition(intensities.count == geometry.count && isMorphological.count == geometry.count)
    guard let box = boundingBox(of: isMorphological, size: geometry.size) else { throw .empty }
    var low = lowerBound ?? -.infinity
    var high = upperBound ?? .infinity
    if let outlierLimit {
      var (finite, sum, squares) = (0, 0.0, 0.0)
      for k in intensities.indices where isMorphological[k] && intensities[k].isFinite {
        finite += 1
        sum += intensities[k]
      }
      let mean = sum / Double(finite)
      for k in intensities.indices where isMorphological[k] && intensities[k].isFinite {
        squares += (intensities[k] - mean) * (intensities[k] - mean)
      }
      let spread = outlierLimit * (squares / Double(finite)).squareRoot()
      low = max(low, mean - spread)
      high = min(high, mean + spread)
    }
    let count = isMorphological.withUnsafeBytes { $0.reduce(0) { $0 &+ Int($1) } }
    var finite = 0
    var values: [Double] = []
    values.reserveCapacity(count)
    var isIntensity = isMorphological
    for k in intensities.indices where isMorphological[k] {
      let value = intensities[k]
      if value.isFinite { finite += 1 }
      if value >= low && value <= high && value.isFinite {
        values.append(value)
      } else {
        isIntensity[k] = false
      }
    }
    guard finite > 0 else { throw .notFinite(count: count) }
    guard !values.isEmpty else { throw .emptyAfterResegmentation(count: count, low: low, high: high) }
    self.geometry = geometry
    self.intensities = intensities
    self.isMorphological = isMorphological
    self.isIntensity = isIntensity
    self.box = box
    self.values = values
    self.lowerBound = lowerBound
    self.upperBound = upperBound
    morphologicalCount = count
    notFiniteCount = count - finite
  }

  /// The same region over another image of the same grid, for example a filtered one. Both masks are kept, but for voxels
  /// without a finite value; no re-segmentation is done again.
  public func replacingIntensities(_ replacement: [Double]) throws(RegionError) -> Region {
    try Region(region: self, intensities: replacement)
  }

  private init(region: Region, intensities: [Double]) throws(RegionError) {
    precondition(intensities.count == region.geometry.count)
    var isIntensity = region.isIntensity
    var values: [Double] = []
    values.reserveCapacity(region.values.count)
    for k in intensities.indices where isIntensity[k] {
      if intensities[k].isFinite { values.append(intensities[k]) } else { isIntensity[k] = false }
    }
    guard !values.isEmpty else { throw .notFinite(count: region.values.count) }
    geometry = region.geometry
    self.intensities = intensities
    isMorphological = region.isMorphological
    self.isIntensity = isIntensity
    box = region.box
    morphologicalCount = region.morphologicalCount
    self.values = values
    lowerBound = nil
    upperBound = nil
    notFiniteCount = region.values.count - values.count
  }

  /// The bounding box of the intensity mask within the crop.
  public var intensityBox: VoxelBox { boundingBox(of: isIntensity, size: geometry.size) ?? box }
}

/// Why there is no region to compute features on.
public enum RegionError: Error, Equatable, Sendable {
  case empty
  /// A step by which the region was made left nothing of it.
  case nothingLeft(after: String)
  case lostInInterpolation(spacing: SIMD3<Double>)
  case tooManyVoxels(count: Int, spacing: SIMD3<Double>)
  case notFinite(count: Int)
  case tooFewDimensions(found: Int, needed: Int)
  case tooSmall(count: Int, limit: Int)
  case emptyAfterResegmentation(count: Int, low: Double, high: Double)
}

extension RegionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty: "the region has no voxels."
    case .nothingLeft(let step): "the region has no voxels after \(step); check the mask and the settings' roi."
    case .lostInInterpolation(let spacing):
      "the region vanishes when interpolated to voxels of \(Geometry.text(spacing)) mm; use smaller voxels."
    case .tooManyVoxels(let count, let spacing):
      "the region interpolated to voxels of \(Geometry.text(spacing)) mm has \(count) voxels around it; use larger voxels."
    case .notFinite(let count):
      "none of the \(count) voxels of the region has a finite intensity; check the image."
    case .tooFewDimensions(let found, let needed):
      found == 0
        ? "the region is a single voxel, of which PyRadiomics computes no features."
        : "the region is longer than one voxel along \(found) of three axes, fewer than minimumROIDimensions: \(needed)."
    case .tooSmall(let count, let limit):
      "the region has \(count) voxels; with minimumROISize: \(limit) it needs more than \(limit)."
    case .emptyAfterResegmentation(let count, let low, let high):
      "none of the \(count) voxels of the region lies in the re-segmentation range "
        + "[\(Geometry.text(low, digits: 3)), \(Geometry.text(high, digits: 3))]; check the range and the unit of intensity."
    }
  }
}
