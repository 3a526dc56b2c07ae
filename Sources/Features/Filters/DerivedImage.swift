import Foundation

/// The image types of PyRadiomics 3.0.1: images made from the original before features are computed.
///
/// The maps and their names are PyRadiomics'; IBSI's filters are `Filter`. Largest magnitudes are those of the whole image
/// that is given, not of the region.
public enum DerivedImage: Sendable, Hashable, Codable {
  case original
  /// Laplacian of a Gaussian of `sigma` mm by the recursion of SimpleITK, times σ². The map is named after sigma as it was
  /// written: `log-sigma-2-mm-3D` for 2, `log-sigma-2-0-mm-3D` for 2.0.
  case laplacianOfGaussian(sigma: Double, written: String? = nil)
  /// Undecimated wavelet bands of levels `startLevel` + 1 … `startLevel` + `levels`. As in PyRadiomics, each level filters
  /// the low-pass of the one before with the same kernels, not with wider ones.
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
  /// Local binary patterns of planes.
  case localBinaryPattern2D(LocalBinaryPattern)
  /// Local binary patterns on spheres, at the voxels of the region.
  case localBinaryPattern3D(SphericalBinaryPattern)

  /// A derived image and its name, such as `wavelet-LLH`.
  public struct Map: Sendable {
    public let name: String
    public let image: Volume<Double>
    /// How PyRadiomics holds the map in memory.
    var precision = VoxelPrecision.double
  }

  /// What the image is and what is asked of it, where that makes a difference.
  public struct Context: Sendable {
    /// How PyRadiomics would hold the image in memory, which it rounds to.
    public var precision = VoxelPrecision.double
    /// The axis that planes lie across under `force2D`, which wavelets leave out; nil in three dimensions.
    public var flatAxis: Int?
    /// The axis across which local binary patterns look at planes.
    public var planeNormal = 2
    /// The voxels at which spherical patterns are computed; nil for all.
    public var region: [Bool]?

    public init() {}
  }

  /// Whether maps are sums of products, which rounding keeps from being 0 where they would be.
  var isLinear: Bool {
    switch self {
    case .laplacianOfGaussian, .wavelet: true
    default: false
    }
  }

  /// The maps this type gives; wavelets and spherical patterns give several.
  ///
  /// Voxels without a finite value stay NaN and do not spread.
  public func maps(of image: Volume<Double>, in context: Context = Context()) throws(FilterError) -> [Map] {
    let finite = FiniteVoxels(image.voxels)
    let maps = try mapsOfFinite(Volume(geometry: image.geometry, voxels: finite.voxels), context)
    return maps.map { map in
      Map(
        name: map.name, image: Volume(geometry: image.geometry, voxels: finite.restored(in: map.image.voxels)),
        precision: map.precision)
    }
  }

