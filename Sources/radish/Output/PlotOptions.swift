import ArgumentParser
import Foundation
import TUI

/// Saving the plots of an answer as pictures.
struct PlotOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Save the plot as a picture.", valueName: "file"), completion: .file(extensions: ["svg"]))
  var svg: String?

  /// The first plot of an answer, with the cautions that belong to its numbers below it.
  func save(_ answer: Answer) throws {
    guard let svg else { return }
    guard let plot = answer.plots.first else { throw ValidationError("There is no plot to save.") }
    do {
      try Data(plot.svg(caption: answer.cautionLines).utf8).write(to: URL(filePath: svg), options: .atomic)
    } catch {
      throw OutputError.unwritable(path: svg)
    }
    Messages.say("plot written to \(svg)")
  }
}

/// What can go wrong when an answer is saved.
enum OutputError: Error, CustomStringConvertible {
  case unwritable(path: String)

  var description: String {
    switch self {
    case .unwritable(let path): "\(path): cannot be written. Check that the folder exists and that you may write there."
    }
  }
}
