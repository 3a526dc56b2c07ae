import Foundation
import Testing

/// Whole stories under tmux: the screen is what a person sees.
@Suite(.enabled(if: Program.tmuxIsExpected, "no radish program beside the tests, or no tmux"), .serialized)
struct `A person at a terminal` {
  let desk: Desk

  init() throws { desk = try Desk() }

  private func start() throws -> Tmux {
    let tmux = try Tmux(variables: desk.variables, folder: desk.folder.path)
    _ = tmux.screen(with: "$")
    try tmux.type("'\(Program.path)' small.sqlite; echo status=$?")
    try tmux.press("Enter")
    return tmux
  }

  @Test func `browses, filters, looks at a tumour and leaves`() throws {
    let tmux = try start()
    let table = try #require(tmux.screen(with: "6 patients · 6 images"))
    #expect(table.contains("▌P1"))
    try tmux.type("/age>60")
    #expect(tmux.screen(with: "4 of 6") != nil)
    try tmux.press("Enter")
    #expect(tmux.screen(with: "4/6 patients") != nil)
    try tmux.press("Enter")
    let viewer = try #require(tmux.screen(with: "research use only, not for diagnosis"))
    #expect(tmux.screen(with: "slice 4/8") != nil, "\(viewer)")
    #expect(tmux.screen.contains("RAD"))
    try tmux.type("2")
    #expect(tmux.screen(with: "window lung") != nil)
    try tmux.press("Escape")
    #expect(tmux.screen(with: "4/6 patients") != nil)
    try tmux.press("Escape")
    #expect(tmux.screen(with: " 6 patients") != nil)
    try tmux.type("q")
    let shell = try #require(tmux.screen(with: "status=0"))
    #expect(!shell.contains("Cohort"))
  }

  @Test func `suspends with Ctrl-Z and comes back with fg`() throws {
    let tmux = try start()
    #expect(tmux.screen(with: "6 patients") != nil)
    try tmux.press("C-z")
    #expect(tmux.screen(with: "Stopped") != nil)
    try tmux.type("fg")
    try tmux.press("Enter")
    #expect(tmux.screen(with: "6 patients · 6 images") != nil)
    try tmux.type("q")
    #expect(tmux.screen(with: "$") != nil)
  }

  @Test func `makes the window too small and large again`() throws {
    let tmux = try start()
    #expect(tmux.screen(with: "6 patients") != nil)
    try tmux.resize(columns: 50, rows: 12)
    #expect(tmux.screen(with: "Radish needs 60×16") != nil)
    try tmux.resize(columns: 120, rows: 40)
    #expect(tmux.screen(with: "1●Cohort") != nil)
    try tmux.type("q")
    #expect(tmux.screen(with: "status=0") != nil)
  }

  @Test(arguments: ["external", "on", "off"])
  func `what is copied is in the buffer of tmux, or it is said that it is not`(
    setting: String
  ) throws {
    let tmux = try start()
    try tmux.set("set-clipboard", to: setting)
    _ = try #require(tmux.screen(with: "6 patients · 6 images"))
    try tmux.press("j")
    try tmux.type("y")
    let screen = try #require(tmux.screen(with: "Copied the patient"))
    #expect(tmux.buffer == "P2", "\(screen)")
    try tmux.type("q")
    #expect(tmux.screen(with: "status=0") != nil)
  }
}
