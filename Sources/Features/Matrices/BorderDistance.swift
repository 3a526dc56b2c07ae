/// How many city-block steps lead from each voxel of the morphological mask out of it: 1 at the border. The edge of the
/// image counts as border, because outside the image is outside the mask.
struct BorderDistance {
  /// Steps per place of the padded grid; 1 for places outside, so that no zone falls off the matrix.
  let steps: [Int32]

  /// - Parameter isVolumetric: steps along x, y and z; otherwise within the slice only.
  init(_ image: LevelImage, _ grid: LevelGrid, isVolumetric: Bool) {
    // Two sweeps are exact for city-block distance: a shortest way out never needs to turn back.
    var steps = [Int32](repeating: 0, count: grid.ranks.count)
    let (right, below) = (grid.strideY, grid.strideZ)
    let size = image.size
    steps.withUnsafeMutableBufferPointer { steps in
      image.isMorphological.withUnsafeBufferPointer { isInside in
        for z in 0..<size.z {
          for y in 0..<size.y {
            let source = size.x * (y + size.y * z)
            let target = grid.offset([grid.margin, y + grid.margin, z + grid.margin])
            for x in 0..<size.x where isInside[source + x] {
              let place = target + x
              var nearest = min(steps[place - 1], steps[place - right])
              if isVolumetric { nearest = min(nearest, steps[place - below]) }
              steps[place] = nearest + 1
            }
          }
        }
        for z in stride(from: size.z - 1, through: 0, by: -1) {
          for y in stride(from: size.y - 1, through: 0, by: -1) {
            let target = grid.offset([grid.margin, y + grid.margin, z + grid.margin])
            for x in stride(from: size.x - 1, through: 0, by: -1) where steps[target + x] != 0 {
              let place = target + x
              var nearest = min(steps[place + 1], steps[place + right])
              if isVolumetric { nearest = min(nearest, steps[place + below]) }
              steps[place] = min(steps[place], nearest + 1)
            }
          }
        }
        for place in steps.indices where steps[place] == 0 { steps[place] = 1 }
      }
    }
    self.steps = steps
  }
}
