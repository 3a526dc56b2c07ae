internal import Features
internal import Foundation

/// Reads a PyRadiomics parameter file: `imageType`, `featureClass`, `setting`, as version 3.0.1 understands them.
///
///     imageType:
///       Original: {}
///       LoG: {sigma: [1.0, 3.0], binWidth: 10}
///     featureClass:
///       shape:
///       glcm: [Contrast, JointEntropy]
///     setting: {binWidth: 25, resampledPixelSpacing: [1, 1, 1]}
///
/// Settings of an image type go before those of `setting`, for that image. A class without a value means all its features.
/// What has no effect here is told in a note, what cannot be done is an error with its line.
struct PyRadiomicsFile {
  private let root: PlanNode

  init(_ root: PlanNode) { self.root = root }

  func settings(named name: String) throws -> SettingsFile {
    let mapping = try root.mapping(known: ["imageType", "featureClass", "setting", "voxelSetting"])
    var notes: [String] = []
    let global = try Values(mapping["setting"], known: Self.settings)
    var own = PyRadiomicsSettings()
    try read(global, into: &own)
    own.calculation = try calculation(global)
    let discretisation = own.calculation.discretisation ?? .multiplesOfWidth(25)
    own.calculation.discretisation = nil
    own.images = try images(mapping["imageType"], global: global, notes: &notes)
    own.classes = try classes(mapping["featureClass"], notes: &notes)

    let resegmentation = try bounds(global["resegmentRange"])
    var settings = ExtractionSettings.pyRadiomics(
      own, spacing: try spacing(global), imageInterpolation: try interpolation(global["interpolator"]),
      discretisation: discretisation, resegmentation: resegmentation)
    settings.resamplesMask = try global["correctMask"]?.flag() ?? false
    // PyRadiomics resamples only where it has an interpolator.
    if let node = global.node("interpolator"), node.isNull { settings.spacing = [] }
    notes += effects(of: global, settings, own)
    if let voxel = mapping["voxelSetting"], !voxel.isNull {
      _ = try voxel.mapping(known: Self.voxelSettings)
      notes.append("voxelSetting is for maps of features, which Radish does not compute; it changes nothing here.")
    }
    let label = try global["label"]?.integer(in: 1...Int(Int32.max))
    return SettingsFile(name: name, settings: settings, label: label, notes: notes)
  }

  /// Every key that 3.0.1 allows in `setting` and below an image type.
  static let settings = [
    "minimumROIDimensions", "minimumROISize", "geometryTolerance", "correctMask", "additionalInfo", "label",
    "label_channel", "binWidth", "binCount", "normalize", "normalizeScale", "removeOutliers",
    "resampledPixelSpacing", "interpolator", "padDistance", "distances", "force2D", "force2Ddimension",
    "resegmentRange", "resegmentMode", "resegmentShape", "preCrop", "sigma", "start_level", "level", "wavelet",
    "gradientUseSpacing", "lbp2DRadius", "lbp2DSamples", "lbp2DMethod", "lbp3DLevels", "lbp3DIcosphereRadius",
    "lbp3DIcosphereSubdivision", "voxelArrayShift", "symmetricalGLCM", "weightingNorm", "gldm_a",
    "enableCExtensions",
  ]

  static let voxelSettings = ["kernelRadius", "maskedKernel", "initValue", "voxelBatch"]

  /// Keys that act before images are derived, so that an image type cannot change them.
  private static let early: Set<String> = [
    "minimumROIDimensions", "minimumROISize", "geometryTolerance", "correctMask", "additionalInfo", "label",
    "label_channel", "normalize", "normalizeScale", "removeOutliers", "resampledPixelSpacing", "interpolator",
    "padDistance", "resegmentRange", "resegmentMode", "resegmentShape", "preCrop", "enableCExtensions",
  ]

  static let imageTypes = [
    "Original", "LoG", "Wavelet", "Square", "SquareRoot", "Logarithm", "Exponential", "Gradient", "LBP2D", "LBP3D",
  ]

  /// The values of a mapping, or of one behind which those of another stand.
  private struct Values {
    private let values: [String: PlanNode]

    init(_ node: PlanNode?, known: [String], before others: Values? = nil) throws {
      var values = others?.values ?? [:]
      if let node, !node.isNull {
        _ = try node.mapping(known: known)
        for entry in node.entries ?? [] { values[entry.key] = entry.value }
      }
      self.values = values
    }

    /// The value of a key; nil where it is missing or null.
    subscript(key: String) -> PlanNode? { values[key].flatMap { $0.isNull ? nil : $0 } }

    /// The value of a key, also null.
    func node(_ key: String) -> PlanNode? { values[key] }
  }

  private func positive(_ node: PlanNode) throws -> Double {
    let number = try node.number()
    guard number > 0 else { throw node.error("\"\(node.path)\" must be above 0") }
    return number
  }

