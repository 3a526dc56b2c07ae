/// The steps of a study, in their order.
public enum WorkflowStep: String, CaseIterable, Sendable, Codable {
  case cohort, extract, split, model, results, report

  var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  /// The step that a screen stands for; nil for screens within a step.
  static func of(_ screen: ScreenID) -> WorkflowStep? { allCases.first { $0.screen == screen } }

  var screen: ScreenID {
    switch self {
    case .cohort: .cohort
    case .extract: .extract
    case .split: .split
    case .model: .model
    case .results: .results
    case .report: .report
    }
  }
}

/// How far a step is.
public enum StepStatus: String, Sendable, Codable {
  case toDo, running, done
  /// Done, but with inputs that have changed since.
  case stale

  /// The glyph of the workflow rail.
  var glyph: String {
    switch self {
    case .toDo: "○"
    case .running: "◐"
    case .done: "●"
    case .stale: "△"
    }
  }

  var role: Role {
    switch self {
    case .toDo: .dim
    case .running: .running
    case .done: .good
    case .stale: .warning
    }
  }

  var words: String { self == .toDo ? "to do" : rawValue }
}
