internal import Cohort

extension ModelScreen {
  public static func draw(_ state: State, on canvas: inout Canvas, in context: ScreenContext) {
    let sentences = brokenSentences(state, context)
    let parts = canvas.bounds.cut(bottom: height(of: sentences.count, state, canvas.rows))
    canvas.within(parts.rest) { canvas in drawLines(state, on: &canvas) }
    canvas.within(parts.bottom) { canvas in
      canvas.rule(row: 0)
      if let progress = state.progress {
        canvas.draw(progress.text, column: 1, row: 1, width: max(0, canvas.columns - 2))
        canvas.draw(
          ProgressBar.text(progress.fraction ?? 0, columns: max(0, canvas.columns - 2)), column: 1, row: 2,
          style: .role(.running))
        return
      }
      let room = max(0, canvas.rows - 1)
      let isCut = sentences.count > room
      for (index, sentence) in sentences.prefix(room).enumerated() {
        let ending = isCut && index == room - 1 ? context.keymap.naming(" … \(KeyName.modelWords): all") : ""
        let end = canvas.draw(
          sentence.text, column: 1, row: index + 1, style: sentence.isCaution ? .role(.warning) : .role(.dim),
          width: max(0, canvas.columns - 2 - ending.count))
        canvas.draw(ending, column: end, row: index + 1, style: .role(.accent))
      }
    }
  }

  /// Whether more is said below the choices than has room there.
  static func areWordsCut(_ state: State, _ context: ScreenContext) -> Bool {
    guard state.progress == nil else { return false }
    let count = brokenSentences(state, context).count
    var bare = state
    bare.showsWords = false
    return count > height(of: count, bare, context.size.rows) - 1
  }

  /// What will be done, in lines as wide as the screen.
  private static func brokenSentences(
    _ state: State, _ context: ScreenContext
  ) -> [(text: String, isCaution: Bool)] {
    sentences(state, context).flatMap { sentence in
      Paragraph.lines(of: context.keymap.naming(sentence.text), columns: max(1, context.size.columns - 2)).map {
        (text: $0, isCaution: sentence.isCaution)
      }
    }
  }

  /// Rows below the choices: a rule with the sentences, or with the progress.
  private static func height(of sentenceCount: Int, _ state: State, _ rows: Int) -> Int {
    if state.progress != nil { return min(rows, 3) }
    if state.showsWords { return rows }
    // A small screen leaves the choices half of it.
    return min(rows, sentenceCount + 1, max(0, rows < 18 ? rows / 2 : rows / 3))
  }

  private static func top(_ state: State, rows: Int) -> Int {
    let lines = state.lines
    let current = state.current
    let cursorRow = lines.firstIndex { $0 == current } ?? 0
    // Below the last choice stands what this screen leaves to a file.
    let isLast = current == state.choices.last
    return TablePane.top(
      0, cursor: isLast ? lines.count - 1 : min(cursorRow + 1, lines.count - 1), visibleRows: rows,
      rowCount: lines.count)
  }

  /// The choice in a row of the screen, by its place among the choices.
  static func choice(at row: Int, _ state: State, _ context: ScreenContext) -> Int? {
    let size = context.size
    let rows = size.rows - height(of: brokenSentences(state, context).count, state, size.rows)
    guard row >= 0, row < rows else { return nil }
    let lines = state.lines
    let place = top(state, rows: rows) + row
    guard lines.indices.contains(place), lines[place].isChoice else { return nil }
    return lines[..<place].count(where: \.isChoice)
  }

