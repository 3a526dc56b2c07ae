import ArgumentParser
import Features
import Foundation
import TUI

/// `radish view`: an image in the viewer, or one slice of it as text.
struct ViewCommand: AsyncParsableCommand, OwnsTerminal {
  enum Plane: String, ExpressibleByArgument, CaseIterable {
    case axial, coronal, sagittal
    var anatomical: AnatomicalPlane { self == .axial ? .axial : self == .coronal ? .coronal : .sagittal }
  }

  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Shows an image with its mask; prints one slice where standard output is no terminal.",
    discussion: """
      On a terminal it opens the viewer, whose ? lists the keys; with --print, or into a file or a pipe, it prints the \
      slice. Every label of a mask is drawn unless --label names one. --fuse lays a second image, such as PET, over the \
      first through both affines. Research use only, not for diagnosis.
      """)

  @Argument(help: "A NIfTI image.", completion: .file(extensions: ["nii", "gz"])) var image: String
  @Option(help: ArgumentHelp("A NIfTI mask.", valueName: "file")) var mask: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("The mask's value that is the region.", valueName: "n"),
    transform: MaskValue.read)
  var label: Double?
  @Option(help: ArgumentHelp("A second image to lay over the first.", valueName: "file")) var fuse: String?
  @Option(help: ArgumentHelp("CT, PET or MR; found out if not told.", valueName: "modality")) var modality: String?
  @Option(help: "Which plane.") var plane: Plane = .axial
  @Option(help: ArgumentHelp("Slice from 1, or largest.", valueName: "k|largest")) var slice: String?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("A preset such as lung, or LEVEL,WIDTH.", valueName: "preset|l,w"))
  var window: String?
  @Option(help: ArgumentHelp("Which volume of a 4D image, from 0.", valueName: "k")) var volume: Int?
  @Option(help: ArgumentHelp("Columns×rows to print.", valueName: "80x40")) var size: String?
  @Flag(help: "Print the slice even on a terminal.") var print = false
  @OptionGroup(title: "Terminal") var terminal: DisplayOptions

  func validate() throws {
    try VolumeNumber.check(volume)
    if let size, ViewCommand.size(of: size) == nil { throw ValidationError("--size is COLUMNSxROWS, such as 80x40.") }
    if let slice, slice != "largest", Int(slice).map({ $0 > 0 }) != true {
      throw ValidationError("--slice is a number from 1, or largest.")
    }
    if slice == "largest", mask == nil { throw ValidationError("--slice largest needs a --mask.") }
  }

  func run() async throws {
    guard !print, Terminal.isTerminal(STDOUT_FILENO) else { return try printSlice() }
    let files = PersonalFiles()
    var options = LaunchOptions(
      terminal: TerminalOptions(
        glyphs: terminal.ascii ? .ascii : TerminalOptions.Glyphs(rawValue: terminal.glyphs.rawValue) ?? .auto,
        color: TerminalOptions.ColorChoice(rawValue: terminal.color.rawValue) ?? .auto,
        cellAspect: terminal.cellAspect),
      isReadOnly: true, keymap: files.keymap(), logPath: files.makeLogPath())
    options.frame = volume
    options.program = .commands
    options.images = try entries()
    options.opening = ViewerScreen.Opening(
      plane: plane.anatomical, slice: slice.flatMap { Int($0) }.map { $0 - 1 },
      window: try ViewWindow(window).fixedWindow, isFused: fuse != nil)
    let status = await TUI.run(options: options)
    if status != 0 { throw ExitStatus(rawValue: status) ?? .failed }
  }

  /// The image and the second one as the viewer names them. Files that cannot be opened are told before the screen is
  /// taken.
  private func entries() throws -> [ImageEntry] {
    func entry(_ path: String, modality: String, mask: String?) throws -> ImageEntry {
      _ = try NIfTI.header(at: path)
      var regions: [ImageEntry.RegionEntry] = []
      if let mask {
        _ = try NIfTI.header(at: mask)
        let name = URL(filePath: mask).lastPathComponent
        regions = [.init(role: name, path: mask, label: label.flatMap { Int(exactly: $0) })]
      }
      return ImageEntry(
        patient: URL(filePath: path).lastPathComponent, modality: modality, path: path, regions: regions)
    }
    let first = try entry(image, modality: modality ?? "", mask: mask)
    return [first] + (try fuse.map { [try entry($0, modality: "PET", mask: nil)] } ?? [])
  }

  private func printSlice() throws {
    let view = try sliceView()
    let size = size.flatMap { ViewCommand.size(of: $0) } ?? terminal.size
    let title = URL(filePath: image).lastPathComponent
    let page = view.page(size: size, look: terminal.look, title: title)
    let lines = page.ansiLines(look: terminal.look, theme: CommandProcess.workbenchSize == nil ? .dark : nil)
    Terminal.write(lines.map { $0 + "\n" }.joined())
  }

  private func sliceView() throws -> SliceView {
    let volume = try NIfTI.volume(at: image, frame: self.volume, as: Float.self)
    let regions = try mask.map { path in
      try ImageReader.regions(at: path, label: label, volume: self.volume, name: URL(filePath: path).lastPathComponent)
    }
    let layers = (regions ?? []).enumerated().map { number, region in
      MaskLayer(region.mask, over: volume.geometry, name: region.name, number: number)
    }
    if let difference = layers.first?.mask.geometry.difference(from: volume.geometry) {
      Messages.say("\(difference); the mask is shown through its own affine")
    }
    let kind = modality.map { ImageKind(modality: $0) }
    var view = SliceView(
      volume, plane: plane.anatomical, window: try ViewWindow(window).window(for: volume, kind: kind), masks: layers)
    if kind == .positronEmission, fuse == nil { view.colourMap = .invertedGrey }
    if let fuse {
      let second = try NIfTI.volume(at: fuse, frame: nil, as: Float.self)
      let window = WindowPreset.presets(for: .positronEmission)[0].window(for: IntensitySample(of: second))
      view.fused = FusedLayer(second, window: window)
    }
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

  /// The window where it does not depend on the image; nil leaves it to the viewer.
  var fixedWindow: Window? {
    switch choice {
    case .fixed(let window): window
    case .preset(let preset): if case .fixed(let window) = preset.rule { window } else { nil }
    case .automatic: nil
    }
  }

  /// Without a choice: that of the kind, guessed from the intensities where it is not told.
  func window(for volume: Volume<Float>, kind: ImageKind?) -> Window {
    let sample = IntensitySample(of: volume)
    switch choice {
    case .fixed(let window): return window
    case .preset(let preset): return preset.window(for: sample)
    case .automatic:
      let kind = kind ?? ImageKind(guessedFrom: sample)
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
