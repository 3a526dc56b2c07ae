import Features

/// What `radish features explain` says about features.
enum FeatureExplanation {
  static func answer(_ found: [FeatureDefinition]) -> Answer {
    var answer = Answer("features-explain")
    answer.lines = found.flatMap(lines)
    let table = Table(
      "features",
      columns: [
        "tag", "name", "family", "ibsi_code", "pyradiomics", "unit", "definition", "formula", "meaning", "in_one_slice",
      ].map { .init($0) },
      rows: found.map { one in
        [
          .text(one.tag), .text(one.name), .text(one.family.rawValue), .text(one.ibsiCode), .init(one.pyRadiomicsName),
          .text(one.unit), .text(one.family.definition), .text(one.formula), .text(one.meaning),
          .text(one.family.inOneSlice),
        ]
      })
    answer.tables = [table]
    answer.tables[0].isPrinted = false
    answer.add(
      "features",
      .array(
        zip(table.objects, found).map { object, one in
          object.appending([
            "pitfalls": .array(one.pitfalls.map { .string($0.rawValue) }),
            "advice": .array(one.pitfalls.map { .string($0.advice) }),
            "aggregations": .array(
              TextureFeatures.aggregations(of: one.family).map { .string($0.rawValue) }),
            "pyradiomics_difference": JSON(PyRadiomicsNames.difference(ofTag: one.tag)),
            "source": .string(FeatureChoice.source(of: one)),
          ])
        }))
    return answer
  }

  private static func lines(_ one: FeatureDefinition) -> [String] {
    var lines = [
      "\(one.name) (\(one.tag)" + (one.ibsiCode.isEmpty ? ")" : ", IBSI \(one.ibsiCode))"), "  \(one.meaning)",
      "  Formula: \(one.formula)" + (one.unit.isEmpty ? "; no unit." : "; unit \(one.unit)."),
      "  Family: \(one.family.title). \(one.family.definition)",
    ]
    for pitfall in one.pitfalls { lines.append("  Beware: \(pitfall.rawValue). \(pitfall.advice)") }
    if let name = one.pyRadiomicsName {
      lines.append(
        "  PyRadiomics: \(name)." + (PyRadiomicsNames.difference(ofTag: one.tag).map { " " + $0 } ?? ""))
    }
    lines.append("  In an image of one slice: \(one.family.inOneSlice)")
    return lines + ["  Source: " + FeatureChoice.source(of: one), ""]
  }
}
