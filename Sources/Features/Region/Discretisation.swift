/// How intensities become grey levels 1, 2, … (IBSI 4R0B).
public enum Discretisation: Hashable, Sendable {
  /// Integer intensities are levels as they are; when the lowest is below 1, all are shifted so that it becomes 1.
  case none
  /// A fixed number of bins between the lowest and the highest intensity (FBN, K15C):
  /// `⌊N·(x − min)/(max − min)⌋ + 1`, the highest intensity in bin N.
  case fixedBinCount(Int)
  /// Bins of a fixed width (FBS, Q3RU): `⌊(x − start)/width⌋ + 1`. The start is the given one, else the lower bound of
  /// re-segmentation, else the lowest intensity.
  case fixedBinWidth(Double, start: Double? = nil)
  /// Bins whose edges are multiples of the width, the lowest occupied one being level 1, as PyRadiomics does.
  case multiplesOfWidth(Double)
}

/// Why a region has no grey levels.
public enum DiscretisationError: Error, Equatable, Sendable {
  case notIntegers
  case tooManyLevels(Int)
  case binCount(Int)
  case binWidth(Double)
}

extension DiscretisationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notIntegers:
      "intensities are not whole numbers, so they cannot serve as grey levels; choose a bin count or a bin width"
    case .tooManyLevels(let count):
      "the discretisation gives \(count) grey levels, more than 65535; choose wider bins"
    case .binCount(let count): "the number of bins is \(count); it must be between 1 and 65535"
    case .binWidth(let width): "the bin width is \(width); it must be a positive number"
    }
  }
}

/// The grey levels of a region's intensity mask, in the order of `Region.values`.
public struct DiscretisedValues: Equatable, Sendable {
  /// Levels from 1.
  public let levels: [UInt16]
  /// N_g: the highest level of the discretisation that can occur in this region.
  public let levelCount: Int
}

extension Region {
  /// The grey level of every voxel of the intensity mask.
  public func levels(by discretisation: Discretisation) throws(DiscretisationError) -> DiscretisedValues {
    var (low, high) = (values[0], values[0])
    for value in values {
      low = min(low, value)
      high = max(high, value)
    }
    switch discretisation {
    case .none:
      for value in values where value != value.rounded() { throw .notIntegers }
      let shift = low < 1 ? 1 - low : 0
      let top = try Self.checked(high + shift)
      return DiscretisedValues(levels: values.map { UInt16($0 + shift) }, levelCount: top)
    case .fixedBinCount(let count):
      guard (1...65535).contains(count) else { throw .binCount(count) }
      let width = high - low
      guard width.isFinite else { throw .binWidth(width) }
      let bins = Double(count)
      let levels = values.map { value -> UInt16 in
        guard value < high, width > 0 else { return UInt16(value < high ? 1 : count) }
        return UInt16(max(1, min(bins, (bins * (value - low) / width).rounded(.down) + 1)))
      }
      // One intensity has one bin: the formula's case x = max would call it N.
      if width == 0 { return DiscretisedValues(levels: values.map { _ in 1 }, levelCount: 1) }
      return DiscretisedValues(levels: levels, levelCount: count)
    case .fixedBinWidth(let width, let start):
      guard width.isFinite, width > 0 else { throw .binWidth(width) }
      let origin = start ?? lowerBound ?? low
      let top = try Self.checked(((high - origin) / width).rounded(.down) + 1)
      // Intensities below a start given by hand belong to the first bin.
      return DiscretisedValues(
        levels: values.map { UInt16(max(1, (($0 - origin) / width).rounded(.down) + 1)) }, levelCount: max(1, top))
    case .multiplesOfWidth(let width):
      guard width.isFinite, width > 0 else { throw .binWidth(width) }
      // The edges are `start + k·width`, computed as such: a quotient may round across one.
      let start = low - (low - (low / width).rounded(.down) * width)
      func level(_ value: Double) -> Double {
        var bin = ((value - start) / width).rounded(.down)
        if value < start + bin * width { bin -= 1 }
        if value >= start + (bin + 1) * width { bin += 1 }
        return max(0, bin) + 1
      }
      let top = try Self.checked(level(high))
      return DiscretisedValues(levels: values.map { UInt16(level($0)) }, levelCount: top)
    }
  }

  private static func checked(_ level: Double) throws(DiscretisationError) -> Int {
    guard level <= 65535 else { throw .tooManyLevels(level < 1e15 ? Int(level) : .max) }
    return Int(max(1, level))
  }

  /// The discretised region as texture matrices see it: cropped to the bounding box of the morphological mask.
  public func levelImage(by discretisation: Discretisation) throws(DiscretisationError) -> LevelImage {
    levelImage(of: try levels(by: discretisation))
  }

  func levelImage(of discretised: DiscretisedValues) -> LevelImage {
    let size = box.size
    var image = [UInt16](repeating: 0, count: box.count)
    var next = 0
    // Values are in memory order of the crop, and so are the rows of its box.
    for z in 0..<size.z {
      for y in 0..<size.y {
        let row = geometry.index(x: box.lower.x, y: box.lower.y + y, z: box.lower.z + z)
        let target = size.x * (y + size.y * z)
        for x in 0..<size.x where isIntensity[row + x] {
          image[target + x] = discretised.levels[next]
          next += 1
        }
      }
    }
    return LevelImage(
      size: size, spacing: geometry.spacing, levels: image, levelCount: discretised.levelCount,
      isMorphological: copyBox(box, of: isMorphological, size: geometry.size))
  }
}

extension Discretisation: Codable {
  private enum Keys: String, CodingKey { case method, bins, width, start }
  private enum Method: String, Codable, CaseIterable {
    case fixedBinCount = "fixed_bin_count"
    case fixedBinWidth = "fixed_bin_width"
    case multiplesOfWidth = "multiples_of_width"
    case none
  }

  /// The methods of a settings file.
  public static var methods: [String] { Method.allCases.map(\.rawValue) }

  /// The keys beside `method` that mean something for one; all for a word that is none.
  public static func keys(of method: String) -> [String] {
    let keys: [Keys] =
      switch Method(rawValue: method) {
      case .none?: []
      case .fixedBinCount: [.bins]
      case .fixedBinWidth: [.width, .start]
      case .multiplesOfWidth: [.width]
      case nil: [.bins, .width, .start]
      }
    return keys.map(\.rawValue)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    switch try container.decode(Method.self, forKey: .method) {
    case .none: self = .none
    case .fixedBinCount: self = .fixedBinCount(try container.decode(Int.self, forKey: .bins))
    case .fixedBinWidth:
      self = .fixedBinWidth(
        try container.decode(Double.self, forKey: .width),
        start: try container.decodeIfPresent(Double.self, forKey: .start))
    case .multiplesOfWidth: self = .multiplesOfWidth(try container.decode(Double.self, forKey: .width))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    switch self {
    case .none: try container.encode(Method.none, forKey: .method)
    case .fixedBinCount(let bins):
      try container.encode(Method.fixedBinCount, forKey: .method)
      try container.encode(bins, forKey: .bins)
    case .fixedBinWidth(let width, let start):
      try container.encode(Method.fixedBinWidth, forKey: .method)
      try container.encode(width, forKey: .width)
      try container.encodeIfPresent(start, forKey: .start)
    case .multiplesOfWidth(let width):
      try container.encode(Method.multiplesOfWidth, forKey: .method)
      try container.encode(width, forKey: .width)
    }
  }
}
