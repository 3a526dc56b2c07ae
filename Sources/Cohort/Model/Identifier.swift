/// The number by which the cohort file knows something; an identifier of a patient is not one of an image.
///
/// Numbers are dense: the first patient is 1, the next 2, and none is ever given twice. Nothing is deleted from a
/// cohort (it is excluded with a reason), so that a number may serve as a position.
public struct Identifier<Owner>: Hashable, Sendable, Codable, Comparable {
  public let rawValue: Int64

  public init(rawValue: Int64) { self.rawValue = rawValue }

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

public typealias PatientID = Identifier<Patient>
public typealias ExamID = Identifier<Exam>
public typealias ImageID = Identifier<ImageSeries>
public typealias LesionID = Identifier<Lesion>
public typealias ExtractionID = Identifier<StoredExtraction>
