import Foundation
import Testing

/// `radish view` on a real terminal.
@Suite(.enabled(if: Program.tmuxIsExpected, "no radish program beside the tests, or no tmux"), .serialized)
struct `An image without a cohort` {
  let desk: Desk

  init() throws { desk = try Desk() }

  @Test func `opens in the viewer with its mask and gives the terminal back`() throws {
    let tmux = try Tmux(variables: desk.variables, folder: desk.folder.path)
    _ = tmux.screen(with: "$")
    try tmux.type("'\(Program.path)' view p1.nii --mask m1.nii --plane coronal --slice 9; echo status=$?")
    try tmux.press("Enter")
    let screen = try #require(tmux.screen(with: "research use only, not for diagnosis"))
    #expect(tmux.screen(with: "slice 9/16") != nil, "\(screen)")
    #expect(tmux.screen.contains("m1.nii"))
    try tmux.press("Enter")
    #expect(tmux.screen(with: "largest") != nil)
    try tmux.type("q")
    #expect(tmux.screen(with: "status=0") != nil)
  }

  @Test func `is printed when asked, whatever the terminal`() throws {
    let tmux = try Tmux(variables: desk.variables, folder: desk.folder.path)
    _ = tmux.screen(with: "$")
    try tmux.type("'\(Program.path)' view p1.nii --fuse p2.nii --print --size 60x14; echo status=$?")
    try tmux.press("Enter")
    let screen = try #require(tmux.screen(with: "status=0"))
    #expect(screen.contains("not for diagnosis"))
  }
}
