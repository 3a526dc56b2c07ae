import TUI

/// A plot that a command prints under its title and can save as a picture.
protocol PrintedPlot {
  /// The plot for people, at most this large.
  func canvas(size: Size, look: Look) -> Canvas
  /// The plot as an SVG document.
  func svg() -> String
}
