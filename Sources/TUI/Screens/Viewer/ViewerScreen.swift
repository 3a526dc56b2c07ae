internal import Features

/// A patient's images: three linked planes or one, with regions, windows and read-out.
public enum ViewerScreen: Screen {
  public enum Action: Equatable, Sendable {
    case loaded(LoadedImage)
    case slice(Int)
    case firstSlice, lastSlice
    case largest
    case plane(AnatomicalPlane)
    case image(Int)
    case patient(Int)
    case preset(Int)
    case nudge(level: Double, width: Double)
    case mask
    case invert
    case convention
    case layout
    case crosshair
    case moveCrosshair(across: Int, down: Int)
    case zoom(Double)
    case reset
    case copyReading
    case mouse(MouseEvent)
  }

  public static let explanation =
    "Look at every tumour before trusting a number about it: is the contour where it should be, is the whole lesion in it? "
    + "Enter jumps to the slice with most of the region. Letters at the edges are the patient's sides: R right, A anterior, "
    + "S superior. RAD means that the patient's right is at the left of the screen."

  public static func update(_ state: inout State, _ action: Action, in context: ScreenContext) -> [Effect] {
    switch action {
    case .loaded(let image):
      // An image that was asked for before the last key says nothing any more.
      if image.entry == state.image { state.show(image) }
    case .slice(let step): state.step(step)
    case .firstSlice: state.step(-1_000_000)
    case .lastSlice: state.step(1_000_000)
    case .largest:
      if state.view(state.plane)?.largestSlice == nil {
        return [.announce(Message("No region is drawn on this image.", .warning))]
      }
      state.goToLargest()
    case .plane(let plane): state.plane = plane
    case .image(let step):
      guard state.images.count > 1 else { return [] }
      state.index = (state.index + step + state.images.count) % state.images.count
      state.loaded = nil
      state.base = nil
      state.preset = 0
      return state.image.map { [.loadImage($0)] } ?? []
    case .patient(let step): return neighbour(state, step, context)
    case .preset(let index):
      guard state.presets.indices.contains(index), let image = state.loaded else { return [] }
      state.preset = index
      let window = state.presets[index].window(for: image.intensities)
      state.base?.window = window
    case .nudge(let level, let width):
      guard let window = state.base?.window else { return [] }
      state.base?.window = window.nudged(level: level, width: width)
      state.preset = nil
    case .mask:
      let all = MaskLayer.Drawing.allCases
      state.drawing = all[((all.firstIndex(of: state.drawing) ?? 0) + 1) % all.count]
      return [.announce(Message("Region: \(state.drawing.rawValue)"))]
    case .invert: state.isInverted.toggle()
    case .convention:
      state.convention = state.convention == .radiological ? .neurological : .radiological
      return [
        .announce(
          Message(
            state.convention == .radiological
              ? "Radiological: the patient's right is at the left of the screen."
              : "Neurological: the patient's left is at the left of the screen."))
      ]
    case .layout: state.isThreeUp.toggle()
    case .crosshair: state.showsCrosshair.toggle()
    case .moveCrosshair(let across, let down):
      guard let orientation = state.view(state.plane)?.orientation else { return [] }
      if across != 0 {
        state.moveVoxel(axis: orientation.acrossAxis) { $0 + Double(across * orientation.acrossStep) }
      }
      if down != 0 { state.moveVoxel(axis: orientation.downAxis) { $0 + Double(down * orientation.downStep) } }
    case .zoom(let factor): state.zoom = min(16, max(1, state.zoom * factor))
    case .reset:
      state.zoom = 1
      state.isInverted = false
      return update(&state, .preset(0), in: context)
    case .copyReading:
      guard let reading = state.base?.reading(at: state.position) else { return [] }
      let voxel = reading.voxel
      let text =
        "\(state.image?.patient ?? "") \(state.image?.title ?? "") voxel \(voxel.x),\(voxel.y),\(voxel.z) "
        + "\(reading.position) value \(NumberText.short(reading.value))"
      return [.copy(text, what: "read-out")]
    case .mouse(let mouse): take(mouse, &state, context)
    }
    return []
  }

  /// The next patient in the table that has images.
  private static func neighbour(_ state: State, _ step: Int, _ context: ScreenContext) -> [Effect] {
    guard let current = state.image?.patient, let place = state.patients.firstIndex(of: current) else { return [] }
    let withImages = Set((context.cohort?.images ?? []).map(\.patient))
    var next = place + step
    while state.patients.indices.contains(next) {
      if withImages.contains(state.patients[next]) { return [.view(patient: state.patients[next])] }
      next += step
    }
    return [.announce(Message(step > 0 ? "This is the last patient shown." : "This is the first patient shown."))]
  }

