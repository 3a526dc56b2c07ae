internal import Foundation
internal import Stats

extension SampleCohort {
  /// Lymph-node metastasis of colorectal cancer from CT, after the design of Huang et al., J Clin Oncol 2016;34:2157.
  public static let colorectalLymphNode = SampleCohort(
    name: "crc-lymph-node", title: "Colorectal cancer: lymph-node metastasis",
    summary: "120 synthetic CTs, lymph-node metastasis yes or no, split by surgery date",
    patients: 120, seed: 20_160_625, studyFile: colorectalStudy, readme: colorectalReadme,
    makePatient: colorectalPatient)

  private static func colorectalPatient(index: Int, count: Int, seed: UInt64) -> SyntheticPatient {
    var generator = SeededGenerator(seed: seed, stream: UInt64(index) + 1_000)
    let heterogeneity = generator.normal()
    let volume = generator.normal()
    let cea = generator.normal()
    let age = (62 + 11 * generator.normal()).rounded()
    let isFemale = generator.uniform() < 0.42
    let isRectum = generator.uniform() < 0.45
    let logit = -0.35 + 1.5 * heterogeneity + 0.6 * cea
    let isPositive = generator.uniform() < 1 / (1 + exp(-logit))
    let isSeen = generator.uniform() < (isPositive ? 0.66 : 0.28)
    // Patients are numbered as they came: five years of surgery from 2007 on, 3 of 5 of them before May 2010.
    let first = CalendarDate(year: 2007, month: 1, day: 3)?.daysSince1970 ?? 0
    let day = Double(index) + 0.8 * generator.uniform()
    let date = CalendarDate(daysSince1970: first + Int32(day / Double(count) * 1800))
    let isCEAMissing = generator.uniform() < 0.05
    let number = String(index + 1)
    let label = "CRC-" + String(repeating: "0", count: max(0, 3 - number.count)) + number
    let inPlane = 0.95 + 0.25 * generator.uniform()
    let slice = [3.0, 4.0, 5.0][generator.below(3)]
    return SyntheticPatient(
      label: label,
      clinical: [
        ("patient", label), ("age", String(Int(min(max(age, 29), 91)))), ("sex", isFemale ? "F" : "M"),
        ("location", isRectum ? "rectum" : "colon"),
        ("cea", isCEAMissing ? "" : tenths(4.2 * exp(0.9 * cea))), ("ct_ln_status", isSeen ? "1" : "0"),
        ("surgery_date", date.description), ("ln_metastasis", isPositive ? "1" : "0"),
      ],
      scene: SyntheticScene(
        site: .pelvis, size: [112, 96, Int((84 / slice).rounded())], spacing: [inPlane, inPlane, slice],
        radius: 15 * exp(0.22 * volume), irregularity: 0.14, density: 78 + 4 * generator.normal(),
        heterogeneity: 13 * exp(0.42 * heterogeneity), noise: 24,
        seed: SeededGenerator.seed(seed, stream: UInt64(index))))
  }

  /// A number with one decimal.
  static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static let colorectalStudy = """
    study: crc-lymph-node
    cohort: cohort.sqlite
    unit: patient
    outcome: {binary: ln_metastasis, positive: 1}
    split: {by: date, column: surgery_date, training: "<= 2010-04-30"}
    blocks:
      clinical: [age, cea, ct_ln_status]
      radiomics: {extraction: ct, features: all}
    models:
      radscore: {block: radiomics, pipeline: [{impute: median}, standardise, {correlation: 0.9}, {lasso: logistic, folds: 10, rule: 1se}]}
      clinical: {block: clinical, pipeline: [{impute: median}, logistic]}
      combined: {of: [radscore, clinical], pipeline: [logistic]}
    compare: [[combined, clinical], [radscore, clinical]]
    cutoff: youden-on-training
    seed: 20261122

    """

  private static let colorectalReadme = """
    # crc-lymph-node: a synthetic cohort

    **No patient is real.** Images, masks and tables are computed from a seed. The design follows study 1 of the review
    (Huang et al., J Clin Oncol 2016;34:2157): is there lymph-node metastasis, judged from the CT of the primary tumour?

        radish demo crc-lymph-node
        radish samples generate crc-lymph-node --into DIR [--patients N] [--seed S]

    ## The truth

    Every patient has three independent standard normal numbers: `h` (heterogeneity), `v` (size) and `c` (CEA).

    | what | how it is made |
    |--|--|
    | metastasis | P = 1 / (1 + exp(−(−0.35 + 1.5 h + 0.6 c))) |
    | standard deviation of density inside the tumour | 13 · exp(0.42 h) HU, as waves of 5 to 14 mm |
    | radius of the tumour | 15 · exp(0.22 v) mm: **no** relation to metastasis |
    | `cea` | 4.2 · exp(0.9 c), 5 % missing |
    | `ct_ln_status` | a reading with sensitivity 0.66 and specificity 0.72 |
    | `age`, `sex`, `location` | no relation to anything |
    | `surgery_date` | 2007 to 2011 in the order of the patients, no relation |
    | noise | 9 HU after smoothing; voxels of 0.95–1.2 mm, slices of 3, 4 or 5 mm, no relation |

    ## What a right analysis finds

    - The spread of densities carries the signal: with the preset `ct`, over all 120 patients, the entropy of grey-level
      dependences (`original_ngl_dc_entr_3D`) reaches an AUC of 0.86, joint entropy 0.80, the interquartile range 0.76, the
      variance 0.72. Volume carries none (0.49). CEA alone reaches 0.66, the CT reading 0.69.
    - As shipped, the radiomics score keeps one feature of 174, the entropy of dependences: AUC 0.87 in training and 0.81
      (0.67–0.95) in validation; age, CEA and the CT reading reach 0.69 (0.52–0.87) there, both together 0.83 (0.70–0.96).
    - 15 events in the validation part are few: the combined model is better than the clinical one by 0.14, but the
      interval (−0.03 to 0.31) includes no difference.

    """
}
