/// What a preparation or selection step learned on training rows: a pure function of designs from then on.
public enum FittedStep: Sendable, Equatable, Codable {
  /// Keeps these columns, in this order.
  case keep([String])
  /// Keeps these columns and puts a value where one is missing or infinite.
  case fill(names: [String], values: [Double])
  /// Keeps these columns: (x − centre) / scale.
  case scale(names: [String], centres: [Double], scales: [Double])
  /// Keeps these columns, each transformed by Yeo and Johnson's power.
  case power(names: [String], exponents: [Double])

  /// The columns that come out.
  public var names: [String] {
    switch self {
    case .keep(let names), .fill(let names, _), .scale(let names, _, _), .power(let names, _): names
    }
  }

  /// - Throws: `ModelError.unknownColumn` when a column the step learned on is not there.
  public func apply(_ design: Design) throws(ModelError) -> Design {
    let design = try design.selecting(columns: names)
    switch self {
    case .keep: return design
    case .fill(_, let values): return design.mapColumns { j, x in x.isFinite ? x : values[j] }
    case .scale(_, let centres, let scales): return design.mapColumns { j, x in (x - centres[j]) / scales[j] }
    case .power(_, let exponents): return design.mapColumns { j, x in yeoJohnson(x, exponents[j]) }
    }
  }
}

extension Design {
  func mapColumns(_ transform: (Int, Double) -> Double) -> Design {
    var result = values
    for j in 0..<columnCount {
      for i in (j * rowCount)..<((j + 1) * rowCount) { result[i] = transform(j, result[i]) }
    }
    return Design(names: names, rowCount: rowCount, values: result)
  }
}

/// Yeo and Johnson's power transform (Biometrika 2000;87:954); λ = 1 leaves x alone.
func yeoJohnson(_ x: Double, _ lambda: Double) -> Double {
  if x >= 0 {
    return abs(lambda) < 1e-8 ? logarithm(1 + x) : (exponential(lambda * logarithm(1 + x)) - 1) / lambda
  }
  let other = 2 - lambda
  return abs(other) < 1e-8 ? -logarithm(1 - x) : -(exponential(other * logarithm(1 - x)) - 1) / other
}
