import Cohort
import Testing

@Suite struct FilterExpressionTests {
  private let table = DataTable(columns: [
    TableColumn(name: "patient", values: .text(TextColumn(["P1", "P2", "P10", "P3"]))),
    TableColumn(name: "age", values: .number([50, 61, 72, .nan])),
    TableColumn(name: "centre", values: .text(TextColumn(["A", "B", nil, "A b"]))),
    TableColumn(name: "surgery", values: .date([14_000, 14_729, 14_730, ColumnValues.missingDate])),
    TableColumn(name: "mets", values: .bool([1, 0, -1, 1])),
    TableColumn(name: "os months", values: .number([10, 20, 30, 40])),
    TableColumn(name: "limit", values: .number([60, 60, 60, 60])),
  ])

  @Test(arguments: [
    ("age>60", [1, 2]), ("age>60 & centre=A", []), ("age>60 & centre=B", [1]), ("age<60 | centre=B", [0, 1]),
    ("!(age>60)", [0]), ("age is missing", [3]), ("age is not missing", [0, 1, 2]), ("centre=missing", [2]),
    ("patient in (P1, P10)", [0, 2]), ("patient ~ p1", [0, 2]), ("patient !~ 1", [1, 3]), ("patient >= P3", [2, 3]),
    ("centre = 'A b'", [3]), ("centre=a", [0]), ("surgery <= 2010-04-30", [0, 1]), ("mets", [0, 3]), ("!mets", [1]),
    ("mets = no", [1]), ("'os months' > 25", [2, 3]), ("`os months`>25 and age!=72", []), ("age > limit", [1, 2]),
    ("not mets or age=50", [0, 1]), ("age>=50, age<=61", [0, 1]), ("AGE = 50", [0]), ("((age=50))", [0]),
    ("patient ~ /^p1/", [0, 2]), ("patient !~ /1|3$/", [1]), ("patient~/^P.$/ & mets", [0, 3]),
    ("(centre ~ /a B/)", [3]), ("patient ~ /x", []), ("patient ~ /P1/x", []), (#"patient ~ /\/|2/"#, [1]),
    ("age ≥ 61", [1, 2]), ("surgery > 2010-04-30", [2]), ("age in (50, 61) & !mets", [1]),
  ])
  func `a filter selects rows`(filter: String, rows: [Int]) throws {
    #expect(try FilterExpression(filter).rows(in: table) == rows)
  }

  @Test(arguments: [
    ("agee>60", 1, "Filter, column 1: there is no column \"agee\". Did you mean age?"),
    ("age>", 5, "Filter, column 5: a value is missing after >."),
    ("age>60 &", 9, "Filter, column 9: a column name is missing."),
    ("age>old", 5, "Filter, column 5: \"age\" holds numbers, and \"old\" is not one."),
    ("(age>60", 8, "Filter, column 8: the bracket opened at column 1 is not closed."),
    ("centre='A", 8, "Filter, column 8: the quotation mark is never closed."),
    ("age 60", 5, "Filter, column 5: an operator (= != < <= > >= ~ in is) is missing between \"age\" and \"60\"."),
    ("age>60)", 7, "Filter, column 7: \")\" is not expected here."),
    ("centre ~ /a(/", 10, "Filter, column 10: /a(/ has a ( without its )."),
    (
      "patient>5", 9,
      "Filter, column 9: \"patient\" holds text, which has no order with a number; '5' in quotation marks is a text."
    ),
    (
      "age>60 & centre<=2010-04-30", 18,
      "Filter, column 18: \"centre\" holds text, which has no order with a date; '2010-04-30' in quotation marks is a "
        + "text."
    ),
    ("surgery>June", 9, "Filter, column 9: \"surgery\" holds dates, and \"June\" is not one; write 2010-04-30."),
  ])
  func `an error points at its column`(filter: String, column: Int, sentence: String) {
    do {
      _ = try FilterExpression(filter).rows(in: table)
      Issue.record("\(filter) was accepted")
    } catch {
      #expect(error.column == column)
      #expect(error.description == sentence)
    }
  }

  @Test func `random characters never crash the parser`() {
    var state: UInt64 = 7
    let alphabet = Array("age>60&|!()='\"`~, in missing年")
    for _ in 0..<5_000 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      _ = try? FilterExpression(text).rows(in: table)
    }
    _ = try? FilterExpression(String(repeating: "(", count: 100_000)).rows(in: table)
    _ = try? FilterExpression(String(repeating: "!", count: 100_000)).rows(in: table)
  }

  @Test func `rows are sorted by several keys, missing last in both directions`() throws {
    #expect(try table.order(by: [SortKey("age")]) == [0, 1, 2, 3])
    #expect(try table.order(by: [SortKey("age", ascending: false)]) == [2, 1, 0, 3])
    #expect(try table.order(by: [SortKey("patient", ascending: false)]) == [2, 3, 1, 0])
    #expect(try table.order(by: [SortKey("mets"), SortKey("os months", ascending: false)]) == [1, 3, 0, 2])
    #expect(try table.order(by: [SortKey("surgery")], among: [3, 2, 1]) == [1, 2, 3])
  }

  @Test func `negative numbers sort before zero and infinity last`() throws {
    let numbers = DataTable(columns: [TableColumn(name: "x", values: .number([0, -1, .infinity, -0.0, 2, -.infinity]))])
    #expect(try numbers.order(by: [SortKey("x")]) == [5, 1, 0, 3, 4, 2])
  }

  @Test func `a hundred thousand rows filter and sort quickly`() throws {
    let count = 100_000
    let big = DataTable(columns: [
      TableColumn(name: "patient", values: .text(TextColumn((0..<count).map { "P\(($0 * 7919) % count)" }))),
      TableColumn(name: "age", values: .number((0..<count).map { Double(($0 * 31) % 97) })),
      TableColumn(name: "centre", values: .text(TextColumn((0..<count).map { "C\($0 % 12)" }))),
    ])
    let clock = ContinuousClock()
    var rows: [Int] = []
    let filtering = try clock.measure { rows = try FilterExpression("age>60 & centre=C3").rows(in: big) }
    let sorting = try clock.measure { _ = try big.order(by: [SortKey("centre"), SortKey("age", ascending: false)]) }
    let naming = try clock.measure { _ = try big.order(by: [SortKey("patient")]) }
    print("filter \(filtering), sort by two keys \(sorting), first sort by name \(naming)")
    #expect(rows.count > 2_000)
  }
}
