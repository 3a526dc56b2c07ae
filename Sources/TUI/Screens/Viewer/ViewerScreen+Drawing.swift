internal import Features

extension ViewerScreen {
  struct Layout {
    struct Place: Equatable {
      var plane: AnatomicalPlane
      var rect: Rect
      /// Whether it shows the second image.
      var isSecond = false
    }
    /// The pane of the keys first.
    var panes: [Place]
    var panel: Rect
    var slider: Rect
    var status: Rect

    /// Whether the size of a cell is told among the facts: the edge of the picture has room for the ruler only.
    var hasScaleAmongFacts: Bool {
      !panel.isEmpty && (panes.first?.rect.columns ?? 0) < SlicePane.leastColumnsOfScaleAndRuler
    }
  }

  /// The size of a cell of the large picture, where it is told among the facts.
  static func scaleAmongFacts(_ state: State, _ layout: Layout, _ look: Look) -> String? {
    guard layout.hasScaleAmongFacts, let pane = layout.panes.first, let view = state.view(state.plane) else {
      return nil
    }
    return view.frame(size: SlicePane.pictureRect(in: pane.rect).size, look: look)
      .scaleText(fitting: layout.panel.columns - 1)
  }

  /// Where panes, facts and slider lie. The plane of the keys is the large one; a second image beside it takes half.
  ///
  /// - Parameter messageRows: rows below that a message has taken. The first of them is the slider's, so that a picture does not
  ///   become smaller for a moment whenever a key has something to say.
  static func layout(_ state: State, _ size: Size, messageRows: Int = 0) -> Layout {
    let all = Rect(column: 0, row: 0, columns: size.columns, rows: size.rows)
    let status = all.cut(bottom: 1)
    let slider = status.rest.cut(bottom: size.rows >= 6 && messageRows == 0 ? 1 : 0)
    let panelWidth = size.columns < 56 || state.isAlone ? 0 : min(44, max(22, size.columns * 3 / 10))
    let panel = slider.rest.cut(right: panelWidth)
    let rest = panel.rest
    // The sides of the patient in the frame do not touch the words beside it.
    let facts = panel.right.cut(left: min(1, panel.right.columns)).rest
    var panes: [Layout.Place] = []
    if state.second?.place == .beside, state.derived == nil, rest.columns >= 24 {
      // A free column between the panes, or two: side by side their letters would make words.
      let each = (rest.columns - 1) / 2
      panes = [
        .init(plane: state.plane, rect: rest.cut(left: each).left),
        .init(plane: state.plane, rect: rest.cut(right: each).right, isSecond: true),
      ]
    } else if state.isThreeUp, rest.columns >= 46, rest.rows >= 10 {
      let others = AnatomicalPlane.allCases.filter { $0 != state.plane }
      let parts = rest.cut(left: rest.columns * 6 / 10)
      let right = parts.rest.cut(top: (parts.rest.rows + 1) / 2)
      panes = [
        .init(plane: state.plane, rect: parts.left), .init(plane: others[0], rect: right.top),
        .init(plane: others[1], rect: right.rest),
      ]
    } else {
      panes = [.init(plane: state.plane, rect: rest)]
    }
    return Layout(panes: panes, panel: facts, slider: slider.bottom, status: status.bottom)
  }

  /// What a pane shows; nil while its image is read.
  static func view(of pane: Layout.Place, _ state: State, _ layout: Layout, _ look: Look) -> SliceView? {
    guard pane.isSecond else { return state.view(pane.plane) }
    guard let first = state.view(state.plane), let main = layout.panes.first else { return nil }
    let frame = first.frame(size: SlicePane.pictureRect(in: main.rect).size, look: look)
    return state.viewBeside(frame)
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    let layout = layout(state, canvas.size, messageRows: context.messageRows)
    defer { drawStatus(state, layout, on: &canvas, in: context) }
    if let failure = state.failure {
      canvas.draw(paragraph: failure, in: canvas.bounds.inset(columns: 2, rows: 1), style: .role(.bad))
      return
    }
    guard let image = state.loaded, state.base != nil else {
      canvas.draw(
        state.image.map { "Reading \($0.patient) \($0.title) …" } ?? "No image.", column: 2, row: 1, style: .role(.dim))
      return
    }
    if state.showsWarnings {
      let rows = layout.status.row
      canvas.within(Rect(column: 0, row: 0, columns: canvas.columns, rows: rows)) { drawAllWarnings(state, on: &$0) }
      return
    }
    let views = layout.panes.map { view(of: $0, state, layout, context.look) }
    state.shelf.prepare(
      zip(layout.panes, views).compactMap { pane, view in
        view.map { ($0, SlicePane.pictureRect(in: pane.rect).size) }
      }, look: context.look)
    for (pane, view) in zip(layout.panes, views) {
      guard let view else {
        canvas.frame(pane.rect)
        _ = canvas.within(pane.rect) {
          $0.draw("Reading \(state.secondImage?.title ?? "") …", column: 2, row: 1, style: .role(.dim))
        }
        continue
      }
      SlicePane(
        view, look: context.look, title: title(of: pane, in: layout, state),
        isFocused: layout.panes.count > 1 && pane == layout.panes.first, hasScale: hasScale(pane, in: layout),
        shelf: state.shelf
      ).draw(in: pane.rect, on: &canvas)
    }
    let scale = scaleAmongFacts(state, layout, context.look)
    canvas.within(layout.panel) { canvas in
      if state.showsStatistics {
        drawStatistics(state, image, look: context.look, scale: scale, on: &canvas)
      } else {
        drawFacts(state, image, look: context.look, scale: scale, on: &canvas)
      }
    }
    canvas.within(layout.slider) { canvas in drawSlider(state, image, on: &canvas) }
  }

