import ArgumentParser
import Features

/// `radish features`: the catalogue.
struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features", abstract: "The catalogue of features: names, codes, formulas, what to beware of.",
    subcommands: [ListCommand.self, ExplainCommand.self, GuideCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Every feature in one line.")

    @Option(help: ArgumentHelp("Only this family, such as glcm.", valueName: "family")) var family: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
      let chosen = try family.map { try FeatureChoice.family($0) }
      let definitions = FeatureCatalogue.definitions.filter { chosen == nil || $0.family == chosen }
      var answer = Answer("features-list")
      answer.lines = ["\(definitions.count) features. Explain one with: radish features explain NAME"]
      answer.add(
        Table(
          "features",
          columns: [
            .init("tag"), .init("name"), .init("family"), .init("ibsi_code", "IBSI"), .init("unit"),
            .init("pyradiomics", printed: false), .init("formula", printed: false), .init("meaning", printed: false),
            .init("pitfalls", printed: false),
          ],
          rows: definitions.map { one in
            [
              .text(one.tag), .text(one.name), .text(one.family.rawValue), .text(one.ibsiCode), .text(one.unit),
              .init(one.pyRadiomicsName), .text(one.formula), .text(one.meaning),
              .text(one.pitfalls.map(\.rawValue).joined(separator: "; ")),
            ]
          }))
      try output.write(answer, offTerminal: .csv)
    }
  }

  struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "explain", abstract: "What a feature is: definition, formula, unit, meaning, pitfalls, source.")

    @Argument(help: "A tag, a name, an IBSI code such as TU9B, or a PyRadiomics name.") var name: [String]
    @OptionGroup var output: OutputOptions

    func run() throws {
      let word = name.joined(separator: " ")
      let found = FeatureCatalogue.search(word)
      guard !found.isEmpty else { throw FeatureChoiceError.unknown(word, suggestion: FeatureChoice.nearest(to: word)) }
      guard found.count <= 12 else { throw FeatureChoiceError.many(word, count: found.count) }
      try output.write(FeatureExplanation.answer(found))
    }
  }

  struct GuideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "guide", abstract: "The guide of all features as Markdown.")

    func run() throws { Terminal.write(FeatureCatalogue.guide) }
  }
}
