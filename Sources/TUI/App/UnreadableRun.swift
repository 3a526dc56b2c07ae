public import Cohort
internal import Foundation

/// A run that the cohort keeps but this version cannot read, because another version wrote it.
public struct UnreadableRun: Equatable, Sendable {
  public var study: String
  /// The version that stored it, where that can be made out.
  public var version: String?

  public init(study: String, version: String?) {
    self.study = study
    self.version = version
  }

  public init(_ run: StoredRun) {
    /// What every version has written so far.
    struct Origin: Decodable {
      struct Provenance: Decodable { var version: String? }
      var provenance: Provenance?
    }
    let origin = try? JSONDecoder().decode(Origin.self, from: Data(run.result.utf8))
    self.init(study: run.study, version: origin?.provenance?.version)
  }

  /// What is kept and by whom it can be read.
  static func sentence(_ runs: [UnreadableRun]) -> String {
    guard let first = runs.first else { return "" }
    let by = first.version.map { " by Radish \($0)" } ?? " by another version"
    return runs.count == 1
      ? "The run of \(first.study) was stored\(by) and cannot be read by this one; it is kept as it is."
      : "\(runs.count) runs, the newest of \(first.study), were stored\(by) and cannot be read by this one; they are kept "
        + "as they are."
  }
}
