import Foundation

/// The image types of PyRadiomics 3.0.1: images made from the original before features are computed.
///
/// The maps and their names are PyRadiomics'; IBSI's filters are `Filter`. Largest magnitudes are those of the whole image
/// that is given, not of the region.
public enum DerivedImage: Sendable, Hashable, Codable {
  case original
  /// Laplacian of a Gaussian of `sigma` mm by the recursion of SimpleITK, times σ².
  case laplacianOfGaussian(sigma: Double)
  /// Undecimated wavelet bands (PyWavelets' `swtn`) of levels `startLevel` + 1 … `startLevel` + `levels`.
  case wavelet(family: WaveletFamily, levels: Int, startLevel: Int)
  /// (x / √m)², m the largest magnitude: the range stays.
  case square
  /// sign(x) √(m |x|).
  case squareRoot
  /// sign(x) ln(|x| + 1), scaled back to the range.
  case logarithm
  /// exp(x ln(m) / m).
  case exponential
  /// Magnitude of the gradient by central differences, per mm or per voxel.
  case gradient(usesSpacing: Bool)
  /// Local binary pattern of each axial slice: of `samples` points on a circle of `radius` voxels, how many are at least
  /// as bright as its centre; samples + 1 where bright and dark points alternate more than twice.
  case localBinaryPattern2D(radius: Double, samples: Int)

  /// A derived image and its name, such as `wavelet-LLH`.
  public struct Map: Sendable {
    public let name: String
    public let image: Volume<Double>
  }

  /// The maps this type gives; wavelets give several.
  ///
  /// Voxels without a finite value stay NaN and do not spread.
  ///
  /// - Parameter axes: axes that wavelets act on, x first; PyRadiomics leaves one out under `force2D`.
  public func maps(of image: Volume<Double>, axes: [Int] = [0, 1, 2]) throws(FilterError) -> [Map] {
    let finite = FiniteVoxels(image.voxels)
    let maps = try mapsOfFinite(Volume(geometry: image.geometry, voxels: finite.voxels), axes: axes)
    return maps.map { map in
      Map(
        name: map.name, image: Volume(geometry: image.geometry, voxels: finite.restored(in: map.image.voxels)))
    }
  }

  private func mapsOfFinite(_ image: Volume<Double>, axes: [Int]) throws(FilterError) -> [Map] {
    let size = image.geometry.size
    let magnitude = image.voxels.reduce(0) { max($0, abs($1)) }
    func map(_ name: String, _ transform: (Double) -> Double) -> [Map] {
      [Map(name: name, image: Volume(geometry: image.geometry, voxels: image.voxels.map(transform)))]
    }
    switch self {
    case .original: return [Map(name: "original", image: image)]
    case .square: return map("square") { magnitude > 0 ? $0 * $0 / magnitude : 0 }
    case .squareRoot:
      return map("squareroot") { $0 < 0 ? -(-$0 * magnitude).squareRoot() : ($0 * magnitude).squareRoot() }
    case .logarithm:
      let scale = magnitude > 0 ? magnitude / log(magnitude + 1) : 0
      return map("logarithm") { ($0 < 0 ? -log(1 - $0) : log($0 + 1)) * scale }
    case .exponential:
      let rate = magnitude > 0 ? log(magnitude) / magnitude : 0
      return map("exponential") { exp(rate * $0) }
    case .gradient(let usesSpacing):
      let spacing = usesSpacing ? image.geometry.spacing : SIMD3(repeating: 1)
      return [Map(name: "gradient", image: gradient(image, spacing: spacing))]
    case .localBinaryPattern2D(let radius, let samples):
      guard radius.isFinite, radius > 0, radius <= 100, (1...64).contains(samples) else {
        throw FilterError(.binaryPattern(radius: radius, samples: samples))
      }
      return [Map(name: "lbp-2D", image: localBinaryPattern(image, radius: radius, samples: samples))]
    case .laplacianOfGaussian(let sigma):
      guard sigma.isFinite, sigma > 0, sigma <= 1000 else { throw FilterError(.sigma(sigma)) }
      for axis in 0..<3 {
        let needed = max(4, Int((sigma / image.geometry.spacing[axis]).rounded(.up)) + 1)
        if size[axis] < needed { throw FilterError(.imageTooSmall(axis: axis, count: size[axis], needed: needed)) }
      }
      let name = "log-sigma-" + "\(sigma)".replacing(".", with: "-") + "-mm-3D"
      return [Map(name: name, image: laplacianOfGaussian(image, sigma: sigma))]
    case .wavelet(let family, let levels, let startLevel):
      guard (1...8).contains(levels) else { throw FilterError(.level(levels)) }
      guard (0...8).contains(startLevel) else { throw FilterError(.level(startLevel)) }
      return wavelets(image, family: family, levels: levels, startLevel: startLevel, axes: axes)
    }
  }

