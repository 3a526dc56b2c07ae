import ArgumentParser

/// A command that writes files. A workbench in which nothing may be changed refuses it.
protocol WritesFiles {
  /// The files and folders that it will write, as they were named; none where it only answers.
  var written: [String] { get }
}

/// A command whose plot can be saved as a picture, and which writes nothing else.
protocol SavesPlot: WritesFiles {
  var plot: PlotOptions { get }
}

extension SavesPlot {
  var written: [String] { plot.svg.map { [$0] } ?? [] }
}

/// A command that cannot be had inside of the workbench.
protocol OutsideWorkbench {
  /// Why, and what does it there.
  static var refusal: String { get }
}

extension AcceleratedFailureCommand: SavesPlot {}
extension AgreementCommand: SavesPlot {}
extension CalibrationCommand: SavesPlot {}
extension ClassesCommand: SavesPlot {}
extension ConcordanceCommand: SavesPlot {}
extension CorrelateCommand: SavesPlot {}
extension CoxCommand: SavesPlot {}
extension CumulativeIncidenceCommand: SavesPlot {}
extension CutpointCommand: SavesPlot {}
extension DecisionCurveCommand: SavesPlot {}
extension KaplanMeierCommand: SavesPlot {}
extension LassoCommand: SavesPlot {}
extension LogisticCommand: SavesPlot {}
extension OrdinalCommand: SavesPlot {}
extension ROCCommand: SavesPlot {}
extension TimeDependentROCCommand: SavesPlot {}

extension ImportCommand: WritesFiles {
  var written: [String] { dryRun ? [] : into.map { [$0] } ?? [] }
}

extension ExcludeCommand: WritesFiles {
  var written: [String] { [cohort.path] }
}

extension SplitCommand: WritesFiles {
  var written: [String] { freeze ? [cohort.path] : [] }
}

extension RunCommand: WritesFiles {
  // Without one the study file names the cohort that keeps the run.
  var written: [String] { [cohort ?? "the cohort of \(study)"] + (plot.svg.map { [$0] } ?? []) }
}

extension ReportCommand: WritesFiles {
  var written: [String] { [out] }
}

extension SamplesCommand.GenerateCommand: WritesFiles {
  var written: [String] { [into ?? "the folder of the samples"] }
}

extension ExtractCommand: WritesFiles {
  var written: [String] { (cohort.map { [$0] } ?? []) + (out.map { $0 == "-" ? [] : [$0] } ?? []) }
}

extension PerturbCommand: WritesFiles {
  var written: [String] { cohort.map { [$0] } ?? [] }
}

extension FilterCommand: WritesFiles {
  var written: [String] { [out] }
}

extension PlayCommand: WritesFiles, OutsideWorkbench {
  static let refusal = "A script drives a workbench of its own: radish play SCRIPT, in a shell."
  var written: [String] { save.map { [$0] } ?? [] }
}

extension WorkbenchCommand: OutsideWorkbench {
  static let refusal = "This is the workbench: :open FILE opens another cohort."
}

extension DemoCommand: OutsideWorkbench {
  static let refusal = "This is the workbench: :demo STUDY opens a sample in it."
}
