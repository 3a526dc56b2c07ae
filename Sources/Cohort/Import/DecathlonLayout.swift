internal import Foundation

/// `dataset.json` of the Medical Segmentation Decathlon (a list of image–label pairs) and of nnU-Net (cases are found by
/// their names: `imagesTr/CASE_0000.nii.gz` is channel 0, `labelsTr/CASE.nii.gz` its mask).
enum DecathlonLayout {
  private struct Dataset: Decodable {
    struct Pair: Decodable {
      var image: String
      var label: String
    }
    var modality: [String: String]?
    var channelNames: [String: String]?
    var labels: [String: Label]?
    var training: [Pair]?
    var fileEnding: String?

    enum CodingKeys: String, CodingKey {
      case modality, labels, training
      case channelNames = "channel_names"
      case fileEnding = "file_ending"
    }
  }

  /// The Decathlon writes `"1": "tumour"`, nnU-Net `"tumour": 1`, or a list of values for unions of regions.
  private enum Label: Decodable {
    case name(String)
    case value(Int)
    case union

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Int.self) {
        self = .value(value)
      } else if let name = try? container.decode(String.self) {
        self = Int(name).map { .value($0) } ?? .name(name)
      } else {
        self = .union
      }
    }
  }

  static func plan(_ path: String, isFolder: Bool) throws -> ImportPlan {
    var plan = ImportPlan(layout: .nnunet)
    let file = isFolder ? path + "/dataset.json" : path
    let folder = URL(filePath: file).deletingLastPathComponent()
    let dataset: Dataset
    do {
      dataset = try JSONDecoder().decode(Dataset.self, from: Data(contentsOf: URL(filePath: file)))
    } catch {
      throw TableError.unreadable(file: file, reason: "it is no dataset.json of the Decathlon or of nnU-Net")
    }
    var regions: [(role: String, value: Int)] = []
    for (key, label) in dataset.labels ?? [:] {
      switch label {
      case .name(let name): if let value = Int(key), value > 0 { regions.append((name, value)) }
      case .value(let value): if value > 0 { regions.append((key, value)) }
      case .union: break
      }
    }
    regions.sort { $0.value < $1.value }
    let channels = (dataset.channelNames ?? dataset.modality ?? [:]).sorted { NaturalOrder.precedes($0.key, $1.key) }
    let ending = dataset.fileEnding ?? ".nii.gz"
    if let pairs = dataset.training, !pairs.isEmpty {
      let modality = channels.count == 1 ? channels[0].value : ""
      for pair in pairs {
        let image = ManifestLayout.absolute(pair.image, folder: folder)
        let name = FolderLayout.stem(URL(filePath: image).lastPathComponent) ?? pair.image
        if !ManifestLayout.isFile(image), ManifestLayout.isFile(folder.path + "/imagesTr/\(name)_0000\(ending)") {
          addCase(name, channels: channels, regions: regions, ending: ending, folder: folder, to: &plan)
        } else {
          add(
            patient: name, modality: modality, image: image,
            mask: ManifestLayout.absolute(pair.label, folder: folder), regions: regions, to: &plan)
        }
      }
    } else {
      let masks = (try? FolderLayout.entries(folder.path + "/labelsTr")) ?? []
      for mask in masks where mask.hasSuffix(ending) {
        addCase(
          String(mask.dropLast(ending.count)), channels: channels, regions: regions, ending: ending, folder: folder,
          to: &plan)
      }
    }
    if plan.images.isEmpty, plan.issues.isEmpty {
      plan.issues.append(
        ImportIssue(
          .error, .nothingFound, file: file, message: "The data set lists no training cases.",
          suggestion: "Cases are read from imagesTr and labelsTr beside dataset.json."))
    }
    return plan
  }

  private static func addCase(
    _ name: String, channels: [(key: String, value: String)], regions: [(role: String, value: Int)], ending: String,
    folder: URL, to plan: inout ImportPlan
  ) {
    let mask = folder.path + "/labelsTr/\(name)\(ending)"
    for channel in channels.isEmpty ? [(key: "0", value: "")] : channels {
      let number = String(repeating: "0", count: max(0, 4 - channel.key.count)) + channel.key
      add(
        patient: name, modality: channel.value, image: folder.path + "/imagesTr/\(name)_\(number)\(ending)", mask: mask,
        regions: regions, to: &plan)
    }
  }

  private static func add(
    patient: String, modality: String, image: String, mask: String, regions: [(role: String, value: Int)],
    to plan: inout ImportPlan
  ) {
    plan.addPatient(patient)
    guard ManifestLayout.isFile(image) else {
      plan.issues.append(
        ImportIssue(
          .error, .missingImage, file: image, patient: patient, message: "There is no image file \(image)."))
      return
    }
    var planned = PlannedImage(patient: patient, exam: "", modality: modality, image: image)
    guard ManifestLayout.isFile(mask) else {
      plan.issues.append(
        ImportIssue(
          .error, .missingMask, file: mask, patient: patient,
          message: "There is no mask file \(mask); the image is kept without a region."))
      plan.images.append(planned)
      return
    }
    planned.mask = mask
    for region in regions.isEmpty ? [(role: "region", value: 0)] : regions {
      planned.role = region.role
      planned.label = region.value > 0 ? region.value : nil
      plan.images.append(planned)
    }
  }
}
