internal import Cohort

extension CohortScreen {
  /// The image beside the table: which one is wanted, and those seen lately.
  struct Preview: Sendable {
    var isShown = true
    /// The image of the row under the cursor, read or not.
    var wanted: ImageEntry?
    /// What went wrong with it.
    var failure: String?
    /// The kind of image chosen among those of a patient; nil is the first.
    var kind: Kind?
    private var recent: [ImagePreview] = []
    let shelf = PictureShelf()

    struct Kind: Equatable, Sendable {
      var modality: String
      var series: String
    }

    /// Slices kept, each of about a megabyte: going back to a row shows its image at once.
    static let limit = 16

    /// The picture of the wanted image, once it is read.
    var picture: ImagePreview? { wanted.flatMap { wanted in recent.last { $0.entry == wanted } } }

    mutating func take(_ preview: ImagePreview) {
      recent.removeAll { $0.entry == preview.entry }
      recent.append(preview)
      if recent.count > Self.limit { recent.removeFirst() }
    }
  }

  /// A narrower table keeps its width for itself.
  static let leastColumnsOfPreview = 120
  private static let leastRowsOfPreview = 14

  /// Why there can be no image beside the table now; nil where there can.
  static func previewReason(_ state: State, _ context: ScreenContext) -> String? {
    if context.cohort?.images.count == 0 { return "This cohort has no images." }
    if context.isReadAloud {
      return state.groups != nil ? "Groups are shown; \(KeyName.group) goes back to the rows." : nil
    }
    if context.size.columns < leastColumnsOfPreview {
      return "An image beside the table needs \(leastColumnsOfPreview) columns; here are \(context.size.columns)."
    }
    if context.size.rows < leastRowsOfPreview { return "An image beside the table needs a higher terminal." }
    if state.zoom != .none { return "The table has the whole screen; \(KeyName.zoomTable) goes on." }
    return state.groups != nil ? "Groups are shown; \(KeyName.group) goes back to the rows." : nil
  }

  static func showsPreview(_ state: State, _ context: ScreenContext) -> Bool {
    state.preview.isShown && previewReason(state, context) == nil
  }

  /// How many columns of the screen are the table's; the rest is the image's.
  static func tableColumns(_ state: State, _ context: ScreenContext) -> Int {
    let all = context.size.columns
    return showsPreview(state, context) && !context.isReadAloud ? all - min(72, max(40, all * 3 / 10)) : all
  }
}

extension CohortScreen.State {
  /// The images that the row under the cursor stands for: all of its patient, those of its exam, or that of its region.
  private func images(in context: ScreenContext) -> [ImageEntry] {
    guard let row = sheet.selected, let patient = selectedPatient, let images = context.cohort?.images.of(patient)
    else {
      return []
    }
    guard level != .patient else { return images }
    func cell(_ name: String) -> String { sheet.table.column(named: name)?.values[row].text ?? "" }
    let ofExam = images.filter { $0.exam == cell("exam") }
    guard level == .lesion else { return ofExam }
    return ofExam.filter { $0.modality == cell("modality") && $0.series == cell("series") }
  }

  /// The place of the wanted image among those of the row.
  func previewPlace(in context: ScreenContext) -> (place: Int, count: Int)? {
    let images = images(in: context)
    return preview.wanted.flatMap { images.firstIndex(of: $0) }.map { ($0, images.count) }
  }

  /// Asks for the image of the row under the cursor, where it is another one than before.
  mutating func followPreview(in context: ScreenContext) -> [Effect] {
    let isReading = context.running.contains(.preview)
    guard CohortScreen.showsPreview(self, context) else {
      preview.wanted = nil
      return isReading ? [.cancel(.preview)] : []
    }
    let images = images(in: context)
    let wanted =
      images.first { CohortScreen.Preview.Kind(modality: $0.modality, series: $0.series) == preview.kind }
      ?? images.first
    guard wanted != preview.wanted else { return [] }
    preview.wanted = wanted
    preview.failure = nil
    guard let wanted, preview.picture == nil else { return isReading ? [.cancel(.preview)] : [] }
    return [.loadPreview(wanted)]
  }

