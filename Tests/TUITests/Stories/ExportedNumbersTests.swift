import Testing

@testable import TUI

/// What is exported can be computed with: one number in a cell, in full.
@MainActor @Suite struct `Exported numbers` {
  private func files(_ tab: ResultsScreen.Tab, _ result: StudyResult) -> [ExportFile] {
    var state = ResultsScreen.State(results: [result])
    state.tab = tab
    return ResultsScreen.exports(state, in: ScreenContext())
  }

  @Test func `areas and differences have a column for each number`() throws {
    let areas = try #require(files(.concordance, Sample.wholeResult).first)
    #expect(areas.contents.hasPrefix("model,part,auc,low,high,n,positive\n"))
    #expect(areas.contents.contains("clinical,validation,0.7,0.55,0.85,16,6\n"), "\(areas.contents)")
    let differences = try #require(files(.comparison, Sample.wholeResult).first)
    #expect(
      differences.contents
        == "model,against,part,measure,difference,low,high,p,test\n"
        + "combined,clinical,validation,ΔAUC,0.2,0.02,0.38,0.03,DeLong\n")
    let survival = try #require(files(.concordance, Sample.survivalResult).first)
    #expect(survival.contents.contains("radiomics,validation,0.72,0.6,0.84,11,6\n"), "\(survival.contents)")
  }

  @Test func `coefficients and paths name their model`() throws {
    let forest = try #require(files(.coefficients, Sample.wholeResult).first?.contents)
    let lines = forest.split(separator: "\n")
    #expect(
      lines.first?.hasPrefix("model,") == true
        && lines.dropFirst().allSatisfy { $0.hasPrefix("radiomics,") || $0.hasPrefix("clinical,") })
    let path = try #require(files(.path, Sample.wholeResult).first?.contents)
    let starts = Set(path.split(separator: "\n").map { $0.prefix { $0 != "," } })
    #expect(starts == ["model", "radiomics"], "\(starts)")
  }

  @Test func `each table is a file with its numbers in full`() throws {
    var result = Sample.wholeResult
    result.tables = [
      ReportTable(
        "rates", title: "Rates", columns: [.init("model"), .init("rate", .decimals(2)), .init("p", .p)],
        rows: [[.text("clinical"), .number(0.123_456_789), .number(0.000_012)]]),
      ReportTable("empty-ish", columns: [.init("model"), .init("n")], rows: [[.text("radiomics"), .missing]]),
    ]
    let written = files(.tables, result).filter { $0.name.hasSuffix(".csv") }
    #expect(written.map(\.name) == ["rates.csv", "empty-ish.csv"])
    #expect(written[0].contents == "model,rate,p\nclinical,0.123456789,1.2e-05\n", "\(written[0].contents)")
    #expect(written[1].contents == "model,n\nradiomics,\n", "\(written[1].contents)")
  }

  @Test(arguments: [ResultsScreen.Tab.roc, .calibration, .decision])
  func `a picture says what it shows, of which part, and that training flatters`(_ tab: ResultsScreen.Tab) throws {
    var state = ResultsScreen.State(results: [Sample.wholeResult])
    state.tab = tab
    for (place, part) in state.parts.enumerated() {
      state.part = place
      let picture = ResultsScreen.exports(state, in: ScreenContext()).first { $0.name.hasSuffix(".svg") }?.contents
      let title = try #require(picture?.firstMatch(of: /<title>(.*)<\/title>/)?.1)
      #expect(title.hasPrefix(state.title(of: tab)) && title.contains(part), "\(title)")
      #expect(picture?.contains("flatters") == (part == "training"), "\(part)")
    }
  }

  @Test func `a survival picture names the model whose groups it shows`() throws {
    let picture = files(.survival, Sample.survivalResult).first { $0.name.hasSuffix(".svg") }?.contents
    let title = try #require(picture?.firstMatch(of: /<title>(.*)<\/title>/)?.1)
    #expect(title.contains("risk groups of radiomics"), "\(title)")
  }

  @Test func `the marks of a ROC are those of its legend`() throws {
    let picture = try #require(files(.roc, Sample.wholeResult).first { $0.name.hasSuffix(".svg") }?.contents)
    // The Youden point or the frozen cut-off, and the other two models.
    let count = picture.matches(of: /Z" fill="#[0-9a-f]{6}" fill-opacity="1" stroke="#/).count
    #expect(count >= 3, "\(count)")
  }
}
