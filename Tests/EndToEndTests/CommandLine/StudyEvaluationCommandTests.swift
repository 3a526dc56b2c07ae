import Foundation
import Testing

/// What a study file asks beyond discrimination has the numbers that the commands give on the same rows.
@Suite struct `A study's evaluation` {
  private let scratch: Scratch
  private let cohort: String

  init() throws {
    scratch = try Scratch()
    let table = try scratch.write(Patients.csv, to: "patients.csv")
    cohort = scratch.file("c.sqlite").path
    _ = try RadishCommand.run(["import", table, "--into", cohort])
  }

  private func study(_ text: String) throws -> JSONValue {
    try RadishCommand.run(["run", scratch.write(text, to: "study.yaml"), cohort, "--json"]).json()
  }

  /// Published probabilities and readers of two classes; arm B judges.
  private let binary = """
    study: published
    outcome: {binary: progressed}
    split: {by: column, column: arm, training: [A]}
    blocks: {old: [risk], new: [risk_new]}
    models:
      risk: {block: old, pipeline: [{score: probability}]}
      risk_new: {block: new, pipeline: [{score: probability}]}
    compare: [[risk_new, risk]]
    cutoff: {probability: 0.5}
    evaluation:
      cutoffs: [{sensitivity: 0.6}]
      prevalence: 0.2
      readers: [reader, second]
      tests: [nri, idi, brier, mcnemar, predictive-values]
      categories: [0.3, 0.6]
    """

