internal import Cohort

/// What is written beside a plot: legend, p, hazard ratio, medians. A narrow screen has no room for it beside the curves; a key
/// shows it in their place.
extension ResultsScreen {
  /// A line of the summary: what it is of, or a note with the sample of its curve.
  struct SummaryLine {
    var note: PlotLayout.NoteLine
    var isHeading = false

    var text: String { note.text }
  }

  /// Of every part that is shown, and of every plot of it, all that is written beside the curves.
  static func summary(_ state: State, _ columns: Int, _ look: Look) -> [SummaryLine] {
    let width = max(8, columns - 2)
    func headings(_ text: String) -> [SummaryLine] {
      Paragraph.lines(of: look.words(text), columns: width).map { SummaryLine(note: .init(text: $0), isHeading: true) }
    }
    let parts: [String?] = state.tab.isOfPart ? state.shownParts : [nil]
    let blocks = parts.map { part -> [SummaryLine] in
      let plots = figures(state, part).compactMap { $0 as? Plot }
      let own = part.map { headings(headingPieces(state, $0).map(\.text).joined(separator: " · ")) } ?? []
      return own
        + plots.flatMap { plot in
          let plot = plot.worded(look)
          return (plot.title.isEmpty ? [] : headings(plot.title))
            + PlotLayout.fullNotes(plot, columns: width, labelled: true).map { SummaryLine(note: $0) }
            + atRisk(plot, columns: width).map { SummaryLine(note: .init(text: $0)) }
        }
    }
    return Array(blocks.joined(separator: [SummaryLine(note: .init(text: ""))]))
  }

  /// The table that stands under the ticks where there is room, at as many times as a line holds.
  private static func atRisk(_ plot: Plot, columns: Int) -> [String] {
    guard let table = plot.riskTable else { return [] }
    let names = DisplayWidth.toldApart(table.rows.map(\.name), to: max(6, columns / 3))
    let nameWidth = names.map { DisplayWidth.of($0) }.max() ?? 0
    let entryWidth = (table.rows.flatMap(\.entries).map(\.text.count).max() ?? 0) + 2
    let ticks = plot.xAxis.ticks(atMost: max(2, (columns - nameWidth - 4) / max(1, entryWidth)))
    func line(_ name: String, _ cells: [String]) -> String {
      "  " + DisplayWidth.fitted(name, to: nameWidth) + "  "
        + cells.map { DisplayWidth.fitted($0, to: entryWidth) }.joined()
    }
    return ["at risk (censored/events)", line("", ticks.map(\.label))]
      + zip(names, table.rows).map { name, row in
        line(name, ticks.map { table.entry(of: row, at: $0.value)?.text ?? "" })
      }
  }

  static func drawSummary(_ state: State, on canvas: inout Canvas, _ context: ScreenContext) {
    for (row, line) in summary(state, context.size.columns, context.look).dropFirst(state.row.row)
      .prefix(canvas.rows).enumerated()
    {
      let place = Rect(column: 1, row: row, columns: max(0, canvas.columns - 2), rows: 1)
      if line.isHeading {
        canvas.draw(line.text, column: 1, row: row, style: .role(.accent), width: place.columns)
      } else {
        Plot.draw([line.note], in: place, on: &canvas, look: context.look)
      }
    }
  }

  static func summaryCommand(_ state: State, _ empty: String?) -> Command<Action> {
    Command(
      "results.summary", state.showsSummary ? "Show the plot" : "Show what is written beside the plot",
      keys: [.character("i")], footer: state.tab.hasNotes ? state.showsSummary ? "plot" : "summary" : nil,
      help: "Legend, p, HR, medians: all of it, also where the plot has no room.",
      disabledReason: empty ?? (state.tab.hasNotes ? nil : "Nothing is written beside this tab."), action: .notes)
  }

  // MARK: Heading

  /// A piece of the line above a plot: the lower its rank, the sooner it must be there.
  struct HeadingPiece {
    var text: String
    var rank: Int
    /// In fewer words, where not everything fits.
    var short: String?
  }

