import Cohort
import Testing

@testable import TUI

/// The document that a study becomes.
@Suite struct `A report of a study` {
  @Test func `says who took part, how, with what result, and what to beware of`() throws {
    let text = try Sample.report().markdown
    #expect(text.hasPrefix("# Study metastasis\n\nResearch use only, not for diagnosis.\n"))
    #expect(text.contains("8 units took part, 2 were left out: training 4 (2 events), validation 4 (2 events)."))
    #expect(text.contains("At random (seed 1), 50 % for training, keeping the share of events."))
    #expect(text.contains("- Left out by hand: 1, withdrew consent."))
    #expect(text.contains("ct: 174 features of 9 regions; 1 could not be extracted."))
    #expect(text.contains("| voxel size | 1 1 1 mm | the same in every patient |"))
    #expect(
      text.contains(
        "radscore, from radiomics: standardise → of two columns with |ρ| > 0.9 keep one → LASSO logistic regression, "
          .replacing("|", with: "\\|")))
    #expect(text.contains("| radscore | validation | 4 | 1.00 (0.80–1.00) |"))
    #expect(text.contains("| radscore | clinical | validation | auc | 0.250 | -0.100 | 0.600 | 0.012 | DeLong |"))
    #expect(text.contains("- few_events: radscore, validation: Only 2 events for 9 variables."))
    #expect(text.contains("- seed 7\n"))
  }

  @Test func `names patients only when asked to`() throws {
    let report = try Sample.report()
    let quiet = report.files()
    #expect(!quiet.contains { $0.name == "predictions.csv" })
    for file in quiet { #expect(!file.contents.contains("P01"), "\(file.name) names a patient") }
    let full = report.files(identifiers: true)
    #expect(full.first { $0.name == "predictions.csv" }?.contents.contains("radscore,validation,P01,0.9\n") == true)
  }

  @Test func `carries every figure it refers to`() throws {
    let report = try Sample.report()
    let files = report.files()
    #expect(report.figures.map(\.file).first == "roc-validation.svg")
    #expect(report.figures.first?.caption == "ROC, validation")
    #expect(
      files.first { $0.name == "roc-validation.svg" }?.contents.contains("Only 2 events for 9 variables.") == true)
    for figure in report.figures {
      #expect(files.contains { $0.name == figure.file && $0.contents.contains("<svg") })
      #expect(files.contains { $0.name == figure.file.dropLast(4) + ".csv" && $0.contents == figure.figure.csv })
      #expect(report.markdown.contains("(\(figure.file))"))
    }
    #expect(Set(files.map { $0.name.lowercased() }).count == files.count)
    #expect(!report.html.contains("<?xml"))
  }

  @Test func `takes nothing of a name for its own`() throws {
    let report = StudyReport(try Sample.run(study: "a|b <script>*x*"))
    #expect(report.markdown.hasPrefix("# Study a\\|b &lt;script>\\*x\\*\n"))
    #expect(report.html.contains("<h1>Study a|b &lt;script&gt;*x*</h1>"))
  }

  @Test func `fits its lines into any width and follows a wide table below`() throws {
    let report = try Sample.report()
    for width in [20, 40, 78, 118] {
      for line in report.lines(columns: width) where !line.text.hasPrefix("▦") {
        let isOfTable = line.text.contains("  ")
        #expect(DisplayWidth.of(line.text) <= max(width, isOfTable ? 62 : 0), "at \(width): \(line.text)")
      }
    }
    let narrow = report.lines(columns: 60).filter { $0.text.hasPrefix("radscore  validation") }
    #expect(narrow.count > 1)
  }

  @Test(arguments: [60, 78, 118]) func `words that are longer than their column go on below, and none is lost`(
    width: Int
  ) {
    let meaning = "bins mean the same amount in every patient: for calibrated units such as Hounsfield units"
    let table = ReportTable(
      "settings", title: "Extraction ct: what was decided before features were computed, line by line",
      columns: [.init("decision"), .init("value"), .init("what follows")],
      rows: [
        [.text("grey levels"), .text("fbs 25"), .text(meaning)],
        [
          .text("families"), .text("morph stat ih ivh glcm glrlm glszm gldzm ngtdm ngldm"),
          .text("the others are not computed"),
        ],
      ])
    let lines = StudyReport.lines(table, columns: width)
    #expect(lines.allSatisfy { DisplayWidth.of($0.text) <= width && !$0.text.contains("…") }, "\(lines.map(\.text))")
    let text = lines.map(\.text).joined(separator: " ")
    let words = (meaning + " " + (table.title ?? "") + " morph ngldm computed").split(separator: " ")
    for word in words { #expect(text.contains(word), "\(word) at \(width): \(text)") }
    // A place is one line, so that what is read is found again.
    for row in lines.indices { #expect(StudyReport.row(of: lines[row].place, in: lines) == row) }
  }

  @Test func `finds the place of every line again, and in lines of another width what stands there`() throws {
    let report = try Sample.report()
    let wide = report.lines(columns: 118)
    let narrow = report.lines(columns: 40)
    for lines in [wide, narrow] {
      for row in lines.indices { #expect(StudyReport.row(of: lines[row].place, in: lines) == row) }
    }
    for line in wide where !line.text.isEmpty {
      let found = narrow[StudyReport.row(of: line.place, in: narrow)]
      #expect(found.place.piece == line.place.piece)
      // A table's row is the same row; text begins with, or just before, the same word.
      if case .table = report.pieces.indices.contains(line.place.piece) ? report.pieces[line.place.piece] : nil {
        #expect(found.place.offset == line.place.offset)
      } else {
        #expect(found.place.offset <= line.place.offset && found.place.offset > line.place.offset - 40)
      }
    }
  }
}

/// How units were divided and where cut-offs come from, in the words of a methods section.
@Suite struct `The method of a report` {
  private func texts(_ run: RunResult, _ plan: StudyPlan) -> (report: String, cutoff: String, division: String) {
    let report = StudyReport(run, plan: plan)
    func words(_ topic: String) -> String { report.checklist.items.first { $0.topic == topic }?.words ?? "" }
    return (report.markdown, words("cut-off"), words("division of the data"))
  }

  @Test(arguments: [
    (
      SplitPlan(.random(stratifiedBy: "metastasis"), seed: 11),
      "Frozen before any model was fitted: random 70/30, stratified by metastasis (seed 11); 2 units train, 1 validate."
    ),
    (
      SplitPlan(.date(column: "surgery_date", until: "2020-05-01")),
      "Frozen before any model was fitted: surgery_date up to 2020-05-01 trains, later validates; 2 units train, 1 validate."
    ),
    (
      SplitPlan(.column("centre", held: "B")),
      "Frozen before any model was fitted: centre = B validates, the others train; 2 units train, 1 validate."
    ),
  ]) func `says by what scheme, column, date, share and seed units were divided`(split: SplitPlan, words: String) throws
  {
    var plan = Sample.plan(.assigned(training: ["a", "b"], validation: ["c"]))
    plan.frozen = split
    let found = try texts(Sample.run(), plan)
    #expect(found.report.contains(words))
    #expect(found.division.hasPrefix(words))
  }

  @Test func `says the folds and the seed of a cross-validation`() throws {
    var plan = Sample.plan(.folds(count: 5, repeats: 5))
    plan.frozen = SplitPlan(.folds(5, repeats: 5, stratifiedBy: "metastasis"), seed: 3)
    let found = try texts(Sample.run(), plan)
    #expect(
      found.division.hasPrefix(
        "Frozen before any model was fitted: 5-fold cross-validation, 5 times, stratified by metastasis (seed 3)."))
    #expect(found.report.contains("Cut-off: largest sensitivity + specificity in the training part of every fold."))
  }

  @Test func `says where a cut-off was chosen by hand and that it flatters there`() throws {
    let run = try Sample.run().withCutoff(0.25, of: "radscore", chosenOn: "cross-validation")
    let found = texts(run, Sample.plan(.folds(count: 5, repeats: 1)))
    let words =
      "Cut-off of radscore: score 0.25, chosen by hand on the cross-validation part; its figures there are not "
    #expect(found.report.contains(words) && found.cutoff.contains(words))
    // The other model keeps the study's rule.
    let rule = "Cut-off of clinical: largest sensitivity + specificity in the training part of every fold."
    #expect(found.report.contains(rule) && found.cutoff.contains(rule))
    let both = try run.withCutoff(0.3, of: "clinical", chosenOn: "training")
    let all = texts(both, Sample.plan())
    #expect(!all.report.contains("Never chosen in the part that judges") && !all.cutoff.contains("largest"))
    #expect(all.report.contains("Cut-off of clinical: score 0.3, chosen by hand on the training part."))
  }

  @Test func `draws the cross-validation and not the last group held out, and says why`() throws {
    var run = try Sample.run()
    run.parts[0].name = "cross-validation"
    run.parts[1].name = "centre B"
    for place in run.results.indices { run.results[place].part = "cross-validation" }
    for place in run.predictions.indices { run.predictions[place].part = "cross-validation" }
    #expect(RunTables(run).judged == "cross-validation")
    let report = StudyReport(run, plan: Sample.plan(.leaveOneOut(column: "centre")))
    #expect(report.figures.first?.caption == "ROC, cross-validation")
    #expect(
      report.markdown.contains("The figures are of the cross-validation: every unit is judged by models that did not"))
  }

  @Test func `says that a result is stale before anything else of it`() throws {
    var facts = ReportFacts()
    facts.changes = ["another split was frozen"]
    let text = StudyReport(try Sample.run(), plan: Sample.plan(), facts: facts).markdown
    #expect(text.contains("△ This result is stale: another split was frozen."))
  }
}

