public import Cohort
internal import Foundation

/// A model as a chart to read a risk from: an axis of points, one axis per variable, the sum, and the risk that follows.
///
///     points        0─────┬─────50────┬────100
///     radscore      −1.2 ──────◆─────── 2.4        61
///     cea            0.5 ──◆──────── 30.0          12
///     total points  0─────┬────50◆────┬────150     73
///     risk              .1   .2   .5  .8         0.34
///
/// The variable that moves the linear predictor most over the values that training saw spans 100 points.
public struct NomogramPlot: Figure, Equatable {
  public var title: String
  public var nomogram: RunResult.Nomogram
  /// What the risk is of: `ln_metastasis = 1`.
  public var event: String
  /// Unit of times of a survival outcome, or the name of their column where that tells none.
  public var timeUnit: String
  /// Where each variable stands; in the order of the variables.
  public var values: [Double]
  /// The variable that the keys move; nil draws none as chosen.
  public var chosen: Int?

  public init(
    title: String, nomogram: RunResult.Nomogram, event: String, timeUnit: String = "", values: [Double]? = nil,
    chosen: Int? = nil
  ) {
    self.title = title
    self.nomogram = nomogram
    self.event = event
    self.timeUnit = timeUnit
    self.values = values ?? nomogram.variables.map(\.typical)
    self.chosen = chosen
  }

  // MARK: Numbers

  /// How much of the linear predictor 100 points are.
  private var unit: Double {
    max(nomogram.variables.map { abs($0.coefficient) * ($0.high - $0.low) }.max() ?? 1, .leastNormalMagnitude)
  }

  /// Points of a variable at a value: 0 at the end of lower risk.
  public func points(_ place: Int, at value: Double) -> Double {
    let variable = nomogram.variables[place]
    let distance = variable.coefficient >= 0 ? value - variable.low : variable.high - value
    return abs(variable.coefficient) * distance / unit * 100
  }

  /// The sum of points at the values.
  public var total: Double { zip(nomogram.variables.indices, values).reduce(0) { $0 + points($1.0, at: $1.1) } }

  private var mostPoints: Double {
    nomogram.variables.reduce(0) { $0 + abs($1.coefficient) * ($1.high - $1.low) / unit * 100 }
  }

  /// The linear predictor at 0 points.
  private var least: Double {
    nomogram.variables.reduce(nomogram.origin) { $0 + min(0, $1.coefficient * ($1.high - $1.low)) }
  }

  private func linearPredictor(_ points: Double) -> Double { least + points / 100 * unit }

  /// Risks at the values: one, or one by each time, `risk by 12 months`.
  public var risks: [(name: String, hazard: RunResult.Nomogram.Hazard?, value: Double)] {
    let predictor = nomogram.linearPredictor(values)
    guard !nomogram.hazards.isEmpty else { return [("risk", nil, nomogram.risk(predictor))] }
    return nomogram.hazards.map {
      ("risk by \(TimeWords.of($0.time, unit: timeUnit))", $0, nomogram.risk(predictor, by: $0))
    }
  }

  public var table: FigureTable {
    FigureTable(
      columns: ["variable", "low", "high", "coefficient", "points_at_low", "points_at_high", "value", "points"],
      rows: nomogram.variables.enumerated().map { place, variable in
        [
          .text(variable.name), .number(variable.low), .number(variable.high), .number(variable.coefficient),
          .number(points(place, at: variable.low)), .number(points(place, at: variable.high)), .number(values[place]),
          .number(points(place, at: values[place])),
        ]
      })
  }

  // MARK: Axes

  /// One axis: its name, where its ticks stand (0…1), where the mark stands, and what is read there.
  private struct Axis {
    var name: String
    /// The part of the width that its line takes.
    var start = 0.0
    var end = 1.0
    var ticks: [(place: Double, label: String)]
    var mark: Double?
    var reading: String
    var isChosen = false
  }