  private func gradient(_ image: Volume<Double>, spacing: SIMD3<Double>) -> Volume<Double> {
    let size = image.geometry.size
    let strides = SIMD3(1, size.x, size.x * size.y)
    var result = [Double](repeating: 0, count: image.voxels.count)
    for z in 0..<size.z {
      for y in 0..<size.y {
        for x in 0..<size.x {
          let place = SIMD3(x, y, z)
          let index = image.geometry.index(x: x, y: y, z: z)
          var square = 0.0
          for axis in 0..<3 {
            // Beyond the edge the border voxel goes on.
            let after = place[axis] + 1 < size[axis] ? index + strides[axis] : index
            let before = place[axis] > 0 ? index - strides[axis] : index
            let slope = (image.voxels[after] - image.voxels[before]) / (2 * spacing[axis])
            square += slope * slope
          }
          result[index] = Double(Float(square.squareRoot()))
        }
      }
    }
    return Volume(geometry: image.geometry, voxels: result)
  }

  /// Points of the circle lie between voxels and are interpolated bilinearly; outside the slice is 0 (Ojala, Pietikäinen
  /// & Mäenpää, IEEE Trans Pattern Anal Mach Intell 24 (2002) 971–987, with the rounding of scikit-image).
  private func localBinaryPattern(_ image: Volume<Double>, radius: Double, samples: Int) -> Volume<Double> {
    let size = image.geometry.size
    let circle = (0..<samples).map { sample in
      let angle = 2 * Double.pi * Double(sample) / Double(samples)
      func rounded(_ x: Double) -> Double { (x * 1e5).rounded(.toNearestOrEven) / 1e5 }
      return (x: rounded(radius * cos(angle)), y: rounded(-radius * sin(angle)))
    }
    var result = [Double](repeating: 0, count: image.voxels.count)
    var isBright = [Bool](repeating: false, count: samples)
    for z in 0..<size.z {
      func voxel(_ x: Int, _ y: Int) -> Double {
        x >= 0 && y >= 0 && x < size.x && y < size.y ? image[x, y, z] : 0
      }
      for y in 0..<size.y {
        for x in 0..<size.x {
          let centre = image[x, y, z]
          for (sample, point) in circle.enumerated() {
            let (u, v) = (Double(x) + point.x, Double(y) + point.y)
            let (left, top) = (Int(u.rounded(.down)), Int(v.rounded(.down)))
            let (right, bottom) = (Int(u.rounded(.up)), Int(v.rounded(.up)))
            let (du, dv) = (u - Double(left), v - Double(top))
            let upper = (1 - du) * voxel(left, top) + du * voxel(right, top)
            let lower = (1 - du) * voxel(left, bottom) + du * voxel(right, bottom)
            isBright[sample] = (1 - dv) * upper + dv * lower - centre >= 0
          }
          // Changes are counted along the list of points, whose ends are not compared.
          var changes = 0
          for sample in 1..<max(1, samples) where isBright[sample] != isBright[sample - 1] { changes += 1 }
          let bright = isBright.reduce(0) { $0 + ($1 ? 1 : 0) }
          result[image.geometry.index(x: x, y: y, z: z)] = Double(changes <= 2 ? bright : samples + 1)
        }
      }
    }
    return Volume(geometry: image.geometry, voxels: result)
  }

