import Foundation
import Testing

/// Runs the built `radish` as a user does and keeps what it said.
struct RadishCommand {
  let status: Int32
  let output: String
  let messages: String

  /// The binary lies beside the test bundle in the build folder.
  static let binary: URL = {
    let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return executable.deletingLastPathComponent().appending(path: "radish")
  }()

  /// Variables a run starts with: nothing of the developer's terminal.
  static let environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": NSTemporaryDirectory()]

  @discardableResult
  static func run(
    _ arguments: [String], of program: URL = binary, input: String = "", environment: [String: String] = [:],
    folder: URL? = nil
  ) throws -> RadishCommand {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = Self.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder
    // Files, not pipes: output of any length cannot block the run.
    let scratch = try Scratch()
    try Data(input.utf8).write(to: scratch.file("in"))
    for name in ["out", "err"] { try Data().write(to: scratch.file(name)) }
    let (out, err) = (
      try FileHandle(forWritingTo: scratch.file("out")), try FileHandle(forWritingTo: scratch.file("err"))
    )
    process.standardInput = try FileHandle(forReadingFrom: scratch.file("in"))
    process.standardOutput = out
    process.standardError = err
    try process.run()
    process.waitUntilExit()
    return RadishCommand(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: try String(contentsOf: scratch.file("out"), encoding: .utf8),
      messages: try String(contentsOf: scratch.file("err"), encoding: .utf8))
  }

  /// The one JSON document on standard output.
  func json(_ location: SourceLocation = #_sourceLocation) throws -> JSONValue {
    try #require(status == 0 || status == 3, "\(messages)", sourceLocation: location)
    return JSONValue(try JSONSerialization.jsonObject(with: Data(output.utf8)))
  }
}

/// A folder of its own that disappears with the test.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "radish-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func file(_ name: String) -> URL { folder.appending(path: name) }

  /// Writes a file and gives its path.
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: file(name))
    return file(name).path
  }
}

/// Reading a JSON document by path: `json["scores", 0, "auc"].number`.
struct JSONValue {
  let value: Any?

  init(_ value: Any?) { self.value = value }

  subscript(path: any JSONStep...) -> JSONValue {
    path.reduce(self) { found, step in
      if let key = step as? String { return JSONValue((found.value as? [String: Any])?[key]) }
      guard let index = step as? Int, let list = found.value as? [Any], list.indices.contains(index) else {
        return JSONValue(nil)
      }
      return JSONValue(list[index])
    }
  }

  var number: Double? { (value as? NSNumber)?.doubleValue }
  var integer: Int? { (value as? NSNumber)?.intValue }
  var text: String? { value as? String }
  var list: [JSONValue] { (value as? [Any])?.map { JSONValue($0) } ?? [] }
  var keys: [String] { (value as? [String: Any])?.keys.sorted() ?? [] }
  /// Present, and `null`.
  var isNull: Bool { value is NSNull }
  var bool: Bool? { value as? Bool }
  var numbers: [Double?] { list.map(\.number) }
  var codes: [String] { self["cautions"].list.compactMap { $0["code"].text } }
}

protocol JSONStep {}
extension String: JSONStep {}
extension Int: JSONStep {}

/// Whether a number agrees with its reference, relative to the reference.
func agrees(_ value: Double?, _ reference: Double?, _ tolerance: Double) -> Bool {
  guard let value, let reference else { return value == nil && reference == nil }
  return abs(value - reference) <= tolerance * max(abs(reference), 1e-12)
}
