internal import Foundation

/// A folder per patient: `P001/CT_image.nii.gz` beside `P001/CT_mask.nii.gz`; exams may be folders inside.
enum FolderLayout {
  private static let imageWords = ["image", "img"]
  static let maskWords = ["mask", "seg", "label", "roi", "segmentation"]

  static func plan(_ path: String) throws -> ImportPlan {
    var plan = ImportPlan(layout: .folder)
    for file in try entries(path) where stem(file) != nil && !isFolder(path + "/" + file) {
      plan.issues.append(
        ImportIssue(
          .warning, .leftOut, file: path + "/" + file,
          message: "\(file) lies beside the folders of the patients and was left out.",
          suggestion: "Put it into a folder named for its patient."))
    }
    for patient in try entries(path) where isFolder(path + "/" + patient) {
      let base = path + "/" + patient
      let before = plan.images.count
      add(files: try entries(base), folder: base, patient: patient, exam: "", to: &plan)
      for exam in try entries(base) where isFolder(base + "/" + exam) {
        add(files: try entries(base + "/" + exam), folder: base + "/" + exam, patient: patient, exam: exam, to: &plan)
      }
      if plan.images.count > before {
        plan.addPatient(patient)
      } else {
        plan.issues.append(
          ImportIssue(
            .note, .missingImage, file: base, message: "The folder \(patient) holds no images and is no patient."))
      }
    }
    if plan.images.isEmpty {
      // Folders without images say nothing where no folder has any.
      plan.issues.removeAll { $0.code == .missingImage }
      plan.issues.append(
        ImportIssue(
          .error, .nothingFound, file: path, message: "No folder holds a file such as CT_image.nii.gz.",
          suggestion: "Name pairs NAME_image.nii.gz and NAME_mask.nii.gz, or write a manifest (see the guide)."))
    }
    return plan
  }

  private static func add(
    files: [String], folder: String, patient: String, exam: String, to plan: inout ImportPlan
  ) {
    var usedMasks: Set<String> = []
    let stems = Dictionary(files.compactMap { file in stem(file).map { ($0, file) } }, uniquingKeysWith: { a, _ in a })
    for stemName in stems.keys.sorted(by: NaturalOrder.precedes) {
      guard let file = stems[stemName], let prefix = prefix(of: stemName, ending: imageWords) else { continue }
      let mask = maskWords.lazy.compactMap { stems[prefix.isEmpty ? $0 : prefix + "_" + $0] }.first
      let parts = prefix.split(separator: "_", maxSplits: 1).map(String.init)
      if let mask {
        usedMasks.insert(mask)
      } else {
        plan.issues.append(
          ImportIssue(
            .warning, .missingMask, file: folder + "/" + file, patient: patient,
            message: "The image \(file) has no mask; it can be viewed but not extracted.",
            suggestion: "A mask is called \(prefix.isEmpty ? "" : prefix + "_")mask.nii.gz."))
      }
      plan.images.append(
        PlannedImage(
          patient: patient, exam: exam, modality: parts.first ?? "", series: parts.count > 1 ? parts[1] : "",
          image: folder + "/" + file, mask: mask.map { folder + "/" + $0 }, role: mask == nil ? "" : "tumour"))
    }
    for (stemName, file) in stems.sorted(by: { $0.key < $1.key }) {
      if prefix(of: stemName, ending: maskWords) != nil, !usedMasks.contains(file) {
        plan.issues.append(
          ImportIssue(
            .warning, .unmatchedMask, file: folder + "/" + file, patient: patient,
            message: "The mask \(file) has no image and was left out."))
      }
    }
    for (stemName, file) in stems.sorted(by: { $0.key < $1.key })
    where prefix(of: stemName, ending: maskWords) == nil && prefix(of: stemName, ending: imageWords) == nil {
      plan.issues.append(
        ImportIssue(
          .warning, .leftOut, file: folder + "/" + file, patient: patient,
          message: "The name of \(file) tells neither an image nor a mask; it was left out.",
          suggestion: "Call it NAME_image or NAME_mask, or write a manifest."))
    }
  }

  /// The name without `.nii` or `.nii.gz`; nil for other files.
  static func stem(_ file: String) -> String? {
    let lowered = file.lowercased()
    for suffix in [".nii.gz", ".nii"] where lowered.hasSuffix(suffix) { return String(file.dropLast(suffix.count)) }
    return nil
  }

  /// `CT` of `CT_image`; empty for `image` alone; nil if the name ends otherwise.
  private static func prefix(of stem: String, ending words: [String]) -> String? {
    let lowered = stem.lowercased()
    for word in words {
      if lowered == word { return "" }
      if lowered.hasSuffix("_" + word) { return String(stem.dropLast(word.count + 1)) }
    }
    return nil
  }

  static func entries(_ path: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }
        .sorted(by: NaturalOrder.precedes)
    } catch {
      throw TableError.unreadable(file: path, reason: "the folder cannot be listed")
    }
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
