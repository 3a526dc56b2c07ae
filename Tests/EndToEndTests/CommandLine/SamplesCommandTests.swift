import Foundation
import Testing

@Suite struct SamplesCommandTests {
  @Test func `the samples are listed`() throws {
    let json = try RadishCommand.run(["samples", "--json"]).json()
    #expect(json["schema"].text == "radish/samples/1")
    #expect(json["samples"].list.contains { $0["name"].text == "crc-lymph-node" })
  }

  @Test func `words of the last column go on below where they have no room`() throws {
    for ascii in [[], ["--ascii"]] {
      let text = try RadishCommand.run(["samples", "list", "--width", "72"] + ascii).output
      let title = "Lung cancer under EGFR inhibitors: progression-free survival"
      let lines = text.split(separator: "\n").map(String.init)
      let row = try #require(lines.firstIndex { $0.contains("egfr-progression") })
      let words = lines[row...].joined(separator: " ").split(separator: " ").joined(separator: " ")
      #expect(words.hasSuffix(title), "\(text)")
      #expect(!text.contains("…") && !text.contains("~"), "\(text)")
      for line in lines { #expect(line.count <= 72, "\(line)") }
    }
  }

  @Test func `a sample is generated, its cohort's path printed`() throws {
    let scratch = try Scratch()
    let run = try RadishCommand.run(
      ["samples", "generate", "crc-lymph-node", "--into", scratch.folder.path, "--patients", "2", "--seed", "7"])
    #expect(run.status == 0, "\(run.messages)")
    let path = scratch.folder.path + "/crc-lymph-node/cohort.sqlite"
    #expect(run.output == path + "\n")
    let json = try RadishCommand.run(["show", "patients", path, "--json"]).json()
    #expect(json["count"].integer == 2)
  }

  @Test func `an unknown sample is a sentence with the nearest name`() throws {
    let run = try RadishCommand.run(["samples", "generate", "crc-lymphnode"])
    #expect(run.status == 1)
    #expect(
      run.messages
        == "radish: There is no sample cohort \"crc-lymphnode\". Did you mean \"crc-lymph-node\"?\n")
  }
}
