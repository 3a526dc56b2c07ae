/// Does a treatment act differently on subjects of high and of low risk?
///
/// Cox's model h(t) = h₀(t)·exp(β·T + γ·R + δ·T·R) with the treatment T (one column per level but the first) and the risk
/// group R: e^β is the treatment's hazard ratio at low risk, e^(β + δ) that at high risk, e^δ their ratio. Tested by the
/// likelihood ratio against the model without T·R; ties by Efron.
public struct TreatmentInteraction: Sendable, Equatable, Codable {
  /// One treatment against the reference.
  public struct Effect: Sendable, Equatable, Codable {
    public let treatment: String
    /// The treatment's coefficient in the low-risk group, in the high-risk group, and their difference, which is the
    /// logarithm of the ratio of both hazard ratios.
    public let low: Coefficient
    public let high: Coefficient
    public let difference: Coefficient
  }

  public let reference: String
  public let effects: [Effect]
  public let test: ChiSquaredTest
  public let cautions: [Caution]

  /// - Parameter treatment: the reference is its first group.
  /// - Throws: `ModelError` for lengths that differ, a bad time, no event, or fewer than two treatments or risk groups.
  public init(_ subjects: [SurvivalTime], treatment: Grouping, isHigh: [Bool]) throws(ModelError) {
    guard treatment.rowCount == subjects.count else {
      throw .rowsDiffer(design: treatment.rowCount, other: subjects.count, what: "times")
    }
    guard isHigh.count == subjects.count else {
      throw .rowsDiffer(design: isHigh.count, other: subjects.count, what: "times")
    }
    guard treatment.groupCount > 1 else { throw .oneClass(model: "A treatment effect", rows: subjects.count) }
    guard Set(isHigh).count > 1 else { throw .oneClass(model: "An interaction with risk", rows: subjects.count) }
    let risk = isHigh.map { $0 ? 1.0 : 0 }
    var main: [(name: String, values: [Double])] = []
    var products: [(name: String, values: [Double])] = []
    var nested: [(name: String, values: [Double])] = []
    for (code, name) in treatment.names.enumerated().dropFirst() {
      let own = treatment.codes.map { $0 == code ? 1.0 : 0 }
      let product = zip(own, risk).map { $0 * $1 }
      main.append((name, own))
      products.append(("\(name):high", product))
      // The same model told in other coefficients: the effect in each risk group by itself.
      nested.append(("\(name), low", zip(own, risk).map { $0 * (1 - $1) }))
      nested.append(("\(name), high", product))
    }
    func fitted(_ columns: [(name: String, values: [Double])]) throws(ModelError) -> CoxFit {
      let design = Design(columns: [("high", risk)] + columns)
      return try CoxRegression().fit(CoxData(design: design, times: subjects))
    }
    let without = try fitted(main)
    let with = try fitted(main + products)
    let within = try fitted(nested)
    test = with.likelihoodRatioTest(against: without)
    reference = treatment.names[0]
    let count = main.count
    effects = main.indices.map { position in
      Effect(
        treatment: main[position].name, low: within.coefficients[1 + 2 * position],
        high: within.coefficients[2 + 2 * position], difference: with.coefficients[1 + count + position])
    }
    cautions = with.cautions
  }
}
