internal import Features

extension ViewerScreen.State {
  /// What lies under the cursor in the image that is shown.
  var reading: SliceView.Reading? { (derived?.view ?? base)?.reading(at: position) }

  /// The second image's value under the cursor, linear between its voxels; nil beside it.
  var secondValue: Double? {
    guard derived == nil, let image = second?.loaded, let map = VoxelMap(worldTo: image.volume.geometry) else {
      return nil
    }
    return TrilinearSampler(image.volume).value(at: map(position)).map(Double.init)
  }

  /// The unit of the values shown.
  var unit: String { derived == nil ? loaded?.unit ?? "" : "" }

  /// The colours that stand for numbers in the picture: those of the image laid over it, or its own.
  var colourBar: (name: String, unit: String, map: ColourMap, window: Window, isInverted: Bool)? {
    guard derived == nil, let loaded, let base else { return nil }
    if isFused, let second, let over = second.loaded {
      return (over.entry.modality, over.unit, fusedMap, second.window, false)
    }
    // Beside each other each has greys or colours of its own; those of PET have numbers.
    if let beside = second?.loaded, beside.kind == .positronEmission, let window = second?.window {
      return (beside.entry.modality, beside.unit, aloneMap, window, isInverted)
    }
    guard !isFused, loaded.kind == .positronEmission else { return nil }
    return (loaded.entry.modality, loaded.unit, aloneMap, base.window, isInverted)
  }

  /// The slice of the image that holds the cursor, in the plane of the keys.
  var sliceOfImage: Int {
    guard var view = base else { return 0 }
    view.plane = plane
    return view.sliceIndex(at: position)
  }

  /// What a reader of two images has to know.
  var pairWarning: String? {
    guard let second, let other = secondImage, let image, let there = second.loaded, let base else { return nil }
    let own = base.volume.geometry
    let middle = there.volume.geometry.world(
      ofVoxel: SIMD3<Double>(there.volume.geometry.size &- SIMD3(1, 1, 1)) / 2)
    if VoxelMap(worldTo: own).flatMap({ own.voxel(nearest: $0(middle)) }) == nil, secondValue == nil {
      return "The two images lie at different places; nothing is seen of \(other.title) here."
    }
    return other.exam == image.exam ? nil : "Different exams: linked by the scanner's mm, not registered."
  }
}

extension ViewerScreen {
  /// - Parameter scale: the size of a cell, where it is told here.
  static func drawFacts(
    _ state: State, _ image: LoadedImage, look: Look, scale: String?, on canvas: inout Canvas
  ) {
    var lines = PanelLines(size: canvas.size)
    drawTitle(state, image, &lines, on: &canvas)
    drawColourBar(state, look, &lines, on: &canvas)
    if let scale { lines.add(scale, .role(.dim), on: &canvas) }
    // In few rows the scale stands in place of the gap.
    if scale == nil || canvas.rows >= 24 { lines.skip() }
    drawReading(state, image, look, &lines, on: &canvas)
    // What is to be beware of has the first claim to the rows: the numbers of a region are those of its statistics too.
    let rowsOfWarnings = warningLines(state, columns: lines.columns - lines.margin).count
    let isTight = lines.row + image.layers.count * 4 + rowsOfWarnings > canvas.rows
    drawRegions(state, image, look, isTight: isTight, &lines, on: &canvas)
    if let picture = state.derived?.picture {
      lines.skip()
      for fact in picture.facts { lines.add(paragraph: fact, rows: 2, .role(.dim), on: &canvas) }
      // The head and the slider count the slices of the image; those of another grid are said to be its own.
      if let view = state.view(state.plane), view.sliceCount != state.base?.turned(to: state.plane).sliceCount {
        lines.add("slice \(view.slice + 1) of its own \(view.sliceCount)", .role(.dim), on: &canvas)
      }
      lines.add([("Esc ", .role(.key)), ("the image itself", .role(.dim))], on: &canvas)
    } else if let derivation = state.derivation {
      lines.skip()
      let name =
        switch derivation {
        case .levels: "grey levels"
        case .filtered(let filter): filter.name
        }
      lines.add("Computing \(name) …", .role(.running), on: &canvas)
    }
    drawWarnings(state, &lines, on: &canvas)
    drawWindows(state, &lines, on: &canvas)
  }

  private static func drawTitle(
    _ state: State, _ image: LoadedImage, _ lines: inout PanelLines, on canvas: inout Canvas
  ) {
    lines.add(image.entry.patient, .role(.title).bold, on: &canvas)
    defer {
      if let volumes = image.volumes {
        lines.add([("volume \(volumes.shown) of 0–\(volumes.count - 1)  ", .plain), ("{ }", .role(.key))], on: &canvas)
      }
    }
    let title = image.entry.title.isEmpty ? "image" : image.entry.title
    if let picture = state.derived?.picture {
      lines.add("\(title) · \(picture.title)", .role(.dim), on: &canvas)
    } else if let second = state.second, let other = state.secondImage {
      let isOver = second.place == .over
      let percent = isOver ? " \(Int((state.fusedOpacity * 100).rounded())) %" : ""
      lines.add(title + (isOver ? " +" : " |"), .role(.dim), on: &canvas)
      lines.add(
        (second.loaded == nil ? "reading \(other.title) …" : other.title + percent)
          + (isOver && second.loaded != nil ? " \(state.fusedMap.rawValue)" : ""), .role(.dim), on: &canvas)
    } else {
      lines.add(title, .role(.dim), on: &canvas)
    }
  }

