extension RandomAccessCollection where Index == Int {
  /// The first place whose element does not come before what is sought, in an ascending collection; the end where all do.
  ///
  /// - Parameter precedes: whether an element comes before it: true for some of the first, false for all that follow.
  func place(where precedes: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if precedes(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
