public import Cohort

/// Everything that the page of a patient shows: what the cohort knows, and which files are not where they should be.
public struct PatientPage: Sendable, Equatable {
  public var record: PatientRecord
  /// Paths of images and masks that do not exist.
  public var lostFiles: Set<String>
  /// Why regions of the patient have no features, each as a sentence after the name of the extraction.
  public var failures: [String] = []

  public init(record: PatientRecord, lostFiles: Set<String> = []) {
    self.record = record
    self.lostFiles = lostFiles
  }

  /// Values of the patient, then those of each exam under its name; without the dates that stand at the exams in time.
  var values: [PatientRecord.Value] {
    record.values
      + record.exams.flatMap { exam in
        exam.values.filter { exam.date.map(CellValue.date) != $0.value }.map { value in
          PatientRecord.Value(
            name: exam.label.isEmpty ? value.name : "\(exam.label): \(value.name)", unit: value.unit, value: value.value
          )
        }
      }
  }

  /// What is missing, in sentences: values, images, regions, files.
  ///
  /// - Parameter usual: modalities that most patients of the cohort have.
  func notes(usual: [String]) -> [String] {
    var notes: [String] = []
    if let reason = record.exclusion { notes.append("Left out of every analysis: \(reason)") }
    let missing = record.values.filter { $0.value == .missing }.map(\.name)
    if !missing.isEmpty {
      let listed = missing.prefix(6).joined(separator: ", ") + (missing.count > 6 ? ", …" : "")
      notes.append("\(missing.count) of \(record.values.count) values are missing: \(listed)")
    }
    let images = record.exams.flatMap(\.images)
    let modalities = Set(images.map(\.series.modality))
    for modality in usual where !modalities.contains(modality) {
      notes.append("No \(modality), which most patients of this cohort have.")
    }
    if images.isEmpty, usual.isEmpty == false { notes.append("No images at all: nothing can be extracted.") }
    for image in images where image.regions.isEmpty {
      notes.append("\(image.title): no region is drawn; it can be viewed but not extracted.")
    }
    for exam in record.exams where exam.images.isEmpty && !images.isEmpty {
      notes.append("\(exam.title): no image.")
    }
    for image in images {
      if lostFiles.contains(image.series.path) {
        notes.append("\(image.title): the file \(image.series.path) is not there.")
      }
      for region in image.regions where lostFiles.contains(region.lesion.maskPath) {
        notes.append("\(image.title): the mask \(region.lesion.maskPath) is not there.")
      }
    }
    return notes + failures.map { "Not extracted, \($0)" }
  }
}

extension PatientRecord.Exam {
  var title: String { label.isEmpty ? "exam" : label }

  /// The first date among the exam's values; where its images were taken on different days, the first of these.
  var date: CalendarDate? { Self.date(among: values) ?? images.compactMap { Self.date(among: $0.values) }.min() }

  private static func date(among values: [PatientRecord.Value]) -> CalendarDate? {
    for value in values { if case .date(let date) = value.value { return date } }
    return nil
  }
}

extension PatientRecord.Image {
  var title: String {
    let words = [series.modality, series.series].filter { !$0.isEmpty }
    return words.isEmpty ? "image" : words.joined(separator: " ")
  }
}
