extension ViewerScreen {
  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let noImage = state.base == nil ? "No image is shown." : nil
    if state.showsWarnings, noImage == nil { return warningCommands() }
    let noRegion =
      noImage ?? (state.loaded.map { $0.layers.isEmpty } ?? true ? "No region is drawn on this image." : nil)
    let noOther = state.images.count > 1 ? nil : "This patient has one image."
    let noSecond =
      noImage ?? noOther
      ?? (state.second?.loaded == nil ? "Lay a second image over this one first (\(KeyName.fuse))." : nil)
    return looking(state, noImage, noRegion) + second(state, context.look, noImage, noOther, noSecond)
      + windows(state, noImage, noSecond) + measuring(state, noImage, noRegion) + moving(state, noImage)
  }

  /// Slices, planes, images, patients.
  private static func looking(_ state: State, _ noImage: String?, _ noRegion: String?) -> [Command<Action>] {
    let one = state.images.count > 1 ? nil : "This patient has one image."
    let noVolumes = state.loaded?.volumes == nil ? "This image holds one volume." : nil
    let alone = state.patients.count > 1 ? nil : "There is no other patient here."
    return [
      Command(
        "viewer.up", "Next slice (towards superior, anterior, right)", keys: [.up], footer: "slice", footerKeys: "↑↓",
        disabledReason: noImage, action: .slice(1)),
      Command("viewer.down", "Previous slice", keys: [.down], disabledReason: noImage, action: .slice(-1)),
      Command(
        "viewer.largest", "Go to the largest slice of the region", keys: [.enter], footer: "largest",
        disabledReason: noRegion, action: .largest),
      Command(
        "viewer.axial", "Axial plane", keys: [.character("a")], footer: "plane", footerKeys: "a/c/s",
        disabledReason: noImage, action: .plane(.axial)),
      Command(
        "viewer.coronal", "Coronal plane", keys: [.character("c")], disabledReason: noImage,
        action: .plane(.coronal)),
      Command(
        "viewer.sagittal", "Sagittal plane", keys: [.character("s")], disabledReason: noImage,
        action: .plane(.sagittal)),
      warningCommand(state, noImage),
      Command(
        "viewer.image", "Next image of the patient", keys: [.tab], footer: one == nil ? "image" : nil,
        disabledReason: one, action: .image(1)),
      Command(
        "viewer.image-back", "Previous image of the patient", keys: [.backTab], disabledReason: one, action: .image(-1)),
      Command(
        "viewer.volume", "Next volume of an image that holds several", keys: [.character("}")],
        footer: state.loaded?.volumes == nil ? nil : "volume", footerKeys: "{ }", help: "Or :volume and its number.",
        disabledReason: noImage ?? noVolumes, action: .volume(1)),
      Command(
        "viewer.volume-back", "Previous volume", keys: [.character("{")], disabledReason: noImage ?? noVolumes,
        action: .volume(-1)),
      Command(
        "viewer.mask", "Region: contour, fill, both, hidden", keys: [.character("m")], footer: "region",
        disabledReason: noRegion, action: .mask),
      Command(
        "viewer.next-patient", "Next patient", keys: [.character("]")], footer: alone == nil ? "patient" : nil,
        footerKeys: "[ ]", disabledReason: alone, action: .patient(1)),
      Command(
        "viewer.previous-patient", "Previous patient", keys: [.character("[")], disabledReason: alone,
        action: .patient(-1)),
      Command(
        "viewer.layout", "One plane or three", keys: [.character("v")], disabledReason: noImage, action: .layout),
      Command(
        "viewer.alone", "The picture alone, or with its facts", keys: [.character("z")], disabledReason: noImage,
        action: .alone),
      Command("viewer.page-up", "Ten slices up", keys: [.pageUp], disabledReason: noImage, action: .slice(10)),
      Command("viewer.page-down", "Ten slices down", keys: [.pageDown], disabledReason: noImage, action: .slice(-10)),
      Command("viewer.first", "First slice", keys: [.home], disabledReason: noImage, action: .firstSlice),
      Command("viewer.last", "Last slice", keys: [.end], disabledReason: noImage, action: .lastSlice),
      Command(
        "viewer.play", "Play the slices, or stop", keys: [.character("p")], help: "Ten slices a second; Esc stops.",
        disabledReason: noImage, action: .play),
    ]
  }

  private static func second(
    _ state: State, _ look: Look, _ noImage: String?, _ noOther: String?, _ noSecond: String?
  ) -> [Command<Action>] {
    let noColour =
      look.canFuse
      ? nil : "Laying one image over another needs 256 colours and block glyphs; \(KeyName.beside) shows it beside."
    let noThird = noSecond ?? (state.images.count > 2 ? nil : "This patient has no third image.")
    let noMap =
      noImage
      ?? (state.isFused || state.loaded?.kind == .positronEmission
        ? nil : "Colours are those of PET or of an image laid over another.")
    let noOpacity =
      noImage
      ?? (state.isFused || state.loaded?.layers.isEmpty == false
        ? nil : "Neither a region nor a second image is shown.")
    return [
      Command(
        "viewer.fuse", "Lay a second image over this one, such as PET over CT", keys: [.character("f")],
        footer: noOther == nil ? "fuse" : nil,
        help: "Through the patient's millimetres; images of different exams are not registered.",
        disabledReason: noImage ?? noOther ?? noColour, action: .fuse),
      Command(
        "viewer.beside", "Show a second image beside this one, linked", keys: [.character("b")],
        disabledReason: noImage ?? noOther, action: .beside),
      Command(
        "viewer.second", "Next second image", keys: [.character("g")], disabledReason: noThird,
        action: .secondImage(1)),
      Command(
        "viewer.second-back", "Previous second image", keys: [.character("G")], disabledReason: noThird,
        action: .secondImage(-1)),
      Command(
        "viewer.window-target", "Windows of the first image or of the second", keys: [.character("t")],
        disabledReason: noSecond, action: .windowTarget),
      Command(
        "viewer.colours", "Colours: hot, inverted grey, viridis", keys: [.character("M")], disabledReason: noMap,
        action: .colourMap),
      Command(
        "viewer.more-opaque", "More of the second image, or of filled regions", keys: [.character("o")],
        disabledReason: noOpacity, action: .opacity(0.1)),
      Command(
        "viewer.less-opaque", "Less of the second image, or of filled regions", keys: [.character("O")],
        disabledReason: noOpacity, action: .opacity(-0.1)),
    ]
  }

  private static func windows(_ state: State, _ noImage: String?, _ noSecond: String?) -> [Command<Action>] {
    let ofDerived =
      state.derived == nil
      ? nil : "A derived picture has a window of its own; \(KeyName.viewerWindow) changes it, Esc leaves it."
    var commands: [Command<Action>] = []
    for (index, preset) in state.presets.prefix(9).enumerated() {
      commands.append(
        Command(
          "viewer.window-\(index + 1)", "Window: \(preset.name)", keys: [.character(Character(String(index + 1)))],
          footer: index == 0 ? "window" : nil, footerKeys: "1–\(min(9, state.presets.count))",
          disabledReason: noImage ?? ofDerived, action: .preset(index)))
    }
    return commands + [
      Command(
        "viewer.window", "Change the window with the arrow keys", keys: [.character("w")],
        help: "Left and right the width, up brighter, down darker; Esc is done. Dragging does the same.",
        disabledReason: noImage, action: .windowMode),
      Command(
        "viewer.brighter", "Lower the level (brighter)", keys: [.shiftUp], disabledReason: noImage,
        action: .nudge(level: -0.05, width: 0)),
      Command(
        "viewer.darker", "Raise the level (darker)", keys: [.shiftDown], disabledReason: noImage,
        action: .nudge(level: 0.05, width: 0)),
      Command(
        "viewer.wider", "Widen the window", keys: [.shiftRight], disabledReason: noImage,
        action: .nudge(level: 0, width: 0.1)),
      Command(
        "viewer.narrower", "Narrow the window", keys: [.shiftLeft], disabledReason: noImage,
        action: .nudge(level: 0, width: -0.1)),
      Command(
        "viewer.invert", "Invert black and white", keys: [.character("i")], disabledReason: noImage, action: .invert),
      Command(
        "viewer.convention", "Radiological or neurological", keys: [.character("N")], disabledReason: noImage,
        action: .convention),
    ]
  }

  private static func measuring(_ state: State, _ noImage: String?, _ noRegion: String?) -> [Command<Action>] {
    let measure =
      state.measure.map { $0.isSet ? "Take the distance away" : "Set the end of the distance" }
      ?? "Measure a distance from the crosshair"
    return [
      Command(
        "viewer.statistics", "Statistics of the regions, or facts", keys: [.character("r")], footer: "statistics",
        help:
          "Volume, mean, percentiles and the histogram of what is shown; \(KeyName.statistics) again goes on where there "
          + "is no room for all.",
        disabledReason: noRegion, action: .statistics),
      Command(
        "viewer.measure", measure, keys: [.character("d")],
        help: "The end follows the crosshair until d is pressed again; with the mouse, drag.",
        disabledReason: noImage, action: .measure),
      Command(
        "viewer.levels", "What a texture feature sees: the discretised region", keys: [.character("T")],
        help: "Interpolated, re-segmented and binned by the extraction preset of the modality.",
        disabledReason: noRegion, action: .levels),
      Command(
        "viewer.filter", "Next filtered image: LoG, wavelet bands", keys: [.character("F")],
        help: "Radish's IBSI 2 filters over the whole image; Esc shows the image itself.", disabledReason: noImage,
        action: .filter),
      Command(
        "viewer.copy", "Copy the read-out", keys: [.character("y")], disabledReason: noImage, action: .copyReading),
    ]
  }

  private static func moving(_ state: State, _ noImage: String?) -> [Command<Action>] {
    let notZoomed = noImage ?? (state.zoom > 1 ? nil : "The whole slice is shown; zoom in first (+).")
    func cross(_ id: String, _ title: String, _ keys: [Key], across: Int, down: Int) -> Command<Action> {
      Command(id, title, keys: keys, disabledReason: noImage, action: .moveCrosshair(across: across, down: down))
    }
    func pan(_ id: String, _ title: String, _ key: Character, across: Double, down: Double) -> Command<Action> {
      Command(
        id, title, keys: [.character(key)], disabledReason: notZoomed, action: .pan(across: across, down: down))
    }
    return [
      Command(
        "viewer.crosshair", "Crosshair on or off", keys: [.character("x")], disabledReason: noImage, action: .crosshair),
      cross("viewer.cross-left", "Crosshair left", [.character("h"), .left], across: -1, down: 0),
      cross("viewer.cross-right", "Crosshair right", [.character("l"), .right], across: 1, down: 0),
      cross("viewer.cross-up", "Crosshair up", [.character("k")], across: 0, down: -1),
      cross("viewer.cross-down", "Crosshair down", [.character("j")], across: 0, down: 1),
      Command("viewer.zoom-in", "Zoom in", keys: [.character("+")], disabledReason: noImage, action: .zoom(1.25)),
      Command("viewer.zoom-out", "Zoom out", keys: [.character("-")], disabledReason: noImage, action: .zoom(0.8)),
      pan("viewer.pan-left", "Look further left", "H", across: -0.125, down: 0),
      pan("viewer.pan-right", "Look further right", "L", across: 0.125, down: 0),
      pan("viewer.pan-up", "Look further up", "K", across: 0, down: -0.125),
      pan("viewer.pan-down", "Look further down", "J", across: 0, down: 0.125),
      Command(
        "viewer.reset", "Fit, first window, not inverted", keys: [.character("="), .space], footer: "fit",
        disabledReason: noImage, action: .reset),
    ]
  }
}
