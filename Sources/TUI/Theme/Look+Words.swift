extension Look {
  /// A text in the letters that the terminal has: where only ASCII can be shown, signs that one letter cannot stand for become
  /// words, so that `≥` is not read as `>`.
  ///
  /// `clinical ≥ 0.030` becomes `clinical >= 0.030`, `ln λ` becomes `ln lambda`. A text may become wider; whoever lays it out
  /// measures what this returns. What is left is shown by ``ASCIIFallback``, one letter for one.
  func words(_ text: String) -> String {
    guard isASCII, text.unicodeScalars.contains(where: { Self.signs[$0] != nil }) else { return text }
    return text.unicodeScalars.reduce(into: "") { words, scalar in
      if let sign = Self.signs[scalar] { words += sign } else { words.unicodeScalars.append(scalar) }
    }
  }

  private static let signs: [Unicode.Scalar: String] = [
    "≥": ">=", "≤": "<=", "±": "+/-", "→": "->", "←": "<-", "≠": "!=", "½": "1/2", "°": " deg", "λ": "lambda",
    "κ": "kappa", "ρ": "rho", "α": "alpha", "σ": "sigma", "χ": "chi", "τ": "tau", "Δ": "delta ", "∞": "inf",
  ]
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
