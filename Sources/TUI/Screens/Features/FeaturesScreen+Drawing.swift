internal import Cohort
internal import Features
internal import Foundation
internal import Stats

extension FeaturesScreen {
  /// The effect of a feature that says nothing: AUC ½, log hazard ratio 0.
  static func noEffect(_ overview: FeatureOverview) -> Double { isSurvival(overview) ? 0 : 0.5 }

  static func isSurvival(_ overview: FeatureOverview) -> Bool {
    if case .survival = overview.outcome { true } else { false }
  }

  /// The effect as a reader knows it: an AUC, or a hazard ratio per standard deviation.
  static func effect(_ result: UnivariateResult, _ overview: FeatureOverview) -> String {
    guard let estimate = result.estimate, estimate.isFinite else { return "–" }
    return NumberText.fixed(isSurvival(overview) ? exp(estimate) : estimate, 2)
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    if state.tab == .values {
      tabBar(state).draw(row: 0, on: &canvas)
      canvas.within(canvas.bounds.cut(top: 1).rest) { drawValues(state, on: &$0) }
      return
    }
    guard let table = state.table else {
      canvas.draw(
        paragraph: state.failure.map { $0 + " \(KeyName.features) shows the values of every case." }
          ?? "Reading the features …",
        in: Rect(column: 1, row: 1, columns: max(0, canvas.columns - 2), rows: 4),
        style: .role(state.failure == nil ? .dim : .bad))
      return
    }
    tabBar(state).draw(row: 0, on: &canvas)
    var rest = canvas.bounds.cut(top: 1).rest
    let warning = warning(table, canvas.bounds.size)
    let parts = rest.cut(bottom: warning.count)
    for (index, line) in warning.enumerated() {
      canvas.draw(line, column: 1, row: parts.bottom.row + index, style: .role(.warning))
    }
    rest = parts.rest
    canvas.within(rest) { canvas in
      switch state.tab {
      case .ranking: drawRanking(state, table, on: &canvas)
      case .distribution: drawDistribution(state, table, on: &canvas, context)
      case .correlation: drawCorrelation(state, table, on: &canvas, context)
      case .meaning: drawMeaning(state, table, on: &canvas)
      case .values: break
      }
    }
  }

  /// What is wrong with looking at all patients, where no split is frozen, and with taking their regions for independent.
  private static func warning(_ table: FeatureTable, _ size: Size) -> [String] {
    var sentences = table.overview.cautions.filter { $0.code == "clustered_rows" }.map(\.message)
    if !table.overview.isTrainingOnly {
      sentences.insert(
        "no frozen split: these p values look at every patient, also those a model will be judged on (key 3: split).",
        at: 0
      )
    }
    let lines = sentences.flatMap { Paragraph.lines(of: "△ " + $0, columns: max(1, size.columns - 2)) }
    return Array(lines.prefix(max(0, size.rows - 1) / 4))
  }

  // MARK: Ranking

  /// Rows of the ranking that are seen: without tabs, header, foot and warning.
  static func rankingRows(_ state: State, _ context: ScreenContext) -> Int {
    max(0, context.size.rows - 3 - (state.table.map { warning($0, context.size).count } ?? 0))
  }

  private enum RankingColumn { case name, kind, family, effect, p, q, missing }

