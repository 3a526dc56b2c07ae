/// How a filter is written in a settings file: its name, then its parameters, all on one level.
///
///     filter: {name: laplacian_of_gaussian, dimensions: 3, boundary: reflect, sigma: 1.5, truncation: 4}
///     filter: {name: laws, dimensions: 2, kernels: L5E5, rotation: max, energy_distance: 7}
///     filter: {name: riesz, dimensions: 3, order: [1, 0, 0], of: laplacian_of_gaussian, sigma: 3, truncation: 4}
extension Filter: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, dimensions, boundary, size, sigma, truncation, kernels, rotation
    case energyDistance = "energy_distance"
    case gamma, lambda, theta
    case thetaStep = "theta_step"
    case pooling
    case orthogonalPlanes = "orthogonal_planes"
    case wavelet, band, level, order, of, alignment
  }

  /// The keys of a filter in a settings file that mean something for one name; all for a word that is none.
  ///
  /// - Parameter base: what a Riesz transform is of.
  public static func keys(of name: String, base: String? = nil) -> [String] {
    let own: [CodingKeys] =
      switch Name(rawValue: name) {
      case .identity: []
      case .mean: [.size]
      case .laplacianOfGaussian: [.sigma, .truncation]
      case .laws: [.kernels, .rotation, .energyDistance]
      case .gabor: [.sigma, .gamma, .lambda, .theta, .thetaStep, .pooling, .orthogonalPlanes]
      case .separableWavelet: [.wavelet, .band, .level, .rotation]
      case .simoncelli: [.level]
      case .riesz:
        switch base.flatMap(Name.init(rawValue:)) {
        case .laplacianOfGaussian: [.order, .of, .alignment, .sigma, .truncation]
        case .simoncelli: [.order, .of, .alignment, .level]
        default: [.order, .of, .alignment, .sigma, .truncation, .level]
        }
      case nil: CodingKeys.allCases
      }
    let common: [CodingKeys] = [.name, .dimensions, .boundary]
    return (common + own.filter { !common.contains($0) }).map(\.rawValue)
  }

  /// The names of filters.
  public enum Name: String, Codable, CaseIterable, Sendable {
    case identity, mean
    case laplacianOfGaussian = "laplacian_of_gaussian"
    case laws, gabor
    case separableWavelet = "separable_wavelet"
    case simoncelli, riesz
  }

  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    let dimensions = try c.decodeIfPresent(Dimensions.self, forKey: .dimensions) ?? .three
    let boundary = try c.decodeIfPresent(Boundary.self, forKey: .boundary) ?? .reflect
    let kind: Kind
    switch try c.decode(Name.self, forKey: .name) {
    case .identity: kind = .identity
    case .mean: kind = .mean(size: try c.decode(Int.self, forKey: .size))
    case .laplacianOfGaussian:
      kind = .laplacianOfGaussian(
        sigma: try c.decode(Double.self, forKey: .sigma),
        truncation: try c.decodeIfPresent(Double.self, forKey: .truncation) ?? 4)
    case .laws:
      let word = try c.decode(String.self, forKey: .kernels)
      guard let kernels = LawsKernel.named(word) else {
        throw DecodingError.dataCorruptedError(
          forKey: .kernels, in: c,
          debugDescription: "kernels are written one after the other, such as L5E5S5, of L3 L5 E3 E5 S3 S5 W5 R5")
      }
      kind = .laws(
        kernels: kernels, orientations: try c.decodeIfPresent(Pooling.self, forKey: .rotation),
        energyDistance: try c.decodeIfPresent(Int.self, forKey: .energyDistance))
    case .gabor:
      kind = .gabor(
        GaborParameters(
          sigma: try c.decode(Double.self, forKey: .sigma),
          gamma: try c.decodeIfPresent(Double.self, forKey: .gamma) ?? 1,
          lambda: try c.decode(Double.self, forKey: .lambda),
          theta: try c.decodeIfPresent(Double.self, forKey: .theta) ?? 0,
          thetaStep: try c.decodeIfPresent(Double.self, forKey: .thetaStep),
          pooling: try c.decodeIfPresent(Pooling.self, forKey: .pooling) ?? .mean,
          hasOrthogonalPlanes: try c.decodeIfPresent(Bool.self, forKey: .orthogonalPlanes) ?? false))
    case .separableWavelet:
      kind = .separableWavelet(
        family: try c.decode(WaveletFamily.self, forKey: .wavelet), band: try c.decode(String.self, forKey: .band),
        level: try c.decodeIfPresent(Int.self, forKey: .level) ?? 1,
        orientations: try c.decodeIfPresent(Pooling.self, forKey: .rotation))
    case .simoncelli: kind = .simoncelli(level: try c.decodeIfPresent(Int.self, forKey: .level) ?? 1)
    case .riesz:
      let order = try c.decode([Int].self, forKey: .order)
      let alignment = try c.decodeIfPresent(Double.self, forKey: .alignment)
      switch try c.decode(Name.self, forKey: .of) {
      case .laplacianOfGaussian:
        kind = .riesz(
          order: order,
          of: .laplacianOfGaussian(
            sigma: try c.decode(Double.self, forKey: .sigma),
            truncation: try c.decodeIfPresent(Double.self, forKey: .truncation) ?? 4),
          alignment: alignment)
      case .simoncelli:
        let level = try c.decodeIfPresent(Int.self, forKey: .level) ?? 1
        kind = .riesz(order: order, of: .simoncelli(level: level), alignment: alignment)
      default:
        throw DecodingError.dataCorruptedError(
          forKey: .of, in: c, debugDescription: "a Riesz transform is of laplacian_of_gaussian or simoncelli")
      }
    }
    if case .gabor(let gabor) = kind, gabor.hasOrthogonalPlanes, dimensions == .two {
      throw DecodingError.dataCorruptedError(
        forKey: .orthogonalPlanes, in: c, debugDescription: "slices have one plane; take dimensions: 3 for all three")
    }
    self.init(kind, dimensions: dimensions, boundary: boundary)
  }

  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: CodingKeys.self)
    try c.encode(dimensions, forKey: .dimensions)
    try c.encode(boundary, forKey: .boundary)
    switch kind {
    case .identity: try c.encode(Name.identity, forKey: .name)
    case .mean(let size):
      try c.encode(Name.mean, forKey: .name)
      try c.encode(size, forKey: .size)
    case .laplacianOfGaussian(let sigma, let truncation):
      try c.encode(Name.laplacianOfGaussian, forKey: .name)
      try c.encode(sigma, forKey: .sigma)
      try c.encode(truncation, forKey: .truncation)
    case .laws(let kernels, let orientations, let energyDistance):
      try c.encode(Name.laws, forKey: .name)
      try c.encode(kernels.map(\.rawValue).joined(), forKey: .kernels)
      try c.encodeIfPresent(orientations, forKey: .rotation)
      try c.encodeIfPresent(energyDistance, forKey: .energyDistance)
    case .gabor(let gabor):
      try c.encode(Name.gabor, forKey: .name)
      try c.encode(gabor.sigma, forKey: .sigma)
      try c.encode(gabor.gamma, forKey: .gamma)
      try c.encode(gabor.lambda, forKey: .lambda)
      try c.encode(gabor.theta, forKey: .theta)
      try c.encodeIfPresent(gabor.thetaStep, forKey: .thetaStep)
      try c.encode(gabor.pooling, forKey: .pooling)
      try c.encode(gabor.hasOrthogonalPlanes, forKey: .orthogonalPlanes)
    case .separableWavelet(let family, let band, let level, let orientations):
      try c.encode(Name.separableWavelet, forKey: .name)
      try c.encode(family, forKey: .wavelet)
      try c.encode(band, forKey: .band)
      try c.encode(level, forKey: .level)
      try c.encodeIfPresent(orientations, forKey: .rotation)
    case .simoncelli(let level):
      try c.encode(Name.simoncelli, forKey: .name)
      try c.encode(level, forKey: .level)
    case .riesz(let order, let base, let alignment):
      try c.encode(Name.riesz, forKey: .name)
      try c.encode(order, forKey: .order)
      try c.encodeIfPresent(alignment, forKey: .alignment)
      switch base {
      case .laplacianOfGaussian(let sigma, let truncation):
        try c.encode(Name.laplacianOfGaussian, forKey: .of)
        try c.encode(sigma, forKey: .sigma)
        try c.encode(truncation, forKey: .truncation)
      case .simoncelli(let level):
        try c.encode(Name.simoncelli, forKey: .of)
        try c.encode(level, forKey: .level)
      }
    }
  }
}
