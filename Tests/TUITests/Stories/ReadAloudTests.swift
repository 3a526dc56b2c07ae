import Foundation
import Testing

@testable import TUI

/// Someone who hears the workbench instead of seeing it.
@MainActor @Suite struct `The workbench as lines of text` {
  /// Answers the questions one after the other; returns everything that was said.
  private func say(_ answers: [String], results: Bool = false) async -> (text: String, status: Int32) {
    let cohort = results ? `Every screen`.Ready.withEveryResult : `Every screen`.Ready.cohort
    let display = MemoryDisplay(size: LinearSession.size)
    var state = AppState(size: LinearSession.size)
    state.isReadAloud = true
    let store = Store(state: state, display: display, environment: Sample.environment(cohort: cohort))
    store.begin(cohortPath: "/data/demo.sqlite")
    var answers = answers[...]
    var text = ""
    let session = LinearSession(
      store: store, display: display, read: { answers.popFirst() }, write: { text += $0 })
    let status = await session.run()
    return (text, status)
  }

  @Test func `a word is no key, whatever its letters do`() async {
    for word in ["exit", "quit now", "help", "xyz"] {
      let (text, _) = await say([word, "q"])
      #expect(text.contains("That is no key, and nothing was done."), "\(word)")
      #expect(!text.contains("Type what is asked for") && !text.contains("Wrote"), "\(word)")
    }
    #expect(LinearSession.isKeys("jjj") && LinearSession.isKeys("<C-p>") && LinearSession.isKeys("j<Enter><Down>"))
    #expect(!LinearSession.isKeys("ex") && !LinearSession.isKeys("exit<Enter>"))
  }

  @Test func `a line typed where a command is asked for is taken with Return`() async {
    let (text, _) = await say([":", "sort age desc", "q"])
    #expect(text.contains("age years▾"))
    // An empty line leaves it.
    let (other, status) = await say([":", "", ":quit"])
    #expect(!other.contains("There is no column") && status == 0)
  }

  @Test func `of a long list the line is said, and a number reads on`() async throws {
    let (first, _) = await say(["q"])
    #expect(first.contains("Line 1 of 16; PgDn reads on"))
    let list = first.split(separator: "\n").first { $0.contains("Go down a page") }
    let number = try #require(list?.split(separator: " ").first)
    let (text, _) = await say([String(number), "q"])
    #expect(text.contains("Line 16 of 16"))
  }

  @Test func `says where one is, how far the study is, the rows, and what can be done`() async {
    let (text, status) = await say(["q"])
    #expect(
      text.hasPrefix(
        "Radish › demo  16 patients · 18 images\nSteps: Cohort done, Extract done, Split done, Model to do"))
    #expect(text.contains("\n> P001  40 M  High  yes"))
    #expect(text.contains("\n3 Filter the rows (/)"))
    #expect(
      !text.unicodeScalars.contains { (0x2500...0x25AF).contains($0.value) || (0x2800...0x28FF).contains($0.value) })
    #expect(status == 0)
  }

  @Test func `a number does what it stands for, and a question is answered by a line`() async {
    let (text, _) = await say(["3", "age>60", "q"])
    #expect(text.contains("Type what is asked for; Enter: keep; an empty line: leave."))
    #expect(text.contains("/ age>60") && text.contains("/16 patients"))
  }

  @Test func `an answer that cannot be taken is said why`() async {
    let (text, _) = await say(["3", "agee>60", "", "q"])
    #expect(text.contains("! Filter, column 1: there is no column \"agee\"."))
  }

  @Test func `commands, keys and the list of everything work too`() async {
    let (text, _) = await say([":sort age desc", "jj", "?", "99", "q"])
    #expect(text.contains("age years▾"))
    #expect(text.contains("!: Show the rows that the filter leaves out, not now: There is no filter"))
    #expect(text.contains("There is no 99 in the list."))
  }

  @Test func `a plot is a table of its numbers`() async {
    let (text, _) = await say([":roc", "q"], results: true)
    #expect(text.contains("sensitivity") && text.contains("specificity"))
  }

  @Test func `the picture of an image is put into words`() async {
    let (text, _) = await say([":view P001", "c", "<Up><Up>", "q", "q"])
    // The region is a ball of radius 7 mm: 145 voxels of 1 mm² lie in its middle slice.
    #expect(text.contains("CT of P001, axial plane, slice 13 of 20, at S 4.0 mm, radiological convention."))
    #expect(text.contains("tumour: 145 mm² in this slice, slices 10 to 16, largest in 13"))
    #expect(text.contains("100 HU, in tumour."))
    #expect(text.contains("Window soft tissue: level 40, width 400."))
    #expect(text.contains("coronal plane"))
    #expect(text.contains("Research use only, not for diagnosis."))
  }

  @Test func `the image of the row under the cursor is put into words below the table`() async {
    let (text, _) = await say(["j", ":show exams", "i", "q"])
    #expect(text.contains("\n\nCT of P001, slice 13 of 20, image 1 of 2.\ntumour 1.4 ml  mean 100 HU.\n"))
    #expect(text.contains("\n\nCT of P002, slice 13 of 20.\n"))
    let last = text.components(separatedBy: "Radish › demo").last ?? ""
    #expect(!last.contains("slice 13 of 20"), "i puts it away")
  }

  @Test func `what is done is recorded as a script that shows the same`() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "radish-\(UUID().uuidString).keys").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let display = MemoryDisplay(size: LinearSession.size)
    let store = Store(state: AppState(size: LinearSession.size), display: display, environment: Sample.environment())
    store.begin(cohortPath: "/data/demo.sqlite")
    var answers = ["3", "age>60", ":sort age desc", "jj"][...]
    let record = try #require(SessionRecord(path: path))
    let session = LinearSession(
      store: store, display: display, record: record, read: { answers.popFirst() },
      write: { _ in })
    _ = await session.run()
    let script = try String(contentsOfFile: path, encoding: .utf8)
    #expect(script.contains("<resize 100x30>"))
    let again = await Driver(size: LinearSession.size)
    try await again.press(script)
    store.draw()
    #expect(again.screen == display.text)
    #expect(again.screen.contains("age>60"))
    // Never over a file that exists.
    #expect(SessionRecord(path: path) == nil)
  }

  @Test func `leaving while a job runs, the end of the lines and a cohort that is not there end it`() async {
    #expect(await say([]).status == 0)
    let (text, _) = await say([":open /data/none.sqlite"])
    #expect(text.contains("! There is no cohort at /data/none.sqlite. Check the name."))
  }
}
