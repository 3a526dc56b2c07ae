public import Features
internal import Foundation

/// A look at one region before anything is extracted: what is wrong with it, and how many grey levels settings would give.
public struct CasePreflight: Sendable, Equatable {
  public let title: String
  public let patient: String
  public let status: CaseCheck.Status
  /// What is wrong and what to do; empty when nothing is.
  public let message: String
  public let voxelCount: Int?
  /// In ml.
  public let volume: Double?
  /// The intensities inside the region at equal shares, lowest and highest first and last; empty when they cannot be read.
  public let intensities: [Double]

  /// Intensities at this many equal shares are kept of a region.
  public static let shareCount = 64

  public init(
    title: String, patient: String, status: CaseCheck.Status, message: String = "", voxelCount: Int? = nil,
    volume: Double? = nil, intensities: [Double] = []
  ) {
    self.title = title
    self.patient = patient
    self.status = status
    self.message = message
    self.voxelCount = voxelCount
    self.volume = volume
    self.intensities = intensities
  }

  /// Reads the region's image and mask.
  ///
  /// - Parameters:
  ///   - resamplesMask: whether a mask on another grid is brought to that of the image, as settings may ask.
  ///   - volume: which volume of an image that holds several, as settings may say.
  ///   - maskVolume: which volume of the mask; nil for that of the image.
  ///   - selection: which values of the mask are the region, as settings may say; nil for what the cohort says.
  ///   - settings: those by which it will be extracted, where they are known.
  public init(
    _ region: Case, resamplesMask: Bool = false, volume: Int? = nil, maskVolume: Int? = nil,
    selection: MaskSelection? = nil,
    extractedBy settings: ExtractionSettings? = nil
  ) {
    let selection = selection ?? region.lesion.maskSelection
    let check = CaseCheck(
      region, resamplesMask: resamplesMask, volume: volume, maskVolume: maskVolume, selection: selection,
      extractedBy: settings)
    self.init(
      title: region.title, patient: region.patient.label, status: check.status, message: check.message,
      voxelCount: check.voxelCount, volume: check.volume,
      intensities: check.status == .error
        ? []
        : Self.intensities(
          of: region, selection: selection, maskVolume: maskVolume, volume: volume, shown: check.chosenVolume))
  }

  private static func intensities(
    of region: Case, selection: MaskSelection, maskVolume: Int?, volume: Int?, shown: Int?
  ) -> [Double] {
    guard let image = try? NIfTI.volume(at: region.image.path, frame: shown, as: Float.self),
      let drawn = try? NIfTI.mask(at: region.lesion.maskPath, label: selection, frame: maskVolume, usual: volume)
    else { return [] }
    let isSame = drawn.geometry.difference(from: image.geometry) == nil
    let mask = isSame ? drawn : drawn.resampled(onto: image.geometry)
    var values: [Float] = []
    for (index, isInside) in mask.isInside.enumerated() where isInside && image.voxels[index].isFinite {
      values.append(image.voxels[index])
    }
    guard !values.isEmpty else { return [] }
    values.sort()
    return (0...shareCount).map { Double(values[(values.count - 1) * $0 / shareCount]) }
  }

  /// Grey levels from the lowest to the highest intensity of the region, in voxels as they are scanned: interpolation can
  /// change the extremes a little. nil when the intensities are not known or none is left.
  public func levelCount(_ settings: ExtractionSettings) -> Int? {
    guard var low = intensities.first, var high = intensities.last else { return nil }
    if let limit = settings.outlierLimit {
      let mean = intensities.reduce(0, +) / Double(intensities.count)
      let spread = (intensities.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(intensities.count)).squareRoot()
      low = max(low, mean - limit * spread)
      high = min(high, mean + limit * spread)
    }
    if let bound = settings.resegmentation.lower { low = max(low, bound) }
    if let bound = settings.resegmentation.upper { high = min(high, bound) }
    guard low <= high else { return nil }
    let count: Double
    switch settings.discretisation {
    case .fixedBinCount(let bins): return bins
    case .fixedBinWidth(let width, let start):
      let origin = start ?? settings.resegmentation.lower ?? low
      count = ((high - origin) / width).rounded(.down) - ((low - origin) / width).rounded(.down) + 1
    case .multiplesOfWidth(let width): count = (high / width).rounded(.down) - (low / width).rounded(.down) + 1
    case .none: count = high.rounded() - low.rounded() + 1
    }
    return count.isFinite && count >= 1 && count < 1e9 ? Int(count) : nil
  }
}

/// How many grey levels settings give over the regions of an extraction.
public struct LevelCounts: Sendable, Equatable {
  public let median: Int
  public let low: Int
  public let high: Int

  /// nil when no region has any.
  public init?(_ cases: [CasePreflight], _ settings: ExtractionSettings) {
    let counts = cases.compactMap { $0.levelCount(settings) }.sorted()
    guard let low = counts.first, let high = counts.last else { return nil }
    self.low = low
    self.high = high
    median = counts[counts.count / 2]
  }
}

extension CohortExtraction {
  /// Looks at every region, several at a time; `each` hears how many are done. Results in the order of the regions, without
  /// those that were not reached before cancellation.
  @concurrent
  public func preflight(
    _ database: CohortDatabase, each: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) async throws -> [CasePreflight] {
    let cases = try cases(in: database)
    let (file, settings) = (settings, settings.settings)
    var done = 0
    return await Self.inParallel(cases, jobs: jobs) {
      CasePreflight(
        $0, resamplesMask: settings.resamplesMask, volume: settings.volume, maskVolume: file.lookedAtVolume,
        selection: file.lookedAt(of: $0.lesion),
        extractedBy: settings)
    } each: { _, _ in
      done += 1
      each(done, cases.count)
    }.compactMap { $0 }
  }
}
