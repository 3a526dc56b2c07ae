import Cohort
import Features
import Foundation
import Stats

@testable import TUI

/// A cohort in memory: what the screens are driven with in tests.
enum Sample {
  /// Sixteen patients with the columns a clinician expects, two of them with cells missing, one with a Chinese name.
  static func table(rows: Int = 16) -> DataTable {
    func pick(_ values: [String], _ row: Int) -> String { values[row % values.count] }
    func label(_ row: Int) -> String {
      let number = String(row + 1)
      return row == 4 ? "陈小红" : "P" + String(repeating: "0", count: max(0, 3 - number.count)) + number
    }
    let all = Array(0..<rows)
    let labels: [String?] = all.map { label($0) }
    let ages: [Double] = all.map { $0 == 3 ? Double.nan : Double(40 + ($0 * 17) % 41) }
    let sexes: [String?] = all.map { pick(["M", "F", "F"], $0) }
    let grades: [String?] = all.map { $0 == 7 ? nil : pick(["High", "Low"], $0 / 2) }
    let metastases: [Int8] = all.map { $0 % 3 == 0 ? 1 : 0 }
    let dates: [Int32] = all.map { Int32(14_000 + $0 * 37) }
    let markers: [Double] = all.map { 1.5 + Double(($0 * 7) % 23) / 4 }
    let centres: [String?] = all.map { pick(["A", "B", "C"], $0) }
    return DataTable(columns: [
      TableColumn(name: "patient", values: .text(TextColumn(labels))),
      TableColumn(name: "age", unit: "years", values: .number(ages)),
      TableColumn(name: "sex", values: .text(TextColumn(sexes))),
      TableColumn(name: "grade", values: .text(TextColumn(grades))),
      TableColumn(name: "metastasis", values: .bool(metastases)),
      TableColumn(name: "surgery_date", values: .date(dates)),
      TableColumn(name: "cea", unit: "ng/ml", values: .number(markers)),
      TableColumn(name: "centre", values: .text(TextColumn(centres))),
    ])
  }

  static func cohort(rows: Int = 16, isReadOnly: Bool = false) -> OpenCohort {
    let table = table(rows: rows)
    var images: [ImageEntry] = []
    for row in 0..<min(rows, 12) {
      let patient = table.cell(row: row, column: 0).text ?? ""
      images.append(
        ImageEntry(
          patient: patient, modality: "CT", path: "/data/\(patient)_ct.nii.gz",
          regions: [.init(role: "tumour", path: "/data/\(patient)_mask.nii.gz")]))
      if row % 2 == 0 {
        images.append(ImageEntry(patient: patient, modality: "PET", path: "/data/\(patient)_pet.nii.gz"))
      }
    }
    return OpenCohort(
      path: "/data/demo.sqlite", name: "demo", isReadOnly: isReadOnly, table: table, images: CohortImages(images),
      steps: [.cohort: .done],
      outcomes: [OutcomeChoice(.binary, name: "metastasis", summary: "6 of 16 patients")],
      note: "synthetic patients")
  }

  /// A ball of 100 HU in noise-free tissue of 20 HU, 40×40×20 voxels, off the middle.
  static func image(_ entry: ImageEntry) -> LoadedImage {
    let size = SIMD3(40, 40, 20)
    let geometry = Geometry(size: size, spacing: [1, 1, 2], origin: [-20, -20, -20])
    var voxels = [Float](repeating: 0, count: geometry.count)
    var inside = [Bool](repeating: false, count: geometry.count)
    for z in 0..<20 {
      for y in 0..<40 {
        for x in 0..<40 {
          let index = geometry.index(x: x, y: y, z: z)
          let body = (x - 20) * (x - 20) + (y - 20) * (y - 20) < 300
          let ball = (x - 26) * (x - 26) + (y - 15) * (y - 15) + 4 * (z - 12) * (z - 12) < 49
          voxels[index] = ball ? 100 : body ? 20 : -1000
          inside[index] = ball
        }
      }
    }
    return LoadedImage(
      entry: entry, volume: Volume(geometry: geometry, voxels: voxels),
      masks: entry.regions.isEmpty ? [] : [("tumour", Mask(geometry: geometry, isInside: inside))])
  }

