internal import Foundation

/// A BIDS folder: `participants.tsv`, images in `sub-01[/ses-1]/anat/sub-01_T1w.nii.gz`, masks beside them or below
/// `derivatives`, named like their image with `_mask`, `_dseg` or `_roi`.
enum BIDSLayout {
  static func plan(_ path: String, isFolder: Bool) throws -> ImportPlan {
    var plan = ImportPlan(layout: .bids)
    let root = isFolder ? path : URL(filePath: path).deletingLastPathComponent().path
    var masks: [String: String] = [:]
    var images: [(name: String, path: String)] = []
    let files = FileManager.default.enumerator(atPath: root)
    while let relative = files?.nextObject() as? String {
      let file = URL(filePath: relative).lastPathComponent
      guard file.hasPrefix("sub-"), let stem = FolderLayout.stem(file) else { continue }
      let suffix = stem.split(separator: "_").last.map(String.init) ?? ""
      if ["mask", "dseg", "roi"].contains(suffix) {
        masks[String(stem.dropLast(suffix.count + 1))] = root + "/" + relative
      } else if !relative.hasPrefix("derivatives/") {
        images.append((stem, root + "/" + relative))
      }
    }
    images.sort { NaturalOrder.precedes($0.path, $1.path) }
    for image in images {
      var entities: [String: String] = [:]
      let parts = image.name.split(separator: "_").map(String.init)
      for part in parts.dropLast() {
        let pair = part.split(separator: "-", maxSplits: 1).map(String.init)
        if pair.count == 2 { entities[pair[0]] = pair[1] }
      }
      guard let subject = entities["sub"], let suffix = parts.last else { continue }
      let patient = "sub-" + subject
      plan.addPatient(patient)
      let withoutSuffix = String(image.name.dropLast(suffix.count + 1))
      // The mask may keep the image's suffix as an entity, or drop it.
      let mask = masks[image.name] ?? masks[withoutSuffix]
      let modality = suffix.lowercased() == "ct" ? "CT" : suffix.lowercased() == "pet" ? "PET" : "MR"
      plan.images.append(
        PlannedImage(
          patient: patient, exam: entities["ses"].map { "ses-" + $0 } ?? "", modality: modality,
          series: modality == "MR" ? suffix : "", image: image.path, mask: mask, role: mask == nil ? "" : "tumour"))
      if mask == nil {
        plan.issues.append(
          ImportIssue(
            .warning, .missingMask, file: image.path, patient: patient,
            message: "The image has no mask; it can be viewed but not extracted.",
            suggestion: "A mask is called \(image.name)_mask.nii.gz."))
      }
    }
    let participants = root + "/participants.tsv"
    if ManifestLayout.isFile(participants) {
      try ClinicalTable.add(
        participants, to: &plan, options: ImportOptions(), role: images.isEmpty ? .source : .companion)
    }
    if plan.patients.isEmpty {
      plan.issues.append(
        ImportIssue(
          .error, .nothingFound, file: root,
          message: "No image is called like sub-01_T1w.nii.gz, and participants.tsv names nobody.",
          suggestion: "A BIDS folder holds images such as sub-01/anat/sub-01_T1w.nii.gz."))
    }
    return plan
  }
}
