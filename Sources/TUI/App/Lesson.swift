/// What a person who learns is told beside a screen: what the step is, why it is done, what goes wrong, what to try.
struct Lesson: Equatable, Sendable {
  var title: String
  var what: String
  var why: String
  var wrong: String
  /// Something to try on the sample cohorts, with the keys for it.
  var question: String
  var next: String

  /// The parts in their order, each with its heading.
  var sections: [(heading: String, text: String)] {
    [
      ("What it is", what), ("Why", why), ("What can go wrong", wrong), ("Try", question), ("Then", next),
    ]
  }

  enum Line: Equatable {
    case heading(String)
    case text(String)
  }

  func lines(columns: Int) -> [Line] {
    sections.flatMap { section -> [Line] in
      [.heading(section.heading)] + Paragraph.lines(of: section.text, columns: max(1, columns)).map { .text($0) }
        + [.text("")]
    }.dropLast()
  }

  /// With the keys that are bound.
  static func of(_ screen: ScreenID, _ keymap: Keymap) -> Lesson {
    var lesson = of(screen)
    lesson.question = keymap.naming(lesson.question)
    lesson.next = keymap.naming(lesson.next)
    return lesson
  }

  private static func of(_ screen: ScreenID) -> Lesson {
    switch screen {
    case .start:
      Lesson(
        title: "Where to begin",
        what: "A cohort is one file: patients, their images with the regions drawn on them, what is known of each, and "
          + "everything computed from that.",
        why: "A study can be repeated only if its data, settings and results stay together.",
        wrong: "Real images are patient data: keep the file where only you can read it.",
        question:
          "Open the colorectal sample. Its 120 patients are invented; does the outcome depend on the images at all? "
          + "You will know at the end.",
        next: "\(KeyName.openSelected) opens a sample, \(KeyName.importOwn) brings in your own.")
    case .importing:
      Lesson(
        title: "Bringing data in",
        what:
          "Tables and images are matched by the patient's name: what becomes a patient, an image, a region, a variable.",
        why: "Mistakes made here are in every number that follows, and nobody looks for them later.",
        wrong:
          "A second spelling of a name makes a second patient; a column of codes is taken for a number; a mask belongs "
          + "to another series.",
        question:
          "Read the list of problems before anything is written. Which would have gone unnoticed in a spreadsheet?",
        next: "\(KeyName.importWrite) writes the cohort when the preview is right.")
    case .cohort:
      Lesson(
        title: "Knowing the cohort",
        what: "One row per patient. The strip below shows each variable's distribution and how much of it is missing.",
        why:
          "A model learns whatever is in the table, including its errors: an age of 999, a centre that treats the sickest.",
        wrong:
          "Something recorded after the outcome, such as a later treatment, foresees it perfectly and means nothing.",
        question:
          "Filter with \(KeyName.filter) age>70, then \(KeyName.sort) on a column, then \(KeyName.tableOne) on a column "
          + "of groups. Do the groups differ before any image is looked at?",
        next: "\(KeyName.openPatient) shows a patient's images; \(KeyName.goToExtract) turns images into numbers.")
    case .patient:
      Lesson(
        title: "One patient",
        what: "Exams along time, values, images and what is missing, for one person.",
        why: "Numbers that look odd in a table are understood here.",
        wrong: "Leaving patients out because they do not fit is choosing the result. Say why, before you know it.",
        question:
          "Go through patients with \(KeyName.patientNext) and find one with a value missing. Is it missing by chance?",
        next: "\(KeyName.patientImage) shows the image, \(KeyName.patientExclude) leaves the patient out with a reason."
      )
    case .viewer:
      Lesson(
        title: "Looking at images",
        what: "The image with the contour of the region in which features are computed.",
        why: "A feature is only as good as its region. Half of the surprises of radiomics are contours.",
        wrong:
          "A contour that leaves the lesion, includes air or belongs to another series; left and right exchanged: RAD says "
          + "that the patient's right is at your left.",
        question:
          "\(KeyName.largestSlice) goes to the largest slice. \(KeyName.levelsOfRegion) shows the grey levels that texture "
          + "features see: how many are left?",
        next: "\(KeyName.viewerNextPatient) goes to the next patient; Esc goes back.")
    case .tableOne:
      Lesson(
        title: "Table 1",
        what: "Every variable by group: counts or means, a test that fits, and the standardised difference.",
        why: "Readers judge from it whether the groups can be compared at all.",
        wrong:
          "In a large cohort everything differs with p < 0.05; in a small one nothing does. Look at the difference first.",
        question: "Which variable differs most between the groups? Could it alone explain the outcome?",
        next: "Esc goes back; \(KeyName.tableOneExport) exports it.")
    case .extract:
      Lesson(
        title: "From images to numbers",
        what:
          "Each region is resampled, cut off at sensible intensities, put into grey levels and described by features that "
          + "the IBSI defines.",
        why: "Only with the same voxels and the same levels does a texture mean the same in every patient.",
        wrong: "Every choice here changes the numbers. Choosing settings by the result is overfitting without a model.",
        question:
          "Change the bin width with \(KeyName.settingEdit) on grey levels and check with "
          + "\(KeyName.extractionCheck): how many levels are left in the median patient?",
        next:
          "\(KeyName.extractionCheck) looks at every case, \(KeyName.extractionRun) extracts, "
          + "\(KeyName.extractionFeatures) shows the features."
      )
    case .features:
      Lesson(
        title: "Looking at features",
        what:
          "Every feature with how well it alone goes with the outcome, its distribution, and which others say the same.",
        why:
          "Hundreds of features for a hundred patients: some look good by chance. q is p corrected for having looked at all.",
        wrong:
          "Choosing features on all patients and judging the model on some of them: that leak is the commonest error of "
          + "published radiomics. Freeze the split first.",
        question:
          "How many features say something different (Correlation)? Is the best one just another word for volume?",
        next: "\(KeyName.goToSplit) decides who trains.")
    case .split:
      Lesson(
        title: "Who trains, who judges",
        what: "Some patients teach the model, the others judge it, and the two never meet.",
        why: "A model always fits those it has seen. What counts is the next patient.",
        wrong:
          "Drawing again until the result is good; two lesions of one patient on both sides; a later scanner in one part.",
        question:
          "\(KeyName.nextSeed) takes another seed: does the balance below change? What would a split by date or centre test instead?",
        next: "\(KeyName.freezeSplit) freezes the split; \(KeyName.goToModel) goes to the models.")
    case .model:
      Lesson(
        title: "Fitting models",
        what: "Imputation, scaling, selection and the strength of the penalty are all learned in the training part.",
        why: "Radiomics has to add something to what is known without it: always fit the clinical model beside it.",
        wrong:
          "About ten events are needed for each variable that a model may choose freely. With fewer, expect less than you see.",
        question:
          "Fit clinical, radiomics and combined. Then leave out the best clinical column: does radiomics make up for it?",
        next: "\(KeyName.modelRun) fits; the results open by themselves.")
    case .results:
      Lesson(
        title: "Reading results",
        what: "Curves and tables of each model, in the part that did not train it.",
        why:
          "Discrimination (ROC, C-index), truth of the risks (Calibration) and use (Decision) are three different things.",
        wrong:
          "The training part flatters; a cut-off chosen where it looks best loses in the next hospital; a wide interval says "
          + "that the study is small.",
        question:
          "\(KeyName.sideBySide) shows both parts side by side. How much of the training figure is left in validation?",
        next: "\(KeyName.cautions) lists what to beware of; \(KeyName.goToReport) puts it into words.")
    case .report:
      Lesson(
        title: "Writing it down",
        what: "The study as a document, with the items that reporting checklists ask for.",
        why: "Others must be able to judge it, repeat it and use it.",
        wrong: "Leaving out what failed. Cautions belong into the paper, not only into the log.",
        question: "Which ○ items of the checklist can only you answer? Write two of them now.",
        next:
          "\(KeyName.reportFigure) draws a figure, \(KeyName.reportWrite) writes the files; the seed and the digest "
          + "let anyone repeat the run."
      )
    case .answer:
      Lesson(
        title: "Asking in words",
        what:
          "A command of the command line, asked from here: the rows shown are its table, and what it prints is the page.",
        why: "What is asked once on a screen can be asked again by a script, with the same numbers.",
        wrong: "A subgroup that was found by trying many filters is no result: write down every question you asked.",
        question:
          "\(KeyName.changeQuestion) changes the question. Does the answer hold in one centre alone? Esc, "
          + "\(KeyName.filter) and a condition, then :answer, \(KeyName.askAgain).",
        next:
          "\(KeyName.export) saves the text, its table as CSV and its plot as SVG; the first line is the command to repeat it."
      )
    }
  }

