import Features
import Foundation
import TUI

/// Draws one slice of a CT again and again in one process and prints the times; writes the slice as the terminal gets it.
///
///     terminal-benchmark IMAGE MASK FOLDER
///
/// prints one line of JSON: the slice with most of the mask, from 0, and milliseconds of one processor from a 512×512 slice
/// to cells, median of many, by the size of the picture. The folder gets `WINDOW-GLYPHS.ansi`: voxels 2…201 × 0…199 of the slice in 80×40
/// cells and 256 colours.
@main
enum TerminalBenchmark {
  struct Usage: Error { let sentence: String }

  static func main() {
    do {
      let words = Array(CommandLine.arguments.dropFirst())
      guard words.count == 3 else { throw Usage(sentence: "usage: terminal-benchmark IMAGE MASK FOLDER") }
      let image = try NIfTI.volume(at: words[0])
      let mask = try NIfTI.mask(at: words[1])
      let size = image.geometry.size
      guard size.x >= 202, size.y >= 200,
        let slice = RegionExtent(of: mask, in: image.geometry).largestSlice(alongAxis: 2)
      else {
        throw Usage(
          sentence: "terminal-benchmark: \(words[0]) has no slices of 202×200 voxels, or no voxel in the mask.")
      }
      try write(image, slice: slice, into: URL(filePath: words[2]))
      print(measure(image, slice: slice))
    } catch let error as Usage {
      FileHandle.standardError.write(Data("\(error.sentence)\n".utf8))
      exit(2)
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  static let windows = [
    ("lung", Window(level: -600, width: 1500)), ("soft-tissue", Window(level: 40, width: 400)),
  ]

  /// A square of voxels, so that it fills 80×40 cells exactly.
  static func write(_ image: Volume<Float>, slice: Int, into folder: URL) throws {
    let square = image.cropped(to: VoxelBox(lower: [2, 0, 0], upper: [202, 200, image.geometry.size.z]))
    for (name, window) in windows {
      for glyphs in [Look.PictureGlyphs.half, .blocks, .sextant] {
        let look = Look(pictures: glyphs)
        let picture = SliceView(square, slice: slice, window: window)
          .picture(size: Size(columns: 80, rows: 40), look: look)
        let text = picture.ansiLines(look: look).map { $0 + "\n" }.joined()
        try Data(text.utf8).write(to: folder.appending(path: "\(name)-\(glyphs).ansi"))
      }
    }
  }

  static func measure(_ image: Volume<Float>, slice: Int) -> String {
    let wide = enlarged(image, slice: slice)
    var parts = ["\"slice\": \(slice)"]
    for size in [(80, 40), (120, 60), (200, 100)] {
      let view = SliceView(wide, slice: 0, window: windows[0].1)
      var times: [Double] = []
      for _ in 0..<60 {
        let start = processorTime()
        let picture = view.picture(size: Size(columns: size.0, rows: size.1), look: .standard)
        times.append(processorTime() - start)
        // What nobody looks at could be left out by the compiler.
        precondition(picture.size.columns == size.0)
      }
      parts.append("\"\(size.0)x\(size.1)\": \(times.sorted()[times.count / 2])")
    }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  /// Milliseconds that this thread has been on a processor: what else the machine does is left out.
  static func processorTime() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return Double(now.tv_sec) * 1000 + Double(now.tv_nsec) / 1e6
  }

  /// The slice with 512×512 voxels, by the nearest voxel: its content does not matter for time, its size does.
  static func enlarged(_ image: Volume<Float>, slice: Int) -> Volume<Float> {
    let size = image.geometry.size
    var voxels: [Float] = []
    voxels.reserveCapacity(512 * 512)
    for y in 0..<512 {
      for x in 0..<512 { voxels.append(image[x * size.x / 512, y * size.y / 512, slice]) }
    }
    return Volume(geometry: Geometry(size: [512, 512, 1], spacing: [0.7, 0.7, 3]), voxels: voxels)
  }
}
