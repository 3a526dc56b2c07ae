public import Features
internal import Foundation
internal import Stats

/// What a look at the files of one region found, before anything is extracted.
public struct CaseCheck: Sendable {
  public enum Status: String, Sendable, Codable {
    case ok, warning, error
  }

  public let region: Case
  public let status: Status
  /// Voxels of the region; nil when the files cannot be read.
  public let voxelCount: Int?
  /// Volume of the region's voxels in ml.
  public let volume: Double?
  public let geometry: Geometry?
  /// Which volume was looked at, counted from 0, of an image that holds several; nil for the only one.
  public let chosenVolume: Int?
  /// What is wrong and what to do, and which of several volumes is taken; empty when there is nothing to say.
  public let message: String

  /// Regions with fewer voxels give texture features that say nothing.
  public static let fewVoxels = 64

  /// Regions in a box of at most this many voxels are prepared as they would be for extraction: larger ones rarely vanish, and
  /// would take as long as extracting them.
  static let fewInBox = 32_768

  /// Looks at one region: reads the image's header, the whole mask, and the image around the region.
  ///
  /// - Parameters:
  ///   - resamplesMask: whether a mask on another grid is brought to that of the image, as settings may ask.
  ///   - volume: which volume of an image that holds several, as settings may say.
  ///   - maskVolume: which volume of the mask; nil for that of the image.
  ///   - selection: which values of the mask are the region, as settings may say; nil for what the cohort says.
  ///   - settings: those by which it will be extracted, where they are known: a small region of which they leave nothing
  ///     cannot be extracted.
  public init(
    _ region: Case, resamplesMask: Bool = false, volume: Int? = nil, maskVolume: Int? = nil,
    selection: MaskSelection? = nil,
    extractedBy settings: ExtractionSettings? = nil
  ) {
    let header: NIfTIHeader
    do {
      header = try NIfTI.header(at: region.image.path)
    } catch {
      self.init(region, .error, message: "image " + error.description)
      return
    }
    let chosen = header.volume(usual: volume)
    let holds = "the image holds \(header.frameCount) volumes"
    if header.frameCount > 1, chosen == nil {
      self.init(
        region, .error, geometry: header.geometry,
        message: holds
          + ". Say which one is taken, counted from 0: volume in the settings, the line volume on the screen of the "
          + "extraction.")
      return
    }
    if let chosen, chosen >= header.frameCount {
      self.init(
        region, .error, geometry: header.geometry,
        message: "\(holds), counted from 0, and the settings take volume \(chosen). Choose one from 0 to "
          + "\(header.frameCount - 1).")
      return
    }
    let note = chosen.map { "\(holds); volume \($0), counted from 0, is taken" }
    var mask: Mask
    do {
      mask = try NIfTI.mask(
        at: region.lesion.maskPath, label: selection ?? region.lesion.maskSelection, frame: maskVolume, usual: volume)
    } catch {
      self.init(region, .error, geometry: header.geometry, message: "mask " + error.description)
      return
    }
    var warnings: [String] = []
    if let difference = mask.geometry.difference(from: header.geometry) {
      guard resamplesMask else {
        self.init(
          region, .error, mask.count, Self.millilitres(mask), geometry: header.geometry,
          message: difference
            + ". Export both from the same series, or have the mask resampled (resample_mask; on the screen of the "
            + "extraction the line mask grid).")
        return
      }
      mask = mask.resampled(onto: header.geometry)
      guard mask.count > 0 else {
        self.init(
          region, .error, geometry: header.geometry,
          message: difference + ". Nothing of the mask lies in the image: export both from the same series.")
        return
      }
      warnings.append(difference + ". The mask is brought to the image's grid.")
    }
    let count = mask.count
    let size = Self.millilitres(mask)
    if let box = mask.boundingBox {
      let part: Volume<Float>
      do {
        part = try NIfTI.volume(at: region.image.path, frame: chosen, box: box, as: Float.self)
      } catch {
        self.init(region, .error, count, size, geometry: header.geometry, message: "image " + error.description)
        return
      }
      let inside = zip(part.voxels, mask.cropped(to: box).isInside).filter(\.1).map(\.0)
      let finite = inside.filter(\.isFinite)
      guard !finite.isEmpty else {
        self.init(
          region, .error, count, size, geometry: header.geometry,
          message: RegionError.notFinite(count: inside.count).description)
        return
      }
      if finite.count < inside.count {
        warnings.append(
          "\(Caution.count(inside.count - finite.count, "voxel")) of the region without a finite intensity will be left out"
        )
      }
      if finite.count > 1, finite.min() == finite.max() {
        warnings.append("every voxel of the region has the same intensity: check that this is the right image")
      }
    }
    if let settings, let box = mask.boundingBox, box.count <= Self.fewInBox,
      let failure = Extractor(settings).foreseenFailure(image: region.image.path, frame: chosen, mask: mask)
    {
      self.init(
        region, .error, count, size, geometry: header.geometry, chosenVolume: chosen, message: failure.description)
      return
    }
    if count < Self.fewVoxels {
      warnings.append(
        "the region has only \(Caution.count(count, "voxel")): texture features say little; leave it out or check the "
          + "mask")
    }
    if count == mask.geometry.count { warnings.append("the mask fills the whole image; check that it is a mask") }
    warnings += header.warnings
    var message = warnings.joined(separator: " ")
    if let note { message += (message.isEmpty ? "" : message.hasSuffix(".") ? " " : "; ") + note }
    self.init(
      region, warnings.isEmpty ? .ok : .warning, count, size, geometry: header.geometry, chosenVolume: chosen,
      message: message)
  }

  private init(
    _ region: Case, _ status: Status, _ voxelCount: Int? = nil, _ volume: Double? = nil, geometry: Geometry? = nil,
    chosenVolume: Int? = nil, message: String
  ) {
    self.region = region
    self.status = status
    self.voxelCount = voxelCount
    self.volume = volume
    self.geometry = geometry
    self.chosenVolume = chosenVolume
    self.message = message
  }

  private static func millilitres(_ mask: Mask) -> Double { Double(mask.count) * mask.geometry.voxelVolume / 1000 }

  /// `STS_017 baseline CT tumour: the mask is …`
  public var line: String { region.title + ": " + (message.isEmpty ? "ok" : message) }
}

extension Lesion {
  /// Which voxels of the mask file are this region: those of its label, else of the file's only one.
  public var maskSelection: MaskSelection { label.map { .label(Double($0)) } ?? .only }
}

extension SettingsFile {
  /// Which voxels of its mask file are a region of a cohort: of the settings' label, else its own, else as for a single case.
  func selection(of lesion: Lesion) -> MaskSelection {
    if label == nil, lesion.label != nil { return lesion.maskSelection }
    return regionLabel().map { .label($0) } ?? lesion.maskSelection
  }

  /// The voxels to look at before: all of the file where the settings' regions name their labels themselves.
  func lookedAt(of lesion: Lesion) -> MaskSelection {
    let selection = selection(of: lesion)
    return selection == .only && regionsNameTheirs ? .nonZero : selection
  }

  /// The volume of its mask to look at before: that of the settings' first region; nil for that of the image.
  var lookedAtVolume: Int? { settings.regions.first?.volume }
}
