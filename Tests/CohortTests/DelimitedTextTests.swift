import Cohort
import Testing

@Suite struct DelimitedTextTests {
  private func read(_ text: String) throws -> DataTable {
    try DataTable.read(bytes: Array(text.utf8), name: "test.csv")
  }

  @Test func `quoted cells hold delimiters, line breaks and doubled quotes`() throws {
    let table = try read("a,b\r\n\"x, \"\"y\"\"\nz\",1\r\n")
    #expect(table.cell(row: 0, column: 0) == .text("x, \"y\"\nz"))
    #expect(table.cell(row: 0, column: 1) == .number(1))
    #expect(table.rowCount == 1)
  }

  @Test(arguments: [",", ";", "\t", "|"]) func `the delimiter is found`(delimiter: String) throws {
    let lines = ["patient", "age", "note"].joined(separator: delimiter) + "\nP1\(delimiter)60\(delimiter)ok\n"
    #expect(try read(lines).names == ["patient", "age", "note"])
  }

  @Test(arguments: ["", "NA", "N/A", "NaN", ".", "null", " na "])
  func `a missing cell is missing`(cell: String) throws {
    let table = try read("a,b\n1,x\n\(cell),y\n")
    #expect(table.columns[0].type == .number)
    #expect(table.cell(row: 1, column: 0) == .missing)
    #expect(table.columns[0].missingCount == 1)
  }

  @Test func `the word none is a value`() throws {
    #expect(try read("a,b\nnone,1\n").cell(row: 0, column: 0) == .text("none"))
  }

  @Test func `a byte order mark is no part of the first name`() throws {
    let table = try DataTable.read(bytes: [0xEF, 0xBB, 0xBF] + Array("a,b\n1,2\n".utf8), name: "bom.csv")
    #expect(table.names == ["a", "b"])
  }

  @Test func `GBK text is read`() throws {
    // 患者,年龄 and 张三,60 in GBK.
    let bytes: [UInt8] =
      [0xBB, 0xBC, 0xD5, 0xDF, 0x2C, 0xC4, 0xEA, 0xC1, 0xE4, 0x0A] + [0xD5, 0xC5, 0xC8, 0xFD, 0x2C, 0x36, 0x30, 0x0A]
    let text = try DelimitedText(bytes: bytes, name: "gbk.csv")
    #expect(text.encoding == .gb18030)
    #expect(text.header == ["患者", "年龄"])
    #expect(text.text(row: 0, column: 0) == "张三")
  }

  @Test func `text of western Windows is told from Chinese, and read as what is asked for`() throws {
    // Müller, Größe, – and é in Windows-1252: every one of them could be GBK.
    let western =
      Array("name,x\nM".utf8) + [0xFC] + Array("ller,1\nGr".utf8) + [0xF6, 0xDF] + Array("e,2\nRen".utf8) + [0xE9]
      + Array("e,3\n".utf8)
    let text = try DelimitedText(bytes: western, name: "west.csv")
    #expect(text.encoding == .windows1252)
    #expect((0..<3).map { text.text(row: $0, column: 0) } == ["Müller", "Größe", "Renée"])
    #expect(try DelimitedText(bytes: western, name: "west.csv", encoding: .gb18030).encoding == .gb18030)
    // Bytes that Windows-1252 leaves out are those of ISO 8859-1.
    let odd: [UInt8] = [0x41, 0x81, 0x0A, 0x31, 0x0A]
    #expect(try DelimitedText(bytes: odd, name: "odd.csv", encoding: .windows1252).rowCount == 1)
    #expect(throws: TableError.self) { try DelimitedText(bytes: western, name: "west.csv", encoding: .utf8) }
    #expect(TextEncoding(word: "Latin-1") == .windows1252 && TextEncoding(word: "gbk") == .gb18030)
    #expect(TextEncoding(word: "ebcdic") == nil)
  }

