internal import Foundation

/// The names in a folder, for completing a path that is typed after `:`.
public struct PathListing: Equatable, Sendable {
  /// As it was typed, up to and with the last `/`; empty for the current folder.
  public var folder: String
  /// Folders end in `/`. Hidden names are there too; they are offered when a point is typed.
  public var names: [String]

  public init(folder: String, names: [String]) {
    self.folder = folder
    self.names = names
  }

  /// The folder of a path being typed.
  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// The paths that begin with what is typed: folders, and files with one of the endings; all files where none is named.
  func completions(of path: String, endings: [String]) -> [String] {
    guard Self.folder(of: path) == folder else { return [] }
    let typed = path.dropFirst(folder.count)
    return names.filter { name in
      name.hasPrefix(typed) && (typed.hasPrefix(".") || !name.hasPrefix("."))
        && (name.hasSuffix("/") || endings.isEmpty || endings.contains { name.lowercased().hasSuffix($0) })
    }.map { folder + $0 }
  }

  /// Reads a folder; one that cannot be read has no names.
  static func read(_ folder: String) -> PathListing {
    let path = ImportBridge.expanded(folder.isEmpty ? "." : folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return PathListing(
      folder: folder,
      names: names.sorted().prefix(20_000).map { name in
        ImportBridge.isFolder(path + "/" + name) ? name + "/" : name
      })
  }
}
