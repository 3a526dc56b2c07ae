/// A convolutional filter of the IBSI 2 manual (arXiv 2006.05470): an image in, a response map of the same geometry out.
///
/// Lengths are in mm, angles in degrees; both become voxels through the spacing of the image. In two dimensions each
/// axial slice is filtered by itself.
///
/// ```swift
/// let filter = Filter(.laplacianOfGaussian(sigma: 1.5, truncation: 4), dimensions: .three, boundary: .reflect)
/// let response = try filter.response(to: image)
/// ```
public struct Filter: Sendable, Hashable {
  public var kind: Kind
  public var dimensions: Dimensions
  public var boundary: Boundary

  public init(_ kind: Kind, dimensions: Dimensions, boundary: Boundary = .reflect) {
    self.kind = kind
    self.dimensions = dimensions
    self.boundary = boundary
  }

  public enum Dimensions: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Each axial slice by itself.
    case two = 2
    /// The volume.
    case three = 3
  }

  public enum Kind: Sendable, Hashable {
    /// The image itself.
    case identity
    /// Mean over a cube of `size` voxels a side (odd). IBSI S60F.
    case mean(size: Int)
    /// Laplacian of a Gaussian of standard deviation `sigma` mm, cut off at `truncation` standard deviations.
    /// Bright blobs of radius about sigma·√(dimensions) respond below 0. IBSI L6PA.
    case laplacianOfGaussian(sigma: Double, truncation: Double)
    /// Laws' kernels, one per axis, such as E5 L5 S5; optionally in all orientations; optionally the texture energy, the
    /// mean absolute response within `energyDistance` voxels. IBSI JTXT.
    case laws(kernels: [LawsKernel], orientations: Pooling?, energyDistance: Int?)
    /// Modulus of the response to Gabor's wave packet in a plane. IBSI Q88H.
    case gabor(GaborParameters)
    /// One band, such as LHL (low-pass along x, high-pass along y …), of an undecimated wavelet decomposition; from the
    /// second level on, the previous levels' low-pass goes first. IBSI 25BO.
    case separableWavelet(family: WaveletFamily, band: String, level: Int, orientations: Pooling?)
    /// Simoncelli's radial band-pass, level 1 the finest. IBSI PRT7.
    case simoncelli(level: Int)
    /// The Riesz transform of `order` (one exponent per axis) of another filter's response; optionally along axes that
    /// follow the image, found with a window of `alignment` mm (`RieszAlignment`). IBSI AYRS.
    case riesz(order: [Int], of: RieszBase, alignment: Double? = nil)
  }

  public struct GaborParameters: Sendable, Hashable {
    /// Standard deviation of the envelope along the wave, mm.
    public var sigma: Double
    /// σ along the wave over σ across it.
    public var gamma: Double
    /// Wavelength, mm.
    public var lambda: Double
    /// Direction of the wave in the plane, degrees from the first axis towards the second.
    public var theta: Double
    /// Pools the responses at theta, theta + step, … over a full turn; nil for one direction.
    public var thetaStep: Double?
    public var pooling: Pooling
    /// Pools axial, coronal and sagittal planes; otherwise axial planes only.
    public var hasOrthogonalPlanes: Bool

    public init(
      sigma: Double, gamma: Double, lambda: Double, theta: Double, thetaStep: Double? = nil,
      pooling: Pooling = .mean, hasOrthogonalPlanes: Bool = false
    ) {
      self.sigma = sigma
      self.gamma = gamma
      self.lambda = lambda
      self.theta = theta
      self.thetaStep = thetaStep
      self.pooling = pooling
      self.hasOrthogonalPlanes = hasOrthogonalPlanes
    }
  }

  public enum RieszBase: Sendable, Hashable {
    case laplacianOfGaussian(sigma: Double, truncation: Double)
    case simoncelli(level: Int)
  }

  /// The response map: as many voxels, the same geometry. Voxels without a finite value stay NaN and do not spread.
  public func response(to image: Volume<Float>) throws(FilterError) -> Volume<Float> {
    let size = image.geometry.size
    let spacing = image.geometry.spacing
    try validate(spacing: spacing)
    try checkWidth(on: image.geometry)
    let finite = FiniteVoxels(image.voxels)
    let grid = FilterGrid(size: size, voxels: finite.voxels)
    let response: FilterGrid
    switch kind {
    case .identity: return image
    case .mean(let count):
      response = grid.convolved([Kernel](repeating: .box(count), count: dimensions.rawValue), boundary: boundary)
    case .laplacianOfGaussian(let sigma, let truncation):
      response = laplacianOfGaussian(grid, spacing: spacing, sigma: sigma, truncation: truncation)
    case .laws(let laws, let orientations, let energyDistance):
      let kernels = laws.map(\.kernel)
      var result =
        if let orientations {
          grid.convolvedInAllOrientations([kernels], boundary: boundary, pooling: orientations)
        } else {
          grid.convolved(kernels, boundary: boundary)
        }
      if let energyDistance {
        result.voxels = result.voxels.map { abs($0) }
        let box = Kernel.box(2 * energyDistance + 1)
        result = result.convolved([Kernel](repeating: box, count: dimensions.rawValue), boundary: boundary)
      }
      response = result
    case .gabor(let parameters):
      response = try GaborFilter(parameters, isVolumetric: dimensions == .three, boundary: boundary)
        .response(to: grid, spacing: spacing)
    case .separableWavelet(let family, let band, let level, let orientations):
      response = wavelet(grid, family: family, band: band, level: level, orientations: orientations)
    case .simoncelli(let level):
      response = FrequencyFilter(axes: dimensions.rawValue, boundary: boundary, level: level).response(to: grid)
    case .riesz(let order, let base, let alignment):
      response = riesz(grid, spacing: spacing, order: order, of: base, alignment: alignment)
    }
    return Volume(geometry: image.geometry, voxels: finite.restored(in: response.voxels))
  }

  /// What a reader should know of a response on voxels of these edges in mm; nil where there is nothing.
  ///
  /// IBSI 2 defines its filters for voxels of equal edges along the axes they act on, and leaves the rest open: a Laplacian of
  /// a Gaussian, for example, adds second derivatives per voxel, not per mm.
  public func caution(spacing: SIMD3<Double>) -> String? {
    let edges = (0..<dimensions.rawValue).map { spacing[$0] }
    guard kind != .identity, let shortest = edges.min(), let longest = edges.max(), longest > 1.01 * shortest
    else { return nil }
    return "the filter saw voxels of \(Geometry.text(spacing)) mm, but IBSI 2 defines filters for equal edges; "
      + "interpolate first"
  }

  /// How many voxels away along each axis the response still depends on the image; nil when there is no such limit.
  ///
  /// Inside a region, the response to the image cropped to the region's box grown by this much (and clipped to the
  /// image) is that to the whole image.
  public func reach(spacing: SIMD3<Double>) -> SIMD3<Int>? {
    var reach = SIMD3(repeating: 0)
    let axes = 0..<dimensions.rawValue
    switch kind {
    case .identity: break
    case .mean(let size): for axis in axes { reach[axis] = size / 2 }
    case .laplacianOfGaussian(let sigma, let truncation):
      guard sigma.isFinite, sigma > 0, sigma <= 1000, truncation.isFinite, truncation > 0, truncation <= 20 else {
        return nil
      }
      for axis in axes { reach[axis] = Int((truncation * sigma / spacing[axis] + 0.5).rounded(.down)) }
    case .laws(let kernels, _, let energyDistance):
      let longest = kernels.map { $0.kernel.weights.count / 2 }.max() ?? 0
      for axis in axes { reach[axis] = longest + max(0, energyDistance ?? 0) }
    case .separableWavelet(let family, _, let level, _):
      guard (1...8).contains(level) else { return nil }
      // Each level doubles the gaps between the weights.
      for axis in axes { reach[axis] = family.lowPass.weights.count / 2 * ((1 << level) - 1) }
    case .gabor, .simoncelli, .riesz: return nil
    }
    return reach
  }

  /// ∂²/∂x² + ∂²/∂y² (+ ∂²/∂z²) of the Gaussian: each term is separable.
  private func laplacianOfGaussian(
    _ grid: FilterGrid, spacing: SIMD3<Double>, sigma: Double, truncation: Double
  ) -> FilterGrid {
    let axes = 0..<dimensions.rawValue
    let smooth = axes.map { Kernel.gaussian(sigma: sigma / spacing[$0], truncation: truncation) }
    let curved = axes.map { Kernel.gaussianCurvature(sigma: sigma / spacing[$0], truncation: truncation) }
    // Smoothing along x serves the terms of y and z; the sum of those two is taken before nothing else is left to do.
    var sum = FilterGrid(size: grid.size, voxels: [Float](repeating: 0, count: grid.voxels.count))
    let smoothX = grid.convolved(smooth[0], axis: 0, boundary: boundary)
    for term in axes {
      var part = term == 0 ? grid.convolved(curved[0], axis: 0, boundary: boundary) : smoothX
      for axis in axes.dropFirst() {
        part = part.convolved(axis == term ? curved[axis] : smooth[axis], axis: axis, boundary: boundary)
      }
      for index in sum.voxels.indices { sum.voxels[index] += part.voxels[index] }
    }
    return sum
  }

  private func riesz(
    _ grid: FilterGrid, spacing: SIMD3<Double>, order: [Int], of base: RieszBase, alignment: Double?
  ) -> FilterGrid {
    let axes = dimensions.rawValue
    let transform: ([Int]) -> FilterGrid
    switch base {
    case .laplacianOfGaussian(let sigma, let truncation):
      let blobs = laplacianOfGaussian(grid, spacing: spacing, sigma: sigma, truncation: truncation)
      transform = { FrequencyFilter(axes: axes, boundary: boundary, order: $0).response(to: blobs) }
    case .simoncelli(let level):
      transform = { FrequencyFilter(axes: axes, boundary: boundary, level: level, order: $0).response(to: grid) }
    }
    guard let alignment else { return transform(order) }
    return RieszAlignment(axes: axes, order: order, boundary: boundary, window: alignment / spacing)
      .response(transform: transform)
  }

  private func wavelet(
    _ grid: FilterGrid, family: WaveletFamily, band: String, level: Int, orientations: Pooling?
  ) -> FilterGrid {
    var stages: [[Kernel]] = []
    for depth in 0..<level {
      let isLast = depth == level - 1
      stages.append(
        band.map { (isLast && $0 == "H" ? family.highPass : family.lowPass).spread(depth) })
    }
    if let orientations {
      return grid.convolvedInAllOrientations(stages, boundary: boundary, pooling: orientations)
    }
    return stages.reduce(grid) { $0.convolved($1, boundary: boundary) }
  }

  /// Gaussians narrower than this many voxels leave nothing but their peak, whose height means nothing.
  private static let narrowest = 0.01

  /// Kernels that reach fewer voxels than this are computed on any image: it takes a moment.
  private static let farReach = 1024

  /// A kernel whose standard deviation is longer than the whole image along an axis sees little but the image's
  /// continuation beyond its border, at a cost that grows with the kernel: a sigma in the wrong unit, or a spacing that
  /// is not in mm. It is refused where it reaches `farReach` voxels, for then it takes seconds to hours, or more memory
  /// than there is.
  private func checkWidth(on geometry: Geometry) throws(FilterError) {
    let (width, truncation): (Double, Double)
    switch kind {
    case .identity, .mean, .laws, .separableWavelet, .simoncelli: return
    case .laplacianOfGaussian(let sigma, let cut): (width, truncation) = (sigma, cut)
    case .gabor(let gabor):
      (width, truncation) = (gabor.sigma * max(1, 1 / gabor.gamma), GaborFilter.truncation)
    case .riesz(_, let base, let alignment):
      // Of the blobs and the window the wider one.
      switch base {
      case .laplacianOfGaussian(let sigma, let cut) where sigma * cut > (alignment ?? 0) * RieszAlignment.truncation:
        (width, truncation) = (sigma, cut)
      case .laplacianOfGaussian, .simoncelli: (width, truncation) = (alignment ?? 0, RieszAlignment.truncation)
      }
    }
    let isVolumetric =
      if case .gabor(let gabor) = kind { dimensions == .three && gabor.hasOrthogonalPlanes } else {
        dimensions == .three
      }
    for axis in 0..<(isVolumetric ? 3 : 2) {
      let (edge, extent) = (geometry.spacing[axis], Double(geometry.size[axis]) * geometry.spacing[axis])
      guard width > extent, width * truncation > Double(Self.farReach) * edge else { continue }
      throw FilterError(.widerThanImage(width, axis: axis, extent: extent))
    }
  }

  private func validate(spacing: SIMD3<Double>) throws(FilterError) {
    let axes = dimensions.rawValue
    let edge = (0..<axes).reduce(0) { max($0, spacing[$1]) }
    func require(_ condition: Bool, _ problem: FilterError.Problem) throws(FilterError) {
      if !condition { throw FilterError(problem) }
    }
    func requireWidth(_ deviation: Double, otherwise problem: FilterError.Problem) throws(FilterError) {
      try require(deviation.isFinite && deviation > 0 && deviation <= 1000, problem)
      try require(deviation >= Self.narrowest * edge, .narrow(deviation, edge: edge))
    }
    func requireGaussian(_ sigma: Double, _ truncation: Double) throws(FilterError) {
      try requireWidth(sigma, otherwise: .sigma(sigma))
      try require(truncation.isFinite && truncation > 0 && truncation <= 20, .truncation(truncation))
    }
    switch kind {
    case .identity: break
    case .mean(let size): try require(size > 0 && size % 2 == 1 && size < 1000, .size(size))
    case .laplacianOfGaussian(let sigma, let truncation): try requireGaussian(sigma, truncation)
    case .laws(let kernels, _, let energyDistance):
      try require(kernels.count == axes, .kernelCount(kernels.count, axes: axes))
      try require((0...500).contains(energyDistance ?? 0), .energyDistance(energyDistance ?? 0))
    case .gabor(let gabor):
      try requireGaussian(gabor.sigma, 1)
      try require(gabor.gamma.isFinite && gabor.gamma >= 0.01 && gabor.gamma <= 100, .gamma(gabor.gamma))
      try require(gabor.lambda.isFinite && gabor.lambda > 0, .lambda(gabor.lambda))
      try require(gabor.theta.isFinite, .theta(gabor.theta))
      if let step = gabor.thetaStep { try require(step.isFinite && step >= 0.5 && step <= 360, .theta(step)) }
    case .separableWavelet(_, let band, let level, _):
      try require(band.count == axes && band.allSatisfy { "LH".contains($0) }, .band(band, axes: axes))
      try require((1...8).contains(level), .level(level))
    case .simoncelli(let level): try require((1...12).contains(level), .level(level))
    case .riesz(let order, let base, let alignment):
      let isAllowed = order.count == axes && order.allSatisfy { (0...8).contains($0) } && order.contains { $0 > 0 }
      try require(isAllowed, .order(order, axes: axes))
      if let alignment {
        try requireWidth(alignment, otherwise: .alignment(alignment))
        try require(order.reduce(0, +) <= 4, .alignedOrder(order))
      }
      switch base {
      case .laplacianOfGaussian(let sigma, let truncation): try requireGaussian(sigma, truncation)
      case .simoncelli(let level): try require((1...12).contains(level), .level(level))
      }
    }
  }
}

