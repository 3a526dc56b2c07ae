internal import Features
internal import Foundation

/// One decision of the extraction settings as a line that can be read, explained and edited.
enum SettingField: CaseIterable, Sendable {
  case spacing, interpolation, partialVolume, maskGrid, rounding, intensities, outliers, greyLevels, dimension,
    families, filter, volume

  /// Why a typed value is not taken: a sentence that says what can be typed.
  struct Problem: Error, Equatable { var sentence: String }

  var title: String {
    switch self {
    case .spacing: "voxel size"
    case .interpolation: "interpolation"
    case .partialVolume: "mask"
    case .maskGrid: "mask grid"
    case .rounding: "rounding"
    case .intensities: "intensities"
    case .outliers: "outliers"
    case .greyLevels: "grey levels"
    case .dimension: "texture"
    case .families: "families"
    case .filter: "filter"
    case .volume: "volume"
    }
  }

  /// What can be typed.
  var hint: String {
    switch self {
    case .spacing: "millimetres: 2, or 1 1 3 for x y z; scanned leaves voxels as they are"
    case .interpolation: "nearest, linear or cubic"
    case .partialVolume: "share of a voxel that must lie inside, 0 to 1"
    case .maskGrid: "same or resample: what becomes of a mask on another grid than its image"
    case .rounding: "on or off"
    case .intensities: "lowest and highest: -1000 400, 0 .. or .. 400; all leaves nothing out"
    case .outliers: "standard deviations, such as 3; off keeps all"
    case .greyLevels: "fbs 25 (width), fbs 25 from -1000, fbn 32 (count), or none"
    case .dimension: "3D or 2D"
    case .families: "all, or names: " + FeatureFamily.allCases.map(\.rawValue).joined(separator: " ")
    case .filter: "off, log 3 (Laplacian of Gaussian, sigma in mm) or mean 3 (voxels)"
    case .volume: "the number of the volume, counted from 0; only where every image holds one"
    }
  }

  /// The value as it is shown, and as it can be typed.
  func value(_ settings: ExtractionSettings) -> String {
    switch self {
    case .spacing:
      if settings.spacing.isEmpty { return "scanned" }
      return settings.spacing.map { $0.map { Self.text($0) } ?? "-" }.joined(separator: " ") + " mm"
    case .interpolation:
      switch settings.imageInterpolation {
      case .nearest: return "nearest"
      case .linear: return "linear"
      case .cubicSpline: return "cubic"
      }
    case .partialVolume: return Self.text(settings.partialVolume)
    case .maskGrid: return settings.resamplesMask ? "resample" : "same"
    case .rounding: return settings.roundsIntensities ? "on" : "off"
    case .intensities:
      let low = settings.resegmentation.lower.map { Self.text($0) }
      let high = settings.resegmentation.upper.map { Self.text($0) }
      return low == nil && high == nil ? "all" : "\(low ?? "") .. \(high ?? "")".trimmedText
    case .outliers: return settings.outlierLimit.map { "\(Self.text($0)) sd" } ?? "off"
    case .greyLevels:
      switch settings.discretisation {
      case .fixedBinWidth(let width, let start):
        return "fbs \(Self.text(width))" + (start.map { " from \(Self.text($0))" } ?? "")
      case .fixedBinCount(let count): return "fbn \(count)"
      case .multiplesOfWidth(let width): return "multiples of \(Self.text(width))"
      case .none: return "none"
      }
    case .dimension: return settings.dimension.rawValue
    case .families:
      if settings.families.count == FeatureFamily.allCases.count { return "all \(settings.families.count)" }
      return FeatureFamily.allCases.filter(settings.families.contains).map(\.rawValue).joined(separator: " ")
    case .filter:
      switch settings.filter?.kind {
      case nil: return "off"
      case .laplacianOfGaussian(let sigma, _)?: return "log \(Self.text(sigma)) mm"
      case .mean(let size)?: return "mean \(size)"
      default: return "from a file"
      }
    case .volume: return settings.volume.map(String.init) ?? "only"
    }
  }

  /// What typing begins with: the value, or nothing where it is a word that says there is no number. Nothing typed is that word
  /// again.
  func typed(_ settings: ExtractionSettings) -> String {
    let value = value(settings)
    let isNone: Bool =
      switch self {
      case .spacing: value == "scanned"
      case .intensities: value == "all"
      case .outliers, .filter: value == "off"
      case .volume: value == "only"
      case .interpolation, .partialVolume, .maskGrid, .rounding, .greyLevels, .dimension, .families: false
      }
    return isNone ? "" : value
  }

