/// Which voxels are the region: made from a mask, step by step in this order. Every step is optional.
///
/// 1. `labels`: the values of the mask that belong to it, as one region; of `volume` where the mask holds several
/// 2. `pieces`: all of it, or its largest connected piece
/// 3. `largestSlice`: only the slice along z with the most voxels
/// 4. `growth` or `rim`, in mm, by exact Euclidean distance between voxel centres
/// 5. `within`, `without`: clipped to another region of the same image, or kept out of it
/// 6. `range`: only voxels whose intensity, before any interpolation, lies in a range
public struct RegionOfInterest: Equatable, Hashable, Sendable {
  /// Stands before the image in the names of its features, such as `rim5_original`; empty for none.
  public var name: String
  /// Which volume of a mask that holds several (4D), counted from 0; nil for that of the image.
  public var volume: Int?
  /// Values of the mask, taken together; empty for the one that is asked for otherwise.
  public var labels: [Double]
  public var pieces: Pieces
  /// One region per label or per connected piece instead of one in all; their names gain `label7`, `piece1`.
  public var each: Split?
  public var largestSlice: Bool
  /// The region is grown by so many mm, or shrunk by a negative number.
  public var growth: Double
  /// Instead of the region, a ring around it.
  public var rim: Rim?
  public var within: Other?
  public var without: Other?
  public var range: ExtractionSettings.Bounds

  public enum Pieces: String, Codable, CaseIterable, Hashable, Sendable {
    case all
    case largest
  }

  public enum Split: String, Codable, CaseIterable, Hashable, Sendable {
    case label
    case piece
  }

  /// Voxels whose distance to the region, in mm, is above `from` and at most `to`. Distances inside the region are
  /// negative: `from: −2` begins 2 mm within it.
  public struct Rim: Equatable, Hashable, Sendable {
    public var from: Double
    public var to: Double

    public init(from: Double = 0, to: Double) {
      self.from = from
      self.to = to
    }
  }

  /// Another region of the same image.
  public enum Other: Equatable, Hashable, Sendable {
    /// A value of the same mask file, in this volume of it; nil for that of the region.
    case label(Double, volume: Int? = nil)
    /// A region of another role, such as `liver`: another mask of the image, or this volume of it; nil for that of the
    /// image.
    case role(String, volume: Int? = nil)
  }

  public init(
    name: String = "", volume: Int? = nil, labels: [Double] = [], pieces: Pieces = .all, each: Split? = nil,
    largestSlice: Bool = false,
    growth: Double = 0, rim: Rim? = nil, within: Other? = nil, without: Other? = nil,
    range: ExtractionSettings.Bounds = .open
  ) {
    self.name = name
    self.volume = volume
    self.labels = labels
    self.pieces = pieces
    self.each = each
    self.largestSlice = largestSlice
    self.growth = growth
    self.rim = rim
    self.within = within
    self.without = without
    self.range = range
  }

  /// Roles that the region is made with.
  public var roles: [String] {
    [within, without].compactMap { if case .role(let name, _)? = $0 { name } else { nil } }
  }
}

