import Cohort
import Features
import Stats

/// What `radish extract` says about one case.
struct ExtractionAnswer {
  let extraction: Extraction
  let settings: SettingsChoice.Chosen
  let image: String
  let mask: String
  let label: Double?
  /// nil for all features.
  let wanted: FeatureChoice?
  let seconds: Double
  let digests: FileDigests

  /// The features asked for.
  var values: [FeatureValue] {
    extraction.features.values.filter { value in wanted.map { $0.contains(value.key) } ?? true }
  }

  var cautions: [Caution] {
    extraction.warnings.map { Caution(code: "extraction", message: $0) }
      + (settings.guess.map { [Caution(code: "settings_guessed", message: $0)] } ?? [])
  }

  func answer() throws -> Answer {
    let values = values
    var answer = Answer("extract")
    let missing = values.count { $0.number == nil }
    answer.lines = [
      "\(values.count) features of \(image) in \(mask), settings \(settings.name), "
        + "\(Int((seconds * 1_000).rounded())) ms."
        + (missing > 0 ? " \(missing) have no value; --json gives the reasons." : "")
    ]
    let table = Self.table(values)
    answer.tables = [table, diagnosticTable]
    answer.tables[1].isPrinted = false
    answer.add(
      "features",
      .array(
        zip(table.objects, values).map { object, value in
          value.reason.map { object.appending(["reason": .string($0)]) } ?? object
        }))
    let encoded = try JSON(encoding: settings.settings)
    answer.add("settings", ["name": .string(settings.name), "values": encoded])
    answer.add("provenance", provenance(settings: encoded))
    answer.add("diagnostics", .object(extraction.diagnostics.map { .init(key: $0.tag, value: .number($0.value)) }))
    answer.notes = settings.file.notes
    answer.cautions = cautions
    return answer
  }

  /// One row per feature, image and way of aggregating.
  static func table(_ values: [FeatureValue]) -> Table {
    let hasFilters = values.contains { $0.key.image != values[0].key.image }
    return Table(
      "features",
      columns: [
        .init("image", printed: hasFilters), .init("family", printed: false), .init("tag"), .init("name"),
        .init("ibsi_code", "IBSI"),
        .init("aggregation"), .init("aggregation_code", "code", printed: false),
        .init("value", "value", .significant(6)),
        .init("unit"),
      ],
      rows: values.map { value in
        let key = value.key
        let featureClass = PyRadiomicsCatalogue.featureClass(of: key.tag)
        let definition = featureClass == nil ? key.definition : PyRadiomicsNames.definition(of: key.tag)
        return [
          .text(key.image), .text(featureClass ?? definition?.family.rawValue ?? ""), .text(key.tag),
          .text(featureClass == nil ? definition?.name ?? key.tag : key.column), .text(definition?.ibsiCode ?? ""),
          .text(key.aggregation?.rawValue ?? ""), .text(key.aggregation?.ibsiCode ?? Aggregation.none),
          .init(value.number),
          .text(definition?.unit ?? ""),
        ]
      })
  }

  private var diagnosticTable: Table {
    Table(
      "diagnostics", columns: [.init("tag"), .init("value", "value", .significant(6))],
      rows: extraction.diagnostics.map { [.text($0.tag), .number($0.value)] })
  }

  private func provenance(settings encoded: JSON) -> JSON {
    [
      "version": .string(Version.number), "image": .string(image), "mask": .string(mask), "label": JSON(label),
      "image_digest": JSON(digests[image]), "mask_digest": JSON(digests[mask]),
      "settings_digest": .string(settings.file.digest), "seconds": .number(seconds),
    ]
  }
}

extension Aggregation {
  /// IBSI's code where nothing is aggregated: the feature is computed over the volume.
  static let none = "DHQ4"

  /// IBSI's code for this way of aggregating (manual, "Abbreviating feature aggregation").
  var ibsiCode: String {
    switch self {
    case .slices2D: "8QNN"
    case .merged25D: "62GR"
    case .volume3D: "KOBO"
    case .averaged2D: "BTW3"
    case .sliceMerged2D: "SUJT"
    case .directionMerged25D: "JJUI"
    case .fullyMerged25D: "ZW7Z"
    case .averaged3D: "ITBB"
    case .merged3D: "IAZD"
    }
  }
}
