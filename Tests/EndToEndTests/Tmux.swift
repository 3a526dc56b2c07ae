import Foundation

/// A shell in a tmux of its own: keys in, the screen as a person sees it out.
final class Tmux {
  private let socket = "radish-test-\(UUID().uuidString.prefix(8))"
  private let variables: [String: String]

  init(columns: Int = 80, rows: Int = 24, variables: [String: String], folder: String) throws {
    self.variables = variables.merging(["LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PS1": "$ ", "TMUX": ""]) { old, _ in
      old
    }
    _ = try command([
      "-f", "/dev/null", "new-session", "-d", "-s", "main", "-x", "\(columns)", "-y", "\(rows)", "-c", folder,
      "bash --norc --noprofile -i",
    ])
    _ = try command(["set-option", "-g", "default-terminal", "tmux-256color"])
  }

  deinit { _ = try? command(["kill-server"]) }

  @discardableResult
  private func command(_ arguments: [String]) throws -> String {
    guard let tmux = Program.tmux else { throw TmuxError.missing }
    return try Program.run(tmux, ["-L", socket] + arguments, variables: variables).output
  }

  /// Types literal text.
  func type(_ text: String) throws { try command(["send-keys", "-t", "main", "-l", text]) }

  /// Presses keys by tmux's names: `Enter`, `Escape`, `C-z`, `Up`.
  func press(_ keys: String...) throws { try command(["send-keys", "-t", "main"] + keys) }

  func resize(columns: Int, rows: Int) throws {
    try command(["resize-window", "-t", "main", "-x", "\(columns)", "-y", "\(rows)"])
  }

  var screen: String { (try? command(["capture-pane", "-p", "-t", "main"])) ?? "" }

  func set(_ option: String, to value: String) throws { try command(["set-option", "-s", option, value]) }

  /// What was copied last, as tmux would paste it.
  var buffer: String { (try? command(["show-buffer"])) ?? "" }

  /// Waits until the screen contains a text; returns the screen, nil after the time is up.
  func screen(with text: String, seconds: Double = 20) -> String? {
    let deadline = Date().addingTimeInterval(seconds)
    while Date() < deadline {
      let screen = screen
      if screen.contains(text) { return screen }
      Thread.sleep(forTimeInterval: 0.03)
    }
    return nil
  }

  enum TmuxError: Error { case missing }
}
