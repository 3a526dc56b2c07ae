/// Names of tabs in a row, the one that is shown in brackets. Where not all fit, whole names stand there, as many as there is
/// room for, with a sign at every end that has more.
struct TabBar: Equatable {
  var titles: [String]
  var shown: Int

  /// Columns of a sign that there are more.
  private static let sign = 2

  /// Where the visible tabs stand, and whether some are left out at either end.
  func placement(columns: Int) -> (tabs: [(index: Int, column: Int, end: Int)], isCutLeft: Bool, isCutRight: Bool) {
    guard titles.indices.contains(shown) else { return ([], false, false) }
    func width(_ range: ClosedRange<Int>) -> Int { range.reduce(0) { $0 + DisplayWidth.of(titles[$1]) + 2 } }
    func fits(_ range: ClosedRange<Int>) -> Bool {
      let signs = (range.lowerBound > 0 ? Self.sign : 0) + (range.upperBound < titles.count - 1 ? Self.sign : 0)
      return width(range) + signs <= columns
    }
    var first = 0
    while first < shown, !fits(first...shown) { first += 1 }
    var last = shown
    for end in shown..<titles.count where fits(first...end) { last = end }
    var place = first > 0 ? Self.sign : 0
    var tabs: [(index: Int, column: Int, end: Int)] = []
    for index in first...last {
      let end = place + DisplayWidth.of(titles[index]) + 2
      tabs.append((index, place, end))
      place = end
    }
    return (tabs, first > 0, last < titles.count - 1)
  }

  /// The tab at a column; nil beside them.
  func index(at column: Int, columns: Int) -> Int? {
    placement(columns: columns).tabs.first { column >= $0.column && column < $0.end }?.index
  }

  func draw(row: Int, on canvas: inout Canvas) {
    let placement = placement(columns: canvas.columns)
    if placement.isCutLeft { canvas.draw("‹ ", column: 0, row: row, style: .role(.dim)) }
    for tab in placement.tabs {
      let isShown = tab.index == shown
      canvas.draw(
        isShown ? "[\(titles[tab.index])]" : " \(titles[tab.index]) ", column: tab.column, row: row,
        style: isShown ? Style.role(.focus).bold : .role(.dim))
    }
    if placement.isCutRight { canvas.draw("›", endColumn: canvas.columns, row: row, style: .role(.dim)) }
  }
}
