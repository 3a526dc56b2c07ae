import TestSupport
import Testing

@testable import Features

/// IBSI 2, phase 2: intensity statistics of response maps of the CT phantom.
@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct FilterPhaseTwoTests {
  /// The order of every row below.
  private static let tags = [
    "stat_mean", "stat_var", "stat_skew", "stat_kurt", "stat_median", "stat_min", "stat_p10", "stat_p90", "stat_max",
    "stat_iqr", "stat_range", "stat_mad", "stat_rmad", "stat_medad", "stat_cov", "stat_qcod", "stat_energy", "stat_rms",
  ]

  /// Source of 1 to 7: MIRP 2.7.0, extract_features on PAT1 with the parameters of the table, boundary_condition "mirror",
  /// resegmentation_intensity_range [−1000, 400]; 3D with new_spacing 1, spline_order 3, no anti-aliasing. 8.A and 9.A: the
  /// manual's formula with NumPy's FFT, slice by slice, in double precision.
  private static let computed: [String: [Double]] = [
    "1.A": [
      -46.97564, 53338.75, -2.166831, 3.645064, 41, -1000, -434, 93, 377, 69, 1377, 160.0892, 64.42274,
      121.7435, -4.916417, 1, 6.956403e+09, 235.6808,
    ],
    "1.B": [
      -46.40786, 52636.88, -2.179389, 3.712576, 41, -997, -427, 92, 377, 67, 1374, 158.9222, 63.59698,
      120.5447, -4.943716, 0.943662, 1.960417e+10, 234.0738,
    ],
    "2.A": [
      -49.88164, 46616.93, -2.126575, 3.52767, 38.08, -888.92, -402.316, 79.84, 334.16, 81.99, 1223.08,
      152.5869, 67.7294, 115.8276, -4.328437, 1.849537, 6.149827e+09, 221.5967,
    ],
    "2.B": [
      -49.89296, 44392.74, -2.128615, 3.586259, 37.336, -906.176, -389.3152, 77.248, 316.312, 92.582,
      1222.488, 149.342, 68.1323, 113.8109, -4.222958, 2.972517, 1.677449e+10, 216.5226,
    ],
    "3.A": [
      -2.423427, 555.6943, 0.302421, 7.01648, -0.59428, -177.9314, -27.0456, 13.33779, 190.726, 8.73833,
      368.6574, 13.14428, 4.970813, 12.9032, -9.727205, -2.9221, 7.032957e+07, 23.69741,
    ],
    "3.B": [
      -2.924031, 719.8253, 0.428117, 6.13288, -0.926814, -172.7784, -32.10911, 17.48927, 204.302, 11.42811,
      377.0804, 15.49106, 6.361898, 15.26099, -9.175539, -2.336343, 2.606141e+08, 26.98843,
    ],
    "4.A": [
      148.258, 17953.64, 0.8770553, -0.2787716, 88.71641, 15.45203, 26.87716, 346.9599, 672.2097, 219.2601,
      656.7576, 116.0725, 92.89201, 110.7334, 0.9037706, 0.7730453, 5.001264e+09, 199.8351,
    ],
    "4.B": [
      141.8281, 11118.65, 0.6445404, -0.7106822, 113.1406, 28.46269, 35.57052, 292.6243, 524.8027, 187.6548,
      496.34, 92.44881, 75.91994, 90.81374, 0.7434702, 0.6992571, 1.117554e+10, 176.731,
    ],
    "5.A": [
      102.9942, 1036.231, 1.314005, 2.841666, 97.03685, 31.37233, 68.80321, 144.5649, 353.6986, 37.17888,
      322.3262, 24.20658, 15.75771, 23.70167, 0.312547, 0.1868563, 1.458276e+09, 107.9075,
    ],
    "5.B": [
      40.23785, 230.5148, 1.574634, 4.337565, 37.19042, 9.534573, 24.62695, 59.28655, 174.5454, 17.35087,
      165.0108, 11.27674, 7.308439, 10.99293, 0.3773242, 0.2255168, 6.617902e+08, 43.00696,
    ],
    "6.A": [
      -0.1850478, 427.2793, 0.083694, 7.721823, 0.04559445, -245.1464, -18.84505, 17.71743, 201.6358,
      15.77035, 446.7822, 13.03013, 6.81518, 13.02825, -111.7049, 490.9716, 5.35159e+07, 20.67156,
    ],
    "6.B": [
      -0.1820354, 250.4415, 0.1568743, 8.981389, 0.05754727, -147.5237, -13.78144, 12.14989, 155.005,
      9.348997, 302.5287, 9.257794, 4.212528, 9.25428, -86.93554, -161.9617, 8.962034e+07, 15.82639,
    ],
    "7.A": [
      0.2446529, 1906.87, 0.04691526, 6.21555, 0.06753935, -348.8369, -39.62514, 40.51802, 352.2799,
      28.76296, 701.1168, 26.94567, 13.03676, 26.94506, 178.4885, 104.492, 2.388201e+08, 43.66841,
    ],
    "7.B": [
      -0.04061518, 422.4296, -0.01116632, 5.452144, -0.0164561, -202.8234, -20.56439, 20.4446, 200.7451,
      16.28961, 403.5685, 13.44593, 7.202724, 13.4459, -506.0446, -683.8923, 1.511467e+08, 20.55313,
    ],
    "8.A": [
      0.2476144, 1547.166, -0.04733434, 8.189274, -0.03226224, -395.4387, -33.527, 34.36346, 407.9545,
      24.82211, 803.3932, 23.57641, 11.13087, 23.57453, 158.852, -426.4844, 1.937716e+08, 39.33481,
    ],
    "9.A": [
      2.078315, 4578.679, -0.05960773, 6.108079, 0.1402694, -534.4618, -59.18474, 71.52683, 470.1051,
      34.23863, 1004.567, 40.07111, 17.61993, 39.99688, 32.55807, 46.97756, 5.739656e+08, 67.69785,
    ],
  ]

  /// By preset and tag.
  private static let statistics: [String: [String: Double]] = {
    var statistics: [String: [String: Double]] = [:]
    for test in FilterPresets.phaseTwo {
      guard let settings = ExtractionSettings.preset(test.name),
        let extraction = try? Extractor(settings).extract(
          image: Reference.path("ibsi/PAT1_ct_image.nii.gz"), mask: Reference.path("ibsi/PAT1_ct_mask.nii.gz"))
      else { continue }
      statistics[String(test.name.dropFirst("ibsi2-phase2-".count))] = Dictionary(
        extraction.features.values.compactMap { value in value.number.map { (value.key.tag, $0) } },
        uniquingKeysWith: { first, _ in first })
    }
    return statistics
  }()

  /// Both sides filter in 32 bits: a part in 10⁴, and for what lies near 0 a part in 10⁵ of the map's range. The quartile
  /// coefficient divides by quartiles that nearly cancel: a part in 100.
  @Test(arguments: computed.keys.sorted())
  func `statistics of a response map agree with another computation`(id: String) throws {
    let own = try #require(Self.statistics[id])
    let expected = try #require(Self.computed[id])
    let range = expected[10]
    for (tag, value) in zip(Self.tags, expected) {
      let number = try #require(own[tag], "\(tag)")
      let tolerance = tag == "stat_qcod" ? 1e-2 * abs(value) : 1e-4 * abs(value) + 1e-5 * range
      #expect(abs(number - value) <= tolerance, "\(id) \(tag): \(number), expected \(value)")
    }
  }

  @Test(arguments: ConsensusRow.all)
  func `a statistic lies within the tolerance of the consensus`(row: ConsensusRow) throws {
    let number = try #require(Self.statistics[row.filter]?[row.tag])
    #expect(abs(number - row.value) <= row.tolerance, "\(row): \(number), consensus \(row.value) ± \(row.tolerance)")
  }

  @Test func `every statistic of every preset has a consensus but one`() throws {
    let rows = Set(ConsensusRow.all.map(\.description))
    let computed = Self.statistics.flatMap { filter, statistics in statistics.keys.map { filter + " " + $0 } }
    #expect(computed.filter { !rows.contains($0) } == ["8.B stat_qcod"])
    #expect(rows.subtracting(computed).isEmpty)
    #expect(
      Set(Self.statistics.keys) == Set(FilterPresets.phaseTwo.map { String($0.name.dropFirst("ibsi2-phase2-".count)) }))
  }
}

/// A consensus value of IBSI 2, phase 2. Source: the tables of the IBSI 2 reference manual (arXiv:2006.05470; Whybra et al.,
/// Radiology 2024;310:e231319), which give none for the quartile coefficient of 8.B.
struct ConsensusRow: Sendable, CustomStringConvertible {
  let filter: String
  let tag: String
  let value: Double
  let tolerance: Double

  static let all =
    (try? ReferenceTable(oracle: "ibsi2_phase2.csv"))?.rows.compactMap { row -> ConsensusRow? in
      guard let filter = row["filter_id"], let tag = row["feature_tag"],
        let value = row["reference_value"].flatMap(Double.init), let tolerance = row["tolerance"].flatMap(Double.init)
      else { return nil }
      return ConsensusRow(filter: filter, tag: tag, value: value, tolerance: tolerance)
    } ?? []

  var description: String { filter + " " + tag }
}
