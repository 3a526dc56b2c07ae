import Cohort
import Testing

@testable import TUI

/// What the files of a report's figures are called.
@Suite struct `Names of figures` {
  @Test func `say what is shown, of which model and which part`() {
    var names = FigureNames()
    #expect(names.next(["survival", "radiomics", "training"]) == "survival-radiomics-training")
    // What is of every model names none.
    #expect(names.next(["roc", "", "validation"]) == "roc-validation")
    #expect(names.next(["calibration", "by", "6.5 months", "validation"]) == "calibration-by-6.5-months-validation")
  }

  @Test func `lead out of no folder and mean nothing to a shell`() {
    var names = FigureNames()
    #expect(names.next(["roc", "../a/b $(x);*", "hold-out"]) == "roc-a-b-x-hold-out")
    #expect(names.next(["临床 模型"]) == "临床-模型")
    #expect(names.next(["..", "/"]) == "figure")
    #expect(names.next([String(repeating: "长", count: 500)]).utf8.count <= 200)
    #expect(FileWord.of("***") == "" && FileWord.of("***", else: "patient") == "patient")
  }

  @Test func `are each there once, whatever the file system makes of capitals`() {
    var names = FigureNames(taken: ["calibration"])
    #expect(names.next(["calibration"]) == "calibration-2")
    #expect(names.next(["roc", "a b", "x"]) == "roc-a-b-x")
    #expect(names.next(["roc", "A+B", "x"]) == "roc-A-B-x-2")
  }

  @Test func `tell the models of a survival study apart, in the names and in the document`() throws {
    let run = try Sample.run()
    var one = run
    one.results.removeAll { $0.model == "radscore" }
    one.predictions.removeAll { $0.model == "radscore" }
    // The curve of one model is of that model.
    #expect(StudyReport(one).figures.map(\.file).first == "roc-clinical-validation.svg")
    let several = StudyReport(run)
    #expect(several.figures.map(\.file).first == "roc-validation.svg")
    for line in several.lines(columns: 100) {
      guard let figure = line.figure else { continue }
      #expect(line.text.hasSuffix("→ \(several.figures[figure].file)"))
    }
  }
}