  /// `validation`, `n 200, 74 events`, and whose risk groups survival curves are: side by side the part is what tells plots
  /// apart.
  static func headingPieces(_ state: State, _ part: String) -> [HeadingPiece] {
    var pieces = [HeadingPiece(text: part, rank: 0)]
    let isOfModel = state.tab == .survival && state.result?.isAsked == false
    let model = isOfModel ? state.plot(part)?.model ?? "" : ""
    if !model.isEmpty { pieces.append(HeadingPiece(text: "risk groups of \(model)", rank: 1, short: model)) }
    if state.tab == .calibration || state.tab == .decision, let time = state.time {
      pieces.append(
        HeadingPiece(text: "risk by \(TimeWords.of(time, unit: state.result?.timeUnit ?? ""))", rank: 1))
    }
    if let own = state.result?.parts.first(where: { $0.name == part }) {
      let classes = state.result?.classCounts(in: part) ?? []
      let inside =
        classes.isEmpty
        ? ", \(own.events) events" : " (" + classes.map { "\($0.name): \($0.count)" }.joined(separator: ", ") + ")"
      pieces.append(
        HeadingPiece(
          text: "n \(own.counted ?? "\(own.count)")" + inside, rank: 5, short: classes.isEmpty ? nil : "n \(own.count)")
      )
    }
    if part == "training" { pieces.append(HeadingPiece(text: "flatters", rank: 3)) }
    return pieces
  }

  /// A plot of a tab as it leaves the screen: with what stands above it there as its title.
  static func titled(_ figure: any Figure, _ state: State, _ part: String) -> any Figure {
    guard var plot = figure as? Plot, plot.title.isEmpty else { return figure }
    let pieces = headingPieces(state, part)
    plot.title = ([state.title(of: state.tab)] + pieces.filter { $0.rank < 3 }.map(\.text)).joined(separator: " · ")
    plot.subtitle = pieces.filter { $0.rank >= 3 }.map(\.text).joined(separator: " · ")
    return plot
  }

  /// The line above a plot of a width. Where not all fits, whole pieces are left out, the least needed first.
  ///
  /// - Parameters:
  ///   - tests: what is written beside the curves elsewhere and has no room there.
  ///   - hidden: what is written beside the curves and is not seen: the line then says which key shows it. nil for nothing.
  static func heading(
    _ state: State, _ part: String, columns: Int, look: Look, tests: [String] = [], hidden: String? = nil,
    keys: Keymap = Keymap()
  ) -> String {
    var pieces = headingPieces(state, part)
    let place = pieces.firstIndex { $0.text.hasPrefix("n ") }.map { $0 + 1 } ?? pieces.count
    pieces.insert(contentsOf: tests.enumerated().map { HeadingPiece(text: $1, rank: 4 + min($0, 1)) }, at: place)
    func line(_ pieces: [HeadingPiece]) -> String { look.words(pieces.map(\.text).joined(separator: " · ")) }
    func fitting(_ hint: String?) -> [HeadingPiece] {
      var pieces = pieces + (hint.map { [HeadingPiece(text: $0, rank: 2)] } ?? [])
      if DisplayWidth.of(line(pieces)) > columns {
        for index in pieces.indices { if let short = pieces[index].short { pieces[index].text = short } }
      }
      while DisplayWidth.of(line(pieces)) > columns, pieces.count > 1,
        let last = pieces.indices.filter({ pieces[$0].rank > 0 }).max(by: { pieces[$0].rank <= pieces[$1].rank })
      {
        pieces.remove(at: last)
      }
      return pieces
    }
    guard let hidden else { return DisplayWidth.clipped(line(fitting(nil)), to: columns) }
    let key = keys.naming("\(KeyName.resultsSummary)")
    let short = fitting("\(key): more")
    // In full words where that costs nothing else.
    let long = fitting("\(key): \(hidden)")
    return DisplayWidth.clipped(line(long.count < short.count ? short : long), to: columns)
  }
}
