import Cohort
import Testing

struct CSVTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("a \"b\" c", "\"a \"\"b\"\" c\""), ("a\nb", "\"a\nb\""),
    ("a\r\nb", "\"a\r\nb\""), (" a", "\" a\""), ("a ", "\"a \""), ("=1+1", "=1+1"), ("naïve é", "naïve é"),
    ("\"\u{301}", "\"\"\"\u{301}\""),
  ])
  func `a field is quoted where it must be`(text: String, field: String) {
    #expect(CSV.field(text) == field)
  }

  @Test func `what is written is read again`() throws {
    // The reader trims cells.
    let rows = [["a,b", "x\"y"], ["c", "\"\u{301}"], ["d\ne", "\"\"quoted\""]]
    let text = CSV.text(header: ["first", "second"], rows: rows)
    let table = try DataTable.read(bytes: Array(text.utf8), name: "t")
    #expect(table.names == ["first", "second"])
    #expect((0..<3).map { row in table.columns.map { $0.values[row].text ?? "" } } == rows)
  }
}
