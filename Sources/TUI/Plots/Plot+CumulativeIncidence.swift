public import Stats

extension Plot {
  /// Cumulative incidence of competing events, one step curve per group and cause with its band.
  ///
  /// - Parameter unit: of time, such as `months`.
  public static func cumulativeIncidence(
    _ curves: [(name: String, times: [Double], estimates: [Estimate], detail: String)], unit: String = "",
    notes: [String] = []
  ) -> Plot {
    let last = curves.compactMap(\.times.last).max() ?? 1
    let ticks = survivalTicks(upTo: last, unit: unit)
    return Plot(
      title: "Cumulative incidence",
      xAxis: PlotAxis(unit.isEmpty ? "time" : unit, from: 0, to: max(last, ticks.last ?? 0), ticks: ticks),
      yAxis: .unit("incidence"),
      series: curves.map { name, times, estimates, detail in
        let steps = zip(times, estimates)
        return PlotSeries(
          name, [PlotPoint(0, 0)] + steps.map { PlotPoint($0, $1.value) }, shape: .step, detail: detail,
          band: [PlotLimits(0, low: 0, high: 0)]
            + steps.map { PlotLimits($0, low: $1.low ?? $1.value, high: $1.high ?? $1.value) }
        ).thinned()
      }, notes: notes)
  }
}
