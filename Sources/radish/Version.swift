import Cohort

/// The version of this program; it is written into every provenance.
enum Version {
  static let number = Provenance.currentVersion
}
