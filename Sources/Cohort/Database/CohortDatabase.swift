internal import Foundation
internal import GRDB

/// A cohort: one SQLite file with patients, exams, images, lesions, clinical variables, features and results.
///
/// It hands out values, never rows of the database. Every writing call is one transaction: after a crash, a full disk or
/// `kill -9` the file holds either all of it or nothing. Readers do not wait for a writer (write-ahead log).
public final class CohortDatabase: Sendable {
  public enum Mode: Sendable {
    /// The file stays byte-identical.
    case readOnly
    /// The file must exist.
    case readWrite
    /// The file is made, readable by its owner only, if it does not exist.
    case create
  }

  /// Absolute path of the file.
  public let path: String
  public let isReadOnly: Bool
  private let connection: any DatabaseWriter

  public init(path: String, mode: Mode = .readWrite) throws(CohortError) {
    let absolute = URL(filePath: path).standardizedFileURL.path
    self.path = absolute
    isReadOnly = mode == .readOnly
    try Self.prepareFile(absolute, mode: mode)
    do {
      // Opening for writing touches the file, so what it is must be known before.
      let isCurrent = try Self.isCurrent(absolute, mode: mode)
      if !isCurrent, mode == .readOnly { throw CohortError.older(path: absolute) }
      connection = try Self.connect(absolute, mode: mode)
      if !isCurrent { try Migrations.migrator.migrate(connection) }
    } catch {
      throw Self.translated(error, path: absolute)
    }
  }

  /// The file's name without its extension: what screens call the cohort.
  public var name: String { Self.name(ofFile: path) }

  /// What people call the cohort of a file: the name of the file, or of its folder where every cohort file is called
  /// `cohort.sqlite`.
  public static func name(ofFile path: String) -> String {
    let url = URL(filePath: path)
    let stem = url.deletingPathExtension().lastPathComponent
    let folder = url.deletingLastPathComponent().lastPathComponent
    return stem == "cohort" && !["", "/", ".", ".."].contains(folder) ? folder : stem
  }

  /// Whether this person may write into a file and its folder, where its log lies.
  public static func mayWrite(_ path: String) -> Bool {
    let url = URL(filePath: path).standardizedFileURL
    return access(url.path, W_OK) == 0 && access(url.deletingLastPathComponent().path, W_OK) == 0
  }

  /// The folder against which stored relative paths are read.
  var folder: URL { URL(filePath: path).deletingLastPathComponent() }

  public func close() throws(CohortError) {
    do { try connection.close() } catch { throw Self.translated(error, path: path) }
  }

  func reading<Value>(_ body: (Database) throws -> Value) throws(CohortError) -> Value {
    do { return try connection.read(body) } catch { throw Self.translated(error, path: path) }
  }

  func writing<Value>(_ body: (Database) throws -> Value) throws(CohortError) -> Value {
    guard !isReadOnly else { throw .readOnly(path: path) }
    do { return try connection.write(body) } catch { throw Self.translated(error, path: path) }
  }

  private static func prepareFile(_ path: String, mode: Mode) throws(CohortError) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      if isFolder.boolValue { throw .isFolder(path: path) }
      guard let handle = FileHandle(forReadingAtPath: path) else {
        throw .notWritable(path: path, reason: "no permission to read it")
      }
      let start = (try? handle.read(upToCount: 16)) ?? Data()
      try? handle.close()
      // SQLite would take an empty file for a new database and fail late on other files: say it first.
      if start.isEmpty ? mode != .create : start != Data("SQLite format 3\0".utf8) { throw .notADatabase(path: path) }
      return
    }
    guard mode == .create else { throw .notFound(path: path) }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .notWritable(path: path, reason: "its folder cannot be made")
    }
    // SQLite gives the log files the rights of the main file, so it must be private before SQLite opens it.
    let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .notWritable(path: path, reason: String(cString: strerror(errno))) }
    Foundation.close(descriptor)
  }

  private static func connect(_ path: String, mode: Mode) throws -> any DatabaseWriter {
    if mode == .readOnly { return try connectReadOnly(path) }
    var configuration = configuration
    configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = NORMAL") }
    return try DatabasePool(path: path, configuration: configuration)
  }

  private static func connectReadOnly(_ path: String) throws -> DatabaseQueue {
    var configuration = configuration
    configuration.readonly = true
    // In a folder where nothing can be written the log cannot be opened; without a log the file cannot change either.
    let folder = URL(filePath: path).deletingLastPathComponent().path
    if access(folder, W_OK) != 0, !FileManager.default.fileExists(atPath: path + "-wal") {
      let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
      return try DatabaseQueue(path: "file:\(escaped)?immutable=1", configuration: configuration)
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    configuration.label = "cohort"
    return configuration
  }

  /// Whether all migrations have been applied; throws for files that are not ours or newer than this program.
  private static func isCurrent(_ path: String, mode: Mode) throws -> Bool {
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    if size == 0 { return false }
    let queue = try connectReadOnly(path)
    defer { try? queue.close() }
    return try queue.read { db in
      let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
      let mark = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      if tables == 0, mode == .create { return false }
      if mark != Migrations.applicationID { throw CohortError.notACohort(path: path) }
      let migrator = Migrations.migrator
      if try migrator.hasBeenSuperseded(db) {
        let needs = try String.fetchOne(db, sql: "SELECT value FROM format WHERE name = 'needs_version'")
        throw CohortError.newer(path: path, needs: needs ?? "of a later date")
      }
      return try migrator.hasCompletedMigrations(db)
    }
  }

  static func translated(_ error: any Error, path: String) -> CohortError {
    if let error = error as? CohortError { return error }
    guard let error = error as? DatabaseError else {
      return .database(path: path, message: String(describing: error))
    }
    switch error.resultCode {
    case .SQLITE_NOTADB: return .notADatabase(path: path)
    case .SQLITE_CORRUPT: return .corrupt(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path)
    case .SQLITE_FULL: return .diskFull(path: path)
    // Of a file that was opened for reading only nothing gets as far as SQLite.
    case .SQLITE_READONLY:
      return .notWritable(
        path: path, reason: "the file or its folder may not be written")
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      return .notWritable(path: path, reason: error.message ?? "no permission")
    case .SQLITE_IOERR: return .notWritable(path: path, reason: "the disk reports an error")
    default: return .database(path: path, message: error.message ?? "SQLite error \(error.resultCode.rawValue)")
    }
  }
}
