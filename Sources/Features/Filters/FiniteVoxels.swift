/// Voxels without a finite value, bridged before a filter and put back after it: one of them would spread over the whole
/// reach of the kernel, and over the whole image in frequency space or in a recursion.
struct FiniteVoxels<Scalar: BinaryFloatingPoint & Sendable> {
  /// Each non-finite voxel replaced by the last finite one before it in memory, at the start by the first there is; 0
  /// where there is none.
  let voxels: [Scalar]
  private let holes: [Int]

  init(_ given: [Scalar]) {
    let holes = given.indices.filter { !given[$0].isFinite }
    self.holes = holes
    guard !holes.isEmpty else {
      voxels = given
      return
    }
    var bridged = given
    var last = given.first { $0.isFinite } ?? 0
    for index in bridged.indices {
      if bridged[index].isFinite { last = bridged[index] } else { bridged[index] = last }
    }
    voxels = bridged
  }

  var hasHoles: Bool { !holes.isEmpty }

  /// 1 where the image had no finite value, else 0.
  var indicator: [Scalar] {
    var result = [Scalar](repeating: 0, count: voxels.count)
    for hole in holes { result[hole] = 1 }
    return result
  }

  /// The response with NaN where the image had no finite value.
  func restored(in response: [Scalar]) -> [Scalar] {
    guard !holes.isEmpty else { return response }
    var result = response
    for hole in holes { result[hole] = .nan }
    return result
  }
}