  private func read(_ values: Values, into own: inout PyRadiomicsSettings) throws {
    own.normalises = try values["normalize"]?.flag() ?? own.normalises
    own.normalisationScale = try values["normalizeScale"].map(positive) ?? own.normalisationScale
    own.outlierLimit = try values["removeOutliers"].map(positive)
    own.padDistance = try values["padDistance"]?.integer(in: 0...100_000) ?? own.padDistance
    own.preCrops = try values["preCrop"]?.flag() ?? own.preCrops
    own.minimumDimensions = try values["minimumROIDimensions"]?.integer(in: 1...3) ?? own.minimumDimensions
    own.minimumSize = try values["minimumROISize"]?.integer(in: 1...Int(Int32.max))
    own.geometryTolerance = try values["geometryTolerance"].map(positive)
    own.resegmentation = try values["resegmentMode"]?.choice(of: PyRadiomicsSettings.Resegmentation.self) ?? .absolute
    own.resegmentsShape = try values["resegmentShape"]?.flag() ?? own.resegmentsShape
    own.addsDiagnostics = try values["additionalInfo"]?.flag() ?? own.addsDiagnostics
  }

  private func calculation(_ values: Values) throws -> PyRadiomicsCalculation {
    var calculation = PyRadiomicsCalculation()
    if let count = values["binCount"] {
      calculation.discretisation = .fixedBinCount(try count.integer(in: 1...65535))
    } else if let width = values["binWidth"] {
      calculation.discretisation = .multiplesOfWidth(try positive(width))
    }
    calculation.shift = try values["voxelArrayShift"]?.number() ?? calculation.shift
    calculation.isFlat = try values["force2D"]?.flag() ?? calculation.isFlat
    calculation.flatDimension = try values["force2Ddimension"]?.integer(in: 0...2) ?? calculation.flatDimension
    if let node = values["distances"] {
      let distances = try node.list().map { try $0.integer(in: TextureSettings.allowedDistances) }
      guard !distances.isEmpty else { throw node.error("\"distances\" needs at least one distance") }
      calculation.distances = Set(distances).sorted()
    }
    calculation.weighting = try values["weightingNorm"]?.choice(of: PyRadiomicsCalculation.Weighting.self)
    calculation.isSymmetric = try values["symmetricalGLCM"]?.flag() ?? calculation.isSymmetric
    calculation.alpha = try values["gldm_a"]?.integer(in: 0...65535) ?? calculation.alpha
    return calculation
  }

  private func spacing(_ values: Values) throws -> [Double?] {
    guard let node = values["resampledPixelSpacing"] else { return [] }
    let spacing = try node.list().map { item -> Double? in
      let spacing = try item.number()
      guard spacing >= 0 else { throw item.error("a voxel spacing must not be negative; 0 leaves an axis as it is") }
      return spacing > 0 ? spacing : nil
    }
    guard spacing.count == 3 else { throw node.error("\"resampledPixelSpacing\" has three numbers, for x, y and z") }
    // PyRadiomics also resamples, in name, where every axis stays: it crops to the region.
    return spacing
  }

  private func interpolation(_ node: PlanNode?) throws -> Interpolation {
    guard let node else { return .cubicSpline }
    switch try node.string() {
    case "sitkNearestNeighbor", "1": return .nearest
    case "sitkLinear", "2": return .linear
    case "sitkBSpline", "3": return .cubicSpline
    case let word:
      let known = ["sitkBSpline", "sitkLinear", "sitkNearestNeighbor"]
      throw node.error(
        "the interpolator \"\(word)\" is not available; use \(known.joined(separator: ", "))",
        suggestion: Suggestion.nearest(to: word, among: known))
    }
  }

  private func bounds(_ node: PlanNode?) throws -> ExtractionSettings.Bounds {
    guard let node else { return .open }
    let bounds = try node.list().map { try $0.number() }.sorted()
    guard let lower = bounds.first, bounds.count <= 2 else {
      throw node.error("\"resegmentRange\" has one or two numbers")
    }
    return .init(lower: lower, upper: bounds.count > 1 ? bounds[1] : nil)
  }

  // MARK: Images

  private func images(
    _ node: PlanNode?, global: Values, notes: inout [String]
  ) throws -> [PyRadiomicsSettings.ImageType] {
    guard let node, !node.isNull, node.entries?.isEmpty != true else { return [.init(.original)] }
    _ = try node.mapping(known: Self.imageTypes)
    return try (node.entries ?? []).flatMap { entry -> [PyRadiomicsSettings.ImageType] in
      let values = try Values(entry.value, known: Self.settings, before: global)
      let custom = entry.value.isNull ? [] : (entry.value.entries ?? []).map(\.key)
      for key in custom where Self.early.contains(key) {
        notes.append("\(key) below the image type \(entry.key) changes nothing; it belongs below setting.")
      }
      let hasCalculation = custom.contains { Self.ofCalculation.contains($0) }
      let calculation = hasCalculation ? try calculation(values) : nil
      return try derived(entry.key, entry.value, values).map { .init($0, calculation: calculation) }
    }
  }

