internal import Features

/// A direction in the patient.
public enum AnatomicalDirection: String, CaseIterable, Sendable {
  case right, left, anterior, posterior, superior, inferior

  /// The direction in which a world coordinate (0 x, 1 y, 2 z) grows or falls. World coordinates are RAS: x grows
  /// towards the patient's right, y anterior, z superior.
  public init(worldAxis axis: Int, isPositive: Bool) {
    switch axis {
    case 0: self = isPositive ? .right : .left
    case 1: self = isPositive ? .anterior : .posterior
    default: self = isPositive ? .superior : .inferior
    }
  }

  /// R, L, A, P, S or I.
  public var letter: Character {
    switch self {
    case .right: "R"
    case .left: "L"
    case .anterior: "A"
    case .posterior: "P"
    case .superior: "S"
    case .inferior: "I"
    }
  }

  public var opposite: AnatomicalDirection {
    switch self {
    case .right: .left
    case .left: .right
    case .anterior: .posterior
    case .posterior: .anterior
    case .superior: .inferior
    case .inferior: .superior
    }
  }

  /// World axis 0, 1 or 2.
  public var worldAxis: Int {
    switch self {
    case .right, .left: 0
    case .anterior, .posterior: 1
    case .superior, .inferior: 2
    }
  }

  var isPositive: Bool { self == .right || self == .anterior || self == .superior }
}

extension Orientation {
  /// +1 or −1: how the index of the voxel axis along `direction` changes on the way in that direction.
  func step(towards direction: AnatomicalDirection) -> Int {
    isTowardsPositive[voxelAxis(alongWorld: direction.worldAxis)] == direction.isPositive ? 1 : -1
  }
}

/// A position in the patient in words: `R 12.4 A 33.0 I 312.1`, in mm.
public struct PatientPosition: Equatable, Sendable, CustomStringConvertible {
  public let world: SIMD3<Double>

  public init(_ world: SIMD3<Double>) { self.world = world }

  public var description: String {
    (0..<3).map { Self.text(world[$0], axis: $0) }.joined(separator: " ")
  }

  /// Distance to another position in mm, for the ruler between two places.
  public func distance(to other: PatientPosition) -> Double { length(world - other.world) }

  /// The same in so many columns: without decimals where they have no room.
  func text(fitting columns: Int) -> String {
    let exact = description
    guard DisplayWidth.of(exact) > columns else { return exact }
    return (0..<3).map { Self.text(world[$0], axis: $0, decimals: 0) }.joined(separator: " ")
  }

  /// One coordinate with the letter of its side, rounded to a tenth of a millimetre or to whole ones.
  static func text(_ value: Double, axis: Int, decimals: Int = 1) -> String {
    let scale = decimals == 0 ? 1.0 : 10
    let rounded = (value * scale).rounded() / scale
    let letter = AnatomicalDirection(worldAxis: axis, isPositive: rounded >= 0).letter
    return "\(letter) \(NumberText.fixed(abs(rounded), decimals == 0 ? 0 : 1))"
  }
}
