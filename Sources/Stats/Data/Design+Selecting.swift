extension Design {
  /// The position of each name; a later column of the same name is never found.
  var positions: [String: Int] {
    var result: [String: Int] = [:]
    result.reserveCapacity(names.count)
    for (j, name) in names.enumerated() where result[name] == nil { result[name] = j }
    return result
  }

  /// The columns of the given names, in the order of the names.
  public func selecting(columns wanted: [String]) throws(ModelError) -> Design {
    if wanted == names { return self }
    let positions = self.positions
    var indices: [Int] = []
    indices.reserveCapacity(wanted.count)
    for name in wanted {
      guard let j = positions[name] else {
        throw .unknownColumn(name: name, known: names)
      }
      indices.append(j)
    }
    return selecting(columnIndices: indices)
  }

  func selecting(columnIndices: [Int]) -> Design {
    var result: [Double] = []
    result.reserveCapacity(columnIndices.count * rowCount)
    for j in columnIndices { result.append(contentsOf: column(j)) }
    return Design(names: columnIndices.map { names[$0] }, rowCount: rowCount, values: result)
  }

  /// The given rows, in their order; a row may occur more than once.
  public func selecting(rows: [Int]) -> Design {
    var result = [Double](repeating: 0, count: rows.count * columnCount)
    values.withUnsafeBufferPointer { source in
      result.withUnsafeMutableBufferPointer { target in
        for j in 0..<columnCount {
          let from = j * rowCount
          let to = j * rows.count
          for (i, row) in rows.enumerated() {
            precondition(row >= 0 && row < rowCount, "a row number lies outside the design")
            target[to + i] = source[from + row]
          }
        }
      }
    }
    return Design(names: names, rowCount: rows.count, values: result)
  }

  /// This design with further columns on its right; both must have the same rows.
  public func appending(_ other: Design) -> Design {
    precondition(columnCount == 0 || other.columnCount == 0 || rowCount == other.rowCount, "designs differ in rows")
    return Design(
      names: names + other.names, rowCount: columnCount == 0 ? other.rowCount : rowCount,
      values: values + other.values)
  }

  /// The first column with a cell that is missing or infinite, or too large to be squared and summed, if any: models
  /// refuse such a design by name.
  func requireFinite() throws(ModelError) {
    for j in 0..<columnCount {
      var bad = 0
      var isLarge = false
      for value in column(j) {
        if !value.isFinite { bad += 1 }
        if value.magnitude > 1e140 { isLarge = true }
      }
      if bad > 0 { throw .missingValues(column: names[j], count: bad) }
      if isLarge { throw .tooLarge(column: names[j]) }
    }
  }
}
