import Foundation

/// Which way the voxel axes of an image point in the patient, as the nearest anatomical directions.
public struct Orientation: Equatable, Hashable, Sendable {
  /// For each voxel axis the world axis it runs along: 0 left–right, 1 posterior–anterior, 2 inferior–superior.
  /// Always a permutation: no two voxel axes share a world axis.
  public let worldAxis: [Int]
  /// For each voxel axis whether it grows towards right, anterior or superior.
  public let isTowardsPositive: [Bool]
  /// The largest angle in degrees between a voxel axis and its world axis; 0 for an image along the body axes.
  public let obliqueness: Double

  /// The letters towards which x, y and z grow, for example "LPS".
  public var code: String { (0..<3).map { String(letter(towardsEndOf: $0)) }.joined() }

  /// The letter at the far end of a voxel axis: R, L, A, P, S or I.
  public func letter(towardsEndOf axis: Int) -> Character {
    let pair: [(Character, Character)] = [("R", "L"), ("A", "P"), ("S", "I")]
    let (positive, negative) = pair[worldAxis[axis]]
    return isTowardsPositive[axis] ? positive : negative
  }

  /// The letter at the near end of a voxel axis.
  public func letter(towardsStartOf axis: Int) -> Character {
    let opposite: [Character: Character] = ["R": "L", "L": "R", "A": "P", "P": "A", "S": "I", "I": "S"]
    return opposite[letter(towardsEndOf: axis)] ?? "?"
  }

  /// The voxel axis that runs along a world axis (0 left–right, 1 posterior–anterior, 2 inferior–superior).
  public func voxelAxis(alongWorld axis: Int) -> Int { worldAxis.firstIndex(of: axis) ?? axis }

  /// "oblique 12°" when the image is turned by more than half a degree, else nil.
  public var warning: String? {
    obliqueness > 0.5 ? "oblique \(Int(obliqueness.rounded(.up)))°" : nil
  }
}

extension Geometry {
  /// The anatomical orientation by the best joint assignment of voxel axes to world axes: the permutation with the
  /// greatest sum of |direction cosines|. Choosing axis by axis can name one direction twice in oblique images.
  public var orientation: Orientation {
    let permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    var best = permutations[0]
    var bestScore = -Double.infinity
    for candidate in permutations {
      let score = (0..<3).reduce(0.0) { $0 + abs(direction[$1][candidate[$1]]) }
      // A later permutation must be clearly better, so that rounding never decides between two equal ones.
      if score > bestScore + 1e-9 { (best, bestScore) = (candidate, score) }
    }
    let angles = (0..<3).map { acos(min(1, abs(direction[$0][best[$0]]))) * 180 / .pi }
    return Orientation(
      worldAxis: best, isTowardsPositive: (0..<3).map { direction[$0][best[$0]] >= 0 },
      obliqueness: angles.max() ?? 0)
  }
}
