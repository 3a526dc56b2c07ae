import ArgumentParser
import Glibc
import TUI

/// What the terminal can show, found out or told.
struct DisplayOptions: ParsableArguments {
  enum Glyphs: String, ExpressibleByArgument, CaseIterable { case auto, blocks, half, sextant, shade, ascii }
  enum Colours: String, ExpressibleByArgument, CaseIterable {
    case auto, truecolor
    case indexed = "256"
    case sixteen = "16"
    case mono
  }

  @Option(help: ArgumentHelp("Columns to use.", valueName: "columns")) var width: Int?
  @Option(help: ArgumentHelp("Rows to use.", valueName: "rows")) var height: Int?
  @Flag(help: "Only ASCII characters in drawings.") var ascii = false
  @Option(help: "Which glyphs pictures are made of.") var glyphs: Glyphs = .auto
  @Option(help: "How many colours to use; NO_COLOR is honoured by auto.") var color: Colours = .auto
  @Option(
    name: .customLong("cell-aspect"),
    help: ArgumentHelp("Height of a character over its width; found out if not told, else 2.", valueName: "ratio"))
  var cellAspect: Double?

  func validate() throws {
    if let cellAspect, !(0.5...5).contains(cellAspect) {
      throw ValidationError("--cell-aspect must be from 0.5 to 5; most terminals have about 2.")
    }
    if let width, !(20...2_000).contains(width) { throw ValidationError("--width must be from 20 to 2000.") }
    if let height, !(8...1_000).contains(height) { throw ValidationError("--height must be from 8 to 1000.") }
  }

  /// What is found out, with nothing told.
  static var standard: DisplayOptions { (try? DisplayOptions.parse([])) ?? DisplayOptions() }

  /// Columns and rows to fill: as told, as the page of the workbench or the terminal has, or 80×24.
  var size: Size {
    let page = CommandProcess.workbenchSize.map { (columns: max(20, $0.columns - 2), rows: max(8, $0.rows - 3)) }
    let found = page ?? Terminal.size(STDOUT_FILENO)
    return Size(columns: width ?? found?.columns ?? 80, rows: height ?? found?.rows ?? 24)
  }

  var look: Look {
    let aspect = cellAspect ?? Terminal.cellAspect(STDOUT_FILENO) ?? 2
    var look = Look(color: depth, cellAspect: aspect)
    switch glyphs {
    case .auto where Terminal.codesetIsASCII:
      look = Look(pictures: .ascii, plots: .ascii, color: depth, cellAspect: aspect)
    case .auto, .blocks: break
    case .half: look.pictures = .half
    case .sextant: look.pictures = .sextant
    case .shade:
      look.pictures = .shade
      look.plots = .box
    case .ascii: look = Look(pictures: .ascii, plots: .ascii, color: depth, cellAspect: aspect)
    }
    if ascii { look = Look(pictures: .ascii, plots: .ascii, color: depth, cellAspect: aspect) }
    return look
  }

  private var depth: Look.ColorDepth {
    switch color {
    case .truecolor: .truecolor
    case .indexed: .indexed256
    case .sixteen: .sixteen
    case .mono: .mono
    case .auto: Terminal.colourDepth
    }
  }
}