  private static let ofCalculation: Set<String> = [
    "binWidth", "binCount", "voxelArrayShift", "force2D", "force2Ddimension", "distances", "weightingNorm",
    "symmetricalGLCM", "gldm_a",
  ]

  private func derived(_ type: String, _ node: PlanNode, _ values: Values) throws -> [DerivedImage] {
    switch type {
    case "Square": return [.square]
    case "SquareRoot": return [.squareRoot]
    case "Logarithm": return [.logarithm]
    case "Exponential": return [.exponential]
    case "Gradient": return [.gradient(usesSpacing: try values["gradientUseSpacing"]?.flag() ?? true)]
    case "LoG":
      guard let sigma = values["sigma"] else {
        throw node.error("the image type LoG needs sigma, a list of lengths in mm, such as {sigma: [1.0, 3.0]}")
      }
      return try sigma.list().map { item in
        let number = try positive(item)
        let isInteger = Int(item.word ?? "") != nil
        return .laplacianOfGaussian(sigma: number, written: isInteger ? "\(Int(number))" : nil)
      }
    case "Wavelet":
      let name = try values["wavelet"]?.string() ?? "coif1"
      guard let family = WaveletFamily(rawValue: name) else {
        throw (values["wavelet"] ?? node).error(
          "there is no wavelet \"\(name)\" here; there are haar, db1 … db20, sym2 … sym20, coif1 … coif5, dmey, "
            + "bior1.1 … bior6.8 and rbio1.1 … rbio6.8",
          suggestion: Suggestion.nearest(to: name, among: WaveletFamily.names))
      }
      return [
        .wavelet(
          family: family, levels: try values["level"]?.integer(in: 1...8) ?? 1,
          startLevel: try values["start_level"]?.integer(in: 0...8) ?? 0)
      ]
    case "LBP2D":
      return [
        .localBinaryPattern2D(
          LocalBinaryPattern(
            radius: try values["lbp2DRadius"].map(positive) ?? 1,
            samples: try values["lbp2DSamples"]?.integer(in: 1...52) ?? 8,
            method: try values["lbp2DMethod"]?.choice(of: LocalBinaryPattern.Method.self) ?? .uniform))
      ]
    case "LBP3D":
      return [
        .localBinaryPattern3D(
          SphericalBinaryPattern(
            levels: try values["lbp3DLevels"]?.integer(in: 1...8) ?? 2,
            radius: try values["lbp3DIcosphereRadius"].map(positive) ?? 1,
            subdivisions: try values["lbp3DIcosphereSubdivision"]?.integer(in: 0...3) ?? 1))
      ]
    default: return [.original]
    }
  }

  // MARK: Features

  private func classes(_ node: PlanNode?, notes: inout [String]) throws -> [String: [String]] {
    guard let node, !node.isNull, node.entries?.isEmpty != true else { return [:] }
    _ = try node.mapping(known: PyRadiomicsCatalogue.classes)
    var classes: [String: [String]] = [:]
    for entry in node.entries ?? [] {
      guard !entry.value.isNull else {
        classes[entry.key] = []
        continue
      }
      let known = PyRadiomicsCatalogue.names(of: entry.key) ?? []
      var names: [String] = []
      let items = try entry.value.list()
      for item in items {
        let name = try item.string()
        if let equal = PyRadiomicsCatalogue.withdrawn[entry.key + "_" + name] {
          notes.append("PyRadiomics has no value for \(entry.key)_\(name) any more: it equals \(equal).")
        } else if known.contains(name) {
          names.append(name)
        } else {
          throw item.error(
            "the class \(entry.key) has no feature \"\(name)\"",
            suggestion: Suggestion.nearest(to: name, among: known))
        }
      }
      // A class of which only withdrawn features are named has none.
      if items.isEmpty || !names.isEmpty { classes[entry.key] = names }
    }
    return classes
  }

  // MARK: Notes

  /// What a reader should know about keys without an effect here.
  private func effects(of values: Values, _ settings: ExtractionSettings, _ own: PyRadiomicsSettings) -> [String] {
    var notes: [String] = []
    if values["label_channel"] != nil {
      notes.append(
        "label_channel is for masks of several channels, which NIfTI masks here do not have; it changes nothing.")
    }
    if values["enableCExtensions"] != nil {
      notes.append("enableCExtensions is about PyRadiomics' own code; it changes nothing.")
    }
    if values["resegmentMode"] != nil, settings.resegmentation == .open {
      notes.append("resegmentMode changes nothing without resegmentRange.")
    }
    if !own.normalises {
      for key in ["normalizeScale", "removeOutliers"] where values[key] != nil {
        notes.append("\(key) changes nothing without normalize: true.")
      }
    }
    if own.classes["shape2D"] != nil, !own.calculation.isFlat {
      notes.append("shape2D needs force2D: true; without it its features have no value.")
    }
    let isResampled = settings.spacing.contains { $0 != nil }
    if values["padDistance"] != nil, !isResampled, !own.preCrops {
      notes.append("padDistance changes nothing without resampledPixelSpacing or preCrop: true.")
    }
    return notes
  }
}
