/// Orthogonal wavelets by their usual names. Low-pass decomposition coefficients are those of Daubechies, "Ten Lectures on
/// Wavelets" (1992), tables 6.1 and 8.1; they sum to √2. The high-pass follows: gₖ = (−1)ᵏ⁺¹ h₍ₙ₋₁₋ₖ₎.
public enum WaveletFamily: String, Codable, CaseIterable, Sendable {
  case haar
  case db2
  case db3
  case db4
  case coif1

  var lowPass: Kernel {
    switch self {
    case .haar: Kernel([0.7071067811865476, 0.7071067811865476])
    case .db2: Kernel([-0.12940952255126037, 0.2241438680420134, 0.8365163037378079, 0.48296291314453416])
    case .db3:
      Kernel([
        0.03522629188570953, -0.08544127388202666, -0.13501102001025458, 0.45987750211849154, 0.8068915093110925,
        0.33267055295008263,
      ])
    case .db4:
      Kernel([
        -0.010597401785069032, 0.0328830116668852, 0.030841381835560764, -0.18703481171909309, -0.027983769416859854,
        0.6308807679298589, 0.7148465705529157, 0.2303778133088965,
      ])
    case .coif1:
      Kernel([
        -0.015655728135791993, -0.07273261951252645, 0.3848648468648578, 0.8525720202116004, 0.3378976624574818,
        -0.07273261951252645,
      ])
    }
  }

  var highPass: Kernel {
    let low = lowPass.weights
    return Kernel(low.indices.map { ($0 % 2 == 0 ? -1 : 1) * low[low.count - 1 - $0] })
  }
}
