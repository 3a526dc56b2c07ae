import ArgumentParser

/// Which volume of a file that holds several, as `--volume` names it.
enum VolumeNumber {
  /// - Throws: `ValidationError` for a number below 0.
  static func check(_ volume: Int?) throws {
    if let volume, volume < 0 { throw ValidationError("--volume counts from 0.") }
  }
}