extension RegionOfInterest: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, volume, labels, pieces, each
    case largestSlice = "largest_slice"
    case growth = "grow"
    case rim, within, without, range
  }

  /// The keys of a settings file, in the order in which the steps are done.
  public static var keys: [String] { CodingKeys.allCases.map(\.rawValue) }

  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try c.decodeIfPresent(String.self, forKey: .name) ?? "",
      volume: try c.decodeIfPresent(Int.self, forKey: .volume),
      labels: try c.decodeIfPresent([Double].self, forKey: .labels) ?? [],
      pieces: try c.decodeIfPresent(Pieces.self, forKey: .pieces) ?? .all,
      each: try c.decodeIfPresent(Split.self, forKey: .each),
      largestSlice: try c.decodeIfPresent(Bool.self, forKey: .largestSlice) ?? false,
      growth: try c.decodeIfPresent(Double.self, forKey: .growth) ?? 0,
      rim: try c.decodeIfPresent(Rim.self, forKey: .rim), within: try c.decodeIfPresent(Other.self, forKey: .within),
      without: try c.decodeIfPresent(Other.self, forKey: .without),
      range: try c.decodeIfPresent(ExtractionSettings.Bounds.self, forKey: .range) ?? .open)
    func refuse(_ key: CodingKeys, _ problem: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: c, debugDescription: problem)
    }
    guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }), name.count <= 40 else {
      throw refuse(.name, "a name has letters, digits and hyphens only")
    }
    guard volume ?? 0 >= 0 else { throw refuse(.volume, "volumes are counted from 0") }
    guard labels.count <= Extractor.mostRegions else {
      throw refuse(.labels, "at most \(Extractor.mostRegions) labels are taken together")
    }
    guard !labels.contains(0) else { throw refuse(.labels, "0 is outside of every region") }
    guard growth.magnitude <= Self.farthest else { throw refuse(.growth, "at most \(Int(Self.farthest)) mm") }
    guard growth == 0 || rim == nil else { throw refuse(.rim, "a region is grown or turned into a rim, not both") }
    guard largestSlice == false || each != .piece else {
      throw refuse(.largestSlice, "take largest_slice or each: piece, not both")
    }
  }

  /// Farther than any body is wide: a number of mm beyond it is a mistake.
  static let farthest = 500.0

  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    if !name.isEmpty { try c.encode(name, forKey: .name) }
    try c.encodeIfPresent(volume, forKey: .volume)
    if !labels.isEmpty { try c.encode(labels, forKey: .labels) }
    if pieces != .all { try c.encode(pieces, forKey: .pieces) }
    try c.encodeIfPresent(each, forKey: .each)
    if largestSlice { try c.encode(true, forKey: .largestSlice) }
    if growth != 0 { try c.encode(growth, forKey: .growth) }
    try c.encodeIfPresent(rim, forKey: .rim)
    try c.encodeIfPresent(within, forKey: .within)
    try c.encodeIfPresent(without, forKey: .without)
    if range != .open { try c.encode(range, forKey: .range) }
  }
}

extension RegionOfInterest.Rim: Codable {
  private enum CodingKeys: String, CodingKey { case from, to }

  /// A width such as `5`, or `{from: 3, to: 5}`.
  public init(from decoder: any Decoder) throws {
    if let width = try? decoder.singleValueContainer().decode(Double.self) {
      self.init(to: width)
    } else {
      let c = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        from: try c.decodeIfPresent(Double.self, forKey: .from) ?? 0, to: try c.decode(Double.self, forKey: .to))
    }
    guard from < to, abs(from) <= RegionOfInterest.farthest, abs(to) <= RegionOfInterest.farthest else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "a rim has a width above 0 of at most \(Int(RegionOfInterest.farthest)) mm"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if from == 0 {
      var c = encoder.singleValueContainer()
      try c.encode(to)
    } else {
      var c = encoder.container(keyedBy: CodingKeys.self)
      try c.encode(from, forKey: .from)
      try c.encode(to, forKey: .to)
    }
  }
}

extension RegionOfInterest.Other: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable { case label, role, volume }

  /// The keys of the long form.
  public static var keys: [String] { CodingKeys.allCases.map(\.rawValue) }

  /// A number is a label of the same mask, a word the role of another mask; with a volume of it
  /// `{role: liver, volume: 1}`.
  public init(from decoder: any Decoder) throws {
    guard let keyed = try? decoder.container(keyedBy: CodingKeys.self) else {
      let c = try decoder.singleValueContainer()
      if let label = try? c.decode(Double.self) {
        self = .label(label)
      } else {
        self = .role(try c.decode(String.self))
      }
      return
    }
    let volume = try keyed.decodeIfPresent(Int.self, forKey: .volume)
    guard volume ?? 0 >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .volume, in: keyed, debugDescription: "volumes are counted from 0")
    }
    let label = try keyed.decodeIfPresent(Double.self, forKey: .label)
    let role = try keyed.decodeIfPresent(String.self, forKey: .role)
    switch (label, role) {
    case (let label?, nil): self = .label(label, volume: volume)
    case (nil, let role?): self = .role(role, volume: volume)
    default:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "it needs a label or a role, and not both"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .label(let value, nil):
      var c = encoder.singleValueContainer()
      try c.encode(value)
    case .role(let name, nil):
      var c = encoder.singleValueContainer()
      try c.encode(name)
    case .label(let value, let volume):
      var c = encoder.container(keyedBy: CodingKeys.self)
      try c.encode(value, forKey: .label)
      try c.encode(volume, forKey: .volume)
    case .role(let name, let volume):
      var c = encoder.container(keyedBy: CodingKeys.self)
      try c.encode(name, forKey: .role)
      try c.encode(volume, forKey: .volume)
    }
  }
}
