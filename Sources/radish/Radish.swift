import ArgumentParser

/// The command line's root: names the commands.
struct Radish: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "radish",
    abstract: "Radiomics in the shell: a workbench for radiomics cohort studies.",
    discussion: """
      radish [COHORT.sqlite] opens the workbench; radish COHORT.sqlite --help lists its options: --readonly, \
      --accessible, --record, --theme and others. Every screen's numbers are also a command; answers are tables, \
      --format csv or --format json. Research use only, not for diagnosis.
      """,
    version: "radish \(Version.number)",
    groupedSubcommands: [
      CommandGroup(
        name: "Cohorts",
        subcommands: [
          ImportCommand.self, CheckCommand.self, ShowCommand.self,
          ExcludeCommand.self, SplitCommand.self, RunCommand.self, ReportCommand.self,
          SamplesCommand.self,
        ]),
      CommandGroup(
        name: "Images and features",
        subcommands: [
          ViewCommand.self, ExtractCommand.self, PerturbCommand.self, FilterCommand.self, FeaturesCommand.self,
          OverlapCommand.self,
        ]),
      CommandGroup(
        name: "Two classes or more, on any table",
        subcommands: [
          ROCCommand.self, CalibrationCommand.self, DecisionCurveCommand.self, CompareCommand.self,
          PairedCommand.self, ClassesCommand.self, OrdinalCommand.self, LogisticCommand.self,
        ]),
      CommandGroup(
        name: "Survival, on any table",
        subcommands: [
          KaplanMeierCommand.self, CoxCommand.self, ConcordanceCommand.self, TimeDependentROCCommand.self,
          CumulativeIncidenceCommand.self, AcceleratedFailureCommand.self, CutpointCommand.self,
        ]),
      CommandGroup(
        name: "Description and agreement, on any table",
        subcommands: [
          TableOneCommand.self, CorrelateCommand.self, AgreementCommand.self, LassoCommand.self,
        ]),
      CommandGroup(
        name: "Workbench", subcommands: [WorkbenchCommand.self, DemoCommand.self, PlayCommand.self]),
      CommandGroup(name: "This program", subcommands: [InfoCommand.self, DoctorCommand.self]),
    ],
    defaultSubcommand: WorkbenchCommand.self)

  static let _errorPrefix = "radish: "
}