  private static let shares = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99]

  private var axes: [Axis] {
    var axes = [
      Axis(
        name: "points", ticks: stride(from: 0.0, through: 100, by: 20).map { ($0 / 100, NumberText.short($0)) },
        mark: nil,
        reading: "")
    ]
    for (place, variable) in nomogram.variables.enumerated() {
      let marks: [(Double, String)]
      if variable.isBinary {
        marks = [variable.low, variable.high].map { ($0, NumberText.short($0)) }
      } else {
        // A short axis has room for few labels.
        let length = points(place, at: variable.coefficient >= 0 ? variable.high : variable.low) / 100
        let ticks = AxisTicks(from: variable.low, to: variable.high, count: max(2, Int((length * 7).rounded())))
        // One label alone tells neither the direction of an axis nor its range: then the ends are labelled.
        marks =
          ticks.positions.count > 1
          ? Array(zip(ticks.positions, ticks.labels))
          : [variable.low, variable.high].map { ($0, NumberText.short($0)) }
      }
      axes.append(
        Axis(
          name: variable.name, end: points(place, at: variable.coefficient >= 0 ? variable.high : variable.low) / 100,
          ticks: marks.map { (points(place, at: $0.0) / 100, $0.1) }, mark: points(place, at: values[place]) / 100,
          reading:
            "\(NumberText.short(values[place])) → \(NumberText.short(points(place, at: values[place]).rounded()))",
          isChosen: place == chosen))
    }
    let most = mostPoints
    let sums = AxisTicks(from: 0, to: most, count: 7)
    axes.append(
      Axis(
        name: "total points", ticks: zip(sums.positions, sums.labels).map { ($0 / most, $1) }, mark: total / most,
        reading: NumberText.short(total.rounded())))
    for risk in risks {
      let ticks = Self.shares.compactMap { share -> (Double, String)? in
        let place = (nomogram.linearPredictor(ofRisk: share, by: risk.hazard) - least) / unit * 100 / most
        return place >= 0 && place <= 1 ? (place, NumberText.significant(share)) : nil
      }
      axes.append(
        Axis(
          name: risk.name, ticks: ticks, mark: total / most, reading: NumberText.fixed(risk.value, 3)))
    }
    return axes
  }

  // MARK: Drawing

  public func draw(in rect: Rect, on canvas: inout Canvas, look: Look) {
    guard !rect.isEmpty else { return }
    canvas.within(rect) { canvas in
      var top = 0
      if !title.isEmpty, rect.rows >= 6 {
        canvas.draw(look.words(title), column: 0, row: 0, style: Style.role(.title).bold, width: rect.columns)
        top = 1
      }
      let axes = axes.map { axis in
        var axis = axis
        axis.name = look.words(axis.name)
        axis.reading = look.words(axis.reading)
        return axis
      }
      let names = min(axes.map { DisplayWidth.of($0.name) }.max() ?? 0, rect.columns * 3 / 10)
      let readings = axes.map { DisplayWidth.of($0.reading) }.max() ?? 0
      let start = names + 3
      let width = rect.columns - start - readings - 3
      guard width >= 10 else {
        let rows = rect.rows - top
        let isCut = axes.count - 1 > rows
        for (line, axis) in axes.dropFirst().prefix(isCut ? rows - 1 : rows).enumerated() {
          canvas.draw("\(axis.name) \(axis.reading)", column: 0, row: top + line, width: rect.columns)
        }
        if isCut { canvas.draw("\(axes.count - rows) more", column: 0, row: rect.rows - 1, style: .role(.dim)) }
        return
      }
      // Two rows for each axis, a third where there is room; what does not fit is left out, with a sign that there is more.
      let room = rect.rows - top
      let height = axes.count * 3 <= room ? 3 : 2
      let shown = shown(axes, in: room / height)
      for (line, axis) in shown.axes.enumerated() {
        draw(axis, row: top + line * height, start: start, width: width, names: names, look: look, on: &canvas)
      }
      // The variables that are not seen have their points in the sum all the same.
      func sign(_ glyph: String, _ places: Range<Int>, row: Int) {
        guard !places.isEmpty, row < rect.rows else { return }
        let sum = places.reduce(0) { $0 + points($1, at: values[$1]) }
        let style: Style = .role(.accent)
        canvas.draw("\(glyph) \(places.count) more", column: 0, row: row, style: style, width: start)
        canvas.draw(
          look.words("→ \(NumberText.short(sum.rounded()))"), endColumn: canvas.columns, row: row, style: style)
      }
      sign("▴", nomogram.variables.indices.lowerBound..<shown.variables.lowerBound, row: top + 1)
      sign(
        "▾", shown.variables.upperBound..<nomogram.variables.indices.upperBound,
        row: top + shown.variables.count * height + 1)
    }
  }

  /// The axes that fit: points, the sum and the risks always; of the variables those around the chosen one.
  private func shown(_ axes: [Axis], in count: Int) -> (axes: [Axis], variables: Range<Int>) {
    let all = nomogram.variables.indices
    guard axes.count > count else { return (axes, all) }
    let tail = risks.count + 1
    let room = min(all.count, max(1, count - 1 - tail))
    let first = max(0, min((chosen ?? 0) - room / 2, all.count - room))
    let variables = first..<first + room
    return (
      Array(
        (axes.prefix(1) + axes.dropFirst()[(1 + first)..<(1 + first + room)] + axes.suffix(tail)).prefix(max(0, count))),
      variables
    )
  }

  private func draw(
    _ axis: Axis, row: Int, start: Int, width: Int, names: Int, look: Look, on canvas: inout Canvas
  ) {
    func column(_ place: Double) -> Int { start + PlotScale.cell(place, count: width) }
    let line: Style = .role(axis.isChosen ? .focus : .border)
    canvas.draw(
      DisplayWidth.clipped(axis.name, to: names), column: 0, row: row,
      style: axis.isChosen ? Style.role(.focus).bold : .plain)
    for place in column(axis.start)...max(column(axis.start), column(axis.end)) {
      canvas.put(Cell(look.isASCII ? "-" : "─", style: line), column: place, row: row)
    }
    var free = 0
    for tick in axis.ticks.sorted(by: { $0.place < $1.place }) where tick.place >= -0.001 && tick.place <= 1.001 {
      let at = column(tick.place)
      canvas.put(Cell(look.isASCII ? "+" : "┬", style: line), column: at, row: row)
      let label = max(start, at - (DisplayWidth.of(tick.label) - 1) / 2)
      if label >= free {
        canvas.draw(tick.label, column: label, row: row + 1, style: .role(.dim))
        free = label + DisplayWidth.of(tick.label) + 1
      }
    }
    if let mark = axis.mark {
      canvas.put(
        Cell(look.isASCII ? "#" : "◆", style: .role(axis.isChosen ? .focus : .series1, .bold)), column: column(mark),
        row: row)
    }
    canvas.draw(axis.reading, endColumn: canvas.columns, row: row, style: axis.isChosen ? .plain.bold : .plain)
  }

  public func svg(width: Int, height: Int) -> String {
    let width = Double(min(max(width, 420), 8000))
    let step = 44.0
    let axes = axes
    let height = 60 + step * Double(axes.count)
    var document = SVGDocument(width: Int(width), height: Int(min(height, 20000)), title: title)
    document.text(title, 12, 22, size: 15, isBold: true)
    let start = width * 0.26
    let span = width * 0.66
    for (number, axis) in axes.enumerated() {
      let y = 54 + step * Double(number)
      document.text(DisplayWidth.clipped(axis.name, to: 28), 12, y + 4)
      document.line(start + axis.start * span, y, start + axis.end * span, y)
      var free = -Double.infinity
      for tick in axis.ticks.sorted(by: { $0.place < $1.place }) where tick.place >= -0.001 && tick.place <= 1.001 {
        let x = start + tick.place * span
        document.line(x, y, x, y + 5)
        if x >= free {
          document.text(tick.label, x, y + 18, anchor: .middle, size: 11)
          free = x + 7 * Double(tick.label.count) + 4
        }
      }
    }
    return document.text
  }
}
