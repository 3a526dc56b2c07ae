/// What one extraction gives: the features, what the image and the region were at each step, and what a reader should know.
public struct Extraction: Sendable, Equatable {
  public let features: FeatureVector
  public let diagnostics: [Diagnostic]
  /// Sentences: disagreeing orientations, voxels without a finite intensity, a region at the image border …
  public let warnings: [String]

  public init(features: FeatureVector, diagnostics: [Diagnostic], warnings: [String]) {
    self.features = features
    self.diagnostics = diagnostics
    self.warnings = warnings
  }
}

/// A checkpoint of the processing, in the words of IBSI's reference tables, for example `int_mask_vox_count_reseg_roi`.
public struct Diagnostic: Sendable, Equatable {
  public let tag: String
  public let value: Double

  public init(_ tag: String, _ value: Double) {
    self.tag = tag
    self.value = value
  }
}

/// Why a case cannot be extracted: one sentence, naming what to do.
public enum ExtractionError: Error, Equatable, Sendable {
  case image(NIfTIError)
  case mask(NIfTIError)
  /// A mask does not hold the volume that a key of the settings' regions names.
  case maskVolume(NIfTIError, key: String)
  /// The difference between the two grids in words.
  case geometry(String)
  case maskOutsideImage
  case region(RegionError)
  /// A region is to be clipped to one of a role that the image has no mask of.
  case noRole(String, known: [String])
  case tooManyRegions(Int)
  case severalRegionsPerturbed
  case filter(FilterError)
}

extension ExtractionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .image(let error): "image " + error.description
    case .mask(let error): "mask " + error.description
    case .maskVolume(let error, let key):
      "mask " + error.description + " It is \(key) in the settings that asks for it."
    case .geometry(let difference):
      difference + ". Export both from the same series, or ask for the mask to be resampled (resample_mask)."
    case .maskOutsideImage:
      "the mask, brought onto the image's grid, has no voxel inside the image; image and mask are of different places."
    case .region(let error): error.description
    case .noRole(let name, let known):
      "there is no mask of the role \"\(name)\" for this image"
        + (known.isEmpty ? "; add one." : "; there are \(known.joined(separator: ", ")).")
    case .tooManyRegions(let count):
      "the mask falls into \(count) regions, more than \(Extractor.mostRegions); clean it, or take pieces: largest."
    case .severalRegionsPerturbed:
      "perturbations are made of one region at a time; keep one entry of the settings' roi."
    case .filter(let error): error.description
    }
  }
}