  static let plans = [
    ExtractionPlan(
      name: "ct", title: "CT: soft tissue, 2 mm, bins of 25 HU",
      lines: [
        SettingLine("spacing", "2×2×2 mm", "so that texture means the same in every patient"),
        SettingLine("interpolation", "tricubic, mask ½", "a voxel belongs to the region when half of it does"),
        SettingLine("re-segment", "−500…400 HU", "leaves air and bone out of the region"),
        SettingLine("discretise", "FBS 25 HU", "36 grey levels here"),
        SettingLine("families", "all 11, 3D merged", "182 features"),
      ], caseCount: 12),
    ExtractionPlan(
      name: "pet", title: "PET: SUV, bins of 0.25", lines: [SettingLine("discretise", "FBS 0.25 SUV", "")],
      caseCount: 6, problems: ["P003: mask is 64×64×20 but image is 64×64×24. Export both from the same series."]),
  ]

  static func preview(_ plan: SplitPlan, isFrozen: Bool = false) -> SplitPreview {
    SplitPreview(
      plan: plan,
      parts: [.init(name: "training", count: 11, events: 4), .init(name: "validation", count: 5, events: 2)],
      balance: [
        .init(variable: "age", values: ["60.2 ± 11.8", "57.1 ± 13.0"], p: 0.64, test: "Wilcoxon"),
        .init(variable: "sex = F", values: ["7 (64%)", "3 (60%)"], p: 0.04, test: "Fisher"),
      ], isFrozen: isFrozen, cautions: ["2 events in the validation part: intervals will be wide."])
  }

  /// Low risk: one event at 20 months; high risk: four events, the last at 30 months.
  static let riskGroups: KaplanMeierGroups = {
    let low: [(Double, Bool)] = [(5, false), (20, true), (48, false), (48, false), (48, false), (48, false)]
    let high: [(Double, Bool)] = [(4, true), (4, true), (12, true), (30, true), (30, false)]
    let subjects = (low + high).map { SurvivalTime(time: $0.0, isEvent: $0.1) }
    let grouping = Grouping(
      codes: low.map { _ in 0 } + high.map { _ in 1 }, names: ["low risk", "high risk"])
    guard let groups = try? KaplanMeierGroups(subjects, by: grouping) else { preconditionFailure("times are sound") }
    return groups
  }()

  static let results: [StudyResult] = [
    StudyResult(
      title: "metastasis · LASSO", provenance: "seed 20261122 · settings ct · Radish 0.1.0",
      roc: ["clinical", "radiomics", "combined"].enumerated().flatMap { index, model in
        ["training", "validation"].map { part in
          let lift = Double(index) * 0.1 + (part == "training" ? 0.1 : 0)
          return StudyResult.ROCCurve(
            model: model, part: part,
            points: [
              .init(threshold: nil, sensitivity: 1, specificity: 0),
              .init(threshold: 0.2, sensitivity: 0.9, specificity: 0.3 + lift),
              .init(threshold: 0.41, sensitivity: 0.75, specificity: 0.6 + lift),
              .init(threshold: 0.7, sensitivity: 0.4 + lift, specificity: 0.9),
              .init(threshold: nil, sensitivity: 0, specificity: 1),
            ], auc: 0.7 + lift, low: 0.55 + lift, high: min(1, 0.85 + lift), positives: 6, negatives: 10)
        }
      },
      survival: [
        StudyResult.SurvivalPlot(
          part: "validation", timeUnit: "months", curves: riskGroups,
          summary: Plot.SurvivalSummary(logRankP: 0.03, hazardRatio: (3.6, 1.1, 11.4)))
      ],
      comparisons: [
        .init(
          first: "combined", second: "clinical", part: "validation", metric: "ΔAUC", difference: 0.2, low: 0.02,
          high: 0.38, p: 0.03, test: "DeLong")
      ],
      coefficients: [.init(model: "radiomics", name: "joint entropy (TU9B)", value: 0.41, ratio: 1.51)],
      cautions: ["6 events for 4 parameters: 1.5 events per variable; expect optimism"])
  ]

  /// One row per exam: every patient has a baseline, every second one a follow-up.
  static func exams(_ patients: DataTable) -> DataTable {
    var rows: [Int] = []
    var labels: [String?] = []
    for row in 0..<patients.rowCount {
      rows.append(row)
      labels.append("baseline")
      if row % 2 == 0 {
        rows.append(row)
        labels.append("week 12")
      }
    }
    var table = patients.rows(rows)
    table.set(TableColumn(name: "exam", values: .text(TextColumn(labels))))
    return table
  }

