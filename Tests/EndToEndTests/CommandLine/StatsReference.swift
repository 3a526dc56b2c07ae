import Foundation
import TestSupport

/// The reference values computed with R, read from beside the project.
struct StatsReference {
  /// One case of a file, for example `roc.json#aSAH_s100b`.
  static func expected(_ file: String, _ id: String) throws -> JSONValue {
    try document(file)["cases"].list.first { $0["id"].text == id }?["expected"] ?? JSONValue(nil)
  }

  static func document(_ file: String) throws -> JSONValue {
    let data = try Data(contentsOf: URL(filePath: Reference.path("stats/ref/\(file).json")))
    return JSONValue(try JSONSerialization.jsonObject(with: data))
  }

  static func data(_ name: String) -> String { Reference.path("stats/data/\(name).csv") }
}
