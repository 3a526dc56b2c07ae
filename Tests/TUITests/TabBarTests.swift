import Testing

@testable import TUI

@Suite struct `A row of tabs` {
  private func text(_ bar: TabBar, columns: Int) -> String {
    var canvas = Canvas(columns: columns, rows: 1)
    bar.draw(row: 0, on: &canvas)
    return canvas.text(row: 0)
  }

  @Test func `shows the one that is open in brackets`() {
    #expect(text(TabBar(titles: ["ROC", "KM"], shown: 1), columns: 12) == " ROC [KM]   ")
  }

  @Test func `makes room for the one that is open and marks what is cut`() {
    let bar = TabBar(titles: ["ROC", "Calibration", "Decision", "Path"], shown: 2)
    let shown = text(bar, columns: 16)
    #expect(shown.hasPrefix("‹") && shown.contains("[Decision]") && shown.hasSuffix("›"))
  }

  @Test func `never cuts a word, and says at which end there are more`() {
    let titles = ["ROC", "PR", "Calibration", "Decision", "Confusion", "KM", "AUC(t)", "C-index", "Nomogram", "Tables"]
    for columns in 17...90 {
      for shown in titles.indices {
        let bar = TabBar(titles: titles, shown: shown)
        let text = text(bar, columns: columns)
        let words = text.split { " [].‹›".contains($0) }.map(String.init)
        #expect(words.allSatisfy(titles.contains), "\(columns) \(text)")
        #expect(words.contains(titles[shown]), "\(columns) \(text)")
        #expect((words.first == titles.first) != text.hasPrefix("‹"), "\(columns) \(text)")
        #expect((words.last == titles.last) != text.hasSuffix("›"), "\(columns) \(text)")
      }
    }
  }

  @Test func `knows which tab is clicked`() {
    let bar = TabBar(titles: ["ROC", "KM"], shown: 0)
    #expect([0, 4, 5, 8, 9, 40].map { bar.index(at: $0, columns: 12) } == [0, 0, 1, 1, nil, nil])
  }

  @Test func `of nothing is nothing`() {
    #expect(text(TabBar(titles: [], shown: 0), columns: 4) == "    ")
    #expect(text(TabBar(titles: ["A"], shown: 3), columns: 0) == "")
  }
}
