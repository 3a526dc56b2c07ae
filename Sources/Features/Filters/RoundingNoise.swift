/// A response that is zero but for rounding.
///
/// Where an image does not change along an axis, as a single slice or a copied one does not, a filter that passes only
/// changes along it responds with 0. A sum of rounded numbers misses that by a few units of their last place, and a histogram
/// or a matrix of what is left looks like any other. Its features are computed as defined, and the reader is told.
struct RoundingNoise {
  /// Responses up to this many units of the last place of the largest intensity count as rounding: what a sum of some ten
  /// products per axis is wrong by.
  private static let units = 8.0

  /// - Parameters:
  ///   - response: in the region.
  ///   - intensities: of the image before the filter, in the region.
  ///   - precision: the numbers that the response was computed in.
  /// - Returns: nil where the response is more than rounding, and where it is 0 throughout, which features say themselves.
  static func caution(_ response: [Double], of intensities: [Double], precision: VoxelPrecision) -> String? {
    func largest(_ values: [Double]) -> Double { values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 } }
    let lastPlace = precision == .double ? 0x1p-52 : 0x1p-23
    let strongest = largest(response)
    guard strongest > 0, strongest <= units * lastPlace * largest(intensities) else { return nil }
    return "the filter's response in the region is zero but for rounding; features of it describe noise"
  }
}
