/// How the columns of a table of text share a width.
///
/// Columns of words give way, the widest first and none below `least`, until all stand beside each other. Where they still do
/// not, the last ones follow below in blocks of their own, with the first columns, which tell one row from another, repeated;
/// what room a block then leaves goes back to the words that need it.
public struct FittedColumns: Equatable, Sendable {
  public struct Place: Equatable, Sendable {
    public var column: Int
    public var width: Int
  }

  /// The columns beside each other, block below block.
  public let blocks: [[Place]]

  /// - Parameters:
  ///   - widths: what each column needs.
  ///   - yields: whether a column may have less; numbers never do.
  ///   - keys: how many of the first columns every block begins with.
  ///   - gap: columns between two of them.
  public init(widths: [Int], yields: [Bool], keys: Int, room: Int, least: Int = 22, gap: Int = 2) {
    var shares = widths
    func total(_ columns: [Int]) -> Int { columns.reduce(-gap) { $0 + shares[$1] + gap } }
    let all = Array(widths.indices)
    while total(all) > room,
      let widest = all.filter({ yields[$0] && shares[$0] > least }).max(by: { shares[$0] < shares[$1] })
    {
      shares[widest] -= 1
    }
    let key = Array(all.prefix(keys))
    var blocks = [key]
    for column in all.dropFirst(keys) {
      let last = blocks.count - 1
      if blocks[last] == key || total(blocks[last] + [column]) <= room {
        blocks[last].append(column)
      } else {
        blocks.append(key + [column])
      }
    }
    self.blocks = blocks.map { block in
      var own = block.map { Place(column: $0, width: shares[$0]) }
      var left = room - total(block)
      while left > 0,
        let narrowest = own.indices.filter({ own[$0].width < widths[own[$0].column] })
          .min(by: { own[$0].width < own[$1].width })
      {
        own[narrowest].width += 1
        left -= 1
      }
      return own
    }
  }
}
