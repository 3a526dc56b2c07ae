internal import Foundation

/// A table as it stands in a CSV or TSV file (RFC 4180): a header and rows of cells, still text.
///
/// The delimiter (`,` `;` tab `|`) is found by looking at the first records. Cells may be quoted and then hold
/// delimiters, line breaks and doubled quotes. Rows that are too short are filled with missing cells and listed in
/// `shortRows`; rows that are too long are listed in `longRows` and keep only their first cells.
/// Cells are ranges of the decoded bytes: nothing is copied until it is asked for.
public struct DelimitedText: Sendable {
  /// How messages name the table: a path, or "standard input".
  public let name: String
  public let encoding: TextEncoding
  public let delimiter: UInt8
  /// Column names, trimmed; empty ones became `column_3`, repeated ones got `_2`, `_3` ….
  public let header: [String]
  /// Names that the header holds more than once, with what the later ones became.
  public let repeatedNames: [(name: String, became: String)]
  public let rowCount: Int
  /// Rows with fewer cells than the header has names.
  public private(set) var shortRows: [RaggedRow] = []
  /// Rows with more cells than the header has names (trailing empty cells do not count).
  public private(set) var longRows: [RaggedRow] = []

  public struct RaggedRow: Sendable, Equatable {
    public let row: Int
    public let line: Int
    public let found: Int
  }

  private let bytes: [UInt8]
  private let cells: [Cell]
  private let lines: [UInt32]

  /// A range of bytes; the highest bit of the length tells that doubled quotes inside must be halved.
  private struct Cell {
    let start: UInt32
    let packedLength: UInt32
    static let empty = Cell(start: 0, packedLength: 0)
    init(start: UInt32, packedLength: UInt32) {
      self.start = start
      self.packedLength = packedLength
    }
    init(_ start: Int, _ end: Int, hasDoubledQuotes: Bool) {
      self.start = UInt32(start)
      packedLength = UInt32(end - start) | (hasDoubledQuotes ? 0x8000_0000 : 0)
    }
    var range: Range<Int> { Int(start)..<Int(start) + Int(packedLength & 0x7FFF_FFFF) }
    var hasDoubledQuotes: Bool { packedLength & 0x8000_0000 != 0 }
  }