  @Test func `a decimal comma is decimal where it cannot mean thousands`() throws {
    #expect(try read("a;b\n1,5;x\n2,25;y\n").columns[0].values == .number([1.5, 2.25]))
    #expect(try read("a,b\n\"1,5\",x\n").columns[0].values == .number([1.5]))
    #expect(try read("a,b\n\"1,500\",x\n").columns[0].type == .text)
  }

  @Test func `names with leading zeros and long identifiers stay text`() throws {
    #expect(try read("id,x\n007,1\n008,2\n").columns[0].type == .text)
    #expect(try read("id,x\n12345678901234567890,1\n").columns[0].type == .text)
  }

  @Test(arguments: [
    ("0.1", 0.1), ("-1.7976931348623157e308", -1.797_693_134_862_315_7e308), ("4.9e-324", .leastNonzeroMagnitude),
    ("123456789.123456789", 123_456_789.123_456_789), ("1e5", 100_000), (".5", 0.5), ("+3.", 3),
    ("0.30000000000000004", 0.300_000_000_000_000_04),
  ])
  func `numbers are read to the nearest double`(text: String, number: Double) throws {
    #expect(try read("a,b\n\(text),1\n").columns[0].values == .number([number]))
  }

  @Test func `days are read in the order that the column shows`() throws {
    #expect(try read("d,x\n2010-04-30,1\n").cell(row: 0, column: 0).text == "2010-04-30")
    #expect(try read("d,x\n30/04/2010,1\n04/05/2010,2\n").cell(row: 1, column: 0).text == "2010-05-04")
    #expect(try read("d,x\n30.04.2010,1\n").cell(row: 0, column: 0).text == "2010-04-30")
    #expect(try read("d,x\n04/30/2010,1\n").cell(row: 0, column: 0).text == "2010-04-30")
  }

  @Test func `days that could be in either order stay text`() throws {
    #expect(try read("d,x\n04/05/2010,1\n").columns[0].type == .text)
  }

  @Test func `a short row is filled and a long row is an error that names its line`() throws {
    let short = try DelimitedText(bytes: Array("a,b\n1\n".utf8), name: "short.csv")
    #expect(short.shortRows.map(\.line) == [2] && short.shortRows.map(\.found) == [1])
    #expect(try short.table().cell(row: 0, column: 1) == .missing)
    #expect(throws: TableError.tooManyFields(file: "test.csv", line: 3, expected: 2, found: 3)) {
      try read("a,b\n1,2\n1,2,3\n")
    }
  }

  @Test func `an unclosed quote names the line on which it opens`() {
    #expect(throws: TableError.unterminatedQuote(file: "test.csv", line: 2)) { try read("a,b\n\"x,1\n2,3\n") }
  }

  @Test func `empty and repeated names of columns get names of their own`() throws {
    #expect(try read("a,,a,b\n1,2,3,4\n").names == ["a", "column_2", "a_2", "b"])
  }

  @Test(arguments: ["", "\n\n", "\u{FEFF}"]) func `an empty table is an error`(text: String) {
    #expect(throws: TableError.self) { try read(text) }
  }

  @Test func `bytes that are no text are refused`() {
    #expect(throws: TableError.notText(file: "x")) { try DataTable.read(bytes: [0x61, 0, 1, 2], name: "x") }
    #expect(throws: TableError.undecodable(file: "x")) { try DataTable.read(bytes: [0xFF, 0xFF, 0xFF], name: "x") }
  }

  @Test func `what is written as CSV is read back equal`() throws {
    let table = try read("a,b,c\n\"x,\"\"y\",0.1,2010-04-30\n,-3e-7,NA\n")
    #expect(try read(table.csv()) == table)
  }

  @Test func `random bytes never crash the reader`() {
    var state: UInt64 = 1
    for _ in 0..<3_000 {
      var bytes: [UInt8] = []
      for _ in 0..<40 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let alphabet = Array("\",;\t\n\r a1.-eé\u{FEFF}".utf8) + [0xFF, 0xD5]
        bytes.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      _ = try? DataTable.read(bytes: bytes, name: "random")
    }
  }
}
