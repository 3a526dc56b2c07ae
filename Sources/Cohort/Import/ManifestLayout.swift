internal import Foundation

/// Tables that list images and masks: Radish's manifest, and PyRadiomics' batch file.
enum ManifestLayout {
  private static let columns = ["patient", "exam", "modality", "series", "image", "mask", "label", "role", "lesion"]

  static func plan(_ path: String, layout: ImportLayout, options: ImportOptions) throws -> ImportPlan {
    var plan = ImportPlan(layout: layout)
    let text = try DelimitedText(path: path, encoding: options.encoding)
    let folder = URL(filePath: path).deletingLastPathComponent()
    plan.noteEncoding(of: text, file: path, options: options)
    func column(_ names: [String]) -> Int? { ClinicalTable.column(of: text, named: names) }
    let patientColumn = options.idColumn.flatMap { column([$0]) } ?? ClinicalTable.patientColumn(of: text)
    guard let imageColumn = column(["image"]) else {
      plan.issues.append(missing("image", in: text, path: path))
      return plan
    }
    if layout == .manifest, patientColumn == nil {
      plan.issues.append(missing("patient", in: text, path: path))
      return plan
    }
    let maskColumn = column(["mask", "segmentation"])
    let labelColumn = column(["label"])
    let roleColumn = column(["role"])
    let lesionColumn = column(["lesion"])
    let examColumn = column(ClinicalTable.examNames)
    let modalityColumn = column(["modality"])
    let seriesColumn = column(["series"])
    let used = Set(
      [
        patientColumn, imageColumn, maskColumn, labelColumn, roleColumn, lesionColumn, examColumn, modalityColumn,
        seriesColumn,
      ].compactMap { $0 })
    for (column, role) in [
      (patientColumn, PlannedColumn.Role.name(.patient)), (examColumn, .name(.exam)), (imageColumn, .part("image")),
      (maskColumn, .part("mask")), (labelColumn, .part("label")), (roleColumn, .part("role")),
      (lesionColumn, .part("lesion")), (modalityColumn, .part("modality")), (seriesColumn, .part("series")),
    ] {
      if let column { plan.note(column, of: text, file: path, role: role) }
    }
    let longRows = Set(text.longRows.map(\.row))
    var seen: Set<PlannedImage> = []
    var owners: [String: String] = [:]
    var sourceRows: [Int] = []
    for row in 0..<text.rowCount {
      let line = text.line(ofRow: row)
      func cell(_ column: Int?) -> String? { column.flatMap { text.text(row: row, column: $0) } }
      func issue(
        _ severity: ImportIssue.Severity, _ code: ImportIssue.Code, _ message: String, _ suggestion: String = "",
        patient: String? = nil
      ) {
        plan.issues.append(
          ImportIssue(
            severity, code, file: path, row: line, patient: patient, message: message, suggestion: suggestion))
      }
      if longRows.contains(row) {
        issue(
          .error, .raggedRow, "The row has more cells than there are columns and was left out.",
          "Quote cells that contain the delimiter.", patient: cell(patientColumn))
        continue
      }
      let imageCell = cell(imageColumn)
      if imageCell == nil, cell(patientColumn) == nil, cell(maskColumn) == nil {
        issue(.warning, .emptyRow, "The row is empty and was left out.")
        continue
      }
      guard let patient = cell(patientColumn) ?? (layout == .pyradiomics ? imageCell.map(name(ofImage:)) : nil) else {
        issue(.error, .missingPatient, "The row names no patient and was left out.", "Fill in the patient.")
        continue
      }
      plan.addPatient(patient)
      guard let imageCell else {
        issue(.error, .missingImage, "The row names no image.", "Fill in the path of the image.", patient: patient)
        continue
      }
      let image = absolute(imageCell, folder: folder)
      guard isFile(image) else {
        issue(
          .error, .missingImage, "There is no image file \(imageCell).",
          "Paths are read relative to the table; check the path and the name.", patient: patient)
        continue
      }
      var planned = PlannedImage(
        patient: patient, exam: cell(examColumn) ?? "", modality: cell(modalityColumn) ?? "",
        series: cell(seriesColumn) ?? "", image: image)
      planned.role = cell(roleColumn) ?? (maskColumn == nil ? "" : "tumour")
      planned.lesion = cell(lesionColumn) ?? ""
      if let maskCell = cell(maskColumn) {
        let mask = absolute(maskCell, folder: folder)
        var isUsable = isFile(mask)
        if !isUsable {
          issue(
            .error, .missingMask, "There is no mask file \(maskCell); the image is kept without a region.",
            "Paths are read relative to the table; check the path and the name.", patient: patient)
        }
        if let labelCell = cell(labelColumn) {
          if let label = Int(labelCell) ?? Double(labelCell).flatMap({ Int(exactly: $0) }), label > 0 {
            planned.label = label
          } else {
            isUsable = false
            issue(
              .error, .badLabel,
              "The label \"\(labelCell)\" is no whole number above 0; the image is kept without a region.",
              "Write the value that the region's voxels have in the mask.", patient: patient)
          }
        }
        if isUsable { planned.mask = mask }
      }
      if !seen.insert(planned).inserted {
        issue(.warning, .duplicateRow, "The row repeats an earlier one and was left out.", patient: patient)
        continue
      }
      if let owner = owners[image], owner != patient {
        issue(
          .warning, .sharedImage, "The image \(imageCell) also belongs to patient \(owner).",
          "Check which patient it shows.", patient: patient)
      }
      owners[image] = patient
      plan.images.append(planned)
      sourceRows.append(row)
    }
    addFurtherColumns(
      of: text, path: path, used: used, rows: sourceRows, patient: patientColumn, options: options, to: &plan)
    if plan.images.isEmpty, plan.issues.isEmpty {
      plan.issues.append(ImportIssue(.error, .nothingFound, file: path, message: "The table lists no images."))
    }
    return plan
  }