  /// A page with two exams, one of them without a region on its image, and one value missing.
  static func page(_ label: String, _ table: DataTable, exclusion: String?) -> PatientPage {
    let row = table.columns[0].values.texts.firstIndex(of: label) ?? 0
    let patient = Patient(id: PatientID(rawValue: Int64(row) + 1), label: label)
    let series = ImageSeries(
      id: ImageID(rawValue: 1), exam: ExamID(rawValue: 1), modality: "CT", series: "", path: "/data/\(label)_ct.nii.gz")
    let later = ImageSeries(
      id: ImageID(rawValue: 2), exam: ExamID(rawValue: 2), modality: "PET", series: "",
      path: "/data/\(label)_pet.nii.gz")
    let lesion = Lesion(
      id: LesionID(rawValue: 1), image: series.id, role: "tumour", maskPath: "/data/\(label)_mask.nii.gz", label: nil,
      name: "")
    return PatientPage(
      record: PatientRecord(
        patient: patient,
        values: table.columns.dropFirst().map { .init(name: $0.name, unit: $0.unit, value: $0.values[row]) },
        exams: [
          .init(
            id: ExamID(rawValue: 1), label: "baseline",
            values: [.init(name: "date", unit: "", value: .date(CalendarDate(daysSince1970: 14_000)))],
            images: [.init(series: series, regions: [.init(lesion: lesion, exclusion: nil)])], exclusion: nil),
          .init(
            id: ExamID(rawValue: 2), label: "week 12",
            values: [.init(name: "date", unit: "", value: .date(CalendarDate(daysSince1970: 14_084)))],
            images: [.init(series: later, regions: [])], exclusion: nil),
        ], exclusion: exclusion))
  }

  static func preview(_ request: ImportRequest) -> ImportPreview {
    let joined = request.clinical.isEmpty
    return ImportPreview(
      request: request,
      summary: ImportSummary(
        patients: 3, exams: 3, images: 4, lesions: 3, variables: joined ? 0 : 2, layout: .manifest,
        issues: [
          ImportIssue(
            .error, .missingImage, file: "manifest.csv", row: 4, patient: "P3",
            message: "There is no image file p3.nii.gz.", suggestion: "Check the path.")
        ], isWritten: false),
      columns: [
        PlannedColumn(
          file: "manifest.csv", name: "patient", role: .name(.patient), missing: 0, count: 4, example: "P1"),
        PlannedColumn(
          file: "manifest.csv", name: "image", role: .part("image"), missing: 0, count: 4, example: "p1.nii.gz"),
      ],
      images: [
        PlannedImage(
          patient: "P1", exam: "baseline", modality: "CT", image: "/data/new/images/p1_ct.nii.gz",
          mask: "/data/new/images/p1_mask.nii.gz", label: 2),
        PlannedImage(patient: "P2", exam: "baseline", modality: "CT", image: "/data/new/images/p2_ct.nii.gz"),
      ], patients: ["P1", "P2", "P3"], tables: ["/data/new/clinical.csv"])
  }

  /// Six features of sixteen patients: one that carries the outcome, its double, one with gaps, and three of noise.
  static func features(_ wanted: FeatureRequest = FeatureRequest()) -> FeatureTable {
    let classes = (0..<16).map { $0 % 3 == 0 }
    let signal = classes.enumerated().map { Double($0.offset % 5) + ($0.element ? 10 : 0) }
    var columns: [(name: String, values: [Double])] = [
      ("original_stat_mean", signal), ("original_cm_joint_entr_3D_merged", signal.map { 3 * $0 + 1 }),
    ]
    for index in 0..<3 {
      columns.append(("noise\(index)", (0..<16).map { Double(($0 * (7 + 2 * index) + 3) % 16) }))
    }
    columns.append(("original_stat_var", signal.enumerated().map { $0.offset < 4 ? .nan : Double($0.offset % 4) }))
    let keys: [FeatureKey?] = [
      FeatureKey(tag: "stat_mean"), FeatureKey(tag: "cm_joint_entr", aggregation: .merged3D), nil, nil, nil,
      FeatureKey(tag: "stat_var"),
    ]
    let overview = FeatureOverview(
      extraction: wanted.extraction ?? "ct", design: Design(columns: columns), units: (0..<16).map { "P\($0)" },
      outcome: .binary(classes), groupNames: ["no metastasis", "metastasis"], keys: keys, isTrainingOnly: true)
    let all = FeatureTable.ranked(overview)
    return FeatureTable(
      extractions: ["ct", "pet"], outcomes: ["metastasis", "death"], outcome: wanted.outcome ?? "metastasis",
      overview: overview, correlated: all, correlations: overview.correlations(of: all))
  }