/// What the checklists of the field ask for.
@Suite struct `A checklist` {
  private func item(_ topic: String, _ split: StudySplit) throws -> ReportChecklist.Item {
    try #require(try Sample.report(split).checklist.items.first { $0.topic == topic })
  }

  @Test func `warns of a validation inside one cohort and accepts other centres`() throws {
    #expect(try item("validation", .random(fraction: 0.5, isStratified: true)).state == .warned)
    #expect(try item("validation", .folds(count: 5, repeats: 1)).state == .warned)
    let external = try item("validation", .values(column: "centre", training: ["A"], kind: .centre))
    #expect(external.state == .filled && external.references.contains("RQS 12"))
  }

  @Test func `warns of few events, fills what the study answers, leaves the rest to the authors`() throws {
    let checklist = try Sample.report().checklist
    func state(_ topic: String) -> ReportChecklist.State? { checklist.items.first { $0.topic == topic }?.state }
    #expect(state("sample size") == .warned)
    #expect(state("robustness of features") == .warned)
    #expect(state("calibration") == .filled)
    #expect(state("comparison with what is known without radiomics") == .filled)
    #expect(state("segmentation") == .author)
    #expect(state("centres") == .author)
    #expect(checklist.count(.filled) + checklist.count(.warned) + checklist.count(.author) == checklist.items.count)
  }
}

