import Cohort
import Features
import Foundation

/// Runs extractions of a cohort with live progress and says what became of every case that failed.
struct CohortExtractionReport {
  let database: CohortDatabase
  let requests: [CohortExtraction]
  let output: OutputOptions

  func run() async throws {
    var reports: [CohortExtraction.Report] = []
    for request in requests {
      let report = try await one(request)
      reports.append(report)
      for note in report.notes { Messages.say(note) }
      if report.isCancelled { break }
    }
    try output.write(answer(reports))
    if Interrupt.wasAsked {
      let isReplacing = reports.contains(where: \.keepsEarlierValues)
      Messages.say(
        isReplacing
          ? "interrupted; the earlier values stay, and what is finished is kept. Run the same command without --restart to go on."
          : "interrupted; what is finished is kept. Run the same command again to go on.")
      throw ExitStatus.interrupted
    }
    if reports.contains(where: { $0.progress.failed > 0 }) { throw ExitStatus.someFailed }
  }

  private func one(_ request: CohortExtraction) async throws -> CohortExtraction.Report {
    let line = ProgressLine(
      total: try request.cases(in: database).count, noun: request.name, look: DisplayOptions.standard.look)
    defer { line.clear() }
    return try await Interrupt.cancelling { [database] in
      try await request.run(database) { progress in
        if let last = progress.last, case .failed(let message) = last.result { line.say(message) }
        line.show(progress.done)
      }
    }
  }

  private func answer(_ reports: [CohortExtraction.Report]) -> Answer {
    var answer = Answer("extract-cohort")
    answer.add("cohort", .string(database.path))
    answer.add(
      Table(
        "extractions",
        columns: [
          .init("name", "extraction"), .init("cases"), .init("finished"), .init("unchanged"), .init("failed"),
          .init("features"), .init("seconds", "seconds", .decimals(1)), .init("rate", "cases/s", .decimals(1)),
        ],
        rows: reports.map { report in
          [
            .text(report.extraction.name), .integer(report.progress.total), .integer(report.progress.finished),
            .integer(report.progress.unchanged), .integer(report.progress.failed),
            .integer(report.extraction.features.count), .number(report.progress.elapsed), .init(report.progress.rate),
          ]
        }))
    let failures = reports.flatMap { report in report.failures.map { (report.extraction.name, $0) } }
    var table = Table(
      "failures", columns: [.init("extraction"), .init("patient"), .init("message")],
      rows: failures.map { [.text($0.0), .text($0.1.region.patient.label), .text($0.1.message)] })
    table.isPrinted = false
    answer.add(table)
    answer.notes = failures.map(\.1.message)
    return answer
  }
}
