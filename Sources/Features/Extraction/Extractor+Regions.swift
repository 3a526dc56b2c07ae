/// A mask file and which of its values are meant.
public struct MaskSource: Equatable, Hashable, Sendable {
  public var path: String
  public var selection: MaskSelection

  public init(path: String, selection: MaskSelection = .only) {
    self.path = path
    self.selection = selection
  }
}

/// The masks of one image, by which its regions are made.
struct MaskSupply {
  /// The region asked for, or the one of these labels.
  var labelled: ([Double], MaskVolume?) throws(ExtractionError) -> Mask
  /// The region of one value of the mask, whatever was asked for.
  var exactly: (Double, MaskVolume?) throws(ExtractionError) -> Mask
  /// The labels asked for, else these, else every value of the mask.
  var labels: ([Double], MaskVolume?) throws(ExtractionError) -> [Double]
  /// The mask of another role.
  var role: (String, MaskVolume?) throws(ExtractionError) -> Mask
}

/// The volume of a mask that a key of the settings names, counted from 0.
struct MaskVolume {
  let number: Int
  let key: String

  /// nil where no volume is named: that of the image is taken.
  init?(_ number: Int?, key: String) {
    guard let number else { return nil }
    (self.number, self.key) = (number, key)
  }

  /// What is wrong with a mask of which this volume was asked for.
  func error(_ error: NIfTIError) -> ExtractionError {
    if case .frame = error.problem { .maskVolume(error, key: key) } else { .mask(error) }
  }
}

extension MaskSupply {
  /// Masks from files. A label that was asked for beats those of the settings.
  ///
  /// - Parameter volume: of the image, which is taken of a mask file that holds several, too, where its region names
  ///   none.
  init(_ source: MaskSource, roles: [String: MaskSource], volume: Int?) {
    func read(_ path: String, _ selection: MaskSelection, _ own: MaskVolume?) throws(ExtractionError) -> Mask {
      do {
        return try NIfTI.mask(at: path, label: selection, frame: own?.number, usual: volume)
      } catch { throw own?.error(error) ?? .mask(error) }
    }
    labelled = { labels, own throws(ExtractionError) in
      switch source.selection {
      case .label, .union: try read(source.path, source.selection, own)
      case .only, .nonZero: try read(source.path, labels.isEmpty ? source.selection : .union(labels), own)
      }
    }
    exactly = { label, own throws(ExtractionError) in try read(source.path, .label(label), own) }
    labels = { named, own throws(ExtractionError) in
      switch source.selection {
      case .label(let value): return [value]
      case .union(let values): return values
      case .only, .nonZero: if !named.isEmpty { return named }
      }
      do throws(NIfTIError) {
        let labels = try NIfTI.labels(at: source.path, frame: own?.number, usual: volume)
        return labels.map(\.value)
      } catch { throw own?.error(error) ?? .mask(error) }
    }
    role = { name, own throws(ExtractionError) in
      guard let other = roles[name] else { throw .noRole(name, known: roles.keys.sorted()) }
      return try read(other.path, other.selection, own)
    }
  }

  /// One mask in memory, which has no labels and no other volumes.
  init(_ mask: Mask) {
    labelled = { _, _ throws(ExtractionError) in mask }
    exactly = { _, _ throws(ExtractionError) in mask }
    labels = { _, _ throws(ExtractionError) in [1] }
    role = { name, _ throws(ExtractionError) in throw .noRole(name, known: []) }
  }
}

extension Extractor {
  /// More pieces or labels than this are no lesions, and more regions no question.
  static let mostRegions = 200

  /// Features of every region that the settings ask for. When there are several, one that cannot be made has missing
  /// features with the reason; when none can be made, the first error is thrown.
  func extract(_ image: ImageSupply, masks: MaskSupply) throws(ExtractionError) -> Extraction {
    let wanted = settings.regions.isEmpty ? [RegionOfInterest()] : settings.regions
    var results: [(name: String, outcome: Extraction.Outcome)] = []
    for region in wanted {
      let parts: [RegionPart]
      do {
        parts = try self.parts(of: region, geometry: image.geometry, masks: masks)
      } catch {
        guard wanted.count > 1 else { throw error }
        results.append((region.name, .failed(error)))
        continue
      }
      for part in parts {
        do {
          let one = try extract(image) { () throws(ExtractionError) in
            settings.regions.isEmpty
              ? try part.mask() : try made(region, from: try part.mask(), image: image, masks: masks)
          }
          results.append((part.name, .made(one)))
        } catch {
          guard wanted.count > 1 || parts.count > 1 else { throw error }
          results.append((part.name, .failed(error)))
        }
      }
    }
    return try Extraction(regions: results, warnings: image.warnings)
  }

