public import Features
public import Foundation
internal import GRDB

/// The features of many regions: one row per region, one column per feature.
public struct FeatureMatrix: Sendable, Equatable {
  public let lesions: [LesionID]
  public let features: [FeatureKey]
  /// `lesions.count · features.count` values, column after column; NaN where missing.
  public let values: [Double]

  public init(lesions: [LesionID], features: [FeatureKey], values: [Double]) {
    precondition(values.count == lesions.count * features.count, "one value per region and feature")
    self.lesions = lesions
    self.features = features
    self.values = values
  }

  public func column(_ feature: Int) -> ArraySlice<Double> {
    values[feature * lesions.count..<(feature + 1) * lesions.count]
  }
}

extension CohortDatabase {
  /// The extractions, oldest first. One that is to replace another is not among them before it is finished.
  public func extractions() throws(CohortError) -> [StoredExtraction] {
    try allExtractions().filter { !$0.isReplacement }
  }

  /// What has been extracted so far to replace the extraction of that name; nil where no such run has begun.
  public func replacement(of name: String) throws(CohortError) -> StoredExtraction? {
    try allExtractions().first { $0.isReplacement && $0.name == name }
  }

  private func allExtractions() throws(CohortError) -> [StoredExtraction] {
    try reading { db in
      try Row.fetchAll(
        db,
        sql: "SELECT id, name, settings, settings_digest, features, version, created_at FROM extraction ORDER BY id"
      ).map(Self.extraction)
    }
  }

  public func extraction(named name: String) throws(CohortError) -> StoredExtraction {
    let all = try extractions()
    if let found = all.first(where: { $0.name == name }) { return found }
    throw .unknown(
      kind: "extraction", name: name, suggestion: Suggestion.nearest(to: name, among: all.map(\.name)))
  }

  private static func extraction(_ row: Row) throws -> StoredExtraction {
    let features: String? = row[4]
    let keys = try features.map { try JSONDecoder().decode([FeatureKey].self, from: Data($0.utf8)) } ?? []
    let stored: String = row[1]
    let isReplacement = stored.hasSuffix(replacementMark)
    return StoredExtraction(
      id: ExtractionID(rawValue: row[0]),
      name: isReplacement ? String(stored.dropLast(replacementMark.count)) : stored, settings: row[2],
      settingsDigest: row[3], features: keys, version: row[5], createdAt: Date(timeIntervalSince1970: row[6]),
      isReplacement: isReplacement)
  }

  /// What the file adds to the name of an extraction whose values are to replace those of the name alone. Nobody can type
  /// it, and a name can have one replacement at a time, because names are unique.
  static let replacementMark = "\u{1F}replacement"