  private func laplacianOfGaussian(_ image: Volume<Double>, sigma: Double) -> Volume<Double> {
    let size = image.geometry.size
    let spacing = image.geometry.spacing
    var sum = [Double](repeating: 0, count: image.voxels.count)
    for term in 0..<3 {
      var part = image.voxels
      for axis in 0..<3 {
        let recursion = RecursiveGaussian(
          sigma: sigma / spacing[axis], order: axis == term ? .secondDerivative : .smooth)
        part = recursion.filtered(part, size: size, axis: axis)
      }
      let scale = sigma * sigma / (spacing[term] * spacing[term])
      for index in sum.indices { sum[index] += part[index] * scale }
    }
    // SimpleITK gives 32-bit numbers; levels are cut from those.
    return Volume(geometry: image.geometry, voxels: sum.map { Double(Float($0)) })
  }

  private func wavelets(
    _ image: Volume<Double>, family: WaveletFamily, levels: Int, startLevel: Int, axes: [Int]
  ) -> [Map] {
    let size = image.geometry.size
    // The stationary transform needs even lengths: odd axes get their first plane again at the end.
    let padded = SIMD3(size.x + size.x % 2, size.y + size.y % 2, size.z + size.z % 2)
    var current = [Double](repeating: 0, count: padded.x * padded.y * padded.z)
    for z in 0..<padded.z {
      for y in 0..<padded.y {
        for x in 0..<padded.x {
          current[x + padded.x * (y + padded.y * z)] = image[x % size.x, y % size.y, z % size.z]
        }
      }
    }
    func cropped(_ voxels: [Double]) -> Volume<Double> {
      var result: [Double] = []
      result.reserveCapacity(image.voxels.count)
      for z in 0..<size.z {
        for y in 0..<size.y {
          let start = padded.x * (y + padded.y * z)
          result += voxels[start..<start + size.x]
        }
      }
      return Volume(geometry: image.geometry, voxels: result)
    }
    for level in 0..<startLevel {
      for axis in axes { current = convolved(current, padded, family.lowPass.spread(level), axis: axis) }
    }
    var maps: [Map] = []
    for level in startLevel..<startLevel + levels {
      let step = level - startLevel + 1
      let prefix = step == 1 ? "wavelet-" : "wavelet\(step)-"
      var bands: [(name: String, voxels: [Double])] = [("", current)]
      for axis in axes {
        bands = bands.flatMap { band in
          [
            (band.name + "L", convolved(band.voxels, padded, family.lowPass.spread(level), axis: axis)),
            (band.name + "H", convolved(band.voxels, padded, family.highPass.spread(level), axis: axis)),
          ]
        }
      }
      for band in bands.dropFirst() { maps.append(Map(name: prefix + band.name, image: cropped(band.voxels))) }
      current = bands[0].voxels
      if step == levels { maps.append(Map(name: prefix + bands[0].name, image: cropped(current))) }
    }
    return maps
  }

  /// Periodic convolution along one axis in double precision.
  private func convolved(_ voxels: [Double], _ size: SIMD3<Int>, _ kernel: Kernel, axis: Int) -> [Double] {
    let count = size[axis]
    let stride = axis == 0 ? 1 : axis == 1 ? size.x : size.x * size.y
    var result = [Double](repeating: 0, count: voxels.count)
    let block = stride * count
    for (tap, weight) in kernel.weights.enumerated() where weight != 0 {
      let shift = ((kernel.centre - tap) % count + count) % count
      for start in Swift.stride(from: 0, to: voxels.count, by: block) {
        // Along the axis, the first `count − shift` planes come from `shift` further on, the rest from the beginning.
        let split = (count - shift) * stride
        for offset in 0..<split { result[start + offset] += weight * voxels[start + offset + shift * stride] }
        for offset in split..<block { result[start + offset] += weight * voxels[start + offset - split] }
      }
    }
    return result
  }
}
