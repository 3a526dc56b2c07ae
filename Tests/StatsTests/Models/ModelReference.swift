import Foundation
import Stats
import TestSupport
import Testing

/// A value of a reference file, or of ours in the same shape.
enum Reading: Sendable, Equatable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([Reading])
  case object([String: Reading])

  init(_ json: Any) {
    switch json {
    case let value as NSNumber:
      self = isBoolean(value) ? .flag(value.boolValue) : .number(value.doubleValue)
    case let value as String: self = .text(value)
    case let value as [Any]: self = .list(value.map(Reading.init))
    case let value as [String: Any]: self = .object(value.mapValues(Reading.init))
    default: self = .null
    }
  }

  init(_ value: Double?) { self = value.map { $0.isFinite ? .number($0) : .null } ?? .null }
  init(_ value: Int) { self = .number(Double(value)) }
  init(_ values: [Double?]) { self = .list(values.map { Reading($0) }) }
  init(_ values: [Int]) { self = .list(values.map { Reading($0) }) }
  init(_ values: [String]) { self = .list(values.map { .text($0) }) }
  init(_ matrix: Matrix) { self = .list((0..<matrix.rowCount).map { Reading(matrix.row($0)) }) }

  subscript(_ key: String) -> Reading {
    if case .object(let values) = self { return values[key] ?? .null }
    return .null
  }
  subscript(_ index: Int) -> Reading {
    if case .list(let values) = self, values.indices.contains(index) { return values[index] }
    return .null
  }
  var list: [Reading] { if case .list(let values) = self { values } else { [] } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var numbers: [Double] { list.compactMap(\.number) }
  var text: String? { if case .text(let value) = self { value } else { nil } }
  var texts: [String] { list.compactMap(\.text) }
  var keys: [String] { if case .object(let values) = self { values.keys.sorted() } else { [] } }
  var isNull: Bool { self == .null }

  /// The first place where `self` is not `expected` within the relative tolerance, as a sentence; nil if none.
  /// Differences below `floor` count as rounding noise around zero.
  func difference(from expected: Reading, tolerance: Double, floor: Double = 1e-10, at path: String = "") -> String? {
    switch (self, expected) {
    case (.number(let a), .number(let e)):
      return abs(a - e) <= tolerance * abs(e) + floor ? nil : "\(path): \(a) instead of \(e)"
    case (.list(let a), .list(let e)):
      if a.count != e.count { return "\(path): \(a.count) values instead of \(e.count)" }
      for (i, pair) in zip(a, e).enumerated() {
        if let found = pair.0.difference(from: pair.1, tolerance: tolerance, floor: floor, at: "\(path)[\(i)]") {
          return found
        }
      }
      return nil
    case (.object(let a), .object(let e)):
      for key in e.keys.sorted() {
        guard let mine = a[key] else { return "\(path).\(key): not computed" }
        if let found = mine.difference(from: e[key] ?? .null, tolerance: tolerance, floor: floor, at: "\(path).\(key)")
        {
          return found
        }
      }
      return nil
    default: return self == expected ? nil : "\(path): \(self) instead of \(expected)"
    }
  }
}

private func isBoolean(_ value: NSNumber) -> Bool { String(cString: value.objCType) == "c" }

/// One case of a reference file.
struct ModelCase: Sendable, CustomTestStringConvertible {
  let file: String
  let id: String
  let settings: Reading
  let tolerance: Double
  let expected: Reading
  let data: Reading
  var testDescription: String { "\(file)/\(id)" }

  static func all(_ file: String) -> [ModelCase] {
    guard let data = FileManager.default.contents(atPath: Reference.path("stats/ref/\(file).json")),
      let json = try? JSONSerialization.jsonObject(with: data)
    else { return [] }
    return Reading(json)["cases"].list.map { item in
      ModelCase(
        file: file, id: item["id"].text ?? "", settings: item["settings"], tolerance: item["tol_rel"].number ?? 0,
        expected: item["expected"], data: item["data"])
    }
  }

  static func named(_ file: String, _ id: String) throws -> ModelCase {
    try #require(all(file).first { $0.id == id }, "no case \(id) in \(file)")
  }
}

/// One quantity of one case: the unit of the parametrised tests.
struct ModelRow: Sendable, CustomTestStringConvertible {
  let item: ModelCase
  let quantity: String
  var testDescription: String { "\(item.file)/\(item.id)/\(quantity)" }

  /// Every quantity of every case, but for the named ones, each with the reason why it is not compared here.
  static func all(_ file: String, except skipped: [String: String] = [:]) -> [ModelRow] {
    ModelCase.all(file).flatMap { item in
      item.expected.keys.filter { skipped[$0] == nil && skipped["\(item.id)/\($0)"] == nil }
        .map { ModelRow(item: item, quantity: $0) }
    }
  }
}

/// A data set of the reference folder: text cells by column.
struct ModelTable: Sendable {
  let names: [String]
  let rows: [[String]]

  init(_ name: String) {
    let text = (try? String(contentsOfFile: Reference.path("stats/data/\(name).csv"), encoding: .utf8)) ?? ""
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      }
    }
    names = lines.first ?? []
    rows = Array(lines.dropFirst())
  }

  init(names: [String], rows: [[String]]) {
    self.names = names
    self.rows = rows
  }

  func text(_ column: String) -> [String] {
    let j = names.firstIndex(of: column) ?? 0
    return rows.map { $0[j] }
  }
  /// Missing cells are NaN.
  func numbers(_ column: String) -> [Double] { text(column).map { Double($0) ?? .nan } }
  func first(_ count: Int) -> ModelTable { ModelTable(names: names, rows: Array(rows.prefix(count))) }
  /// The rows without a missing cell in the columns.
  func complete(_ columns: [String]) -> ModelTable {
    let positions = columns.compactMap { names.firstIndex(of: $0) }
    return ModelTable(
      names: names, rows: rows.filter { row in positions.allSatisfy { !["", "NA"].contains(row[$0]) } })
  }
  func design(_ columns: [String]) -> Design { Design(columns: columns.map { (name: $0, values: numbers($0)) }) }
}