  private static func drawLines(_ state: State, on canvas: inout Canvas) {
    let lines = state.lines
    let current = state.current
    let top = top(state, rows: canvas.rows)
    for row in 0..<max(0, min(canvas.rows, lines.count - top)) {
      let line = lines[top + row]
      let (mark, text, note) = words(line, state)
      if case .heading(let text) = line {
        canvas.draw(text, column: 1, row: row, style: .role(.header), width: max(0, canvas.columns - 2))
        continue
      }
      if case .note(let text) = line {
        canvas.draw(text, column: 3, row: row, style: .role(.dim), width: max(0, canvas.columns - 4))
        continue
      }
      let isChosen = mark.contains("•") || mark.contains("x")
      canvas.draw(mark, column: 3, row: row, style: isChosen ? .role(.accent) : .role(.dim))
      // A name as long as that of two columns takes what its note leaves.
      let end = canvas.draw(
        text, column: 7, row: row, style: isChosen || mark.isEmpty ? .plain.bold : .plain,
        width: max(24, canvas.columns - 10 - DisplayWidth.of(note)))
      let noteColumn = max(32, end + 1)
      canvas.draw(
        note, column: noteColumn, row: row, style: .role(.dim), width: max(0, canvas.columns - noteColumn - 1))
      if line == current {
        canvas.shade(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), .role(.selection))
        canvas.draw("▸", column: 1, row: row, style: .role(.focus).on(.role(.selection)))
      }
    }
    canvas.drawMore(above: top, below: max(0, lines.count - top - canvas.rows))
  }

  /// The mark of a line, its name and what it means.
  static func words(_ line: Line, _ state: State) -> (mark: String, text: String, note: String) {
    func one(_ isChosen: Bool) -> String { isChosen ? "(•)" : "( )" }
    func many(_ isChosen: Bool) -> String { isChosen ? "[x]" : "[ ]" }
    switch line {
    case .heading(let text), .note(let text): return ("", text, "")
    case .outcome(let index):
      let outcome = state.outcomes[index]
      return (one(index == state.outcome), outcome.name, outcome.kind.rawValue + ", " + outcome.summary)
    case .block(.delta):
      let exams = state.exams.map { " \($0.from) and \($0.to)" } ?? " two exams"
      return (many(state.blocks.contains(.delta)), "delta", "how the features changed between" + exams)
    case .block(let block): return (many(state.blocks.contains(block)), block.rawValue, block.explanation)
    case .column(let name):
      return (many(state.isChosen(name)), name, state.inventory.contains(name) ? "what the cohort holds" : "")
    case .pipeline(let pipeline): return (one(pipeline == state.pipeline), pipeline.title, pipeline.explanation)
    case .tuning(let tuning): return (one(tuning == state.tuning), tuning.title, tuning.explanation)
    case .number(.correlation):
      return (
        "", "correlation \(state.correlationLimit.map { NumberText.fixed($0, 2) } ?? "off")",
        "of two features with |ρ| above it one is left out beforehand"
      )
    case .number(.folds): return ("", "folds \(state.folds)", "of the cross-validation that finds the strength")
    case .number(.top): return ("", "features \(state.top)", "are kept by the ranking")
    }
  }

  /// What will be done, and what can go wrong.
  static func sentences(_ state: State, _ context: ScreenContext) -> [(text: String, isCaution: Bool)] {
    let note = state.current.map { words($0, state).note } ?? ""
    return (note.isEmpty ? [] : [("▸ " + note + ".", false)]) + planned(state, context)
  }

  /// What each block is fitted by. Images that were not extracted give nothing to fit.
  private static func fitted(_ state: State) -> [String] {
    let isSurvival = state.outcomes.indices.contains(state.outcome) && state.outcomes[state.outcome].kind == .survival
    return state.offeredBlocks.filter(state.blocks.contains).map { block in
      switch block {
      case .clinical: "clinical by ridge"
      case .radiomics: "radiomics by \(state.pipeline.title)"
      case .delta: "delta by \(state.pipeline.title)"
      case .combined: "combined by \(isSurvival ? "Cox" : "logistic") regression of both scores"
      }
    }
  }

  /// Where no column looks like an outcome, whose values may be one, and how one of them is made it.
  private static func outcomeElsewhere(_ context: ScreenContext) -> String? {
    guard context.cohort?.isComplete == true, let elsewhere = context.cohort?.table.elsewhere,
      let first = elsewhere.keys.sorted(by: NaturalOrder.precedes).first, let level = elsewhere[first]
    else { return nil }
    return
      "△ \(first) is a value of the \(level.unitPlural): in their table (\(KeyName.goToCohort), \(KeyName.level)) "
      + "\(KeyName.outcome) makes it an outcome."
  }

  private static func planned(_ state: State, _ context: ScreenContext) -> [(text: String, isCaution: Bool)] {
    guard state.plan != nil else {
      if state.outcomes.isEmpty, let sentence = outcomeElsewhere(context) { return [(sentence, true)] }
      if let sentence = nothingToLearnFrom(state, context) { return [("△ " + sentence, true)] }
      return [("△ Choose an outcome and at least one block.", true)]
    }
    guard let split = context.cohort?.splits.first else {
      if context.cohort?.isComplete == false { return [("Reading the split …", false)] }
      return [("△ No split is frozen: \(KeyName.goToSplit) decides who trains and who validates.", true)]
    }
    var sentences: [(text: String, isCaution: Bool)] = []
    let training = split.parts.first
    let isCrossValidated = split.parts.contains { $0.name.hasPrefix("fold") }
    let blocks = fitted(state).joined(separator: ", ")
    if isCrossValidated {
      sentences.append(("Fits \(blocks) in every fold and judges each \(state.unit.unitName) out of fold.", false))
    } else {
      let counts = split.parts.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
      let whose =
        split.unit != state.unit && state.unit != .patient ? " with all their \(state.unit.unitPlural)" : ""
      sentences.append(
        ("Fits \(blocks) in training, judges in both: \(counts) \(split.unit.unitPlural)\(whose).", false))
    }
    if state.unit != .patient {
      sentences.append(
        (
          "Each \(state.unit.unitName) is a row; those of a patient stay together, and intervals of areas count them as "
            + "alike.", false
        ))
    }
    if let filter = context.filter {
      sentences.append(("The table's filter (\(filter)) does not count here: every patient takes part.", false))
    }
    if case .random(let stratum?) = split.plan.scheme, let name = state.outcomeName, stratum != name {
      sentences.append(
        ("△ The split keeps the shares of \(stratum), not of \(name): \(KeyName.goToSplit) divides by it.", true))
    }
    if let cohort = context.cohort, cohort.results.isEmpty, !cohort.unreadableRuns.isEmpty {
      sentences.append(("△ \(UnreadableRun.sentence(cohort.unreadableRuns)) \(KeyName.modelRun) fits anew.", true))
    }
    if !split.changes.isEmpty {
      sentences.append(
        ("△ The split is stale: \(split.changes.joined(separator: "; ")). \(KeyName.goToSplit) freezes it anew.", true))
    }
    for (name, changes) in (context.cohort?.freshness.extractions ?? [:]).sorted(by: { $0.key < $1.key })
    where !changes.isEmpty && !state.blocks.isDisjoint(with: ModelPlan.Block.ofFeatures) {
      sentences.append(
        (
          "△ The features \(name) are stale: \(changes.map(\.description).joined(separator: "; ")). "
            + "\(KeyName.goToExtract) extracts anew.",
          true
        ))
    }
    let events =
      isCrossValidated
      ? split.parts.compactMap(\.events).reduce(0, +) : training?.events
    // The split counts the events of the outcome that it was made for.
    let isCounted = (split.plan.stratum.map { $0 == state.outcomeName } ?? true) && split.unit == state.unit
    if let events, let training, isCounted, state.outcomes[state.outcome].kind.hasEvents {
      let whole = isCrossValidated ? split.parts.reduce(0) { $0 + $1.count } : training.count
      // Of two classes the rarer one limits what can be learned, of survival the events.
      let isSurvival = state.outcomes.indices.contains(state.outcome) && state.outcomes[state.outcome].kind == .survival
      let limiting = isSurvival ? events : min(events, max(0, whole - events))
      let limitingName = limiting == events ? "events" : "\(state.unit.unitPlural) without the event"
      let honest = max(1, limiting / 10)
      if state.needsClinical, state.chosenColumns.count > honest {
        sentences.append(
          (
            "△ \(state.chosenColumns.count) clinical columns for \(limiting) \(limitingName): about \(honest) would be honest.",
            true
          ))
      }
      if state.pipeline == .univariate, state.top > honest {
        sentences.append(
          (
            "△ \(state.top) features for \(limiting) \(limitingName): about \(honest) would be honest. "
              + "\(KeyName.modelLess) takes fewer.",
            true
          ))
      }
      if limiting < 20 {
        sentences.append(("△ \(limiting) \(limitingName): estimates will be vague, whatever the model.", true))
      }
    }
    return sentences
  }
}
