public import Cohort

/// What is to be imported, and where to.
public struct ImportRequest: Equatable, Sendable {
  /// A folder, a manifest, a dataset.json or a table.
  public var source: String
  /// Tables of clinical values to join.
  public var clinical: [String] = []
  /// The column that names the patient, where it is none of the usual ones.
  public var idColumn: String?
  /// Columns that stay text although most of their cells are numbers or dates.
  public var textColumns: [String] = []
  /// The level that the values of a column are to belong to, where another is usual.
  public var levels: [String: UnitLevel] = [:]
  /// How the letters of the tables are written; nil finds that out.
  public var encoding: TextEncoding?
  /// The cohort file.
  public var target: String

  public init(source: String, clinical: [String] = [], idColumn: String? = nil, target: String) {
    self.source = source
    self.clinical = clinical
    self.idColumn = idColumn
    self.target = target
  }

  /// The cohort file that a source is written to where nothing else is said: beside it, named like its folder.
  static func target(for source: String) -> String {
    let parts = source.split(separator: "/").map(String.init)
    let root = source.hasPrefix("/") ? "/" : ""
    let folder = parts.dropLast()
    let name = folder.last ?? "cohort"
    return root + (folder + [name == "." || name == ".." ? "cohort.sqlite" : name + ".sqlite"]).joined(separator: "/")
  }

  var options: ImportOptions {
    ImportOptions(clinical: clinical, idColumn: idColumn, textColumns: textColumns, levels: levels, encoding: encoding)
  }
}

/// What an import would do: everything read and checked, nothing written.
public struct ImportPreview: Equatable, Sendable {
  public var request: ImportRequest
  public var summary: ImportSummary
  public var columns: [PlannedColumn]
  /// The images found, with their regions; of very many, the first.
  public var images: [PlannedImage]
  /// The first patients, so that names are seen as they were read.
  public var patients: [String]
  /// Other tables beside the source, which could be joined.
  public var tables: [String]
  /// Whether the cohort file exists already and would be added to.
  public var isUpdate: Bool
  /// How many patients that file has, and how many of them the source names too; nil where it does not exist or cannot be read.
  public var known: Known?

  public struct Known: Equatable, Sendable {
    public var count: Int
    public var shared: Int

    public init(count: Int, shared: Int) {
      self.count = count
      self.shared = shared
    }
  }

  public init(
    request: ImportRequest, summary: ImportSummary, columns: [PlannedColumn] = [], images: [PlannedImage] = [],
    patients: [String] = [], tables: [String] = [], isUpdate: Bool = false
  ) {
    self.request = request
    self.summary = summary
    self.columns = columns
    self.images = images
    self.patients = patients
    self.tables = tables
    self.isUpdate = isUpdate
  }
}

/// A folder as a person picks from it.
public struct FolderListing: Equatable, Sendable {
  public struct Entry: Equatable, Sendable {
    public enum Kind: String, Sendable { case folder, table, dataset, cohort }
    public var name: String
    public var kind: Kind

    public init(_ name: String, _ kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  /// Absolute path.
  public var path: String
  public var entries: [Entry]
  /// Image files directly in the folder, which are not listed one by one.
  public var imageCount: Int

  public init(path: String, entries: [Entry], imageCount: Int = 0) {
    self.path = path
    self.entries = entries
    self.imageCount = imageCount
  }
}
