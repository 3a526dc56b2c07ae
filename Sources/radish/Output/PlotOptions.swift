import ArgumentParser
import Features
import TUI

/// Saving the plots of an answer as pictures.
struct PlotOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Save the plot as a picture.", valueName: "file"), completion: .file(extensions: ["svg"]))
  var svg: String?

  /// The first plot of an answer, with the cautions that belong to its numbers below it.
  ///
  /// - Parameter inputs: the files the answer was made from, which are not overwritten.
  func save(_ answer: Answer, keeping inputs: [String]) throws {
    guard let svg else { return }
    guard let plot = answer.plots.first else { throw ValidationError("There is no plot to save.") }
    try OutputFile(svg, keeping: inputs).write(plot.svg(caption: answer.cautionLines))
    Messages.say("plot written to \(svg)")
  }
}
