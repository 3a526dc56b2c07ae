public import Features
public import Foundation

/// One pass of feature extraction over the cohort, with one set of settings.
public struct StoredExtraction: Sendable, Identifiable {
  public let id: ExtractionID
  /// Unique in the cohort, such as `ct`.
  public let name: String
  /// The settings file as it was read, so that the extraction can be repeated.
  public let settings: String
  /// SHA-256 of the settings in canonical form.
  public let settingsDigest: String
  /// What the numbers of its vectors mean, in order; empty until the first case is finished.
  public let features: [FeatureKey]
  /// The version of Radish that made it.
  public let version: String
  public let createdAt: Date
  /// Whether it is still to take the place of the extraction of the same name, whose values stay until it is finished.
  public let isReplacement: Bool

  public init(
    id: ExtractionID, name: String, settings: String, settingsDigest: String, features: [FeatureKey], version: String,
    createdAt: Date, isReplacement: Bool = false
  ) {
    self.id = id
    self.name = name
    self.settings = settings
    self.settingsDigest = settingsDigest
    self.features = features
    self.version = version
    self.createdAt = createdAt
    self.isReplacement = isReplacement
  }
}

/// The features of one region as the cohort keeps them.
public struct StoredVector: Sendable, Equatable {
  public let lesion: LesionID
  /// One number per feature of the extraction; NaN where missing.
  public var numbers: [Double]
  /// Why a number is missing, by position.
  public var reasons: [Int: String]
  /// SHA-256 of the image file and of the mask file.
  public var inputDigest: String
  /// How long the extraction of this region took, in seconds.
  public var seconds: Double

  public init(lesion: LesionID, numbers: [Double], reasons: [Int: String], inputDigest: String, seconds: Double) {
    self.lesion = lesion
    self.numbers = numbers
    self.reasons = reasons
    self.inputDigest = inputDigest
    self.seconds = seconds
  }
}

/// A region whose extraction did not succeed, and why.
public struct CaseFailure: Sendable, Hashable {
  public let lesion: LesionID
  public let message: String

  public init(lesion: LesionID, message: String) {
    self.lesion = lesion
    self.message = message
  }
}
