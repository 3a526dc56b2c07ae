import CTerminal
import Foundation
import TestSupport

/// The program under test: `radish` beside the test bundle, built by the same command.
enum Program {
  static let path: String = {
    let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: bundle).deletingLastPathComponent().appending(path: "radish").path
  }()

  /// True where the program is there, or has to be (CI).
  static let isExpected =
    FileManager.default.isExecutableFile(atPath: path) || ProcessInfo.processInfo.environment["CI"] == "true"

  static let tmux: String? = ["/usr/bin/tmux", "/usr/local/bin/tmux", "/opt/homebrew/bin/tmux"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  static let tmuxIsExpected = isExpected && (tmux != nil || ProcessInfo.processInfo.environment["CI"] == "true")

  /// Runs to the end without a terminal; standard input is empty.
  static func run(_ executable: String, _ arguments: [String], variables: [String: String] = [:]) throws
    -> (status: Int32, output: String, error: String)
  {
    let all = ProcessInfo.processInfo.environment.merging(variables) { _, new in new }
    var cArguments: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) } + [nil]
    var cVariables: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in cArguments + cVariables { free(pointer) } }
    var output: Int32 = -1
    var error: Int32 = -1
    let process = radish_process_spawn(executable, &cArguments, &cVariables, &output, &error)
    guard process > 0 else { throw ProgramError.notSpawned(executable) }
    defer {
      close(output)
      close(error)
    }
    var text: [UInt8] = []
    var trouble: [UInt8] = []
    var status: Int32 = -1
    let deadline = Date().addingTimeInterval(60)
    var hasEnded = false
    while !hasEnded, Date() < deadline {
      hasEnded = radish_pty_wait(process, 5, &status) == 1
      drain(output, into: &text)
      drain(error, into: &trouble)
    }
    if !hasEnded { kill(process, SIGKILL) }
    return (status, String(decoding: text, as: UTF8.self), String(decoding: trouble, as: UTF8.self))
  }

  private static func drain(_ descriptor: Int32, into text: inout [UInt8]) {
    var bytes = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = radish_pty_read(descriptor, &bytes, bytes.count, 0)
      if count <= 0 { return }
      text += bytes.prefix(count)
    }
  }

  enum ProgramError: Error { case notSpawned(String) }
}

/// A folder of its own with a small cohort in it, removed with the value that holds it.
final class Desk {
  let folder: URL
  var cohort: String { folder.appending(path: "small.sqlite").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "radish-desk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var manifest = "patient,modality,image,mask\n"
    var clinical = "patient,age,sex,metastasis\n"
    for number in 1...6 {
      try Self.image(ball: false).write(to: folder.appending(path: "p\(number).nii"))
      try Self.image(ball: true).write(to: folder.appending(path: "m\(number).nii"))
      manifest += "P\(number),CT,p\(number).nii,m\(number).nii\n"
      clinical += "P\(number),\(40 + number * 7),\(number % 2 == 0 ? "F" : "M"),\(number % 3 == 0 ? 1 : 0)\n"
    }
    try Data(manifest.utf8).write(to: folder.appending(path: "manifest.csv"))
    try Data(clinical.utf8).write(to: folder.appending(path: "clinical.csv"))
    let done = try Program.run(
      Program.path,
      [
        "import", folder.appending(path: "manifest.csv").path, "--clinical",
        folder.appending(path: "clinical.csv").path,
        "--into", cohort,
      ], variables: variables)
    guard done.status == 0 else { throw DeskError.import(done.error) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A home of its own: tests never touch the developer's state.
  var variables: [String: String] {
    ["HOME": folder.path, "XDG_STATE_HOME": folder.path + "/state", "XDG_CONFIG_HOME": folder.path + "/config"]
  }

  enum DeskError: Error { case `import`(String) }

  /// A NIfTI-1 file of 16×16×8 voxels: tissue of 40 with a ball of 100 in it, or the ball as a mask.
  private static func image(ball isMask: Bool) -> Data {
    var header = [UInt8](repeating: 0, count: 352)
    func put<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
      withUnsafeBytes(of: value.littleEndian) { bytes in
        for (index, byte) in bytes.enumerated() { header[offset + index] = byte }
      }
    }
    func put(_ value: Float, at offset: Int) { put(value.bitPattern, at: offset) }
    put(Int32(348), at: 0)
    for (index, size) in [3, 16, 16, 8, 1, 1, 1, 1].enumerated() { put(Int16(size), at: 40 + 2 * index) }
    put(Int16(4), at: 70)
    put(Int16(16), at: 72)
    for (index, spacing) in [Float(1), 2, 2, 3].enumerated() { put(spacing, at: 76 + 4 * index) }
    put(Float(352), at: 108)
    put(Float(1), at: 112)
    put(Int16(1), at: 254)
    for (index, value) in [Float(2), 0, 0, -16].enumerated() { put(value, at: 280 + 4 * index) }
    for (index, value) in [Float(0), 2, 0, -16].enumerated() { put(value, at: 296 + 4 * index) }
    for (index, value) in [Float(0), 0, 3, -12].enumerated() { put(value, at: 312 + 4 * index) }
    for (index, byte) in "n+1\0".utf8.enumerated() { header[344 + index] = byte }
    var data = Data(header)
    for z in 0..<8 {
      for y in 0..<16 {
        for x in 0..<16 {
          let inside = (x - 9) * (x - 9) + (y - 6) * (y - 6) + 2 * (z - 4) * (z - 4) < 16
          let value = Int16(isMask ? (inside ? 1 : 0) : (inside ? 100 : 40))
          withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
        }
      }
    }
    return data
  }
}