  /// `PET 0 ▁▃▅▇█ 10 SUV`: what the colours of the image laid over the other stand for, or of an image in colours, between the
  /// ends of its own window.
  private static func drawColourBar(
    _ state: State, _ look: Look, _ lines: inout PanelLines, on canvas: inout Canvas
  ) {
    guard let bar = state.colourBar, look.color >= .indexed256 else { return }
    let low = "\(bar.name.isEmpty ? "" : bar.name + " ")\(NumberText.significant(bar.window.low)) "
    let high = " \(NumberText.significant(bar.window.high))\(bar.unit.isEmpty ? "" : " " + bar.unit)"
    let room = lines.columns - lines.margin - DisplayWidth.of(low) - DisplayWidth.of(high)
    guard room >= 4, lines.row < canvas.rows else { return }
    var column = canvas.draw(low, column: lines.margin, row: lines.row)
    let swatches = min(room, 24)
    for step in 0..<swatches {
      let place = Float(step) / Float(max(1, swatches - 1)) * 255
      let colour = bar.map.colour(bar.isInverted ? 255 - place : place)
      let paper: Color =
        look.color == .truecolor
        ? .rgb(colour.red, colour.green, colour.blue) : .indexed(Palette256.index(nearestTo: colour))
      canvas.put(Cell(" ", style: Style(background: paper)), column: column, row: lines.row)
      column += 1
    }
    canvas.draw(high, column: column, row: lines.row)
    lines.row += 1
  }

  private static func drawReading(
    _ state: State, _ image: LoadedImage, _ look: Look, _ lines: inout PanelLines, on canvas: inout Canvas
  ) {
    guard let reading = state.reading else {
      lines.add("cursor outside this picture", .role(.dim), on: &canvas)
      return
    }
    func value(_ label: String, _ value: Double) {
      lines.add([("\(label) ", .role(.dim)), (NumberText.short(value), .plain.bold)], on: &canvas)
    }
    value(nameOfValue(state), reading.value)
    if let second = state.second?.loaded, state.derived == nil {
      let label = [second.entry.modality, second.unit == second.entry.modality ? "" : second.unit]
        .filter { !$0.isEmpty }.joined(separator: " ")
      if let number = state.secondValue {
        value(label.isEmpty ? "second" : label, number)
      } else {
        lines.add("\(label) not here", .role(.dim), on: &canvas)
      }
    }
    let voxel = state.base?.reading(at: state.position)?.voxel ?? reading.voxel
    lines.add("voxel \(voxel.x), \(voxel.y), \(voxel.z)", .role(.dim), on: &canvas)
    let room = lines.columns - lines.margin
    lines.add(PatientPosition(state.position).text(fitting: room), .role(.dim), on: &canvas)
    if !reading.masks.isEmpty {
      let layer = state.loaded?.layers.first { reading.masks.contains($0.name) }
      let count = reading.masks.count
      let names = MaskLayer.names(reading.masks, to: max(4, (room - 3 - 2 * (count - 1)) / count))
      lines.add(
        "in \(names.joined(separator: ", "))", layer.map { $0.key(look).style } ?? .role(.contour), on: &canvas)
    }
    if let measure = state.measure {
      lines.add(
        "distance \(NumberText.fixed(measure.ruler.millimetres, 1)) mm" + (measure.isSet ? "" : " …"), .role(.accent),
        on: &canvas)
    }
  }

  static func names(of layers: [MaskLayer], to columns: Int) -> [String] {
    MaskLayer.names(layers.map { $0.name.isEmpty ? "region" : $0.name }, to: columns)
  }

  private static func drawRegions(
    _ state: State, _ image: LoadedImage, _ look: Look, isTight: Bool, _ lines: inout PanelLines,
    on canvas: inout Canvas
  ) {
    let volumes = image.layers.map { "  " + NumberText.millilitres($0.extent.volumeInMillilitres) }
    // A name may be as long as that of a file; the volume is what one looks for.
    let taken = zip(image.layers, volumes).map { DisplayWidth.of($0.key(look).text) + DisplayWidth.of($1) }.max() ?? 0
    let names = names(of: image.layers, to: max(4, lines.columns - lines.margin - taken))
    for (place, (layer, statistics)) in zip(image.layers, state.shownStatistics).enumerated() {
      if !isTight { lines.skip() }
      let key = layer.key(look)
      lines.add([(key.text, key.style), (names[place] + volumes[place], .plain)], on: &canvas)
      guard let statistics, !isTight, image.layers.count <= 2 else { continue }
      lines.add(
        "mean \(NumberText.short(statistics.mean))  sd \(NumberText.short(statistics.deviation))", on: &canvas)
      if image.kind == .positronEmission, state.derived == nil {
        lines.add("SUVmax \(NumberText.short(statistics.high))", .plain.bold, on: &canvas)
      } else {
        lines.add("\(NumberText.short(statistics.low)) to \(NumberText.short(statistics.high))", on: &canvas)
      }
    }
  }

  private static func drawWindows(_ state: State, _ lines: inout PanelLines, on canvas: inout Canvas) {
    guard let window = state.window else { return }
    lines.skip()
    let name = state.chosenPreset.flatMap { state.presets.indices.contains($0) ? state.presets[$0].name : nil }
    let whose = state.actsOnSecond ? " (\(state.secondImage?.modality ?? "second"))" : ""
    lines.add("window\(whose) \(name ?? (state.derived == nil ? "by hand" : "of its own"))", on: &canvas)
    lines.add(
      "W \(NumberText.significant(window.width)) L \(NumberText.significant(window.level))"
        + (state.isInverted ? "  inverted" : ""), .role(.dim), on: &canvas)
    guard state.derived == nil else { return }
    for (index, preset) in state.presets.prefix(9).enumerated() where lines.row < canvas.rows {
      lines.add(
        [("\(index + 1) ", .role(.key)), (preset.name, index == state.chosenPreset ? .plain.bold : .role(.dim))],
        on: &canvas)
    }
  }
}
