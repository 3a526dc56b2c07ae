public import Foundation

/// What is wrong with a filter expression, and where.
public struct FilterError: Error, Sendable, Equatable, LocalizedError, CustomStringConvertible {
  /// The filter as typed.
  public let source: String
  /// The character at which it goes wrong, counted from 1; one past the end when something is missing there.
  public let column: Int
  /// What is wrong, without full stop.
  public let problem: String
  /// What to write instead, if that can be guessed.
  public let suggestion: String?
  /// The units whose table has the column that this one lacks.
  public let elsewhere: UnitLevel?

  public init(source: String, column: Int, problem: String, suggestion: String? = nil, elsewhere: UnitLevel? = nil) {
    self.source = source
    self.column = column
    self.problem = problem
    self.suggestion = suggestion
    self.elsewhere = elsewhere
  }

  public var errorDescription: String? { description }

  public var description: String {
    let hint = suggestion.map { " Did you mean \($0)?" } ?? ""
    return "Filter, column \(column): \(problem).\(hint)"
  }

  /// The filter with a caret under the place.
  public var pointer: String {
    source + "\n" + String(repeating: " ", count: max(0, column - 1)) + "^"
  }
}
