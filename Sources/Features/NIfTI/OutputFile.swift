package import Foundation

/// A file that a command writes: whole or not at all, so that a reader never finds half of it.
///
/// Only a regular file is replaced, behind a link the one it leads to. A pipe, a terminal or `/dev/null` is written into, as
/// the shell's `>` does; a folder, a disk or a socket is refused.
public struct OutputFile: Sendable {
  public let path: String

  /// - Parameter inputs: files that the same command reads; none of them is overwritten, by whatever name.
  public init(_ path: String, keeping inputs: [String] = []) throws(OutputFileError) {
    self.path = path
    guard let own = Status(path) else { return }
    if own.kind == S_IFDIR { throw .isFolder(path) }
    guard [S_IFREG, S_IFIFO, S_IFCHR].contains(own.kind) else { throw .isNoFile(path) }
    guard own.kind == S_IFREG else { return }
    if let input = inputs.first(where: { Status($0)?.isSameFile(as: own) ?? false }) {
      throw .isInput(path, input: input)
    }
  }

  /// - Parameter isPrivate: only the owner may read the file, which names patients, from its first byte on.
  public func write(_ text: String, isPrivate: Bool = false) throws(OutputFileError) {
    try write(Data(text.utf8), isPrivate: isPrivate)
  }

  func write(_ data: Data, isPrivate: Bool = false) throws(OutputFileError) {
    // What stands there may have become another thing since.
    let kind = try OutputFile(path).kind
    do {
      switch kind {
      case nil where isPrivate, S_IFREG where isPrivate: try writePrivately(data, isThere: kind != nil)
      case nil: try data.write(to: URL(filePath: path), options: isLink ? [] : .atomic)
      case S_IFREG: try data.write(to: URL(filePath: path).resolvingSymlinksInPath(), options: .atomic)
      default:
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.write(contentsOf: data)
        try handle.close()
      }
    } catch {
      throw .unwritable(path)
    }
  }

  /// Writes a new file that nobody but its owner can ever open, and puts it in the place of the one that was there.
  private func writePrivately(_ data: Data, isThere: Bool) throws {
    // Where a link leads nowhere yet, the file is made there: nothing can be replaced.
    if !isThere, isLink { return try Self.make(path, 0, data) { try $1.write(contentsOf: $0) } }
    let target = isThere ? URL(filePath: path).resolvingSymlinksInPath() : URL(filePath: path)
    try Self.withFresh(beside: target, data) { fresh in
      guard rename(fresh, target.path) == 0 else { throw OutputFileError.unwritable(path) }
    }
  }

  /// Writes a file that nobody but its owner can ever open, under a name of its own beside the one that it is meant for, and
  /// lets it be taken from there once all of it is there. Nothing stays under that name.
  ///
  /// - Parameters:
  ///   - write: puts bytes into the open file.
  ///   - take: gives the file at a path its name.
  package static func withFresh<Taken>(
    beside target: URL, _ data: Data,
    write: (Data, FileHandle) throws -> Void = { try $1.write(contentsOf: $0) }, take: (String) throws -> Taken
  ) throws -> Taken {
    let fresh = target.deletingLastPathComponent().appending(path: ".radish-\(UUID().uuidString)").path
    defer { unlink(fresh) }
    try make(fresh, O_EXCL, data, write)
    return try take(fresh)
  }

  private static func make(
    _ path: String, _ flags: Int32, _ data: Data, _ write: (Data, FileHandle) throws -> Void
  ) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
    guard descriptor >= 0 else { throw OutputFileError.unwritable(path) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try write(data, file)
    try file.close()
  }

  private var kind: mode_t? { Status(path)?.kind }

  /// Whether the path is a link, even one that leads nowhere yet.
  private var isLink: Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// What stands at the end of a path.
  private struct Status {
    private let status: stat

    /// nil where nothing is.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      self.status = status
    }

    var kind: mode_t { status.st_mode & S_IFMT }

    func isSameFile(as other: Status) -> Bool {
      status.st_dev == other.status.st_dev && status.st_ino == other.status.st_ino
    }
  }
}

/// Why a file is not written.
public enum OutputFileError: Error, Equatable, Sendable {
  case isInput(String, input: String)
  case isFolder(String)
  case isNoFile(String)
  case unwritable(String)
}

extension OutputFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .isInput(let path, let input):
      "\(path) is not overwritten: it is what the command reads\(path == input ? "" : " as \(input)"). Choose another name."
    case .isFolder(let path): "\(path) is a folder. Add the name of a file."
    case .isNoFile(let path): "\(path) is neither a file nor a pipe, and is not replaced. Choose another name."
    case .unwritable(let path):
      "\(path): cannot be written. Check that the folder exists and that you may write there."
    }
  }
}