  private static func take(_ mouse: MouseEvent, _ state: inout State, _ context: ScreenContext) {
    let layout = layout(state, context.size)
    switch mouse.kind {
    case .wheelUp: state.step(1)
    case .wheelDown: state.step(-1)
    case .press:
      state.dragFrom = (mouse.column, mouse.row)
      guard let (plane, rect) = layout.panes.first(where: { $0.rect.contains(column: mouse.column, row: mouse.row) })
      else { return }
      let inner = SlicePane.pictureRect(in: rect)
      guard inner.contains(column: mouse.column, row: mouse.row), let view = state.view(plane) else { return }
      let frame = view.frame(size: inner.size, look: context.look)
      guard frame.voxelIndex(atColumn: mouse.column - inner.column, row: mouse.row - inner.row) != nil else { return }
      state.position = frame.world(atColumn: mouse.column - inner.column, row: mouse.row - inner.row)
      state.plane = plane
    case .drag:
      guard let from = state.dragFrom, let window = state.base?.window else { return }
      // Across changes the width, up and down the level, as in every viewer.
      state.base?.window = window.nudged(
        level: Double(mouse.row - from.row) * -0.02, width: Double(mouse.column - from.column) * 0.02)
      state.preset = nil
      state.dragFrom = (mouse.column, mouse.row)
    case .release: state.dragFrom = nil
    }
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    if case .mouse(let mouse) = event { return .mouse(mouse) }
    return nil
  }

  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let noImage = state.base == nil ? "No image is shown." : nil
    let noRegion = state.loaded.map { $0.layers.isEmpty } ?? true ? "No region is drawn on this image." : nil
    let one = state.images.count > 1 ? nil : "This patient has one image."
    var commands: [Command<Action>] = [
      Command(
        "viewer.up", "Next slice (towards superior, anterior, right)", keys: [.up], footer: "slice", footerKeys: "↑↓",
        disabledReason: noImage, action: .slice(1)),
      Command("viewer.down", "Previous slice", keys: [.down], disabledReason: noImage, action: .slice(-1)),
      Command(
        "viewer.largest", "Go to the largest slice of the region", keys: [.enter], footer: "largest",
        disabledReason: noImage ?? noRegion, action: .largest),
      Command(
        "viewer.axial", "Axial plane", keys: [.character("a")], footer: "plane", footerKeys: "a/c/s",
        disabledReason: noImage,
        action: .plane(.axial)),
      Command(
        "viewer.coronal", "Coronal plane", keys: [.character("c")], disabledReason: noImage,
        action: .plane(.coronal)),
      Command(
        "viewer.sagittal", "Sagittal plane", keys: [.character("s")], disabledReason: noImage,
        action: .plane(.sagittal)),
      Command(
        "viewer.layout", "One plane or three", keys: [.character("v"), .character("z")], footer: "1/3",
        disabledReason: noImage, action: .layout),
      Command(
        "viewer.image", "Next image of the patient", keys: [.tab], footer: one == nil ? "image" : nil,
        disabledReason: one, action: .image(1)),
      Command(
        "viewer.image-back", "Previous image of the patient", keys: [.backTab], disabledReason: one, action: .image(-1)),
      Command(
        "viewer.mask", "Region: contour, fill, both, hidden", keys: [.character("m")], footer: "region",
        disabledReason: noImage ?? noRegion, action: .mask),
      Command(
        "viewer.next-patient", "Next patient", keys: [.character("]")], footer: "patient", footerKeys: "[ ]",
        action: .patient(1)),
      Command("viewer.previous-patient", "Previous patient", keys: [.character("[")], action: .patient(-1)),
      Command("viewer.page-up", "Ten slices up", keys: [.pageUp], disabledReason: noImage, action: .slice(10)),
      Command("viewer.page-down", "Ten slices down", keys: [.pageDown], disabledReason: noImage, action: .slice(-10)),
      Command("viewer.first", "First slice", keys: [.home], disabledReason: noImage, action: .firstSlice),
      Command("viewer.last", "Last slice", keys: [.end], disabledReason: noImage, action: .lastSlice),
    ]
    for (index, preset) in state.presets.prefix(9).enumerated() {
      commands.append(
        Command(
          "viewer.window-\(index + 1)", "Window: \(preset.name)", keys: [.character(Character(String(index + 1)))],
          footer: index == 0 ? "window" : nil, footerKeys: "1–\(min(9, state.presets.count))",
          disabledReason: noImage, action: .preset(index)))
    }
    commands += [
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
      Command(
        "viewer.crosshair", "Crosshair on or off", keys: [.character("x")], disabledReason: noImage, action: .crosshair),
      Command(
        "viewer.cross-left", "Crosshair left", keys: [.character("h"), .left], disabledReason: noImage,
        action: .moveCrosshair(across: -1, down: 0)),
      Command(
        "viewer.cross-right", "Crosshair right", keys: [.character("l"), .right], disabledReason: noImage,
        action: .moveCrosshair(across: 1, down: 0)),
      Command(
        "viewer.cross-up", "Crosshair up", keys: [.character("k")], disabledReason: noImage,
        action: .moveCrosshair(across: 0, down: -1)),
      Command(
        "viewer.cross-down", "Crosshair down", keys: [.character("j")], disabledReason: noImage,
        action: .moveCrosshair(across: 0, down: 1)),
      Command("viewer.zoom-in", "Zoom in", keys: [.character("+")], disabledReason: noImage, action: .zoom(1.25)),
      Command("viewer.zoom-out", "Zoom out", keys: [.character("-")], disabledReason: noImage, action: .zoom(0.8)),
      Command(
        "viewer.reset", "Fit, first window, not inverted", keys: [.character("="), .space], disabledReason: noImage,
        action: .reset),
      Command(
        "viewer.copy", "Copy the read-out", keys: [.character("y")], disabledReason: noImage, action: .copyReading),
    ]
    return commands
  }

  public static func breadcrumb(_ state: State, in context: ScreenContext) -> [String] {
    guard let image = state.image else { return [] }
    return [image.patient, image.title.isEmpty ? "image" : image.title]
  }

  public static func facts(_ state: State, in context: ScreenContext) -> String {
    guard let view = state.view(state.plane) else { return "" }
    let (axis, millimetres) = view.slicePosition
    let count = state.images.count > 1 ? "image \(state.index + 1)/\(state.images.count) · " : ""
    return "\(count)slice \(view.slice + 1)/\(view.sliceCount)  \(PatientPosition.text(millimetres, axis: axis)) mm"
  }
}
