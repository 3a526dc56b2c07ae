/// The numbers that an image's voxels can hold. PyRadiomics writes what it computes back into the image's own type, so
/// that its results depend on it.
public enum VoxelPrecision: Equatable, Hashable, Sendable {
  /// Whole numbers of a range.
  case whole(ClosedRange<Double>)
  case single
  case double

  public var isWhole: Bool { if case .whole = self { true } else { false } }

  /// The number that is stored for a computed one: whole types cut towards zero and end at their limits.
  func rounded(_ value: Double) -> Double {
    switch self {
    case .whole(let range):
      // A computation without result has no whole number either; 0 is what SimpleITK and NumPy leave on most machines.
      value.isNaN ? 0 : max(range.lowerBound, min(range.upperBound, value.rounded(.towardZero)))
    case .single: Double(Float(value))
    case .double: value
    }
  }

  /// The number that NumPy stores for a computed one: whole types cut towards zero and go around at their limits.
  func wrapped(_ value: Double) -> Double {
    guard case .whole(let range) = self, value.isFinite else { return rounded(value) }
    let whole = value.rounded(.towardZero)
    let count = range.upperBound - range.lowerBound + 1
    return whole - count * ((whole - range.lowerBound) / count).rounded(.down)
  }

  /// The nearest number that can be stored, halves away from zero: how SciPy rounds samples of a spline.
  func nearest(_ value: Double) -> Double {
    guard case .whole(let range) = self, !value.isNaN else { return rounded(value) }
    return max(range.lowerBound, min(range.upperBound, value.rounded(.toNearestOrAwayFromZero)))
  }
}

extension NIfTIHeader {
  /// What the voxels hold once read; scaled integers become floating point.
  public var precision: VoxelPrecision {
    let isScaled = slope != 1 || intercept != 0
    func whole<Stored: FixedWidthInteger>(_: Stored.Type) -> VoxelPrecision {
      guard !isScaled else { return Stored.bitWidth <= 16 ? .single : .double }
      return .whole(Double(Stored.min)...Double(Stored.max))
    }
    switch voxelType {
    case .uint8: return whole(UInt8.self)
    case .int8: return whole(Int8.self)
    case .int16: return whole(Int16.self)
    case .uint16: return whole(UInt16.self)
    case .int32: return whole(Int32.self)
    case .uint32: return whole(UInt32.self)
    case .int64: return whole(Int64.self)
    case .uint64: return whole(UInt64.self)
    case .float32: return .single
    case .float64: return .double
    }
  }
}