  private static func drawRanking(_ state: State, _ table: FeatureTable, on canvas: inout Canvas) {
    let overview = table.overview
    let foot = canvas.bounds.cut(bottom: 1)
    func mark(_ order: Order) -> String { state.order == order ? (state.isReversed ? "▴" : "▾") : "" }
    let widestKind = overview.shortKinds.reduce(0) { max($0, DisplayWidth.of($1)) }
    let kindWidth = widestKind == 0 ? 0 : min(max(6, widestKind), max(12, canvas.columns / 5))
    // Of several regions the region tells rows apart; the family, which the name implies, gives way to it.
    let hasFamily = widestKind == 0 || canvas.columns >= 100 || state.order == .family
    let others = 39 + (hasFamily ? 13 : 0) + (kindWidth > 0 ? kindWidth + 1 : 0)
    let nameWidth = max(20, canvas.columns - others)
    var contents: [RankingColumn] = [.name]
    var columns: [TablePane.Column] = [
      .init("feature", width: nameWidth, sortMark: mark(.name))
    ]
    if kindWidth > 0 {
      contents.append(.kind)
      columns.append(.init("region", width: kindWidth))
    }
    if hasFamily {
      contents.append(.family)
      columns.append(.init("family", width: 12, sortMark: mark(.family)))
    }
    contents += [.effect, .p, .q, .missing]
    columns += [
      .init(isSurvival(overview) ? "HR/SD" : "AUC", width: 7, isTrailing: true, sortMark: mark(.effect)),
      .init("p", width: 8, isTrailing: true, sortMark: mark(.p)), .init("q", width: 8, isTrailing: true),
      .init("missing", width: 8, isTrailing: true, sortMark: mark(.missing)),
    ]
    let pane = TablePane(
      columns: columns, rowCount: state.rows.count, top: state.row.top, cursorRow: state.row.row,
      cell: { row, column in
        let result = overview.ranking[state.rows[row]]
        let isFound = (result.adjustedP ?? 1) < 0.05
        switch contents[column] {
        case .name:
          // Names of a family differ at their ends.
          let name = DisplayWidth.clippedInMiddle(featureName(state.rows[row], overview), to: nameWidth, tail: 4)
          return (name, isFound ? .plain.bold : .plain)
        case .kind: return (overview.shortKinds[state.rows[row]], .role(.accent))
        case .family: return (family(state.rows[row], overview), .role(.dim))
        case .effect: return (effect(result, overview), .plain)
        case .p: return (NumberText.p(result.p), .plain)
        case .q:
          let q = NumberText.p(result.adjustedP)
          return (
            isFound ? "✓ " + String(repeating: " ", count: max(0, 6 - q.count)) + q : q, isFound ? .role(.good) : .plain
          )
        case .missing:
          let missing = overview.design.rowCount - result.rowCount
          return (missing == 0 ? "" : "\(missing)", .role(.warning))
        }
      })
    pane.draw(in: foot.rest, on: &canvas)
    if let prompt = state.prompt {
      canvas.draw("/\(prompt.text)▏", column: 1, row: foot.bottom.row, style: .role(.accent))
      return
    }
    let found = overview.ranking.count { ($0.adjustedP ?? 1) < 0.05 }
    let shown =
      state.filter.isEmpty
      ? "\(state.rows.count) features" : "\(state.rows.count) of \(overview.ranking.count) match “\(state.filter)”"
    canvas.draw(
      "\(shown) · \(found) with q < 0.05 ✓ · \(isSurvival(overview) ? "Cox, per SD" : "Mann–Whitney") · "
        + "q: Benjamini–Hochberg", column: 1, row: foot.bottom.row, style: .role(.dim),
      width: max(0, canvas.columns - 2))
  }

  // MARK: Distribution

  static func figure(_ state: State) -> (any Figure)? {
    guard let table = state.table else { return nil }
    switch state.tab {
    case .values: return nil
    case .correlation: return heatMap(state, table)
    case .ranking, .distribution, .meaning:
      guard let column = state.column else { return nil }
      let groups = table.overview.groups(of: column)
      let title = name(column, table.overview)
      let result = table.overview.ranking[column]
      let subtitle = "p \(NumberText.p(result.p)), q \(NumberText.p(result.adjustedP))"
      if state.shape == .histogram || state.shape == .density {
        let unit = unit(column, table.overview)
        var plot =
          state.shape == .histogram
          ? Plot.histogram(groups, title: title, xTitle: unit, bins: 20)
          : Plot.density(groups, title: title, xTitle: unit)
        plot.subtitle = subtitle
        plot.cursor = state.place.map { plot.xAxis.low + (plot.xAxis.high - plot.xAxis.low) * $0 }
        return plot
      }
      var plot = BoxPlot(
        title: title, measure: unit(column, table.overview), groups: groups, subtitle: subtitle,
        shape: state.shape == .violins ? .violin : .box)
      plot.cursor = state.place.map { plot.axis.low + (plot.axis.high - plot.axis.low) * $0 }
      return plot
    }
  }

  private static func unit(_ column: Int, _ overview: FeatureOverview) -> String {
    let unit = overview.keys[column]?.definition?.unit ?? ""
    return unit.isEmpty ? "value" : unit
  }

  private static func drawDistribution(
    _ state: State, _ table: FeatureTable, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    guard let column = state.column, let figure = figure(state) else {
      canvas.draw(
        "No feature is shown: clear the filter with \(KeyName.featureFilter) and Esc.", column: 1, row: 1,
        style: .role(.dim))
      return
    }
    let overview = table.overview
    let result = overview.ranking[column]
    let groups = overview.groups(of: column)
    let whole =
      "\(state.row.row + 1)/\(state.rows.count) · "
      + (overview.shortKinds[column].isEmpty ? "" : overview.shortKinds[column] + " · ")
      + "\(isSurvival(overview) ? "HR/SD" : "AUC") \(effect(result, overview)) "
      + "p \(NumberText.p(result.p)): "
    let text = whole + (reading(state, figure, groups) ?? summary(groups)).joined(separator: "; ")
    let lines = Paragraph.lines(of: context.look.words(text), columns: max(1, canvas.columns - 2))
    // Three lines at least, so that the plot stays where it is when the cursor begins to read.
    let rows = min(max(lines.count, canvas.rows >= 16 ? 3 : 1), max(1, canvas.rows / 3))
    let foot = canvas.bounds.cut(bottom: rows)
    figure.draw(in: foot.rest, on: &canvas, look: context.look)
    for (line, text) in lines.prefix(rows).enumerated() {
      canvas.draw(text, column: 1, row: foot.bottom.row + line, style: .role(.accent))
    }
  }

