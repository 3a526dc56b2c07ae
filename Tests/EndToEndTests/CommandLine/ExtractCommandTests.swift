import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Reference.isExpected, "no reference folder beside this checkout"))
struct ExtractCommandTests {
  static let phantom = [
    "extract", "--image", Reference.path("ibsi/digital_phantom_image.nii.gz"), "--mask",
    Reference.path("ibsi/digital_phantom_mask.nii.gz"), "--settings", "ibsi1-phantom",
  ]

  /// The consensus values of IBSI 1 for the digital phantom, with their tolerances, three significant digits.
  @Test func `every value of the digital phantom is in the document under its tag and aggregation`() throws {
    let json = try RadishCommand.run(Self.phantom + ["--json"]).json()
    #expect(json["schema"].text == "radish/extract/1")
    var found: [String: JSONValue] = [:]
    for feature in json["features"].list {
      let key = "\(feature["tag"].text ?? "") \(feature["aggregation"].text ?? "")"
      #expect(found[key] == nil, "\(key) is there twice")
      found[key] = feature
    }
    let text = try String(contentsOfFile: Reference.path("ibsi/ibsi1_reference_values.csv"), encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var compared = 0
    for row in rows where row[0] == "phantom" && row[1] != "diagnostic" && row.count >= 9 {
      // A name with a comma is quoted and shifts the cells; those rows are compared where the values are made.
      guard let value = Double(row[5]), let tolerance = Double(row[6]), !row[2].hasPrefix("\"") else { continue }
      let feature = found["\(row[8]) \(row[4])"]
      let number = feature?["value"].number
      let allowed = max(tolerance, Self.halfUnit(value))
      #expect(
        number.map { abs($0 - value) <= allowed } == true, "\(row[8]) \(row[4]): \(number ?? .nan), reference \(value)")
      #expect(feature?["family"].text == row[1])
      #expect(feature?["ibsi_code"].text == row[3])
      compared += 1
    }
    #expect(compared > 400)
  }

  /// Half a unit in the third significant digit: IBSI's values are rounded there.
  private static func halfUnit(_ value: Double) -> Double {
    value == 0 ? 0.005 : 0.5 * pow(10, (log10(abs(value)).rounded(.down) - 2)) * (1 + 1e-9)
  }

  @Test func `the document carries settings, provenance and diagnostics`() throws {
    let json = try RadishCommand.run(Self.phantom + ["--json", "--features", "stat_mean,TU9B"]).json()
    #expect(Set(json["features"].list.compactMap { $0["tag"].text }) == ["stat_mean", "cm_joint_entr"])
    #expect(json["features", 0, "aggregation"].text == "")
    #expect(json["features", 0, "aggregation_code"].text == "DHQ4")
    #expect(json["settings", "name"].text == "ibsi1-phantom")
    #expect(json["provenance", "version"].text == "0.1.0")
    #expect(json["provenance", "image_digest"].text?.isEmpty == false)
    #expect(json["diagnostics", "int_mask_vox_count_init_roi"].number == 74)
    let codes = json["features"].list.dropFirst().compactMap { $0["aggregation_code"].text }
    #expect(codes == ["BTW3", "SUJT", "JJUI", "ZW7Z", "ITBB", "IAZD"])
  }

  @Test func `off a terminal the features are csv`() throws {
    let run = try RadishCommand.run(Self.phantom + ["--features", "stat_mean"])
    #expect(
      run.output == """
        image,family,tag,name,ibsi_code,aggregation,aggregation_code,value,unit
        original,intensity_statistics,stat_mean,Mean intensity,Q4LE,,DHQ4,2.1486486486486487,intensity

        """)
  }

  @Test func `without settings the preset is chosen by the intensities and said aloud`() throws {
    let run = try RadishCommand.run(Array(Self.phantom.dropLast(2)) + ["--json", "--features", "stat_mean"])
    let json = try run.json()
    #expect(json["settings", "name"].text == "mr")
    #expect(json.codes.contains("settings_guessed"))
  }

  @Test(arguments: [
    (["--settings", "ibsi1-Q"], 1, "ibsi1-Q"), (["--features", "stat_men"], 1, "Did you mean \"stat_mean\"?"),
    (["--label", "7"], 1, "7"),
  ])
  func `what cannot be extracted is one sentence`(more: [String], status: Int32, part: String) throws {
    let run = try RadishCommand.run(Array(Self.phantom.dropLast(2)) + more)
    #expect(run.status == status)
    #expect(run.messages.contains(part))
    #expect(run.messages.split(separator: "\n").count == 1)
    #expect(run.output == "")
  }

  /// With its values behind equals signs a command line is the library's to read.
  @Test(arguments: [
    ["--format", "json"], ["--format", "csv"], [], ["--format", "json", "--label", "1"], ["--label", "7"],
    ["--label", "one"], ["--format", "xml"],
  ])
  func `the plainest command line says what any other says`(more: [String]) throws {
    let arguments = Self.phantom + more
    let plain = try RadishCommand.run(arguments)
    let pairs = stride(from: 1, to: arguments.count, by: 2).map { arguments[$0] + "=" + arguments[$0 + 1] }
    let other = try RadishCommand.run(["extract"] + pairs)
    #expect(plain.status == other.status)
    func withoutTime(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { !$0.contains("\"seconds\"") }
    }
    #expect(withoutTime(plain.output) == withoutTime(other.output))
    #expect(plain.messages == other.messages)
    #expect(plain.output.isEmpty == (plain.status != 0))
  }

  @Test func `digests of a large image and a small mask are those of their bytes`() throws {
    let scratch = try Scratch()
    let settings = try scratch.write("families: [intensity_statistics]\n", to: "small.yaml")
    let files = ["image", "mask"].map { (key: $0 + "_digest", path: Reference.path("ibsi/PAT1_ct_\($0).nii.gz")) }
    let json = try RadishCommand.run(
      ["extract", "--image", files[0].path, "--mask", files[1].path, "--settings", settings, "--format", "json"]
    ).json()
    for file in files {
      let sum = try RadishCommand.run([file.path], of: URL(filePath: "/usr/bin/sha256sum"))
      #expect(json["provenance", file.key].text == String(sum.output.prefix(64)))
    }
  }

  @Test func `an image without a mask is wrong usage`() throws {
    let run = try RadishCommand.run(["extract", "--image", "x.nii"])
    #expect(run.status == 2)
    #expect(run.messages.hasPrefix("radish: One case needs both --image and --mask.\n"))
  }

  @Test func `the catalogue is listed and explained`() throws {
    let list = try RadishCommand.run(["features", "list"])
    #expect(list.output.hasPrefix("tag,name,family,ibsi_code,unit,pyradiomics,formula,meaning,pitfalls\n"))
    #expect(list.output.split(separator: "\n").count > 170)
    for word in ["TU9B", "cm_joint_entr", "joint entropy", "original_glcm_JointEntropy"] {
      let json = try RadishCommand.run(["features", "explain", word, "--json"]).json()
      #expect(json["features"].list.count == 1)
      #expect(json["features", 0, "tag"].text == "cm_joint_entr")
      #expect(json["features", 0, "formula"].text?.contains("log₂") == true)
    }
    let unknown = try RadishCommand.run(["features", "explain", "cm_joint_entropi"])
    #expect(unknown.status == 1)
    #expect(unknown.messages.contains("Did you mean"))
  }
}