  private func mapsOfFinite(_ image: Volume<Double>, _ context: Context) throws(FilterError) -> [Map] {
    let size = image.geometry.size
    let magnitude = image.voxels.reduce(0) { max($0, abs($1)) }
    func map(_ name: String, _ transform: (Double) -> Double) -> [Map] {
      [Map(name: name, image: Volume(geometry: image.geometry, voxels: image.voxels.map(transform)))]
    }
    switch self {
    case .original: return [Map(name: "original", image: image, precision: context.precision)]
    case .square:
      // In PyRadiomics' order of arithmetic: the squares of whole numbers often lie on the edge of a bin but for rounding.
      let scale = magnitude > 0 ? 1 / magnitude.squareRoot() : 0
      return map("square") { (scale * $0) * (scale * $0) }
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
      return [Map(name: "gradient", image: gradient(image, spacing: spacing), precision: .single)]
    case .localBinaryPattern2D(let pattern):
      guard pattern.isAllowed else {
        throw FilterError(.binaryPattern(radius: pattern.radius, samples: pattern.samples))
      }
      let map = pattern.map(of: image, normal: context.planeNormal)
      let stored = map.voxels.map(context.precision.wrapped)
      return [
        Map(name: "lbp-2D", image: Volume(geometry: image.geometry, voxels: stored), precision: context.precision)
      ]
    case .localBinaryPattern3D(let pattern):
      guard pattern.isAllowed else { throw FilterError(.sphericalPattern(pattern)) }
      let maps = pattern.maps(
        of: image, region: context.region ?? [Bool](repeating: true, count: image.voxels.count),
        precision: context.precision)
      return maps.enumerated().map { index, map in
        Map(name: index < pattern.levels ? "lbp-3D-m\(index + 1)" : "lbp-3D-k", image: map)
      }
    case .laplacianOfGaussian(let sigma, let written):
      guard sigma.isFinite, sigma > 0, sigma <= 1000 else { throw FilterError(.sigma(sigma)) }
      for axis in 0..<3 {
        let needed = max(4, Int((sigma / image.geometry.spacing[axis]).rounded(.up)) + 1)
        if size[axis] < needed { throw FilterError(.imageTooSmall(axis: axis, count: size[axis], needed: needed)) }
      }
      let name = "log-sigma-" + (written ?? "\(sigma)").replacing(".", with: "-") + "-mm-3D"
      return [Map(name: name, image: laplacianOfGaussian(image, sigma: sigma), precision: .single)]
    case .wavelet(let family, let levels, let startLevel):
      guard (1...8).contains(levels) else { throw FilterError(.level(levels)) }
      guard (0...8).contains(startLevel) else { throw FilterError(.level(startLevel)) }
      let axes = (0..<3).filter { $0 != context.flatAxis }
      // PyWavelets filters images of 32-bit numbers in 32 bits.
      return context.precision == .single
        ? wavelets(image, Float.self, family: family, levels: levels, startLevel: startLevel, axes: axes)
        : wavelets(image, Double.self, family: family, levels: levels, startLevel: startLevel, axes: axes)
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

  private func wavelets<Scalar: BinaryFloatingPoint & Sendable>(
    _ image: Volume<Double>, _: Scalar.Type, family: WaveletFamily, levels: Int, startLevel: Int, axes: [Int]
  ) -> [Map] {
    let size = image.geometry.size
    // The stationary transform needs even lengths: odd axes get their first plane again at the end.
    let padded = SIMD3(size.x + size.x % 2, size.y + size.y % 2, size.z + size.z % 2)
    var current = [Scalar](repeating: 0, count: padded.x * padded.y * padded.z)
    for z in 0..<padded.z {
      for y in 0..<padded.y {
        for x in 0..<padded.x {
          current[x + padded.x * (y + padded.y * z)] = Scalar(
            image[x % size.x, y % size.y, z % size.z])
        }
      }
    }
    func cropped(_ voxels: [Scalar]) -> Volume<Double> {
      var result: [Double] = []
      result.reserveCapacity(image.voxels.count)
      for z in 0..<size.z {
        for y in 0..<size.y {
          let start = padded.x * (y + padded.y * z)
          for voxel in voxels[start..<start + size.x] { result.append(Double(voxel)) }
        }
      }
      return Volume(geometry: image.geometry, voxels: result)
    }
    for _ in 0..<startLevel {
      for axis in axes { current = convolved(current, padded, family.lowPass, axis: axis) }
    }
    var maps: [Map] = []
    for step in 1...levels {
      let prefix = step == 1 ? "wavelet-" : "wavelet\(step)-"
      var bands: [(name: String, voxels: [Scalar])] = [("", current)]
      for axis in axes {
        bands = bands.flatMap { band in
          [
            (band.name + "L", convolved(band.voxels, padded, family.lowPass, axis: axis)),
            (band.name + "H", convolved(band.voxels, padded, family.highPass, axis: axis)),
          ]
        }
      }
      let wanted = step == levels ? Array(bands.dropFirst()) + [bands[0]] : Array(bands.dropFirst())
      for band in wanted {
        maps.append(
          Map(
            name: prefix + band.name, image: cropped(band.voxels),
            precision: Scalar.self == Float.self ? .single : .double))
      }
      current = bands[0].voxels
    }
    return maps
  }

  /// Periodic convolution along one axis.
  private func convolved<Scalar: BinaryFloatingPoint & Sendable>(
    _ voxels: [Scalar], _ size: SIMD3<Int>, _ kernel: Kernel, axis: Int
  ) -> [Scalar] {
    let count = size[axis]
    let stride = axis == 0 ? 1 : axis == 1 ? size.x : size.x * size.y
    var result = [Scalar](repeating: 0, count: voxels.count)
    let block = stride * count
    for (tap, weight) in kernel.weights.enumerated() where weight != 0 {
      let weight = Scalar(weight)
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
