internal import Cohort
internal import Stats

/// One curve among several is picked out: drawn over the others, bold, with a sign at its name, and read first. Of models it is
/// the one that the arrows have chosen, of groups of survival curves and of coefficients the one that its own keys have.
extension ResultsScreen {
  /// Marks the curve of the group or of the model that is read, where there are others.
  static func pickOut(in plot: inout Plot, _ state: State) {
    // A path marks its own.
    if state.tab == .path { return }
    let name = state.tab == .survival ? state.group : state.models.count > 1 ? state.modelName : nil
    guard state.picksOut, let name, plot.series.count > 1 else { return }
    for index in plot.series.indices {
      plot.series[index].isPicked = plot.series[index].name == name || plot.series[index].name == name + " groups"
    }
  }

  /// The group so many places on; one place of the round is that none is picked out.
  static func pickGroup(_ step: Int, _ state: inout State) {
    let groups = state.groups
    let place = state.group.flatMap { groups.firstIndex(of: $0) } ?? groups.count
    let next = (place + step + groups.count + 1) % (groups.count + 1)
    state.group = groups.indices.contains(next) ? groups[next] : nil
  }

  static func groupCommands(_ state: State, _ empty: String?) -> [Command<Action>] {
    let isPath = state.tab == .path
    let reason =
      state.tab != .survival && !isPath
      ? "Groups are those of survival curves; ↑↓ goes through the models."
      : state.groups.count > 1 ? nil : isPath ? "There is one coefficient only." : "There is one group only."
    return [
      Command(
        "results.group", isPath ? "Pick out the next coefficient" : "Pick out the next group", keys: [.character("g")],
        footer: reason == nil ? isPath ? "coefficient" : "group" : nil,
        help: "Its curve is drawn over the others and read first; after the last one none is picked out.",
        disabledReason: empty ?? reason, action: .group(1)),
      Command(
        "results.group-back", isPath ? "Pick out the previous coefficient" : "Pick out the previous group",
        keys: [.character("G")], disabledReason: empty ?? reason, action: .group(-1)),
    ]
  }
}

extension ResultsScreen.State {
  /// The groups of the survival curves shown, in the order of the legend; of a path its variables, the largest of the least
  /// penalty first.
  var groups: [String] {
    switch tab {
    case .survival: plot(partName)?.curves.groups.map(\.name) ?? []
    case .path:
      ResultsScreen.penaltyPath(self)?.path.coefficients
        .sorted { abs($0.values.last ?? 0) > abs($1.values.last ?? 0) }.map(\.name) ?? []
    default: []
    }
  }
}
