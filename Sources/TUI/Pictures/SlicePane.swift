/// A slice with its frame: orientation letters on all four edges, plane and convention, and the scale.
///
///     ┌ A ────── axial ── RAD ┐
///     R        picture        L
///     └ P ─ 1 cell = 2.1×4.2 mm┘
///
/// A wide pane has a ruler beside the scale; a narrow one has room for one of them, and the ruler takes the place of a scale that
/// is said elsewhere. Below 12×4 cells the frame gives way to the picture alone.
public struct SlicePane: Pane, Sendable {
  public var view: SliceView
  public var look: Look
  public var isFocused: Bool
  /// `PET SUV` or the like, written into the upper edge where there is room.
  public var title: String
  /// Whether the size of a cell is told in the lower edge; where it is told elsewhere on the screen, the ruler has the edge.
  var hasScale = true
  /// Where pictures are kept from one frame to the next.
  var shelf: PictureShelf?

  public init(_ view: SliceView, look: Look, title: String = "", isFocused: Bool = false) {
    self.view = view
    self.look = look
    self.title = title
    self.isFocused = isFocused
  }

  init(
    _ view: SliceView, look: Look, title: String = "", isFocused: Bool = false, hasScale: Bool = true,
    shelf: PictureShelf
  ) {
    self.init(view, look: look, title: title, isFocused: isFocused)
    self.hasScale = hasScale
    self.shelf = shelf
  }

  /// A narrower pane has no room for the scale in its edge.
  static let leastColumnsOfScale = 28

  /// So many columns have room for the scale and for a ruler beside it, however long a round length is.
  static let leastColumnsOfScaleAndRuler = 52

  /// Columns for a title in the upper edge, beside the letters of the side and of the plane, and the convention.
  static func titleRoom(columns: Int) -> Int { titleRoom(before: columns - 1 - 7) }

  /// Columns for a title that ends before a column. Where they are few, it begins right after the letter of the side.
  private static func titleRoom(before end: Int) -> Int { end - 7 >= 6 ? end - 7 : max(2, end - 4) }

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
      let end = right - drawPlane(columns: rect.columns, style: words, on: &canvas)
      drawTitle(before: end, style: words.bold, on: &canvas)
      let scale = " \(view.frame(size: inner.size, look: look).scaleText) "
      let width = DisplayWidth.of(scale)
      let isScaled = hasScale && rect.columns >= min(Self.leastColumnsOfScale, width + 4)
      if isScaled { canvas.draw(scale, endColumn: right, row: bottom, style: words) }
      drawRuler(inner, columns: right - (isScaled ? width : 0) - 6, row: bottom, style: words, on: &canvas)
    }
  }

  /// `axial ── RAD`, `ax RAD` or `a RAD` at the right of the upper edge: the longest beside which the title stays whole. Returns
  /// its columns.
  private func drawPlane(columns: Int, style: Style, on canvas: inout Canvas) -> Int {
    let plane = view.plane
    let convention = view.convention.abbreviation
    let right = columns - 1
    let whole = [" \(plane.rawValue) ── \(convention) ", " \(plane.abbreviation) \(convention) "].first { name in
      let width = DisplayWidth.of(name)
      return columns >= width + 6 && (title.isEmpty || DisplayWidth.of(title) <= right - width - 7)
    }
    guard columns >= 12 else { return 0 }
    let name = whole ?? (columns >= 14 ? " \(plane.letter) \(convention) " : " \(convention) ")
    canvas.draw(name, column: right - DisplayWidth.of(name), row: 0, style: style)
    return DisplayWidth.of(name)
  }

  private func drawTitle(before end: Int, style: Style, on canvas: inout Canvas) {
    guard !title.isEmpty, end > 8 else { return }
    if end - 7 >= min(6, DisplayWidth.of(title)) {
      canvas.draw(" \(DisplayWidth.clippedInMiddle(title, to: end - 7)) ", column: 5, row: 0, style: style)
    } else {
      canvas.draw(DisplayWidth.clippedInMiddle(title, to: end - 4), column: 4, row: 0, style: style)
    }
  }

  /// `├──── 50 mm ────┤` in the lower edge, as long as that is in the picture; a short one has its length behind it.
  private func drawRuler(_ inner: Rect, columns: Int, row: Int, style: Style, on canvas: inout Canvas) {
    let frame = view.frame(size: inner.size, look: look)
    func draw(_ ruler: (millimetres: Double, columns: Double), isInside: Bool) -> Bool {
      let length = max(2, Int(ruler.columns.rounded()))
      let text = " \(NumberText.significant(ruler.millimetres)) mm "
      let width = DisplayWidth.of(text)
      guard isInside ? length >= width + 2 && length <= columns : length + width <= columns else { return false }
      canvas.put(Cell("├", style: style), column: 5, row: row)
      canvas.put(Cell("┤", style: style), column: 4 + length, row: row)
      canvas.draw(text, column: 5 + (isInside ? (length - width) / 2 : length), row: row, style: style)
      return true
    }
    for most in [inner.columns / 2, inner.columns * 3 / 4] {
      if let ruler = frame.ruler(fitting: min(columns, most)), draw(ruler, isInside: true) { return }
    }
    for room in [columns - 6, columns - 7, columns - 8] {
      if let ruler = frame.ruler(fitting: room), ruler.columns >= 1.5, draw(ruler, isInside: false) { return }
    }
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
