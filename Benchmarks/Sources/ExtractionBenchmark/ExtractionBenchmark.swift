import Features
import Foundation

/// Extracts one case again and again in one process and prints the times: file paths in, features out. Nothing is kept
/// from one repetition to the next.
///
///     extraction-benchmark IMAGE MASK [--label N] [--repetitions N]
///
/// prints one line of JSON: the median and all times in milliseconds, the median of reading and inflating the two files
/// alone, the number of features, those without a value, and the voxels of the region.
@main
enum ExtractionBenchmark {
  /// The whole of IBSI 1 in 3D on the image as it is, bins of 25.
  static let settings = ExtractionSettings(
    discretisation: .fixedBinWidth(25), aggregations: [.averaged3D, .merged3D, .volume3D])

  static func main() {
    ProcessHeap.prepare()
    do {
      let request = try Request(CommandLine.arguments.dropFirst())
      print(try measure(request))
    } catch let error as Usage {
      FileHandle.standardError.write(Data("\(error.sentence)\n".utf8))
      exit(2)
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  static func measure(_ request: Request) throws -> String {
    let clock = ContinuousClock()
    let extractor = Extractor(settings)
    var times: [Double] = []
    var floors: [Double] = []
    var last: Extraction?
    for _ in 0..<request.repetitions {
      let start = clock.now
      last = try extractor.extract(image: request.image, mask: request.mask, label: request.label)
      times.append((clock.now - start) / .milliseconds(1))
    }
    // One voxel of each: all of a compressed file is inflated for it, and nothing else is done.
    let voxel = VoxelBox(lower: .zero, upper: .one)
    for _ in 0..<request.repetitions {
      let start = clock.now
      for path in [request.image, request.mask] {
        _ = try NIfTI.volume(at: path, frame: nil, box: voxel, as: Float.self)
      }
      floors.append((clock.now - start) / .milliseconds(1))
    }
    let values = last.map { $0.features.values } ?? []
    let voxels = last?.diagnostics.first { $0.tag == "int_mask_vox_count_reseg_roi" }?.value ?? 0
    let result = Result(
      medianTime: median(times), floor: median(floors), times: times, features: values.count,
      missing: values.count { $0.number == nil }, voxels: Int(voxels))
    return String(decoding: try JSONEncoder().encode(result), as: UTF8.self)
  }

  static func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }

  struct Result: Encodable {
    let medianTime: Double
    let floor: Double
    let times: [Double]
    let features: Int
    let missing: Int
    let voxels: Int
  }
}

struct Usage: Error {
  let sentence: String
}

struct Request {
  let image: String
  let mask: String
  var label = MaskSelection.only
  var repetitions = 5

  init(_ arguments: some Sequence<String>) throws {
    var paths: [String] = []
    var rest = Array(arguments)[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--label":
        guard let label = rest.popFirst().flatMap(Double.init) else { throw Usage(sentence: "--label needs a number.") }
        self.label = .label(label)
      case "--repetitions":
        guard let count = rest.popFirst().flatMap({ Int($0) }), count > 0 else {
          throw Usage(sentence: "--repetitions needs a number above 0.")
        }
        repetitions = count
      default: paths.append(argument)
      }
    }
    guard paths.count == 2 else {
      throw Usage(sentence: "usage: extraction-benchmark IMAGE MASK [--label N] [--repetitions N]")
    }
    (image, mask) = (paths[0], paths[1])
  }
}
