/// A discrete wavelet by its usual name: `haar`, `db1` … `db20`, `sym2` … `sym20`, `coif1` … `coif5`, `dmey`, and the
/// biorthogonal splines `bior1.1` … `bior6.8` with their reverses `rbio1.1` … `rbio6.8`.
///
/// Of an orthogonal wavelet the high-pass follows from the low-pass h of n coefficients: gₖ = (−1)ᵏ⁺¹ h₍ₙ₋₁₋ₖ₎; of a
/// biorthogonal one from the low-pass of its reconstruction.
public struct WaveletFamily: RawRepresentable, Hashable, Codable, Sendable {
  public let rawValue: String
  let lowPass: Kernel
  let highPass: Kernel

  public static let haar = WaveletFamily(orthogonal: "haar", WaveletCoefficients.daubechies[0])
  public static let db2 = WaveletFamily(orthogonal: "db2", WaveletCoefficients.daubechies[1])
  public static let db3 = WaveletFamily(orthogonal: "db3", WaveletCoefficients.daubechies[2])
  public static let coif1 = WaveletFamily(orthogonal: "coif1", WaveletCoefficients.coiflets[0])

  /// nil if there is no such wavelet.
  public init?(rawValue: String) {
    func ordinal(_ prefix: String, from first: Int, in table: [[Double]]) -> [Double]? {
      guard rawValue.hasPrefix(prefix), let number = Int(rawValue.dropFirst(prefix.count)) else { return nil }
      return table.indices.contains(number - first) ? table[number - first] : nil
    }
    if rawValue == "haar" {
      self = .haar
    } else if let low = rawValue == "dmey"
      ? WaveletCoefficients.meyer
      : nil
        ?? ordinal("db", from: 1, in: WaveletCoefficients.daubechies)
        ?? ordinal("sym", from: 2, in: WaveletCoefficients.symlets)
        ?? ordinal("coif", from: 1, in: WaveletCoefficients.coiflets)
    {
      self.init(orthogonal: rawValue, low)
    } else if let spline = WaveletCoefficients.splines[String(rawValue.dropFirst(4))] {
      switch rawValue.prefix(4) {
      case "bior": self.init(rawValue, low: spline.decomposition, partner: spline.reconstruction)
      case "rbio":
        self.init(rawValue, low: spline.reconstruction.reversed(), partner: spline.decomposition.reversed())
      default: return nil
      }
    } else {
      return nil
    }
  }

  /// All names.
  public static var names: [String] {
    ["haar"] + (1...20).map { "db\($0)" } + (2...20).map { "sym\($0)" } + (1...5).map { "coif\($0)" } + ["dmey"]
      + ["bior", "rbio"].flatMap { prefix in WaveletCoefficients.splines.keys.sorted().map { prefix + $0 } }
  }

  private init(orthogonal name: String, _ low: [Double]) { self.init(name, low: low, partner: low.reversed()) }

  private init(_ name: String, low: [Double], partner: [Double]) {
    rawValue = name
    lowPass = Kernel(low)
    highPass = Kernel(partner.enumerated().map { ($0.offset % 2 == 0 ? -1 : 1) * $0.element })
  }
}
