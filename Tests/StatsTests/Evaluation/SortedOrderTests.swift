import Testing

@testable import Stats

@Suite struct SortedOrderTests {
  @Test(arguments: [0, 1, 7, 399, 400, 5000])
  func `numbers of any sign and size come in order, equal ones by row`(_ n: Int) {
    var generator = SeededGenerator(seed: UInt64(n))
    let wide = (0..<n).map { _ in
      let x = (generator.uniform() - 0.5) * (generator.uniform() < 0.5 ? 1e-12 : 1e12)
      return generator.uniform() < 0.2 ? x.rounded() : x
    }
    let close = (0..<n).map { _ in 1e6 + generator.uniform() * 1e-7 }
    let tied = (0..<n).map { _ in (generator.uniform() * 5).rounded() - 2 }
    for values in [wide, close, tied] {
      let order = SortedOrder.ascending(values).map(Int.init)
      let expected = values.indices.sorted { values[$0] == values[$1] ? $0 < $1 : values[$0] < values[$1] }
      #expect(order == expected)
      var keys = values.map(SortedOrder.key)
      SortedOrder.sort(&keys)
      #expect(keys.map(SortedOrder.number) == values.sorted())
    }
  }

  @Test func `a zero with a sign equals zero`() {
    #expect(SortedOrder.key(-0.0) == SortedOrder.key(0))
  }

  @Test func `ranks of ties are their mean`() {
    let midranks = Midranks([3, 1, 3, 2, 3])
    #expect(midranks.ranks == [4, 1, 4, 2, 4])
    #expect(midranks.tieSum == 24)
  }
}