  /// Why, or what follows from it.
  func explanation(_ settings: ExtractionSettings) -> String {
    switch self {
    case .spacing:
      settings.spacing.isEmpty
        ? "texture then depends on each scanner's voxel size" : "so that texture means the same in every patient"
    case .interpolation:
      settings.imageInterpolation == .nearest
        ? "keeps every intensity as it was" : "values between voxels are made smoothly"
    case .partialVolume:
      "a voxel belongs to the region from \(Int((settings.partialVolume * 100).rounded()))% on"
    case .maskGrid:
      settings.resamplesMask
        ? "a mask on another grid is brought to its image's" : "a mask on another grid than its image is refused"
    case .rounding:
      settings.roundsIntensities ? "Hounsfield units stay whole numbers" : "intensities keep their fractions"
    case .intensities:
      settings.resegmentation == .open
        ? "every voxel of the mask counts" : "voxels outside, such as air or metal, are left out"
    case .outliers:
      settings.outlierLimit == nil ? "extreme voxels stay in" : "voxels further from the mean are left out"
    case .greyLevels:
      switch settings.discretisation {
      case .fixedBinWidth: "bins mean the same amount in every patient: for calibrated units (HU, SUV)"
      case .fixedBinCount: "bins are relative to each region: for arbitrary units such as MR"
      case .multiplesOfWidth: "edges as PyRadiomics sets them"
      case .none: "intensities are levels already"
      }
    case .dimension:
      settings.dimension == .slices ? "neighbours within a slice: for thick slices" : "neighbours in all directions"
    case .families:
      settings.families.count == FeatureFamily.allCases.count
        ? "everything the IBSI defines" : "the others are not computed"
    case .filter:
      settings.filter == nil ? "the image itself" : "features describe the filtered image"
    case .volume:
      settings.volume.map { "of images of several volumes (4D) number \($0), from 0" }
        ?? "images of several volumes (4D) are refused: say which"
    }
  }

  /// Settings with a typed value; throws the sentence that says what can be typed.
  func set(_ text: String, in settings: ExtractionSettings) throws(Problem) -> ExtractionSettings {
    var result = settings
    let text = text.lowercased().replacing("mm", with: "").replacing("−", with: "-").trimmedText
    let words = text.split { $0 == " " || $0 == "," || $0 == "×" }.map(String.init)
    switch self {
    case .spacing:
      if ["scanned", "as scanned", "off", "none", ""].contains(text) {
        result.spacing = []
      } else {
        let parts = words.count == 1 ? text.split(separator: "x").map(String.init) : words
        var spacing: [Double?] = []
        for part in parts {
          if part == "-" {
            spacing.append(nil)
          } else {
            spacing.append(try number(part, in: 0.05...50))
          }
        }
        guard spacing.count == 1 || spacing.count == 3 else { throw problem }
        result.spacing = spacing.count == 1 ? [spacing[0], spacing[0], spacing[0]] : spacing
      }
    case .interpolation:
      let known: [String: Interpolation] = [
        "nearest": .nearest, "linear": .linear, "trilinear": .linear, "cubic": .cubicSpline, "tricubic": .cubicSpline,
        "spline": .cubicSpline,
      ]
      guard let found = known[text] else { throw problem }
      result.imageInterpolation = found
    case .partialVolume: result.partialVolume = try number(text, in: 0...1)
    case .maskGrid:
      guard let resamples = ["same": false, "resample": true, "resampled": true][text] else { throw problem }
      result.resamplesMask = resamples
    case .rounding: result.roundsIntensities = try flag(text)
    case .intensities: result.resegmentation = try bounds(text)
    case .outliers:
      let isOff = ["off", "none", "no", ""].contains(text)
      result.outlierLimit = try isOff ? nil : number(words.first ?? "", in: 0.5...100)
    case .greyLevels: result.discretisation = try discretisation(words)
    case .dimension:
      guard let found = ExtractionSettings.Dimension.allCases.first(where: { $0.rawValue.lowercased() == text }) else {
        throw problem
      }
      result = Self.with(found, in: result)
    case .families:
      if text.hasPrefix("all") {
        result.families = Set(FeatureFamily.allCases)
      } else {
        var families: Set<FeatureFamily> = []
        for word in words {
          guard let family = FeatureFamily(rawValue: word) else {
            throw Problem(sentence: "There is no family “\(word)”: \(hint).")
          }
          families.insert(family)
        }
        guard !families.isEmpty else { throw problem }
        result.families = families
      }
    case .filter:
      switch words.first {
      case "off", "none", nil: result.filter = nil
      case "log":
        result.filter = Filter(
          .laplacianOfGaussian(sigma: try number(words.dropFirst().first ?? "", in: 0.1...50), truncation: 4),
          dimensions: settings.dimension == .slices ? .two : .three)
      case "mean":
        let size = try number(words.dropFirst().first ?? "", in: 3...99)
        guard size == size.rounded(), Int(size) % 2 == 1 else {
          throw Problem(sentence: "A mean is taken over an odd number of voxels: 3, 5, 7 ….")
        }
        result.filter = Filter(.mean(size: Int(size)), dimensions: settings.dimension == .slices ? .two : .three)
      default: throw problem
      }
    case .volume:
      if ["only", "off", "none", ""].contains(text) {
        result.volume = nil
      } else {
        let number = try number(text, in: 0...100_000)
        guard number == number.rounded() else { throw problem }
        result.volume = Int(number)
      }
    }
    return result
  }

