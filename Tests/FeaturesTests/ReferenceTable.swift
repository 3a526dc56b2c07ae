import Foundation
import TestSupport

/// A comma-separated table of reference values; fields may be quoted.
struct ReferenceTable {
  let rows: [[String: String]]

  /// A table of the reference folder.
  init(_ relative: String) throws {
    try self.init(at: Reference.path(relative))
  }

  /// A table of `Tests/Oracles`.
  init(oracle name: String) throws {
    try self.init(at: Reference.projectRoot.appending(path: "Tests/Oracles/" + name).path)
  }

  private init(at path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { Self.fields(String($0)) }
    let header = lines.first ?? []
    rows = lines.dropFirst().map { Dictionary(zip(header, $0), uniquingKeysWith: { first, _ in first }) }
  }

  private static func fields(_ line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}

/// A consensus value of IBSI 1. Its pass rule: rounded to three significant digits, a value may differ from the reference
/// by the tolerance. Counts and intensities of the diagnostics that the tables give with more digits are compared with
/// all of theirs.
struct ReferenceValue: Sendable, CustomStringConvertible {
  let configuration: String
  let family: String
  let tag: String
  let name: String
  let code: String
  let aggregation: String
  let value: Double
  let tolerance: Double

  init?(_ row: [String: String]) {
    guard let value = row["reference_value"].flatMap(Double.init) else { return nil }
    configuration = row["config"] ?? ""
    family = row["feature_family"] ?? ""
    tag = row["feature_tag"] ?? ""
    name = row["feature_name"] ?? ""
    code = row["ibsi_code"] ?? ""
    aggregation = row["aggregation"] ?? ""
    self.value = value
    tolerance = row["tolerance"].flatMap(Double.init) ?? 0
  }

  /// The digital phantom and the configurations A and C, from the reference folder.
  static let all = (try? ReferenceTable("ibsi/ibsi1_reference_values.csv"))?.rows.compactMap(Self.init) ?? []

  /// Configurations B, D and E. Source: the tables of feature values in the IBSI 1 reference manual (arXiv:1612.07003v11;
  /// Zwanenburg et al., Radiology 2020;295:328).
  static let others = (try? ReferenceTable(oracle: "ibsi1_B_D_E.csv"))?.rows.compactMap(Self.init) ?? []

  var description: String { "\(configuration) \(tag) \(aggregation)" }

  func accepts(_ number: Double) -> Bool {
    let isExact = family == "diagnostic" && abs(value) > 1000
    return abs((isExact ? number : Self.rounded(number)) - value) <= tolerance + 1e-9 * max(1e-6, abs(value))
  }

  static func rounded(_ number: Double) -> Double {
    guard number != 0, number.isFinite else { return number }
    let scale = pow(10, 2 - floor(log10(abs(number))))
    return (number * scale).rounded() / scale
  }
}