  /// Everything the screens ask for, answered at once.
  static func environment(
    cohort: OpenCohort = Sample.cohort(), imageDelay: Duration? = nil, file: MemoryFile = MemoryFile()
  ) -> Environment {
    Environment(
      startEntries: {
        [
          StartEntry(.recent(path: "/data/demo.sqlite"), title: "demo", summary: "16 patients · yesterday"),
          StartEntry(
            .sample(name: "crc-lymph-node", isGenerated: false), title: "Lymph-node metastasis",
            summary: "526 patients, CT, split by date: who has positive nodes?"),
          StartEntry(
            .sample(name: "egfr-tki-progression", isGenerated: true), title: "Progression under EGFR-TKI",
            summary: "314 patients, CT, three centres: who progresses early?"),
        ]
      },
      generateSample: { name, report in
        report(JobProgress("generating \(name)", fraction: 0.5))
        return "/data/demo.sqlite"
      },
      openCohort: { path, isReadOnly in
        guard path.hasSuffix("demo.sqlite") else { throw SampleError.noSuchCohort(path) }
        var cohort = cohort
        cohort.isReadOnly = isReadOnly
        await file.show(in: &cohort)
        return cohort
      },
      loadImage: { entry in
        if let imageDelay { try await Task.sleep(for: imageDelay) }
        return Sample.image(entry)
      },
      extractionPlans: { _ in plans },
      extract: { _, plan, report in
        var progress = ExtractionProgress(done: 0, total: plan.caseCount)
        for done in 1...plan.caseCount {
          try await Task.sleep(for: .milliseconds(5))
          progress.done = done
          progress.log.insert("P\(done) ok 182 features 0.1 s", at: 0)
          progress.rate = 10
          report(progress)
        }
        progress.failures = ["P003: the mask is empty. Draw the region again, or leave the case out."]
        return progress
      },
      preflight: { _, plan, report in
        report(JobProgress("looking at 1 of 3 cases", fraction: 1.0 / 3))
        return [
          CasePreflight(
            title: "P001 CT tumour", patient: "P001", status: .ok, voxelCount: 4000, volume: 4,
            intensities: (0...64).map { Double($0) * 2 }),
          CasePreflight(
            title: "P002 CT tumour", patient: "P002", status: .warning, message: "the region has only 12 voxels",
            voxelCount: 12, volume: 0.01, intensities: [0, 10]),
          CasePreflight(title: "P003 CT tumour", patient: "P003", status: .error, message: "the mask is empty"),
        ]
      },
      features: { _, wanted in features(wanted) },
      previewSplit: { _, plan in preview(plan) },
      runModel: { _, _, report in
        report(JobProgress("fold 3 of 10", fraction: 0.3))
        return results
      },
      report: { _, _ in
        if cohort.results.isEmpty { throw ReportError.noRun }
        return try report()
      },
      writeReport: { report, folder in (folder, report.files().count) },
      loadTable: { _, level in
        level == .exam
          ? exams(cohort.table) : DataTable(columns: [TableColumn(name: "patient", values: .text(TextColumn([])))])
      },
      patientPage: { _, label in
        let row = cohort.table.columns[0].values.texts.firstIndex(of: label) ?? 0
        return page(label, cohort.table, exclusion: await file.exclusions[.patient]?[Int64(row) + 1])
      },
      listFolder: { path in
        guard path.hasPrefix("/data") || path == "." else { throw SampleError.noSuchCohort(path) }
        return FolderListing(
          path: "/data/new",
          entries: [.init("clinical.csv", .table), .init("manifest.csv", .table), .init("images", .folder)])
      },
      previewImport: { preview($0) },
      importCohort: { _ in "/data/demo.sqlite" },
      isFolder: { $0.hasSuffix("/") || $0 == "/data/new" },
      listPaths: { folder in
        PathListing(
          folder: folder, names: folder == "/data/" ? [".hidden.csv", "demo.sqlite", "notes.md", "new/"] : [])
      },
      edit: { _, edit in await file.apply(edit) },
      write: { name, contents in
        await file.wrote(name, contents)
        return name
      })
  }

