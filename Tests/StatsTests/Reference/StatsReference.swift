import Foundation
import TestSupport

/// One case of a reference file: settings, tolerance and expected numbers.
struct OracleCase: Sendable, Decodable {
  let id: String
  let settings: JSONValue
  let expected: JSONValue
  let data: JSONValue?
  let tolerance: Double

  private enum CodingKeys: String, CodingKey {
    case id, settings, expected, data
    case tolerance = "tol_rel"
  }
}

/// One expected number, with what was computed for it.
struct OracleRow: Sendable, CustomStringConvertible {
  let file: String
  let id: String
  let path: String
  let expected: JSONValue
  /// nil where nothing was computed for this path.
  let found: JSONValue?
  let tolerance: Double

  var description: String { "\(file) \(id) \(path)" }

  /// Whether the numbers agree to the tolerance of the file, relative to the expected number.
  ///
  /// - Parameter absolute: for numbers that are zero but for rounding.
  func agrees(absolute: Double = 1e-300) -> Bool {
    guard let found else { return false }
    switch (expected, found) {
    case (.number(let e), .number(let f)):
      return abs(f - e) <= max(tolerance * abs(e), absolute)
    default:
      return expected == found
    }
  }
}

/// The expected numbers of a reference file beside what is computed for each case.
struct OracleTable: Sendable {
  let rows: [OracleRow]
  /// Paths that are not compared, each with its reason, that matched at least one number.
  let used: Set<String>
  let excluded: Set<String>

  /// - Parameters:
  ///   - cases: by default those of the reference file of this name.
  ///   - excluded: `case/path prefix` or `*/path prefix` → reason. Indices may be left out: `points` covers `points[0]`.
  ///   - compute: the answer for a case, in the shape of the expected numbers.
  init(
    _ file: String, cases: [OracleCase]? = nil, excluded: [String: String] = [:],
    compute: (OracleCase) throws -> JSONValue
  ) {
    var rows: [OracleRow] = []
    var used: Set<String> = []
    for item in cases ?? StatsReference.cases(file) {
      if excluded["\(item.id)"] != nil {
        used.insert(item.id)
        continue
      }
      let answer: JSONValue
      do {
        answer = try compute(item)
      } catch {
        answer = .string("\(error)")
      }
      let found = Dictionary(answer.leaves().map { ($0.path, $0.value) }, uniquingKeysWith: { $1 })
      for leaf in item.expected.leaves() {
        let plain = leaf.path.replacing(/\[\d+\]/, with: "")
        let reason = excluded.keys.first { key in
          let parts = key.split(separator: "/", maxSplits: 1)
          guard parts.count == 2, parts[0] == "*" || parts[0] == item.id else { return false }
          let prefix = String(parts[1])
          return plain == prefix || plain.hasPrefix(prefix + ".") || leaf.path == prefix
            || leaf.path.hasPrefix(prefix + ".") || leaf.path.hasPrefix(prefix + "[")
        }
        if let reason {
          used.insert(reason)
          continue
        }
        rows.append(
          OracleRow(
            file: file, id: item.id, path: leaf.path, expected: leaf.value, found: found[leaf.path],
            tolerance: item.tolerance))
      }
    }
    self.rows = rows
    self.used = used
    self.excluded = Set(excluded.keys)
  }
}

/// The reference values of statistics and their data sets.
enum StatsReference {
  private struct File: Decodable {
    let cases: [OracleCase]
  }

  static func cases(_ file: String) -> [OracleCase] {
    guard let data = FileManager.default.contents(atPath: Reference.path("stats/ref/\(file).json")) else { return [] }
    return (try? JSONDecoder().decode(File.self, from: data))?.cases ?? []
  }

  static func table(_ name: String) -> OracleData {
    let data = FileManager.default.contents(atPath: Reference.path("stats/data/\(name).csv")) ?? Data()
    return OracleData(csv: String(decoding: data, as: UTF8.self))
  }
}

/// A small CSV file without quoted fields.
struct OracleData: Sendable {
  let names: [String]
  let cells: [[String]]

  init(csv: String) {
    let lines = csv.split(whereSeparator: \.isNewline)
    func fields(_ line: Substring) -> [String] {
      line.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0).trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
      }
    }
    names = lines.first.map(fields) ?? []
    cells = lines.dropFirst().map(fields)
  }

  private init(names: [String], cells: [[String]]) {
    self.names = names
    self.cells = cells
  }

  var rowCount: Int { cells.count }

  func strings(_ name: String) -> [String] {
    guard let column = names.firstIndex(of: name) else { return [] }
    return cells.map { $0.indices.contains(column) ? $0[column] : "" }
  }

  /// NaN where missing.
  func numbers(_ name: String) -> [Double] { strings(name).map { Double($0) ?? .nan } }

  static func isMissing(_ text: String) -> Bool { text.isEmpty || text == "NA" }

  /// The rows without a missing value in the named columns.
  func complete(_ columns: [String]) -> OracleData {
    let wanted = columns.compactMap { names.firstIndex(of: $0) }
    return OracleData(
      names: names, cells: cells.filter { row in wanted.allSatisfy { !Self.isMissing(row[$0]) } })
  }

  func filter(_ keep: (Int) -> Bool) -> OracleData {
    OracleData(names: names, cells: cells.indices.filter(keep).map { cells[$0] })
  }
}
