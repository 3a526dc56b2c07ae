/// Laws' one-dimensional kernels, of unit norm: level, edge, spot, wave, ripple, of 3 or 5 voxels (IBSI 2 manual, table
/// "Laws kernels").
public enum LawsKernel: String, Codable, CaseIterable, Sendable {
  case l3 = "L3"
  case l5 = "L5"
  case e3 = "E3"
  case e5 = "E5"
  case s3 = "S3"
  case s5 = "S5"
  case w5 = "W5"
  case r5 = "R5"

  /// The kernels written one after the other, such as "E5L5S5"; nil if one is unknown.
  public static func named(_ names: String) -> [LawsKernel]? {
    var kernels: [LawsKernel] = []
    var rest = Substring(names)
    while !rest.isEmpty {
      guard let kernel = LawsKernel(rawValue: rest.prefix(2).uppercased()) else { return nil }
      kernels.append(kernel)
      rest = rest.dropFirst(2)
    }
    return kernels
  }

  var kernel: Kernel {
    let weights: [Double] =
      switch self {
      case .l3: [1, 2, 1]
      case .l5: [1, 4, 6, 4, 1]
      case .e3: [-1, 0, 1]
      case .e5: [-1, -2, 0, 2, 1]
      case .s3: [-1, 2, -1]
      case .s5: [-1, 0, 2, 0, -1]
      case .w5: [-1, 2, 0, -2, 1]
      case .r5: [1, -4, 6, -4, 1]
      }
    let norm = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return Kernel(weights.map { $0 / norm })
  }
}