  enum SampleError: Error, CustomStringConvertible {
    case noSuchCohort(String)
    var description: String {
      switch self {
      case .noSuchCohort(let path): "There is no cohort at \(path). Check the name."
      }
    }
  }
}

/// The cohort file of tests: what was changed in it, and what was written beside it.
actor MemoryFile {
  /// What a person has changed, and the split that is frozen.
  struct Contents: Equatable {
    var exclusions: [UnitLevel: [Int64: String]] = [:]
    var outcomes: [String: StudyOutcome] = [:]
    var settings: [String: SettingsFile] = [:]
    var frozen: SplitPlan?
    var cutoffs: [CutoffChoice] = []
  }

  private var kept = Contents()
  /// Whether the split that a cohort shows is that of this file.
  private var holdsSplit = false
  private(set) var files: [(name: String, contents: String)] = []

  init() {}

  /// A file in which a split is frozen, which can be forgotten.
  init(frozen plan: SplitPlan) {
    kept.frozen = plan
    holdsSplit = true
  }

  /// Without what was emptied again.
  var contents: Contents {
    var contents = kept
    contents.exclusions = kept.exclusions.filter { !$0.value.isEmpty }
    return contents
  }

  var exclusions: [UnitLevel: [Int64: String]] { kept.exclusions }
  var outcomes: [String: StudyOutcome] { kept.outcomes }

  /// The plans of an extraction with the settings that were chosen.
  func chosen(_ plans: [ExtractionPlan]) -> [ExtractionPlan] {
    plans.map { plan in
      guard let chosen = kept.settings[plan.name] else { return plan }
      var plan = plan
      plan.settings = chosen
      plan.isEdited = true
      return plan
    }
  }

  func apply(_ edit: CohortEdit) -> CohortEdit {
    switch edit {
    case .exclusions(let level, let reasons):
      var before: [Int64: String?] = [:]
      for (unit, reason) in reasons {
        before.updateValue(kept.exclusions[level]?[unit], forKey: unit)
        kept.exclusions[level, default: [:]][unit] = reason
      }
      return .exclusions(level, before)
    case .outcome(let name, let outcome):
      let before = kept.outcomes[name]
      kept.outcomes[name] = outcome
      return .outcome(named: name, before)
    case .freeze(let plan):
      let before = kept.frozen
      holdsSplit = true
      kept.frozen = plan
      return before.map { .freeze($0) } ?? .split(nil)
    case .split:
      let before = kept.frozen
      holdsSplit = true
      kept.frozen = nil
      return before.map { .freeze($0) } ?? .split(nil)
    case .settings(let name, let settings):
      let before = kept.settings[name]
      kept.settings[name] = settings
      return .settings(extraction: name, before)
    case .cutoff(let choice):
      kept.cutoffs.append(choice)
      return .run(Int64(kept.cutoffs.count), nil)
    case .run:
      return kept.cutoffs.popLast().map { .cutoff($0) } ?? .run(0, nil)
    case .several(let edits, let command): return .several(edits.reversed().map { apply($0) }, by: command)
    }
  }

  func wrote(_ name: String, _ contents: String) { files.append((name, contents)) }

  /// Puts the changes into a cohort that is opened.
  func show(in cohort: inout OpenCohort) {
    cohort.storedOutcomes = outcomes
    if holdsSplit {
      cohort.splits = kept.frozen.map { [Sample.preview($0, isFrozen: true)] } ?? []
      cohort.steps[.split] = kept.frozen == nil ? .toDo : .done
    }
    guard let reasons = exclusions[.patient], !reasons.isEmpty else { return }
    let cells: [String?] = (0..<cohort.table.rowCount).map { reasons[Int64($0) + 1] }
    cohort.table.set(TableColumn(name: "excluded", values: .text(TextColumn(cells))))
  }

  var isUntouched: Bool { contents == Contents() }
}
