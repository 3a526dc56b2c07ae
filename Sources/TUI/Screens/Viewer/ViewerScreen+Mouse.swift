internal import Features

extension ViewerScreen {
  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    switch event {
    case .mouse(let mouse): .mouse(mouse)
    case .key(let key): action(for: key, state)
    case .paste: nil
    }
  }

  /// What a key means before commands are asked: arrows change the window in its mode, and Esc leaves one thing after the
  /// other before it leaves the screen.
  private static func action(for key: Key, _ state: State) -> Action? {
    if state.mode == .window {
      switch key {
      case .up: return .nudge(level: -0.05, width: 0)
      case .down: return .nudge(level: 0.05, width: 0)
      case .right: return .nudge(level: 0, width: 0.1)
      case .left: return .nudge(level: 0, width: -0.1)
      case .enter, .escape: return .windowMode
      default: break
      }
    }
    guard key == .escape, !state.showsWarnings else { return nil }
    if state.isPlaying { return .play }
    if state.measure != nil { return .stopMeasuring }
    if state.derivation != nil { return .original }
    return nil
  }

  /// A click sets the crosshair, the wheel goes through slices; dragging changes the window, with the right button it moves
  /// the picture, and while a distance is measured it draws that.
  static func take(_ mouse: MouseEvent, _ state: inout State, _ context: ScreenContext) {
    if state.showsWarnings {
      switch mouse.kind {
      case .wheelUp: moveWarnings(.by(-3), &state, context)
      case .wheelDown: moveWarnings(.by(3), &state, context)
      default: break
      }
      return
    }
    switch mouse.kind {
    case .wheelUp: state.step(1)
    case .wheelDown: state.step(-1)
    case .press:
      state.dragFrom = (mouse.column, mouse.row)
      guard let (plane, world) = place(under: mouse, state, context) else {
        state.dragFrom = nil
        return
      }
      if mouse.button == .right || mouse.button == .middle { return }
      state.plane = plane
      if state.measure != nil { state.measure = Measure(ruler: Ruler(from: world, to: world)) }
      state.move(to: world)
    case .drag:
      guard let from = state.dragFrom else { return }
      drag(mouse, from: from, &state, context)
      state.dragFrom = (mouse.column, mouse.row)
    case .release:
      // A distance drawn by dragging is set when the button is let go; one that has no length yet goes on by keys.
      if let measure = state.measure, state.dragFrom != nil, measure.ruler.millimetres > 0 {
        state.measure?.isSet = true
      }
      state.dragFrom = nil
    }
  }

  private static func drag(
    _ mouse: MouseEvent, from: (column: Int, row: Int), _ state: inout State, _ context: ScreenContext
  ) {
    let across = mouse.column - from.column
    let down = mouse.row - from.row
    if mouse.button == .right || mouse.button == .middle {
      guard state.zoom > 1, let pane = mainPane(state, context) else { return }
      let size = pane.frame.size
      state.centre = pane.frame.geometry.world(
        ofVoxel: pane.frame.voxel(
          atColumn: Double(size.columns) / 2 - Double(across), row: Double(size.rows) / 2 - Double(down)))
    } else if state.measure?.isSet == false {
      if let (plane, world) = place(under: mouse, state, context), plane == state.plane { state.move(to: world) }
    } else if let window = state.window {
      // Across changes the width; upwards lowers the level, which is brighter, as in other viewers.
      state.window = window.nudged(level: Double(down) * 0.02, width: Double(across) * 0.02)
      state.chosenPreset = nil
    }
  }

  /// The plane and the position in the patient under the mouse; nil beside the pictures.
  private static func place(
    under mouse: MouseEvent, _ state: State, _ context: ScreenContext
  ) -> (plane: AnatomicalPlane, world: SIMD3<Double>)? {
    let layout = layout(state, context.size, messageRows: context.messageRows)
    guard let pane = layout.panes.first(where: { $0.rect.contains(column: mouse.column, row: mouse.row) }) else {
      return nil
    }
    let inner = SlicePane.pictureRect(in: pane.rect)
    guard inner.contains(column: mouse.column, row: mouse.row), let view = view(of: pane, state, layout, context.look)
    else { return nil }
    let frame = view.frame(size: inner.size, look: context.look)
    let column = mouse.column - inner.column
    let row = mouse.row - inner.row
    guard frame.voxelIndex(atColumn: column, row: row) != nil else { return nil }
    return (pane.plane, frame.world(atColumn: column, row: row))
  }
}
