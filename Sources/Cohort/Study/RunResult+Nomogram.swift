internal import Foundation
internal import Stats

extension RunResult {
  /// A linear model as it is read at a bedside: how far each variable moves the linear predictor over the values that
  /// training saw, and what risk follows from the sum.
  ///
  /// linear predictor = origin + Σ coefficient · (value − low)
  public struct Nomogram: Sendable, Codable, Equatable {
    public var variables: [Variable]
    /// The linear predictor where every variable is at its `low`.
    public var origin: Double
    /// Of a survival model: cumulative hazard at linear predictor 0 by each of the study's times; empty for two classes.
    public var hazards: [Hazard]

    public struct Variable: Sendable, Codable, Equatable {
      public var name: String
      /// The 1st and the 99th percentile of training, or the two values there are.
      public var low: Double
      public var high: Double
      /// The median of training.
      public var typical: Double
      /// Per unit of the column as it is in the table.
      public var coefficient: Double
      /// Whether there are two values only, such as the levels of a category.
      public var isBinary: Bool

      enum CodingKeys: String, CodingKey {
        case name, low, high, typical, coefficient
        case isBinary = "is_binary"
      }

      public init(
        name: String, low: Double, high: Double, typical: Double, coefficient: Double, isBinary: Bool = false
      ) {
        self.name = name
        self.low = low
        self.high = high
        self.typical = typical
        self.coefficient = coefficient
        self.isBinary = isBinary
      }
    }

    public struct Hazard: Sendable, Codable, Equatable {
      public var time: Double
      public var value: Double

      public init(time: Double, value: Double) {
        self.time = time
        self.value = value
      }
    }

    public init(variables: [Variable], origin: Double, hazards: [Hazard] = []) {
      self.variables = variables
      self.origin = origin
      self.hazards = hazards
    }

    /// More variables than this nobody adds up by hand.
    static let mostVariables = 20

    public func linearPredictor(_ values: [Double]) -> Double {
      zip(variables, values).reduce(origin) { $0 + $1.0.coefficient * ($1.1 - $1.0.low) }
    }

    /// The probability of the positive class, or of the event by a time.
    public func risk(_ linearPredictor: Double, by hazard: Hazard? = nil) -> Double {
      guard let hazard else { return 1 / (1 + exp(-linearPredictor)) }
      return 1 - exp(-hazard.value * exp(linearPredictor))
    }

    /// The linear predictor at which that risk is reached.
    public func linearPredictor(ofRisk risk: Double, by hazard: Hazard? = nil) -> Double {
      guard let hazard else { return log(risk / (1 - risk)) }
      return log(-log(1 - risk) / hazard.value)
    }

    /// Reads a trained model; nil for one that is not linear in a few columns. Of a model of models the variables are the
    /// scores of its members.
    ///
    /// - Parameters:
    ///   - training: the rows that it learned from, in the columns it is given.
    ///   - times: of a survival outcome.
    init?(of model: FittedModel, training: Design, times: [Double]) {
      if case .stacked(let members, let columns, let combiner) = model.core {
        guard let prepared = try? model.prepared(training), let extra = try? prepared.selecting(columns: columns) else {
          return nil
        }
        var stacked: [(name: String, values: [Double])] = []
        for member in members {
          guard let scores = try? member.model.scores(prepared) else { return nil }
          stacked.append((member.name, scores))
        }
        for (j, name) in extra.names.enumerated() { stacked.append((name, Array(extra.column(j)))) }
        self.init(of: combiner, training: Design(columns: stacked), times: times)
        return
      }
      if case .given = model.core { return nil }
      guard let inputs = try? training.selecting(columns: model.inputs) else { return nil }
      let used = Set(model.selected)
      let places = inputs.names.indices.filter { used.contains(inputs.names[$0]) }
      guard !places.isEmpty, places.count <= Self.mostVariables else { return nil }
      var found: [Variable] = []
      // Columns that carry no coefficient may have any value; their own is taken.
      var reference = inputs.names.indices.map { j in inputs.column(j).first { $0.isFinite } ?? 0 }
      for j in places {
        let values = inputs.column(j).filter(\.isFinite).sorted()
        guard let first = values.first, let last = values.last, last > first else { continue }
        let isBinary = values.allSatisfy { $0 == first || $0 == last }
        func percentile(_ share: Double) -> Double { values[Int((share * Double(values.count - 1)).rounded())] }
        let low = isBinary ? first : percentile(0.01)
        let high = isBinary ? last : percentile(0.99)
        guard high > low else { continue }
        found.append(
          Variable(
            name: inputs.names[j], low: low, high: high, typical: percentile(0.5), coefficient: 0, isBinary: isBinary))
        reference[j] = low
      }
      let position = Dictionary(inputs.names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      // One row with everything low, one per variable with that one high, one with all of them high.
      var rows = [reference]
      var highest = reference
      for variable in found {
        guard let j = position[variable.name] else { return nil }
        var row = reference
        row[j] = variable.high
        highest[j] = variable.high
        rows.append(row)
      }
      rows.append(highest)
      let design = Design(
        columns: inputs.names.enumerated().map { j, name in (name: name, values: rows.map { $0[j] }) })
      guard let scores = try? model.scores(design), scores.allSatisfy(\.isFinite), let start = scores.first else {
        return nil
      }
      for k in found.indices { found[k].coefficient = (scores[k + 1] - start) / (found[k].high - found[k].low) }
      // What is not the sum of its parts is not a nomogram.
      let sum = found.reduce(start) { $0 + $1.coefficient * ($1.high - $1.low) }
      guard abs(sum - (scores.last ?? .nan)) < 1e-6 * max(1, abs(sum)) else { return nil }
      // Variables without an effect stay at their low: the origin is theirs too.
      let variables = found.filter { $0.coefficient != 0 }
        .sorted { abs($0.coefficient) * ($0.high - $0.low) > abs($1.coefficient) * ($1.high - $1.low) }
      guard !variables.isEmpty else { return nil }
      var hazards: [Hazard] = []
      if model.outcome == .survival {
        guard let survival = try? model.survival(design, at: times).first else { return nil }
        hazards = zip(times, survival).compactMap { time, share in
          let value = -log(share) / exp(start)
          return value.isFinite && value > 0 ? Hazard(time: time, value: value) : nil
        }
      }
      self.init(variables: variables, origin: start, hazards: hazards)
    }
  }
}