  /// Starts an extraction, or continues the one of that name.
  ///
  /// Values are never thrown away for values that are still to be computed: with `restart`, or where a replacement with
  /// these settings has begun, what comes back is a replacement beside the extraction that is there, and
  /// `finishReplacement` puts it in its place.
  ///
  /// - Parameter restart: begins anew, with these settings. Without it an extraction with other settings is an error.
  public func beginExtraction(
    named name: String, settings: String, settingsDigest: String, restart: Bool = false
  ) throws(CohortError) -> StoredExtraction {
    let now = Date().timeIntervalSince1970
    return try writing { db in
      func stored(_ name: String) throws -> (id: Int64, digest: String)? {
        try Row.fetchOne(db, sql: "SELECT id, settings_digest FROM extraction WHERE name = ?", arguments: [name])
          .map { ($0[0], $0[1]) }
      }
      var name = name
      if let known = try stored(name) {
        let replacement = name + Self.replacementMark
        let begun = try stored(replacement)
        if restart {
          if let begun { try Self.forget(begun.id, db) }
          let hasValues = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM feature_vector WHERE extraction = ?)", arguments: [known.id])
          if hasValues == true {
            name = replacement
          } else {
            try db.execute(sql: "DELETE FROM case_failure WHERE extraction = ?", arguments: [known.id])
            try db.execute(
              sql: """
                UPDATE extraction SET settings = ?, settings_digest = ?, features = NULL, version = ?, created_at = ?
                WHERE id = ?
                """, arguments: [settings, settingsDigest, Provenance.currentVersion, now, known.id])
          }
        } else if known.digest != settingsDigest {
          guard begun?.digest == settingsDigest else { throw CohortError.settingsDiffer(extraction: name) }
          name = replacement
        }
      }
      if try stored(name) == nil {
        try db.execute(
          sql: """
            INSERT INTO extraction (name, settings, settings_digest, version, created_at) VALUES (?, ?, ?, ?, ?)
            """, arguments: [name, settings, settingsDigest, Provenance.currentVersion, now])
      }
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT id, name, settings, settings_digest, features, version, created_at FROM extraction WHERE name = ?
          """, arguments: [name])
      guard let row else { throw CohortError.unknown(kind: "extraction", name: name, suggestion: nil) }
      return try Self.extraction(row)
    }
  }

  /// Puts a replacement in the place of the extraction of its name, as one transaction: its values for the earlier ones.
  public func finishReplacement(_ replacement: StoredExtraction) throws(CohortError) {
    precondition(replacement.isReplacement, "only a replacement replaces")
    try writing { db in
      let earlier = try Int64.fetchOne(
        db, sql: "SELECT id FROM extraction WHERE name = ?", arguments: [replacement.name])
      if let earlier { try Self.forget(earlier, db) }
      try db.execute(
        sql: "UPDATE extraction SET name = ? WHERE id = ?", arguments: [replacement.name, replacement.id.rawValue])
    }
  }

  private static func forget(_ extraction: Int64, _ db: Database) throws {
    for sql in [
      "DELETE FROM feature_vector WHERE extraction = ?", "DELETE FROM case_failure WHERE extraction = ?",
      "DELETE FROM extraction WHERE id = ?",
    ] {
      try db.execute(sql: sql, arguments: [extraction])
    }
  }

  /// Keeps the features of one region: its own transaction, so that a crash loses at most the region in progress.
  /// The first vector fixes the extraction's list of features; every later one must have the same.
  public func store(
    _ vector: StoredVector, features: [FeatureKey], in extraction: ExtractionID
  ) throws(CohortError) {
    precondition(vector.numbers.count == features.count, "one number per feature")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let now = Date().timeIntervalSince1970
    try writing { db in
      let list = String(decoding: try encoder.encode(features), as: UTF8.self)
      let known = try String.fetchOne(
        db, sql: "SELECT features FROM extraction WHERE id = ?", arguments: [extraction.rawValue])
      if known == nil {
        try db.execute(sql: "UPDATE extraction SET features = ? WHERE id = ?", arguments: [list, extraction.rawValue])
      } else if known != list {
        throw CohortError.settingsDiffer(extraction: String(extraction.rawValue))
      }
      let reasons = vector.reasons.isEmpty ? nil : String(decoding: try encoder.encode(vector.reasons), as: UTF8.self)
      try db.execute(
        sql: """
          INSERT INTO feature_vector (extraction, lesion, numbers, reasons, input_digest, seconds, created_at)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (extraction, lesion) DO UPDATE SET numbers = excluded.numbers, reasons = excluded.reasons,
            input_digest = excluded.input_digest, seconds = excluded.seconds, created_at = excluded.created_at
          """,
        arguments: [
          extraction.rawValue, vector.lesion.rawValue, ColumnCodec.encodeNumbers(vector.numbers), reasons,
          vector.inputDigest, vector.seconds, now,
        ])
      try db.execute(
        sql: "DELETE FROM case_failure WHERE extraction = ? AND lesion = ?",
        arguments: [extraction.rawValue, vector.lesion.rawValue])
    }
  }

  /// Notes that a region could not be extracted; an older vector of it is kept out of sight no longer: it is removed.
  public func store(_ failure: CaseFailure, in extraction: ExtractionID) throws(CohortError) {
    let now = Date().timeIntervalSince1970
    try writing { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO case_failure VALUES (?, ?, ?, ?)",
        arguments: [extraction.rawValue, failure.lesion.rawValue, failure.message, now])
      try db.execute(
        sql: "DELETE FROM feature_vector WHERE extraction = ? AND lesion = ?",
        arguments: [extraction.rawValue, failure.lesion.rawValue])
    }
  }

  /// The input digest of every region that has a vector.
  public func finishedCases(of extraction: ExtractionID) throws(CohortError) -> [LesionID: String] {
    try reading { db in
      var result: [LesionID: String] = [:]
      let rows = try Row.fetchCursor(
        db, sql: "SELECT lesion, input_digest FROM feature_vector WHERE extraction = ?",
        arguments: [extraction.rawValue])
      while let row = try rows.next() { result[LesionID(rawValue: row[0])] = row[1] }
      return result
    }
  }

  /// Where the features of a region came from.
  public struct VectorOrigin: Sendable, Equatable {
    /// SHA-256 of the image file, the mask file and the label.
    public let inputDigest: String
    public let storedAt: Date
  }

  /// From what and when the features of every region were made.
  public func vectorOrigins(of extraction: ExtractionID) throws(CohortError) -> [LesionID: VectorOrigin] {
    try reading { db in
      var result: [LesionID: VectorOrigin] = [:]
      let rows = try Row.fetchCursor(
        db, sql: "SELECT lesion, input_digest, created_at FROM feature_vector WHERE extraction = ?",
        arguments: [extraction.rawValue])
      while let row = try rows.next() {
        result[LesionID(rawValue: row[0])] = VectorOrigin(
          inputDigest: row[1], storedAt: Date(timeIntervalSince1970: row[2]))
      }
      return result
    }
  }

  public func failures(of extraction: ExtractionID) throws(CohortError) -> [CaseFailure] {
    try reading { db in
      try Row.fetchAll(
        db, sql: "SELECT lesion, message FROM case_failure WHERE extraction = ? ORDER BY lesion",
        arguments: [extraction.rawValue]
      ).map { CaseFailure(lesion: LesionID(rawValue: $0[0]), message: $0[1]) }
    }
  }

  /// The vector of one region with the reasons for missing values; nil if it has none.
  public func vector(of lesion: LesionID, in extraction: ExtractionID) throws(CohortError) -> StoredVector? {
    let path = path
    return try reading { db in
      guard
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT numbers, reasons, input_digest, seconds FROM feature_vector WHERE extraction = ? AND lesion = ?
            """, arguments: [extraction.rawValue, lesion.rawValue])
      else { return nil }
      let data: Data = row[0]
      guard case .number(let numbers)? = ColumnCodec.decode(data, type: .number) else {
        throw CohortError.damagedCell(path: path, what: "the features of region \(lesion.rawValue)")
      }
      let text: String? = row[1]
      let reasons = try text.map { try JSONDecoder().decode([Int: String].self, from: Data($0.utf8)) } ?? [:]
      return StoredVector(
        lesion: lesion, numbers: numbers, reasons: reasons, inputDigest: row[2], seconds: row[3])
    }
  }

  /// The regions that have features, by identifier.
  public func lesions(withFeaturesOf extraction: ExtractionID) throws(CohortError) -> [LesionID] {
    try reading { db in
      try Int64.fetchAll(
        db, sql: "SELECT lesion FROM feature_vector WHERE extraction = ? ORDER BY lesion",
        arguments: [extraction.rawValue]
      ).map { LesionID(rawValue: $0) }
    }
  }

  /// The vectors of an extraction as a matrix, by identifier of the region.
  ///
  /// 90,000 × 1,000 values are 720 MB: they are written once, straight to their place, and only those asked for.
  ///
  /// - Parameter chosen: features by their place in the extraction, in the order wanted; nil for all.
  public func featureMatrix(
    of extraction: StoredExtraction, features chosen: [Int]? = nil
  ) throws(CohortError) -> FeatureMatrix {
    let path = path
    let width = extraction.features.count
    let chosen = chosen ?? Array(0..<width)
    precondition(chosen.allSatisfy { (0..<width).contains($0) }, "features of the extraction")
    return try reading { db in
      let lesions = try Int64.fetchAll(
        db, sql: "SELECT lesion FROM feature_vector WHERE extraction = ? ORDER BY lesion",
        arguments: [extraction.id.rawValue])
      let height = lesions.count
      let rows = try Row.fetchCursor(
        db, sql: "SELECT numbers FROM feature_vector WHERE extraction = ? ORDER BY lesion",
        arguments: [extraction.id.rawValue])
      let values = try [Double](unsafeUninitializedCapacity: chosen.count * height) { target, initialized in
        // Rows arrive, columns are wanted. A block of rows is turned at a time, so that every write goes to a line of
        // memory that is still in the cache.
        let blockHeight = 64
        var block = [Double](repeating: .nan, count: blockHeight * width)
        var row = 0
        while row < height {
          let taken = min(blockHeight, height - row)
          for i in 0..<taken {
            guard let next = try rows.next() else { throw CohortError.damagedCell(path: path, what: "an extraction") }
            let isComplete = try next.withUnsafeData(atIndex: 0) { data in
              guard let data, data.count == width * 8 else { return false }
              block.withUnsafeMutableBytes { bytes in
                data.withUnsafeBytes { source in
                  UnsafeMutableRawBufferPointer(rebasing: bytes[i * width * 8..<(i + 1) * width * 8])
                    .copyMemory(from: source)
                }
              }
              return true
            }
            if !isComplete {
              throw CohortError.damagedCell(path: path, what: "the features of region \(lesions[row + i])")
            }
          }
          block.withUnsafeBufferPointer { source in
            for (place, column) in chosen.enumerated() {
              let base = place * height + row
              for i in 0..<taken { target[base + i] = source[i * width + column] }
            }
          }
          row += taken
        }
        initialized = chosen.count * height
      }
      return FeatureMatrix(
        lesions: lesions.map { LesionID(rawValue: $0) }, features: chosen.map { extraction.features[$0] },
        values: values)
    }
  }

  /// One row per extracted region: `patient`, `exam`, `modality`, `series`, `role`, `lesion`, `label`, then a column per
  /// feature, named as `FeatureKey.column`.
  public func tableOfFeatures(_ extraction: StoredExtraction) throws(CohortError) -> DataTable {
    let matrix = try featureMatrix(of: extraction)
    let regions = try tableOfLesions().rows(matrix.lesions.map { Int($0.rawValue) - 1 })
    var columns = ["patient", "exam", "modality", "series", "role", "lesion", "label"].compactMap {
      regions.column(named: $0)
    }
    for (index, key) in matrix.features.enumerated() {
      columns.append(TableColumn(name: key.column, values: .number(Array(matrix.column(index)))))
    }
    return DataTable(columns: columns, rowCount: matrix.lesions.count)
  }
}
