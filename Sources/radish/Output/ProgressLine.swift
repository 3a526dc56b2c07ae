import Foundation
import Synchronization
import TUI

/// Progress on standard error: a live bar on a terminal, a plain line every few seconds elsewhere.
///
///     31/51 ████████████████░░░░░░░░░  61%  3.2 case/s  6 s left
final class ProgressLine: Sendable {
  private struct State {
    var lastShown: ContinuousClock.Instant?
    var isOpen = false
  }

  private let total: Int
  private let noun: String
  private let look: Look
  private let isLive: Bool
  private let start: ContinuousClock.Instant
  private let state = Mutex(State())

  init(total: Int, noun: String, look: Look) {
    self.total = total
    self.noun = noun
    self.look = look
    isLive = Terminal.isTerminal(STDERR_FILENO)
    start = .now
  }

  /// Shows how far the work is; called as often as the caller likes.
  func show(_ done: Int) {
    let now = ContinuousClock.now
    let pause: Duration = isLive ? .milliseconds(80) : .seconds(3)
    let isDue = state.withLock { state in
      guard done >= total || (state.lastShown.map { now - $0 >= pause } ?? isLive) else { return false }
      state.lastShown = now
      state.isOpen = isLive
      return true
    }
    guard isDue else { return }
    let line = text(done, elapsed: now - start)
    Terminal.write(isLive ? "\r\u{1B}[K" + line : "radish: " + line + "\n", to: STDERR_FILENO)
  }

  /// Says a sentence without breaking the bar.
  func say(_ sentence: String) {
    clear()
    Messages.say(sentence)
  }

  /// Takes the bar away, at the end or before another message.
  func clear() {
    let wasOpen = state.withLock { state in
      defer { state.isOpen = false }
      return state.isOpen
    }
    if wasOpen { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
  }

  private func text(_ done: Int, elapsed: Duration) -> String {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
    var text = "\(done)/\(total) \(noun)"
    if isLive {
      let filled = Int((share * 24).rounded())
      text += " " + String(repeating: look.isASCII ? "#" : "█", count: filled)
      text += String(repeating: look.isASCII ? "." : "░", count: 24 - filled)
    }
    text += "  " + Figures.decimals(share * 100, 0) + "%"
    if done > 0, seconds > 0.2 {
      let rate = Double(done) / seconds
      text += "  " + Figures.significant(rate, 2) + "/s"
      if done < total { text += "  " + Self.duration(Double(total - done) / rate) + " left" }
    }
    return text
  }

  static func duration(_ seconds: Double) -> String {
    if seconds < 90 { return Figures.decimals(seconds, 0) + " s" }
    if seconds < 5_400 { return Figures.decimals(seconds / 60, 0) + " min" }
    return Figures.decimals(seconds / 3_600, 1) + " h"
  }
}

/// The step of a longer run on standard error: rewritten in place on a terminal, a line per step elsewhere.
final class StepLine: Sendable {
  private let isLive = Terminal.isTerminal(STDERR_FILENO)
  private let last = Mutex("")

  func show(_ step: String, _ fraction: Double?) {
    let isNew = last.withLock { last in
      // Elsewhere, the counts of a step are not worth a line each.
      let key = isLive ? step + (fraction.map { Figures.percent($0) } ?? "") : String(step.prefix { $0 != ":" })
      defer { last = key }
      return last != key
    }
    guard isNew else { return }
    Terminal.write(isLive ? "\r\u{1B}[K" + Terminal.harmless(step) : "radish: " + step + "\n", to: STDERR_FILENO)
  }

  func clear() { if isLive { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) } }
}
