extension Region {
  /// Grey levels as PyRadiomics 3.0.1 cuts them: edges are computed one by one, as NumPy does, and a value has as many
  /// levels as there are edges at or below it. Where a value lies on an edge but for rounding this decides its level.
  ///
  ///     width w   first edge: the lowest value less its remainder by w; the next at multiples of w from there
  ///     count n   n bins of equal width from the lowest to the highest value, which belongs to bin n
  ///
  /// The edges of n bins are stored in the image's own precision. Other discretisations are IBSI's.
  func pyRadiomicsLevels(
    by discretisation: Discretisation, precision: VoxelPrecision
  ) throws(DiscretisationError) -> DiscretisedValues {
    let low = values.reduce(Double.infinity, min)
    let high = values.reduce(-Double.infinity, max)
    let (start, step, count): (Double, Double, Int)
    var isSingle = false
    switch discretisation {
    case .multiplesOfWidth(let width):
      guard width.isFinite, width > 0 else { throw .binWidth(width) }
      let remainder = low.truncatingRemainder(dividingBy: width)
      start = low - (remainder < 0 ? remainder + width : remainder)
      step = (start + width) - start
      let bins = ((high - start) / step).rounded(.up) + 2
      guard bins.isFinite, bins < 65536 else { throw .tooManyLevels(bins.isFinite ? Int(min(bins, 1e15)) : 65536) }
      count = Int(bins)
    case .fixedBinCount(let bins):
      guard (1...65535).contains(bins) else { throw .binCount(bins) }
      // One value alone lies in a bin of width 1 around it.
      start = low == high ? low - 0.5 : low
      step = (low == high ? 1 : high - low) / Double(bins)
      count = bins
      isSingle = precision == .single
    case .none, .fixedBinWidth: return try levels(by: discretisation)
    }
    guard step.isFinite, step > 0 else { throw .binWidth(step) }
    func edge(_ index: Double) -> Double {
      let edge = start + index * step
      return isSingle ? Double(Float(edge)) : edge
    }
    let levels = values.map { value -> UInt16 in
      var level = max(1, min(Double(count), ((value - start) / step).rounded(.down) + 1))
      while level > 1, value < edge(level - 1) { level -= 1 }
      while level < Double(count), value >= edge(level) { level += 1 }
      return UInt16(level)
    }
    return DiscretisedValues(levels: levels, levelCount: Int(levels.max() ?? 1))
  }
}