/// A filter whose parameters make no sense.
public struct FilterError: Error, Equatable, Sendable, CustomStringConvertible {
  public let problem: Problem

  public init(_ problem: Problem) { self.problem = problem }

  public enum Problem: Equatable, Sendable {
    case size(Int)
    case sigma(Double)
    case truncation(Double)
    case kernelCount(Int, axes: Int)
    case energyDistance(Int)
    case gamma(Double)
    case lambda(Double)
    case theta(Double)
    case band(String, axes: Int)
    case level(Int)
    case order([Int], axes: Int)
    case alignment(Double)
    case alignedOrder([Int])
    case imageTooSmall(axis: Int, count: Int, needed: Int)
    case binaryPattern(radius: Double, samples: Int)
    case sphericalPattern(SphericalBinaryPattern)
    case tooManyVoxels(Int)
    case kernelTooWide(reach: Int, angles: Int)
    case narrow(Double, edge: Double)
    case widerThanImage(Double, axis: Int, extent: Double)
  }

  public var description: String {
    switch problem {
    case .size(let size): "A mean filter has an odd number of voxels a side, below 1000, not \(size)."
    case .sigma(let sigma): "sigma is a length in mm above 0 and at most 1000, not \(sigma)."
    case .truncation(let truncation):
      "The kernel is cut off at a number of standard deviations above 0 and at most 20, not \(truncation)."
    case .kernelCount(let count, let axes):
      "A \(axes)D Laws filter needs \(axes) kernels, such as \(axes == 2 ? "L5E5" : "L5E5E5"), not \(count)."
    case .energyDistance(let distance): "The distance of the energy map is 0 to 500 voxels, not \(distance)."
    case .gamma(let gamma): "gamma is a ratio from 0.01 to 100, not \(gamma)."
    case .lambda(let lambda): "lambda is a length in mm above 0, not \(lambda)."
    case .theta(let theta): "theta is an angle in degrees, its step 0.5 to 360, not \(theta)."
    case .band(let band, let axes):
      "A \(axes)D wavelet band is \(axes) letters L or H, such as \(axes == 2 ? "LH" : "LHL"), not \"\(band)\"."
    case .level(let level): "There is no decomposition level \(level); levels start at 1, the finest."
    case .order(let order, let axes):
      "A \(axes)D Riesz transform needs \(axes) exponents from 0 to 8, not all 0, not \(order)."
    case .alignment(let alignment):
      "The window that a Riesz transform is aligned by is a length in mm above 0 and at most 1000, not \(alignment)."
    case .alignedOrder(let order): "The exponents of an aligned Riesz transform add up to 4 at most, not \(order)."
    case .binaryPattern(let radius, let samples):
      "A local binary pattern has a radius in voxels above 0 and at most 100, not \(radius), "
        + "and 1 to 52 points, not \(samples)."
    case .sphericalPattern(let pattern):
      "A spherical pattern has 1 to 8 levels, not \(pattern.levels), a radius in voxels above 0 and at most 100, not "
        + "\(pattern.radius), and 0 to 3 subdivisions, not \(pattern.subdivisions)."
    case .tooManyVoxels(let count):
      "The interpolated image would have \(count == Int.max ? "far too many" : "\(count)") voxels; use larger voxels."
    case .kernelTooWide(let reach, let angles):
      "The kernel reaches \(reach) voxels to each side, at \(angles) angles, which takes too much memory; use a smaller sigma, "
        + "a larger gamma or a larger theta_step."
    case .narrow(let width, let edge):
      "A standard deviation of \(width) mm is less than a hundredth of a voxel of \(edge) mm; use a larger one."
    case .widerThanImage(let width, let axis, let extent):
      // As a Float, 160 voxels of 1e-6 mm are 0.00016 mm.
      "A standard deviation of \(width) mm is wider than the whole image, \(Float(extent)) mm along "
        + "\(["x", "y", "z"][axis]), so that the kernel would see little of it; use a smaller one, or check the image's "
        + "spacing, which is in mm."
    case .imageTooSmall(let axis, let count, let needed):
      "The image has \(count) voxels along \(["x", "y", "z"][axis]), but this filter needs at least \(needed)."
    }
  }
}
