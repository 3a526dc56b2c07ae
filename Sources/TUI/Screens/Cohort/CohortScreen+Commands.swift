internal import Cohort

extension CohortScreen {
  public static func commands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    switch state.panel {
    case .columns: columnCommands
    case .outcomes: outcomeCommands(context)
    case nil: tableCommands(state, in: context)
    }
  }

  private static var columnCommands: [Command<Action>] {
    [
      Command(
        "cohort.toggle-column", "Show or hide the column", keys: [.space, .enter], footer: "show/hide",
        action: .toggleColumn),
      Command(
        "cohort.column-up", "Move the column to the left", keys: [.shiftUp, .shiftLeft, .character("K")],
        footer: "move", footerKeys: "K/J", action: .shiftColumn(-1)),
      Command(
        "cohort.column-down", "Move the column to the right", keys: [.shiftDown, .shiftRight, .character("J")],
        action: .shiftColumn(1)),
      Command("cohort.show-all", "Show all columns", keys: [.character("a")], footer: "all", action: .showAll),
      Command(
        "cohort.close-columns", "Close the list of columns", keys: [.escape, .character("c"), .character("q")],
        footer: "close", action: .closePanel),
    ] + ListCursor.commands("cohort.columns") { .move($0) }
  }

  private static func outcomeCommands(_ context: ScreenContext) -> [Command<Action>] {
    [
      Command(
        "cohort.set-outcome", "Make it an outcome, or no longer one", keys: [.enter, .space], footer: "choose",
        disabledReason: writeReason(context), action: .setOutcome),
      Command(
        "cohort.close-outcomes", "Close the list", keys: [.escape, .character("q"), .character("O")], footer: "close",
        action: .closePanel),
    ] + ListCursor.commands("cohort.outcomes") { .move($0) }
  }

  /// Why the cohort file cannot be changed now; nil when it can.
  static func writeReason(_ context: ScreenContext) -> String? {
    context.readOnlyReason
      ?? (context.running.contains(.edit) ? "The last change is still being written." : nil)
  }

  private static func tableCommands(_ state: State, in context: ScreenContext) -> [Command<Action>] {
    let empty =
      state.rows.isEmpty
      ? state.table.rowCount == 0 ? "There are no rows here." : "No row is shown; \(KeyName.filter) changes the filter."
      : nil
    let isGrouped = state.arrangement.group != nil
    let grouped = isGrouped ? "Groups are shown; \(KeyName.group) goes back to the rows." : nil
    let marked = state.arrangement.marks.count
    let what = marked > 0 ? "the \(marked) marked rows" : "the \(state.level.rawValue)"
    let areExcluded = state.areTargetsExcluded
    let next = levels[((levels.firstIndex(of: state.level) ?? 0) + 1) % levels.count]
    var commands: [Command<Action>] = [
      Command(
        "cohort.open", isGrouped ? "Show the rows of the group" : "View the patient's images", keys: [.enter],
        footer: isGrouped ? "rows" : "images",
        help: "Opens the viewer with the images and regions of the patient under the cursor.",
        disabledReason: empty, action: .open),
      Command(
        "cohort.patient", "Show the patient's page", keys: [.character("p")], footer: "patient",
        help: "Exams in time, values, images, and what is missing.", disabledReason: empty ?? grouped,
        action: .openPatient),
      Command(
        "cohort.filter", "Filter the rows", keys: [.character("/")], footer: "filter",
        help:
          "Keeps rows for which a condition holds: age>60 & sex=F, grade is missing, centre in (A,B), name~chen, "
          + "name~/^chen/; extraction_failed is not missing.",
        action: .beginFilter),
      Command(
        "cohort.sort", "Sort by the column of the cursor", keys: [.character("s")], footer: "sort",
        help: "Ascending, descending, as imported. Text is in natural order; missing cells are last.",
        action: .sort(isAdding: false)),
      Command(
        "cohort.group", isGrouped ? "Show the rows again" : "Group by the column of the cursor",
        keys: [.character("F")], footer: isGrouped ? "rows" : "group",
        help: "One line per value: how many rows, medians with quartiles, shares; who is left out is counted apart.",
        action: .group),
      Command(
        "cohort.table-one", "Compare the groups of the column of the cursor (Table 1)", keys: [.character("t")],
        footer: "table 1", help: "Every variable by group, with a test chosen and named, and differences.",
        disabledReason: empty ?? grouped, action: .tableOne(nil)),
      Command("cohort.columns", "Choose columns", keys: [.character("c")], footer: "columns", action: .chooseColumns),
      Command(
        "cohort.preview",
        state.preview.isShown ? "Hide the picture beside the table" : "Show a picture beside the table",
        keys: [.character("i")], footer: context.size.columns >= leastColumnsOfPreview ? "picture" : nil,
        help: "The slice with most of the region, and the values of the row. Remembered for the next time.",
        disabledReason: previewReason(state, context), action: .preview),
      Command(
        "cohort.next-image", "Show the next image of the row beside the table", keys: [.character("I")],
        help: "Such as the PET after the CT; the rows after it show the same kind.",
        disabledReason: showsPreview(state, context)
          ? nil : previewReason(state, context) ?? "No image is shown beside the table; \(KeyName.preview) shows it.",
        action: .nextImage),
      Command(
        "cohort.mark", "Mark or unmark the row", keys: [.space], footer: "mark",
        help: "Marked rows are left out, copied and exported together.", disabledReason: empty ?? grouped,
        action: .mark),
      Command(
        "cohort.mark-range", "Mark everything from the last mark to here", keys: [.control(" ")],
        disabledReason: empty ?? grouped, action: .markRange),
      Command(
        "cohort.exclude", areExcluded ? "Take \(what) back in" : "Leave \(what) out, with a reason",
        keys: [.character("x")], footer: areExcluded ? "include" : "exclude",
        help: "Left out of every analysis, not of the table. The reason is kept and reported.",
        disabledReason: empty ?? grouped ?? writeReason(context), action: .toggleExclusion),
      Command(
        "cohort.outcome", "Make the column of the cursor an outcome", keys: [.character("O")],
        help: "What models are to predict: two classes, or a time with its event. Lists what the column can be.",
        disabledReason: writeReason(context)
          ?? (state.level == .patient
            ? nil : "Outcomes are chosen in the table of patients; \(KeyName.level) goes there."),
        action: .chooseOutcome),
      Command(
        "cohort.mark-all", "Mark or unmark all rows shown", keys: [.character("*")], disabledReason: empty ?? grouped,
        action: .markAll),
      Command(
        "cohort.sort-add", "Sort further by this column", keys: [.character("S")],
        help: "Decides ties of the columns sorted by so far.", action: .sort(isAdding: true)),
      Command(
        "cohort.invert", "Show the rows that the filter leaves out", keys: [.character("!")],
        disabledReason: state.arrangement.filter.isEmpty ? "There is no filter; \(KeyName.filter) sets one." : nil,
        action: .invert),
      Command("cohort.left", "Go to the column at the left", keys: [.left, .character("h")], action: .moveColumn(-1)),
      Command(
        "cohort.right", "Go to the column at the right", keys: [.right, .character("l")], action: .moveColumn(1)),
      Command("cohort.hide", "Hide the column of the cursor", keys: [.character("-")], action: .hide),
      Command(
        "cohort.column-left", "Move the column to the left", keys: [.shiftLeft, .character("H")],
        action: .shiftColumn(-1)),
      Command(
        "cohort.column-right", "Move the column to the right", keys: [.shiftRight, .character("L")],
        action: .shiftColumn(1)),
      Command(
        "cohort.bars", "Bars in the cells of numbers", keys: [.character("b")],
        help: "Every number with its place between the least and the greatest shown.", action: .bars),
      Command(
        "cohort.zoom", "Table and summaries, table alone, summaries alone", keys: [.character("z")], action: .zoom),
      Command(
        "cohort.clear-filter", "Clear the filter",
        keys: state.arrangement.filter.isEmpty ? [] : [.escape],
        footer: state.arrangement.filter.isEmpty ? nil : "all rows",
        disabledReason: state.arrangement.filter.isEmpty ? "There is no filter." : nil, action: .clearFilter),
      Command("cohort.copy", "Copy the cell", keys: [.character("y")], disabledReason: empty, action: .copyCell),
      Command(
        "cohort.copy-row", marked > 0 ? "Copy the marked rows" : "Copy the row", keys: [.character("Y")],
        disabledReason: empty, action: .copyRow),
    ]
    let level = Command<Action>(
      "cohort.level", "Show \(next.plural)", keys: [.character("v"), .tab], footer: next.plural,
      help: "Patients, their exams, or the regions drawn.", action: .level(nil))
    // Where values are in another table, the way there is among the first keys.
    let place = commands.firstIndex { $0.id == (state.table.elsewhere.isEmpty ? "cohort.mark-all" : "cohort.filter") }
    commands.insert(level, at: place ?? commands.count)
    if isGrouped, state.arrangement.filter.isEmpty {
      commands.append(
        Command("cohort.leave-groups", "Show the rows again", keys: [.escape], footer: "rows", action: .groupBy(nil)))
    }
    commands += ListCursor.commands("cohort") { .move($0) }
    return commands
  }

  public static func typing(_ state: State, in context: ScreenContext) -> Typing? {
    switch state.entry?.kind {
    case .filter: Typing(enter: "keep", hasHistory: !state.filterHistory.isEmpty, completes: true)
    case .reason: Typing(enter: "leave out", escape: "keep in", hasHistory: !state.reasonHistory.isEmpty)
    case nil: nil
    }
  }

  public static func action(for event: InputEvent, _ state: State, in context: ScreenContext) -> Action? {
    if state.entry != nil {
      switch event {
      case .key(.enter): return .commit
      case .key(.escape), .key(.control("c")): return .leaveEntry
      case .key(.tab): return .completeName
      case .key, .paste: return .type(event)
      case .mouse: return nil
      }
    }
    if case .mouse(let mouse) = event {
      switch mouse.kind {
      case .press: return mouse.button == .left ? .clicked(column: mouse.column, row: mouse.row) : nil
      case .wheelUp: return .move(.by(-3))
      case .wheelDown: return .move(.by(3))
      default: return nil
      }
    }
    return nil
  }
}
