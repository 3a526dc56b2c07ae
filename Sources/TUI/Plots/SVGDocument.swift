/// A picture in SVG 1.1, written element by element; every text is escaped and free of controls.
struct SVGDocument {
  let width: Int
  let height: Int
  private var body = ""

  init(width: Int, height: Int, title: String) {
    self.width = max(1, width)
    self.height = max(1, height)
    body += "<title>\(Self.escaped(title))</title>\n"
    body += "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
  }

  var text: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
      + "viewBox=\"0 0 \(width) \(height)\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\">\n"
      + body + "</svg>\n"
  }

  /// A number of an attribute; never in exponential notation, never `nan`.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    return NumberText.trimmed(NumberText.fixed(min(max(value, -1e6), 1e6), 2))
  }

  /// The five characters of XML escaped; characters that XML 1.0 forbids become their visible pictures.
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      default:
        if let shown = DisplayWidth.harmless(scalar), shown.value & 0xFFFE != 0xFFFE { result.append(shown) }
      }
    }
    return String(result)
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, colour: String = "#333333", width: Double = 1,
    dashes: String = ""
  ) {
    let n = Self.number
    body += "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" stroke=\"\(colour)\""
    body += " stroke-width=\"\(n(width))\"" + (dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\"") + "/>\n"
  }

  mutating func rect(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String, opacity: Double = 1,
    stroke: String = "none"
  ) {
    let n = Self.number
    body += "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(0, width)))\" height=\"\(n(max(0, height)))\""
    body += " fill=\"\(fill)\" fill-opacity=\"\(n(opacity))\" stroke=\"\(stroke)\"/>\n"
  }

  mutating func path(
    _ strokes: [[(x: Double, y: Double)]], colour: String, width: Double = 1.8, dashes: String = "",
    clip: String? = nil
  ) {
    let data = strokes.filter { !$0.isEmpty }.map(Self.data).joined(separator: " ")
    guard !data.isEmpty else { return }
    body += "<path d=\"\(data)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(Self.number(width))\""
    body += dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\""
    body += clip.map { " clip-path=\"url(#\($0))\"" } ?? ""
    body += "/>\n"
  }

  mutating func polygon(
    _ points: [(x: Double, y: Double)], fill: String, opacity: Double = 1, stroke: String = "none", clip: String? = nil
  ) {
    guard points.count > 2 else { return }
    body += "<path d=\"\(Self.data(points)) Z\" fill=\"\(fill)\" fill-opacity=\"\(Self.number(opacity))\""
    body += " stroke=\"\(stroke)\"" + (clip.map { " clip-path=\"url(#\($0))\"" } ?? "") + "/>\n"
  }

  mutating func circle(_ x: Double, _ y: Double, radius: Double, fill: String, stroke: String = "none") {
    let n = Self.number
    body += "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\" fill=\"\(fill)\" stroke=\"\(stroke)\"/>\n"
  }

  mutating func clip(_ id: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    let n = Self.number
    body += "<clipPath id=\"\(id)\"><rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\""
    body += " height=\"\(n(height))\"/></clipPath>\n"
  }

  /// Another document, its upper left corner on that of this one.
  mutating func picture(_ document: String) { body += Self.element(of: document) }

  /// The picture of a document without the declaration of XML, which has no place inside another document or a page.
  static func element(of document: String) -> Substring {
    document.firstRange(of: "<svg").map { document[$0.lowerBound...] } ?? ""
  }

  /// The height that a document was made with.
  static func height(of document: String) -> Int? {
    document.firstMatch(of: /<svg [^>]*?height="([0-9]+)"/).flatMap { Int($0.1) }
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, anchor: Anchor = .start, size: Double = 13, colour: String = "#222222",
    isBold: Bool = false, turned: Bool = false
  ) {
    let n = Self.number
    body += "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\" font-size=\"\(n(size))\""
    body += " fill=\"\(colour)\"" + (isBold ? " font-weight=\"bold\"" : "")
    body += turned ? " transform=\"rotate(-90 \(n(x)) \(n(y)))\"" : ""
    body += " xml:space=\"preserve\">\(Self.escaped(text))</text>\n"
  }

  private static func data(_ points: [(x: Double, y: Double)]) -> String {
    points.enumerated().map { ($0.offset == 0 ? "M" : "L") + number($0.element.x) + " " + number($0.element.y) }
      .joined(separator: " ")
  }

  /// Okabe and Ito's colours for white paper, in the order of the series.
  static func colour(_ index: Int) -> String {
    let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]
    return colours[((index % colours.count) + colours.count) % colours.count]
  }
}
