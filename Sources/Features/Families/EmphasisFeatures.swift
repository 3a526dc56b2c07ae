import Foundation

/// The features that run length, size zone, distance zone and dependence matrices have in common: how counts weigh on
/// small or large columns and on low or high levels, and how they spread.
///
/// Let r(i, j) be the counts, N_s = Σᵢⱼ r(i, j), p = r / N_s, N_v the number of voxels.
enum EmphasisFeatures {
  /// Values in the order of the manual; the 17th, energy, belongs to the dependence matrix only.
  ///
  /// - Parameter matrix: not empty; counted, or merged with weights.
  static func values<Matrix: TextureCounts>(of matrix: Matrix) -> [Double] {
    typealias Count = Matrix.Cell.Count
    let total = matrix.total.real
    var small = 0.0
    var large = 0.0
    var low = 0.0
    var high = 0.0
    var smallLow = 0.0
    var smallHigh = 0.0
    var largeLow = 0.0
    var largeHigh = 0.0
    var levelSum = 0.0
    var levelSquares = 0.0
    var columnSum = 0.0
    var entropy = 0.0
    var energy = 0.0
    var ofColumn: [Int: Count] = [:]
    let highestColumn = matrix.cells.reduce(0) { max($0, $1.column) }
    let isShort = highestColumn <= 4096
    var shortColumns = [Count](repeating: .zero, count: isShort ? highestColumn + 1 : 0)
    var currentLevel = -1
    var currentCount = Count.zero
    var levels: [(level: Int, count: Count)] = []
    for cell in matrix.cells {
      let count = cell.count.real
      let i2 = Double(cell.level) * Double(cell.level)
      let j2 = Double(cell.column) * Double(cell.column)
      small += count / j2
      large += count * j2
      smallLow += count / (i2 * j2)
      smallHigh += count * i2 / j2
      largeLow += count * j2 / i2
      largeHigh += count * i2 * j2
      columnSum += count * Double(cell.column)
      let p = count / total
      entropy -= p * log2(p)
      energy += p * p
      if isShort {
        shortColumns[cell.column] += cell.count
      } else {
        ofColumn[cell.column, default: .zero] += cell.count
      }
      if cell.level != currentLevel {
        if currentCount > .zero { levels.append((currentLevel, currentCount)) }
        currentLevel = cell.level
        currentCount = .zero
      }
      currentCount += cell.count
    }
    if currentCount > .zero { levels.append((currentLevel, currentCount)) }
    let columns =
      isShort
      ? shortColumns.indices.filter { shortColumns[$0] > .zero }.map { ($0, shortColumns[$0]) }
      : ofColumn.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    for (level, count) in levels {
      let (i, n) = (Double(level), count.real)
      low += n / (i * i)
      high += n * i * i
      levelSum += n * i
      levelSquares += n * n
    }
    let meanLevel = levelSum / total
    let meanColumn = columnSum / total
    var columnSquares = 0.0
    var levelVariance = 0.0
    var columnVariance = 0.0
    for (level, count) in levels {
      levelVariance += count.real * (Double(level) - meanLevel) * (Double(level) - meanLevel)
    }
    for (column, count) in columns {
      columnSquares += count.real * count.real
      columnVariance += count.real * (Double(column) - meanColumn) * (Double(column) - meanColumn)
    }
    return [
      small / total, large / total, low / total, high / total, smallLow / total, smallHigh / total,
      largeLow / total, largeHigh / total, levelSquares / total, levelSquares / (total * total),
      columnSquares / total, columnSquares / (total * total), total / matrix.voxelCount.real,
      levelVariance / total, columnVariance / total, entropy, energy,
    ]
  }

  /// The words in which a family tells its version of the shared features.
  struct Wording {
    let family: FeatureFamily
    /// Symbol of the counts, such as `r`, and of the largest column, such as `N_r`.
    let counts: String
    /// Singular and plural of what is counted: "run", "runs".
    let one: String
    let many: String
    /// What the columns measure: "run length", its plural, and words for both ends: "short", "long".
    let column: String
    let columns: String
    let small: String
    let large: String
    let columnPitfalls: [FeatureDefinition.Pitfall]
    /// Every voxel is counted once, whatever the image.
    var countsEveryVoxel = false
  }

