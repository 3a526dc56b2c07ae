/// A person of the cohort. Clinical values hang on patients as variables, by level and name.
public struct Patient: Sendable, Hashable, Identifiable {
  public let id: PatientID
  /// The study's name for the person, such as `STS_001`; unique in the cohort.
  public let label: String

  public init(id: PatientID, label: String) {
    self.id = id
    self.label = label
  }
}

/// A time point of a patient: `baseline`, `week 12`.
public struct Exam: Sendable, Hashable, Identifiable {
  public let id: ExamID
  public let patient: PatientID
  /// Unique within the patient.
  public let label: String

  public init(id: ExamID, patient: PatientID, label: String) {
    self.id = id
    self.patient = patient
    self.label = label
  }
}

/// One image of an exam.
public struct ImageSeries: Sendable, Hashable, Identifiable {
  public let id: ImageID
  public let exam: ExamID
  /// `CT`, `MR`, `PET`, `US` …; empty when unknown.
  public let modality: String
  /// What tells two images of one modality apart, such as `T1`; often empty.
  public let series: String
  /// Absolute path of the image file.
  public let path: String

  public init(id: ImageID, exam: ExamID, modality: String, series: String, path: String) {
    self.id = id
    self.exam = exam
    self.modality = modality
    self.series = series
    self.path = path
  }
}

/// A region drawn on an image: a lesion, or another structure according to its role.
public struct Lesion: Sendable, Hashable, Identifiable {
  public let id: LesionID
  public let image: ImageID
  /// `tumour`, `peritoneum`, `node` …
  public let role: String
  /// Absolute path of the mask file.
  public let maskPath: String
  /// The value of the region's voxels in the mask; nil means every voxel that is not 0.
  public let label: Int?
  /// The lesion this region shows, where a patient has several; empty otherwise.
  public let name: String

  public init(id: LesionID, image: ImageID, role: String, maskPath: String, label: Int?, name: String) {
    self.id = id
    self.image = image
    self.role = role
    self.maskPath = maskPath
    self.label = label
    self.name = name
  }
}

/// What a row of a table stands for.
public enum UnitLevel: String, Sendable, Codable, CaseIterable {
  case patient, exam, image, lesion

  /// `patients`, `exams` …
  public var plural: String { rawValue + "s" }

  /// `patients`, `exams`, `images`, `regions`: what sentences call them.
  public var unitPlural: String { unitName + "s" }

  /// `patient`, `exam`, `image`, `region`: what sentences call one of them.
  public var unitName: String { self == .lesion ? "region" : rawValue }

  /// The columns of the table of these units that name them and say where they are, the patient first; the others are their
  /// variables.
  public var namingColumns: [String] {
    switch self {
    case .patient: ["patient"]
    case .exam: ["patient", "exam"]
    case .image: ["patient", "exam", "modality", "series", "file"]
    case .lesion: ["patient", "exam", "modality", "series", "role", "lesion", "label", "mask"]
    }
  }
}

/// A clinical variable: which units carry it, its name, type and unit of measurement.
public struct Variable: Sendable, Hashable, Codable {
  public var level: UnitLevel
  public var name: String
  public var type: ColumnType
  /// Empty when unknown or none.
  public var unit: String

  public init(level: UnitLevel, name: String, type: ColumnType, unit: String = "") {
    self.level = level
    self.name = name
    self.type = type
    self.unit = unit
  }
}

/// A region with everything that is needed to name it, to find its files and to extract it.
public struct Case: Sendable, Hashable, Identifiable {
  public let patient: Patient
  public let exam: Exam
  public let image: ImageSeries
  public let lesion: Lesion

  public var id: LesionID { lesion.id }

  public init(patient: Patient, exam: Exam, image: ImageSeries, lesion: Lesion) {
    self.patient = patient
    self.exam = exam
    self.image = image
    self.lesion = lesion
  }

  /// `STS_001 baseline MR T1 tumour`: what messages call it.
  public var title: String {
    [patient.label, exam.label, image.modality, image.series, lesion.role, lesion.name]
      .filter { !$0.isEmpty }.joined(separator: " ")
  }
}

/// Something left out of every analysis, and why.
public struct Exclusion: Sendable, Hashable {
  public let level: UnitLevel
  public let unit: Int64
  /// Never empty.
  public let reason: String

  public init(level: UnitLevel, unit: Int64, reason: String) {
    self.level = level
    self.unit = unit
    self.reason = reason
  }
}