  /// A region made from its mask, which lies on the image's grid.
  func made(
    _ region: RegionOfInterest, from mask: Mask, image: ImageSupply, masks: MaskSupply
  ) throws(ExtractionError) -> Mask {
    try region.made(from: mask) { other throws(ExtractionError) in
      let key = "volume of \(other == region.within ? "within" : "without") in roi"
      let found =
        switch other {
        case .label(let value, let volume):
          try masks.exactly(value, MaskVolume(volume, key: key) ?? region.maskVolume)
        case .role(let name, let volume): try masks.role(name, MaskVolume(volume, key: key))
        }
      return try Preparation.onGrid(found, of: image.geometry, settings: settings)
    } voxels: { box throws(ExtractionError) in
      try image.voxels(box)
    }
  }

  /// The masks that a region begins with, on the image's grid: one, or one per label or piece.
  private func parts(
    of region: RegionOfInterest, geometry: Geometry, masks: MaskSupply
  ) throws(ExtractionError) -> [RegionPart] {
    func named(_ part: String) -> String { region.name.isEmpty ? part : region.name + "-" + part }
    switch region.each {
    case nil:
      return [
        RegionPart(name: region.name) { () throws(ExtractionError) in
          let mask = try masks.labelled(region.labels, region.maskVolume)
          return settings.regions.isEmpty ? mask : try Preparation.onGrid(mask, of: geometry, settings: settings)
        }
      ]
    case .label:
      let labels = try masks.labels(region.labels, region.maskVolume)
      guard !labels.isEmpty else { throw .region(.empty) }
      guard labels.count <= Self.mostRegions else { throw .tooManyRegions(labels.count) }
      return labels.map { label in
        RegionPart(name: named("label\(NIfTIError.Problem.text(label))")) { () throws(ExtractionError) in
          try Preparation.onGrid(
            try masks.exactly(label, region.maskVolume), of: geometry, settings: settings)
        }
      }
    case .piece:
      let mask = try Preparation.onGrid(
        try masks.labelled(region.labels, region.maskVolume), of: geometry, settings: settings)
      let pieces = mask.pieces
      guard !pieces.isEmpty else { throw .region(.empty) }
      guard pieces.count <= Self.mostRegions else { throw .tooManyRegions(pieces.count) }
      return pieces.indices.map { k in
        RegionPart(name: named("piece\(k + 1)")) { () throws(ExtractionError) in pieces[k] }
      }
    }
  }
}

extension RegionOfInterest {
  /// The volume of the mask that the region names.
  var maskVolume: MaskVolume? { MaskVolume(volume, key: "volume in roi") }
}

/// One of the masks that a region begins with, made when its turn comes.
private struct RegionPart {
  let name: String
  let mask: () throws(ExtractionError) -> Mask
}

extension Extraction {
  /// What came of one region.
  enum Outcome {
    case made(Extraction)
    case failed(ExtractionError)
  }

  /// One extraction of several regions: names stand before the image of features and before diagnostics.
  init(
    regions: [(name: String, outcome: Outcome)], warnings: [String]
  ) throws(ExtractionError) {
    var pattern: [FeatureKey]?
    var failure: ExtractionError?
    for region in regions {
      switch region.outcome {
      case .made(let one): if pattern == nil { pattern = one.features.values.map(\.key) }
      case .failed(let error): if failure == nil { failure = error }
      }
    }
    guard let pattern else { throw failure ?? .region(.empty) }
    var values: [FeatureValue] = []
    var diagnostics: [Diagnostic] = []
    var warnings = warnings
    for region in regions {
      let prefix = region.name.isEmpty ? "" : region.name + "_"
      func key(_ old: FeatureKey) -> FeatureKey {
        FeatureKey(image: prefix + old.image, tag: old.tag, aggregation: old.aggregation)
      }
      switch region.outcome {
      case .made(let one):
        values += one.features.values.map { value in
          switch value.value {
          case .number(let number): FeatureValue(key(value.key), number)
          case .missing(let reason): FeatureValue(key(value.key), missing: reason)
          }
        }
        diagnostics += one.diagnostics.map { Diagnostic(prefix + $0.tag, $0.value) }
        for warning in one.warnings {
          warnings.append(region.name.isEmpty ? warning : "region \"\(region.name)\": \(warning)")
        }
      case .failed(let error):
        values += pattern.map { FeatureValue(key($0), missing: error.description) }
        warnings.append("region \"\(region.name)\": \(error.description)")
      }
    }
    self.init(features: FeatureVector(values), diagnostics: diagnostics, warnings: warnings)
  }
}
