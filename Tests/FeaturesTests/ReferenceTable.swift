import Foundation
import TestSupport

/// A comma-separated table of the reference folder; fields may be quoted.
struct ReferenceTable {
  let rows: [[String: String]]

  init(_ relative: String) throws {
    let text = try String(contentsOfFile: Reference.path(relative), encoding: .utf8)
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

/// The pass rule of IBSI 1: rounded to three significant digits, a value may differ from the reference by the tolerance.
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

  var description: String { "\(configuration) \(tag) \(aggregation)" }

  func accepts(_ number: Double) -> Bool {
    abs(Self.rounded(number) - value) <= tolerance + 1e-9 * max(1e-6, abs(value))
  }

  static func rounded(_ number: Double) -> Double {
    guard number != 0, number.isFinite else { return number }
    let scale = pow(10, 2 - floor(log10(abs(number))))
    return (number * scale).rounded() / scale
  }
}
