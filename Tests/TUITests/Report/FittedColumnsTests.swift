import Testing

@testable import TUI

@Suite struct `Columns of a table of text` {
  private func widths(_ columns: FittedColumns) -> [[Int]] { columns.blocks.map { $0.map(\.width) } }
  private func columns(_ columns: FittedColumns) -> [[Int]] { columns.blocks.map { $0.map(\.column) } }

  @Test func `what fits keeps what it needs`() {
    let fitted = FittedColumns(widths: [10, 30, 6], yields: [true, true, false], keys: 1, room: 50)
    #expect(widths(fitted) == [[10, 30, 6]])
  }

  @Test func `words give way, the widest first, until all stand beside each other`() {
    let fitted = FittedColumns(widths: [10, 40, 26, 6], yields: [true, true, true, false], keys: 1, room: 74)
    // 88 columns in 74: fourteen less, all from the widest.
    #expect(widths(fitted) == [[10, 26, 26, 6]])
  }

  @Test func `a block that has room gives it back to the words that need it`() {
    let fitted = FittedColumns(
      widths: [10, 60, 20, 20, 20, 20], yields: [true, true, false, false, false, false], keys: 1, room: 80)
    #expect(columns(fitted) == [[0, 1, 2, 3], [0, 4, 5]])
    // Of the first block 10 + 22 + 20 + 20 and three gaps are 78: two are left.
    #expect(widths(fitted) == [[10, 24, 20, 20], [10, 20, 20]])
  }

  @Test func `one long text has the whole width of its block`() {
    let fitted = FittedColumns(
      widths: [8, 90, 30, 30, 30], yields: [true, true, false, false, false], keys: 1, room: 60)
    #expect(columns(fitted) == [[0, 1], [0, 2], [0, 3], [0, 4]])
    #expect(widths(fitted)[0] == [8, 50])
  }

  @Test func `nothing to show is no trap`() {
    #expect(FittedColumns(widths: [], yields: [], keys: 1, room: 10).blocks == [[]])
    #expect(widths(FittedColumns(widths: [30], yields: [false], keys: 1, room: 0)) == [[30]])
  }
}
