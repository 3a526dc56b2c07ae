internal import Cohort
internal import Features

extension ViewerScreen.State {
  /// The intensities of the regions in the picture: those of the image, or of what is shown in its place.
  var shownStatistics: [RegionStatistics?] { derived?.picture.statistics ?? loaded?.statistics ?? [] }

  /// The region whose statistics are shown: that under the cursor, else the first; of grey levels the one they are of.
  var regionOfStatistics: Int {
    if case .levels(let region) = derived?.picture.derivation { return region }
    return regionInView
  }
}

/// Everything about the intensities of a region of the picture, beside it: on one page, or on as many as it takes.
extension ViewerScreen {
  enum StatisticsLine {
    case blank
    case text([(String, Style)])
    case row(label: String, value: String)
    /// All the rows that are left.
    case histogram(Histogram)
  }

  /// What stands on each page. Where not everything fits, patient and image are left to the head of the screen; then the last
  /// row of a page is left for the key that goes on.
  static func statisticsPages(
    _ state: State, _ image: LoadedImage, size: Size, look: Look, scale: String?
  ) -> [[StatisticsLine]] {
    let number = state.regionOfStatistics
    guard image.layers.indices.contains(number) else {
      let lines = Paragraph.lines(of: "No region is drawn on this image.", columns: max(1, size.columns - 1))
      return [lines.map { StatisticsLine.text([($0, .role(.dim))]) }]
    }
    let head: [StatisticsLine] = [
      .text([(image.entry.patient, .role(.title).bold)]), .text([(image.entry.title, .role(.dim))]), .blank,
    ]
    var body = statisticsOfRegion(number, state, image, size: size, look: look, scale: scale)
    var plot: [StatisticsLine] = []
    if let statistics = state.shownStatistics[number] {
      plot = [
        .histogram(
          Histogram(
            counts: statistics.histogram, low: statistics.low, high: statistics.high, mark: state.reading?.value))
      ]
    } else {
      let sentence = "No voxel of the \(state.derived == nil ? "image" : "picture") lies in the region."
      let lines = Paragraph.lines(of: sentence, columns: max(1, size.columns - 1))
      body += lines.map { StatisticsLine.text([($0, .role(.warning))]) }
    }
    let rowsOfPlot = plot.isEmpty ? 0 : Histogram.leastRows
    if head.count + body.count + rowsOfPlot <= size.rows { return [head + body + plot] }
    var pages: [[StatisticsLine]] = []
    let name = Array(body.prefix(1))
    var rest = body[...]
    while true {
      let lead: [StatisticsLine] = pages.isEmpty ? [] : name
      let room = size.rows - lead.count
      if rest.count + rowsOfPlot <= room || room < 2 || rest.isEmpty {
        pages.append(lead + rest + plot)
        return pages
      }
      pages.append(lead + rest.prefix(room - 1))
      rest = rest.dropFirst(room - 1)
    }
  }

  private static func statisticsOfRegion(
    _ number: Int, _ state: State, _ image: LoadedImage, size: Size, look: Look, scale: String?
  ) -> [StatisticsLine] {
    let layer = image.layers[number]
    let key = layer.key(look)
    let room = size.columns - 1
    let names = names(of: image.layers, to: max(4, room - DisplayWidth.of(key.text)))
    var lines: [StatisticsLine] = [.text([(key.text, key.style), (names[number], .plain.bold)])]
    // The numbers are those of what is seen.
    if let picture = state.derived?.picture {
      let isOfLevels = if case .levels = picture.derivation { true } else { false }
      lines.append(.text([(isOfLevels ? "its grey levels" : "of \(picture.title)", .role(.warning))]))
    }
    if image.layers.count > 1 {
      lines.append(.text([("region \(number + 1) of \(image.layers.count), under +", .role(.dim))]))
    }
    if let scale { lines.append(.text([(scale, .role(.dim))])) }
    lines += reading(state)
    if size.rows >= 24 {
      lines.append(.text([(PatientPosition(state.position).text(fitting: room), .role(.dim))]))
      lines.append(.blank)
    }
    lines.append(
      .row(label: "volume", value: NumberText.millilitres(layer.extent.volumeInMillilitres, decimals: 2)))
    guard let statistics = state.shownStatistics[number] else { return lines }
    let unit = state.unit.isEmpty ? "" : " \(state.unit)"
    let isPET = image.kind == .positronEmission && state.derived == nil
    return lines + [
      .row(label: "voxels", value: "\(statistics.count)"),
      .row(label: "mean", value: NumberText.short(statistics.mean) + unit),
      .row(label: "sd", value: NumberText.short(statistics.deviation)),
      .row(label: "min", value: NumberText.short(statistics.low)),
      .row(label: "P10", value: NumberText.short(statistics.percentiles.tenth)),
      .row(label: "median", value: NumberText.short(statistics.percentiles.median)),
      .row(label: "P90", value: NumberText.short(statistics.percentiles.ninetieth)),
      .row(label: isPET ? "SUVmax" : "max", value: NumberText.short(statistics.high)),
    ]
  }