  /// Whether the edge of a pane tells the size of a cell: that of the large one does wherever it is not told among the facts, the
  /// others where there is room for the ruler too.
  private static func hasScale(_ pane: Layout.Place, in layout: Layout) -> Bool {
    pane == layout.panes.first
      ? !layout.hasScaleAmongFacts : pane.rect.columns >= SlicePane.leastColumnsOfScaleAndRuler
  }

  /// Which of two images beside each other a pane shows, in as few words as it takes to tell them apart.
  private static func title(of pane: Layout.Place, in layout: Layout, _ state: State) -> String {
    guard layout.panes.contains(where: \.isSecond), let first = state.image, let second = state.secondImage else {
      return ""
    }
    let room = SlicePane.titleRoom(columns: pane.rect.columns)
    let own = pane.isSecond ? second : first
    guard DisplayWidth.of(own.title) > room else { return own.title }
    if !own.modality.isEmpty, first.modality != second.modality { return own.modality }
    return DisplayWidth.toldApart([first.title, second.title], to: room)[pane.isSecond ? 1 : 0]
  }

  /// `research use only, not for diagnosis      W 400 L 40 · zoom 2×`: what is to be seen at any size.
  private static func drawStatus(
    _ state: State, _ layout: Layout, on canvas: inout Canvas, in context: ScreenContext
  ) {
    canvas.within(layout.status) { canvas in
      let warning = "research use only, not for diagnosis"
      let start = canvas.draw(warning, column: 1, row: 0, style: .role(.dim)) + 2
      let room = canvas.columns - start - 1
      guard let window = state.base?.window else { return }
      if state.mode == .window {
        let hints = ["←→ width  ↑↓ level  Esc done", "←→ ↑↓  Esc done"]
        if let hint = hints.first(where: { DisplayWidth.of($0) <= room }) {
          canvas.draw(hint, endColumn: canvas.columns - 1, row: 0, style: .role(.key))
        }
        return
      }
      let shown = state.derived?.view.window ?? window
      let zoom = state.zoom > 1 ? "\(NumberText.fixed(state.zoom, 1))×" : "fit"
      var parts = ["W \(NumberText.significant(shown.width)) L \(NumberText.significant(shown.level))"]
      parts.append(room >= 30 && state.zoom > 1 ? "zoom \(zoom)" : zoom)
      if let bar = state.colourBar, state.isFused, layout.panel.isEmpty || room >= 40 {
        parts.insert(
          "\(bar.name) \(NumberText.significant(bar.window.low))–\(NumberText.significant(bar.window.high))"
            + (bar.unit.isEmpty ? "" : " \(bar.unit)"), at: 1)
      }
      if layout.panel.isEmpty, !warnings(state).isEmpty { parts.insert("△ !", at: 0) }
      if state.isPlaying { parts.append("▸ playing") }
      if let measure = state.measure { parts.append("\(NumberText.fixed(measure.ruler.millimetres, 1)) mm") }
      if let pane = layout.panes.first, !layout.hasScaleAmongFacts, pane.rect.columns < SlicePane.leastColumnsOfScale,
        let view = state.view(state.plane)
      {
        let size = SlicePane.pictureRect(in: pane.rect).size
        parts.append(view.frame(size: size, look: context.look).scaleText)
      }
      if layout.panel.isEmpty, let reading = state.reading {
        parts.append("\(NumberText.short(reading.value))\(state.unit.isEmpty ? "" : " \(state.unit)")")
      }
      var text = parts.joined(separator: " · ")
      while parts.count > 2, DisplayWidth.of(text) > room {
        parts.removeLast()
        text = parts.joined(separator: " · ")
      }
      canvas.draw(DisplayWidth.clipped(text, to: max(0, room)), endColumn: canvas.columns - 1, row: 0)
    }
  }

  /// `slices ···▂▅▇█▇▃···  region 6–28, largest 17`, with the place of the shown slice.
  private static func drawSlider(_ state: State, _ image: LoadedImage, on canvas: inout Canvas) {
    guard let view = state.view(state.plane), let base = state.base, let own = state.orientation else { return }
    // The slider is that of the image, whatever is shown in its place: the keys go through its slices.
    let axis = own.sliceAxis
    let count = max(1, base.volume.geometry.size[axis])
    let slice = state.derived == nil ? view.slice : state.sliceOfImage
    var facts = "  \(slice + 1)/\(count)"
    let extent = RegionExtent(together: image.layers.map(\.extent))
    if let range = extent?.slices(alongAxis: axis) {
      facts += "  region\(image.layers.count > 1 ? "s" : "") \(range.lowerBound + 1)–\(range.upperBound + 1)"
      if let largest = state.largestSlice { facts += ", largest \(largest + 1)" }
    }
    let label = "slices "
    let width = max(0, min(120, canvas.columns - 2 - label.count - DisplayWidth.of(facts)))
    canvas.draw(label, column: 1, row: 0, style: .role(.dim))
    let start = 1 + label.count
    let profile = extent?.profile(alongAxis: axis, columns: width) ?? []
    let bars = Array("·▁▂▃▄▅▆▇█")
    for column in 0..<width {
      let level = profile.indices.contains(column) ? max(0, min(8, profile[column])) : 0
      canvas.draw(
        String(bars[level]), column: start + column, row: 0, style: level > 0 ? .role(.contour) : .role(.faint))
    }
    if width > 0 {
      let place = min(width - 1, max(0, slice * width / count))
      canvas.draw("│", column: start + place, row: 0, style: .role(.focus).bold)
    }
    canvas.draw(facts, column: start + width, row: 0)
  }
}
