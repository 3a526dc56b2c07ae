import ArgumentParser

/// A value of a mask, as `--label` takes it: any finite number, negative ones too.
enum MaskValue {
  /// - Throws: `ValidationError`, whose sentence stands behind the option's name and the word given.
  static func read(_ word: String) throws -> Double {
    guard let value = Double(word), value.isFinite else {
      throw ValidationError("a label is a finite number, such as 2")
    }
    return value
  }
}
