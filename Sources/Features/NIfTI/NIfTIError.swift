/// Why an image file cannot be read or written. Carries the path and what was found.
public struct NIfTIError: Error, Equatable, Sendable {
  public let path: String
  public let problem: Problem

  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  public enum Problem: Equatable, Sendable {
    case notFound
    case notAFile
    case unreadable
    case tooShort(bytes: Int)
    case notNIfTI
    case analyzeWithoutNIfTI
    case dimensionCount(Int)
    case dimension(axis: Int, value: Int)
    case tooLarge(dimensions: [Int])
    case unsupportedType(code: Int, name: String)
    case vectorData(components: Int)
    case bitsPerVoxel(found: Int, expected: Int, type: String)
    case dataOffset(String)
    case spacing(axis: Int, value: Double)
    case affine
    case missingData(expected: Int, found: Int)
    case impossibleSize(expected: Int, compressed: Int)
    case damagedGzip(inflated: Int, expected: Int)
    case checksum
    case frame(asked: Int, count: Int)
    case frameNeeded(count: Int)
    case box
    case emptyMask
    case severalLabels([MaskLabel])
    case labelAbsent(asked: Double, found: [MaskLabel])
    case notAMask(distinct: Int)
    case cannotWrite
    case tooLargeToWrite(SIMD3<Int>)
  }
}

/// A value of a mask file and the number of voxels that have it.
public struct MaskLabel: Equatable, Hashable, Sendable {
  public let value: Double
  public let count: Int

  public init(value: Double, count: Int) {
    self.value = value
    self.count = count
  }
}

extension NIfTIError: CustomStringConvertible {
  /// One sentence: what happened, to which file, what to do.
  public var description: String { path + ": " + problem.sentence }

  /// The sentence without the path.
  public var sentence: String { problem.sentence }
}

extension NIfTIError.Problem {
  var sentence: String {
    switch self {
    case .notFound: "there is no such file."
    case .notAFile: "this is not a regular file."
    case .unreadable: "the file cannot be opened; check its permissions."
    case .tooShort(let bytes):
      "the file ends after \(bytes) bytes, before the end of a NIfTI header (348 bytes); copy or export it again."
    case .notNIfTI: "this is not a NIfTI-1 or NIfTI-2 file (.nii, .nii.gz, .hdr/.img)."
    case .analyzeWithoutNIfTI:
      "this is an Analyze 7.5 header without NIfTI orientation; convert it to NIfTI so that left and right are known."
    case .dimensionCount(let count): "the header names \(count) dimensions; NIfTI has 1 to 7."
    case .dimension(let axis, let value): "dimension \(axis) of the header is \(value); it must be at least 1."
    case .tooLarge(let dimensions):
      "the header announces \(dimensions.map(String.init).joined(separator: "×")) voxels, more than can be addressed."
    case .unsupportedType(let code, let name):
      "the voxels are of type \(name) (code \(code)); only real-valued images can be read. Convert it to a scalar image."
    case .vectorData(let components):
      "each voxel holds \(components) values (vector image); extract one component into an image of its own."
    case .bitsPerVoxel(let found, let expected, let type):
      "the header says \(found) bits per voxel, but \(type) has \(expected); the header is damaged."
    case .dataOffset(let value): "the voxels are said to start at byte \(value), which is not a place in this file."
    case .spacing(let axis, let value):
      "the voxel spacing of axis \(["x", "y", "z"][axis]) is \(value) mm; it must be a positive number."
    case .affine: "the orientation in the header (sform, qform) is not a usable position in space."
    case .missingData(let expected, let found):
      "the file is incomplete: the header announces \(expected) bytes, the file has \(found). Copy or export it again."
    case .impossibleSize(let expected, let compressed):
      "the header announces \(expected) bytes, more than \(compressed) compressed bytes can hold; the file is damaged."
    case .damagedGzip(let inflated, let expected):
      "the compressed data are damaged or incomplete: \(inflated) of \(expected) bytes could be inflated."
        + " Copy or export the file again."
    case .checksum:
      "the compressed data are not those that were written: their checksum differs. Copy or export the file again."
    case .frame(let asked, let count): "volume \(asked) was asked for, but the file has \(count) (counted from 0)."
    case .frameNeeded(let count):
      "the file holds \(count) volumes; say which one, counted from 0: --volume, or volume in the settings."
    case .box: "the part asked for lies outside the image."
    case .emptyMask: "the mask is empty: every voxel is 0. Draw the region or choose another file."
    case .severalLabels(let labels):
      "the mask holds several labels: \(Self.list(labels)). Say which one is the region: --label, label in the settings, "
        + "or a column label where a table lists the masks."
    case .labelAbsent(let asked, let found):
      found.isEmpty
        ? "label \(Self.text(asked)) was asked for, but the mask is empty: every voxel is 0."
        : "label \(Self.text(asked)) is not in the mask; it holds \(Self.list(found))."
    case .notAMask(let distinct):
      "the mask holds more than \(distinct) different values; it looks like an image or a probability map."
        + " Threshold it first."
    case .cannotWrite: "the file cannot be written; check the folder and the free space."
    case .tooLargeToWrite(let size):
      "an image of \(size.x)×\(size.y)×\(size.z) voxels does not fit a NIfTI-1 header (32767 along an axis)."
    }
  }

  static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }

  static func list(_ labels: [MaskLabel]) -> String {
    let shown = labels.prefix(12).map { label in
      "\(text(label.value)) (\(label.count) \(label.count == 1 ? "voxel" : "voxels"))"
    }.joined(separator: ", ")
    return labels.count > 12 ? shown + ", …" : shown
  }
}