  /// The five numbers of every box: quartiles with the median between them, whiskers, what lies beyond.
  private static func summary(_ groups: [(name: String, values: [Double])]) -> [String] {
    groups.map { group in
      guard let box = BoxPlot.Summary(group.values) else { return "\(group.name): none" }
      let outliers = box.outliers.isEmpty ? "" : ", \(box.outliers.count) beyond"
      return "\(group.name) n \(box.count), median \(NumberText.short(box.median)) "
        + "(\(NumberText.short(box.lowerQuartile))–\(NumberText.short(box.upperQuartile))), whiskers "
        + "\(NumberText.short(box.lowWhisker)) to \(NumberText.short(box.highWhisker))\(outliers)"
    }
  }

  /// What the cursor reads: of a histogram the bin and its counts, of anything else how many lie at or below the value.
  private static func reading(
    _ state: State, _ figure: any Figure, _ groups: [(name: String, values: [Double])]
  ) -> [String]? {
    let plot = figure as? Plot
    guard let x = plot?.cursor ?? (figure as? BoxPlot)?.cursor else { return nil }
    if let plot, state.shape == .histogram, let points = plot.series.first?.points,
      let bin = points.indices.dropLast().last(where: { points[$0].x <= x })
    {
      let (low, high) = (points[bin].x, points[bin + 1].x)
      let isLast = bin == points.count - 2
      return ["from \(NumberText.short(low)) to \(NumberText.short(high))"]
        + groups.map { group in
          let values = group.values.filter(\.isFinite)
          let count = values.count { $0 >= low && (isLast ? $0 <= high : $0 < high) }
          return
            "\(group.name) \(count) of \(values.count) (\(NumberText.fixed(Double(count) / Double(max(1, values.count)), 2)))"
        }
    }
    let densities = state.shape == .density ? plot?.readings(at: x) ?? [] : []
    return ["at \(NumberText.short(x))"]
      + groups.map { group in
        let values = group.values.filter(\.isFinite)
        let count = values.count { $0 <= x }
        let density = densities.first { $0.name == group.name }.map { "density \(NumberText.short($0.value)), " } ?? ""
        return "\(group.name): \(density)\(count) of \(values.count) at or below "
          + "(\(NumberText.fixed(Double(count) / Double(max(1, values.count)), 2)))"
      }
  }

  // MARK: Correlation

  private static func heatMap(_ state: State, _ table: FeatureTable) -> HeatMap {
    let order = table.correlations.order
    let names = order.map { name(table.correlated[$0], table.overview) }
    var map = HeatMap(
      title: "Spearman's ρ of the \(order.count) best, clustered by average linkage on 1 − |ρ|", rowLabels: names,
      columnLabels: order.indices.map { "\($0 + 1)" },
      values: order.map { row in order.map { table.correlations.values[row][$0] } })
    map.cursor = state.cell
    return map
  }

