internal import Foundation
internal import GRDB

extension CohortDatabase {
  /// What perturbations found, by name.
  public func robustness() throws(CohortError) -> [FeatureRobustness] {
    try reading { db in
      try String.fetchAll(db, sql: "SELECT result FROM robustness ORDER BY name").map {
        try JSONDecoder().decode(FeatureRobustness.self, from: Data($0.utf8))
      }
    }
  }

  public func robustness(named name: String) throws(CohortError) -> FeatureRobustness {
    let all = try robustness()
    if let found = all.first(where: { $0.name == name }) { return found }
    throw .unknown(
      kind: "result of perturbations", name: name, suggestion: Suggestion.nearest(to: name, among: all.map(\.name)))
  }

  /// Keeps a result under its name, in place of an older one, with what produced it.
  public func store(_ robustness: FeatureRobustness, provenance: Provenance) throws(CohortError) {
    try writing { db in
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let result = String(decoding: try encoder.encode(robustness), as: UTF8.self)
      try db.execute(
        sql: "INSERT OR REPLACE INTO robustness VALUES (?, ?, ?)",
        arguments: [robustness.name, result, provenance.createdAt.timeIntervalSince1970])
      try Self.insert(provenance, db)
    }
  }
}
