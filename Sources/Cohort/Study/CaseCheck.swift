public import Features
internal import Foundation

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
  /// What is wrong and what to do; empty when nothing is.
  public let message: String

  /// Regions with fewer voxels give texture features that say nothing.
  public static let fewVoxels = 64

  /// Looks at one region: reads the image's header, the whole mask, and the image around the region.
  ///
  /// - Parameter resamplesMask: whether a mask on another grid is brought to that of the image, as settings may ask.
  public init(_ region: Case, resamplesMask: Bool = false) {
    let header: NIfTIHeader
    do {
      header = try NIfTI.header(at: region.image.path)
    } catch {
      self.init(region, .error, message: "image " + error.description)
      return
    }
    var mask: Mask
    do {
      mask = try NIfTI.mask(at: region.lesion.maskPath, label: region.lesion.maskSelection)
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
    let volume = Self.millilitres(mask)
    if let box = mask.boundingBox {
      let part: Volume<Float>
      do {
        part = try NIfTI.volume(at: region.image.path, frame: nil, box: box, as: Float.self)
      } catch {
        self.init(region, .error, count, volume, geometry: header.geometry, message: "image " + error.description)
        return
      }
      let inside = zip(part.voxels, mask.cropped(to: box).isInside).filter(\.1).map(\.0)
      let finite = inside.filter(\.isFinite)
      if finite.count < inside.count {
        warnings.append(
          "\(inside.count - finite.count) voxels of the region have no finite intensity and will be left out")
      }
      if finite.count > 1, finite.min() == finite.max() {
        warnings.append("every voxel of the region has the same intensity: check that this is the right image")
      }
    }
    if count < Self.fewVoxels {
      warnings.append(
        "the region has only \(count) voxels: texture features say little; leave it out or check the mask")
    }
    if count == mask.geometry.count { warnings.append("the mask fills the whole image; check that it is a mask") }
    warnings += header.warnings
    self.init(
      region, warnings.isEmpty ? .ok : .warning, count, volume, geometry: header.geometry,
      message: warnings.joined(separator: " "))
  }

  private init(
    _ region: Case, _ status: Status, _ voxelCount: Int? = nil, _ volume: Double? = nil, geometry: Geometry? = nil,
    message: String
  ) {
    self.region = region
    self.status = status
    self.voxelCount = voxelCount
    self.volume = volume
    self.geometry = geometry
    self.message = message
  }

  private static func millilitres(_ mask: Mask) -> Double { Double(mask.count) * mask.geometry.voxelVolume / 1000 }

  /// `STS_017 baseline CT tumour: the mask is …`
  public var line: String { region.title + ": " + (message.isEmpty ? "ok" : message) }
}

extension Lesion {
  /// Which voxels of the mask file are this region.
  public var maskSelection: MaskSelection { label.map { .label(Double($0)) } ?? .nonZero }
}