  /// The next image of the row, and of every row after it that has one like it.
  mutating func showNextImage(in context: ScreenContext) -> [Effect] {
    let images = images(in: context)
    guard images.count > 1, let place = preview.wanted.flatMap({ images.firstIndex(of: $0) }) else {
      return [.announce(Message("There is no other image of this \(level.rawValue)."))]
    }
    let next = images[(place + 1) % images.count]
    preview.kind = .init(modality: next.modality, series: next.series)
    return []
  }
}

extension CohortScreen {
  /// The image of the row under the cursor in words, for those who do not see it: which slice of what, which regions are drawn
  /// on it and what is in them. nil where no image is to be shown.
  static func words(_ state: State, _ context: ScreenContext) -> [String]? {
    guard showsPreview(state, context), let row = state.selected else { return nil }
    let patient = state.selectedPatient ?? state.label(of: row)
    guard let wanted = state.preview.wanted else { return ["\(patient) has no image."] }
    let title = wanted.title.isEmpty ? "Image" : wanted.title
    guard let picture = state.preview.picture else {
      return ["\(title) of \(patient): \(state.preview.failure ?? "being read.")"]
    }
    var first = "\(title) of \(patient), slice \(picture.slice + 1) of \(picture.sliceCount)"
    if let (place, count) = state.previewPlace(in: context), count > 1 { first += ", image \(place + 1) of \(count)" }
    let regions = picture.regions.map { "\(words(ofRegion: $0, in: picture))." }
    return [first + "."] + (regions.isEmpty ? ["No region is drawn on it."] : regions) + picture.warnings
  }

  /// From top to bottom: whose image, the picture, what is in it, and what else is known.
  ///
  /// - Parameter seen: places of the columns that the table beside it shows.
  static func drawPreview(
    _ state: State, seen: Set<Int>, in rect: Rect, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    canvas.within(rect) { canvas in
      for row in 0..<canvas.rows { canvas.put(Cell("│", style: .role(.border)), column: 0, row: row) }
      guard let row = state.selected else { return }
      var lines = PanelLines(size: canvas.size, margin: 2)
      drawTitle(state, row, &lines, on: &canvas, context)
      drawPicture(state, &lines, on: &canvas, context.look)
      lines.skip()
      drawValues(state, row, seen, &lines, on: &canvas, context)
    }
  }

  private static func drawTitle(
    _ state: State, _ row: Int, _ lines: inout PanelLines, on canvas: inout Canvas, _ context: ScreenContext
  ) {
    var end = lines.columns
    if let (place, count) = state.previewPlace(in: context), count > 1 {
      let text = "image \(place + 1)/\(count)"
      end -= DisplayWidth.of(text) + 1
      canvas.draw(text, column: end, row: 0, style: .role(.dim))
    }
    canvas.draw(
      state.selectedPatient ?? state.label(of: row), column: lines.margin, row: 0, style: .role(.title).bold,
      width: max(0, end - 2))
    lines.skip()
  }

