public import Foundation

/// What produced a result: enough to repeat it, and to see that its inputs have changed since.
public struct Provenance: Sendable, Hashable, Codable {
  /// `import`, `extract`, `split`, `run` …
  public var step: String
  /// Which one: the extraction's or study's name.
  public var name: String
  /// SHA-256 over everything that went in. A result is stale when the digest of today's inputs differs.
  public var inputDigest: String
  public var settings: String
  public var version: String
  public var seed: UInt64?
  public var seconds: Double
  /// The login name of who ran it.
  public var user: String
  public var createdAt: Date

  public init(
    step: String, name: String, inputDigest: String, settings: String, version: String = Provenance.currentVersion,
    seed: UInt64? = nil, seconds: Double, user: String = Provenance.currentUser, createdAt: Date = Date()
  ) {
    self.step = step
    self.name = name
    self.inputDigest = inputDigest
    self.settings = settings
    self.version = version
    self.seed = seed
    self.seconds = seconds
    self.user = user
    self.createdAt = createdAt
  }

  /// The version of this program.
  public static let currentVersion = "0.1.0"

  public static var currentUser: String { ProcessInfo.processInfo.userName }
}
