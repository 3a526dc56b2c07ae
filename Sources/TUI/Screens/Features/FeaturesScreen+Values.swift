public import Cohort

/// The values of an extraction: a row per extracted region, which it begins with, and a column per feature.
public struct FeatureValues: Sendable {
  public var extraction: String
  public var table: DataTable
  /// The columns shown: those that tell one region from another, then the features.
  let shown: [Int]
  /// How many of them tell regions apart.
  let nameCount: Int
  /// What the names of all features begin with, which titles leave out.
  let prefix: String

  /// - Parameter table: what `CohortDatabase.tableOfFeatures` gives.
  public init(extraction: String, table: DataTable) {
    self.extraction = extraction
    self.table = table
    let identity = ["patient", "exam", "modality", "series", "role", "lesion", "label"]
    let names = table.columns.indices.prefix { identity.contains(table.columns[$0].name) }
    // What is the same in every row tells nothing apart.
    let telling = names.filter { $0 == 0 || table.columns[$0].values.levels.count > 1 }
    shown = telling + table.columns.indices.dropFirst(names.count)
    nameCount = telling.count
    let features = table.names.dropFirst(names.count)
    prefix = features.allSatisfy { $0.hasPrefix("original_") } ? "original_" : ""
  }
}

/// The features as they are: cases by features, the table that `radish show features` prints.
extension FeaturesScreen {
  static func valueRows(_ context: ScreenContext) -> Int { max(0, context.size.rows - 3) }

  static func drawValues(_ state: State, on canvas: inout Canvas) {
    guard let values = state.values else {
      canvas.draw(
        paragraph: state.valuesFailure ?? "Reading the values …",
        in: Rect(column: 1, row: 1, columns: max(0, canvas.columns - 2), rows: 3),
        style: .role(state.valuesFailure == nil ? .dim : .bad))
      return
    }
    let table = values.table
    let columns = values.shown.enumerated().map { place, index in
      let column = table.columns[index]
      let isNumber = place >= values.nameCount
      let step = max(1, table.rowCount / 200)
      let widest = stride(from: 0, to: table.rowCount, by: step)
        .reduce(0) { max($0, DisplayWidth.of(text(column.values[$1], isNumber: isNumber))) }
      let title = isNumber ? String(column.name.dropFirst(values.prefix.count)) : column.name
      return TablePane.Column(
        title, width: max(min(widest, 24), min(DisplayWidth.of(title), 20)), isTrailing: isNumber)
    }
    var pane = TablePane(
      columns: columns, rowCount: table.rowCount, top: state.valueRow.top, cursorRow: state.valueRow.row,
      cursorColumn: state.valueColumn,
      cell: { row, place in
        let value = table.columns[values.shown[place]].values[row]
        return (
          text(value, isNumber: place >= values.nameCount),
          value == .missing ? .role(.faint) : place == 0 ? Style.plain.bold : .plain
        )
      })
    pane.frozenCount = max(1, values.nameCount)
    let parts = canvas.bounds.cut(bottom: 1)
    pane.draw(in: parts.rest, on: &canvas)
    guard values.shown.indices.contains(state.valueColumn) else { return }
    let column = table.columns[values.shown[state.valueColumn]]
    let value = table.rowCount > 0 ? column.values[min(state.valueRow.row, table.rowCount - 1)].text : nil
    canvas.draw(
      "\(column.name): \(value ?? "missing")", column: 1, row: parts.bottom.row, style: .role(.dim),
      width: max(0, canvas.columns - 2))
  }

  private static func text(_ value: CellValue, isNumber: Bool) -> String {
    guard case .number(let number) = value else { return CellText.of(value) }
    return isNumber ? NumberText.short(number) : CellText.of(value, decimals: 0)
  }

  static func valueCommands(_ state: State) -> [Command<Action>] {
    let empty = state.values == nil ? state.valuesFailure ?? "The values are being read." : nil
    return ListCursor.commands("features") { .move($0) } + [
      Command(
        "features.right", "Go to the feature at the right", keys: [.right, .character("l")], footer: "features",
        footerKeys: "←→", disabledReason: empty, action: .valueColumn(1)),
      Command(
        "features.left", "Go to the feature at the left", keys: [.left, .character("h")], disabledReason: empty,
        action: .valueColumn(-1)),
      Command(
        "features.far-right", "Go ten features to the right", keys: [.character("L")], disabledReason: empty,
        action: .valueColumn(10)),
      Command(
        "features.far-left", "Go ten features to the left", keys: [.character("H")], disabledReason: empty,
        action: .valueColumn(-10)),
      Command(
        "features.copy-row", "Copy the case", keys: [.character("Y")], disabledReason: empty, action: .copyCase),
      Command(
        "features.copy", "Copy the value", keys: [.character("y")], disabledReason: empty, action: .copyValue),
      Command(
        "features.export", "Export the values as CSV", keys: [.character("e"), .character("w")], footer: "export",
        help: "Every case and feature with all digits, as radish show features prints them.", disabledReason: empty,
        action: .export),
    ]
  }

  static func copyValue(_ state: State, wholeCase: Bool) -> [Effect] {
    guard let values = state.values, values.table.rowCount > 0, values.shown.indices.contains(state.valueColumn) else {
      return []
    }
    let row = min(state.valueRow.row, values.table.rowCount - 1)
    if wholeCase {
      let cells = values.shown.map { values.table.columns[$0].values[row].text ?? "" }
      return [.copy(cells.joined(separator: "\t"), what: "case")]
    }
    let column = values.table.columns[values.shown[state.valueColumn]]
    return [.copy(column.values[row].text ?? "", what: column.name)]
  }

  static func valueExports(_ state: State) -> [ExportFile] {
    state.values.map { [ExportFile("feature-values-\($0.extraction).csv", $0.table.csv())] } ?? []
  }
}
