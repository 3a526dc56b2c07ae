public import Foundation

/// Where a person's own files lie: settings, state and log, by the XDG base directory specification.
public struct PersonalFiles: Sendable {
  /// `$XDG_CONFIG_HOME/radish`: what the person wrote, such as `keys`.
  public let configuration: String
  /// `$XDG_STATE_HOME/radish`: what Radish remembers, such as recent cohorts, and its log.
  public let state: String

  public init(variables: [String: String] = ProcessInfo.processInfo.environment) {
    let home = variables["HOME"] ?? NSHomeDirectory()
    // A relative path is to be ignored, says the specification.
    func folder(_ name: String, _ standard: String) -> String {
      (variables[name].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/" + standard) + "/radish"
    }
    configuration = folder("XDG_CONFIG_HOME", ".config")
    state = folder("XDG_STATE_HOME", ".local/state")
  }

  public var keysPath: String { configuration + "/keys" }
  /// How cohorts were left.
  public var sessionPath: String { state + "/session" }
  public var logPath: String { state + "/radish.log" }

  /// The person's keys; none when there is no file.
  public func keymap() -> Keymap {
    guard let text = try? String(contentsOfFile: keysPath, encoding: .utf8) else { return Keymap() }
    return Keymap(text: text)
  }

  /// Makes the folder of the log; nil when that is not possible.
  public func makeLogPath() -> String? {
    do {
      try FileManager.default.createDirectory(
        atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      return logPath
    } catch {
      return nil
    }
  }
}