  /// Reads a file.
  ///
  /// - Parameter encoding: how its letters are written; nil finds that out.
  public init(path: String, delimiter: UInt8? = nil, encoding: TextEncoding? = nil) throws(TableError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw .unreadable(file: path, reason: exists ? "no permission, or not a file" : "no such file")
    }
    guard data.count < 0x7FFF_FFFF else { throw .tooLarge(file: path, bytes: data.count) }
    try self.init(bytes: [UInt8](data), name: path, delimiter: delimiter, encoding: encoding)
  }

  /// Reads what a caller has already fetched, such as standard input.
  public init(
    bytes: [UInt8], name: String, delimiter: UInt8? = nil, encoding asked: TextEncoding? = nil
  ) throws(TableError) {
    guard bytes.count < 0x7FFF_FFFF else { throw .tooLarge(file: name, bytes: bytes.count) }
    let decoded: (bytes: [UInt8], encoding: TextEncoding)
    if let asked {
      guard let own = TextEncoding.decodeToUTF8(bytes, as: asked) else { throw .undecodable(file: name) }
      decoded = (own, asked)
    } else {
      guard let found = TextEncoding.decodeToUTF8(bytes) else { throw .undecodable(file: name) }
      decoded = found
    }
    guard !decoded.bytes.contains(0) else { throw .notText(file: name) }
    self.name = name
    self.bytes = decoded.bytes
    encoding = decoded.encoding
    let delimiter = delimiter ?? Self.delimiter(of: decoded.bytes)
    self.delimiter = delimiter
    var scanner = Scanner(name: name, delimiter: delimiter)
    try scanner.scan(decoded.bytes)
    guard let header = scanner.header, !header.isEmpty else { throw .empty(file: name) }
    let names = header.map { Self.text(of: $0, in: decoded.bytes) }
    let own = Self.columnNames(names)
    self.header = own
    var seen: Set<String> = []
    repeatedNames = zip(names, own).compactMap { name, became in
      name.isEmpty || seen.insert(name).inserted ? nil : (name, became)
    }
    rowCount = scanner.lines.count
    cells = scanner.cells
    lines = scanner.lines
    shortRows = scanner.shortRows
    longRows = scanner.longRows
  }

  public var columnCount: Int { header.count }

  /// The line of the file on which a row starts, counted from 1; quoted line breaks count.
  public func line(ofRow row: Int) -> Int { Int(lines[row]) }

  /// The cell without quotes and surrounding spaces; nil when missing.
  public func text(row: Int, column: Int) -> String? {
    bytes.withUnsafeBufferPointer { buffer in
      let cell = cells[row * columnCount + column]
      let trimmed = Self.trimmed(cell.range, in: buffer)
      if Missing.isMissing(UnsafeBufferPointer(rebasing: buffer[trimmed])) { return nil }
      return Self.text(
        of: Cell(trimmed.lowerBound, trimmed.upperBound, hasDoubledQuotes: cell.hasDoubledQuotes), in: buffer)
    }
  }

  /// The column of one of the names given, tried in order, without regard to case.
  public func index(ofColumn names: String...) -> Int? {
    for name in names {
      if let index = header.firstIndex(where: { $0.lowercased() == name.lowercased() }) { return index }
    }
    return nil
  }

  /// Calls `body` with the trimmed bytes of every cell of a column, row after row, until it returns false.
  func forEachCell(
    inColumn column: Int, _ body: (_ row: Int, UnsafeBufferPointer<UInt8>, _ hasDoubledQuotes: Bool) -> Bool
  ) {
    bytes.withUnsafeBufferPointer { buffer in
      for row in 0..<rowCount {
        let cell = cells[row * columnCount + column]
        let trimmed = UnsafeBufferPointer(rebasing: buffer[Self.trimmed(cell.range, in: buffer)])
        if !body(row, trimmed, cell.hasDoubledQuotes) { return }
      }
    }
  }

  private static func trimmed(_ range: Range<Int>, in buffer: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, isSpace(buffer[start]) { start += 1 }
    while end > start, isSpace(buffer[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

  private static func text(of cell: Cell, in buffer: UnsafeBufferPointer<UInt8>) -> String {
    let bytes = UnsafeBufferPointer(rebasing: buffer[cell.range])
    return cell.hasDoubledQuotes ? CSV.content(of: bytes) : String(decoding: bytes, as: UTF8.self)
  }

  private static func text(of cell: Cell, in bytes: [UInt8]) -> String {
    bytes.withUnsafeBufferPointer { text(of: cell, in: $0) }.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func columnNames(_ raw: [String]) -> [String] {
    var seen: [String: Int] = [:]
    var names: [String] = []
    for (index, text) in raw.enumerated() {
      let base = text.isEmpty ? "column_\(index + 1)" : text
      var name = base
      while let count = seen[name] {
        seen[name] = count + 1
        name = "\(base)_\(count + 1)"
      }
      seen[name] = 1
      names.append(name)
    }
    return names
  }

  /// The delimiter that splits the first records most evenly: the most cells, among those that all records agree on.
  private static func delimiter(of bytes: [UInt8]) -> UInt8 {
    let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|")]
    var counts = [[Int]](repeating: [], count: candidates.count)
    var current = [Int](repeating: 0, count: candidates.count)
    var isQuoted = false
    var length = 0
    var records = 0
    for byte in bytes.prefix(1_000_000) {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
        length += 1
      } else if !isQuoted, byte == 10 || byte == 13 {
        if length > 0 {
          for k in candidates.indices { counts[k].append(current[k]) }
          records += 1
          if records == 20 { break }
        }
        current = [Int](repeating: 0, count: candidates.count)
        length = 0
      } else {
        length += 1
        if !isQuoted, let k = candidates.firstIndex(of: byte) { current[k] += 1 }
      }
    }
    if length > 0, records < 20 { for k in candidates.indices { counts[k].append(current[k]) } }
    var best = (candidate: candidates[0], score: 0.0)
    for (k, candidate) in candidates.enumerated() {
      guard let first = counts[k].first, first > 0 else { continue }
      let agreeing = counts[k].count { $0 == first }
      // The header decides between delimiters that are all consistent; consistency counts for most.
      let score = Double(agreeing) / Double(counts[k].count) * 1000 + Double(min(first, 500))
      if score > best.score { best = (candidate, score) }
    }
    return best.candidate
  }

  /// Walks over the bytes once and notes where cells begin and end.
  private struct Scanner {
    let name: String
    let delimiter: UInt8
    var header: [Cell]?
    var cells: [Cell] = []
    var lines: [UInt32] = []
    var shortRows: [RaggedRow] = []
    var longRows: [RaggedRow] = []

    init(name: String, delimiter: UInt8) {
      self.name = name
      self.delimiter = delimiter
    }

    mutating func scan(_ bytes: [UInt8]) throws(TableError) {
      var record: [Cell] = []
      var failure: TableError?
      bytes.withUnsafeBufferPointer { buffer in
        var i = 0
        var line = 1
        while i < buffer.count, failure == nil {
          let recordLine = line
          record.removeAll(keepingCapacity: true)
          var isRecordOpen = true
          while isRecordOpen {
            (i, isRecordOpen) = field(buffer, from: i, line: &line, into: &record, failure: &failure)
          }
          let isBlank = record.count == 1 && record[0].range.isEmpty
          if !isBlank { take(record, line: recordLine) }
        }
      }
      if let failure { throw failure }
    }

    /// Reads one cell; returns where the next begins and whether it belongs to the same record.
    private func field(
      _ buffer: UnsafeBufferPointer<UInt8>, from start: Int, line: inout Int, into record: inout [Cell],
      failure: inout TableError?
    ) -> (next: Int, isRecordOpen: Bool) {
      var i = start
      var cell: Cell
      // Excel and people put spaces before an opening quote.
      var first = i
      while first < buffer.count, buffer[first] == 32 { first += 1 }
      if first < buffer.count, buffer[first] == UInt8(ascii: "\"") {
        let openingLine = line
        i = first + 1
        let contentStart = i
        var hasDoubledQuotes = false
        var contentEnd = -1
        while i < buffer.count {
          let byte = buffer[i]
          if byte == UInt8(ascii: "\"") {
            if i + 1 < buffer.count, buffer[i + 1] == UInt8(ascii: "\"") {
              hasDoubledQuotes = true
              i += 2
              continue
            }
            contentEnd = i
            i += 1
            break
          }
          if byte == 10 || (byte == 13 && !(i + 1 < buffer.count && buffer[i + 1] == 10)) { line += 1 }
          i += 1
        }
        if contentEnd < 0 {
          failure = .unterminatedQuote(file: name, line: openingLine)
          return (buffer.count, false)
        }
        cell = Cell(contentStart, contentEnd, hasDoubledQuotes: hasDoubledQuotes)
        // What stands between the closing quote and the delimiter belongs to no cell; `"a"b` is read as a.
        while i < buffer.count, buffer[i] != delimiter, buffer[i] != 10, buffer[i] != 13 { i += 1 }
      } else {
        while i < buffer.count, buffer[i] != delimiter, buffer[i] != 10, buffer[i] != 13 { i += 1 }
        cell = Cell(start, i, hasDoubledQuotes: false)
      }
      record.append(cell)
      guard i < buffer.count else { return (i, false) }
      if buffer[i] == delimiter {
        if i + 1 == buffer.count { record.append(.empty) }
        return (i + 1, i + 1 < buffer.count)
      }
      line += 1
      if buffer[i] == 13, i + 1 < buffer.count, buffer[i + 1] == 10 { return (i + 2, false) }
      return (i + 1, false)
    }

    private mutating func take(_ record: [Cell], line: Int) {
      guard let header else {
        var names = record
        // A delimiter behind the last name is a habit of some exporters, not a column.
        while names.count > 1, names[names.count - 1].range.isEmpty { names.removeLast() }
        header = names
        return
      }
      let row = lines.count
      lines.append(UInt32(clamping: line))
      if record.count < header.count {
        shortRows.append(RaggedRow(row: row, line: line, found: record.count))
        cells.append(contentsOf: record)
        for _ in record.count..<header.count { cells.append(.empty) }
      } else {
        cells.append(contentsOf: record[..<header.count])
        if record[header.count...].contains(where: { !$0.range.isEmpty }) {
          longRows.append(RaggedRow(row: row, line: line, found: record.count))
        }
      }
    }
  }
}

/// Cells that mean "no value".
enum Missing {
  /// Empty, `NA`, `N/A`, `NaN`, `.` and `null`, in any case. Words such as "none" are values.
  static func isMissing(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    switch bytes.count {
    case 0: true
    case 1: bytes[0] == UInt8(ascii: ".")
    case 2: matches(bytes, "na")
    case 3: matches(bytes, "nan") || matches(bytes, "n/a")
    case 4: matches(bytes, "null")
    default: false
    }
  }

  static func isMissing(_ text: String) -> Bool {
    Array(text.utf8).withUnsafeBufferPointer { isMissing($0) }
  }

  private static func matches(_ bytes: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    for i in 0..<word.utf8CodeUnitCount {
      let byte = bytes[i]
      let lowered = byte >= 65 && byte <= 90 ? byte + 32 : byte
      if lowered != word.utf8Start[i] { return false }
    }
    return true
  }
}
