extension Look {
  /// A text in the letters that the terminal has: where only ASCII can be shown, in its words (``ASCIIWords``).
  public func words(_ text: String) -> String { isASCII ? ASCIIWords.of(text) : text }

  /// A sentence that nothing was cut from yet, in the letters that the terminal has.
  public func sentence(_ text: String) -> String { isASCII ? ASCIIWords.of(text, isWhole: true) : text }
}

extension Plot {
  /// The same plot with every text in the letters that the terminal has.
  func worded(_ look: Look) -> Plot {
    guard look.isASCII else { return self }
    var plot = self
    plot.title = look.words(title)
    plot.subtitle = look.words(subtitle)
    plot.xAxis.title = look.words(xAxis.title)
    plot.yAxis.title = look.words(yAxis.title)
    plot.notes = notes.map(look.words)
    plot.medians = medians.map { SeriesNotes(look.words($0.title), $0.values.map(look.words)) }
    for index in plot.series.indices {
      plot.series[index].name = look.words(series[index].name)
      plot.series[index].detail = look.words(series[index].detail)
    }
    for index in plot.annotations.indices { plot.annotations[index].text = look.words(annotations[index].text) }
    if var table = plot.riskTable {
      for index in table.rows.indices { table.rows[index].name = look.words(table.rows[index].name) }
      plot.riskTable = table
    }
    return plot
  }
}
