/// How intensities become greys: the linear exact function of DICOM (PS3.3 C.11.2.1.3.2).
///
///     grey = 255 · (value − (level − width/2)) / width,  clamped to 0…255
///
/// A voxel that is not a number is black.
public struct Window: Equatable, Hashable, Sendable {
  /// The intensity shown as middle grey.
  public var level: Double
  /// The range of intensities shown, above 0.
  public var width: Double

  /// Makes a window; a width that is not above 0 becomes the smallest useful one.
  public init(level: Double, width: Double) {
    self.level = level.isFinite ? level : 0
    self.width = width.isFinite ? max(width, 1e-6) : 1
  }

  /// The window from `low` (black) to `high` (white).
  public init(from low: Double, to high: Double) {
    self.init(level: (low + high) / 2, width: high - low)
  }

  /// The intensity shown as black.
  public var low: Double { level - width / 2 }
  /// The intensity shown as white.
  public var high: Double { level + width / 2 }

  /// The grey of an intensity, 0…255.
  public func grey(_ value: Double) -> Double {
    let grey = (value - low) / width * 255
    return grey > 0 ? min(grey, 255) : 0
  }

  /// The window moved by fractions of its width: one nudge of the arrow keys is usually a twentieth.
  public func nudged(level levelFraction: Double = 0, width widthFraction: Double = 0) -> Window {
    Window(level: level + levelFraction * width, width: width * (1 + max(widthFraction, -0.9)))
  }
}

/// The kind of image, as far as its display is concerned.
public enum ImageKind: String, CaseIterable, Sendable {
  case computedTomography = "CT"
  case positronEmission = "PET"
  case other = "other"

  /// The kind meant by a DICOM modality or the word of a manifest; anything unknown is `other`.
  public init(modality: String) {
    switch modality.uppercased() {
    case "CT", "CECT", "CBCT": self = .computedTomography
    case "PET", "PT", "PETCT": self = .positronEmission
    default: self = .other
    }
  }

  /// CT where intensities look like Hounsfield units: only there is air far below 0.
  public init(guessedFrom intensities: IntensitySample) {
    self = intensities.percentile(1) < -200 ? .computedTomography : .other
  }
}

/// A named window of a kind of image.
public struct WindowPreset: Equatable, Sendable {
  public enum Rule: Equatable, Sendable {
    /// In the unit of the image: HU for CT, SUV for PET.
    case fixed(Window)
    /// From one percentile of the image's finite intensities to another, in percent.
    case percentiles(Double, Double)
  }

  public let name: String
  public let kind: ImageKind
  public let rule: Rule

  /// The presets of a kind of image; the first is the one an image opens with. Their order is that of the digit keys.
  ///
  /// CT and PET follow the defaults of the OHIF viewer, abdomen those of 3D Slicer, angiography those of Stone/Orthanc;
  /// the percentiles of other images are 3D Slicer's.
  public static func presets(for kind: ImageKind) -> [WindowPreset] {
    switch kind {
    case .computedTomography:
      [
        ct("soft tissue", width: 400, level: 40), ct("lung", width: 1500, level: -600),
        ct("liver", width: 150, level: 90), ct("bone", width: 2500, level: 480), ct("brain", width: 80, level: 40),
        ct("abdomen", width: 350, level: 40), ct("angiography", width: 600, level: 300),
        WindowPreset(name: "automatic", kind: kind, rule: .percentiles(0.1, 99.9)),
      ]
    case .positronEmission:
      [5, 3, 7, 8, 10, 15].map {
        WindowPreset(name: "SUV 0–\($0)", kind: kind, rule: .fixed(Window(from: 0, to: Double($0))))
      } + [WindowPreset(name: "automatic", kind: kind, rule: .percentiles(0.1, 99.9))]
    case .other:
      [
        WindowPreset(name: "automatic", kind: kind, rule: .percentiles(0.1, 99.9)),
        WindowPreset(name: "high contrast", kind: kind, rule: .percentiles(2, 98)),
        WindowPreset(name: "full range", kind: kind, rule: .percentiles(0, 100)),
      ]
    }
  }

  private static func ct(_ name: String, width: Double, level: Double) -> WindowPreset {
    WindowPreset(name: name, kind: .computedTomography, rule: .fixed(Window(level: level, width: width)))
  }

  /// The window of this preset for an image, given a sample of its intensities.
  public func window(for intensities: IntensitySample) -> Window {
    switch rule {
    case .fixed(let window): window
    case .percentiles(let low, let high):
      Window(from: intensities.percentile(low), to: intensities.percentile(high))
    }
  }
}