  /// Tag, name and code of the features in the order of `values(of:)`.
  static func definitions(
    _ wording: Wording, _ entries: [(tag: String, name: String, code: String)]
  ) -> [FeatureDefinition] {
    let texts = texts(wording)
    precondition(entries.count <= texts.count)
    return zip(entries, texts).map { entry, text in
      FeatureDefinition(
        tag: entry.tag, name: entry.name, family: wording.family, ibsiCode: entry.code, unit: text.unit,
        formula: text.formula, meaning: text.meaning, pitfalls: text.pitfalls)
    }
  }

  private struct Text {
    let formula: String
    let meaning: String
    let pitfalls: [FeatureDefinition.Pitfall]
    var unit = ""
  }

  private static func texts(_ w: Wording) -> [Text] {
    let n = w.counts
    let binning: [FeatureDefinition.Pitfall] = [.binning]
    let both = w.columnPitfalls + binning
    return [
      Text(formula: "Σᵢⱼ \(n)ᵢⱼ / j² / Nₛ", meaning: "High when \(w.small) \(w.many) prevail.", pitfalls: both),
      Text(formula: "Σᵢⱼ j² \(n)ᵢⱼ / Nₛ", meaning: "High when \(w.large) \(w.many) prevail.", pitfalls: both),
      Text(
        formula: "Σᵢⱼ \(n)ᵢⱼ / i² / Nₛ", meaning: "High when \(w.many) of low grey levels prevail.",
        pitfalls: binning),
      Text(
        formula: "Σᵢⱼ i² \(n)ᵢⱼ / Nₛ", meaning: "High when \(w.many) of high grey levels prevail.",
        pitfalls: binning),
      Text(
        formula: "Σᵢⱼ \(n)ᵢⱼ / (i² j²) / Nₛ",
        meaning: "High when \(w.small) \(w.many) of low grey levels prevail.", pitfalls: both),
      Text(
        formula: "Σᵢⱼ i² \(n)ᵢⱼ / j² / Nₛ",
        meaning: "High when \(w.small) \(w.many) of high grey levels prevail.", pitfalls: both),
      Text(
        formula: "Σᵢⱼ j² \(n)ᵢⱼ / i² / Nₛ",
        meaning: "High when \(w.large) \(w.many) of low grey levels prevail.", pitfalls: both),
      Text(
        formula: "Σᵢⱼ i² j² \(n)ᵢⱼ / Nₛ",
        meaning: "High when \(w.large) \(w.many) of high grey levels prevail.", pitfalls: both),
      Text(
        formula: "Σᵢ (Σⱼ \(n)ᵢⱼ)² / Nₛ",
        meaning: "Low when \(w.many) are spread evenly over the grey levels.", pitfalls: [.volume, .binning]),
      Text(
        formula: "Σᵢ (Σⱼ \(n)ᵢⱼ)² / Nₛ²",
        meaning:
          "Low when \(w.many) are spread evenly over the grey levels; made comparable between numbers of \(w.many).",
        pitfalls: binning),
      Text(
        formula: "Σⱼ (Σᵢ \(n)ᵢⱼ)² / Nₛ",
        meaning: "Low when the \(w.columns) are spread evenly.", pitfalls: [.volume] + both.filter { $0 != .volume }),
      Text(
        formula: "Σⱼ (Σᵢ \(n)ᵢⱼ)² / Nₛ²",
        meaning: "Low when the \(w.columns) are spread evenly; made comparable between numbers of \(w.many).",
        pitfalls: both),
      w.countsEveryVoxel
        ? Text(formula: "Nₛ / Nᵥ", meaning: "Always 1, for every voxel is counted: it tells nothing.", pitfalls: [])
        : Text(
          formula: "Nₛ / Nᵥ",
          meaning: "The number of \(w.many) over the number of voxels that could each have been one.", pitfalls: both),
      Text(
        formula: "Σᵢⱼ (i − μ)² pᵢⱼ, μ = Σᵢⱼ i pᵢⱼ",
        meaning: "How much the grey levels of the \(w.many) differ from each other.", pitfalls: binning),
      Text(
        formula: "Σᵢⱼ (j − μ)² pᵢⱼ, μ = Σᵢⱼ j pᵢⱼ",
        meaning: "How much the \(w.columns) differ from each other.", pitfalls: both),
      Text(
        formula: "−Σᵢⱼ pᵢⱼ log₂ pᵢⱼ",
        meaning: "How unpredictable the grey level and \(w.column) of a \(w.one) are.", pitfalls: both, unit: "bit"),
      Text(
        formula: "Σᵢⱼ pᵢⱼ²",
        meaning: "High when few combinations of grey level and \(w.column) prevail.", pitfalls: both),
    ]
  }
}
