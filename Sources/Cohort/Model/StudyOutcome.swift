/// What a study wants to know about its units, in terms of columns.
public enum StudyOutcome: Sendable, Hashable, Codable {
  /// Two classes; `positive` is the value that counts as the event, written as in the table.
  case binary(column: String, positive: String)
  /// Several classes without order.
  case classes(column: String)
  /// Several classes in order, lowest first.
  case ordinal(column: String, levels: [String])
  /// Follow-up time and whether the event happened then; `occurred` is the value that means it did.
  case survival(time: String, event: String, occurred: String)

  /// The columns that it reads.
  public var columns: [String] {
    switch self {
    case .binary(let column, _), .classes(let column), .ordinal(let column, _): [column]
    case .survival(let time, let event, _): [time, event]
    }
  }
}

extension StudyOutcome: CustomStringConvertible {
  /// In the words of a table: `ln_metastasis = 1`, `pfs_months (progressed = 1)`.
  public var description: String {
    switch self {
    case .binary(let column, let positive): "\(column) = \(positive)"
    case .classes(let column): "\(column), classes"
    case .ordinal(let column, let levels): "\(column), " + levels.joined(separator: " < ")
    case .survival(let time, let event, let occurred): "\(time) (\(event) = \(occurred))"
    }
  }
}
