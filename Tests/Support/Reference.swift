public import Foundation

/// The folder of reference values and real images that lies beside a developer's checkout.
/// A user's clone has none: tests that need it are skipped with a visible reason. In CI its absence is a failure.
public enum Reference {
  /// The root of this package.
  public static let projectRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  public static let shared = projectRoot.deletingLastPathComponent().appending(path: "shared")
  public static let root = shared.appending(path: "reference")

  /// True where the reference material is present, or where it must be (CI).
  public static let isExpected: Bool =
    ProcessInfo.processInfo.environment["CI"] == "true"
    || FileManager.default.fileExists(atPath: root.path)

  public static let skipReason: String = "no reference folder beside this checkout"

  /// A path below the reference folder, for example `path("ibsi/digital_phantom_image.nii.gz")`.
  public static func path(_ relative: String) -> String { root.appending(path: relative).path }
}