  @Test func `compares models as radish compare does`() throws {
    let found = try study(binary)
    let wanted = try Patients.json(
      "compare", "-", "--where", "arm=B", "--outcome", "progressed", "--probability", "risk", "--probability",
      "risk_new", "--categories", "0.3", "0.6", "--cutoff", "0.5")
    func row(_ metric: String) throws -> JSONValue {
      try #require(
        found["comparisons"].list.first {
          $0["metric"].text == metric && $0["part"].text == "validation" && $0["b"].text == "risk"
        }, "\(metric)")
    }
    for one in wanted["comparisons"].list {
      let own = try row(one["measure"].text ?? "")
      #expect(agrees(own["difference"].number, one["difference"].number, 1e-12))
      #expect(agrees(own["p"].number, one["p"].number, 1e-9) && agrees(own["low"].number, one["low"].number, 1e-9))
    }
    for one in wanted["at_cutoff"].list {
      let own = try row(one["measure"].text ?? "")
      #expect(agrees(own["difference"].number, one["difference"].number, 1e-12))
      #expect(agrees(own["p"].number, one["p"].number, 1e-12) && own["test"].text == one["test"].text)
    }
    #expect(wanted["comparisons"].list.count == 9 && wanted["at_cutoff"].list.count == 5)
    let moved = found["evaluation", "reclassifications"].list.first { $0["part"].text == "validation" }
    let table = wanted["reclassification"].list.filter { $0["class"].text == "positive" }
    let names = ["0–0.3", "0.3–0.6", "0.6–1"]
    #expect(
      moved?["events"].list.map { $0.list.map(\.integer) } == table.map { row in names.map { row[$0].integer } })
  }

  @Test func `judges readers and cut-offs as radish roc does`() throws {
    let found = try study(binary)
    let wanted = try Patients.json(
      "roc", "-", "--where", "arm=B", "--outcome", "progressed", "--score", "risk", "--cutoff", "0.5", "--prevalence",
      "0.2", "--reader", "reader", "--reader", "second")
    let measures = [
      "sensitivity", "specificity", "ppv", "npv", "accuracy", "lr_positive", "lr_negative", "ppv_at_prevalence",
      "npv_at_prevalence",
    ]
    func expectEqual(_ own: JSONValue, _ one: JSONValue) {
      for name in measures {
        let metric = own["metrics", name.replacing("prevalence", with: "0.2")]
        #expect(agrees(metric["value"].number, one[name].number, 1e-12), "\(name)")
        #expect(agrees(metric["low"].number, one[name + "_low"].number, 1e-12), "\(name)")
        #expect(agrees(metric["high"].number, one[name + "_high"].number, 1e-12), "\(name)")
      }
    }
    for one in wanted["readers"].list {
      let own = found["evaluation", "readers"].list.first {
        $0["reader"].text == one["name"].text && $0["part"].text == "validation"
      }
      expectEqual(try #require(own), one)
    }
    #expect(wanted["readers"].list.count == 2)
    let point = try #require(
      wanted["scores", 0, "operating_points"].list.first { $0["rule"].text == "fixed" })
    let own = try #require(
      found["evaluation", "cutoffs"].list.first {
        $0["model"].text == "risk" && $0["part"].text == "validation" && $0["rule"].text == "probability ≥ 0.5"
      })
    #expect(own["frozen"].bool == true)
    expectEqual(own, point)
    // The second cut-off is that of the training arm.
    let training = try Patients.json(
      "roc", "-", "--where", "arm=A", "--outcome", "progressed", "--score", "risk", "--at-sensitivity", "0.6")
    let learned = try #require(
      training["scores", 0, "operating_points"].list.first { $0["rule"].text == "sensitivity ≥ 0.6" })
    let frozen = try #require(
      found["evaluation", "cutoffs"].list.first {
        $0["model"].text == "risk" && $0["part"].text == "training" && $0["rule"].text == "sensitivity ≥ 0.6"
      })
    #expect(frozen["metrics", "specificity", "value"].number == learned["specificity"].number)
  }

  @Test func `says everything in its answer, in words and in CSV`() throws {
    let file = try scratch.write(binary, to: "study.yaml")
    let words = try RadishCommand.run(["run", file, cohort, "--format", "table", "--width", "160"]).output
    #expect(words.contains("Cut-offs, chosen in training and frozen; exact intervals"))
    #expect(words.contains("PPV at 20 %") && words.contains("Readers, exact intervals"))
    #expect(words.contains("Units by old (down, model b) and new (across, model a) risk category"))
    let folder = scratch.file("report")
    #expect(try RadishCommand.run(["report", cohort, "--out", folder.path]).status == 0)
    let csv = try String(contentsOf: folder.appending(path: "readers.csv"), encoding: .utf8)
    #expect(csv.hasPrefix("reader,part,n,n_missing,tp,fp,fn,tn,sensitivity,sensitivity_low,sensitivity_high,"))
    #expect(csv.contains("\nreader,validation,9,0,"))
    let figure = try String(contentsOf: folder.appending(path: "roc-validation.svg"), encoding: .utf8)
    #expect(figure.contains("second"), "readers stand on the ROC")
  }

  /// The risk groups are the arms, so that commands can be asked for them; women judge.
  private let survival = """
    study: arms
    outcome: {survival: {time: months, event: cause, occurred: 1}, at: [24]}
    split: {by: column, column: sex, training: [m]}
    blocks: {arm: [arm], marker: [score]}
    models:
      arm: {block: arm, pipeline: [score]}
      marker: {block: marker, pipeline: [score]}
    cutoff: {score: 0.5}
    compare: [[marker, arm]]
    evaluation: {rates: [18, 24], rmst: 24, landmarks: [15], competing: {event: cause}}
    """

  /// The patients with the first cause alone as the event; the other one censors.
  private static let progressions = Patients.csv.split(separator: "\n").enumerated().map { place, line in
    let own = place == 0 ? "cause1" : line.hasSuffix(",1") ? "1" : "0"
    return "\(line),\(own)\n"
  }.joined()

  @Test func `tells of risk groups what radish km tells of groups`() throws {
    let found = try study(survival)["evaluation"]
    let asked = ["km", "-", "--where", "sex=f", "--time", "months", "--event", "cause1", "--by", "arm"]
    let csv = Self.progressions
    let wanted = try RadishCommand.run(asked + ["--at", "18", "24", "--rmst", "24", "--json"], input: csv).json()
    func own(_ key: String, _ group: String, _ time: Double? = nil) -> JSONValue? {
      found[key].list.first {
        $0["model"].text == "arm" && $0["part"].text == "validation" && $0["group"].text == group
          && (time == nil || $0["time"].number == time)
      }
    }
    for one in wanted["rates"].list {
      let group = one["group"].text == "A" ? "low" : "high"
      let row = try #require(own("rates", group, one["time"].number))
      #expect(agrees(row["survival", "value"].number, one["survival"].number, 1e-12))
      #expect(agrees(row["survival", "low"].number, one["low"].number, 1e-12))
      #expect(row["at_risk"].integer == one["at_risk"].integer)
    }
    #expect(wanted["rates"].list.count == 4)
    for one in wanted["rmst"].list {
      let row = try #require(own("restricted_means", one["group"].text == "A" ? "low" : "high"))
      #expect(agrees(row["mean", "value"].number, one["mean"].number, 1e-12))
    }
    let difference = try #require(own("restricted_means", "high − low"))
    #expect(agrees(difference["p"].number, wanted["rmst_differences", 0, "p"].number, 1e-12))
    let later = try RadishCommand.run(asked + ["--landmark", "15", "--json"], input: csv).json()
    let landmark = try #require(
      found["landmarks"].list.first { $0["model"].text == "arm" && $0["part"].text == "validation" })
    #expect(landmark["n"].integer == later["landmark", "n"].integer)
    #expect(landmark["earlier_events"].integer == later["landmark", "earlier_events"].integer)
    #expect(agrees(landmark["metrics", "logrank_p", "value"].number, later["logrank", "p"].number, 1e-12))
  }

  @Test func `tells of competing events what radish cuminc tells`() throws {
    let found = try study(survival)["evaluation"]
    #expect(found["asked", "rmst"].number == 24 && found["asked", "competing", "event"].text == "cause")
    let wanted = try Patients.json(
      "cuminc", "-", "--where", "sex=f", "--time", "months", "--event", "cause", "--by", "arm")
    for one in wanted["tests"].list {
      let row = try #require(
        found["incidence_tests"].list.first {
          $0["model"].text == "arm" && $0["part"].text == "validation" && $0["cause"].text == one["cause"].text
        })
      #expect(
        agrees(row["chisq"].number, one["chisq"].number, 1e-12) && agrees(row["p"].number, one["p"].number, 1e-12))
    }
    for one in wanted["curves"].list {
      let group = one["group"].text == "A" ? "low" : "high"
      let curve = try #require(
        found["incidences"].list.first {
          $0["model"].text == "arm" && $0["part"].text == "validation" && $0["group"].text == group
            && $0["cause"].text == one["cause"].text
        })
      #expect(curve["points"].list.map { $0["incidence"].number } == one["curve"].list.map { $0["incidence"].number })
    }
    #expect(wanted["tests"].list.count == 2 && wanted["curves"].list.count == 4)
  }

  @Test func `discriminates at times as radish tdroc does`() throws {
    let found = try study(survival)
    let wanted = try RadishCommand.run(
      [
        "tdroc", "-", "--where", "sex=f", "--time", "months", "--event", "cause1", "--score", "score", "--at", "24",
        "--json",
      ],
      input: Self.progressions
    ).json()["scores", 0, "times", 0]
    let own = try #require(
      found["results"].list.first { $0["model"].text == "marker" && $0["part"].text == "validation" })
    let curve = own["time_dependent_roc", 0]
    #expect(curve["n_cases"].integer == wanted["n_cases"].integer)
    #expect(agrees(curve["auc", "value"].number, wanted["auc"].number, 1e-12))
    #expect(agrees(curve["auc", "low"].number, wanted["low"].number, 1e-12))
    #expect(
      curve["points"].list.map { $0["sensitivity"].number } == wanted["points"].list.map { $0["sensitivity"].number })
  }

  @Test func `searches a cut-off in training as radish cutpoint does`() throws {
    let found = try study(
      """
      study: searched
      outcome: {survival: {time: months, event: progressed}}
      split: {by: column, column: sex, training: [m]}
      blocks: {marker: [score]}
      models: {marker: {block: marker, pipeline: [score]}}
      cutoff: maximally-selected-on-training
      """)
    let wanted = try Patients.json(
      "cutpoint", "-", "--where", "sex=m", "--time", "months", "--event", "progressed", "--marker", "score")
    let search = found["evaluation", "searches", 0]
    for (own, other) in [("cutoff", "cutoff"), ("p", "p"), ("p_lausen94", "p_lausen94"), ("p_naive", "p_naive")] {
      #expect(agrees(search[own].number, wanted[other].number, 1e-12), "\(own)")
    }
    #expect(search["points"].list.count == wanted["curve"].list.count)
    let training = try #require(found["results"].list.first { $0["part"].text == "training" })
    #expect(agrees(training["metrics", "corrected_p", "value"].number, wanted["p"].number, 1e-12))
    #expect(training["metrics", "logrank_p"].value == nil)
  }
}