  /// The next of the usual values, for a key that goes through them; nil where only typing makes sense.
  func next(_ settings: ExtractionSettings) -> ExtractionSettings? {
    var result = settings
    switch self {
    case .interpolation:
      let all = Interpolation.allCases
      result.imageInterpolation = all[((all.firstIndex(of: settings.imageInterpolation) ?? 0) + 1) % all.count]
    case .maskGrid: result.resamplesMask.toggle()
    case .rounding: result.roundsIntensities.toggle()
    case .outliers: result.outlierLimit = settings.outlierLimit == nil ? 3 : nil
    case .dimension: result = Self.with(settings.dimension == .slices ? .volume : .slices, in: settings)
    case .greyLevels:
      switch settings.discretisation {
      case .fixedBinWidth: result.discretisation = .fixedBinCount(32)
      default: result.discretisation = .fixedBinWidth(25)
      }
    case .filter:
      result.filter =
        settings.filter == nil
        ? Filter(
          .laplacianOfGaussian(sigma: 3, truncation: 4), dimensions: settings.dimension == .slices ? .two : .three)
        : nil
    case .spacing, .partialVolume, .intensities, .families, .volume: return nil
    }
    return result
  }

  /// Texture within slices and in the volume are aggregated in different ways.
  private static func with(_ dimension: ExtractionSettings.Dimension, in settings: ExtractionSettings)
    -> ExtractionSettings
  {
    guard dimension != settings.dimension else { return settings }
    var result = settings
    result.dimension = dimension
    result.aggregations = dimension == .slices ? [.fullyMerged25D, .merged25D] : [.merged3D, .volume3D]
    return result
  }

  /// A number as it can be typed again without losing any of it.
  private static func text(_ value: Double) -> String { NumberText.significant(value, digits: 12) }

  private var problem: Problem { Problem(sentence: "\(title.capitalisedFirst): \(hint).") }

  private func number(_ text: String, in range: ClosedRange<Double>) throws(Problem) -> Double {
    guard let value = Double(text), value.isFinite, range.contains(value) else { throw problem }
    return value
  }

  private func flag(_ text: String) throws(Problem) -> Bool {
    if ["on", "yes", "true", "1"].contains(text) { return true }
    if ["off", "no", "false", "0"].contains(text) { return false }
    throw problem
  }

  private func bounds(_ text: String) throws(Problem) -> ExtractionSettings.Bounds {
    if ["all", "off", "none", ""].contains(text) { return .open }
    let isOpen = text.contains("..")
    let words = text.replacing("..", with: " | ").split { $0 == " " || $0 == "," }.map(String.init)
    let wide = -1e9...1e9
    var low: Double?
    var high: Double?
    if isOpen {
      guard let bar = words.firstIndex(of: "|"), words.count <= 3 else { throw problem }
      if bar > 0 { low = try number(words[bar - 1], in: wide) }
      if bar + 1 < words.count { high = try number(words[bar + 1], in: wide) }
    } else {
      guard words.count == 2 else { throw problem }
      low = try number(words[0], in: wide)
      high = try number(words[1], in: wide)
    }
    if let low, let high, low >= high {
      throw Problem(sentence: "The lowest intensity must be below the highest.")
    }
    return ExtractionSettings.Bounds(lower: low, upper: high)
  }

  private func discretisation(_ words: [String]) throws(Problem) -> Discretisation {
    switch words.first {
    case "none", "off": return .none
    case "fbn":
      let count = try number(words.dropFirst().first ?? "", in: 2...4096)
      guard count == count.rounded() else { throw problem }
      return .fixedBinCount(Int(count))
    case "fbs":
      let width = try number(words.dropFirst().first ?? "", in: 1e-6...1e6)
      guard words.count > 2 else { return .fixedBinWidth(width) }
      guard words.count == 4, words[2] == "from" else { throw problem }
      return .fixedBinWidth(width, start: try number(words[3], in: -1e9...1e9))
    default: throw problem
    }
  }
}

extension String {
  fileprivate var trimmedText: String { trimmingCharacters(in: .whitespaces) }
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