  private static func drawCorrelation(
    _ state: State, _ table: FeatureTable, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    let order = table.correlations.order
    guard order.indices.contains(state.cell.row), order.indices.contains(state.cell.column) else {
      canvas.draw("There are no features to compare.", column: 1, row: 1, style: .role(.dim))
      return
    }
    let foot = canvas.bounds.cut(bottom: canvas.rows >= 6 ? 3 : 2)
    var map = heatMap(state, table)
    // The key has a line of its own: on a small screen rows of the map would take its place.
    map.hasKey = false
    // On a small screen the rows follow the cursor.
    let room = max(1, foot.rest.rows - 1)
    let top = TablePane.top(0, cursor: state.cell.row, visibleRows: room, rowCount: order.count)
    map.rowLabels = Array(map.rowLabels.dropFirst(top))
    map.values = Array(map.values.dropFirst(top))
    map.cursor = (state.cell.row - top, state.cell.column)
    map.draw(in: foot.rest, on: &canvas, look: context.look)
    let (a, b) = (order[state.cell.row], order[state.cell.column])
    let isSame = table.correlations.clusters[a] == table.correlations.clusters[b]
    let rho = "ρ \(NumberText.fixed(table.correlations.values[a][b], 2))  "
    let end = a != b && isSame ? ", one cluster" : ""
    let own = [a, b].map { name(table.correlated[$0], table.overview) }
    // The two names share the line; of a long one the middle goes.
    let each = max(8, (canvas.columns - 5 - DisplayWidth.of(rho) - end.count) / 2)
    let shorter = own.map { DisplayWidth.of($0) }.min() ?? 0
    let most = max(each, 2 * each - shorter)
    canvas.draw(
      context.look.words(rho + own.map { DisplayWidth.clippedInMiddle($0, to: most) }.joined(separator: " × ") + end),
      column: 1, row: foot.bottom.row, style: .role(.accent), width: max(0, canvas.columns - 2))
    let count = Set(table.correlations.clusters).count
    canvas.draw(
      context.look.words("\(order.count) features say \(count) different things (clusters of mean |ρ| > 0.9)"),
      column: 1,
      row: foot.bottom.row + 1, style: .role(.dim), width: max(0, canvas.columns - 2))
    guard foot.bottom.rows > 2 else { return }
    let key = canvas.draw(
      context.look.words("ρ "), column: 1, row: foot.bottom.row + 2, style: .role(.dim))
    map.drawKey(column: key, row: foot.bottom.row + 2, look: context.look, on: &canvas)
  }

  // MARK: Meaning

  private static func drawMeaning(_ state: State, _ table: FeatureTable, on canvas: inout Canvas) {
    guard let column = state.column else { return }
    let overview = table.overview
    canvas.draw(
      name(column, overview), column: 1, row: 0, style: Style.role(.title).bold, width: max(0, canvas.columns - 2))
    guard let key = overview.keys[column], let definition = key.definition else {
      canvas.draw("The catalogue does not know the column \(overview.design.names[column]).", column: 1, row: 2)
      return
    }
    var lines: [(String, String)] = [
      ("means", definition.meaning), ("formula", definition.formula),
      ("unit", definition.unit.isEmpty ? "none" : definition.unit), ("family", definition.family.rawValue),
      ("IBSI code", definition.ibsiCode), ("image", key.image),
    ]
    if let aggregation = key.aggregation { lines.append(("aggregation", aggregation.rawValue)) }
    if !overview.kinds[column].isEmpty {
      lines.append(("region", overview.kinds[column].replacing("_", with: " ")))
    }
    lines.append(("column", overview.design.names[column]))
    for (index, pitfall) in definition.pitfalls.enumerated() {
      lines.append((index == 0 ? "beware" : "", pitfall.rawValue))
    }
    let result = overview.ranking[column]
    lines.append(
      (
        "here",
        "\(isSurvival(overview) ? "HR per SD" : "AUC") \(effect(result, overview)), p \(NumberText.p(result.p)), "
          + "q \(NumberText.p(result.adjustedP)), \(result.rowCount) values"
      ))
    var row = 2
    for (label, text) in lines {
      guard row < canvas.rows else { return }
      canvas.draw(label, column: 1, row: row, style: .role(.dim))
      row += max(
        1,
        canvas.draw(
          paragraph: text,
          in: Rect(column: 15, row: row, columns: max(0, canvas.columns - 16), rows: canvas.rows - row),
          style: label == "beware" || label.isEmpty ? .role(.warning) : .plain))
    }
  }

  // MARK: Export

  /// The ranking as shown, header first.
  static func table(_ state: State) -> [[String]] {
    guard let overview = state.table?.overview else { return [] }
    let effectName = isSurvival(overview) ? "log_hazard_ratio_per_sd" : "auc"
    return [["column", "region", "name", "ibsi_code", "family", "n", effectName, "p", "q"]]
      + state.rows.map { column in
        let result = overview.ranking[column]
        func text(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "" } ?? "" }
        return [
          overview.design.names[column], overview.kinds[column], featureName(column, overview),
          overview.keys[column]?.definition?.ibsiCode ?? "",
          family(column, overview), "\(result.rowCount)", text(result.estimate), text(result.p),
          text(result.adjustedP),
        ]
      }
  }

  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    if state.tab == .values { return valueExports(state) }
    guard let overview = state.table?.overview else { return [] }
    if state.tab == .ranking || state.tab == .meaning {
      var lines = FigureTable(columns: table(state).first ?? [])
      for row in table(state).dropFirst() { lines.append(row.map { .text($0) }) }
      return [ExportFile("features-\(overview.extraction).csv", lines.csv)]
    }
    guard let figure = figure(state) else { return [] }
    let name = state.tab == .correlation ? "correlation" : "distribution"
    return [ExportFile("\(name).csv", figure.table.csv), ExportFile("\(name).svg", figure.svg())]
  }
}
