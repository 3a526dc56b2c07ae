internal import Features
internal import Stats

/// The change of features between two exams, unit by unit.
///
/// For patients, regions of one kind (modality, series, role) at the earlier exam are set against those of the same kind at the
/// later one; several of a kind are averaged at each exam first. For exams, images and lesions the row is that of the later
/// exam, and the earlier value is looked up by patient and kind; a lesion by its name and label too.
struct DeltaFeatures {
  private let kinds: [DeltaKind]
  /// For every kind of region, in natural order: its name and, by row, the regions at both exams.
  private let groups: [(name: String, rows: [Int: (earlier: [Int], later: [Int])])]
  /// Whether several regions were averaged anywhere.
  let averages: Bool

  /// - Parameters:
  ///   - kind: the kind of a region, without its exam.
  ///   - target: the row of a region in the table of units.
  init(
    _ delta: StudyDelta, regions: [Case], kind: (Case) -> String, target: (Case) -> Int, unit: UnitLevel, block: String
  ) throws {
    kinds = delta.kinds
    for label in [delta.from, delta.to] where !regions.contains(where: { $0.exam.label == label }) {
      throw StudyError.noExam(
        block: block, label: label,
        suggestion: Suggestion.nearest(to: label, among: Set(regions.map(\.exam.label)).sorted()))
    }
    func identity(_ region: Case) -> [String] {
      var parts = [
        String(region.patient.id.rawValue), region.image.modality, region.image.series, region.lesion.role,
      ]
      if unit == .lesion { parts += [region.lesion.name, region.lesion.label.map(String.init) ?? ""] }
      return parts
    }
    var earlier: [[String]: [Int]] = [:]
    for (member, region) in regions.enumerated() where region.exam.label == delta.from {
      earlier[identity(region), default: []].append(member)
    }
    var found: [String: [Int: (earlier: [Int], later: [Int])]] = [:]
    for (member, region) in regions.enumerated() where region.exam.label == delta.to {
      let row = target(region)
      let name = kind(region)
      var pair = found[name]?[row] ?? ([], [])
      for one in earlier[identity(region)] ?? [] where !pair.earlier.contains(one) { pair.earlier.append(one) }
      pair.later.append(member)
      found[name, default: [:]][row] = pair
    }
    groups = found.keys.sorted(by: NaturalOrder.precedes).map { ($0, found[$0] ?? [:]) }
    averages = found.values.contains { $0.values.contains { $0.earlier.count > 1 || $0.later.count > 1 } }
  }

  /// Rows with values at both exams of which the earlier one is 0, so that there is no ratio to it.
  private(set) var zeroAtFirst: Set<Int> = []

  /// Columns `delta_relative_CT_tumour_original_stat_mean`; missing where either exam has no value, or for a ratio to 0.
  ///
  /// - Parameter value: the value of a region and a feature, by their positions.
  mutating func design(count: Int, names: [String], value: (Int, Int) -> Double) -> Design {
    var result: [(name: String, values: [Double])] = []
    func mean(_ members: [Int], _ feature: Int) -> Double? {
      let values = members.map { value($0, feature) }.filter(\.isFinite)
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    for kind in kinds {
      for group in groups {
        let prefix = "delta_\(kind.rawValue)_" + (groups.count > 1 && !group.name.isEmpty ? group.name + "_" : "")
        for (feature, name) in names.enumerated() {
          var column = [Double](repeating: .nan, count: count)
          for (row, pair) in group.rows {
            guard let before = mean(pair.earlier, feature), let after = mean(pair.later, feature) else { continue }
            if let change = kind.change(from: before, to: after), change.isFinite {
              column[row] = change
            } else if before == 0 {
              zeroAtFirst.insert(row)
            }
          }
          result.append((prefix + name, column))
        }
      }
    }
    return result.isEmpty ? Design(names: [], rowCount: count, values: []) : Design(columns: result)
  }
}
