/// Something that draws itself in a rectangle of any size, down to 0×0.
public protocol Pane {
  /// Draws inside `rect`, in the coordinates of the canvas; nothing outside it.
  func draw(in rect: Rect, on canvas: inout Canvas)
}
