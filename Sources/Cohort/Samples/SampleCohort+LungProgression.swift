internal import Foundation
internal import Stats

extension SampleCohort {
  /// Progression under EGFR inhibitors from CT, after the design of Song et al., Clin Cancer Res 2018;24:3583.
  public static let lungProgression = SampleCohort(
    name: "egfr-progression", title: "Lung cancer under EGFR inhibitors: progression-free survival",
    summary: "120 synthetic CTs of three centres, time to progression, centre A trains",
    patients: 120, seed: 20_180_801, studyFile: lungStudy, readme: lungReadme, makePatient: lungPatient)

  private static func lungPatient(index: Int, count: Int, seed: UInt64) -> SyntheticPatient {
    var generator = SeededGenerator(seed: seed, stream: UInt64(index) + 5_000)
    let heterogeneity = generator.normal()
    let volume = generator.normal()
    // As in the trial's cohorts of 117, 101 and 96 patients, but interleaved so that any number of patients has all three.
    let turn = Double((index * 7) % 20) / 20
    let centre = turn < 0.4 ? "A" : turn < 0.7 ? "B" : "C"
    let ecog = generator.uniform() < 0.25 ? 2 : generator.uniform() < 0.55 ? 1 : 0
    let age = (59 + 10 * generator.normal()).rounded()
    let isFemale = generator.uniform() < 0.57
    let smoking = ["never", "former", "current"][generator.uniform() < 0.62 ? 0 : generator.uniform() < 0.6 ? 1 : 2]
    let isExon19 = generator.uniform() < 0.52
    let isStageIV = generator.uniform() < 0.85
    let risk = 0.8 * heterogeneity + 0.3 * volume + (ecog == 2 ? 0.7 : 0)
    // Weibull with shape 1.4: the median at average risk is about 11 months.
    let event = 14 * pow(-log(1 - generator.uniform()) * exp(-risk), 1 / 1.4)
    let followUp = 6 + 30 * generator.uniform()
    let months = max(0.1, min(event, followUp))
    let number = String(index + 1)
    let label = "EGFR-" + String(repeating: "0", count: max(0, 3 - number.count)) + number
    let slice = centre == "A" ? 3.0 : centre == "B" ? 5.0 : [3.0, 5.0][generator.below(2)]
    let inPlane = 0.95 + 0.2 * generator.uniform()
    return SyntheticPatient(
      label: label,
      clinical: [
        ("patient", label), ("centre", centre), ("age", String(Int(min(max(age, 28), 88)))),
        ("sex", isFemale ? "F" : "M"), ("smoking", smoking), ("ecog", String(ecog)),
        ("stage", isStageIV ? "IV" : "IIIB"), ("mutation", isExon19 ? "exon19" : "L858R"),
        ("pfs_months", tenths(months)), ("progressed", event <= followUp ? "1" : "0"),
      ],
      scene: SyntheticScene(
        site: .lung, size: [112, 96, Int((84 / slice).rounded())], spacing: [inPlane, inPlane, slice],
        radius: 14 * exp(0.26 * volume), irregularity: 0.24, density: 30 + 6 * generator.normal(),
        heterogeneity: 16 * exp(0.45 * heterogeneity), noise: centre == "C" ? 32 : 24,
        seed: SeededGenerator.seed(seed, stream: UInt64(index))))
  }

  private static let lungStudy = """
    study: egfr-progression
    cohort: cohort.sqlite
    unit: patient
    outcome: {survival: {time: pfs_months, event: progressed}}
    split: {by: centre, column: centre, training: [A]}
    blocks:
      clinical: [age, ecog, stage, smoking]
      radiomics: {extraction: ct, features: all}
    models:
      radscore: {block: radiomics, pipeline: [{impute: median}, standardise, {correlation: 0.9}, {lasso: cox, folds: 10, rule: min}]}
      clinical: {block: clinical, pipeline: [{impute: median}, cox]}
      combined: {of: [radscore, clinical], pipeline: [cox]}
    compare: [[combined, clinical], [radscore, clinical]]
    cutoff: median-on-training
    seed: 20261122

    """

  private static let lungReadme = """
    # egfr-progression: a synthetic cohort

    **No patient is real.** Images, masks and tables are computed from a seed. The design follows study 8 of the review
    (Song et al., Clin Cancer Res 2018;24:3583): how soon does lung cancer progress under EGFR inhibitors?

        radish demo egfr-progression
        radish samples generate egfr-progression --into DIR [--patients N] [--seed S]

    ## The truth

    Every patient has two independent standard normal numbers: `h` (heterogeneity) and `v` (size).

    | what | how it is made |
    |--|--|
    | log hazard of progression | 0.8 h + 0.3 v + 0.7 if ECOG is 2 |
    | time to progression | Weibull, shape 1.4, scale 14 months at log hazard 0 |
    | end of follow-up | uniform from 6 to 36 months; who has not progressed by then is censored |
    | standard deviation of density inside the tumour | 16 · exp(0.45 h) HU, as waves of 5 to 14 mm |
    | radius of the tumour | 14 · exp(0.26 v) mm |
    | centres | A (40 %) slices of 3 mm; B (30 %) 5 mm; C (30 %) both, and noise of 12 instead of 9 HU |
    | `age`, `sex`, `smoking`, `stage`, `mutation` | no relation to anything |

    ## What a right analysis finds

    - Features of the spread of intensities and of size carry the signal; Harrell's C of the true log hazard is about 0.71.
    - The radiomics score trained in centre A holds in B and C with a C between 0.60 and 0.78; thicker slices blur the
      texture a little.
    - ECOG 2 alone reaches a C of about 0.55.

    """
}