  /// The value and the voxel under the crosshair.
  private static func reading(_ state: State) -> [StatisticsLine] {
    guard let reading = state.reading else {
      return [.text([("cursor outside this picture", .role(.dim))])]
    }
    let voxel = state.base?.reading(at: state.position)?.voxel ?? reading.voxel
    return [
      .text([("\(nameOfValue(state)) ", .role(.dim)), (NumberText.short(reading.value), .plain.bold)]),
      .text([("voxel \(voxel.x), \(voxel.y), \(voxel.z)", .role(.dim))]),
    ]
  }

  /// What the values of the picture are called: their unit, `response` of a filter, `level` of a discretised region.
  static func nameOfValue(_ state: State) -> String {
    switch state.derived?.picture.derivation {
    case .levels?: "level"
    case .filtered?: "response"
    case nil: state.unit.isEmpty ? "value" : state.unit
    }
  }

  static func drawStatistics(
    _ state: State, _ image: LoadedImage, look: Look, scale: String?, on canvas: inout Canvas
  ) {
    let pages = statisticsPages(state, image, size: canvas.size, look: look, scale: scale)
    let number = min(state.statisticsPage, pages.count - 1)
    guard pages.indices.contains(number) else { return }
    var lines = PanelLines(size: canvas.size)
    for line in pages[number] {
      switch line {
      case .blank: lines.skip()
      case .text(let pieces): lines.add(pieces, on: &canvas)
      case .row(let label, let value):
        canvas.draw(label, column: 1, row: lines.row, style: .role(.dim))
        canvas.draw(value, endColumn: min(canvas.columns, 24) - 1, row: lines.row)
        lines.row += 1
      case .histogram(let histogram):
        let left = min(canvas.rows - lines.row, 13)
        histogram.draw(
          in: Rect(column: 1, row: lines.row, columns: canvas.columns - 2, rows: left), on: &canvas)
        lines.row += max(0, left)
      }
    }
    guard number + 1 < pages.count else { return }
    canvas.draw(
      [("\(KeyName.statistics) ", .role(.key)), ("goes on: \(number + 1) of \(pages.count)", .role(.accent))],
      column: 1, row: canvas.rows - 1)
  }

  /// The next page of the statistics; after the last one the facts are shown again.
  static func turnStatistics(_ state: inout State, _ context: ScreenContext) {
    guard state.showsStatistics else {
      state.showsStatistics = true
      state.statisticsPage = 0
      return
    }
    let layout = layout(state, context.size, messageRows: context.messageRows)
    var count = 1
    if let image = state.loaded, !layout.panel.isEmpty {
      count =
        statisticsPages(
          state, image, size: layout.panel.size, look: context.look,
          scale: scaleAmongFacts(state, layout, context.look)
        ).count
    }
    state.statisticsPage += 1
    if state.statisticsPage >= count {
      state.showsStatistics = false
      state.statisticsPage = 0
    }
  }

  /// The statistics of the regions of the picture shown, one row each; and, while they are shown, the bins of their histograms.
  public static func exports(_ state: State, in context: ScreenContext) -> [ExportFile] {
    guard let image = state.loaded, !image.layers.isEmpty else { return [] }
    let shown = state.shownStatistics
    let title = image.entry.title + (state.derived.map { " · \($0.picture.title)" } ?? "")
    func numbers(_ name: String, unit: String = "", _ value: (RegionStatistics) -> Double) -> TableColumn {
      TableColumn(name: name, unit: unit, values: .number(shown.map { $0.map(value) ?? .nan }))
    }
    func texts(_ name: String, _ values: [String]) -> TableColumn {
      TableColumn(name: name, values: .text(TextColumn(values.map { $0 })))
    }
    let count = image.layers.count
    let table = DataTable(columns: [
      texts("patient", Array(repeating: image.entry.patient, count: count)),
      texts("image", Array(repeating: title, count: count)),
      texts("region", image.layers.map(\.name)),
      TableColumn(
        name: "volume", unit: "ml", values: .number(image.layers.map(\.extent.volumeInMillilitres))),
      numbers("voxels") { Double($0.count) }, numbers("mean", unit: state.unit, \.mean),
      numbers("sd", unit: state.unit, \.deviation), numbers("min", unit: state.unit, \.low),
      numbers("p10", unit: state.unit, \.percentiles.tenth), numbers("median", unit: state.unit, \.percentiles.median),
      numbers("p90", unit: state.unit, \.percentiles.ninetieth), numbers("max", unit: state.unit, \.high),
    ])
    let regions = ExportFile("regions.csv", table.csv())
    guard state.showsStatistics else { return [regions] }
    var names: [String] = []
    var bins: [RegionStatistics.Bin] = []
    for (layer, statistics) in zip(image.layers, shown) {
      let own = statistics?.bins ?? []
      bins += own
      names += own.map { _ in layer.name }
    }
    let histogram = DataTable(columns: [
      texts("patient", names.map { _ in image.entry.patient }), texts("image", names.map { _ in title }),
      texts("region", names), TableColumn(name: "from", unit: state.unit, values: .number(bins.map(\.low))),
      TableColumn(name: "to", unit: state.unit, values: .number(bins.map(\.high))),
      TableColumn(name: "voxels", values: .number(bins.map { Double($0.count) })),
    ])
    return [regions, ExportFile("regions-histogram.csv", histogram.csv())]
  }
}
