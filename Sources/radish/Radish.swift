import ArgumentParser

@main
struct Radish: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "radish", abstract: "Radiomics in the shell: a workbench for radiomics cohort studies.",
    version: "0.1.0")
  func run() async throws {}
}
