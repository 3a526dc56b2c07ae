/// Radiomic columns that repeat the volume of the region: those whose |Spearman ρ| with it exceeds a limit. A signature of
/// them says that large tumours fare worse, in more words (Welch et al., Radiother Oncol 2019;130:2).
public struct VolumeCorrelation: Sendable, Equatable, Codable {
  /// Above this |ρ| a column counts as related to volume.
  public var limit: Double
  /// Columns stay, and a caution names them.
  public var onlyFlags: Bool

  public init(limit: Double, onlyFlags: Bool = false) {
    self.limit = limit
    self.onlyFlags = onlyFlags
  }

  /// Ends of the names of columns that are a volume: IBSI's and PyRadiomics'.
  public static let volumeNames = [
    "morph_volume", "morph_vol_approx", "shape_MeshVolume", "shape_VoxelVolume", "roi_volume_ml",
  ]

  static func isVolume(_ name: String) -> Bool { volumeNames.contains { name.hasSuffix($0) } }

  /// The columns that stay, by position; volumes themselves always do. Each column is set against the volume whose name begins
  /// most like its own, so that features of a rim meet the volume of the rim. Rows where either is missing do not count.
  /// - Throws: `ModelError.badParameter` when no column is a volume, or for a limit outside (0, 1].
  func kept(_ design: Design) throws(ModelError) -> (kept: [Int], related: [String]) {
    guard limit > 0, limit <= 1 else {
      throw .badParameter(name: "the volume correlation limit", value: "\(limit)", allowed: "above 0 and at most 1")
    }
    let volumes = design.names.indices.filter { Self.isVolume(design.names[$0]) }
    guard !volumes.isEmpty else {
      throw .badParameter(
        name: "volume_correlation", value: "columns without a volume",
        allowed: "columns one of which is a volume, such as original_morph_volume; add it to the block")
    }
    var kept: [Int] = []
    var related: [String] = []
    for j in design.names.indices {
      let name = design.names[j]
      if Self.isVolume(name) {
        kept.append(j)
        continue
      }
      let volume = volumes.max {
        Self.sharedBeginning(name, design.names[$0]) < Self.sharedBeginning(name, design.names[$1])
      }
      guard let volume, abs(Self.correlation(design.column(j), design.column(volume))) > limit else {
        kept.append(j)
        continue
      }
      related.append(name)
      if onlyFlags { kept.append(j) }
    }
    return (kept, related)
  }

  private static func sharedBeginning(_ a: String, _ b: String) -> Int {
    zip(a.utf8, b.utf8).prefix { $0 == $1 }.count
  }

  /// Spearman's ρ over rows where both are finite; 0 for a constant column.
  private static func correlation(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    let pairs = zip(a, b).filter { $0.0.isFinite && $0.1.isFinite }
    guard pairs.count > 2 else { return 0 }
    let x = PreparationStep.normalised(pairs.map { $0.0 }, method: .spearman)
    let y = PreparationStep.normalised(pairs.map { $0.1 }, method: .spearman)
    return zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension Caution {
  /// One caution for all columns that repeat the volume, which it lists though its message names three; none for no
  /// column.
  static func relatedToVolume(_ names: [String], limit: Double, dropped: Bool) -> [Caution] {
    guard !names.isEmpty else { return [] }
    let shown = names.prefix(3).map { "“\($0)”" }.joined(separator: ", ")
    let more = names.count > 3 ? " and \(names.count - 3) more" : ""
    return [
      Caution(
        code: "volume_correlation",
        message: "\(shown)\(more) correlate with the volume of the region (|ρ| above \(limit)) and were "
          + (dropped ? "left out." : "kept: what the model learned from them may be the size of the tumour."),
        columns: names)
    ]
  }

  /// Columns that a list from elsewhere left out.
  static func notRobust(_ names: [String], of judged: Int) -> [Caution] {
    guard !names.isEmpty else { return [] }
    return [
      Caution(
        code: "not_robust",
        message:
          "\(names.count) of \(judged) features did not withstand perturbations of image and mask and were left out.",
        columns: names)
    ]
  }
}