/// The report of a survival outcome that is judged at times.
@Suite struct `A report of risks by a time` {
  private func result(_ times: [Double]) throws -> RunResult {
    var run = try Sample.run()
    run.outcome = .survival(time: "months", event: "progressed", occurred: "1")
    run.comparisons[0].metric = "auc_at_12"
    for place in run.results.indices {
      run.results[place].timeDependentROC = times.map { time in
        .init(
          time: time, cases: 5, controls: 7, auc: .init(value: 0.81, low: 0.7, high: 0.9, method: "weighted"),
          points: [
            .init(threshold: nil, sensitivity: 1, specificity: 0),
            .init(threshold: 0.5, sensitivity: 0.75, specificity: 0.875),
            .init(threshold: nil, sensitivity: 0, specificity: 1),
          ])
      }
    }
    return run
  }

  @Test func `draws the ROC curves of all models at each time and writes their numbers`() throws {
    let report = StudyReport(try result([12, 24]))
    let drawn = report.figures.filter { $0.file.contains("roc-at") }
    #expect(drawn.map(\.file) == ["roc-at-12-months-validation.svg", "roc-at-24-months-validation.svg"])
    #expect(drawn.map(\.caption) == ["ROC at 12 months, validation", "ROC at 24 months, validation"])
    #expect(drawn[0].svg.contains("clinical") && drawn[0].svg.contains("AUC 0.81 (0.70–0.90)"))
    #expect(drawn[0].svg.contains("5 cases, 7 controls"))
    #expect(report.markdown.contains("| radscore | validation | 12 | 5 | 7 | 0.810 | 0.700 | 0.900 |"))
    let points = try #require(report.files().first { $0.name == "time_dependent_roc_points.csv" })
    #expect(points.contents.contains("radscore,validation,24,0.5,0.75,0.875\n"))
  }

  @Test func `draws the area over time where there are many times`() throws {
    let report = StudyReport(try result([6, 12, 24]))
    #expect(report.figures.contains { $0.file == "auc-over-time-validation.svg" && $0.svg.contains("AUC over time") })
    #expect(!report.figures.contains { $0.file.contains("roc-at") })
  }

  @Test func `names a difference by its time`() throws {
    #expect(StudyResult(try result([12])).comparisons.map(\.metric) == ["ΔAUC(12)"])
  }
}
