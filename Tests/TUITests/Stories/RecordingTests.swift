import Testing

@testable import TUI

/// What was pressed is kept as a script, and played again.
@MainActor @Suite struct `Recording a session` {
  @Test(arguments: [
    InputEvent.key(.character("a")), .key(.character("<")), .key(.space), .key(.control("p")), .key(.altLeft),
    .key(.function(5)), .paste("a > b & c\n陈 &gt;"), .mouse(MouseEvent(.press, column: 3, row: 7)),
    .mouse(MouseEvent(.drag, button: .right, column: 30, row: 2)), .mouse(MouseEvent(.release, column: 3, row: 7)),
    .mouse(MouseEvent(.wheelDown, button: .none, column: 10, row: 5)),
  ]) func `every event is written as a script reads it`(event: InputEvent) throws {
    let text = try #require(KeyScript.text(of: .event(event)))
    #expect(try KeyScript(text).steps == [.event(event)])
  }

  @Test func `a key that would begin a remark is written by its name`() throws {
    var recorder = KeyRecorder()
    let text =
      recorder.text(of: .event(.key(.enter)), isWorking: false)
      + recorder.text(of: .event(.key(.character("#"))), isWorking: false)
    #expect(try KeyScript(text).steps == [.event(.key(.enter)), .event(.key(.character("#")))])
  }

  @Test func `the end of a job that was seen is waited for`() {
    var recorder = KeyRecorder()
    let events: [(Key, Bool)] = [(.enter, false), (.character("j"), true), (.character("3"), false)]
    let text = events.map { recorder.text(of: .event(.key($0.0)), isWorking: $0.1) }.joined()
    #expect(text == "<Enter>\nj<wait>\n3")
  }

  @Test func `a script that was recorded shows the same screen`() async throws {
    let steps = try KeyScript("/age>60<Enter>s<Right>s<resize 100x30>2<C-p>he<Esc>1p").steps
    var recorder = KeyRecorder()
    let text =
      KeyRecorder.opening(size: Size(columns: 80, rows: 24))
      + steps.map { recorder.text(of: $0, isWorking: false) }.joined()
    let first = await Driver()
    await first.store.play(KeyScript(steps: steps))
    let second = await Driver()
    try await second.press(text)
    #expect(first.screen == second.screen)
    #expect(second.row(0).contains("P0"))
  }
}
