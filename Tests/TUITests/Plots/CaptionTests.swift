import Testing

@testable import TUI

@Suite struct `Sentences below a picture` {
  /// As many rows as no picture of the usual height holds.
  private let tall = ForestPlot(
    title: "forty rows", measure: "HR", null: 1, isLogarithmic: true,
    rows: (1...40).map { ForestPlot.Row("row \($0)", estimate: 1.5, low: 1, high: 2) })

  @Test func `stand below the last row, however many there are`() throws {
    let plain = try #require(SVGDocument.height(of: tall.svg()))
    let captioned = tall.svg(caption: ["△ beware"])
    let last = try #require(captioned.firstMatch(of: /y="([0-9.]+)"[^>]*>row 40</).flatMap { Double($0.1) })
    let sentence = try #require(captioned.firstMatch(of: /y="([0-9.]+)"[^>]*>△ beware</).flatMap { Double($0.1) })
    #expect(last < Double(plain) && sentence >= Double(plain))
    #expect(try #require(SVGDocument.height(of: captioned)) > Int(sentence))
  }

  @Test func `are not there without a sentence`() {
    #expect(tall.svg(caption: []) == tall.svg())
  }
}
