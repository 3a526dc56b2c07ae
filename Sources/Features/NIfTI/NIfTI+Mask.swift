/// Which values of a mask file are the region.
public enum MaskSelection: Equatable, Hashable, Sendable {
  /// The only value other than 0, whatever it is (1, 255, 0.0039 …); several are refused with their list.
  case only
  /// Voxels of one value.
  case label(Double)
  /// Voxels of any of these values, as one region.
  case union([Double])
  /// Every voxel that is not 0, as one region.
  case nonZero
}

extension NIfTI {
  /// More different values than this are no mask.
  static let mostLabels = 1024

  /// The values other than 0 in a mask file with their voxel counts, in ascending order. Voxels that are not a
  /// finite number count as 0.
  ///
  /// - Parameters:
  ///   - frame: which volume of the file; nil for the only one.
  ///   - usual: which one of a file that holds several, where none is named: that of the image.
  public static func labels(
    at path: String, frame: Int? = nil, usual: Int? = nil
  ) throws(NIfTIError) -> [MaskLabel] {
    let file = try NIfTIFile(path: path)
    let frame = try checked(frame ?? file.header.volume(usual: usual), header: file.header, path: path)
    var tally = LabelTally()
    try forEachSlice(of: file, frame: frame) { _, values in tally.add(values) }
    guard !tally.hasOverflown else { throw NIfTIError(path: path, problem: .notAMask(distinct: mostLabels)) }
    return tally.labels
  }

  /// The region of a mask file. Labels are compared within one part in 10⁵, so a label stored through a scaling slope
  /// is found. One that is no finite number is in no mask. Volumes are named as for `labels`.
  public static func mask(
    at path: String, label: MaskSelection = .only, frame: Int? = nil, usual: Int? = nil
  ) throws(NIfTIError) -> Mask {
    let file = try NIfTIFile(path: path)
    let frame = try checked(frame ?? file.header.volume(usual: usual), header: file.header, path: path)
    let size = file.header.geometry.size
    var isInside = [Bool](repeating: false, count: file.header.geometry.count)
    var tally = LabelTally()
    var wanted: [Double] =
      switch label {
      case .label(let value): [value]
      case .union(let values): values
      case .only, .nonZero: []
      }
    if let none = wanted.first(where: { !$0.isFinite }) {
      throw NIfTIError(path: path, problem: .labelAbsent(asked: none, found: try labels(at: path, frame: frame)))
    }
    let header = file.header
    let perSlice = size.x * size.y
    let decoder = VoxelDecoder(header)
    var values = [Double](repeating: 0, count: perSlice)
    try file.forEachPiece(frame: frame, slices: 0..<size.z) { first, bytes in
      for z in 0..<(bytes.count / header.sliceBytes) {
        let slice = UnsafeRawBufferPointer(rebasing: bytes[(z * header.sliceBytes)..<((z + 1) * header.sliceBytes)])
        // Most slices of a mask are empty, and most rows of the others: bytes of 0 are voxels of 0.
        guard header.intercept != 0 || !slice.isZero else { continue }
        values.withUnsafeMutableBufferPointer { values in
          isInside.withUnsafeMutableBufferPointer { inside in
            for y in 0..<size.y {
              let rowBytes = header.sliceBytes / size.y
              let row = UnsafeRawBufferPointer(rebasing: slice[(y * rowBytes)..<((y + 1) * rowBytes)])
              guard header.intercept != 0 || !row.isZero else { continue }
              decoder.decode(row, from: 0, count: size.x, into: values, at: 0)
              tally.add(UnsafeBufferPointer(rebasing: values[0..<size.x]))
              // The first value met is the candidate of `.only`; a second one is an error told after the last slice.
              if label == .only, wanted.isEmpty, let found = tally.labels.first { wanted = [found.value] }
              let start = (first + z) * perSlice + y * size.x
              if label == .nonZero {
                for k in 0..<size.x where values[k] != 0 && values[k].isFinite { inside[start + k] = true }
              } else {
                for value in wanted {
                  let tolerance = 1e-5 * abs(value)
                  for k in 0..<size.x where abs(values[k] - value) <= tolerance { inside[start + k] = true }
                }
              }
            }
          }
        }
      }
    }
    guard !tally.hasOverflown else { throw NIfTIError(path: path, problem: .notAMask(distinct: mostLabels)) }
    let found = tally.labels
    switch label {
    case .only:
      guard !found.isEmpty else { throw NIfTIError(path: path, problem: .emptyMask) }
      guard found.count == 1 else { throw NIfTIError(path: path, problem: .severalLabels(found)) }
    case .label, .union:
      for value in wanted where !found.contains(where: { abs($0.value - value) <= 1e-5 * abs(value) }) {
        throw NIfTIError(path: path, problem: .labelAbsent(asked: value, found: found))
      }
    case .nonZero:
      guard !found.isEmpty else { throw NIfTIError(path: path, problem: .emptyMask) }
    }
    return Mask(geometry: file.header.geometry, isInside: isInside)
  }

  private static func forEachSlice(
    of file: NIfTIFile, frame: Int, _ body: (Int, UnsafeBufferPointer<Double>) -> Void
  ) throws(NIfTIError) {
    let header = file.header
    let perSlice = header.geometry.size.x * header.geometry.size.y
    var slice = [Double](repeating: 0, count: perSlice)
    let decoder = VoxelDecoder(header)
    try file.forEachPiece(frame: frame, slices: 0..<header.geometry.size.z) { first, bytes in
      for z in 0..<(bytes.count / header.sliceBytes) {
        slice.withUnsafeMutableBufferPointer { buffer in
          decoder.decode(bytes, from: z * perSlice, count: perSlice, into: buffer, at: 0)
          body(first + z, UnsafeBufferPointer(buffer))
        }
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether every byte is 0.
  fileprivate var isZero: Bool {
    var k = 0
    while k + 32 <= count {
      let word = loadUnaligned(fromByteOffset: k, as: SIMD4<UInt64>.self)
      if word != .zero { return false }
      k += 32
    }
    while k < count {
      if self[k] != 0 { return false }
      k += 1
    }
    return true
  }
}

/// Counts the values of a mask; runs of one value cost one look-up.
private struct LabelTally {
  /// Ascending.
  private(set) var labels: [MaskLabel] = []
  private(set) var hasOverflown = false

  mutating func add(_ values: UnsafeBufferPointer<Double>) {
    var k = 0
    while k < values.count, !hasOverflown {
      let value = values[k]
      var end = k + 1
      while end < values.count, values[end] == value { end += 1 }
      if value != 0, value.isFinite {
        add(value, count: end - k)
        hasOverflown = labels.count > NIfTI.mostLabels
      }
      k = end
    }
  }

  private mutating func add(_ value: Double, count: Int) {
    let place = labels.place { $0.value < value }
    if place < labels.count, labels[place].value == value {
      labels[place] = MaskLabel(value: value, count: labels[place].count + count)
    } else {
      labels.insert(MaskLabel(value: value, count: count), at: place)
    }
  }
}
