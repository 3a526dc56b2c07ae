import Testing

@testable import Stats

@Suite struct AlphabeticalOrderTests {
  /// sort() in R 4.2.2 in C.UTF-8 with ICU.
  @Test func `names sort as the levels of a factor in R`() {
    let sorted = [
      "+x", "<=20", ">50", "≥F2", "10", "20-50", "9", "A", "a b", "a_b", "a-b", "ab", "aB", "Ab", "b", "B", "F2", "z",
      "Z", "中",
    ]
    #expect(AlphabeticalOrder.sorted(sorted.reversed()) == sorted)
  }

  /// Unicode's default collation: letters first, then accents, then case.
  @Test func `a letter with an accent stands beside the one without`() {
    for sorted in [
      ["e", "é", "f"], ["Ea", "éa", "eb"], ["cote", "coté", "côte", "côté", "cotf"], ["Müller", "Muller2", "Mz"],
      ["z", "中"], ["ol", "øl", "om"], ["strass", "straß", "strat"], ["a", "A", "á", "Á", "b"],
    ] {
      #expect(AlphabeticalOrder.sorted(sorted.reversed()) == sorted)
    }
    // One letter or a letter and its accent: the same name.
    #expect(AlphabeticalOrder.sorted(["f", "e\u{301}", "e"]) == ["e", "e\u{301}", "f"])
  }

  @Test func `groups and contrasts take the same level first`() {
    let labels = ["20-50", "m", "<=20", "F"]
    #expect(Grouping(labels: labels).names == ["<=20", "20-50", "F", "m"])
    #expect(TreatmentContrasts(column: "size", values: labels).names == ["size=20-50", "size=F", "size=m"])
  }

  @Test func `a caution counts one thing in the singular`() {
    #expect(Caution.count(1, "row of the rarer class") == "1 row of the rarer class")
    #expect(Caution.count(3, "row of the rarer class") == "3 rows of the rarer class")
    #expect(Caution.count(0, "event") == "0 events")
  }
}
