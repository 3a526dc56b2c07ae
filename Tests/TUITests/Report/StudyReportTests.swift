import Cohort
import Testing

@testable import TUI

/// The document that a study becomes.
@Suite struct `A report of a study` {
  @Test func `says who took part, how, with what result, and what to beware of`() throws {
    let text = try Sample.report().markdown
    #expect(text.hasPrefix("# Study metastasis\n\nResearch use only, not for diagnosis.\n"))
    #expect(text.contains("8 units took part, 2 were left out: training 4 (2 events), validation 4 (2 events)."))
    #expect(text.contains("At random, 50 % for training, keeping the share of events."))
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
    #expect(report.figures.map(\.file).first == "figure.svg")
    #expect(report.figures.first?.caption == "ROC, validation")
    #expect(files.first { $0.name == "figure.svg" }?.contents.contains("Only 2 events for 9 variables.") == true)
    for figure in report.figures {
      #expect(files.contains { $0.name == figure.file && $0.contents.contains("<svg") })
      #expect(report.markdown.contains("(\(figure.file))"))
    }
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
    #expect(drawn.map(\.file) == ["figure-roc-at-12.svg", "figure-roc-at-24.svg"])
    #expect(drawn.map(\.caption) == ["ROC at 12 months, validation", "ROC at 24 months, validation"])
    #expect(drawn[0].svg.contains("clinical") && drawn[0].svg.contains("AUC 0.81 (0.70–0.90)"))
    #expect(drawn[0].svg.contains("5 cases, 7 controls"))
    #expect(report.markdown.contains("| radscore | validation | 12 | 5 | 7 | 0.810 | 0.700 | 0.900 |"))
    let points = try #require(report.files().first { $0.name == "time_dependent_roc_points.csv" })
    #expect(points.contents.contains("radscore,validation,24,0.5,0.75,0.875\n"))
  }

  @Test func `draws the area over time where there are many times`() throws {
    let report = StudyReport(try result([6, 12, 24]))
    #expect(report.figures.contains { $0.file == "figure-auc-over-time.svg" && $0.svg.contains("AUC over time") })
    #expect(!report.figures.contains { $0.file.contains("roc-at") })
  }

  @Test func `names a difference by its time`() throws {
    #expect(StudyResult(try result([12])).comparisons.map(\.metric) == ["ΔAUC(12)"])
  }
}