  /// A field of the same height for every image, so that nothing jumps while the cursor moves on.
  private static func drawPicture(
    _ state: State, _ lines: inout PanelLines, on canvas: inout Canvas, _ look: Look
  ) {
    guard let wanted = state.preview.wanted else {
      lines.add("No image of this \(state.level.rawValue).", .role(.dim), on: &canvas)
      return
    }
    let picture = state.preview.picture
    var title = wanted.title.isEmpty ? "image" : wanted.title
    if let picture {
      let window = picture.view.window
      title += "  slice \(picture.slice + 1)/\(picture.sliceCount)"
      title += "  W \(NumberText.significant(window.width)) L \(NumberText.significant(window.level))"
    }
    lines.add(title, .role(.dim), on: &canvas)
    let square = Int((Double(lines.columns - 2) / max(0.5, look.cellAspect)).rounded(.up)) + 2
    let field = Rect(
      column: 0, row: lines.row, columns: lines.columns, rows: max(0, min(square, (lines.rows - lines.row) * 2 / 3)))
    lines.row = field.endRow
    guard let picture else {
      canvas.frame(field)
      canvas.draw(
        paragraph: state.preview.failure ?? "Reading …", in: field.inset(columns: 2, rows: 1),
        style: .role(state.preview.failure == nil ? .dim : .warning))
      return
    }
    SlicePane(picture.view, look: look, shelf: state.preview.shelf).draw(in: field, on: &canvas)
    for region in picture.regions.prefix(2) { lines.add(words(of: region, in: picture, look), on: &canvas) }
    if picture.regions.count > 2 {
      lines.add("and \(picture.regions.count - 2) more regions", .role(.dim), on: &canvas)
    }
    if picture.regions.isEmpty { lines.add("No region is drawn on it.", .role(.dim), on: &canvas) }
    if let warning = picture.warnings.first { lines.add("△ \(warning)", .role(.warning), on: &canvas) }
  }

  /// `── tumour 88.4 ml  max 14.2 SUV`.
  private static func words(of region: ImagePreview.Region, in picture: ImagePreview, _ look: Look) -> [(
    String, Style
  )] {
    let key = region.key.drawn(look)
    return [(key.text, key.style), (words(ofRegion: region, in: picture), .plain)]
  }

  private static func words(ofRegion region: ImagePreview.Region, in picture: ImagePreview) -> String {
    var words = "\(region.name) \(NumberText.millilitres(region.millilitres))"
    if let statistics = region.statistics {
      let isPET = picture.kind == .positronEmission
      words += "  \(isPET ? "max" : "mean") \(NumberText.short(isPET ? statistics.high : statistics.mean))"
      if !picture.unit.isEmpty { words += " \(picture.unit)" }
    }
    return words
  }

  /// The reason of an exclusion and the outcomes first, then what the table has no room for, then the rest.
  private static func drawValues(
    _ state: State, _ row: Int, _ seen: Set<Int>, _ lines: inout PanelLines, on canvas: inout Canvas,
    _ context: ScreenContext
  ) {
    let hasPicture = state.preview.picture != nil
    let end = lines.rows - (hasPicture ? 1 : 0)
    let outcomes = Set((context.cohort?.storedOutcomes ?? [:]).values.flatMap(\.columns))
    var groups: [[(column: TableColumn, decimals: Int, style: Style)]] = [[], [], [], []]
    for (place, layout) in state.layout.enumerated().dropFirst() {
      let column = state.table.columns[layout.index]
      let isMissing = column.values.isMissing(row)
      if DataTable.isRemark(column.name) {
        if !isMissing { groups[0].append((column, 0, .role(.warning))) }
      } else if outcomes.contains(column.name) {
        groups[1].append((column, layout.decimals, isMissing ? .role(.faint) : .plain.bold))
      } else {
        groups[seen.contains(place) ? 3 : 2].append((column, layout.decimals, isMissing ? .role(.faint) : .plain))
      }
    }
    let shown = groups.joined().prefix(max(0, end - lines.row))
    let place = lines.margin
    let width = min(lines.columns * 2 / 5, shown.map { DisplayWidth.of(CellText.title($0.column)) }.max() ?? 0)
    for (column, decimals, style) in shown {
      canvas.draw(CellText.title(column), column: place, row: lines.row, style: .role(.dim), width: width)
      canvas.draw(
        CellText.of(column.values[row], decimals: decimals), column: place + width + 1, row: lines.row, style: style,
        width: max(0, lines.columns - place - width - 1))
      lines.skip()
    }
    if hasPicture { canvas.draw("research use only, not for diagnosis", column: place, row: end, style: .role(.dim)) }
  }
}
