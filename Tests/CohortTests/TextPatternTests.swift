import Foundation
import Testing

@testable import Cohort

@Suite struct `A regular expression in a condition` {
  private func found(_ pattern: String, _ text: String) throws -> Bool {
    try TextPattern(pattern).isContained(in: text)
  }

  @Test(arguments: [
    ("^chen|li$", "Chen Wei", true), ("^chen|li$", "Wang Li", true), ("^chen|li$", "Lin Chen", false),
    ("t[12]b?$", "T2B", true), ("t[12]b?$", "T3", false), (#"\d{4}-\d\d"#, "on 2010-04-30", true),
    (#"^\d{2,3}$"#, "1", false), (#"^\d{2,3}$"#, "123", true), (#"^\d{2,3}$"#, "1234", false),
    ("^a{2,}$", "aaaa", true),
    (#"\bli\b"#, "Li, Wang", true), (#"\bli\b"#, "Lin", false), ("[^a-c]", "abc", false), ("[^a-c]", "abcd", true),
    ("[A-C]x", "bX", true), ("(ab|cd)+e", "xcdabe", true), ("a.c", "a\nc", false), ("", "", true), ("x*", "", true),
    ("a{,2}", "a{,2}", true), ("陈|李", "李明", true), ("straße", "STRASSE", false), (#"\."#, "a.b", true),
    ("[]x]", "]", true),
    ("(?:a|b)c", "bc", true), ("a+?b", "aab", true), ("[a\\-z]", "-", true), ("()*", "x", true), ("(a*)*$", "b", true),
  ]) func `is found or not`(pattern: String, text: String, expected: Bool) throws {
    #expect(try found(pattern, text) == expected)
  }

  @Test func `takes no longer than text times pattern, however many ways there are through it`() throws {
    let text = String(repeating: "a", count: 5_000) + "b"
    // Going back and trying again would take 2⁵⁰⁰⁰ steps.
    #expect(try !found("(a+)+$", text))
    #expect(try !found("(a|aa)+$", text))
    #expect(try !found("^(a?){40}a{40}c", text))
    #expect(try found("(a*)*b", text))
  }

  @Test func `agrees with another implementation on every short text`() throws {
    let patterns = [
      "a", "ab|b", "a*b", "(a|b)*a", "^a", "b$", "^(ab)*$", "a?b?$", "(a+b)+", "[ab]a", "[^a]", "a{2}", "(ab){1,2}$",
      "a|",
      #"\ba"#, #"a\B"#, "^$", "(a(b)?)+$", "b*?a", ".b.", "(^a|b$)a*", "((a|b)(a|b))*$",
    ]
    var texts = [""]
    for _ in 0..<5 { texts += texts.flatMap { text in ["a", "b", " "].map { text + $0 } } }
    let distinct = Set(texts)
    for pattern in patterns {
      let other = try NSRegularExpression(pattern: pattern, options: .caseInsensitive)
      for text in distinct {
        let range = NSRange(location: 0, length: text.utf16.count)
        #expect(
          try found(pattern, text) == (other.firstMatch(in: text, range: range) != nil), "/\(pattern)/ in \"\(text)\"")
      }
    }
  }

  @Test(arguments: [
    ("(a", "has a ( without its )"), ("a)", "has a ) without its ("), ("[a", "has a [ without its ]"),
    ("*a", "repeats nothing at *"), ("a**", "repeats a repetition"), ("a{3,2}", "repeats from more to fewer"),
    (#"(a)\1"#, "refers back to a group, which is not there"), ("(?=a)", "looks ahead or behind, which is not there"),
    (#"\p"#, #"has \p, which is not there"#), ("[z-a]", "has a range from z to a"), ("a\\", "ends in a backslash"),
    ("((a{1000}){1000}){1000}", "repeats too much"), ("a{99999999999999999999}", "repeats too much"),
    ("^*", "repeats a place"),
  ]) func `says what is wrong with it`(pattern: String, problem: String) {
    #expect(throws: TextPatternError.syntax(problem)) { try TextPattern(pattern) }
  }

  @Test func `nothing repeated very often is nothing`() throws {
    #expect(try found("((((){5000}){5000}){5000}){5000}x", "x"))
  }

  @Test func `many groups within each other are refused`() {
    let deep = String(repeating: "(", count: 5_000)
    #expect(throws: TextPatternError.syntax("has too many groups within each other")) { try TextPattern(deep) }
  }
}
