import Glibc
import TUI

/// What goes to standard error: sentences about what happens, never part of an answer.
enum Messages {
  /// One sentence on one or more lines, marked as Radish's.
  static func say(_ sentence: String) {
    Terminal.write("radish: " + Terminal.harmless(sentence) + "\n", to: STDERR_FILENO)
  }
}
