/// A slice with its frame: orientation letters on all four edges, plane and convention, and the scale.
///
///     ┌ A ────── axial ── RAD ┐
///     R        picture        L
///     └ P ─ 1 cell = 2.1×4.2 mm┘
///
/// Below 12×4 cells the frame gives way to the picture alone.
public struct SlicePane: Pane, Sendable {
  public var view: SliceView
  public var look: Look
  public var isFocused: Bool
  /// `PET SUV` or the like, written into the upper edge where there is room.
  public var title: String
  /// Where pictures are kept from one frame to the next.
  var shelf: PictureShelf?

  public init(_ view: SliceView, look: Look, title: String = "", isFocused: Bool = false) {
    self.view = view
    self.look = look
    self.title = title
    self.isFocused = isFocused
  }

  init(_ view: SliceView, look: Look, title: String = "", isFocused: Bool = false, shelf: PictureShelf) {
    self.init(view, look: look, title: title, isFocused: isFocused)
    self.shelf = shelf
  }

  /// A narrower pane has no room for the scale in its edge.
  static let leastColumnsOfScale = 28

  /// Columns for a title in the upper edge, beside the letter of the side and the convention.
  static func titleRoom(columns: Int) -> Int { max(2, columns - 1 - 5 - 7) }

  /// The part of a pane that the picture takes: what a click or a read-out refers to.
  public static func pictureRect(in rect: Rect) -> Rect {
    rect.columns < 12 || rect.rows < 4 ? rect : rect.inset()
  }

  public func draw(in rect: Rect, on canvas: inout Canvas) {
    let inner = Self.pictureRect(in: rect)
    if inner != rect { drawFrame(rect, around: inner, on: &canvas) }
    let picture =
      shelf?.picture(of: view, size: inner.size, look: look) ?? view.picture(size: inner.size, look: look)
    canvas.within(rect) { canvas in
      canvas.draw(picture, column: inner.column - rect.column, row: inner.row - rect.row)
    }
  }

  private func drawFrame(_ rect: Rect, around inner: Rect, on canvas: inout Canvas) {
    let border: Style = isFocused ? .role(.focus) : .role(.border)
    // Words are read, lines are only seen.
    let words: Style = isFocused ? .role(.focus) : .role(.dim)
    canvas.frame(rect, style: border)
    let orientation = view.orientation
    let letter: Style = Style.role(.accent).bold
    canvas.within(rect) { canvas in
      let right = rect.columns - 1
      let bottom = rect.rows - 1
      canvas.draw(" \(orientation.top.letter) ", column: 1, row: 0, style: letter)
      canvas.draw(" \(orientation.bottom.letter) ", column: 1, row: bottom, style: letter)
      canvas.draw(String(orientation.left.letter), column: 0, row: rect.rows / 2, style: letter)
      canvas.draw(String(orientation.right.letter), column: right, row: rect.rows / 2, style: letter)
      let name = " \(view.plane.rawValue) ── \(view.convention.abbreviation) "
      var end = right
      // A title says which image this is; the plane is that of the other pane.
      let fits = title.isEmpty || DisplayWidth.of(title) + 2 <= right - DisplayWidth.of(name) - 5
      if fits, rect.columns >= DisplayWidth.of(name) + 6 {
        end -= DisplayWidth.of(name)
        canvas.draw(name, column: end, row: 0, style: words)
      } else if rect.columns >= 12 {
        end -= 5
        canvas.draw(" \(view.convention.abbreviation) ", column: end, row: 0, style: words)
      }
      let room = end - 7
      if !title.isEmpty, room > 1 {
        canvas.draw(
          " \(DisplayWidth.clippedInMiddle(title, to: room)) ", column: 5, row: 0, style: words.bold)
      }
      let scale = " \(view.frame(size: inner.size, look: look).scaleText) "
      guard rect.columns >= min(Self.leastColumnsOfScale, DisplayWidth.of(scale) + 4) else { return }
      canvas.draw(scale, endColumn: right, row: bottom, style: words)
      drawRuler(inner, columns: right - DisplayWidth.of(scale) - 6, row: bottom, style: words, on: &canvas)
    }
  }

  /// `├──── 50 mm ────┤` in the lower edge, as long as that is in the picture.
  private func drawRuler(_ inner: Rect, columns: Int, row: Int, style: Style, on canvas: inout Canvas) {
    guard let ruler = view.frame(size: inner.size, look: look).ruler(fitting: min(columns, inner.columns / 2)) else {
      return
    }
    let length = Int(ruler.columns.rounded())
    let text = " \(NumberText.significant(ruler.millimetres)) mm "
    guard length >= DisplayWidth.of(text) + 4, length <= columns else { return }
    canvas.put(Cell("├", style: style), column: 5, row: row)
    canvas.put(Cell("┤", style: style), column: 4 + length, row: row)
    canvas.draw(text, column: 5 + (length - DisplayWidth.of(text)) / 2, row: row, style: style)
  }
}

extension SliceView {
  /// The slice as a page of its own, for printing: the framed picture over one line that says what is seen and that it
  /// is not for diagnosis. Small pages show the picture only.
  public func page(size: Size, look: Look, title: String = "") -> Canvas {
    var canvas = Canvas(size: size)
    let caption = size.rows >= 6 && size.columns >= 30
    let parts = canvas.bounds.cut(bottom: caption ? 1 : 0)
    SlicePane(self, look: look, title: title).draw(in: parts.rest, on: &canvas)
    if caption {
      let (axis, millimetres) = slicePosition
      var text =
        "slice \(slice + 1)/\(sliceCount)  \(PatientPosition.text(millimetres, axis: axis)) mm"
        + "  W \(NumberText.significant(window.width)) L \(NumberText.significant(window.level))"
      if let obliquityNote { text += "  \(obliquityNote)" }
      let warning = "not for diagnosis"
      canvas.draw(text, column: 0, row: parts.bottom.row, width: size.columns - DisplayWidth.of(warning) - 2)
      canvas.draw(warning, endColumn: size.columns, row: parts.bottom.row)
    }
    return canvas
  }
}
