import Foundation
import Testing

@Suite struct SamplesCommandTests {
  @Test func `the samples are listed`() throws {
    let json = try RadishCommand.run(["samples", "--json"]).json()
    #expect(json["schema"].text == "radish/samples/1")
    #expect(json["samples"].list.contains { $0["name"].text == "crc-lymph-node" })
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
