internal import Features

extension ViewerScreen {
  struct Layout {
    var panes: [(plane: AnatomicalPlane, rect: Rect)]
    var panel: Rect
    var slider: Rect
    var warning: Rect
  }

  /// Where panes, facts and slider lie. The plane of the keys is the large one.
  static func layout(_ state: State, _ size: Size) -> Layout {
    let all = Rect(column: 0, row: 0, columns: size.columns, rows: size.rows)
    let warning = all.cut(bottom: 1)
    let slider = warning.rest.cut(bottom: 1)
    let panel = slider.rest.cut(right: size.columns >= 72 ? min(34, max(24, size.columns * 3 / 10)) : 0)
    var panes: [(plane: AnatomicalPlane, rect: Rect)] = []
    let others = AnatomicalPlane.allCases.filter { $0 != state.plane }
    if state.isThreeUp, panel.rest.columns >= 36, panel.rest.rows >= 8 {
      let parts = panel.rest.cut(left: panel.rest.columns * 6 / 10)
      let right = parts.rest.cut(top: parts.rest.rows / 2)
      panes = [(state.plane, parts.left), (others[0], right.top), (others[1], right.rest)]
    } else {
      panes = [(state.plane, panel.rest)]
    }
    return Layout(panes: panes, panel: panel.right, slider: slider.bottom, warning: warning.bottom)
  }

  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    let layout = layout(state, canvas.size)
    canvas.draw(
      "research use only, not for diagnosis", column: layout.warning.column + 1, row: layout.warning.row,
      style: .role(.dim))
    if let failure = state.failure {
      canvas.draw(paragraph: failure, in: canvas.bounds.inset(columns: 2, rows: 1), style: .role(.bad))
      return
    }
    guard let image = state.loaded, state.base != nil else {
      canvas.draw(
        state.image.map { "Reading \($0.patient) \($0.title) …" } ?? "No image.", column: 2, row: 1, style: .role(.dim))
      return
    }
    for (plane, rect) in layout.panes {
      guard let view = state.view(plane) else { continue }
      SlicePane(view, look: context.look, isFocused: plane == state.plane && layout.panes.count > 1)
        .draw(in: rect, on: &canvas)
    }
    canvas.within(layout.panel) { canvas in drawFacts(state, image, on: &canvas) }
    canvas.within(layout.slider) { canvas in drawSlider(state, image, on: &canvas) }
    if layout.panel.isEmpty, let reading = state.base?.reading(at: state.position) {
      let text = "\(NumberText.short(reading.value)) \(image.unit)  \(reading.position)"
      canvas.draw(text, endColumn: canvas.columns - 1, row: layout.warning.row)
    }
  }

  private static func drawFacts(_ state: State, _ image: LoadedImage, on canvas: inout Canvas) {
    var row = 0
    func line(_ text: String, _ style: Style = .plain) {
      canvas.draw(text, column: 1, row: row, style: style, width: max(0, canvas.columns - 1))
      row += 1
    }
    line(image.entry.patient, .role(.title).bold)
    line(image.entry.title, .role(.dim))
    if let view = state.base, let note = view.obliquityNote { line("△ \(note)", .role(.warning)) }
    for warning in image.warnings {
      row += canvas.draw(
        paragraph: "△ \(warning)",
        in: Rect(column: 1, row: row, columns: canvas.columns - 1, rows: max(0, min(4, canvas.rows - row))),
        style: .role(.warning))
    }
    if let reading = state.base?.reading(at: state.position) {
      row += 1
      let label = image.unit.isEmpty ? "value" : image.unit
      canvas.draw(
        [("\(label) ", .role(.dim)), (NumberText.short(reading.value), .plain.bold)], column: 1, row: row)
      row += 1
      line("voxel \(reading.voxel.x), \(reading.voxel.y), \(reading.voxel.z)", .role(.dim))
      line("\(reading.position)", .role(.dim))
      if !reading.masks.isEmpty { line("in \(reading.masks.joined(separator: ", "))", .role(.contour)) }
    }
    for (layer, statistics) in zip(image.layers, image.statistics) {
      row += 1
      let name = layer.name.isEmpty ? "region" : layer.name
      line("\(name)  \(NumberText.short((layer.extent.volumeInMillilitres * 10).rounded() / 10)) ml", .role(.contour))
      if let statistics {
        line("mean \(NumberText.short(statistics.mean))  sd \(NumberText.short(statistics.deviation))")
        line("\(NumberText.short(statistics.low)) to \(NumberText.short(statistics.high))")
        line(Sparkline.text(statistics.histogram), .role(.accent))
      }
      if layer.extent.outsideCount > 0 { line("△ part lies outside the image", .role(.warning)) }
    }
    if let window = state.base?.window {
      row += 1
      let name = state.preset.flatMap { state.presets.indices.contains($0) ? state.presets[$0].name : nil } ?? "by hand"
      line("window \(name)")
      line("W \(NumberText.short(window.width)) L \(NumberText.short(window.level))", .role(.dim))
      if state.isInverted { line("inverted", .role(.dim)) }
      for (index, preset) in state.presets.prefix(9).enumerated() where row < canvas.rows {
        canvas.draw(
          [("\(index + 1) ", .role(.key)), (preset.name, index == state.preset ? .plain.bold : .role(.dim))],
          column: 1, row: row)
        row += 1
      }
    }
  }

  /// `slices ···▂▅▇█▇▃···  region 6–28, largest 17`, with the place of the shown slice.
  private static func drawSlider(_ state: State, _ image: LoadedImage, on canvas: inout Canvas) {
    guard let view = state.view(state.plane) else { return }
    let axis = view.orientation.sliceAxis
    var facts = "  \(view.slice + 1)/\(view.sliceCount)"
    if let extent = image.layers.first?.extent, let range = extent.slices(alongAxis: axis) {
      facts += "  region \(range.lowerBound + 1)–\(range.upperBound + 1)"
      if let largest = view.largestSlice { facts += ", largest \(largest + 1)" }
    }
    let label = "slices "
    let width = max(0, min(120, canvas.columns - 2 - label.count - DisplayWidth.of(facts)))
    canvas.draw(label, column: 1, row: 0, style: .role(.dim))
    let start = 1 + label.count
    let profile = image.layers.first?.extent.profile(alongAxis: axis, columns: width) ?? []
    let bars = Array("·▁▂▃▄▅▆▇█")
    for column in 0..<width {
      let level = profile.indices.contains(column) ? max(0, min(8, profile[column])) : 0
      canvas.draw(
        String(bars[level]), column: start + column, row: 0, style: level > 0 ? .role(.contour) : .role(.faint))
    }
    if width > 0 {
      let place = min(width - 1, view.slice * width / max(1, view.sliceCount))
      canvas.draw("│", column: start + place, row: 0, style: .role(.focus).bold)
    }
    canvas.draw(facts, column: start + width, row: 0)
  }
}
