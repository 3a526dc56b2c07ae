import ArgumentParser
import Features
import Foundation
import TUI

/// `radish view`: one slice of an image as text.
struct ViewCommand: ParsableCommand {
  enum Plane: String, ExpressibleByArgument, CaseIterable {
    case axial, coronal, sagittal
    var anatomical: AnatomicalPlane { self == .axial ? .axial : self == .coronal ? .coronal : .sagittal }
  }

  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Shows an image with its mask; prints one slice where standard output is no terminal.",
    discussion: "Research use only, not for diagnosis.")

  @Argument(help: "A NIfTI image.", completion: .file(extensions: ["nii", "gz"])) var image: String
  @Option(help: ArgumentHelp("A NIfTI mask.", valueName: "file")) var mask: String?
  @Option(help: ArgumentHelp("The mask's value that is the region.", valueName: "n")) var label: Double?
  @Option(help: "Which plane.") var plane: Plane = .axial
  @Option(help: ArgumentHelp("Slice from 1, or largest.", valueName: "k|largest")) var slice: String?
  @Option(help: ArgumentHelp("A preset such as lung, or LEVEL,WIDTH.", valueName: "preset|l,w")) var window: String?
  @Option(help: ArgumentHelp("Which volume of a 4D image, from 0.", valueName: "k")) var volume: Int?
  @Option(help: ArgumentHelp("Columns×rows to print.", valueName: "80x40")) var size: String?
  @Flag(help: "Print the slice even on a terminal.") var print = false
  @OptionGroup(title: "Terminal") var terminal: DisplayOptions

  func validate() throws {
    if let size, ViewCommand.size(of: size) == nil { throw ValidationError("--size is COLUMNSxROWS, such as 80x40.") }
    if let slice, slice != "largest", Int(slice).map({ $0 > 0 }) != true {
      throw ValidationError("--slice is a number from 1, or largest.")
    }
    if slice == "largest", mask == nil { throw ValidationError("--slice largest needs a --mask.") }
  }

  func run() throws {
    let view = try sliceView()
    let size = size.flatMap { ViewCommand.size(of: $0) } ?? terminal.size
    let title = URL(filePath: image).lastPathComponent
    let page = view.page(size: size, look: terminal.look, title: title)
    Terminal.write(page.ansiLines(look: terminal.look).map { $0 + "\n" }.joined())
  }

  private func sliceView() throws -> SliceView {
    let volume = try NIfTI.volume(at: image, frame: self.volume, as: Float.self)
    let mask = try mask.map { path in
      MaskLayer(try NIfTI.mask(at: path, label: label.map { .label($0) } ?? .only), over: volume.geometry)
    }
    var view = SliceView(
      volume, plane: plane.anatomical, window: try ViewWindow(window).window(for: volume),
      masks: [mask].compactMap { $0 })
    if let number = slice.flatMap({ Int($0) }) {
      guard number <= view.sliceCount else {
        throw ViewError.slice(number, count: view.sliceCount, plane: plane.rawValue)
      }
      view.slice = number - 1
    } else if let largest = view.largestSlice {
      view.slice = largest
    } else if mask != nil {
      throw ViewError.maskOutside
    }
    return view
  }

  static func size(of text: String) -> Size? {
    let parts = text.lowercased().split(whereSeparator: { $0 == "x" || $0 == "×" }).compactMap { Int($0) }
    guard parts.count == 2, (1...2_000).contains(parts[0]), (1...1_000).contains(parts[1]) else { return nil }
    return Size(columns: parts[0], rows: parts[1])
  }
}

/// The window asked for: a preset's name, or level and width.
struct ViewWindow {
  private enum Choice {
    case automatic
    case fixed(Window)
    case preset(WindowPreset)
  }

  private let choice: Choice

  init(_ text: String?) throws(ViewError) {
    guard let text else {
      choice = .automatic
      return
    }
    let numbers = text.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
    if numbers.count == 2, let level = numbers[0], let width = numbers[1], width > 0 {
      choice = .fixed(Window(level: level, width: width))
      return
    }
    let presets = ImageKind.allCases.flatMap { WindowPreset.presets(for: $0) }
    let wanted = text.lowercased()
    guard
      let preset = presets.first(where: { $0.name.lowercased() == wanted })
        ?? presets.first(where: { $0.name.lowercased().hasPrefix(wanted) })
    else { throw .window(text, known: presets.map(\.name)) }
    choice = .preset(preset)
  }

  /// Without a choice: soft tissue where intensities look like Hounsfield units, else percentiles.
  func window(for volume: Volume<Float>) -> Window {
    let sample = IntensitySample(of: volume)
    switch choice {
    case .fixed(let window): return window
    case .preset(let preset): return preset.window(for: sample)
    case .automatic:
      let kind: ImageKind = sample.percentile(1) < -200 ? .computedTomography : .other
      return WindowPreset.presets(for: kind)[0].window(for: sample)
    }
  }
}

enum ViewError: Error, CustomStringConvertible {
  case slice(Int, count: Int, plane: String)
  case window(String, known: [String])
  case maskOutside

  var description: String {
    switch self {
    case .slice(let number, let count, let plane):
      "Slice \(number) was asked for, but there are \(count) \(plane) slices. Choose one from 1 to \(count)."
    case .window(let text, let known):
      "\"\(text)\" is no window. Write LEVEL,WIDTH such as 40,400, or one of: "
        + Array(Set(known)).sorted().joined(separator: ", ") + "."
    case .maskOutside: "The mask has no voxel inside the image; image and mask are of different places."
    }
  }
}