  /// Columns that are none of the manifest's own hold values of the regions, but dates are those of the exams: it is the
  /// exam that took place on a day. What an exam has two of, it is the image or the region that has it; what stands
  /// beside an image without a region is a value of the image.
  private static func addFurtherColumns(
    of text: DelimitedText, path: String, used: Set<Int>, rows: [Int], patient: Int?, options: ImportOptions,
    to plan: inout ImportPlan
  ) {
    let images = plan.images
    let units = UnitRows([
      (.patient, images.map { [$0.patient] }), (.exam, images.map { [$0.patient, $0.exam] }),
      (.image, images.map { [$0.patient, $0.exam, $0.modality, $0.series, $0.image] }),
      (.lesion, images.indices.map { [String($0)] }),
    ])
    let withoutRegion = images.indices.filter { images[$0].mask == nil }
    for column in text.header.indices where !used.contains(column) {
      let name = text.header[column]
      if let meant = Suggestion.nearest(to: name, among: columns), !columns.contains(name.lowercased()) {
        plan.issues.append(
          ImportIssue(
            .warning, .unknownColumn, file: path, row: 1,
            message: "Column \"\(name)\" is none of the manifest's and is kept as a value.",
            suggestion: "Is \"\(meant)\" meant?"))
      }
      let values = plan.values(column, of: text, file: path, rows: rows, options: options) { row in
        patient.flatMap { text.text(row: row, column: $0) }
      }
      let isOfImage = withoutRegion.contains { !values.isMissing($0) }
      plan.addVariable(
        column, of: text, file: path, values: values, keys: .images(Array(rows.indices)), rows: rows, units: units,
        usual: values.type == .date ? .exam : isOfImage ? .image : .lesion, options: options)
      if isOfImage, plan.variables.last?.level == .lesion {
        let count = withoutRegion.count { !values.isMissing($0) }
        plan.issues.append(
          ImportIssue(
            .warning, .leftOut, file: path, row: 1,
            message: "Column \"\(name)\" is a value of regions; \(count) of its values beside images without a region "
              + "\(count == 1 ? "was" : "were") left out."))
      }
    }
    plan.noteLevels(of: path, expected: [.lesion], because: "rows are images with their regions")
  }

  private static func missing(_ name: String, in text: DelimitedText, path: String) -> ImportIssue {
    ImportIssue(
      .error, .missingColumn, file: path, row: 1, message: "There is no column \"\(name)\".",
      suggestion: Suggestion.nearest(to: name, among: text.header).map { "Is \"\($0)\" meant?" }
        ?? "The columns are: \(text.header.prefix(10).joined(separator: ", ")).")
  }

  /// A PyRadiomics batch need not name patients: the image's folder does, or its own name if the folder holds many.
  private static func name(ofImage path: String) -> String {
    let url = URL(filePath: path)
    var stem = url.lastPathComponent
    for suffix in [".gz", ".nii", ".nrrd", ".mha"] where stem.lowercased().hasSuffix(suffix) {
      stem = String(stem.dropLast(suffix.count))
    }
    for suffix in ["_image", "-image", "_img"] where stem.lowercased().hasSuffix(suffix) {
      stem = String(stem.dropLast(suffix.count))
    }
    let generic = ["image", "img", "ct", "mr", "pet", "scan"].contains(stem.lowercased())
    let folder = url.deletingLastPathComponent().lastPathComponent
    return generic && !folder.isEmpty && folder != "." ? folder : stem
  }

  static func absolute(_ path: String, folder: URL) -> String {
    let native = path.contains("/") ? path : path.replacing("\\", with: "/")
    return native.hasPrefix("/")
      ? URL(filePath: native).standardizedFileURL.path
      : folder.appending(path: native).standardizedFileURL.path
  }

  static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }
}
