/// Agglomerative clustering by average linkage (UPGMA; Sokal and Michener, 1958): the two clusters whose members are on
/// average nearest are joined, until one is left.
///
///     let clustering = HierarchicalClustering(distances: [[0, 1, 6], [1, 0, 5], [6, 5, 0]])
///     clustering.merges.map(\.height)   // [1, 5.5]
///     clustering.order                  // [2, 0, 1]
public struct HierarchicalClustering: Sendable, Equatable {
  /// Two clusters joined, at the average distance of their members.
  public struct Merge: Sendable, Equatable {
    /// A single item as its index, an earlier merge as `itemCount` + its position.
    public let left: Int
    public let right: Int
    public let height: Double
  }

  public let itemCount: Int
  /// In the order of joining; `itemCount` − 1 of them, heights ascending.
  public let merges: [Merge]

  /// - Parameter distances: symmetric, n × n; a distance that is not a number counts as the largest there is.
  /// - Precondition: every row has as many numbers as there are rows.
  ///
  /// Ties are joined in the order of the items. Time n³/3, memory n²: for hundreds of items, not thousands.
  public init(distances: [[Double]]) {
    let count = distances.count
    precondition(distances.allSatisfy { $0.count == count }, "as many distances in every row as there are rows")
    itemCount = count
    let largest = distances.joined().filter(\.isFinite).max() ?? 0
    var between = distances.map { $0.map { $0.isFinite ? $0 : largest } }
    var names = Array(0..<count)
    var sizes = [Int](repeating: 1, count: count)
    var heights = [Double](repeating: 0, count: count)
    var alive = Array(0..<count)
    var merges: [Merge] = []
    while alive.count > 1 {
      var best = (distance: Double.infinity, a: alive[0], b: alive[1])
      for (position, a) in alive.enumerated() {
        for b in alive[(position + 1)...] where between[a][b] < best.distance { best = (between[a][b], a, b) }
      }
      let (distance, a, b) = best
      // As R's hclust draws it: the tighter cluster stands left, single items before clusters and in their own order.
      let isInOrder = heights[a] != heights[b] ? heights[a] < heights[b] : names[a] < names[b]
      merges.append(
        Merge(left: isInOrder ? names[a] : names[b], right: isInOrder ? names[b] : names[a], height: distance))
      let weight = Double(sizes[a]) / Double(sizes[a] + sizes[b])
      for other in alive where other != a && other != b {
        let joined = weight * between[a][other] + (1 - weight) * between[b][other]
        between[a][other] = joined
        between[other][a] = joined
      }
      sizes[a] += sizes[b]
      heights[a] = distance
      names[a] = count + merges.count - 1
      alive.removeAll { $0 == b }
    }
    self.merges = merges
  }

  /// The items as the leaves of the tree stand side by side.
  public var order: [Int] {
    guard itemCount > 1 else { return Array(0..<itemCount) }
    var leaves: [Int] = []
    var open = [itemCount + merges.count - 1]
    while let next = open.popLast() {
      guard next >= itemCount else {
        leaves.append(next)
        continue
      }
      let merge = merges[next - itemCount]
      open.append(merge.right)
      open.append(merge.left)
    }
    return leaves
  }

  /// The cluster of every item when everything nearer than a height is joined, numbered along the leaves from 0.
  public func clusters(below height: Double) -> [Int] {
    var parent = Array(0..<(itemCount + merges.count))
    for (position, merge) in merges.enumerated() where merge.height < height {
      parent[merge.left] = itemCount + position
      parent[merge.right] = itemCount + position
    }
    func root(_ node: Int) -> Int {
      var node = node
      while parent[node] != node { node = parent[node] }
      return node
    }
    var numbers: [Int: Int] = [:]
    var result = [Int](repeating: 0, count: itemCount)
    for item in order {
      let top = root(item)
      let number = numbers[top] ?? numbers.count
      numbers[top] = number
      result[item] = number
    }
    return result
  }
}