  // MARK: Drawing

  /// Columns of the panel beside a screen, its border included.
  static let width = 40
  /// From this width on there is room beside a screen.
  static let leastColumns = 112

  /// The panel beside a wide screen.
  static func draw(_ lesson: Lesson, in rect: Rect, on canvas: inout Canvas) {
    canvas.within(rect) { canvas in
      for row in 0..<canvas.rows { canvas.put(Cell("│", style: .role(.border)), column: 0, row: row) }
      canvas.draw(lesson.title, column: 2, row: 0, style: Style.role(.title).bold, width: max(0, canvas.columns - 3))
      draw(lesson.lines(columns: canvas.columns - 3), column: 2, row: 2, on: &canvas)
    }
  }

  /// Over the screen where there is no room beside it.
  static func drawOverlay(_ lesson: Lesson, top: Int, on canvas: inout Canvas) {
    let rect = canvas.bounds.inset(columns: 2, rows: 1)
    canvas.fill(Rect(column: 0, row: rect.row, columns: canvas.columns, rows: rect.rows))
    canvas.frame(rect, title: lesson.title, style: .role(.focus))
    let lines = lesson.lines(columns: rect.columns - 4)
    let visible = rect.rows - 2
    let top = max(0, min(top, lines.count - visible))
    canvas.within(rect.inset()) { canvas in
      draw(Array(lines.dropFirst(top)), column: 1, row: 0, on: &canvas)
    }
    let more = lines.count > visible ? "↑↓ more · " : ""
    canvas.draw(
      " \(more)any other key closes ", endColumn: rect.endColumn - 1, row: rect.endRow - 1, style: .role(.dim))
  }

  private static func draw(_ lines: [Line], column: Int, row: Int, on canvas: inout Canvas) {
    for (index, line) in lines.prefix(max(0, canvas.rows - row)).enumerated() {
      switch line {
      case .heading(let text): canvas.draw(text, column: column, row: row + index, style: .role(.header))
      case .text(let text): canvas.draw(text, column: column, row: row + index, style: .role(.dim))
      }
    }
  }
}
